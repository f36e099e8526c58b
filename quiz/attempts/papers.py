"""Papers (đề thi): drawn from blueprint, fixed questions, pool and seed; kept as rows, so that a draw can be proved.

What a paper was drawn from is kept once per content, as a Pool: for each part its rows as [count, topic, difficulty],
its questions as [version, topic, difficulty] and, where that is known, how hard it was found to be; and what was
shuffled. A fixed question has a topic of its own, a negative number, with a row that asks for it.
"""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, SQLModel, col, literal, or_, select

from question_bank.dealing import ALGORITHM
from question_bank.drawing import PoolQuestion, TooFewQuestions
from question_bank.finding import Hidden, not_hidden
from question_bank.kinds import BY_PEOPLE
from question_bank.pictures import NOT_SENT
from question_bank.question import Question, QuestionMedia, QuestionVersion
from quiz import clock, database
from quiz.attempts.attempt import Attempt, DrawnPaper, Mode, PaperRow, Pool
from quiz.attempts.measured import difficulties
from quiz.attempts.redrawing import as_places, as_values, digest_of, draw_again
from quiz.attempts.sealing import seal_of, series_key
from quiz.contests.composing import fixed_questions, questions_in, rows_for
from quiz.contests.mock_question import mock_questions_of, not_for_counting
from quiz.contests.reserving import kept_among
from quiz.contests.round import FixedQuestion, Leg, Part, PartKind, Round, parts_of
from quiz.database import insert
from quiz.refusals import N_, Refusal

FIRST = 1
"""The attempt for which a paper may have been drawn ahead; see drawing_ahead.py."""
NEW_PAPER, NEW_ROWS = (SQLModel.metadata.tables[name].insert() for name in ("paper", "paper_row"))


class NotEnoughQuestions(Refusal):
    message = N_("Kho câu hỏi chưa đủ cho đề thi này. Hãy báo Ban tổ chức.")


class NoMockQuestions(Refusal):
    message = N_("Chưa có câu hỏi nào cho thi thử. Hãy báo Ban tổ chức.")


class EmptyPaper(Refusal):
    message = N_("Vòng thi này chưa có câu hỏi nào. Hãy báo Ban tổ chức.")


def draw_paper(session: Session, round: Round, attempt: Attempt, at: datetime) -> None:
    """The attempt's own paper, or the same as it was drawn before the opening. Its numbers run through all parts."""
    assert attempt.id is not None
    leg = session.get_one(Leg, attempt.leg_id)
    looked = look(session, round, leg, attempt.mode, at)
    ready = drawn_before(session, attempt, looked)
    if ready is not None:
        _keep(session, attempt, ready.pool_id, (ready.seed, ready.entry_id), ready.places, at)
        return
    pool = pool_of(looked, session)
    seed, position = _place_of(session, attempt, at)
    try:
        places = draw_again(session, ALGORITHM, pool, seed, position)
    except TooFewQuestions as short:
        raise NotEnoughQuestions from short
    if not places:
        raise EmptyPaper
    assert pool.id is not None
    _keep(session, attempt, pool.id, (seed, position), as_places(places), at)


_READY = (
    select(DrawnPaper)
    .join(Pool, col(Pool.id) == DrawnPaper.pool_id)
    .where(
        DrawnPaper.leg_id == bindparam("leg"), DrawnPaper.entry_id == bindparam("entry"),
        Pool.sha256 == bindparam("sha256"),
    )
)  # fmt: skip


def drawn_before(session: Session, attempt: Attempt, looked: "Looked") -> DrawnPaper | None:
    """What was drawn ahead for this attempt from this very pool: a draw now would come to the same."""
    if attempt.mode != Mode.OFFICIAL or attempt.ordinal != FIRST:
        return None
    given = {"leg": attempt.leg_id, "entry": attempt.entry_id, "sha256": looked.sha256}
    return session.exec(_READY, params=given).first()


