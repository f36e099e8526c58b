"""Is what was written what was meant? A draft in its one form, and everything that counts in it. Pure."""

from dataclasses import astuple, replace
from fractions import Fraction
from typing import Any

from question_bank.checking import Finding, check
from question_bank.draft import Draft, Picture
from question_bank.keys import key_text
from question_bank.kinds import WITH_RIGHT_CHOICES
from question_bank.kinds.kind import Key
from question_bank.kinds.parts import worths_beside
from question_bank.kinds.worths import worth_in
from question_bank.pictures import carried_in, identity, name_of


class NotWritable(Exception):
    """Why a question cannot be written in a format, in a few words."""


def settled(draft: Draft) -> Draft:
    """The draft as the bank would hold it: its kind named, its choices whole, its key in letters."""
    finding = check(draft)
    if finding.problems:
        raise NotWritable("còn điều cần sửa")
    whole = replace(
        finding.draft,
        kind=finding.kind,
        topic=finding.topic if draft.topic else "",
        difficulty=str(finding.difficulty),
        valid_from=finding.valid_from.isoformat() if finding.valid_from else "",
        valid_to=finding.valid_to.isoformat() if finding.valid_to else "",
        notes={},
    )
    said = whole.feedback + [""] * len(whole.choices)
    whole.feedback = said[: len(whole.choices)] if any(said) else []
    if finding.kind not in WITH_RIGHT_CHOICES:
        return whole
    key = key_text(finding.choices, finding.right) if finding.right else ""
    worths = worths_beside(list(range(len(finding.choices))), finding.key)
    return replace(whole, choices=finding.choices, worths=worths, key=key)


def right_of(draft: Draft) -> list[int]:
    """The places of the right choices of a settled draft."""
    found: list[int] = check(draft).key.get("right", [])
    return found


def meaning(draft: Draft) -> Any:
    """Two drafts that mean the same question are equal in this, whatever their files look like."""
    finding = check(draft)
    rows = draft.choices or finding.draft.choices  # typed answers may stand in the key alone, until it is checked
    return (
        [problem.text for problem in finding.problems], finding.kind, draft.stem, draft.post, finding.content,
        _exact(finding), draft.explanation, finding.topic, finding.difficulty, finding.valid_from, finding.valid_to,
        [astuple(source) for source in draft.sources], draft.external_id, draft.tags,
        sorted((_told(picture, rows) for picture in draft.pictures), key=lambda told: told[0]),
    )  # fmt: skip


def _told(picture: Picture, rows: list[str]) -> tuple[str, str, str]:
    """Where it stands, by the words there: a paper may have its steps in another order. What it is, and its words."""
    carried = carried_in(picture.bytes) if picture.data else None
    name, _, place = picture.at.partition("_")
    at = f"{name} {rows[int(place)]}" if place.isdecimal() and int(place) < len(rows) else picture.at
    return at, name_of(carried) if carried else identity(picture), " ".join(picture.alt.split())


def _exact(finding: Finding) -> Key:
    """ "0.5" and "1/2" are worth the same."""
    return {name: [_worth(each) for each in value] if isinstance(value, list) else value
            for name, value in finding.key.items()}  # fmt: skip


def _worth(each: Any) -> Any:
    if not isinstance(each, dict) or "worth" not in each:
        return each
    return each | {"worth": worth_in(each["worth"]), "number": Fraction(each.get("number", 0)),
                   "tolerance": Fraction(each.get("tolerance", 0))}  # fmt: skip
