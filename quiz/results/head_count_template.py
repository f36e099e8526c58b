"""The workbook in which organisers write down how many members units have: one line for each unit, to be filled in."""

import io
from collections.abc import Iterable

import xlsxwriter

from quiz.language import gettext as _
from quiz.people.unit import Unit
from quiz.people.unit_sheet import LABELS
from quiz.results.rosters import TEXT_ONLY, explain, write_header

WIDTHS = {"code": 24, "name": 44, "members": 14, "members_on": 16}


def template(units: Iterable[Unit]) -> bytes:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, TEXT_ONLY) as book:
        sheet = book.add_worksheet(_("Số đoàn viên"))
        write_header(book, sheet, [(_(LABELS[name]), width) for name, width in WIDTHS.items()])
        as_text = book.add_format({"num_format": "@"})  # a code keeps its zeros, a date stays as typed
        sheet.set_column(3, 3, WIDTHS["members_on"], as_text)
        for row, unit in enumerate(units, 1):
            sheet.write_string(row, 0, unit.code, as_text)
            sheet.write_string(row, 1, unit.name)
        explain(book, [
            (_("Số đoàn viên"), _("Ghi số vào cột này. Dòng để trống thì bỏ qua, không xóa số đã có.")),
            (_("Tính đến ngày"), _("Ghi ngày/tháng/năm nếu khác ngày chung chọn lúc nộp tệp.")),
            (_("Mã đơn vị"), _("Giữ nguyên mã để không nhầm hai đơn vị cùng tên.")),
        ])  # fmt: skip
        sheet.activate()
    return output.getvalue()
