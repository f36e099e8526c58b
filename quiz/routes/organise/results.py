"""The results of a leg: how far it is, publishing, taking back, and the file to keep."""

from datetime import datetime
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.ledger import Decider
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.results.exporting import MEDIA, Format, attached, exported, has_files, sealed
from quiz.results.exports import results_workbook
from quiz.routes.watch.boards import came_about_in, predicted_in
from quiz.standings.board import internal_board_of, released_board_of
from quiz.standings.complaining import open_in_leg
from quiz.standings.correcting import asked_in
from quiz.standings.counters import are_hidden, insist_may_be_seen, looks_in
from quiz.standings.due_results import unchanged
from quiz.standings.live import COUNTED, STANDING
from quiz.standings.points import shown
from quiz.standings.publication_order import is_early
from quiz.standings.publishing import (
    How,
    Ready,
    has_changed_since,
    may_publish,
    publication_ahead,
    publish,
    withdraw,
    working_in,
)
from quiz.standings.revision import OFFICIAL, PROVISIONAL, Head, State, latest, revisions_of
from quiz.standings.score import Score
from quiz.standings.standing import PAGE
from quiz.standings.tie_breaks import definition
from quiz.web.error_pages import Unreadable
from quiz.web.forms import Written
from quiz.web.links import absolute_url
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, leg_to, signed_in_staff, some_staff
from quiz.web.transactions import Database, Transact, Transactions

