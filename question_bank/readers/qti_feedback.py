"""Words said after an answer: those to one answer go to that answer, the others become the explanation."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from question_bank.draft import Draft
from question_bank.kinds import BY_PEOPLE
from question_bank.kinds.numbers import number_text
from question_bank.pictures import PLACES
from question_bank.readers.qti_answers import number_of
from question_bank.readers.qti_text import Fetch, tell, tell_without_pictures
from question_bank.text import fold

TYPED = ("short_text", "numeric")
ANSWERS_MAX = 100
WRONG = re.compile(r"incorrect|wrong|^(no|not)(?![a-z])|fail|^sai", re.I)
PARTLY = re.compile(r"partial|partly|^đúng.một.phần|^dung.mot.phan", re.I)
RIGHT = re.compile(r"correct|(?<![a-z])right|^(yes|ok)(?![a-z])|pass|^đúng|^dung(?![a-z])", re.I)
# They tell nobody anything that the marks don't.
EMPTY_WORDS = {
    "correct", "incorrect", "right", "wrong", "true", "false", "yes", "no", "dung", "sai", "dung roi", "sai roi",
    "chinh xac", "chua dung", "khong dung", "chua chinh xac", "well done", "sorry", "richtig", "falsch",
    "leider falsch", "that s correct", "that s not correct", "that is correct", "that is incorrect", "good", "goed",
    "fout", "ok", "yes that s correct", "no that s not correct", "your answer is correct",
    "your answer is incorrect",
}  # fmt: skip


@dataclass
class Feedback:
    """What an item says afterwards, as markup."""

    to_answers: dict[str, list[str]] = field(default_factory=dict)
    always: list[str] = field(default_factory=list)
    to_all: dict[str, list[str]] = field(default_factory=dict)  # who were right, in part or wrong: by OUTCOMES

    def add(self, markup: str, *, answer: str = "", outcome: str = "") -> None:
        if answer:
            self.to_answers.setdefault(answer, []).append(markup)
        else:
            (self.to_all.setdefault(outcome, []) if outcome else self.always).append(markup)


def outcome_named(name: str) -> str:
    """By what a file calls its feedback: "correct_fb" is said to all who were right; "" where that tells nothing."""
    found = {"when_partly": PARTLY, "when_wrong": WRONG, "when_right": RIGHT}
    return next((outcome for outcome, signs in found.items() if signs.search(name)), "")


def put_feedback(draft: Draft, feedback: Feedback, ids: list[str], fetch: Fetch) -> None:
    """Into the draft: `ids` are its choices in order, or the answers that it knows as the file has them."""
    draft.feedback = [
        _told(draft, f"feedback_{place}", feedback.to_answers.get(id, []), fetch) for place, id in enumerate(ids)
    ]
    if draft.kind in TYPED:
        _put_what_is_typed(draft, feedback, set(ids), fetch)
    if not any(draft.feedback):
        draft.feedback = []
    explaining = [*feedback.always, *_said_to_everybody(draft, feedback)]
    explained = _told(draft, "explanation", explaining, fetch)
    for outcome, markups in feedback.to_all.items():
        setattr(draft, outcome, _told(draft, outcome, markups, fetch))
    draft.explanation = "\n".join(filter(None, [draft.explanation, explained]))


def _said_to_everybody(draft: Draft, feedback: Feedback) -> list[str]:
    """What both the right and the wrong are told is an explanation; and what people mark has no outcome of its own."""
    right, wrong = (feedback.to_all.get(outcome, []) for outcome in ("when_right", "when_wrong"))
    if draft.kind in BY_PEOPLE or right == wrong:
        said = [markup for markups in feedback.to_all.values() for markup in markups]
        feedback.to_all = {}
        return said
    return []


def _put_what_is_typed(draft: Draft, feedback: Feedback, known: set[str], fetch: Fetch) -> None:
    """Wrong answers that are spoken to, and all the others."""
    draft.otherwise = _told(draft, "otherwise", feedback.to_all.pop("when_wrong", []), fetch)
    spoken_to = {id: markups for id, markups in feedback.to_answers.items() if id not in known}
    for answer, markups in list(spoken_to.items())[:ANSWERS_MAX]:
        where = f"feedback_{len(draft.choices)}"
        if (said := _told(draft, where, markups, fetch)) or any(picture.at == where for picture in draft.pictures):
            draft.feedback.append(said)
            draft.choices.append(answer)
            draft.worths.append("0")
            if draft.kind == "numeric":
                draft.tolerances.append("0")


def _told(draft: Draft, where: str, markups: Iterable[str], fetch: Fetch) -> str:
    """Each thing once, without the words that say nothing."""
    has_room = bool(PLACES.fullmatch(where))
    texts = dict.fromkeys(
        tell(draft, where, markup, fetch) if has_room else tell_without_pictures(draft, where, markup)
        for markup in markups
    )
    return "\n".join(text for text in texts if text and not says_nothing(text))


def spelt_as(kind: str) -> Callable[[str], str]:
    """How a draft of this kind spells an answer that the file names."""
    return _as_number if kind == "numeric" else str


def _as_number(said: str) -> str:
    number = number_of(said)
    return said if number is None else number_text(number)


def says_nothing(text: str) -> bool:
    return " ".join(re.sub(r"\W+", " ", fold(text)).split()) in EMPTY_WORDS
