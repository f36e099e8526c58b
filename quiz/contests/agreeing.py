"""Whether the rules of a contest hold together, as they stand and as they would be after a change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, or_, select

from quiz import clock
from quiz.contests.clashes import clashes
from quiz.contests.clashing import Clash, Facts
from quiz.contests.contest import Contest, ContestState
from quiz.contests.contest_rules import PlannedLeg, Rules, RulesRound
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.contests.rules_version import rules_of
from quiz.people.head_count import HeadCount
from quiz.people.unit import Unit
from quiz.refusals import Invalid, Problems


def clashes_in(session: Session, contest: Contest) -> list[Clash]:
    return clashes(rules_of(session, contest), facts_of(session, contest))


def facts_of(session: Session, contest: Contest) -> Facts:
    """People on a roster are counted; while anybody may still register, their number says nothing."""
    playing = (Entry.contest_id == contest.id, Entry.state == EntryState.ACTIVE)
    units = select(Entry.unit_id).where(*playing).distinct()
    in_force = or_(col(HeadCount.as_of).is_(None), col(HeadCount.as_of) <= _last_day(session, contest))
    counted = select(HeadCount.unit_id).where(in_force, HeadCount.number > 0)
    bare = select(func.count()).where(col(Unit.id).in_(units), col(Unit.id).not_in(counted))
    entries = session.exec(select(func.count()).where(*playing)).one()
    is_roster = contest.rules.registration.mode == "closed" and entries
    return Facts(entries if is_roster else None, session.exec(bare).one())


def _last_day(session: Session, contest: Contest) -> date:
    """On which head counts have to be in force; while nobody knows it, today."""
    closes = select(func.max(Leg.closes_at)).join(Round, col(Round.id) == Leg.round_id)
    last = session.exec(closes.where(Round.contest_id == contest.id, col(Leg.cancelled_at).is_(None))).one()
    return clock.day_of(last - timedelta(microseconds=1) if last is not None else clock.now())


def insist_on_agreement(session: Session, contest: Contest, after: Rules, *, drafts_too: bool = False) -> None:
    """Refuse what would newly clash. A draft is put together step by step: there it is only pointed at, unless it is
    the very form on which it is put right."""
    if contest.state == ContestState.DRAFT and not drafts_too:
        return
    facts, problems = facts_of(session, contest), Problems()
    before = clashes(rules_of(session, contest), facts)
    for clash in clashes(after, facts):
        if not clash.is_warning and clash not in before:
            problems.setdefault(clash.field, clash.told)
    problems.refuse()


@contextmanager
def staying_agreed(session: Session, contest: Contest, field: str) -> Iterator[None]:
    """Around a change that is made on no form of rules (parts, divisions, a leg or a round less): taken back, where by
    it the rules of an announced contest would newly clash, and told at `field`."""
    if contest.state == ContestState.DRAFT:
        yield
        return
    before = clashes_in(session, contest)
    with session.begin_nested():
        yield
        session.flush()
        new = [clash.told for clash in clashes_in(session, contest) if not clash.is_warning and clash not in before]
        if new:
            raise Invalid({field: " ".join(new)})


def with_round(rules: Rules, position: int, changed: RoundRules) -> Rules:
    """As they would be with these rules of one round."""

    def replaced(one: RulesRound) -> RulesRound:
        return one.model_copy(update={"rules": changed}) if one.position == position else one

    return rules.model_copy(update={"rounds": tuple(replaced(one) for one in rules.rounds)})


def with_leg(rules: Rules, public_id: str, opens_at: datetime | None, closes_at: datetime | None) -> Rules:
    """As they would be with this window of one leg."""

    def moved(one: PlannedLeg) -> PlannedLeg:
        is_it = one.public_id == public_id
        return one.model_copy(update={"opens_at": opens_at, "closes_at": closes_at}) if is_it else one

    rounds = (one.model_copy(update={"legs": tuple(moved(leg) for leg in one.legs)}) for one in rules.rounds)
    return rules.model_copy(update={"rounds": tuple(rounds)})
