"""Lists that the organisers enter for prizes: votes counted elsewhere, a jury's choice, how units held base rounds.

Each is a decision in the ledger with its reason, and takes the place of the one before. Nothing of it touches a score.
Body: {"for": "prize" or "units", "number": the prize's index or the ranking's number, "was": what it was entered for,
"lines": [[entry or unit id, figure or null], …]}.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session, select

from quiz.contests.contest import Contest
from quiz.contests.contest_rules import ContestRules
from quiz.contests.entry import Entry, EntryState
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, lock_ledger
from quiz.people.charting import chart_of
from quiz.refusals import N_, Problems, Refusal
from quiz.standings.awarding import Contender
from quiz.standings.deciding_prizes import ENTER, identity, record, standing_decisions
from quiz.standings.ranking import rank
from quiz.written import reason_written

LINES_MOST = 500
FIGURE = re.compile(r"(\d{1,3}(?:[. ]\d{3})+|\d{1,9})(?:,(\d{1,2}))?")


class NoSuchList(Refusal):
    message = N_("Thể lệ không có danh sách nào như vậy để ghi. Hãy xem lại trang giải thưởng.")


@dataclass(frozen=True)
class EnteredList:
    """The newest for something. Without figures the order is the list's own."""

    seq: int
    lines: tuple[tuple[int, Fraction | None], ...]

    def contenders(self, may: Callable[[int], bool]) -> tuple[Contender, ...]:
        """Of those who still may; equals by their figures share a place."""
        told = [(id, figure, number) for number, (id, figure) in enumerate(self.lines) if may(id)]
        by_figure = all(figure is not None for _id, figure, _number in told)
        placed = rank(told, lambda one: (-(one[1] or 0) if by_figure else one[2],), among_equals=lambda one: one[2])
        return tuple(Contender(id, place, figure) for place, (id, figure, _number) in placed)


@dataclass(frozen=True)
class Entered:
    prizes: Mapping[int, EnteredList] = field(default_factory=dict)
    """By the prize's index."""
    units: Mapping[int, EnteredList] = field(default_factory=dict)
    """By the number of the ranking of units."""


def entered_in(entries: Sequence[LedgerEntry], rules: ContestRules) -> Entered:
    """Lists count while the rules still have what they were entered for."""
    prizes: dict[int, EnteredList] = {}
    units: dict[int, EnteredList] = {}
    for entry in (entry for entry in entries if entry.decision == ENTER):
        body = entry.body
        lines = tuple((id, None if figure is None else Fraction(figure)) for id, figure in body["lines"])
        found = prizes if body["for"] == "prize" else units
        if _known(rules, body["for"], body["number"]) == body["was"]:
            found[body["number"]] = EnteredList(entry.seq, lines)
    return Entered(prizes, units)


def entered_of(session: Session, contest: Contest) -> Entered:
    return entered_in(standing_decisions(session, contest), contest.rules)


def enter_list(
    session: Session, contest: Contest, what: str, number: int, typed: str, reason: str, by: Decider
) -> LedgerEntry:
    """`typed`: a line each: a number that somebody wears, or a unit's code or name; and after a semicolon a figure."""
    assert contest.id is not None
    was = _known(contest.rules, what, number)
    if was is None:
        raise NoSuchList
    lock_ledger(session, contest.id)
    problems = Problems()
    with problems.gathered():
        reason = reason_written(reason)
    lines = _lines(typed, _named(session, contest, what), problems)
    problems.refuse()
    body = {"for": what, "number": number, "was": was, "lines": lines}
    return record(session, contest, ENTER, body, reason, by)


def _known(rules: ContestRules, what: str, number: int) -> object:
    """What a list is entered for, as it is told from another that came into its place; None: there is none."""
    if what == "prize" and 0 <= number < len(rules.prizes) and rules.prizes[number].scope == "entered":
        return identity(rules.prizes[number])
    ranking = next((one for one in rules.unit_rankings if what == "units" and one.number == number), None)
    return {"basis": ranking.basis} if ranking is not None and ranking.measure == "entered" else None


def _named(session: Session, contest: Contest, what: str) -> Callable[[str], int | None]:
    if what == "units":
        chart = chart_of(session)

        def unit_named(told: str) -> int | None:
            unit = chart.called(told)
            is_ours = unit and contest.unit_id in {unit.id, *(above.id for above in chart.path(unit))}
            return unit.id if unit and is_ours else None

        return unit_named
    rows = session.exec(
        select(Entry.number, Entry.id).where(
            Entry.contest_id == contest.id, Entry.state == EntryState.ACTIVE, Entry.hors_concours == False,  # noqa: E712
        )
    )  # fmt: skip
    known = {number.casefold(): id for number, id in rows if number}
    return lambda told: known.get(told.casefold())


def _lines(typed: str, named: Callable[[str], int | None], problems: Problems) -> list[list[object]]:
    told = [line.strip() for line in typed.splitlines() if line.strip()]
    if not told or len(told) > LINES_MOST:
        problems["lines"] = _("Hãy ghi từ 1 đến %(most)s dòng.") % {"most": LINES_MOST}
        return []
    found: list[list[object]] = []
    for line in told:
        name, _semicolon, figure = (part.strip() for part in line.partition(";"))
        id, value = named(name), _figure(figure)
        if id is None:
            problems["lines"] = _("Không tìm thấy trong cuộc thi: %(name)s.") % {"name": name[:80]}
        elif figure and value is None:
            problems["lines"] = _("“%(line)s”: sau dấu chấm phẩy là một con số.") % {"line": line[:80]}
        elif id in {one[0] for one in found}:
            problems["lines"] = _("%(name)s có hai dòng.") % {"name": name[:80]}
        found.append([id, value])
    if len({figure is None for _id, figure in found}) > 1:
        problems["lines"] = _("Dòng nào cũng có con số, hoặc không dòng nào: không có thì xếp theo thứ tự ghi.")
    return found


def _figure(told: str) -> str | None:
    """12.500 is a whole number, 9,5 a decimal."""
    match = FIGURE.fullmatch(told)
    if match is None:
        return None
    return str(Decimal(re.sub(r"\D", "", match[1]) + "." + (match[2] or "0")).normalize())
