"""What somebody is told that attempts of theirs are worth, and by which keys: as the board tells it that they may see.

What is decided after a board was published or frozen shows here with the next revision, as it does there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from quiz.attempts.attempt import Attempt
from quiz.attempts.sitting import attempts_of
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.standings.board import released_board_of
from quiz.standings.counting import sheets_of, tried_of
from quiz.standings.kept_board import KeptBoard
from quiz.standings.keys import Keys, keys_in_force, keys_kept
from quiz.standings.points import scaled
from quiz.standings.score import Score
from quiz.standings.settling import settled
from quiz.standings.sheet import Sheet, whole_second
from quiz.standings.standing import Standing


@dataclass(frozen=True)
class OwnScore:
    """Points scaled as in points.py. `stands`: of several attempts it is the one that counts."""

    points: int
    right: int
    carried: int
    stands: bool


def own_score(
    session: Session, contest: Contest, round: Round, leg: Leg, attempt: Attempt, at: datetime
) -> OwnScore | None:
    """Of an attempt whose score is out (releasing.py); None while it is not counted."""
    attempts = [attempt]
    if round.rules.several:
        attempts = attempts_of(session, session.get_one(Entry, attempt.entry_id), leg)
    return own_scores(session, contest, round, leg, attempts, at).get(attempt.id or 0)


def own_scores(
    session: Session, contest: Contest, round: Round, leg: Leg, attempts: Sequence[Attempt], at: datetime
) -> dict[int, OwnScore]:
    """Of all that one contestant handed in there, by attempt; without those that are not counted."""
    board = _kept_board(session, contest, round, leg, at)
    if board is not None:
        return _as_kept(session, round, board, attempts)
    scores = [session.get(Score, attempt.id) for attempt in attempts]
    return {each.attempt_id: OwnScore(each.points, each.right, each.carried, each.stands) for each in scores if each}


def keys_told(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> Keys:
    """Those that made the board that is out; those in force where there is none, or one that lives."""
    board = _kept_board(session, contest, round, leg, at)
    return (
        keys_kept(session, round, board.board.rules, board.board.corrections)
        if board
        else keys_in_force(session, round)
    )


@dataclass(frozen=True)
class _Kept:
    board: KeptBoard
    since: datetime

    def line_of(self, attempts: Sequence[Attempt]) -> Standing | None:
        """Of whoever made these."""
        entry_id = attempts[0].entry_id if attempts else None
        position = self.board.position_of(entry_id) if entry_id is not None else None
        return None if position is None else self.board.standings[position]

    def counted(self, attempt: Attempt) -> bool:
        """Was it worth something when the board was kept, or did it come after?"""
        out_at = attempt.disqualified_at
        return attempt.submitted_at is not None and (out_at is None or out_at > self.since)


def _kept_board(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> _Kept | None:
    found = released_board_of(session, contest, round, leg, at)
    if found is None or found.since is None or not isinstance(found.board, KeptBoard):
        return None
    return _Kept(found.board, found.since)


def _as_kept(session: Session, round: Round, kept: _Kept, attempts: Sequence[Attempt]) -> dict[int, OwnScore]:
    """The board has a line of the one that counts; the others are counted by what made it."""
    line, counted = kept.line_of(attempts), [attempt for attempt in attempts if kept.counted(attempt)]
    if line is not None and [_is_of(line, attempt) for attempt in counted] == [True]:
        return {counted[0].id or 0: OwnScore(line.points, line.right, line.carried, stands=True)}
    keys = keys_kept(session, round, kept.board.rules, kept.board.corrections)
    sheets, carried = sheets_of(session, counted, keys), _carried(session, line, counted)
    chosen = _chosen(kept, line, sheets, keys)
    return {
        attempt.id or 0: OwnScore(scaled(sheet.points) + carried, sheet.right, carried, attempt.id == chosen)
        for attempt, sheet in sheets
    }


def _chosen(kept: _Kept, line: Standing | None, sheets: Sequence[tuple[Attempt, Sheet]], keys: Keys) -> int | None:
    """Which of them counts: as the board says, unless there is one that came after it."""
    later = any(attempt.submitted_at and attempt.submitted_at > kept.since for attempt, _sheet in sheets)
    if line is not None and not later:
        return next((attempt.id for attempt, _sheet in sheets if _is_of(line, attempt)), None)
    tries = [tried_of(attempt, sheet, keys, {}) for attempt, sheet in sheets]
    found = settled(tries, kept.board.rules, set(), actual=kept.board.actual)
    return next((each.attempt_id for each in found if each.stands), None)


def _is_of(line: Standing, attempt: Attempt) -> bool:
    """A kept line says when it was handed in, in whole seconds."""
    return attempt.submitted_at is not None and line.submitted_at == whole_second(attempt.submitted_at)


def _carried(session: Session, line: Standing | None, attempts: Sequence[Attempt]) -> int:
    """Whoever has no line brings along what they do by now."""
    if line is not None:
        return line.carried
    return max((score.carried for each in attempts if (score := session.get(Score, each.id))), default=0)
