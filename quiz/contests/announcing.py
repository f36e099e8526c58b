"""A contest as the public knows it: its name and page, announced, postponed, called off, put away.

Each step is a decision in the ledger, and needs a reason once it was announced.
"""

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from quiz.contests.contest import Contest, ContestState
from quiz.contests.making import insist_on_title
from quiz.contests.round import Leg
from quiz.contests.scheduling import NotNow, all_legs_of, insist_on_reason, legs_to_come, no_reason, note
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, decisions_on
from quiz.people.unit import Unit
from quiz.refusals import N_, Invalid, Problems, Refusal

ANNOUNCE, POSTPONE, CANCEL = "announce", "postpone", "cancel_contest"
SLOGAN_MAX = 200
PAGE_MAX = 50_000


class NothingToPostpone(Refusal):
    message = N_("Không còn đợt thi nào chưa mở để hoãn.")


def describe(session: Session, contest: Contest, title: str, slogan: str, unit: Unit, reason: str, by: Decider) -> None:
    """What the contest is called and who holds it."""
    assert unit.id is not None
    slogan = " ".join(slogan.split())
    if (contest.title, contest.slogan, contest.unit_id) == (" ".join(title.split()), slogan, unit.id):
        return
    insist_on_description(contest, title, slogan, reason)
    title, reason = insist_on_title(title), reason.strip()
    contest.title, contest.slogan, contest.unit_id = title, slogan, unit.id
    session.add(contest)
    note(session, contest, ("contest", contest.id), "describe_contest", {"unit": unit.id}, reason, by)


def insist_on_description(contest: Contest, title: str, slogan: str, reason: str) -> None:
    """Of words that change something."""
    problems = Problems()
    with problems.gathered():
        insist_on_title(title)
    if len(slogan) > SLOGAN_MAX:
        problems["slogan"] = _("Dài quá %(most)s chữ.") % {"most": SLOGAN_MAX}
    with problems.gathered():
        insist_on_reason(contest, reason)
    problems.refuse()


def write_page(session: Session, contest: Contest, markdown: str, by: Decider) -> None:
    """The text of the public page, kept as it was written."""
    markdown = markdown.replace("\r\n", "\n").strip()
    if len(markdown) > PAGE_MAX:
        raise Invalid({"page_markdown": _("Trang dài quá %(most)s chữ.") % {"most": PAGE_MAX}})
    if markdown == contest.page_markdown:
        return
    contest.page_markdown = markdown
    session.add(contest)
    note(session, contest, ("contest", contest.id), "write_page", {"letters": len(markdown)}, "", by)


def announce(session: Session, contest: Contest, by: Decider) -> None:
    """Everybody sees it from now on. Whether it is ready is asked before (readiness.py)."""
    if contest.state != ContestState.DRAFT:
        raise NotNow
    contest.state = ContestState.ANNOUNCED
    session.add(contest)
    note(session, contest, ("contest", contest.id), ANNOUNCE, {}, "", by)


def postpone(
    session: Session, contest: Contest, opens_at: datetime, reason: str, played: Set[int], by: Decider
) -> None:
    """The next leg opens then; it and all that follow move by as much, and keep their length."""
    if contest.state != ContestState.ANNOUNCED:
        raise NotNow
    moving = [leg for _round, leg in legs_to_come(session, contest, played, by.at) if leg.opens_at]
    if not moving:
        raise NothingToPostpone
    first = min(leg.opens_at for leg in moving if leg.opens_at)
    problems = {} if reason.strip() else {"reason": no_reason()}
    if opens_at <= max(first, by.at):
        problems["opens_at"] = _("Hãy chọn một lúc muộn hơn lúc đã định và chưa qua.")
    if problems:
        raise Invalid(problems)
    moved = [_move(session, leg, opens_at - first) for leg in moving]
    note(session, contest, ("contest", contest.id), POSTPONE, {"legs": moved}, reason.strip(), by)


def cancel(session: Session, contest: Contest, reason: str, by: Decider) -> None:
    """Nobody plays any more; the page stays and says why."""
    if contest.state not in (ContestState.DRAFT, ContestState.ANNOUNCED):
        raise NotNow
    if not reason.strip():
        raise Invalid({"reason": no_reason()})
    contest.state, contest.cancelled_reason = ContestState.CANCELLED, reason.strip()
    session.add(contest)
    for _round, leg in all_legs_of(session, contest):
        leg.cancelled_at = by.at
        session.add(leg)
    note(session, contest, ("contest", contest.id), CANCEL, {}, reason.strip(), by)


def archive(session: Session, contest: Contest, running: bool, by: Decider) -> None:
    """Out of the way: off the front page and the list, still found by its address."""
    if contest.state not in (ContestState.ANNOUNCED, ContestState.CANCELLED) or running:
        raise NotNow(hint=N_("Chỉ cất vào kho lưu trữ khi không có đợt thi nào đang mở."))
    contest.state = ContestState.ARCHIVED
    session.add(contest)
    note(session, contest, ("contest", contest.id), "archive", {}, "", by)


def restore(session: Session, contest: Contest, by: Decider) -> None:
    """Back from the archive, as it was."""
    if contest.state != ContestState.ARCHIVED:
        raise NotNow
    contest.state = ContestState.CANCELLED if contest.cancelled_reason else ContestState.ANNOUNCED
    session.add(contest)
    note(session, contest, ("contest", contest.id), "restore", {}, "", by)


def last_postponement(session: Session, contest: Contest) -> LedgerEntry | None:
    assert contest.id is not None
    return next(reversed(decisions_on(session, contest.id, POSTPONE)), None)


def _move(session: Session, leg: Leg, by: timedelta) -> dict[str, Any]:
    assert leg.opens_at is not None
    before = leg.opens_at
    leg.opens_at = before + by
    leg.closes_at = leg.closes_at + by if leg.closes_at else None
    session.add(leg)
    return {"leg": leg.id, "from": before.isoformat(), "to": leg.opens_at.isoformat()}
