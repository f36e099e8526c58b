"""A hall begins at once: first attempts that were begun in the same moment, checked and written as one list.

Only where nothing is out of the ordinary: the leg is open, the whole paper is shown at once and was drawn ahead, nobody
but contestants. Everybody else is left to `sitting.start_attempt`, which knows all that may stand in the way and says
what; both come to the same attempt.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, exists, select

from question_bank.text import new_public_id
from quiz.attempts.attempt import Attempt, DrawnPaper, Mode, Pool
from quiz.attempts.attending import note_starts
from quiz.attempts.barring import may_be_staff
from quiz.attempts.deadline import Course, Decided
from quiz.attempts.decisions import FOR_THE_CLOSE, DecidedFor, decisions_about, newest_seq
from quiz.attempts.papers import look
from quiz.attempts.sitting import insist_open, run_from
from quiz.attempts.taking import take_drawn
from quiz.contests.accommodation import Accommodation
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.database import insert, is_sqlite
from quiz.news import tell_after_commit
from quiz.people.sign_in import Door, SignIn, still_on
from quiz.refusals import Refusal


class Start(NamedTuple):
    """Somebody tapped Bắt đầu."""

    leg: str
    """Its public id."""
    visit: str
    """The token of the phone's sign-in."""


class Starter(NamedTuple):
    """An entry as far as its start goes."""

    id: int
    unit_id: int
    room: str
    percent: int
    minutes: int

    @property
    def accommodation(self) -> Accommodation:
        return Accommodation(self.percent, self.minutes)


def start_together(session: Session, starts: Sequence[Start], at: datetime) -> list[str | None]:
    """Of each the public id of the attempt that has begun; None: not here."""
    visits = defaultdict(list)
    for start in starts:
        visits[start.leg].append(start.visit)
    begun = {leg: _begun(session, leg, theirs, at) for leg, theirs in visits.items()}
    return [begun[start.leg].get(start.visit) for start in starts]


def _begun(session: Session, leg_id: str, visits: list[str], at: datetime) -> dict[str, str]:
    """By their visits."""
    opening = _opening(session, leg_id, at)
    if opening is None:
        return {}
    looked = look(session, opening.round, opening.leg, Mode.OFFICIAL, at)
    visit_of_entry = {entry: (token, id) for token, id, entry in session.execute(_VISITS, {"visits": visits, "at": at})}
    given = {"entries": list(visit_of_entry), "at": at, "leg": opening.leg.id, "contest": opening.contest.id,
             "sha256": looked.sha256}  # fmt: skip
    seq = newest_seq(session, opening.contest)
    written: dict[int, dict[str, Any]] = {}
    visit_of: dict[str, str] = {}
    for starter in map(Starter._make, session.execute(_STARTERS, given)):
        found = opening.run_of(starter)
        if found is None:
            continue
        began, run = found
        visit, sign_in_id = visit_of_entry[starter.id]
        attempt = written[starter.id] = _blank() | {
            "public_id": new_public_id(),
            "entry_id": starter.id,
            "leg_id": opening.leg.id,
            "rules_version": opening.round.rules_version,
            "sign_in_id": sign_in_id,
            "started_at": began,
            "ends_at": run.ends_at,
            "decided_seq": seq,
        }
        visit_of[attempt["public_id"]] = visit
    if not written:
        return {}
    session.connection().execute(_new_attempts(is_sqlite()), list(written.values()))
    kept = take_drawn(session, list(visit_of), at)
    note_starts(session, written, at)
    tell_after_commit(session, f"leg-{opening.leg.id}")
    return {visit_of[public_id]: public_id for public_id in kept}


@dataclass
class _Opening:
    """A leg as it stands for all who begin now."""

    contest: Contest
    round: Round
    leg: Leg
    decided: DecidedFor
    at: datetime
    session: Session
    _runs: dict[int, tuple[datetime, Course] | None] = field(default_factory=dict)

    def run_of(self, starter: Starter) -> tuple[datetime, Course] | None:
        """How their time would run; the same for all whom the same decisions concern. None where they cannot begin."""
        decided = self.decided.find(starter)
        if id(decided) not in self._runs:
            self._runs[id(decided)] = self._run(decided)
        return self._runs[id(decided)]

    def _run(self, decided: Decided) -> tuple[datetime, Course] | None:
        try:
            insist_open(self.session, self.contest, self.round, self.leg, decided, self.at)
            return run_from(self.round, self.leg, decided, self.at)
        except Refusal:
            return None


def _opening(session: Session, leg_id: str, at: datetime) -> _Opening | None:
    """Whoever moves the close, or gives somebody more time, waits for us from here on, or we for them."""
    found = session.execute(_PLACE, {"leg": leg_id}).first()
    if found is None:
        return None
    contest, round, leg = found
    if not is_sqlite():  # where who writes is alone from the first look on
        session.refresh(leg, with_for_update={"read": True})
    # In a later round a list is asked, and those of other legs may count too.
    if round.position > 1 or round.rules.is_paced or round.rules.attempts_per == "round":
        return None
    decided = DecidedFor(decisions_about(session, contest, leg, *FOR_THE_CLOSE))
    return _Opening(contest, round, leg, decided, at, session)


_PLACE = select(Contest, Round, Leg).where(
    Contest.id == Round.contest_id, Leg.round_id == Round.id, Leg.public_id == bindparam("leg")
)


_VISITS: Any = select_columns(
    *(SignIn.token, SignIn.id, SignIn.entry_id)  # type: ignore[call-overload]
).where(col(SignIn.token).in_(bindparam("visits", expanding=True)), *still_on(Door.PLAY, bindparam("at")))
"""By itself, so that no engine begins with all entries of the contest. Of two phones of one entry one begins, the other
goes on with it."""
_STARTERS = (
    select_columns(
        *(Entry.id, Entry.unit_id, Entry.room, Entry.extra_percent, Entry.extra_minutes),  # type: ignore[call-overload]
    )
    .select_from(Entry)
    .join(DrawnPaper, col(DrawnPaper.entry_id) == Entry.id)
    .join(Pool, col(Pool.id) == DrawnPaper.pool_id)
    .where(
        col(Entry.id).in_(bindparam("entries", expanding=True)),
        Entry.contest_id == bindparam("contest"),
        Entry.state == EntryState.ACTIVE,
        DrawnPaper.leg_id == bindparam("leg"),
        Pool.sha256 == bindparam("sha256"),
        ~exists(
            select(Attempt.id).where(
                Attempt.entry_id == Entry.id, Attempt.leg_id == bindparam("leg"), Attempt.mode == Mode.OFFICIAL
            )
        ),
        ~may_be_staff(),
    )
    .order_by(col(Entry.id))  # two processes write the same entries in the same order
    .with_for_update(of=DrawnPaper, read=True, key_share=True)
)  # fmt: skip


@lru_cache
def _new_attempts(_sqlite: bool) -> Any:
    """Unless another process has begun one."""
    return insert(Attempt).on_conflict_do_nothing()


@lru_cache
def _blank() -> dict[str, Any]:
    """What all first attempts are alike in."""
    never = datetime.min.replace(tzinfo=UTC)
    nobody = Attempt(leg_id=0, rules_version=0, started_at=never, ends_at=never)
    return nobody.model_dump(exclude={"id"})
