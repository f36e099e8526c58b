"""/judge/legs/{leg}/entries/{entry}: one contestant, and what a judge may do for them; messages."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts import messaging
from quiz.attempts.attempt import Answer, Attempt, PaperRow, Presence
from quiz.attempts.deadline import pause_of, seconds_left, time_stood
from quiz.attempts.decisions import concerns, decided_for, decisions_about
from quiz.attempts.noticing import timeline_of
from quiz.attempts.sitting import attempts_of
from quiz.contests import admitting
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, Message
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.ledger import decisions_on
from quiz.news import tell_after_commit
from quiz.people.person import Person
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.routes.judge.legs import Watched
from quiz.routes.judge.log import lines_of
from quiz.routes.judge.whom import entry_under
from quiz.routes.play.telling import added_to
from quiz.web.links import absolute_url, qr_code
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, Staff
from quiz.web.transactions import Database

router = APIRouter(prefix="/judge/legs/{leg_id}")
MESSAGES_SHOWN = 20


@router.get("/entries/{entry_id}")
def show_entry(request: Request, found: Watched, entry_id: str, staff: SomeStaff, database: Database) -> HTMLResponse:
    entry = entry_under(database, staff, found[0], entry_id)
    admitted = admitting.was_let_in(database, entry, clock.now())
    link = absolute_url(request, f"/join/{entry.link_token}") if admitted else ""
    context = _entry_context(database, found, entry, staff)
    return page(request, "judge/entry.html", link=link, qr=qr_code(link) if link else "", **context)


@router.post("/entries/{entry_id}/help-answer")
def answer_help(request: Request, found: Watched, entry_id: str, staff: SomeStaff, database: Database) -> Response:
    """The contestant who asked has been helped."""
    contest, _round, leg = found
    entry = entry_under(database, staff, contest, entry_id)
    presence = database.get(Presence, entry.id)
    if presence is not None:
        presence.asks_help_at = None
        database.add(presence)
        tell_after_commit(database, f"leg-{leg.id}")
        tell_after_commit(database, f"entry-{entry.id}")
    return redirect(request, f"/judge/legs/{leg.public_id}", ("saved", _("Đã ghi: thí sinh đã được giúp.")))


@router.post("/entries/{entry_id}/admission")
def let_in(request: Request, found: Watched, entry_id: str, staff: SomeStaff, database: Database) -> Response:
    """Beside the contestant: another phone may come in, and for ten minutes the codes do without a birth year."""
    contest, _round, leg = found
    entry = entry_under(database, staff, contest, entry_id)
    admitting.let_in(database, entry, staff.person, clock.now())
    tell_after_commit(database, f"leg-{leg.id}")
    notice = ("saved", _("Cho vào được rồi: mời thí sinh quét mã trên màn hình này."))
    return redirect(request, f"/judge/legs/{leg.public_id}/entries/{entry.public_id}", notice)


@router.get("/messages")
def show_messages(request: Request, found: Watched, staff: SomeStaff, database: Database, to: str = "") -> HTMLResponse:
    return _messages_page(request, found, staff, database, to)


@router.post("/messages")
def send_message(
    request: Request,
    found: Watched,
    staff: SomeStaff,
    database: Database,
    text: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "",
) -> Response:
    contest, _round, leg = found
    entry = entry_under(database, staff, contest, to) if to else None
    try:
        messaging.send_message(database, leg, entry, text, staff.deciding(Power.CONTROL, contest.id))
    except Invalid as refusal:
        return _messages_page(request, found, staff, database, to, refusal.errors, text)
    return redirect(request, f"/judge/legs/{leg.public_id}", ("saved", _("Đã gửi lời nhắn.")))


def _messages_page(
    request: Request,
    found: tuple[Contest, Round, Leg],
    staff: Staff,
    database: Session,
    to: str,
    errors: dict[str, str] | None = None,
    text: str = "",
) -> HTMLResponse:
    contest, round, leg = found
    entry = entry_under(database, staff, contest, to) if to else None
    sent = select(Message, Entry, Person)
    sent = sent.outerjoin(Entry, col(Entry.id) == Message.entry_id).outerjoin(Person, col(Person.id) == Entry.person_id)
    sent = sent.where(Message.leg_id == leg.id).order_by(col(Message.id).desc()).limit(MESSAGES_SHOWN)
    return page(
        request, "judge/messages.html", status=422 if errors else 200, contest=contest, round=round, leg=leg,
        sent=list(database.exec(sent)), to=to, errors=errors or {}, text=text,
        contestant=database.get_one(Person, entry.person_id).name if entry else "",
    )  # fmt: skip


def _entry_context(database: Session, found: tuple[Contest, Round, Leg], entry: Entry, staff: Staff) -> dict[str, Any]:
    contest, round, leg = found
    assert contest.id is not None
    at = clock.now()
    attempts = attempts_of(database, entry, leg)
    attempt = attempts[-1] if attempts else None
    mine = [
        decision
        for decision in decisions_on(database, contest.id)
        if (decision.subject_type == "entry" and decision.subject_id == entry.id)
        or (decision.subject_type == "leg" and "scope" in decision.body and concerns(decision, entry))
    ]
    decided = decided_for(decisions_about(database, contest, leg), entry, attempt)
    return {
        "contest": contest,
        "round": round,
        "leg": leg,
        "entry_shown": entry,
        "contestant": database.get_one(Person, entry.person_id),
        "presence": database.get(Presence, entry.id),
        "attempt": attempt,
        "earlier": attempts[:-1],
        "answers": _answers_of(database, attempt),
        "questions": _questions_of(database, attempt),
        "timeline": timeline_of(database, attempt) if attempt else [],
        "seconds_left": _seconds_left(attempt, at),
        "extra_s": sum(extra.seconds for extra in added_to(decided, attempt)) if attempt else 0,
        "stood_s": time_stood(attempt.stood, attempt.started_at, attempt.ends_at).total_seconds() if attempt else 0,
        "pause": pause_of(decided),
        "log": lines_of(database, contest, mine, leg),
        "may_time": staff.may(Power.TIME, contest.id),
    }


def _seconds_left(attempt: Attempt | None, at: datetime) -> int | None:
    if attempt is None or attempt.submitted_at is not None:
        return None
    return seconds_left(attempt.ends_at, attempt.paused_at or at)


def _answers_of(database: Session, attempt: Attempt | None) -> list[Answer]:
    """When each answer was kept: the judge sees that, never what was given."""
    if attempt is None:
        return []
    return list(database.exec(select(Answer).where(Answer.attempt_id == attempt.id).order_by(col(Answer.number))))


def _questions_of(database: Session, attempt: Attempt | None) -> int:
    if attempt is None:
        return 0
    return len(database.exec(select(PaperRow.number).where(PaperRow.attempt_id == attempt.id)).all())
