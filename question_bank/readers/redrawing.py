"""Pictures from strangers' files, written anew: decoded under limits, upright, small; nothing stays but pixels.

Only the child process imports it.
"""

import base64
import hashlib
import io
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from PIL import Image
from PIL.Image import Resampling, Transpose

from question_bank.draft import Draft, Picture, Reading
from question_bank.pictures import ALT_MAX, BYTES_MAX, OF_QUESTION_MAX, SIDE_MAX, carried_in, is_base64, name_of

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
PIXELS_MAX = 40_000_000
OF_FILE_MAX = 200
SECONDS_OF_FILE_MAX = 15  # of work, well within what the child process may use
BYTES_OF_FILE_MAX = 16_000_000
DRAWN_COLOURS_MAX = 4096  # more of them are a photograph
TRIALS = ((SIDE_MAX, 80), (SIDE_MAX, 60), (960, 60), (640, 50), (480, 40))  # longer side, quality: the first that fits
ORIENTATION = 0x0112
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
}  # fmt: skip
VECTORS = (b"<svg", b"<?xml", b"<!DOCTYPE", b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a")
NO_ROOM = (
    "ảnh {name} không được giữ: các ảnh của cả tệp đã quá nhiều hoặc quá lớn. Hãy chia tệp, hoặc thêm ảnh này sau."
)

Image.MAX_IMAGE_PIXELS = None  # PIXELS_MAX is asked first, in a sentence of ours


class NotKept(Exception):
    """Why this picture is not kept, in a sentence that follows its name."""


class Redrawn(NamedTuple):
    data: bytes
    width: int
    height: int
    moves: bool  # it was animated, and only its first frame is here


def redraw_all(reading: Reading) -> None:
    """Every picture of the file as it will be kept; of one that is not kept, its draft says why."""
    studio = _Studio()
    for draft in reading.drafts:
        if len(draft.pictures) > OF_QUESTION_MAX:
            text = f"có {len(draft.pictures)} ảnh; mỗi câu giữ nhiều nhất {OF_QUESTION_MAX} ảnh đầu tiên."
            draft.note(draft.pictures[OF_QUESTION_MAX].at, text)
        kept = (studio.redrawn(draft, picture) for picture in draft.pictures[:OF_QUESTION_MAX])
        draft.pictures = [picture for picture in kept if picture is not None]
    if reading.book:
        kept_files = {picture.file for draft in reading.drafts for picture in draft.pictures}
        _each_in(reading.book, lambda picture: studio.named(picture, kept_files))


def redraw_book(book: dict[str, Any]) -> None:
    """Every picture of a table (`Book.as_json`) whose columns nobody has chosen yet; one that is not kept goes."""
    studio = _Studio()
    _each_in(book, lambda picture: studio.redrawn(Draft(""), picture))


def _each_in(book: dict[str, Any], change: Callable[[Picture], Picture | None]) -> None:
    for sheet in book["sheets"]:
        done = [(line, column, change(Picture(**said))) for line, column, said in sheet.get("pictures", [])]
        sheet["pictures"] = [[line, column, dict(vars(kept))] for line, column, kept in done if kept is not None]


class _Studio:
    """What the pictures of one file have cost so far. A picture that stands at many places is drawn once."""

    def __init__(self) -> None:
        self._known: dict[bytes, Redrawn | NotKept] = {}
        self._bytes = self._count = 0
        self._began = time.process_time()

    def redrawn(self, draft: Draft, picture: Picture) -> Picture | None:
        called = f"“{picture.name[:80]}”" if picture.name else ""
        if self._is_full():
            draft.note(picture.at, " ".join(NO_ROOM.format(name=called).split()))
            return None
        done = self._once(picture)
        if isinstance(done, NotKept):
            draft.note(picture.at, " ".join(f"ảnh {called} {done}".split()))
            return None
        if done.moves:
            draft.note(picture.at, " ".join(f"ảnh động {called} chỉ giữ hình đầu tiên.".split()))
        self._count, self._bytes = self._count + 1, self._bytes + len(done.data)
        return Picture(
            picture.at, base64.b64encode(done.data).decode(), picture.name, picture.alt[:ALT_MAX], name_of(done.data),
            done.width, done.height,
        )  # fmt: skip

    def named(self, picture: Picture, among: set[str]) -> Picture | None:
        """By the name alone of what was drawn before, and is kept elsewhere."""
        done = self._known.get(hashlib.sha256(picture.bytes).digest())
        if not isinstance(done, Redrawn) or (file := name_of(done.data)) not in among:
            return None
        return replace(picture, data="", file=file, width=done.width, height=done.height)

    def _is_full(self) -> bool:
        seconds = time.process_time() - self._began
        return self._count >= OF_FILE_MAX or self._bytes > BYTES_OF_FILE_MAX or seconds > SECONDS_OF_FILE_MAX

    def _once(self, picture: Picture) -> "Redrawn | NotKept":
        if not is_base64("".join(picture.data.split())):
            return NotKept("không phải là ảnh đọc được; hãy chèn lại dưới dạng PNG hoặc JPEG.")
        data = picture.bytes
        digest = hashlib.sha256(data).digest()
        if digest not in self._known:
            try:
                self._known[digest] = redraw(data)
            except NotKept as why:
                self._known[digest] = why
        return self._known[digest]


def redraw(data: bytes) -> Redrawn:
    """The picture as WebP within our limits, or NotKept. One that is such a file already stays as it is, and so does
    one that a PNG of ours carries, so that what was exported comes back unchanged."""
    if carried := carried_in(data):
        with suppress(NotKept):
            return _carried(carried, data)
    return _redraw(data)


def _carried(carried: bytes, data: bytes) -> Redrawn:
    """It counts only where it shows what the PNG shows, to the pixel."""
    if not _is_ours(carried) or _pixels(carried) != _pixels(data):
        raise NotKept
    return _redraw(carried)


def _pixels(data: bytes) -> tuple[tuple[int, int], bytes]:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if max(opened.size) > SIDE_MAX:
                raise NotKept
            return opened.size, opened.convert("RGB").tobytes()
    except NotKept:
        raise
    except Exception:  # decoders raise whatever they like on a harmed file
        raise NotKept from None


def _redraw(data: bytes) -> Redrawn:
    if data.lstrip().startswith(VECTORS) or b"<svg" in data[:1000]:
        raise NotKept("là hình vẽ vectơ (SVG, EMF, WMF) nên không được giữ; hãy chèn lại dưới dạng PNG hoặc JPEG.")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if not 0 < opened.width * opened.height <= PIXELS_MAX:
                size = f"{opened.width} × {opened.height}"
                raise NotKept(f"có quá nhiều điểm ảnh ({size}) nên không được giữ; hãy thu nhỏ rồi thêm lại.")
            moves = bool(getattr(opened, "is_animated", False)) and opened.format != "MPO"
            image = _decoded(opened)
            ours = _is_ours(data) and opened.mode == "RGB" and opened.size == image.size
    except NotKept:
        raise
    except MemoryError:
        raise NotKept("quá lớn nên không được giữ; hãy thu nhỏ rồi thêm lại.") from None
    except Exception:  # decoders raise whatever they like on a harmed file
        raise NotKept(
            "bị hỏng hoặc không phải là ảnh nên không được giữ; hãy thêm lại dưới dạng PNG hoặc JPEG."
        ) from None
    if ours:
        return Redrawn(data, image.width, image.height, False)
    data, (width, height) = _encoded(image)
    return Redrawn(data, width, height, moves)


def _decoded(opened: Image.Image) -> Image.Image:
    """Its first frame in three colours, upright, on white, no larger than we keep it."""
    orientation = opened.getexif().get(ORIENTATION)
    opened.draft("RGB", (2 * SIDE_MAX, 2 * SIDE_MAX))  # a JPEG is then never decoded larger than twice what we need
    image: Image.Image = opened
    if image.mode.startswith("I"):  # sixteen bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode not in ("RGB", "RGBA", "L"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode in ("PA", "LA") else "RGB")
    elif "transparency" in image.info:
        image = image.convert("RGBA")
    image.load()
    image.thumbnail((SIDE_MAX, SIDE_MAX), Resampling.LANCZOS, reducing_gap=2.0)
    if orientation in UPRIGHT:
        image = image.transpose(UPRIGHT[orientation])
    if image.mode != "RGBA":
        return image.convert("RGB")
    white = Image.new("RGB", image.size, "white")  # what is drawn in black must be seen in the dark too
    white.paste(image, mask=image.getchannel("A"))
    return white


def _encoded(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """Drawings keep their sharp edges where that takes no more room; photographs lose what nobody sees."""
    written = b""
    for side, quality in TRIALS:
        image.thumbnail((side, side), Resampling.LANCZOS)
        written = _webp(image, quality=quality, method=4)
        if image.getcolors(DRAWN_COLOURS_MAX) is not None:
            exact = _webp(image, lossless=True, quality=50, method=4)
            written = exact if len(exact) <= max(len(written), BYTES_MAX // 4) else written
        if len(written) <= BYTES_MAX:
            break
    return written, image.size


def _webp(image: Image.Image, **how: int | bool) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", **how)
    return out.getvalue()


def _is_ours(data: bytes) -> bool:
    """A WebP of one chunk, of pixels, with nothing before or behind it, no larger than we make them."""
    length = len(data) - 8
    chunk = int.from_bytes(data[16:20], "little")
    return (
        data[:4] == b"RIFF"
        and int.from_bytes(data[4:8], "little") == length
        and data[8:12] == b"WEBP"
        and data[12:16] in (b"VP8 ", b"VP8L")
        and chunk + chunk % 2 == length - 12
        and len(data) <= BYTES_MAX
    )
