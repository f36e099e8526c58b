"""Correct the key of a question: choose, see who would move, then decide with a reason."""

from functools import partial
from textwrap import shorten
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Query, Request
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
from quiz.routes.organise.proposals import Proposal, always, decide_proposal, show_proposal
from quiz.standings.correcting import (
    Asked,
    asked_in,
    asked_version,
    choices_kept,
    correct_key,
    in_words,
    version_asked,
)
from quiz.standings.counters import insist_may_be_seen
from quiz.standings.key_in_force import Correction
from quiz.standings.points import percent_shown
from quiz.web.forms import Written
from quiz.web.pages import page
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
What = Annotated[Correction | None, Query()]
Chosen = Annotated[list[str] | None, Query()]
Seal = Annotated[str, Form(max_length=20_000)]
SHORT = 80
"""Of a question, in the heading: it stands whole beside."""
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


@router.get("/{version_id}/correction", dependencies=LOOKED_AT)
async def show_correction(
    request: Request, leg_id: LegId, version_id: VersionId, transact: Transactions, what: What = None,
    choices: Chosen = None,
) -> HTMLResponse:  # fmt: skip
    try:
        return await show_proposal(request, transact, partial(_proposed, request, leg_id, version_id, what, choices))
    except Invalid as refusal:
        invalid = refusal

        def ask(session: Session) -> HTMLResponse:
            typed = {"what": what.value if what else "", "choices": choices or []}
            _staff, found = _found(request, session, leg_id)
            return _form(request, session, found, version_id, typed, invalid.errors, invalid.status)

        return await transact(ask, writing=False)


@router.post("/{version_id}/correction", dependencies=LOOKED_AT)
async def decide_correction(
    request: Request, leg_id: LegId, version_id: VersionId, transact: Transactions, what: What = None,
    choices: Chosen = None, reason: Written = "", seal: Seal = "",
) -> Response:  # fmt: skip
    find = partial(_proposed, request, leg_id, version_id, what, choices)
    return await decide_proposal(request, transact, find, reason, seal)


def _proposed(
    request: Request, leg_id: str, version_id: str, what: Correction | None, choices: list[str] | None, session: Session
) -> Proposal:
    staff, (contest, round, leg) = _found(request, session, leg_id)
    if what is None:
        raise Invalid({"what": _("Hãy chọn một quyết định.")})
    version = version_asked(session, leg, version_id)
    kept = choices_kept(version, what, choices or [])
    here = f"/organise/legs/{leg.public_id}"
    question = f"{here}/keys/{version.public_id}"
    return Proposal(
        contest=contest, name=shorten(version.title, SHORT, placeholder="…"), about="; ".join(in_words(version, kept)),
        heading=_(WORDS[what]),
        told=_(HINTS[what]), done=always(_("Đã ghi quyết định và tính lại mọi bài của vòng thi.")),
        reason_hint=_("Được ghi vào nhật ký của cuộc thi."),
        url=f"{question}/correction?" + urlencode({"what": what.value, "choices": kept}, doseq=True),
        back=f"{here}/results", cancel=question,
        crumbs=[(f"{here}/results", _("Kết quả")), (f"{here}/keys", _("Sửa đáp án"))],
        by=staff.deciding(Power.CORRECT, contest.id),
        deciding=lambda work, reason, by: correct_key(
            work, contest, leg, version, what=what, choices=kept, reason=reason, by=by
        ),
        template="organise/results/correction.html",
        more=lambda later: {"asked": asked_version(later, round, leg, version_id), "verdicts": VERDICTS},
    )  # fmt: skip


def _found(request: Request, session: Session, leg_id: str) -> tuple[Staff, Found]:
    """The guard of the other pages, for those that let go of the database between two looks."""
    staff = some_staff(signed_in_staff(request, session))
    return staff, correctable(leg_to(Power.CORRECT)(leg_id, staff, session), session)


def _form(
    request: Request, database: Session, found: tuple[Contest, Round, Leg], version_id: str,
    typed: dict[str, Any] | None = None, errors: dict[str, str] | None = None, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    contest, round, leg = found
    asked = asked_version(database, round, leg, version_id)
    return page(
        request, "organise/results/key.html", status, contest=contest, round=round, leg=leg, asked=asked, words=WORDS,
        verdicts=VERDICTS, options=_options(asked),
        typed=typed or {"what": "", "choices": []}, errors=errors or {},
    )  # fmt: skip


def _options(asked: Asked) -> list[tuple[str, str, str]]:
    offered = [what for what in Correction if what != Correction.RESTORE or asked.decisions]
    return [(what.value, _(WORDS[what]), _(HINTS[what])) for what in offered]
