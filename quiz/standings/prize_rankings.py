"""The rankings in which prizes are won: of each leg, round, division and part, from published boards or as they stand.

What was published is read from its snapshot and from nothing else; only the points of a part, which no snapshot has,
are marked anew for those who stand in it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Literal

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry, EntryState
from quiz.contests.prizes import Prize
from quiz.contests.round import Leg, Part, Round, legs_of, parts_of, rounds_of
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.standings.advancing import Finish, summed
from quiz.standings.awarding import Contender, Offer, Ranking
from quiz.standings.counters import are_hidden
from quiz.standings.entering_lists import entered_of
from quiz.standings.live import LiveBoard
from quiz.standings.overall_table import OverallLine
from quiz.standings.points import unscaled
from quiz.standings.prize_list import Source
from quiz.standings.publishing import published_board
from quiz.standings.ranking import Key, rank
from quiz.standings.revision import latest
from quiz.standings.score import NO_PREDICTION
from quiz.standings.sending_on import finishes_in
from quiz.standings.standing import Standing
from quiz.standings.summing_up import overall_of, summed_rounds
from quiz.standings.tie_breaks import ordering

WhyNot = Literal["unpublished", "predicting", "nothing", "unnamed"]


@dataclass(frozen=True)
class Stands:
    """Who stands in a ranking, as people read it: of an entry as its board has it."""

    name: str
    number: str = ""
    unit: str = ""
    unit_id: int | None = None


@dataclass(frozen=True)
class Title:
    """Where a ranking is of: the round's name, and what in it."""

    round: str
    of: str = ""


@dataclass(frozen=True)
class Waiting:
    """A prize whose ranking is not there yet."""

    index: int
    title: Title
    why: WhyNot


@dataclass
class Gathered:
    """`people`: of persons, by their entry; `units` by theirs. `lacking`: why a leg of the contest has no board yet."""

    offers: list[Offer] = field(default_factory=list)
    titles: dict[str, Title] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    people: dict[int, Stands] = field(default_factory=dict)
    units: dict[int, Stands] = field(default_factory=dict)
    listed: dict[int, Stands] = field(default_factory=dict)
    """Who stands in an entered list, and may have played nowhere, by their entry."""
    revisions: dict[str, int] = field(default_factory=dict)
    lacking: WhyNot | None = None
    without_board: dict[int, WhyNot] = field(default_factory=dict)
    """The legs that have none, and why."""
    in_percent: set[str] = field(default_factory=set)
    """The rankings whose points are percent."""


Timed = tuple[tuple[int, int, int], Ranking, Title]
"""A ranking with when it is over, among all of the contest."""
OF_LEG, OF_ROUND, OF_DIVISION, OF_PART, OF_ALL, ENTERED = range(6)


def rankings_of_persons(session: Session, contest: Contest, source: Source, at: datetime) -> Gathered:
    """Every prize for persons of the rules, in each ranking in which it is won, in order of time."""
    return _Gathering(session, contest, source, at).gathered()


