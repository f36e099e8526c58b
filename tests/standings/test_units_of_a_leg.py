"""Rankings of units in one leg: counted from that leg alone, by head counts of its day, kept with what is published."""

from datetime import date
from fractions import Fraction

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.contests.unit_ranking import UnitRanking
from quiz.ledger import Decider
from quiz.people.head_count import keep_head_counts
from quiz.people.unit import Unit
from quiz.results.publication import publication_of
from quiz.routes.watch.boards import Watched, units_of
from quiz.standings.board import board_of
from quiz.standings.comparing import compare_leg
from quiz.standings.counting_units import unit_tables_of_leg
from quiz.standings.freezing import freeze
from quiz.standings.points import unscaled
from quiz.standings.publishing import has_changed_since, publish
from quiz.standings.revision import latest
from quiz.web import kept
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import HOUR

AFTER = NOON + 2 * HOUR
DAY = date(2026, 3, 1)
ONE = Fraction(1)


def ranked_by(session, world, *rankings, **rules):
    """The rules of the contest and of its round."""
    contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
    told = [UnitRanking(number=number, **one) for number, one in enumerate(rankings, 1)]
    contest.rules_json = contest.rules.model_copy(update={"unit_rankings": tuple(told)}).model_dump(mode="json")
    round.take_rules(RoundRules(**rules))
    session.flush()
    return contest


def heads(session, world, **numbers):
    told = [(session.get_one(Unit, world.units[code.replace("_", "-")].id), number, DAY)
            for code, number in numbers.items()]  # fmt: skip
    keep_head_counts(session, told)


def three_units_play(session, world):
    """Tân Trại: 2 right, 1 right and a guest with 3; Hiền Lương: 3 right, in two attempts; Cửa Tùng: nothing right."""
    played(session, world, world.entries["duong"], RIGHT, RIGHT, WRONG)
    played(session, world, enter(session, world, "Lê Văn Tám"), RIGHT)
    played(session, world, enter(session, world, "Khách Mời", hors_concours=True), RIGHT, RIGHT, RIGHT)
    played(session, world, world.entries["khanh"], RIGHT, RIGHT, RIGHT)
    played(session, world, world.entries["khanh"], RIGHT, ordinal=2, started_at=NOON)
    played(session, world, enter(session, world, "Ngô Văn Bảy", "cua-tung"), WRONG)
    compare_leg(session, session.get_one(Round, world.round.id), world.leg)


def tables(session, world, at=AFTER):
    contest, leg = session.get_one(Contest, world.contest.id), session.get_one(Leg, world.leg.id)
    return unit_tables_of_leg(session, contest, leg, contest.rules.unit_rankings, at)


def told(table):
    return [(row.place, row.facts.name.split()[-1], row.value) for group in table.groups for row in group.rows]


def test_each_measure_is_counted_from_the_leg_alone(session, world):
    ranked_by(session, world, {"measure": "people"}, {"measure": "ratio", "mean_of_legs": True},
              {"measure": "average_best_k", "k": 2})  # fmt: skip
    heads(session, world, tan_trai=6, hien_luong=2)
    three_units_play(session, world)

    people, ratio, best = tables(session, world)

    assert told(people) == [(1, "Trại", 3), (2, "Lương", 1), (2, "Tùng", 1)]
    assert [(row.facts.people, row.facts.attempts, row.facts.beside) for row in people.groups[0].rows] == [
        (3, 3, 1), (1, 2, 0), (1, 1, 0),
    ]  # fmt: skip
    assert told(ratio) == [(1, "Lương", ONE / 2), (1, "Trại", ONE / 2)]
    assert [(row.facts.name.split()[-1], row.why) for row in ratio.unranked] == [("Tùng", "no_heads")]
    assert told(best) == [(1, "Lương", ONE * 3 / 2), (1, "Trại", ONE * 3 / 2), (3, "Tùng", 0)]


def board_of_all(session, world):
    kept_round = session.get_one(Round, world.round.id)
    kept_round.take_rules(RoundRules(board="live"))
    found = board_of(session, world.contest, kept_round, session.get_one(Leg, world.leg.id), AFTER)
    return found.board.lines(0, 10).lines


