"""/bank/intakes/…/acceptance: what is ready of a file put into the bank, all of it at once; and taken back."""

import time
from functools import partial
from typing import Annotated

import anyio
from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank import accepting, tallying
from question_bank.accepting import Entry
from question_bank.importing import IntakeRefusal
from question_bank.intake import Intake
from question_bank.tallying import Standing
from quiz import clock, ledger
from quiz.attempts.using import questions_in_use
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.role import Power
from quiz.people.second_person import is_second_person_asked
from quiz.routes.bank.intakes import intake_named
from quiz.routes.bank.people import author_of
from quiz.web.pages import fragment, page, redirect
from quiz.web.staff import Staff, Writer, WriterBeforeWork
from quiz.web.transactions import Database, Transactions

router = APIRouter(prefix="/bank/intakes/{intake_id}")


@router.post("/acceptance")
async def accept(request: Request, staff: WriterBeforeWork, transact: Transactions, intake_id: str) -> Response:
    """Written in slices, so that no answer waits behind a long file, and shown by the last transaction."""
    here = f"/bank/intakes/{intake_id}"
    try:
        acceptance = await transact(lambda database: accepting.begin(database, intake_named(database, intake_id)))
        ready = await transact(
            lambda database: accepting.ready_rows(database, intake_named(database, intake_id)), writing=False
        )
        for some in accepting.slices_of(ready):
            begun = time.monotonic()
            entries = await transact.work(partial(accepting.prepared, some, by=author_of(staff), at=clock.now()))
            await transact(partial(_enter, intake_id, acceptance, entries))
            await anyio.sleep(accepting.rest_after(time.monotonic() - begun))
        count, state = await transact(partial(_show, staff, intake_id, acceptance))
    except IntakeRefusal as refusal:
        return redirect(request, here, ("danger", str(refusal)))
    if not count:
        return redirect(request, here, ("info", _("Không còn câu nào sẵn sàng để đưa vào.")))
    said = ngettext("Đã đưa %(count)s câu vào kho.", "Đã đưa %(count)s câu vào kho.", count) % {"count": count}
    if state == "proposed":
        said += " " + ngettext(
            "%(count)s câu chờ người thứ hai duyệt.", "%(count)s câu chờ người thứ hai duyệt.", count
        ) % {"count": count}
    else:
        said += " " + _("Các câu này tự duyệt, dùng được ngay.")
    return redirect(request, here, ("saved", said))


def _enter(intake_id: str, acceptance: str, entries: list[Entry], database: Session) -> None:
    accepting.enter(database, intake_named(database, intake_id), acceptance, entries)


def _show(staff: Staff, intake_id: str, acceptance: str, database: Session) -> tuple[int, str]:
    """How many there are in the bank now, and in which state."""
    intake = intake_named(database, intake_id)
    state = "proposed" if is_second_person_asked(database) else "approved"
    ids = accepting.show(database, intake, acceptance, by=author_of(staff), at=clock.now(), state=state)
    if ids:
        _decide(database, staff, intake, "accept_intake", len(ids))
    return len(ids), state


@router.get("/acceptance")
def show_acceptance(request: Request, staff: Writer, database: Database, intake_id: str) -> HTMLResponse:
    """How far it is. Once it is over, the page is asked for anew."""
    intake = intake_named(database, intake_id)
    entering, tally = accepting.count_entering(database, intake), tallying.tally(database, intake)
    response = fragment(request, "bank/_acceptance.html", intake=intake, entering=entering, tally=tally)
    if intake.acceptance is None:
        response.headers["HX-Refresh"] = "true"
    return response


@router.post("/acceptance/stopping")
def stop(request: Request, staff: Writer, database: Database, intake_id: str) -> Response:
    here = f"/bank/intakes/{intake_id}"
    try:
        accepting.stop(database, intake_named(database, intake_id))
    except IntakeRefusal as refusal:
        return redirect(request, here, ("danger", str(refusal)))
    return redirect(request, here, ("saved", _("Đã dừng. Mọi thứ như trước khi đưa vào kho.")))


@router.get("/undoing")
def show_undoing(request: Request, staff: Writer, database: Database, intake_id: str) -> HTMLResponse:
    intake = intake_named(database, intake_id)
    return page(
        request, "bank/undoing.html", intake=intake, count=tallying.tally(database, intake).counts[Standing.IN_BANK]
    )  # fmt: skip


@router.post("/undoing")
def undo(
    request: Request, staff: Writer, database: Database, intake_id: str, reason: Annotated[str, Form()] = ""
) -> Response:
    intake = intake_named(database, intake_id)
    here = f"/bank/intakes/{intake_id}"
    try:
        count = accepting.undo(database, intake, used=lambda ids: questions_in_use(database, ids))
    except IntakeRefusal as refusal:
        return redirect(request, here, ("danger", str(refusal)))
    _decide(database, staff, intake, "undo_intake", count, reason)
    return redirect(
        request,
        here,
        (
            "saved",
            ngettext("Đã thu hồi %(count)s câu khỏi kho.", "Đã thu hồi %(count)s câu khỏi kho.", count)
            % {"count": count},
        ),
    )


def _decide(database: Session, staff: Staff, intake: Intake, decision: str, count: int, reason: str = "") -> None:
    ledger.decide(
        database, contest_id=ledger.INSTALLATION, by=staff.deciding_somewhere(Power.WRITE),
        subject=("intake", intake.id), decision=decision, body={"questions": count}, reason=reason.strip()[:1000],
    )  # fmt: skip
