"""Whatever is printed: a typst source of documents/, filled in."""

from datetime import datetime
from typing import Literal

import typst

from quiz.settings import resource


def printed(document: str, data: str, at: datetime, format: Literal["pdf", "png"] = "pdf") -> bytes:
    """`data` is JSON: what people wrote goes in as that, never as typst code. `at` is the date in the file."""
    documents = resource("documents")
    # A compiler shared by threads fails, so each call has its own.
    return typst.compile(
        documents / document,
        root=documents,
        font_paths=[documents / "fonts"],
        ignore_system_fonts=True,
        format=format,
        ppi=72,  # of a picture: a point is a pixel
        timestamp=at.replace(microsecond=0),
        sys_inputs={"data": data},
    )
