"""Gather what rankings of units are made of: counted in SQL by unit, never an object for an attempt."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
from quiz.contests.releasing import counters_are_hidden
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.contests.unit_ranking import Overall, UnitRanking
from quiz.in_words import local
from quiz.language import VIETNAMESE, spoken
from quiz.language import gettext as _
from quiz.people.head_count import HeadsOn
from quiz.people.unit import Unit
from quiz.standings.entering_lists import entered_of
from quiz.standings.publishing import situation_of
from quiz.standings.score import Score
from quiz.standings.settling_all import RANKED
from quiz.standings.summing_up import overall_of
from quiz.standings.unit_rankings import Counted, UnitFacts, UnitTable, unit_table

Won = Mapping[int, Mapping[Grade, int]]
"""By unit, how many prizes of each grade its people have won (finding_prizes.won_by_units)."""
NOTHING: Won = {}


def unit_tables_of(session: Session, contest: Contest, at: datetime, won: Won = NOTHING) -> list[UnitTable]:
    """Every ranking of units of the rules, as it stands now, published or not.

    Taking part is having handed in an attempt that was counted, whoever is not withdrawn or disqualified; hors concours
    takes part, and brings neither points nor prizes. A leg whose prediction is still open brings nothing.
    """
    rules = contest.rules.unit_rankings
    if not rules:
        return []
    gathered = _Gathering(session, contest, at, won)
    return [gathered.table(one) for one in rules]


def unit_table_in_leg(
    session: Session, contest: Contest, ranking: UnitRanking, leg: Leg, at: datetime, won: Won = NOTHING
) -> UnitTable:
    """The same of one leg alone, by the head counts in force on its last day. `won`: the prizes of that leg."""
    return _Gathering(session, contest, at, won, only=leg.id).table(ranking)


@dataclass(frozen=True)
class _Leg:
    id: int
    name: str
    round: Round
    closes: datetime | None
    hidden: bool
    due: bool


@dataclass
class _Named:
    """A unit in the tree, and the name it has in the table."""

    name: str
    kind: str
    parent_id: int | None


@dataclass
class _Did:
    """What was counted for one unit; several are added up where they stand below the one that is compared."""

    people: int = 0
    attempts: int = 0
    beside: int = 0
    by_leg: Counter[int] = field(default_factory=Counter)
    points: list[int] = field(default_factory=list)
    prizes: Counter[Grade] = field(default_factory=Counter)

    def add(self, other: "_Did") -> None:
        self.people += other.people
        self.attempts += other.attempts
        self.beside += other.beside
        self.by_leg += other.by_leg
        self.points += other.points
        self.prizes += other.prizes


class _Gathering:
    def __init__(
        self, session: Session, contest: Contest, at: datetime, won: Won, *, only: int | None = None
    ) -> None:  # fmt: skip
        assert contest.id is not None
        self.session, self.contest, self.at, self.only = session, contest, at, only
        self.rules = contest.rules
        self.rounds = rounds_of(session, contest.id)
        self.legs = list(self._legs())
        self.counted = [leg.id for leg in self.legs if not leg.hidden]
        self.entered = self._entered()
        self.day = self._day()
        self.units = self._units()
        self.called = self._called()
        self.did = self._did(won)
        self.heads = HeadsOn(session, self.day)

    def table(self, ranking: UnitRanking) -> UnitTable:
        legs = self._mean_legs() if ranking.mean_of_legs else []
        gathered, outside = self._gathered(ranking)
        facts = [self._facts(ranking, legs, unit_id, did) for unit_id, did in gathered.items()]
        predicting = tuple(leg.name for leg in self.legs if leg.hidden)
        counted = Counted(
            self.day, tuple(leg.name for leg in legs), predicting, sum(did.people for did in self.did.values()),
            sum(did.attempts for did in self.did.values()), outside.people, outside.attempts,
        )  # fmt: skip
        return unit_table(ranking, facts, counted)

    def _gathered(self, ranking: UnitRanking) -> tuple[dict[int, _Did], _Did]:
        """By the unit that is compared; and those below none."""
        found: dict[int, _Did] = defaultdict(_Did)
        outside = _Did()
        for unit_id, did in self.did.items():
            compared = self._compared(unit_id, ranking.unit_kind)
            (outside if compared is None else found[compared]).add(did)
        for unit_id in self.entered.get(ranking.number, ()):
            found[unit_id].add(_Did())  # it may have nobody in the contest
        return found, outside

    def _compared(self, unit_id: int, kind: str) -> int | None:
        """The unit itself; or, of a kind, the nearest going up from it."""
        if not kind:
            return unit_id
        above: int | None = unit_id
        while above is not None and self.units[above].kind != kind:
            above = self.units[above].parent_id
        return above

    def _facts(self, ranking: UnitRanking, legs: Sequence[_Leg], unit_id: int, did: _Did) -> UnitFacts:
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

    def _entered(self) -> dict[int, dict[int, Fraction]]:
        """By ranking and unit; in a list without figures the first has the most."""
        if all(one.measure != "entered" for one in self.rules.unit_rankings):
            return {}
        return {
            number: {id: Fraction(len(told.lines) - place) if figure is None else figure
                     for place, (id, figure) in enumerate(told.lines)}
            for number, told in entered_of(self.session, self.contest).units.items()
        }  # fmt: skip

    def _did(self, won: Won) -> dict[int, _Did]:
        """Of every unit that has an entry in the contest."""
        did = {unit_id: _Did(prizes=Counter(won.get(unit_id, {}))) for unit_id in self.called}
        person = func.count(func.distinct(col(Score.entry_id)))
        beside = func.count(func.distinct(case((col(Entry.hors_concours), col(Score.entry_id)))))
        whole = self._scores(col(Entry.unit_id), person, func.count(), beside).group_by(col(Entry.unit_id))
        for unit_id, people, attempts, apart in self.session.execute(whole):
            did[unit_id].people, did[unit_id].attempts, did[unit_id].beside = people, attempts, apart
        if any(one.mean_of_legs for one in self.rules.unit_rankings):
            per_leg = self._scores(col(Entry.unit_id), col(Score.leg_id), person)
            for unit_id, leg_id, people in self.session.execute(
                per_leg.group_by(col(Entry.unit_id), col(Score.leg_id))
            ):
                did[unit_id].by_leg[leg_id] = people
        if any(one.measure == "average_best_k" for one in self.rules.unit_rankings):
            self._add_points(did)
        return did

    def _add_points(self, did: Mapping[int, _Did]) -> None:
        """Of each person what their counted attempts add up to: of the rounds of the overall table, and of so many legs
        as it sums. What was carried into a round is left out: it was counted where it was scored."""
        overall = (self.rules.overall if self.only is None else None) or Overall()
        if not overall.is_plain_sum:
            self._add_points_of_table(did)
            return
        summed = [leg.id for leg in self._of_overall() if not leg.hidden]
        points = self._scores(col(Score.entry_id), col(Entry.unit_id), col(Score.points) - col(Score.carried))
        of_entry: dict[tuple[int, int], list[int]] = defaultdict(list)
        for entry_id, unit_id, one in self.session.execute(
            points.where(col(Score.leg_id).in_(summed), col(Score.stands), RANKED)
        ):
            of_entry[entry_id, unit_id].append(one)
        for (_entry_id, unit_id), scored in of_entry.items():
            best = scored if overall.best_legs is None else nlargest(overall.best_legs, scored)
            did[unit_id].points.append(sum(best))

    def _add_points_of_table(self, did: Mapping[int, _Did]) -> None:
        """Of whoever has a place there, what the overall table says, without what was carried into it."""
        table = overall_of(self.session, self.contest, self.at)
        unit_of = select_columns(col(Entry.id), col(Entry.unit_id)).where(col(Entry.contest_id) == self.contest.id)
        units = {id: unit_id for id, unit_id in self.session.execute(unit_of)}  # noqa: C416
        for line in (line for group in table.groups for line in group.ranked) if table else ():
            did[units[line.entry_id]].points.append(line.points - line.carried)

    def _scores(self, *columns: Any) -> Select[Any]:
        """Counted attempts of those who take part, in the legs that may be told of.

        The legs say of which contest: asked for it too, PostgreSQL may walk through all its entries for every score.
        """
        return (
            select_columns(*columns)
            .select_from(Score)
            .join(Entry, col(Entry.id) == col(Score.entry_id))
            .where(col(Score.leg_id).in_(self.counted), col(Entry.state) == EntryState.ACTIVE)
        )

    def _called(self) -> dict[int, str]:
        """The units that have entries, as they were called on the day of the last of them."""
        names = select_columns(col(Entry.unit_id), func.max(col(Entry.unit_name))).where(
            col(Entry.contest_id) == self.contest.id, col(Entry.state) == EntryState.ACTIVE
        )
        return {unit_id: name for unit_id, name in self.session.execute(names.group_by(col(Entry.unit_id)))}  # noqa: C416

    def _units(self) -> dict[int, _Named]:
        tree = select_columns(col(Unit.id), col(Unit.name), col(Unit.kind), col(Unit.parent_id))
        return {id: _Named(name, kind, parent_id) for id, name, kind, parent_id in self.session.execute(tree)}

    def _legs(self) -> Iterator[_Leg]:
        """Every leg but the cancelled ones."""
        for round in self.rounds:
            for leg in legs_of(self.session, round.id or 0):
                if leg.cancelled_at is None and self.only in (None, leg.id):
                    yield self._leg(round, leg)

    @spoken(VIETNAMESE)
    def _leg(self, round: Round, leg: Leg) -> _Leg:
        """What it is called stands in the record of a result: the same whoever looks."""
        situation = situation_of(self.session, self.contest, round, leg, self.at)
        name = leg.name or _("Đợt %(number)s") % {"number": leg.position}
        if len(self.rounds) > 1:
            name = f"{round.name} · {name}" if leg.name or leg.position > 1 else round.name
        hidden = counters_are_hidden(round.rules, situation)
        return _Leg(leg.id or 0, name, round, leg.closed_at or leg.closes_at, hidden, situation.closed)

    def _of_overall(self) -> list[_Leg]:
        overall = self.rules.overall if self.only is None else None
        named = overall.rounds if overall else ()
        return [leg for leg in self.legs if not named or leg.round.position in named]

    def _mean_legs(self) -> list[_Leg]:
        """Those of the overall table that are over, or in which somebody has played; but none that only those enter who
        were sent on: a final of ten people says nothing of who takes part."""
        played = {leg_id for did in self.did.values() for leg_id in did.by_leg}
        chosen = [round for round in self.rounds if round.rules.advance.kind != "none"]
        last_open = chosen[0].position if chosen else None
        return [
            leg
            for leg in self._of_overall()
            if not leg.hidden
            and (leg.due or leg.id in played)
            and (last_open is None or leg.round.position <= last_open)
        ]

    def _day(self) -> date:
        """The contest's day, for head counts: the last day of its last leg; while nobody knows that, today."""
        closes = [leg.closes for leg in self.legs if leg.closes is not None]
        last = max(closes) - timedelta(microseconds=1) if closes else self.at  # a window ends before its last moment
        return local(last).date()
