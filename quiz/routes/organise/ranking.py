"""How a round is scored and ranked: what wrong answers cost, points by topic, the prediction, the order of the keys."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, ValidationError
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from question_bank.topic import Topic
from quiz.attempts.played import legs_played
from quiz.contests.articles.places import KEYS, points_told, prediction_told, ranking_told
from quiz.contests.consistency import contradictions
from quiz.contests.contest import Contest, ContestState
from quiz.contests.dividing import planned_parts
from quiz.contests.prediction import QUESTIONS
from quiz.contests.round import BlueprintRow, Part, Round
from quiz.contests.rules import RankingKey, RoundRules
from quiz.contests.scheduling import has_started, insist_on_reason, set_rules
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid, Problems
from quiz.routes.organise.finding import OwnRound
from quiz.web.forms import decimal_typed
from quiz.web.pages import page, redirect
from quiz.web.staff import Organiser
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/rounds/{round_id}/ranking")


class RankingForm(BaseModel):
    """As typed: each key with its place among them, empty where it is not used; each topic with its points."""

    minus_wrong: str = ""
    below_zero: str = ""
    partial: str = "as_said"
    topic: list[str] = []
    topic_points: list[str] = []
    key: list[str] = []
    order: list[str] = []
    ranking_part: str = ""
    prediction: str = ""
    prediction_within: str = "nearest"
    reason: str = ""


@router.get("")
def show_ranking(request: Request, found: OwnRound, database: Database) -> HTMLResponse:
    return _form(request, database, *found, _as_typed(found[1].rules), {})


@router.post("")
def change_ranking(
    request: Request, found: OwnRound, staff: Organiser, database: Database, typed: Annotated[RankingForm, Form()]
) -> Response:
    contest, round = found
    problems = Problems()
    try:
        with problems.gathered():
            rules = _rules_typed(database, round, typed)
        if problems:
            with problems.gathered():
                insist_on_reason(contest, typed.reason)
        problems.refuse()
        by = staff.deciding(Power.ORGANISE, contest.id)
        set_rules(database, contest, round, round.name, rules, typed.reason, legs_played(database, contest), by)
    except Invalid as invalid:
        return _form(request, database, contest, round, typed, invalid.errors, invalid.status)
    url = f"/organise/rounds/{round.public_id}/ranking"
    return redirect(request, url, ("saved", _("Đã lưu cách tính điểm và xếp hạng.")))


def _rules_typed(session: Session, round: Round, typed: RankingForm) -> RoundRules:
    problems = Problems()
    given: dict[str, Any] = {
        "minus_wrong": decimal_typed(typed.minus_wrong or "0"),
        "below_zero": bool(typed.below_zero), "partial": typed.partial, "prediction": typed.prediction or None,
        "prediction_within": typed.prediction_within, "ranking_part": typed.ranking_part or None,
    }  # fmt: skip
    with problems.gathered():
        given["ranking"] = _ranking_typed(typed)
    names = {str(topic.id): topic.name for topic in topics_of(session, round)}
    given["topic_points"] = [
        {"topic_id": int(id), "name": names[id], "points": decimal_typed(points)}
        for id, points in zip(typed.topic, typed.topic_points, strict=False)
        if id in names and points.strip()
    ]
    try:
        rules = RoundRules.model_validate(round.rules.model_dump() | given)
    except ValidationError as error:
        problems.update({str(each["loc"][0]): _problem(str(each["loc"][0])) for each in error.errors()})
        raise Invalid(problems) from None
    problems.update(contradictions(rules, planned_parts(session, round)))
    problems.refuse()
    return rules


def _ranking_typed(typed: RankingForm) -> list[str]:
    """The keys in the order of their numbers."""
    chosen = [(number.strip(), key) for key, number in zip(typed.key, typed.order, strict=False) if number.strip()]
    if not all(number.isdecimal() and 1 <= int(number) <= len(KEYS) for number, _key in chosen):
        raise Invalid({"ranking": _("Ghi thứ tự bằng số 1, 2, 3…; để trống tiêu chí không dùng.")})
    if len({int(number) for number, _key in chosen}) != len(chosen):
        raise Invalid({"ranking": _("Hai tiêu chí không được cùng một thứ tự.")})
    return [key for _number, key in sorted(chosen, key=lambda pair: int(pair[0]))]


def _problem(field: str) -> str:
    return {
        "minus_wrong": _("Một số từ 0 đến 1000, nhiều nhất hai chữ số thập phân."),
        "topic_points": _("Mỗi chủ đề ghi một số lớn hơn 0, không quá 1000, hoặc để trống."),
        "ranking": _("Hãy đánh số ít nhất một tiêu chí."),
    }.get(field, _("Hãy chọn một trong các mục."))


def topics_of(session: Session, round: Round) -> list[Topic]:
    """What its blueprint asks about, and what its rules already name."""
    asked = select(BlueprintRow.topic_id).join(Part, col(Part.id) == BlueprintRow.part_id)
    ids = {id for id in session.exec(asked.where(Part.round_id == round.id)) if id is not None}
    ids |= {each.topic_id for each in round.rules.topic_points}
    return list(session.exec(select(Topic).where(col(Topic.id).in_(ids)).order_by(col(Topic.position), col(Topic.id))))


def _as_typed(rules: RoundRules) -> RankingForm:
    return RankingForm(
        minus_wrong=_comma(rules.minus_wrong),
        below_zero="1" if rules.below_zero else "", partial=rules.partial,
        topic=[str(each.topic_id) for each in rules.topic_points],
        topic_points=[_comma(each.points) for each in rules.topic_points],
        key=list(rules.ranking), order=[str(place) for place, _key in enumerate(rules.ranking, 1)],
        ranking_part=str(rules.ranking_part or ""), prediction=rules.prediction or "",
        prediction_within=rules.prediction_within,
    )  # fmt: skip


def _comma(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")


def _form(
    request: Request, session: Session, contest: Contest, round: Round, typed: RankingForm, errors: dict[str, str],
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    parts = planned_parts(session, round)
    names = [part.name for part in parts]
    rules = round.rules
    orders = dict(zip(typed.key, typed.order, strict=False))
    points = dict(zip(typed.topic, typed.topic_points, strict=False))
    told = [points_told(rules, sum(part.questions for part in parts)), ranking_told(rules, names)]
    return page(
        request, "organise/ranking.html", status, contest=contest, round=round, typed=typed, errors=errors,
        locked=has_started(session, round, legs_played(session, contest)),
        needs_reason=contest.state != ContestState.DRAFT,
        keys=[(key, _key_asked(key), orders.get(key, "")) for key in KEYS],
        topics=[(topic, points.get(str(topic.id), "")) for topic in topics_of(session, round)],
        parts=list(enumerate(names, 1)), questions=[(target, _(asked)) for target, asked in QUESTIONS.items()],
        sentences=[*told, *prediction_told(rules)],
    )  # fmt: skip


def _key_asked(key: RankingKey) -> str:
    return _("điểm một phần thi cao hơn (chọn phần thi bên dưới)") if key == "part" else _(KEYS[key])
