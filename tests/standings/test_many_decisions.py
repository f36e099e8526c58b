"""After any decisions in any order the board is what the raw rows say, and each was foreseen as it came."""

import random
from collections import defaultdict
from functools import partial

import pytest
from sqlmodel import Session, select

from quiz import database
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.attempts.merging import merge, separate
from quiz.contests.contest import Contest
from quiz.contests.doubling import is_merged
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider, LedgerEntry, breaks
from quiz.people.unit import Unit
from quiz.standings.coming_about import compare_anew
from quiz.standings.correcting import correct_key
from quiz.standings.counting import recount_leg
from quiz.standings.deciding_ties import decide_by_jury, ties_in
from quiz.standings.disqualifying import (
    correct_unit,
    disqualify_attempt,
    disqualify_entry,
    requalify_attempt,
    requalify_entry,
)
from quiz.standings.finding_prizes import prizes_of
from quiz.standings.foreseeing import foresee
from quiz.standings.key_in_force import Correction
from quiz.standings.listing import is_listed_right
from quiz.standings.live import LiveBoard
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played, take_ahead
from tests.world import HOUR, allow, go_by

AFTER = NOON + 2 * HOUR
BY = Decider(None, "chief_judge", AFTER)
OTHER = ["sai2"]
PRIZES = [{"grade": "first"}, {"grade": "second", "count": 2}]


@pytest.fixture
def crowd(world):
    """Six people, some of whom tried twice; equals are the jury's."""
    allow(world, attempts=2, counted="best", ranking=("score", "jury"))
    go_by(world, prizes=PRIZES)
    chance = random.Random(7)
    with database.transaction() as session:
        everybody = [*world.entries.values(), *(enter(session, world, f"Người {n}", "hien-luong") for n in range(4))]
        for number, entry in enumerate(everybody):
            for ordinal in range(1, 2 + number % 2):
                given = [chance.choice([RIGHT, RIGHT, WRONG, OTHER]) for _ in world.versions]
                played(session, world, entry, *given, ordinal=ordinal)
    return world


def drawn_decision(session, world, chance):
    """One that can be taken now; given back so that it can be tried on copies first."""
    sort = chance.choice(["key", "key", "attempt", "entry", "unit", "tie"])
    if sort == "key":
        version, what = chance.choice(world.versions), chance.choice(list(Correction))
        choices = chance.choice([RIGHT, WRONG, OTHER]) if what in ("accept", "replace") else []
        return lambda work: correct_key(
            work, world.contest, world.leg, version, what=what, choices=choices, reason="Xét lại", by=BY
        )
    if sort == "tie":
        ties = ties_in(session, session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id))
        ties = [tie for tie in ties if not tie.decided]
        if not ties:
            return None
        order = [member.entry.public_id for member in chance.choice(ties).members]
        chance.shuffle(order)
        return lambda work: decide_by_jury(
            work, work.get_one(Contest, world.contest.id), work.get_one(Round, world.round.id),
            work.get_one(Leg, world.leg.id), order, "Hỏi thêm", BY,
        )  # fmt: skip
    if sort == "attempt":
        attempt = chance.choice(session.exec(select(Attempt).order_by(Attempt.id)).all())
        what = requalify_attempt if attempt.disqualified_at else disqualify_attempt
        return lambda work: what(work, work.get_one(Attempt, attempt.id), "Xét lại", BY)
    entry = chance.choice(session.exec(select(Entry).order_by(Entry.id)).all())
    if sort == "entry":
        what = requalify_entry if entry.state == EntryState.DISQUALIFIED else disqualify_entry
        return lambda work: what(work, work.get_one(Entry, entry.id), "Xét lại", BY)
    to = next(unit for unit in chance.sample(list(world.units.values()), 2) if unit.id != entry.unit_id)
    return lambda work: correct_unit(work, work.get_one(Entry, entry.id), work.get_one(Unit, to.id), "Nhầm", BY)


def take(world, decide, chance):
    """At once, or as on its page: it comes to the same."""
    if chance.random() < 0.7:
        take_ahead(world, decide)
    else:
        with database.transaction() as session:
            decide(session)


def hand_in(world, chance):
    with database.transaction() as session:
        entry = enter(session, world, f"Người {chance.random()}", "tan-trai")
        played(session, world, entry, *(chance.choice([RIGHT, WRONG, OTHER]) for _ in world.versions))


def merge_or_separate(world, chance):
    """As organisers do outside the pages of decisions."""
    with database.transaction() as session:
        contest = session.get_one(Contest, world.contest.id)
        kept, other = chance.sample(session.exec(select(Entry).order_by(Entry.id)).all(), 2)
        if is_merged(session, other) and other.state == EntryState.WITHDRAWN:
            separate(session, contest, other, "Hai người", BY)
        elif other.state == EntryState.ACTIVE and not is_merged(session, kept):
            merge(session, contest, kept, [other], "Một người", BY)
        compare_anew(session, contest, [other])


