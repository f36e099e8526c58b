"""Answers in one cell of a sheet: "Hà Nội; Ha Noi [0.5 điểm]", and pairs: "VNeID = định danh". Pure; linear in time."""

import re
from typing import NamedTuple

# What separates answers, or stands around one, is written in quotes, as CSV does: "a;b"; "nói ""có"" [1 điểm]".
ITEM = re.compile(r'\s*(?:"(?P<quoted>(?:[^"]|"")*)"(?P<after>[^;|\n"]*)|(?P<bare>[^;|\n]*))(?:[;|\n]|\Z)')
WORTH = re.compile(r"\[([^\s\[\]]{1,20}) điểm\]")
SIGN = re.compile(r"=>|->|[=→⇒]")
SPACED_SIGN = re.compile(r"\s(?:=>|->|[=→⇒])(?=\s)")
QUOTED_PAIR = re.compile(r'"((?:[^"]|"")*)"\s*(?:=>|->|[=→⇒])\s*"((?:[^"]|"")*)"')


class Item(NamedTuple):
    text: str
    worth: str  # share of the points; "" where nothing is said of it


def items_in(cell: str) -> list[Item]:
    """Answers between semicolons, bars or line ends, those left blank aside."""
    found = [_item(match) for match in ITEM.finditer(cell)]
    return [item for item in found if item.text]


def item_text(text: str, worth: str) -> str:
    """As `items_in` reads it."""
    said = text if _is_plain(text) else _quoted(text)
    return f"{said} [{worth} điểm]" if worth else said


def pair_in(cell: str) -> list[str] | None:
    """The two sides of "left = right", one of which may be blank; None where it is not clear which sign parts them."""
    said = cell.strip()
    if quoted := QUOTED_PAIR.fullmatch(said):
        return [_unquoted(quoted[1]), _unquoted(quoted[2])]
    found = list(SPACED_SIGN.finditer(said)) or list(SIGN.finditer(said))
    if len(found) != 1:
        return None
    return [said[: found[0].start()].strip(), said[found[0].end() :].strip()]


def pair_text(left: str, right: str) -> str:
    """As `pair_in` reads it."""
    said = f"{left} = {right}".strip()
    return said if pair_in(said) == [left, right] else f"{_quoted(left)} = {_quoted(right)}"


def _item(match: re.Match[str]) -> Item:
    if match["quoted"] is not None:
        worth = WORTH.fullmatch(match["after"].strip())
        if worth or not match["after"].strip():
            return Item(_unquoted(match["quoted"]), worth[1] if worth else "")
    said = match["bare"] if match["bare"] is not None else match[0].rstrip(";|\n")
    worth = re.search(rf"(?:^|\s){WORTH.pattern}\s*$", said)
    return Item((said[: worth.start()] if worth else said).strip(), worth[1] if worth else "")


def _is_plain(text: str) -> bool:
    (item, *more) = items_in(text) or [Item("", "")]
    return not more and item == Item(text, "") and not text.startswith('"') and not re.search(r"[;|\n]", text)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _unquoted(text: str) -> str:
    return text.replace('""', '"').strip()
