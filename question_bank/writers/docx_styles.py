"""How a paper looks in Word: fonts with all Vietnamese letters, A4, page numbers, the styles that tell its parts."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from question_bank.word_paper import (
    ABOUT,
    AROUND,
    CHOICE,
    EXPLANATION,
    FIELDS,
    KEY,
    LABEL,
    LEFT,
    POST,
    QUESTION,
    RIGHT,
    SAID,
    SOURCE,
    SOURCE_FIELDS,
    TITLE,
)  # fmt: skip

FONT = "Times New Roman"
INDENTED = {CHOICE: 0.75, LEFT: 0.75, RIGHT: 0.75, POST: 0.75, EXPLANATION: 0.75, SAID: 0.75, ABOUT: 0.75,
            SOURCE: 0.75}  # cm  # fmt: skip
SPACED = {QUESTION: 10, KEY: 10, AROUND: 4}  # points before
WITH_NEXT = (QUESTION, POST, CHOICE, LEFT, RIGHT, KEY)
BOLD = (LABEL, TITLE)


def add_styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _set_font(normal, 13)
    normal.paragraph_format.space_after = Pt(2)
    for name in (QUESTION, POST, CHOICE, LEFT, RIGHT, KEY, EXPLANATION, SAID, ABOUT, SOURCE, AROUND):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.paragraph_format.left_indent = Cm(INDENTED.get(name, 0))
        style.paragraph_format.space_before = Pt(SPACED.get(name, 0))
        style.paragraph_format.keep_with_next = name in WITH_NEXT
    for name in (LABEL, TITLE, *(style for style, _ in (*FIELDS.values(), *SOURCE_FIELDS.values()))):
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.bold = name in BOLD or None
        if name == TITLE:
            style.font.size = Pt(16)


def lay_out(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = section.right_margin = Cm(2)
    section.left_margin = Cm(2.5)
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run("Trang ")
    _add_field(line, "PAGE")
    line.add_run("/")
    _add_field(line, "NUMPAGES")


def _set_font(style: Any, points: int) -> None:
    style.font.name, style.font.size = FONT, Pt(points)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def _add_field(line: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(line.add_run("1")._r)
    line._p.append(field)
