"""The record of a published board: everything it rests on in one canonical JSON, whose SHA-256 is its digest. Pure.

The JSON file that anybody may keep is these bytes, so `sha256sum` checks it. Entries and questions are pseudonymous in
it, each revision with a salt of its own; the keys stay sealed: their digests are salted too, and the seal's own digest
is in the record, so that keys which are shown later can be held against it.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

FORMAT = "hoi-thi/result/%d"
NEWEST = 3
"""The format of what is published now, kept with its rules as "record". In 2 a division still had the number that the
database knows it by; the digest of what was published so is of that."""


def canonical(told: Any) -> bytes:
    """One way to write it: keys in order, no spaces, UTF-8."""
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def pseudonym(salt: str, sort: str, id: object) -> str:
    """The same for the same salt, and nothing that leads back without it."""
    return salted(salt, f"{sort}:{id}")[:16]


def salted(salt: str, text: str) -> str:
    return hmac.new(bytes.fromhex(salt), text.encode(), hashlib.sha256).hexdigest()


def record_of(
    about: Mapping[str, Any], content: Mapping[str, Any], rules: Mapping[str, Any], sheets: Mapping[str, Any],
    sealed: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """`about`: number, revision, state, note, moment. `sealed`: see evidence.py; only its digest goes in."""
    salt, written = sealed["salt"], rules.get("record", 2)

    def entry(id: int) -> str:
        return pseudonym(salt, "entry", id)

    def question(id: int) -> str:
        return pseudonym(salt, "question", id)

    board = {name: value for name, value in content.items() if name != "standings"}
    return {
        "format": FORMAT % written, **about,
        "board": board | _unit_rankings(content, salt) | {
            "standings": [_line(line, entry) for line in content["standings"]],
            **({"beside": [_guest(one, entry, salt) for one in content["beside"]]} if "beside" in content else {}),
            "divisions": [
                _division(each, salt, written) | {"entries": [entry(id) for id in each["entries"]]}
                for each in content.get("divisions", [])
            ],
        },
        "rules": {name: value for name, value in rules.items() if name not in ("corrections", "ties", "record")},
        "ties": [_tie(tie, entry) for tie in rules.get("ties", [])],
        "corrections": [
            {"seq": each["seq"], "question": question(each["version"]), "what": each["what"]}
            for each in rules.get("corrections", [])
        ],
        **sheets, "sealed": sha256(canonical(sealed)),
    }  # fmt: skip


def _division(kept: Mapping[str, Any], salt: str, written: int) -> dict[str, Any]:
    if written < NEWEST:
        return dict(kept)
    return {("division" if name == "id" else name): (pseudonym(salt, "division", value) if name == "id" else value)
            for name, value in kept.items()}  # fmt: skip


def _unit_rankings(content: Mapping[str, Any], salt: str) -> dict[str, Any]:
    """With units as pseudonyms beside their names; what was kept before there were any has none."""

    def veiled(row: list[Any]) -> list[Any]:
        return [row[0], pseudonym(salt, "unit", row[1]), *row[2:]]

    if "unit_rankings" not in content:
        return {}
    return {
        "unit_rankings": [
            table | {
                "groups": [[name, [veiled(row) for row in rows]] for name, rows in table["groups"]],
                "unranked": [veiled(row) for row in table["unranked"]],
            }
            for table in content["unit_rankings"]
        ]
    }  # fmt: skip


def _line(line: Mapping[str, Any], entry: Callable[[int], str]) -> dict[str, Any]:
    return {("entry" if name == "entry_id" else name): (entry(value) if name == "entry_id" else value)
            for name, value in line.items()}  # fmt: skip


def _guest(one: Mapping[str, Any], entry: Callable[[int], str], salt: str) -> dict[str, Any]:
    """Somebody without a place, of a division."""
    told = {name: value for name, value in one.items() if name != "division_id"}
    return _line(told, entry) | {"division": pseudonym(salt, "division", one["division_id"])}


def _tie(tie: Mapping[str, Any], entry: Callable[[int], str]) -> dict[str, Any]:
    return {name: value for name, value in tie.items() if name != "reason"} | {
        "entries": [entry(id) for id in tie["entries"]]
    }
