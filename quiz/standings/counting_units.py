"""What one leg or several come to by unit, counted in SQL: never an object for an attempt."""

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from heapq import nlargest
from typing import Any

from sqlalchemy import Select, case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, EntryState
from quiz.contests.prizes import Grade
from quiz.contests.round import Leg
from quiz.contests.unit_ranking import UnitRanking
from quiz.in_words import local
from quiz.people.head_count import HeadsOn
from quiz.people.unit import Unit
from quiz.standings.score import Score
from quiz.standings.settling_all import RANKED
from quiz.standings.unit_rankings import Counted, UnitFacts, UnitTable, unit_table

Won = Mapping[int, Mapping[Grade, int]]
"""By unit, how many prizes of each grade its people have won (finding_prizes.won_by_units)."""
NOTHING: Won = {}


def unit_tables_of_leg(
    session: Session, contest: Contest, leg: Leg, rankings: Sequence[UnitRanking], at: datetime, won: Won = NOTHING
) -> list[UnitTable]:
    """Of one leg alone, by the head counts in force on its last day. `won`: the prizes of that leg. Who may be told of
    it is for whoever asks to say."""
    counts = OfLeg(session, contest, leg, rankings, at, won)
    return [counts.table(one) for one in counts.rankings]


IN_A_LEG = ("people", "ratio", "average_best_k")
"""What the work of a leg decides: no list that organisers enter, and no prizes, which are given once all is known."""


def counted_in_leg(rankings: Sequence[UnitRanking]) -> list[UnitRanking]:
    return [one for one in rankings if one.measure in IN_A_LEG]


def unit_rankings_decided_later(rankings: Sequence[UnitRanking]) -> list[UnitRanking]:
    return [one for one in rankings if one.measure not in IN_A_LEG]


@dataclass(frozen=True)
class PlayedLeg:
    id: int
    name: str
    closes: datetime | None


@dataclass
class _Named:
    """A unit in the tree, and the name it has in the table."""

    name: str
    kind: str
    parent_id: int | None


@dataclass
class Did:
    """What was counted for one unit; several are added up where they stand below the one that is compared."""

    people: int = 0
    attempts: int = 0
    beside: int = 0
    by_leg: Counter[int] = field(default_factory=Counter)
    points: list[int] = field(default_factory=list)
    prizes: Counter[Grade] = field(default_factory=Counter)

    def add(self, other: "Did") -> None:
        self.people += other.people
        self.attempts += other.attempts
        self.beside += other.beside
        self.by_leg += other.by_leg
        self.points += other.points
        self.prizes += other.prizes


