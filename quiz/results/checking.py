"""Find a published revision by its number, and say whether what somebody holds is it."""

import re
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from quiz.contests.contest import Contest
from quiz.contests.releasing import everything_is_seen
from quiz.contests.round import Leg, Round, rounds_of
from quiz.language import gettext as _
from quiz.results.exporting import FORMATS, Format, exported, has_files
from quiz.standings.complaining import open_in_contest, open_in_leg
from quiz.standings.conclusion import concluded_in, conclusions_of
from quiz.standings.record import sha256
from quiz.standings.resting_on import LegSince, legs_since
from quiz.standings.revision import Head, revisions_of
from quiz.standings.score import Conclusion, Snapshot

SHORTEST = 12
"""So many of a digest's digits are enough to compare; a page prints sixteen."""
DIGITS = frozenset("0123456789abcdef")
NUMBER = re.compile(r"([A-Z0-9]{6})[\W_]*([0-9]{1,5})\W*")
"""A contest's code and which of its results, at the end of what was typed."""


@dataclass(frozen=True)
class Found:
    """A revision and whose it is. `newest`: of the same result."""

    contest: Contest
    title: str
    home: str
    head: Head
    newest: Head
    since: tuple[LegSince, ...] = ()
    """Of the newest result of a whole contest: the legs whose result is not the one that it rests on any more."""

    reviewing: int = 0
    """Of the newest: how many complaints about it are open."""

    has_files: bool = False
    """May anybody have its files, and count again from them?"""

    @property
    def replaced(self) -> bool:
        return self.newest.revision != self.head.revision


@dataclass(frozen=True)
class Compared:
    """`same`: the very file, or the digest. `other`: the number of the revision that it is instead."""

    verdict: Literal["digest", "pdf", "xlsx", "csv", "json", "other", "unknown", "unreadable"]
    other: str = ""

    @property
    def is_same(self) -> bool:
        return self.verdict in ("digest", *FORMATS)


def number_typed(typed: str) -> str:
    """K7MQ2P-3, however it was typed: in small letters, with spaces, another dash or none, as the address of its page.
    "" where it is no number."""
    path = re.split(r"[?#]", "".join(typed.split()).upper(), maxsplit=1)[0].rstrip("/")
    last = path.rpartition("/")[2]
    found = next(filter(None, (NUMBER.fullmatch(last, start) for start in range(len(last)))), None)
    return f"{found[1]}-{found[2]}" if found else ""


def found_by_number(session: Session, typed: str) -> Found | None:
    """Of a draft nothing is found."""
    number = number_typed(typed)
    found = session.exec(
        select(Contest, Round, Leg, Snapshot.revision)
        .where(Round.contest_id == Contest.id, Leg.round_id == Round.id)
        .join(Snapshot, col(Snapshot.leg_id) == Leg.id)
        .where(Snapshot.number == number)
    ).first()
    if found is None:
        return _concluded(session, number)
    if not found[0].is_public:
        return None
    contest, round, leg, revision = found
    heads = revisions_of(session, leg)
    head = next(each for each in heads if each.revision == revision)
    title = " · ".join(filter(None, (round.name, leg.name)))
    shown = heads[0].is_out and leg.cancelled_at is None and everything_is_seen(round.rules)
    return Found(contest, title, f"/watch/legs/{leg.public_id}/revisions", head, heads[0],
                 reviewing=open_in_leg(session, leg) if head == heads[0] and head.is_out else 0,
                 has_files=shown and has_files(session, head))  # fmt: skip


def _concluded(session: Session, number: str) -> Found | None:
    found = session.exec(
        select(Contest, Conclusion.revision)
        .join(Conclusion, col(Conclusion.contest_id) == Contest.id)
        .where(Conclusion.number == number)
    ).first()
    if found is None or not found[0].is_public:
        return None
    contest, revision = found
    heads = conclusions_of(session, contest)
    head = next(each for each in heads if each.revision == revision)
    home = f"/watch/contests/{contest.public_id}/results"
    rests = head == heads[0] and head.is_out
    since = tuple(legs_since(session, contest, concluded_in(session, head))) if rests else ()
    reviewing = open_in_contest(session, contest) if rests else 0
    shown = heads[0].is_out and all(everything_is_seen(round.rules) for round in rounds_of(session, contest.id or 0))
    files = shown and has_files(session, head)
    return Found(contest, _("Kết quả chung cuộc"), home, head, heads[0], since, reviewing, files)


def compared(session: Session, found: Found, typed: str) -> Compared:
    """A digest, or its first digits, against the revision, each of its files, and every other revision."""
    digest = "".join(typed.split()).lower().removesuffix("…")
    if not SHORTEST <= len(digest) <= 64 or not DIGITS.issuperset(digest):
        return Compared("unreadable")
    if found.head.digest.startswith(digest):
        return Compared("digest")
    if len(digest) == 64 and found.head.is_out:
        for format in FORMATS:
            if _sha256_of(session, found.head, format) == digest:
                return Compared(format)
    other = _numbered(session, digest)
    return Compared("other", other) if other else Compared("unknown")


def _sha256_of(session: Session, head: Head, format: Format) -> str:
    made = exported(session, head, format)
    return sha256(made) if made is not None else ""


def _numbered(session: Session, digest: str) -> str:
    """Which other revision has it; of a draft none."""
    of_leg = (
        select(Snapshot.number, Contest)
        .join(Leg, col(Leg.id) == Snapshot.leg_id)
        .join(Round, col(Round.id) == Leg.round_id)
        .join(Contest, col(Contest.id) == Round.contest_id)
        .where(Snapshot.digest == digest)
    )
    of_contest = (
        select(Conclusion.number, Contest)
        .join(Contest, col(Contest.id) == Conclusion.contest_id)
        .where(Conclusion.digest == digest)
    )
    found = session.exec(of_leg).first() or session.exec(of_contest).first()
    return found[0] or "" if found is not None and found[1].is_public else ""
