"""Publish a board: a numbered snapshot with the rules and decisions that made it. Never changed, only followed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt
from quiz.attempts.deadline import LegState, leg_state
from quiz.attempts.decisions import decided_for_each_group, decisions_about, window_of
from quiz.contests.contest import Contest
from quiz.contests.releasing import Situation, answers_are_out
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, decide, lock_ledger
from quiz.news import tell_after_commit
from quiz.refusals import N_, Invalid, Refusal
from quiz.standings.comparing import compare_all, needs_comparing
from quiz.standings.complaining import open_in_leg
from quiz.standings.conclusion import latest_conclusion
from quiz.standings.counting import count_missing
from quiz.standings.counting_ahead import Ahead, insist_scores_still, insist_still, unchanged
from quiz.standings.keeping import Kept, Made, keep_board, keep_withdrawal, made_board
from quiz.standings.kept_board import KeptBoard, board_in, standings_now
from quiz.standings.live import COUNTED, LiveBoard
from quiz.standings.planned_freeze import FOR_THE_GATE, freezing_of
from quiz.standings.publication_order import insist_in_order, is_early, window_for
from quiz.standings.revision import OFFICIAL, PROVISIONAL, Head, State, latest
from quiz.standings.score import Snapshot
from quiz.standings.unit_rankings import UnitTable
from quiz.written import written

PUBLISH, WITHDRAW = "publish_board", "withdraw_board"


class StillWorking(Refusal):
    message = N_("Chưa công bố được: đợt thi chưa kết thúc hoặc vẫn còn người đang làm bài.")
    hint = N_("Kết quả chính thức chỉ công bố khi đợt thi đã đóng và mọi bài đã nộp.")


class NothingPublished(Refusal):
    message = N_("Không có bảng xếp hạng nào đang được công bố.")


class AnswersAreOut(Refusal):
    message = N_("Đáp án đã công bố, nên không cho ai làm thêm được nữa.")
    hint = N_("Vòng này công bố đáp án ngay khi đóng. Người gặp sự cố có thể được xét riêng, ngoài phần mềm.")


class BoardIsOut(Refusal):
    message = N_("Kết quả đã công bố, nên không đổi giờ làm bài được nữa.")
    hint = N_("Nếu thật cần, Ban tổ chức thu hồi công bố trước.")


class Cancelled(Refusal):
    message = N_("Đợt thi này đã hủy nên không có kết quả để công bố.")


def situation_of(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> Situation:
    """Where the leg stands, for the release gate."""
    decisions = decisions_about(session, contest, leg, *FOR_THE_GATE)
    closed = _is_closed(round, leg, decisions, at) and not working_in(session, leg)
    freezing = freezing_of(session, round, leg, decisions, at)
    return Situation(closed, is_published(session, leg), freezing.since, leg.cancelled_at is not None, freezing.coming)


def insist_nothing_is_out(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> None:
    """Who could go on now might know the answers, or has seen the board."""
    situation = situation_of(session, contest, round, leg, at)
    if situation.published:
        raise BoardIsOut
    if answers_are_out(round.rules, situation):
        raise AnswersAreOut


def _is_closed(round: Round, leg: Leg, decisions: Sequence[LedgerEntry], at: datetime) -> bool:
    """May nobody start any more, not even who was given the most time?"""
    groups = decided_for_each_group(decisions)
    return all(leg_state(round.rules, window_of(leg), decided, at) == LegState.CLOSED for decided in groups)


def working_in(session: Session, leg: Leg) -> int:
    open_attempts = select(func.count()).where(Attempt.leg_id == leg.id, COUNTED, col(Attempt.submitted_at).is_(None))
    return session.scalar(open_attempts) or 0


def is_published(session: Session, leg: Leg) -> bool:
    head = latest(session, leg)
    return head is not None and head.is_out


def published_board(session: Session, head: Head) -> KeptBoard:
    """A snapshot never changes, so it is read once and kept."""
    if head.public_id not in _read:
        while len(_read) >= KEPT:
            _read.pop(next(iter(_read)))
        kept = session.get_one(Snapshot, head.id)
        _read[head.public_id] = board_in(kept.content, kept.rules)
    return _read[head.public_id]


@dataclass(frozen=True)
class How:
    """How a result is to be published. `early`: see publication_order.py.

    `site`: where people reach this site, for the QR on what is printed.
    """

    state: State
    note: str = ""
    early: str = ""
    site: str = ""


@dataclass(frozen=True)
class Ready:
    """A revision that was made ahead, of a leg that was counted and compared as it stood then."""

    made: Made
    ahead: Ahead
    at: datetime


def publish(
    session: Session, contest: Contest, round: Round, leg: Leg, *, state: State, note: str, by: Decider,
    early: str = "", site: str = "", ready: Ready | None = None,
) -> Snapshot:  # fmt: skip
    """Freeze the board as it stands and show it to everyone the rules allow. `ready`: as it was made before."""
    assert contest.id is not None
    how = How(state, note, early, site)
    _insist_open_to(session, contest, round, leg, state, by.at)
    lock_ledger(session, contest.id)  # one revision after the other
    if ready is not None:
        insist_still(session, round, ready.ahead)
        insist_scores_still(session, round, leg, ready.ahead)
        _insist_in_order(session, contest, leg, how, by.at)
        made, by = ready.made, replace(by, at=ready.at)
    else:
        _insist_in_order(session, contest, leg, how, by.at)
        count_missing(session, leg)
        if needs_comparing(round.rules):
            compare_all(session, round, leg)
        made = _made(session, contest, round, leg, how, by)
    snapshot = keep_board(session, made)
    _record(session, contest, leg, snapshot, PUBLISH, snapshot.note, by)
    return snapshot


def publication_ahead(
    session: Session, contest: Contest, round: Round, leg: Leg, how: How, by: Decider
) -> Ready | None:
    """All of the work, while nobody waits. None: something is yet to be counted or compared."""
    _insist_open_to(session, contest, round, leg, how.state, by.at)
    _insist_in_order(session, contest, leg, how, by.at)
    ahead = unchanged(session, round, leg)
    return Ready(_made(session, contest, round, leg, how, by), ahead, by.at) if ahead else None


def _insist_open_to(session: Session, contest: Contest, round: Round, leg: Leg, state: State, at: datetime) -> None:
    if leg.cancelled_at is not None:
        raise Cancelled
    if not may_publish(session, contest, round, leg, state, at):
        raise StillWorking


def _insist_in_order(session: Session, contest: Contest, leg: Leg, how: How, at: datetime) -> None:
    head, waiting = latest(session, leg), open_in_leg(session, leg)
    insist_in_order(contest.rules.complaints, head, how.state, how.note, how.early, at, waiting)


def _made(session: Session, contest: Contest, round: Round, leg: Leg, how: How, by: Decider) -> Made:
    complaints, head, waiting = contest.rules.complaints, latest(session, leg), open_in_leg(session, leg)
    closed = situation_of(session, contest, round, leg, by.at).closed
    window = window_for(complaints, head, how.state, by.at) if closed else None
    early = how.early.strip() if how.state == OFFICIAL and is_early(complaints, head, by.at, waiting) else ""
    kept = Kept(how.state, how.note.strip(), window, early, how.site)
    return made_board(session, contest, round, leg, kept, by, with_sheets=closed)


def withdraw(session: Session, contest: Contest, leg: Leg, *, reason: str, by: Decider) -> Snapshot:
    """Take the published board down; the next revision says so, the earlier one stays as it was."""
    reason = written(reason, "reason", _("Hãy ghi lý do thu hồi."))
    if not is_published(session, leg):
        raise NothingPublished
    lock_ledger(session, contest.id)
    conclusion = latest_conclusion(session, contest)
    if conclusion is not None and conclusion.is_out:
        told = _("Kết quả chung cuộc số %(number)s đang dựa trên bảng này: hãy thu hồi kết quả chung cuộc trước.")
        raise Invalid({"reason": told % {"number": conclusion.number}})
    snapshot = keep_withdrawal(session, contest, leg, reason, by)
    _record(session, contest, leg, snapshot, WITHDRAW, reason, by)
    return snapshot


def may_publish(session: Session, contest: Contest, round: Round, leg: Leg, state: State, at: datetime) -> bool:
    """When nobody is working any more; a board that is live anyway may be frozen before."""
    if leg.cancelled_at is not None:
        return False
    if situation_of(session, contest, round, leg, at).closed:
        return True
    return state == PROVISIONAL and round.rules.board == "live"


def has_changed_since(session: Session, round: Round, leg: Leg, head: Head) -> bool:
    """Would publishing now show something else?"""
    published = published_board(session, head)
    if standings_now(session, round, leg) != list(published.standings):
        return True
    if published.guests is not None and LiveBoard(session, round, leg).beside() != list(published.guests):
        return True
    return published.tables is not None and unit_tables_now(session, round, leg, head) != list(published.tables)


def unit_tables_now(session: Session, round: Round, leg: Leg, head: Head) -> list[UnitTable]:
    """Read back from what would be kept, as those published were."""
    tables = LiveBoard(session, round, leg).unit_tables(head.published_at)
    return [UnitTable.from_json(table.to_json()) for table in tables]


KEPT = 16
_read: dict[str, KeptBoard] = {}


def _record(
    session: Session, contest: Contest, leg: Leg, snapshot: Snapshot, decision: str, reason: str, by: Decider
) -> None:
    assert contest.id is not None
    assert leg.id is not None
    body = {
        "revision": snapshot.revision, "number": snapshot.number, "state": snapshot.state, "digest": snapshot.digest,
    }  # fmt: skip
    early = snapshot.rules.get("early", "")
    if early:
        body["early"] = early
    decide(
        session, contest_id=contest.id, by=by, subject=("leg", leg.id), decision=decision, body=body,
        reason=reason or early,
    )  # fmt: skip
    for topic in ("publication", "board", "leg"):
        tell_after_commit(session, f"{topic}-{leg.id}")
