"""What a board is counted from, kept with it when it is published: each sheet by its questions, and sealed the keys."""

import json
import secrets
import zlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import LargeBinary, Text, and_, cast
from sqlalchemy import select as select_columns
from sqlmodel import Field as Column
from sqlmodel import Session, SQLModel, col, select

from question_bank.question import QuestionVersion
from question_bank.slices import slices
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.contests.round import Leg, Mixing, Round, parts_of
from quiz.standings.comparing import ranked_in
from quiz.standings.keys import Keys, keys_in_force
from quiz.standings.record import canonical, pseudonym, salted
from quiz.standings.score import Score

TOGETHER = 10_000
"""Rows of papers that are read at a time."""


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
    versions = _versions(session, _asked_in(session, leg))
    keys.learn(session, set(versions))
    asked = sorted((pseudonym(salt, "question", id), version) for id, version in versions.items())
    place_of = {version.id or 0: place for place, (_, version) in enumerate(asked)}
    sealed = {name: _key(keys, version) for name, version in asked}
    questions = [_question(salt, name, keys, version.id or 0, sealed[name]) for name, version in asked]
    brought = _Brought(session, leg, keys, place_of, _positions(session, round))
    sheets = [*_sheets(session, leg, salt, ranked_in(session, round), brought)]
    return Gathered(
        {"questions": questions, "sheets": sorted(sheets, key=lambda each: (each["entry"], each["attempt"]))},
        {"salt": salt, "keys": sealed},
    )


def _positions(session: Session, round: Round) -> dict[int, int]:
    parts = parts_of(session, round.id or 0) if round.mixing != Mixing.SUM else ()
    return {part.id or 0: part.position for part in parts}


def packed(told: Any) -> bytes:
    return zlib.compress(canonical(told), 6)


FIGURES = (
    "points", "carried", "right", "all_right", "part_points", "elapsed_s", "started_at", "submitted_at", "stands",
)  # fmt: skip
"""Of a score, what a sheet tells."""


def _sheets(session: Session, leg: Leg, salt: str, ranked: Set[int], brought: "_Brought") -> Iterator[dict[str, Any]]:
    """How a sheet is told without saying whose it is and what was asked."""
    columns = [col(getattr(Score, name)) for name in FIGURES]
    counted = (
        select_columns(
            col(Score.attempt_id), col(Score.entry_id), col(Attempt.ordinal), col(Attempt.prediction), *columns
        )
        .join(Attempt, col(Attempt.id) == col(Score.attempt_id))
        .where(col(Score.leg_id) == leg.id)
    )
    scores = {row[0]: row for row in session.execute(counted)}
    for attempt_id, places in brought:
        _id, entry_id, ordinal, prediction, *figures = scores[attempt_id]
        told = dict(zip(FIGURES, figures, strict=True))
        parts = {"parts": [part for *_, part in places]} if brought.positions else {}
        yield told | parts | {
            "entry": pseudonym(salt, "entry", entry_id), "attempt": ordinal, "ranked": entry_id in ranked,
            "prediction": prediction, "started_at": told["started_at"].isoformat(),
            "submitted_at": told["submitted_at"].isoformat(),
            "asked": [place for place, *_ in places], "brought": [points for _, points, _ in places],
        }  # fmt: skip


@dataclass
class _Brought:
    """Of each counted attempt, in the order of their ids, what every question brought: each answer is marked once."""

    session: Session
    leg: Leg
    keys: Keys
    place_of: Mapping[int, int]
    positions: Mapping[int, int] = field(default_factory=dict)
    """Of parts, by their ids; empty where they are simply added, so that nobody needs to know."""
    _points: dict[tuple[int, str | None], str | None] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[int, list[tuple[int, str | None, int]]]]:
        asked = (
            select_columns(
                col(PaperRow.attempt_id), col(PaperRow.version_id), cast(col(Answer.given), Text), col(PaperRow.part_id)
            )
            .join(Score, col(Score.attempt_id) == col(PaperRow.attempt_id))
            .outerjoin(
                Answer,
                and_(col(Answer.attempt_id) == col(PaperRow.attempt_id), col(Answer.number) == col(PaperRow.number)),
            )
            .where(col(Score.leg_id) == self.leg.id)
            .order_by(col(PaperRow.attempt_id))
            .execution_options(yield_per=TOGETHER)
        )
        for attempt_id, rows in groupby(self.session.execute(asked), key=itemgetter(0)):
            yield (
                attempt_id,
                sorted(
                    (self.place_of[version], self._of(version, given), self.positions.get(part, 0))
                    for _, version, given, part in rows
                ),
            )

    def _of(self, version_id: int, text: str | None) -> str | None:
        """Exactly; None: the question does not count."""
        place = (version_id, text)
        if place not in self._points:
            given = json.loads(text) if text is not None else None
            given = given if given and not self.keys.is_blank(version_id, given) else None
            mark = self.keys.mark(version_id, given)
            points = self.keys.points(version_id, mark, given is not None)
            self._points[place] = None if mark is None else str(points)
        return self._points[place]


def _question(salt: str, name: str, keys: Keys, version_id: int, key: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": name, "most": str(keys.most(version_id)), "counts": not key["dropped"],
        "key": salted(salt, canonical(key).decode()),
    }  # fmt: skip


def _asked_in(session: Session, leg: Leg) -> set[int]:
    asked = select(PaperRow.version_id).join(Score, col(Score.attempt_id) == PaperRow.attempt_id)
    return set(session.exec(asked.where(Score.leg_id == leg.id).distinct()))


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
