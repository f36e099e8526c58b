"""Sittings against a small model: two contestants, two phones each, any network, judges and restarts; both databases.

They start, answer, lose the network, resend, reorder, go on to the next question, take over, submit, expire; judges
pause, extend, take in, reopen, move the close; the program is started anew. Papers are free, or have time for each
question, for each part, or for both. A few seeded runs here; `QUIZ_SITTINGS=2000` plays so many, each another, for at
most `QUIZ_SITTINGS_S` seconds on each engine.
"""

import os
import time
from contextlib import nullcontext
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, assume, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from quiz import database, housekeeping
from quiz.attempts.answering import answers_of
from quiz.attempts.attempt import Attempt, PaperRow
from quiz.attempts.journal import Journal
from quiz.attempts.pausing import AlreadyPaused, NothingPaused, pause, resume
from quiz.attempts.receipts import digest_of
from quiz.attempts.reopening import NobodyWorking, NothingToReopen, reopen, take_in
from quiz.attempts.showing import ClockStands, StillTime, leave
from quiz.attempts.sitting import Closed, Paused, start_attempt
from quiz.attempts.timekeeping import NotOpenYet, extend, move_close
from quiz.contests.round import Leg
from quiz.people.sign_in import Door, SignIn, start_sign_in
from tests.attempts.sitting_driver import GRACE_S, MINUTES, NAMES, ATap, Driver, moment, sitting
from tests.conftest import NOON
from tests.world import HOUR, allow, in_two_parts

RUNS = int(os.environ.get("QUIZ_SITTINGS", "0"))
MOST_S = int(os.environ.get("QUIZ_SITTINGS_S", "600"))
SHORT = 20
SEED = int(os.environ.get("QUIZ_SITTINGS_SEED", "1"))
"""Of the short part."""
WHO, DEVICE, PLACE = st.sampled_from(NAMES), st.integers(0, 1), st.integers(0, 20)
CHOICES, NUMBERS = st.sampled_from(["dung", "sai1"]), st.integers(1, 3)
AROUND = st.sampled_from([-1, 0, 1, GRACE_S - 1, GRACE_S, GRACE_S + 1])
"""Seconds after a deadline."""
AFTER = st.sampled_from([0, 5])
RARELY = st.sampled_from([False, False, True])
"""Of what leaves little to play afterwards."""
WHOSE = st.sampled_from([NAMES, ("duong",), ("khanh",)])
PACES = st.sampled_from([{}, {"question_s": 90}, {"parts": "in_turn"}, {"question_s": 50, "parts": "in_turn"}])


