"""Which board of a leg may be shown, to whom. Everything passes the one release gate (contests/releasing.py)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from quiz.contests.contest import Contest
from quiz.contests.releasing import board_is_out
from quiz.contests.round import Leg, Round
from quiz.standings.live import LiveBoard
from quiz.standings.publishing import published_board, situation_of
from quiz.standings.revision import Head, latest
from quiz.standings.score import Score
from quiz.standings.standing import AROUND, Board, Standing


class BoardState(StrEnum):
    LIVE = "live"
    PROVISIONAL = "provisional"
    OFFICIAL = "official"
    INTERNAL = "internal"  # staff only: not published


@dataclass(frozen=True)
class Shown:
    """A board somebody may see. `stamp` changes whenever what it shows may have changed."""

    board: Board
    state: BoardState
    stamp: str
    head: Head | None


@dataclass(frozen=True)
class OwnPlace:
    """One's own line with those around it, and on which page of the board it stands."""

    mine: Standing
    around: list[Standing]
    position: int


def board_of(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> Shown | None:
    """What anyone may see, contestants too; None while nothing is released."""
    situation = situation_of(session, contest, round, leg, at)
    if not board_is_out(round.rules, situation):
        return None
    head = latest(session, leg)
    if head is not None and head.is_out:
        return Shown(published_board(session, head), BoardState(head.state), f"r{head.revision}", head)
    state = BoardState.PROVISIONAL if situation.closed else BoardState.LIVE
    return Shown(LiveBoard(session, round, leg), state, _live_stamp(session, leg, state), None)


def internal_board_of(session: Session, round: Round, leg: Leg) -> Shown:
    """What the staff of the contest may see at any time: the board as it stands now."""
    state = BoardState.INTERNAL
    return Shown(LiveBoard(session, round, leg), state, _live_stamp(session, leg, state), latest(session, leg))


def own_place(board: Board, entry_id: int) -> OwnPlace | None:
    position = board.position_of(entry_id)
    if position is None:
        return None
    start = max(0, position - AROUND)
    around = board.lines(start, position - start + 1 + AROUND).lines
    mine = next(line for line in around if line.entry_id == entry_id)
    return OwnPlace(mine, around, position)


def _live_stamp(session: Session, leg: Leg, state: BoardState) -> str:
    counted = select_columns(func.count(), func.max(col(Score.counted_at))).where(col(Score.leg_id) == leg.id)
    count, last = session.execute(counted).one()
    return f"{state}-{count}-{last}"
