"""Points of the round before, brought along: in every score of the next, told apart, and recounted with it."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from quiz import database
from quiz.contests.articles.examples import of_carrying
from quiz.contests.contest import Contest
from quiz.contests.contest_rules import ContestRules
from quiz.contests.prizes import Prize
from quiz.contests.round import Leg, Part, Round
from quiz.contests.rules import RoundRules
from quiz.in_words import number
from quiz.ledger import Decider
from quiz.results.exporting import exported
from quiz.standings.board import internal_board_of, own_place
from quiz.standings.correcting import correct_key
from quiz.standings.counting import forget_unsubmitted, recount_leg
from quiz.standings.explaining import explain, formula_of
from quiz.standings.finding_prizes import prizes_of
from quiz.standings.key_in_force import Correction
from quiz.standings.listing import is_listed_right
from quiz.standings.points import POINT_SCALE, shown
from quiz.standings.publishing import publish, published_board
from quiz.standings.revision import latest
from quiz.standings.score import Score
from quiz.standings.sending_on import proposed
from quiz.standings.summing_up import overall_of
from quiz.standings.why_here import why_here
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, foresee_key, played, take_ahead
from tests.world import HOUR, go_by, sit_at_desk

LATER = NOON + 5 * HOUR
LAN = Decider(None, "organiser", NOON)


@pytest.fixture
def final(world):
    """The world as it plays in the final, into which points are carried."""
    with database.transaction() as session:
        return _next_round(session, world, 2, carry="points")


def _next_round(session, world, position, **rules):
    round = Round(contest_id=world.contest.id, position=position, name=f"Vòng {position}",
                  rules_json=RoundRules(**rules).model_dump(mode="json"))  # fmt: skip
    session.add(round)
    session.flush()
    leg = Leg(round_id=round.id, position=1, opens_at=NOON + HOUR, closes_at=NOON + 2 * HOUR)
    part = Part(round_id=round.id, position=1, name="Chung kết")
    session.add_all([leg, part])
    session.flush()
    session.refresh(round)
    return replace(world, round=round, leg=leg, part=part)


def both_play(session, world, final):
    """Dương: 3, then 1; Khánh: 1, then 2."""
    played(session, world, world.entries["duong"], RIGHT, RIGHT, RIGHT)
    played(session, world, world.entries["khanh"], WRONG, RIGHT)
    return (
        played(session, final, world.entries["duong"], RIGHT),
        played(session, final, world.entries["khanh"], RIGHT, RIGHT),
    )


def board_of(session, world):
    return internal_board_of(session, session.get_one(Round, world.round.id), world.leg).board


def lines(session, world):
    found = board_of(session, world).lines(0, 50).lines
    return [(line.place, line.name, line.points // POINT_SCALE, line.carried // POINT_SCALE) for line in found]


def test_who_came_on_is_ranked_with_the_points_of_the_round_before(session, world, final):
    both_play(session, world, final)
    assert lines(session, final) == [(1, "Trần Thị Thuỳ Dương", 4, 3), (2, "Phan Quốc Khánh", 3, 1)]
    assert board_of(session, final).maximum is None  # a paper with everything right is not all there is


def test_without_the_rule_nothing_is_brought_along(session, world):
    final = _next_round(session, world, 2)
    both_play(session, world, final)
    assert lines(session, final) == [(1, "Phan Quốc Khánh", 2, 0), (2, "Trần Thị Thuỳ Dương", 1, 0)]


def test_a_correction_before_is_counted_in_the_rounds_after(session, world, final):
    last = _next_round(session, world, 3, carry="points")
    both_play(session, world, final)
    played(session, last, world.entries["khanh"], RIGHT)
    first = world.versions[0]
    correct_key(session, session.get_one(Contest, world.contest.id), world.leg, first, what=Correction.GIVE_ALL,
                choices=[], reason="Đề in nhầm.", by=LAN)  # fmt: skip
    assert lines(session, final) == [(1, "Trần Thị Thuỳ Dương", 4, 3), (1, "Phan Quốc Khánh", 4, 2)]
    assert lines(session, last) == [(1, "Phan Quốc Khánh", 5, 4)]
    for each in (world, final, last):  # counted anew, it is what it was
        assert recount_leg(session, session.get_one(Contest, world.contest.id),
                           session.get_one(Round, each.round.id), each.leg) == 0  # fmt: skip


def test_what_is_brought_along_is_worked_out_before_and_written_with_the_decision(world, final):
    with database.transaction() as session:
        both_play(session, world, final)

    take_ahead(world, lambda work: correct_key(
        work, work.get_one(Contest, world.contest.id), world.leg, world.versions[0], what=Correction.GIVE_ALL,
        choices=[], reason="Đề in nhầm.", by=LAN,
    ))  # fmt: skip

    with database.transaction() as session:
        assert lines(session, final) == [(1, "Trần Thị Thuỳ Dương", 4, 3), (1, "Phan Quốc Khánh", 4, 2)]
        assert all(is_listed_right(session, each.leg.id) for each in (world, final))
        for each in (world, final):
            assert recount_leg(session, session.get_one(Contest, world.contest.id),
                               session.get_one(Round, each.round.id), each.leg) == 0  # fmt: skip


def test_the_preview_of_a_correction_knows_what_was_brought(session, world, final):
    both_play(session, world, final)
    [moves] = foresee_key(session, final, final.versions[1], Correction.GIVE_ALL, [], LAN.at).legs
    assert [
        (move.name, move.points_before // POINT_SCALE, move.points_after // POINT_SCALE) for move in moves.moves
    ] == [("Trần Thị Thuỳ Dương", 4, 5)]


def test_what_is_opened_again_before_is_brought_along_no_more(session, world, final):
    attempt = played(session, world, world.entries["duong"], RIGHT, RIGHT)
    played(session, final, world.entries["duong"], RIGHT)
    attempt.submitted_at = None
    session.flush()
    forget_unsubmitted(session, world.leg)
    assert lines(session, final) == [(1, "Trần Thị Thuỳ Dương", 1, 0)]


def test_a_leg_that_is_called_off_brings_nothing(world, final, browser):
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT)
        played(session, final, world.entries["duong"], RIGHT)
    sit_at_desk(browser, world.people["lan"])
    url = f"/organise/legs/{world.leg.public_id}"
    browser.post(f"{url}/cancellation", data={"cancellation_reason": "Mất điện."})
    with database.transaction() as session:
        assert lines(session, final) == [(1, "Trần Thị Thuỳ Dương", 1, 0)]
    browser.post(f"{url}/restoration", data={"restoration_reason": "Có điện lại."})
    with database.transaction() as session:
        assert lines(session, final) == [(1, "Trần Thị Thuỳ Dương", 3, 2)]


def test_several_legs_bring_their_sum_and_it_counts_once(session, world, final):
    """In the total of a round of two legs, and in the table over both rounds."""
    week = replace(world, leg=Leg(round_id=world.round.id, position=2, opens_at=NOON, closes_at=NOON + HOUR))
    again = replace(final, leg=Leg(round_id=final.round.id, position=2, opens_at=NOON, closes_at=NOON + HOUR))
    session.add_all([week.leg, again.leg])
    session.flush()
    both_play(session, world, final)
    duong = world.entries["duong"]
    played(session, week, duong, RIGHT)
    played(session, again, duong, RIGHT, RIGHT)
    assert {score.carried // POINT_SCALE for score in scores_of(session, final, duong)} == {4}
    round = session.get_one(Round, final.round.id)
    round.take_rules(RoundRules(carry="points", advance={"kind": "top_n", "count": 1}))
    session.flush()
    [best] = proposed(session, round).going
    assert (best.exact, best.carried) == (4 + 1 + 2, 4)


def scores_of(session, world, entry):
    legs = select(Leg.id).where(Leg.round_id == world.round.id)
    return session.exec(select(Score).where(Score.leg_id.in_(legs), Score.entry_id == entry.id)).all()


@pytest.mark.parametrize(("rounds", "points"), [([], (4, 0)), ([2], (4, 3))])
def test_the_overall_table_counts_what_was_carried_once(world, final, rounds, points):
    go_by(world, overall={"rounds": rounds, "keys": ["points"]})
    with database.transaction() as session:
        both_play(session, world, final)
        table = overall_of(session, session.get_one(Contest, world.contest.id), LATER)
        first = table.groups[0].ranked[0]
        assert (first.points // POINT_SCALE, first.carried // POINT_SCALE) == points


def test_what_is_published_keeps_what_was_carried(session, world, final):
    both_play(session, world, final)
    round = session.get_one(Round, final.round.id)
    publish(session, session.get_one(Contest, world.contest.id), round, final.leg, state="provisional", note="",
            by=Decider(None, "organiser", LATER))  # fmt: skip
    kept = published_board(session, latest(session, final.leg)).lines(0, 9).lines
    assert [line.carried // POINT_SCALE for line in kept] == [3, 1]
    assert "Điểm,Trong đó mang sang," in exported(session, latest(session, final.leg), "csv").decode()


def test_it_is_a_part_of_why(session, world, final):
    mine, _ = both_play(session, world, final)
    round = session.get_one(Round, final.round.id)
    why = explain(session, round, mine)
    assert (why.points // POINT_SCALE, why.carried // POINT_SCALE) == (4, 3)
    assert formula_of(why, round.rules) == "1 + 3 điểm vòng trước mang sang = 4"
    [told] = why_here(own_place(board_of(session, final), mine.entry_id), round.rules, None)
    assert told.endswith("hơn 1 điểm; trong đó điểm mang sang là 3 và 1.")


def test_the_regulations_example_is_what_is_carried(session, world, final):
    """ "các đợt vòng trước được 7,5 và 5 điểm, vòng này làm được 20 điểm: 7,5 + 5 + 20 = 32,5 điểm"."""
    [told] = of_carrying()
    before, now = re.search(r"được (.+?) điểm, .* được (.+?) điểm:", told).groups()
    week = replace(world, leg=Leg(round_id=world.round.id, position=2, opens_at=NOON, closes_at=NOON + HOUR))
    session.add(week.leg)
    session.flush()
    duong = world.entries["duong"]
    for each, points in zip((world, week, final), [*before.split(" và "), now], strict=True):
        round = session.get_one(Round, each.round.id)
        round.take_rules(round.rules.model_copy(update={"points_right": Decimal(points.replace(",", "."))}))
        session.flush()
        played(session, each, duong, RIGHT)
    [score] = scores_of(session, final, duong)
    assert told.endswith(f"= {number(shown(score.points))} điểm.")


def test_the_board_and_the_export_tell_it_apart(world, final, browser):
    with database.transaction() as session:
        both_play(session, world, final)
    sit_at_desk(browser, world.people["lan"])
    assert "gồm 3 mang sang" in browser.get(f"/organise/legs/{final.leg.public_id}/results").text
    book = load_workbook(BytesIO(browser.get(f"/organise/legs/{final.leg.public_id}/results.xlsx").content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    [heads] = [row for row in rows if "Trong đó mang sang" in row]
    assert [row[heads.index("Trong đó mang sang")] for row in rows[rows.index(heads) + 1 :][:2]] == [3, 1]


def test_prizes_of_a_round_of_two_legs_count_what_was_brought_once(session, world, final):
    both_play(session, world, final)
    second = Leg(round_id=final.round.id, position=2, opens_at=NOON + 2 * HOUR, closes_at=NOON + 3 * HOUR)
    session.add(second)
    session.flush()
    played(session, replace(final, leg=second), world.entries["duong"], RIGHT)
    contest = session.get_one(Contest, world.contest.id)
    contest.rules_json = ContestRules(prizes=(Prize(grade="first"),)).model_dump(mode="json")
    session.add(contest)

    [line] = prizes_of(session, contest, "live", LATER).prize_list.lines
    assert [(winner.name, winner.points) for winner in line.winners] == [("Trần Thị Thuỳ Dương", 5 * POINT_SCALE)]
