"""What a decision would change is said before it is taken, and is what taking it gives."""

from functools import partial

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.contests.advance import Advance
from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.contests.unit_ranking import UnitRanking
from quiz.ledger import Decider, LedgerEntry
from quiz.people.person import Person
from quiz.people.unit import Unit
from quiz.refusals import Invalid
from quiz.standings.basis import Overtaken, insist_still_so
from quiz.standings.board import internal_board_of
from quiz.standings.comparing import actual_of, compare_leg
from quiz.standings.disqualifying import (
    DecidedAlready,
    NotOverYet,
    correct_unit,
    disqualify_attempt,
    disqualify_entry,
    requalify_attempt,
    requalify_entry,
    why_disqualified,
)
from quiz.standings.foreseeing import foresee
from quiz.standings.key_in_force import Correction
from quiz.standings.live import LiveBoard
from quiz.standings.predicting import Actual
from quiz.standings.score import Score
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, foresee_key, play, played
from tests.world import HOUR, allow, go_by

AFTER = NOON + 2 * HOUR


@pytest.fixture
def by(world):
    return Decider(world.people["binh"].id, "chief_judge", AFTER)


@pytest.fixture
def leg(world):
    """Khánh comes first, and Dương is better in the second of two attempts."""
    allow(world, attempts=2, counted="best")
    with database.transaction() as session:
        played(session, world, world.entries["khanh"], RIGHT, RIGHT)
        played(session, world, world.entries["duong"], RIGHT, WRONG)
        played(session, world, world.entries["duong"], RIGHT, RIGHT, RIGHT, ordinal=2)
    return world.leg


def board(world):
    with database.transaction(writing=False) as session:
        shown = internal_board_of(session, session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id))
        return [(line.place, line.name.split()[-1], line.points) for line in shown.board.lines(0, 9).lines]


def attempt_of(session, world, who, ordinal=1):
    mine = select(Attempt).where(Attempt.entry_id == world.entries[who].id, Attempt.ordinal == ordinal)
    return session.exec(mine).one()


def disqualify(session, world, by, who="duong", ordinal=2, reason="Nhờ người làm hộ"):
    disqualify_attempt(session, attempt_of(session, world, who, ordinal), reason, by)


def moves(foreseen):
    return [(move.name.split()[-1], move.place_before, move.place_after) for leg in foreseen.legs for move in leg.moves]


def everything(session):
    return [
        sorted(str(row.model_dump()) for row in session.exec(select(table)).all())
        for table in (Score, Attempt, Entry, LedgerEntry)
    ]


def test_the_next_best_attempt_counts_instead_of_a_disqualified_one(world, leg, by):
    assert board(world) == [(1, "Dương", 30000), (2, "Khánh", 20000)]

    with database.transaction() as session:
        disqualify(session, world, by)

    assert board(world) == [(1, "Khánh", 20000), (2, "Dương", 10000)]


def test_a_preview_says_who_moves_and_writes_nothing(world, leg, by):
    with database.transaction(writing=False) as session:
        before = everything(session)

    foreseen = foresee(world.contest.id, partial(disqualify, world=world, by=by), AFTER)

    assert moves(foreseen) == [("Khánh", 2, 1), ("Dương", 1, 2)]
    with database.transaction(writing=False) as session:
        assert everything(session) == before


def test_a_preview_says_who_wins_which_prize_then(world, leg, by):
    go_by(world, prizes=[{"grade": "first"}, {"grade": "second"}])

    foreseen = foresee(world.contest.id, partial(disqualify, world=world, by=by), AFTER)

    assert {one.name.split()[-1]: (one.before[0].split(" · ")[0], one.after[0].split(" · ")[0])
            for one in foreseen.prizes} == {
        "Dương": ("Giải Nhất", "Giải Nhì"), "Khánh": ("Giải Nhì", "Giải Nhất"),
    }  # fmt: skip