class UnitCounts(ABC):
    """Of these legs, by the head counts in force on the day. `entered`: by organisers, of each ranking and unit."""

    def __init__(
        self, session: Session, contest: Contest, legs: Sequence[PlayedLeg], rankings: Sequence[UnitRanking],
        day: date, won: Won,
    ) -> None:  # fmt: skip
        self.session, self.contest, self.day = session, contest, day
        self.rankings = rankings
        self.counted = [leg.id for leg in legs]
        self.entered: Mapping[int, Mapping[int, Fraction]] = {}
        self.predicting: tuple[str, ...] = ()
        self.units = self._units()
        self.called = self._called()
        self.did = self._did(won)
        self.heads = HeadsOn(session, self.day)

    def table(self, ranking: UnitRanking) -> UnitTable:
        legs = self.mean_legs() if ranking.mean_of_legs else []
        gathered, outside = self._gathered(ranking)
        facts = [self._facts(ranking, legs, unit_id, did) for unit_id, did in gathered.items()]
        counted = Counted(
            self.day, tuple(leg.name for leg in legs), self.predicting, sum(did.people for did in self.did.values()),
            sum(did.attempts for did in self.did.values()), outside.people, outside.attempts,
        )  # fmt: skip
        return unit_table(ranking, facts, counted)

    def mean_legs(self) -> Sequence[PlayedLeg]:
        """Over which a mean is taken."""
        return []

    @abstractmethod
    def add_points(self, did: Mapping[int, "Did"]) -> None:
        """What people scored, for the mean of the best."""

    def scores(self, *columns: Any) -> Select[Any]:
        """Counted attempts of those who take part, in the legs that may be told of.

        The legs say of which contest: asked for it too, PostgreSQL may walk through all its entries for every score.
        """
        return (
            select_columns(*columns)
            .select_from(Score)
            .join(Entry, col(Entry.id) == col(Score.entry_id))
            .where(col(Score.leg_id).in_(self.counted), col(Entry.state) == EntryState.ACTIVE)
        )

    def _gathered(self, ranking: UnitRanking) -> tuple[dict[int, Did], Did]:
        """By the unit that is compared; and those below none."""
        found: dict[int, Did] = defaultdict(Did)
        outside = Did()
        for unit_id, did in self.did.items():
            compared = self._compared(unit_id, ranking.unit_kind)
            (outside if compared is None else found[compared]).add(did)
        for unit_id in self.entered.get(ranking.number, ()):
            found[unit_id].add(Did())  # it may have nobody in the contest
        return found, outside

    def _compared(self, unit_id: int, kind: str) -> int | None:
        """The unit itself; or, of a kind, the nearest going up from it."""
        if not kind:
            return unit_id
        above: int | None = unit_id
        while above is not None and self.units[above].kind != kind:
            above = self.units[above].parent_id
        return above

    def _facts(self, ranking: UnitRanking, legs: Sequence[PlayedLeg], unit_id: int, did: Did) -> UnitFacts:
        unit = self.units[unit_id]
        parent = self.units[unit.parent_id].name if unit.parent_id is not None else ""
        by_kind = bool(ranking.unit_kind)
        return UnitFacts(
            unit_id, unit.name if by_kind else self.called.get(unit_id, unit.name), parent,
            did.people, did.attempts, did.beside,
            tuple(did.by_leg[leg.id] for leg in legs), tuple(nlargest(ranking.k or 0, did.points)),
            {grade: count for grade, count in did.prizes.items() if count},
            self.heads.of(unit_id, gathered=by_kind),
            self.entered.get(ranking.number, {}).get(unit_id),
        )  # fmt: skip

    def _did(self, won: Won) -> dict[int, Did]:
        """Of every unit that has an entry in the contest."""
        did = {unit_id: Did(prizes=Counter(won.get(unit_id, {}))) for unit_id in self.called}
        person = func.count(func.distinct(col(Score.entry_id)))
        beside = func.count(func.distinct(case((col(Entry.hors_concours), col(Score.entry_id)))))
        whole = self.scores(col(Entry.unit_id), person, func.count(), beside).group_by(col(Entry.unit_id))
        for unit_id, people, attempts, apart in self.session.execute(whole):
            did[unit_id].people, did[unit_id].attempts, did[unit_id].beside = people, attempts, apart
        if any(one.mean_of_legs for one in self.rankings):
            per_leg = self.scores(col(Entry.unit_id), col(Score.leg_id), person)
            for unit_id, leg_id, people in self.session.execute(
                per_leg.group_by(col(Entry.unit_id), col(Score.leg_id))
            ):
                did[unit_id].by_leg[leg_id] = people
        if any(one.measure == "average_best_k" for one in self.rankings):
            self.add_points(did)
        return did

    def _called(self) -> dict[int, str]:
        """The units that have entries, as they were called on the day of the last of them."""
        names = select_columns(col(Entry.unit_id), func.max(col(Entry.unit_name))).where(
            col(Entry.contest_id) == self.contest.id, col(Entry.state) == EntryState.ACTIVE
        )
        return {unit_id: name for unit_id, name in self.session.execute(names.group_by(col(Entry.unit_id)))}  # noqa: C416

    def _units(self) -> dict[int, _Named]:
        tree = select_columns(col(Unit.id), col(Unit.name), col(Unit.kind), col(Unit.parent_id))
        return {id: _Named(name, kind, parent_id) for id, name, kind, parent_id in self.session.execute(tree)}


class OfLeg(UnitCounts):
    """Of one leg: a mean over legs is of this one, and what somebody scored is their one attempt that counts."""

    def __init__(
        self, session: Session, contest: Contest, leg: Leg, rankings: Sequence[UnitRanking], at: datetime, won: Won
    ) -> None:
        alone = [one.model_copy(update={"mean_of_legs": False}) for one in rankings]
        played = PlayedLeg(leg.id or 0, leg.name, leg.closed_at or leg.closes_at)
        super().__init__(session, contest, [played], alone, last_day([played], at), won)

    def add_points(self, did: Mapping[int, Did]) -> None:
        """No more of each unit than its best: how many have so many points, not a row for a person."""
        most = max((one.k or 0 for one in self.rankings), default=0)
        points = col(Score.points) - col(Score.carried)
        scored = self.scores(col(Entry.unit_id), points, func.count()).where(col(Score.stands), RANKED)
        for unit_id, one, people in self.session.execute(scored.group_by(col(Entry.unit_id), points).order_by(-points)):
            room = most - len(did[unit_id].points)
            did[unit_id].points += [one] * min(people, room)


def last_day(legs: Sequence[PlayedLeg], at: datetime) -> date:
    """For head counts: the last day of the last leg; while nobody knows that, today."""
    closes = [leg.closes for leg in legs if leg.closes is not None]
    last = max(closes) - timedelta(microseconds=1) if closes else at  # a window ends before its last moment
    return local(last).date()
