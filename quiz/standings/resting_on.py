"""What became of the results of legs since a conclusion was published over them."""

from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.standings.concluding import LegNow, legs_now
from quiz.standings.conclusion import Concluded, LegResult


@dataclass(frozen=True)
class LegSince:
    """A leg whose result is not the one that a conclusion rests on. `number`: of that one; `number_now`: of the newest.

    again: published anew; withdrawn; cancelled: called off; added: came since.
    """

    what: Literal["again", "withdrawn", "cancelled", "added"]
    name: str
    public_id: str
    number: str = ""
    number_now: str = ""


def legs_since(session: Session, contest: Contest, told: Concluded) -> list[LegSince]:
    """None: it is as things stand."""
    now = {leg.public_id: leg for leg in legs_now(session, contest)}
    rested_on = {leg.leg: leg for leg in told.legs}
    gone = [LegSince("cancelled", leg.name, leg.leg, leg.number) for leg in told.legs if leg.leg not in now]
    return gone + [since for id, leg in now.items() if (since := _since(leg, rested_on.get(id))) is not None]


def _since(leg: LegNow, result: LegResult | None) -> LegSince | None:
    if result is None:
        return LegSince("added", leg.name, leg.public_id)
    if leg.head is None or not leg.head.is_out:
        return LegSince("withdrawn", leg.name, leg.public_id, result.number)
    if leg.head.digest == result.digest:
        return None
    return LegSince("again", leg.name, leg.public_id, result.number, leg.head.number)
