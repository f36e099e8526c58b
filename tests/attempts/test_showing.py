"""A paper shown step by step: what waits and what is over is refused in words, and the server's clock decides."""

from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import checkup, database
from quiz.attempts.accommodating import accommodate
from quiz.attempts.answering import NotItsTurn, QuestionIsOver, answers_of, record_answer, set_flag
from quiz.attempts.attempt import Attempt, PaperRow
from quiz.attempts.decisions import Scope
from quiz.attempts.handing_in import close_overdue
from quiz.attempts.pausing import pause, resume
from quiz.attempts.reopening import NothingToReopen, reopen, take_in
from quiz.attempts.showing import ClockStands, StillTime, leave, on_show
from quiz.attempts.sitting import start_attempt, start_preview
from quiz.attempts.timekeeping import extend
from quiz.contests.accommodation import Accommodation
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider
from quiz.people.sign_in import Door, start_sign_in
from tests.conftest import NOON
from tests.world import allow, in_two_parts

SECOND = timedelta(seconds=1)


@pytest.fixture
def attempt(world):
    """Dương's, from noon: three questions of twenty seconds, a quarter of an hour, thirty seconds of grace."""
    allow(world, question_s=20)
    return sit(world)


def sit(world):
    with database.transaction() as session:
        entry = session.get_one(Entry, world.entries["duong"].id)
        round, leg = session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id)
        visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
        return start_attempt(session, session.get_one(Contest, world.contest.id), round, leg, entry, visit, NOON)


def shown(attempt):
    """The numbers on show."""
    with database.transaction(writing=False) as session:
        return [row.number for row in on_show(session, session.get_one(Attempt, attempt.id))]


def go_on(attempt, number, at, by_itself=False):
    with database.transaction() as session:
        mine = session.get_one(Attempt, attempt.id)
        round = session.get_one(Round, session.get_one(Leg, mine.leg_id).round_id)
        return leave(session, round, mine, number, at, by_itself=by_itself)


def give(attempt, number, at, tap=1):
    with database.transaction() as session:
        mine = session.get_one(Attempt, attempt.id)
        return record_answer(session, mine, number, {"choices": ["dung"]}, 1, tap, at)


def closes(attempt):
    """By number, in seconds from noon."""
    with database.transaction(writing=False) as session:
        rows = session.exec(select(PaperRow).where(PaperRow.attempt_id == attempt.id).order_by(PaperRow.number))
        return {row.number: (row.ends_at - NOON).total_seconds() for row in rows if row.ends_at}


def ends(attempt):
    with database.transaction(writing=False) as session:
        return (session.get_one(Attempt, attempt.id).ends_at - NOON).total_seconds()


def doctor_agrees():
    with database.transaction(writing=False) as session:
        return checkup._deadlines(session).level == checkup.Level.OK


def decider(world):
    return Decider(world.people["binh"].id, "chief_judge", NOON + 10 * SECOND)


def add_time(world, seconds):
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        leg = session.get_one(Leg, world.leg.id)
        return extend(session, contest, round, leg, Scope("all"), seconds, "Mất điện", decider(world))


def test_the_first_question_is_shown_at_the_start_and_the_others_wait(attempt):
    assert shown(attempt) == [1]
    assert closes(attempt) == {1: 20}
    assert ends(attempt) == 15 * 60
    assert doctor_agrees()


def test_a_question_that_waits_takes_no_answer_and_no_flag(attempt):
    with pytest.raises(NotItsTurn):
        give(attempt, 2, NOON)
    with database.transaction() as session, pytest.raises(NotItsTurn):
        set_flag(session, session.get_one(Attempt, attempt.id), 2, True, NOON)


def test_an_answer_after_its_time_is_kept_within_the_grace_and_counts_as_at_its_deadline(attempt):
    assert give(attempt, 1, NOON + 30 * SECOND).kept

    with database.transaction(writing=False) as session:
        answer = answers_of(session, attempt)[1]
    assert answer.late
    assert answer.changed_at == NOON + 20 * SECOND
    assert answer.received_at == NOON + 30 * SECOND


def test_an_answer_beyond_the_grace_of_its_question_is_refused_in_words(attempt):
    with pytest.raises(QuestionIsOver, match="Câu này đã hết giờ"):
        give(attempt, 1, NOON + 50 * SECOND)


def test_an_equal_tap_is_acknowledged_again_though_its_question_is_over(attempt):
    give(attempt, 1, NOON + SECOND)

    assert give(attempt, 1, NOON + 50 * SECOND).kept


def test_the_next_question_has_its_seconds_from_when_it_is_shown(attempt):
    """A phone without network loses no question: its clock begins when the server sends it."""
    go_on(attempt, 1, NOON + 75 * SECOND, by_itself=True)

    assert shown(attempt) == [2]
    assert closes(attempt) == {1: 20, 2: 95}
    assert doctor_agrees()


