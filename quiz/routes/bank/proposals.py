"""/bank/proposals: the reviewers' queue. One after the other, those that were ticked, or all of a topic or a file."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from question_bank import reviewing
from question_bank.comparing import compare
from question_bank.exporting import drafts_of
from question_bank.intake import Intake
from question_bank.question import Question, QuestionVersion
from question_bank.reviewing import ReviewRefusal
from question_bank.topic import Topic
from question_bank.waiting import (
    PAGE,
    WaitingQuestion,
    count_waiting,
    sent_back_to,
    waiting,
    waiting_after,
    waiting_by_topic,
    waiting_ids,
)
from quiz import clock, ledger
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.role import Power
from quiz.people.second_person import is_second_person_asked, reviewers
from quiz.routes.bank.guards import LOOKED_AT, FoundVersion
from quiz.routes.bank.kept import kept_of, kept_waiting
from quiz.routes.bank.people import author_of, names_of
from quiz.routes.bank.queue import Queue, Queued, as_read, but_by, filters
from quiz.web.forms import PostedForm
from quiz.web.pages import page, redirect
from quiz.web.staff import BankReader, Reviewer, Staff
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank/proposals")

PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]
SAMPLE = 5
"""So many of them are shown on the page that asks before all are approved."""


@router.get("")
def show_queue(
    request: Request, staff: BankReader, database: Database, queue: Queued, page_number: PageNumber = 1,
    ticked: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:  # fmt: skip
    wanted = queue.wanted(database)
    me, alone = author_of(staff), not is_second_person_asked(database)
    count = count_waiting(database, wanted)
    found = waiting(database, wanted, page=page_number)
    return page(
        request, "bank/proposals.html", queue=queue, count=count, seen=as_read(database, found), page=page_number,
        pages=max(1, -(-count // PAGE)), me=me, alone=alone, may_review=staff.may_somewhere(Power.REVIEW),
        may_write=staff.may_somewhere(Power.WRITE),
        approvable=count if alone else count_waiting(database, queue.wanted(database, but_by=me)),
        kept=kept_waiting(database, staff), back=_sent_back(database, staff),
        by_topic=waiting_by_topic(database, wanted, "" if alone else me), **filters(database, queue),
        others=[person for person in reviewers(database, clock.now()) if person.id != staff.id],
        nothing_ticked=ticked == "none",
    )  # fmt: skip


@router.post("/ticked")
def approve_ticked(
    request: Request, staff: Reviewer, posted: PostedForm, database: Database, queue: Queued,
    page_number: PageNumber = 1,
) -> Response:  # fmt: skip
    """Those that were ticked on a page of the queue."""
    ids = _ids_of(database, queue, posted.texts("version"))
    if not ids:
        here = queue.query(page=page_number if page_number > 1 else "", ticked="none")
        return redirect(request, f"/bank/proposals?{here}#ticked")
    return _approve(request, database, staff, ids, f"/bank/proposals?{queue.query()}")


@router.get("/approval")
def show_approval(request: Request, staff: Reviewer, database: Database, queue: Queued) -> HTMLResponse:
    """Before all of a topic, an author or a file are approved: how many, and some of them."""
    wanted = queue.wanted(database, but_by=but_by(database, staff))
    ids = waiting_ids(database, wanted)
    return page(
        request, "bank/approval.html", queue=queue, count=len(ids), these=_digest(ids),
        mine=count_waiting(database, queue.wanted(database)) - len(ids),
        sample=as_read(database, waiting(database, wanted, limit=SAMPLE)), **filters(database, queue),
    )  # fmt: skip


@router.post("/approval")
def approve_all(
    request: Request, staff: Reviewer, database: Database, queue: Queued, these: Annotated[str, Form()] = ""
) -> Response:
    """All of them, where they are still those that were confirmed: nobody approves what came in meanwhile."""
    ids = waiting_ids(database, queue.wanted(database, but_by=but_by(database, staff)))
    if not ids or these != _digest(ids):
        said = ngettext(
            "Hàng chờ duyệt vừa thay đổi: nay có %(count)s câu. Hãy xem lại rồi xác nhận.",
            "Hàng chờ duyệt vừa thay đổi: nay có %(count)s câu. Hãy xem lại rồi xác nhận.",
            len(ids),
        ) % {"count": len(ids)}
        return redirect(request, f"/bank/proposals/approval?{queue.query()}", ("warning", said))
    return _approve(request, database, staff, ids, "/bank/proposals")


@router.get("/{version_id}", dependencies=LOOKED_AT)
def show_proposal(
    request: Request, staff: BankReader, database: Database, version: FoundVersion, queue: Queued
) -> HTMLResponse:
    return _review_page(request, database, staff, version, queue)


@router.post("/{version_id}/approval")
def approve_one(
    request: Request, staff: Reviewer, database: Database, version: FoundVersion, queue: Queued
) -> Response:
    alone = not is_second_person_asked(database)
    try:
        reviewing.insist_may_approve(version, by=author_of(staff), alone=alone)
    except ReviewRefusal as refusal:
        return _review_page(request, database, staff, version, queue, refused=str(refusal), status=409)
    return _approve(request, database, staff, [version.id or 0], _next_url(database, staff, version, queue))


@router.post("/{version_id}/rejection")
def send_back(
    request: Request, staff: Reviewer, database: Database, version: FoundVersion, queue: Queued,
    why: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    onward, at = _next_url(database, staff, version, queue), clock.now()
    try:
        reviewing.send_back(database, version, by=author_of(staff), at=at, why=why)
    except ReviewRefusal as refusal:
        return _review_page(
            request, database, staff, version, queue, refused=str(refusal), why=why, status=409 if why.strip() else 422
        )
    decide(database, staff, "send_back_question", [version.id or 0], at)
    return redirect(request, onward, ("saved", _("Đã trả lại cho người viết, kèm lý do.")))


def decide(database: Session, staff: Staff, decision: str, version_ids: list[int], at: datetime) -> None:
    """One decision, however many questions it is about; which they were stands in it."""
    ledger.decide(
        database, contest_id=ledger.INSTALLATION, by=replace(staff.deciding_somewhere(Power.REVIEW), at=at),
        subject=("question_version", version_ids[0]), decision=decision, body={"versions": version_ids},
    )  # fmt: skip


def _approve(request: Request, database: Session, staff: Staff, ids: list[int], onward: str) -> Response:
    alone, at = not is_second_person_asked(database), clock.now()
    approved = reviewing.approve(database, ids, by=author_of(staff), at=at, alone=alone)
    if not approved:
        return redirect(
            request, onward, ("warning", _("Không câu nào được duyệt: bạn viết chúng, hoặc người khác vừa duyệt."))
        )
    decide(database, staff, "approve_questions", approved, at)
    said = ngettext("Đã duyệt %(count)s câu.", "Đã duyệt %(count)s câu.", len(approved)) % {"count": len(approved)}
    left = len(ids) - len(approved)
    if left:
        said += " " + ngettext(
            "%(count)s câu không duyệt được: bạn viết chúng, hoặc người khác vừa quyết định.",
            "%(count)s câu không duyệt được: bạn viết chúng, hoặc người khác vừa quyết định.",
            left,
        ) % {"count": left}
    return redirect(request, onward, ("saved", said))


def _sent_back(database: Session, staff: Staff) -> list[tuple[str, QuestionVersion]]:
    """What was sent back to them: each with its question's address."""
    versions = sent_back_to(database, author_of(staff))
    kept = kept_of(database, (version.question_id for version in versions))
    return [
        (database.get_one(Question, version.question_id).public_id, version)
        for version in versions
        if version.question_id not in kept
    ]


