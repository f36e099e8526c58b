"""The blueprint of a round (ma trận đề): rows beside what the bank holds, and the questions that every paper has."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from question_bank.drawing import BlueprintRow
from question_bank.finding import Wanted, count, find, question_by_public_id
from question_bank.kinds import BY_PEOPLE
from question_bank.question import DIFFICULTIES, Question
from question_bank.topic import Topic
from question_bank.waiting import Waiting, count_waiting
from quiz import clock
from quiz.attempts.played import legs_played
from quiz.contests.agreeing import staying_agreed
from quiz.contests.blueprint import RowOutlook
from quiz.contests.composing import (
    as_drawn,
    fix_question,
    fixed_of,
    fixed_questions,
    insist_on_blueprint,
    kept_from,
    move_fixed_question,
    out_of_date,
    outlook_of,
    rows_of,
    set_blueprint,
    supply_of,
    unfix_question,
)
from quiz.contests.contest import Contest, ContestState
from quiz.contests.dividing import quiz_parts_of
from quiz.contests.reserving import kept_among, kept_in
from quiz.contests.round import Part, Round, legs_of
from quiz.contests.scheduling import AlreadyPlayed, has_started, insist_on_reason, note
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid, NotFound, Problems
from quiz.routes.organise.finding import OwnPart, OwnRound
from quiz.web.pages import fragment, page, redirect
from quiz.web.staff import Organiser, Staff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/rounds/{round_id}")

Text = Annotated[str, Form()]
FOUND_AT_ONCE = 12


class RowsForm(BaseModel):
    """The rows of a blueprint as typed: the first topic, difficulty and count are the first row."""

    topic: list[str] = []
    difficulty: list[str] = []
    count: list[str] = []
    act: str = "save"
    reason: str = ""

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        return list(zip(self.topic, self.difficulty, self.count, strict=False))


@dataclass(frozen=True)
class TypedRow:
    """One row as typed, with what the bank says to it."""

    topic: str
    difficulty: str
    count: str
    seen: RowOutlook


@router.get("/blueprint")
def show_blueprint(request: Request, found: OwnRound, part: OwnPart, database: Database, q: str = "") -> HTMLResponse:
    rows = [as_typed(row) for row in as_drawn(rows_of(database, part))]
    return _form(request, database, found, part, rows, {}, q=q)


@router.get("/blueprint/rows")
def show_blueprint_rows(
    request: Request, found: OwnRound, part: OwnPart, database: Database, form: Annotated[RowsForm, Query()]
) -> HTMLResponse:
    """What the bank says to rows that are being typed."""
    _contest, round = found
    return fragment(request, "organise/_blueprint_rows.html", **rows_seen(database, round, part, form.rows), errors={})


@router.post("/blueprint")
def change_blueprint(
    request: Request, found: OwnRound, part: OwnPart, staff: Organiser, database: Database,
    form: Annotated[RowsForm, Form()],
) -> Response:  # fmt: skip
    contest, round = found
    typed, reason = form.rows, form.reason
    if form.act != "save":
        return _form(request, database, found, part, edited(typed, form.act), {}, reason=reason)
    problems = Problems()
    _insist_not_played(database, contest, round)
    rows, day = rows_typed(database, typed), _day(database, round)
    try:
        with problems.gathered():
            insist_on_blueprint(database, part, rows, day)
        with problems.gathered():
            insist_on_reason(contest, reason)
        problems.refuse()
        with staying_agreed(database, contest, "rows"):
            set_blueprint(database, part, rows, day)
            told = [[row.topic_id, row.difficulty, row.count] for row in rows_of(database, part)]
            _note(database, contest, round, "set_blueprint", {"part": part.id, "rows": told}, reason, staff)
    except Invalid as invalid:
        return _form(request, database, found, part, typed, invalid.errors, invalid.status, reason=reason)
    return redirect(request, _address(round, part), ("saved", _("Đã lưu ma trận đề.")))


@router.post("/fixed-questions")
def add_fixed_question(
    request: Request, found: OwnRound, part: OwnPart, staff: Organiser, database: Database,
    question: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    contest, round = found
    chosen = _question(database, contest, question)
    _insist_not_played(database, contest, round)
    fix_question(database, part, chosen)
    _note(database, contest, round, "fix_question", {"question": chosen.id}, reason, staff)
    return _back(request, round, part, _("Đã đưa câu hỏi vào mọi đề."))


@router.post("/fixed-questions/{question_id}/removal")
def remove_fixed_question(
    request: Request, found: OwnRound, part: OwnPart, question_id: str, staff: Organiser, database: Database,
    reason: Text = "",
) -> Response:  # fmt: skip
    contest, round = found
    chosen = _question(database, contest, question_id)
    _insist_not_played(database, contest, round)
    unfix_question(database, part, chosen)
    _note(database, contest, round, "unfix_question", {"question": chosen.id}, reason, staff)
    return _back(request, round, part, _("Đã bỏ câu cố định."))


@router.post("/fixed-questions/{question_id}/place")
def change_place_of_fixed_question(
    request: Request, found: OwnRound, part: OwnPart, question_id: str, staff: Organiser, database: Database,
    move: Annotated[int, Form(ge=-1, le=1)], reason: Text = "",
) -> Response:  # fmt: skip
    contest, round = found
    chosen = _question(database, contest, question_id)
    _insist_not_played(database, contest, round)
    move_fixed_question(database, part, chosen, move)
    _note(database, contest, round, "move_fixed_question", {"question": chosen.id, "by": move}, reason, staff)
    return _back(request, round, part, _("Đã đổi thứ tự."))


def _insist_not_played(session: Session, contest: Contest, round: Round) -> None:
    """Papers already drawn are not made unlike those still to be drawn."""
    if has_started(session, round, legs_played(session, contest)):
        raise AlreadyPlayed


def _note(
    session: Session, contest: Contest, round: Round, decision: str, body: dict[str, Any], reason: str, staff: Staff
) -> None:
    reason = insist_on_reason(contest, reason)
    by = staff.deciding(Power.ORGANISE, contest.id)
    note(session, contest, ("round", round.id), decision, body, reason, by)


def _address(round: Round, part: Part) -> str:
    return f"/organise/rounds/{round.public_id}/blueprint?part={part.public_id}"


def _back(request: Request, round: Round, part: Part, words: str) -> Response:
    return redirect(request, f"{_address(round, part)}#fixed", ("saved", words))


def _question(session: Session, contest: Contest, public_id: str) -> Question:
    """One that this contest may know of."""
    question = question_by_public_id(session, public_id)
    kept = kept_among(session, [question.id or 0], clock.now()) if question else {}
    if question is None or any(each.contest.id != contest.id for each in kept.values()):
        raise NotFound
    return question


def as_typed(row: BlueprintRow) -> tuple[str, str, str]:
    return str(row.topic_id or ""), str(row.difficulty or ""), str(row.count)


def rows_typed(session: Session, typed: list[tuple[str, str, str]]) -> list[BlueprintRow]:
    """The rows as numbers. A count that cannot be read is none; an unknown topic is any."""
    topics = {str(topic) for topic in session.exec(select(Topic.id))}
    return [
        BlueprintRow(
            count=int(count) if count.strip().isdecimal() and len(count.strip()) <= 4 else 0,
            topic_id=int(topic) if topic in topics else None,
            difficulty=int(difficulty) if difficulty in {str(level) for level in DIFFICULTIES} else None,
        )
        for topic, difficulty, count in typed
    ]


def edited(typed: list[tuple[str, str, str]], act: str) -> list[tuple[str, str, str]]:
    """One row more or less, for those without JavaScript and with."""
    if act == "add":
        return [*typed, ("", "", "1")]
    if act.startswith("remove-") and act[7:].isdecimal():
        return [row for number, row in enumerate(typed, 1) if number != int(act[7:])]
    return typed


def _day(session: Session, round: Round) -> date:
    """The day on which the round's first leg opens, or today where it is past or not planned."""
    assert round.id is not None
    opens = [leg.opens_at for leg in legs_of(session, round.id) if leg.opens_at]
    return clock.day_of(max(min(opens), clock.now()) if opens else clock.now())


