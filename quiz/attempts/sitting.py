"""Sit an attempt: who may start, and when; how many are left. What comes after is in handing_in.py."""

from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from quiz.attempts.allowance import Allowance, allowance
from quiz.attempts.attempt import Attempt, Mode, PaperRow, SubmittedBy
from quiz.attempts.attending import note_start
from quiz.attempts.barring import seat_of
from quiz.attempts.deadline import (
    NOTHING,
    Course,
    Decided,
    LegState,
    Window,
    closing,
    counts_from,
    course,
    ends_at,
    leg_state,
    pause_of,
)
from quiz.attempts.decisions import FOR_THE_CLOSE, decided_for, decisions_about, newest_seq, window_of
from quiz.attempts.handing_in import is_over, submit_attempt, take_turn
from quiz.attempts.holding import Held, held_or
from quiz.attempts.papers import draw_paper
from quiz.attempts.removing import has_started
from quiz.attempts.showing import begin
from quiz.contests.conditions import told_exclusion
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry, EntryState
from quiz.contests.registering import Excluded
from quiz.contests.round import Leg, Round
from quiz.contests.round_entry import is_left_out
from quiz.database import insert, is_sqlite, lock_until_commit
from quiz.in_words import day
from quiz.news import tell_after_commit
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


class NotSentOn(Refusal):
    status = 403
    message = N_("Vòng này dành cho những người đã vào từ vòng trước; tên bạn không có trong danh sách.")
    hint = N_("Nếu bạn nghĩ có nhầm lẫn, hãy báo Ban tổ chức.")


class Paused(Refusal):
    message = N_("Đang tạm dừng nên chưa bắt đầu được. Trang này tự báo khi tiếp tục; thời gian làm bài chưa tính.")


class SeatBarred(Refusal):
    status = 403
    message = N_("Bạn có vai trò xem được câu hỏi hoặc đáp án, nên không dự thi tính điểm được.")
    hint = N_("Cảm ơn bạn đã giữ công bằng cho cuộc thi. Bạn có thể mở “Xem thử” để làm thử đề, không tính điểm.")


class SeatBarredSince(SeatBarred):
    message = N_(
        "Bạn từng có vai trò xem được câu hỏi (đến {day}), khi kho đã có câu hỏi của cuộc thi này, nên không dự thi "
        "tính điểm được."
    )
    hint = N_(
        "Hãy báo Ban tổ chức: họ có thể cho bạn dự thi, kèm lý do, hoặc xác nhận rằng bạn không phải là người ấy."
    )


def start_attempt(
    session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, sign_in: SignIn, at: datetime,
    ordinal: int = 1,
) -> Attempt:  # fmt: skip
    """Begin, or go on with what was begun, however often Start is tapped. Never two at a time.

    `ordinal`: which attempt was meant. A tap that comes again when that one is done does not begin another. A crowd's
    first attempts do not pass here: whatever is asked of the entry, starting.py has to ask too, or leave to us; of the
    leg and of the time both ask `insist_open` and `run_from`.
    """
    last = attempt_of(session, entry, leg)
    if last is not None and (ordinal <= last.ordinal or not is_over(session, last, at)):
        return take_turn(session, last, sign_in, at)
    leg, entry = _as_they_stand(session, leg, entry)
    decided = decided_for(decisions_about(session, contest, leg, *FOR_THE_CLOSE), entry)
    _insist_may_start(session, contest, round, entry, at)
    insist_open(session, contest, round, leg, decided, at)
    if last is not None or round.rules.attempts_per == "round":
        _insist_one_is_left(session, round, leg, entry, decided, at)
    if last is not None:
        submit_attempt(session, last, SubmittedBy.TIMEOUT, at)  # had nobody come by to close it
    began, run = run_from(round, leg, decided, at)
    wanted = Attempt(
        entry_id=entry.id,
        leg_id=_there(leg.id),
        ordinal=last.ordinal + 1 if last else 1,
        rules_version=round.rules_version,
        sign_in_id=sign_in.id,
        started_at=began,
        ends_at=run.ends_at,
        decided_seq=newest_seq(session, contest),
    )
    attempt: Attempt | None = session.scalars(_new_attempt(is_sqlite()), [wanted.model_dump(exclude={"id"})]).first()
    if attempt is None:
        return take_turn(session, _there(attempt_of(session, entry, leg)), sign_in, at)
    draw_paper(session, round, attempt, at)
    begin(session, round, attempt, at)
    note_start(session, entry, at)
    tell_after_commit(session, f"leg-{leg.id}")
    return attempt


@lru_cache
def _new_attempt(_sqlite: bool) -> Any:
    """Unless there is one. Put together once for each engine."""
    return insert(Attempt).on_conflict_do_nothing().returning(Attempt)


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


_THEIRS = select(Attempt).where(
    Attempt.entry_id == bindparam("entry"), Attempt.leg_id == bindparam("leg"), Attempt.mode == bindparam("mode")
)
_LAST_OF_THEIRS = _THEIRS.order_by(col(Attempt.ordinal).desc()).limit(1)


