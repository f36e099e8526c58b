"""A list of head counts as people write or paste it: a unit and a number on each line, and a day where they differ."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from question_bank.text import fold, nfc, same_reading
from quiz.language import gettext as _
from quiz.people.charting import Chart, Reach
from quiz.people.unit import Unit
from quiz.people.unit_sheet import day_in, rows_of, whole_number
from quiz.refusals import N_

LINES_MAX = 5_000
HEADERS = ("so doan vien", "doan vien", "so luong", "si so", "quan so", "members")
TOO_LONG = N_("Danh sách dài quá 5 000 dòng. Hãy chia thành nhiều lần.")


@dataclass
class HeadLine:
    """What a line says, or what must be put right in it. `number` None without a problem: it names a unit alone."""

    line: int
    text: str
    unit: Unit | None = None
    number: int | None = None
    as_of: date | None = None
    problems: list[str] = field(default_factory=list)


def read_head_counts(text: str, chart: Chart, reach: Reach, as_of: date | None) -> list[HeadLine]:
    """Every line that is not empty, but for a header. `as_of`: the day of lines that name none."""
    found: list[HeadLine] = []
    for place, written in enumerate(text.splitlines(), 1):
        if not written.strip() or (not found and _is_header(written)):
            continue
        found.append(_read(HeadLine(place, written.strip()), chart, reach, as_of))
    _find_twice(found)
    return found


def as_text(sheets: dict[str, Any]) -> str | None:
    """A sheet with a header that names units, as it would be pasted. None: there is no such header."""
    rows = rows_of(sheets)
    if rows is None:
        return None
    cells = [[given.get(name, "") for name in ("code", "name", "members", "members_on")] for _number, given in rows]
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row).strip() for row in cells)


def _read(line: HeadLine, chart: Chart, reach: Reach, as_of: date | None) -> HeadLine:
    cells = _cells(line.text)
    said: dict[str, str] = {}
    line.as_of = as_of
    if len(cells) > 2 and (not cells[-1] or _looks_like_a_day(cells[-1])):
        line.as_of = day_in(cells.pop(), "as_of", said) or as_of
    written = cells.pop() if len(cells) > 1 else ""
    if _names(chart, written) and not any(sign.isdigit() for sign in written):
        cells.append(written)
        written = ""
    line.number = whole_number(written, said)
    if line.number == 0:
        said["members"] = _("Số đoàn viên phải từ 1 trở lên.")
    line.unit = _unit(line, chart, cells, reach)
    line.problems += said.values()
    return line


def _unit(line: HeadLine, chart: Chart, cells: list[str], reach: Reach) -> Unit | None:
    """By the first cell that is a code or the name of one unit alone."""
    named = [found for cell in cells if (found := chart.called(cell)) is not None]
    if not named:
        line.problems.append(_not_found(chart, [cell for cell in cells if cell]))
        return None
    if reach is not None and named[0].id not in reach:
        line.problems.append(_("Bạn không phụ trách đơn vị này."))
    return named[0]


def _not_found(chart: Chart, cells: list[str]) -> str:
    wanted = cells[-1] if cells else ""
    same = [unit for unit in chart.units.values() if same_reading(unit.name) == same_reading(wanted)]
    if len(same) > 1:
        codes = ", ".join(unit.code for unit in same[:4])
        return _("Có nhiều đơn vị tên này: hãy ghi mã (%(codes)s).") % {"codes": codes}
    return _("Không có đơn vị nào mang mã hoặc tên “%(text)s”.") % {"text": wanted[:80]}


def _find_twice(lines: list[HeadLine]) -> None:
    first: dict[tuple[int | None, date | None], HeadLine] = {}
    for line in lines:
        if line.unit is None or line.number is None:
            continue
        other = first.setdefault((line.unit.id, line.as_of), line)
        if other is not line and other.number != line.number:
            line.problems.append(_("Khác với dòng %(line)s của cùng đơn vị.") % {"line": other.line})


def _cells(written: str) -> list[str]:
    """As copied from a sheet, or typed: apart by tabs, semicolons or commas, the first of these that there is."""
    sign = next((one for one in "\t;|," if one in written), "\t")
    return [nfc(" ".join(cell.split())) for cell in written.split(sign)]


def _looks_like_a_day(cell: str) -> bool:
    return any(sign in cell for sign in "/-") and any(sign.isdigit() for sign in cell)


def _names(chart: Chart, cell: str) -> bool:
    return bool(cell) and chart.called(cell) is not None


def _is_header(written: str) -> bool:
    return any(fold(cell) in HEADERS for cell in _cells(written))
