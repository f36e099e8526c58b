"""What a page of ours noticed while somebody worked, told by its script, several at once."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from quiz import clock
from quiz.attempts.noticing import FROM_PHONES, MomentKind, Told, note_moments
from quiz.routes.play.guards import OwnSitting
from quiz.web.pages import as_json
from quiz.web.transactions import Database

router = APIRouter(prefix="/play/attempts/{attempt_id}")
AT_ONCE = 40
LARGEST = 2**31 - 1


@router.post("/moments")
def note(sitting: OwnSitting, database: Database, moments: Annotated[str, Form(max_length=5_000)] = "[]") -> Response:
    """Of an attempt that counts. What no page of ours would send is passed over: nobody waits for it."""
    if sitting.entry is not None:
        note_moments(database, sitting.attempt, _said(moments), clock.now())
    return as_json({})


def _said(text: str) -> list[Told]:
    """[[kind, number told, turn, milliseconds ago, question or null], …]"""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(said, list):
        return []
    return [Told(MomentKind(each[0]), *each[1:]) for each in said[:AT_ONCE] if _is_moment(each)]


def _is_moment(said: Any) -> bool:
    if not isinstance(said, list) or len(said) != 5 or said[0] not in FROM_PHONES:
        return False
    *numbers, question = said[1:]
    return all(_is_number(each) for each in numbers) and (question is None or _is_number(question))


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST
