"""The board as it stands this minute, by the lines that are kept in order: never a count or a window over everybody."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, case, exists, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt, Mode, PaperRow
from quiz.contests.contest import Contest, Division
from quiz.contests.cut_line import CutLine, cut_line_of
from quiz.contests.entry import Entry, EntryState
from quiz.contests.mixing import HUNDRED
from quiz.contests.round import BlueprintRow, Leg, LegBlueprintRow, Part, Round, legs_of
from quiz.contests.rules import RankingKey, RoundRules
from quiz.people.person import Person
from quiz.standings.beside import beside_of
from quiz.standings.board_line import EVERYBODY, BoardLine, BoardTotal
from quiz.standings.carrying import carries
from quiz.standings.comparing import actual_of, tie_entries
from quiz.standings.counting_units import counted_in_leg, unit_tables_of_leg
from quiz.standings.cutting import Cut, cut_at
from quiz.standings.keeping_listed import list_what_changed
from quiz.standings.key_in_force import Correction
from quiz.standings.keys import keys_in_force
from quiz.standings.points import scaled
from quiz.standings.predicting import Actual
from quiz.standings.ranking import places_of
from quiz.standings.score import Score
from quiz.standings.seeking import Lines
from quiz.standings.settling_all import RANKED
from quiz.standings.standing import Beside, DivisionName, Figures, Slice, Standing, UnitLine
from quiz.standings.tie_breaks import TIE_BREAKS, ordering
from quiz.standings.unit_rankings import UnitTable

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
        return self._lines.total()

    def within(self, place: int) -> int:
        last = self._lines.key_at(place - 1)
        return self.total() if last is None else self._lines.better(last) + self._lines.equals(last)

    def divisions(self) -> list[DivisionName]:
        """In their order."""
        named = select(Division).where(Division.contest_id == self.round.contest_id).order_by(col(Division.position))
        found = [DivisionName(each.id or 0, each.name) for each in self.session.exec(named)]
        return found if len(found) > 1 else []

    def in_division(self, id: int) -> "LiveBoard":
        return replace(self, division_id=id)

    def lines(self, start: int, count: int) -> Slice:
        first = self._lines.key_at(start) if start else ""
        rows = self.session.execute(self._listed(first).limit(count)).all() if first is not None else []
        if not rows:
            return Slice([], None)
        key, [first_key] = ordering(self.rules.ranking), rows[0][-1:]
        places = places_of([key(score) for score, *_ in rows], start, self._lines.better(first_key) + 1)
        standings = [_standing(self.rules, place, *row[:-1]) for place, row in zip(places, rows, strict=True)]
        return Slice.cut(standings, start, self._cut(), self.total())

    def beside(self) -> list[Beside]:
        list_what_changed(self.session)
        return beside_of(self.session, self.leg.id or 0, self.division_id)

    def position_of(self, entry_id: int) -> int | None:
        mine = self._lines.key_of(entry_id)
        return None if mine is None else self._lines.above(mine)

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

    def unit_tables(self, at: datetime) -> list[UnitTable]:
        contest = self.session.get_one(Contest, self.round.contest_id)
        rankings = counted_in_leg(contest.rules.unit_rankings)
        return unit_tables_of_leg(self.session, contest, self.leg, rankings, at) if rankings else []

    def figures(self) -> Figures:
        list_what_changed(self.session)
        counted = select_columns(func.sum(col(BoardTotal.people)), func.sum(col(BoardTotal.attempts))).where(
            col(BoardTotal.leg_id) == self.leg.id
        )
        if self.division_id is not None:
            counted = counted.where(col(BoardTotal.division_id) == self.division_id)
        people, submitted = self.session.execute(counted).one()
        newcomers, working = self.session.execute(self._working()).one()
        return Figures((people or 0) + newcomers, (submitted or 0) + working, submitted or 0, working)

    @property
    def maximum(self) -> int | None:
        if self._dropped_something() or carries(self.session, self.round):
            return None
        some_attempt = select(Score.attempt_id).where(Score.leg_id == self.leg.id).limit(1).scalar_subquery()
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
        last = self._lines.key_at(line.count - 1)
        if last is None:
            total = self.total()
            return Cut(total, total)
        return cut_at(line, self._lines.better(last), self._lines.equals(last))

    @property
    def _lines(self) -> Lines:
        """With what was written in this transaction."""
        list_what_changed(self.session)
        return Lines(self.session, self.leg.id or 0, self.division_id or EVERYBODY)

    def _working(self) -> Any:
        """How many people begin who have no score yet, and how many attempts are under way: by the index of those."""
        counted = exists().where(
            col(BoardLine.leg_id) == self.leg.id, col(BoardLine.entry_id) == col(Attempt.entry_id),
            col(BoardLine.attempts) > 0,
        )  # fmt: skip
        under_way = (
            select_columns(func.count(func.distinct(case((~counted, col(Attempt.entry_id))))), func.count())
            .join(Entry, col(Entry.id) == col(Attempt.entry_id))
            .where(col(Attempt.leg_id) == self.leg.id, COUNTED, col(Attempt.submitted_at).is_(None))
            .where(col(Entry.state) != EntryState.DISQUALIFIED)
        )
        return under_way if self.division_id is None else under_way.where(col(Entry.division_id) == self.division_id)

    def _topics_are_alike(self) -> bool:
        """Has every paper as many questions of each topic? Not surely, where a row of the blueprint leaves it open."""
        rows = select(BlueprintRow.topic_id).join(Part, col(Part.id) == BlueprintRow.part_id)
        own = select(LegBlueprintRow.topic_id).where(LegBlueprintRow.leg_id == self.leg.id)
        named = [*self.session.exec(rows.where(Part.round_id == self.round.id)), *self.session.exec(own)]
        return None not in named

    def _dropped_something(self) -> bool:
        decisions = keys_in_force(self.session, self.round).decisions.values()
        return any(taken[-1][0] == Correction.DROP for taken in decisions)

    def _listed(self, first: str = "") -> Any:
        """From this key on."""
        return (
            select_columns(
                Score, col(Entry.number), col(Person.name), col(Entry.unit_name), col(Attempt.prediction),
                col(BoardLine.key),
            )
            .join(BoardLine, col(BoardLine.attempt_id) == col(Score.attempt_id))
            .join(Attempt, col(Attempt.id) == col(Score.attempt_id))
            .join(Entry, col(Entry.id) == col(Score.entry_id))
            .join(Person, col(Person.id) == col(Entry.person_id))
            .where(*self._lines.listed(), col(BoardLine.key) >= first)
            .order_by(col(BoardLine.key))
        )  # fmt: skip


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
