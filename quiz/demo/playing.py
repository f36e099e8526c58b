"""How somebody in the demo plays: at their own pace, and through the same functions as everybody."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from question_bank.kinds import KINDS
from question_bank.kinds.kind import Given
from question_bank.question import QuestionVersion
from quiz.attempts.answering import record_answer
from quiz.attempts.attempt import Attempt, PaperRow, SubmittedBy
from quiz.attempts.handing_in import submit_attempt
from quiz.attempts.predicting import keep_prediction
from quiz.attempts.sitting import start_attempt
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.demo.planting import the_round
from quiz.people.sign_in import Door, start_sign_in
from quiz.standings.counting import count_attempt

PLAYED = 20
FIRST_STARTED_BEFORE = timedelta(minutes=55)
LAST_STARTED_BEFORE = timedelta(minutes=15)


@dataclass(frozen=True)
class Manner:
    """Somebody who knows this much of it, takes this long for a question, and predicts that."""

    knows: float
    seconds: float
    predicts: int | None = None


def play_half(session: Session, contest: Contest, at: datetime) -> None:
    """Whoever chance picks. It has a fixed seed: the demo tells the same story everywhere."""
    chance = random.Random(26_03_1931)
    round, leg = the_round(session, contest)
    entries = list(session.exec(select(Entry).where(Entry.contest_id == contest.id).order_by(col(Entry.id))))
    spread = (FIRST_STARTED_BEFORE - LAST_STARTED_BEFORE) / PLAYED
    for place, entry in enumerate(chance.sample(entries, PLAYED)):
        started_at = at - FIRST_STARTED_BEFORE + spread * place + timedelta(seconds=chance.randint(0, 60))
        manner = Manner(chance.uniform(0.45, 0.97), chance.uniform(8, 28))
        entry.seated_at = started_at
        session.add(entry)
        count_attempt(session, play(session, contest, round, leg, entry, manner, started_at, chance))


def play(
    session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, manner: Manner, started_at: datetime,
    chance: random.Random, ordinal: int = 1,
) -> Attempt:  # fmt: skip
    """One attempt, handed in and not yet counted."""
    sign_in = start_sign_in(session, Door.PLAY, entry.person_id, started_at, entry_id=entry.id, device="Android")
    attempt = start_attempt(session, contest, round, leg, entry, sign_in, started_at, ordinal)
    now = started_at
    for tap, row in enumerate(_rows_of(session, attempt), 1):
        now += timedelta(seconds=manner.seconds * chance.uniform(0.5, 1.6))
        given = _given(session, row, chance.random() < manner.knows, chance)
        record_answer(session, attempt, row.number, given, attempt.turn, tap, now)
    if manner.predicts is not None:
        keep_prediction(session, attempt, round.rules, str(manner.predicts), attempt.turn, None, now)
    submit_attempt(session, attempt, SubmittedBy.CONTESTANT, now + timedelta(seconds=chance.randint(3, 25)))
    return attempt


def _rows_of(session: Session, attempt: Attempt) -> list[PaperRow]:
    rows = select(PaperRow).where(PaperRow.attempt_id == attempt.id).order_by(col(PaperRow.number))
    return list(session.exec(rows))


def _given(session: Session, row: PaperRow, knows: bool, chance: random.Random) -> Given:
    """The right answer, or one of the wrong choices; nothing where there is more to an answer than a choice."""
    version = session.get_one(QuestionVersion, row.version_id)
    kind = KINDS[version.kind]
    if knows:
        return kind.right_answer(version.content, version.key)
    wrong = [choice for choice in row.choice_order if choice not in version.key.get("right", [choice])]
    guess = {"choices": [chance.choice(wrong)]} if wrong else kind.given_in([])
    return guess if kind.accepts(version.content, guess) else kind.given_in([])
