"""Pictures that lie over the cells of a workbook: in which cell each begins. Nothing outside the file is fetched."""

import base64
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from question_bank.draft import Picture
from question_bank.readers import archive
from question_bank.readers.book import Placed
from question_bank.readers.paths import inside
from question_bank.readers.refusal import UnreadableFile

if TYPE_CHECKING:
    from question_bank.readers.tree import Node

DRAWINGS = "xl/drawings/"
PICTURE_MAX = 4 * 1024 * 1024
PICTURES_MAX = 20 * 1024 * 1024  # of one file
SHOWN_MAX = 400  # of one file: more than are kept, so that what is left out can be said of each question
PART_MAX = 4 * 1024 * 1024  # of what tells where they lie
LOST_TOLD = 10
ALT_MAX = 500
IMAGES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"}
HARMED = "Tệp bị hỏng."


@dataclass
class Shown:
    """What lies over one sheet."""

    pictures: list[Placed] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Album:
    """The pictures of one file. One that is shown twice is read once."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = set(package.namelist())
        self._read: dict[str, str] = {}  # part → base64
        self._bytes = self._count = 0
        self.is_empty = not any(name.startswith(DRAWINGS) for name in self._names)

    def of_sheet(self, part: str) -> Shown:
        """What lies over the sheet that stands in this part; what cannot be read of it is said."""
        shown = Shown()
        if self.is_empty:
            return shown
        try:
            for drawing, kind in self._relations(part).values():
                if kind.endswith("/drawing") and drawing in self._names:
                    self._look_at(drawing, shown)
        except UnreadableFile:
            shown.warnings.append("Không đọc được hình trong tệp: phần hình vẽ của tệp bị hỏng hoặc quá lớn.")
        return shown

    def _look_at(self, drawing: str, shown: Shown) -> None:
        targets = self._relations(drawing)
        others, lost = 0, list[str]()
        seen: set[tuple[int, int, _Named]] = set()
        for anchor in self._root(drawing).within("onecellanchor", "twocellanchor", "absoluteanchor"):
            line, column = _corner(anchor)
            found = dict.fromkeys(_pictures(anchor))
            others += not found
            for each in found:
                if (line, column, each) in seen:
                    continue
                seen.add((line, column, each))
                target, _ = targets.get(each.relation, ("", ""))
                if why := self._take(target, Placed(line, column, Picture("", alt=each.alt)), shown):
                    lost.append(f"Dòng {line}: {why}")
        shown.warnings += lost[:LOST_TOLD]
        if len(lost) > LOST_TOLD:
            shown.warnings.append(f"Còn {len(lost) - LOST_TOLD} ảnh khác cũng không được giữ.")
        if others:
            shown.warnings.append(f"Tệp có {others} hình vẽ hoặc biểu đồ không phải là ảnh nên không được giữ.")

    def _take(self, target: str, placed: Placed, shown: Shown) -> str:
        """Why this picture is not taken, or "" where it is."""
        if target not in self._names:
            return "ảnh được liên kết từ nơi khác nên không được lấy về."
        name = PurePosixPath(target).name[:100]
        if PurePosixPath(target).suffix.lower() not in IMAGES:
            return f"ảnh {name} thuộc dạng không giữ được; hãy chèn lại dưới dạng PNG hoặc JPEG."
        if target not in self._read:
            size = self._package.getinfo(target).file_size
            if size > PICTURE_MAX or self._bytes + size > PICTURES_MAX:
                return f"ảnh {name} quá lớn nên không được giữ; hãy thu nhỏ rồi thêm lại."
            self._bytes += size
            self._read[target] = base64.b64encode(archive.read_entry(self._package, target, HARMED)).decode()
        if self._count >= SHOWN_MAX:
            return f"ảnh {name} không được giữ: tệp có hơn {SHOWN_MAX} ảnh. Hãy chia tệp."
        self._count += 1
        placed.picture.data, placed.picture.name = self._read[target], name
        shown.pictures.append(placed)
        return ""

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → the part that it names, "" where it lies outside, and what it is."""
        path = PurePosixPath(part)
        name = str(path.parent / "_rels" / f"{path.name}.rels")
        return dict(self._related(name, str(path.parent))) if name in self._names else {}

    def _related(self, name: str, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
        for each in self._root(name).nodes("relationship"):
            address = each.get("target")
            target = inside("", address.lstrip("/")) if address.startswith("/") else inside(folder, address)
            outside = each.get("targetmode") == "External"
            yield each.get("id"), ("" if outside else target or "", each.get("type"))

    def _root(self, part: str) -> "Node":
        if self._package.getinfo(part).file_size > PART_MAX:
            raise UnreadableFile(HARMED)
        from question_bank.readers.tree import parsed  # a sheet without pictures need not wait for all that it brings

        return parsed(archive.read_entry(self._package, part, HARMED))


class _Named(NamedTuple):
    relation: str
    alt: str
    id: str


def _corner(anchor: "Node") -> tuple[int, int]:
    """Line and column of its upper left corner; line 0 where it is bound to no cell."""
    start = anchor.first("from")
    if start is None:
        return 0, 0
    line, column = (_number(start.first(name)) for name in ("row", "col"))
    return line + 1, column


def _number(node: "Node | None") -> int:
    text = node.text() if node else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def _pictures(anchor: "Node") -> Iterator[_Named]:
    """Also those of a group. One that is there twice, for older programs too, looks the same both times."""
    for picture in anchor.within("pic"):
        called = next(picture.within("cnvpr"), None)
        alt = " ".join(called.get("descr").split())[:ALT_MAX] if called else ""
        for blip in picture.within("blip"):
            yield _Named(blip.get("embed"), alt, called.get("id") if called else "")
