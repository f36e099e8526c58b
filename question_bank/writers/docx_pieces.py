"""Paragraphs, runs and pictures of a Word file as XML."""

import io
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml.xmlchemy import serialize_for_reading
from docx.shared import Cm, Emu

from question_bank.draft import Draft
from question_bank.word_paper import AROUND, LABEL, TITLE
from question_bank.writers.office_pictures import fit_for_office

LARGEST = (Cm(12), Cm(9))
DOTS_PER_INCH = 150


def paragraph(style: str, *runs: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{"".join(runs)}</w:p>'


def run(text: str, style: str = "") -> str:
    """Letters; a line feed is a break, a tab a tab."""
    named = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f"<w:r>{named}{_letters(text)}</w:r>" if text else ""


def label(text: str) -> str:
    return run(text, LABEL)


def around(text: str) -> str:
    """A paragraph that is no part of a question."""
    return paragraph(AROUND, run(text))


def title(text: str) -> str:
    return paragraph(AROUND, run(text, TITLE), properties='<w:jc w:val="center"/>')


def _letters(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        parts = (f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "" for part in line.split("\t"))
        lines.append("<w:tab/>".join(parts))
    return "<w:br/>".join(lines)


class Pictures:
    """Puts the pictures of questions into the file."""

    def __init__(self, document: Any) -> None:
        self.part = document.part

    def at(self, draft: Draft, field: str) -> str:
        """Those that stand at this field, each on a line of its own."""
        return "".join(self._run(picture.bytes, picture.alt) for picture in draft.pictures if picture.at == field)

    def _run(self, data: bytes, alt: str) -> str:
        readable, width, height = _for_word(data)
        inline = self.part.new_pic_inline(io.BytesIO(readable), width, height)
        inline.docPr.set("descr", alt)
        drawing = serialize_for_reading(inline)
        return f'<w:r><w:rPr><w:rStyle w:val="{LABEL}"/></w:rPr><w:br/><w:drawing>{drawing}</w:drawing></w:r>'


def _for_word(data: bytes) -> tuple[bytes, Emu, Emu]:
    shown, pixels = fit_for_office(data)
    scale = min(1.0, *(most.inches * DOTS_PER_INCH / side for most, side in zip(LARGEST, pixels, strict=True)))
    width, height = (Emu(round(side * scale / DOTS_PER_INCH * 914_400)) for side in pixels)
    return shown, width, height


def insist_fit_for_word(draft: Draft) -> None:
    """Raises NotWritable where a picture is none."""
    for picture in draft.pictures:
        fit_for_office(picture.bytes)
