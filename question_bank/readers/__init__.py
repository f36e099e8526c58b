"""File formats we can read, one file each. A reader turns bytes into drafts and judges nothing.

Whatever people upload is read by `read_safely`, in a child process that may use little memory and little time.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import PurePath
from typing import Any

from question_bank.draft import Reading
from question_bank.pictures import Keep, put_away, put_away_in_table
from question_bank.readers.recognising import WHY_NOT
from question_bank.readers.refusal import UnknownColumns, UnreadableFile
from question_bank.readers.table_header import Chosen

__all__ = [
    "SUFFIXES", "UnknownColumns", "UnreadableFile", "count_chosen_safely", "preview_pasted_safely",
    "read_chosen_safely", "read_pasted_safely", "read_picture_safely", "read_safely", "read_sheets_safely",
]  # fmt: skip

BYTES_MAX = 10 * 1024 * 1024
SECONDS_MAX = 90  # of the wall clock, on a busy machine; the child stops itself sooner, by the clock of its own work
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SUFFIXES = (".xlsx", ".csv", ".yaml", ".yml", ".json", ".gift", ".aiken", ".txt", ".xml", ".zip", ".docx")
SAVE_AS = "Hãy mở bằng Excel và chọn Lưu dưới dạng .xlsx"
SAVE_AS_WORD = "Hãy mở bằng Word và chọn Lưu dưới dạng .docx"
TRY_AGAIN = "Hãy chia nhỏ tệp, hoặc xuất lại từ nơi đã tạo ra nó"
NOTHING_PASTED = "Chưa thấy câu hỏi nào. Mỗi câu bắt đầu bằng “Câu 1.” hoặc “1.”, phương án bằng “A.”, “B.”."
OLD_WORD = {".doc", ".docm", ".dotm", ".dot", ".rtf", ".odt"}


def read_safely(data: bytes, filename: str, keep: Keep | None = None) -> Reading:
    """What the file brings, or an UnreadableFile that says why not. The file is parsed in a process of its own.

    `keep` is given every picture, written anew; without it, pictures are left out and said.
    """
    try:
        answer = _read_in_child(data, insist_readable(data, filename, SUFFIXES), "drafts")
    except UnknownColumns as unknown:
        put_away_in_table(unknown.book, keep)
        raise
    reading = Reading.from_json(answer)
    if not reading.drafts:
        raise UnreadableFile("Tệp không có câu hỏi nào.")
    put_away(reading.drafts, keep)
    put_away_in_table(reading.book, keep)
    return reading


def read_sheets_safely(data: bytes, filename: str) -> dict[str, Any]:
    """The cells of a table that holds something other than questions, read under the same limits: `sheets.read`."""
    return _read_in_child(data, insist_readable(data, filename, (".xlsx", ".csv")), "sheets")


def read_pasted_safely(text: str, keep: Keep | None = None) -> Reading:
    """What text brings that was pasted into a form: read as a .txt file is. GIFT may hold pictures."""
    answer = _read_in_child(text.encode("utf-8", "replace"), ".txt", "drafts")
    reading = Reading.from_json(answer)
    if not reading.drafts:
        raise UnreadableFile(NOTHING_PASTED)
    put_away(reading.drafts, keep)
    return reading


def preview_pasted_safely(text: str, topics: Mapping[str, str]) -> dict[str, Any]:
    """{"questions", "ready", "shown": the first of them, as `child` tells them, "warnings"}, beside these topics."""
    return _read_in_child(json.dumps({"text": text, "topics": dict(topics)}).encode(), "", "preview")


def read_chosen_safely(book: dict[str, Any], chosen: Chosen) -> Reading:
    """What a table brings whose columns somebody chose. `book` is what `UnknownColumns` or a reading brought."""
    reading = Reading.from_json(_read_in_child(_asked(book, chosen), "", "chosen"))
    if not reading.drafts:
        raise UnreadableFile("Không thấy câu hỏi nào ở các cột đã chọn.")
    return reading


def count_chosen_safely(book: dict[str, Any], chosen: Chosen, topics: Mapping[str, str]) -> dict[str, Any]:
    """{"questions", "ready", "told": the first problems}: how such a reading would fare beside these topics."""
    return _read_in_child(_asked(book, chosen, topics), "", "count")


def _asked(book: dict[str, Any], chosen: Chosen, topics: Mapping[str, str] | None = None) -> bytes:
    return json.dumps({"book": book, "chosen": chosen.as_json(), "topics": dict(topics or {})}).encode()


def read_picture_safely(data: bytes) -> tuple[bytes, bool]:
    """A picture that somebody chose in a form, written anew under the same limits; and was it animated?"""
    if len(data) > BYTES_MAX:
        raise UnreadableFile("Ảnh lớn hơn 10 MB. Hãy thu nhỏ rồi chọn lại.")
    if not data:
        raise UnreadableFile("Tệp ảnh rỗng.")
    try:
        answer = _read_in_child(data, "", "picture")
    except _Broken:
        raise UnreadableFile("Ảnh này bị hỏng hoặc quá lớn nên không mở được. Hãy thu nhỏ rồi chọn lại.") from None
    return base64.b64decode(answer["data"]), answer["moves"]


class _Broken(UnreadableFile):
    """The child did not come to an end."""


def _read_in_child(data: bytes, suffix: str, wanted: str) -> dict[str, Any]:
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-m", "question_bank.readers.child", suffix, wanted],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _Broken("Tệp quá phức tạp nên không đọc được. Hãy chia nhỏ tệp.") from None
    if child.returncode != 0:
        again = {".xlsx": SAVE_AS, ".csv": SAVE_AS, ".docx": SAVE_AS_WORD}.get(suffix, TRY_AGAIN)
        raise _Broken(f"Tệp bị hỏng hoặc quá phức tạp nên không đọc được. {again} rồi nộp lại.")
    answer: dict[str, Any] = json.loads(child.stdout)
    if "refused" in answer:
        if "book" in answer:
            raise UnknownColumns(answer["refused"], answer["book"])
        raise UnreadableFile(answer["refused"])
    return answer


def insist_readable(data: bytes, filename: str, suffixes: tuple[str, ...]) -> str:
    """The suffix, once name and first bytes agree on a format that we read."""
    suffix = PurePath(filename).suffix.lower()
    if len(data) > BYTES_MAX:
        raise UnreadableFile("Tệp lớn hơn 10 MB. Hãy chia thành nhiều tệp nhỏ hơn.")
    if not data.strip():
        raise UnreadableFile("Tệp rỗng.")
    if suffix in (".xlsm", ".xltm", ".xlsb"):
        raise UnreadableFile(f"Tệp {suffix} có thể chứa macro nên không được mở. {SAVE_AS}.")
    if suffix in OLD_WORD or suffix == ".docx":
        _insist_word(data, suffix)
    if data.startswith(OLE):
        raise UnreadableFile(_why_not_ole(data))
    if suffix == ".xls":
        raise UnreadableFile(f"Tệp .xls không phải là sổ tính .xlsx. {SAVE_AS}.")
    if suffix in WHY_NOT:
        raise UnreadableFile(WHY_NOT[suffix])
    if suffix not in suffixes:
        raise UnreadableFile(
            f"Chưa đọc được tệp “{suffix or filename}”. Hãy dùng .docx, .xlsx hoặc .csv (có mẫu để tải về)."
        )
    if suffix == ".xlsx" and not data.startswith(b"PK"):
        raise UnreadableFile(f"Tệp mang tên .xlsx nhưng không phải là sổ tính Excel. {SAVE_AS}.")
    if suffix == ".zip" and not data.startswith(b"PK"):
        raise UnreadableFile("Tệp mang tên .zip nhưng không phải là tệp nén. Hãy xuất lại gói câu hỏi từ hệ thống cũ.")
    if suffix not in (".xlsx", ".zip", ".docx") and data.startswith(b"PK\x03\x04"):
        raise UnreadableFile(f"Tệp mang tên {suffix} nhưng không phải là văn bản.")
    return suffix


def _insist_word(data: bytes, suffix: str) -> None:
    """What else people call a Word file, named by what it is."""
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile(f"Tệp là văn bản RTF, không phải .docx. {SAVE_AS_WORD} rồi nộp lại.")
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableFile("Tệp có mật khẩu. Hãy bỏ mật khẩu trong Word, lưu dưới dạng .docx rồi nộp lại.")
    if suffix in (".docm", ".dotm"):
        raise UnreadableFile(f"Tệp {suffix} có thể chứa macro nên không được mở. {SAVE_AS_WORD}.")
    if data.startswith(OLE):
        raise UnreadableFile(f"Tệp là dạng Word cũ (.doc) hoặc có mật khẩu. {SAVE_AS_WORD} không có mật khẩu.")
    if suffix != ".docx":
        raise UnreadableFile(f"Tệp {suffix} không phải là văn bản Word .docx. {SAVE_AS_WORD}.")
    if not data.startswith(b"PK"):
        raise UnreadableFile(
            f"Tệp mang tên .docx nhưng không phải là văn bản Word. {SAVE_AS_WORD}, hoặc dán thẳng chữ vào."
        )


def _why_not_ole(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "Tệp có mật khẩu. Hãy bỏ mật khẩu trong Excel, lưu dưới dạng .xlsx rồi nộp lại."
    return f"Tệp là dạng Excel cũ (.xls) hoặc có mật khẩu. {SAVE_AS} không có mật khẩu."


READERS = {
    ".xlsx": "xlsx.read", ".csv": "csv.read", ".json": "yaml.read_json", ".yaml": "yaml.read", ".yml": "yaml.read",
    ".gift": "gift.read", ".aiken": "aiken.read", ".txt": "recognising.read_txt", ".xml": "recognising.read_xml",
    ".zip": "package.read", ".docx": "word.read",
}  # fmt: skip


def reader_for(suffix: str) -> Callable[[bytes], Reading]:
    """Imported when wanted: the site itself never parses an upload, and a child only what it must."""
    module, name = READERS[suffix].split(".")
    read: Callable[[bytes], Reading] = getattr(import_module(f"question_bank.readers.{module}"), name)
    return read
