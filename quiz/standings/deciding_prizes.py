"""What people decide about prizes: who may have none, who of equals at a border is higher, how many of each there are.

Each is a decision in the ledger with its reason, on the contest; taken back by another one, never edited.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.contests.prizes import Prize
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, decide, decisions_on
from quiz.refusals import Invalid, NotFound
from quiz.standings.awarding import Decided, TieDecision
from quiz.standings.lots import ALGORITHM, drawn
from quiz.written import reason_written

BAR, SHIFT, DECIDE, ENTER, UNDO = (
    "bar_from_prizes", "shift_prizes", "decide_prize_tie", "enter_prize_list", "undo_prize_decision",
)  # fmt: skip
DECLINE = "pass_prize_on"
"""Ledger, on ("contest", id). Bodies: {"entry"}; of DECLINE {"ranking", "id", "why"}; {"numbers": {index: how many},
"prizes": {index: what it was}}; {"ranking", "by", "ids", and of lots "seed", "tickets", "algorithm"}; of a list:
entering_lists.py; {"seq": of the one undone}."""
SEED_MAX = 200
By = Literal["jury", "lots", "shared"]
Why = Literal["declined", "unreachable"]


def standing_decisions(session: Session, contest: Contest) -> list[LedgerEntry]:
    """Those that nobody took back, in the order in which they were taken."""
    assert contest.id is not None
    entries = decisions_on(session, contest.id, BAR, DECLINE, SHIFT, DECIDE, ENTER, UNDO)
    undone = {entry.body["seq"] for entry in entries if entry.decision == UNDO}
    return [entry for entry in entries if entry.decision != UNDO and entry.seq not in undone]


def decided_in(entries: Sequence[LedgerEntry], prizes: Sequence[Prize]) -> Decided:
    """As the awarding takes them. Numbers count only while all prizes are still those they were decided for."""
    numbers: dict[int, int] = {}
    for entry in (entry for entry in entries if entry.decision == SHIFT):
        were = {int(index): was for index, was in entry.body["prizes"].items()}
        stands = all(index < len(prizes) and identity(prizes[index]) == was for index, was in were.items())
        numbers = {int(index): number for index, number in entry.body["numbers"].items()} if stands else {}
    return Decided(
        frozenset(entry.body["entry"] for entry in entries if entry.decision == BAR),
        frozenset((entry.body["ranking"], entry.body["id"]) for entry in entries if entry.decision == DECLINE),
        numbers,
        tuple(
            TieDecision(entry.body["ranking"], tuple(entry.body["ids"]), entry.body["by"] == "shared")
            for entry in entries
            if entry.decision == DECIDE
        ),
    )


def bar(session: Session, contest: Contest, entry_id: int, reason: str, by: Decider) -> LedgerEntry:
    """This entry may have no prize: found not eligible when it was checked. The next moves up."""
    reason = reason_written(reason)
    return record(session, contest, BAR, {"entry": entry_id}, reason, by)


def decline(
    session: Session, contest: Contest, ranking: str, id: int, why: Why, reason: str, by: Decider
) -> LedgerEntry:
    """They take no prize of this ranking. The next moves up; in other rankings nothing changes."""
    reason = reason_written(reason)
    return record(session, contest, DECLINE, {"ranking": ranking, "id": id, "why": why}, reason, by)


def shift(session: Session, contest: Contest, numbers: Mapping[int, int], reason: str, by: Decider) -> LedgerEntry:
    """So many of these prizes, by their index in the rules, in the place of what was decided before."""
    reason = reason_written(reason)
    prizes = contest.rules.prizes
    body = {
        "numbers": {str(index): number for index, number in numbers.items()},
        "prizes": {str(index): identity(prizes[index]) for index in numbers},
    }
    return record(session, contest, SHIFT, body, reason, by)


def decide_tie(
    session: Session, contest: Contest, ranking: str, ids: Sequence[int], how: By, reason: str, by: Decider
) -> LedgerEntry:
    """`ids`: the whole group; by the jury in its order, the first the highest."""
    reason = reason_written(reason)
    return record(session, contest, DECIDE, {"ranking": ranking, "by": how, "ids": list(ids)}, reason, by)


def draw_lots(
    session: Session, contest: Contest, ranking: str, tickets: Mapping[str, int], seed: str, reason: str, by: Decider
) -> LedgerEntry:
    """`tickets`: the number each wears, and whose it is. Without a seed one is made that nobody could know before."""
    seed = " ".join(seed.split())
    if len(seed) > SEED_MAX:
        raise Invalid({"seed": _("Dài quá %(most)s chữ.") % {"most": SEED_MAX}})
    reason = reason_written(reason)
    seed = seed or secrets.token_hex(8)
    order = drawn(seed, tickets)
    body = {
        "ranking": ranking, "by": "lots", "ids": [tickets[ticket] for ticket in order], "seed": seed,
        "tickets": order, "algorithm": ALGORITHM,
    }  # fmt: skip
    return record(session, contest, DECIDE, body, reason, by)


def undo(session: Session, contest: Contest, seq: int, reason: str, by: Decider) -> LedgerEntry:
    reason = reason_written(reason, "undo_reason")
    if seq not in {entry.seq for entry in standing_decisions(session, contest)}:
        raise NotFound
    return record(session, contest, UNDO, {"seq": seq}, reason, by)


def identity(prize: Prize) -> dict[str, Any]:
    """What tells a prize of the rules from another one that came into its place."""
    told = prize.model_dump(
        mode="json", include={"grade", "name", "scope", "round", "part", "unit_ranking", "how_many", "recipient"}
    )
    return told | ({"basis": prize.basis} if prize.basis else {})


def record(
    session: Session, contest: Contest, decision: str, body: dict[str, Any], reason: str, by: Decider
) -> LedgerEntry:
    return decide(
        session, contest_id=contest.id, by=by, subject=("contest", contest.id), decision=decision, body=body,
        reason=reason,
    )  # fmt: skip
