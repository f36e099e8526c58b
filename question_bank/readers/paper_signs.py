"""How people mark questions, options, keys and the rest, at the beginning of a line. Pure.

Every pattern is anchored and free of nested repeats: the time is linear in the line.
"""

import re
from typing import NamedTuple

from question_bank.text import fold

ORNAMENT = "-–—+•●▪◦·►➢❖■*#>✓✔√☑→=~\\s"
UPPER = "A-ZÀ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
LOOK_ALIKE = str.maketrans("АВСЕΑΒΕĐđавсе", "ABCEABEDdabce")  # Cyrillic, Greek, and Đ for D
RIGHT_SIGNS = "*#✓✔√☑✅"

STRONG = re.compile(
    rf"[{ORNAMENT}]{{0,5}}(?P<word>câu\s?hỏi|câu|bài|question|q)[\s.]{{0,3}}(?:số\s)?\s?"
    r"(?P<number>\d{1,4}(?:\.\d{1,2}(?=\D|$))?)",
    re.I,
)
RANGE = re.compile(r"\s{0,2}(?:-|–|đến|tới|và|,|;)\s{0,2}(?:câu\s)?\d{1,3}\s?(?:[:.)]|$|dưới|sau|dựa)", re.I)
BRACKETED = re.compile(r"\s{0,3}(?:\(([^()]{1,60})\)|\[([^\[\]]{1,60})\])")
SEPARATOR = re.compile(r"\s{0,3}[.:)/\-–—]{1,3}\s{0,5}")
OPENS_SENTENCE = re.compile(rf"\s{{1,5}}(?=[{UPPER}\d“\"‘'«\[(….])|\s{{0,9}}$")
WEAK = re.compile(r"(?P<number>\d{1,3})(?:\s?(?P<sign>[.):/])|\s?(?P<dash>[-–])(?=\s))(?P<space>\s{0,20})(?P<next>.?)")
UNNUMBERED = re.compile(rf"[{ORNAMENT}]{{0,5}}(?:câu\s?hỏi|question)\s?:\s{{0,5}}(?=\S)", re.I)
BARE_NUMBER = re.compile(rf"(?P<number>\d{{1,3}})\s{{1,5}}(?=[{UPPER}“\"])")
DOTTED = re.compile(rf"(?P<number>\d{{1,2}}\.\d{{1,3}})[.):]?\s{{1,5}}(?=[{UPPER}“\"‘'\[(…])")
ROMAN = re.compile(r"(?P<number>X{0,3}(?:IX|IV|V?I{0,3}))\s?(?P<sign>[.):/]|[-–](?=\s))\s{0,5}(?=\S)")
LABEL = re.compile(
    rf"(?P<mark>[{ORNAMENT}]{{0,5}})"
    r"(?:\((?P<round>[A-Za-zĐđ])\)|\[(?P<square>[A-Za-z])\]"
    r"|(?P<letter>[A-Za-zĐđАВСЕΑΒΕ])(?:\s?(?P<sign>[.)/:])|\s?(?P<dash>[-–])(?=\s)))(?P<space>\s{0,20})(?P<next>.?)"
)
BOX = re.compile(r"\[<\$>\]|[☐□▢◯○⬜❑❏☒☑✅■◉⦿⬛◻◼]|\[\s?[xX✓]?\s?\](?=\s)|\(\s?[xX✓]?\s?\)(?=\s)")
TICKED = re.compile(r"[☒☑✅■◉⦿⬛◼xX✓]")
BULLET = re.compile(r"[-–—+•●▪◦·►➢❖]\s{0,3}(?=\S)")

