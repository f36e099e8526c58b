"""The rounds of a contestant, the waiting room, and trying the phone out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from quiz import clock
from quiz.attempts.allowance import Allowance
from quiz.attempts.attempt import Attempt, Mode, Presence
from quiz.attempts.attending import note_presence
from quiz.attempts.barring import seat_of
from quiz.attempts.deadline import (
    Decided,
    LegState,
    Span,
    closing,
    counts_from,
    ends_at,
    opening,
    pause_of,
    seconds_left,
)
from quiz.attempts.decisions import FOR_THE_CLOSE, decided_for, deciding, decisions_about, window_of
from quiz.attempts.handing_in import is_over
from quiz.attempts.papers import questions_planned
from quiz.attempts.sitting import allowance_of, attempt_of, leg_state_for, start_attempt
from quiz.attempts.trying_out import mocks_left, start_mock
from quiz.contests.conditions import told_exclusion
from quiz.contests.contest import ContestState
from quiz.contests.entry import Entry
from quiz.contests.insiders import Seat
from quiz.contests.round import RoundKind, legs_of, rounds_of
from quiz.contests.round_entry import is_left_out
from quiz.language import gettext as _
from quiz.routes.play.guards import OwnPlace, Place, find_place
from quiz.routes.play.tries import tries_of
from quiz.standings.conclusion import latest_conclusion
from quiz.standings.points import shown
from quiz.standings.publishing import is_published
from quiz.standings.tie_breaks import definition
from quiz.web.contestant import Contestant, SomeContestant, signed_in_contestant, some_contestant
from quiz.web.pages import as_json, clock_time, page, redirect, wants_json
from quiz.web.together import Together
from quiz.web.transactions import Database, Transactions

router = APIRouter(prefix="/play")


@dataclass(frozen=True)
class Sight(Place):
    """A leg and how it stands for one contestant."""

    state: LegState
    attempt: Attempt | None
    over: bool
    opens_at: datetime | None
    closes_at: datetime | None
    allowance: Allowance
    decided: Decided
    too_late: bool
    """Open still, but who began now would have no time: that of all is over."""
    left_out: bool = False
    """Is the round for those who were sent on to it, and this contestant is not among them?"""
    mocks_left: int | None = None
    """How often the round may still be tried out; None: as often as one likes."""

    @property
    def paused(self) -> Span | None:
        return pause_of(self.decided)

    @property
    def step(self) -> str:
        """What there is to do: go_on, start, again, paused, wait, held, or nothing: done, late, missed, used_up,
        cancelled, left_out."""
        if self.attempt is not None and not self.over:
            return "go_on"
        if self.attempt is None and self.left_out:
            return "left_out"
        if self.attempt is None and not self.allowance.may_begin and self.state != LegState.CANCELLED:
            return "used_up"  # in other legs, where all of the round share one number
        if self.attempt is not None and not (self.state == LegState.OPEN and self.allowance.may_begin):
            return "done"
        if self.paused and self.state == LegState.OPEN:
            return "paused"
        if self.attempt is not None:
            return "again"
        if self.too_late and self.state == LegState.OPEN:
            return "late"
        return {
            LegState.OPEN: "start",
            LegState.HELD: "held",
            LegState.CLOSED: "missed",
            LegState.CANCELLED: "cancelled",
        }.get(self.state, "wait")

    @property
    def ordinal(self) -> int:
        """Which attempt is begun or gone on with by Start."""
        if self.attempt is None:
            return 1
        return self.attempt.ordinal + (self.step == "again")

    @property
    def may_try_out(self) -> bool:
        """Thi thử: while nobody works on what counts."""
        running = self.contest.state == ContestState.ANNOUNCED and self.step not in ("go_on", "cancelled")
        return running and self.round.rules.mock and self.mocks_left != 0


OVER = ("late", "done", "used_up", "missed", "cancelled", "left_out")
"""There is nothing to do in it, or nothing any more."""
ASKED_WHO = ("start", "again", "paused", "held", "wait")
"""While one may still begin an attempt that counts."""
STEPS = ("go_on", "start", "again", "paused", "held", "wait", "late", "done", "used_up", "missed", "cancelled",
         "left_out")  # fmt: skip


@router.get("")
def list_rounds(request: Request, contestant: SomeContestant, database: Database) -> Response:
    """What to do first stands first."""
    assert contestant.contest.id is not None
    places = [
        Place(contestant.contest, round, leg)
        for round in rounds_of(database, contestant.contest.id)
        if round.kind == RoundKind.ONLINE and round.id is not None
        for leg in legs_of(database, round.id)
    ]
    sights = [sight_of(database, place, contestant.entry) for place in places]
    sights.sort(key=lambda sight: STEPS.index(sight.step))
    over = all(sight.step in OVER for sight in sights)
    out = {sight.leg.id for sight in sights if sight.step in OVER and is_published(database, sight.leg)}
    conclusion = latest_conclusion(database, contestant.contest) if over else None
    return page(
        request, "play/rounds.html", contest=contestant.contest, sights=sights, out=out,
        concluded=conclusion is not None and conclusion.is_out,
    )  # fmt: skip


@router.get("/legs/{leg_id}")
def show_waiting_room(request: Request, place: OwnPlace, contestant: SomeContestant, database: Database) -> Response:
    at = clock.now()
    sight = sight_of(database, place, contestant.entry)
    seat = seat_of(database, contestant.entry, place.contest, at) if sight.step in ASKED_WHO else Seat()
    return page(
        request,
        "play/waiting.html",
        ordering=definition(place.round.rules.ranking),
        contestant=contestant,
        sight=sight,
        seat=seat,
        kept_out=told_exclusion(seat.excluded[0]) if seat.excluded and seat.excluded[1] == "hard" else "",
        questions=questions_planned(database, place.round, place.leg),
        minutes_if_now=_minutes_if_now(sight, contestant.entry, at),
        seconds_to_opening=seconds_left(sight.opens_at, at) if sight.opens_at else None,
        points=shown,
        tries=tries_of(database, place, contestant.entry, at) if place.round.rules.several else [],
        asks_help=_asks_help(database, contestant.entry),
    )


@router.get("/legs/{leg_id}/state")
async def tell_leg_state(request: Request, leg_id: str) -> Response:
    """For the countdown of the waiting room."""
    together: Together = request.app.state.looking_together
    return as_json(await together(lambda session: _leg_state(request, session, leg_id)))


def _leg_state(request: Request, session: Session, leg_id: str) -> dict[str, Any]:
    """Of those who have not begun, whoever the same decisions concern is told the same: worked out once a look."""
    place, contestant = find_place(request, session, leg_id)
    entry, at = contestant.entry, clock.now()
    one_by_one = place.round.position > 1 or place.round.rules.attempts_per == "round"
    if one_by_one or attempt_of(session, entry, place.leg) is not None:
        return _told(sight_of(session, place, entry), at)
    known = session.info.setdefault("waiting", {})
    group = place.leg.id, id(deciding(session, place.contest, place.leg, *FOR_THE_CLOSE).find(entry))
    if group not in known:
        known[group] = sight_of(session, place, entry)
    return _told(known[group], at)


def _told(sight: Sight, at: datetime) -> dict[str, Any]:
    return {"now": _ms(at), "opens": _ms(sight.opens_at), "step": sight.step}


@router.post("/legs/{leg_id}/attempt")
async def start_or_go_on(
    request: Request, leg_id: str, transact: Transactions, ordinal: Annotated[int, Form(ge=1, le=100_000)] = 1
) -> Response:
    """`ordinal`: the attempt that the page spoke of. First ones of a crowd have gone by the shortcut; others that
    are begun together are committed together."""
    together: Together = request.app.state.together
    attempt = await together(lambda session: _start_first(request, session, leg_id))
    if attempt is None:
        attempt = await transact(lambda session: _start_or_go_on(request, session, leg_id, ordinal))
    return redirect(request, f"/play/attempts/{attempt.public_id}")


def _start_first(request: Request, session: Session, leg_id: str) -> Attempt | None:
    """In one piece: a hall begins at once, and whoever writes keeps the others waiting.

    None where one was begun already: going on holds an attempt that answers hold too, each in its own order.
    """
    place, contestant = find_place(request, session, leg_id)
    if attempt_of(session, contestant.entry, place.leg) is not None:
        return None
    return _start(session, place, contestant)


def _start_or_go_on(request: Request, session: Session, leg_id: str, ordinal: int) -> Attempt:
    place, contestant = find_place(request, session, leg_id)
    return _start(session, place, contestant, ordinal)


def _start(session: Session, place: Place, contestant: Contestant, ordinal: int = 1) -> Attempt:
    contest, round, leg, entry, sign_in = place.contest, place.round, place.leg, contestant.entry, contestant.sign_in
    return start_attempt(session, contest, round, leg, entry, sign_in, clock.now(), ordinal)


@router.post("/legs/{leg_id}/mock")
def start_trying_out(request: Request, place: OwnPlace, contestant: SomeContestant, database: Database) -> Response:
    """Thi thử: with questions of its own, never counted."""
    attempt = start_mock(
        database, place.contest, place.round, place.leg, contestant.entry, contestant.sign_in, clock.now()
    )
    return redirect(request, f"/play/attempts/{attempt.public_id}")


@router.post("/presence")
async def report_presence(
    request: Request,
    leg: Annotated[str, Form()] = "",
    help: Annotated[bool | None, Form()] = None,
    next: Annotated[str, Form()] = "",
) -> Response:
    """This phone is here; with `help`, somebody raised their hand or took it down."""
    together: Together = request.app.state.together
    asks_help = await together(lambda session: _note_presence(request, session, leg, help))
    if wants_json(request):
        return as_json({"now": _ms(clock.now()), "help": asks_help})
    return redirect(request, f"/play/legs/{leg}" if leg else "/play")


def _note_presence(request: Request, session: Session, leg_id: str, help: bool | None) -> bool:
    """Do they ask for help now?"""
    if leg_id:
        place, contestant = find_place(request, session, leg_id)
    else:
        place, contestant = None, some_contestant(signed_in_contestant(request, session))
    presence = note_presence(session, contestant.entry, place.leg if place else None, clock.now(), help)
    return presence.asks_help_at is not None


@router.get("/legs/{leg_id}/check")
def show_check(request: Request, place: OwnPlace, contestant: SomeContestant) -> Response:
    """A sample question ("Thử máy"), acknowledged like a real one and kept nowhere."""
    return page(request, "play/check.html", leg=place.leg, saved_at=None)


@router.post("/legs/{leg_id}/check")
def try_out(request: Request, place: OwnPlace, contestant: SomeContestant) -> Response:
    at = clock.now()
    if wants_json(request):
        return as_json({"now": _ms(at), "saved": clock_time(at)})
    return redirect(request, f"/play/legs/{place.leg.public_id}", notice=("saved", _("Máy của bạn đã sẵn sàng.")))


def sight_of(session: Session, place: Place, entry: Entry) -> Sight:
    at = clock.now()
    decided = decided_for(decisions_about(session, place.contest, place.leg, *FOR_THE_CLOSE), entry)
    attempt = attempt_of(session, entry, place.leg)
    return Sight(
        contest=place.contest,
        round=place.round,
        leg=place.leg,
        state=leg_state_for(session, place.contest, place.round, place.leg, decided, at),
        attempt=attempt,
        over=attempt is not None and is_over(session, attempt, at),
        opens_at=opening(place.round.rules, window_of(place.leg)),
        closes_at=closing(window_of(place.leg), decided, at),
        allowance=allowance_of(session, place.round, place.leg, entry, decided, at),
        decided=decided,
        too_late=_ends_if_now(place, decided, at) <= at,
        left_out=place.round.position > 1 and is_left_out(session, place.round.id, entry.id),
        mocks_left=_mocks_left(session, place, entry),
    )


def _mocks_left(session: Session, place: Place, entry: Entry) -> int | None:
    rules = place.round.rules
    if not rules.mock or rules.mock_attempts is None:
        return None
    return mocks_left(rules, attempt_of(session, entry, place.leg, Mode.MOCK))


def _ends_if_now(place: Place, decided: Decided, at: datetime) -> datetime:
    """The deadline of whoever began now."""
    rules, window = place.round.rules, window_of(place.leg)
    return ends_at(rules, window, counts_from(rules, window, at), decided)


def _minutes_if_now(sight: Sight, entry: Entry, at: datetime) -> int | None:
    """How long somebody would have who began now, where the close cuts the minutes allowed."""
    if sight.step not in ("start", "again"):
        return None
    allowed = timedelta(minutes=sight.round.rules.minutes)
    left = _ends_if_now(sight, sight.decided, at) - at
    whole = allowed + entry.accommodation.added_to(allowed)
    return int(left // timedelta(minutes=1)) if left < whole else None


def _asks_help(session: Session, entry: Entry) -> bool:
    presence = session.get(Presence, entry.id)
    return presence is not None and presence.asks_help_at is not None


def _ms(at: datetime | None) -> int | None:
    return int(at.timestamp() * 1000) if at else None
