"""What sitting is, in plain lines: the machine of test_sitting_machine.py plays against it. Seconds from noon.

A clock is how many seconds it may run and the list of those in which it ran; it is over right after the last of them.
So a pause is seconds in which none ran, and whoever is let go on gets those back that ran since it was over.
"""

from collections import namedtuple
from copy import deepcopy

PART_OF = {1: 1, 2: 1, 3: 2}
"""The paper: its numbers, and which part each is in."""
ATap = namedtuple("ATap", "who number turn tap given")
ATap.pair = property(lambda tap: (tap.turn, tap.tap))
NEW = dict.fromkeys(("began", "own", "step", "part", "cut", "submitted", "by"))


def clock(seconds, since):
    return {"may": seconds, "ran": [], "since": since}


def got_to(clock):
    return clock["ran"][-1] + 1 if clock["ran"] else clock["since"]


def over(clock, now):
    """When it is; `now` None: it stands."""
    may, ran = clock["may"], clock["ran"]
    return ran[may - 1] + 1 if len(ran) >= may else (got_to(clock) if now is None else now) + may - len(ran)


def first_over(clocks, cut, now):
    """When the first of them is, or a judge ended them all."""
    if cut is not None and all(sum(second < cut for second in each["ran"]) < each["may"] for each in clocks):
        return cut
    return min(over(each, now) for each in clocks)


