"""Sit an attempt: who may start, and when; how many are left. What comes after is in handing_in.py."""

from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, exists, func, select

from quiz.attempts.allowance import Allowance, allowance
from quiz.attempts.attempt import Attempt, Mode, PaperRow, Presence, SubmittedBy
from quiz.attempts.deadline import (
    NOTHING,
    LegState,
    Span,
    Window,
    closing,
    counts_from,
    course,
    ends_at,
    leg_state,
    pause_of,
)
from quiz.attempts.decisions import FOR_THE_CLOSE, PAUSE, RESUME, decided_for, decisions_about, newest_seq, window_of
from quiz.attempts.handing_in import is_over, submit_attempt, take_turn
from quiz.attempts.holding import Held, held_or
from quiz.attempts.papers import draw_paper
from quiz.attempts.showing import begin
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.database import insert
from quiz.news import tell_after_commit
from quiz.people.role import HOLDERS, Power, RoleName, roles_of
from quiz.people.sign_in import SignIn
from quiz.refusals import N_, Refusal

T = TypeVar("T")


class NotOpen(Refusal):
    message = N_("Vòng thi chưa mở. Trang này sẽ tự báo khi đến giờ.")


class Closed(Refusal):
    message = N_("Vòng thi đã đóng, không bắt đầu được nữa.")
    hint = N_("Nếu bạn nghĩ có nhầm lẫn, hãy báo giám thị hoặc Ban tổ chức.")


class NoneLeft(Refusal):
    message = N_("Bạn đã dùng hết số lượt thi.")


class NoneLeftThisWeek(Refusal):
    message = N_("Bạn đã dùng hết số lượt của tuần này. Lượt tiếp theo bắt đầu được từ 0 giờ thứ Hai.")


class NotInTheContest(Refusal):
    message = N_("Bạn không còn trong danh sách dự thi của cuộc thi này.")
    hint = N_("Nếu bạn nghĩ có nhầm lẫn, hãy báo giám thị hoặc Ban tổ chức.")


class Paused(Refusal):
    message = N_("Đang tạm dừng nên chưa bắt đầu được. Trang này tự báo khi tiếp tục; thời gian làm bài chưa tính.")


class SeatBarred(Refusal):
    status = 403
    message = N_("Bạn có vai trò xem được câu hỏi hoặc đáp án, nên không dự thi tính điểm được.")
    hint = N_("Cảm ơn bạn đã giữ công bằng cho cuộc thi. Bạn có thể mở “Xem thử” để làm thử đề, không tính điểm.")


def start_attempt(
    session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, sign_in: SignIn, at: datetime,
    ordinal: int = 1,
) -> Attempt:  # fmt: skip
    """Begin, or go on with what was begun, however often Start is tapped. Never two at a time.

    `ordinal`: which attempt was meant. A tap that comes again when that one is done does not begin another.
    """
    last = attempt_of(session, entry, leg)
    if last is not None and (ordinal <= last.ordinal or not is_over(session, last, at)):
        return take_turn(session, last, sign_in, at)
    # Whoever moves the close waits for us, or we for them.
    leg = session.get_one(Leg, leg.id, with_for_update={"read": True}, populate_existing=True)
    entry = session.get_one(Entry, entry.id, populate_existing=True)  # how much time they have waits for the lock too
    _insist_may_start(session, contest, round, leg, entry, at)
    if last is not None:
        _insist_one_is_left(session, contest, round, leg, entry, at)
        submit_attempt(session, last, SubmittedBy.TIMEOUT, at)  # had nobody come by to close it
    decisions = decisions_about(session, contest, leg, *FOR_THE_CLOSE)
    began = counts_from(round.rules, window_of(leg), at)
    run = course(round.rules, window_of(leg), began, decided_for(decisions, entry))
    if run.ends_at <= at:
        raise Closed
    attempt = Attempt(
        entry_id=entry.id,
        leg_id=_there(leg.id),
        ordinal=last.ordinal + 1 if last else 1,
        rules_version=round.rules_version,
        sign_in_id=sign_in.id,
        started_at=began,
        ends_at=run.ends_at,
        decided_seq=newest_seq(session, contest),
    )
    values = attempt.model_dump(exclude={"id"})
    if session.execute(insert(Attempt).values(values).on_conflict_do_nothing().returning(Attempt.id)).first() is None:
        return take_turn(session, _there(attempt_of(session, entry, leg)), sign_in, at)
    attempt = _there(attempt_of(session, entry, leg))
    draw_paper(session, round, attempt, at)
    begin(session, round, attempt, at)
    note_presence(session, entry, leg, at)
    tell_after_commit(session, f"leg-{leg.id}")
    return attempt