def attempt_of(session: Session, entry: Entry, leg: Leg, mode: Mode = Mode.OFFICIAL) -> Attempt | None:
    """The last that was begun, of those that may count; or of the mock ones."""
    given = {"entry": entry.id, "leg": leg.id, "mode": mode}
    return session.exec(_LAST_OF_THEIRS, params=given).first()


def attempts_of(session: Session, entry: Entry, leg: Leg) -> list[Attempt]:
    """Those that may count, in order."""
    theirs = select(Attempt).where(
        Attempt.entry_id == entry.id, Attempt.leg_id == leg.id, Attempt.mode == Mode.OFFICIAL
    )
    return list(session.exec(theirs.order_by(col(Attempt.ordinal))))


def allowance_of(session: Session, round: Round, leg: Leg, entry: Entry, decided: Decided, at: datetime) -> Allowance:
    """How many attempts they have left, and when the next may begin."""
    if round.rules.attempts_per == "round":
        begun = _begun_in_round(session, round, entry)
    else:
        begun = [attempt.started_at for attempt in attempts_of(session, entry, leg)]
    return allowance(round.rules, begun, closing(window_of(leg), decided, at), at)


def _begun_in_round(session: Session, round: Round, entry: Entry) -> list[datetime]:
    """In whichever legs, of those that were not called off."""
    theirs = select(Attempt.started_at).join(Leg, col(Leg.id) == Attempt.leg_id)
    theirs = theirs.where(Attempt.entry_id == entry.id, Attempt.mode == Mode.OFFICIAL)
    return list(session.exec(theirs.where(Leg.round_id == round.id, col(Leg.cancelled_at).is_(None))))


def questions_in(session: Session, attempt: Attempt) -> int:
    return session.exec(select(func.count()).where(PaperRow.attempt_id == attempt.id)).one()


def _as_they_stand(session: Session, leg: Leg, entry: Entry) -> tuple[Leg, Entry]:
    """Whoever moves the close waits for us, or we for them. On SQLite who writes is alone from the first look on."""
    if is_sqlite() and leg in session and entry in session:
        return leg, entry
    leg = session.get_one(Leg, leg.id, with_for_update={"read": True}, populate_existing=True)
    return leg, session.get_one(Entry, entry.id, populate_existing=True)  # how much time they have waits for it too


def _insist_may_start(session: Session, contest: Contest, round: Round, entry: Entry, at: datetime) -> None:
    if entry.state != EntryState.ACTIVE:
        raise NotInTheContest
    _insist_may_sit(session, contest, entry, at)
    if round.position > 1 and is_left_out(session, round.id, entry.id):
        raise NotSentOn


def insist_open(session: Session, contest: Contest, round: Round, leg: Leg, decided: Decided, at: datetime) -> None:
    """May anybody begin whom these decisions concern, one by one or with a crowd?"""
    if contest.state != ContestState.ANNOUNCED:
        raise NotOpen
    state = leg_state_for(session, contest, round, leg, decided, at)
    if state in (LegState.CLOSED, LegState.CANCELLED):
        raise Closed
    if state == LegState.HELD:
        raise Held
    if state != LegState.OPEN:
        raise NotOpen
    if pause_of(decided) is not None:
        raise Paused


def run_from(round: Round, leg: Leg, decided: Decided, at: datetime) -> tuple[datetime, Course]:
    """From when the time counts of whoever begins now, and how it runs."""
    began = counts_from(round.rules, window_of(leg), at)
    run = course(round.rules, window_of(leg), began, decided)
    if run.ends_at <= at:
        raise Closed
    return began, run


def _insist_may_sit(session: Session, contest: Contest, entry: Entry, at: datetime) -> None:
    """Whoever the rules let play without a place has none from the first attempt on: nothing they did is ranked yet."""
    seat = seat_of(session, entry, contest, at)
    if seat.sees_questions:
        raise SeatBarred
    if seat.may_be_cleared and seat.saw_until is not None:
        raise SeatBarredSince(day=day(seat.saw_until))
    if seat.excluded is not None and seat.is_barred:
        raise Excluded(told_exclusion(seat.excluded[0]))
    if seat.has_no_place and not entry.hors_concours and not has_started(session, entry):
        entry.hors_concours = True
        session.add(entry)


def _insist_one_is_left(session: Session, round: Round, leg: Leg, entry: Entry, decided: Decided, at: datetime) -> None:
    if round.rules.attempts_per == "round":
        lock_until_commit(session, "attempts_in_round", _there(entry.id))  # two legs may be open, and two phones
    left = allowance_of(session, round, leg, entry, decided, at)
    if not left.may_begin:
        raise NoneLeftThisWeek if left.next_at else NoneLeft


def leg_state_for(
    session: Session, contest: Contest, round: Round, leg: Leg, decided: Decided, at: datetime
) -> LegState:
    """Whether the leg is open for whom these decisions concern, with the time added for them."""
    return held_or(leg_state(round.rules, window_of(leg), decided, at), session, contest, round, leg, at)


def _there(found: T | None) -> T:
    assert found is not None
    return found
