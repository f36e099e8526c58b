"""Texts as Moodle keeps them, each in one of four formats, with its pictures; and the paths of its categories."""

import base64
import binascii
import html
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from question_bank.draft import Draft, Picture, Reading
from question_bank.outcomes import OUTCOMES
from question_bank.readers.book import clean
from question_bank.readers.markup import plain

FORMATS = {
    "html": "html", "plain": "plain", "plain_text": "plain", "markdown": "markdown", "moodle": "moodle",
    "moodle_auto_format": "moodle",
}  # fmt: skip
# Moodle's own format is text in which tags count. Only what is surely a tag does here: "Thẻ <b> để làm gì?" is text.
TAGS = re.compile(r"</[a-z][a-z0-9]*\s*>|<br\s*/?>|<img\s", re.I)
PLUGINFILE = "@@PLUGINFILE@@/"
DATA = re.compile(r"data:image/[\w.+-]{1,40};base64,")
SIGNS_OF_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
PICTURES_MAX = 20
PICTURE_CHARACTERS_MAX = 7_000_000  # some 5 MB
ANSWERS_MAX = 1_000  # more would only keep a person waiting for what must be refused
TEXT_MAX = 32_767  # as of a cell of a sheet
SAID_MAX = 800  # characters of notes on one field
PICTURED = re.compile(r"stem|explanation|choice_[0-9]+|feedback_[0-9]{1,2}|otherwise|when_[a-z]+")
WORDY = re.compile(r"stem|choice_[0-9]+")
NEEDED = re.compile(r"stem|explanation|choice_[0-9]+")
"""Where a question may be nothing without its picture."""
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
# A slash parts two categories, two slashes are one in a name.
BETWEEN = re.compile(r"(?<!/)/(?!/)")
# Where messages say "cột …" of a sheet.
FIELDS = {
    "stem": "câu dẫn", "key": "đáp án", "explanation": "giải thích", "topic": "chủ đề", "kind": "loại câu",
    "external_id": "mã câu hỏi", "feedback": "lời nhận xét", "otherwise": "lời nhận xét cho mọi câu trả lời khác",
    **{field: name[:1].lower() + name[1:] for field, name in OUTCOMES.items()},
    **{f"choice_{place}": f"câu trả lời {place + 1}" for place in range(6)},
    **{f"feedback_{place}": f"lời nhận xét cho câu trả lời {place + 1}" for place in range(6)},
}  # fmt: skip


@dataclass
class Text:
    said: str = ""
    format: str = "moodle"
    files: dict[str, str] = field(default_factory=dict)  # name → base64


def new_draft(number: int, line: int, name: str = "") -> Draft:
    named = " ".join(TAG.sub("", clean(name).text).split())[:60]
    place = f"dòng {line}, “{named}”" if named else f"dòng {line}"
    return Draft(f"Câu {number} ({place})", cells=dict(FIELDS))


def tell(draft: Draft, field: str, text: str) -> None:
    """A note, unless the same was said before, or too much."""
    said = draft.notes.get(field, "")
    if text not in said and len(said) < SAID_MAX:
        draft.note(field, text)


def put(draft: Draft, field: str, text: Text) -> str:
    """The text as a person would read it. What of it could not be kept is said at the field."""
    markup = _markup(text)
    if markup is None:
        said = _without_indents(text.said) if text.format in ("moodle", "html") else text.said
        if text.format == "markdown" and re.search(r"[*_`#]|\]\(", said):
            tell(draft, field, "định dạng Markdown được giữ nguyên văn.")
        _tell_files(draft, field, list(text.files))
        return kept(draft, field, said)
    read = plain(markup)
    if left_out := [name for name in read.left_out if name != "!--"]:
        tell(draft, field, f"phần định dạng không giữ được: {', '.join(left_out)[:200]}.")
    names = [_take_picture(draft, field, source, alt, text.files) for source, alt in read.pictures]
    _tell_files(draft, field, list(text.files))
    shown = {picture.at for picture in draft.pictures}
    alone = field in shown and not WORDY.fullmatch(field)  # a picture that explains needs no word in its place
    return kept(draft, field, read.text or ("" if alone else " ".join(f"[hình: {name}]" for name in names if name)))


