"""What the rules say of people on a roster: told to organisers beside each row; nobody is kept out by it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from question_bank.text import fold
from quiz.contests.conditions import age_on, judged_position, positions_told
from quiz.contests.contest import Contest
from quiz.contests.eligibility import Eligibility
from quiz.contests.entry import EntryState
from quiz.contests.registrant import NOTES, Note
from quiz.contests.roster.cells import Born
from quiz.contests.roster.comparing import Comparison, Known, Line
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.role import Role, in_force
from quiz.people.unit import subtree_of


@dataclass(frozen=True)
class Yardstick:
    """What rows are held against. `inside`: the units the rules name, with all below them. Staff as a row can tell
    them: folded names, and phones."""

    rules: Eligibility
    today: date
    inside: Collection[int] = ()
    staff_names: Collection[str] = ()
    staff_phones: Collection[str] = ()


def note_rules(
    session: Session, contest: Contest, comparison: Comparison, known: Sequence[Known], today: date, at: datetime
) -> None:
    """Each row gets the warnings that the rules of the contest give cause for."""
    rules = contest.rules.eligibility
    inside = set[int]().union(*(subtree_of(session, unit_id) for unit_id in rules.unit_ids))
    staff = _staff(session, at)
    by = Yardstick(rules, today, inside, {name for name, _phone in staff}, {phone for _name, phone in staff if phone})
    for line, warnings in zip(comparison.lines, warnings_of(by, comparison.lines, known), strict=True):
        line.warnings += warnings


def _staff(session: Session, at: datetime) -> Sequence[tuple[str, str | None]]:
    """Of every contest, since the bank is one for all."""
    held = select(Person.search_text, Person.phone).join(Role, col(Role.person_id) == Person.id)
    return session.exec(held.where(*in_force(at)).distinct()).all()


def warnings_of(by: Yardstick, lines: Sequence[Line], known: Sequence[Known]) -> list[list[str]]:
    """Of each line, in order. `known`: everybody entered; of whoever a line speaks of, the line counts."""
    told_of = {line.known[0].id for line in lines if line.known and not line.row["left_out"]}
    others = [entry for entry, _person in known if entry.state == EntryState.ACTIVE and entry.id not in told_of]
    posts = defaultdict[str, list[str]](list)
    for unit, post in [(str(entry.unit_id), entry.position) for entry in others] + [
        (line.identity.unit, line.position) for line in lines if not line.row["left_out"]
    ]:
        posts[unit].append(post)
    places = Counter(str(entry.unit_id) for entry in others)
    return [_of_line(by, line, posts, places) for line in lines]


def _of_line(by: Yardstick, line: Line, posts: dict[str, list[str]], places: Counter[str]) -> list[str]:
    if line.row["left_out"] or not line.name:
        return []
    rules, unit = by.rules, line.identity.unit
    places[unit] += bool(unit)
    found = [_age(rules, line.born, by.today), _position(rules, line.position, posts[unit])]
    if rules.unit_ids and line.unit is not None and line.unit.id not in by.inside:
        found.append(_("Đơn vị này không thuộc phạm vi dự thi trong thể lệ."))
    if rules.quota_per_unit is not None and places[unit] > rules.quota_per_unit:
        found.append(_("Quá số người mỗi đơn vị được cử theo thể lệ: {most}.").format(most=rules.quota_per_unit))
    if fold(line.name) in by.staff_names or line.phone in by.staff_phones:
        found.append(_(NOTES[Note.STAFF_LIKE]))
    return [told for told in found if told]


def _age(rules: Eligibility, born: Born, today: date) -> str:
    """By a year alone only what no day of it could mend."""
    if born.in_year is None or (rules.age_from is None and rules.age_to is None):
        return ""
    day = rules.age_on or today
    oldest = age_on(born.on or date(born.in_year, 1, 1), day)
    youngest = age_on(born.on or date(born.in_year, 12, 31), day)
    if oldest >= (rules.age_from or 0) and (rules.age_to is None or youngest <= rules.age_to):
        return ""
    told = _("Không đúng tuổi dự thi theo thể lệ: {age} tuổi, tính đến {day}.")
    return told.format(age=oldest, day=f"{day:%d/%m/%Y}")


def _position(rules: Eligibility, position: str, held: Sequence[str]) -> str:
    judged = judged_position(rules, position, held)
    if judged.note is not None:
        return _(NOTES[judged.note])
    if judged.problem is None:
        return ""
    told = _("Chức vụ không đúng thể lệ: cuộc thi dành cho {positions}.")
    return told.format(positions=positions_told(rules))
