"""How a paper of ours tells its parts in Word: by the names of styles, which stay when its words are changed. Pure.

writers/docx writes them, readers/word_ours takes them back; what carries none of them is no part of a question.
"""

QUESTION, POST, CHOICE, LEFT, RIGHT = (
    "HoiThiCauHoi", "HoiThiBaiDang", "HoiThiPhuongAn", "HoiThiVeTrai", "HoiThiVePhai",
)  # fmt: skip
KEY, EXPLANATION, ABOUT, SOURCE = "HoiThiDapAn", "HoiThiGiaiThich", "HoiThiThongTin", "HoiThiNguon"
SAID = "HoiThiNhanXet"
TEXTS = (QUESTION, POST, CHOICE, LEFT, RIGHT, EXPLANATION, SAID)
"""Paragraphs whose letters are the text, but for their label."""
AROUND = "HoiThiPhuTro"
"""A paragraph to look at or to write on: a title, room for an answer, the table of keys."""
LABEL = "HoiThiNhan"
"""Letters that are no text: "Câu 1.", "A.", what stands before and between values."""
TITLE = "HoiThiTieuDe"

OTHERWISE = "khác"
"""In the label of what is said to whoever answered anything else; "Nhận xét B:" is for whoever chose B."""

SAID_WHEN = {"when_right": "khi đúng", "when_partly": "khi đúng một phần", "when_wrong": "khi sai"}
"""The same of what is said to all who were so."""

FIELDS = {
    "kind": ("HoiThiLoaiCau", "Loại câu"),
    "key": ("HoiThiKhoa", "Đáp án"),
    "verdict": ("HoiThiKetLuan", "Kết luận"),
    "rule": ("HoiThiCachCham", "Cách chấm"),
    "topic": ("HoiThiChuDe", "Chủ đề"),
    "difficulty": ("HoiThiDoKho", "Độ khó"),
    "valid_from": ("HoiThiHieuLucTu", "Hiệu lực từ"),
    "valid_to": ("HoiThiHieuLucDen", "Hiệu lực đến"),
    "external_id": ("HoiThiMaCau", "Mã câu hỏi"),
}
"""Field of a draft → the style of its letters, and what stands before them."""
SOURCE_FIELDS = {
    "title": ("HoiThiTenNguon", ""),
    "number": ("HoiThiSoHieu", ", số "),
    "issuer": ("HoiThiCoQuan", ", "),
    "article": ("HoiThiDieu", ", "),
    "issued_on": ("HoiThiNgayNguon", ", ngày "),
    "url": ("HoiThiDiaChi", ". "),
    "kind": ("HoiThiLoaiNguon", " · "),
}
"""Field of a source → the style of its letters, and what parts them from those before."""
TAKEN_ASIDE = {style: field for field, (style, _) in FIELDS.items()}
TAKEN_ASIDE_OF_SOURCE = {style: field for field, (style, _) in SOURCE_FIELDS.items()}
BETWEEN = "; "
"""Of two pairs in a key: "1–b; 2–a"."""
