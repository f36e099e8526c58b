"""Comma-separated text, as Excel and other sites save it."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from question_bank.draft import Reading
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import COLUMNS_MAX, Cell, Line, clean, read_table

CELL_MAX = 32_767  # as in Excel
SAVE_AS_UTF8 = "Trong Excel, chọn Lưu dưới dạng → “CSV UTF-8”, hoặc lưu thành .xlsx."
# Bytes that old fonts use for the Vietnamese of a header ("Câu hỏi", "Đáp án").
TCVN3 = (b"C\xa9u", b"h\xe1i", b"\xa7\xb8p", b"\xae\xb8p", b"\xb8n")
VNI = (b"Ca\xe2u", b"ho\xfbi", b"\xd1a\xf9p", b"a\xf9n")
MOJIBAKE = re.compile(r"Ã[\x80-\xbf¡-¿]|á[º»][\x80-\xbf¡-¿€‚-™]|Ä[‘\x90\x91ƒ]|Æ°|Ã¢")
LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")


def read(data: bytes) -> Reading:
    reading = Reading("csv")
    if not read_table(lines_of(data, reading), reading):
        raise UnreadableFile("Không thấy hàng tiêu đề: cần cột Câu hỏi, các cột Phương án và cột Đáp án.")
    return reading


def lines_of(data: bytes, reading: Reading) -> Iterator[Line]:
    """The lines of the file, once it is known to be text; what looks odd in it becomes a warning of the reading."""
    text = _decoded(data)
    _insist_not_garbled(text, reading)
    return _lines(text)


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(data, "utf-16")
    if data[:200].count(b"\x00") * 3 > len(data[:200]):
        return _decode(data, "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be")
    _insist_text(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(_why_not_utf8(data)) from None


def _decode(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile("Tệp không phải là văn bản đọc được.") from None
    _insist_text(text.encode())
    return text


def _insist_text(data: bytes) -> None:
    """Several different control characters are no text in any encoding."""
    if len({byte for byte in data if byte < 32} - {0, 9, 10, 11, 12, 13, 26}) > 3:
        raise UnreadableFile("Tệp này không phải là văn bản CSV.")


def _why_not_utf8(data: bytes) -> str:
    if any(sign in data for sign in TCVN3):
        return "Tệp dùng phông cũ TCVN3 (.VnTime). Hãy chuyển sang Unicode bằng UniKey rồi nộp lại."
    if any(sign in data for sign in VNI):
        return "Tệp dùng phông cũ VNI. Hãy chuyển sang Unicode bằng UniKey rồi nộp lại."
    if len(LOST.findall(data.decode("latin-1"))) > 1:
        return f"Chữ tiếng Việt trong tệp đã mất dấu (có “?” giữa chữ) khi lưu. {SAVE_AS_UTF8}"
    return f"Tệp không ở dạng Unicode (UTF-8). {SAVE_AS_UTF8}"


def _insist_not_garbled(text: str, reading: Reading) -> None:
    if len(MOJIBAKE.findall(text)) > 2:
        raise UnreadableFile(f"Chữ tiếng Việt trong tệp bị mã hóa hai lần (“CÃ¢u há»i”). {SAVE_AS_UTF8}")
    words = [word for word in text.split() if "/" not in word and LOST.search(word)]
    if len(words) > 2 or "\ufffd" in text:
        reading.warnings.append(
            "Có “?” hoặc “�” giữa chữ: có thể tệp đã mất dấu tiếng Việt khi lưu. Hãy xem kỹ từng câu."
        )


def _lines(text: str) -> Iterator[Line]:
    hint = re.match(r"\s*sep=(.)\r?\n", text)
    body = text[hint.end() :] if hint else text
    delimiter = hint[1] if hint else _delimiter(body)
    skipped = 1 if hint else 0
    csv.field_size_limit(max(len(text), 1))
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    try:
        for order, row in enumerate(rows, 1 + skipped):
            yield order, [_cell(text) for text in row[:COLUMNS_MAX]]
    except csv.Error:
        raise UnreadableFile("Tệp CSV bị hỏng: có dấu ngoặc kép không đóng.") from None


def _cell(text: str) -> Cell:
    if len(text) > CELL_MAX:
        return Cell(text[:200].strip(), unread=f"ô dài {len(text)} ký tự, nhiều nhất là 32 767")
    return clean(text)


def _delimiter(text: str) -> str:
    """The one that stands most often outside quotes in the first lines."""
    sample = re.sub(r'"[^"]*"', "", text[:20_000])
    lines = [line for line in sample.splitlines() if line.strip()][:20]
    return max(",;\t|", key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines)))
