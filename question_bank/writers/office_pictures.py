"""Pictures as Word and Excel take them. Older ones know no WebP: such a picture becomes a PNG, to the pixel the same.

What was kept travels in that PNG, in a chunk of its own that every program passes over and none keeps that changes the
picture. So it comes back as it was, and is not drawn anew from a copy (`readers/redrawing.py` compares the two).
"""

import io

from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from question_bank.pictures import CARRIED
from question_bank.writers.faithful import NotWritable

TAKEN = ("PNG", "JPEG")
Pixels = tuple[int, int]


def fit_for_office(data: bytes) -> tuple[bytes, Pixels]:
    """The picture and its size; raises NotWritable where it is none."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.format in TAKEN:
                return data, image.size
            beside = PngInfo()
            if image.format == "WEBP":
                beside.add(CARRIED, data, after_idat=True)
            out = io.BytesIO()
            image.save(out, "PNG", pnginfo=beside)
            return out.getvalue(), image.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise NotWritable("có ảnh không đọc được") from None