def start_preview(session: Session, round: Round, leg: Leg, viewer_id: int, sign_in: SignIn, at: datetime) -> Attempt:
    """A paper as a contestant would get it ("Xem thử"), for somebody at the desk. Never counted; no window."""
    attempt = Attempt(
        viewer_id=viewer_id,
        leg_id=_there(leg.id),
        mode=Mode.PREVIEW,
        rules_version=round.rules_version,
        sign_in_id=sign_in.id,
        started_at=at,
        ends_at=ends_at(round.rules, Window(None, None), at, NOTHING),
    )
    session.add(attempt)
    session.flush()
    draw_paper(session, round, attempt, at)
    begin(session, round, attempt, at)
    return attempt


def attempt_of(session: Session, entry: Entry, leg: Leg, mode: Mode = Mode.OFFICIAL) -> Attempt | None:
    """The last that was begun, of those that may count; or of the mock ones."""
    theirs = select(Attempt).where(Attempt.entry_id == entry.id, Attempt.leg_id == leg.id, Attempt.mode == mode)
    return session.exec(theirs.order_by(col(Attempt.ordinal).desc()).limit(1)).first()


def attempts_of(session: Session, entry: Entry, leg: Leg) -> list[Attempt]:
    """Those that may count, in order."""
    theirs = select(Attempt).where(
        Attempt.entry_id == entry.id, Attempt.leg_id == leg.id, Attempt.mode == Mode.OFFICIAL
    )
    return list(session.exec(theirs.order_by(col(Attempt.ordinal))))


def allowance_of(session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, at: datetime) -> Allowance:
    """How many attempts they have left, and when the next may begin."""
    begun = [attempt.started_at for attempt in attempts_of(session, entry, leg)]
    decided = decided_for(decisions_about(session, contest, leg, *FOR_THE_CLOSE), entry)
    closes = closing(window_of(leg), decided, at)
    return allowance(round.rules, begun, closes, at)


def seats_barred(session: Session, person_id: int, contest: Contest, at: datetime) -> bool:
    """Has this person seen, or may they see, questions or keys? The bank is one for all contests."""
    for role in roles_of(session, person_id, at):
        sees_keys = role.name in HOLDERS[Power.SEE_KEYS]
        only_elsewhere = role.name == RoleName.CHIEF_JUDGE and role.contest_id not in (None, contest.id)
        if sees_keys and not only_elsewhere:
            return True
    return _has_previewed(session, person_id, contest)


def questions_in(session: Session, attempt: Attempt) -> int:
    return session.exec(select(func.count()).where(PaperRow.attempt_id == attempt.id)).one()


def note_presence(
    session: Session, entry: Entry, leg: Leg | None, at: datetime, asks_help: bool | None = None
) -> Presence:
    """Their phone was heard of. `asks_help`: they raised their hand, or took it down."""
    presence = session.get(Presence, entry.id)
    if presence is None:
        session.execute(
            insert(Presence).values(entry_id=entry.id, arrived_at=at, last_seen_at=at).on_conflict_do_nothing()
        )
        presence = session.get_one(Presence, entry.id)
        _tell_leg(session, leg)
    presence.last_seen_at = at
    if asks_help is not None:
        presence.asks_help_at = at if asks_help else None
        _tell_leg(session, leg)
    session.add(presence)
    session.flush()
    return presence


def _tell_leg(session: Session, leg: Leg | None) -> None:
    if leg is not None:
        tell_after_commit(session, f"leg-{leg.id}")


def _insist_may_start(session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, at: datetime) -> None:
    if entry.state != EntryState.ACTIVE:
        raise NotInTheContest
    if seats_barred(session, entry.person_id, contest, at):
        raise SeatBarred
    if contest.state != ContestState.ANNOUNCED:
        raise NotOpen
    state = leg_state_for(session, contest, round, leg, entry, at)
    if state in (LegState.CLOSED, LegState.CANCELLED):
        raise Closed
    if state == LegState.HELD:
        raise Held
    if state != LegState.OPEN:
        raise NotOpen
    if pause_for(session, contest, leg, entry) is not None:
        raise Paused


def pause_for(session: Session, contest: Contest, leg: Leg, entry: Entry) -> Span | None:
    """The pause that stands for this entry, if there is one."""
    return pause_of(decided_for(decisions_about(session, contest, leg, PAUSE, RESUME), entry))


def _insist_one_is_left(session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, at: datetime) -> None:
    left = allowance_of(session, contest, round, leg, entry, at)
    if not left.may_begin:
        raise NoneLeftThisWeek if left.next_at else NoneLeft


def leg_state_for(session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, at: datetime) -> LegState:
    """Whether the leg is open for this entry, with the time added for it."""
    decided = decided_for(decisions_about(session, contest, leg, *FOR_THE_CLOSE), entry)
    return held_or(leg_state(round.rules, window_of(leg), decided, at), session, contest, round, leg, at)


def _has_previewed(session: Session, person_id: int, contest: Contest) -> bool:
    seen = (
        select(Attempt.id)
        .join(Leg, col(Leg.id) == Attempt.leg_id)
        .join(Round, col(Round.id) == Leg.round_id)
        .where(Attempt.viewer_id == person_id, Round.contest_id == contest.id)
    )
    return bool(session.scalar(select(exists(seen))))


def _there(found: T | None) -> T:
    assert found is not None
    return found
