"""What the rules say of people on a roster: told to organisers beside each row; nobody is kept out by it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from question_bank.text import fold
from quiz.contests.conditions import age_on, judged_position, positions_told
from quiz.contests.contest import Contest
from quiz.contests.eligibility import GROUPS, Eligibility
from quiz.contests.entry import EntryState
from quiz.contests.insiders import SIGNS, Seat, Sign, likeness, staff_concerned
from quiz.contests.registrant import NOTES, Note
from quiz.contests.roster.cells import Born
from quiz.contests.roster.comparing import Known, Line
from quiz.in_words import day
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.unit import subtree_of


@dataclass(frozen=True)
class Yardstick:
    """What rows are held against. `inside`: the units the rules name, with all below them. `staff`: whom the rules keep
    from winning, and who can see questions."""

    rules: Eligibility
    today: date
    inside: Collection[int] = ()
    staff: Collection[tuple[Person, Seat]] = ()


def note_rules(
    session: Session, contest: Contest, lines: Sequence[Line], known: Sequence[Known], today: date, at: datetime
) -> None:
    """Each row gets the warnings that the rules of the contest give cause for."""
    rules = contest.rules.eligibility
    inside = set[int]().union(*(subtree_of(session, unit_id) for unit_id in rules.unit_ids))
    by = Yardstick(rules, today, inside, staff_concerned(session, contest, at))
    for line, warnings in zip(lines, warnings_of(by, lines, known), strict=True):
        line.warnings += warnings


def rules_on(
    session: Session, contest: Contest, line: Line, known: Sequence[Known], today: date, at: datetime
) -> list[str]:
    """Of one line alone, what the rules say and nothing else."""
    line.warnings = []
    note_rules(session, contest, [line], known, today, at)
    return line.warnings


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
    found += _staff_like(by, line)
    return [told for told in found if told]


def _staff_like(by: Yardstick, line: Line) -> Iterator[str]:
    """A name alone proves nothing: who enters them, or an organiser later, says whether they are one."""
    folded = fold(line.name)
    for staff, seat in by.staff:
        sign = likeness(folded, line.born.on, line.phone, staff)
        if sign is None:
            continue
        told = _(SIGNS[sign]) + ": " + staff.name + ". "
        if sign == Sign.NAME:
            yield told + _(NOTES[Note.STAFF_LIKE]) + "."
        elif seat.sees_questions:
            yield told + _("Người ấy xem được câu hỏi, nên không bắt đầu được bài tính điểm.")
        elif seat.saw_until is not None and not seat.is_kept_out:
            seen = _("Người ấy từng xem được câu hỏi (đến {day}), nên không bắt đầu được bài tính điểm.")
            yield told + seen.format(day=day(seat.saw_until))
        elif seat.excluded is not None:
            group, how = seat.excluded
            said = {
                "hard": _("Theo thể lệ, {group} không dự thi."),
                "hors_concours": _("Theo thể lệ, {group} dự thi không xếp hạng."),
            }[how]
            yield told + said.format(group=_(GROUPS[group]))


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
