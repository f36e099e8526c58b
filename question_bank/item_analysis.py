"""How questions did in real papers: how hard, how telling, which distractor works, how reliable a paper. Pure.

Answers are added one attempt at a time and only counted: what is kept grows with questions, choices and different
totals, not with attempts. A `Tally` counts one question among people whose totals can be compared, those of one leg;
several of them make one `Item`. Statistics decide no place, so they are ordinary floating-point numbers.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

ENOUGH = 30
"""Attempts: with fewer of them chance speaks louder than the question."""
PAPERS_MAX = 50
"""Different papers in one round: beyond that they were drawn anew for everybody, and no paper can be told of."""
THIRD = 1 / 3

Counts = Mapping[float, float]
"""By total: how many attempts have it."""


@dataclass(frozen=True, slots=True)
class Response:
    """One place of one paper. `mark` None: the question counts for nobody. `chosen`: none where it was left empty."""

    question: Hashable
    mark: float | None
    chosen: Sequence[str]


@dataclass
class Tally:
    asked: int = 0
    blank: int = 0
    marks: Counter[tuple[float, float]] = field(default_factory=Counter)  # (mark, total), where the question counts
    totals: Counter[float] = field(default_factory=Counter)
    chosen: dict[str, Counter[float]] = field(default_factory=lambda: defaultdict(Counter))  # choice → totals

    def add(self, response: Response, total: float) -> None:
        self.asked += 1
        self.totals[total] += 1
        if response.mark is not None:
            self.marks[response.mark, total] += 1
        self.blank += not response.chosen
        for choice in response.chosen:
            self.chosen[choice][total] += 1


@dataclass(frozen=True)
class Option:
    """One choice, or one answer as it was typed: by how many it was given, and by which part of each third."""

    choice: str
    count: int
    share: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Item:
    asked: int
    blank: int
    right: float | None
    """Share with full marks; None where the question counts for nobody."""
    mean: float | None
    """Mean mark: as `right`, unless there are marks in between."""
    discrimination: float | None
    """Correlation of the mark with the rest of the total (point-biserial, corrected); None where nothing varies."""
    options: tuple[Option, ...]

    @property
    def enough(self) -> bool:
        return self.asked >= ENOUGH

    def option(self, choice: str) -> Option:
        return next((each for each in self.options if each.choice == choice), Option(choice, 0, 0.0, 0.0, 0.0))


def item(tallies: Iterable[Tally]) -> Item:
    whole = [tally for tally in tallies if tally.asked]
    asked = sum(tally.asked for tally in whole)
    marks = [(mark, count) for tally in whole for (mark, _), count in tally.marks.items()]
    counted = sum(count for _, count in marks)
    return Item(
        asked=asked,
        blank=sum(tally.blank for tally in whole),
        right=sum(count for mark, count in marks if mark == 1) / counted if counted else None,
        mean=sum(mark * count for mark, count in marks) / counted if counted else None,
        discrimination=_discrimination(whole),
        options=_options(whole, asked),
    )


def lower_third(totals: Counts) -> dict[float, float]:
    """Total → which part of those who have it belong to the lowest third. Equals at the border share what is left."""
    return _third(totals, sorted(totals))


def upper_third(totals: Counts) -> dict[float, float]:
    return _third(totals, sorted(totals, reverse=True))


def _third(totals: Counts, order: list[float]) -> dict[float, float]:
    left = sum(totals.values()) * THIRD
    parts = {}
    for total in order:
        parts[total] = min(1.0, left / totals[total])
        left = max(0.0, left - totals[total])
    return parts


def _options(tallies: list[Tally], asked: int) -> tuple[Option, ...]:
    counts: Counter[str] = Counter()
    lower: dict[str, float] = defaultdict(float)
    upper: dict[str, float] = defaultdict(float)
    for tally in tallies:
        low, high = lower_third(tally.totals), upper_third(tally.totals)
        for choice, totals in tally.chosen.items():
            counts[choice] += totals.total()
            lower[choice] += sum(low[total] * count for total, count in totals.items())
            upper[choice] += sum(high[total] * count for total, count in totals.items())
    third = asked * THIRD
    return tuple(
        Option(choice, count, count / asked, lower[choice] / third, upper[choice] / third)
        for choice, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _discrimination(tallies: list[Tally]) -> float | None:
    """Within each tally, then pooled: rests are compared in units of their own spread, for papers differ in length."""
    marks_vary = together = people = 0.0
    for tally in tallies:
        pairs = [(mark, total - mark, count) for (mark, total), count in tally.marks.items()]
        spread_of_marks, spread_of_rests, product = _spreads(pairs)
        if not spread_of_rests:
            continue
        count = sum(count for _, _, count in pairs)
        marks_vary += spread_of_marks
        together += product / sqrt(spread_of_rests / count)
        people += count
    return _within_one(together / sqrt(marks_vary * people)) if marks_vary and people else None


def _spreads(pairs: list[tuple[float, float, int]]) -> tuple[float, float, float]:
    """Sums of squares of the first, of the second, and of their products, all about the means."""
    count = sum(weight for _, _, weight in pairs)
    if not count:
        return 0.0, 0.0, 0.0
    mean_x = sum(x * weight for x, _, weight in pairs) / count
    mean_y = sum(y * weight for _, y, weight in pairs) / count
    xx = sum((x - mean_x) ** 2 * weight for x, _, weight in pairs)
    yy = sum((y - mean_y) ** 2 * weight for _, y, weight in pairs)
    xy = sum((x - mean_x) * (y - mean_y) * weight for x, y, weight in pairs)
    return _nothing(xx, count), _nothing(yy, count), xy


def _nothing(spread: float, count: int) -> float:
    """What only rounding leaves of equal numbers."""
    return spread if spread > 1e-12 * count else 0.0


def _within_one(value: float) -> float:
    return max(-1.0, min(1.0, value))


@dataclass
class PaperTally:
    """Attempts with the very same questions."""

    attempts: int = 0
    totals: Counter[float] = field(default_factory=Counter)
    marks: dict[Hashable, Counter[float]] = field(default_factory=lambda: defaultdict(Counter))


@dataclass(frozen=True)
class Paper:
    questions: int
    attempts: int
    reliability: float | None
    """KR-20, or Cronbach's alpha, which it is a case of, where there are marks between none and full; None where
    nobody's total differs, or there is only one question."""


