"""One line of a check list: what was looked at, how it stands, and where it is put right."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    READY = "ready"
    WARNING = "warning"  # amber: worth a look, stops nothing
    PROBLEM = "problem"  # red: nothing opens while it stands


class Mend(StrEnum):
    """The page on which it is put right."""

    ANNOUNCEMENT = "announcement"
    PAGE = "page"
    SCHEDULE = "schedule"
    RULES = "rules"
    REGULATIONS = "regulations"
    BLUEPRINT = "blueprint"
    LEG_BLUEPRINT = "leg_blueprint"
    MOCK = "mock"
    ENTRIES = "entries"
    STAFF = "staff"
    INSIDERS = "insiders"
    LISTS = "lists"


@dataclass(frozen=True)
class Check:
    level: Level
    text: str
    mend: Mend

    @property
    def is_red(self) -> bool:
        return self.level == Level.PROBLEM


def ready(text: str, mend: Mend) -> Check:
    return Check(Level.READY, text, mend)


def warning(text: str, mend: Mend) -> Check:
    return Check(Level.WARNING, text, mend)


def problem(text: str, mend: Mend) -> Check:
    return Check(Level.PROBLEM, text, mend)
