"""Rules of a round that contradict each other, each with the field on which it is put right. Pure."""

from quiz.contests.rules import RoundRules
from quiz.language import gettext as _


def contradictions(rules: RoundRules) -> dict[str, str]:
    """Rule → what cannot be, in words. What is only unwise is said by the check list (readiness.py)."""
    found = {}
    if rules.opening == "hand" and rules.attempts_per == "week":
        found["attempts_per"] = _("Vòng mở bằng tay thì không tính lượt theo tuần: hãy chọn số lượt của cả đợt.")
    return found
