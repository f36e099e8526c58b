"""The columns of a sheet of questions: ours, and what other people call theirs. Pure."""

import re

from question_bank.outcomes import OUTCOMES
from question_bank.text import N_, fold, nfc

# field, our header, width in the template
COLUMNS: list[tuple[str, str, int]] = [
    ("kind", "Loại câu", 18),
    ("stem", "Câu hỏi", 60),
    ("choice_0", "Phương án A", 28),
    ("choice_1", "Phương án B", 28),
    ("choice_2", "Phương án C", 28),
    ("choice_3", "Phương án D", 28),
    ("choice_4", "Phương án E", 20),
    ("choice_5", "Phương án F", 20),
    ("key", "Đáp án", 12),
    ("rule", "Cách chấm", 20),
    ("post", "Bài đăng", 45),
    ("verdict", "Kết luận", 16),
    ("explanation", "Giải thích", 45),
    ("topic", "Chủ đề", 26),
    ("difficulty", "Độ khó", 14),
    ("source_title", "Nguồn", 34),
    ("source_number", "Số hiệu", 18),
    ("source_issuer", "Cơ quan ban hành", 24),
    ("source_article", N_("Điều"), 14),
    ("source_url", "Địa chỉ", 28),
    ("valid_from", "Hiệu lực từ", 14),
    ("valid_to", "Hiệu lực đến", 14),
    ("external_id", "Mã câu hỏi", 16),
]
# For steps and pairs, which may be more than six: only where a sheet needs them.
MORE_CHOICES: list[tuple[str, str, int]] = [
    (f"choice_{place}", f"Phương án {letter}", 20) for place, letter in enumerate("GHIJ", 6)
]
# For what is said to whoever gave the first answer, the second …, or another: only where a sheet needs them.
FEEDBACK: list[tuple[str, str, int]] = [
    *((f"feedback_{place}", f"Nhận xét {letter}", 24) for place, letter in enumerate("ABCDEFGHIJ")),
    ("otherwise", "Nhận xét khác", 24),
    *((field, header, 24) for field, header in OUTCOMES.items()),
]
# What else is known of a source: only where a sheet needs it.
MORE_OF_SOURCES: list[tuple[str, str, int]] = [
    ("source_issued_on", "Ngày ban hành", 14), ("source_kind", "Loại nguồn", 14),
]  # fmt: skip
HEADERS = {field: header for field, header, _ in (*COLUMNS, *FEEDBACK, *MORE_OF_SOURCES)}
# For the pictures of each text, which lie over these cells, and their words: only where a sheet needs them.
PICTURED = {
    "stem": "", "post": " bài đăng", "explanation": " giải thích",
    **{field: f" {header[:1].lower()}{header[1:]}" for field, header in OUTCOMES.items()},
    **{f"choice_{place}": f" phương án {letter}" for place, letter in enumerate("ABCDEFGHIJ")},
    **{f"feedback_{place}": f" nhận xét {letter}" for place, letter in enumerate("ABCDEFGHIJ")},
    **{f"feedback_{place}": f" nhận xét {place + 1}" for place in range(10, 100)},
    "otherwise": " nhận xét khác",
}  # fmt: skip
PICTURE_COLUMNS: list[tuple[str, str, int]] = [
    column
    for at, name in PICTURED.items()
    for column in ((f"picture_{at}", f"Hình{name}", 18), (f"alt_{at}", f"Mô tả hình{name}", 24))
]

OF_THE_BANK = "hoithi-xuat"
"""The keyword of a workbook that was written from the bank: its letters are what they look like."""

# The worked example of our template: recognised when it comes back, and left out.
EXAMPLE = {
    "kind": "Một lựa chọn",
    "stem": "VÍ DỤ (dòng này không được nhập): Ngày Chuyển đổi số quốc gia là ngày nào?",
    "choice_0": "Ngày 10 tháng 8",
    "choice_1": "Ngày 10 tháng 9",
    "choice_2": "Ngày 10 tháng 10",
    "choice_3": "Ngày 10 tháng 12",
    "key": "C",
    "explanation": "Thủ tướng Chính phủ chọn ngày 10 tháng 10 hằng năm là Ngày Chuyển đổi số quốc gia.",
    "difficulty": "Dễ",
    "source_title": "Quyết định về Ngày Chuyển đổi số quốc gia",
    "source_number": "505/QĐ-TTg",
    "source_issuer": "Thủ tướng Chính phủ",
}