router = APIRouter(prefix="/organise/legs/{leg_id}")
Published = Annotated[tuple[Contest, Round, Leg], Depends(leg_to(Power.PUBLISH))]
LegId = Annotated[str, Path(max_length=40)]
Revision = Annotated[int, Path(ge=1, le=10_000)]
STATES: tuple[State, ...] = get_args(State)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/results")
def show_results(
    request: Request, found: Published, database: Database, page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> HTMLResponse:
    return _page(request, database, found, page)


@router.post("/results/publication")
async def publish_results(
    request: Request, leg_id: LegId, transact: Transactions,
    state: Annotated[str, Form(max_length=40)] = "", note: Written = "", early: Written = "",
) -> Response:  # fmt: skip
    chosen: State | None = next((each for each in STATES if each == state), None)
    if chosen is None:
        await transact(lambda session: _published_by(request, session, leg_id), writing=False)
        raise Unreadable
    try:
        how = How(chosen, note, early, absolute_url(request, ""))
        leg, revision, number = await publish_leg(request, transact, leg_id, how)
    except Invalid as invalid:
        errors, status, typed = invalid.errors, invalid.status, {"state": state, "note": note, "early": early}

        def show(session: Session) -> HTMLResponse:
            found, _by = _published_by(request, session, leg_id)
            return _page(request, session, found, 1, errors=errors, status=status, typed=typed)

        return await transact(show, writing=False)
    told = _("Đã công bố lần {revision}, số {number}. Ai có đường liên kết cũng xem được.")
    return redirect(request, _home(leg), ("saved", told.format(revision=revision, number=number)))


async def publish_leg(request: Request, transact: Transact, leg_id: str, how: How) -> tuple[Leg, int, str | None]:
    """Made while nobody waits; then kept, unless what it tells has changed. The leg, its revision and number."""

    def prepare(session: Session) -> Ready | None:
        found, by = _published_by(request, session, leg_id)
        return publication_ahead(session, *found, how, by)

    def keep(session: Session, ready: Ready | None) -> tuple[Leg, int, str | None]:
        found, by = _published_by(request, session, leg_id)
        kept = publish(
            session, *found, state=how.state, note=how.note, by=by, early=how.early, site=how.site, ready=ready
        )
        return found[2], kept.revision, kept.number

    return await transact.ahead(prepare, keep)


def _published_by(request: Request, session: Session, leg_id: str) -> tuple[tuple[Contest, Round, Leg], Decider]:
    """The guard of the other pages, for one that lets go of the database between two looks."""
    staff = some_staff(signed_in_staff(request, session))
    found = leg_to(Power.PUBLISH)(leg_id, staff, session)
    return found, staff.deciding(Power.PUBLISH, found[0].id)


@router.post("/results/withdrawal")
def withdraw_results(
    request: Request, found: Published, staff: SomeStaff, database: Database, reason: Written = ""
) -> Response:
    contest, _round, leg = found
    try:
        withdraw(database, contest, leg, reason=reason, by=staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        typed = {"reason": reason}
        return _page(request, database, found, 1, errors=invalid.errors, status=invalid.status, typed=typed)
    return redirect(request, _home(leg), ("saved", _("Đã thu hồi bảng xếp hạng.")))


@router.get("/revisions/{revision}/results.{format}")
def download_revision(
    request: Request, found: Published, revision: Revision, format: Format, database: Database
) -> Response:
    """For who publishes, also where the rules name nobody to the public."""
    head = _revision(database, found, revision)
    made = exported(database, head, format) if head else None
    if head is None or made is None:
        return redirect(request, _home(found[2]))
    return Response(made, media_type=MEDIA[format], headers=attached(head, format))


@router.get("/revisions/{revision}/keys.json")
def download_keys(request: Request, found: Published, revision: Revision, database: Database) -> Response:
    """What is sealed with a revision: the salt, the keys in force and the decisions in full. Never for the public."""
    head = _revision(database, found, revision)
    made = sealed(database, head) if head else None
    if head is None or made is None:
        return redirect(request, _home(found[2]))
    return Response(made, media_type=MEDIA["json"], headers=attached(head, "json", "dap-an"))


@router.get("/results.xlsx")
def download_results(found: Published, database: Database) -> Response:
    """What is published, where something is; otherwise what stands now, marked as such."""
    contest, round, leg = found
    insist_may_be_seen(database, contest, round, leg, clock.now())
    head = latest(database, leg)
    out = released_board_of(database, contest, round, leg, clock.now()) if head is not None and head.is_out else None
    board = out or internal_board_of(database, round, leg)
    content = results_workbook(database, contest, round, leg, board, clock.now())
    name = f"ket-qua-{contest.code}-{leg.public_id}.xlsx"
    return Response(content, media_type=EXCEL, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(
    request: Request, database: Session, found: tuple[Contest, Round, Leg], number: int, *,
    errors: dict[str, str] | None = None, status: int = 200, typed: dict[str, str] | None = None,
) -> HTMLResponse:  # fmt: skip
    contest, round, leg = found
    if are_hidden(database, contest, round, leg, clock.now()):
        return page(
            request, "organise/results/hidden.html", status, contest=contest, round=round, leg=leg,
            looks=looks_in(database, leg),
        )  # fmt: skip
    board = internal_board_of(database, round, leg).board
    total = board.total()
    pages = max(1, -(-total // PAGE))
    number = min(number, pages)
    slice = board.lines((number - 1) * PAGE, PAGE)
    head, waiting = latest(database, leg), open_in_leg(database, leg)
    at = clock.now()
    early = is_early(contest.rules.complaints, head, at, waiting)
    stale = head is not None and head.is_out and has_changed_since(database, round, leg, head)
    over = head is not None and head.state == PROVISIONAL and not early and not stale
    return page(
        request, "organise/results/results.html", status, contest=contest, round=round, leg=leg, head=head,
        figures=board.figures(), total=total, number=number, pages=pages, slice=slice,
        attempts=_attempts_of(database, leg, [line.entry_id for line in slice.lines]), points=shown,
        ordering=definition(round.rules.ranking), errors=errors or {}, typed=typed or {},
        has_files=head is not None and has_files(database, head),
        revisions=revisions_of(database, leg), waiting=waiting,
        early=early, suggested=unchanged() if over else "",
        looks=looks_in(database, leg) if round.rules.prediction else [],
        predicted=predicted_in(round.rules), came_about=came_about_in(board),
        may=_may(database, contest, round, leg, at),
        stale=stale,
        doubtful=[asked for asked in asked_in(database, round, leg) if asked.is_doubtful],
    )  # fmt: skip


def _revision(session: Session, found: tuple[Contest, Round, Leg], revision: int) -> Head | None:
    return next((each for each in revisions_of(session, found[2]) if each.revision == revision), None)


def _may(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> dict[str, Any]:
    """Which results may be published now, and why no others."""
    may: dict[str, Any] = {
        state: may_publish(session, contest, round, leg, state, at) for state in (PROVISIONAL, OFFICIAL)
    }
    if may[PROVISIONAL]:
        return may | {"why": _("Đóng băng bảng như lúc này; đợt thi vẫn đang diễn ra.")}
    return may | {"why": _why_not(session, round, leg)}


def _why_not(session: Session, round: Round, leg: Leg) -> str:
    """What nothing may be published for, and what to do about it."""
    if leg.cancelled_at is not None:
        return _("Đợt thi này đã hủy nên không có kết quả để công bố.")
    if working := working_in(session, leg):
        text = _(
            "Chưa công bố được: còn %(count)s lượt đang làm. Hết giờ và %(grace)s giây chờ mạng chậm, hệ thống tự nộp "
            "bài; lúc ấy hãy tải lại trang này."
        )
        return text % {"count": working, "grace": round.rules.grace_s}
    return _("Chưa công bố được: đợt thi chưa đóng. Xem giờ đóng, hoặc đóng sớm, ở trang Điều hành.")


def _attempts_of(session: Session, leg: Leg, entry_ids: list[int]) -> dict[int, Any]:
    """The public id of each entry's attempt that counts, for the way to its sheet."""
    theirs = select(Attempt).join(Score, col(Score.attempt_id) == Attempt.id)
    theirs = theirs.where(Attempt.leg_id == leg.id, COUNTED, STANDING, col(Attempt.entry_id).in_(entry_ids))
    return {attempt.entry_id: attempt.public_id for attempt in session.exec(theirs) if attempt.entry_id is not None}


def _home(leg: Leg) -> str:
    return f"/organise/legs/{leg.public_id}/results"
