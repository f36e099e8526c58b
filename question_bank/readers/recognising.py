"""Which format a file is in, where its name leaves that open: .txt and .xml."""

import re
from collections.abc import Callable

from question_bank.draft import Reading
from question_bank.readers.decoding import text_of
from question_bank.readers.refusal import UnreadableFile

ENOUGH = 2_000_000  # characters from the beginning tell what a file is
# "{=", "{~", "{#", "{T}", "$CATEGORY:", "::name::": none of them stands in a text by chance.
GIFT = re.compile(
    r"(?<!\\)\{\s{0,100}(?:[=~#]|(?:T|F|TRUE|FALSE)\s{0,100}[}#])|^[ \t]*\$CATEGORY:|^[ \t]*::[^\n:{}]{1,300}::",
    re.M | re.I,
)
# So may an essay of GIFT end, or a question whose first brace was forgotten; and sets, and programs.
MAYBE_GIFT = re.compile(r"(?:\{\s{0,100}|[=~][^{}=~\n]{1,300})\}[ \t]*$", re.M)
CLOZE = re.compile(r"\{[0-9]{0,3}:[A-Z_]{2,30}:")
AIKEN_ANSWER = re.compile(r"^[ \t]*ANSWER\s?:", re.M)
AIKEN_CHOICE = re.compile(r"^[ \t]*[A-Z][.)]", re.M)
PAPER = re.compile(
    r"^[ \t*#]{0,9}C[âÂ][uU]\s{1,3}(?:hỏi\s)?\d{1,3}\s?[.:/)(]", re.M
)  # of people: "Câu 1." with "ANSWER: B" below
BEFORE_ROOT = re.compile(r"\s+|<\?[^>]{0,2000}\?>|<!--.*?-->|<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,50000}\]\s*)?>", re.S)
ROOT = re.compile(r"<(?:[\w.-]{1,100}:)?([A-Za-z_][\w.-]{0,100})")
QUIZ, BLACKBOARD = {"quiz", "question"}, {"POOL"}
TO_MOODLE = "Hãy xuất câu hỏi từ hệ thống cũ dưới dạng Moodle XML, GIFT hoặc QTI."
WHY_NOT = {
    ".dat": f"Tệp .dat của Blackboard chưa đọc được. {TO_MOODLE}",
    ".mbz": "Tệp .mbz là bản sao lưu cả khóa học Moodle. Hãy vào Ngân hàng câu hỏi → Xuất, chọn Moodle XML.",
}


def read_txt(data: bytes) -> Reading:
    return _reader_of_text(text_of(data, Reading("txt"))[:ENOUGH])(data)


def read_xml(data: bytes) -> Reading:
    from question_bank.readers import moodle_xml, qti

    text = moodle_xml.xml_text(data)
    root = root_of(text)
    if root in QUIZ:
        return moodle_xml.read_text(text)
    if qti.is_root(root):
        return qti.read(data)
    if root in BLACKBOARD:
        raise UnreadableFile(f"Tệp là bộ câu hỏi của Blackboard, chưa đọc được. {TO_MOODLE}")
    named = f" (phần tử gốc là <{root}>)" if root else ""
    raise UnreadableFile(f"Tệp XML này{named} không phải là câu hỏi Moodle hay QTI. {TO_MOODLE}")


def _reader_of_text(text: str) -> Callable[[bytes], Reading]:
    from question_bank.readers import aiken, gift
    from question_bank.readers.text import read as read_paper

    if CLOZE.search(text) and not re.search(r"^\s*::", text, re.M):
        raise UnreadableFile("Tệp là câu hỏi Cloze của Moodle (nhiều chỗ trống trong một đoạn): chưa có loại câu này.")
    readers = {"aiken": aiken.read, "gift": gift.read}
    format = format_of(text)
    if format == "aiken" and PAPER.search(text):
        return read_paper
    return readers.get(format, read_paper)


def format_of(text: str) -> str:
    """ "gift", "aiken", or "text" for whatever else people write."""
    answers = len(AIKEN_ANSWER.findall(text)) if AIKEN_CHOICE.search(text) else 0
    if answers and answers >= sum(1 for _ in GIFT.finditer(text)):
        return "aiken"
    if GIFT.search(text) or (MAYBE_GIFT.search(text) and not AIKEN_CHOICE.search(text)):
        return "gift"
    return "text"


def root_of(text: str) -> str:
    """The name of the first element, without its namespace; "" where there is none."""
    at = 0
    while before := BEFORE_ROOT.match(text, at):
        at = before.end()
    root = ROOT.match(text, at)
    return root[1] if root else ""
