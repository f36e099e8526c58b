"""/bank/decisions: what reviewers decided lately, and taking it back while nothing was made of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar
from starlette.responses import HTMLResponse, Response

from question_bank import reviewing
from question_bank.question import QuestionVersion
from question_bank.reviewing import ReviewRefusal
from quiz import clock
from quiz.attempts.using import versions_in_use
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.ledger import INSTALLATION, LedgerEntry
from quiz.people.person import Person
from quiz.people.role import Power
from quiz.refusals import NotAllowed, NotFound
from quiz.routes.bank.kept import kept_of
from quiz.routes.bank.people import author_of
from quiz.routes.bank.proposals import decide
from quiz.web.pages import page, redirect
from quiz.web.staff import BankReader, Reviewer, Staff
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank/decisions")

SHOWN = 50
APPROVED, SENT_BACK = "approve_questions", "send_back_question"
DECISIONS = (APPROVED, SENT_BACK, "take_back_approval", "take_back_return")


@dataclass(frozen=True)
class SeenDecision:
    """Who decided what on how many questions, and on how many of them it still stands."""

    entry: LedgerEntry
    name: str
    first: QuestionVersion | None
    """One of them; none that is kept for a round."""
    count: int
    standing: int
    may_take_back: bool


@router.get("")
def show_decisions(request: Request, staff: BankReader, database: Database) -> HTMLResponse:
    lately = _decisions().order_by(col(LedgerEntry.seq).desc()).limit(SHOWN)
    seen = [_seen(database, staff, entry) for entry in database.exec(lately)]
    return page(request, "bank/decisions.html", decisions=seen, approved=APPROVED, sent_back=SENT_BACK)


def found_decision(seq: int, staff: Reviewer, database: Database) -> LedgerEntry:
    entry = database.exec(_decisions().where(LedgerEntry.seq == seq)).first()
    if entry is None:
        raise NotFound
    return entry


@router.post("/{seq}/undoing")
def take_back(
    request: Request, staff: Reviewer, database: Database, entry: Annotated[LedgerEntry, Depends(found_decision)]
) -> Response:
    if not _may_take_back(staff, entry):
        raise NotAllowed
    back = _take_back_approval if entry.decision == APPROVED else _take_back_return
    return redirect(request, "/bank/decisions", back(database, staff, entry))


def _take_back_approval(database: Session, staff: Staff, entry: LedgerEntry) -> tuple[str, str]:
    ids = list(entry.body["versions"])
    taken = reviewing.take_back_approval(
        database, ids, by=author_of(staff), at=clock.now(), used=lambda ids: versions_in_use(database, ids)
    )
    if not taken:
        return "danger", _(
            "Không rút lại được: các câu này đã vào đề, đã gắn vào ma trận, đã sửa tiếp hoặc đã thôi dùng."
        )
    decide(database, staff, "take_back_approval", taken, clock.now())
    left = len(ids) - len(taken)
    said = ngettext(
        "Đã rút lại: %(count)s câu chờ duyệt như trước.", "Đã rút lại: %(count)s câu chờ duyệt như trước.", len(taken)
    ) % {"count": len(taken)}
    return "saved", said + (
        " "
        + ngettext("%(count)s câu đã được dùng nên giữ nguyên.", "%(count)s câu đã được dùng nên giữ nguyên.", left)
        % {"count": left}
        if left
        else ""
    )


def _take_back_return(database: Session, staff: Staff, entry: LedgerEntry) -> tuple[str, str]:
    version = database.get(QuestionVersion, entry.subject_id)
    if version is None:
        raise NotFound
    try:
        reviewing.take_back_return(database, version, by=author_of(staff), at=clock.now())
    except ReviewRefusal as refusal:
        return "danger", str(refusal)
    decide(database, staff, "take_back_return", [entry.subject_id], clock.now())
    return "saved", _("Đã rút lại: câu này chờ duyệt như trước.")


def _decisions() -> SelectOfScalar[LedgerEntry]:
    return select(LedgerEntry).where(
        LedgerEntry.contest_id == INSTALLATION,
        LedgerEntry.subject_type == "question_version",
        col(LedgerEntry.decision).in_(DECISIONS),
    )


def _may_take_back(staff: Staff, entry: LedgerEntry) -> bool:
    """Whoever decided it, or an organiser."""
    return entry.decision in (APPROVED, SENT_BACK) and (
        entry.actor_id == staff.id or staff.may_somewhere(Power.ORGANISE)
    )


def _seen(database: Session, staff: Staff, entry: LedgerEntry) -> SeenDecision:
    ids = list(entry.body["versions"])
    person = database.get(Person, entry.actor_id) if entry.actor_id else None
    standing = _standing(database, entry, ids) if entry.decision in (APPROVED, SENT_BACK) else 0
    first = database.get(QuestionVersion, ids[0])
    shown = first if first and not kept_of(database, [first.question_id]) else None
    return SeenDecision(
        entry, person.name if person else "–", shown, len(ids), standing,
        bool(standing) and staff.may_somewhere(Power.REVIEW) and _may_take_back(staff, entry),
    )  # fmt: skip


def _standing(database: Session, entry: LedgerEntry, ids: list[int]) -> int:
    """On how many the decision is still the last word."""
    here = select(QuestionVersion.id).where(col(QuestionVersion.id).in_(ids))
    if entry.decision == APPROVED:
        still = here.where(
            QuestionVersion.state == "approved", col(QuestionVersion.is_current),
            QuestionVersion.approved_at == entry.at,
        )  # fmt: skip
    else:
        still = here.where(QuestionVersion.state == "draft", QuestionVersion.sent_back_at == entry.at)
    return len(database.exec(still).all())