def board_of(session, world):
    live = LiveBoard(session, session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id))
    return {line.entry_id: (line.place, line.points // 10_000, line.unit) for line in live.lines(0, 99).lines}


def from_scratch(session: Session, world):
    """Plainly, from the rows and the ledger, without the product's counting."""
    right = {version.id: {"dung"} for version in world.versions}
    for_all, dropped, out, merged, units = set(), set(), {}, {}, {}
    ties = []
    for entry in session.exec(select(LedgerEntry).order_by(LedgerEntry.seq)):
        body = entry.body
        if entry.decision == "correct_key":
            id, what, named = body["version"], body["what"], set(body["choices"])
            keep = right[id] if what == "accept" else {"dung"}
            right[id] = named if what == "replace" else keep | named
            for_all.discard(id)
            dropped.discard(id)
            {"give_all": for_all, "drop": dropped}.get(what, set()).add(id)
        elif entry.decision in ("disqualify", "requalify"):
            out[entry.subject_type, entry.subject_id] = entry.decision == "disqualify"
        elif entry.decision in ("merge_entries", "separate_entry"):
            merged[entry.subject_id] = entry.decision == "merge_entries"
        elif entry.decision == "correct_unit":
            units[entry.subject_id] = body["to"]
        elif entry.decision == "decide_tie":
            ties.append(body["entries"])
    given = {(each.attempt_id, each.version_id): set(each.given["choices"]) for each in session.exec(select(Answer))}
    worth = defaultdict(int)
    for row in session.exec(select(PaperRow)):
        at = row.attempt_id, row.version_id
        if row.version_id not in dropped:
            worth[row.attempt_id] += row.version_id in for_all or bool(given[at] & right[row.version_id])
    best = {}
    for attempt in session.exec(select(Attempt)):
        is_out = out.get(("attempt", attempt.id)) or out.get(("entry", attempt.entry_id))
        if not is_out and not merged.get(attempt.entry_id):
            best[attempt.entry_id] = max(worth[attempt.id], best.get(attempt.entry_id, 0))
    equals = defaultdict(set)
    for id, points in best.items():
        equals[points].add(id)

    def key(id):
        decided = next((each for each in reversed(ties) if equals[best[id]] <= set(each)), None)
        return -best[id], decided.index(id) if decided and len(equals[best[id]]) > 1 else 0

    called = {unit.id: unit.name for unit in world.units.values()}
    own = {entry.id: entry.unit_id for entry in [*world.entries.values(), *session.exec(select(Entry))]}
    return {
        id: (1 + sum(key(other) < key(id) for other in best), best[id], called[units.get(id, own[id])]) for id in best
    }


def prizes_won(session, world):
    found = prizes_of(session, session.get_one(Contest, world.contest.id), "live", AFTER).prize_list
    won = defaultdict(list)
    for line in found.lines:
        for winner in line.winners:
            won[winner.name].append(line.grade)
    return won


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_decisions_in_any_order(crowd, seed):
    chance = random.Random(seed)
    for _ in range(14):
        if chance.random() < 0.4:
            merge_or_separate(crowd, chance)
        with database.transaction() as session:
            decide = drawn_decision(session, crowd, chance)
            if decide is None:
                continue
            before, won = board_of(session, crowd), prizes_won(session, crowd)
            foreseen = foresee(crowd.contest.id, decide, AFTER)
        take(crowd, decide, chance)
        with database.transaction() as session:
            after, wins = board_of(session, crowd), prizes_won(session, crowd)

        moved = {move.entry_id: move for leg in foreseen.legs for move in leg.moves}
        for id in {**before, **after}:
            (old, points, _), (new, then, _) = before.get(id, (None,) * 3), after.get(id, (None,) * 3)
            if (old, points) != (new, then):
                assert (moved[id].place_before, moved[id].place_after) == (old, new)
        assert {id for id in {**before, **after} if before.get(id, ())[:2] != after.get(id, ())[:2]} == set(moved)
        assert {one.name for one in foreseen.prizes} == {
            name for name in {**won, **wins} if won.get(name) != wins.get(name)
        }
        if chance.random() < 0.3:  # what somebody hands in between the two is counted by what is decided
            with database.transaction() as session:
                late = drawn_decision(session, crowd, chance)
            if late is not None:
                take_ahead(crowd, late, partial(hand_in, crowd, chance))
        with database.transaction(writing=False) as session:
            assert board_of(session, crowd) == from_scratch(session, crowd)
            assert is_listed_right(session, crowd.leg.id)

    with database.transaction() as session:
        contest, round = session.get_one(Contest, crowd.contest.id), session.get_one(Round, crowd.round.id)
        assert recount_leg(session, contest, round, session.get_one(Leg, crowd.leg.id)) == 0
        assert list(breaks(session)) == []
