"""How a part of a round is composed: its blueprint, its fixed questions, its pool."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, delete, func, select

from question_bank import drawing
from question_bank.drawing import PoolQuestion
from question_bank.finding import Hidden, counts, pool
from question_bank.kinds import BY_PEOPLE
from question_bank.question import Question, QuestionVersion
from question_bank.revising import current_version
from quiz import clock
from quiz.contests.blueprint import Group, RowOutlook, outlook
from quiz.contests.mock_question import not_for_counting
from quiz.contests.reserving import kept_elsewhere
from quiz.contests.round import BlueprintRow, FixedQuestion, Leg, LegBlueprintRow, Part, PartKind, Round, parts_of
from quiz.language import gettext as _
from quiz.refusals import N_, NotFound, Problems, Refusal

QUESTIONS_MAX = 300
"""In one paper: more is a slip of the finger."""


class NotForMachines(Refusal):
    message = N_("Câu tự luận do người chấm, nên không đưa vào đề trực tuyến được.")


class FixedInAnotherPart(Refusal):
    message = N_("Câu này đã cố định ở một phần khác của vòng; một đề không có câu nào hai lần.")


def quiz_part_of(session: Session, round: Round) -> Part:
    """The part with questions; a round without one has nothing to compose."""
    assert round.id is not None
    for part in parts_of(session, round.id):
        if part.kind == PartKind.QUIZ:
            return part
    raise NotFound


def rows_of(session: Session, part: Part) -> list[BlueprintRow]:
    """The round's own; what a leg draws by is `rows_for`."""
    rows = select(BlueprintRow).where(BlueprintRow.part_id == part.id).order_by(col(BlueprintRow.position))
    return list(session.exec(rows))


def own_rows_of(session: Session, part: Part, leg: Leg) -> list[LegBlueprintRow]:
    """The leg's own; mostly none."""
    here = (LegBlueprintRow.leg_id == leg.id, LegBlueprintRow.part_id == part.id)
    return list(session.exec(select(LegBlueprintRow).where(*here).order_by(col(LegBlueprintRow.position))))


def rows_for(session: Session, part: Part, leg: Leg | None) -> Sequence[BlueprintRow | LegBlueprintRow]:
    """What papers of the leg are drawn by: its own rows where it has any, else the round's."""
    return (own_rows_of(session, part, leg) if leg is not None else []) or rows_of(session, part)


def as_drawn(rows: Sequence[BlueprintRow | LegBlueprintRow]) -> list[drawing.BlueprintRow]:
    return [drawing.BlueprintRow(row.count, row.topic_id, row.difficulty) for row in rows]


def pool_of(session: Session, part: Part, day: date | None = None) -> list[PoolQuestion]:
    """What a row of the blueprint may draw on that day (None: today): approved, in force, not fixed in the part."""
    day = day or clock.day_of(clock.now())
    fixed = {version.id for version in fixed_of(session, part, day)}
    hidden = _kept_from_drawing(session, part)
    return [question for question in pool(session, day, hidden=hidden) if question.version_id not in fixed]


def kept_from(session: Session, part: Part) -> Hidden:
    """What other contests keep for rounds of theirs."""
    contest_id = session.exec(select(Round.contest_id).where(Round.id == part.round_id)).one()
    return kept_elsewhere(session, contest_id, clock.now())


def _kept_from_drawing(session: Session, part: Part) -> Hidden:
    return not_for_counting(session, session.get_one(Round, part.round_id), clock.now())


def supply_of(session: Session, part: Part, day: date) -> dict[Group, int]:
    """How many questions of each topic and difficulty the pool holds on that day."""
    fixed = Counter((version.topic_id, version.difficulty) for version in fixed_of(session, part, day))
    return {
        group: number - fixed[group]
        for group, number in counts(session, day, _kept_from_drawing(session, part)).items()
    }


def out_of_date(session: Session, part: Part, rows: Sequence[drawing.BlueprintRow], day: date) -> int:
    """How many approved questions fit a row, and will not be in force on that day."""
    hidden = _kept_from_drawing(session, part)
    approved, in_force = counts(session, None, hidden), counts(session, day, hidden)
    fits = [group for group in approved if any(_fits(row, group) for row in rows)]
    return sum(approved[group] - in_force.get(group, 0) for group in fits)


def fixed_of(session: Session, part: Part, day: date | None = None) -> list[QuestionVersion]:
    """The questions that every paper of the part has, in order, as they may be asked that day (None: today)."""
    day = day or clock.day_of(clock.now())
    return [version for _question, version in fixed_questions(session, part) if _may_be_asked(version, day)]


def fixed_questions(session: Session, part: Part) -> list[tuple[Question, QuestionVersion]]:
    """Askable or not, in order, as they stand in the bank now."""
    ids = [row.question_id for row in _fixed_rows(session, part)]
    if not ids:
        return []
    current = (  # asked by their ids: a join would have SQLite look at every question of the bank
        select(Question, QuestionVersion)
        .join(QuestionVersion, col(QuestionVersion.question_id) == Question.id)
        .where(col(Question.id).in_(ids), col(QuestionVersion.is_current))
    )
    found = [(question, version) for question, version in session.exec(current)]
    return sorted(found, key=lambda pair: ids.index(pair[1].question_id))


def fixed_count(session: Session, part: Part) -> int:
    """How many are fixed, askable or not."""
    return session.exec(select(func.count()).where(FixedQuestion.part_id == part.id)).one()