SYNONYMS: dict[str, str] = {
    name: field
    for field, names in {
        "stem": "cauhoi noidung noidungcauhoi noidungcau question questiontext questiontitle stem prompt debai",
        "key": "dapandung dapanchinhxac phuongandung traloidung cautraloidung luachondung key answerkey correct"
        " correctanswer correctanswers correctoption rightanswer",
        "explanation": "giaithich giaithichdapan loigiai loigiaichitiet huongdangiai explanation answerexplanation"
        " feedback",
        "topic": "chude linhvuc chuyende chuong topic category",
        "difficulty": "dokho mucdo capdo difficulty level",
        "rule": "cachcham cachtinhdiem marking",
        "post": "baidang noidungbaidang tinnhan tincankiemchung post",
        "verdict": "ketluan ketluanbaidang verdict",
        "kind": "loaicau loaicauhoi dangcau dangcauhoi loai type questiontype kind",
        "source_title": "nguon nguontrichdan cancu vanban tailieu source",
        "source_number": "sohieu sohieuvanban sovanban documentnumber",
        "source_issuer": "coquanbanhanh noibanhanh issuer",
        "source_article": "dieu dieukhoan article",
        "source_url": "diachi diachinguon url lienket",
        "source_issued_on": "ngaybanhanh issuedon",
        "source_kind": "loainguon sourcekind",
        "valid_from": "hieuluctu hieuluctungay apdungtu tungay validfrom",
        "valid_to": "hieulucden hieulucdenngay apdungden denngay validto",
        "external_id": "macauhoi macau externalid",
        "otherwise": "nhanxetkhac otherfeedback",
        "when_right": "loinhankhidung nhanxetkhidung correctfeedback",
        "when_partly": "loinhankhidungmotphan nhanxetkhidungmotphan partiallycorrectfeedback",
        "when_wrong": "loinhankhisai nhanxetkhisai incorrectfeedback",
        "picture_stem": "anh linkanh hinh hinhanh image imagelink video media",
    }.items()
    for name in names.split()
}
# "Đáp án" alone is the key only where no other column says so more plainly.
WEAK_KEYS = {"dapan", "answer", "answers", "traloi", "cautraloi"}
NUMBERING = {"", "stt", "so", "sott", "cau", "tt", "no", "id", "number"}
CHOICE = re.compile(r"(?:phuongan|dapan|luachon|traloi|cautraloi|option|answer|choice|opt|pa|da)([a-j]|10|[1-9])")
SAID = re.compile(r"(?:nhanxet|feedback)([a-j]|[1-9][0-9]{0,2})")
PICTURE = re.compile(r"(mota)?hinh([a-z]*[0-9]{0,2})")
ORDINAL = re.compile(r"([1-9])(?:st|nd|rd|th)(?:answer|option|choice)")


def plain_header(text: str) -> str:
    """A header without case, marks, spaces, and what follows the name: "Question - max 120 characters" is question."""
    name = re.split(r"\s[-–—]\s|[\n(:*/]", nfc(text).strip(), maxsplit=1)[0]
    return re.sub(r"[^a-z0-9]", "", fold(name))


def field_of(header: str) -> str | None:
    """The field that a header names, or None."""
    plain = plain_header(header)
    if plain in SYNONYMS:
        return SYNONYMS[plain]
    if re.fullmatch(r"[a-f]", plain):
        return f"choice_{ord(plain) - ord('a')}"
    if found := CHOICE.fullmatch(plain) or ORDINAL.fullmatch(plain):
        return f"choice_{_place(found[1])}"
    if found := SAID.fullmatch(plain):
        return f"feedback_{_place(found[1])}"
    found = PICTURE.fullmatch(plain)
    at = TEXTS_PICTURED.get(found[2]) if found else None
    return f"{'alt' if found[1] else 'picture'}_{at}" if found and at else None


TEXTS_PICTURED = {plain_header(name): at for at, name in PICTURED.items()}


def _place(sign: str) -> int:
    return int(sign) - 1 if sign.isdigit() else ord(sign) - ord("a")


def more_feedback(place: int) -> tuple[str, str, int]:
    """The column for what is said to the eleventh answer, and those behind it: they go by numbers."""
    return f"feedback_{place}", f"Nhận xét {place + 1}", 24


def fields_of(headers: list[str]) -> dict[int, str]:
    """Column → field. Of two columns for one field the first counts."""
    columns: dict[int, str] = {}
    for column, header in enumerate(headers):
        field = field_of(header)
        if field and field not in columns.values():
            columns[column] = field
    if "key" not in columns.values():
        weak = [column for column, header in enumerate(headers) if plain_header(header) in WEAK_KEYS]
        columns.update(dict.fromkeys(weak[:1], "key"))
    return columns
