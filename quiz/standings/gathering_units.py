"""Gather what rankings of units of a whole contest are made of, over all its legs (counting_units.py counts)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from heapq import nlargest

from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.releasing import counters_are_hidden
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.contests.unit_ranking import Overall
from quiz.language import VIETNAMESE, spoken
from quiz.standings.basis import title_of
from quiz.standings.counting_units import NOTHING, Did, PlayedLeg, UnitCounts, Won, last_day
from quiz.standings.entering_lists import entered_of
from quiz.standings.publishing import situation_of
from quiz.standings.score import Score
from quiz.standings.settling_all import RANKED
from quiz.standings.summing_up import overall_of
from quiz.standings.unit_rankings import UnitTable


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


@dataclass(frozen=True)
class _Leg(PlayedLeg):
    round: Round
    hidden: bool
    due: bool


class _Gathering(UnitCounts):
    def __init__(self, session: Session, contest: Contest, at: datetime, won: Won) -> None:
        assert contest.id is not None
        self.session, self.contest, self.at = session, contest, at
        self.rules = contest.rules
        self.rounds = rounds_of(session, contest.id)
        self.legs = list(self._legs())
        told = [leg for leg in self.legs if not leg.hidden]
        super().__init__(session, contest, told, self.rules.unit_rankings, last_day(self.legs, at), won)
        self.entered = self._entered()
        self.predicting = tuple(leg.name for leg in self.legs if leg.hidden)

    def mean_legs(self) -> Sequence[PlayedLeg]:
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

    def add_points(self, did: Mapping[int, Did]) -> None:
        """Of each person what their counted attempts add up to: of the rounds of the overall table, and of so many legs
        as it sums. What was carried into a round is left out: it was counted where it was scored."""
        overall = self.rules.overall or Overall()
        if not overall.is_plain_sum:
            self._add_points_of_table(did)
            return
        summed = [leg.id for leg in self._of_overall() if not leg.hidden]
        points = self.scores(col(Score.entry_id), col(Entry.unit_id), col(Score.points) - col(Score.carried))
        of_entry: dict[tuple[int, int], list[int]] = defaultdict(list)
        for entry_id, unit_id, one in self.session.execute(
            points.where(col(Score.leg_id).in_(summed), col(Score.stands), RANKED)
        ):
            of_entry[entry_id, unit_id].append(one)
        for (_entry_id, unit_id), scored in of_entry.items():
            best = scored if overall.best_legs is None else nlargest(overall.best_legs, scored)
            did[unit_id].points.append(sum(best))

    def _add_points_of_table(self, did: Mapping[int, Did]) -> None:
        """Of whoever has a place there, what the overall table says, without what was carried into it."""
        table = overall_of(self.session, self.contest, self.at)
        unit_of = select_columns(col(Entry.id), col(Entry.unit_id)).where(col(Entry.contest_id) == self.contest.id)
        units = {id: unit_id for id, unit_id in self.session.execute(unit_of)}  # noqa: C416
        for line in (line for group in table.groups for line in group.ranked) if table else ():
            did[units[line.entry_id]].points.append(line.points - line.carried)

    def _entered(self) -> dict[int, dict[int, Fraction]]:
        """By ranking and unit; in a list without figures the first has the most."""
        if all(one.measure != "entered" for one in self.rules.unit_rankings):
            return {}
        return {
            number: {id: Fraction(len(told.lines) - place) if figure is None else figure
                     for place, (id, figure) in enumerate(told.lines)}
            for number, told in entered_of(self.session, self.contest).units.items()
        }  # fmt: skip

    def _legs(self) -> Iterator[_Leg]:
        """Every leg but the cancelled ones."""
        for round in self.rounds:
            legs = [leg for leg in legs_of(self.session, round.id or 0) if leg.cancelled_at is None]
            yield from (self._leg(round, leg, len(legs)) for leg in legs)

    @spoken(VIETNAMESE)
    def _leg(self, round: Round, leg: Leg, legs: int) -> _Leg:
        """What it is called stands in the record of a result: the same whoever looks."""
        situation = situation_of(self.session, self.contest, round, leg, self.at)
        name = title_of(round, leg, len(self.rounds), legs)
        hidden = counters_are_hidden(round.rules, situation)
        return _Leg(leg.id or 0, name, leg.closed_at or leg.closes_at, round, hidden, situation.closed)

    def _of_overall(self) -> list[_Leg]:
        overall = self.rules.overall
        named = overall.rounds if overall else ()
        return [leg for leg in self.legs if not named or leg.round.position in named]
