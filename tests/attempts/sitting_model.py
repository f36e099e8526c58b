"""The rules of a sitting on one page: test_sitting_machine.py plays them against the program. Seconds from noon.

Each contestant has a stopwatch. It stands in a pause and once the paper is in; what is opened again has it set back to
where it was over. All that ends, ends at a mark on it: the leg, the minutes allowed, a part, a step (shown together).
"""

from math import inf


class Sitting:
    def __init__(self, closes, allowed, grace, steps, part_s, step_s):
        self.allowed, self.grace, self.steps, self.part_s, self.step_s = allowed, grace, steps, part_s, step_s
        self.at, self.ran, self.stands = 0, [-1], False  # `ran`: the seconds in which the stopwatch did, from −1
        self.marks = {"leg": closes + 1, "own": inf, "part": inf, "step": inf}
        self.began = self.shut = self.submitted = self.by = None  # `shut`: when it was taken in or handed in
        self.devices, self.part, self.here, self.shown, self.closed, self.answers = [], 0, [], {}, {}, {}

    def wait(self, seconds):
        if not self.stands and self.shut is None:
            self.ran += range(self.at, self.at + seconds)
        self.at += seconds

    def now(self, grace=0):
        """Until when there was time to work; by the grace earlier, for what may come so much later."""
        stopped = max(self.ran[-1] + 1, self.began or 0)
        return min(stopped if self.stands and self.shut is None else self.at, self.at - grace)

    def when(self, mark):
        """It is reached, unless the paper is in before."""
        if mark <= len(self.ran):
            return self.ran[mark - 1] + 1
        return self.now() + mark - len(self.ran) if self.shut is None else self.shut

    @property
    def end(self):
        in_last_step = (self.part, self.here) == self.steps[-1]
        return min(self.marks[what] for what in (self.marks if in_last_step else ("leg", "own")))

    def is_over(self, grace=0):
        return self.submitted is not None or self.when(self.end) <= self.now(grace)

    def closes(self, number):
        """Its place; None: it was not shown."""
        return self.when(min(self.marks.values())) if number in self.here else self.closed.get(number)

    def start(self, device):
        """Or go on with it, perhaps on another device."""
        if self.began is None:
            if self.stands or self.when(self.marks["leg"]) <= self.now():
                return "paused" if self.when(self.marks["leg"]) > self.now() else "closed"
            self.began = self.at
            self.give("own", self.allowed)
            self._show(*self.steps[0])
        if self.submitted is None and self.devices[-1:] != [device]:
            self.devices.append(device)
        return "begun"

    def go_on(self, number, by_itself):
        """From the step with this number, never back. What is left of a part whose time is over is passed by."""
        if number not in self.here or len(self.steps) == 1:
            return "here"
        if self.stands and not self.is_over():
            return "stands"
        if by_itself and self.closes(number) > self.now():
            return "still time"
        last = (self.part, self.here if self.when(self.marks["part"]) > self.now() else [inf])
        ahead = [step for step in self.steps if step > last]
        if not ahead or self.when(min(self.marks["leg"], self.marks["own"])) <= self.now():
            return "nothing follows"
        self._show(*ahead[0])
        return "here"

    def _show(self, part, numbers):
        self.closed |= {number: min(self.at, self.closes(number)) for number in self.here}
        if part != self.part:
            self.give("part", self.part_s[part])
        self.give("step", self.step_s)
        self.part, self.here = part, numbers
        self.shown |= dict.fromkeys(numbers, self.at)

    def give(self, what, seconds):
        self.marks[what] = len(self.ran) + seconds

    def extend(self, seconds):
        self.marks = {what: mark + seconds for what, mark in self.marks.items()}

    def submit(self, by):
        if self.submitted is None:
            self.by = by if not self.is_over() else "timeout" if self.end <= len(self.ran) else "judge"
            self.shut = self.submitted = min(self.when(self.end), self.now())
            del self.ran[self.end :]

    def reopen(self, seconds):
        """What is over goes on, if that leaves it a second. Does it?"""
        goes_on = self.is_over() and max(0, self.end - len(self.ran)) + seconds > 0
        if goes_on:
            del self.ran[self.end :]
            self.shut = self.submitted = self.by = None
            self.extend(seconds)
        return goes_on

    def arrive(self, tap):
        kept, closes = self.answers.get(tap.number), self.closes(tap.number)
        if self.told(tap) == "new":
            changed = {"changed": min(closes, self.now()), "late": closes <= self.now()}
            counts = kept if kept and kept["tap"].given == tap.given else changed
            self.answers[tap.number] = counts | {"tap": tap, "received": self.at}

    def told(self, tap):
        kept, closes = self.answers.get(tap.number), self.closes(tap.number)
        if kept and kept["tap"].pair == tap.pair:
            return "kept"
        if self.is_over(self.grace):
            return "late" if self.submitted is None else "submitted"
        if closes is None:
            return "not yet"
        if closes <= self.now(self.grace):
            return "over"
        return "beaten" if kept and kept["tap"].pair > tap.pair else "new"
