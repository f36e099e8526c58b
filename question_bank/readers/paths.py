"""Addresses inside a package. What points out of it leads nowhere. Pure."""

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

from question_bank.text import nfc

UTF8_NAME = 0x800  # the flag of a zip entry whose name is written in UTF-8
# Canvas writes the folder of a course's files as a sign.
BASES = ("$IMS-CC-FILEBASE$", "$IMS_CC_FILEBASE$")
UPLOADS = ("", "web_resources", "Uploaded Media")


def spellings(entry: zipfile.ZipInfo) -> Iterator[str]:
    """How a manifest may write this name: many tools write UTF-8 without saying so."""
    name = entry.filename.replace("\\", "/")
    if not entry.flag_bits & UTF8_NAME and not name.isascii():
        with suppress(UnicodeError):
            yield nfc(normpath(name.encode("cp437").decode("utf-8")))
    yield nfc(normpath(name))


def is_outside(name: str) -> bool:
    path = normpath(name.replace("\\", "/"))
    return path.startswith(("/", "../")) or path == ".." or path[1:2] == ":"


def inside(folder: str, address: str) -> str | None:
    """The path that an address means, seen from a folder; None where it leaves the package."""
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path:
        return None
    path = normpath(join(folder, unquote(parts.path)))
    return None if is_outside(path) else path


def on_the_way_to(address: str, folder: str) -> list[str]:
    """Where a file may be that an item in this folder shows, the likeliest place first."""
    said = unquote(address)
    base = next((base for base in BASES if said.startswith(base)), None)
    rest = address if base is None else said.removeprefix(base).lstrip("/")
    folders = [folder, ""] if base is None else UPLOADS
    paths = [inside(place, rest) for place in folders]
    return [path for path in dict.fromkeys(paths) if path is not None]