def _markup(text: Text) -> str | None:
    if text.format == "html":
        return text.said if "<" in text.said or "&" in text.said else None
    if text.format != "moodle":
        return None
    if TAGS.search(text.said):
        return text.said.replace("\n", "<br>\n")
    if "&" in text.said:
        text.said = html.unescape(text.said)
    return None


def _without_indents(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))


def kept(draft: Draft, field: str, said: str) -> str:
    """Plain text as it goes into the draft, unless it is longer than any text of a question."""
    if len(said) > TEXT_MAX:
        draft.ask(field, f"dài {len(said)} ký tự, nhiều nhất là {TEXT_MAX}")
        said = said[:200]
    text = clean(said)
    if text.note:
        tell(draft, field, f"{text.note}.")
    return text.text


def _take_picture(draft: Draft, field: str, source: str, alt: str, files: dict[str, str]) -> str:
    """Keep the picture, or say why not. Returns by what words it may be called."""
    name, data = _found(source, files)
    called = clean(alt).text or name
    if data is None:
        if source.startswith(PLUGINFILE) and NEEDED.fullmatch(field):
            draft.ask(field, f"thiếu ảnh “{name}” trong tệp; hãy thêm ảnh, hoặc sửa câu cho không cần ảnh")
        elif source.startswith(PLUGINFILE):
            tell(draft, field, f"thiếu ảnh “{name}” trong tệp.")
        elif source:
            tell(draft, field, f"ảnh ở địa chỉ “{source[:100]}” không được lấy về.")
    elif not PICTURED.fullmatch(field) or len(draft.pictures) >= PICTURES_MAX:
        tell(draft, field, f"ảnh “{name}” không được giữ.")
    elif len(data) > PICTURE_CHARACTERS_MAX or not _is_picture(data):
        draft.ask(field, f"“{name}” không phải là ảnh đọc được, hoặc lớn hơn 5 MB")
    else:
        draft.pictures.append(Picture(at=field, data=data, name=name, alt=clean(alt).text))
    return called


def _found(source: str, files: dict[str, str]) -> tuple[str, str | None]:
    """A picture's name, without any folder, and its bytes where the file brings them. Each file is taken once."""
    if source.startswith(PLUGINFILE):
        path = unquote(source.removeprefix(PLUGINFILE)).partition("?")[0]
        return bare_name(path), files.pop(path.lstrip("/"), None)
    if inside := DATA.match(source):
        return "ảnh", source[inside.end() :]
    return bare_name(source.partition("?")[0]), None


def bare_name(path: str) -> str:
    return clean(path.replace("\\", "/").rpartition("/")[2]).text[:100]


def _is_picture(data: str) -> bool:
    try:
        start = base64.b64decode("".join(data[:200].split())[:40], validate=True)
    except (binascii.Error, ValueError):
        return False
    return start.startswith(SIGNS_OF_PICTURES)


def _tell_files(draft: Draft, field: str, names: list[str]) -> None:
    if names:
        listed = ", ".join(f"“{bare_name(name)}”" for name in names[:5])
        tell(draft, field, f"tệp kèm theo không được giữ: {listed}{'…' if len(names) > 5 else ''}.")


@dataclass
class Category:
    """Where the questions that follow belong: "$course$/top/Chuyển đổi số/Dữ liệu" is the topic "Dữ liệu"."""

    names: list[str] = field(default_factory=list)
    line: int = 0

    def take(self, draft: Draft, reading: Reading) -> None:
        """Said once, at the first question, that the names before the last are not kept."""
        draft.topic = self.names[-1] if self.names else ""
        if len(self.names) > 1 and self.line:
            path = " / ".join(self.names)[:200]
            reading.warnings.append(f"Dòng {self.line}: danh mục “{path}” được đọc là chủ đề “{draft.topic}”.")
            self.line = 0


def names_in(path: str) -> list[str]:
    """The names in a category's path, as text: without "$course$" and "top", and without any meaning for folders."""
    parts = [" ".join(part.replace("//", "/").split()) for part in BETWEEN.split(TAG.sub("", path))]
    named = [clean(part).text[:100] for part in parts if part not in ("", ".", "..")]
    start = 1 if named and re.fullmatch(r"\$\w*\$", named[0]) else 0
    return named[start + 1 :] if named[start : start + 1] == ["top"] else named[start:]
