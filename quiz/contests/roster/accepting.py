"""A roster is brought in, mended, and accepted once: its ready rows become entries in one transaction."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from question_bank.text import fold, same_reading
from quiz.contests.contest import Contest
from quiz.contests.enrolment import Change, Newcomer, add_entries, change_entry, withdraw
from quiz.contests.entry import RosterIntake
from quiz.contests.roster.comparing import Comparison, Known, Line
from quiz.contests.roster.reading import Row
from quiz.ledger import Decider, decide
from quiz.people.unit import Unit
from quiz.refusals import N_, Refusal

ACCEPTED = "accept_roster"


class AlreadyAccepted(Refusal):
    message = N_("Danh sách này đã được đưa vào cuộc thi rồi.")


def keep_intake(
    session: Session, contest: Contest, filename: str, rows: list[Row], warnings: list[str], by: int, at: datetime
) -> RosterIntake:
    assert contest.id is not None
    intake = RosterIntake(
        contest_id=contest.id, filename=filename, rows=rows, warnings=warnings, created_by=by, created_at=at
    )
    session.add(intake)
    session.flush()
    return intake


def open_intakes(session: Session, contest_id: int) -> list[RosterIntake]:
    """Brought in, and not yet accepted; newest first."""
    intakes = select(RosterIntake).where(RosterIntake.contest_id == contest_id, col(RosterIntake.accepted_at).is_(None))
    return list(session.exec(intakes.order_by(col(RosterIntake.id).desc())))


def mend_row(session: Session, intake: RosterIntake, number: int, **changed: Any) -> None:
    """What was typed or decided about one row replaces what was there."""
    insist_open(intake)
    intake.rows = [row | changed if row["number"] == number else row for row in intake.rows]
    session.add(intake)
    session.flush()


def choose_unit(session: Session, intake: RosterIntake, text: str, above: str, choice: str) -> int:
    """The answer to one question about a unit, for every row that names it so; how many they are."""
    insist_open(intake)
    wanted = question_of(text, above)
    asked = [row["number"] for row in intake.rows if question_of(row["given"]["unit"], row["given"]["above"]) == wanted]
    intake.rows = [row | {"unit": choice} if row["number"] in asked else row for row in intake.rows]
    session.add(intake)
    session.flush()
    return len(asked)


def question_of(text: str, above: str) -> tuple[str, str]:
    """Rows that write a unit alike ask the same question."""
    return same_reading(text), same_reading(above)


def insist_open(intake: RosterIntake) -> None:
    if intake.accepted_at is not None:
        raise AlreadyAccepted


def accept(
    session: Session,
    contest: Contest,
    intake: RosterIntake,
    comparison: Comparison,
    *,
    withdrawn: set[str],
    by: int,
    role: str,
    at: datetime,
) -> RosterIntake | None:
    """Take the ready rows in. Rows with problems stay behind in an intake of their own, which is handed back."""
    assert contest.id is not None
    assert intake.id is not None
    _take_once(session, intake, at)
    newcomers = comparison.of_kind("new")
    changed = comparison.of_kind("changed")
    _make_units(session, contest, newcomers + changed)
    entries = add_entries(session, contest, [_newcomer(line) for line in newcomers], at)
    fields = {str(line.known[0].id): _change(session, line, line.known) for line in changed if line.known}
    leaving = comparison.leaving(withdrawn)
    for entry in leaving:
        withdraw(session, entry)
    body = {"new": [entry.id for entry in entries], "changed": fields, "withdrawn": [entry.id for entry in leaving]}
    decide(
        session, contest_id=contest.id, by=Decider(by, role, at), subject=("roster_intake", intake.id),
        decision=ACCEPTED, body=body,
    )  # fmt: skip
    left = [line.row for line in comparison.of_kind("problem")]
    return keep_intake(session, contest, intake.filename, left, [], by, at) if left else None


def _take_once(session: Session, intake: RosterIntake, at: datetime) -> None:
    """Of two who press the button together, one finds it done."""
    taking = update(RosterIntake).where(col(RosterIntake.id) == intake.id, col(RosterIntake.accepted_at).is_(None))
    if session.exec(taking.values(accepted_at=at)).rowcount == 0:
        raise AlreadyAccepted
    session.refresh(intake)


def _make_units(session: Session, contest: Contest, lines: list[Line]) -> None:
    """Each new name once, below the unit that holds the contest."""
    made: dict[str, Unit] = {}
    for line in lines:
        if not line.new_unit:
            continue
        key = same_reading(line.new_unit)
        if key not in made:
            made[key] = _unit(session, contest, line.new_unit)
        line.unit = made[key]


def _unit(session: Session, contest: Contest, name: str) -> Unit:
    base = "-".join("".join(sign if sign.isalnum() else " " for sign in fold(name)).split())[:60] or "don-vi"
    taken = set(session.exec(select(Unit.code).where(col(Unit.code).startswith(base, autoescape=True))))
    code = next(code for code in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)
    unit = Unit(code=code, name=name, kind="branch" if "chi doan" in fold(name) else "other", parent_id=contest.unit_id)
    session.add(unit)
    session.flush()
    return unit


def _newcomer(line: Line) -> Newcomer:
    assert line.unit is not None
    return Newcomer(
        name=line.name, unit=line.unit, birth_date=line.born.on, birth_year=line.born.year, phone=line.phone or None,
        member_code=line.member_code or None, position=line.position, room=line.room, number=line.number,
        division=line.division,
    )  # fmt: skip


def _change(session: Session, line: Line, known: Known) -> list[str]:
    """Only what differs; the rest of the person stays as it is."""
    entry, person = known
    new = line.changes
    assert line.unit is not None
    change = Change(
        name=line.name if "name" in new else person.name,
        birth_date=line.born.on if "birth" in new else person.birth_date,
        birth_year=line.born.year if "birth" in new else person.birth_year,
        phone=line.phone if "phone" in new else person.phone,
        member_code=line.member_code if "member_code" in new else person.member_code,
        unit=line.unit if "unit" in new else session.get_one(Unit, entry.unit_id),
        position=line.position if "position" in new else entry.position,
        room=line.room if "room" in new else entry.room,
        number=line.number if "number" in new else entry.number,
        division=line.division if "division" in new else None,
    )
    return change_entry(session, entry, person, change, has_started=False)
