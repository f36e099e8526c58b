"""Keep what a contestant predicts, like an answer: the newest pair (turn, tap) stands, until the attempt is handed in.

On the phone it is the tap of number 0. It changes no answer, so it lengthens nobody's time.
"""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from quiz.attempts.answering import insist_on_a_tap, insist_still_open
from quiz.attempts.attempt import Attempt
from quiz.attempts.handing_in import hold
from quiz.attempts.keeping import NotAnAnswer
from quiz.contests.prediction import NotANumber, NotAPercentage, number_told, number_typed
from quiz.contests.rules import RoundRules
from quiz.refusals import NotFound

PREDICTION = 0
"""Its number among taps; questions begin with 1."""


class Predicted(NamedTuple):
    """What stands now, and whether it is what was sent."""

    kept: bool
    number: int | None
    turn: int
    tap: int
    at: datetime


def keep_prediction(
    session: Session, attempt: Attempt, rules: RoundRules, text: str, turn: int, tap: int | None, at: datetime
) -> Predicted:
    """Without a number (plain forms) it comes after those that arrived. Nothing typed takes back what stood."""
    if rules.prediction is None:
        raise NotFound
    insist_on_a_tap(turn, tap)
    try:
        number = number_typed(text, rules.prediction)
    except (NotANumber, NotAPercentage) as refusal:
        raise NotAnAnswer(refusal.message) from refusal
    hold(session, attempt)
    stands = (attempt.prediction_turn, attempt.prediction_tap)
    sent = (turn, tap if tap is not None else stands[1] + 1 if turn == stands[0] else 1)
    if sent != stands:
        _insist_may_be_kept(session, attempt, turn, at)
        if sent > stands:
            attempt.prediction, attempt.predicted_at = number, attempt.moment_of(at)
            attempt.prediction_turn, attempt.prediction_tap = sent
            session.add(attempt)
            session.flush()
    return Predicted(
        sent == (attempt.prediction_turn, attempt.prediction_tap) and number == attempt.prediction,
        attempt.prediction, attempt.prediction_turn, attempt.prediction_tap, attempt.predicted_at or at,
    )  # fmt: skip


def typed_again(number: int | None, rules: RoundRules) -> str:
    """As the field has it."""
    return number_told(number, rules.prediction) if number is not None and rules.prediction is not None else ""


def _insist_may_be_kept(session: Session, attempt: Attempt, turn: int, at: datetime) -> None:
    insist_still_open(session, attempt, at)
    if turn > attempt.turn:
        raise NotAnAnswer
