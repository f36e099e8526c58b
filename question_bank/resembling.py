"""Look-alikes as people look through them: those of a file's rows, and the pairs of the bank."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from question_bank.finding import Hidden, found_of
from question_bank.intake import Intake, Row
from question_bank.look_alike import LookAlike, RowLookAlike
from question_bank.question import Question, QuestionVersion
from question_bank.topic import Topic

PAIRS_A_PAGE = 30
COUNTED_TO = 1000


@dataclass(frozen=True)
class Resembled:
    """What a row of a file resembles: a question of the bank or a row before it; neither, where one may not know it."""

    score: int
    question: Question | None = None
    version: QuestionVersion | None = None
    row: Row | None = None


@dataclass(frozen=True)
class Side:
    question: Question
    version: QuestionVersion
    topic: Topic


@dataclass(frozen=True)
class Pair:
    look_alike: LookAlike
    one: Side
    other: Side


@dataclass(frozen=True)
class Progress:
    compared: int
    total: int

    @property
    def is_over(self) -> bool:
        return self.compared >= self.total


def progress(session: Session, intake: Intake) -> Progress:
    """How many rows of the file have been compared so far."""
    counted = select(func.count(), func.count().filter(col(Row.compared))).where(Row.intake_id == intake.id)
    total, compared = session.exec(counted).one()
    return Progress(compared, total)


def count_resembling(session: Session, intake: Intake) -> int:
    """How many rows still wait for a word on their look-alikes."""
    return session.exec(select(func.count()).select_from(Row).where(*resembling(intake))).one()


def resembling(intake: Intake) -> list[Any]:
    """The conditions on rows: undecided, and like something that is there."""
    like = select(RowLookAlike.id).where(RowLookAlike.row_id == Row.id).exists()
    here = (Row.intake_id == intake.id, col(Row.dropped).is_(False), col(Row.question_id).is_(None))
    return [*here, col(Row.kept_by).is_(None), like]


def resembled_by(session: Session, rows: Iterable[Row], hidden: Hidden = None) -> dict[int, list[Resembled]]:
    """Row id → what it resembles, the most alike first."""
    mate = aliased(Row)
    found = (
        select(RowLookAlike, Question, QuestionVersion, mate)
        .outerjoin(Question, col(Question.id) == col(RowLookAlike.question_id))
        .outerjoin(
            QuestionVersion,
            (col(QuestionVersion.question_id) == col(Question.id)) & col(QuestionVersion.is_current),
        )
        .outerjoin(mate, mate.id == col(RowLookAlike.other_row_id))  # type: ignore[arg-type]
        .where(col(RowLookAlike.row_id).in_([row.id for row in rows]))
        .order_by(col(RowLookAlike.score).desc(), col(RowLookAlike.id))
    )
    unseen = set(session.exec(hidden)) if hidden is not None else set()
    told: dict[int, list[Resembled]] = {}
    for alike, question, version, other in session.exec(found):
        seen = question is None or question.id not in unseen
        here = Resembled(alike.score, question, version, other) if seen else Resembled(alike.score)
        told.setdefault(alike.row_id, []).append(here)
    return told


def keep_as_new(session: Session, row: Row, *, by: str | None) -> None:
    """Somebody looked: it resembles others, and is another question. None takes the word back."""
    row.kept_by = by
    session.add(row)
    session.flush()


def pairs(session: Session, *, dismissed: bool = False, hidden: Hidden = None, page: int = 1) -> list[Pair]:
    """Those to look at, the most alike first; neither of a pair is out of use."""
    one, other = aliased(QuestionVersion), aliased(QuestionVersion)
    chosen = _pairs(select(LookAlike, one, other), one, other, dismissed, hidden)
    in_order = chosen.order_by(col(LookAlike.score).desc(), col(LookAlike.id).desc())
    found = session.exec(in_order.offset((page - 1) * PAIRS_A_PAGE).limit(PAIRS_A_PAGE)).all()
    return [_pair(session, *each) for each in found]


def count_pairs(session: Session, *, dismissed: bool = False, hidden: Hidden = None) -> int:
    """Counted no further than one beyond COUNTED_TO."""
    one, other = aliased(QuestionVersion), aliased(QuestionVersion)
    chosen = _pairs(select(LookAlike.id), one, other, dismissed, hidden).limit(COUNTED_TO + 1)
    return session.exec(select(func.count()).select_from(chosen.subquery())).one()


def pair_by_public_id(session: Session, public_id: str, hidden: Hidden = None) -> Pair | None:
    """Also one of which a question is out of use by now."""
    one, other = aliased(QuestionVersion), aliased(QuestionVersion)
    chosen = select(LookAlike, one, other).where(LookAlike.public_id == public_id)
    found = session.exec(_joined(chosen, one, other, hidden)).first()
    return _pair(session, *found) if found else None


def pairs_of(session: Session, question_id: int, hidden: Hidden = None) -> list[Pair]:
    """Of one question, not dismissed."""
    one, other = aliased(QuestionVersion), aliased(QuestionVersion)
    here = or_(LookAlike.question_id == question_id, LookAlike.other_id == question_id)
    chosen = _pairs(select(LookAlike, one, other).where(here), one, other, False, hidden)
    return [_pair(session, *each) for each in session.exec(chosen.order_by(col(LookAlike.score).desc()))]


def dismiss(session: Session, look_alike: LookAlike, *, by: str, at: datetime) -> None:
    """They are two: not shown again."""
    look_alike.dismissed_at, look_alike.dismissed_by = at, by
    session.add(look_alike)
    session.flush()


def take_up(session: Session, look_alike: LookAlike) -> None:
    """They are to be looked at after all."""
    look_alike.dismissed_at = look_alike.dismissed_by = None
    session.add(look_alike)
    session.flush()


def _pairs(chosen: Any, one: Any, other: Any, dismissed: bool, hidden: Hidden) -> Any:
    word = col(LookAlike.dismissed_at).is_not(None) if dismissed else col(LookAlike.dismissed_at).is_(None)
    return _joined(chosen, one, other, hidden).where(word, one.state != "retired", other.state != "retired")


def _joined(chosen: Any, one: Any, other: Any, hidden: Hidden) -> Any:
    """With the current version of each; what may not be known hides its pair."""
    joined = chosen.join(one, (one.question_id == LookAlike.question_id) & one.is_current)
    joined = joined.join(other, (other.question_id == LookAlike.other_id) & other.is_current)
    if hidden is None:
        return joined
    return joined.where(col(LookAlike.question_id).not_in(hidden), col(LookAlike.other_id).not_in(hidden))


def _pair(session: Session, look_alike: LookAlike, one: QuestionVersion, other: QuestionVersion) -> Pair:
    sides = [Side(each.question, each.version, each.topic) for each in found_of(session, [one, other])]
    return Pair(look_alike, sides[0], sides[1])