def test_a_preview_says_who_crosses_the_cut_of_which_division(world, leg, by):
    allow(world, attempts=2, counted="best", advance=Advance(kind="top_n", count=1, per_division=True))
    with database.transaction() as session:
        other = Division(contest_id=world.contest.id, name="Khối trường học", position=2)
        session.add(other)
        session.flush()
        for name, seconds in (("Hà", 1), ("Tú", 2)):
            entry = enter(session, world, name)
            entry.division_id = other.id or 0
            played(session, world, entry, RIGHT, RIGHT, RIGHT, seconds=seconds)

    foreseen = foresee(world.contest.id, partial(disqualify, world=world, by=by), AFTER)

    assert [(one.name.split()[-1], one.before, one.after) for one in foreseen.crossed] == [
        ("Khánh", "out", "on"), ("Dương", "on", "out"),
    ]  # fmt: skip
    assert {one.division for one in foreseen.crossed} == {foreseen.legs[0].title.rpartition(" · ")[2]} != {""}
    assert moves(foreseen) == [("Khánh", 2, 1), ("Dương", 1, 2)]


def test_a_preview_says_who_waits_for_an_extra_question_at_the_cut(world, by):
    allow(world, ranking=("score",), advance=Advance(kind="top_n", count=1, ties="extra_question"))
    with database.transaction() as session:
        played(session, world, world.entries["khanh"], RIGHT, WRONG)
        played(session, world, world.entries["duong"], RIGHT, RIGHT)
    key = world.versions[1]

    with database.transaction(writing=False) as session:
        foreseen = foresee_key(session, world, key, Correction.DROP, [], AFTER)

    assert {(one.name.split()[-1], one.before, one.after) for one in foreseen.crossed} == {
        ("Khánh", "out", "waits"), ("Dương", "on", "waits"),
    }  # fmt: skip


def test_a_preview_can_write_nothing_real(world, leg):
    """Even a decision that wrote elsewhere."""

    def rename(session: Session) -> None:
        session.get_one(Person, world.people["duong"].id).name = "Ai đó"
        session.flush()

    with pytest.raises(DBAPIError):
        foresee(world.contest.id, rename, AFTER)


def test_a_preview_waits_for_nobody(world, leg, by):
    """Somebody else is in the middle of deciding."""
    with database.transaction() as session:
        disqualify(session, world, by, "khanh", 1)
        session.flush()

        foreseen = foresee(world.contest.id, partial(disqualify, world=world, by=by), AFTER)

    assert moves(foreseen) == [("Khánh", 2, 1), ("Dương", 1, 2)]


def test_what_was_seen_before_another_decision_is_not_applied(world, leg, by):
    seen = foresee(world.contest.id, partial(disqualify, world=world, by=by), AFTER)
    with database.transaction() as session:
        contest = session.get_one(Contest, world.contest.id)
        insist_still_so(session, contest, seen.basis)
        disqualify(session, world, by)
        with pytest.raises(Overtaken):
            insist_still_so(session, contest, seen.basis)


def test_a_disqualified_attempt_comes_back_as_it_was(world, leg, by):
    with database.transaction(writing=False) as session:
        before = [str(score.model_dump(exclude={"counted_at"})) for score in session.exec(select(Score))]
    with database.transaction() as session:
        disqualify(session, world, by)
        attempt = attempt_of(session, world, "duong", 2)
        assert session.get(Score, attempt.id) is None
        assert why_disqualified(session, world.contest.id, attempt, world.entries["duong"]) == "Nhờ người làm hộ"
        with pytest.raises(DecidedAlready):
            disqualify(session, world, by)

        requalify_attempt(session, attempt, "Đã xác minh", by)

        assert why_disqualified(session, world.contest.id, attempt, world.entries["duong"]) is None
        after = [str(score.model_dump(exclude={"counted_at"})) for score in session.exec(select(Score))]
    assert sorted(after) == sorted(before)


def test_figures_and_units_leave_out_what_is_disqualified(world, leg, by):
    def told(session):
        board = LiveBoard(session, session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id))
        figures = board.figures()
        return figures.people, figures.attempts, {line.name: line.attempts for line in board.units()}

    with database.transaction() as session:
        assert told(session) == (2, 3, {"Chi đoàn thôn Tân Trại": 2, "Chi đoàn thôn Hiền Lương": 1})
        disqualify(session, world, by)
        assert told(session) == (2, 2, {"Chi đoàn thôn Tân Trại": 1, "Chi đoàn thôn Hiền Lương": 1})
        disqualify_entry(session, session.get_one(Entry, world.entries["khanh"].id), "Khai sai tuổi", by)
        assert told(session) == (1, 1, {"Chi đoàn thôn Tân Trại": 1})


