"""A contest reckoned again from its raw rows, by what its rules say and with none of the product's code.

Rules are read as the JSON that is kept. What no contest here has is not reckoned, and refused where it is met: a minus,
points of topics, points carried, a jury, lots.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
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
    distance: tuple[int, int] = (0, 0)
    legs: frozenset[int] = frozenset()

    def key(self, names: Iterable[str]) -> tuple[Any, ...]:
        """The smaller stands higher."""
        values = {
            "score": -self.kept, "points": -self.kept, "prediction": self.distance, "elapsed": self.elapsed,
            "submitted": self.submitted, "started": self.started, "full_marks": -self.whole,
        }  # fmt: skip
        return tuple(values[name] for name in names)


Line = tuple[int, Any]
"""A place, and whose it is."""


def placed(items: Iterable[Any], key: Callable[[Any], Any], then: Callable[[Any], Any]) -> list[Line]:
    """Each place is one more than how many are better."""
    items = sorted(items, key=lambda one: (key(one), then(one)))
    return [(1 + sum(key(other) < key(one) for other in items), one) for one in items]


class Counted:
    """All attempts of a contest of one round, and which of them count."""

    def __init__(self, ask: Ask, contest: int) -> None:
        self.ask = ask
        self.rules = data(ask("SELECT rules_json FROM contest WHERE id = :id", id=contest)[0].rules_json)
        self.entries = {one.id: one for one in ask("SELECT * FROM entry WHERE contest_id = :id", id=contest)}
        self.active = {id for id, one in self.entries.items() if one.state == "active"}
        self.ranked = {id for id in self.active if not self.entries[id].hors_concours}
        [self.round] = ask("SELECT id, rules_json FROM round WHERE contest_id = :id", id=contest)
        self.round_rules = data(self.round.rules_json)
        assert not self.round_rules["topic_points"]
        assert Fraction(self.round_rules["minus_wrong"]) == 0
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
        papers: dict[int, list[tuple[int, list[str]]]] = defaultdict(list)
        rows = self.ask(
            "SELECT paper_row.attempt_id, paper_row.version_id, answer.given FROM paper_row "
            "JOIN attempt ON attempt.id = paper_row.attempt_id LEFT JOIN answer "
            f"ON answer.attempt_id = paper_row.attempt_id AND answer.number = paper_row.number WHERE {mine}", leg=leg,
        )  # fmt: skip
        for row in rows:
            papers[row.attempt_id].append((row.version_id, data(row.given)["choices"] if row.given else []))
        attempts = self.ask(f"SELECT * FROM attempt WHERE {mine} AND entry_id IS NOT NULL ORDER BY id", leg=leg)
        return [self._result(leg, one, papers[one.id]) for one in attempts]

    def _result(self, leg: int, attempt: Any, paper: list[tuple[int, list[str]]]) -> Result:
        marks = [self._mark(version, chosen) for version, chosen in paper]
        each = Fraction(self.round_rules["points_right"])
        exact = sum(marks, Fraction(0)) * each
        start, ends = moment(attempt.started_at), moment(attempt.ends_at)
        last = min(moment(attempt.last_change_at) if attempt.last_change_at else start, ends)
        spans = [[datetime.fromisoformat(at) for at in span] for span in data(attempt.stood_json)]
        stood = sum((max(timedelta(0), min(until, last) - max(since, start)) for since, until in spans), timedelta(0))
        elapsed = int((last - start - stood).total_seconds())
        return Result(
            attempt.entry_id, attempt.ordinal, int(exact * 10_000 + Fraction(1, 2)), exact, each * len(paper),
            marks.count(Fraction(1)), int(all(mark == 1 for mark in marks)), elapsed,
            moment(attempt.submitted_at).replace(microsecond=0), start.replace(microsecond=0), attempt.prediction,
            legs=frozenset([leg]),
        )  # fmt: skip

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
        return counted

    def _distance(self, leg: int, one: Result) -> tuple[int, int]:
        target = self.round_rules["prediction"]
        assert target in (None, "people", "attempts", "all_right")
        assert self.round_rules["prediction_within"] == "nearest"
        if target is None:
            return (0, 0)
        return (1, 0) if one.prediction is None else (0, abs(one.prediction - self.came_about[leg][target]))


def data(kept: Any) -> Any:
    """One engine gives JSON as text."""
    return json.loads(kept) if isinstance(kept, str) else kept


def moment(kept: Any) -> datetime:
    """One engine gives it as text, without its zone."""
    at = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
