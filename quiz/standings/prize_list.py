"""The list of who has won which prize, as it is shown and frozen: it renders from itself alone."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from quiz.contests.prizes import GRADES, Grade, Scope
from quiz.in_words import number
from quiz.language import gettext as _

Source = Literal["published", "live"]
SHOWN_MOST = 200
"""So many winners of one prize on a page; a certificate may go to tens of thousands."""


@dataclass(frozen=True)
class Winner:
    """`name`: of the person, of the unit where units are ranked. `points`: in the scope, scaled as in points.py.

    `over_holders`, `over_barred`: so many above in the ranking have a higher prize, or may not have one.
    """

    place: int
    name: str
    number: str = ""
    unit: str = ""
    points: int | None = None
    entry_id: int | None = None
    unit_id: int | None = None
    over_holders: int = 0
    over_barred: int = 0


@dataclass(frozen=True)
class PrizeLine:
    """One prize in one ranking. `of`: what the leg, the round, the division, the part or the ranking is called.

    `seats`: how many were to be given, None: to all the rest; `left_open`: how many nobody reached.
    """

    grade: Grade
    name: str
    scope: Scope
    round: str
    of: str
    recipient: Literal["person", "unit"]
    seats: int | None
    winners: tuple[Winner, ...]
    left_open: int = 0
    shared: bool = False
    used_above: int = 0
    worth_vnd: int | None = None
    worth: str = ""
    in_percent: bool = False

    @property
    def called(self) -> str:
        return self.name or _(GRADES[self.grade])

    @property
    def worth_told(self) -> str:
        """What one of them is worth, in money and in words."""
        money = _("%(money)s đồng") % {"money": number(self.worth_vnd)} if self.worth_vnd is not None else ""
        return ", ".join(filter(None, (money, self.worth)))

    @property
    def shown(self) -> tuple[Winner, ...]:
        return self.winners[:SHOWN_MOST]

    @property
    def not_shown(self) -> int:
        return len(self.winners) - len(self.shown)

    @property
    def where(self) -> str:
        """Where it was won, as a heading."""
        match self.scope:
            case "overall":
                return _("Giải chung cuộc: %(of)s") % {"of": self.of} if self.of else _("Giải chung cuộc")
            case "unit":
                return _("Giải tập thể: %(of)s") % {"of": f"{self.round}: {self.of}" if self.of else self.round}
            case "leg_unit":
                return _("Giải tập thể mỗi đợt: %(of)s") % {"of": f"{self.round}: {self.of}"}
            case "entered":
                return _("Giải theo %(basis)s") % {"basis": self.round}
            case "part":
                return _("Giải phần “%(part)s”") % {"part": self.of}
        return _("%(round)s: %(of)s") % {"round": self.round, "of": self.of} if self.of else self.round

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "PrizeLine":
        return cls(**{**kept, "winners": tuple(Winner(**one) for one in kept["winners"])})


@dataclass(frozen=True)
class PrizeList:
    """`people`: who took part in the contest; `given`: prizes for persons, as the cap counts them.

    `revisions`: of each leg, by its public id, the revision of the published board that was read; live: none.
    """

    source: Source
    lines: tuple[PrizeLine, ...]
    people: int
    given: int
    revisions: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        kept = asdict(self)
        return kept | {"lines": [line | {"winners": list(line["winners"])} for line in kept["lines"]]}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "PrizeList":
        return cls(**{**kept, "lines": tuple(PrizeLine.from_json(line) for line in kept["lines"])})

    @property
    def by_scope(self) -> list[tuple[str, list[PrizeLine]]]:
        """The lines under their headings, in order."""
        found: dict[str, list[PrizeLine]] = {}
        for line in self.lines:
            found.setdefault(line.where, []).append(line)
        return list(found.items())
