"""The workbook in which organisers write down their units."""

import io

import xlsxwriter

from quiz.language import gettext as _
from quiz.people.unit import KINDS
from quiz.people.unit_sheet import LABELS
from quiz.results.rosters import TEXT_ONLY, explain, offer, write_header

WIDTHS = {"code": 18, "name": 38, "kind": 22, "parent": 34, "members": 14, "members_on": 16}


def template(parents: list[str]) -> bytes:
    """Empty, with drop-downs for kinds and for what may stand above."""
    output = io.BytesIO()
    columns = list(LABELS)
    with xlsxwriter.Workbook(output, TEXT_ONLY) as book:
        sheet = book.add_worksheet(_("Các đơn vị"))
        write_header(book, sheet, [(_(LABELS[name]), WIDTHS[name]) for name in columns])
        as_text = book.add_format({"num_format": "@"})  # a code keeps its zeros, a date stays as typed
        for name in ("code", "members_on"):
            sheet.set_column(columns.index(name), columns.index(name), WIDTHS[name], as_text)
        kinds = [_(label) for label in KINDS.values()]
        offer(book, sheet, {columns.index("kind"): kinds, columns.index("parent"): parents})
        explain(book, [
            (_("Tên đơn vị"), _("Bắt buộc. Ví dụ: Chi đoàn thôn Tân Trại.")),
            (_("Mã đơn vị"), _("Không bắt buộc; bỏ trống thì mã được đặt theo tên. Chữ, số và các dấu . _ / -")),
            (_("Loại"), _("Chọn trong danh sách; bỏ trống thì đoán theo tên.")),
            (_("Đơn vị cấp trên"), _("Mã hoặc tên. Cấp trên có thể là một dòng khác trong cùng tệp.")),
            (_("Số đoàn viên"), _("Không bắt buộc. Ví dụ: 42, tính đến ngày 30/06/2026.")),
            (_("Nhập lại"), _("Nộp lại tệp đã sửa lúc nào cũng được: đơn vị đã có thì được cập nhật, không bị xóa.")),
        ])  # fmt: skip
        sheet.activate()
    return output.getvalue()
