"""A receipt (biên nhận): a short code, and a digest of the answers as they were kept when the attempt was handed in.

Whoever holds the code and the digest can show later what was handed in, and the organiser that nothing changed since.
"""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from question_bank.kinds import KINDS
from question_bank.question import QuestionVersion
from quiz.attempts.answering import answers_of
from quiz.attempts.attempt import Answer, Attempt, Mode
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.people.person import Person
from quiz.tokens import as_typed

DIGITS_ENOUGH = 8
"""Of a digest somebody types: nobody copies all 64, and these leave no doubt which digest is meant."""


@dataclass(frozen=True)
class Receipt:
    """One that was found by its code, with whose it is."""

    attempt: Attempt
    contest: Contest
    round: Round
    leg: Leg
    entry: Entry
    person: Person
    answered: int
    intact: bool
    """Do the answers still say what they said when the attempt was handed in?"""


class Told(StrEnum):
    """What a typed digest says beside the one that is stored."""

    NOTHING = "nothing"  # none was typed
    TOO_SHORT = "too_short"
    SAME = "same"
    OTHER = "other"


def canonical(session: Session, attempt: Attempt) -> str:
    """What is digested, as UTF-8: the attempt, and [number, version, given] of each answer, in order; and what was
    predicted, where anything was."""
    answers = answers_of(session, attempt).values()
    told: list[Any] = [attempt.public_id, [[answer.number, answer.version_id, answer.given] for answer in answers]]
    if attempt.prediction is not None:
        told.append(attempt.prediction)
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(session: Session, attempt: Attempt) -> str:
    """SHA-256, in hexadecimal digits."""
    return hashlib.sha256(canonical(session, attempt).encode()).hexdigest()


def receipt_with(session: Session, code: str) -> Receipt | None:
    """As people type it: any case, with a dash or spaces. None where no counted attempt has this code."""
    found = session.exec(
        select(Attempt, Round, Leg, Entry).where(
            Attempt.receipt_code == as_typed(code), Attempt.mode != Mode.PREVIEW, Attempt.leg_id == Leg.id,
            Leg.round_id == Round.id, Attempt.entry_id == Entry.id,
        )
    ).first()  # fmt: skip
    if found is None:
        return None
    attempt, round, leg, entry = found
    contest, person = session.get_one(Contest, round.contest_id), session.get_one(Person, entry.person_id)
    intact = attempt.answers_digest == digest_of(session, attempt)
    return Receipt(attempt, contest, round, leg, entry, person, _answered(session, attempt), intact)


def compared(typed: str, stored: str | None) -> Told:
    """The first digits are enough; spaces and case say nothing."""
    digits = "".join(typed.split()).lower()
    if not digits:
        return Told.NOTHING
    if len(digits) < DIGITS_ENOUGH:
        return Told.TOO_SHORT
    return Told.SAME if (stored or "").startswith(digits) else Told.OTHER


def late_in(session: Session, attempt: Attempt) -> list[int]:
    """The numbers of the answers that came within the grace after the deadline."""
    return [number for number, answer in answers_of(session, attempt).items() if answer.late]


def changed_since(session: Session) -> tuple[int, list[str]]:
    """How many were handed in, and the public ids of those whose answers say something else now."""
    handed_in = select(Attempt).where(col(Attempt.answers_digest).is_not(None)).order_by(col(Attempt.id))
    attempts = session.exec(handed_in).all()
    return len(attempts), [
        attempt.public_id for attempt in attempts if attempt.answers_digest != digest_of(session, attempt)
    ]


def _answered(session: Session, attempt: Attempt) -> int:
    found = session.exec(
        select(QuestionVersion.kind, Answer.given).where(
            Answer.attempt_id == attempt.id, Answer.version_id == QuestionVersion.id
        )
    )
    return sum(not _is_blank(kind, given) for kind, given in found)


def _is_blank(kind: str, given: Any) -> bool:
    return KINDS[kind].is_blank(given)