def test_going_on_closes_what_was_left_and_twice_is_once(attempt):
    assert go_on(attempt, 1, NOON + 5 * SECOND)
    assert go_on(attempt, 1, NOON + 6 * SECOND)

    assert shown(attempt) == [2]
    assert closes(attempt) == {1: 5, 2: 25}


def test_a_phone_whose_clock_runs_ahead_does_not_go_on_by_itself(attempt):
    with pytest.raises(StillTime):
        go_on(attempt, 1, NOON + 19 * SECOND, by_itself=True)
    assert go_on(attempt, 1, NOON + 20 * SECOND, by_itself=True)


def test_while_the_clock_stands_nobody_goes_on(attempt):
    with database.transaction() as session:
        mine = session.get_one(Attempt, attempt.id)
        mine.paused_at = NOON + 5 * SECOND
        session.add(mine)

    with pytest.raises(ClockStands):
        go_on(attempt, 1, NOON + 6 * SECOND)
    assert shown(attempt) == [1]


def test_the_last_question_ends_the_attempt(attempt):
    go_on(attempt, 1, NOON + 5 * SECOND)
    go_on(attempt, 2, NOON + 10 * SECOND)

    assert not go_on(attempt, 3, NOON + 15 * SECOND)
    assert ends(attempt) == 30
    assert doctor_agrees()
    with database.transaction() as session:
        assert close_overdue(session, NOON + 59 * SECOND) == 0
        assert close_overdue(session, NOON + 60 * SECOND) == 1


def test_time_added_moves_the_question_in_hand_and_the_attempt_by_exactly_that(world, attempt):
    add_time(world, 120)

    assert closes(attempt) == {1: 140}
    assert ends(attempt) == 15 * 60 + 120
    with pytest.raises(StillTime):
        go_on(attempt, 1, NOON + 139 * SECOND, by_itself=True)
    assert doctor_agrees()


def test_time_added_moves_the_last_question_and_with_it_the_end(world, attempt):
    go_on(attempt, 1, NOON + 2 * SECOND)
    go_on(attempt, 2, NOON + 4 * SECOND)

    assert add_time(world, 60) == 1
    assert closes(attempt) == {1: 2, 2: 4, 3: 84}
    assert ends(attempt) == 84


def test_nothing_is_shown_once_the_attempt_is_over(world):
    allow(world, question_s=20, minutes=1)
    attempt = sit(world)
    go_on(attempt, 1, NOON + 30 * SECOND)

    assert closes(attempt) == {1: 20, 2: 50}
    assert not go_on(attempt, 2, NOON + 60 * SECOND)
    with pytest.raises(NotItsTurn):
        give(attempt, 3, NOON + 61 * SECOND)


def test_a_standing_accommodation_stretches_each_question(world):
    allow(world, question_s=20)
    with database.transaction() as session:
        contest, entry = session.get_one(Contest, world.contest.id), session.get_one(Entry, world.entries["duong"].id)
        accommodate(session, contest, entry, Accommodation(percent=25), "Khiếm thị", decider(world))

    assert closes(sit(world)) == {1: 25}
    assert doctor_agrees()


def test_parts_in_turn_are_shown_whole_each_with_its_own_minutes(world):
    in_two_parts(world)
    allow(world, parts="in_turn")
    attempt = sit(world)

    assert shown(attempt) == [1, 2]
    assert closes(attempt) == {1: 120, 2: 120}
    with pytest.raises(NotItsTurn):
        give(attempt, 3, NOON + SECOND)

    go_on(attempt, 2, NOON + 60 * SECOND)

    assert shown(attempt) == [3]
    assert closes(attempt) == {1: 60, 2: 60, 3: 120}
    assert ends(attempt) == 120
    with pytest.raises(QuestionIsOver):
        give(attempt, 1, NOON + 90 * SECOND)
    assert doctor_agrees()


def test_whoever_tries_the_paper_out_goes_the_same_way(world):
    allow(world, question_s=20)
    with database.transaction() as session:
        lan = world.people["lan"]
        desk = start_sign_in(session, Door.DESK, lan.id, NOON)
        round, leg = session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id)
        attempt = start_preview(session, round, leg, lan.id, desk, NOON)

    assert go_on(attempt, 1, NOON + 20 * SECOND, by_itself=True)
    assert shown(attempt) == [2]
    assert closes(attempt) == {1: 20, 2: 40}


def test_a_round_of_one_time_for_all_shows_everything_at_once(world):
    attempt = sit(world)

    assert shown(attempt) == [1, 2, 3]
    assert closes(attempt) == {}
    assert go_on(attempt, 1, NOON)