class Model:
    """`of`: by name all there is to know of a contestant."""

    def __init__(self, names, closes, minutes, grace, question_s=None, part_s=None):
        self.at, self.allowed, self.grace = 0, 60 * minutes, grace
        self.question_s, self.part_s = question_s, part_s or {}
        self.of = {who: {**NEW, "close": clock(closes, 0), "stands": False, "here": []} for who in names}

    def begun(self):
        return [who for who, one in self.of.items() if one["began"] is not None]

    def wait(self, seconds):
        for one in self.of.values():
            for each in [] if one["stands"] else self._clocks(one):
                each["ran"] += range(self.at, self.at + seconds)
        self.at += seconds

    def refuses_start(self, who):
        closed = over(self.of[who]["close"], self.at) <= self.at
        return "closed" if closed else "paused" if self.of[who]["stands"] else None

    def start(self, who, device):
        one = self.of[who]
        if one["began"] is not None:
            self.take_over(who, device)
            return
        one |= {"began": self.at, "own": clock(self.allowed, self.at), "device": device, "turn": 1}
        one |= {"shown": {}, "closed": {}, "answers": {}}
        self._show(one, self._coming(one))

    def take_over(self, who, device):
        one = self.of[who]
        if one["submitted"] is None and one["device"] != device:
            one |= {"turn": one["turn"] + 1, "device": device}

    def go_on(self, who, number, by_itself):
        """From the step with this number, never back. What is told."""
        one = self.of[who]
        if not (self.question_s or self.part_s) or number not in one["here"]:
            return "here"
        if one["paused"] is not None:
            return "stands"
        if by_itself and one["ends_here"] > self.at:
            return "still time"
        coming = self._coming(one) if one["ends_whole"] > self.at else []
        if coming:
            self._show(one, coming)
        return "here" if coming else "nothing follows"

    def is_open(self, who):
        one = self.of[who]
        return one["submitted"] is None and (one["paused"] is not None or one["ends"] > self.at - self.grace)

    def arrive(self, taps):
        """Together. What each is told; what then stands is the newest."""
        for tap in sorted(taps, key=lambda tap: tap.pair, reverse=True):
            before = self.of[tap.who]["answers"].get(tap.number)
            if self._refused(tap) is None and (before is None or tap.pair > before["tap"].pair):
                self.of[tap.who]["answers"][tap.number] = self._kept(tap, before)
        return [self._told(tap) for tap in taps]

    def submit(self, who, by):
        one = self.of[who]
        if one["submitted"] is None:
            past = one["paused"] is None and one["ends"] <= self.at
            one["by"] = by if not past else "judge" if one["taken_in"] else "timeout"
            one["submitted"] = self._no_later(one, one["ends"])

    def expire(self):
        for who in self.begun():
            if not self.is_open(who):
                self.submit(who, "timeout")

    def working(self, whose):
        """Those who are not done, whether their clock runs or stands."""
        return [who for who in whose if who in self.begun() and not self._is_over(self.of[who])]

    def pause(self, whose, stands=True):
        for who in whose:
            self.of[who]["stands"] = stands
            self._set(self.of[who])

    def extend(self, whose, seconds):
        for who in whose:
            self._add(self.of[who], seconds)

    def move_close(self, whose, seconds):
        for who in whose:
            self.of[who]["close"] = clock(seconds, self.at)
            self._set(self.of[who])

    def take_in(self, whose):
        for who in whose:
            if who in self.begun() and self.of[who]["cut"] is None:
                self.of[who]["cut"] = self.at
                self._set(self.of[who])

    def reopen(self, whose, seconds, own_too):
        """What is over and would have time again. How many were."""
        return sum(self._goes_on(who, seconds, own_too) for who in whose if who in self.begun())

    def _goes_on(self, who, seconds, own_too):
        before, one = deepcopy(self.of[who]), self.of[who]
        if not self._is_over(one) or (one["by"] == "contestant" and not own_too):
            return False
        since = one["ends"] if one["submitted"] is None else one["submitted"]
        for each in self._clocks(one):
            each["ran"] = [second for second in each["ran"] if second < since]
        one |= {"submitted": None, "by": None, "cut": None}
        self._add(one, seconds)
        if self._is_over(one):
            self.of[who] = before
        return not self._is_over(one)

    def _clocks(self, one):
        return [each for each in (one["close"], one["own"], one["step"], one["part"]) if each]

    def _add(self, one, seconds):
        for each in self._clocks(one):
            each["may"] += seconds
        self._set(one)

    def _is_over(self, one):
        return one["submitted"] is not None or (one["paused"] is None and one["ends"] <= self.at)

    def _coming(self, one):
        """The numbers of the next step: one, or those of a part, or all. A part whose time is over is passed by."""
        last = one["here"][-1] if one["here"] else 0
        out_of_time = one["part"] and over(one["part"], self.at) <= self.at and PART_OF[last]
        ahead = [number for number in PART_OF if number > last and PART_OF[number] != out_of_time]
        if self.question_s:
            return ahead[:1]
        return [number for number in ahead if not self.part_s or PART_OF[number] == PART_OF[ahead[0]]]

    def _show(self, one, numbers):
        one["closed"] |= {number: min(self.at, one["ends_here"]) for number in one["here"]}
        part = PART_OF[numbers[0]]
        if part not in [PART_OF[number] for number in one["here"]]:
            one["part"] = clock(self.part_s[part], self.at) if part in self.part_s else None
        one["step"] = clock(self.question_s, self.at) if self.question_s else None
        one["shown"] |= dict.fromkeys(numbers, self.at)
        one["here"] = numbers
        self._set(one)

    def _set(self, one):
        """What is stored, unless it is handed in: when it ends, since when it stands, whether a judge ended it."""
        if one["began"] is None or one["submitted"] is not None:
            return
        now, last = None if one["stands"] else self.at, max(PART_OF)
        whole, step, part = [one["close"], one["own"]], [one["step"]], [one["part"]]
        in_last_part = PART_OF[one["here"][-1]] == PART_OF[last]
        of_all = whole + step * (last in one["here"]) + part * in_last_part
        for name, clocks in {"ends_whole": whole, "ends_here": whole + step + part, "ends": of_all}.items():
            one[name] = first_over([each for each in clocks if each], one["cut"], now)
        one["taken_in"] = one["ends"] == one["cut"]
        since = got_to(one["own"])
        one["paused"] = since if one["stands"] and one["cut"] is None and since < one["ends"] else None

    def closes(self, who, number):
        """When its place closes; None: it was not shown."""
        return self.of[who]["ends_here"] if number in self.of[who]["here"] else self.of[who]["closed"].get(number)

    def _no_later(self, one, than):
        return min(self.at, than, self.at if one["paused"] is None else one["paused"])

    def _refused(self, tap):
        one, closes = self.of[tap.who], self.closes(tap.who, tap.number)
        if not self.is_open(tap.who):
            return "late" if one["submitted"] is None else "submitted"
        if closes is None:
            return "not yet"
        stood = one["paused"] is not None and closes > one["paused"]
        return None if stood or closes > self.at - self.grace else "over"

    def _kept(self, tap, before):
        one, closes = self.of[tap.who], self.closes(tap.who, tap.number)
        if before and before["tap"].given == tap.given:
            return before | {"tap": tap, "received": self.at}
        late = closes <= self.at and (one["paused"] is None or closes <= one["paused"])
        changed = closes if late else self._no_later(one, self.at)
        return {"tap": tap, "received": self.at, "changed": changed, "late": late}

    def _told(self, tap):
        stands, refused = self.of[tap.who]["answers"].get(tap.number), self._refused(tap)
        if stands and stands["tap"].pair == tap.pair:
            return "kept"
        return refused or "beaten"
