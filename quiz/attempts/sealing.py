"""The seed of a leg's papers: made before anybody draws, told by its hash at once, and itself only after the close.

The secret stands in this one table. A series of papers (the first attempts of a leg, the second …) is drawn from a key
made of it that does not give it away, so that papers may be stored and shown beside their keys.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from quiz.attempts.attempt import Mode
from quiz.contests.contest import Contest, ContestState
from quiz.contests.round import Leg, Round
from quiz.database import insert
from quiz.ledger import Decider, decide

SEAL = "seal_draw"
"""What the ledger calls it. The body is {"commitment"}."""


class LegSeal(SQLModel, table=True):
    """What the papers of a leg are drawn from. The secret is shown to nobody before the leg is closed for everybody."""

    __tablename__ = "leg_seal"

    leg_id: int = Field(sa_column=Column(Integer, ForeignKey("leg.id", ondelete="CASCADE"), primary_key=True))
    secret: str = Field(repr=False)
    commitment: str
    sealed_at: datetime


def seal_of(session: Session, leg: Leg, at: datetime) -> LegSeal:
    """The leg's seal; made now where it has none yet. The ledger tells when."""
    found = session.get(LegSeal, leg.id)
    if found is not None:
        return found
    secret = secrets.token_hex(32)
    values = {"leg_id": leg.id, "secret": secret, "commitment": commitment_to(secret), "sealed_at": at}
    made = session.execute(insert(LegSeal).values(values).on_conflict_do_nothing().returning(LegSeal.leg_id)).first()
    seal = session.get_one(LegSeal, leg.id)
    if made is not None:
        _tell(session, leg, seal)
    return seal


def seal_announced(session: Session, at: datetime, limit: int) -> int:
    """Seal the legs of announced contests that are not sealed yet; how many were."""
    legs = session.exec(unsealed().limit(limit)).all()
    for leg in legs:
        seal_of(session, leg, at)
    return len(legs)


def unsealed() -> SelectOfScalar[Leg]:
    """Legs of announced contests without a seal."""
    return (
        select(Leg)
        .join(Round, col(Round.id) == Leg.round_id)
        .join(Contest, col(Contest.id) == Round.contest_id)
        .outerjoin(LegSeal, col(LegSeal.leg_id) == Leg.id)
        .where(Contest.state == ContestState.ANNOUNCED, col(LegSeal.leg_id).is_(None), col(Leg.cancelled_at).is_(None))
        .order_by(col(Leg.id))
    )


def commitments_of(session: Session, legs: Iterable[Leg]) -> dict[int, str]:
    """By leg, of those that are sealed."""
    wanted = [leg.id for leg in legs]
    found = session.exec(select(LegSeal).where(col(LegSeal.leg_id).in_(wanted)))
    return {seal.leg_id: seal.commitment for seal in found}


def commitment_to(secret: str) -> str:
    """SHA-256 of the seed as it is written, which any tool can check."""
    return hashlib.sha256(secret.encode()).hexdigest()


def series_key(secret: str, leg: Leg, mode: Mode, ordinal: int) -> str:
    """HMAC-SHA256 of "leg/mode/ordinal": what one paper for everybody is drawn from."""
    return hmac.new(secret.encode(), f"{leg.public_id}/{mode}/{ordinal}".encode(), hashlib.sha256).hexdigest()


def _tell(session: Session, leg: Leg, seal: LegSeal) -> None:
    assert leg.id is not None
    round = session.get_one(Round, leg.round_id)
    decide(
        session, contest_id=round.contest_id, by=Decider(None, "system", seal.sealed_at), subject=("leg", leg.id),
        decision=SEAL, body={"commitment": seal.commitment},
    )  # fmt: skip
