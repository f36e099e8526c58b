"""Ties that people decide: an order by the jury with its reason, or lots from a recorded seed. Decisions in the ledger.

A decision is taken back by another one, never edited. It stands for a group only while it names everybody in it.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from question_bank.slices import slices
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RankingKey
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, decide
from quiz.people.person import Person
from quiz.refusals import N_, Invalid, Refusal
from quiz.standings.comparing import (
    DECIDE_TIE,
    UNDO_TIE,
    compare_leg,
    ranked_in,
    tie_decisions,
    tie_entries,
    tries_in,
)
from quiz.standings.lots import ALGORITHM, drawn
from quiz.standings.publishing import situation_of
from quiz.standings.settling import BY_PEOPLE, TieDecision, decision_for, tied_before
from quiz.written import reason_written, written

SEED_MAX = 200


class NotClosedYet(Refusal):
    message = N_("Chưa xét đồng hạng được: đợt thi chưa kết thúc hoặc vẫn còn người đang làm bài.")


class NoSuchTie(Refusal):
    message = N_("Nhóm đồng hạng này đã thay đổi. Hãy xem lại rồi quyết định.")


class NotStanding(Refusal):
    message = N_("Quyết định này không còn hiệu lực.")


@dataclass(frozen=True)
class Tied:
    """One of a group that nothing before tells apart."""

    entry: Entry
    name: str
    points: int

    @property
    def ticket(self) -> str:
        """What is drawn: the number they wear."""
        return self.entry.number or self.entry.public_id


@dataclass(frozen=True)
class Tie:
    """`by`: what the rules say would decide it. Where somebody has, the members are in that order."""

    by: RankingKey
    members: list[Tied]
    decided: bool


@dataclass(frozen=True)
class Equals:
    """A group by the ids of its entries, in the order that was decided where it was; `points`: of each."""

    by: RankingKey
    ids: list[int]
    points: Mapping[int, int]
    decided: bool


def ties_in(session: Session, round: Round, leg: Leg) -> list[Tie]:
    """Every group that is left to people, the highest first; lots only where the jury left it open."""
    rules, tries, ranked = round.rules, tries_in(session, leg), ranked_in(session, round)
    decisions = tie_decisions(session, round, leg)
    return with_members(session, [
        equals(key, {each.entry_id: each.points for each in group}, decisions)
        for key in BY_PEOPLE if key in rules.ranking
        for group in tied_before(key, tries, rules, ranked)
    ])  # fmt: skip


def equals(by: RankingKey, points: Mapping[int, int], decisions: Sequence[TieDecision]) -> Equals:
    """`points`: of each entry of the group."""
    ids = list(points)
    decision = decision_for(ids, by, decisions)
    if decision is not None:
        ids.sort(key=decision.entries.index)
    return Equals(by, ids, points, decision is not None)


def decided_in(session: Session, round: Round, leg: Leg) -> list[LedgerEntry]:
    """The decisions that stand, the newest first."""
    return list(reversed(tie_entries(session, round, leg)))


def decide_by_jury(
    session: Session, contest: Contest, round: Round, leg: Leg, order: Sequence[str], reason: str, by: Decider
) -> LedgerEntry:
    """`order`: the public ids of a whole group, the first the highest."""
    reason = reason_written(reason)
    tie = _tie_of(session, contest, round, leg, "jury", order, by)
    return _decide(session, contest, round, leg, jury_body(tie, order), reason, by)


def draw_lots(
    session: Session,
    contest: Contest,
    round: Round,
    leg: Leg,
    group: Sequence[str],
    seed: str,
    reason: str,
    by: Decider,
) -> LedgerEntry:
    """Of a whole group. Where no seed is named, one is made that nobody could know before."""
    seed, reason = seed_typed(seed), written(reason, "reason")
    tie = _tie_of(session, contest, round, leg, "lots", group, by)
    return _decide(session, contest, round, leg, lots_body(tie, seed), reason, by)


def undo_decision(
    session: Session, contest: Contest, round: Round, leg: Leg, seq: int, reason: str, by: Decider
) -> LedgerEntry:
    reason = reason_written(reason)
    if seq not in {entry.seq for entry in tie_entries(session, round, leg)}:
        raise NotStanding
    return _decide(session, contest, round, leg, {"seq": seq}, reason, by, UNDO_TIE)


def _tie_of(
    session: Session, contest: Contest, round: Round, leg: Leg, key: RankingKey, named: Sequence[str], by: Decider
) -> Tie:
    """The group that these are, all of it and nobody else, while nobody has decided it."""
    if not situation_of(session, contest, round, leg, by.at).closed:
        raise NotClosedYet
    return the_tie(ties_in(session, round, leg), key, named)


def the_tie(ties: Iterable[Tie], key: str, named: Sequence[str]) -> Tie:
    """The one that is these, all of it and nobody else, while nobody has decided it."""
    for tie in ties:
        if tie.by == key and not tie.decided and sorted(each.entry.public_id for each in tie.members) == sorted(named):
            return tie
    raise NoSuchTie


def jury_body(tie: Tie, order: Sequence[str]) -> dict[str, Any]:
    """What the ledger keeps of an order by the jury: `order` of public ids."""
    places = {public_id: place for place, public_id in enumerate(order)}
    members = sorted(tie.members, key=lambda each: places[each.entry.public_id])
    return {"by": "jury", "entries": _ids(members)}


def seed_typed(seed: str) -> str:
    seed = " ".join(seed.split())
    if len(seed) > SEED_MAX:
        raise Invalid({"seed": _("Dài quá %(most)s chữ.") % {"most": SEED_MAX}})
    return seed


def lots_body(tie: Tie, seed: str) -> dict[str, Any]:
    """What the ledger keeps of lots; where no seed was named, one is made that nobody could know before."""
    seed = seed or secrets.token_hex(8)
    by_ticket = {each.ticket: each for each in tie.members}
    tickets = drawn(seed, by_ticket)
    return {
        "by": "lots", "entries": _ids([by_ticket[ticket] for ticket in tickets]), "seed": seed, "tickets": tickets,
        "algorithm": ALGORITHM,
    }  # fmt: skip


def _decide(
    session: Session, contest: Contest, round: Round, leg: Leg, body: dict[str, Any], reason: str, by: Decider,
    decision: str = DECIDE_TIE,
) -> LedgerEntry:  # fmt: skip
    entry = decide(
        session, contest_id=contest.id, by=by, subject=("leg", leg.id), decision=decision, body=body, reason=reason
    )
    compare_leg(session, round, leg)
    return entry


def _ids(members: Sequence[Tied]) -> list[int]:
    return [each.entry.id or 0 for each in members]


def with_members(session: Session, groups: Sequence[Equals]) -> list[Tie]:
    """Who they are, read of all groups together."""
    known: dict[int, tuple[Entry, str]] = {}
    found = select(Entry, Person.name).join(Person, col(Person.id) == Entry.person_id)
    for some in slices([id for group in groups for id in group.ids]):
        known |= {entry.id or 0: (entry, name) for entry, name in session.exec(found.where(col(Entry.id).in_(some)))}
    return [Tie(group.by, [Tied(*known[id], group.points[id]) for id in group.ids], group.decided) for group in groups]
