"""What somebody is told that an attempt of theirs is worth: as the board tells it that they may see.

What is decided after a board was published or frozen shows here with the next revision, as it does there.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.standings.board import released_board_of
from quiz.standings.kept_board import KeptBoard
from quiz.standings.score import Score
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
    found = released_board_of(session, contest, round, leg, at)
    line = _line_of(found.board, attempt) if found is not None and isinstance(found.board, KeptBoard) else None
    if line is not None:
        return OwnScore(line.points, line.right, line.carried, stands=True)
    score = session.get(Score, attempt.id)
    return OwnScore(score.points, score.right, score.carried, score.stands) if score is not None else None


def _line_of(board: KeptBoard, attempt: Attempt) -> Standing | None:
    """Of this very attempt: a kept line says when it was handed in."""
    position = board.position_of(attempt.entry_id) if attempt.entry_id is not None else None
    if position is None or board.standings[position].submitted_at != attempt.submitted_at:
        return None
    return board.standings[position]
