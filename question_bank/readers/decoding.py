"""Bytes as text, or a sentence that says why not: what the readers of text files have in common."""

import codecs
import re
from collections.abc import Iterator
from itertools import groupby

from question_bank.beside import IN_GIFT
from question_bank.draft import Reading
from question_bank.readers.old_letters import UNICODE, OldLetters
from question_bank.readers.old_markup import in_unicode_markup, names_old_font, texts_in
from question_bank.readers.refusal import UnreadableFile

SAVE_AS_UTF8 = "Trong Excel, chọn Lưu dưới dạng → “CSV UTF-8”, hoặc lưu thành .xlsx."
SAVE_TEXT_AS_UTF8 = "Hãy mở bằng Notepad, chọn Lưu dưới dạng với bảng mã UTF-8 rồi nộp lại."
MOJIBAKE = re.compile(r"Ã[\x80-\xbf¡-¿]|á[º»][\x80-\xbf¡-¿€‚-™]|Ä[‘\x90\x91ƒ]|Æ°|Ã¢")
LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")


def text_of(data: bytes, reading: Reading, *, as_gift: bool = False) -> str:
    """The lines of a text file, each ended by one line feed; what looks odd in it becomes a warning of the reading."""
    text = re.sub(r"\r\n?", "\n", decoded(data, SAVE_TEXT_AS_UTF8)).replace("\ufeff", "")
    lines = in_unicode(text.split("\n"), reading, as_gift=as_gift)
    insist_not_garbled("\n".join(lines), reading, SAVE_TEXT_AS_UTF8)
    return "\n".join(lines)


def in_unicode(texts: list[str], reading: Reading, *, as_gift: bool = False) -> list[str]:
    """Rewritten where they are in an encoding from before Unicode, which becomes a warning of the reading.

    In GIFT there may be HTML; what our own writer wrote is Unicode, whatever it reads like.
    """
    if as_gift and any(map(IN_GIFT.match, texts)):
        return texts
    old = OldLetters()
    old.learn([part for text in texts for part in texts_in(text)] if as_gift else texts)
    if old.encoding is None and not (as_gift and any(map(names_old_font, texts))):
        return texts
    rewritten = []
    for block in _blocks(texts):
        sure = not any(map(UNICODE.search, block)) and old.is_old(block)
        rewritten += [
            in_unicode_markup(text, old, sure=sure) if as_gift else old.rewritten(text, sure=sure) for text in block
        ]
    reading.warnings += old.warnings()
    return rewritten


def _blocks(texts: list[str]) -> Iterator[list[str]]:
    """Parted where a line is blank: what is written together is in one encoding."""
    for _, group in groupby(texts, lambda text: not text.strip()):
        yield list(group)


def decoded(data: bytes, save_as: str = SAVE_AS_UTF8, *, old_too: bool = True) -> str:
    """The text; letters of an old encoding are for `in_unicode` to rewrite, and where that is not done, refused."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(data, "utf-16")
    if data[:200].count(b"\x00") * 3 > len(data[:200]):
        low_first = data[1:200:2].count(b"\x00") > data[:200:2].count(b"\x00")
        return _decode(data, "utf-16-le" if low_first else "utf-16-be")
    _insist_text(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if old_too and (text := _as_letters_of_the_west(data)):
            return text
        raise UnreadableFile(_why_not_utf8(data, save_as)) from None


def _as_letters_of_the_west(data: bytes) -> str:
    """Bytes of an old Vietnamese encoding; "" where they are none: those have lost letters, or may have."""
    letters = zip(data, data.decode("cp1252", "replace"), strict=True)
    text = "".join(chr(byte) if letter == "\ufffd" else letter for byte, letter in letters)
    old = OldLetters()
    old.learn(text.split("\n"))
    return text if old.encoding else ""


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
