"""Papers that we wrote ourselves, and people changed in Word since: their parts are told by styles, never guessed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from question_bank.draft import Draft, Picture, Reading, SourceNote
from question_bank.kinds import BY_ORDERING, KINDS
from question_bank.readers.table import insist_few_enough
from question_bank.readers.word_body import BREAKS, SKIPPED
from question_bank.readers.word_names import short
from question_bank.text import cleaned, fold
from question_bank.word_paper import (
    ABOUT,
    AROUND,
    CHOICE,
    EXPLANATION,
    KEY,
    LABEL,
    LEFT,
    OTHERWISE,
    POST,
    QUESTION,
    RIGHT,
    SAID,
    SAID_WHEN,
    SOURCE,
    TAKEN_ASIDE,
    TAKEN_ASIDE_OF_SOURCE,
)  # fmt: skip

SHOWN = 5
ANSWERS_MAX = 1_000
LETTER = re.compile(r" ([A-Z])\s?:?$")
PAIR = re.compile(r"(\d{1,2})\s?[–-]\s?([a-z])", re.I)
KINDS_BY_LABEL = {fold(kind.label): name for name, kind in KINDS.items()}


def is_ours(document: bytes) -> bool:
    return f'"{QUESTION}"'.encode() in document


@dataclass
class Paragraph:
    number: int
    style: str = ""
    runs: list[tuple[str, str]] = field(default_factory=list)  # style of the letters, letters
    pictures: list[Picture] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return "".join(text for style, text in self.runs if style == LABEL).strip()

    @property
    def text(self) -> str:
        return cleaned("".join(text for style, text in self.runs if style != LABEL))

    def values(self, fields: dict[str, str]) -> dict[str, str]:
        """What stands in the styles of these fields."""
        found: dict[str, str] = {}
        for style, text in self.runs:
            if name := fields.get(style):
                found[name] = found.get(name, "") + text
        return {name: cleaned(text) for name, text in found.items() if text.strip()}


class Walk:
    """A target for the parser: paragraphs come out, with changes as accepted. Depth costs nothing."""

    def __init__(self, picture: Callable[[str, str], tuple[Picture | None, str]]) -> None:
        self.picture = picture
        self.paragraphs: list[Paragraph] = []
        self.count = self.skipping = 0
        self.style = self.alt = ""
        self.open: list[Paragraph] = []
        self.names: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = short(tag)
        if self.skipping or name in SKIPPED:
            self.skipping += 1
            return
        said = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        parent = self.names[-1] if self.names else ""
        self.names.append(name)
        if name == "w:p":
            self.count += 1
            self.open.append(Paragraph(self.count))
        elif not self.open:
            return
        elif name == "w:r":
            self.style = ""
        elif name == "w:pStyle":
            self.open[-1].style = said.get("val", "")
        elif name == "w:rStyle" and parent == "w:rPr":
            self.style = said.get("val", "")
        elif name in BREAKS and parent == "w:r":
            self._add(BREAKS[name])
        elif name == "wp:docPr":
            self.alt = said.get("descr", "")
        elif name == "a:blip":
            self._take_picture(said.get("embed", "") or said.get("link", ""))

    def end(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        if self.names.pop() == "w:p" and self.open:
            self.paragraphs.append(self.open.pop())

    def data(self, text: str) -> None:
        if not self.skipping and self.names and self.names[-1] == "w:t":
            self._add(text)

    def close(self) -> list[Paragraph]:
        return self.paragraphs

    def _add(self, text: str) -> None:
        if self.open:
            self.open[-1].runs.append((self.style, text))

    def _take_picture(self, id: str) -> None:
        picture, remark = self.picture(id, self.alt)
        self.alt = ""
        if picture:
            self.open[-1].pictures.append(picture)
        if remark:
            self.open[-1].remarks.append(remark)


@dataclass
class Asked:
    """One question on its way: its part of the paper, then its part of the key."""

    draft: Draft
    lefts: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)


def read(paragraphs: list[Paragraph], reading: Reading) -> None:
    paper = _Paper()
    for paragraph in paragraphs:
        paper.take(paragraph)
    for asked in paper.asked:
        reading.drafts.append(_finished(asked))
        insist_few_enough(reading)
    for text in paper.unread[:SHOWN]:
        reading.warnings.append(f"Đoạn “{text[:80]}” không mang kiểu chữ của mẫu nên không được đọc.")
    if len(paper.unread) > SHOWN:
        reading.warnings.append(f"Còn {len(paper.unread) - SHOWN} đoạn khác không mang kiểu chữ của mẫu.")


class _Paper:
    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.by_number: dict[str, Asked] = {}
        self.now: Asked | None = None
        self.unread: list[str] = []

    def take(self, paragraph: Paragraph) -> None:
        acts: dict[str, Callable[[Paragraph, Asked], None]] = {
            QUESTION: _take_stem, POST: _take_post, CHOICE: _take_choice, LEFT: _take_left, RIGHT: _take_right,
            SAID: _take_said, KEY: _take_values, ABOUT: _take_values, EXPLANATION: _take_explanation,
            SOURCE: _take_source,
        }  # fmt: skip
        if paragraph.style == AROUND or not (paragraph.text or paragraph.label or paragraph.pictures):
            return
        if paragraph.style not in acts:
            self.unread.append(paragraph.text)
            return
        if paragraph.style == QUESTION and (paragraph.label or self.now is None):
            self._begin(paragraph)
        elif paragraph.style == KEY and (number := _number(paragraph.label)):
            # The key of a question that was taken out belongs to no other.
            self.now = self.by_number.get(number) or Asked(Draft(""))
        if self.now is None:
            self.unread.append(paragraph.text)
            return
        acts[paragraph.style](paragraph, self.now)
        for remark in paragraph.remarks:
            self.now.draft.note("stem", remark)

    def _begin(self, paragraph: Paragraph) -> None:
        number = _number(paragraph.label)
        place = f"Câu {number or len(self.asked) + 1} (đoạn {paragraph.number})"
        self.now = Asked(Draft(place))
        self.asked.append(self.now)
        if number in self.by_number:
            self.now.draft.ask("key", f"có hai câu mang số {number}, không rõ đáp án là của câu nào")
        elif number:
            self.by_number[number] = self.now


def _number(label: str) -> str:
    found = re.search(r"\d{1,6}", label)
    return found[0] if found else ""


def _joined(before: str, text: str) -> str:
    """A paragraph that was parted in two goes on with a line of its own."""
    return f"{before}\n{text}" if before and text else before or text


def _take_pictures(paragraph: Paragraph, asked: Asked, at: str) -> None:
    for picture in paragraph.pictures:
        picture.at = at
        asked.draft.pictures.append(picture)


def _take_stem(paragraph: Paragraph, asked: Asked) -> None:
    asked.draft.stem = _joined(asked.draft.stem, paragraph.text)
    _take_pictures(paragraph, asked, "stem")


def _take_post(paragraph: Paragraph, asked: Asked) -> None:
    asked.draft.post = _joined(asked.draft.post, paragraph.text)
    _take_pictures(paragraph, asked, "post")


def _take_choice(paragraph: Paragraph, asked: Asked) -> None:
    choices = asked.draft.choices
    if paragraph.label or not choices:
        choices.append(paragraph.text)
    else:
        choices[-1] = _joined(choices[-1], paragraph.text)
    _take_pictures(paragraph, asked, f"choice_{len(choices) - 1}")


def _take_left(paragraph: Paragraph, asked: Asked) -> None:
    _take_side(paragraph, asked.lefts)


def _take_right(paragraph: Paragraph, asked: Asked) -> None:
    _take_side(paragraph, asked.rights)


def _take_side(paragraph: Paragraph, side: list[str]) -> None:
    if paragraph.label or not side:
        side.append(paragraph.text)
    else:
        side[-1] = _joined(side[-1], paragraph.text)


def _take_values(paragraph: Paragraph, asked: Asked) -> None:
    for name, value in paragraph.values(TAKEN_ASIDE).items():
        setattr(asked.draft, name, value)


def _take_explanation(paragraph: Paragraph, asked: Asked) -> None:
    asked.draft.explanation = _joined(asked.draft.explanation, paragraph.text)
    _take_pictures(paragraph, asked, "explanation")


def _take_said(paragraph: Paragraph, asked: Asked) -> None:
    """One that was parted in two goes on with what was said last."""
    draft = asked.draft
    label = paragraph.label.lower().rstrip(" :")
    if to_all := next((field for field, to in SAID_WHEN.items() if label.endswith(f" {to}")), ""):
        setattr(draft, to_all, _joined(getattr(draft, to_all), paragraph.text))
        _take_pictures(paragraph, asked, to_all)
        return
    named = LETTER.search(paragraph.label)
    number = ord(named[1]) - ord("A") + 1 if named else int(_number(paragraph.label) or 0)
    if OTHERWISE in paragraph.label.lower() or (not number and (draft.otherwise or not draft.feedback)):
        draft.otherwise = _joined(draft.otherwise, paragraph.text)
        _take_pictures(paragraph, asked, "otherwise")
    elif number > ANSWERS_MAX:
        draft.note("feedback", f"có nhận xét cho câu trả lời thứ {number}, không được giữ.")
    else:
        at = number - 1 if number else len(draft.feedback) - 1
        draft.feedback += [""] * (at + 1 - len(draft.feedback))
        draft.feedback[at] = _joined(draft.feedback[at], paragraph.text)
        _take_pictures(paragraph, asked, f"feedback_{at}")


def _take_source(paragraph: Paragraph, asked: Asked) -> None:
    values = paragraph.values(TAKEN_ASIDE_OF_SOURCE)
    note = SourceNote(**values) if values else SourceNote(title=paragraph.text)
    if note != SourceNote():
        asked.draft.sources.append(note)


def _finished(asked: Asked) -> Draft:
    draft = asked.draft
    draft.kind = KINDS_BY_LABEL.get(fold(draft.kind), draft.kind)
    if asked.lefts or asked.rights:
        _pair(asked)
    if draft.kind in BY_ORDERING and not draft.key:
        draft.ask("key", "chưa ghi thứ tự đúng của các bước")
    if draft.kind in ("short_text", "numeric", "essay") and draft.choices:
        draft.ask("choices", f"loại câu “{KINDS[draft.kind].label}” không có phương án")
    return draft


def _pair(asked: Asked) -> None:
    """ "1–b; 2–a": the numbers of the left side, the letters of the right."""
    draft, key, used = asked.draft, asked.draft.key, set()
    matched = {int(number) - 1: ord(letter.lower()) - ord("a") for number, letter in PAIR.findall(key)}
    draft.pairs, draft.key = [], ""
    for place, left in enumerate(asked.lefts):
        at = matched.get(place, -1)
        used.add(at)
        draft.pairs.append([left, asked.rights[at] if 0 <= at < len(asked.rights) else ""])
    draft.pairs += [["", right] for at, right in enumerate(asked.rights) if at not in used]
