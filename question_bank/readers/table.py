"""Rows of cells become drafts: what spreadsheets and comma-separated text have in common."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from question_bank.draft import Draft, Reading, SourceNote
from question_bank.layout import EXAMPLE, NUMBERING, fields_of, plain_header
from question_bank.readers.refusal import UnreadableFile
from question_bank.text import UNSEEN, cleaned, fold

ROWS_MAX = 5_000
HEADER_WITHIN = 20  # other sites' sheets begin with a banner
COLUMNS_MAX = 40
DESCRIPTION = re.compile(r"\((required|optional|default|bat buoc|khong bat buoc|tuy chon)")
FIELDS_OF_TEXT = (
    "kind", "stem", "post", "verdict", "key", "rule", "explanation", "topic", "difficulty", "valid_from", "valid_to",
    "external_id",
)  # fmt: skip
FIELDS_OF_SOURCES = ("title", "number", "issuer", "article", "url")


class Cell(NamedTuple):
    text: str
    unread: str = ""  # why it could not be read
    note: str = ""  # what was changed in reading it


Line = tuple[int, list[Cell]]  # its number in the file, its cells


def read_table(lines: Iterable[Line], reading: Reading, sheet: str = "") -> bool:
    """Add the drafts of one table to the reading. False where it has no header of questions."""
    lines = iter(lines)
    header = _find_header(lines)
    if header is None:
        return False
    headers, columns = header
    ignored: set[int] = set()
    for order, (number, cells) in enumerate(lines):
        ignored |= {column for column, cell in enumerate(cells) if cell.text and column not in columns}
        draft = _draft(number, cells, headers, columns, sheet)
        if draft is None or (order == 0 and _is_description(cells)):
            continue
        if fold(draft.stem) == fold(EXAMPLE["stem"]):
            reading.warnings.append(f"{draft.place} là câu ví dụ của mẫu nên được bỏ qua.")
            continue
        reading.drafts.append(draft)
        insist_few_enough(reading)
    _tell_ignored(ignored, headers, reading, sheet)
    return True


def insist_few_enough(reading: Reading) -> None:
    if len(reading.drafts) > ROWS_MAX:
        raise UnreadableFile("Tệp có hơn 5 000 câu. Hãy chia thành nhiều tệp nhỏ hơn.")


def clean(text: str) -> Cell:
    """The text as it is kept; said where something that cannot be seen was left out."""
    unseen = UNSEEN.search(text.replace("\ufeff", "").replace("\x85", ""))
    return Cell(cleaned(text), note="đã bỏ ký tự điều khiển không nhìn thấy" if unseen else "")


def _find_header(lines: Iterator[Line]) -> tuple[list[str], dict[int, str]] | None:
    for order, (_, cells) in enumerate(lines):
        headers = [cell.text for cell in cells]
        columns = fields_of(headers)
        fields = set(columns.values())
        others = {field for field in fields if field == "key" or field.startswith("choice_")}
        if others and "stem" in fields:
            return headers, columns
        if "key" in fields and set(headers) != {""} and _is_key_sheet(headers):
            raise UnreadableFile("Tệp chỉ có bảng đáp án, không có câu hỏi. Hãy thêm cột Câu hỏi và các cột Phương án.")
        if order + 1 == HEADER_WITHIN:
            return None
    return None


def _is_key_sheet(headers: list[str]) -> bool:
    """Only the numbers of questions, and their keys."""
    return all(plain_header(header) in NUMBERING | {"dapan", "dapandung", "answer", "key"} for header in headers)


def _is_description(cells: list[Cell]) -> bool:
    """The row below the header in which some sites explain their columns."""
    filled = [cell.text for cell in cells if cell.text]
    explained = [text for text in filled if DESCRIPTION.search(fold(text))]
    return len(explained) * 2 >= len(filled) > 1


def _draft(number: int, cells: list[Cell], headers: list[str], columns: dict[int, str], sheet: str) -> Draft | None:
    found = {field: cells[column] for column, field in columns.items() if column < len(cells)}
    if not any(cell.text or cell.unread for cell in found.values()):
        return None
    draft = Draft(place=f"Trang {sheet}, dòng {number}" if sheet else f"Dòng {number}")
    draft.cells = {field: f"cột {_short(headers[column])}" for column, field in columns.items()}
    draft.unread = {field: cell.unread for field, cell in found.items() if cell.unread}
    draft.notes = {field: f"{cell.note}." for field, cell in found.items() if cell.note}
    for field in FIELDS_OF_TEXT:
        setattr(draft, field, found[field].text if field in found else "")
    draft.choices = _choices(found)
    draft.sources = sources_in(
        {name: found[f"source_{name}"].text for name in FIELDS_OF_SOURCES if f"source_{name}" in found}
    )
    if found.get("image", Cell("")).text:
        draft.notes["image"] = "ảnh, phim không được lấy về từ địa chỉ trong tệp."
    return draft


def _short(header: str) -> str:
    first = header.split("\n")[0].strip()
    return first if len(first) <= 40 else first[:39] + "…"


def _choices(found: dict[str, Cell]) -> list[str]:
    """In order, up to the last that has text: one left blank on the way stays, for a person to see."""
    texts = {int(field.removeprefix("choice_")): cell for field, cell in found.items() if field.startswith("choice_")}
    filled = [place for place, cell in texts.items() if cell.text or cell.unread]
    return [texts[place].text if place in texts else "" for place in range(max(filled, default=-1) + 1)]


def sources_in(texts: dict[str, str]) -> list[SourceNote]:
    """One source, or one a line: the second line of each column belongs to the second source."""
    split = {name: [line.strip() for line in text.split("\n")] for name, text in texts.items() if text}
    count = max((len(lines) for lines in split.values()), default=0)
    notes = [SourceNote(**{name: _line(lines, place) for name, lines in split.items()}) for place in range(count)]
    return [note for note in notes if note != SourceNote()]


def _line(lines: list[str], place: int) -> str:
    """A dash holds the place of a source that has nothing in this column."""
    return "" if place >= len(lines) or lines[place] == "-" else lines[place]


def _tell_ignored(ignored: set[int], headers: list[str], reading: Reading, sheet: str) -> None:
    names = [_short(headers[column]) for column in sorted(ignored) if column < len(headers) and headers[column]]
    told = [name for name in names if plain_header(name) not in NUMBERING]
    if told:
        where = f"Trang {sheet}: " if sheet else ""
        reading.warnings.append(f"{where}Không đọc {'các cột' if len(told) > 1 else 'cột'}: {', '.join(told)}.")
