"""The versions of a contest's rules, each the whole at that moment: contest, rounds, legs, parts.

Every decision that is noted (scheduling.note) keeps the next version, if the whole has changed by it. A draft has one
version, the first, which its organisers write until they announce it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from quiz.columns import json_column
from quiz.contests.composing import own_rows_of, questions_in
from quiz.contests.contest import Contest, ContestState, Division
from quiz.contests.contest_rules import PlannedLeg, Rules, RulesPart, RulesRound
from quiz.contests.round import Leg, Part, Round, legs_of, parts_of, rounds_of
from quiz.ledger import LedgerEntry
from quiz.people.unit import Unit


class RulesVersion(SQLModel, table=True):
    """Never changed once the contest is announced. The decision that made it stands in the ledger."""

    __tablename__ = "rules_version"
    __table_args__ = (UniqueConstraint("contest_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    version: int
    content: dict[str, Any] = Field(sa_column=json_column())
    at: datetime
    decided_seq: int
    reason: str = ""

    @property
    def rules(self) -> Rules:
        return Rules.model_validate(self.content)


def rules_of(session: Session, contest: Contest) -> Rules:
    """The whole as it stands now."""
    assert contest.id is not None
    own = contest.rules
    divisions = select(Division.name).where(Division.contest_id == contest.id).order_by(col(Division.position))
    return Rules(
        title=contest.title, organiser=session.get_one(Unit, contest.unit_id).name, contest=own,
        rounds=tuple(_round(session, round) for round in rounds_of(session, contest.id)),
        divisions=tuple(session.exec(divisions)),
        units=tuple(unit.name for unit_id in own.eligibility.unit_ids if (unit := session.get(Unit, unit_id))),
    )  # fmt: skip


def versions_of(session: Session, contest: Contest) -> list[RulesVersion]:
    """From the first to the newest."""
    kept = select(RulesVersion).where(RulesVersion.contest_id == contest.id).order_by(col(RulesVersion.version))
    return list(session.exec(kept))


def keep_version(session: Session, contest: Contest, decided: LedgerEntry) -> None:
    """After a decision: the whole is kept as the next version, if it is not what it was. Serial per contest, by the
    ledger's lock, which the decision holds."""
    assert contest.id is not None
    session.flush()
    content = rules_of(session, contest).model_dump(mode="json")
    last = session.exec(
        select(RulesVersion).where(RulesVersion.contest_id == contest.id).order_by(col(RulesVersion.version).desc())
    ).first()
    if last is not None and last.content == content:
        return
    if last is not None and contest.state == ContestState.DRAFT:
        session.delete(last)
        session.flush()
    else:
        contest.rules_version += _is_another(contest, last, decided)
        session.add(contest)
    session.add(
        RulesVersion(
            contest_id=contest.id, version=contest.rules_version, content=content, at=decided.at,
            decided_seq=decided.seq, reason=decided.reason,
        )
    )  # fmt: skip
    session.flush()


def _is_another(contest: Contest, last: RulesVersion | None, decided: LedgerEntry) -> bool:
    """Than the one whose number the contest has; a contest announced before versions were kept had one too."""
    return last is not None or (contest.state != ContestState.DRAFT and decided.decision != "announce")


def _round(session: Session, round: Round) -> RulesRound:
    assert round.id is not None
    parts = parts_of(session, round.id)
    return RulesRound(
        position=round.position, name=round.name, kind=round.kind, mixing=round.mixing, rules=round.rules,
        legs=tuple(_leg(session, leg, parts) for leg in legs_of(session, round.id)),
        parts=tuple(_part(session, part) for part in parts),
    )  # fmt: skip


def _leg(session: Session, leg: Leg, parts: list[Part]) -> PlannedLeg:
    own = any(own_rows_of(session, part, leg) for part in parts)
    return PlannedLeg(
        public_id=leg.public_id, name=leg.name, opens_at=leg.opens_at, closes_at=leg.closes_at,
        cancelled=leg.cancelled_at is not None,
        questions=sum(questions_in(session, part, leg) for part in parts) if own else None,
    )  # fmt: skip


def _part(session: Session, part: Part) -> RulesPart:
    return RulesPart(
        position=part.position, name=part.name, kind=part.kind, minutes=part.minutes,
        questions=questions_in(session, part), maximum=part.maximum, coefficient=part.coefficient,
        weight_percent=part.weight_percent,
    )  # fmt: skip
