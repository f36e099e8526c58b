"""Correct the key of a question: choose, see who would move, then decide with a reason."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank.kinds.judge_post import VERDICTS
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
    insist_sensible,
    moves_under,
)
from quiz.standings.counters import insist_may_be_seen
from quiz.standings.key_in_force import Correction
from quiz.standings.points import percent_shown, shown
from quiz.web.dependencies import Database, SomeStaff, leg_to
from quiz.web.pages import page, redirect

router = APIRouter(prefix="/organise/legs/{leg_id}/keys")
Found = tuple[Contest, Round, Leg]


def correctable(found: Annotated[Found, Depends(leg_to(Power.CORRECT))], database: Database) -> Found:
    """What was answered tells how many play: not while that is being predicted."""
    insist_may_be_seen(database, *found, clock.now())
    return found


Corrected = Annotated[Found, Depends(correctable)]
LOOKED_AT = [Depends(note_look_at_keys)]
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
def preview_correction(
    request: Request, found: Corrected, version_id: VersionId, database: Database,
    what: Annotated[Correction | None, Form()] = None, choices: Chosen = None,
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> HTMLResponse:  # fmt: skip
    """Nothing is decided yet."""
    contest, round, leg = found
    asked = asked_version(database, round, leg, version_id)
    if what is None:
        nothing_chosen = Invalid({"what": _("Hãy chọn một quyết định.")})
        return _refused(request, database, found, version_id, what, choices, reason, nothing_chosen)
    try:
        kept = insist_sensible(asked.version, what, choices or [], reason)
    except Invalid as invalid:
        return _refused(request, database, found, version_id, what, choices, reason, invalid)
    moves = moves_under(database, round, leg, asked.version, what, kept)
    return page(
        request, "organise/results/correction.html", contest=contest, round=round, leg=leg, asked=asked, what=what,
        choices=kept, reason=reason, moves=moves, limit=MOVES_SHOWN, words=WORDS, hints=HINTS, points=shown,
    )  # fmt: skip


@router.post("/{version_id}")
def decide_correction(
    request: Request, found: Corrected, version_id: VersionId, staff: SomeStaff, database: Database,
    what: Annotated[Correction, Form()], choices: Chosen = None, reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:  # fmt: skip
    contest, round, leg = found
    asked = asked_version(database, round, leg, version_id)
    by = staff.deciding(Power.CORRECT, contest.id)
    try:
        correct_key(database, contest, leg, asked.version, what=what, choices=choices or [], reason=reason, by=by)
    except Invalid as invalid:
        return _refused(request, database, found, version_id, what, choices, reason, invalid)
    told = _("Đã ghi quyết định và tính lại mọi bài của vòng thi.")
    return redirect(request, f"/organise/legs/{leg.public_id}/results", ("saved", told))


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
