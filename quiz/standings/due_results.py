"""Where the results of each leg of a contest stand, and which may be published next, many at once.

A contest by the week has dozens, each provisional first, then official once complaints are over.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round, RoundKind, legs_of, rounds_of
from quiz.language import VIETNAMESE, spoken
from quiz.language import gettext as _
from quiz.standings.complaining import open_in_leg
from quiz.standings.out_of_step import is_stale
from quiz.standings.publishing import How, situation_of
from quiz.standings.revision import OFFICIAL, PROVISIONAL, Head, State, latest

Standing = Literal["running", "first", "window", "complaints", "changed", "official", "stale", "done"]
"""Not over; over and nothing is out; complaints are still taken; some wait for an answer; something must be said of
what changed since the provisional result; that may be official as it is; official and changed since; official."""


@dataclass(frozen=True)
class LegResults:
    """`waiting`: complaints without an answer. `state`: what may be published next with no more to say, if anything."""

    round: Round
    leg: Leg
    head: Head | None
    standing: Standing
    waiting: int
    state: State | None

    @property
    def title(self) -> str:
        return " · ".join(filter(None, (self.round.name, self.leg.name)))


def results_of_legs(session: Session, contest: Contest, at: datetime) -> list[LegResults]:
    return [
        _results_of(session, contest, round, leg, at)
        for round in rounds_of(session, contest.id or 0)
        if round.kind == RoundKind.ONLINE
        for leg in legs_of(session, round.id or 0)
        if leg.cancelled_at is None
    ]


def due_among(
    session: Session, contest: Contest, legs: Collection[str], at: datetime, *, site: str = ""
) -> list[tuple[str, How]]:
    """Of the legs named by their public ids those that may be published with no more to say, and how."""
    return [
        (each.leg.public_id, How(each.state, unchanged() if each.head is not None else "", site=site))
        for each in results_of_legs(session, contest, at)
        if each.state is not None and each.leg.public_id in legs
    ]


def unchanged() -> str:
    """What an official result says where nothing moved since the provisional one; in Vietnamese, for it stays."""
    with spoken(VIETNAMESE):
        return _("Hết hạn khiếu nại, kết quả giữ nguyên như bản tạm thời.")


def _results_of(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> LegResults:
    head, waiting = latest(session, leg), open_in_leg(session, leg)
    closed = situation_of(session, contest, round, leg, at).closed
    standing = _standing(session, contest, round, leg, head, waiting, at) if closed else "running"
    first = PROVISIONAL if contest.rules.complaints.days else OFFICIAL
    state = {"first": first, "official": OFFICIAL}.get(standing)
    return LegResults(round, leg, head, standing, waiting, state if head is None or standing == "official" else None)


def _standing(
    session: Session, contest: Contest, round: Round, leg: Leg, head: Head | None, waiting: int, at: datetime
) -> Standing:
    if head is None or not head.is_out:
        return "first"
    stale = is_stale(session, contest, round, leg, head)
    if head.state == OFFICIAL:
        return "stale" if stale else "done"
    if waiting:
        return "complaints"
    window = head.complaints
    if window is not None and not window.is_over(at):
        return "window"
    if stale or (window is None and contest.rules.complaints.days):
        return "changed"
    return "official"