def rows_seen(session: Session, round: Round, part: Part, typed: list[tuple[str, str, str]]) -> dict[str, Any]:
    day = _day(session, round)
    rows = rows_typed(session, typed)
    seen = outlook_of(session, part, rows, day)
    topics = session.exec(select(Topic).order_by(col(Topic.group), col(Topic.position), col(Topic.name)))
    return {
        "round": round,
        "part": part,
        "rows": [TypedRow(*row, seen=outlook) for row, outlook in zip(typed, seen, strict=True)],
        "topics": [("", _("Chủ đề bất kỳ")), *((topic.id, topic.name) for topic in topics)],
        "levels": [("", _("Độ khó bất kỳ")), *((level, _(word)) for level, word in DIFFICULTIES.items())],
        "total": sum(row.count for row in rows) + len(fixed_questions(session, part)),
        "fixed_count": len(fixed_questions(session, part)),
        "day": day,
        "out_of_date": out_of_date(session, part, rows, day),
        "self_approved": count(session, Wanted(state="approved", self_approved=True, hidden=kept_from(session, part))),
        "waits": count_waiting(session, Waiting(hidden=kept_from(session, part))),
        "supply": sum(supply_of(session, part, day).values()),
    }


def _form(
    request: Request, session: Session, its: tuple[Contest, Round], part: Part, typed: list[tuple[str, str, str]],
    errors: dict[str, str], status: int = 200, *, q: str = "", reason: str = "",
) -> HTMLResponse:  # fmt: skip
    contest, round = its
    fixed = fixed_questions(session, part)
    askable = {version.id for version in fixed_of(session, part, _day(session, round))}
    held = {question.id for question, _version in fixed}
    wanted = Wanted(words=q, state="approved", hidden=kept_from(session, part))
    found = find(session, wanted, limit=FOUND_AT_ONCE).found if q.strip() else []
    shown = [question.id or 0 for question, _version in fixed] + [one.question.id or 0 for one in found]
    return page(
        request, "organise/blueprint.html", status,
        contest=contest, errors=errors, q=q, reason=reason, fixed=fixed, askable=askable,
        found=[one for one in found if one.question.id not in held and one.version.kind not in BY_PEOPLE],
        difficulties=DIFFICULTIES, kept=kept_among(session, shown, clock.now()), kept_here=len(kept_in(session, round)),
        locked=has_started(session, round, legs_played(session, contest)),
        needs_reason=contest.state != ContestState.DRAFT, **rows_seen(session, round, part, typed),
        parts=quiz_parts_of(session, round),
    )  # fmt: skip
