"""/judge/legs/{leg}/time: pause, resume, take in, reopen, move the close; for whom, and why. Asked once more before."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts import overseeing, pausing, reopening, timekeeping
from quiz.attempts.decisions import (
    CLOSE,
    EXTEND,
    MOVE_CLOSE,
    PAUSE,
    TAKE_IN,
    Scope,
    decisions_about,
    insist_on_a_reason,
    scope_of,
)
from quiz.attempts.overseeing import Concerned
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.ledger import LedgerEntry
from quiz.people.role import Power
from quiz.refusals import Invalid, NotFound, Problems
from quiz.routes.judge.act_words import ACTS, Act
from quiz.routes.judge.legs import QUICK, Timed, minutes_typed
from quiz.routes.judge.log import Line, lines_of, whom_told
from quiz.routes.judge.looking import note_look_at_counters
from quiz.routes.judge.whom import is_theirs, scope_typed, whom_context
from quiz.routes.organise.contests import moment_typed
from quiz.standings.counting import forget_unsubmitted
from quiz.standings.publishing import insist_nothing_is_out
from quiz.web.forms import Written
from quiz.web.pages import local_input, page, redirect
from quiz.web.staff import SomeStaff, Staff
from quiz.web.transactions import Database

router = APIRouter(prefix="/judge/legs/{leg_id}/time", dependencies=[Depends(note_look_at_counters)])
Text = Annotated[str, Form()]
SHOWN = 30


@dataclass(frozen=True)
class Typed:
    """What a form says."""

    reach: str = "all"
    to: str = ""
    minutes: str = ""
    closes_at: str = ""
    own_too: bool = False
    quick: str = ""
    reason: str = ""
    seq: int | None = None

    @property
    def why(self) -> str:
        """What was written; else what was ticked."""
        return self.reason.strip() or self.quick


@router.get("")
def show_time(
    request: Request, found: Timed, staff: SomeStaff, database: Database, reach: str = "all", to: str = ""
) -> HTMLResponse:
    """What can be decided for these people, what stands, and what was decided."""
    contest, round, leg = found
    at = clock.now()
    context = _whom_context(database, found, staff, Typed(reach, to))
    return page(
        request, "judge/time.html", **context,
        acts={name: act for name, act in ACTS.items() if not act.for_all_only},
        state=timekeeping.state_of(database, contest, round, leg, at),
        closes_at=timekeeping.closes_at(database, contest, leg, at),
        decisions=_taken(database, found, staff),
    )  # fmt: skip


@router.get("/{act}")
def show_act(
    request: Request, found: Timed, act: str, staff: SomeStaff, database: Database,
    reach: str = "all", to: str = "", seq: int | None = None,
) -> HTMLResponse:  # fmt: skip
    contest, _round, leg = found
    closes = timekeeping.closes_at(database, contest, leg, clock.now())
    return _form(request, found, act, staff, database, Typed(reach, to, closes_at=local_input(closes), seq=seq), {})


@router.post("/{act}")
def decide(
    request: Request, found: Timed, act: str, staff: SomeStaff, database: Database,
    reach: Text = "all", to: Text = "", minutes: Text = "", closes_at: Text = "",
    own_too: Annotated[bool, Form()] = False, quick: Text = "", reason: Written = "",
    seq: Annotated[int | None, Form()] = None, step: Text = "",
) -> Response:  # fmt: skip
    """First it is told what would be done; `step` "do" does it, "edit" goes back to the form."""
    typed = Typed(reach, to, minutes, closes_at, own_too, quick, reason, seq)
    if step == "edit":
        return _form(request, found, act, staff, database, typed, {})
    try:
        scope, seconds, close = _read(database, found, act, staff, typed)
        if step != "do":
            return _ask(request, found, act, staff, database, typed, scope, close)
        count = _do(database, found, act, staff, typed, scope, seconds, close)
    except Invalid as refusal:
        return _form(request, found, act, staff, database, typed, refusal.errors)
    return redirect(request, f"/judge/legs/{found[2].public_id}", ("saved", _(_act(act).done) % {"count": count}))


def _act(name: str) -> Act:
    if name not in ACTS:
        raise NotFound
    return ACTS[name]


def _read(
    session: Session, found: tuple[Contest, Round, Leg], name: str, staff: Staff, typed: Typed
) -> tuple[Scope, int, datetime | None]:
    """For whom, how many seconds, until when; everything that must be mended is told at once."""
    act, problems = _act(name), Problems()
    scope, seconds, close = Scope("all"), 0, None
    with problems.gathered():
        scope = _scope(session, found, act, staff, typed)
    if name == "reopening" and typed.minutes.strip():
        with problems.gathered():
            seconds = minutes_typed(typed.minutes)
    if name == "close-time":
        with problems.gathered():
            close = moment_typed(typed.closes_at, "closes_at")
    if name != "resumption":
        with problems.gathered():
            insist_on_a_reason(typed.why)
    problems.refuse()
    return scope, seconds, close


def _scope(session: Session, found: tuple[Contest, Round, Leg], act: Act, staff: Staff, typed: Typed) -> Scope:
    contest, _round, leg = found
    if typed.seq is not None:
        taken = _decision(session, contest, leg, typed.seq)
        scope = scope_of(taken)
        if not is_theirs(session, staff, contest, scope):
            raise NotFound
        return scope
    if act.for_all_only:
        return scope_typed(session, contest, staff, "all", "")
    return scope_typed(session, contest, staff, typed.reach, typed.to)


def _do(
    session: Session, found: tuple[Contest, Round, Leg], name: str, staff: Staff, typed: Typed,
    scope: Scope, seconds: int, close: datetime | None,
) -> int:  # fmt: skip
    contest, round, leg = found
    by, why = staff.deciding(Power.TIME, contest.id), typed.why
    timekeeping.take_the_leg(session, leg)
    if name != "resumption":
        insist_nothing_is_out(session, contest, round, leg, by.at)
    if name == "pause":
        return pausing.pause(session, contest, round, leg, scope, why, by)
    if name == "resumption":
        seqs = None if typed.seq is None else [typed.seq]
        return pausing.resume(session, contest, round, leg, scope, why, by, seqs)
    if name == "collection":
        return reopening.take_in(session, contest, round, leg, scope, why, by)
    if name == "close-time":
        assert close is not None
        return timekeeping.move_close(session, contest, round, leg, scope, close, why, by)
    if name == "taking-back":
        return timekeeping.take_back(session, contest, round, leg, typed.seq or 0, why, by)
    if name == "reopening":
        count = reopening.reopen(session, contest, round, leg, scope, seconds, why, by, typed.own_too)
    else:
        count = reopening.reopen_leg(session, contest, round, leg, why, by)
    forget_unsubmitted(session, leg)
    return count


def _ask(
    request: Request, found: tuple[Contest, Round, Leg], name: str, staff: Staff, session: Session, typed: Typed,
    scope: Scope, close: datetime | None,
) -> HTMLResponse:  # fmt: skip
    contest, round, leg = found
    assert contest.id is not None
    concerned = overseeing.concerned_by(session, contest, leg, scope, clock.now())
    return page(
        request, "judge/act_sure.html", contest=contest, round=round, leg=leg, name=name, act=_act(name),
        typed=asdict(typed), why=typed.why, whom=whom_told(session, scope), close=close,
        count=_counted(name, typed, concerned),
    )  # fmt: skip


def _counted(name: str, typed: Typed, concerned: Concerned) -> int:
    """How many attempts it would touch."""
    if name == "reopening":
        return concerned.over if typed.own_too or typed.reach == "entry" else concerned.taken_in
    return {
        "pause": concerned.running,
        "resumption": concerned.paused,
        "leg-reopening": concerned.taken_in,
    }.get(name, concerned.running + concerned.paused)


def _form(
    request: Request, found: tuple[Contest, Round, Leg], name: str, staff: Staff, session: Session, typed: Typed,
    errors: dict[str, str],
) -> HTMLResponse:  # fmt: skip
    act = _act(name)
    taken = _decision(session, found[0], found[2], typed.seq) if typed.seq is not None else None
    return page(
        request, "judge/act.html", status=422 if errors else 200, name=name, act=act, errors=errors,
        quick=[_(word) for word in QUICK], taken=whom_told(session, taken) if taken else "",
        **_whom_context(session, found, staff, typed),
    )  # fmt: skip


def _whom_context(session: Session, found: tuple[Contest, Round, Leg], staff: Staff, typed: Typed) -> dict[str, Any]:
    """For whom it may be decided: what the tabs and the list need."""
    contest, round, leg = found
    whom = whom_context(session, contest, staff, typed.reach, typed.to)
    return {"contest": contest, "round": round, "leg": leg, "typed": typed, **whom}


def _taken(session: Session, found: tuple[Contest, Round, Leg], staff: Staff) -> list[tuple[Line, str, str]]:
    """The decisions about time, newest first, each with the address that undoes it and what that is called."""
    contest, _round, leg = found
    decisions = decisions_about(session, contest, leg)
    standing = {pause.seq for pause in pausing.standing_pauses(session, contest, leg)}
    taken_back = {decision.body["of"] for decision in decisions if "of" in decision.body}
    lines = lines_of(session, contest, decisions, leg)
    taken = []
    for decision, line in list(zip(reversed(decisions), lines, strict=True))[:SHOWN]:
        url, word = "", ""
        if decision.decision == PAUSE and decision.seq in standing:
            url, word = f"resumption?seq={decision.seq}", _("Cho thi tiếp")
        elif decision.decision == EXTEND and decision.seq not in taken_back:
            url, word = f"taking-back?seq={decision.seq}", _("Rút lại")
        elif decision.decision == TAKE_IN:
            url, word = f"reopening?seq={decision.seq}", _("Mở lại những bài này")
        elif decision.decision == MOVE_CLOSE:
            url, word = f"close-time?seq={decision.seq}", _("Dời lại")
        elif decision.decision == CLOSE and leg.closed_at == decision.at:
            url, word = "leg-reopening", _("Mở lại vòng")
        theirs = "scope" not in decision.body or is_theirs(session, staff, contest, scope_of(decision))
        taken.append((line, url if theirs else "", word))
    return taken


def _decision(session: Session, contest: Contest, leg: Leg, seq: int) -> LedgerEntry:
    for decision in decisions_about(session, contest, leg):
        if decision.seq == seq and "scope" in decision.body:
            return decision
    raise NotFound
