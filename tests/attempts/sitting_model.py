"""What sitting is, in plain lines: the machine of test_sitting_machine.py plays against it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class ATap:
    """One answer as a phone numbered it."""

    who: str
    number: int
    turn: int
    tap: int
    given: str

    @property
    def pair(self):
        return self.turn, self.tap


@dataclass(frozen=True)
class Kept:
    tap: ATap
    received_at: datetime
    changed_at: datetime
    late: bool


@dataclass
class Sat:
    """One contestant's attempt."""

    started_at: datetime
    device: int
    turn: int = 1
    ends_at: datetime = None
    paused_at: datetime | None = None
    answers: dict[int, Kept] = field(default_factory=dict)
    submitted_at: datetime | None = None
    by: str | None = None
    taken_in: bool = False
    reopened: list[tuple[datetime, datetime, timedelta]] = field(default_factory=list)
    """Since when it was over, when it was opened again, and how much longer."""


@dataclass
class Theirs:
    """What was decided for one contestant: time added, and when; from when to when (None: now) the clock stood; where
    the close was moved, and when; when they were taken in."""

    added: list[tuple[timedelta, datetime]] = field(default_factory=list)
    stood: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    moved: tuple[datetime, datetime | None] | None = None
    taken_in: list[datetime] = field(default_factory=list)

    @property
    def stands(self):
        return bool(self.stood) and self.stood[-1][1] is None