_LETTERS = r"[A-Ha-hĐ](?:\s?(?:,|;|/|&|\+|và|\s)\s?[A-Ha-h](?![\w]))*(?!\w)"
_KEY_WORD = (
    r"(?:đáp\s?án|đ/?\s?án|đa|đ/a|đ\.a|phương\s?án|lựa\s?chọn|câu\s?trả\s?lời|trả\s?lời|kết\s?quả|đáp\s?số"
    r"|(?:correct|right)\s?(?:answers?|options?)|answers?|ans|key|correct)"
)
_KEY = (
    rf"(?:(?:chọn\s{{1,3}})?{_KEY_WORD}|chọn)(?:\s(?:đúng\s?nhất|đúng|chính\s?xác|chuẩn|cần\s?chọn))?"
    r"(?:\s(?:là|câu\s?\d{1,3}))?"
)
_ARROW = r"(?:(?:=+>|-+>|⇒|→|➔|➜|►|=)\s{0,3})"
KEY_NAMED = re.compile(
    rf"[\s*#•\-–+(\[]{{0,5}}{_ARROW}?(?P<word>{_KEY})\s{{0,3}}[:：=]\s{{0,5}}(?P<rest>.*)$", re.I | re.S
)
KEY_BARE = re.compile(
    rf"[\s*#•\-–+(\[]{{0,5}}(?:{_ARROW})?(?P<word>{_KEY})\s{{1,3}}(?P<rest>(?:(?-i:{_LETTERS}|[1-9](?!\d)))\s{{0,3}}(?:$|[.,;:)\]–-].*|\(.*|(?:vì|bởi|do|theo|là)\s.*))$",
    re.I | re.S,
)
KEY_ARROW = re.compile(rf"{_ARROW}(?P<rest>(?:{_LETTERS}|[1-9](?!\d))\s{{0,3}}[.)]?)$")
KEY_LONE = re.compile(r"[\[(]?(?P<rest>[A-Ha-h](?:\s?[,;]\s?[A-Ha-h])*)[\])]?[.]?$")
EXPLAIN = re.compile(
    r"[\s*#•\-–+(\[]{0,5}(?P<word>giải\s?thích|lời\s?giải|hướng\s?dẫn\s?(?:giải|trả\s?lời|chấm)|hướng\s?dẫn|gợi\s?ý|hdg|hd|"
    r"giải|l[ýí]\s?do|phân\s?tích|thuyết\s?minh|explanation|feedback|solution)"
    r"(?P<more>(?:\s(?:chi\s?tiết|đáp\s?án|thêm|câu\s?\d{1,3})){0,2})\s{0,3}(?P<sign>[:：.\-–]|$|(?=\s[^\W\d_]))\s{0,5}(?P<rest>.*)$",
    re.I | re.S,
)
EXPLAIN_LONG = {"giai thich", "loi giai", "huong dan giai"}  # known without a colon
SOURCE = re.compile(
    r"[\s*#•\-–+(\[]{0,5}(?:nguồn(?:\s(?:trích\s?dẫn|tham\s?khảo|tin))?|căn\s?cứ(?:\s(?:pháp\s?lý|vào))?|cơ\s?sở\s?pháp\s?lý|trích(?:\s?dẫn)?|"
    r"theo\s?văn\s?bản|văn\s?bản|tài\s?liệu\s?tham\s?khảo|tham\s?khảo|source)\s{0,3}[:：]\s{0,5}(?P<rest>.+)$",
    re.I | re.S,
)
HEADING = re.compile(
    rf"[{ORNAMENT}]{{0,5}}(?P<word>phần|chương|chủ\s?đề|chủ\s?điểm|chuyên\s?đề|lĩnh\s?vực|mục|nhóm|vòng|topic|section|part|"
    r"đề\s?số|đề\s?thi\s?số|mã\s?đề|bộ\s?đề|đề)(?:\s(?:thi\s)?(?:số\s)?(?P<number>[IVX]{1,5}|\d{1,3}|[A-H]|thứ\s\w{2,5}|một|hai|ba|bốn|năm)"
    r"(?=[\s.:)\-–]|$)|\s{0,2}(?P<colon>:))\s{0,3}[.:)\-–]?\s{0,3}(?P<rest>.*)$",
    re.I | re.S,
)
LETTERED_HEADING = re.compile(
    r"[A-E][.)\-]\s{0,3}(?:CÁC\s)?(?:PHẦN|TRẮC NGHIỆM|TỰ LUẬN|CÂU HỎI|LÝ THUYẾT|LÍ THUYẾT|BÀI TẬP|ĐÁP ÁN|NỘI DUNG)\b"
)
ANSWERS = re.compile(
    rf"[{ORNAMENT}.:IVX\d]{{0,8}}(?:bảng\s|phần\s|các\s)?(?:đáp\s?án|đa|lời\s?giải|hướng\s?dẫn(?:\s(?:giải|chấm|trả\s?lời))?|gợi\s?ý|answers?(?:\skeys?)?|"
    r"giải\s?thích|key)(?P<more>(?:\s{0,2}(?:và|-|–|&|,|/)?\s{0,2}(?:bảng|đáp\s?án|lời\s?giải|giải\s?thích|hướng\s?dẫn|giải|chấm|trả\s?lời|chi\s?tiết|tham\s?khảo|"
    r"trắc\s?nghiệm|đề|thi|số|mã|môn|phần|câu\s?hỏi|đúng|các|câu|[IVX]{1,4}|\d{1,4}))*)\s{0,3}[.:\-–=*]{0,10}$",
    re.I,
)
LEVELS = {
    "nb": "Nhận biết", "nhan biet": "Nhận biết", "biet": "Nhận biết", "m1": "Nhận biết",
    "th": "Thông hiểu", "thong hieu": "Thông hiểu", "hieu": "Thông hiểu", "m2": "Thông hiểu",
    "vd": "Vận dụng", "van dung": "Vận dụng", "van dung thap": "Vận dụng", "vdt": "Vận dụng", "m3": "Vận dụng",
    "vdc": "Vận dụng cao", "van dung cao": "Vận dụng cao", "m4": "Vận dụng cao",
    "rat de": "Rất dễ", "de": "Dễ", "trung binh": "Trung bình", "tb": "Trung bình", "kho": "Khó", "rat kho": "Rất khó",
    "muc 1": "1", "muc 2": "2", "muc 3": "3", "muc 4": "4", "muc 5": "5",
}  # fmt: skip
LEVEL_LINE = re.compile(
    r"[\s*#•\-–+(\[]{0,5}(?:mức\s?độ(?:\s(?:nhận\s?thức|câu\s?hỏi))?|độ\s?khó|cấp\s?độ|mức)\s{0,3}[:：]\s{0,3}(?P<rest>[^\n]{1,40}?)[\])]?$",
    re.I,
)
LEVEL_HEADING = re.compile(
    rf"[{ORNAMENT}]{{0,5}}(?:(?:[IVX]{{1,4}}|\d{{1,2}}|[A-D])[.):]\s{{0,3}})?(?:(?:câu\s?hỏi|mức(?:\s?độ)?|cấp\s?độ|phần)\s{{0,2}}:?\s{{0,3}}){{0,2}}"
    r"(?P<level>nhận\s?biết|thông\s?hiểu|vận\s?dụng\s?cao|vận\s?dụng)\s{0,3}(?:\([^()]{0,40}\))?[.:\s]{0,5}$",
    re.I,
)
POINTS = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?\s?(?:điểm|đ|đ\.|pts?|points?)", re.I)
NOISE = re.compile(
    r"\W{0,10}(?:(?:trang|page|tr\.)\s?(?:số\s?)?\d{1,4}(?:\s?(?:/|of|trên|\\)\s?\d{1,4})?|\d{1,4}\s?(?:/|of)\s?\d{1,4}\s?trang"
    r"|you\sare\son\spage\s?\d{1,4}\s?of\s?\d{1,4}|preview\stext:?|mục\slục(?:\sbài\sviết)?|nội\sdung\schính"
    r"|(?:xem|hiển\sthị|ẩn|hiện)\s(?:đáp\sán|thêm|lời\sgiải|kết\squả|chi\stiết)(?:\s.{0,200})?|mã\sđề(?:\sthi)?\s?:?\s?\d{1,5}(?:\s?[-–]?\s?trang.{0,20})?"
    r"|\[<br>\]|\d{1,6}\s(?:lượt\sthi|câu\shỏi|phút|lượt\sxem))\W{0,10}$",
    re.I,
)
DASHED_NUMBER = re.compile(r"\s{0,9}[-–—~]{1,3}\s?\d{1,4}\s?[-–—~]{1,3}$")
PAGE_PREFIX = re.compile(r"page\s\d{1,4}:\s{1,3}(?=\S)", re.I)
END = re.compile(
    r"[\W_]{0,40}(?:hết|the\send|end)[\W_]{0,40}$|\W{0,3}(?:cán\sbộ\scoi\sthi|giám\sthị|thí\ssinh)\s(?:không|coi)\b.{0,200}$",
    re.I,
)
PAGE_HEAD = re.compile(
    r"\b(?:trang|page|mã đề|đề thi|đề kiểm tra|đề cương|sở giáo dục|phòng giáo dục|trường|đoàn thanh niên|đoàn tncs|"
    r"ban chấp hành|họ và tên|số báo danh|http|www|facebook|zalo|website)\b",
    re.I,
)
PASSAGE = re.compile(
    r"(?:.{0,200}?(?:trả\slời|đọc|dựa|dùng\scho|sử\sdụng|áp\sdụng|cho|thực\shiện).{0,120}?\s)?(?:các\s)?câu\s(?:hỏi\s)?(?:số\s)?(?:từ\s)?(?:câu\s)?"
    r"(?P<first>\d{1,3})\s{0,2}(?:đến|tới|-|–|và|,|;)\s{0,2}(?:câu\s)?(?P<last>\d{1,3})(?!\d)",
    re.I,
)
GENERIC = {
    "phan",
    "cac",
    "cau",
    "hoi",
    "trac",
    "nghiem",
    "tu",
    "luan",
    "khach",
    "quan",
    "nhieu",
    "lua",
    "chon",
    "phuong",
    "an",
    "dung",
    "sai",
    "dung/sai",
    "tra",
    "loi",
    "ngan",
    "tinh",
    "huong",
    "chung",
    "rieng",
    "bat",
    "buoc",
    "ly",
    "thuyet",
    "thuc",
    "hanh",
    "va",
    "diem",
    "de",
    "thi",
    "so",
    "bai",
    "tap",
    "noi",
    "kien",
    "mot",
    "dang",
}
ABOUT = re.compile(
    r"(?:(?:các\s|bộ\s|những\s)?(?:câu\shỏi\s)(?:trắc\snghiệm\s)?|trắc\snghiệm\s)(?:khách\squan\s)?(?:tìm\shiểu\s)?(?:về\s|:\s?)",
    re.I,
)
TRUTH = re.compile(r"(?:đúng|sai|đ|s|true|false|t|f)$", re.I)
TRUTHS = re.compile(r"[ĐđSsDd](?:[\s,;\-/]{0,3}[ĐđSsDd]){1,9}$")
TRUTH_END = re.compile(
    r"\s{0,9}(?:[(\[]\s?(Đ|S|Đúng|Sai|đúng|sai)\s?[)\]]|(?:\t|\s\s|=>|→|[-–:])\s{0,5}(Đ|S|Đúng|Sai|ĐÚNG|SAI))\s?[.;]?$"
)
RIGHT_END = re.compile(
    r"(?:\s{0,5}[*✓✔√☑✅]{1,3}|\s{0,9}[(\[]\s?(?:đ|đúng|đáp\s?án(?:\s?đúng)?|đa|right|correct|✓|√|\*)\s?[)\]]|\s{1,9}[(\[]x[)\]]"
    r"|\s{0,9}(?:<-+|←|<=)\s?(?:đúng|đáp\s?án(?:\s?đúng)?|đa))\s{0,3}[.;,]?\s{0,3}$",
    re.I,
)
POINTS_END = re.compile(r"\s{0,5}\*?\s{0,3}\(?\d{1,3}(?:[.,]\d{1,2})?\s(?:điểm|points?)\)?$", re.I)
KEY_WITHIN = re.compile(
    rf"\s{{0,9}}[(\[]\s?(?:đáp\s?án|đ\.?\s?a|answer|key)(?:\sđúng)?(?:\slà)?\s?:?\s{{0,3}}(?P<rest>{_LETTERS})\s?[)\]]",
    re.I,
)
SEVERAL = re.compile(
    r"chọn\s(?:nhiều|các|những|tất\scả|hai|ba|[2-5])\s?(?:đáp\sán|phương\sán|câu|ý|lựa\schọn|đáp|phát\sbiểu|nhận\sđịnh|hành\svi)"
    r"|nhiều\s(?:đáp\sán|phương\sán|lựa\schọn)\s(?:đúng|trả\slời)|(?:có\sthể\s)?chọn\snhiều|có\s(?:nhiều|hai|ba|[2-5])\s(?:đáp\sán|phương\sán)",
    re.I,
)


