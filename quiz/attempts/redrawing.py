"""Draw a paper from what was kept of it, by the algorithm that drew it: the first time, and whenever it is checked."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from threading import Lock
from typing import Any

from sqlmodel import Session, col, select

from question_bank import dealing, drawing
from question_bank.dealing import Dealer, Portion
from question_bank.drawing import BlueprintRow, Drawn, PoolQuestion, TooFewQuestions, arranged, draw
from question_bank.question import QuestionVersion
from quiz.attempts.attempt import Attempt, Paper, PaperRow, Pool

Place = tuple[int, Drawn]
"""The part, and what was drawn for one place of it."""

DEALERS_KEPT = 16
"""Each remembers what it dealt: a leg has one, unless its pool changes while it runs."""
_dealers: OrderedDict[tuple[str, str], Dealer] = OrderedDict()
_lock = Lock()


def draw_again(session: Session, algorithm: str, pool: Pool, seed: str, position: int | None) -> list[Place]:
    """Only what was drawn is then looked into, for the order of its choices."""
    if algorithm == drawing.ALGORITHM:
        return _drawn_part_by_part(session, pool.versions, seed)
    assert algorithm == dealing.ALGORITHM
    assert position is not None
    return _dealt(session, pool, seed, position)


def prove(session: Session, attempt: Attempt) -> bool:
    """Draw again from what was kept: is it the paper that was given?"""
    paper = session.get_one(Paper, attempt.id)
    pool = session.get_one(Pool, paper.pool_id)
    if pool.sha256 != digest_of(pool.versions):
        return False
    assert attempt.id is not None
    try:
        again = as_rows(attempt.id, draw_again(session, paper.algorithm, pool, paper.seed, paper.position))
    except TooFewQuestions:
        return False
    given = select(PaperRow).where(PaperRow.attempt_id == attempt.id).order_by(col(PaperRow.number))
    return [_told(row) for row in again] == [_told(row) for row in session.exec(given)]


def code_of(session: Session, attempt: Attempt) -> str:
    """Twelve letters that stand for the whole paper, in groups of four: another paper has another code."""
    given = select(PaperRow).where(PaperRow.attempt_id == attempt.id).order_by(col(PaperRow.number))
    code = digest_of([_told(row) for row in session.exec(given)])[:12]
    return "-".join((code[:4], code[4:8], code[8:]))


def as_rows(attempt_id: int, places: list[Place]) -> list[PaperRow]:
    return [PaperRow(**values) for values in as_values(attempt_id, as_places(places))]


def as_places(places: list[Place]) -> list[list[Any]]:
    """[part, version, order of its choices] for each number: a paper that is nobody's yet."""
    return [[part_id, drawn.version_id, list(drawn.choice_order)] for part_id, drawn in places]


def as_values(attempt_id: int, places: Sequence[Any]) -> list[dict[str, Any]]:
    """The rows of a paper, to write them at once, without an object for each."""
    return [
        {
            "attempt_id": attempt_id,
            "number": number,
            "version_id": version_id,
            "part_id": part_id,
            "choice_order": order,
            "flagged": False,
            "waits": False,
        }
        for number, (part_id, version_id, order) in enumerate(places, 1)
    ]


def digest_of(versions: list[Any]) -> str:
    canonical = json.dumps(versions, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _dealt(session: Session, pool: Pool, seed: str, position: int) -> list[Place]:
    """draw-2: all parts at once."""
    dealer = _dealer(pool, seed)
    rows = iter(dealer.paper(position))
    places: list[Place] = []
    for part in pool.versions:
        asked = [version_id for ids in islice(rows, len(part["rows"])) for version_id in ids]
        questions, choices = part["shuffled"]
        drawn = arranged(
            _opened(session, asked), dealer.own_rank(position), shuffle_questions=questions, shuffle_choices=choices
        )
        places += [(part["part"], place) for place in drawn]
    return places


def _dealer(pool: Pool, seed: str) -> Dealer:
    key = pool.sha256, seed
    with _lock:
        if key not in _dealers:
            _dealers[key] = Dealer([Portion(_rows(part), _closed(part)) for part in pool.versions], seed)
            while len(_dealers) > DEALERS_KEPT:
                _dealers.popitem(last=False)
        _dealers.move_to_end(key)
        return _dealers[key]


def _drawn_part_by_part(session: Session, pools: list[dict[str, Any]], seed: str) -> list[Place]:
    """draw-1: part after part; no question twice."""
    places: list[Place] = []
    for part in pools:
        taken = {drawn.version_id for _, drawn in places}
        rows = _rows(part)
        closed = [question for question in _closed(part) if question.version_id not in taken]
        questions, choices = part["shuffled"]
        chosen = [d.version_id for d in draw(rows, closed, seed, shuffle_questions=questions, shuffle_choices=False)]
        inside = {question.version_id: question for question in _opened(session, chosen)}
        opened = [
            replace(question, kind=found.kind, content=found.content)
            if (found := inside.get(question.version_id))
            else question
            for question in closed
        ]
        drawn = draw(rows, opened, seed, shuffle_questions=questions, shuffle_choices=choices)
        places += [(part["part"], place) for place in drawn]
    return places


def _rows(part: dict[str, Any]) -> list[BlueprintRow]:
    return [BlueprintRow(count, topic_id, difficulty) for count, topic_id, difficulty in part["rows"]]


def _closed(part: dict[str, Any]) -> list[PoolQuestion]:
    """The questions of a pool without their content."""
    return [
        PoolQuestion(version_id, topic_id, difficulty, "", {}, *measured)
        for version_id, topic_id, difficulty, *measured in part["pool"]
    ]


def _opened(session: Session, asked: Sequence[int]) -> list[PoolQuestion]:
    """With their content, in that order."""
    found = session.exec(select(QuestionVersion).where(col(QuestionVersion.id).in_(asked)))
    inside = {version.id: version for version in found}
    versions = [inside[version_id] for version_id in asked]
    return [
        PoolQuestion(version.id or 0, version.topic_id, version.difficulty, version.kind, version.content)
        for version in versions
    ]


def _told(row: PaperRow) -> tuple[int, int, int, list[str]]:
    return row.number, row.version_id, row.part_id, row.choice_order
