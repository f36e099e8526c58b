"""Pictures of questions: how large, how many, how they are named and where they stand. Pure.

The bytes are kept by whoever uses the bank, under the SHA-256 of their content: `Keep` and `Read` are all that the bank
asks for. What is kept was written anew by `readers/redrawing.py`, always as WebP.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from question_bank.draft import Draft, Picture
from question_bank.kinds.kind import Content
from question_bank.outcomes import OUTCOMES

SIDE_MAX = 1280  # pixels of the longer side
BYTES_MAX = 200_000
OF_QUESTION_MAX = 10
SUFFIX = ".webp"
ALT_MAX = 500
CARRIED = b"hoTI"
"""The chunk of a PNG that we wrote: the WebP that it was. By its letters it is private, and not to be copied."""
PLACES = re.compile(r"stem|post|explanation|otherwise|when_(?:right|partly|wrong)|choice_\d|feedback_\d{1,2}")
"""The fields of a draft where a picture may stand."""
NOT_SENT = ("explanation", "otherwise", *OUTCOMES, *(f"feedback_{place}" for place in range(100)))
"""Where a picture may tell the key: it goes with the version, and not with what a phone is sent. Feedback goes by the
places of the choices, or of what is typed, in their author's order; "otherwise" is for whoever typed anything else."""

Keep = Callable[[bytes], str]
"""Keeps a picture for good and returns its name."""
Read = Callable[[str], bytes | None]
"""The bytes of the picture of that name, where it is kept."""
Placed = tuple[str | int, Picture]
"""A picture with where it stands: a field other than of a choice, or the choice by its id or its place."""


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def put_away(drafts: Iterable[Draft], keep: Keep | None) -> None:
    """Give the bytes of every picture to the keeper: a draft in the database has their name alone.

    Where nobody keeps them, the pictures go, and each draft says so.
    """
    for draft in drafts:
        waiting = [picture for picture in draft.pictures if picture.data]
        if keep is None:
            for at in dict.fromkeys(picture.at for picture in waiting):
                draft.note(at, "có ảnh không được giữ; hãy xem câu này không có ảnh thì còn đủ nghĩa không.")
            draft.pictures = [picture for picture in draft.pictures if not picture.data]
            continue
        for picture in waiting:
            picture.file, picture.data = keep(picture.bytes), ""


def put_away_in_table(book: dict[str, Any] | None, keep: Keep | None) -> None:
    """The same for pictures over a table (`Book.as_json`), which may wait for somebody to choose its columns."""
    for sheet in book["sheets"] if book else ():
        pictures = sheet.pop("pictures", [])
        for _, _, said in pictures if keep else ():
            if keep and said["data"]:
                said["file"], said["data"] = keep(base64.b64decode(said["data"])), ""
        if keep and pictures:
            sheet["pictures"] = pictures


def bring_back(drafts: Iterable[Draft], read: Read) -> None:
    """Give every picture its bytes again, as writers want them. One that is gone is left out."""
    for draft in drafts:
        for picture in draft.pictures:
            if not picture.data:
                picture.data = base64.b64encode(read(picture.file) or b"").decode()
            picture.name = picture.name or f"{picture.file[:12]}{SUFFIX}"
        draft.pictures = [picture for picture in draft.pictures if picture.data]


def placed(
    draft: Draft, choices: list[str], content: Content, *, spoken_to: bool = False, otherwise: bool = False
) -> list[Placed]:
    """The draft's pictures where this content has room for them; `choices` are the draft's without their letters,
    `spoken_to` where each has feedback, `otherwise` where any other answer has it too.

    Answers that are typed are no choices: a picture beside one would tell the key. One of what is said to it may stand.
    """
    parts = {part["text"]: part["id"] for part in content.get("choices", [])}
    found: list[Placed] = []
    for picture in draft.pictures:
        at = _place(picture.at, draft, choices, parts)
        has_room = otherwise if at == "otherwise" else spoken_to or not picture.at.startswith("feedback_")
        if at is not None and has_room:
            found.append((at, picture))
    return found


def _place(at: str, draft: Draft, choices: list[str], parts: dict[str, Any]) -> str | int | None:
    name, _, place = at.partition("_")
    if name == "feedback" and (not place.isdecimal() or int(place) >= len(choices)):
        return None
    if at in ("stem", "post", *NOT_SENT):
        return at
    number = at.removeprefix("choice_")
    if number == at or not number.isdecimal():
        return None
    texts = [each[int(number)] for each in (choices, draft.choices) if int(number) < len(each)]
    return next((parts[text] for text in texts if text in parts), None)


def lost_among(pictures: list[Picture], found: list[Placed]) -> list[Picture]:
    kept = [id(picture) for _, picture in found]
    return [picture for picture in pictures if id(picture) not in kept]


def at_fields(pictures: list[Picture], found: list[Placed]) -> list[Picture]:
    """The pictures of a draft, each where its kind shows what it stands at; those without room stay."""
    here = [replace(each, at=f"choice_{at}" if isinstance(at, int) else at) for at, each in found]
    return here + lost_among(pictures, found)


def turned(pictures: list[Picture]) -> list[Picture]:
    """Those of the two choices of a statement, and of what is said to them, where the two change places."""
    other = {f"{name}_{place}": f"{name}_{1 - place}" for name in ("choice", "feedback") for place in (0, 1)}
    return [replace(picture, at=other.get(picture.at, picture.at)) for picture in pictures]


def as_content(pictures: Iterable[Placed]) -> Content:
    """What of them may be sent to a phone, beside stem and choices."""
    sent = [_told(str(at), picture) for at, picture in pictures if at not in NOT_SENT]
    return {"pictures": sent} if sent else {}


def _told(at: str, picture: Picture) -> dict[str, Any]:
    size = {"width": picture.width, "height": picture.height}
    return {"at": at, "file": picture.file, "alt": picture.alt} | size


def field_of(at: str, content: Content, choices: list[str]) -> str:
    """The field of a draft with these choices where a picture stands that a version has there."""
    texts = {part["id"]: part["text"] for part in content.get("choices", [])}
    return f"choice_{choices.index(texts[at])}" if at in texts else at


def identity(picture: Picture) -> str:
    """By which two pictures are the same one, wherever their bytes are."""
    return picture.file or (name_of(picture.bytes) if picture.data else "")


def is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return False


def media_type(data: bytes) -> str:
    """By its first bytes: what we keep is WebP, what has just come in may be anything."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    signs = {b"\x89PN": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF": "image/gif", b"BM": "image/bmp"}
    return next((type for sign, type in signs.items() if data.startswith(sign)), "image/png")


def carried_in(data: bytes) -> bytes | None:
    """What a PNG of ours was before Word or Excel had to take it. Nobody has compared the two yet."""
    at = 8
    while data.startswith(b"\x89PNG\r\n\x1a\n") and at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == CARRIED and 0 < length <= BYTES_MAX:
            return data[at + 8 : at + 8 + length]
        at += length + 12
    return None


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height of one of our own WebP files: lossy as photographs are, or lossless as drawings."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    if data[12:16] == b"VP8 ":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    if data[12:16] == b"VP8L":
        packed = int.from_bytes(data[21:25], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    return None
