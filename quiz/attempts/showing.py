"""Show a paper step by step, where questions or parts have time of their own. When each was shown is kept."""

from datetime import datetime, timedelta

from sqlmodel import Session

from quiz.attempts.attempt import Attempt, Mode, PaperRow
from quiz.attempts.deadline import NOTHING, Course, Decided, Window, course
from quiz.attempts.decisions import course_of, decisions_about, last_of
from quiz.attempts.pace import coming, current
from quiz.attempts.pacing import apply, pace_of, rows_in
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.refusals import N_, Refusal

AN_INSTANT = timedelta(microseconds=1)
"""No two steps are shown at one moment: by it they are told apart, on a coarse clock or one that was set back too."""


class StillTime(Refusal):
    """A phone whose clock runs ahead wanted to go on, or to hand in, by itself."""

    message = N_("Vẫn còn giờ làm bài.")


class ClockStands(Refusal):
    message = N_("Giờ thi đang tạm dừng. Đợi giám thị cho thi tiếp rồi mới sang câu khác được.")


def begin(session: Session, round: Round, attempt: Attempt, at: datetime) -> None:
    """At the start: the first step is shown, the others wait. Where all is shown at once there is nothing to do."""
    if not round.rules.is_paced:
        return
    for row in rows_in(session, attempt):
        row.waits = True
        session.add(row)
    _show_next(session, round, attempt, at)


def on_show(session: Session, attempt: Attempt) -> list[PaperRow]:
    """What may be seen now: the whole paper, or the step that was shown last."""
    rows = rows_in(session, attempt)
    return current(rows) or [row for row in rows if not row.waits]


def leave(
    session: Session, round: Round, attempt: Attempt, number: int, at: datetime, *, by_itself: bool = False
) -> bool:
    """Go on from the step with this number, never to come back; False where nothing follows.

    From one that was left already nothing happens: a second tap on "Tiếp" skips nothing. `by_itself`: only once its
    time is over.
    """
    _hold(session, attempt)
    shown = on_show(session, attempt)
    if not round.rules.is_paced or number not in [row.number for row in shown]:
        return True
    if attempt.paused_at is not None:
        raise ClockStands
    if by_itself and not _is_over(attempt, shown, at):
        raise StillTime
    return bool(_show_next(session, round, attempt, at))


def _show_next(session: Session, round: Round, attempt: Attempt, at: datetime) -> list[PaperRow]:
    entry = session.get_one(Entry, attempt.entry_id) if attempt.entry_id else None
    (run, seq), rows = _course(session, round, attempt, entry), rows_in(session, attempt)
    numbers = {row.number for row in coming(pace_of(session, round, entry), rows, run, at)}
    shown = [row for row in rows if row.number in numbers]
    before = max((row.shown_at for row in rows if row.shown_at), default=None)
    moment = max(at, before + AN_INSTANT) if before else at
    for row in shown:
        row.waits, row.shown_at = False, moment
        session.add(row)
    session.flush()
    apply(session, round, attempt, entry, run, seq)
    session.flush()
    return shown


def _course(session: Session, round: Round, attempt: Attempt, entry: Entry | None) -> tuple[Course, int]:
    """And the newest decision that it rests on. Whoever previews or tries out has the minutes, and no window."""
    if entry is None or attempt.mode != Mode.OFFICIAL:
        decided = Decided(theirs=entry.accommodation) if entry else NOTHING
        return course(round.rules, Window(None, None), attempt.started_at, decided), 0
    leg, contest = session.get_one(Leg, attempt.leg_id), session.get_one(Contest, round.contest_id)
    decisions = decisions_about(session, contest, leg)
    return course_of(round, leg, decisions, entry, attempt), last_of(decisions)


def _is_over(attempt: Attempt, shown: list[PaperRow], at: datetime) -> bool:
    """Has the own time of what is on show run out?"""
    return attempt.paused_at is None and all(row.ends_at is not None and row.ends_at <= at for row in shown)


def _hold(session: Session, attempt: Attempt) -> None:
    """Until the commit nobody else moves it on, moves its deadline, or hands it in."""
    session.refresh(attempt, with_for_update={"key_share": True})