def questions_in(session: Session, part: Part, leg: Leg | None = None) -> int:
    """How many questions a paper of the part has; in a leg that may have rows of its own."""
    return fixed_count(session, part) + sum(row.count for row in rows_for(session, part, leg))


def outlook_of(session: Session, part: Part, rows: Sequence[drawing.BlueprintRow], day: date) -> list[RowOutlook]:
    return outlook(rows, supply_of(session, part, day))


def insist_on_blueprint(session: Session, part: Part, rows: Sequence[drawing.BlueprintRow], day: date) -> None:
    """Refuse what the bank cannot fill, naming the row."""
    problems = _problems_with_rows(rows, outlook_of(session, part, rows, day))
    if fixed_count(session, part) + sum(row.count for row in rows) > QUESTIONS_MAX:
        problems["rows"] = _("Một đề có nhiều nhất %(most)s câu.") % {"most": QUESTIONS_MAX}
    problems.refuse()


def set_blueprint(session: Session, part: Part, rows: Sequence[drawing.BlueprintRow], day: date) -> None:
    """Replace the rows."""
    insist_on_blueprint(session, part, rows, day)
    session.exec(delete(BlueprintRow).where(col(BlueprintRow.part_id) == part.id))
    assert part.id is not None
    for position, row in enumerate(rows, 1):
        session.add(
            BlueprintRow(
                part_id=part.id, position=position, topic_id=row.topic_id, difficulty=row.difficulty, count=row.count
            )
        )
    session.flush()


def set_leg_blueprint(session: Session, part: Part, leg: Leg, rows: Sequence[drawing.BlueprintRow], day: date) -> None:
    """Replace the leg's own rows; without any it draws by the round's again."""
    if rows:
        insist_on_blueprint(session, part, rows, day)
    here = (col(LegBlueprintRow.leg_id) == leg.id, col(LegBlueprintRow.part_id) == part.id)
    session.exec(delete(LegBlueprintRow).where(*here))
    assert part.id is not None
    assert leg.id is not None
    for position, row in enumerate(rows, 1):
        session.add(
            LegBlueprintRow(
                leg_id=leg.id, part_id=part.id, position=position, topic_id=row.topic_id, difficulty=row.difficulty,
                count=row.count,
            )
        )  # fmt: skip
    session.flush()


def fix_question(session: Session, part: Part, question: Question) -> None:
    """Every paper of the part has it from now on, after those fixed before. Twice is once."""
    if current_version(session, question.id or 0).kind in BY_PEOPLE:
        raise NotForMachines
    fixed = _fixed_rows(session, part)
    if any(row.question_id == question.id for row in fixed):
        return
    elsewhere = select(FixedQuestion.id).join(Part, col(Part.id) == col(FixedQuestion.part_id))
    if session.exec(elsewhere.where(Part.round_id == part.round_id, FixedQuestion.question_id == question.id)).first():
        raise FixedInAnotherPart
    assert part.id is not None
    assert question.id is not None
    session.add(FixedQuestion(part_id=part.id, question_id=question.id, position=len(fixed) + 1))
    session.flush()


def unfix_question(session: Session, part: Part, question: Question) -> None:
    _reorder(session, [row for row in _fixed_rows(session, part) if row.question_id != question.id])
    session.exec(
        delete(FixedQuestion).where(
            col(FixedQuestion.part_id) == part.id, col(FixedQuestion.question_id) == question.id
        )
    )


def move_fixed_question(session: Session, part: Part, question: Question, by: int) -> None:
    """Up (-1) or down (+1); at the end it stays."""
    fixed = _fixed_rows(session, part)
    place = next((place for place, row in enumerate(fixed) if row.question_id == question.id), None)
    if place is None:
        raise NotFound
    fixed.insert(max(0, place + by), fixed.pop(place))
    _reorder(session, fixed)


def _problems_with_rows(rows: Sequence[drawing.BlueprintRow], outlooks: Sequence[RowOutlook]) -> Problems:
    problems = Problems()
    for number, (row, seen) in enumerate(zip(rows, outlooks, strict=True), 1):
        if row.count < 1:
            problems[f"count-{number}"] = _("Ít nhất 1 câu; không cần thì xóa dòng.")
        elif seen.short:
            problems[f"count-{number}"] = _("Thiếu %(short)s câu: kho có %(holds)s câu hợp với dòng này.") % {
                "short": seen.short,
                "holds": seen.holds,
            }
    return problems


def _fits(row: drawing.BlueprintRow, group: Group) -> bool:
    return row.topic_id in (None, group[0]) and row.difficulty in (None, group[1])


def _may_be_asked(version: QuestionVersion, day: date) -> bool:
    """As the pool decides for what is drawn: "hiệu lực đến" names the last day."""
    begun = version.valid_from is None or version.valid_from <= day
    if version.state != "approved" or version.kind in BY_PEOPLE:
        return False
    return begun and (version.valid_to is None or version.valid_to >= day)


def _fixed_rows(session: Session, part: Part) -> list[FixedQuestion]:
    rows = select(FixedQuestion).where(FixedQuestion.part_id == part.id).order_by(col(FixedQuestion.position))
    return list(session.exec(rows))


def _reorder(session: Session, rows: Sequence[FixedQuestion]) -> None:
    for position, row in enumerate(rows, 1):
        row.position = position
        session.add(row)
    session.flush()
