"""Correct the key of a question: choose, see who would move, then decide with a reason."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank.kinds.judge_post import VERDICTS
from question_bank.question import QuestionVersion
from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import N_, Invalid
from quiz.routes.bank.kept import note_look_at_keys
from quiz.standings.correcting import (
    Asked,
    asked_in,
    asked_version,
    correct_key,
    corrected_ahead,
    insist_sensible,
    version_asked,
)
from quiz.standings.counters import insist_may_be_seen
from quiz.standings.counting_ahead import Ahead
from quiz.standings.foreseeing import Overtaken, foresee, insist_nothing_decided_since
from quiz.standings.key_in_force import Correction
from quiz.standings.points import mean_shown, percent_shown, shown
from quiz.web.forms import Written
from quiz.web.pages import page, redirect
from quiz.web.staff import Staff, leg_to, signed_in_staff, some_staff
from quiz.web.transactions import Database, Transactions

router = APIRouter(prefix="/organise/legs/{leg_id}/keys")
Found = tuple[Contest, Round, Leg]


def correctable(found: Annotated[Found, Depends(leg_to(Power.CORRECT))], database: Database) -> Found:
    """What was answered tells how many play: not while that is being predicted."""
    insist_may_be_seen(database, *found, clock.now())
    return found


Corrected = Annotated[Found, Depends(correctable)]
LOOKED_AT = [Depends(note_look_at_keys)]
LegId = Annotated[str, Path(max_length=40)]
VersionId = Annotated[str, Path(max_length=40)]
Chosen = Annotated[list[str] | None, Form()]
MOVES_SHOWN = 100
WORDS = {
    Correction.ACCEPT: N_("Chấp nhận thêm một đáp án"),
    Correction.REPLACE: N_("Thay đáp án"),
    Correction.GIVE_ALL: N_("Cho điểm tất cả"),
    Correction.DROP: N_("Bỏ câu này khỏi điểm"),
    Correction.RESTORE: N_("Trả lại đáp án gốc"),
}
HINTS = {
    Correction.ACCEPT: N_("Đáp án đang dùng vẫn đúng; phương án được chọn cũng tính là đúng."),
    Correction.REPLACE: N_("Chỉ phương án được chọn tính là đúng."),
    Correction.GIVE_ALL: N_("Ai có câu này trong đề đều được trọn điểm, kể cả khi để trống."),
    Correction.DROP: N_("Câu này không tính điểm cho ai."),
    Correction.RESTORE: N_("Bỏ các quyết định trước về câu này."),
}


@dataclass(frozen=True)
class Typed:
    """A decision as the form says it."""

    what: Correction | None
    choices: list[str]
    reason: str


@router.get("", dependencies=LOOKED_AT)
def show_keys(request: Request, found: Corrected, database: Database) -> HTMLResponse:
    contest, round, leg = found
    return page(
        request, "organise/results/keys.html", contest=contest, round=round, leg=leg,
        questions=asked_in(database, round, leg), words=WORDS, percent=percent_shown,
    )  # fmt: skip


@router.get("/{version_id}", dependencies=LOOKED_AT)
def show_key(request: Request, found: Corrected, version_id: VersionId, database: Database) -> HTMLResponse:
    return _form(request, database, found, version_id)


@router.post("/{version_id}/preview", dependencies=LOOKED_AT)
async def preview_correction(
    request: Request, leg_id: LegId, version_id: VersionId, transact: Transactions,
    what: Annotated[Correction | None, Form()] = None, choices: Chosen = None,
    reason: Written = "",
) -> Response:  # fmt: skip
    """Nothing is decided yet, and nobody waits for it."""
    typed = Typed(what, choices or [], reason)
    return await transact(lambda session: _preview(request, session, leg_id, version_id, typed), writing=False)


@router.post("/{version_id}")
async def decide_correction(
    request: Request, leg_id: LegId, version_id: VersionId, transact: Transactions,
    what: Annotated[Correction | None, Form()] = None, choices: Chosen = None,
    reason: Written = "", seq: Annotated[int | None, Form()] = None,
) -> Response:  # fmt: skip
    """Counted while nobody waits; then decided, with what that came to."""
    typed = Typed(what, choices or [], reason)

    def prepare(session: Session) -> Ahead:
        _staff, _contest, leg, version, wanted = _wanted(request, session, leg_id, version_id, typed)
        return corrected_ahead(session, leg, version, what=wanted, choices=typed.choices, reason=reason)

    def decide(session: Session, ahead: Ahead | None) -> None:
        staff, contest, leg, version, wanted = _wanted(request, session, leg_id, version_id, typed)
        if seq is not None:
            insist_nothing_decided_since(session, contest, seq)
        by = staff.deciding(Power.CORRECT, contest.id)
        correct_key(
            session, contest, leg, version, what=wanted, choices=typed.choices, reason=reason, by=by, ahead=ahead
        )

    try:
        await transact.ahead(prepare, decide)
    except (Invalid, Overtaken) as refusal:
        told = refusal.text if isinstance(refusal, Overtaken) else ""
        return await transact(
            lambda session: _preview(request, session, leg_id, version_id, typed, told), writing=False
        )
    told = _("Đã ghi quyết định và tính lại mọi bài của vòng thi.")
    return redirect(request, f"/organise/legs/{leg_id}/results", ("saved", told))


def _preview(
    request: Request, session: Session, leg_id: str, version_id: str, typed: Typed, overtaken: str = ""
) -> HTMLResponse:
    staff, found = _found(request, session, leg_id)
    contest, round, leg = found
    asked, what = asked_version(session, round, leg, version_id), typed.what
    try:
        if what is None:
            raise Invalid({"what": _("Hãy chọn một quyết định.")})
        kept = insist_sensible(asked.version, what, typed.choices, typed.reason)
    except Invalid as invalid:
        return _refused(request, session, found, version_id, what, typed.choices, typed.reason, invalid)
    deciding = partial(
        correct_key, contest=contest, leg=leg, version=asked.version, what=what, choices=kept, reason=typed.reason,
        by=staff.deciding(Power.CORRECT, contest.id),
    )  # fmt: skip
    return page(
        request, "organise/results/correction.html", Overtaken.status if overtaken else 200, contest=contest,
        round=round, leg=leg, asked=asked, what=what, choices=kept, reason=typed.reason, overtaken=overtaken,
        foreseen=foresee(contest.id or 0, deciding, clock.now()), limit=MOVES_SHOWN, words=WORDS, hints=HINTS,
        points=shown, mean_shown=mean_shown,
    )  # fmt: skip


def _wanted(
    request: Request, session: Session, leg_id: str, version_id: str, typed: Typed
) -> tuple[Staff, Contest, Leg, QuestionVersion, Correction]:
    """Who decides what on which question, of a form that may be taken."""
    staff, (contest, _round, leg) = _found(request, session, leg_id)
    if typed.what is None:
        raise Invalid({"what": _("Hãy chọn một quyết định.")})
    version = version_asked(session, leg, version_id)
    insist_sensible(version, typed.what, typed.choices, typed.reason)
    return staff, contest, leg, version, typed.what


def _found(request: Request, session: Session, leg_id: str) -> tuple[Staff, Found]:
    """The guard of the other pages, for those that let go of the database between two looks."""
    staff = some_staff(signed_in_staff(request, session))
    return staff, correctable(leg_to(Power.CORRECT)(leg_id, staff, session), session)


def _refused(
    request: Request, database: Session, found: tuple[Contest, Round, Leg], version_id: str,
    what: Correction | None, choices: list[str] | None, reason: str, invalid: Invalid,
) -> HTMLResponse:  # fmt: skip
    typed = {"what": what.value if what else "", "choices": choices or [], "reason": reason}
    return _form(request, database, found, version_id, typed, invalid.errors, invalid.status)


def _form(
    request: Request, database: Session, found: tuple[Contest, Round, Leg], version_id: str,
    typed: dict[str, Any] | None = None, errors: dict[str, str] | None = None, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    contest, round, leg = found
    asked = asked_version(database, round, leg, version_id)
    return page(
        request, "organise/results/key.html", status, contest=contest, round=round, leg=leg, asked=asked, words=WORDS,
        verdicts=VERDICTS, options=_options(asked),
        typed=typed or {"what": "", "choices": [], "reason": ""}, errors=errors or {},
    )  # fmt: skip


def _options(asked: Asked) -> list[tuple[str, str, str]]:
    offered = [what for what in Correction if what != Correction.RESTORE or asked.decisions]
    return [(what.value, _(WORDS[what]), _(HINTS[what])) for what in offered]
