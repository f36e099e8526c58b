"""/bank/look-alikes: pairs of questions that ask the same, side by side; dismissed, or made one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, Response

from question_bank import resembling
from question_bank.comparing import compare
from question_bank.exporting import drafts_of
from question_bank.merging import MergeRefusal, merge
from question_bank.resembling import COUNTED_TO, PAIRS_A_PAGE, Pair
from quiz import clock
from quiz.attempts.replacing import replace_fixed
from quiz.attempts.using import uses_of
from quiz.language import gettext as _
from quiz.refusals import NotFound, Refusal
from quiz.routes.bank.changes import decide
from quiz.routes.bank.kept import hidden_from_lists
from quiz.routes.bank.people import author_of, names_of
from quiz.web.pages import page, redirect
from quiz.web.staff import Writer
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank/look-alikes")
PageNumber = Annotated[int, Query(alias="page", ge=1, le=1000)]


def found_pair(pair_id: str, staff: Writer, database: Database) -> Pair:
    pair = resembling.pair_by_public_id(database, pair_id, hidden_from_lists(database))
    if pair is None:
        raise NotFound
    return pair


Found = Annotated[Pair, Depends(found_pair)]


@router.get("")
def show_pairs(
    request: Request, staff: Writer, database: Database, dismissed: bool = False, page_number: PageNumber = 1
) -> HTMLResponse:
    hidden = hidden_from_lists(database)
    count = resembling.count_pairs(database, dismissed=dismissed, hidden=hidden)
    return page(
        request, "bank/look_alikes.html", count=count, counted_to=COUNTED_TO, dismissed=dismissed, page=page_number,
        pairs=resembling.pairs(database, dismissed=dismissed, hidden=hidden, page=page_number),
        pages=max(1, -(-count // PAIRS_A_PAGE)),
    )  # fmt: skip


@router.get("/{pair_id}")
def show_pair(request: Request, found: Found, database: Database) -> HTMLResponse:
    sides = (found.one, found.other)
    drafts = drafts_of(database, [side.version for side in sides])
    return page(
        request, "bank/look_alike.html", pair=found, compared=compare(*drafts),
        uses=[len(uses_of(database, side.question.id or 0)) for side in sides],
        names=names_of(database, [found.look_alike.dismissed_by, *(side.question.created_by for side in sides)]),
    )  # fmt: skip


@router.post("/{pair_id}/dismissal")
def dismiss(
    request: Request, staff: Writer, found: Found, database: Database, dismissed: Annotated[bool, Form()] = True
) -> Response:
    if dismissed:
        resembling.dismiss(database, found.look_alike, by=author_of(staff), at=clock.now())
        return redirect(request, "/bank/look-alikes", ("saved", _("Đã ghi: hai câu này không trùng nhau.")))
    resembling.take_up(database, found.look_alike)
    return redirect(request, f"/bank/look-alikes/{found.look_alike.public_id}")


@router.post("/{pair_id}/merger")
def merge_pair(
    request: Request, staff: Writer, found: Found, database: Database, keep: Annotated[str, Form()] = ""
) -> Response:
    """One is kept, the other goes out of use."""
    sides = [found.one.question, found.other.question]
    kept = next((question for question in sides if question.public_id == keep), None)
    if kept is None:
        raise Refusal(_("Hãy chọn câu giữ lại."))
    gone = next(question for question in sides if question is not kept)
    try:
        change = merge(
            database, kept, gone, by=author_of(staff), at=clock.now(),
            move_uses=lambda old, new: replace_fixed(database, old, new),
        )  # fmt: skip
    except MergeRefusal as refusal:
        raise Refusal(str(refusal)) from None
    decide(database, staff, change, "merge_questions", 1)
    return redirect(request, f"/bank/changes/{change.public_id}", ("saved", _("Đã gộp hai câu thành một.")))
