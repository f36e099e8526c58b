"""What people write to go with a decision: why it was taken, what is different now. Refused at its field, never cut."""

from quiz.language import gettext as _
from quiz.refusals import Invalid

LONGEST = 2000


def written(text: str, field: str, missing: str = "", most: int = LONGEST) -> str:
    """Without what surrounds it; the end of a line is one character, as the field counts it. `missing`: what is said
    where nothing was written; "": nothing need be."""
    text = text.replace("\r\n", "\n").strip()
    if missing and not text:
        raise Invalid({field: missing})
    if len(text) > most:
        raise Invalid({field: _("Nhiều nhất %(most)s ký tự; đây là %(count)s.") % {"most": most, "count": len(text)}})
    return text


def reason_written(reason: str, field: str = "reason", most: int = LONGEST) -> str:
    return written(reason, field, _("Hãy ghi lý do; lý do được lưu cùng quyết định."), most)