def _keep(
    session: Session, attempt: Attempt, pool_id: int, place: tuple[str, int], places: Sequence[Any], at: datetime
) -> None:
    """As plain rows: a hall begins at once."""
    assert attempt.id is not None
    seed, position = place
    paper = {"attempt_id": attempt.id, "seed": seed, "algorithm": ALGORITHM, "pool_id": pool_id, "drawn_at": at,
             "position": position}  # fmt: skip
    session.connection().execute(NEW_PAPER, paper)
    session.connection().execute(NEW_ROWS, as_values(attempt.id, places))


@dataclass(frozen=True)
class Looked:
    """A pool as it was found when the clock of this process said so."""

    versions: list[dict[str, Any]]
    sha256: str
    moment: float


looked_at_for_s = 0.0
"""How old the look into the bank may be that a paper is drawn from. For a server a moment: at the hour a leg opens a
thousand would look in the same second. Whoever begins that long after a change may begin as if just before it."""
_looked: dict[tuple[object, ...], Looked] = {}
LOOKS_KEPT = 32


def look(session: Session, round: Round, leg: Leg, mode: Mode, at: datetime) -> Looked:
    """What is drawn from, as it is now, or was a moment ago."""
    key = (id(database.engine()), leg.id, mode, round.rules_version, clock.day_of(at))
    looked = _looked.get(key)
    if looked is None or time.monotonic() - looked.moment > looked_at_for_s:
        moment = time.monotonic()
        versions = mock_pool_now(session, round, at) if mode == Mode.MOCK else pool_now(session, round, at, leg)
        looked = Looked(versions, digest_of(versions), moment)
        if looked_at_for_s:
            _looked.pop(next(iter(_looked)), None) if len(_looked) >= LOOKS_KEPT else None
            _looked[key] = looked
    return looked


def _place_of(session: Session, attempt: Attempt, at: datetime) -> tuple[str, int]:
    """A series of papers for everybody in the leg, and an entry's place in it; of a preview a series of its own.

    By who they are, not by when they begin: nobody chooses a paper by waiting, and neighbours in the roster share
    as few questions as can be.
    """
    if attempt.entry_id is None:
        return secrets.token_hex(32), 0
    leg = session.get_one(Leg, attempt.leg_id)
    return series_key(seal_of(session, leg, at).secret, leg, attempt.mode, attempt.ordinal), attempt.entry_id


def paper_of(session: Session, attempt: Attempt) -> list[PaperRow]:
    return list(session.exec(select(PaperRow).where(PaperRow.attempt_id == attempt.id).order_by(col(PaperRow.number))))


def versions_in(session: Session, rows: Sequence[PaperRow]) -> dict[int, QuestionVersion]:
    wanted = [row.version_id for row in rows]
    found = session.exec(select(QuestionVersion).where(col(QuestionVersion.id).in_(wanted)))
    return {version.id: version for version in found if version.id is not None}


def has_picture(session: Session, attempt: Attempt, picture: str, *, explaining: bool = False) -> bool:
    """Does a question of this paper show it, to whoever answers or, `explaining`, beside the right answer?

    One whose turn has not come shows nothing.
    """
    media = (
        select(QuestionMedia.version_id)
        .join(PaperRow, col(PaperRow.version_id) == col(QuestionMedia.version_id))
        .where(PaperRow.attempt_id == attempt.id, QuestionMedia.sha256 == picture)
        .where(col(QuestionMedia.at).in_(NOT_SENT) == explaining, or_(~col(PaperRow.waits), literal(explaining)))
    )
    return session.exec(media.limit(1)).first() is not None


def questions_planned(session: Session, round: Round, leg: Leg | None = None) -> int:
    """How many questions a paper of the round will have; of a leg that may have a blueprint of its own."""
    assert round.id is not None
    parts = [part for part in parts_of(session, round.id) if part.kind == PartKind.QUIZ]
    return sum(questions_in(session, part, leg) for part in parts)


