"""Lists and grids of keys: "1A 2B", "1-A; 2-B", numbers in one row and letters in the next. Pure."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from question_bank.readers.paper_line import Line
from question_bank.readers.paper_signs import ANSWERS, HEADING

KEY = r"(?:[A-Ha-h](?:\s?[,&/]\s?[A-Ha-h])*(?!\w)|[A-H]{2,5}(?!\w)|Đúng(?!\w)|Sai(?!\w)|[ĐSđs](?!\w)|[ĐSD]{2,8}(?!\w))"
PAIR = re.compile(
    rf"\s{{0,9}}(?P<word>câu\s(?:hỏi\s)?|question\s)?0{{0,2}}(?P<number>\d{{1,3}})\s?(?:[.):/\-–=→|]|=>|->){{0,2}}\s{{0,5}}(?:(?:chọn|đáp\sán|đa)\s?:?\s)?"
    rf"(?P<key>(?-i:{KEY}))[\s,;|.]{{0,20}}",
    re.I,
)
NUMBERS = re.compile(
    r"(?:câu(?:\shỏi)?|question|stt|số|tt)?[\s:|.]{0,9}(?P<rest>\d{1,3}(?:[\s|,;.]{1,20}\d{1,3})*)[\s|.,;]{0,9}$", re.I
)
KEYS = re.compile(
    rf"(?P<word>đáp\s?án|đa|đ/a|chọn|answers?|key|trả\slời)?[\s:|.]{{0,9}}(?P<rest>(?-i:{KEY})(?:[\s|;.,]{{1,20}}(?-i:{KEY}))*)[\s|.,;]{{0,9}}$",
    re.I,
)
ONE_KEY = re.compile(KEY)
NAMED = re.compile(r"\W{0,5}(?:bảng\s)?(?:đáp\s?án|đa|answers?|key)[^:\n]{0,60}:\s{0,5}(?P<rest>.+)$", re.I)
LIST_MIN = 3  # pairs of a number and a letter are a list of keys even without a heading
LINE_MAX = 2_000


@dataclass(slots=True)
class KeyList:
    """Keys by the numbers of their questions, as one list in the paper gives them."""

    entries: list[tuple[str, str]]
    line: Line
    problems: list[str] = field(default_factory=list)
    spelled_out: bool = False  # "Câu 1: A"


def with_lists(lines: list[Line]) -> list[Line | KeyList]:
    """The lines, with those that are a list of keys made into one."""
    out: list[Line | KeyList] = []
    place = 0
    answers = False  # their heading was seen
    while place < len(lines):
        line = lines[place]
        before = lines[place - 1].text[:LINE_MAX] if place else ""
        answers = answers or bool(ANSWERS.match(before))
        found, after = _named_list(line), place + 1
        if line.grid is not None:
            found = [KeyList(line.grid, line)]
        elif found is None:
            expected = bool(ANSWERS.match(before)) or (answers and bool(HEADING.match(before)))
            keys, after = _list_at(lines, place, expected)
            found = [keys or line]
        out += found
        place = max(after, place + 1)
    return out


def _named_list(line: Line) -> list[Line | KeyList] | None:
    """ "Phần I: 1A 2B", "Đáp án: 1-A, 2-B": a heading with its list behind it."""
    heading = HEADING.match(line.text) if len(line.text) <= LINE_MAX else None
    found = heading or NAMED.match(line.text[:LINE_MAX])
    if not found:
        return None
    pairs = _pairs(line.text[found.start("rest") :].strip())
    if not pairs or len(pairs[0]) < 2 or not _counts_up(pairs[0]):
        return None
    title: list[Line | KeyList] = [line.part(0, found.start("rest"))] if heading else []
    return [*title, KeyList(pairs[0], line)]


def _list_at(lines: list[Line], place: int, expected: bool) -> tuple[KeyList | None, int]:
    entries: list[tuple[str, str]] = []
    problems: list[str] = []
    spelled_out, at = False, place
    while at < len(lines):
        if pairs := _pairs(lines[at].text):
            spelled_out = spelled_out or pairs[1]
            entries += pairs[0]
            at += 1
        elif grid := _grid(lines, at):
            entries += grid[0]
            problems += grid[1]
            at += 2
        elif expected and (column := _column(lines, at)):
            entries += column
            at += 2 * len(column)
        else:
            break
    at_end = at == len(lines) and len(entries) > 1 and entries[0][0] == "1"
    if not entries or not (expected or spelled_out or at_end or len(entries) >= LIST_MIN) or not _counts_up(entries):
        return None, place
    return KeyList(entries, lines[place], problems, spelled_out), at


def _pairs(text: str) -> tuple[list[tuple[str, str]], bool] | None:
    """The pairs that a line consists of, and whether it says "Câu 1: A"."""
    if len(text) > LINE_MAX or not text[:1].isalnum():
        return None
    found, at = [], 0
    while at < len(text):
        pair = PAIR.match(text, at)
        if not pair:
            return None
        found.append(pair)
        at = pair.end()
    entries = [(str(int(pair["number"])), pair["key"]) for pair in found]
    return (entries, any(pair["word"] for pair in found)) if entries else None


def _grid(lines: list[Line], at: int) -> tuple[list[tuple[str, str]], list[str]] | None:
    """A row of numbers over a row of letters."""
    if at + 1 >= len(lines) or max(len(line.text) for line in lines[at : at + 2]) > LINE_MAX:
        return None
    numbers, keys = NUMBERS.match(lines[at].text), KEYS.match(lines[at + 1].text)
    if not numbers or not keys:
        return None
    row, below = re.findall(r"\d+", numbers["rest"]), ONE_KEY.findall(keys["rest"])
    if len(row) < 2 and not keys["word"]:
        return None
    if len(row) == len(below):
        return [(str(int(number)), key) for number, key in zip(row, below, strict=True)], []
    by_column = rows_of_grid([lines[at].text.split("\t"), lines[at + 1].text.split("\t")])
    if by_column and len(by_column) > 1:
        return by_column, []
    if len(row) < LIST_MIN:
        return None
    return [], [f"có {len(row)} số câu nhưng {len(below)} đáp án"]


def _column(lines: list[Line], at: int) -> list[tuple[str, str]] | None:
    """Numbers each on a line of its own, and then as many letters: how some copies of a PDF file have a grid."""
    count = 0
    while at + count < len(lines) and _number(lines[at + count].text):
        count += 1
    keys = [line.text for line in lines[at + count : at + 2 * count]]
    if count < 2 or len(keys) < count or not all(_is_key(key) for key in keys):
        return None
    numbers = [_number(line.text) for line in lines[at : at + count]]
    return list(zip(numbers, keys, strict=True))


def _counts_up(entries: list[tuple[str, str]]) -> bool:
    """Numbers of questions follow each other; where they jump about, these are other numbers."""
    numbers = [int(number) for number, _ in entries]
    steps = [after - before for before, after in itertools.pairwise(numbers)]
    return all(0 < step <= 10 or after == 1 for step, after in zip(steps, numbers[1:], strict=True))


def rows_of_grid(rows: list[list[str]]) -> list[tuple[str, str]] | None:
    """The keys of a table: numbers over letters (in one band or more), pairs in cells, or a row a question."""
    filled = [row for row in ([cell.strip() for cell in row] for row in rows) if any(row)]
    return _bands(filled) or _cells_of_pairs(filled) or _columns(filled)


def _bands(rows: list[list[str]]) -> list[tuple[str, str]] | None:
    entries: list[tuple[str, str]] = []
    if len(rows) < 2 or len(rows) % 2:
        return None
    for numbers, keys in zip(rows[::2], rows[1::2], strict=True):
        columns = [place for place, cell in enumerate(numbers) if _number(cell)]
        named = not _number(numbers[0]) and not _is_key(keys[0])
        given = [keys[place] for place in columns if place < len(keys) and keys[place]]
        if not columns or any(cell and not _number(cell) for cell in numbers[1:]):
            return None
        if any(not _is_key(cell) for cell in given) and not (named and ANSWERS.match(keys[0])):
            return None
        entries += [(_number(numbers[place]), keys[place]) for place in columns if place < len(keys) and keys[place]]
    return entries or None


def _cells_of_pairs(rows: list[list[str]]) -> list[tuple[str, str]] | None:
    """ "1. A" in a cell, or "1" and "A" in neighbours."""
    entries: list[tuple[str, str]] = []
    for row in rows:
        for line in (line for cell in row for line in cell.split("\n") if line.strip()):
            pairs = _pairs(line.strip())
            if not pairs:
                return None
            entries += pairs[0]
    return sorted(entries, key=lambda entry: int(entry[0])) if len(entries) >= 2 else None


def _columns(rows: list[list[str]]) -> list[tuple[str, str]] | None:
    """Columns of numbers, each with the letters to its right; a header may stand over them."""
    body = rows[1:] if rows and not any(_number(cell) for cell in rows[0]) else rows
    entries: list[tuple[str, str]] = []
    for row in body:
        pairs = list(zip(row[::2], row[1::2], strict=False))
        if len(row) % 2 or any(
            (number or key) and not (_number(number) and (_is_key(key) or not key)) for number, key in pairs
        ):
            return None
        entries += [(_number(number), key) for number, key in pairs if key]
    return sorted(entries, key=lambda entry: int(entry[0])) if entries else None


def _number(cell: str) -> str:
    found = re.fullmatch(r"(?:câu\s?(?:hỏi\s?)?)?0*(\d{1,3})[.):]?", cell, re.I)
    return str(int(found[1])) if found else ""


def _is_key(cell: str) -> bool:
    return bool(re.fullmatch(rf"{KEY}\.?", cell))


def numbers_missing(numbers: Iterable[int]) -> list[int]:
    """What a count leaves out on its way up."""
    known = set(numbers)
    return [number for number in range(min(known), max(known)) if number not in known] if known else []
