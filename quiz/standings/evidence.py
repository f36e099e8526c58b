"""What a board is counted from, kept with it when it is published: each sheet by its questions, and sealed the keys."""

import secrets
import zlib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field as Column
from sqlmodel import Session, SQLModel, col, select

from question_bank.question import QuestionVersion
from quiz.attempts.attempt import Attempt
from quiz.contests.round import Leg, Round
from quiz.standings.comparing import ranked_in
from quiz.standings.counting import sheets_in
from quiz.standings.keys import Keys, keys_in_force, slices
from quiz.standings.record import canonical, pseudonym, salted
from quiz.standings.score import Score
from quiz.standings.sheet import Outcome, Sheet


class Evidence(SQLModel, table=True):
    """Of one snapshot; written with it and never changed. Both are canonical JSON, compressed.

    `sheets`: {"questions": [...], "sheets": [...]}, pseudonymous, part of the record. `sealed`: {"salt", "keys",
    "corrections", "ties"}: what may be shown only once the answers are out.
    """

    __tablename__ = "snapshot_evidence"

    snapshot_id: int = Column(foreign_key="snapshot.id", primary_key=True)
    sheets: bytes = Column(sa_type=LargeBinary)
    sealed: bytes = Column(sa_type=LargeBinary)


@dataclass
class Gathered:
    """Before it is kept."""

    sheets: dict[str, Any]
    sealed: dict[str, Any]


def gather(session: Session, round: Round, leg: Leg, *, with_sheets: bool) -> Gathered:
    """Every attempt that was counted, under the keys in force; or, while somebody works, only the salt."""
    salt = secrets.token_hex(32)
    if not with_sheets:
        return Gathered({"questions": [], "sheets": []}, {"salt": salt, "keys": {}})
    keys = keys_in_force(session, round)
    told = _Telling(salt, keys, ranked_in(session, round), _scores_in(session, leg))
    sheets = [told.sheet(attempt, sheet) for attempt, sheet in sheets_in(session, leg, keys)]
    asked = sorted((pseudonym(salt, "question", id), version) for id, version in _versions(session, told.asked).items())
    place_of = {version.id: place for place, (_, version) in enumerate(asked)}
    for each in sheets:
        each["by_question"] = sorted([place_of[id], points] for id, points in each["by_question"])
    sealed = {name: _key(keys, version) for name, version in asked}
    questions = [_question(salt, name, keys, version.id or 0, sealed[name]) for name, version in asked]
    return Gathered(
        {"questions": questions, "sheets": sorted(sheets, key=lambda each: (each["entry"], each["attempt"]))},
        {"salt": salt, "keys": sealed},
    )


def packed(told: Any) -> bytes:
    return zlib.compress(canonical(told), 6)


@dataclass
class _Telling:
    """How a sheet is told without saying whose it is and what was asked."""

    salt: str
    keys: Keys
    ranked: Set[int]
    scores: Mapping[int, Score]
    asked: set[int] = field(default_factory=set)

    def sheet(self, attempt: Attempt, sheet: Sheet) -> dict[str, Any]:
        score = self.scores[attempt.id or 0]
        self.asked.update(outcome.version_id for outcome in sheet.outcomes)
        return {
            "entry": pseudonym(self.salt, "entry", attempt.entry_id), "attempt": attempt.ordinal,
            "ranked": attempt.entry_id in self.ranked, "stands": score.stands, "points": score.points,
            "carried": score.carried, "right": score.right, "all_right": score.all_right,
            "part_points": score.part_points, "elapsed_s": score.elapsed_s, "prediction": attempt.prediction,
            "started_at": score.started_at.isoformat(), "submitted_at": score.submitted_at.isoformat(),
            "by_question": [(outcome.version_id, _points(outcome)) for outcome in sheet.outcomes],
        }  # fmt: skip


def _question(salt: str, name: str, keys: Keys, version_id: int, key: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": name, "most": str(keys.most(version_id)), "counts": not key["dropped"],
        "key": salted(salt, canonical(key).decode()),
    }  # fmt: skip


def _points(outcome: Outcome) -> str | None:
    """Exactly; None: the question does not count."""
    return None if outcome.mark is None else str(Fraction(outcome.points))


def _scores_in(session: Session, leg: Leg) -> dict[int, Score]:
    return {score.attempt_id: score for score in session.exec(select(Score).where(Score.leg_id == leg.id))}


def _versions(session: Session, ids: Set[int]) -> dict[int, QuestionVersion]:
    found: dict[int, QuestionVersion] = {}
    for batch in slices(sorted(ids)):
        for version in session.exec(select(QuestionVersion).where(col(QuestionVersion.id).in_(batch))):
            found[version.id or 0] = version
    return found


def _key(keys: Keys, version: QuestionVersion) -> dict[str, Any]:
    """The key in force, so that whoever is shown the seal can mark anew."""
    in_force = keys.in_force(version.id or 0)
    return {
        "version": version.public_id, "kind": version.kind, "keys": list(in_force.keys), "for_all": in_force.for_all,
        "dropped": in_force.dropped,
    }  # fmt: skip
