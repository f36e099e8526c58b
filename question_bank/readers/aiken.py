"""Aiken: a question on one line, its choices lettered from A on lines of their own, then "ANSWER: B"."""

import re

from question_bank.draft import Reading
from question_bank.readers.book import clean
from question_bank.readers.decoding import text_of
from question_bank.readers.moodle_text import ANSWERS_MAX, TEXT_MAX, kept, new_draft
from question_bank.readers.table import insist_few_enough

CHOICE = re.compile(r"([A-Za-z])[.)][ \t]*(.*)")
ANSWER = re.compile(r"ANSWER\s?:(.*)", re.I)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read(data: bytes) -> Reading:
    reading = Reading("aiken")
    question: _Question | None = None
    for number, line in enumerate(text_of(data, reading).split("\n"), 1):
        said = line.strip()
        if not said:
            continue
        if question is None or question.is_over(said):
            question = _Question(len(reading.drafts) + 1, number)
            reading.drafts.append(question.draft)
            insist_few_enough(reading)
        question.take(said, number)
    return reading


class _Question:
    """One question, as its lines come in. It has no key until a line gives one that fits."""

    def __init__(self, number: int, line: int) -> None:
        self.draft = new_draft(number, line)
        self.draft.kind = "single_choice"
        self.draft.ask("key", "thiếu dòng “ANSWER:” sau các phương án")
        self.answered = False
        self.in_order = True

    def is_over(self, said: str) -> bool:
        """An answer ends a question; so does a stem that comes after choices."""
        if self.answered:
            return True
        return bool(self.draft.choices) and not ANSWER.fullmatch(said) and self._choice(said) is None

    def take(self, said: str, number: int) -> None:
        answer, choice = ANSWER.fullmatch(said), self._choice(said)
        if answer:
            self._take_answer(clean(answer[1]).text, number)
        elif choice:
            self._take_choice(*choice, number)
        else:
            self._take_stem(said, number)

    def _choice(self, said: str) -> tuple[str, str] | None:
        """A large letter always begins a choice; a small one does where it is the next."""
        found = CHOICE.fullmatch(said)
        if not found or (found[1].islower() and found[1].upper() != self._letter_due()):
            return None
        return found[1].upper(), found[2]

    def _letter_due(self) -> str:
        place = len(self.draft.choices)
        return LETTERS[place] if place < len(LETTERS) else ""

    def _take_stem(self, said: str, number: int) -> None:
        if self.draft.stem and "stem" not in self.draft.unread:
            why = f"Aiken chỉ cho câu dẫn một dòng, ở đây còn dòng {number}; hãy xem các dòng có thuộc một câu không"
            self.draft.ask("stem", why)
        if len(self.draft.stem) < TEXT_MAX:
            self.draft.stem = f"{self.draft.stem}\n{kept(self.draft, 'stem', said)}".strip()

    def _take_choice(self, letter: str, said: str, number: int) -> None:
        place = len(self.draft.choices)
        if letter != self._letter_due() and self.in_order:
            self.in_order = False
            self.draft.unread["key"] = f"chữ cái “{letter}” ở dòng {number} không theo thứ tự A, B, C"
        if place < len(LETTERS):
            self.draft.cells[f"choice_{place}"] = f"dòng {number}"
        if place < ANSWERS_MAX:
            self.draft.choices.append(kept(self.draft, f"choice_{place}", said))

    def _take_answer(self, key: str, number: int) -> None:
        self.answered = True
        self.draft.cells["key"] = f"dòng {number}"
        if not self.in_order:
            return
        letters = LETTERS[: len(self.draft.choices)]
        if len(key) == 1 and key.upper() in letters:
            del self.draft.unread["key"]
            self.draft.worths = ["1" if letter == key.upper() else "0" for letter in letters]
        else:
            self.draft.unread["key"] = f"“{key[:60]}” không phải là một chữ cái của các phương án"
