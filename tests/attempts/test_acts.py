"""While a round runs a judge pauses, resumes, takes in, reopens, moves the close: whom it concerns, and nobody else."""

import random
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from quiz import checkup, database
from quiz.attempts import pausing, reopening, timekeeping
from quiz.attempts.accommodating import accommodate
from quiz.attempts.answering import record_answer
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.attempts.decisions import REOPEN, Scope, course_of, decisions_about
from quiz.attempts.handing_in import close_overdue, is_over, submit_attempt
from quiz.attempts.showing import on_show
from quiz.attempts.sitting import Closed, Paused, start_attempt
from quiz.contests.accommodation import Accommodation
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider, LedgerEntry, breaks, decisions_on
from quiz.people.sign_in import Door, start_sign_in
from quiz.refusals import Invalid, Refusal
from tests.conftest import NOON
from tests.world import World, build_world

MINUTE = timedelta(minutes=1)
ALL = Scope("all")
ROOM_1, ROOM_2 = Scope("room", "Phòng 1"), Scope("room", "Phòng 2")


@pytest.fixture
def hall(site: object) -> World:
    """Dương sits in room 1, Khánh in room 2; the round closes at 13:00."""
    world = build_world(NOON)
    with database.transaction() as session:
        khanh = session.get_one(Entry, world.entries["khanh"].id)
        khanh.room = "Phòng 2"
        session.add(khanh)
    return world


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def by(world: World, minutes: float) -> Decider:
    return Decider(world.people["minh"].id, "judge", at(minutes))


def running(session: Session, world: World) -> tuple[Contest, Round, Leg]:
    return (
        session.get_one(Contest, world.contest.id),
        session.get_one(Round, world.round.id),
        session.get_one(Leg, world.leg.id),
    )


def start(session: Session, world: World, name: str, minutes: float = 0) -> Attempt:
    entry = session.get_one(Entry, world.entries[name].id)
    visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
    return start_attempt(session, *running(session, world), entry, visit, at(minutes))


def decide(session: Session, world: World, act, *what, minutes: float, reason: str = "Mất điện", **more) -> int:
    return act(session, *running(session, world), *what, reason, by(world, minutes), **more)


def tap(session: Session, attempt: Attempt, minutes: float, choice: str = "dung", number: int = 1):
    return record_answer(session, attempt, number, {"choices": [choice]}, 1, None, at(minutes))


def test_a_room_is_paused_for_seven_minutes_and_the_other_room_goes_on(hall: World) -> None:
    with database.transaction() as session:
        inside, outside = start(session, hall, "duong"), start(session, hall, "khanh")
        assert decide(session, hall, pausing.pause, ROOM_1, minutes=3) == 1
        assert (inside.paused_at, inside.ends_at) == (at(3), at(15))
        assert (outside.paused_at, outside.ends_at) == (None, at(15))

        assert decide(session, hall, pausing.resume, ROOM_1, minutes=10) == 1
        assert (inside.paused_at, inside.ends_at) == (None, at(22))
        assert outside.ends_at == at(15)
        contest, _, leg = running(session, hall)
        assert [one.decision for one in decisions_about(session, contest, leg)] == ["pause", "resume"]
        assert list(breaks(session)) == []


def test_the_hall_and_a_room_paused_at_once_count_once_and_the_room_waits_for_both(hall: World) -> None:
    with database.transaction() as session:
        inside, outside = start(session, hall, "duong"), start(session, hall, "khanh")
        decide(session, hall, pausing.pause, ALL, minutes=2)
        decide(session, hall, pausing.pause, ROOM_1, minutes=4)
        contest, _, leg = running(session, hall)
        first, second = pausing.standing_pauses(session, contest, leg)

        assert decide(session, hall, pausing.resume, ALL, minutes=6, seqs=[first.seq]) == 1
        assert (outside.paused_at, outside.ends_at) == (None, at(19))
        assert inside.paused_at == at(2)
        assert [one.seq for one in pausing.standing_pauses(session, contest, leg)] == [second.seq]

        decide(session, hall, pausing.resume, ROOM_1, minutes=9, seqs=[second.seq])
        assert inside.ends_at == at(15 + 7)
        assert pausing.standing_pauses(session, contest, leg) == []


