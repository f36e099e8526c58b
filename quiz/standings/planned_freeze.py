"""When a leg's board freezes by itself: by its rules, so many minutes before the close, or as was decided for this leg.

The moment follows the close while it has not come: time added, a pause, a moved close. Once it has come it has come;
what is decided later does not move it. Closed by hand before, the board freezes as it is closed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from quiz.attempts.deadline import Window, closing, opening
from quiz.attempts.decisions import FOR_THE_CLOSE, decided_for, decisions_about, window_of
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import LedgerEntry
from quiz.standings.freeze import BoardFreeze, freeze_of

PLAN_FREEZE = "plan_freeze"
"""Ledger, on ("leg", id). Body: {"minutes"} before the close, or {"at"} a moment; neither: not by itself."""
FOR_THE_GATE = (*FOR_THE_CLOSE, PLAN_FREEZE)
SET_RULES = "set_rules"
"""As contests/scheduling.py writes it, on ("round", id), with the rules that changed."""


@dataclass(frozen=True)
class Plan:
    """So many minutes before the close, or at a moment; neither: not by itself."""

    minutes: int | None = None
    at: datetime | None = None

    @property
    def is_there(self) -> bool:
        return self.minutes is not None or self.at is not None


class PlannedFreeze:
    """What rules and decisions come to, taken up in the order in which they were taken. Pure."""

    def __init__(self, rules: RoundRules, window: Window, decisions: Iterable[LedgerEntry] = ()) -> None:
        decisions = sorted(decisions, key=lambda one: one.seq)
        changed = any("freeze_minutes" in one.body for one in decisions if one.decision == SET_RULES)
        self._rules, self._closed_by_hand = rules, window.closed_at
        self._window = replace(window, closed_at=None)
        self._by_rules = None if changed else rules.freeze_minutes
        self.plan = Plan(self._by_rules)
        self._not_before: datetime | None = None
        self._came: datetime | None = None
        self._taken: list[LedgerEntry] = []
        for decision in decisions:
            self._take(decision)

    def expected(self, at: datetime) -> datetime | None:
        """When it comes or came, as far as is known then; while a pause stands, as if that ended now."""
        if self._came is not None or not self.plan.is_there:
            return self._came
        moment, closed = self._planned(at), self._closed_by_hand
        return closed if closed is not None and (moment is None or closed < moment) else moment

    def came(self, at: datetime) -> datetime | None:
        """The moment, once it has come and the leg has opened."""
        moment, opens = self.expected(at), opening(self._rules, self._window)
        return moment if moment is not None and opens is not None and max(moment, opens) <= at else None

    def _take(self, decision: LedgerEntry) -> None:
        if self._came is None and (moment := self._planned(decision.at)) is not None and moment <= decision.at:
            self._came = moment
        if decision.decision in (PLAN_FREEZE, SET_RULES):
            self._plan_anew(decision)
        else:
            self._taken.append(decision)
        if self._came is None:
            self._not_before = decision.at

    def _plan_anew(self, decision: LedgerEntry) -> None:
        """Rules that are changed after a leg has closed are for those that follow."""
        self._came = None
        if decision.decision == PLAN_FREEZE:
            at = decision.body.get("at")
            self.plan = Plan(decision.body.get("minutes"), datetime.fromisoformat(at) if at else None)
            return
        self._by_rules = decision.body.get("freeze_minutes", self._by_rules)
        close = self._close(decision.at)
        self.plan = Plan(self._by_rules if close is None or close > decision.at else None)

    def _planned(self, at: datetime) -> datetime | None:
        """Never before the leg opens, nor before it was decided."""
        moment = self.plan.at
        if self.plan.minutes is not None and (close := self._close(at)) is not None:
            moment = close - timedelta(minutes=self.plan.minutes)
        opens = opening(self._rules, self._window)
        return max(filter(None, (moment, opens, self._not_before))) if moment is not None else None

    def _close(self, at: datetime) -> datetime | None:
        return closing(self._window, decided_for(self._taken, None), at)


def planned_freeze_of(
    session: Session, round: Round, leg: Leg, decisions: Sequence[LedgerEntry]
) -> PlannedFreeze | None:
    """`decisions`: those FOR_THE_GATE on the leg. None: nobody ever planned one."""
    rules = round.rules
    if rules.board != "live":
        return None
    if rules.freeze_minutes is None and not any(one.decision == PLAN_FREEZE for one in decisions):
        return None
    about_it = [one for one in _rules_set(session, round) if {"board", "freeze_minutes"} & one.body.keys()]
    return PlannedFreeze(rules, window_of(leg), [*decisions, *about_it])


class Freezing(NamedTuple):
    """Since when the public sees no more than stood then, also before the board of that moment is made; and from when
    on it will, as far as is known."""

    since: datetime | None = None
    coming: datetime | None = None


def freezing_of(session: Session, round: Round, leg: Leg, decisions: Sequence[LedgerEntry], at: datetime) -> Freezing:
    """`decisions`: those FOR_THE_GATE on the leg."""
    if round.rules.board != "live":
        return Freezing()
    held = freeze_of(session, leg)
    return Freezing(held.frozen_at) if held is not None else _as_planned(session, round, leg, decisions, at)


def _as_planned(session: Session, round: Round, leg: Leg, decisions: Sequence[LedgerEntry], at: datetime) -> Freezing:
    """Of a board that is not frozen. Whoever lifted it after the moment meant that."""
    planned = planned_freeze_of(session, round, leg, decisions)
    if planned is None:
        return Freezing()
    came, expected = planned.came(at), planned.expected(at)
    if came is None:
        return Freezing(coming=expected if expected is not None and expected > at else None)
    lifted = session.exec(select(func.max(BoardFreeze.lifted_at)).where(BoardFreeze.leg_id == leg.id)).one()
    return Freezing(came) if lifted is None or lifted < came else Freezing()


def awaited(
    session: Session, round: Round, leg: Leg, decisions: Sequence[LedgerEntry], at: datetime
) -> datetime | None:
    """The moment, where it has come and the board that stood then is yet to be made."""
    return _as_planned(session, round, leg, decisions, at).since if freeze_of(session, leg) is None else None


def plan_of(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> tuple[Plan, datetime | None]:
    """What is planned, and the moment that it comes to, while that is still to come."""
    planned = planned_freeze_of(session, round, leg, decisions_about(session, contest, leg, *FOR_THE_GATE))
    if planned is None:
        return Plan(), None
    moment = planned.expected(at)
    return planned.plan, moment if moment is not None and moment > at else None


def _rules_set(session: Session, round: Round) -> list[LedgerEntry]:
    mine = (LedgerEntry.contest_id == round.contest_id, LedgerEntry.subject_type == "round")
    decided = select(LedgerEntry).where(*mine, LedgerEntry.subject_id == round.id, LedgerEntry.decision == SET_RULES)
    return list(session.exec(decided.order_by(col(LedgerEntry.seq))))
