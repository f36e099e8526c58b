"""What plays a sitting: phones, their network, judges and clocks, each told to the program and to the model alike.

The rules by which it is played, and what must hold after each step, are in test_sitting_machine.py.
"""

import asyncio
from collections import namedtuple
from datetime import timedelta
from math import inf

from hypothesis.stateful import RuleBasedStateMachine

from quiz import database
from quiz.attempts.attempt import PaperRow, SubmittedBy
from quiz.attempts.handing_in import submit_attempt, take_turn
from quiz.attempts.keeping import AlreadySubmitted, NotItsTurn, Outcome, QuestionIsOver, Tap, TimeIsUp
from quiz.attempts.sitting import attempt_of
from quiz.attempts.timekeeping import Scope
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider
from quiz.people.sign_in import SignIn
from tests.attempts.sitting_model import Sitting
from tests.conftest import NOON

MINUTES, GRACE_S = 15, 30
PART_S = {1: 120, 2: 60}
NAMES = ("duong", "khanh")
ATap = namedtuple("ATap", "who number pair given")
"""`pair`: turn and number, as the newest is told from."""
TOLD = {AlreadySubmitted: "submitted", TimeIsUp: "late", NotItsTurn: "not yet", QuestionIsOver: "over"}


class Driver(RuleBasedStateMachine):
    """Its attributes are set as a sitting begins; `of` has the model of each contestant."""

    def deadlines(self, who):
        """As stored: what is decided after it was handed in does not touch them."""
        sat = self.of[who]
        if sat.submitted is None:
            paused = sat.now() if sat.stands and not sat.is_over() else None
            self.stored[who] = sat.when(sat.end), paused, {number: sat.closes(number) for number in (1, 2, 3)}
        return self.stored[who]

    def tap(self, phone, number, given, network):
        tap = self.made(phone, number, given)
        if network:
            self.deliver([tap])
        else:
            self.waiting[phone].append(tap)

    def made(self, phone, number, given):
        """The next tap of this phone."""
        turn = self.turns[phone]
        self.taps[phone[0], turn] = self.taps.get((phone[0], turn), 0) + 1
        return ATap(phone[0], number, (turn, self.taps[phone[0], turn]), given)

    def take_over_on(self, who, device):
        with database.transaction() as session:
            visit = session.get_one(SignIn, self.visits[who, device])
            take_turn(session, self.attempt(session, who), visit, self.at)
        self.of[who].start(device)
        if self.of[who].devices[-1] == device:
            self.turns[who, device] = len(self.of[who].devices)

    def hand_in_of(self, who):
        with database.transaction() as session:
            submit_attempt(session, self.attempt(session, who), SubmittedBy.CONTESTANT, self.at)
        self.of[who].submit("contestant")

    def deliver(self, taps):
        """Together: the newest counts, as if it had come first."""
        with database.transaction(writing=False) as session:
            sent = [self.as_sent(session, tap) for tap in taps]
        outcomes = asyncio.run(self.journal.keep(sent))
        for tap in sorted(taps, key=lambda tap: tap.pair, reverse=True):
            self.of[tap.who].arrive(tap)
        assert [self.told(outcome) for outcome in outcomes] == [self.of[tap.who].told(tap) for tap in taps]
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
            *tap.pair, self.at,
        )  # fmt: skip

    def wait(self, seconds):
        for sat in self.of.values():
            sat.wait(seconds)

    def begun(self, whose=NAMES):
        return [who for who in whose if self.of[who].began is not None]

    def working(self, whose):
        """Those who are not done, whether their clock runs or stands."""
        return [who for who in self.begun(whose) if not self.of[who].is_over()]

    @property
    def seconds(self):
        return self.of[NAMES[0]].at

    @property
    def at(self):
        return moment(self.seconds)

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


def moment(seconds):
    return None if seconds is None else NOON + timedelta(seconds=seconds)


def sitting(pace):
    """Nobody's yet, on a paper of three questions: two in its first part, one in its second."""
    by_question, by_part = "question_s" in pace, "parts" in pace
    steps = [(1, [1]), (1, [2]), (2, [3])] if by_question else [(1, [1, 2]), (2, [3])] if by_part else [(1, [1, 2, 3])]
    part_s = PART_S if by_part else {1: inf, 2: inf}
    return Sitting(3600, 60 * MINUTES, GRACE_S, steps, part_s, pace.get("question_s", inf))
