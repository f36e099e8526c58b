"""The Excel template, and questions in its layout."""

import io
from typing import Any

import xlsxwriter
from xlsxwriter.image import Image

from question_bank.draft import Draft, Picture
from question_bank.kinds import KINDS
from question_bank.kinds.judge_post import VERDICTS
from question_bank.kinds.multiple_choice import EACH, SHARES
from question_bank.layout import (
    COLUMNS,
    EXAMPLE,
    FEEDBACK,
    MORE_CHOICES,
    MORE_OF_SOURCES,
    OF_THE_BANK,
    PICTURE_COLUMNS,
    more_feedback,
)
from question_bank.naming import UNSORTED_NAME
from question_bank.outcomes import OUTCOMES
from question_bank.question import DIFFICULTIES
from question_bank.readers.table import FIELDS_OF_SOURCES
from question_bank.readers.table_pictures import NO_ALT
from question_bank.writers.faithful import NotWritable
from question_bank.writers.office_pictures import fit_for_office

ROWS_IN_TEMPLATE = 1_000
Column = tuple[str, str, int]  # field, header, width
TEXTS = ("stem", "post", "explanation", "topic", "valid_from", "valid_to", "external_id", "otherwise", *OUTCOMES)
RULE_LABELS = {"": "", EACH: "Từng phương án", SHARES: "Theo phần điểm"}
TONES_IGNORED, CASE_MATTERS = "Không phân biệt dấu", "Phân biệt hoa thường"
RULES = [*filter(None, RULE_LABELS.values()), TONES_IGNORED, CASE_MATTERS]
SIDE, MARGIN = 120, 4  # pixels of the room for a picture
DPI = 96.0
MOVES_WITH_CELLS = 1
LIKE_A_FORMULA = ("=", "+", "-", "@")
GUIDE = [
    "Cách điền mẫu câu hỏi",
    "",
    "1. Mỗi dòng của trang “Câu hỏi” là một câu. Không đổi tên các cột; cột không dùng thì để trống.",
    "2. Câu chọn phương án cần có: Câu hỏi, từ hai đến sáu Phương án, và Đáp án.",
    "3. Đáp án: chữ cái của phương án đúng (B), nhiều chữ cái nếu có nhiều phương án đúng (A, C), hoặc chép đúng nội"
    " dung của phương án.",
    "   Phương án chưa phải là đúng nhất mà vẫn được một phần điểm thì ghi sau đáp án: B; C [1/2 điểm].",
    "4. Loại câu để trống cũng được: một đáp án đúng là “Một lựa chọn”, nhiều đáp án đúng là “Nhiều lựa chọn” (phải"
    " chọn đủ và đúng mới được điểm), hai phương án Đúng và Sai là “Đúng hay sai”.",
    "5. Độ khó để trống là Trung bình. Chủ đề để trống là Chưa phân loại.",
    "6. Nguồn là văn bản hoặc trang mà câu hỏi dựa vào. Nhiều nguồn: mỗi nguồn một dòng trong ô (Alt+Enter).",
    "7. Ngày ghi như 31/12/2026.",
    "8. Dòng ví dụ được tự động bỏ qua, không cần xóa.",
    "",
    "Các loại câu khác: ghi rõ ở cột Loại câu",
    "",
    "9. “Trả lời ngắn”: không có phương án; cột Đáp án ghi các cách viết được chấp nhận, cách nhau dấu chấm phẩy: Hà"
    " Nội; Thủ đô Hà Nội. Một cách viết chỉ được một phần điểm thì ghi: Thăng Long [1/2 điểm]. Hoa thường, khoảng"
    " trắng và chỗ đặt dấu thanh (hoà, hòa) không tính là sai.",
    "10. “Điền số”: cột Đáp án ghi số, kèm sai số nếu có: 12,5 hoặc 10 ± 0,5.",
    "11. “Sắp xếp”: các cột Phương án ghi các bước theo đúng thứ tự (tối đa mười, thêm cột Phương án G, H… nếu cần);"
    " đề tự xáo trộn. Cột Đáp án để trống.",
    "12. “Ghép đôi”: mỗi cột Phương án ghi một cặp: vế trái = vế phải. Vế phải thừa để gây nhiễu thì ghi: = vế phải.",
    "13. “Tự luận”: chỉ cần Câu hỏi; người chấm cho điểm nên không vào đề thi trực tuyến.",
    "14. “Nhận định bài đăng”: cột Bài đăng chép nguyên văn bài, tin nhắn hoặc tin đồn; cột Kết luận ghi Thật, Giả hoặc"
    " Chưa đủ căn cứ; các Phương án là những dấu hiệu để đánh dấu; Đáp án là chữ cái của các dấu hiệu đúng"
    " (không có thì để trống). Kết luận đúng được nửa số điểm, dấu hiệu được nửa còn lại.",
    "15. “Việc cần làm trước”: như câu một lựa chọn. “Việc cần làm theo thứ tự”: như câu sắp xếp. “Phân loại tin giả”:"
    " để trống các Phương án; Đáp án ghi Sai bối cảnh, Gây hiểu lầm, Bịa đặt, Mạo danh hoặc Châm biếm. Loại câu nào"
    " cũng có thể kèm một Bài đăng; thí sinh thấy nó có chữ chìm “BÀI TẬP · chưa kiểm chứng”.",
    "16. Cột Cách chấm, khi cần: “Từng phương án” (nhiều lựa chọn: mỗi phương án đúng một phần điểm, chọn sai bị trừ),"
    " “Theo phần điểm” (nhiều lựa chọn: mỗi phương án có phần điểm riêng, ghi ở cột Đáp án: A [3/4 điểm]; C [1/4 điểm];"
    " B [-1/2 điểm]), “Không phân biệt dấu” hoặc “Phân biệt hoa thường” (trả lời ngắn; cả hai thì cách nhau dấu chấm"
    " phẩy).",
    "17. Cột Nhận xét A, Nhận xét B … (thêm vào nếu cần): điều nói riêng với người đã chọn phương án ấy, hoặc trả lời"
    " như đáp án thứ nhất, thứ hai … Cột Nhận xét khác (trả lời ngắn, điền số): nói với mọi người trả lời khác."
    " Cột Lời nhắn khi đúng, Lời nhắn khi đúng một phần, Lời nhắn khi sai: nói với mọi người được trọn điểm, một phần,"
    " hoặc không điểm.",
    "18. Hình: chèn vào dòng của câu, góc trên bên trái nằm trong ô của cột Hình (thêm cột Hình, Hình phương án A,"
    " Hình bài đăng, Hình giải thích nếu cần). Cột Mô tả hình, Mô tả hình phương án A … ghi hình cho thấy gì, cho người"
    " không xem được hình; nhiều hình thì mỗi hình một dòng.",
    "",
    "Lưu dưới dạng .xlsx rồi nộp. Tệp được kiểm tra trước; chưa câu nào vào kho cho tới khi bạn đồng ý.",
]


