"""Let somebody play who could have seen questions with a role that has ended: one asks, with a reason, another agrees.

Nobody clears themselves: whoever may decide here sees questions, and is barred for that as long as they may. Where the
installation does without a second person, who asks decides.
"""

from sqlmodel import Session

from quiz.contests.clearance import Clearance
from quiz.contests.entry import Entry
from quiz.ledger import Decider, decide
from quiz.people.second_person import is_second_person_asked
from quiz.refusals import N_, Refusal
from quiz.written import reason_written

ASK, GIVE, TAKE_BACK = "ask_clearance", "give_clearance", "take_back_clearance"
"""Ledger, on ("entry", id)."""


class NothingToAgreeTo(Refusal):
    message = N_("Không còn đề nghị nào chờ đồng ý: có người vừa đồng ý, hoặc vừa bỏ đề nghị.")


class SecondPersonNeeded(Refusal):
    status = 403
    message = N_("Người đề nghị không tự đồng ý được.")
    hint = N_("Hãy nhờ một người khác trong ban tổ chức của cuộc thi.")


class WholeContestNeeded(Refusal):
    status = 403
    message = N_("Chỉ ban tổ chức của cả cuộc thi cho người từng xem được câu hỏi dự thi được.")
    hint = N_("Bạn phụ trách một đơn vị: bạn đề nghị được, rồi người phụ trách cả cuộc thi đồng ý.")


def ask_clearance(session: Session, entry: Entry, reason: str, by: Decider, *, of_whole_contest: bool) -> Clearance:
    """Given at once where no second person need agree, and whoever asks organises the whole contest."""
    clearance = Clearance(
        entry_id=_id(entry), reason=reason_written(reason), asked_by=by.person_id, asked_at=by.at
    )  # fmt: skip
    clearance = session.merge(clearance)  # in the place of an older one, whose role was followed by another
    clearance.given_by = clearance.given_at = None
    _decide(session, entry, ASK, by, clearance.reason)
    if of_whole_contest and not is_second_person_asked(session):
        _give(session, entry, clearance, by)
    session.flush()
    return clearance


def agree_to_clearance(session: Session, entry: Entry, by: Decider, *, of_whole_contest: bool) -> Clearance:
    clearance = session.get(Clearance, entry.id, with_for_update=True)
    if clearance is None or clearance.given_at is not None:
        raise NothingToAgreeTo
    if not of_whole_contest:
        raise WholeContestNeeded
    if clearance.asked_by == by.person_id and is_second_person_asked(session):
        raise SecondPersonNeeded
    _give(session, entry, clearance, by)
    session.flush()
    return clearance


def take_back_clearance(session: Session, entry: Entry, by: Decider) -> None:
    """Asked for or given; what was begun meanwhile goes on."""
    clearance = session.get(Clearance, entry.id)
    if clearance is not None:
        session.delete(clearance)
        _decide(session, entry, TAKE_BACK, by)
        session.flush()


def _give(session: Session, entry: Entry, clearance: Clearance, by: Decider) -> None:
    clearance.given_by, clearance.given_at = by.person_id, by.at
    session.add(clearance)
    _decide(session, entry, GIVE, by, clearance.reason)


def _decide(session: Session, entry: Entry, decision: str, by: Decider, reason: str = "") -> None:
    decide(session, contest_id=entry.contest_id, by=by, subject=("entry", entry.id), decision=decision, reason=reason)


def _id(entry: Entry) -> int:
    assert entry.id is not None
    return entry.id