def test_somebody_who_still_works_cannot_be_disqualified(session, world, by):
    attempt = play(session, world, world.entries["duong"], RIGHT, submitted_after=None)
    with pytest.raises(NotOverYet):
        disqualify_attempt(session, attempt, "Dùng tài liệu", by)
    with pytest.raises(Invalid):
        disqualify_entry(session, session.get_one(Entry, world.entries["duong"].id), "  ", by)


def test_an_entry_comes_back_as_what_it_was(session, world, by):
    played(session, world, world.entries["duong"], RIGHT)
    entry = session.get_one(Entry, world.entries["duong"].id)
    for was in ("active", "withdrawn"):
        entry.state = type(entry.state)(was)
        disqualify_entry(session, entry, "Khai sai tuổi", by)
        assert entry.state == "disqualified"
        requalify_entry(session, entry, "Đã xác minh", by)
        assert entry.state == was


def test_predictions_are_counted_without_a_disqualified_attempt(session, world, by):
    allow_here = {"prediction": "attempts", "attempts": 2, "ranking": ("score", "prediction")}
    session.commit()
    allow(world, **allow_here)
    round = session.get_one(Round, world.round.id)
    session.refresh(round)
    for ordinal in (1, 2):
        played(session, world, world.entries["duong"], RIGHT, RIGHT, ordinal=ordinal)
    played(session, world, world.entries["khanh"], RIGHT)
    compare_leg(session, round, world.leg)
    assert actual_of(session, world.leg) == Actual(all_right=0, people=2, attempts=3)

    disqualify(session, world, by)

    assert actual_of(session, world.leg) == Actual(all_right=0, people=2, attempts=2)


def test_rankings_of_units_are_told_apart_with_what_they_compare(world, leg, by):
    rankings = (UnitRanking(number=1, measure="people"), UnitRanking(number=2, measure="average_best_k", k=1))
    with database.transaction() as session:
        contest = session.get_one(Contest, world.contest.id)
        contest.rules_json = contest.rules.model_copy(update={"unit_rankings": rankings}).model_dump(mode="json")

    with database.transaction(writing=False) as session:
        foreseen = foresee_key(session, world, world.versions[2], Correction.DROP, [], AFTER)

    told = {(one.name, one.before.place, one.after.place, one.worth) for one in foreseen.units}
    assert told == {("Chi đoàn thôn Tân Trại", 1, 1, ("3", "2")), ("Chi đoàn thôn Hiền Lương", 2, 1, ("2", "2"))}
    assert {(one.ranking, one.column) for one in foreseen.units} == {
        ("Tập thể có điểm trung bình cao", "Điểm trung bình"),
    }  # fmt: skip


def test_a_corrected_unit_takes_points_along_and_goes_back_under_its_old_name(world, leg, by):
    def move(session, to="hien-luong"):
        entry = session.get_one(Entry, world.entries["duong"].id)
        correct_unit(session, entry, session.get_one(Unit, world.units[to].id), "Danh sách ghi nhầm", by)

    foreseen = foresee(world.contest.id, move, AFTER)

    [told] = foreseen.legs
    assert told.moves == []
    assert {one.name: (one.before and one.before.people, one.after and one.after.people) for one in told.units} == {
        "Chi đoàn thôn Tân Trại": (1, None), "Chi đoàn thôn Hiền Lương": (1, 2),
    }  # fmt: skip
    with database.transaction() as session:
        move(session)
        session.get_one(Unit, world.units["tan-trai"].id).name = "Chi đoàn Tân Trại mới"
        move(session, "tan-trai")
        assert session.get_one(Entry, world.entries["duong"].id).unit_name == "Chi đoàn thôn Tân Trại"
        with pytest.raises(Invalid):
            move(session, "tan-trai")
