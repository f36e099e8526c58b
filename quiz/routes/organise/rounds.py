"""One round: its rules, its copy, its legs, its end."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, ValidationError
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.played import legs_played
from quiz.attempts.timetable import timetable_of
from quiz.contests.advance import Advance
from quiz.contests.consistency import PlannedPart, contradictions
from quiz.contests.contest import Contest, ContestState
from quiz.contests.copying import copy_contest, copy_round
from quiz.contests.dividing import legs_of_their_own, planned_parts
from quiz.contests.regulations import sentences
from quiz.contests.round import Round, legs_of, rounds_of
from quiz.contests.rules import RoundRules
from quiz.contests.scheduling import add_leg, has_started, insist_on_round, remove_round, set_rules
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid, NotAllowed, Problems
from quiz.routes.organise.finding import OwnRound
from quiz.routes.wording import LEG_CHIPS
from quiz.standings.removing import forget_tries
from quiz.web.forms import decimal_typed
from quiz.web.pages import page, redirect
from quiz.web.staff import Organiser
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/rounds/{round_id}")

Text = Annotated[str, Form()]
LOCKABLE = {"opening", "minutes", "question_s", "parts", "attempts", "attempts_per", "counted", "late_start", "grace_s",
            "shuffle_questions", "shuffle_choices", "points_right"}  # fmt: skip


class RulesForm(BaseModel):
    """What the form of a round holds, as it was typed. Where rules are locked, `opening` and the other `LOCKABLE`
    are not in it."""

    name: str = ""
    opening: str | None = None
    minutes: str = ""
    question_s: str = ""
    parts: str = "together"
    attempts: str = "1"
    attempts_per: str = "leg"
    counted: str = "best"
    late_start: str = "cut"
    grace_s: str = ""
    shuffle_questions: str = ""
    shuffle_choices: str = ""
    points_right: str = ""
    release_score: str = "published"
    board: str = "published"
    board_shows: str = "all"
    board_top: str = ""
    freeze_minutes: str = ""
    release_answers: str = "published"
    cut_line: str = ""
    study: str = "no"
    mock: str = ""
    mock_attempts: str = ""
    reason: str = ""


@router.get("")
def show_round(request: Request, found: OwnRound, database: Database) -> HTMLResponse:
    contest, round = found
    return _form(request, database, contest, round, _as_typed(round), {})


@router.post("")
def change_round(
    request: Request, found: OwnRound, staff: Organiser, database: Database, typed: Annotated[RulesForm, Form()]
) -> Response:
    contest, round = found
    problems = Problems()
    try:
        with problems.gathered():
            rules = _rules_typed(typed, round.rules, planned_parts(database, round))
        if problems:
            with problems.gathered():
                insist_on_round(contest, typed.name, typed.reason)
        problems.refuse()
        by = staff.deciding(Power.ORGANISE, contest.id)
        set_rules(database, contest, round, typed.name, rules, typed.reason, legs_played(database, contest), by)
    except Invalid as invalid:
        kept = _as_typed(round) | typed.model_dump(exclude=LOCKABLE if typed.opening is None else None)
        return _form(request, database, contest, round, kept, invalid.errors, invalid.status)
    return redirect(request, f"/organise/rounds/{round.public_id}", ("saved", _("Đã lưu thể lệ của vòng.")))


@router.post("/legs")
def create_leg(request: Request, found: OwnRound, staff: Organiser, database: Database) -> Response:
    contest, round = found
    leg = add_leg(database, contest, round, staff.deciding(Power.ORGANISE, contest.id))
    return redirect(request, f"/organise/legs/{leg.public_id}", ("saved", _("Đã thêm một đợt thi. Hãy xem lại giờ.")))


@router.get("/copy")
def show_round_copy(request: Request, found: OwnRound) -> HTMLResponse:
    contest, round = found
    typed = {"name": round.name, "into": "here", "title": contest.title, "with_roster": "1"}
    return page(request, "organise/round_copy.html", contest=contest, round=round, typed=typed, errors={})


@router.post("/copy")
def make_round_copy(
    request: Request, found: OwnRound, staff: Organiser, database: Database,
    name: Text = "", into: Text = "here", title: Text = "", with_roster: Text = "",
) -> Response:  # fmt: skip
    contest, round = found
    if into == "here":
        by = staff.deciding(Power.ORGANISE, contest.id)
        copy = copy_round(database, contest, round, " ".join(name.split())[:120] or round.name, by)
        return redirect(request, f"/organise/rounds/{copy.public_id}", ("saved", _("Đã chép thành một vòng mới.")))
    if not staff.may(Power.ORGANISE):
        raise NotAllowed
    by = staff.deciding(Power.ORGANISE)
    try:
        made = copy_contest(database, contest, title, by, with_roster=bool(with_roster), only=round)
    except Invalid as invalid:
        typed = {"name": name, "into": into, "title": title, "with_roster": with_roster}
        return page(
            request, "organise/round_copy.html", invalid.status,
            contest=contest, round=round, typed=typed, errors=invalid.errors,
        )  # fmt: skip
    url = f"/organise/contests/{made.public_id}"
    return redirect(request, url, ("saved", _("Đã chép thành một cuộc thi mới.")))


@router.get("/deletion")
def show_round_deletion(request: Request, found: OwnRound) -> HTMLResponse:
    contest, round = found
    return _deletion_form(request, contest, round, "", {})


@router.post("/deletion")
def delete_round(
    request: Request, found: OwnRound, staff: Organiser, database: Database, reason: Text = ""
) -> Response:
    contest, round = found
    assert round.id is not None
    try:
        with database.begin_nested():  # nor are tries gone where the round stays
            forget_tries(database, [leg.id for leg in legs_of(database, round.id) if leg.id is not None])
            remove_round(database, contest, round, reason, staff.deciding(Power.ORGANISE, contest.id))
    except Invalid as invalid:
        return _deletion_form(request, contest, round, reason, invalid.errors, invalid.status)
    return redirect(request, f"/organise/contests/{contest.public_id}", ("saved", _("Đã xóa vòng thi.")))


def _rules_typed(typed: RulesForm, before: RoundRules, parts: list[PlannedPart]) -> RoundRules:
    """The rules as typed, over those in force; Invalid names each field that cannot be."""
    given: dict[str, Any] = {
        "release_score": typed.release_score, "board": typed.board, "board_shows": typed.board_shows,
        "board_top": typed.board_top.strip() or before.board_top,
        "freeze_minutes": typed.freeze_minutes.strip() or None, "release_answers": typed.release_answers,
        "advance": _advance_typed(typed, before.advance), "mock": bool(typed.mock), "study": typed.study,
        "mock_attempts": (typed.mock and typed.mock_attempts.strip()) or None,
    }  # fmt: skip
    if typed.opening is not None:
        given |= {
            "opening": typed.opening, "minutes": typed.minutes.strip(), "late_start": typed.late_start,
            "question_s": typed.question_s.strip() or None, "parts": typed.parts,
            "attempts": _attempts_typed(typed), "attempts_per": typed.attempts_per, "counted": typed.counted,
            "grace_s": typed.grace_s.strip(), "shuffle_questions": bool(typed.shuffle_questions),
            "shuffle_choices": bool(typed.shuffle_choices), "points_right": decimal_typed(typed.points_right),
        }  # fmt: skip
    try:
        rules = RoundRules.model_validate(before.model_dump() | given)
    except ValidationError as error:
        raise Invalid(
            {field: _rule_problem(field) for field in (_field_of(problem["loc"]) for problem in error.errors())}
        ) from None
    problems = Problems(contradictions(rules, parts))
    problems.refuse()
    return rules


def _advance_typed(typed: RulesForm, before: Advance) -> dict[str, Any]:
    """The number of places, where they are what it goes by; other ways have a form of their own (regulations.py)."""
    if before.kind not in ("none", "top_n"):
        return before.model_dump()
    count = typed.cut_line.strip()
    return {**before.model_dump(), "kind": "top_n", "count": count} if count else {}


def _field_of(place: tuple[int | str, ...]) -> str:
    return "cut_line" if place[0] == "advance" else str(place[0])


def _attempts_typed(typed: RulesForm) -> str:
    """Where anybody may play as often as they like, the number says nothing."""
    return typed.attempts.strip() if typed.attempts_per != "any" else "1"


def _rule_problem(field: str) -> str:
    return {
        "minutes": _("Từ 1 đến 300 phút."),
        "question_s": _("Từ 5 đến 600 giây, hoặc để trống."),
        "attempts": _("Từ 1 đến 50 lượt."),
        "mock_attempts": _("Từ 1 đến 50 lần, hoặc để trống."),
        "grace_s": _("Từ 0 đến 120 giây."),
        "points_right": _("Một số lớn hơn 0, không quá 1000, nhiều nhất hai chữ số thập phân."),
        "board_top": _("Từ 1 đến 1000 hạng."),
        "freeze_minutes": _("Từ 1 đến 1440 phút, hoặc để trống."),
        "cut_line": _("Một số từ 1 trở lên, hoặc để trống."),
    }.get(field, _("Hãy chọn một trong các mục."))


def _as_typed(round: Round) -> dict[str, Any]:
    rules = round.rules.model_dump(mode="json")
    rules["points_right"] = f"{round.rules.points_right.normalize():f}".replace(".", ",")
    return rules | {"name": round.name, "reason": "", "cut_line": round.rules.cut_line or ""}


def _form(
    request: Request, session: Session, contest: Contest, round: Round, typed: dict[str, Any],
    errors: dict[str, str], status: int = 200,
) -> HTMLResponse:  # fmt: skip
    assert contest.id is not None
    parts = planned_parts(session, round)
    questions = sum(part.questions for part in parts)
    return page(
        request, "organise/round.html", status,
        contest=contest, round=round, typed=typed, errors=errors, questions=questions,
        locked=has_started(session, round, legs_played(session, contest)),
        needs_reason=contest.state != ContestState.DRAFT,
        sentences=sentences(round.rules, questions, parts, legs_of_their_own(session, round)),
        several_parts=len(parts) > 1,
        slots=[slot for slot in timetable_of(session, contest, clock.now()) if slot.round.id == round.id],
        several=len(rounds_of(session, contest.id)) > 1, leg_chips=LEG_CHIPS,
    )  # fmt: skip


def _deletion_form(
    request: Request, contest: Contest, round: Round, reason: str, errors: dict[str, str], status: int = 200
) -> HTMLResponse:
    return page(
        request, "organise/round_deletion.html", status, contest=contest, round=round, errors=errors,
        typed={"reason": reason}, needs_reason=contest.state != ContestState.DRAFT,
    )  # fmt: skip
