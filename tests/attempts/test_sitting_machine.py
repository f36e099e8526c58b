"""Sittings against a small model: two contestants, two phones each, any network, judges and restarts; both databases.

A few seeded runs here. `QUIZ_SITTINGS=2000 pytest tests/attempts/test_sitting_machine.py` plays so many, each another.
"""

import asyncio
import os
from contextlib import nullcontext
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from quiz import database, housekeeping
from quiz.attempts.answering import answers_of
from quiz.attempts.attempt import Attempt, PaperRow, SubmittedBy
from quiz.attempts.handing_in import submit_attempt, take_turn
from quiz.attempts.journal import Journal
from quiz.attempts.keeping import AlreadySubmitted, Outcome, Tap, TimeIsUp
from quiz.attempts.pausing import AlreadyPaused, NothingPaused, pause, resume
from quiz.attempts.receipts import digest_of
from quiz.attempts.reopening import NobodyWorking, NothingToReopen, reopen, take_in
from quiz.attempts.sitting import Closed, Paused, attempt_of, start_attempt
from quiz.attempts.timekeeping import NotOpenYet, Scope, extend, move_close
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.people.sign_in import Door, SignIn, start_sign_in
from tests.attempts.sitting_model import ATap, Model
from tests.conftest import NOON
from tests.world import HOUR

RUNS = int(os.environ.get("QUIZ_SITTINGS", "0"))
MINUTES, GRACE_S = 15, 30
A_SECOND = timedelta(seconds=1)
NAMES = ("duong", "khanh")
WHO, DEVICE, PLACE = st.sampled_from(NAMES), st.integers(0, 1), st.integers(0, 20)
CHOICES, NUMBERS = st.sampled_from(["dung", "sai1"]), st.integers(1, 2)
AROUND = st.sampled_from([-1, 0, 1, GRACE_S - 1, GRACE_S, GRACE_S + 1])
"""Seconds after a deadline."""
AFTER = st.sampled_from([0, 5])
WHOSE = st.sampled_from([NAMES, ("duong",), ("khanh",)])
TOLD = {AlreadySubmitted: "submitted", TimeIsUp: "late"}


