"""One question in the place of another, in blueprints of rounds that nobody has begun; and back again."""

from typing import Any

from sqlmodel import Session, col, select

from quiz.attempts.played import legs_played
from quiz.contests.contest import Contest
from quiz.contests.round import FixedQuestion, Part, Round
from quiz.contests.scheduling import has_started

Moved = list[dict[str, Any]]


def replace_fixed(session: Session, old_id: int, new_id: int) -> Moved:
    """Which parts had it and where; `doubled` where the new one was fixed there already."""
    moved: Moved = []
    for row in _not_begun(session, old_id):
        doubled = _fixed(session, row.part_id, new_id) is not None
        moved.append({"part": row.part_id, "position": row.position, "doubled": doubled})
        if doubled:
            session.delete(row)
        else:
            row.question_id = new_id
            session.add(row)
    session.flush()
    return moved


def put_back_fixed(session: Session, moved: Moved, old_id: int, new_id: int) -> None:
    """Where nobody has begun since and the old one is not there already."""
    not_begun = {row.part_id: row for row in _not_begun(session, new_id)}
    for place in moved:
        row = not_begun.get(place["part"])
        if row is None or _fixed(session, place["part"], old_id) is not None:
            continue
        if place["doubled"]:
            session.add(FixedQuestion(part_id=place["part"], question_id=old_id, position=place["position"]))
        else:
            row.question_id = old_id
            session.add(row)
    session.flush()


def _not_begun(session: Session, question_id: int) -> list[FixedQuestion]:
    fixed = (
        select(FixedQuestion, Round, Contest)
        .join(Part, col(Part.id) == col(FixedQuestion.part_id))
        .join(Round, col(Round.id) == col(Part.round_id))
        .join(Contest, col(Contest.id) == col(Round.contest_id))
        .where(FixedQuestion.question_id == question_id)
    )
    found = session.exec(fixed).all()
    return [row for row, round, contest in found if not has_started(session, round, legs_played(session, contest))]


def _fixed(session: Session, part_id: int, question_id: int) -> FixedQuestion | None:
    here = (FixedQuestion.part_id == part_id, FixedQuestion.question_id == question_id)
    return session.exec(select(FixedQuestion).where(*here)).first()
