"""Set questions aside for the mock attempts of a round, and give them back while nobody has seen them."""

import random
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, exists, or_, select

from question_bank.kinds import BY_PEOPLE
from question_bank.question import QuestionVersion
from quiz import clock
from quiz.attempts.attempt import Attempt, Mode, PaperRow
from quiz.contests.contest import Contest, ContestState
from quiz.contests.filling import is_lacking
from quiz.contests.mock_question import OVER, MockQuestion, mock_questions_of, set_aside_anywhere
from quiz.contests.reserving import kept_among
from quiz.contests.round import FixedQuestion, Leg, Round
from quiz.contests.scheduling import note
from quiz.language import gettext as _
from quiz.ledger import Decider
from quiz.refusals import N_, Invalid, Refusal

MOST = 300
"""Questions set aside for one round."""


class CountedWouldLack(Refusal):
    message = N_("Không để riêng được: {round} sẽ thiếu câu hỏi cho đề thi thật.")
    hint = N_("Hãy để riêng ít câu hơn, chọn chủ đề khác, hoặc thêm câu hỏi vào kho trước.")


def set_aside(session: Session, contest: Contest, round: Round, topic_id: int | None, count: int, by: Decider) -> int:
    """So many questions of a topic (None: any), whichever chance picks of those that nothing counted asks."""
    assert round.id is not None
    held = len(mock_questions_of(session, round))
    if not 1 <= count <= MOST - held:
        raise Invalid({"count": _("Từ 1 đến %(most)s câu.") % {"most": max(1, MOST - held)}})
    free = free_questions(session, topic_id, by.at)
    if len(free) < count:
        raise Invalid({"count": _("Chỉ còn %(free)s câu để riêng được ở đây.") % {"free": len(free)}})
    legs = _legs_counting(session, contest)
    full = [(each, leg) for each, leg in legs if not is_lacking(session, each, leg, by.at)]
    chosen = sorted(random.SystemRandom().sample(free, count))
    session.add_all(MockQuestion(round_id=round.id, question_id=id, set_aside_at=by.at) for id in chosen)
    session.flush()
    for each, leg in full:
        if is_lacking(session, each, leg, by.at):
            raise CountedWouldLack(round=each.name)
    note(session, contest, ("round", round.id), "set_aside_questions", {"questions": chosen}, "", by)
    return count


def give_back(session: Session, contest: Contest, round: Round, by: Decider) -> tuple[int, int]:
    """To what counts: those that no mock paper has shown yet. How many went back, and how many stay."""
    theirs = select(MockQuestion.question_id).where(MockQuestion.round_id == round.id)
    stay = set(session.exec(theirs.where(_shown_in_mock())))
    back = [id for id in mock_questions_of(session, round) if id not in stay]
    session.exec(
        delete(MockQuestion).where(col(MockQuestion.round_id) == round.id, col(MockQuestion.question_id).in_(back))
    )
    if back:
        note(session, contest, ("round", round.id), "give_back_questions", {"questions": back}, "", by)
    return len(back), len(stay)


def free_questions(session: Session, topic_id: int | None, at: datetime) -> list[int]:
    """What may be set aside: askable today, and neither fixed, kept, set aside, nor in a paper that still counts."""
    day, version = clock.day_of(at), QuestionVersion
    askable = select(version.question_id).where(
        col(version.is_current), version.state == "approved", col(version.kind).not_in(BY_PEOPLE),
        or_(col(version.valid_from).is_(None), col(version.valid_from) <= day),
        or_(col(version.valid_to).is_(None), col(version.valid_to) >= day),
        col(version.question_id).not_in(select(FixedQuestion.question_id)),
        col(version.question_id).not_in(set_aside_anywhere()), ~_in_a_counted_paper(),
    )  # fmt: skip
    if topic_id is not None:
        askable = askable.where(version.topic_id == topic_id)
    ids = set(session.exec(askable))
    return sorted(ids - kept_among(session, ids, at).keys())


def _in_a_counted_paper() -> ColumnElement[bool]:
    """Of a version in a query: was its question asked for the count, in a contest that is not over?"""
    drawn = aliased(QuestionVersion)
    asked = (
        select(PaperRow.number)
        .join(drawn, col(drawn.id) == PaperRow.version_id)
        .join(Attempt, col(Attempt.id) == PaperRow.attempt_id)
        .join(Leg, col(Leg.id) == Attempt.leg_id)
        .join(Round, col(Round.id) == Leg.round_id)
        .join(Contest, col(Contest.id) == Round.contest_id)
        .where(drawn.question_id == QuestionVersion.question_id)
        .where(Attempt.mode == Mode.OFFICIAL, col(Contest.state).not_in(OVER))
    )
    return exists(asked.correlate(QuestionVersion))


def _shown_in_mock() -> ColumnElement[bool]:
    """Of a mock question: has it been in a mock paper?"""
    shown = (
        select(PaperRow.number)
        .join(Attempt, col(Attempt.id) == PaperRow.attempt_id)
        .join(QuestionVersion, col(QuestionVersion.id) == PaperRow.version_id)
        .where(Attempt.mode == Mode.MOCK, QuestionVersion.question_id == MockQuestion.question_id)
    )
    return exists(shown.correlate(MockQuestion))


def _legs_counting(session: Session, contest: Contest) -> list[tuple[Round, Leg]]:
    """Legs still to be played: of this contest, and of all that are announced."""
    to_come = (
        select(Round, Leg)
        .where(Leg.round_id == Round.id, Round.contest_id == Contest.id)
        .where(or_(Contest.id == contest.id, Contest.state == ContestState.ANNOUNCED))
        .where(col(Leg.closed_at).is_(None), col(Leg.cancelled_at).is_(None))
    )
    return list(session.exec(to_come))
