"""Questions kept for a round: who may know of them, and who looked."""

from collections.abc import Callable, Iterable
from typing import Any

from fastapi import Request
from sqlalchemy import false
from sqlmodel import Session, col, select

from question_bank.finding import Hidden
from question_bank.question import Question, QuestionVersion
from quiz import clock
from quiz.attempts.attempt import Attempt, PaperRow
from quiz.contests.contest import Contest, ContestState
from quiz.contests.reserving import Kept, hidden_from, is_over, kept_among, log_views
from quiz.contests.round import Leg, Round, legs_of
from quiz.people.role import Power
from quiz.web.staff import Staff, signed_in_staff
from quiz.web.transactions import Transactions

INSIDE = (Power.ORGANISE, Power.WRITE, Power.REVIEW)


def sees_into(session: Session, staff: Staff) -> Callable[[Contest], bool]:
    """Whether they work on that contest's questions, or organise the unit that holds it."""
    return lambda contest: any(staff.reaches(session, power, contest) for power in INSIDE)


def hidden_for(session: Session, staff: Staff) -> Hidden:
    """What this person may not know of."""
    return hidden_from(session, sees_into(session, staff), clock.now())


def hidden_from_lists(session: Session) -> Hidden:
    """What is read one at a time and by name: no page of many, no file and no act on many has it."""
    return hidden_from(session, lambda contest: False, clock.now())


def is_hidden(session: Session, staff: Staff, question_id: int) -> bool:
    kept = kept_among(session, [question_id], clock.now()).get(question_id)
    return kept is not None and not sees_into(session, staff)(kept.contest)


def kept_of(session: Session, question_ids: Iterable[int | None]) -> dict[int, Kept]:
    return kept_among(session, [id for id in question_ids if id is not None], clock.now())


def rounds_to_keep_for(session: Session, staff: Staff) -> list[tuple[Contest, Round]]:
    """The rounds they organise that are not over, the newest contest first."""
    found = session.exec(
        select(Contest, Round)
        .where(Round.contest_id == Contest.id, col(Contest.state).in_((ContestState.DRAFT, ContestState.ANNOUNCED)))
        .order_by(col(Contest.id).desc(), col(Round.position))
    )
    return [
        (contest, round)
        for contest, round in found
        if staff.reaches(session, Power.ORGANISE, contest)
        and not is_over(contest, round, legs_of(session, round.id or 0), clock.now())
    ]


def kept_waiting(session: Session, staff: Staff) -> list[tuple[QuestionVersion, Kept]]:
    """Versions that wait, of questions kept for contests of theirs: each is opened by itself."""
    waits = session.exec(select(QuestionVersion).where(QuestionVersion.state == "proposed", *_kept_anywhere(session)))
    versions = waits.all()
    kept, sees = kept_of(session, (version.question_id for version in versions)), sees_into(session, staff)
    pairs = [(version, kept[version.question_id]) for version in versions if version.question_id in kept]
    return [(version, each) for version, each in pairs if sees(each.contest)]


def _kept_anywhere(session: Session) -> list[Any]:
    kept = hidden_from_lists(session)
    return [false() if kept is None else col(QuestionVersion.question_id).in_(kept)]


async def note_look(request: Request, transact: Transactions) -> None:
    """Before a kept question is shown to somebody who may see it, that they looked is written down.

    Beside the route's own transaction, which only reads: named in the decorator, it runs before that one opens.
    """
    found = await transact(lambda session: _kept_here(session, request), writing=False)
    if found is not None:
        kept, person_id = found
        what = request.url.path.rsplit("/", 1)[-1] if request.url.path.count("/") > 3 else "question"
        await transact(lambda session: log_views(session, [kept], person_id, what, clock.now()))


async def note_look_at_paper(request: Request, transact: Transactions) -> None:
    """The same where a contestant's paper is shown to those who may decide on keys."""
    found = await transact(lambda session: _kept_in_paper(session, request), writing=False)
    if found is not None:
        kept, person_id = found
        await transact(lambda session: log_views(session, kept, person_id, "attempt", clock.now()))


async def note_look_at_keys(request: Request, transact: Transactions) -> None:
    """The same where the questions of a leg's papers are shown to those who may correct their keys."""
    found = await transact(lambda session: _kept_in_leg(session, request), writing=False)
    if found is not None:
        kept, person_id = found
        await transact(lambda session: log_views(session, kept, person_id, "key", clock.now()))


def _kept_in_leg(session: Session, request: Request) -> tuple[list[Kept], int] | None:
    """One of them where the address names it."""
    staff, named = signed_in_staff(request, session), request.path_params
    held = select(Leg, Contest).where(
        Leg.round_id == Round.id, Round.contest_id == Contest.id, Leg.public_id == named["leg_id"]
    )
    found = session.exec(held).first()
    if staff is None or found is None or not staff.reaches(session, Power.CORRECT, found[1]):
        return None
    asked = (
        select(QuestionVersion.question_id)
        .join(PaperRow, col(PaperRow.version_id) == col(QuestionVersion.id))
        .join(Attempt, col(Attempt.id) == col(PaperRow.attempt_id))
        .where(Attempt.leg_id == found[0].id)
        .distinct()
    )
    if "version_id" in named:
        asked = asked.where(QuestionVersion.public_id == named["version_id"])
    ids = session.exec(asked).all()
    kept = list(kept_of(session, ids).values())
    return (kept, staff.id) if kept else None


def _kept_in_paper(session: Session, request: Request) -> tuple[list[Kept], int] | None:
    staff = signed_in_staff(request, session)
    sat = select(Attempt, Contest).where(
        Attempt.leg_id == Leg.id, Leg.round_id == Round.id, Round.contest_id == Contest.id,
        Attempt.public_id == request.path_params["attempt_id"],
    )  # fmt: skip
    found = session.exec(sat).first()
    if staff is None or found is None or not staff.reaches(session, Power.CORRECT, found[1]):
        return None
    asked = select(QuestionVersion).join(PaperRow, col(PaperRow.version_id) == col(QuestionVersion.id))
    versions = session.exec(asked.where(PaperRow.attempt_id == found[0].id))
    kept = list(kept_of(session, [version.question_id for version in versions]).values())
    return (kept, staff.id) if kept else None


def _kept_here(session: Session, request: Request) -> tuple[Kept, int] | None:
    staff = signed_in_staff(request, session)
    question_id = _question_id(session, request.path_params)
    if staff is None or question_id is None:
        return None
    kept = kept_of(session, [question_id]).get(question_id)
    if kept is None or not sees_into(session, staff)(kept.contest):
        return None
    return kept, staff.id


def _question_id(session: Session, named: dict[str, str]) -> int | None:
    if "version_id" in named:
        here = QuestionVersion.public_id == named["version_id"]
        return session.exec(select(QuestionVersion.question_id).where(here)).first()
    return session.exec(select(Question.id).where(Question.public_id == named["question_id"])).first()
