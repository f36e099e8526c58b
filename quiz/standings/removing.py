"""How a contest, a round or a leg that nobody played is removed, with everything that hangs on it."""

from sqlmodel import Session, col, delete, or_, select, update

from quiz.attempts.attempt import Attempt, Mode, Presence
from quiz.attempts.removing import forget_attempts
from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry, Message, RosterIntake
from quiz.contests.round import Leg, Round, rounds_of
from quiz.contests.rules_version import RulesVersion
from quiz.contests.scheduling import AlreadyPlayed, clear_round
from quiz.ledger import INSTALLATION, Decider, decide
from quiz.people.role import Role
from quiz.people.sign_in import SignIn
from quiz.refusals import N_, Refusal
from quiz.standings.score import Snapshot


class ResultsAreOut(Refusal):
    message = N_("Đã công bố kết quả ở đây: không xóa được nữa.")
    hint = N_("Hãy cất cuộc thi vào kho lưu trữ.")


class LegResultsAreOut(Refusal):
    message = N_("Kết quả của đợt thi này đang được công bố nên chưa hủy được.")
    hint = N_("Hãy thu hồi kết quả trên trang Kết quả của đợt thi, rồi hủy.")


def forget_tries(session: Session, leg_ids: list[int]) -> None:
    """Remove the uncounted attempts of legs that are about to go; refuse where one counted or a board is out."""
    counted = select(Attempt.id).where(col(Attempt.leg_id).in_(leg_ids), Attempt.mode == Mode.OFFICIAL)
    if session.exec(counted.limit(1)).first() is not None:
        raise AlreadyPlayed
    published = select(Snapshot.id).where(col(Snapshot.leg_id).in_(leg_ids))
    if session.exec(published.limit(1)).first() is not None:
        raise ResultsAreOut
    forget_attempts(session, select(Attempt.id).where(col(Attempt.leg_id).in_(leg_ids)))


def delete_contest(session: Session, contest: Contest, by: Decider) -> None:
    """With everything that hangs on it. What was decided about it stays in the ledger; people and questions stay."""
    assert contest.id is not None
    legs = select(Leg.id).join(Round, col(Round.id) == Leg.round_id).where(Round.contest_id == contest.id)
    forget_tries(session, [leg_id for leg_id in session.exec(legs) if leg_id is not None])
    _delete_entries(session, contest)
    for round in rounds_of(session, contest.id):
        clear_round(session, round)
    session.exec(delete(RosterIntake).where(col(RosterIntake.contest_id) == contest.id))
    session.exec(delete(Division).where(col(Division.contest_id) == contest.id))
    session.exec(delete(RulesVersion).where(col(RulesVersion.contest_id) == contest.id))
    still_held = or_(col(Role.ends_at).is_(None), col(Role.ends_at) > by.at)
    session.exec(update(Role).where(col(Role.contest_id) == contest.id, still_held).values(ends_at=by.at))
    decide(session, contest_id=INSTALLATION, by=by, subject=("contest", contest.id), decision="delete_contest")
    session.delete(contest)
    session.flush()


def _delete_entries(session: Session, contest: Contest) -> None:
    entries = select(Entry.id).where(Entry.contest_id == contest.id)
    for table in (Presence, Message, SignIn):
        session.exec(delete(table).where(col(table.entry_id).in_(entries)))
    session.exec(delete(Entry).where(col(Entry.contest_id) == contest.id))