def _digest(ids: list[int]) -> str:
    return sha256(repr(ids).encode()).hexdigest()[:16]


def _next_url(database: Session, staff: Staff, version: QuestionVersion, queue: Queue) -> str:
    """The next one of this queue that they may approve, or the queue."""
    following = waiting_after(database, queue.wanted(database, but_by=but_by(database, staff)), version.question_id)
    return f"/bank/proposals{f'/{following.public_id}' if following else ''}?{queue.query()}"


def _ids_of(database: Session, queue: Queue, public_ids: list[str]) -> list[int]:
    """Those of them that the queue shows."""
    named = select(QuestionVersion.id).where(col(QuestionVersion.public_id).in_(public_ids[:PAGE]))
    ticked = set(database.exec(named))
    return [id for id in waiting_ids(database, queue.wanted(database)) if id in ticked]


def _review_page(
    request: Request, database: Session, staff: Staff, version: QuestionVersion, queue: Queue, *, refused: str = "",
    status: int = 200,    why: str = "",
) -> HTMLResponse:  # fmt: skip
    before = reviewing.compared_with(database, version)
    drafts = drafts_of(database, [version, before] if before else [version])
    question = database.get_one(Question, version.question_id)
    one = WaitingQuestion(question, version, database.get_one(Topic, version.topic_id))
    notes = reviewing.notes_of(database, version.question_id)
    wanted = queue.wanted(database, but_by=but_by(database, staff))
    following = waiting_after(database, wanted, version.question_id)
    return page(
        request, "bank/proposal.html", status, queue=queue, seen=as_read(database, [one])[0],
        before=before, compared=compare(drafts[1], drafts[0]) if before else [], refused=refused, why=why,
        notes=notes, names=names_of(database, [note.author for note in notes] + [question.created_by]),
        mine=version.author == author_of(staff), alone=not is_second_person_asked(database), following=following,
        may_review=staff.may_somewhere(Power.REVIEW), left=count_waiting(database, wanted),
        intake=database.get(Intake, question.intake_id) if question.intake_id else None,
    )  # fmt: skip
