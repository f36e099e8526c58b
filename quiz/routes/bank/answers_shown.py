"""The answers of a question, for showing to those who may see keys."""

from typing import Any

from question_bank.checking import Finding
from question_bank.kinds import KINDS, WITH_RIGHT_CHOICES
from question_bank.kinds.multiple_choice import shares_told
from question_bank.kinds.worths import worth_in
from quiz.language import gettext as _


def choices_of(finding: Finding) -> list[dict[str, Any]]:
    """The choices, or the answers as their author writes them."""
    if finding.kind in KINDS and finding.kind not in WITH_RIGHT_CHOICES:
        right = _answers_in_cells(finding)
    else:
        right = [(text, place in finding.right) for place, text in enumerate(finding.choices)]
    said = dict(enumerate(finding.draft.feedback))
    shares = shares_told(finding.key)
    parts = {} if shares else {part["id"]: part["worth"] for part in finding.key.get("parts", [])}
    answers = [
        {
            "text": text,
            "right": is_right,
            "part": parts.get(place, ""),
            "share": shares.get(place, ""),
            "pictures": [picture for at, picture in finding.pictures if at == place],
            "explaining": [picture for at, picture in finding.pictures if at == f"feedback_{place}"],
            "feedback": said.get(place, ""),
        }
        for place, (text, is_right) in enumerate(right)
    ]
    otherwise = finding.key.get("otherwise", "")
    explaining = [picture for at, picture in finding.pictures if at == "otherwise"]
    if otherwise or explaining:
        any_other = {"text": _("Mọi câu trả lời khác"), "right": False, "part": "", "share": "", "pictures": []}
        answers.append(any_other | {"feedback": otherwise, "explaining": explaining})
    return answers


def _answers_in_cells(finding: Finding) -> list[tuple[str, bool]]:
    """Each as its author writes it, and whether it brings anything: some are known only for what is said of them."""
    cells = KINDS[finding.kind].cells(finding.draft)
    known = finding.key.get("accepted") or finding.key.get("numbers") or []
    if len(known) != len(cells):
        return [(text, True) for text in cells]
    worths = [worth_in(each["worth"]) for each in known]
    return [(text, worth is None or worth > 0) for text, worth in zip(cells, worths, strict=True)]
