"""Freeze a live board for the public, and lift that: decisions with a reason. Those who run the leg see on, live."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, update

from quiz.attempts.deadline import LegState
from quiz.attempts.timekeeping import state_of
from quiz.contests.contest import Contest
from quiz.contests.releasing import Source, source_of
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider, decide, lock_ledger
from quiz.news import tell_after_commit
from quiz.refusals import N_, Refusal
from quiz.standings.comparing import compare_all, needs_comparing
from quiz.standings.counting import count_missing
from quiz.standings.counting_ahead import Ahead, insist_still, unchanged
from quiz.standings.freeze import BoardFreeze, FreezeHead, freeze_of
from quiz.standings.keeping import rules_kept
from quiz.standings.kept_board import KeptBoard, board_in, content_of
from quiz.standings.publishing import situation_of
from quiz.written import reason_written

FREEZE, THAW = "freeze_board", "thaw_board"
"""Ledger, on ("leg", id). Body: {"digest"} of what was frozen, with {"frozen_at"} where that was planned; {"frozen_at"}
of what was lifted."""
KEPT = 16
_read: dict[str, KeptBoard] = {}


class NothingToFreeze(Refusal):
    message = N_("Không có bảng trực tiếp nào đang hiện để đóng băng.")
    hint = N_("Chỉ đóng băng được bảng trực tiếp, từ khi đợt thi mở đến khi công bố kết quả.")


class AlreadyFrozen(Refusal):
    message = N_("Bảng này đã đóng băng rồi.")


class NotFrozen(Refusal):
    message = N_("Bảng này không còn đóng băng.")


def may_freeze(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> bool:
    """While the public sees a live board, from the opening on."""
    if state_of(session, contest, round, leg, at) not in (LegState.OPEN, LegState.CLOSED):
        return False
    return source_of(round.rules, situation_of(session, contest, round, leg, at)) == Source.LIVE


@dataclass(frozen=True)
class Ready:
    """A board as it stood at a moment, not frozen yet."""

    made: BoardFreeze
    ahead: Ahead


def freeze(
    session: Session, contest: Contest, round: Round, leg: Leg, *, reason: str, by: Decider, ready: Ready | None = None
) -> BoardFreeze:
    """From now on the public sees the board as it stands, whatever is handed in or decided, until it is published.

    `ready`: as it stood when that was asked for. Who handed in since is not on it; a decision since has it made anew.
    """
    reason = reason_written(reason)
    lock_ledger(session, contest.id)
    if ready is not None:
        insist_still(session, round, ready.ahead)
        by = replace(by, at=ready.made.frozen_at)
    _insist_live(session, contest, round, leg, by.at)
    if ready is None:
        count_missing(session, leg)
        if needs_comparing(round.rules):
            compare_all(session, round, leg)
    made = ready.made if ready is not None else made_freeze(session, contest, round, leg, by)
    session.add(made)
    session.flush()
    _record(session, contest, leg, FREEZE, {"digest": made.digest}, reason, by)
    return made


def freeze_ahead(
    session: Session, contest: Contest, round: Round, leg: Leg, *, reason: str, by: Decider
) -> Ready | None:
    """All of the work, while nobody waits. None: something is yet to be counted or compared."""
    reason_written(reason)
    _insist_live(session, contest, round, leg, by.at)
    ahead = unchanged(session, round, leg)
    return Ready(made_freeze(session, contest, round, leg, by), ahead) if ahead else None


def _insist_live(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> None:
    if freeze_of(session, leg) is not None:
        raise AlreadyFrozen
    if not may_freeze(session, contest, round, leg, at):
        raise NothingToFreeze


def made_freeze(session: Session, contest: Contest, round: Round, leg: Leg, by: Decider) -> BoardFreeze:
    """The board as it stands, not kept yet."""
    content, rules = content_of(session, round, leg, by.at), rules_kept(session, contest, round, leg)
    return BoardFreeze(
        leg_id=leg.id or 0, content=content, rules=rules, digest=digest_of_frozen(content, rules, by.at),
        frozen_by=by.person_id, frozen_at=by.at,
    )  # fmt: skip


def record_freeze(session: Session, contest: Contest, leg: Leg, made: BoardFreeze, reason: str, by: Decider) -> None:
    """Of one that was planned: made a little later than the moment whose board it is."""
    body = {"digest": made.digest, "frozen_at": made.frozen_at.isoformat()}
    _record(session, contest, leg, FREEZE, body, reason, by)


def thaw(session: Session, contest: Contest, leg: Leg, *, reason: str, by: Decider) -> None:
    """The public sees the board live again, with all that came meanwhile."""
    reason = reason_written(reason)
    lock_ledger(session, contest.id)
    held = freeze_of(session, leg)
    if held is None:
        raise NotFrozen
    session.execute(update(BoardFreeze).where(col(BoardFreeze.id) == held.id).values(lifted_at=by.at))
    _record(session, contest, leg, THAW, {"frozen_at": held.frozen_at.isoformat()}, reason, by)


def frozen_board(session: Session, held: FreezeHead) -> KeptBoard:
    """It never changes, so it is read once and kept."""
    if held.public_id not in _read:
        while len(_read) >= KEPT:
            _read.pop(next(iter(_read)))
        kept = session.get_one(BoardFreeze, held.id)
        _read[held.public_id] = board_in(kept.content, kept.rules)
    return _read[held.public_id]


def digest_of_frozen(content: dict[str, Any], rules: dict[str, Any], at: datetime) -> str:
    told = {"content": content, "rules": rules, "at": at.isoformat()}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _record(
    session: Session, contest: Contest, leg: Leg, decision: str, body: dict[str, Any], reason: str, by: Decider
) -> None:
    decide(session, contest_id=contest.id, by=by, subject=("leg", leg.id), decision=decision, body=body, reason=reason)
    for topic in ("publication", "leg"):
        tell_after_commit(session, f"{topic}-{leg.id}")
