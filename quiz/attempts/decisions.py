"""Decisions about the time of a leg as the ledger keeps them: whom each concerns, what they come to for one attempt."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement, bindparam, true
from sqlmodel import Session, col, select

from quiz.attempts.deadline import Course, Decided, Extra, MovedClose, Reopening, Span, Window, course
from quiz.contests.accommodation import Accommodation
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, decide
from quiz.news import tell_after_commit
from quiz.people.unit import subtree_of
from quiz.written import written

OPEN, CLOSE, REOPEN_LEG = "open", "close", "reopen_leg"
EXTEND, TAKE_BACK = "extend", "take_back"
PAUSE, RESUME = "pause", "resume"
TAKE_IN, REOPEN, MOVE_CLOSE = "take_in", "reopen", "move_close"
"""What the ledger calls them, on ("leg", id). Each but OPEN, CLOSE and TAKE_BACK says whom it concerns; see body_of.

Besides: EXTEND "seconds"; TAKE_BACK "of", the seq of an extension; RESUME "pauses", the seqs of those that end;
MOVE_CLOSE "closes_at"; REOPEN "seconds" and "attempts", since when each (by id) was over.
"""
TOLD_TO_PHONES = (EXTEND, TAKE_BACK, PAUSE, RESUME)
FOR_THE_CLOSE = (*TOLD_TO_PHONES, MOVE_CLOSE)
ABOUT_TIME = (OPEN, CLOSE, REOPEN_LEG, *TOLD_TO_PHONES, TAKE_IN, REOPEN, MOVE_CLOSE)

Reach = Literal["all", "unit", "units", "room", "entry"]


class Concerned(Protocol):
    """An entry, as far as decisions about time go."""

    @property
    def id(self) -> int | None: ...

    @property
    def unit_id(self) -> int: ...

    @property
    def room(self) -> str: ...

    @property
    def accommodation(self) -> Accommodation: ...


class Timed(Protocol):
    """An attempt, as far as decisions about time go."""

    @property
    def id(self) -> int | None: ...

    @property
    def started_at(self) -> datetime: ...

    @property
    def submitted_at(self) -> datetime | None: ...

    @property
    def decided_seq(self) -> int | None: ...


@dataclass(frozen=True)
class Scope:
    """Whom a decision concerns: everybody, a unit (its id), several (theirs), a room (its name) or one entry (its id).

    A unit means all that is beneath it, too.
    """

    reach: Reach
    to: int | str | Sequence[int] | None = None

    @property
    def units(self) -> tuple[int, ...]:
        """By id."""
        if self.reach == "unit" and isinstance(self.to, int):
            return (self.to,)
        return tuple(self.to) if self.reach == "units" and isinstance(self.to, Sequence) else ()  # type: ignore[arg-type]

    def covers(self, session: Session) -> ColumnElement[bool]:
        """The entries of the contest whom it concerns, as they stand."""
        if self.reach == "all":
            return true()
        if self.reach in ("unit", "units"):
            return col(Entry.unit_id).in_(set().union(*(subtree_of(session, unit) for unit in self.units)))
        return col(Entry.room if self.reach == "room" else Entry.id) == self.to


def scope_of(decision: LedgerEntry) -> Scope:
    """Whom it was taken for."""
    return Scope(decision.body["scope"], decision.body["to"])


def window_of(leg: Leg) -> Window:
    return Window(leg.opens_at, leg.closes_at, leg.opened_at, leg.closed_at, leg.cancelled_at is not None)


_ABOUT = (
    select(LedgerEntry)
    .where(
        LedgerEntry.contest_id == bindparam("contest"),
        LedgerEntry.subject_type == "leg",
        LedgerEntry.subject_id == bindparam("leg"),
        col(LedgerEntry.decision).in_(bindparam("sorts", expanding=True)),
    )
    .order_by(col(LedgerEntry.seq))
)


def decisions_about(session: Session, contest: Contest, leg: Leg, *sorts: str) -> list[LedgerEntry]:
    """In the order they were taken; all about time where no sorts are named."""
    given = {"contest": contest.id, "leg": leg.id, "sorts": sorts or ABOUT_TIME}
    return list(session.exec(_ABOUT, params=given))


def decided_for(decisions: Iterable[LedgerEntry], entry: Concerned | None, attempt: Timed | None = None) -> Decided:
    """What concerns this entry, and this attempt of theirs; entry None: what concerns everybody."""
    return DecidedFor(decisions).find(entry, attempt)


class DecidedFor:
    """The same for thousands: what concerns many of them alike is put together once."""

    def __init__(self, decisions: Iterable[LedgerEntry]) -> None:
        decisions = list(decisions)
        self._scoped = [(decision, _whom(decision.body)) for decision in decisions if "scope" in decision.body]
        self._taken_back = _taken_back(decisions)
        self._reopenings = _reopenings(decisions)
        self._known: dict[tuple[Any, ...], Decided] = {}

    def find(self, entry: Concerned | None, attempt: Timed | None = None) -> Decided:
        mine = tuple([place for place, (_, whom) in enumerate(self._scoped) if whom is None or _is_in(whom, entry)])
        key = mine, entry and entry.accommodation
        decided = self._known.get(key)
        if decided is None:
            decided = _together([self._scoped[place][0] for place in mine], self._taken_back)
            decided = self._known[key] = replace(decided, theirs=entry.accommodation) if entry is not None else decided
        reopened = self._reopenings.get(attempt.id) if attempt is not None else None
        return replace(decided, reopened=reopened) if reopened else decided


def deciding(session: Session, contest: Contest, leg: Leg, *sorts: str) -> DecidedFor:
    """For a look that many share, in which nothing is decided: read once in its transaction."""
    read: dict[Any, DecidedFor] = session.info.setdefault("deciding", {})
    if (leg.id, sorts) not in read:
        read[leg.id, sorts] = DecidedFor(decisions_about(session, contest, leg, *sorts))
    return read[leg.id, sorts]


def decided_for_each_group(decisions: Iterable[LedgerEntry]) -> list[Decided]:
    """What concerns everybody, and what concerns those whom the same decisions name: one of each such group."""
    decisions = [decision for decision in decisions if "scope" in decision.body]
    for_all = [decision for decision in decisions if not named_in(decision.body)]
    naming: dict[int, list[LedgerEntry]] = defaultdict(list)
    for decision in decisions:
        for entry_id in named_in(decision.body):
            naming[entry_id].append(decision)
    groups = {tuple(decision.seq for decision in named): named for named in naming.values()}
    taken_back = _taken_back(decisions)
    return [_together([*for_all, *named], taken_back) for named in [[], *groups.values()]]


def course_of(
    round: Round, leg: Leg, decisions: Sequence[LedgerEntry], entry: Concerned | None, attempt: Timed
) -> Course:
    """How the time of an attempt runs, by the one function that knows.

    What was decided after it was handed in did not touch it.
    """
    window = window_of(leg)
    if attempt.submitted_at is not None and attempt.decided_seq is not None:
        decisions = [decision for decision in decisions if decision.seq <= attempt.decided_seq]
        window = replace(window, closed_at=_closed_at(decisions))
    return course(round.rules, window, attempt.started_at, decided_for(decisions, entry, attempt))


def courses_of(
    round: Round, leg: Leg, decisions: Sequence[LedgerEntry], working: Iterable[tuple[Timed, Concerned]]
) -> list[Course]:
    """Of each, the same as by itself; rules and decisions are read once."""
    rules, window, decided = round.rules, window_of(leg), DecidedFor(decisions)
    return [
        course(rules, window, attempt.started_at, decided.find(entry, attempt))
        if attempt.submitted_at is None
        else course_of(round, leg, decisions, entry, attempt)
        for attempt, entry in working
    ]


_NEWEST = (
    select(LedgerEntry.seq)
    .where(LedgerEntry.contest_id == bindparam("contest"))
    .order_by(col(LedgerEntry.seq).desc())
    .limit(1)
)


def newest_seq(session: Session, contest: Contest) -> int:
    """Of all decisions in the contest."""
    return session.exec(_NEWEST, params={"contest": contest.id}).first() or 0


def last_of(decisions: Sequence[LedgerEntry]) -> int:
    return decisions[-1].seq if decisions else 0


def concerns(decision: LedgerEntry, entry: Concerned | None) -> bool:
    return is_within(decision.body, entry)


def is_within(body: Mapping[str, Any], entry: Concerned | None) -> bool:
    """By who was there when it was decided: moving to another room afterwards changes nobody's time."""
    whom = _whom(body)
    return whom is None or _is_in(whom, entry)


