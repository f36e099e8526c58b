"""Papers that a hall opens at once: looked up and filled in for as many as ask in the same moment, and compressed.

Only pages that nobody has touched yet, and that tell nothing but the paper: one statement finds whose they are and that
nothing else is to be told, another their questions. Every other page is left to its route; both come to the same bytes.
"""

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Text, bindparam, cast
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, exists, or_, select

from quiz import language
from quiz.attempts.attempt import Answer, Attempt, Mode, Presence
from quiz.attempts.deadline import seconds_left
from quiz.attempts.decisions import REOPEN, REOPEN_LEG, TOLD_TO_PHONES
from quiz.contests.entry import Entry, Message
from quiz.contests.round import Leg, Round, rules_in
from quiz.in_words import duration
from quiz.ledger import LedgerEntry
from quiz.people.person import Person
from quiz.people.sign_in import Door, SignIn, still_on
from quiz.routes.play.fresh_page import AMPLE_S, Frame, filled
from quiz.routes.play.moulds import rows_of_papers, untouched
from quiz.routes.play.telling import milliseconds
from quiz.routes.play.viewing import prediction_of

GZIP_LEVEL = 6
"""As the rest of the site is compressed; see app.py."""
NEVER = datetime.min.replace(tzinfo=UTC)
NEW = Attempt(leg_id=0, rules_version=0, started_at=NEVER, ends_at=NEVER)
"""Where nothing was predicted."""


class Asked(NamedTuple):
    attempt: str
    """Its public id."""
    visit: str
    """The token of the phone's sign-in."""
    language: str
    demo: bool


class Found(NamedTuple):
    """An attempt that nobody has touched, and what its page tells."""

    id: int
    attempt: str
    turn: int
    ends_at: datetime
    mode: Mode
    person: str
    unit: str
    round: str
    rules: str
    leg_id: int
    leg: str
    visit: str


def open_papers(session: Session, asked: Sequence[Asked], at: datetime) -> list[bytes | None]:
    """Of each its page, compressed; None: not here."""
    given = {
        "attempts": [one.attempt for one in asked], "visits": [one.visit for one in asked], "at": at,
        "ample": at + timedelta(seconds=AMPLE_S),
    }  # fmt: skip
    found = [Found._make(row) for row in session.connection().execute(_UNTOUCHED, given)]
    told = _told_more(session, {one.leg_id for one in found})
    plain = {(one.attempt, one.visit): one for one in found if one.leg_id not in told}
    papers = rows_of_papers(session, [one.id for one in plain.values()])
    return [_page(one, plain.get((one.attempt, one.visit)), papers, at) for one in asked]


def _page(asked: Asked, found: Found | None, papers: dict[int, list[Any]], at: datetime) -> bytes | None:
    rules = rules_in(found.rules) if found else None
    if found is None or rules is None or rules.is_paced:
        return None
    with language.spoken(asked.language):
        url = f"/play/attempts/{found.attempt}"
        questions = untouched(papers[found.id], url, found.turn)
        if questions is None:
            return None
        numbers = tuple(question.number for question in questions)
        frame = Frame(
            language.current(), asked.demo, found.round, found.leg, rules.minutes, found.mode == Mode.MOCK, numbers,
            prediction_of(NEW, rules), 0,
        )  # fmt: skip
        told = {
            "url": url,
            "attempt": found.attempt,
            "turn": found.turn,
            "person": found.person,
            "unit": found.unit,
            "now": milliseconds(at),
            "ends": milliseconds(found.ends_at),
            "left": duration(seconds_left(found.ends_at, at)),
        }
        return gzip.compress(filled(frame, told, questions), GZIP_LEVEL, mtime=0)


def _told_more(session: Session, legs: set[int]) -> set[int]:
    """The legs of which judges decided something that their phones are told."""
    if not legs:
        return set()
    return set(session.connection().execute(_DECIDED, {"legs": list(legs)}).scalars())


_DECIDED = select(LedgerEntry.subject_id).where(
    LedgerEntry.subject_type == "leg",
    col(LedgerEntry.subject_id).in_(bindparam("legs", expanding=True)),
    col(LedgerEntry.decision).in_((*TOLD_TO_PHONES, REOPEN, REOPEN_LEG)),
)
_UNTOUCHED: Any = (
    select_columns(
        *(Attempt.id, Attempt.public_id, Attempt.turn, Attempt.ends_at, Attempt.mode),  # type: ignore[call-overload]
        *(Person.name, Entry.unit_name, Round.name, cast(col(Round.rules_json), Text)),
        *(Leg.id, Leg.public_id, SignIn.token),
    )
    .select_from(SignIn)
    .join(Attempt, col(Attempt.sign_in_id) == SignIn.id)
    .join(Entry, (col(Entry.id) == Attempt.entry_id) & (col(Entry.id) == SignIn.entry_id))
    .join(Person, col(Person.id) == SignIn.person_id)
    .join(Leg, col(Leg.id) == Attempt.leg_id)
    .join(Round, col(Round.id) == Leg.round_id)
    .where(
        col(SignIn.token).in_(bindparam("visits", expanding=True)),
        *still_on(Door.PLAY, bindparam("at")),
        col(Attempt.public_id).in_(bindparam("attempts", expanding=True)),
        col(Attempt.submitted_at).is_(None),
        col(Attempt.paused_at).is_(None),
        cast(col(Attempt.stood_json), Text) == "[]",
        Attempt.ends_at > bindparam("ample"),
        col(Attempt.predicted_at).is_(None),
        Attempt.prediction_turn == 0,
        Entry.extra_percent == 0,
        Entry.extra_minutes == 0,
        ~exists(select(Answer.number).where(Answer.attempt_id == Attempt.id)),
        ~exists(
            select(Message.id).where(
                Message.leg_id == Leg.id, or_(col(Message.entry_id).is_(None), Message.entry_id == Entry.id)
            )
        ),
        ~exists(
            select(Presence.entry_id).where(Presence.entry_id == Entry.id, col(Presence.asks_help_at).is_not(None))
        ),
    )
)  # fmt: skip
"""`stood_json`: no pause has ended."""