class Model:
    def __init__(self, names, opens_at, closes_at, minutes, grace_s):
        self.opens_at, self.closes_at = opens_at, closes_at
        self.minutes, self.grace = timedelta(minutes=minutes), timedelta(seconds=grace_s)
        self.theirs = {who: Theirs() for who in names}
        self.sat: dict[str, Sat] = {}

    def refuses_start(self, who, at):
        theirs = self.theirs[who]
        stood = together([(start, until or at) for start, until in theirs.stood])
        if not self.opens_at <= at < self._close(theirs, stood):
            return "closed"
        return "paused" if theirs.stands else None

    def start(self, who, device, at):
        if who in self.sat:
            self.take_over(who, device)
        else:
            self.sat[who] = Sat(at, device)
            self._set_deadline(who)

    def take_over(self, who, device):
        sat = self.sat[who]
        if sat.submitted_at is None and sat.device != device:
            sat.turn, sat.device = sat.turn + 1, device

    def is_past(self, sat, at):
        return sat.paused_at is None and sat.ends_at <= at

    def is_open(self, who, at):
        sat = self.sat[who]
        return sat.submitted_at is None and not self.is_past(sat, at - self.grace)

    def arrive(self, taps, at):
        """Together. What each is told: "kept", "beaten", "submitted" or "late". What then stands is the newest."""
        for tap in sorted(taps, key=lambda tap: tap.pair, reverse=True):
            answers = self.sat[tap.who].answers
            if self.is_open(tap.who, at) and (tap.number not in answers or tap.pair > answers[tap.number].tap.pair):
                answers[tap.number] = self._kept(tap, answers.get(tap.number), at)
        return [self._told(tap, at) for tap in taps]

    def submit(self, who, by, at):
        sat = self.sat[who]
        if sat.submitted_at is None:
            sat.by = by if not self.is_past(sat, at) else "judge" if sat.taken_in else "timeout"
            sat.submitted_at = self._moment(sat, at)

    def expire(self, at):
        for who, sat in self.sat.items():
            if sat.submitted_at is None and not self.is_open(who, at):
                self.submit(who, "timeout", at)

    def extend(self, seconds, whose, at):
        for who in whose:
            self.theirs[who].added.append((timedelta(seconds=seconds), at))
            self._set_deadline(who)

    def working(self, whose, at):
        """Those who are not done, whether their clock runs or stands."""
        return [who for who in whose if who in self.sat and not self._is_over(self.sat[who], at)]

    def running(self, whose, at):
        return [who for who in self.working(whose, at) if not self.sat[who].paused_at]

    def pause(self, whose, at):
        for who in whose:
            if not self.theirs[who].stands:
                self.theirs[who].stood.append((at, None))
            self._set_deadline(who)

    def resume(self, whose, at):
        """After every pause of theirs."""
        for who in whose:
            if self.theirs[who].stands:
                self.theirs[who].stood.append((self.theirs[who].stood.pop()[0], at))
                self._set_deadline(who)

    def take_in(self, whose, at):
        for who in whose:
            self.theirs[who].taken_in.append(at)
            self._set_deadline(who)

    def move_close(self, whose, to, at):
        for who in whose:
            self.theirs[who].moved = to, at
            self._set_deadline(who)

    def reopen(self, whose, seconds, own_too, at):
        """What is over and would have time again. How many were."""
        return sum(self._goes_on(who, timedelta(seconds=seconds), own_too, at) for who in whose if who in self.sat)

    def _goes_on(self, who, longer, own_too, at):
        sat = before = self.sat[who]
        if not self._is_over(sat, at) or (sat.by == "contestant" and not own_too):
            return False
        again = (sat.submitted_at or sat.ends_at, at, longer)
        self.sat[who] = sat = replace(sat, submitted_at=None, by=None, reopened=[*sat.reopened, again])
        self._set_deadline(who)
        if not sat.paused_at and sat.ends_at <= at:
            self.sat[who] = before
        return self.sat[who] is sat

    def _is_over(self, sat, at):
        return sat.submitted_at is not None or self.is_past(sat, at)

    def _set_deadline(self, who):
        """Whichever comes first, the minutes allowed or the close: each later by what was added, and while it stood.
        Unless it was taken in before, and not opened again since."""
        sat, theirs = self.sat.get(who), self.theirs[who]
        if sat is None or sat.submitted_at is not None:
            return
        since = max((at + A_MOMENT for _, at, _ in sat.reopened), default=sat.started_at)
        taken_in = min((at for at in theirs.taken_in if at >= since), default=None)
        pauses = [(start, until or (taken_in and max(taken_in, start))) for start, until in theirs.stood]
        stood = together([*pauses, *((over, at) for over, at, _ in sat.reopened)])
        again = [(longer, at) for _, at, longer in sat.reopened]
        own = [added for added, when in [*theirs.added, *again] if when >= sat.started_at]
        limit = pushed(sat.started_at + self.minutes + sum(own, timedelta()), stood, sat.started_at)
        sat.ends_at = min(limit, self._close(theirs, stood, again))
        stands = [max(start, sat.started_at) for start, until in stood if until is None]
        sat.paused_at = stands[0] if stands and stands[0] < sat.ends_at else None
        sat.taken_in = taken_in is not None and taken_in < sat.ends_at
        if sat.taken_in:
            sat.ends_at, sat.paused_at = taken_in, None

    def _close(self, theirs, stood, again=()):
        to, when = theirs.moved or (self.closes_at, None)
        added = [added for added, at in [*theirs.added, *again] if when is None or at > when]
        return pushed(to + sum(added, timedelta()), stood, when)

    def _moment(self, sat, at):
        return min(at, sat.ends_at, sat.paused_at or at)

    def _kept(self, tap, before, at):
        sat = self.sat[tap.who]
        if before is not None and before.tap.given == tap.given:
            return Kept(tap, at, before.changed_at, before.late)
        return Kept(tap, at, self._moment(sat, at), self.is_past(sat, at))

    def _told(self, tap, at):
        sat = self.sat[tap.who]
        stands = sat.answers.get(tap.number)
        if stands is not None and stands.tap.pair == tap.pair:
            return "kept"
        if self.is_open(tap.who, at):
            return "beaten"
        return "submitted" if sat.submitted_at else "late"


def pushed(moment, stood, since=None):
    """Later by as long as the clock stood before it and after that."""
    for start, until in stood:
        start = max(start, since) if since else start
        if until is not None and start < min(until, moment):
            moment += until - start
    return moment


def together(spans):
    """In order, and what two of them cover once."""
    joined = []
    for start, until in sorted(spans, key=lambda span: span[0]):
        if joined and (joined[-1][1] is None or joined[-1][1] >= start):
            start, before = joined.pop()
            until = None if None in (before, until) else max(before, until)
        joined.append((start, until))
    return joined