def decide(world, what, *more, after=0.0, reach="all"):
    """A judge does that, so many seconds after noon."""
    by = Decider(world.people["binh"].id, "chief_judge", NOON + after * SECOND)
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        return what(session, contest, round, session.get_one(Leg, world.leg.id), Scope(reach), *more, "Mất điện", by)


def test_a_pause_of_seven_minutes_moves_the_question_and_the_paper_by_exactly_seven_minutes(world, attempt):
    decide(world, pause, after=5)
    with pytest.raises(ClockStands):
        go_on(attempt, 1, NOON + 6 * SECOND)

    decide(world, resume, after=5 + 420)

    assert closes(attempt) == {1: 20 + 420}
    assert ends(attempt) == 15 * 60 + 420
    assert doctor_agrees()
    with pytest.raises(StillTime):
        go_on(attempt, 1, NOON + 439 * SECOND, by_itself=True)
    assert go_on(attempt, 1, NOON + 440 * SECOND, by_itself=True)


def test_a_pause_moves_the_last_question_and_with_it_the_end(world, attempt):
    go_on(attempt, 1, NOON + 2 * SECOND)
    go_on(attempt, 2, NOON + 4 * SECOND)
    decide(world, pause, after=10)
    decide(world, resume, after=70)

    assert closes(attempt) == {1: 2, 2: 4, 3: 84}
    assert ends(attempt) == 84
    assert doctor_agrees()


def test_who_was_taken_in_and_goes_on_has_the_rest_of_the_question_in_hand(world, attempt):
    decide(world, take_in, after=8)
    assert closes(attempt) == {1: 8}
    assert ends(attempt) == 8
    with database.transaction() as session:
        assert close_overdue(session, NOON + 60 * SECOND) == 1

    decide(world, reopen, 30, after=100)

    assert closes(attempt) == {1: 100 + 12 + 30}
    assert shown(attempt) == [1]
    assert give(attempt, 1, NOON + 141 * SECOND).kept


def test_a_late_start_is_cut_at_the_close_and_so_is_its_last_question(world):
    """domain.md c1, 6."""
    with database.transaction() as session:
        session.get_one(Leg, world.leg.id).closes_at = NOON + 30 * SECOND
    allow(world, question_s=20)
    attempt = sit(world)
    go_on(attempt, 1, NOON + 20 * SECOND)

    assert ends(attempt) == 30
    assert closes(attempt) == {1: 20, 2: 30}


def test_time_runs_out_with_the_page_closed_and_what_was_saved_is_handed_in(attempt):
    """domain.md c1, 5: at the deadline of the paper, however many questions were not reached."""
    give(attempt, 1, NOON + SECOND)
    with database.transaction() as session:
        assert close_overdue(session, NOON + (15 * 60 + 30) * SECOND) == 1

    with database.transaction(writing=False) as session:
        stored = session.get_one(Attempt, attempt.id)
        assert stored.submitted_at == stored.ends_at == NOON + 15 * 60 * SECOND
        assert list(answers_of(session, stored)) == [1]


def test_a_phone_without_network_keeps_its_question_until_it_asks_for_the_next(attempt):
    """domain.md c1, 4: the clock of the paper runs on, the next question waits unseen."""
    assert shown(attempt) == [1]
    assert closes(attempt) == {1: 20}
    go_on(attempt, 1, NOON + 200 * SECOND, by_itself=True)

    assert closes(attempt) == {1: 20, 2: 220}
    assert ends(attempt) == 15 * 60


def test_starting_twice_goes_on_with_the_question_in_hand(world, attempt):
    """domain.md c1, 10."""
    go_on(attempt, 1, NOON + 5 * SECOND)

    assert sit(world).id == attempt.id
    assert shown(attempt) == [2]
    assert closes(attempt) == {1: 5, 2: 25}


def test_a_paper_whose_last_question_is_over_is_opened_again_only_with_time_for_it(world, attempt):
    for number in (1, 2):
        go_on(attempt, number, NOON + number * SECOND)
    ended = NOON + 22 * SECOND
    with database.transaction() as session:
        close_overdue(session, ended + 60 * SECOND)

    with pytest.raises(NothingToReopen):
        open_again(world, 0, ended + 61 * SECOND)
    assert ends(attempt) == 22
    open_again(world, 30, ended + 62 * SECOND)

    assert closes(attempt)[3] == ends(attempt) == 22 + 62 + 30
    doctor_agrees()


def open_again(world, seconds, at):
    with database.transaction() as session:
        round, leg = session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id)
        by = Decider(world.people["binh"].id, "chief_judge", at)
        return reopen(session, world.contest, round, leg, Scope("all"), seconds, "Nhầm.", by)
