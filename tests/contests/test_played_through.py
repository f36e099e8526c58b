"""Each of the eight contests that were held, played through by generated people, published, and reckoned again by hand.

Not in any of them, and so not here: points carried into a second round, judged parts, a prediction in per cent.
"""

import ast
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.contests.making import make_contest
from quiz.contests.real_shapes import REAL_SHAPES
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.ledger import Decider
from quiz.standings.finding_prizes import prizes_of, won_by_units
from quiz.standings.gathering_units import unit_tables_of
from quiz.standings.live import LiveBoard
from quiz.standings.publishing import publish, published_board
from quiz.standings.revision import OFFICIAL, latest
from quiz.standings.score import NO_PREDICTION
from quiz.standings.sending_on import proposed
from quiz.standings.summing_up import overall_of
from tests.contests import by_hand, generated
from tests.contests.by_hand.contest import ByHand

STARTS = datetime(2026, 8, 3, 1, tzinfo=UTC)  # all of it is over by noon of the world
ALL = 10_000


@dataclass(frozen=True)
class Played:
    session: Session
    contest: Contest
    round: Round
    legs: list[Leg]
    again: ByHand
    at: datetime


@pytest.fixture(params=list(REAL_SHAPES))
def played(request, session, world, noon):
    decider = Decider(world.people["lan"].id, "organiser", noon)
    contest = make_contest(session, request.param, "Thi", world.units["vinh-linh"], decider, starts_at=STARTS, weeks=3)
    generated.play(session, world, contest)
    [round] = rounds_of(session, contest.id)
    legs = legs_of(session, round.id)
    for leg in legs:
        publish(session, contest, round, leg, state=OFFICIAL, note="", by=decider, early="Thi xong")
    session.flush()

    def ask(statement, **values):
        return session.execute(text(statement), values).all()

    return Played(session, contest, round, legs, ByHand(ask, contest.id), noon)


def test_everything_is_as_plain_arithmetic_has_it(played):
    agrees_on_boards(played)
    agrees_on_the_overall_table(played)
    agrees_on_prizes(played)
    agrees_on_units(played)
    assert [each.entry_id for each in proposed(played.session, played.round).going] == played.again.going()


def agrees_on_boards(played):
    """Published and live; of all, and of each division apart."""
    for leg in played.legs:
        published = published_board(played.session, latest(played.session, leg))
        for board in (published, LiveBoard(played.session, played.round, leg)):
            assert lines_of(board) == reckoned_lines(played, leg)
            assert (board.figures().people, board.figures().attempts) == played.again.took_part(leg.id)
            assert actual_of(board) == (played.again.came_about[leg.id] if played.round.rules.prediction else None)
            for division in board.divisions():
                assert lines_of(board.in_division(division.id)) == reckoned_lines(played, leg, division.id)


def lines_of(board):
    return [
        (one.place, one.entry_id, one.points, one.right, one.elapsed_s, one.submitted_at, {
            key: told(value) if key == "prediction" else value for key, value in one.keys.items()
        })
        for one in board.lines(0, ALL).lines
    ]  # fmt: skip


def reckoned_lines(played, leg, division=None):
    return [
        (place, one.entry, one.kept, one.right, one.elapsed, one.submitted, further_keys(played.round.rules, one))
        for place, one in played.again.board(leg.id, division)
    ]


def further_keys(rules, one):
    values = {"prediction": one.distance, "started": one.started.isoformat(), "full_marks": one.whole}
    return {key: value for key, value in values.items() if key in rules.ranking}


def told(distance):
    """How often nothing was predicted, and how far the others were together."""
    return None if distance is None else divmod(distance, NO_PREDICTION)


def actual_of(board):
    return board.actual and {
        "people": board.actual.people, "attempts": board.actual.attempts, "all_right": board.actual.all_right,
    }  # fmt: skip


def agrees_on_the_overall_table(played):
    table = overall_of(played.session, played.contest, played.at)
    if table is None:
        assert played.contest.rules.overall is None
        return
    [group] = table.groups
    places, why = played.again.overall()
    assert [
        (one.place, one.entry_id, one.points, one.elapsed_s, one.full_marks, told(one.distance)) for one in group.ranked
    ] == [(place, one.entry, one.kept, one.elapsed, one.whole, one.distance) for place, one in places]
    assert {one.entry_id: one.why for one in group.unranked} == why


def agrees_on_prizes(played):
    found = prizes_of(played.session, played.contest, "published", played.at)
    assert found.waiting == []
    given = {(one.offer.index, one.offer.ranking.key): [each.id for each in one.winners] for one in found.awards}
    assert given == played.again.prizes() | played.again.prizes_of_units()


def agrees_on_units(played):
    found = prizes_of(played.session, played.contest, "published", played.at)
    tables = unit_tables_of(played.session, played.contest, played.at, won_by_units(found))
    assert [
        ([(row.place, (row.facts.unit_id, row.value, row.facts.people, row.facts.attempts)) for row in group.rows],
         {row.facts.unit_id: row.why for row in table.unranked})
        for table in tables for group in table.groups
    ] == played.again.units()  # fmt: skip


def test_the_hand_has_none_of_the_product_s_code():
    own = by_hand.__name__
    for path in Path(by_hand.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        named += [node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert [
            one for one in named if one.split(".")[0] not in sys.stdlib_module_names and not one.startswith(own)
        ] == []