def named_in(body: Mapping[str, Any]) -> list[int]:
    """The entries that it names; none where it is for all, or does not say who was there."""
    return [body["to"]] if body["scope"] == "entry" else list(body.get("entries", []))


def body_of(session: Session, contest: Contest, scope: Scope, **more: Any) -> dict[str, Any]:
    """What the ledger keeps: whom it concerns, of units or a room who was in it, and more."""
    to = list(scope.units) if scope.reach == "units" else scope.to
    body: dict[str, Any] = {"scope": scope.reach, "to": to, **more}
    if scope.reach in ("unit", "units", "room"):
        covered = scope.covers(session)
        ids = select(Entry.id).where(Entry.contest_id == contest.id, covered).order_by(col(Entry.id))
        body["entries"] = list(session.exec(ids))
    return body


def write_down(
    session: Session, contest: Contest, leg: Leg, decision: str, body: dict[str, Any], reason: str, by: Decider
) -> LedgerEntry:
    assert contest.id is not None
    assert leg.id is not None
    for topic in (f"leg-{leg.id}", f"time-{leg.id}"):
        tell_after_commit(session, topic)
    return decide(
        session, contest_id=contest.id, by=by, subject=("leg", leg.id), decision=decision, body=body, reason=reason
    )


def insist_on_a_reason(reason: str) -> str:
    return written(reason, "reason", _("Hãy ghi lý do: mọi người sẽ thấy trong nhật ký."))


