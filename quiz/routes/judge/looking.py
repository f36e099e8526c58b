"""The pages that tell how many are playing: while that is being predicted, who looks is written down."""

from fastapi import Request
from sqlmodel import Session, select

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.people.role import Power
from quiz.standings.counters import are_hidden, has_looked, note_look
from quiz.web.staff import signed_in_staff
from quiz.web.transactions import Transactions


async def note_look_at_counters(request: Request, transact: Transactions) -> None:
    """Beside the route's own transaction, which only reads: named in the decorator, it runs before that one opens."""
    found = await transact(lambda session: _new_look(session, request), writing=False)
    if found is not None:
        leg, person_id = found
        await transact(lambda session: note_look(session, leg, person_id, clock.now()))


def _new_look(session: Session, request: Request) -> tuple[Leg, int] | None:
    """None where nothing is hidden, where they looked just now, or may not look at all."""
    named = select(Contest, Round, Leg).where(
        Leg.round_id == Round.id, Round.contest_id == Contest.id, Leg.public_id == request.path_params.get("leg_id", "")
    )
    found, at = session.exec(named).first(), clock.now()
    if found is None or found[1].rules.prediction is None:
        return None
    staff, (contest, round, leg) = signed_in_staff(request, session), found
    if staff is None or staff.id is None or not staff.reaches(session, Power.CONTROL, contest):
        return None
    if not are_hidden(session, contest, round, leg, at) or has_looked(session, leg, staff.id, at):
        return None
    return leg, staff.id