def template(topics: list[str]) -> bytes:
    """An empty sheet with drop-downs, one worked example, and a page of instructions."""
    return _workbook([EXAMPLE], [*topics, UNSORTED_NAME], ROWS_IN_TEMPLATE)


def questions(drafts: list[Draft], topics: list[str]) -> bytes:
    """Questions in the layout of the template, to be read, changed, and taken in again."""
    rows = [_cells(draft) for draft in drafts]
    pictures = {number: draft.pictures for number, draft in enumerate(drafts, 1) if draft.pictures}
    return _workbook(rows, [*topics, UNSORTED_NAME], len(drafts) + 100, OF_THE_BANK, pictures)


def lacks(draft: Draft) -> str:
    """Why this layout has no room for the question; "" where it has."""
    try:
        for picture in draft.pictures:
            fit_for_office(picture.bytes)
    except NotWritable as why:
        return str(why)
    return ""


def _workbook(
    rows: list[dict[str, str]], topics: list[str], rows_ruled: int, keyword: str = "",
    pictures: dict[int, list[Picture]] | None = None,
) -> bytes:  # fmt: skip
    buffer = io.BytesIO()
    # What begins with = + - @ or http is somebody's text, never a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"keywords": keyword})
    sheet = book.add_worksheet("Câu hỏi")
    columns = _columns(rows, pictures or {})
    _head(book, sheet, columns)
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    quoted = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "quote_prefix": True})
    for number, row in enumerate(rows, 1):
        for column, (field, _, _) in enumerate(columns):
            if value := row.get(field, ""):
                sheet.write_string(number, column, value, quoted if value.startswith(LIKE_A_FORMULA) else text)
    _show(sheet, columns, pictures or {})
    _guide(book)
    _lists(book, sheet, columns, topics, rows_ruled)
    book.close()
    return buffer.getvalue()


def _columns(rows: list[dict[str, str]], pictures: dict[int, list[Picture]]) -> list[Column]:
    """Those of the template, and after its choices as many more as the questions need."""
    after = next(number for number, (field, _, _) in enumerate(COLUMNS) if field == "key")
    used = {field for row in rows for field, value in row.items() if value}
    more = [column for column in MORE_CHOICES if column[0] in used]
    lettered = [column for column in FEEDBACK if column[0].startswith("feedback_")]
    numbered = [more_feedback(place) for place in range(len(lettered), _answers_told(used))]
    said = [
        column for column in (*lettered, *numbered, *FEEDBACK[len(lettered) :], *MORE_OF_SOURCES) if column[0] in used
    ]
    used |= {f"picture_{picture.at}" for shown in pictures.values() for picture in shown}
    shown = [column for column in PICTURE_COLUMNS if column[0] in used]
    return [*COLUMNS[:after], *MORE_CHOICES[: len(more)], *COLUMNS[after:], *said, *shown]


