"""A contest's public page, and its windows for a phone's calendar."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.sealing import commitments_of
from quiz.attempts.timetable import Slot, next_slot, timetable_of
from quiz.contests.announcing import last_postponement
from quiz.contests.calendar import Appointment, calendar
from quiz.contests.contest import Contest, ContestState, public_contest
from quiz.contests.dividing import legs_of_their_own, planned_parts
from quiz.contests.page_text import summary_of, to_html
from quiz.contests.registering import registration_window
from quiz.contests.regulations import sentences
from quiz.contests.releasing import Situation, board_is_out
from quiz.contests.round import Round
from quiz.contests.round_entry import listed_in
from quiz.people.role import Power
from quiz.people.unit import Unit
from quiz.routes.wording import CONTEST_CHIPS, PUBLIC_LEG_CHIPS
from quiz.standings.conclusion import latest_conclusion
from quiz.standings.publishing import is_published, situation_of
from quiz.web.contestant import MaybeContestant
from quiz.web.pages import page
from quiz.web.staff import MaybeStaff
from quiz.web.transactions import Database

router = APIRouter(prefix="/contests/{contest_id}")


def shown_contest(contest_id: str, staff: MaybeStaff, database: Database) -> Contest:
    """Announced, or a draft that its own organiser looks at beforehand."""
    contest = database.exec(select(Contest).where(Contest.public_id == contest_id)).first()
    if contest and staff and staff.reaches(database, Power.ORGANISE, contest):
        return contest
    return public_contest(database, contest_id)


ShownContest = Annotated[Contest, Depends(shown_contest)]


@dataclass(frozen=True)
class PublicRound:
    """A round as anyone may see it."""

    round: Round
    slots: list[Slot]
    sentences: list[str]
    boards: set[int]  # the legs whose board is out
    has_list: bool  # of those who were sent on to it


@router.get("")
def show_public_contest(
    request: Request, contest: ShownContest, contestant: MaybeContestant, database: Database
) -> HTMLResponse:
    at = clock.now()
    slots = timetable_of(database, contest, at)
    postponed = last_postponement(database, contest)
    ahead = next_slot(slots)
    return page(
        request, "contest.html",
        contest=contest, unit=database.get_one(Unit, contest.unit_id), next=ahead,
        rounds=_rounds(database, contest, slots), seals=commitments_of(database, [slot.leg for slot in slots]),
        html=to_html(contest.page_markdown),
        summary=contest.slogan or summary_of(contest.page_markdown), running=contest.state == ContestState.ANNOUNCED,
        postponed=postponed if postponed and ahead and ahead.is_ahead else None,
        contest_chips=CONTEST_CHIPS, leg_chips=PUBLIC_LEG_CHIPS,
        own=contestant is not None and contestant.contest == contest,
        concluded=(head := latest_conclusion(database, contest)) is not None and head.is_out,
        registering=registration_window(database, contest, at), registration=contest.rules.registration,
    )  # fmt: skip


@router.get("/calendar.ics")
def show_calendar(request: Request, contest: ShownContest, database: Database) -> Response:
    at = clock.now()
    url = f"{request.base_url}contests/{contest.public_id}"
    appointments = [
        Appointment(
            slot.leg.public_id, f"{contest.title} · {_name(slot)}", slot.opens_at, slot.closes_at, url,
            cancelled=slot.leg.cancelled_at is not None,
        )
        for slot in timetable_of(database, contest, at)
        if slot.opens_at and slot.closes_at
    ]  # fmt: skip
    return Response(
        calendar(contest.title, appointments, at),
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{contest.public_id}.ics"'},
    )


def _name(slot: Slot) -> str:
    return " · ".join(filter(None, (slot.round.name, slot.leg.name)))


def _rounds(session: Session, contest: Contest, slots: list[Slot]) -> list[PublicRound]:
    rounds: dict[int | None, PublicRound] = {}
    for slot in slots:
        if slot.round.id not in rounds:
            parts = planned_parts(session, slot.round)
            own = legs_of_their_own(session, slot.round)
            told = sentences(slot.round.rules, sum(part.questions for part in parts), parts, own)
            rounds[slot.round.id] = PublicRound(
                slot.round, [], told, set(), bool(listed_in(session, slot.round.id))
            )  # fmt: skip
        rounds[slot.round.id].slots.append(slot)
        if slot.leg.id is not None and _board_is_out(session, contest, slot):
            rounds[slot.round.id].boards.add(slot.leg.id)
    return list(rounds.values())


def _board_is_out(session: Session, contest: Contest, slot: Slot) -> bool:
    """By the release gate; a live board has something on it once the leg has opened."""
    rules, published = slot.round.rules, is_published(session, slot.leg)
    if slot.is_ahead and not published:
        return False
    closed = rules.prediction is not None and situation_of(session, contest, slot.round, slot.leg, clock.now()).closed
    return board_is_out(rules, Situation(closed, published, cancelled=slot.leg.cancelled_at is not None))
