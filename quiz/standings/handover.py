"""How far a prize is on its way to its winner: proposed by the list, contacted, verified, granted. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from quiz.refusals import N_

Step = Literal["contacted", "verified", "granted"]
State = Literal["proposed", "contacted", "verified", "granted"]
STATES: dict[State, str] = {
    "proposed": N_("Chưa liên hệ"),
    "contacted": N_("Đã liên hệ"),
    "verified": N_("Đã đối chiếu"),
    "granted": N_("Đã trao"),
}
STEPS: tuple[Step, ...] = ("contacted", "verified", "granted")


@dataclass(frozen=True)
class Key:
    """A prize of a winner: by its index in the rules, the key of the ranking, and the entry (or unit)."""

    prize: int
    ranking: str
    id: int

    @property
    def text(self) -> str:
        return f"{self.prize}|{self.ranking}|{self.id}"

    @classmethod
    def read(cls, text: str) -> "Key | None":
        prize, _, rest = text.partition("|")
        ranking, _, id = rest.rpartition("|")
        if not all(one.isascii() and one.isdigit() and len(one) < 13 for one in (prize, id)):
            return None
        return cls(int(prize), ranking, int(id))


@dataclass(frozen=True)
class Taken:
    """One step: when, by whom (a person's id) in which role, with which note. `until`: by when an answer is due.
    `received_by`: who took the prize for its winner."""

    step: Step
    seq: int
    at: datetime
    by: int | None
    role: str
    note: str
    until: date | None = None
    received_by: str = ""


@dataclass(frozen=True)
class Handover:
    steps: tuple[Taken, ...] = ()

    @property
    def last(self) -> Taken | None:
        return self.steps[-1] if self.steps else None

    @property
    def state(self) -> State:
        return self.last.step if self.last else "proposed"

    @property
    def is_granted(self) -> bool:
        return self.state == "granted"

    def is_overdue(self, today: date) -> bool:
        """Was an answer due by a day that is over?"""
        return self.state == "contacted" and self.last is not None and bool(self.last.until and self.last.until < today)

    def may_take(self, step: Step, *, checked: bool) -> bool:
        """Forwards only, each step once. Whoever is present need not be contacted; where the rules say that winners are
        checked, nothing is granted before."""
        done = STEPS.index(self.last.step) if self.last else -1
        if STEPS.index(step) <= done:
            return False
        return step != "granted" or not checked or self.state == "verified"


def handovers_in(taken: Iterable[tuple[Key, Taken]]) -> dict[Key, Handover]:
    """`taken`: in the order in which they were taken, without those that were taken back."""
    found: dict[Key, list[Taken]] = {}
    for key, step in taken:
        found.setdefault(key, []).append(step)
    return {key: Handover(tuple(steps)) for key, steps in found.items()}
