"""Taps as a phone sends them: one in a form, or several as a list."""

import json
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from quiz.attempts.answering import insist_on_a_tap
from quiz.attempts.keeping import NotAnAnswer

TAPS_MOST = 500
TAPS_LENGTH_MOST = 100_000
VALUES_MOST = 20
"""Values of one answer, and a few for the rest of its form."""


class SentTap(NamedTuple):
    number: int
    turn: int
    tap: int
    values: list[str]


def tap_in(body: bytes, number: int) -> SentTap:
    """From a form with `turn`, `tap` and `given`, which may be there several times or not at all."""
    try:
        form = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=VALUES_MOST + 10)
        tap = SentTap(number, int(form["turn"][0]), int(form["tap"][0]), form.get("given", []))
    except (ValueError, KeyError) as error:
        raise NotAnAnswer from error
    _insist(tap)
    return tap


def taps_in(text: str) -> list[SentTap]:
    """[[number, turn, tap, [values]], …]. Anything else no page of ours sends."""
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAnAnswer from error
    if not isinstance(sent, list) or len(sent) > TAPS_MOST or not all(map(_is_tap, sent)):
        raise NotAnAnswer
    taps = [SentTap(*tap) for tap in sent]
    for tap in taps:
        _insist(tap)
    return taps


def in_order(tap: SentTap) -> tuple[int, int]:
    """In which they were made."""
    return tap.turn, tap.tap


def _is_tap(tap: Any) -> bool:
    return (
        isinstance(tap, list)
        and len(tap) == 4
        and all(type(number) is int for number in tap[:3])
        and isinstance(tap[3], list)
        and all(isinstance(value, str) for value in tap[3])
    )


def _insist(tap: SentTap) -> None:
    insist_on_a_tap(tap.turn, tap.tap)
    if len(tap.values) > VALUES_MOST or not all(map(_is_text, tap.values)):
        raise NotAnAnswer


def _is_text(value: str) -> bool:
    """Halves of letters come in escapes of JSON, and can be neither stored nor shown."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
