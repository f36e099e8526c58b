"""The result of a whole contest (kết quả chung cuộc) as it was published: numbered, never changed, only followed."""

from dataclasses import dataclass

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.standings.overall_table import OverallTable
from quiz.standings.prize_list import PrizeList
from quiz.standings.revision import Head, heads_of
from quiz.standings.score import Conclusion
from quiz.standings.unit_rankings import UnitTable


@dataclass(frozen=True)
class LegResult:
    """The board of a leg that a conclusion rests on."""

    leg: str
    """Its public id."""
    name: str
    number: str
    revision: int
    state: str
    digest: str


@dataclass(frozen=True)
class LegUnits:
    """The rankings of units that count prizes, of one leg. `leg`: its public id."""

    leg: str
    name: str
    tables: tuple[UnitTable, ...]


@dataclass(frozen=True)
class Concluded:
    """Read from a conclusion, and from nothing else. A part that the rules do not have is None, or empty."""

    legs: tuple[LegResult, ...]
    overall: OverallTable | None
    units: tuple[UnitTable, ...]
    prizes: PrizeList | None
    early: str = ""
    leg_units: tuple[LegUnits, ...] = ()


def latest_conclusion(session: Session, contest: Contest) -> Head | None:
    return next(iter(heads_of(session, Conclusion, Conclusion.contest_id == contest.id, most=1)), None)


def conclusions_of(session: Session, contest: Contest) -> list[Head]:
    """All of them, the newest first."""
    return heads_of(session, Conclusion, Conclusion.contest_id == contest.id)


def concluded_in(session: Session, head: Head) -> Concluded:
    """A conclusion never changes, so it is read once and kept."""
    if head.public_id not in _read:
        while len(_read) >= KEPT:
            _read.pop(next(iter(_read)))
        _read[head.public_id] = concluded(session.get_one(Conclusion, head.id))
    return _read[head.public_id]


def concluded(conclusion: Conclusion) -> Concluded:
    content = conclusion.content
    return Concluded(
        tuple(LegResult(**leg) for leg in content["legs"]),
        OverallTable.from_json(content["overall"]) if content["overall"] else None,
        tuple(UnitTable.from_json(table) for table in content["units"]),
        PrizeList.from_json(content["prizes"]) if content["prizes"] else None,
        conclusion.rules.get("early", ""),
        tuple(
            LegUnits(one["leg"], one["name"], tuple(UnitTable.from_json(table) for table in one["units"]))
            for one in content.get("leg_units", [])
        ),
    )


KEPT = 4
_read: dict[str, Concluded] = {}
