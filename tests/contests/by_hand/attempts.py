"""A contest reckoned again from its raw rows, by what its rules say and with none of the product's code.

Rules are read as the JSON that is kept. What no contest here has is not reckoned, and refused where it is met: points
of topics.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Any

Ask = Callable[..., list[Any]]
"""A statement of SQL, and its parameters → its rows."""


@dataclass(frozen=True)
class Result:
    """An attempt, or several of a person summed up. `distance`: in how many nothing was predicted, and the others' sum.

    `kept`: the points as printed, in ten-thousandths; `exact`, `most`: as they are, and as they might have been.
    """

    entry: int
    ordinal: int
    kept: int
    exact: Fraction
    most: Fraction
    right: int
    whole: int
    elapsed: int
    submitted: datetime
    started: datetime
    prediction: int | None
    distance: tuple[int, Fraction] = (0, Fraction(0))
    legs: frozenset[int] = frozenset()
    decided: tuple[int, int] = (0, 0)
    """Among equals, the place that the jury gave, and the lots."""

    def key(self, names: Iterable[str]) -> tuple[Any, ...]:
        """The smaller stands higher."""
        values = {
            "score": -self.kept, "points": -self.kept, "prediction": self.distance, "elapsed": self.elapsed,
            "submitted": self.submitted, "started": self.started, "full_marks": -self.whole,
            "jury": self.decided[0], "lots": self.decided[1],
        }  # fmt: skip
        return tuple(values[name] for name in names)


Line = tuple[int, Any]
"""A place, and whose it is."""


def placed(items: Iterable[Any], key: Callable[[Any], Any], then: Callable[[Any], Any]) -> list[Line]:
    """Each place is one more than how many are better."""
    items = sorted(items, key=lambda one: (key(one), then(one)))
    return [(1 + sum(key(other) < key(one) for other in items), one) for one in items]


class Counted:
    """All attempts of a round of a contest, and which of them count. `carried`: by entry, in ten-thousandths."""

    def __init__(self, ask: Ask, contest: int, position: int = 1, carried: dict[int, int] | None = None) -> None:
        self.ask = ask
        self.carried = carried or {}
        self.rules = data(ask("SELECT rules_json FROM contest WHERE id = :id", id=contest)[0].rules_json)
        self.entries = {one.id: one for one in ask("SELECT * FROM entry WHERE contest_id = :id", id=contest)}
        self.active = {id for id, one in self.entries.items() if one.state == "active"}
        self.ranked = {id for id in self.active if not self.entries[id].hors_concours}
        [self.round] = ask(
            "SELECT id, rules_json, mixing FROM round WHERE contest_id = :id AND position = :position", id=contest,
            position=position,
        )  # fmt: skip
        self.round_rules = data(self.round.rules_json)
        assert not self.round_rules["topic_points"]
        parts = ask("SELECT * FROM part WHERE round_id = :id", id=self.round.id)
        self.shares = {one.id: (one.coefficient, one.weight_percent) for one in parts}
        legs = ask("SELECT id, closes_at FROM leg WHERE round_id = :id AND cancelled_at IS NULL ORDER BY position",
                   id=self.round.id)  # fmt: skip
        self.legs = [one.id for one in legs]
        self.day = (max(moment(one.closes_at) for one in legs) - timedelta(microseconds=1) + timedelta(hours=7)).date()
        divisions = ask("SELECT id FROM division WHERE contest_id = :id ORDER BY position", id=contest)
        self.divisions = [one.id for one in divisions]
        self.questions = {
            one.id: (one.kind, data(one.key)) for one in ask('SELECT id, kind, "key" FROM question_version')
        }
        self.tried = {leg: self._tried(leg) for leg in self.legs}
        self.came_about = {leg: self._came_about(leg) for leg in self.legs}
        self.counted = {leg: self._counted(leg) for leg in self.legs}

    def _tried(self, leg: int) -> list[Result]:
        mine = "attempt.leg_id = :leg AND attempt.mode = 'official' AND attempt.submitted_at IS NOT NULL"
        papers: dict[int, list[tuple[int, int, list[str]]]] = defaultdict(list)
        rows = self.ask(
            "SELECT paper_row.attempt_id, paper_row.version_id, paper_row.part_id, answer.given FROM paper_row "
            "JOIN attempt ON attempt.id = paper_row.attempt_id LEFT JOIN answer "
            f"ON answer.attempt_id = paper_row.attempt_id AND answer.number = paper_row.number WHERE {mine}", leg=leg,
        )  # fmt: skip
        for row in rows:
            chosen = data(row.given)["choices"] if row.given else []
            papers[row.attempt_id].append((row.part_id, row.version_id, chosen))
        attempts = self.ask(f"SELECT * FROM attempt WHERE {mine} AND entry_id IS NOT NULL ORDER BY id", leg=leg)
        return [self._result(leg, one, papers[one.id]) for one in attempts]

    def _result(self, leg: int, attempt: Any, paper: list[tuple[int, int, list[str]]]) -> Result:
        marks = [self._mark(version, chosen) for _, version, chosen in paper]
        exact, most = self._points(paper, marks)
        exact += Fraction(self.carried.get(attempt.entry_id, 0), 10_000)
        start, ends = moment(attempt.started_at), moment(attempt.ends_at)
        last = min(moment(attempt.last_change_at) if attempt.last_change_at else ends, ends)
        spans = [[datetime.fromisoformat(at) for at in span] for span in data(attempt.stood_json)]
        stood = sum((max(timedelta(0), min(until, last) - max(since, start)) for since, until in spans), timedelta(0))
        elapsed = int((last - start - stood).total_seconds())
        return Result(
            attempt.entry_id, attempt.ordinal, floor(exact * 10_000 + Fraction(1, 2)), exact, most,
            marks.count(Fraction(1)), int(all(mark == 1 for mark in marks)), elapsed,
            moment(attempt.submitted_at).replace(microsecond=0), start.replace(microsecond=0), attempt.prediction,
            legs=frozenset([leg]),
        )  # fmt: skip

    def _points(self, paper: list[tuple[int, int, list[str]]], marks: list[Fraction]) -> tuple[Fraction, Fraction]:
        """With what a wrong answer costs, part by part; and the most it could have been."""
        each, minus = (Fraction(self.round_rules[name]) for name in ("points_right", "minus_wrong"))
        brought: dict[int, list[Fraction]] = defaultdict(list)
        for (part, _, chosen), mark in zip(paper, marks, strict=True):
            brought[part].append(-minus if mark == 0 and chosen else mark * each)
        points = {part: sum(some, Fraction(0)) for part, some in brought.items()}
        most = {part: each * len(some) for part, some in brought.items()}
        times = {part: Fraction(1) for part in points}
        if self.round.mixing == "coefficients":
            times = {part: Fraction(self.shares[part][0]) for part in points}
        elif self.round.mixing == "percent":
            times = {part: Fraction(self.shares[part][1]) / most[part] for part in points}
        whole = sum((times[part] * points[part] for part in points), Fraction(0))
        whole = whole if self.round_rules["below_zero"] else max(whole, Fraction(0))
        return whole, sum((times[part] * most[part] for part in points), Fraction(0))

    def _mark(self, version: int, chosen: list[str]) -> Fraction:
        kind, key = self.questions[version]
        right, given = set(key["right"]), set(chosen)
        if kind == "multiple_choice" and key.get("rule") == "each":
            mark = max(Fraction(len(given & right) - len(given - right), len(right)), Fraction(0))
        else:
            mark = Fraction(given == right)
        return Fraction(0) if self.round_rules["partial"] == "whole" and mark < 1 else mark

    def _came_about(self, leg: int) -> dict[str, int]:
        """What predictions are held against. The best attempt is one with everything right as soon as there is one."""
        assert self.round_rules["counted"] == "best"
        tried = [one for one in self.tried[leg] if one.entry in self.ranked]
        whole = {one.entry for one in tried if one.whole}
        return {"people": len({one.entry for one in tried}), "attempts": len(tried), "all_right": len(whole)}

    def _counted(self, leg: int) -> dict[int, Result]:
        """Of each entry the best attempt by the keys of the ranking, of equal ones the first."""
        theirs: dict[int, list[Result]] = defaultdict(list)
        for one in self.tried[leg]:
            theirs[one.entry].append(replace(one, distance=self._distance(leg, one)))
        counted = {}
        for entry, tries in theirs.items():
            whole = sum(one.whole for one in tries)
            keys = self.round_rules["ranking"]
            counted[entry] = replace(min(tries, key=lambda one: (one.key(keys), one.ordinal)), whole=whole)
        return counted | self._decided(leg, counted)

    def _decided(self, leg: int, counted: dict[int, Result]) -> dict[int, Result]:
        """Those whose tie people decided; lots are drawn again from the seed that the ledger has."""
        found: dict[int, Result] = {}
        rows = self.ask("SELECT body FROM ledger_entry WHERE decision = 'decide_tie' AND subject_id = :leg", leg=leg)
        for body in (data(row.body) for row in rows):
            order = body["entries"]
            if body["by"] == "lots":
                tickets = {self.entries[entry].number: entry for entry in order}
                drawn = sorted(tickets, key=lambda one: hashlib.sha256(f"{body['seed']}:{one}".encode()).hexdigest())
                assert order == [tickets[ticket] for ticket in drawn]
            for place, entry in enumerate(order, 1):
                one = found.get(entry, counted[entry])
                both = (place, one.decided[1]) if body["by"] == "jury" else (one.decided[0], place)
                found[entry] = replace(one, decided=both)
        return found

    def _distance(self, leg: int, one: Result) -> tuple[int, Fraction]:
        target, came_about = self.round_rules["prediction"], self.came_about[leg]
        if target is None:
            return (0, Fraction(0))
        if one.prediction is None:
            return (1, Fraction(0))
        said, actual = Fraction(one.prediction), Fraction(came_about.get(target, 0))
        if target == "percent":
            said, actual = said / 100_000, Fraction(100 * came_about["all_right"], came_about["people"])
        if self.round_rules["prediction_within"] == "not_exceeding" and said > actual:
            return (1, Fraction(0))
        return (0, abs(said - actual))


def data(kept: Any) -> Any:
    """One engine gives JSON as text."""
    return json.loads(kept) if isinstance(kept, str) else kept


def moment(kept: Any) -> datetime:
    """One engine gives it as text, without its zone."""
    at = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