class Sittings(RuleBasedStateMachine):
    """`world` and `url` are given by the test. Each run has a leg of its own."""

    def __init__(self):
        super().__init__()
        self.at = NOON
        self.journal = Journal(nullcontext)
        self.model = Model(NAMES, NOON - HOUR, NOON + HOUR, MINUTES, GRACE_S)
        self.waiting: dict[tuple[str, int], list[ATap]] = {(who, device): [] for who in NAMES for device in (0, 1)}
        self.sent: list[ATap] = []
        self.turns: dict[tuple[str, int], int] = {}
        self.taps: dict[tuple[str, int], int] = {}
        self.acknowledged: list[ATap] = []
        with database.transaction() as session:
            leg = Leg(
                round_id=self.world.round.id, position=2, opens_at=self.model.opens_at, closes_at=self.model.closes_at
            )
            session.add(leg)
            session.flush()
            self.leg = leg
            self.visits = {
                (who, device): start_sign_in(
                    session, Door.PLAY, self.entry(who).person_id, NOON, entry_id=self.entry(who).id
                ).id
                for who in NAMES
                for device in (0, 1)
            }

    @initialize(device=DEVICE)
    def somebody_begins(self, device):
        self.start("duong", device)

    @rule(seconds=st.sampled_from([1, 7, 60, 600]))
    def time_passes(self, seconds):
        self.at += timedelta(seconds=seconds)

    @rule(who=WHO, device=DEVICE, after=AFTER)
    def start(self, who, device, after=0):
        self.at += timedelta(seconds=after)
        refused = None if who in self.model.sat else self.model.refuses_start(who, self.at)
        try:
            with database.transaction() as session:
                visit = session.get_one(SignIn, self.visits[who, device])
                start_attempt(session, *self.place(session), self.entry(who), visit, self.at)
            told = None
        except Closed:
            told = "closed"
        except Paused:
            told = "paused"
        assert told == refused
        if refused:
            return
        self.model.start(who, device, self.at)
        self.turns[who, device] = self.model.sat[who].turn

    @precondition(lambda self: self.turns)
    @rule(which=PLACE, number=NUMBERS, given=CHOICES, network=st.booleans())
    def tap_a_choice(self, which, number, given, network):
        """On any phone that ever opened the paper."""
        self.tap(self.any_of(sorted(self.turns), which), number, given, network)

    @precondition(lambda self: self.turns)
    @rule(which=PLACE, number=NUMBERS, given=CHOICES, seconds=AROUND, then=st.sampled_from(["", "keep", "hand in"]))
    def tap_about_the_deadline(self, which, number, given, seconds, then):
        """Just before, at and after it, and the grace after it."""
        phone = self.any_of(sorted(self.turns), which)
        self.at = max(self.at, self.model.sat[phone[0]].ends_at + timedelta(seconds=seconds))
        self.tap(phone, number, given, network=True)
        if then == "keep":
            self.the_house_is_kept()
        elif then:
            self.hand_in_of(phone[0])

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

    @precondition(lambda self: self.model.sat)
    @rule(which=PLACE, device=DEVICE)
    def take_over(self, which, device):
        who = self.any_of(sorted(self.model.sat), which)
        with database.transaction() as session:
            visit = session.get_one(SignIn, self.visits[who, device])
            take_turn(session, self.attempt(session, who), visit, self.at)
        self.model.take_over(who, device)
        if self.model.sat[who].device == device:
            self.turns[who, device] = self.model.sat[who].turn

    @precondition(lambda self: self.model.sat)
    @rule(which=PLACE)
    def hand_in(self, which):
        self.hand_in_of(self.any_of(sorted(self.model.sat), which))

    @rule(seconds=st.sampled_from([1, 60, 600]), whose=WHOSE, after=AFTER)
    def give_more_time(self, seconds, whose, after):
        self.at += timedelta(seconds=after)
        with database.transaction() as session:
            extend(session, *self.place(session), self.scope(whose), seconds, "Mất điện.", self.judge())
        self.model.extend(seconds, whose, self.at)

    @rule(whose=WHOSE)
    def pause_clocks(self, whose):
        try:
            with database.transaction() as session:
                pause(session, *self.place(session), self.scope(whose), "Mất điện.", self.judge())
        except AlreadyPaused:
            assert not self.model.running(whose, self.at)
        except NotOpenYet:
            assert all(sat.submitted_at for sat in self.model.sat.values())
        else:
            self.model.pause(whose, self.at)

    @rule(whose=WHOSE, after=AFTER)
    def let_clocks_go_on(self, whose, after):
        self.at += timedelta(seconds=after)
        try:
            with database.transaction() as session:
                resume(session, *self.place(session), self.scope(whose), "", self.judge())
        except NothingPaused:
            assert not any(self.model.theirs[who].stands for who in whose)
        else:
            self.model.resume(whose, self.at)

    @rule(whose=WHOSE)
    def take_papers_in(self, whose):
        try:
            with database.transaction() as session:
                take_in(session, *self.place(session), self.scope(whose), "Máy hỏng.", self.judge())
        except NobodyWorking:
            assert not self.model.working(whose, self.at)
        else:
            self.model.take_in(whose, self.at)
            self.at += A_SECOND

    @rule(whose=WHOSE, seconds=st.sampled_from([0, 60, 600]), own_too=st.booleans())
    def open_papers_again(self, whose, seconds, own_too):
        own_too = own_too or len(whose) == 1
        opened = self.model.reopen(whose, seconds, own_too, self.at)
        try:
            with database.transaction() as session:
                told = reopen(session, *self.place(session), self.scope(whose), seconds, "Nhầm.", self.judge(), own_too)
        except NothingToReopen:
            told = 0
        assert told == opened
        self.at += A_SECOND

    @rule(whose=WHOSE, seconds=st.sampled_from([1, 60, 600, 7200]))
    def close_at_another_time(self, whose, seconds):
        to = self.at + timedelta(seconds=seconds)
        with database.transaction() as session:
            move_close(session, *self.place(session), self.scope(whose), to, "Mưa to.", self.judge())
        self.model.move_close(whose, to, self.at)
        self.at += A_SECOND

    @rule()
    def the_house_is_kept(self):
        housekeeping.tidy(self.at)
        self.model.expire(self.at)

    @rule()
    def the_program_starts_anew(self):
        database.disconnect()
        database.connect(self.url)
        self.journal = Journal(nullcontext)

    @invariant()
    def the_database_says_what_the_model_says(self):
        with database.transaction(writing=False) as session:
            begun = session.exec(select(Attempt).where(Attempt.leg_id == self.leg.id)).all()
            assert {attempt.entry_id for attempt in begun} == {self.entry(who).id for who in self.model.sat}
            for who, sat in self.model.sat.items():
                attempt = self.attempt(session, who)
                assert attempt.started_at == sat.started_at
                assert (attempt.turn, attempt.sign_in_id) == (sat.turn, self.visits[who, sat.device])
                assert (attempt.ends_at, attempt.paused_at) == (sat.ends_at, sat.paused_at)
                assert (attempt.submitted_at, attempt.submitted_by) == (sat.submitted_at, sat.by)
                self.its_answers_too(session, attempt, sat)

    @invariant()
    def what_was_acknowledged_stands_or_was_followed_by_something_newer(self):
        for tap in self.acknowledged:
            assert self.model.sat[tap.who].answers[tap.number].tap.pair >= tap.pair

    def its_answers_too(self, session, attempt, sat):
        kept = answers_of(session, attempt)
        assert {
            number: (each.turn, each.tap, each.given["choices"], each.received_at, each.changed_at, each.late)
            for number, each in kept.items()
        } == {
            number: (*each.tap.pair, [each.tap.given], each.received_at, each.changed_at, each.late)
            for number, each in sat.answers.items()
        }
        last = max((each.changed_at for each in sat.answers.values()), default=None)
        assert last is None or attempt.last_change_at >= last
        assert attempt.answers_digest == (digest_of(session, attempt) if sat.submitted_at else None)

    def tap(self, phone, number, given, network):
        turn = self.turns[phone]
        self.taps[phone[0], turn] = self.taps.get((phone[0], turn), 0) + 1
        tap = ATap(phone[0], number, turn, self.taps[phone[0], turn], given)
        if network:
            self.deliver([tap])
        else:
            self.waiting[phone].append(tap)

    def hand_in_of(self, who):
        with database.transaction() as session:
            submit_attempt(session, self.attempt(session, who), SubmittedBy.CONTESTANT, self.at)
        self.model.submit(who, "contestant", self.at)

    def deliver(self, taps):
        with database.transaction(writing=False) as session:
            sent = [self.as_sent(session, tap) for tap in taps]
        outcomes = asyncio.run(self.journal.keep(sent))
        assert [self.told(outcome) for outcome in outcomes] == self.model.arrive(taps, self.at)
        for tap, outcome in zip(taps, outcomes, strict=True):
            if isinstance(outcome, Outcome) and outcome.kept:
                self.acknowledged.append(tap)
        self.sent += taps

    def told(self, outcome):
        return TOLD[type(outcome)] if not isinstance(outcome, Outcome) else "kept" if outcome.kept else "beaten"

    def as_sent(self, session, tap):
        attempt = self.attempt(session, tap.who)
        row = session.get_one(PaperRow, (attempt.id, tap.number))
        return Tap(
            self.leg.id, attempt.id, tap.number, row.version_id, "single_choice", {"choices": [tap.given]},
            tap.turn, tap.tap, self.at,
        )  # fmt: skip

    def attempt(self, session, who):
        return attempt_of(session, self.entry(who), self.leg)

    def entry(self, who):
        return self.world.entries[who]

    def scope(self, whose):
        return Scope("all") if whose == NAMES else Scope("entry", self.entry(whose[0]).id)

    def judge(self):
        return Decider(self.world.people["binh"].id, "chief_judge", self.at)

    def place(self, session):
        return self.world.contest, session.get_one(Round, self.world.round.id), session.get_one(Leg, self.leg.id)

    @staticmethod
    def any_of(several, which):
        return several[which % len(several)]


@pytest.mark.timeout(3600 if RUNS else 300)
def test_sittings(world, database_url):
    with database.transaction() as session:
        round = session.get_one(Round, world.round.id)
        round.take_rules(RoundRules(minutes=MINUTES, grace_s=GRACE_S))
        session.add(round)
    here = type("SittingsHere", (Sittings,), {"world": world, "url": database_url})
    run_state_machine_as_test(
        here,
        settings=settings(
            max_examples=RUNS or 25, stateful_step_count=40, deadline=None, derandomize=not RUNS, database=None,
            phases=[Phase.generate, Phase.shrink] if RUNS else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