def _whom(body: Mapping[str, Any]) -> frozenset[int] | tuple[str, int | str | None] | None:
    """As is_within: None is everybody; those who were there, or whoever is there."""
    if body["scope"] == "all":
        return None
    return frozenset(body["entries"]) if "entries" in body else (body["scope"], body.get("to"))


def _is_in(whom: frozenset[int] | tuple[str, int | str | None], entry: Concerned | None) -> bool:
    if entry is None:
        return False
    if isinstance(whom, frozenset):
        return entry.id in whom
    scope, to = whom
    return bool(to == {"unit": entry.unit_id, "room": entry.room, "entry": entry.id}[scope])


def _together(mine: Iterable[LedgerEntry], taken_back: Set[int]) -> Decided:
    sorts: dict[str, list[LedgerEntry]] = defaultdict(list)
    for decision in mine:
        if decision.seq not in taken_back:
            sorts[decision.decision].append(decision)
    return Decided(
        extras=[Extra(one.body["seconds"], one.at, one.reason) for one in sorts[EXTEND]],
        pauses=[Span(one.at, _end_of(one, sorts[RESUME]), one.reason) for one in sorts[PAUSE]],
        moved=[MovedClose(datetime.fromisoformat(one.body["closes_at"]), one.at) for one in sorts[MOVE_CLOSE]],
        taken_in=[one.at for one in sorts[TAKE_IN]],
    )


def _taken_back(decisions: Iterable[LedgerEntry]) -> set[int]:
    return {decision.body["of"] for decision in decisions if decision.decision == TAKE_BACK}


def _end_of(pause: LedgerEntry, resumptions: Iterable[LedgerEntry]) -> datetime | None:
    return min((one.at for one in resumptions if pause.seq in one.body["pauses"]), default=None)


def _reopenings(decisions: Iterable[LedgerEntry]) -> dict[int | None, list[Reopening]]:
    """By the attempts that they name."""
    found: dict[int | None, list[Reopening]] = defaultdict(list)
    for one in decisions:
        if one.decision in (REOPEN, REOPEN_LEG):
            at, seconds, reason = one.at, one.body["seconds"], one.reason
            for attempt_id, over_at in one.body["attempts"].items():
                found[int(attempt_id)].append(Reopening(datetime.fromisoformat(over_at), at, seconds, reason))
    return found


def _closed_at(decisions: Iterable[LedgerEntry]) -> datetime | None:
    """When the leg had been closed by hand, as it stood after these."""
    by_hand = [decision for decision in decisions if decision.decision in (CLOSE, REOPEN_LEG)]
    return by_hand[-1].at if by_hand and by_hand[-1].decision == CLOSE else None
