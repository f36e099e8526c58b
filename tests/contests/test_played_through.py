"""Each of the eight contests that were held, played through by generated people, published, and reckoned again by hand.

What none of them has is put into some of them, and played again: a minus, a prediction in per cent, weighed parts,
points for places, lots and a jury, points carried into a second round. Judged parts are not reckoned.
"""

import ast
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.contests.making import make_contest
from quiz.contests.real_shapes import REAL_SHAPES
from quiz.contests.round import Leg, Mixing, Part, Round, legs_of, parts_of, rounds_of
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.standings.counting import recount_leg
from quiz.standings.deciding_ties import decide_by_jury, draw_lots, ties_in
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
    contest, round = made(session, world, request.param, noon)
    generated.play(session, world, contest)
    return over(session, world, contest, round, noon)


def made(session, world, shape, at):
    decider = Decider(world.people["lan"].id, "organiser", at)
    contest = make_contest(session, shape, "Thi", world.units["vinh-linh"], decider, starts_at=STARTS, weeks=3)
    [round] = rounds_of(session, contest.id)
    return contest, round


def over(session, world, contest, round, at, by_people=None, carried=None):
    """Published, with what people decided on ties before."""
    decider = Decider(world.people["lan"].id, "organiser", at)
    legs = legs_of(session, round.id)
    for leg in legs:
        if by_people:
            recount_leg(session, contest, round, leg)
            by_people(leg, decider)
        publish(session, contest, round, leg, state=OFFICIAL, note="", by=decider, early="Thi xong")
    session.flush()

    def ask(statement, **values):
        return session.execute(text(statement), values).all()

    return Played(session, contest, round, legs, ByHand(ask, contest.id, round.position, carried), at)


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
    values = {"prediction": one.distance, "started": one.started.isoformat(), "full_marks": one.whole,
              "jury": one.decided[0], "lots": one.decided[1]}  # fmt: skip
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


def changed(session, contest, round, of_round, of_contest=None):
    round.take_rules(RoundRules.model_validate(round.rules.model_dump() | of_round))
    contest.rules_json = contest.rules.model_dump(mode="json") | (of_contest or {})
    session.add_all([round, contest])
    session.flush()


def test_a_minus_a_prediction_in_per_cent_and_points_for_places(session, world, noon):
    """Four legs whose people may not predict more than came about."""
    contest, round = made(session, world, "resolution", noon)
    overall = contest.rules.overall.model_dump(mode="json") | {"place_points": ["5", "2.5", "1"]}
    asked = {"prediction": "percent", "prediction_within": "not_exceeding", "minus_wrong": "0.25"}
    changed(session, contest, round, asked, {"overall": overall})
    generated.play(session, world, contest)
    played = over(session, world, contest, round, noon)

    boards = [(LiveBoard(session, round, leg), played.again.board(leg.id)) for leg in played.legs]
    for board, again in boards:
        assert [(one.place, one.entry_id, one.points) for one in board.lines(0, ALL).lines] == [
            (place, one.entry, one.kept) for place, one in again
        ]
    agrees_on_the_overall_table(played)
    agrees_on_prizes(played)
    agrees_on_units(played)


@pytest.mark.parametrize(("mixing", "weights"), [(Mixing.PERCENT, (60, 40)), (Mixing.COEFFICIENTS, (3, 1))])
def test_weighed_parts_ties_that_people_decide_and_points_below_nothing(session, world, noon, mixing, weights):
    contest, round = made(session, world, "leaders", noon)
    per_unit = {"kind": "best_per_unit", "per_unit": 2}
    asked = {"minus_wrong": "2", "below_zero": True, "ranking": ("score", "jury", "lots"), "advance": per_unit}
    changed(session, contest, round, asked)
    [first] = parts_of(session, round.id)
    second = Part(round_id=round.id, position=2, name="Tình huống")
    for part, weight in zip((first, second), weights, strict=True):
        part.coefficient, part.weight_percent = weight, weight
    round.mixing = mixing
    session.add_all([first, second, round])
    generated.play(session, world, contest)

    def by_people(leg, decider):
        """The jury decides every second group, lots the others."""
        for number, tie in enumerate(ties_in(session, round, leg)):
            named = [one.entry.public_id for one in tie.members]
            if number % 2 == 0 and tie.by == "jury":
                decide_by_jury(session, contest, round, leg, named[::-1], "Hội ý", decider)
        for tie in ties_in(session, round, leg):
            if tie.by == "lots" and not tie.decided:
                named = [one.entry.public_id for one in tie.members]
                draw_lots(session, contest, round, leg, named, f"Xổ số {len(named)}", "Bốc thăm", decider)

    played = over(session, world, contest, round, noon, by_people)
    [leg] = played.legs
    assert any(one.decided[0] for _, one in played.again.board(leg.id))
    assert any(one.decided[1] for _, one in played.again.board(leg.id))
    agrees_on_boards(played)
    assert [each.entry_id for each in proposed(session, round).going] == played.again.going()


def test_points_carried_into_a_second_round(session, world, noon):
    contest, round = made(session, world, "threshold", noon)
    generated.play(session, world, contest)
    before = over(session, world, contest, round, noon)
    final = Round(contest_id=contest.id, position=2, name="Chung kết")
    floor = {"kind": "threshold_points", "total_floor": "120"}
    final.take_rules(RoundRules(minutes=20, points_right=10, minus_wrong="1.5", carry="points", advance=floor))
    session.add(final)
    session.flush()
    opens = STARTS + timedelta(days=20)
    session.add(Part(round_id=final.id, position=1, name="Một phần"))
    session.add(Leg(round_id=final.id, position=1, opens_at=opens, closes_at=opens + timedelta(hours=9)))
    session.flush()
    generated.play_on(session, contest, final)

    carried = {one.entry: one.kept for one in before.again._sums()}
    played = over(session, world, contest, final, noon, carried=carried)
    assert any(carried.values())
    agrees_on_boards(played)
    assert [each.entry_id for each in proposed(session, final).going] == played.again.going()


def test_the_hand_has_none_of_the_product_s_code():
    own = by_hand.__name__
    for path in Path(by_hand.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        named += [node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert [
            one for one in named if one.split(".")[0] not in sys.stdlib_module_names and not one.startswith(own)
        ] == []
