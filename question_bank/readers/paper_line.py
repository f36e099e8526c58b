"""A line of a question paper, with what its writer did to the letters. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from question_bank.draft import Picture
from question_bank.text import cleaned

# Spaces of every width, and what is there but takes no room.
WIDE_SPACES = {ord(space): " " for space in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"}
WIDE_SPACES |= {ord(space): " " for space in "\u202f\u205f\u3000"}
NO_WIDTH: dict[int, None] = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
SPACING: dict[int, str | None] = WIDE_SPACES | NO_WIDTH | {ord("\u2011"): "-", ord("\uff1a"): ":"}
LIST_ITEM = re.compile(r"\(?[a-zđ]{1,3}[.)/]\s")
COVERED = 0.6  # of the letters must carry a mark, for the whole to carry it


class Mark(NamedTuple):
    """Letters from `start` to `end` carry a sign: "bold", "underline", "highlight yellow", "colour FF0000"."""

    start: int
    end: int
    sign: str


@dataclass(slots=True)
class Line:
    text: str
    number: int = 0
    marks: list[Mark] = field(default_factory=list)
    after_gap: bool = False  # an empty line stands before it
    heading: bool = False
    hidden: bool = False
    numbered: bool = False  # its label is Word's own numbering
    pictures: list[tuple[int, Picture]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # what to tell of it: a formula, a footnote
    grid: list[tuple[str, str]] | None = None  # a table of keys that stands here

    def part(self, start: int, end: int | None = None) -> "Line":
        """These letters, without the spaces around them, with their marks and pictures."""
        end = len(self.text) if end is None else end
        body = self.text[start:end]
        begin = start + len(body) - len(body.lstrip())
        text = body.strip()
        if len(text) == len(self.text):
            return self
        last = begin + len(text)
        marks = [
            Mark(max(mark.start, begin) - begin, min(mark.end, last) - begin, mark.sign)
            for mark in self.marks
            if mark.start < last and mark.end > begin
        ]
        stops = end if end < len(self.text) else end + 1
        pictures = [
            (min(max(0, at - begin), len(text)), picture) for at, picture in self.pictures if start <= at < stops
        ]
        remarks = self.remarks if end >= len(self.text) else []
        flags = (self.after_gap, self.heading, self.hidden, self.numbered)
        return Line(text, self.number, marks, *flags, pictures, remarks)

    def blank(self) -> bool:
        return not (self.text or self.pictures or self.remarks) and self.grid is None


def plain_spaces(text: str) -> str:
    """In one form (NFC), each space a plain one."""
    return unicodedata.normalize("NFC", text.translate(SPACING))


def covering(lines: list[Line]) -> set[str]:
    """The signs that most letters of these lines carry."""
    if not any(line.marks for line in lines):
        return set()
    total = sum(_letters(line.text, 0, len(line.text)) for line in lines)
    covered: dict[str, int] = {}
    for line in lines:
        for mark in line.marks:
            covered[mark.sign] = covered.get(mark.sign, 0) + _letters(line.text, mark.start, mark.end)
    return {sign for sign, count in covered.items() if count and count >= total * COVERED}


def _letters(text: str, start: int, end: int) -> int:
    return sum(letter.isalnum() for letter in text[start:end])


def joined(lines: list[Line]) -> str:
    """As one text: wrapped lines become one, others stay lines of their own."""
    texts: list[str] = []
    for line in lines:
        if texts and line.text and goes_on(texts[-1], line.text):
            texts[-1] = f"{texts[-1]} {line.text}"
        elif line.text:
            texts.append(line.text)
    return cleaned("\n".join(re.sub(r"[ \t]+", " ", text) for text in texts))


def goes_on(before: str, text: str) -> bool:
    """Was the line broken in mid-sentence?"""
    return not LIST_ITEM.match(text) and (text[:1].islower() or text[:1] in ",;)”") and before[-1:] not in ".!?:;"


def pictures_of(lines: list[Line], at: str) -> Iterator[Picture]:
    for line in lines:
        for _, picture in line.pictures:
            yield replace(picture, at=at)
