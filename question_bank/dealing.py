"""The papers of everybody in a leg, dealt like cards: balanced in difficulty, each question asked about as often. Pure.

A paper is the one at a position of a series; a series has one secret seed. It is known without those before it having
been drawn, and does not depend on who begins when.

ALGORITHM "draw-2": h(purpose, what) is SHA-256 of "draw-2|seed|purpose|what", as UTF-8. Positions 0 to 63 are a round,
64 to 127 the next, and so on; a round is dealt from its first position on, and begins with no question dealt.
1. All parts are dealt together. A row that needs every question that fits it has them, and no other row does.
2. Questions stand by how often they were dealt in this round, then by h("ROUND/TIMES", version id). Rows take the first
   that fit, rows with the fewest fitting questions first (then in the blueprint's order); a row that finds too few
   takes one that an earlier row can replace.
3. Difficulties are tenths of a level. The target is the sum, over the rows, of their count times the mean of what fits
   them, to the nearest sum that can come out (half goes up). While the paper's sum is further from it than 1.4 %, one
   question is exchanged for a free one of the same row: that which comes within, else nearest; then that which makes
   the least difference to how often questions are dealt; then the one that stands first comes in, and goes out.
4. Questions stand in the blueprint's order, each row's by g("question", version id); places and choices as in draw-1,
   by g: SHA-256 of "draw-2|seed/POSITION|purpose|what".
A change to any of this is a new name, and the old one is kept: stored papers are proved by running it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor, gcd
from threading import Lock

from question_bank.drawing import BlueprintRow, PoolQuestion, Rank, TooFewQuestions, ranking, take_one

ALGORITHM = "draw-2"
ROUND = 64
TOLERANCE = Fraction(14, 1000)
"""Of the target, to either side: any two papers within it differ by less than 3 %."""

Paper = list[list[int]]
"""The versions each row asks for, in order."""


@dataclass(frozen=True)
class Portion:
    """What one part asks for, and of what."""

    rows: Sequence[BlueprintRow]
    pool: Sequence[PoolQuestion]


@dataclass
class _Round:
    """One round as far as it is dealt."""

    times: list[int]
    keys: list[tuple[int, bytes]]
    """How each question stands: how often it was dealt, and its rank among those dealt as often."""
    fitting: list[list[int]]
    papers: list[Paper] = field(default_factory=list)


class Dealer:
    """Deals the papers of one series, and remembers those it dealt: asking again costs nothing."""

    def __init__(self, portions: Sequence[Portion], seed: str) -> None:
        self.seed = seed
        self._rank = ranking(ALGORITHM, seed)
        self._rows = [(number, row) for portion in portions for number, row in enumerate(portion.rows, 1)]
        found = {question.version_id: question for portion in portions for question in portion.pool}
        self._ids = sorted(found)
        self._tenths = [found[id].tenths for id in self._ids]
        self._fitting, self._settled = _sorted_out(portions, self._ids)
        self._order = sorted(range(len(self._rows)), key=lambda row: len(self._fitting[row]))
        self.target = self._nearest_sum()
        self._tolerance = floor(self.target * TOLERANCE)
        self._rounds: dict[int, _Round] = {}
        self._lock = Lock()

    def paper(self, position: int) -> Paper:
        number, place = divmod(position, ROUND)
        with self._lock:
            round = self._rounds.get(number) or self._begin(number)
            while len(round.papers) <= place:
                round.papers.append(self._deal(number, round))
            return round.papers[place]

    def own_rank(self, position: int) -> Rank:
        """What orders the places and choices of this one paper."""
        return ranking(ALGORITHM, f"{self.seed}/{position}")

    def _begin(self, number: int) -> _Round:
        keys = [self._key(number, 0, question) for question in range(len(self._ids))]
        self._rounds[number] = _Round([0] * len(self._ids), keys, [list(fitting) for fitting in self._fitting])
        return self._rounds[number]

    def _key(self, number: int, times: int, question: int) -> tuple[int, bytes]:
        return times, self._rank(f"{number}/{times}", str(self._ids[question]))

    def _deal(self, number: int, round: _Round) -> Paper:
        for fitting in round.fitting:
            fitting.sort(key=round.keys.__getitem__)
        owner: dict[int, int] = {}  # question → row
        for row in self._order:
            place, wanted = self._rows[row]
            for taken in range(wanted.count):
                if not take_one(row, round.fitting, owner):
                    raise TooFewQuestions(place, wanted, taken)
        self._balance(round, owner)
        for question in owner:
            round.times[question] += 1
            round.keys[question] = self._key(number, round.times[question], question)
        return self._told(owner, number * ROUND + len(round.papers))

    def _told(self, owner: dict[int, int], position: int) -> Paper:
        rank = self.own_rank(position)
        paper: Paper = [[] for _ in self._rows]
        for question, row in owner.items():
            paper[row].append(self._ids[question])
        return [sorted(ids, key=lambda each: rank("question", str(each))) for ids in paper]

    def _nearest_sum(self) -> int:
        """What the difficulties of a paper shall add up to."""
        least, mean, step = 0, Fraction(0), 0
        for (_, row), fitting in zip(self._rows, self._fitting, strict=True):
            tenths = [self._tenths[question] for question in fitting] or [0]
            least += row.count * min(tenths)
            mean += row.count * Fraction(sum(tenths), len(tenths))
            step = gcd(step, *(each - min(tenths) for each in tenths))
        return least + step * floor((mean - least) / step + Fraction(1, 2)) if step else least

    def _balance(self, round: _Round, owner: dict[int, int]) -> None:
        off = sum(self._tenths[question] for question in owner) - self.target
        while abs(off) > self._tolerance:
            exchange = self._best_exchange(round, owner, off)
            if exchange is None:
                return
            goes, comes = exchange
            owner[comes] = owner.pop(goes)
            off += self._tenths[comes] - self._tenths[goes]

    def _best_exchange(self, round: _Round, owner: dict[int, int], off: int) -> tuple[int, int] | None:
        """Of each difficulty only the one dealt most goes, and the one dealt least comes."""
        found = []
        for row, fitting in enumerate(round.fitting):
            if row in self._settled:
                continue
            goes: dict[int, int] = {}
            comes: dict[int, int] = {}
            for question in fitting:
                if owner.get(question) == row:
                    goes[self._tenths[question]] = question
                elif question not in owner:
                    comes.setdefault(self._tenths[question], question)
            found += [
                (max(0, abs(left) - self._tolerance), round.times[new] - round.times[old], round.keys[new], old, new)
                for given, old in goes.items()
                for taken, new in comes.items()
                if abs(left := off - given + taken) < abs(off)
            ]
        best = min(found, default=None, key=lambda each: (*each[:3], round.keys[each[3]]))
        return best and best[3:]


def _sorted_out(portions: Sequence[Portion], ids: Sequence[int]) -> tuple[list[list[int]], set[int]]:
    """For each row the questions it may have, as places in `ids`; and the rows that need all of theirs."""
    place = {id: number for number, id in enumerate(ids)}
    rows = [(row, portion.pool) for portion in portions for row in portion.rows]
    fitting = [{place[question.version_id] for question in pool if row.fits(question)} for row, pool in rows]
    settled: set[int] = set()
    while True:
        ready = [n for n, (row, _) in enumerate(rows) if n not in settled and len(fitting[n]) == row.count]
        if not ready:
            return [sorted(each) for each in fitting], settled
        settled.add(ready[0])
        for other in set(range(len(rows))) - settled:
            fitting[other] -= fitting[ready[0]]
