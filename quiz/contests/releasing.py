"""The one release gate: what is already public, for every surface alike (page, event, export, receipt, image). Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from quiz.contests.rules import BoardMode, RoundRules


@dataclass(frozen=True)
class Situation:
    """Where a leg stands. `closed`: for everybody, nobody is still working. `published`: by the button.

    `frozen_at`: since when the public sees no more than stood on the live board then; `freezes_at`: from when on,
    as planned, it will. `cancelled`: it has no results.
    """

    closed: bool
    published: bool
    frozen_at: datetime | None = None
    cancelled: bool = False
    freezes_at: datetime | None = None


class Source(StrEnum):
    """Where what the public sees comes from."""

    NOTHING = "nothing"
    LIVE = "live"
    FROZEN = "frozen"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Sight:
    """How much of a board that is out may be seen. `names`: other people's lines, down to the place `top` where it is
    given, each division's where they stand `apart`. `units`: the table of units. `own`: a contestant's own line."""

    names: bool = True
    top: int | None = None
    apart: bool = False
    units: bool = True
    own: bool = True

    @property
    def anything(self) -> bool:
        return self.names or self.units or self.own


EVERYTHING_SEEN = Sight()
NOTHING_SEEN = Sight(names=False, units=False, own=False)
SIGHTS: dict[BoardMode, Sight] = {
    "all": EVERYTHING_SEEN,
    "divisions": Sight(apart=True),
    "units": Sight(names=False),
    "own": Sight(names=False, units=False),
    "hidden": NOTHING_SEEN,
}


def sight_of(rules: RoundRules) -> Sight:
    return Sight(top=rules.board_top) if rules.board_shows == "top" else SIGHTS[rules.board_shows]


def everything_is_seen(rules: RoundRules) -> bool:
    """Are all lines of a board that is out for everybody? Only then are files of it, which hold them all."""
    sight = sight_of(rules)
    return sight.names and sight.top is None


def source_of(rules: RoundRules, situation: Situation) -> Source:
    """Which board the public would see: what was published before what is live, and what is frozen in between."""
    if situation.cancelled or counters_are_hidden(rules, situation):
        return Source.NOTHING
    if situation.published:
        return Source.PUBLISHED
    if rules.board != "live":
        return Source.NOTHING
    return Source.LIVE if situation.frozen_at is None else Source.FROZEN


def board_is_out(rules: RoundRules, situation: Situation) -> bool:
    """Is there a board of which anyone may see something? Perhaps no more than a contestant their own line."""
    return source_of(rules, situation) != Source.NOTHING and sight_of(rules).anything


def changes_are_told(rules: RoundRules, situation: Situation, *, to_contestant: bool) -> bool:
    """May somebody who watches be told that the live board changed? It would tell that somebody handed in."""
    if source_of(rules, situation) != Source.LIVE:
        return False
    sight = sight_of(rules)
    return sight.names or sight.units or (sight.own and to_contestant)


def own_score_is_out(rules: RoundRules, situation: Situation, submitted_at: datetime | None) -> bool:
    """May a contestant see the score of an attempt of their own? Submitted after the board froze: not before it is
    published, where scores wait for that."""
    if submitted_at is None:
        return False
    if rules.release_score == "submitted" or situation.published:
        return True
    return rules.board == "live" and (situation.frozen_at is None or submitted_at <= situation.frozen_at)


def own_score_comes_at_once(rules: RoundRules, situation: Situation) -> bool:
    """Is the score of whoever hands in now out as soon as they did?"""
    if rules.release_score == "submitted" or situation.published:
        return True
    return rules.board == "live" and situation.frozen_at is None


def counters_are_hidden(rules: RoundRules, situation: Situation) -> bool:
    """While contestants predict how many there are, nobody is told: not on boards, not on organisers' pages."""
    return rules.prediction is not None and not situation.closed


def answers_are_out(rules: RoundRules, situation: Situation) -> bool:
    """May contestants see right answers and explanations? Never while anybody is still working."""
    if not situation.closed or rules.release_answers == "never":
        return False
    return rules.release_answers == "closed" or situation.published


def seed_is_out(situation: Situation) -> bool:
    """May anyone see from what the papers were drawn? Nothing while anybody may still draw or works."""
    return situation.closed
