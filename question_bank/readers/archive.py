"""What a zip says of itself, looked at before anything in it is unpacked."""

import io
import zipfile
import zlib

from question_bank.readers.refusal import UnreadableFile

ENTRIES_MAX = 2_000
UNPACKED_MAX = 50 * 1024 * 1024
RATIO_MAX = 100
RATIO_MATTERS_FROM = 20 * 1024 * 1024  # a smaller sheet of one word over and over is no attack
# What zipfile raises when it meets an archive that is broken, or packed in a way it does not know.
HARMED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)


def opened(data: bytes, again: str = "Hãy mở lại bằng Excel, lưu rồi nộp lại.") -> zipfile.ZipFile:
    """The archive, once its directory is harmless. Python's zipfile then holds each entry to its declared size."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except HARMED:
        raise UnreadableFile(f"Tệp bị hỏng hoặc chưa tải lên hết. {again}") from None
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES_MAX or unpacked > UNPACKED_MAX or _too_dense(unpacked, len(data)):
        raise UnreadableFile("Tệp nén này bung ra quá lớn nên không được mở.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại.")
    return archive


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | str, harmed: str) -> bytes:
    """What the archive holds there; refused as `harmed` says where it cannot be unpacked."""
    try:
        return archive.read(entry)
    except HARMED:
        raise UnreadableFile(harmed) from None


def _too_dense(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_MATTERS_FROM and unpacked > packed * RATIO_MAX
