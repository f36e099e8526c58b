"""Tables of a paper made into lines: keys in a grid, a question a row, options beside each other. Pure.

Tables stand in tables as deep as somebody likes: they are walked with a stack of our own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from question_bank.layout import NUMBERING, fields_of, plain_header
from question_bank.letters import letter_of
from question_bank.readers.paper_line import Line, Mark
from question_bank.readers.paper_lists import rows_of_grid
from question_bank.readers.paper_signs import labelled, numbered
from question_bank.text import fold

GRID_CELL_MAX = 60
GRID_CELLS_MAX = 20_000
LABEL_ALONE = re.compile(r"\(?[A-Ha-hĐ]\s?[.):/]?\)?$|(?:câu\s?(?:hỏi\s?)?)?\d{1,3}\s?[.):]?$", re.I)
TICK = re.compile(r"[xX✓✔√☑☒vV+]$")
OPTIONS_COLUMN = re.compile(
    r"(?:cac |noi dung )?(?:phuong an|lua chon|dap an)(?: (?:tra loi|lua chon|tra loi/lua chon))?$"
)
BEFORE = {"key": "Đáp án: ", "explanation": "Giải thích: ", "difficulty": "Mức độ: "}
LAST_FIELDS = ("difficulty", "key", "explanation")


@dataclass(slots=True)
class Table:
    rows: list[list[list["Line | Table"]]] = field(default_factory=list)


Item = Line | Table


def lines_of(items: list[Item]) -> Iterator[Line]:
    """All lines, those of tables in the order in which one reads them."""
    stack = [iter(items)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, Line):
            yield item
        else:
            stack.append(iter(_items_of(item)))


def _items_of(table: Table) -> list[Item]:
    if any(isinstance(item, Table) for row in table.rows for cell in row for item in cell):
        return [item for row in table.rows for item in _row(row)]
    texts = [[_text(cell) for cell in row] for row in table.rows]
    read = _as_grid(table, texts) or _as_truths(table, texts) or _as_questions(table, texts)
    return list(read or (item for row in table.rows for item in _row(row)))


def _text(cell: list[Item]) -> str:
    return "\n".join(item.text for item in cell if isinstance(item, Line) and item.text)


def _lines(cell: list[Item]) -> list[Line]:
    return [item for item in cell if isinstance(item, Line) and not item.blank()]


def _as_grid(table: Table, texts: list[list[str]]) -> list[Line] | None:
    if sum(len(row) for row in texts) > GRID_CELLS_MAX or any(
        len(line) > GRID_CELL_MAX for row in texts for cell in row for line in cell.split("\n")
    ):
        return None
    entries = rows_of_grid(texts)
    first = next((line for row in table.rows for cell in row for line in _lines(cell)), None)
    if not entries or first is None:
        return None
    hidden = all(line.hidden for row in table.rows for cell in row for line in _lines(cell))
    return [Line("", first.number, hidden=hidden, grid=entries)]


def _as_truths(table: Table, texts: list[list[str]]) -> list[Line] | None:
    """Statements with a column for Đúng and one for Sai."""
    header = [fold(text).strip(" .()") for text in texts[0]] if texts else []
    true = next((place for place, text in enumerate(header) if text in ("dung", "d")), None)
    false = next((place for place, text in enumerate(header) if text in ("sai", "s")), None)
    if true is None or false is None or len(header) < 3 or len(table.rows) < 2:
        return None
    lines: list[Line] = []
    for order, (row, said) in enumerate(zip(table.rows[1:], texts[1:], strict=True), 1):
        others = [place for place in range(len(row)) if place not in (true, false)]
        place = max(others, key=lambda place: len(said[place]), default=None)
        if place is None or not said[place]:
            continue
        marked = [name for name, column in (("Đ", true), ("S", false)) if column < len(said) and said[column].strip()]
        numbers = [said[other] for other in others if other < place and re.fullmatch(r"\w{1,4}[.)]?", said[other])]
        lines += _statement(_lines(row[place]), marked, numbers[0].strip(".)") if numbers else str(order))
    return lines


def _statement(lines: list[Line], marked: list[str], number: str) -> list[Line]:
    first = lines[0]
    label = labelled(first.text)
    if (label and label.letter <= "H") or re.fullmatch(r"[a-h]", number):
        text = first if label else prefixed(first, f"{number}) ")
        end = f" ({marked[0]})" if len(marked) == 1 else ""
        return [replace(text, text=f"{text.text}{end}"), *lines[1:]]
    if not numbered(first.text):
        first = prefixed(first, f"Câu {number}. " if number.isdigit() else f"{number}. ")
    key = [Line(f"Đáp án: {'A' if marked == ['Đ'] else 'B'}", first.number)] if len(marked) == 1 else []
    return [first, *lines[1:], Line("A. Đúng", first.number), Line("B. Sai", first.number), *key]


def _as_questions(table: Table, texts: list[list[str]]) -> list[Line] | None:
    """A question a row, under a header that names the columns."""
    if len(table.rows) < 2:
        return None
    fields = fields_of(texts[0])
    options = next(
        (
            place
            for place, text in enumerate(texts[0])
            if OPTIONS_COLUMN.fullmatch(fold(text)) and _holds_options(texts, place)
        ),
        None,
    )
    if options is not None:
        fields = {place: name for place, name in fields.items() if place != options}
    names = set(fields.values())
    if "stem" not in names or not (options is not None or "key" in names or "choice_0" in names):
        return None
    counts = next(
        (
            place
            for place, text in enumerate(texts[0])
            if place not in fields and plain_header(text) in NUMBERING - {""}
        ),
        None,
    )
    lines: list[Line] = []
    for order, (row, said) in enumerate(zip(table.rows[1:], texts[1:], strict=True), 1):
        if sum(bool(text) for text in said) == 1:
            lines += [line for cell in row for line in _lines(cell)]
        elif any(said):
            number = said[counts] if counts is not None and counts < len(said) else ""
            lines += _question(
                row, {name: place for place, name in fields.items() if place < len(row)}, options, number or str(order)
            )
    return lines


def _holds_options(texts: list[list[str]], place: int) -> bool:
    """Does a cell of this column hold several options?"""
    cells = [row[place].split("\n") for row in texts[1:] if place < len(row)]
    return any(
        sum(labelled(line) is not None for line in lines) > 1 or re.search(r"\sB[.)]\s", lines[0])
        for lines in cells
        if lines
    )


def _question(row: list[list[Item]], places: dict[str, int], options: int | None, number: str) -> Iterator[Line]:
    stem = _lines(row[places["stem"]])
    digits = re.sub(r"\D", "", number)
    if "topic" in places and (topic := _lines(row[places["topic"]])):
        yield prefixed(topic[0], "Chủ đề: ")
    if stem:
        found = numbered(stem[0].text)
        if not found or found.style == "I.":
            yield prefixed(stem[0], f"Câu {digits}. " if digits else "Câu 0. ")
        else:
            yield stem[0] if found.style == "câu" else prefixed(stem[0].part(found.end), f"Câu {found.number}. ")
        yield from stem[1:]
    if options is not None and options < len(row):
        yield from _lines(row[options])
    for name in sorted(name for name in places if name.startswith("choice_")):
        lines = _lines(row[places[name]])
        if lines:
            label = letter_of(int(name.removeprefix("choice_")))
            yield lines[0] if labelled(lines[0].text) else prefixed(lines[0], f"{label}. ")
            yield from lines[1:]
    for name in LAST_FIELDS:
        lines = _lines(row[places[name]]) if name in places else []
        if lines and name == "key" and sum(labelled(line.text) is not None for line in lines) > 1:
            yield from lines
        elif lines:
            yield prefixed(lines[0], BEFORE[name])
            yield from lines[1:]
    for name in ("source_title", "source_number", "source_url"):
        if name in places and (lines := _lines(row[places[name]])):
            yield from (prefixed(line, "Nguồn: ") for line in lines)


def _row(row: list[list[Item]]) -> Iterator[Item]:
    """Cell by cell; a label in a cell of its own goes with the next, a tick with the option of its row."""
    label: Line | None = None
    ticked = _is_ticked([_text(cell) for cell in row])
    for cell in row:
        lines = [item for item in cell if not (isinstance(item, Line) and item.blank())]
        if ticked and len(lines) == 1 and isinstance(lines[0], Line) and TICK.match(lines[0].text):
            continue
        if label is not None and lines and isinstance(lines[0], Line):
            lines[0] = _with_label(label, lines[0])
            label = None
        if len(lines) == 1 and isinstance(lines[0], Line) and LABEL_ALONE.match(lines[0].text):
            label = lines[0]
            continue
        if ticked and lines and isinstance(lines[0], Line) and labelled(lines[0].text):
            lines[0] = replace(lines[0], text=f"{lines[0].text} ✓")
        yield from lines
    if label is not None:
        yield label


def _is_ticked(texts: list[str]) -> bool:
    """One option, and a tick in another cell of its row. An "x" behind a lone "A." is what the option says."""
    options = [text for text in texts if labelled(text) and not LABEL_ALONE.match(text)]
    return len(options) == 1 and any(TICK.match(text) for text in texts)


def _with_label(label: Line, line: Line) -> Line:
    text = label.text if label.text[-1] in ".):/" else f"{label.text}."
    joined = prefixed(line, f"{text} ")
    joined.marks += [mark for mark in label.marks if mark.end <= len(label.text)]
    joined.pictures = label.pictures + joined.pictures
    return joined


def prefixed(line: Line, text: str) -> Line:
    """The line with these words in front of it, its marks where they were."""
    marks = [Mark(mark.start + len(text), mark.end + len(text), mark.sign) for mark in line.marks]
    pictures = [(at + len(text), picture) for at, picture in line.pictures]
    return replace(line, text=f"{text}{line.text}", marks=marks, pictures=pictures)