def test_resuming_for_all_ends_every_pause(hall: World) -> None:
    with database.transaction() as session:
        attempts = [start(session, hall, name) for name in ("duong", "khanh")]
        decide(session, hall, pausing.pause, ALL, minutes=2)
        decide(session, hall, pausing.pause, ROOM_2, minutes=3)

        assert decide(session, hall, pausing.resume, ALL, minutes=5) == 2
        assert [attempt.ends_at for attempt in attempts] == [at(18), at(18)]


def test_one_room_goes_on_before_the_hall_does(hall: World) -> None:
    with database.transaction() as session:
        inside, outside = start(session, hall, "duong"), start(session, hall, "khanh")
        decide(session, hall, pausing.pause, ALL, minutes=2)
        assert decide(session, hall, pausing.resume, ROOM_1, minutes=4) == 1

        assert (inside.paused_at, inside.ends_at) == (None, at(17))
        assert outside.paused_at == at(2)


def test_the_hall_can_be_paused_again_after_its_rooms_went_on_one_by_one(hall: World) -> None:
    with database.transaction() as session:
        inside, outside = start(session, hall, "duong"), start(session, hall, "khanh")
        decide(session, hall, pausing.pause, ALL, minutes=2)
        for room in (ROOM_1, ROOM_2):
            decide(session, hall, pausing.resume, room, minutes=4)

        assert decide(session, hall, pausing.pause, ALL, minutes=6) == 2
        with pytest.raises(pausing.AlreadyPaused):
            decide(session, hall, pausing.pause, ALL, minutes=7)
        decide(session, hall, pausing.resume, ALL, minutes=9)
        assert (inside.ends_at, outside.ends_at) == (at(20), at(20))


def test_nobody_starts_while_paused_and_then_has_the_whole_time(hall: World) -> None:
    with database.transaction() as session:
        start(session, hall, "khanh")
        decide(session, hall, pausing.pause, ROOM_1, minutes=1)
        with pytest.raises(Paused):
            start(session, hall, "duong", 2)

        decide(session, hall, pausing.resume, ROOM_1, minutes=8)
        assert start(session, hall, "duong", 9).ends_at == at(24)


def test_a_pause_over_the_close_of_the_round_keeps_it_open_for_them(hall: World) -> None:
    with database.transaction() as session:
        cut = start(session, hall, "duong", 50)
        decide(session, hall, pausing.pause, ROOM_1, minutes=55)
        assert close_overdue(session, at(70)) == 0

        decide(session, hall, pausing.resume, ROOM_1, minutes=75)
        assert cut.ends_at == at(60 + 20)


