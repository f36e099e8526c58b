"""The board as it stands this minute, by index and count: never a window over everybody."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from quiz.attempts.attempt import Attempt, Mode, PaperRow
from quiz.contests.contest import Division
from quiz.contests.cut_line import CutLine, cut_line_of
from quiz.contests.entry import Entry, EntryState
from quiz.contests.mixing import HUNDRED
from quiz.contests.round import BlueprintRow, Leg, LegBlueprintRow, Part, Round, legs_of
from quiz.contests.rules import RankingKey, RoundRules
from quiz.people.person import Person
from quiz.standings.carrying import carries
from quiz.standings.comparing import actual_of, tie_entries
from quiz.standings.cutting import Cut, cut_at
from quiz.standings.key_in_force import Correction
from quiz.standings.keys import keys_in_force
from quiz.standings.points import scaled
from quiz.standings.predicting import Actual
from quiz.standings.ranking import places_of
from quiz.standings.score import Score
from quiz.standings.settling_all import RANKED
from quiz.standings.standing import DivisionName, Figures, Slice, Standing, UnitLine
from quiz.standings.tie_breaks import TIE_BREAKS, ordering

COUNTED = and_(
    col(Attempt.mode) == Mode.OFFICIAL, col(Attempt.entry_id).is_not(None), col(Attempt.disqualified_at).is_(None)
)
ALWAYS_TOLD = ("score", "elapsed", "submitted")
STANDING = col(Score.stands)
"""One attempt of an entry: the one that counts."""


@dataclass
class LiveBoard:
    """Submitted attempts only, one of each entry; withdrawn, disqualified and hors concours entries have no place."""

    session: Session
    round: Round
    leg: Leg
    division_id: int | None = None
    """Of this division alone."""
    rules: RoundRules = field(init=False)

    def __post_init__(self) -> None:
        self.rules = self.round.rules

    def total(self) -> int:
        return self._count()

    def within(self, place: int) -> int:
        last = self._at(place)
        return self.total() if last is None else self._place_of(last) - 1 + self._count(*self._equal(last))

    def divisions(self) -> list[DivisionName]:
        """In their order."""
        named = select(Division).where(Division.contest_id == self.round.contest_id).order_by(col(Division.position))
        found = [DivisionName(each.id or 0, each.name) for each in self.session.exec(named)]
        return found if len(found) > 1 else []

    def in_division(self, id: int) -> "LiveBoard":
        return replace(self, division_id=id)

    def lines(self, start: int, count: int) -> Slice:
        rows = self.session.execute(self._listed().offset(start).limit(count)).all()
        if not rows:
            return Slice([], None)
        key = ordering(self.rules.ranking)
        places = places_of([key(score) for score, *_ in rows], start, self._place_of(rows[0][0]))
        standings = [_standing(self.rules, place, *row) for place, row in zip(places, rows, strict=True)]
        return Slice.cut(standings, start, self._cut(), self.total())

    def position_of(self, entry_id: int) -> int | None:
        mine = self.session.exec(
            select(Score).join(Entry, col(Entry.id) == Score.entry_id).where(
                Score.leg_id == self.leg.id, Score.entry_id == entry_id, STANDING, RANKED,
                *([col(Entry.division_id) == self.division_id] if self.division_id is not None else []),
            )
        ).first()  # fmt: skip
        if mine is None:
            return None
        listed_before = and_(*self._equal(mine), col(Score.entry_id) < mine.entry_id)
        return self._place_of(mine) - 1 + self._count(listed_before)

    def units(self) -> list[UnitLine]:
        ranked_points = case((and_(STANDING, RANKED), col(Score.points)))
        by_unit = (
            select_columns(
                func.max(col(Entry.unit_name)), func.count(func.distinct(col(Score.entry_id))), func.count(),
                func.count(ranked_points), func.sum(ranked_points), func.max(ranked_points),
            )
            .select_from(Score).join(Entry, col(Entry.id) == Score.entry_id)
            .where(col(Score.leg_id) == self.leg.id, col(Entry.state) == EntryState.ACTIVE)
            .group_by(col(Entry.unit_id))
        )  # fmt: skip
        lines = [
            UnitLine(name, people, attempts, ranked, int(total or 0), best or 0)
            for name, people, attempts, ranked, total, best in self.session.execute(by_unit)
        ]
        return sorted(lines, key=lambda line: (-line.people, -line.mean, line.name))

    def figures(self) -> Figures:
        started = select_columns(
            func.count(func.distinct(Attempt.entry_id)), func.count(), func.count(col(Attempt.submitted_at))
        ).where(col(Attempt.leg_id) == self.leg.id, COUNTED, col(Attempt.entry_id).not_in(self._disqualified()))
        if self.division_id is not None:
            started = started.where(col(Attempt.entry_id).in_(self._in_division()))
        people, attempts, submitted = self.session.execute(started).one()
        return Figures(people, attempts, submitted, attempts - submitted)

    @property
    def maximum(self) -> int | None:
        if self._dropped_something() or carries(self.session, self.round):
            return None
        some_attempt = select(func.min(Score.attempt_id)).where(Score.leg_id == self.leg.id).scalar_subquery()
        keys = keys_in_force(self.session, self.round)
        if keys.mix.how == "percent":
            return scaled(HUNDRED)
        asked = select(PaperRow.version_id, PaperRow.part_id).where(PaperRow.attempt_id == some_attempt)
        places = self.session.exec(asked).all()
        if keys.scoring.by_topic and not self._topics_are_alike():
            return None
        keys.learn(self.session, {version_id for version_id, _ in places})
        most = (keys.most(version_id) * keys.mix.times(part_id) for version_id, part_id in places)
        return scaled(sum(most, Fraction(0))) or None

    @property
    def actual(self) -> Actual | None:
        return actual_of(self.session, self.leg) if self.rules.prediction else None

    @property
    def ties(self) -> list[dict[str, Any]]:
        return [entry.body for entry in tie_entries(self.session, self.round, self.leg)]

    @property
    def cut_line(self) -> CutLine | None:
        legs = [leg for leg in legs_of(self.session, self.round.id or 0) if leg.cancelled_at is None]
        apart = self.division_id is not None
        return cut_line_of(self.rules.advance, len(legs), divisions=len(self.divisions()), of_division=apart)

    def _cut(self) -> Cut | None:
        line = self.cut_line
        if line is None:
            return None
        last = self._at(line.count)
        if last is None:
            total = self.total()
            return Cut(total, total)
        return cut_at(line, self._place_of(last) - 1, self._count(*self._equal(last)))

    def _at(self, number: int) -> Score | None:
        """Of whoever is listed so far down; None where fewer are."""
        found = self.session.execute(self._listed().offset(number - 1).limit(1)).first()
        return found[0] if found else None

    def _in_division(self) -> SelectOfScalar[int | None]:
        return select(col(Entry.id)).where(
            Entry.contest_id == self.round.contest_id, Entry.division_id == self.division_id
        )

    def _disqualified(self) -> SelectOfScalar[int | None]:
        return select(col(Entry.id)).where(
            Entry.contest_id == self.round.contest_id, Entry.state == EntryState.DISQUALIFIED
        )

    def _topics_are_alike(self) -> bool:
        """Has every paper as many questions of each topic? Not surely, where a row of the blueprint leaves it open."""
        rows = select(BlueprintRow.topic_id).join(Part, col(Part.id) == BlueprintRow.part_id)
        own = select(LegBlueprintRow.topic_id).where(LegBlueprintRow.leg_id == self.leg.id)
        named = [*self.session.exec(rows.where(Part.round_id == self.round.id)), *self.session.exec(own)]
        return None not in named

    def _dropped_something(self) -> bool:
        decisions = keys_in_force(self.session, self.round).decisions.values()
        return any(taken[-1][0] == Correction.DROP for taken in decisions)

    def _listed(self) -> Select[Score, str, str, str, int | None]:
        order = [_column(name).desc() if _most_first(name) else _column(name) for name in self.rules.ranking]
        listed = (
            select_columns(Score, col(Entry.number), col(Person.name), col(Entry.unit_name), col(Attempt.prediction))
            .join(Attempt, col(Attempt.id) == col(Score.attempt_id))
            .join(Entry, col(Entry.id) == col(Score.entry_id))
            .join(Person, col(Person.id) == col(Entry.person_id))
        )
        if self.division_id is not None:
            listed = listed.where(col(Entry.division_id) == self.division_id)
        return listed.where(col(Score.leg_id) == self.leg.id, STANDING, RANKED).order_by(*order, col(Score.entry_id))

    def _place_of(self, score: Score) -> int:
        """One more than how many are better: on the first key, or equal there and better on the second, and so on."""
        place = 1
        equal: list[ColumnElement[bool]] = []
        for name in self.rules.ranking:
            column, value = _column(name), getattr(score, TIE_BREAKS[name].column)
            place += self._count(*equal, column > value if _most_first(name) else column < value)
            equal.append(column == value)
        return place

    def _equal(self, score: Score) -> list[ColumnElement[bool]]:
        return [_column(name) == getattr(score, TIE_BREAKS[name].column) for name in self.rules.ranking]

    def _count(self, *conditions: ColumnElement[bool]) -> int:
        unranked = select(col(Entry.id)).where(
            Entry.contest_id == self.round.contest_id,
            or_(col(Entry.state) != EntryState.ACTIVE, col(Entry.hors_concours)),
        )
        counted = select(func.count()).where(
            Score.leg_id == self.leg.id, STANDING, *conditions, col(Score.entry_id).not_in(unranked)
        )
        if self.division_id is not None:
            counted = counted.where(col(Score.entry_id).in_(self._in_division()))
        return self.session.scalar(counted) or 0


def _standing(
    rules: RoundRules, place: int, score: Score, number: str, name: str, unit: str, prediction: int | None
) -> Standing:
    return Standing(
        place, score.entry_id, number, name, unit, score.points, score.right, score.elapsed_s, score.submitted_at,
        prediction if rules.prediction else None,
        {key: _told(score, key) for key in rules.ranking if key not in ALWAYS_TOLD}, score.carried,
    )  # fmt: skip


def _told(score: Score, key: RankingKey) -> Any:
    value = getattr(score, TIE_BREAKS[key].column)
    return value.isoformat() if isinstance(value, datetime) else value


def _column(name: Any) -> Any:
    return getattr(Score, TIE_BREAKS[name].column)


def _most_first(name: Any) -> bool:
    return TIE_BREAKS[name].most_first
