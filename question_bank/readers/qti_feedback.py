"""Words said after an answer: those to one choice go to that choice, the others become the explanation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from question_bank.draft import Draft
from question_bank.readers.qti_text import Fetch, tell
from question_bank.text import fold

WRONG = re.compile(r"incorrect|wrong|^(no|not)(?![a-z])|fail|^sai", re.I)
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

    to_choices: dict[str, list[str]] = field(default_factory=dict)
    always: list[str] = field(default_factory=list)
    if_wrong: list[str] = field(default_factory=list)

    def add(self, markup: str, *, choice: str = "", wrong: bool = False) -> None:
        if choice:
            self.to_choices.setdefault(choice, []).append(markup)
        else:
            (self.if_wrong if wrong else self.always).append(markup)


def put_feedback(draft: Draft, feedback: Feedback, ids: list[str], fetch: Fetch) -> None:
    """Into the draft: `ids` are its choices in order."""
    said = [_told(draft, f"choice_{place}", feedback.to_choices.get(id, []), fetch) for place, id in enumerate(ids)]
    if any(said):
        draft.feedback = said
    explained = _told(draft, "explanation", feedback.always, fetch)
    if not explained:
        explained = _told(draft, "explanation", feedback.if_wrong, fetch)
        if explained:
            draft.note("explanation", "lấy từ lời nhắn của tệp cho người trả lời sai; hãy xem lại.")
    draft.explanation = "\n".join(filter(None, [draft.explanation, explained]))


def _told(draft: Draft, where: str, markups: Iterable[str], fetch: Fetch) -> str:
    """Each thing once, without the words that say nothing."""
    texts = dict.fromkeys(tell(draft, where, markup, fetch) for markup in markups)
    return "\n".join(text for text in texts if text and not says_nothing(text))


def says_nothing(text: str) -> bool:
    return " ".join(re.sub(r"\W+", " ", fold(text)).split()) in EMPTY_WORDS
