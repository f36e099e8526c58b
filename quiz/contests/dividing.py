"""The quiz parts of a round (phần thi): which there are, in which order, and with how many minutes of their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete

from quiz.contests.agreeing import staying_agreed
from quiz.contests.composing import own_rows_of, questions_in
from quiz.contests.consistency import PlannedPart, contradictions
from quiz.contests.contest import Contest
from quiz.contests.round import (
    BlueprintRow,
    FixedQuestion,
    Leg,
    LegBlueprintRow,
    Mixing,
    Part,
    PartKind,
    Round,
    legs_of,
    parts_of,
)
from quiz.contests.scheduling import NAME_MAX, insist_on_reason, note
from quiz.language import gettext as _
from quiz.ledger import Decider
from quiz.refusals import Invalid, NotFound, Problems

PARTS_MOST = 12
MINUTES_MOST = 300


@dataclass(frozen=True)
class TypedPart:
    """A part as typed; without a public id it is a new one. `weight`: a coefficient, or per cent."""

    public_id: str
    name: str
    minutes: str
    weight: str = ""


def quiz_parts_of(session: Session, round: Round) -> list[Part]:
    """In the order in which a paper has them."""
    assert round.id is not None
    return [part for part in parts_of(session, round.id) if part.kind == PartKind.QUIZ]


def quiz_part_named(session: Session, round: Round, public_id: str) -> Part:
    """That one; the first where none is named."""
    for part in quiz_parts_of(session, round):
        if public_id in ("", part.public_id):
            return part
    raise NotFound


def planned_parts(session: Session, round: Round, leg: Leg | None = None) -> list[PlannedPart]:
    """What the rules have to agree with; in a leg that may have rows of its own."""
    return [
        PlannedPart(part.name, part.minutes, questions_in(session, part, leg), *_weighed(round.mixing, weight_of(part)))
        for part in quiz_parts_of(session, round)
    ]


def weight_of(part: Part) -> dict[Mixing, int]:
    """What it would be weighed by, under each way of mixing."""
    return {Mixing.SUM: 1, Mixing.COEFFICIENTS: part.coefficient, Mixing.PERCENT: part.weight_percent or 0}


def _weighed(mixing: Mixing, weights: Mapping[Mixing, int]) -> tuple[int | None, int | None]:
    """A planned part's coefficient, and its per cent."""
    weight = weights[mixing]
    return weight if mixing == Mixing.COEFFICIENTS else None, weight if mixing == Mixing.PERCENT else None


def legs_of_their_own(session: Session, round: Round) -> list[tuple[str, int]]:
    """The legs that have a blueprint of their own: what each is called, and how many questions it has."""
    assert round.id is not None
    parts = quiz_parts_of(session, round)
    return [
        (leg.name, sum(part.questions for part in planned_parts(session, round, leg)))
        for leg in legs_of(session, round.id)
        if any(own_rows_of(session, part, leg) for part in parts)
    ]


def removed_by(session: Session, round: Round, typed: Sequence[TypedPart]) -> list[Part]:
    """The parts that are no longer among those typed."""
    stay = {part.public_id for part in typed}
    return [part for part in quiz_parts_of(session, round) if part.public_id not in stay]


def set_parts(
    session: Session, contest: Contest, round: Round, typed: Sequence[TypedPart], reason: str, by: Decider,
    mixing: Mixing = Mixing.SUM,
) -> None:  # fmt: skip
    """Make the parts what was typed. Whether anybody has begun, and what tries must go first, is asked before."""
    insist_on_parts(session, contest, round, typed, reason, mixing)
    with staying_agreed(session, contest, "parts"):
        _write_parts(session, contest, round, typed, reason, by, mixing)


def _write_parts(
    session: Session, contest: Contest, round: Round, typed: Sequence[TypedPart], reason: str, by: Decider,
    mixing: Mixing,
) -> None:  # fmt: skip
    for gone in removed_by(session, round, typed):
        for table in (BlueprintRow, LegBlueprintRow, FixedQuestion):
            session.exec(delete(table).where(col(table.part_id) == gone.id))
        session.delete(gone)
    session.flush()
    known = {part.public_id: part for part in quiz_parts_of(session, round)}
    assert round.id is not None
    for position, one in enumerate(typed, 1):
        part = known.get(one.public_id) or Part(round_id=round.id, position=position)
        part.position, part.name, part.minutes = position, _named(one), _minutes(one)
        weight = _weight(one, mixing) or 0
        part.coefficient = weight if mixing == Mixing.COEFFICIENTS else 1
        part.weight_percent = weight if mixing == Mixing.PERCENT else None
        session.add(part)
    round.rules_version += 1
    round.mixing = mixing
    session.add(round)
    session.flush()
    told: dict[str, Any] = {
        "parts": [[part.id, part.name, part.minutes] for part in quiz_parts_of(session, round)], "mixing": str(mixing),
    }  # fmt: skip
    if mixing != Mixing.SUM:
        told["weights"] = [weight_of(part)[mixing] for part in quiz_parts_of(session, round)]
    note(session, contest, ("round", round.id), "set_parts", told, reason.strip(), by)


def insist_on_parts(
    session: Session, contest: Contest, round: Round, typed: Sequence[TypedPart], reason: str,
    mixing: Mixing = Mixing.SUM,
) -> None:  # fmt: skip
    """Refuse what cannot be, naming each field; and what the rules of the round contradict."""
    problems = Problems()
    if not 1 <= len(typed) <= PARTS_MOST:
        problems["parts"] = _("Một vòng có từ 1 đến %(most)s phần.") % {"most": PARTS_MOST}
    for number, one in enumerate(typed, 1):
        if not 1 <= len(_named(one)) <= NAME_MAX:
            problems[f"name-{number}"] = _("Hãy đặt tên phần, không quá %(most)s chữ.") % {"most": NAME_MAX}
        if one.minutes.strip() and _minutes(one) is None:
            problems[f"minutes-{number}"] = _("Từ 1 đến %(most)s phút, hoặc để trống.") % {"most": MINUTES_MOST}
        if _weight(one, mixing) is None:
            problems[f"weight-{number}"] = WEIGHT_PROBLEMS[mixing]()
    with problems.gathered():
        insist_on_reason(contest, reason)
    problems.refuse()
    asked = {part.public_id: questions_in(session, part) for part in quiz_parts_of(session, round)}
    planned = [
        PlannedPart(
            _named(one), _minutes(one), asked.get(one.public_id, 0),
            *_weighed(mixing, {mixing: _weight(one, mixing) or 0}),
        )
        for one in typed
    ]  # fmt: skip
    against = contradictions(round.rules, planned)
    if "parts" in against:
        raise Invalid({"parts": against["parts"]})


WEIGHT_PROBLEMS: dict[Mixing, Callable[[], str]] = {
    Mixing.SUM: lambda: "",
    Mixing.COEFFICIENTS: lambda: _("Hệ số là số nguyên từ 1 đến 100."),
    Mixing.PERCENT: lambda: _("Tỷ trọng là số nguyên từ 1 đến 100."),
}


def _weight(typed: TypedPart, mixing: Mixing) -> int | None:
    """A coefficient left empty is 1; None: it cannot be."""
    text = typed.weight.strip().removesuffix("%").strip() or ("1" if mixing == Mixing.COEFFICIENTS else "")
    if mixing == Mixing.SUM:
        return 1
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= 100 else None


def _named(typed: TypedPart) -> str:
    return " ".join(typed.name.split())


def _minutes(typed: TypedPart) -> int | None:
    text = typed.minutes.strip()
    fits = text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MINUTES_MOST
    return int(text) if fits else None
