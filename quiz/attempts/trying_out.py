"""Try a round out ("thi thử"): with questions of its own, as often as the rules let one, never counted."""

from datetime import datetime

from sqlmodel import Session

from quiz.attempts.attempt import Attempt, Mode, SubmittedBy
from quiz.attempts.deadline import Decided, Window, ends_at
from quiz.attempts.handing_in import is_over, submit_attempt, take_turn
from quiz.attempts.papers import draw_paper
from quiz.attempts.showing import begin
from quiz.attempts.sitting import NotInTheContest, attempt_of
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.database import insert
from quiz.people.sign_in import SignIn
from quiz.refusals import N_, Refusal


class NoMock(Refusal):
    message = N_("Vòng thi này không có thi thử.")


class NoMockLeft(Refusal):
    message = N_("Bạn đã thi thử hết số lần cho phép.")


class WorkingForReal(Refusal):
    message = N_("Bạn đang làm dở bài thi thật. Nộp bài rồi hãy thi thử.")


def mocks_left(rules: RoundRules, last: Attempt | None) -> int | None:
    """`last`: the last mock attempt of theirs in the leg. None: as many as they like."""
    if rules.mock_attempts is None:
        return None
    return max(0, rules.mock_attempts - (last.ordinal if last else 0))


def start_mock(
    session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, sign_in: SignIn, at: datetime
) -> Attempt:
    """Try the round out ("thi thử"), in whatever window: never counted."""
    if entry.state != EntryState.ACTIVE:
        raise NotInTheContest
    if not round.rules.mock or leg.cancelled_at is not None or contest.state != ContestState.ANNOUNCED:
        raise NoMock
    counted, last = attempt_of(session, entry, leg), attempt_of(session, entry, leg, Mode.MOCK)
    if counted is not None and not is_over(session, counted, at):
        raise WorkingForReal
    if last is not None and not is_over(session, last, at):
        return take_turn(session, last, sign_in, at)
    if mocks_left(round.rules, last) == 0:
        raise NoMockLeft
    if last is not None:
        submit_attempt(session, last, SubmittedBy.TIMEOUT, at)
    assert leg.id is not None
    begun = Attempt(
        entry_id=entry.id,
        leg_id=leg.id,
        mode=Mode.MOCK,
        ordinal=last.ordinal + 1 if last else 1,
        rules_version=round.rules_version,
        sign_in_id=sign_in.id,
        started_at=at,
        ends_at=ends_at(round.rules, Window(None, None), at, Decided(theirs=entry.accommodation)),
    )
    values = begun.model_dump(exclude={"id"})
    new = session.execute(insert(Attempt).values(values).on_conflict_do_nothing().returning(Attempt.id)).first()
    attempt = attempt_of(session, entry, leg, Mode.MOCK)
    assert attempt is not None
    if new is None:
        return take_turn(session, attempt, sign_in, at)
    draw_paper(session, round, attempt, at)
    begin(session, round, attempt, at)
    return attempt
