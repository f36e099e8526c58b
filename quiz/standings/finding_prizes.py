"""All prizes of a contest as they would be given now: rankings, rules and decisions held together. Writes nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.contests.prizes import Grade, Prize
from quiz.ledger import LedgerEntry
from quiz.standings.awarding import Award, Contender, Decided, award, prizes_given
from quiz.standings.deciding_prizes import decided_in, standing_decisions
from quiz.standings.points import scaled
from quiz.standings.prize_list import PrizeLine, PrizeList, Source, Winner
from quiz.standings.prize_rankings import Gathered, Stands, Title, Waiting, rankings_of_persons


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

    def stands(self, one: Contender, prize: Prize) -> Stands:
        return self.gathered.people[one.id]

    def ticket_of(self, ranking: str, id: int) -> str:
        """What is drawn in lots: the number they wear."""
        return self.gathered.people[id].number or f"#{id}"

    def name_of(self, id: int) -> str:
        """Of an entry that a decision names; it may have left the boards since."""
        stands = self.gathered.people.get(id)
        return stands.name if stands else f"#{id}"

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
            prize.worth_vnd, prize.worth,
        )  # fmt: skip

    def _winner(self, one: Award, winner: Contender) -> Winner:
        stands = self.stands(winner, one.offer.prize)
        above = Counter(each.why for each in one.passed if each.contender.place < winner.place)
        points = scaled(winner.points) if winner.points is not None else None
        return Winner(
            winner.place, stands.name, stands.number, stands.unit, points, winner.id, stands.unit_id, above["held"],
            above["barred"],
        )  # fmt: skip


def prizes_of(session: Session, contest: Contest, source: Source, at: datetime) -> Found:
    """From the published boards, for the list that will be frozen; or from the live ones, for a look ahead."""
    rules = contest.rules
    gathered = rankings_of_persons(session, contest, source, at)
    decisions = tuple(standing_decisions(session, contest))
    decided = decided_in(decisions, rules.prizes)
    awards = award(gathered.offers, rules.one_prize, decided)
    percent = rules.awarding.cap_percent
    cap = None if percent is None else int(len(gathered.people) * Fraction(percent) // 100)
    return Found(source, tuple(awards), gathered, decided, decisions, cap)


def won_by_units(found: Found) -> dict[int, Counter[Grade]]:
    """By unit, how many prizes of each grade its people have won: what rankings of units count. No certificates, and
    nothing that a unit receives itself."""
    won: dict[int, Counter[Grade]] = {}
    for one in found.awards:
        prize = one.offer.prize
        if prize.goes_to_units or prize.grade == "certificate":
            continue
        for winner in one.winners:
            unit_id = found.gathered.people[winner.id].unit_id
            if unit_id is not None:
                won.setdefault(unit_id, Counter())[prize.grade] += 1
    return won
