"""File formats we can write, one file each: a question that a format cannot express is named, never written wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from textwrap import shorten
from typing import NamedTuple

from question_bank.draft import Draft, Reading
from question_bank.exporting import to_json, to_yaml
from question_bank.kinds import KINDS
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import ROWS_MAX
from question_bank.writers.faithful import NotWritable, meaning, settled

STEM_SHOWN = 40
SHOWN = 12  # places of questions in one sentence
CHANGED = "đọc lại không còn nguyên văn"


class Format(NamedTuple):
    name: str
    media_type: str


FORMATS = {
    "xlsx": Format("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": Format("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "gift": Format("GIFT", "text/plain; charset=utf-8"),
    "xml": Format("Moodle XML", "application/xml"),
    "yaml": Format("YAML", "application/yaml"),
    "json": Format("JSON", "application/json"),
}


class LeftOut(NamedTuple):
    place: str
    why: str


@dataclass
class Written:
    """A file, and what could not be put into it."""

    data: bytes
    format: str
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def told(self) -> list[str]:
        return told(self.left_out, self.format)


def written(drafts: Iterable[Draft], format: str, topics: Iterable[str] = ()) -> Written:
    """The drafts in a format of FORMATS; `topics` are what the sheet of an Excel file offers."""
    from question_bank.readers import gift as gift_reader
    from question_bank.readers import moodle_xml as moodle_reader
    from question_bank.readers import word
    from question_bank.writers import docx, gift, moodle_xml, xlsx

    drafts = list(drafts)
    if format == "docx":
        return _read_again(drafts, format, docx.question, docx.file_of, word.read)
    if format == "gift":
        return _read_again(drafts, format, gift.question, gift.file_of, gift_reader.read)
    if format == "xml":
        return _read_again(drafts, format, moodle_xml.question, moodle_xml.file_of, moodle_reader.read)
    if format == "xlsx":
        reasons = [(draft, xlsx.lacks(draft)) for draft in drafts]
        left_out = [LeftOut(_place(draft), why) for draft, why in reasons if why]
        return Written(xlsx.questions([draft for draft, why in reasons if not why], list(topics)), format, left_out)
    return Written({"yaml": to_yaml, "json": to_json}[format](drafts), format)


def told(left_out: list[LeftOut], format: str) -> list[str]:
    """ "3 câu không ghi được ở dạng GIFT (loại câu Sắp xếp): Câu 2, Câu 5, Câu 9." """
    reasons = dict.fromkeys(each.why for each in left_out)
    return [
        f"{len(places)} câu không ghi được ở dạng {FORMATS[format].name} ({why}): {_listed(places)}."
        for why in reasons
        if (places := [each.place for each in left_out if each.why == why])
    ]


def _listed(places: list[str]) -> str:
    more = len(places) - SHOWN
    return ", ".join(places[:SHOWN]) + (f" và {more} câu khác" if more > 0 else "")


Said = list[tuple[Draft, str]]
"""Settled drafts, each with what was made of it."""

File = Callable[[Iterable[tuple[Draft, str]], Iterable[str]], bytes]
Read = Callable[[bytes], Reading]


def _read_again(
    drafts: list[Draft], format: str, question: Callable[[Draft], str], file_of: File, read: Read
) -> Written:
    """What does not come back as it was is left out: nothing is written wrong."""
    said: Said = []
    left_out = []
    for draft in drafts:
        try:
            whole = settled(draft)
            said.append((whole, question(whole)))
        except NotWritable as why:
            left_out.append(LeftOut(_place(draft), _reason(draft, str(why))))
    kept = _those_that_come_back(said, file_of, read)
    coming = {id(draft) for draft, _ in kept}
    left_out += [LeftOut(_place(draft), CHANGED) for draft, _ in said if id(draft) not in coming]
    return Written(file_of(kept, told(left_out, format)), format, left_out)


def _those_that_come_back(said: Said, file_of: File, read: Read) -> Said:
    """In pieces that our readers take. All of a piece are read together; one by one only where that fails."""
    pieces = [said[start : start + ROWS_MAX] for start in range(0, len(said), ROWS_MAX)]
    return [pair for piece in pieces for pair in _coming_back(piece, file_of, read)]


def _coming_back(said: Said, file_of: File, read: Read) -> Said:
    same = _same(said, file_of, read)
    if same is None:
        same = [_same([pair], file_of, read) == [True] for pair in said]
    if all(same):
        return said
    rest = [pair for pair, is_same in zip(said, same, strict=True) if is_same]
    return rest if all(_same(rest, file_of, read) or [False]) else []


def _same(said: Said, file_of: File, read: Read) -> list[bool] | None:
    """Of each question, whether it comes back as it was; None where they cannot even be told apart."""
    try:
        found = read(file_of(said, [])).drafts
    except UnreadableFile:
        return None
    if len(found) != len(said):
        return None
    return [meaning(back) == meaning(draft) for back, (draft, _) in zip(found, said, strict=True)]


def _reason(draft: Draft, why: str) -> str:
    kind = KINDS.get(draft.kind)
    return f"loại câu {kind.label}" if why == "loại câu này" and kind else why


def _place(draft: Draft) -> str:
    """By which it is found again: "Câu 7 (an-toan-012)", "Câu 7 “Xếp các bước”"."""
    if draft.external_id:
        return draft.place if draft.external_id in draft.place else f"{draft.place} ({draft.external_id})"
    return f"{draft.place} “{shorten(draft.stem, STEM_SHOWN, placeholder='…')}”"