def test_a_tap_on_its_way_when_the_pause_began_is_kept_and_counts_as_at_its_beginning(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        decide(session, hall, pausing.pause, ALL, minutes=3)
        outcome = tap(session, attempt, 30)

        assert outcome.kept
        assert not outcome.answer.late
        assert outcome.answer.changed_at == at(3)
        decide(session, hall, pausing.resume, ALL, minutes=33)
        assert attempt.ends_at == at(45)
        assert attempt.elapsed_s == 180


def test_the_pause_is_no_time_used(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        decide(session, hall, pausing.pause, ALL, minutes=3)
        decide(session, hall, pausing.resume, ALL, minutes=10)
        tap(session, attempt, 12)

        assert attempt.elapsed_s == 5 * 60


def test_handing_in_while_paused_counts_as_at_the_beginning_of_the_pause(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        decide(session, hall, pausing.pause, ALL, minutes=3)
        submit_attempt(session, attempt, SubmittedBy.CONTESTANT, at(8))
        decide(session, hall, pausing.resume, ALL, minutes=10)

        assert (attempt.submitted_at, attempt.submitted_by) == (at(3), SubmittedBy.CONTESTANT)


def test_time_added_during_a_pause_comes_on_top(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        decide(session, hall, pausing.pause, ALL, minutes=3)
        decide(session, hall, timekeeping.extend, ROOM_1, 120, minutes=5)
        decide(session, hall, pausing.resume, ALL, minutes=10)

        assert attempt.ends_at == at(15 + 7 + 2)


def test_a_room_is_taken_in_while_others_go_on_and_what_was_on_its_way_is_kept(hall: World) -> None:
    with database.transaction() as session:
        inside, outside = start(session, hall, "duong"), start(session, hall, "khanh")
        assert decide(session, hall, reopening.take_in, ROOM_1, minutes=5) == 1

        assert tap(session, inside, 5.2).answer.late
        assert close_overdue(session, at(6)) == 1
        assert (inside.submitted_at, inside.submitted_by) == (at(5), SubmittedBy.JUDGE)
        with pytest.raises(Refusal):
            tap(session, inside, 7, "sai1")
        assert (outside.submitted_at, outside.ends_at) == (None, at(15))
        assert tap(session, outside, 7).kept


def test_who_is_taken_in_during_a_pause_ends_there(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        decide(session, hall, pausing.pause, ALL, minutes=3)
        decide(session, hall, reopening.take_in, ALL, minutes=5)

        assert (attempt.paused_at, attempt.ends_at) == (None, at(5))
        assert close_overdue(session, at(6)) == 1


def test_what_was_handed_in_by_mistake_goes_on_with_the_time_it_had(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        tap(session, attempt, 4)
        submit_attempt(session, attempt, SubmittedBy.CONTESTANT, at(5))
        code = attempt.receipt_code
        one = Scope("entry", hall.entries["duong"].id)
        assert decide(session, hall, reopening.reopen, one, 0, minutes=8) == 1

        assert (attempt.submitted_at, attempt.submitted_by, attempt.ends_at) == (None, None, at(8 + 10))
        assert tap(session, attempt, 9, "sai1").kept
        assert attempt.elapsed_s == 6 * 60
        assert submit_attempt(session, attempt, SubmittedBy.CONTESTANT, at(10)).receipt_code == code


def test_what_timed_out_needs_time_to_go_on(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        close_overdue(session, at(20))
        assert attempt.submitted_by == SubmittedBy.TIMEOUT
        with pytest.raises(reopening.NothingToReopen):
            decide(session, hall, reopening.reopen, ROOM_1, 0, minutes=25)

        assert decide(session, hall, reopening.reopen, ROOM_1, 300, minutes=25) == 1
        assert attempt.ends_at == at(30)


def test_an_abandoned_attempt_is_given_back_by_a_decision_that_says_why(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        close_overdue(session, at(20))
        decide(session, hall, reopening.reopen, ROOM_1, 300, minutes=25)

        assert not is_over(session, attempt, at(29))
        [kept] = [one for one in session.exec(select(LedgerEntry)) if one.decision == REOPEN]
        assert kept.reason
        assert kept.body["attempts"] == {str(attempt.id): at(15).isoformat()}


def test_of_a_whole_room_what_people_handed_in_themselves_stays_unless_it_is_meant(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        submit_attempt(session, attempt, SubmittedBy.CONTESTANT, at(5))
        with pytest.raises(reopening.NothingToReopen):
            decide(session, hall, reopening.reopen, ROOM_1, 0, minutes=6)

        assert decide(session, hall, reopening.reopen, ROOM_1, 0, minutes=6, own_too=True) == 1


def test_a_round_closed_by_mistake_is_opened_again_and_costs_nobody_a_second(hall: World) -> None:
    with database.transaction() as session:
        swift, slow = start(session, hall, "duong"), start(session, hall, "khanh", 2)
        assert decide(session, hall, timekeeping.close_leg, minutes=5) == 2
        submit_attempt(session, swift, SubmittedBy.CONTESTANT, at(5.1))
        assert swift.submitted_by == SubmittedBy.JUDGE

        assert decide(session, hall, reopening.reopen_leg, minutes=7) == 2
        assert (swift.ends_at, slow.ends_at) == (at(17), at(19))
        assert running(session, hall)[2].closed_at is None


def test_the_close_is_moved_for_one_room(hall: World) -> None:
    with database.transaction() as session:
        inside, outside = start(session, hall, "duong", 50), start(session, hall, "khanh", 50)
        assert decide(session, hall, timekeeping.move_close, ROOM_1, at(62), minutes=51) == 1
        assert (inside.ends_at, outside.ends_at) == (at(62), at(60))
        with pytest.raises(Invalid):
            decide(session, hall, timekeeping.move_close, ALL, at(50), minutes=51)


def test_added_time_is_taken_back_only_while_nobody_works_in_it(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        decide(session, hall, timekeeping.extend, ALL, 300, minutes=3)
        seq = decisions_on(session, hall.contest.id or 0)[-1].seq

        assert decide(session, hall, timekeeping.take_back, seq, minutes=4) == 1
        assert attempt.ends_at == at(15)
        with pytest.raises(timekeeping.NothingToTakeBack):
            decide(session, hall, timekeeping.take_back, seq, minutes=5)

        decide(session, hall, timekeeping.extend, ALL, 300, minutes=6)
        later = decisions_on(session, hall.contest.id or 0)[-1].seq
        with pytest.raises(timekeeping.InUse):
            decide(session, hall, timekeeping.take_back, later, minutes=16)


@pytest.mark.parametrize("act", [pausing.pause, reopening.take_in], ids=["pause", "take_in"])
def test_nothing_is_decided_without_a_reason(hall: World, act) -> None:
    with database.transaction() as session:
        start(session, hall, "duong")
        with pytest.raises(Invalid):
            decide(session, hall, act, ALL, minutes=1, reason=" ")


def test_who_moves_to_another_room_keeps_the_time_that_was_decided_for_them(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        decide(session, hall, timekeeping.extend, ROOM_1, 120, minutes=1)
        duong = session.get_one(Entry, hall.entries["duong"].id)
        duong.room = "Phòng 2"
        session.add(duong)
        session.flush()
        decide(session, hall, timekeeping.extend, ALL, 60, minutes=2)

        assert attempt.ends_at == at(18)


def test_what_was_decided_after_somebody_handed_in_leaves_their_deadline(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        start(session, hall, "khanh")
        submit_attempt(session, attempt, SubmittedBy.CONTESTANT, at(5))
        decide(session, hall, timekeeping.extend, ALL, 300, minutes=6)
        decide(session, hall, timekeeping.close_leg, minutes=8)

        assert attempt.ends_at == at(15)
        assert checkup._deadlines(session).level == checkup.Level.OK


def test_together_everybody_ends_at_once_whenever_each_began(site: object) -> None:
    world = build_world(NOON, opening="hand", late_start="together")
    with database.transaction() as session:
        contest, round, leg = running(session, world)
        timekeeping.open_leg(session, contest, round, leg, by(world, 0))
        swift, late = start(session, world, "duong", 0), start(session, world, "khanh", 4)
        assert (swift.ends_at, late.ends_at) == (at(15), at(15))

        decide(session, world, pausing.pause, ALL, minutes=5)
        decide(session, world, pausing.resume, ALL, minutes=12)
        assert (swift.ends_at, late.ends_at) == (at(22), at(22))
        tap(session, late, 13)
        assert late.elapsed_s == 6 * 60  # of everybody's time, not of their own


def test_together_nobody_begins_once_the_common_time_is_over(site: object) -> None:
    world = build_world(NOON, opening="hand", late_start="together")
    with database.transaction() as session:
        contest, round, leg = running(session, world)
        timekeeping.open_leg(session, contest, round, leg, by(world, 0))
        with pytest.raises(Closed):
            start(session, world, "duong", 15)


def test_more_time_given_after_somebody_handed_in_is_no_fault_of_their_deadline(hall: World) -> None:
    with database.transaction() as session:
        attempt = start(session, hall, "duong")
        submit_attempt(session, attempt, SubmittedBy.CONTESTANT, at(5))
        duong = session.get_one(Entry, hall.entries["duong"].id)
        accommodate(session, running(session, hall)[0], duong, Accommodation(percent=50), "Khiếm thị", by(hall, 6))

        assert attempt.ends_at == at(15)
        assert checkup._deadlines(session).level == checkup.Level.OK


def test_a_question_with_seconds_of_its_own_stands_too(site: object) -> None:
    world = build_world(NOON, question_s=60)
    with database.transaction() as session:
        attempt = start(session, world, "duong")
        decide(session, world, pausing.pause, ALL, minutes=0.5)
        assert tap(session, attempt, 5).answer.changed_at == at(0.5)
        decide(session, world, pausing.resume, ALL, minutes=7.5)

        [shown] = on_show(session, attempt)
        assert (shown.ends_at, attempt.ends_at) == (at(8), at(22))
        assert checkup._deadlines(session).level == checkup.Level.OK


@pytest.mark.parametrize("seed", range(4))
def test_after_any_sequence_of_decisions_the_stored_deadline_is_the_computed_one(hall: World, seed: int) -> None:
    """Decisions, taps, hand-ins and the housekeeping in random order, every half minute something."""
    chance = random.Random(seed)
    scopes = [ALL, ROOM_1, ROOM_2, Scope("entry", hall.entries["duong"].id), Scope("unit", hall.units["tan-trai"].id)]
    acts = [
        lambda s, m: decide(s, hall, pausing.pause, chance.choice(scopes), minutes=m),
        lambda s, m: decide(s, hall, pausing.resume, chance.choice(scopes), minutes=m),
        lambda s, m: decide(s, hall, timekeeping.extend, chance.choice(scopes), chance.randint(1, 400), minutes=m),
        lambda s, m: decide(s, hall, reopening.take_in, chance.choice(scopes), minutes=m),
        lambda s, m: decide(s, hall, reopening.reopen, chance.choice(scopes), chance.choice([0, 240]), minutes=m),
        lambda s, m: decide(s, hall, timekeeping.move_close, chance.choice(scopes), at(m + chance.randint(1, 40)),
                            minutes=m),
        lambda s, m: decide(s, hall, timekeeping.close_leg, minutes=m),
        lambda s, m: decide(s, hall, reopening.reopen_leg, minutes=m),
        lambda s, m: start(s, hall, chance.choice(["duong", "khanh"]), m),
        lambda s, m: tap(s, chance.choice(s.exec(select(Attempt)).all()), m),
        lambda s, m: submit_attempt(s, chance.choice(s.exec(select(Attempt)).all()), SubmittedBy.CONTESTANT, at(m)),
        lambda s, m: close_overdue(s, at(m)),
    ]  # fmt: skip
    with database.transaction() as session:
        start(session, hall, "duong")
    done = set()
    for step in range(1, 100):
        act = chance.randrange(len(acts))
        try:
            with database.transaction() as session:
                acts[act](session, step / 2)
            done.add(act)
        except Refusal:
            continue
        with database.transaction(writing=False) as session:
            contest, round, leg = running(session, hall)
            decisions = decisions_about(session, contest, leg)
            for attempt, entry in session.exec(select(Attempt, Entry).where(Entry.id == Attempt.entry_id)).all():
                run = course_of(round, leg, decisions, entry, attempt)
                assert run.ends_at == attempt.ends_at
                if attempt.submitted_at is None:
                    assert (run.paused_at, list(run.stood)) == (attempt.paused_at, attempt.stood)
    assert len(done) >= 9
    with database.transaction(writing=False) as session:
        assert checkup._deadlines(session).level == checkup.Level.OK
        assert list(breaks(session)) == []
