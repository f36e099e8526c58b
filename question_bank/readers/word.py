"""Word files (.docx): the package looked into, its text walked as lines, the rest left alone."""

import base64
import re
import zipfile
from pathlib import PurePosixPath
from typing import Any
from xml.sax.saxutils import unescape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from question_bank.draft import Picture, Reading
from question_bank.readers import archive, word_ours
from question_bank.readers.old_letters import OldLetters
from question_bank.readers.paper import read_paper
from question_bank.readers.paper_line import Line
from question_bank.readers.paper_pieces import pieces_of
from question_bank.readers.paper_tables import lines_of
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.word_body import Body
from question_bank.readers.word_names import short
from question_bank.readers.word_styles import Numbering, Styles, attributes

PICTURE_MAX = 4 * 1024 * 1024
PICTURES_MAX = 20 * 1024 * 1024  # of one file
SAVE_AS = "Hãy mở bằng Word và chọn Lưu dưới dạng .docx"
TELLING = {"number", "option", "key", "list", "answers"}
PARAGRAPH_END, TAG = re.compile(r"</(?:w:)?p>"), re.compile(r"<[^>]*>")
IMAGES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"}


def read(data: bytes) -> Reading:
    reading = Reading("docx")
    with archive.opened(data, "Hãy mở lại bằng Word, lưu rồi nộp lại.") as package:
        main = _main_part(package)
        word = _Word(package, main)
        text = _bytes(package, main)
        if word_ours.is_ours(text):
            word_ours.read(_parsed(text, word_ours.Walk(word.picture)), reading)
            return reading
        letters = OldLetters()
        letters.learn(_paragraphs(text))
        body = Body(word.styles(), word.numbering(), word.picture, word.notes(letters), letters)
        lines = list(lines_of(_parsed(text, body)))
        word.tell_margins(reading, letters)
    reading.warnings += letters.warnings()
    if body.boxes:
        reading.warnings.append(
            "Tệp có hộp văn bản (text box); chữ trong đó được đọc sau đoạn văn chứa nó, hãy xem lại thứ tự."
        )
    if body.unread:
        reading.warnings.append(f"Tệp có {body.unread} phần nhúng (sơ đồ hoặc văn bản khác) không được đọc.")
    if body.comments:
        reading.warnings.append(f"Tệp có {body.comments} lời bình (comment) không được đọc.")
    read_paper(lines, reading, unit="đoạn")
    return reading


def _main_part(package: zipfile.ZipFile) -> str:
    names = set(package.namelist())
    if "[Content_Types].xml" not in names:
        raise UnreadableFile(f"Tệp không phải là văn bản Word (.docx). {SAVE_AS}.")
    types = _bytes(package, "[Content_Types].xml")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile("Tệp có macro nên không được mở. Hãy lưu dưới dạng .docx không có macro.")
    for target, kind, _ in _relations(package, "").values():
        if kind.endswith("/officeDocument") and target in names and b"wordprocessingml" in types:
            return target
    raise UnreadableFile(f"Tệp không phải là văn bản Word (.docx). {SAVE_AS}.")


def _paragraphs(text: bytes) -> list[str]:
    """The bare words of a part, roughly: enough to tell in which encoding they are."""
    if text.isascii():
        return []
    paragraphs = PARAGRAPH_END.split(text.decode("utf-8", "replace"))
    return [unescape(TAG.sub("", paragraph)) for paragraph in paragraphs if not paragraph.isascii()]


def _bytes(package: zipfile.ZipFile, name: str) -> bytes:
    return archive.read_entry(package, name, "Tệp bị hỏng. Hãy mở lại bằng Word, lưu rồi nộp lại.")