def test_only_so_many_of_a_unit_as_the_mean_takes_are_read_and_they_are_its_best(session, world):
    ranked_by(session, world, {"measure": "average_best_k", "k": 3})
    for number in range(5):
        played(session, world, enter(session, world, f"Người {number}"), *[RIGHT] * (number % 3 + 1))

    [table] = tables(session, world)

    [row] = table.groups[0].rows
    best = [line.points for line in board_of_all(session, world)[:3]]
    assert list(row.facts.best) == best
    assert row.value == unscaled(sum(best)) / 3


def test_a_frozen_board_keeps_its_rankings_whoever_hands_in_and_whatever_is_counted_anew(session, world):
    contest = ranked_by(session, world, {"measure": "ratio"}, board="live")
    heads(session, world, tan_trai=4)
    played(session, world, world.entries["duong"], RIGHT)
    leg, round = session.get_one(Leg, world.leg.id), session.get_one(Round, world.round.id)
    watched, by = Watched(contest, round, leg, None), Decider(world.people["minh"].id, "judge", NOON)
    freeze(session, contest, round, leg, reason="Giữ kín", by=by)
    before = units_of(session, watched, 1)
    assert "25 %" in before

    played(session, world, enter(session, world, "Lê Văn Tám"), RIGHT)
    heads(session, world, tan_trai=1, hien_luong=9)
    kept.forget_everything()

    assert units_of(session, watched, 1) == before


def test_what_is_published_keeps_them_and_is_out_of_date_once_a_head_count_moved_a_unit(session, world):
    contest = ranked_by(session, world, {"measure": "ratio"}, {"measure": "people"}, {"measure": "prizes"})
    heads(session, world, tan_trai=6)
    three_units_play(session, world)
    leg, round = session.get_one(Leg, world.leg.id), session.get_one(Round, world.round.id)
    by = Decider(world.people["binh"].id, "chief_judge", AFTER)
    snapshot = publish(session, contest, round, leg, state="provisional", note="", by=by)
    found = board_of(session, contest, round, leg, AFTER)
    assert [table.rules.measure for table in found.board.unit_tables(AFTER)] == ["ratio", "people"]
    assert not has_changed_since(session, round, leg, latest(session, leg))

    files = publication_of(snapshot)
    ratio = next(table for table in files.tables if "tỷ lệ" in table.title)
    assert [column.title for column in ratio.columns][-3:] == ["Đoàn viên", "Số liệu ngày", "Tỷ lệ dự thi"]
    assert ratio.rows[0] == (1, "Chi đoàn thôn Tân Trại", "", 3, 3, 6, "01/03/2026", "50 %")
    assert [row[:3] for row in ratio.rows[1:]] == [
        (None, "Chi đoàn thôn Hiền Lương", "chưa có số đoàn viên tính đến ngày 26/11/2026"),
        (None, "Đoàn xã Cửa Tùng", "chưa có số đoàn viên tính đến ngày 26/11/2026"),
    ]
    assert any("xếp theo tỷ lệ" in note for note in files.footnotes)

    heads(session, world, hien_luong=2)
    assert has_changed_since(session, round, leg, latest(session, leg))
    assert found.board.unit_tables(AFTER)[0].unranked[0].why == "no_heads"


def test_what_was_published_before_legs_had_rankings_is_shown_as_it_was(session, world):
    contest = ranked_by(session, world, {"measure": "people"})
    three_units_play(session, world)
    leg, round = session.get_one(Leg, world.leg.id), session.get_one(Round, world.round.id)
    by = Decider(world.people["binh"].id, "chief_judge", AFTER)
    snapshot = publish(session, contest, round, leg, state="provisional", note="", by=by)
    snapshot.content = {name: value for name, value in snapshot.content.items() if name != "unit_rankings"}
    session.flush()

    assert not has_changed_since(session, round, leg, latest(session, leg))
    assert "Điểm trung bình" in units_of(session, Watched(contest, round, leg, None), 1)
    assert [table.title for table in publication_of(snapshot).tables] == [
        "Xếp hạng", "Thi ngoài giải, không xếp hạng", "Đơn vị",
    ]  # fmt: skip
    assert clock.now() == NOON
