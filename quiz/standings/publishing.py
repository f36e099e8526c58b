"""Publish a board: a numbered snapshot with the rules and decisions that made it. Never changed, only followed."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt
from quiz.attempts.deadline import LegState, leg_state
from quiz.attempts.decisions import FOR_THE_CLOSE, decided_for_each_group, decisions_about, window_of
from quiz.contests.contest import Contest
from quiz.contests.releasing import Situation, answers_are_out
from quiz.contests.round import Leg, Round
from quiz.database import lock_until_commit
from quiz.language import gettext as _
from quiz.ledger import Decider, decide
from quiz.news import tell_after_commit
from quiz.refusals import N_, Invalid, Refusal
from quiz.standings.comparing import compare_all, needs_comparing
from quiz.standings.complaining import open_in_leg
from quiz.standings.conclusion import latest_conclusion
from quiz.standings.counting import count_missing
from quiz.standings.freeze import freeze_of
from quiz.standings.keeping import Kept, keep_board, keep_withdrawal
from quiz.standings.kept_board import KeptBoard, board_in, standings_now
from quiz.standings.live import COUNTED
from quiz.standings.publication_order import insist_in_order, is_early, window_for
from quiz.standings.revision import OFFICIAL, PROVISIONAL, Head, State, latest
from quiz.standings.score import Snapshot
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
    closed = is_closed_for_everybody(session, contest, round, leg, at) and not working_in(session, leg)
    freeze = freeze_of(session, leg) if round.rules.board == "live" else None
    return Situation(
        closed, is_published(session, leg), freeze.frozen_at if freeze else None, leg.cancelled_at is not None
    )


def insist_nothing_is_out(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> None:
    """Who could go on now might know the answers, or has seen the board."""
    situation = situation_of(session, contest, round, leg, at)
    if situation.published:
        raise BoardIsOut
    if answers_are_out(round.rules, situation):
        raise AnswersAreOut


def is_closed_for_everybody(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> bool:
    """Nobody may start any more, not even who was given the most time."""
    groups = decided_for_each_group(decisions_about(session, contest, leg, *FOR_THE_CLOSE))
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


def publish(
    session: Session, contest: Contest, round: Round, leg: Leg, *, state: State, note: str, by: Decider,
    early: str = "", site: str = "",
) -> Snapshot:  # fmt: skip
    """Freeze the board as it stands and show it to everyone the rules allow. `early`: see publication_order.py.

    `site`: where people reach this site, for the QR on what is printed.
    """
    if leg.cancelled_at is not None:
        raise Cancelled
    if not may_publish(session, contest, round, leg, state, by.at):
        raise StillWorking
    assert contest.id is not None
    lock_until_commit(session, "ledger", contest.id)  # one revision after the other
    complaints, head, waiting = contest.rules.complaints, latest(session, leg), open_in_leg(session, leg)
    insist_in_order(complaints, head, state, note, early, by.at, waiting)
    count_missing(session, leg)
    if needs_comparing(round.rules):
        compare_all(session, round, leg)
    closed = situation_of(session, contest, round, leg, by.at).closed
    window = window_for(complaints, head, state, by.at) if closed else None
    early = early.strip() if state == OFFICIAL and is_early(complaints, head, by.at, waiting) else ""
    kept = Kept(state, note.strip(), window, early, site)
    snapshot = keep_board(session, contest, round, leg, kept, by, with_sheets=closed)
    _record(session, contest, leg, snapshot, PUBLISH, kept.note, by)
    return snapshot


def withdraw(session: Session, contest: Contest, leg: Leg, *, reason: str, by: Decider) -> Snapshot:
    """Take the published board down; the next revision says so, the earlier one stays as it was."""
    reason = written(reason, "reason", _("Hãy ghi lý do thu hồi."))
    if not is_published(session, leg):
        raise NothingPublished
    assert contest.id is not None
    lock_until_commit(session, "ledger", contest.id)
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
    return standings_now(session, round, leg) != list(published.standings)


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
        session, contest_id=contest.id, actor_id=by.person_id, role=by.role, subject=("leg", leg.id),
        decision=decision, body=body, reason=reason or early, at=by.at,
    )  # fmt: skip
    for topic in ("publication", "board", "leg"):
        tell_after_commit(session, f"{topic}-{leg.id}")