def pool_now(session: Session, round: Round, at: datetime, leg: Leg | None = None) -> list[dict[str, Any]]:
    """What a paper of the round, or of one leg of it, may be drawn from at that moment."""
    assert round.id is not None
    rules = round.rules
    parts = [part for part in parts_of(session, round.id) if part.kind == PartKind.QUIZ]
    fixed = {part.id: _fixed_in(session, part) for part in parts}
    measured = difficulties(session)
    held_back = {question.version_id for questions in fixed.values() for question in questions}
    open_pool = [
        question
        for question in _may_be_drawn(session, clock.day_of(at), not_for_counting(session, round, at))
        if question.version_id not in held_back
    ]
    return [
        {
            "part": part.id,
            "rows": [[1, question.topic_id, None] for question in fixed[part.id]] + _rows_of(session, part, leg),
            "pool": [_closed(question, measured) for question in fixed[part.id] + open_pool],
            "shuffled": [rules.shuffle_questions, rules.shuffle_choices],
        }
        for part in parts
    ]


def _closed(question: PoolQuestion, measured: dict[int, int]) -> list[int]:
    """As the pool keeps it, with how hard it was found to be where that is known."""
    kept = [question.version_id, question.topic_id, question.difficulty]
    return [*kept, measured[question.version_id]] if question.version_id in measured else kept


def mock_pool_now(session: Session, round: Round, at: datetime) -> list[dict[str, Any]]:
    """What a mock paper is drawn from: what was set aside for it, and nothing that counts. As long as a real one."""
    assert round.id is not None
    aside = set(mock_questions_of(session, round))
    aside -= kept_among(session, aside, at).keys()
    fixed = select(FixedQuestion.question_id).where(col(FixedQuestion.question_id).in_(aside))
    aside.difference_update(session.exec(fixed).all())
    version = QuestionVersion
    theirs = session.exec(select(version.id).where(col(version.question_id).in_(aside), col(version.is_current))).all()
    free = [one for one in _may_be_drawn(session, clock.day_of(at), None) if one.version_id in theirs]
    pool, left, parts = [[one.version_id, one.topic_id, one.difficulty] for one in free], len(free), []
    for part in parts_of(session, round.id):
        count = min(left, questions_in(session, part)) if part.kind == PartKind.QUIZ else 0
        left -= count
        if count:
            shuffled = [round.rules.shuffle_questions, round.rules.shuffle_choices]
            parts.append({"part": part.id, "rows": [[count, None, None]], "pool": pool, "shuffled": shuffled})
    if not parts:
        raise NoMockQuestions
    return parts


def _may_be_drawn(session: Session, day: date, hidden: Hidden) -> list[PoolQuestion]:
    """Approved, current, in force on the day; without their content."""
    version = QuestionVersion
    found = session.exec(
        select(version.id, version.topic_id, version.difficulty)
        .join(Question, col(Question.id) == version.question_id)
        .where(
            version.state == "approved",
            col(version.is_current),
            col(version.kind).not_in(BY_PEOPLE),
            col(Question.retired_at).is_(None),
            *not_hidden(hidden),
            or_(col(version.valid_from).is_(None), col(version.valid_from) <= day),
            or_(col(version.valid_to).is_(None), col(version.valid_to) >= day),
        )
        .order_by(col(version.id))
    )
    return [PoolQuestion(id, topic_id, difficulty, "", {}) for id, topic_id, difficulty in found if id is not None]


def _fixed_in(session: Session, part: Part) -> list[PoolQuestion]:
    """Those every paper of the part has, each under a topic of its own."""
    return [
        PoolQuestion(version.id, -number, version.difficulty, "", {})
        for number, (_question, version) in enumerate(fixed_questions(session, part), 1)
        if version.id is not None and version.kind not in BY_PEOPLE
    ]


def _rows_of(session: Session, part: Part, leg: Leg | None) -> list[list[int | None]]:
    return [[row.count, row.topic_id, row.difficulty] for row in rows_for(session, part, leg)]


def pool_of(looked: Looked, session: Session | None = None) -> Pool:
    """The pool of this content: made now, or by whoever drew from it before. Without a session not kept."""
    if session is None:
        return Pool(sha256=looked.sha256, versions=looked.versions)
    theirs = select(Pool.id).where(Pool.sha256 == looked.sha256)
    id = session.exec(theirs).first()
    if id is None:
        values = {"sha256": looked.sha256, "versions": looked.versions}
        session.execute(insert(Pool).values(values).on_conflict_do_nothing())
        id = session.exec(theirs).one()
    return Pool(id=id, sha256=looked.sha256, versions=looked.versions)  # not read again: it may be long