class Numbered(NamedTuple):
    """A line that may begin a question."""

    number: str
    style: str  # "câu", "câu?" (it may be prose), "bài", "1.", "1)", "1 ", "1.1", "I."
    end: int  # where its label ends
    said: list[str]  # what stands in brackets behind the number


class Labelled(NamedTuple):
    """A line that may be an option."""

    letter: str  # as it would be in capitals
    style: str  # "A.", "a)", "(A)"
    start: int  # of the label itself
    end: int
    starred: bool


def numbered(text: str) -> Numbered | None:
    return _strong(text) or _weak(text)


def _strong(text: str) -> Numbered | None:
    found = STRONG.match(text)
    if not found or RANGE.match(text, found.end()):
        return None
    word = "bài" if fold(found["word"]) == "bai" else "câu"
    end, said, separated = found.end(), [], False
    while True:
        if bracket := BRACKETED.match(text, end):
            note = (bracket[1] or bracket[2]).strip()
            if separated and not (level_in(note) or POINTS.fullmatch(note) or KEY_WITHIN.match(bracket[0])):
                break
            said.append(note)
            end = bracket.end()
        elif not separated and (separator := SEPARATOR.match(text, end)):
            end, separated = separator.end(), True
        elif separated and text[end : end + 1] in (".", ":") and end > 0 and text[end - 1] in ")] ":
            end += 1
        else:
            break
    if not separated and not (said or OPENS_SENTENCE.match(text, end)):
        return Numbered(_trimmed(found["number"]), "câu?", end, []) if word == "câu" else None
    if word == "câu" and found["word"].lower() == "q" and not separated:
        return None
    end += len(text[end:]) - len(text[end:].lstrip(" \t.:")) if separated and said else 0
    return Numbered(_trimmed(found["number"]), word, end, said)


