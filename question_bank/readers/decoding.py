"""Bytes as text, or a sentence that says why not: what the readers of text files have in common."""

import codecs
import re

from question_bank.draft import Reading
from question_bank.readers.refusal import UnreadableFile

SAVE_AS_UTF8 = "Trong Excel, chọn Lưu dưới dạng → “CSV UTF-8”, hoặc lưu thành .xlsx."
SAVE_TEXT_AS_UTF8 = "Hãy mở bằng Notepad, chọn Lưu dưới dạng với bảng mã UTF-8 rồi nộp lại."
# Bytes that old fonts use for the Vietnamese of a header ("Câu hỏi", "Đáp án").
TCVN3 = (b"C\xa9u", b"h\xe1i", b"\xa7\xb8p", b"\xae\xb8p", b"\xb8n")
VNI = (b"Ca\xe2u", b"ho\xfbi", b"\xd1a\xf9p", b"a\xf9n")
MOJIBAKE = re.compile(r"Ã[\x80-\xbf¡-¿]|á[º»][\x80-\xbf¡-¿€‚-™]|Ä[‘\x90\x91ƒ]|Æ°|Ã¢")
LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")


def text_of(data: bytes, reading: Reading) -> str:
    """The lines of a text file, each ended by one line feed; what looks odd in it becomes a warning of the reading."""
    text = decoded(data, SAVE_TEXT_AS_UTF8)
    insist_not_garbled(text, reading, SAVE_TEXT_AS_UTF8)
    return re.sub(r"\r\n?", "\n", text).replace("\ufeff", "")


def decoded(data: bytes, save_as: str = SAVE_AS_UTF8) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(data, "utf-16")
    if data[:200].count(b"\x00") * 3 > len(data[:200]):
        low_first = data[1:200:2].count(b"\x00") > data[:200:2].count(b"\x00")
        return _decode(data, "utf-16-le" if low_first else "utf-16-be")
    _insist_text(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(_why_not_utf8(data, save_as)) from None


def _decode(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile("Tệp không phải là văn bản đọc được.") from None
    _insist_text(text.encode("utf-8", "replace"))
    return text


def _insist_text(data: bytes) -> None:
    """Several different control characters are no text in any encoding."""
    if len({byte for byte in set(data) if byte < 32} - {0, 9, 10, 11, 12, 13, 26}) > 3:
        raise UnreadableFile("Tệp này không phải là văn bản.")


def _why_not_utf8(data: bytes, save_as: str) -> str:
    if any(sign in data for sign in TCVN3):
        return "Tệp dùng phông cũ TCVN3 (.VnTime). Hãy chuyển sang Unicode bằng UniKey rồi nộp lại."
    if any(sign in data for sign in VNI):
        return "Tệp dùng phông cũ VNI. Hãy chuyển sang Unicode bằng UniKey rồi nộp lại."
    if len(LOST.findall(data.decode("latin-1"))) > 1:
        return f"Chữ tiếng Việt trong tệp đã mất dấu (có “?” giữa chữ) khi lưu. {save_as}"
    return f"Tệp không ở dạng Unicode (UTF-8). {save_as}"


def insist_not_garbled(text: str, reading: Reading, save_as: str = SAVE_AS_UTF8) -> None:
    if len(MOJIBAKE.findall(text)) > 2:
        raise UnreadableFile(f"Chữ tiếng Việt trong tệp bị mã hóa hai lần (“CÃ¢u há»i”). {save_as}")
    words = [word for word in text.split() if "/" not in word and LOST.search(word)]
    if len(words) > 2 or "\ufffd" in text:
        reading.warnings.append(
            "Có “?” hoặc “�” giữa chữ: có thể tệp đã mất dấu tiếng Việt khi lưu. Hãy xem kỹ từng câu."
        )
