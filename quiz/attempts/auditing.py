"""All papers of a leg drawn again: is each what its seed gives, and is the seed the one that was sealed?"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt, Mode, Paper
from quiz.attempts.redrawing import code_of, prove
from quiz.attempts.sealing import SEAL, LegSeal, commitment_to, series_key
from quiz.contests.round import Leg, Round
from quiz.ledger import decisions_on


@dataclass
class Audited:
    """One paper. `sealed`: from the seed of the leg, at the entry's own place."""

    attempt_id: str
    code: str
    drawn: bool
    sealed: bool

    @property
    def good(self) -> bool:
        return self.drawn and self.sealed


@dataclass
class Audit:
    seal: LegSeal | None
    kept: bool
    """The seed is the one whose hash the ledger told."""
    first_drawn_at: datetime | None
    papers: list[Audited] = field(default_factory=list)

    @property
    def in_time(self) -> bool:
        """Nobody had a paper before the seed was sealed."""
        if self.seal is None or self.first_drawn_at is None:
            return self.seal is not None
        return self.seal.sealed_at <= self.first_drawn_at

    @property
    def good(self) -> bool:
        return self.kept and self.in_time and all(paper.good for paper in self.papers)


def audit(session: Session, leg: Leg) -> Audit:
    """Of everything but previews, which have seeds of their own."""
    seal = session.get(LegSeal, leg.id)
    found = session.exec(
        select(Attempt, Paper)
        .join(Paper, col(Paper.attempt_id) == col(Attempt.id))
        .where(Attempt.leg_id == leg.id, Attempt.mode != Mode.PREVIEW)
        .order_by(col(Attempt.id))
    ).all()
    first = min((paper.drawn_at for _, paper in found), default=None)
    return Audit(
        seal,
        seal is not None and _is_kept(session, leg, seal),
        first,
        [
            Audited(
                attempt.public_id,
                code_of(session, attempt),
                prove(session, attempt),
                seal is not None and is_sealed(seal, leg, attempt, paper),
            )
            for attempt, paper in found
        ],
    )


def is_sealed(seal: LegSeal, leg: Leg, attempt: Attempt, paper: Paper) -> bool:
    expected = series_key(seal.secret, leg, attempt.mode, attempt.ordinal), attempt.entry_id
    return (paper.seed, paper.position) == expected


def _is_kept(session: Session, leg: Leg, seal: LegSeal) -> bool:
    round = session.get_one(Round, leg.round_id)
    told = [each for each in decisions_on(session, round.contest_id, SEAL) if each.subject_id == leg.id]
    commitment = commitment_to(seal.secret)
    return seal.commitment == commitment and [each.body["commitment"] for each in told] == [commitment]
