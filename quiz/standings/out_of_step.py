"""What was decided or published before, and no longer is as things stand: said, and never changed by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, select

from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.contests.round_entry import RoundEntry
from quiz.ledger import LedgerEntry
from quiz.standings.crossing import fates_of
from quiz.standings.publishing import has_changed_since
from quiz.standings.revision import Head, latest
from quiz.standings.sending_on import called_in, proposed, without_place


@dataclass(frozen=True)
class StaleLeg:
    """A leg whose published result is not what publishing it now would show."""

    name: str
    public_id: str
    number: str


def stale_legs(session: Session, contest: Contest) -> list[StaleLeg]:
    """Looked through only where something was decided after the publication: boards may be long."""
    return [
        StaleLeg(" · ".join(filter(None, (round.name, leg.name))), leg.public_id, head.number)
        for round in rounds_of(session, contest.id or 0)
        for leg in legs_of(session, round.id or 0)
        if leg.cancelled_at is None and (head := latest(session, leg)) is not None and head.is_out
        if is_stale(session, contest, round, leg, head)
    ]


def is_stale(session: Session, contest: Contest, round: Round, leg: Leg, head: Head) -> bool:
    since = select(LedgerEntry.id).where(LedgerEntry.contest_id == contest.id, LedgerEntry.at > head.published_at)
    decided = session.exec(since.limit(1)).first() is not None
    return decided and has_changed_since(session, round, leg, head)


@dataclass(frozen=True)
class OutOfStep:
    """Somebody on a decided list who would not go on by now, and why; or who would, and is not on it.

    no_place: disqualified, withdrawn or out of competition; below: others stand above; missing: not on the list.
    """

    entry_id: int
    why: Literal["no_place", "below", "missing"]


def list_out_of_step(session: Session, contest: Contest, round: Round, rows: Sequence[RoundEntry]) -> list[OutOfStep]:
    """`rows`: the list that was decided from this round. Who was called in for somebody, and who was equal at a cut
    and parted by an extra question, are as they were decided."""
    if not rows:
        return []
    fates = fates_of(proposed(session, round))
    inside = [row.entry_id for row in rows if not row.is_reserve and row.dropped_at is None]
    dropped = {row.entry_id for row in rows if row.dropped_at is not None}
    called, without = called_in(session, contest, rows[0].round_id), without_place(session, inside)
    gone: list[OutOfStep] = []
    for id in inside:
        if id in without:
            gone.append(OutOfStep(id, "no_place"))
        elif id not in fates and id not in called:
            gone.append(OutOfStep(id, "below"))
    missing = (id for id, fate in fates.items() if fate == "on" and id not in {*inside, *dropped})
    return gone + [OutOfStep(id, "missing") for id in sorted(missing)]
