"""Moodle's own XML: a <quiz> of <question>s, or bare questions."""

import html
import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from question_bank.beside import take_beside
from question_bank.draft import Reading
from question_bank.readers.decoding import decoded
from question_bank.readers.moodle_questions import draft_of, text_in
from question_bank.readers.moodle_text import Category, names_in
from question_bank.readers.old_letters import OldLetters
from question_bank.readers.old_markup import font_in, in_unicode_markup, names_old_font, texts_in
from question_bank.readers.recognising import root_of
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import insist_few_enough

DEPTH_MAX = 60
DECLARATION = re.compile(r"\s{0,100}<\?xml[^>]{0,500}\?>")
DECLARED = re.compile(rb"encoding=[\"']([\w.-]{1,40})[\"']")
# Only where the file itself says so, and is not in Unicode.
OLD_ENCODINGS = {"windows-1258", "cp1258", "windows-1252", "iso-8859-1"}
BYTES, EXACT = {"file", "image_base64"}, {"plain", "plain_text"}
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
UNSAFE = "Tệp XML có khai báo <!DOCTYPE> hoặc <!ENTITY> nên không được mở. Hãy xuất lại từ Moodle."


def read(data: bytes) -> Reading:
    return read_text(xml_text(data))


def xml_text(data: bytes) -> str:
    """What the file says, whatever encoding it claims: exports are UTF-8 even where they claim another."""
    try:
        return decoded(data, "Hãy xuất lại từ Moodle.", old_too=False)
    except UnreadableFile:
        declared = DECLARED.search(data[:300])
        encoding = declared[1].decode("ascii").lower() if declared else ""
        if encoding not in OLD_ENCODINGS:
            raise
        return data.decode(encoding, "replace")


def read_text(text: str) -> Reading:
    reading = Reading("moodle_xml")
    if CONTROLS.search(text):
        reading.warnings.append("Đã bỏ ký tự điều khiển không nhìn thấy trong tệp.")
    if "\ufffd" in text:
        reading.warnings.append("Có “�” giữa chữ: có thể tệp đã mất dấu tiếng Việt khi lưu. Hãy xem kỹ từng câu.")
    category = Category()
    questions = _questions(text)
    _rewrite_old_letters(text, [question for question, _ in questions], reading)
    for question, line in questions:
        if question.get("type") == "category":
            category = Category(names_in(text_in(question.find("category")).said), line)
            continue
        draft = draft_of(question, line, len(reading.drafts) + 1)
        category.take(draft, reading)
        if said := (question.findtext("hoithi") or "").strip():
            take_beside(draft, said)
        reading.drafts.append(draft)
        insist_few_enough(reading)
    return reading


def _questions(text: str) -> list[tuple[Element, int]]:
    """Each with its line. Questions without a <quiz> around them get another root."""
    parser: Any = XMLParser(target=(tree := _Tree()), forbid_dtd=True)
    tree.parser = parser.parser
    body = text.removeprefix("\ufeff")
    declaration = DECLARATION.match(body)
    if declaration:  # its place is at the very beginning, and what it says of the encoding is no longer true
        body = "\n" * declaration[0].count("\n") + body[declaration.end() :]
    body = CONTROLS.sub("", body)
    try:
        parser.feed(f"<file>{body}</file>" if root_of(body) == "question" else body)
        parser.close()
    except DefusedXmlException:
        raise UnreadableFile(UNSAFE) from None
    except ParseError as error:
        raise UnreadableFile(_why_broken(error)) from None
    return tree.questions


def _rewrite_old_letters(text: str, questions: list[Element], reading: Reading) -> None:
    """What was typed with a font from before Unicode, in the questions as they stand in the tree."""
    if any(question.find("hoithi") is not None for question in questions):
        return  # our own writer, which writes Unicode
    letters = OldLetters()
    letters.learn(texts_in(text))
    if letters.encoding is None and not names_old_font(html.unescape(text)):
        return
    for question in questions:
        _rewrite(question, letters, letters.is_old(_said_in(question)))
    reading.warnings += letters.warnings()


def _said_in(question: Element) -> list[str]:
    whole = "\n".join(said for element in question.iter() if element.tag not in BYTES for said in _strings(element))
    return texts_in(whole)


def _strings(element: Element) -> list[str]:
    return [said for said in (element.text, element.tail) if said]


def _rewrite(element: Element, letters: OldLetters, sure: bool, font: str = "", exact: bool = False) -> None:
    """`font` is what an element around it names; where it is `exact`, "&copy;" is no letter."""
    exact = exact or (element.get("format") or "") in EXACT
    inside = font_in(f"{element.get('style') or ''} face={element.get('face') or ''}") or font
    if element.tag not in BYTES:
        element.text = _in_unicode(element.text, letters, inside, sure, exact)
    for child in element:
        _rewrite(child, letters, sure, inside, exact)
        child.tail = _in_unicode(child.tail, letters, inside, sure, exact)


def _in_unicode(said: str | None, letters: OldLetters, font: str, sure: bool, exact: bool) -> str | None:
    if not said or said.isspace():
        return said
    return letters.rewritten(said, font, sure=sure) if exact else in_unicode_markup(said, letters, font, sure=sure)


def _why_broken(error: ParseError) -> str:
    return f"Tệp XML bị hỏng ở dòng {error.position[0]}. Hãy xuất lại từ Moodle rồi nộp lại."


class _Tree(TreeBuilder):
    """Keeps every question beside its line, and nothing too deep."""

    def __init__(self) -> None:
        super().__init__()
        self.parser: Any = None
        self.depth = 0
        self.questions: list[tuple[Element, int]] = []

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise UnreadableFile("Tệp XML lồng nhau quá sâu nên không được mở.")
        element = super().start(str(tag).rpartition("}")[2], attrs)
        if element.tag == "question" and self.depth <= 2:
            self.questions.append((element, self.parser.CurrentLineNumber))
        return element

    def end(self, tag: Any, /) -> Element:
        self.depth -= 1
        return super().end(str(tag).rpartition("}")[2])