class Sittings(Driver):
    """`world` and `url` are given by the test. Each run has a leg of its own."""

    @initialize(pace=PACES, who=WHO, device=DEVICE, lot=st.integers(0, 1 << 20))
    def somebody_begins(self, pace, who, device, lot):
        """`lot`: each is drawn by itself: of many at once most are mutations of a few. The plainest says nothing."""
        assume(lot)
        allow(self.world, minutes=MINUTES, grace_s=GRACE_S, **pace)
        self.paced = bool(pace)
        self.of = {who: sitting(pace) for who in NAMES}
        self.stored = {}
        self.journal = Journal(nullcontext)
        self.waiting: dict[tuple[str, int], list[ATap]] = {(who, device): [] for who in NAMES for device in (0, 1)}
        self.sent: list[ATap] = []
        self.turns: dict[tuple[str, int], int] = {}
        self.taps: dict[tuple[str, int], int] = {}
        self.acknowledged: list[ATap] = []
        with database.transaction() as session:
            self.leg = Leg(round_id=self.world.round.id, position=2, opens_at=NOON - HOUR, closes_at=NOON + HOUR)
            session.add(self.leg)
            session.flush()
            self.visits = {
                phone: start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id).id
                for phone in self.waiting
                for entry in [self.entry(phone[0])]
            }
        self.start(who, device)

    @rule(seconds=st.sampled_from([1, 7, 20, 200]))
    def time_passes(self, seconds):
        self.wait(seconds)

    @rule(who=WHO, device=DEVICE, after=AFTER)
    def start(self, who, device, after=0):
        self.wait(after)
        try:
            with database.transaction() as session:
                visit = session.get_one(SignIn, self.visits[who, device])
                start_attempt(session, *self.place(session), self.entry(who), visit, self.at)
            told = "begun"
        except Closed:
            told = "closed"
        except Paused:
            told = "paused"
        assert told == self.of[who].start(device)
        if told == "begun":
            self.turns[who, device] = len(self.of[who].devices)

    @precondition(lambda self: self.turns)
    @rule(which=PLACE, number=NUMBERS, given=CHOICES, network=st.booleans())
    def tap_a_choice(self, which, number, given, network):
        """On any phone that ever opened the paper."""
        self.tap(self.any_of(sorted(self.turns), which), number, given, network)

    @precondition(lambda self: self.turns)
    @rule(which=PLACE, number=NUMBERS, given=CHOICES, seconds=AROUND, then=st.sampled_from(["", "keep", "hand in"]))
    def tap_about_the_deadline(self, which, number, given, seconds, then):
        """Just before, at and after it, and the grace after it: of the question, where that was shown."""
        phone = self.any_of(sorted(self.turns), which)
        sat = self.of[phone[0]]
        deadline = sat.closes(number) or sat.when(sat.end)
        self.wait(max(0, deadline + seconds - sat.at))
        self.tap(phone, number, given, network=True)
        if then == "keep":
            self.the_house_is_kept()
        elif then:
            self.hand_in_of(phone[0])

    @precondition(lambda self: self.begun())
    @rule(which=PLACE, number=NUMBERS, newest_first=st.booleans(), together=st.booleans())
    def both_phones_answer(self, which, number, newest_first, together):
        """The older one does not know yet that it lost the turn, and has tapped more often."""
        who = self.any_of(self.begun(), which)
        number = self.any_of(self.of[who].here, number)
        for device in (0, 1):
            if (who, device) not in self.turns:
                self.take_over_on(who, device)
        if (who, 0) not in self.turns or (who, 1) not in self.turns:
            return  # the paper is in
        older, newer = sorted([(who, 0), (who, 1)], key=self.turns.__getitem__)
        four = [(older, "sai1"), (older, "dung"), (older, "sai1"), (newer, "dung")]
        taps = [self.made(phone, number, given) for phone, given in four]
        taps = taps[::-1] if newest_first else taps
        for some in [taps] if together else [[tap] for tap in taps]:
            self.deliver(some)

    @precondition(lambda self: any(self.waiting.values()))
    @rule(order=st.randoms(use_true_random=False), most=st.integers(1, 6), heard=st.booleans())
    def taps_arrive(self, order, most, heard):
        """Some of what waits on all phones, together, in any order. Not `heard`: the answer to it was lost."""
        taps = [tap for phone in self.waiting.values() for tap in phone]
        order.shuffle(taps)
        self.deliver(taps[:most])
        for waiting in self.waiting.values():
            waiting[:] = [tap for tap in waiting if not heard or tap not in taps[:most]]

    @precondition(lambda self: self.sent)
    @rule(places=st.lists(PLACE, min_size=1, max_size=4))
    def old_taps_arrive_again(self, places):
        self.deliver([self.any_of(self.sent, place) for place in dict.fromkeys(places)])

    @precondition(lambda self: self.begun())
    @rule(which=PLACE, left=st.booleans(), seconds=st.sampled_from([1, 20, 80]), by_itself=st.booleans())
    def go_on(self, which, left, seconds, by_itself):
        """ "Tiếp", or the phone's clock at zero; perhaps of a step that was left already."""
        self.wait(seconds)
        who = self.any_of(self.begun(), which)
        sat = self.of[who]
        if sat.is_over(GRACE_S):
            return
        number = 1 if left else sat.here[-1]
        try:
            with database.transaction() as session:
                round = self.place(session)[1]
                ahead = leave(session, round, self.attempt(session, who), number, self.at, by_itself=by_itself)
            told = "here" if ahead else "nothing follows"
        except StillTime:
            told = "still time"
        except ClockStands:
            told = "stands"
        assert told == sat.go_on(number, by_itself)

    @precondition(lambda self: self.begun())
    @rule(which=PLACE, device=DEVICE)
    def take_over(self, which, device):
        self.take_over_on(self.any_of(self.begun(), which), device)

    @precondition(lambda self: self.begun())
    @rule(which=PLACE, sure=RARELY)
    def hand_in(self, which, sure):
        if sure:
            self.hand_in_of(self.any_of(self.begun(), which))

    @rule(seconds=st.sampled_from([1, 60, 600]), whose=WHOSE, after=AFTER)
    def give_more_time(self, seconds, whose, after):
        self.wait(after)
        with database.transaction() as session:
            extend(session, *self.place(session), self.scope(whose), seconds, "Mất điện.", self.judge())
        for who in whose:
            self.of[who].extend(seconds)
        self.wait(1)

    @rule(whose=WHOSE)
    def pause_clocks(self, whose):
        try:
            with database.transaction() as session:
                pause(session, *self.place(session), self.scope(whose), "Mất điện.", self.judge())
        except AlreadyPaused:
            assert all(self.of[who].stands for who in self.working(whose))
        except NotOpenYet:
            assert all(self.of[who].submitted is not None for who in self.begun())
        else:
            for who in whose:
                self.of[who].stands = True

    @rule(whose=WHOSE, after=AFTER)
    def let_clocks_go_on(self, whose, after):
        self.wait(after)
        try:
            with database.transaction() as session:
                resume(session, *self.place(session), self.scope(whose), "", self.judge())
        except NothingPaused:
            assert not any(self.of[who].stands for who in whose)
        else:
            for who in whose:
                self.of[who].stands = False

    @rule(whose=WHOSE, sure=RARELY)
    def take_papers_in(self, whose, sure):
        if not sure:
            return
        try:
            with database.transaction() as session:
                take_in(session, *self.place(session), self.scope(whose), "Máy hỏng.", self.judge())
        except NobodyWorking:
            assert not self.working(whose)
        else:
            for sat in [self.of[who] for who in self.begun(whose)]:
                sat.shut = sat.at if sat.shut is None else sat.shut
            self.wait(1)

    @rule(whose=WHOSE, seconds=st.sampled_from([0, 60, 600]), own_too=st.booleans())
    def open_papers_again(self, whose, seconds, own_too):
        own_too = own_too or len(whose) == 1
        concerned = [self.of[who] for who in self.begun(whose) if own_too or self.of[who].by != "contestant"]
        opened = sum(sat.reopen(seconds) for sat in concerned)
        try:
            with database.transaction() as session:
                told = reopen(session, *self.place(session), self.scope(whose), seconds, "Nhầm.", self.judge(), own_too)
        except NothingToReopen:
            told = 0
        assert told == opened
        self.wait(1)

    @rule(whose=WHOSE, seconds=st.sampled_from([1, 60, 600, 7200]))
    def close_at_another_time(self, whose, seconds):
        to = self.at + timedelta(seconds=seconds)
        with database.transaction() as session:
            move_close(session, *self.place(session), self.scope(whose), to, "Mưa to.", self.judge())
        for who in whose:
            self.of[who].give("leg", seconds)
        self.wait(1)

    @rule()
    def the_house_is_kept(self):
        housekeeping.tidy(self.at)
        for who in self.begun():
            if self.of[who].is_over(GRACE_S):
                self.of[who].submit("timeout")

    @rule()
    def the_program_starts_anew(self):
        database.disconnect()
        database.connect(self.url)
        self.journal = Journal(nullcontext)

    @invariant()
    def the_database_says_what_the_model_says(self):
        with database.transaction(writing=False) as session:
            begun = {one.entry_id: one for one in session.exec(select(Attempt).where(Attempt.leg_id == self.leg.id))}
            assert set(begun) == {self.entry(who).id for who in self.begun()}
            for who in self.begun():
                attempt, sat = begun[self.entry(who).id], self.of[who]
                assert attempt.started_at == moment(sat.began)
                assert (attempt.turn, attempt.sign_in_id) == (len(sat.devices), self.visits[who, sat.devices[-1]])
                assert (attempt.submitted_at, attempt.submitted_by) == (moment(sat.submitted), sat.by)
                ends, paused, closes = self.deadlines(who)
                assert (attempt.ends_at, attempt.paused_at) == (moment(ends), moment(paused))
                self.its_paper_too(session, attempt, sat, closes)
                self.its_answers_too(session, attempt, sat)

    @invariant()
    def what_was_acknowledged_stands_or_was_followed_by_something_newer(self):
        for tap in self.acknowledged:
            assert self.of[tap.who].answers[tap.number]["tap"].pair >= tap.pair

    def its_paper_too(self, session, attempt, sat, closes):
        """What was shown and when, where questions or parts have time of their own, and when each closes."""
        if not self.paced:
            return
        for row in session.exec(select(PaperRow).where(PaperRow.attempt_id == attempt.id)):
            assert (row.waits, row.shown_at) == (row.number not in sat.shown, moment(sat.shown.get(row.number)))
            assert row.ends_at == moment(closes[row.number])

    def its_answers_too(self, session, attempt, sat):
        kept = answers_of(session, attempt)
        assert {
            number: (each.turn, each.tap, each.given["choices"], each.received_at, each.changed_at, each.late)
            for number, each in kept.items()
        } == {
            number: (
                *each["tap"].pair, [each["tap"].given], moment(each["received"]), moment(each["changed"]), each["late"]
            )
            for number, each in sat.answers.items()
        }  # fmt: skip
        last = max((each.changed_at for each in kept.values()), default=None)
        assert last is None or attempt.last_change_at >= last
        handed_in = sat.submitted is not None
        assert attempt.answers_digest == (digest_of(session, attempt) if handed_in else None)


@pytest.mark.timeout(MOST_S + 300)
def test_sittings(world, database_url):
    in_two_parts(world)
    begun, played, wanted = time.monotonic(), 0, RUNS or SHORT
    while played < wanted and time.monotonic() - begun < MOST_S:
        here = type("SittingsHere", (Sittings,), {"world": world, "url": database_url})
        if not RUNS:
            seed(SEED + played)(here)
        run_state_machine_as_test(
            here,
            settings=settings(
                max_examples=1, stateful_step_count=40, deadline=None,
                database=None, phases=[Phase.generate, Phase.shrink] if RUNS else [Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
        played += 1
    if RUNS:
        print(f"\n{played} of {wanted} sittings in {time.monotonic() - begun:.0f} s")
