"""Pictures made for tests: as people bring them, and as nobody should."""

import base64
import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

from question_bank.draft import Picture


def drawing(width: int = 320, height: int = 240, color: str = "red", format: str = "PNG", **how: Any) -> bytes:
    """A sign: a disc on white."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).ellipse((10, 10, width - 10, height - 10), fill=color)
    return written(image, format, **how)


def photograph(width: int = 2400, height: int = 1800, format: str = "JPEG", **how: Any) -> bytes:
    """As busy as a photograph is."""
    return written(Image.effect_noise((width, height), 80).convert("RGB"), format, **how)


def written(image: Image.Image, format: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **how)
    return out.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels, and brings none."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE = {
    "a bomb": (png_that_says(50_000, 50_000), "quá nhiều điểm ảnh (50000 × 50000)"),
    "cut short": (photograph(600, 400)[:9_000], "bị hỏng"),
    "no picture at all": (b"PK\x03\x04 no picture" * 40, "không phải là ảnh"),
    "a script in a drawing": (SVG, "vectơ"),
    "a Windows metafile": (b"\xd7\xcd\xc6\x9a" + b"\0" * 60, "vectơ"),
}


def picture(data: bytes, at: str = "stem", name: str = "hinh.png", alt: str = "Một hình") -> Picture:
    """As a reader yields it."""
    return Picture(at, base64.b64encode(data).decode(), name, alt)
