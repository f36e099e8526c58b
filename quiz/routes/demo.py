"""The doors of the demo, without passwords: everybody may try every role. Only where a demo is served."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, legs_of, rounds_of
from quiz.contests.seating import demo_contest, demo_person, find_finished_contest, find_frozen_contest, seat, seated_in
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.role import RoleName
from quiz.people.sign_in import Door, start_sign_in
from quiz.refusals import N_, NotFound
from quiz.standings.conclusion import latest_conclusion
from quiz.web.contestant import MaybeContestant
from quiz.web.pages import page, redirect, safe_next
from quiz.web.sign_in_cookie import set_sign_in_cookie
from quiz.web.transactions import Database

DESKS = {
    "judge": (RoleName.CHIEF_JUDGE, "/judge", N_("Giám khảo")),
    "organiser": (RoleName.ORGANISER, "/organise", N_("Ban tổ chức")),
    "writer": (RoleName.QUESTION_WRITER, "/bank", N_("Người ra đề")),
    "reviewer": (RoleName.REVIEWER, "/bank/proposals", N_("Người thẩm định")),
}
Next = Annotated[str, Form(max_length=200)]


class Stop(NamedTuple):
    """Somewhere to look at, and what is to be seen there. `door`: whose role it takes; "" where it takes none."""

    door: str
    path: str
    label: str
    what: str = ""


class Tour(NamedTuple):
    """A contest, and for each role, by its name, where to go."""

    contest: Contest
    told: str
    stops: dict[str, list[Stop]]


def insist_on_demo(request: Request) -> None:
    if not request.app.state.demo:
        raise NotFound


router = APIRouter(prefix="/demo", dependencies=[Depends(insist_on_demo)])


def named_desk(desk: str) -> tuple[RoleName, str, str]:
    if desk not in DESKS:
        raise NotFound
    return DESKS[desk]


Desk = Annotated[tuple[RoleName, str, str], Depends(named_desk)]


@router.get("")
def show_doors(request: Request, database: Database) -> HTMLResponse:
    """Every role, and what there is for it to see in each contest of the demo."""
    finished, frozen = find_finished_contest(database), find_frozen_contest(database)
    tours = [_open_tour(database, demo_contest(database)), *([_finished_tour(database, finished)] if finished else [])]
    tours += [_frozen_tour(database, frozen)] if frozen else []
    return page(request, "demo/doors.html", tours=tours)


@router.get("/contestant")
def show_contestant_door(request: Request, database: Database) -> HTMLResponse:
    contest = demo_contest(database)
    return page(
        request, "demo/door.html", contest=contest, role=_("Một thí sinh"), name=None, action="/demo/contestant"
    )  # fmt: skip


@router.post("/contestant")
def come_in_as_contestant(request: Request, database: Database, contestant: MaybeContestant) -> Response:
    """Once for each browser: whoever was seated before stays who they are."""
    response, contest = redirect(request, "/play"), demo_contest(database)
    if contestant is None or contestant.contest.id != contest.id:
        entry = seat(database, contest, clock.now())
        sign_in = start_sign_in(database, Door.PLAY, entry.person_id, clock.now(), entry_id=entry.id)
        set_sign_in_cookie(request, response, sign_in)
    return response


@router.get("/past-contestant")
def show_past_contestants_door(request: Request, database: Database) -> HTMLResponse:
    contest = _finished(database)
    name = database.get_one(Person, seated_in(database, contest).person_id).name
    return page(
        request, "demo/door.html", contest=contest, role=_("Thí sinh đã thi xong"), name=name,
        action="/demo/past-contestant",
    )  # fmt: skip


@router.post("/past-contestant")
def come_in_as_past_contestant(request: Request, database: Database) -> Response:
    """Everybody comes in as the same one: there is nothing left to play."""
    response, entry = redirect(request, "/play"), seated_in(database, _finished(database))
    sign_in = start_sign_in(database, Door.PLAY, entry.person_id, clock.now(), entry_id=entry.id)
    set_sign_in_cookie(request, response, sign_in)
    return response


@router.get("/{desk}")
def show_desk_door(request: Request, desk: str, found: Desk, database: Database) -> HTMLResponse:
    role, _url, label = found
    contest = demo_contest(database)
    name = demo_person(database, contest, role).name
    return page(request, "demo/door.html", contest=contest, role=_(label), name=name, action=f"/demo/{desk}")


@router.post("/{desk}")
def come_in_at_desk(request: Request, found: Desk, database: Database, next: Next = "") -> Response:
    role, url, _label = found
    person = demo_person(database, demo_contest(database), role)
    assert person.id is not None
    response = redirect(request, safe_next(next, url))
    set_sign_in_cookie(request, response, start_sign_in(database, Door.DESK, person.id, clock.now()))
    return response


def _finished(database: Session) -> Contest:
    contest = find_finished_contest(database)
    if contest is None:
        raise NotFound
    return contest


def _open_tour(database: Session, contest: Contest) -> Tour:
    [leg, *_more] = _legs(database, contest)
    return Tour(contest, _("Đang mở: một nửa số thí sinh đã làm bài, bảng xếp hạng trực tiếp."), {
        _("Ai cũng xem được"): [
            Stop("", f"/contests/{contest.public_id}", _("Trang công khai")),
            Stop("", f"/watch/legs/{leg.public_id}", _("Bảng xếp hạng trực tiếp")),
            Stop("", f"/watch/legs/{leg.public_id}/screen", _("Màn chiếu hội trường")),
        ],
        _("Thí sinh"): [
            Stop("contestant", "", _("Vào làm bài"), _("Mỗi trình duyệt là một thí sinh riêng.")),
        ],
        _("Giám khảo"): [
            Stop("judge", f"/judge/legs/{leg.public_id}", _("Điều hành đợt thi"), _("Cộng giờ, tạm dừng, nhắn tin.")),
            Stop("judge", f"/judge/legs/{leg.public_id}/board", _("Bảng giám khảo"),
                 _("Đóng băng bảng mà mọi người xem.")),
        ],
        _("Ban tổ chức"): [
            Stop("organiser", f"/organise/contests/{contest.public_id}", _("Trang của cuộc thi")),
            Stop("organiser", "/organise/contests/new", _("Tạo cuộc thi của bạn")),
        ],
        _("Tổ ra đề"): [
            Stop("writer", "/bank", _("Kho câu hỏi")),
            Stop("reviewer", "/bank/proposals", _("Câu chờ duyệt")),
        ],
    })  # fmt: skip


def _finished_tour(database: Session, contest: Contest) -> Tour:
    first, second, *_more = _legs(database, contest)
    conclusion, here = latest_conclusion(database, contest), f"/organise/contests/{contest.public_id}"
    checked = f"/check/{conclusion.number}" if conclusion is not None else "/check"
    told = _("Đã xong hai đợt: một câu bị bỏ khỏi điểm sau khiếu nại, kết quả đợt 1 chính thức, đợt 2 tạm thời.")
    return Tour(contest, told, {
        _("Ai cũng xem được"): [
            Stop("", f"/watch/contests/{contest.public_id}/results", _("Kết quả chung cuộc"),
                 _("Bảng tổng, giải thưởng, xếp hạng đơn vị theo số đoàn viên.")),
            Stop("", f"/watch/legs/{first.public_id}", _("Đợt 1, chính thức, bản số 2")),
            Stop("", f"/watch/legs/{second.public_id}", _("Đợt 2, tạm thời")),
            Stop("", checked, _("Trang kiểm tra kết quả"), _("Nơi mã QR trên giấy in dẫn tới.")),
            Stop("", f"/contests/{contest.public_id}/regulations", _("Thể lệ"), _("Cũng in được thành PDF.")),
        ],
        _("Thí sinh"): [
            Stop("past-contestant", "", _("Xem bài, hạng và khiếu nại"),
                 _("Một khiếu nại đã được trả lời, một đang xem xét.")),
        ],
        _("Giám khảo"): [
            Stop("judge", f"/organise/legs/{first.public_id}/keys", _("Đáp án và sửa đáp án"),
                 _("Xem trước ai đổi hạng rồi mới quyết định.")),
            Stop("judge", f"/organise/legs/{second.public_id}/results", _("Công bố kết quả đợt 2")),
        ],
        _("Ban tổ chức"): [
            Stop("organiser", f"{here}/complaints", _("Khiếu nại"), _("Một khiếu nại đang chờ trả lời.")),
            Stop("organiser", f"{here}/prizes", _("Giải thưởng")),
            Stop("organiser", f"{here}/results", _("Công bố kết quả chung cuộc")),
            Stop("organiser", f"{here}/duplicates", _("Thí sinh trùng"), _("Một người đăng ký hai lần.")),
        ],
    })  # fmt: skip


def _frozen_tour(database: Session, contest: Contest) -> Tour:
    [leg] = _legs(database, contest)
    told = _("Bảng tự đóng băng 20 phút trước giờ đóng: từ lúc ấy chỉ giám khảo thấy bảng tiếp tục đổi.")
    return Tour(contest, told, {
        _("Ai cũng xem được"): [
            Stop("", f"/watch/legs/{leg.public_id}", _("Bảng đã đóng băng")),
            Stop("", f"/watch/legs/{leg.public_id}/screen", _("Màn chiếu hội trường")),
            Stop("", f"/contests/{contest.public_id}/regulations", _("Thể lệ"), _("Điều 6 ghi lúc bảng đóng băng.")),
        ],
        _("Giám khảo"): [
            Stop("judge", f"/judge/legs/{leg.public_id}/board", _("Bảng giám khảo"),
                 _("Vẫn trực tiếp; thôi đóng băng hoặc hẹn giờ khác ở đây.")),
        ],
    })  # fmt: skip


def _legs(database: Session, contest: Contest) -> list[Leg]:
    [round, *_more] = rounds_of(database, contest.id or 0)
    return legs_of(database, round.id or 0)
