"""What a preview rests on: a decision is taken only from one that still shows what it would change."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from quiz.attempts.decisions import newest_seq
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.language import gettext as _
from quiz.ledger import LedgerEntry
from quiz.refusals import N_, Refusal
from quiz.standings.publishing import situation_of
from quiz.standings.score import BoardChange


class Overtaken(Refusal):
    """What the preview showed is no longer what would come out."""

    message = N_("Từ lúc bạn xem trước đã có thay đổi, nên chưa áp dụng gì. Hãy xem lại rồi áp dụng.")


class NotSeen(Refusal):
    """Somebody would decide without having looked."""

    message = N_("Chưa áp dụng gì: hãy xem điều gì sẽ thay đổi, rồi áp dụng.")


@dataclass(frozen=True)
class Basis:
    """`seq`: the newest decision of the contest. `rules`: the versions of all its rules. `boards`: how often the board
    of each leg that is over had changed, by the public id of the leg; who hands in where others still play is no reason
    to look again.
    """

    seq: int
    rules: list[int]
    boards: dict[str, int]


def basis_of(session: Session, contest: Contest, at: datetime) -> Basis:
    rounds = rounds_of(session, contest.id or 0)
    over = [
        leg for round in rounds for leg in legs_of(session, round.id or 0)
        if situation_of(session, contest, round, leg, at).closed
    ]  # fmt: skip
    return Basis(newest_seq(session, contest), _rules(contest, rounds), _numbers(session, over))


@dataclass(frozen=True)
class Since:
    """What is otherwise than a preview had it."""

    decisions: list[LedgerEntry]
    rules: bool
    legs: list[str]

    def __bool__(self) -> bool:
        return bool(self.decisions or self.rules or self.legs)


def changed_since(session: Session, contest: Contest, basis: Basis) -> Since:
    """`legs`: the names of those whose scores are others, without any decision that is told."""
    rounds = rounds_of(session, contest.id or 0)
    every = [(round, legs_of(session, round.id or 0)) for round in rounds]
    legs = [leg for _round, own in every for leg in own if leg.public_id in basis.boards]
    now = _numbers(session, legs)
    titles = {leg.public_id: title_of(round, leg, len(rounds), len(own)) for round, own in every for leg in own}
    return Since(
        list(session.exec(
            select(LedgerEntry).where(LedgerEntry.contest_id == contest.id, col(LedgerEntry.seq) > basis.seq)
            .order_by(col(LedgerEntry.seq))
        )),
        _rules(contest, rounds) != basis.rules,
        [titles[leg.public_id] for leg in legs if now[leg.public_id] != basis.boards[leg.public_id]],
    )  # fmt: skip


def insist_still_so(session: Session, contest: Contest, basis: Basis) -> None:
    """Under the lock of the ledger it stays so."""
    if changed_since(session, contest, basis):
        raise Overtaken


def title_of(round: Round, leg: Leg, rounds: int, legs: int) -> str:
    """As short as tells it from the others: of so many rounds, and of so many legs of its own."""
    name = leg.name or (_("Đợt %(number)s") % {"number": leg.position} if legs > 1 or rounds == 1 else "")
    return " · ".join(filter(None, (round.name if rounds > 1 else "", name)))


def _rules(contest: Contest, rounds: list[Round]) -> list[int]:
    return [contest.rules_version, *(round.rules_version for round in rounds)]


def _numbers(session: Session, legs: list[Leg]) -> dict[str, int]:
    found = dict(session.exec(
        select(BoardChange.leg_id, BoardChange.number).where(col(BoardChange.leg_id).in_([leg.id for leg in legs]))
    ).all())  # fmt: skip
    return {leg.public_id: found.get(leg.id or 0, 0) for leg in legs}