class _Gathering:
    def __init__(self, session: Session, contest: Contest, source: Source, at: datetime) -> None:
        assert contest.id is not None
        self.session, self.contest, self.source, self.at = session, contest, source, at
        self.rounds = rounds_of(session, contest.id)
        self.found = Gathered()
        self.boards: dict[int, list[Standing] | WhyNot] = {}
        entries = select_columns(col(Entry.id), col(Entry.division_id), col(Entry.unit_id))
        rows = session.execute(entries.where(col(Entry.contest_id) == contest.id)).all()
        self.division_of = {id: division for id, division, _unit in rows}
        self.unit_of = {id: unit for id, _division, unit in rows}

    def gathered(self) -> Gathered:
        offers: list[tuple[tuple[int, int, int], Offer]] = []
        for index, prize in enumerate(self.contest.rules.prizes):
            for time, ranking, title in self._of(index, prize):
                self.found.titles[ranking.key] = title
                offers.append((time, Offer(index, prize, ranking)))
        self.found.offers = [offer for _time, offer in sorted(offers, key=lambda each: each[0])]
        for round in self.rounds:
            for leg in self._legs(round):
                board = self._board(round, leg)
                if isinstance(board, str):
                    self.found.lacking = self.found.lacking or board
                    self.found.without_board[leg.id or 0] = board
        return self.found

    def _of(self, index: int, prize: Prize) -> Iterator[Timed]:
        if prize.scope in ("leg", "leg_division"):
            for round in self.rounds if prize.round is None else self._named(prize):
                yield from self._of_legs(index, prize, round)
        elif prize.scope in ("round", "division", "part"):
            for round in self._named(prize):
                yield from self._of_round(index, prize, round)
        elif prize.scope == "overall":
            yield from self._of_all(index)
        elif prize.scope == "entered":
            yield from self._of_list(index, prize)

    def _named(self, prize: Prize) -> list[Round]:
        """The round with the prize's position; the last where it names none."""
        if prize.round is None:
            return self.rounds[-1:]
        return [round for round in self.rounds if round.position == prize.round]

    def _of_legs(self, index: int, prize: Prize, round: Round) -> Iterator[Timed]:
        for leg in self._legs(round):
            board = self._board(round, leg)
            title = Title(round.name, leg.name or _("Đợt %(number)s") % {"number": leg.position})
            if isinstance(board, str):
                self.found.waiting.append(Waiting(index, title, board))
                continue
            lines = tuple(Contender(one.entry_id, one.place, unscaled(one.points)) for one in board)
            over = (round.position, OF_LEG, leg.position)
            if prize.scope == "leg":
                yield over, Ranking(f"leg:{leg.id}", lines), title
                continue
            for division in self._divisions():
                own = [one for one in lines if self.division_of.get(one.id) == division.id]
                told = Title(title.round, f"{title.of}, {division.name}")
                yield over, Ranking(f"leg:{leg.id}:{division.id}", _placed_anew(own)), told

    def _of_round(self, index: int, prize: Prize, round: Round) -> Iterator[Timed]:
        legs = self._legs(round)
        boards = [self._board(round, leg) for leg in legs]
        lacking = next((board for board in boards if isinstance(board, str)), None)
        if lacking is not None or not legs:
            self.found.waiting.append(Waiting(index, Title(round.name), lacking or "nothing"))
            return
        whole = [board for board in boards if not isinstance(board, str)]
        if prize.scope == "part":
            yield from self._of_part(index, prize, round, legs, whole)
            return
        finishes = [[self._finish(round, one) for one in board] for board in whole]
        if prize.scope == "round":
            ranking = Ranking(f"round:{round.id}", self._ranked(round, finishes))
            yield (round.position, OF_ROUND, 0), ranking, Title(round.name)
            return
        for division in self._divisions():
            own = [[one for one in leg if one.division_id == division.id] for leg in finishes]
            ranking = Ranking(f"division:{round.id}:{division.id}", self._ranked(round, own))
            yield (round.position, OF_DIVISION, division.position), ranking, Title(round.name, division.name)

    def _of_all(self, index: int) -> Iterator[Timed]:
        """The overall table, once every leg of it is out: of each division apart, where they are ranked apart."""
        table = self.contest.rules.overall
        summed = summed_rounds(self.rounds, table) if table is not None else []
        boards = [self._board(round, leg) for round in summed for leg in self._legs(round)]
        lacking = next((board for board in boards if isinstance(board, str)), None)
        found = overall_of(self.session, self.contest, self.at) if boards and lacking is None else None
        if found is None:
            self.found.waiting.append(Waiting(index, Title(""), lacking or "nothing"))
            return
        for place, group in enumerate(found.groups):
            lines = tuple(_in_the_table(line) for line in group.ranked)
            key = f"overall:{group.division_id}" if group.name else "overall"
            yield (self.rounds[-1].position, OF_ALL, place), Ranking(key, lines), Title("", group.name)

    def _of_list(self, index: int, prize: Prize) -> Iterator[Timed]:
        """As it was entered, of those who still are in the contest with a place."""
        entered = entered_of(self.session, self.contest).prizes.get(index)
        if entered is None:
            self.found.waiting.append(Waiting(index, Title(prize.basis), "unnamed"))
            return
        named = (
            select_columns(col(Entry.id), col(Person.name), col(Entry.number), col(Entry.unit_name), col(Entry.unit_id))
            .join(Person, col(Person.id) == col(Entry.person_id))
            .where(col(Entry.id).in_([id for id, _figure in entered.lines]), col(Entry.state) == EntryState.ACTIVE)
            .where(col(Entry.hors_concours).is_(False))
        )
        listed = {id: Stands(*stands) for id, *stands in self.session.execute(named)}
        self.found.listed |= listed
        over = (self.rounds[-1].position if self.rounds else 0, ENTERED, index)
        yield over, Ranking(f"entered:{entered.seq}", entered.contenders(listed.__contains__)), Title(prize.basis)

    def _of_part(
        self, index: int, prize: Prize, round: Round, legs: Sequence[Leg], boards: Sequence[Sequence[Standing]]
    ) -> Iterator[Timed]:
        part = next((one for one in parts_of(self.session, round.id or 0) if one.position == prize.part), None)
        if part is None:
            self.found.waiting.append(Waiting(index, Title(round.name, str(prize.part)), "nothing"))
            return
        finishes = [list(self._finishes_in(round, part, leg, board)) for leg, board in zip(legs, boards, strict=True)]
        by_round = ordering(round.rules.ranking)

        def by_part(finish: Finish) -> Key:
            return (-finish.part, *by_round(finish))

        lines = _contenders(finishes, by_part, lambda finish: finish.part)
        yield (round.position, OF_PART, part.position), Ranking(f"part:{part.id}", lines), Title(round.name, part.name)

    def _finishes_in(self, round: Round, part: Part, leg: Leg, board: Sequence[Standing]) -> Iterator[Finish]:
        yield from finishes_in(self.session, round, leg, {one.entry_id for one in board}, part.id)

    def _ranked(self, round: Round, finishes: Sequence[Sequence[Finish]]) -> tuple[Contender, ...]:
        return _contenders(finishes, ordering(round.rules.ranking), lambda finish: finish.exact)

    def _board(self, round: Round, leg: Leg) -> "list[Standing] | WhyNot":
        assert leg.id is not None
        if leg.id not in self.boards:
            self.boards[leg.id] = found = self._read(round, leg)
            for one in found if not isinstance(found, str) else ():
                self.found.people[one.entry_id] = Stands(one.name, one.number, one.unit, self.unit_of.get(one.entry_id))
        return self.boards[leg.id]

    def _read(self, round: Round, leg: Leg) -> "list[Standing] | WhyNot":
        if self.source == "live":
            if are_hidden(self.session, self.contest, round, leg, self.at):
                return "predicting"
            live = LiveBoard(self.session, round, leg)
            return live.lines(0, live.total()).lines
        head = latest(self.session, leg)
        if head is None or not head.is_out:
            return "unpublished"
        self.found.revisions[leg.public_id] = head.revision
        return list(published_board(self.session, head).standings)

    def _finish(self, round: Round, one: Standing) -> Finish:
        """What a line of a board says, to be summed and ranked again. Points are as they were kept."""
        keys, exact = one.keys, unscaled(one.points)
        started = keys.get("started")
        return Finish(
            one.entry_id, self.division_of.get(one.entry_id, 0), exact, exact, one.elapsed_s, one.submitted_at,
            datetime.fromisoformat(started) if started else one.submitted_at, part_points=keys.get("part", 0),
            full_marks=keys.get("full_marks", 0), prediction_distance=keys.get("prediction", NO_PREDICTION),
            jury_place=keys.get("jury", 0), lot_place=keys.get("lots", 0), carried=unscaled(one.carried),
        )  # fmt: skip

    def _divisions(self) -> list[Division]:
        own = select(Division).where(Division.contest_id == self.contest.id)
        return list(self.session.exec(own.order_by(col(Division.position), col(Division.id))))

    def _legs(self, round: Round) -> list[Leg]:
        return [leg for leg in legs_of(self.session, round.id or 0) if leg.cancelled_at is None]


def _placed_anew(lines: Sequence[Contender]) -> tuple[Contender, ...]:
    """Some lines of a ranking, with the places they have among themselves."""
    placed = rank(lines, lambda one: (one.place,), among_equals=lambda one: one.id)
    return tuple(replace(one, place=place) for place, one in placed)


def _in_the_table(line: OverallLine) -> Contender:
    return Contender(line.entry_id, line.place or 0, unscaled(line.points), not line.missing)


def _contenders(
    finishes: Sequence[Sequence[Finish]], by: Callable[[Finish], Key], worth: Callable[[Finish], Fraction]
) -> tuple[Contender, ...]:
    """Of all legs together; who is missing in one was not in every leg."""
    in_legs = [{one.entry_id for one in leg} for leg in finishes]
    placed = rank(summed(finishes), by, among_equals=lambda finish: finish.entry_id)
    return tuple(
        Contender(one.entry_id, place, worth(one), all(one.entry_id in leg for leg in in_legs)) for place, one in placed
    )
