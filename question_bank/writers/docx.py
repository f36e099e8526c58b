"""Questions as a paper to print, from Word: A4, room for answers, the key with sources on a sheet of its own."""

import io
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from question_bank.draft import Draft
from question_bank.writers.docx_key import key_of, keys_told
from question_bank.writers.docx_pieces import Pictures, around, insist_fit_for_word, title
from question_bank.writers.docx_question import question_of
from question_bank.writers.docx_styles import add_styles, lay_out

TITLE, KEY_TITLE = "BỘ CÂU HỎI", "ĐÁP ÁN"
NAME_LINE = "Họ và tên: " + "." * 60 + " Đơn vị: " + "." * 44


def question(draft: Draft) -> str:
    """Nothing yet: its number comes with the others. Raises NotWritable where Word cannot show its pictures."""
    insist_fit_for_word(draft)
    return ""


def file_of(drafts: Iterable[tuple[Draft, str]], remarks: Iterable[str]) -> bytes:
    """Settled drafts, numbered as they come."""
    document = Document()
    add_styles(document)
    lay_out(document)
    document.core_properties.title = TITLE
    pictures = Pictures(document)
    numbered = list(enumerate((draft for draft, _ in drafts), 1))
    paper = [title(TITLE), around(NAME_LINE)]
    paper += [part for number, draft in numbered for part in question_of(number, draft, pictures)]
    _append(document, paper)
    document.add_section(WD_SECTION.ODD_PAGE)  # so that it begins a sheet of its own when printed on both sides
    keys = [title(KEY_TITLE), *(around(remark) for remark in remarks), *keys_told(numbered)]
    keys += [part for number, draft in numbered for part in key_of(number, draft, pictures)]
    _append(document, keys)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _append(document: Any, parts: list[str]) -> None:
    """All at once: adding them one by one looks for the end each time."""
    body = document.element.body
    end = body[-1]  # what the last section looks like stays last
    for element in list(parse_xml(f"<w:body {nsdecls('w', 'wp', 'a', 'pic', 'r')}>{''.join(parts)}</w:body>")):
        end.addprevious(element)