def paper(tally: PaperTally) -> Paper:
    count = len(tally.marks)
    spread = _variance(tally.totals)
    if count < 2 or not spread:
        return Paper(count, tally.attempts, None)
    unshared = sum(_variance(marks) for marks in tally.marks.values())
    return Paper(count, tally.attempts, count / (count - 1) * (1 - unshared / spread))


def _variance(counts: Counter[float]) -> float:
    """Of all of them, not of a sample: KR-20 is defined so."""
    number = counts.total()
    if not number:
        return 0.0
    mean = sum(value * count for value, count in counts.items()) / number
    return _nothing(sum((value - mean) ** 2 * count for value, count in counts.items()), number) / number


class Analysis:
    """Everything that was asked, added one attempt at a time. `among`: those whose totals can be compared."""

    def __init__(self) -> None:
        self.attempts = 0
        self.drawn = False  # so many different papers that none is told of
        self._tallies: dict[Hashable, dict[Hashable, Tally]] = defaultdict(lambda: defaultdict(Tally))
        self._papers: dict[frozenset[Hashable], PaperTally] = defaultdict(PaperTally)

    def add(self, responses: Sequence[Response], among: Hashable = None) -> None:
        counted = [(response.question, response.mark) for response in responses if response.mark is not None]
        total = sum(mark for _, mark in counted)
        self.attempts += 1
        for response in responses:
            self._tallies[response.question][among].add(response, total)
        if not self.drawn:
            self._add_paper(counted, total)

    def items(self) -> dict[Hashable, Item]:
        return {question: item(tallies.values()) for question, tallies in self._tallies.items()}

    def papers(self) -> list[Paper]:
        """The most used first."""
        return sorted((paper(tally) for tally in self._papers.values()), key=lambda each: -each.attempts)

    def _add_paper(self, counted: list[tuple[Hashable, float]], total: float) -> None:
        same = frozenset(question for question, _ in counted)
        if same not in self._papers and len(self._papers) == PAPERS_MAX:
            self.drawn = True
            self._papers.clear()
            return
        tally = self._papers[same]
        tally.attempts += 1
        tally.totals[total] += 1
        for question, mark in counted:
            tally.marks[question][mark] += 1