def _parsed(data: bytes, target: Any = None) -> Any:
    """Nothing may be declared in it: no entity, no outside."""
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    try:
        parser.feed(data)
        return parser.close()
    except DefusedXmlException:
        raise UnreadableFile("Tệp khai báo thực thể XML bên trong nên không được mở.") from None
    except (ParseError, ValueError, LookupError):
        raise UnreadableFile("Tệp bị hỏng. Hãy mở lại bằng Word, lưu rồi nộp lại.") from None


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str, bool]]:
    """Id → where it leads, what it is, and whether that is outside the file."""
    path = PurePosixPath(part)
    name = str(path.parent / "_rels" / f"{path.name}.rels") if part else "_rels/.rels"
    if name not in package.namelist():
        return {}
    found = {}
    for element in _parsed(_bytes(package, name)):
        said = attributes(element)
        outside = said.get("TargetMode", "") == "External"
        target = said.get("Target", "")
        found[said.get("Id", "")] = (
            target if outside else _resolved(path.parent, target),
            said.get("Type", ""),
            outside,
        )
    return found


def _resolved(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = []
    for part in (*folder.parts, *target.split("/")):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


class _Word:
    """The parts of one file that matter to us."""

    def __init__(self, package: zipfile.ZipFile, main: str) -> None:
        self.package = package
        self.relations = _relations(package, main)
        self.kept = 0  # bytes of pictures
        self.names = set(package.namelist())

    def _part(self, kind: str) -> str:
        parts = (
            target for target, type, outside in self.relations.values() if type.endswith(f"/{kind}") and not outside
        )
        return next((part for part in parts if part in self.names), "")

    def _root(self, kind: str) -> Any | None:
        name = self._part(kind)
        return _parsed(_bytes(self.package, name)) if name else None

    def styles(self) -> Styles:
        return Styles(self._root("styles"))

    def numbering(self) -> Numbering:
        return Numbering(self._root("numbering"))

    def walk(self, name: str, body: Body) -> Any:
        return _parsed(_bytes(self.package, name), body)

    def notes(self, letters: OldLetters) -> dict[str, str]:
        """Footnotes and endnotes, by the element that refers to them."""
        found = {}
        for kind, name in (("footnotes", "w:footnoteReference"), ("endnotes", "w:endnoteReference")):
            root = self._root(kind)
            for note in root if root is not None else ():
                text = "".join(part.text or "" for part in note.iter() if short(part.tag) == "w:t")
                found[f"{name} {attributes(note).get('id', '')}"] = " ".join(letters.rewritten(text).split())
        return found

    def picture(self, id: str, alt: str) -> tuple[Picture | None, str]:
        """The picture of this relationship, or what to say of it. Nothing is ever fetched."""
        target, _, outside = self.relations.get(id, ("", "", False))
        if outside:
            return None, "ảnh được liên kết từ nơi khác nên không được lấy về."
        if target not in self.names:
            return None, "có ảnh không nằm trong tệp." if id else ""
        name = PurePosixPath(target).name
        if PurePosixPath(target).suffix.lower() not in IMAGES:
            return None, f"ảnh {name} thuộc dạng không giữ được; hãy chèn lại dưới dạng PNG hoặc JPEG."
        size = self.package.getinfo(target).file_size
        if size > PICTURE_MAX or self.kept + size > PICTURES_MAX:
            return None, f"ảnh {name} quá lớn nên không được giữ; hãy thu nhỏ rồi thêm lại."
        self.kept += size
        data = base64.b64encode(_bytes(self.package, target)).decode()
        return Picture("", data, name, " ".join(alt.split())[:500]), ""

    def tell_margins(self, reading: Reading, letters: OldLetters) -> None:
        """What stands in headers and footers is not read; said where it looks like more than a page number."""
        told = set()
        for target, kind, outside in self.relations.values():
            if outside or target not in self.names or not kind.endswith(("/header", "/footer")):
                continue
            body = Body(Styles(None), Numbering(None), lambda _id, _alt: (None, ""), {}, letters)
            for line in lines_of(self.walk(target, body)):
                if line.text and line.text not in told and _matters(line):
                    told.add(line.text)
                    where = "Đầu trang" if kind.endswith("/header") else "Chân trang"
                    reading.warnings.append(f"{where} không được đọc: “{line.text[:100]}”.")


def _matters(line: Line) -> bool:
    bare = re.sub(r"^\W*[A-D]?\W*(?:trang|page)\W*\d+.*$", "", line.text, flags=re.I)
    return bool(bare) and any(piece.kind in TELLING for piece in pieces_of([line]))