def _weak(text: str) -> Numbered | None:
    if found := DOTTED.match(text):
        return Numbered(found["number"], "1.1", found.end(), [])
    if (found := WEAK.match(text)) and not (found["next"].isdigit() and not found["space"]):
        if found["sign"] == "/" and not found["space"] and not found["next"].isupper():
            return None
        if found["sign"] == "." and not found["space"] and found["next"].islower():
            return None
        return Numbered(_trimmed(found["number"]), f"1{found['sign'] or '-'}", found.end("space"), [])
    if (found := ROMAN.match(text)) and found["number"]:
        return Numbered(found["number"], f"I{found['sign']}", found.end(), [])
    if found := UNNUMBERED.match(text):
        return Numbered("", "câu", found.end(), [])
    found = BARE_NUMBER.match(text)
    return Numbered(_trimmed(found["number"]), "1 ", found.end(), []) if found else None


def _trimmed(number: str) -> str:
    """ "01" is 1."""
    return number.lstrip("0") or "0"


def labelled(text: str, at: int = 0) -> Labelled | None:
    """The option's label at this place, if there is one."""
    found = LABEL.match(text, at)
    if not found:
        return None
    raw = found["round"] or found["square"] or found["letter"]
    letter = raw.translate(LOOK_ALIKE)
    sign = "()" if found["round"] else "[]" if found["square"] else found["sign"] or "-"
    tight = found["next"] and not found["space"]
    if (
        tight
        and sign in "./:-"
        and ((sign != "." and sign != ":") or (letter.islower() and not found["next"].isupper()))
    ):
        return None
    starred = any(sign in RIGHT_SIGNS for sign in found["mark"])
    case = "A" if letter.isupper() else "a"
    return Labelled(letter.upper(), case + sign, found.end("mark"), found.end("space"), starred)


def level_in(note: str) -> str:
    """ "NB", "(Thông hiểu)", "Mức độ: VD" """
    plain = fold(note).strip(" .:;-")
    plain = re.sub(r"^(muc do|do kho|cap do)\s?:?\s?", "", plain)
    return LEVELS.get(plain, plain if plain in "12345" and len(plain) == 1 else "")


def topic_in(title: str) -> str:
    """The subject that a heading names; nothing where it only tells the form of the questions."""
    bare = re.sub(r"\([^()]*\)", " ", title)
    words = [word for word in re.split(r"[\s,.;:()\-–/&]+", fold(bare)) if word and not word.isdigit()]
    if all(word in GENERIC for word in words):
        return ""
    subject = ABOUT.sub("", bare.strip(), count=1).strip(" .:-–*#_") or bare.strip(" .:-–*#_")
    subject = " ".join(subject.split())
    if subject.isupper():
        subject = subject.lower()
    return subject[:1].upper() + subject[1:200]