def _show(sheet: Any, columns: list[Column], pictures: dict[int, list[Picture]]) -> None:
    """Each in its row, small, over the cell of its text; several side by side, so that all begin in that cell."""
    places = {field: column for column, (field, _, _) in enumerate(columns)}
    for at in {picture.at for shown in pictures.values() for picture in shown}:
        most = max(sum(picture.at == at for picture in shown) for shown in pictures.values())
        sheet.set_column_pixels(places[f"picture_{at}"], places[f"picture_{at}"], most * SIDE)
    for number, shown in pictures.items():
        sheet.set_row_pixels(number, SIDE)
        for at in {picture.at for picture in shown}:
            for order, picture in enumerate(picture for picture in shown if picture.at == at):
                _insert(sheet, number, places[f"picture_{at}"], order, picture)


def _insert(sheet: Any, row: int, column: int, order: int, picture: Picture) -> None:
    data, pixels = fit_for_office(picture.bytes)
    image = Image(io.BytesIO(data))
    scale = min(1.0, (SIDE - 2 * MARGIN) / max(pixels))
    sheet.insert_image(row, column, image, {
        "x_offset": order * SIDE + MARGIN, "y_offset": MARGIN, "description": " ".join(picture.alt.split()),
        "x_scale": scale * image._x_dpi / DPI, "y_scale": scale * image._y_dpi / DPI,
        "object_position": MOVES_WITH_CELLS,
    })  # fmt: skip


def _answers_told(used: set[str]) -> int:
    """How many answers there are up to the last of which something is said."""
    return max((int(field.removeprefix("feedback_")) + 1 for field in used if field.startswith("feedback_")), default=0)


def _head(book: Any, sheet: Any, columns: list[Column]) -> None:
    header = book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})  # so that 10/10 stays no date
    for column, (_, name, width) in enumerate(columns):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, name, header)
    sheet.freeze_panes(1, 2)


def _guide(book: Any) -> None:
    sheet = book.add_worksheet("Hướng dẫn")
    sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
    for number, line in enumerate(GUIDE):
        sheet.write_string(number, 0, line, book.add_format({"bold": number == 0, "text_wrap": True}))


def _lists(book: Any, sheet: Any, columns: list[Column], topics: list[str], rows_ruled: int) -> None:
    """Drop-downs. Their words stand in a hidden sheet: a rule itself holds only 255 characters."""
    lists = book.add_worksheet("Danh mục")
    lists.hide()
    words = {
        "kind": [kind.label for kind in KINDS.values()],
        "topic": topics,
        "difficulty": list(DIFFICULTIES.values()),
        "rule": RULES,
        "verdict": list(VERDICTS.values()),
    }
    for place, (field, values) in enumerate(words.items()):
        for number, value in enumerate(values):
            lists.write_string(number, place, value)
        column = next(column for column, (name, _, _) in enumerate(columns) if name == field)
        source = f"='Danh mục'!${chr(65 + place)}$1:${chr(65 + place)}${len(values)}"
        rule = {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True}
        sheet.data_validation(1, column, rows_ruled, column, rule)


def _answers(draft: Draft) -> dict[str, str]:
    said = KINDS[draft.kind].cells(draft) if draft.kind in KINDS else draft.choices
    if draft.kind in ("short_text", "numeric"):
        rules = [TONES_IGNORED] * draft.tones_ignored + [CASE_MATTERS] * draft.case_matters
        return {"key": "; ".join(said), "rule": "; ".join(rules)}
    cells = {f"choice_{place}": text for place, text in enumerate(said)}
    key = KINDS[draft.kind].key_in_cell(draft) if draft.kind in KINDS else draft.key
    return cells | {"key": key, "rule": RULE_LABELS.get(draft.rule, "")}


def _cells(draft: Draft) -> dict[str, str]:
    cells = {field: getattr(draft, field) for field in TEXTS} | _answers(draft)
    cells |= {f"feedback_{place}": text for place, text in enumerate(draft.feedback)}
    cells["kind"] = KINDS[draft.kind].label if draft.kind in KINDS else draft.kind
    cells["verdict"] = VERDICTS.get(draft.verdict, draft.verdict)
    cells["difficulty"] = {str(level): name for level, name in DIFFICULTIES.items()}.get(draft.difficulty, "")
    cells |= _alts(draft)
    for name in FIELDS_OF_SOURCES:
        values = [getattr(source, name) for source in draft.sources]
        if any(values):
            cells[f"source_{name}"] = "\n".join(value or "-" for value in values) if len(values) > 1 else values[0]
    return cells


def _alts(draft: Draft) -> dict[str, str]:
    """What the pictures of each text show: a line each, a dash for one without words."""
    said: dict[str, list[str]] = {}
    for picture in draft.pictures:
        said.setdefault(f"alt_{picture.at}", []).append(" ".join(picture.alt.split()))
    return {field: "\n".join(alt or NO_ALT for alt in alts) for field, alts in said.items() if any(alts)}
