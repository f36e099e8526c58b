"""Complaints about results: made about one's own attempt while the window is open, answered in writing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt, Mode
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.database import lock_until_commit
from quiz.in_words import ending, moment
from quiz.language import gettext as _
from quiz.ledger import Decider, decide
from quiz.people.person import Person
from quiz.refusals import N_, Problems, Refusal
from quiz.standings.changed_boards import board_changed
from quiz.standings.complaint import Complaint
from quiz.standings.conclusion import latest_conclusion
from quiz.standings.publication_order import end_of_day_after
from quiz.standings.revision import Window, latest
from quiz.written import written

ANSWER = "answer_complaint"
"""Ledger, on ("complaint", id). Body: {"attempt", "upheld"}; the words stay with the complaint."""
OPEN = and_(col(Complaint.withdrawn_at).is_(None), col(Complaint.upheld).is_(None))


class NoComplaintsNow(Refusal):
    message = N_("Lúc này không nhận khiếu nại về lượt thi này.")
    hint = N_("Khiếu nại được nhận từ khi có kết quả tạm thời đến hết hạn ghi trên bảng kết quả.")


class StillOpen(Refusal):
    message = N_("Khiếu nại trước của bạn về lượt thi này đang được xem xét.")
    hint = N_("Hãy đợi trả lời, hoặc rút khiếu nại đó rồi gửi lại.")


class NotOpen(Refusal):
    message = N_("Khiếu nại này đã được rút hoặc đã có trả lời.")


@dataclass(frozen=True)
class Filed:
    """A complaint with whose it is and what it is about."""

    complaint: Complaint
    attempt: Attempt
    entry: Entry
    person: Person
    round: Round
    leg: Leg

    def is_overdue(self, at: datetime) -> bool:
        return self.complaint.is_open and at >= self.complaint.due_at


def window_of_complaints(session: Session, contest: Contest, leg: Leg) -> Window | None:
    """When the result that is out may be complained about; None where there is none, or none are taken. The final
    result of the contest rests on it, so what that prints holds too: the window that closes last."""
    head, conclusion = latest(session, leg), latest_conclusion(session, contest)
    if head is None or not head.is_out:
        return None
    printed = [each.complaints for each in (head, conclusion) if each is not None and each.is_out]
    return max(filter(None, printed), key=lambda window: window.closes, default=None)


def may_complain(session: Session, contest: Contest, attempt: Attempt, leg: Leg, at: datetime) -> bool:
    """About an attempt that was handed in and counts, within the window."""
    if attempt.mode != Mode.OFFICIAL or attempt.entry_id is None or attempt.submitted_at is None:
        return False
    window = window_of_complaints(session, contest, leg)
    return window is not None and window.holds(at)


def complain(session: Session, contest: Contest, leg: Leg, attempt: Attempt, text: str, at: datetime) -> Complaint:
    """One at a time about an attempt."""
    assert attempt.id is not None
    lock_until_commit(session, "complaints", attempt.id)
    if not may_complain(session, contest, attempt, leg, at):
        raise NoComplaintsNow
    if is_under_review(session, attempt):
        raise StillOpen
    text = written(text, "text", _("Hãy viết bạn cho rằng kết quả sai ở đâu và vì sao."))
    head = latest(session, leg)
    assert head is not None
    due = end_of_day_after(contest.rules.complaints.answer_days, at)
    complaint = Complaint(attempt_id=attempt.id, snapshot_id=head.id, text=text, made_at=at, due_at=due)
    session.add(complaint)
    session.flush()
    _tell_board(session, leg.id or 0)
    return complaint


def withdraw_complaint(session: Session, complaint: Complaint, at: datetime) -> None:
    """By whoever made it, before it is answered."""
    _hold(session, complaint)
    if not complaint.is_open:
        raise NotOpen
    complaint.withdrawn_at = at
    session.add(complaint)
    session.flush()
    _tell_board(session, session.get_one(Attempt, complaint.attempt_id).leg_id)


def answer_complaint(
    session: Session, contest: Contest, filed: Filed, answer: str, upheld: bool | None, by: Decider
) -> None:
    """In writing, with what it comes to. An answer given before is replaced; the ledger has both decisions."""
    complaint = filed.complaint
    _hold(session, complaint)
    if complaint.withdrawn_at is not None:
        raise NotOpen
    problems = Problems()
    if upheld is None:
        problems["upheld"] = _("Hãy chọn chấp nhận hay không.")
    with problems.gathered():
        answer = written(answer, "answer", _("Hãy viết câu trả lời; thí sinh đọc đúng những lời này."))
    problems.refuse()
    complaint.answer, complaint.upheld = answer, upheld
    complaint.answered_by, complaint.answered_at = by.person_id, by.at
    session.add(complaint)
    session.flush()
    decide(
        session, contest_id=contest.id, by=by, subject=("complaint", complaint.id), decision=ANSWER,
        body={"attempt": complaint.attempt_id, "upheld": upheld},
    )  # fmt: skip


def is_under_review(session: Session, attempt: Attempt) -> bool:
    """Is a complaint about it open?"""
    return (
        session.exec(select(Complaint.id).where(Complaint.attempt_id == attempt.id, OPEN).limit(1)).first() is not None
    )


def entries_under_review(session: Session, leg: Leg) -> set[int]:
    """Whose result in the leg is being looked at, by entry."""
    theirs = select(Attempt.entry_id).join(Complaint, col(Complaint.attempt_id) == Attempt.id)
    return {entry for entry in session.exec(theirs.where(Attempt.leg_id == leg.id, OPEN)) if entry is not None}


def open_in_leg(session: Session, leg: Leg) -> int:
    """How many complaints about the leg wait for their answer."""
    return _count(session, Attempt.leg_id == leg.id)


def open_in_contest(session: Session, contest: Contest) -> int:
    return _count(session, Round.contest_id == contest.id)


def complaints_about(session: Session, attempt: Attempt) -> list[Complaint]:
    """The newest first."""
    made = select(Complaint).where(Complaint.attempt_id == attempt.id)
    return list(session.exec(made.order_by(col(Complaint.made_at).desc(), col(Complaint.id).desc())))


def complaints_in(session: Session, contest: Contest) -> list[Filed]:
    """Those that wait first, by when they are due; then the others, the newest first."""
    filed = [Filed(*row) for row in session.execute(_filed().where(col(Round.contest_id) == contest.id))]
    waiting = sorted((each for each in filed if each.complaint.is_open), key=lambda each: each.complaint.due_at)
    others = (each for each in filed if not each.complaint.is_open)
    return waiting + sorted(others, key=lambda each: each.complaint.made_at, reverse=True)


def complaint_in(session: Session, contest: Contest, public_id: str) -> Filed | None:
    found = session.execute(
        _filed().where(col(Round.contest_id) == contest.id, col(Complaint.public_id) == public_id)
    ).first()
    return Filed(*found) if found else None


def forget_complaints(session: Session, entry: Entry) -> None:
    """Their words go with whoever is forgotten; that something was complained about and decided stays."""
    theirs = (
        select(Complaint).join(Attempt, col(Attempt.id) == Complaint.attempt_id).where(Attempt.entry_id == entry.id)
    )
    for complaint in session.exec(theirs):
        complaint.text, complaint.answer = "", ""
        session.add(complaint)
    session.flush()


def when_taken(window: Window) -> str:
    return _("từ %(opens)s đến %(closes)s") % {"opens": moment(window.opens), "closes": ending(window.closes)}


def _filed() -> Select[Complaint, Attempt, Entry, Person, Round, Leg]:
    return (
        select_columns(Complaint, Attempt, Entry, Person, Round, Leg)
        .join(Attempt, col(Attempt.id) == Complaint.attempt_id)
        .join(Entry, col(Entry.id) == Attempt.entry_id)
        .join(Person, col(Person.id) == Entry.person_id)
        .join(Leg, col(Leg.id) == Attempt.leg_id)
        .join(Round, col(Round.id) == Leg.round_id)
    )


def _count(session: Session, *where: ColumnElement[bool] | bool) -> int:
    waiting = (
        select(func.count(col(Complaint.id)))
        .join(Attempt, col(Attempt.id) == Complaint.attempt_id)
        .join(Leg, col(Leg.id) == Attempt.leg_id)
        .join(Round, col(Round.id) == Leg.round_id)
    )
    return session.exec(waiting.where(OPEN, *where)).one()


def _tell_board(session: Session, leg_id: int) -> None:
    """It says how many are open."""
    lock_until_commit(session, "score", leg_id)
    board_changed(session, leg_id, ())


def _hold(session: Session, complaint: Complaint) -> None:
    """As it stands: it may have been answered or withdrawn meanwhile."""
    assert complaint.id is not None
    lock_until_commit(session, "complaints", complaint.attempt_id)
    session.refresh(complaint)
