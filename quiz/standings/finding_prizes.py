"""All prizes of a contest as they would be given now: rankings, rules and decisions held together. Writes nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlmodel import Session

from quiz.contests.articles.scoring import unit_name
from quiz.contests.contest import Contest
from quiz.contests.prizes import Grade
from quiz.contests.round import Leg
from quiz.contests.scheduling import all_legs_of
from quiz.contests.unit_ranking import UnitRanking
from quiz.language import VIETNAMESE, spoken
from quiz.language import gettext as _
from quiz.ledger import LedgerEntry
from quiz.standings.awarding import Award, Contender, Decided, Offer, Ranking, award, prizes_given
from quiz.standings.counting_units import unit_tables_of_leg
from quiz.standings.deciding_prizes import decided_in, standing_decisions
from quiz.standings.gathering_units import unit_tables_of
from quiz.standings.points import scaled
from quiz.standings.prize_list import PrizeLine, PrizeList, Source, Winner
from quiz.standings.prize_rankings import Gathered, Stands, Title, Waiting, rankings_of_persons
from quiz.standings.unit_rankings import UnitGroup, UnitRow, UnitTable

LegTables = tuple[Leg, list[UnitTable]]
OF_A_LEG = ("leg", "leg_division", "leg_unit")
OF_UNITS = "unit:"
"""How the key of a ranking of units begins."""


@dataclass(frozen=True)
class Found:
    """`cap`: the most prizes for persons that the rules allow; None where they say nothing of it."""

    source: Source
    awards: tuple[Award, ...]
    gathered: Gathered
    decided: Decided
    decisions: tuple[LedgerEntry, ...]
    cap: int | None

    @property
    def given(self) -> int:
        return prizes_given(self.awards)

    @property
    def over_cap(self) -> int:
        return max(0, self.given - self.cap) if self.cap is not None else 0

    @property
    def open_ties(self) -> list[Award]:
        """Where equals stand at a border and nobody has decided."""
        return [one for one in self.awards if one.tie is not None and not one.tie.decided]

    @property
    def waiting(self) -> list[Waiting]:
        return self.gathered.waiting

    @property
    def is_final(self) -> bool:
        """May this list be published? From published boards, with nothing left to wait for or to decide."""
        return self.source == "published" and not (self.waiting or self.open_ties or self.over_cap)

    def stands(self, id: int, ranking: str) -> Stands:
        """An entry; in a ranking of units a unit. It may have left the boards since a decision named it."""
        gathered = self.gathered
        known = gathered.units if ranking.startswith(OF_UNITS) else gathered.listed | gathered.people
        return known.get(id) or Stands(f"#{id}")

    def ticket_of(self, id: int, ranking: str) -> str:
        """What is drawn in lots: the number they wear; of a unit its name, and its number here, for two may be called
        alike."""
        stands = self.stands(id, ranking)
        return f"{stands.name} ({id})" if ranking.startswith(OF_UNITS) else stands.number or f"#{id}"

    def title(self, one: Award) -> Title:
        return self.gathered.titles[one.offer.ranking.key]

    @property
    def prize_list(self) -> PrizeList:
        lines = tuple(self._line(one) for one in self.awards)
        return PrizeList(self.source, lines, len(self.gathered.people), self.given, dict(self.gathered.revisions))

    def _line(self, one: Award) -> PrizeLine:
        prize, title = one.offer.prize, self.title(one)
        return PrizeLine(
            prize.grade, prize.name, prize.scope, title.round, title.of, prize.recipient, one.seats,
            tuple(self._winner(one, each) for each in one.winners), one.left_open, one.tie is not None, one.used_above,
            prize.worth_vnd, prize.worth, in_percent=one.offer.ranking.key in self.gathered.in_percent,
        )  # fmt: skip

    def _winner(self, one: Award, winner: Contender) -> Winner:
        ranking = one.offer.ranking.key
        stands = self.stands(winner.id, ranking)
        entry_id = None if ranking.startswith(OF_UNITS) else winner.id
        above = Counter(each.why for each in one.passed if each.contender.place < winner.place)
        points = scaled(winner.points) if winner.points is not None else None
        return Winner(
            winner.place, stands.name, stands.number, stands.unit, points, entry_id, stands.unit_id, above["held"],
            above["barred"],
        )  # fmt: skip


@spoken(VIETNAMESE)
def prizes_of(session: Session, contest: Contest, source: Source, at: datetime) -> Found:
    """From the published boards, for the list that will be frozen; or from the live ones, for a look ahead.

    What rankings are called stands in the record of a result: the same whoever looks.
    """
    rules = contest.rules
    gathered = rankings_of_persons(session, contest, source, at)
    decisions = tuple(standing_decisions(session, contest))
    decided = decided_in(decisions, rules.prizes)
    awards = award(gathered.offers, rules.one_prize, decided)
    percent = rules.awarding.cap_percent
    cap = None if percent is None else int(len(gathered.people) * Fraction(percent) // 100)
    if any(prize.ranks_units for prize in rules.prizes):
        offers = _offers_to_units(session, contest, gathered, _won(awards, gathered), at)
        offers += _offers_in_legs(session, contest, gathered, awards, at)
        awards += award(offers, "unlimited", replace(decided, barred=frozenset()))
    return Found(source, tuple(awards), gathered, decided, decisions, cap)


def won_by_units(found: Found) -> dict[int, Counter[Grade]]:
    """By unit, how many prizes of each grade its people have won: what rankings of units count. No certificates, and
    nothing that a unit receives itself."""
    return _won(found.awards, found.gathered)


def unit_tables_by_prizes(session: Session, contest: Contest, found: Found, at: datetime) -> list[LegTables]:
    """Of each leg the rankings that count what its people won in it; of units that took part. None where no prize is of
    a leg, or one leg is all there is."""
    rankings = [one for one in contest.rules.unit_rankings if one.measure in ("prizes", "composite")]
    legs = [(round, leg) for round, leg in all_legs_of(session, contest) if leg.cancelled_at is None]
    if not rankings or len(legs) < 2 or not any(prize.scope in OF_A_LEG for prize in contest.rules.prizes):
        return []
    tables: list[LegTables] = []
    for _round, leg in legs:
        won = _won([one for one in found.awards if _is_of(leg, one)], found.gathered)
        told = unit_tables_of_leg(session, contest, leg, rankings, at, won)
        tables.append((leg, [_of_those_who_took_part(table) for table in told]))
    return tables


def _of_those_who_took_part(table: UnitTable) -> UnitTable:
    return replace(table, unranked=tuple(row for row in table.unranked if row.why != "nobody"))


def _offers_to_units(
    session: Session, contest: Contest, gathered: Gathered, won: dict[int, Counter[Grade]], at: datetime
) -> list[Offer]:
    """Once every board is there: among all units that a ranking compares, or in each of its classes apart."""
    tables = {table.rules.number: table for table in unit_tables_of(session, contest, at, won)}
    offers: list[Offer] = []
    for index, prize in enumerate(contest.rules.prizes):
        table = tables.get(prize.unit_ranking or 0)
        if prize.scope != "unit":
            continue
        if table is None or gathered.lacking is not None:
            name = unit_name(table.rules) if table is not None else ""
            gathered.waiting.append(Waiting(index, Title(name), gathered.lacking or "nothing"))
            continue
        if table.rules.measure == "entered" and not any(group.rows for group in table.groups):
            gathered.waiting.append(Waiting(index, Title(unit_name(table.rules)), "unnamed"))
        for place, group in enumerate(table.groups):
            key = f"{OF_UNITS}{table.rules.number}" + (f":{place}" if group.name else "")
            offers.append(Offer(index, prize, Ranking(key, tuple(_in_table(table.rules, group.rows)))))
            gathered.titles[key] = Title(unit_name(table.rules), group.name)
            _know_units(gathered, key, table, group)
    return offers


def _offers_in_legs(
    session: Session, contest: Contest, gathered: Gathered, awards: Sequence[Award], at: datetime
) -> list[Offer]:
    """In each leg alone, once its board is there: what its people did and won in it."""
    offers: list[Offer] = []
    for index, prize in enumerate(contest.rules.prizes):
        ranking = next((one for one in contest.rules.unit_rankings if one.number == prize.unit_ranking), None)
        if prize.scope != "leg_unit" or ranking is None:
            continue
        for round, leg in all_legs_of(session, contest):
            if leg.cancelled_at is not None or prize.round not in (None, round.position):
                continue
            name = leg.name or _("Đợt %(number)s") % {"number": leg.position}
            title = Title(round.name, f"{name}, {unit_name(ranking)}")
            if (lacking := gathered.without_board.get(leg.id or 0)) is not None:
                gathered.waiting.append(Waiting(index, title, lacking))
                continue
            won = _won([one for one in awards if _is_of(leg, one)], gathered)
            [table] = unit_tables_of_leg(session, contest, leg, [ranking], at, won)
            for place, group in enumerate(table.groups):
                key = f"{OF_UNITS}{ranking.number}:leg:{leg.id}" + (f":{place}" if group.name else "")
                offers.append(Offer(index, prize, Ranking(key, tuple(_in_table(ranking, group.rows)))))
                gathered.titles[key] = title if not group.name else Title(title.round, f"{title.of}, {group.name}")
                _know_units(gathered, key, table, group)
    return offers


def _is_of(leg: Leg, one: Award) -> bool:
    """Was it won in this leg, among all or in a division?"""
    return one.offer.ranking.key.split(":")[:2] == ["leg", str(leg.id)]


def _know_units(gathered: Gathered, key: str, table: UnitTable, group: UnitGroup) -> None:
    gathered.units |= {
        row.facts.unit_id: Stands(row.facts.name, unit=row.facts.above, unit_id=row.facts.unit_id) for row in group.rows
    }
    gathered.in_percent |= {key} if table.rules.measure == "ratio" else set()


def _in_table(rules: UnitRanking, rows: Iterable[UnitRow]) -> Iterator[Contender]:
    """A ratio is told, and held against a floor, in percent."""
    for row in rows:
        if row.place is not None and row.value is not None:
            worth = row.value * 100 if rules.measure == "ratio" else row.value
            yield Contender(row.facts.unit_id, row.place, worth)


def _won(awards: Iterable[Award], gathered: Gathered) -> dict[int, Counter[Grade]]:
    won: dict[int, Counter[Grade]] = {}
    for one in awards:
        prize = one.offer.prize
        if prize.goes_to_units or prize.grade == "certificate":
            continue
        for winner in one.winners:
            unit_id = (gathered.people.get(winner.id) or gathered.listed[winner.id]).unit_id
            if unit_id is not None:
                won.setdefault(unit_id, Counter())[prize.grade] += 1
    return won
