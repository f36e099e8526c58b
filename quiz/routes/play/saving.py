"""From a script's taps to what became of them, without a look into the database but for the journal's own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import Request
from sqlmodel import Session

from quiz import clock
from quiz.attempts.answering import normal_given
from quiz.attempts.journal import Journal
from quiz.attempts.keeping import NotAnAnswer, Outcome, Stands, Tap
from quiz.attempts.known_papers import KnownPaper, KnownPapers
from quiz.attempts.predicting import PREDICTION, keep_prediction, typed_again
from quiz.people.sign_in import Door
from quiz.refusals import NotFound, Refusal
from quiz.routes.play.guards import find_sitting
from quiz.routes.play.taps import TAPS_LENGTH_MOST, SentTap
from quiz.web.pages import clock_time
from quiz.web.sign_in_cookie import token_in_cookie
from quiz.web.transactions import Transact

BODY_MAX = 4 * TAPS_LENGTH_MOST
"""What is sent as a form is up to three times as long as what it says."""


async def kept(request: Request, attempt_id: str, read: Callable[[], list[SentTap]]) -> list[Outcome | Refusal]:
    """What became of each, in the order they were sent; each is refused for itself.

    Whatever else is wrong, a stranger is told no more than that there is nothing here for them.
    """
    at = clock.now()
    paper = await _paper(request, attempt_id)
    visit = token_in_cookie(request, Door.DESK if paper.is_preview else Door.PLAY) if paper else None
    if paper is None or visit is None:
        await _insist_theirs(request, attempt_id)
        raise NotFound
    try:
        taps = [sent if sent.number == PREDICTION else _understood(paper, sent, at, visit) for sent in read()]
    except NotAnAnswer:
        await _insist_theirs(request, attempt_id)
        raise
    journal: Journal = request.app.state.journal
    outcomes = await journal.keep([tap for tap in taps if isinstance(tap, Tap)])
    if not outcomes or any(isinstance(outcome, NotFound) for outcome in outcomes):
        await _insist_theirs(request, attempt_id)
    rest = iter(outcomes)
    return [
        await _predicted(request, attempt_id, tap, at)
        if isinstance(tap, SentTap)
        else next(rest)
        if isinstance(tap, Tap)
        else tap
        for tap in taps
    ]


def told(outcome: Outcome | Refusal) -> dict[str, Any]:
    """What stands. Only a kept tap is told when it was saved."""
    if isinstance(outcome, Refusal):
        return {"kept": False, "message": outcome.text, "status": outcome.status}
    answer = outcome.answer
    return {
        "kept": outcome.kept,
        "saved": clock_time(answer.received_at),
        "received": _milliseconds(answer.received_at),
        "given": outcome.values,
        "turn": answer.turn,
        "tap": answer.tap,
    }


def state_after(outcome: Outcome | None) -> dict[str, int]:
    """What a phone wants to know beside. Where nothing was kept or stands, it asks for the rest."""
    now = {"now": _milliseconds(clock.now())}
    if outcome is None:
        return now
    return {**now, "ends": _milliseconds(outcome.ends_at), "last_turn": outcome.last_turn}


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


async def _paper(request: Request, attempt_id: str) -> KnownPaper | None:
    known: KnownPapers = request.app.state.known_papers
    found = known.find(attempt_id)
    if found is not None:
        return found
    read = await Transact(request)(lambda session: known.read(session, attempt_id), writing=False)
    return known.keep(attempt_id, read) if read else None


def _understood(paper: KnownPaper, sent: SentTap, at: datetime, visit: str) -> Tap | Refusal:
    question = paper.question(sent.number)
    if question is None:
        return NotFound()
    try:
        given = normal_given(question.kind, question.content, sent.values)
    except NotAnAnswer as refusal:
        return refusal
    return Tap(
        paper.leg_id, paper.attempt_id, sent.number, question.version_id, question.kind, given, sent.turn, sent.tap,
        at, visit,
    )  # fmt: skip


async def _predicted(request: Request, attempt_id: str, sent: SentTap, at: datetime) -> Outcome | Refusal:
    """Of one tap of a whole sitting: it need not be as fast as answers are."""

    def keep(session: Session) -> Outcome:
        sitting = find_sitting(request, session, attempt_id)
        attempt, rules = sitting.attempt, sitting.round.rules
        found = keep_prediction(session, attempt, rules, "".join(sent.values), sent.turn, sent.tap, at)
        stands = Stands({}, found.turn, found.tap, found.at, found.at, False)
        text = typed_again(found.number, rules)
        return Outcome(stands, found.kept, [text] if text else [], attempt.ends_at, attempt.turn)

    try:
        return await Transact(request)(keep)
    except Refusal as refusal:
        return refusal


async def _insist_theirs(request: Request, attempt_id: str) -> None:
    await Transact(request)(lambda session: find_sitting(request, session, attempt_id), writing=False)
