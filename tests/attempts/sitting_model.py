"""What sitting is, in a hundred plain lines: the machine of test_sitting_machine.py plays against it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


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


@dataclass
class Theirs:
    """What was decided for one contestant: time added (how much, when), and from when to when the clock stood."""

    added: list[tuple[timedelta, datetime]] = field(default_factory=list)
    stood: list[tuple[datetime, datetime]] = field(default_factory=list)
    stands_since: datetime | None = None


class Model:
    def __init__(self, names, opens_at, closes_at, minutes, grace_s):
        self.opens_at, self.closes_at = opens_at, closes_at
        self.minutes, self.grace = timedelta(minutes=minutes), timedelta(seconds=grace_s)
        self.theirs = {who: Theirs() for who in names}
        self.sat: dict[str, Sat] = {}

    def refuses_start(self, who, at):
        theirs = self.theirs[who]
        stood = [*theirs.stood, (theirs.stands_since, at)] if theirs.stands_since else theirs.stood
        if not self.opens_at <= at < self._pushed(self._close(who), stood):
            return "closed"
        return "paused" if theirs.stands_since else None

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
            sat.by = "timeout" if self.is_past(sat, at) else by
            sat.submitted_at = self._moment(sat, at)

    def expire(self, at):
        for who, sat in self.sat.items():
            if sat.submitted_at is None and not self.is_open(who, at):
                self.submit(who, "timeout", at)

    def extend(self, seconds, whose, at):
        for who in whose:
            self.theirs[who].added.append((timedelta(seconds=seconds), at))
            self._set_deadline(who)

    def running(self, whose, at):
        """Those whose clock runs."""
        sat = {who: self.sat[who] for who in whose if who in self.sat}
        return [who for who, each in sat.items() if not (each.submitted_at or each.paused_at or self.is_past(each, at))]

    def pause(self, whose, at):
        for who in whose:
            theirs = self.theirs[who]
            if theirs.stood and theirs.stood[-1][1] == at:  # it goes on standing
                theirs.stands_since = theirs.stood.pop()[0]
            theirs.stands_since = theirs.stands_since or at
            self._set_deadline(who)

    def resume(self, whose, at):
        """After every pause of theirs."""
        for who in whose:
            theirs = self.theirs[who]
            if theirs.stands_since is not None:
                theirs.stood.append((theirs.stands_since, at))
                theirs.stands_since = None
                self._set_deadline(who)

    def _set_deadline(self, who):
        """Whichever comes first, the minutes allowed or the close: each later by what was added, and while it stood."""
        sat, theirs = self.sat.get(who), self.theirs[who]
        if sat is None or sat.submitted_at is not None:
            return
        own = sum((added for added, when in theirs.added if when >= sat.started_at), timedelta())
        since = [(max(start, sat.started_at), until) for start, until in theirs.stood if until > sat.started_at]
        limit = self._pushed(sat.started_at + self.minutes + own, since)
        sat.ends_at = min(limit, self._pushed(self._close(who), theirs.stood))
        stands = theirs.stands_since and max(theirs.stands_since, sat.started_at)
        sat.paused_at = stands if stands is not None and stands < sat.ends_at else None

    def _close(self, who):
        return self.closes_at + sum((added for added, _ in self.theirs[who].added), timedelta())

    def _pushed(self, moment, stood):
        for start, until in stood:
            moment += until - start if start < moment else timedelta()
        return moment

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
