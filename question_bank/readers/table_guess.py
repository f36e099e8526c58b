"""Which column of a table may hold what, by how its cells look: a guess for somebody to put right. Pure."""

import itertools
import re

from question_bank.layout import NUMBERING, plain_header
from question_bank.readers.book import COLUMNS_MAX, Line
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table_header import Chosen, columns_of, found_header

KEY = re.compile(r"\(?[A-Fa-f1-6]\)?[.]?(?:\s?[,;/ ]\s?[A-Fa-f1-6])*")
LOOKED_AT = 60  # lines
HEADER_MAX = 40  # letters of a name
CHOICES = 6
LONG = 25  # letters, of an explanation


def guessed(lines: list[Line], header: int | None = None) -> Chosen:
    """`header` is the number of the header's line where somebody chose it (0: there is none). The sheet stays open."""
    if header is None:
        if known := _known(lines):
            return known
        header = lines[0][0] if lines and _may_be_header(lines) else 0
    below = [cells for number, cells in lines if number > header][:LOOKED_AT]
    names = next(([cell.text for cell in cells] for number, cells in lines if number == header), [])
    columns = columns_of(names) if header else {}
    texts = [[cells[at].text if at < len(cells) else "" for cells in below] for at in range(COLUMNS_MAX)]
    filled = [at for at, column in enumerate(texts) if any(column)]
    counting = [at for at in filled[:1] if _counts(texts[at], names[at] if at < len(names) else "")]
    free = [at for at in filled if at not in columns and at not in counting]
    return Chosen(0, header, columns | _by_look(texts, free, set(columns.values())))


def _known(lines: list[Line]) -> Chosen | None:
    try:
        found = found_header(lines)
    except UnreadableFile:
        return None
    return Chosen(0, lines[found[1] - 1][0], found[0].columns) if found else None


def _may_be_header(lines: list[Line]) -> bool:
    """Short names, no questions, no keys."""
    texts = [cell.text for cell in lines[0][1] if cell.text]
    return len(texts) > 1 and not any(
        len(text) > HEADER_MAX or text.endswith("?") or KEY.fullmatch(text) or text.isdecimal() for text in texts
    )


def _counts(column: list[str], name: str) -> bool:
    """Numbers of questions: 1, 2, 3 …"""
    if name and plain_header(name) in NUMBERING:
        return True
    numbers = [int(text) for text in column if text.isdecimal() and len(text) < 7]
    counts_up = all(later > before for before, later in itertools.pairwise(numbers))
    return len(numbers) > 1 and counts_up and len(numbers) == sum(map(bool, column))


def _by_look(texts: list[list[str]], free: list[int], known: set[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    if "key" not in known and (keys := [at for at in free if _is_key(texts[at])]):
        found[keys[-1]] = "key"
    words = [at for at in free if at not in found]
    if "stem" not in known and words:
        stem = max(words, key=lambda at: (_asks(texts[at]), _length(texts[at])))
        found[stem] = "stem"
        words = [at for at in words if at > stem]
    if not any(field.startswith("choice") for field in known):
        key = next((at for at, field in found.items() if field == "key"), COLUMNS_MAX)
        choices = [at for at in words if at < key or key < min(words)][:CHOICES]
        found |= {at: f"choice_{place}" for place, at in enumerate(choices)}
        words = [at for at in words if at not in choices]
    if "explanation" not in known and words and _length(texts[words[0]]) > LONG:
        found[words[0]] = "explanation"
    return found


def _is_key(column: list[str]) -> bool:
    filled = [text for text in column if text]
    return sum(bool(KEY.fullmatch(text)) for text in filled) >= 0.8 * len(filled)


def _asks(column: list[str]) -> bool:
    filled = [text for text in column if text]
    return sum(text.rstrip().endswith(("?", ":", "…", "...")) for text in filled) * 2 > len(filled)


def _length(column: list[str]) -> float:
    filled = [text for text in column if text]
    return sum(map(len, filled)) / len(filled) if filled else 0.0
