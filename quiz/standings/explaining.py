"""Why an attempt is worth what it is: per question what was given, what was right, and the points."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session, col, select

from question_bank.kinds import KINDS
from question_bank.question import QuestionVersion
from quiz.attempts.attempt import Attempt, Mode
from quiz.contests.mixing import Mix, Worth
from quiz.contests.round import Part, Round
from quiz.contests.rules import RoundRules
from quiz.in_words import number
from quiz.language import gettext as _
from quiz.standings.carrying import carried_into
from quiz.standings.counting import sheets_of
from quiz.standings.keys import keys_in_force
from quiz.standings.points import scaled, shown


@dataclass(frozen=True)
class Line:
    number: int
    stem: str
    given: list[str]
    keys: list[list[str]]  # any of these is right
    for_all: bool
    dropped: bool
    points: int
    arithmetic: str
    """How the mark comes about, in figures, where it is made of parts."""


@dataclass(frozen=True)
class PartWhy:
    """What a part brought by itself, and by what it is weighed: a coefficient, or so many per cent."""

    name: str
    worth: Worth
    weight: Fraction


@dataclass(frozen=True)
class Why:
    lines: list[Line]
    points: int
    right: int
    answered: int
    elapsed_s: int
    carried: int = 0
    """Of the points, those brought along from the round before."""
    how: str = "sum"
    parts: tuple[PartWhy, ...] = ()
    """Where they are mixed by coefficients or per cent."""


def explain(session: Session, round: Round, attempt: Attempt) -> Why:
    keys = keys_in_force(session, round)
    [(_, sheet)] = sheets_of(session, [attempt], keys)
    ids = [outcome.version_id for outcome in sheet.outcomes]
    versions = {
        version.id: version for version in session.exec(select(QuestionVersion).where(col(QuestionVersion.id).in_(ids)))
    }
    lines = []
    for outcome in sheet.outcomes:
        version, key = versions[outcome.version_id], keys.in_force(outcome.version_id)
        kind = KINDS[version.kind]
        lines.append(
            Line(
                outcome.number, version.title,
                kind.told(version.content, outcome.given) if outcome.given is not None else [],
                [kind.key_told(version.content, each) for each in key.keys], key.for_all, key.dropped,
                scaled(outcome.points),
                key.arithmetic(version.kind, version.content, outcome.given) or _part(outcome.mark),
            )
        )  # fmt: skip
    carried = _carried(session, round, attempt)
    parts = tuple(_parts(session, sheet.mix, sheet.parts))
    return Why(
        lines, scaled(sheet.points) + carried, sheet.right, sheet.answered, attempt.elapsed_s, carried, sheet.mix.how,
        parts,
    )  # fmt: skip


def formula_of(why: Why, rules: RoundRules) -> str:
    """How the points add up, where it is more than counting what is right: "20 − 1,5 = 18,5"."""
    gained = sum(line.points for line in why.lines if line.points > 0)
    lost = -sum(line.points for line in why.lines if line.points < 0)
    told = [_mixed(why)] if why.parts else []
    if lost and not told:
        told.append(f"{number(shown(gained))} − {number(shown(lost))} = {number(shown(gained - lost))}")
        if gained < lost and not rules.below_zero:
            told[0] += " → " + _("thấp nhất là 0")
    if why.carried:
        whole = {"own": why.points - why.carried, "carried": why.carried, "sum": why.points}
        sum_told = _("%(own)s + %(carried)s điểm vòng trước mang sang = %(sum)s")
        told.append(sum_told % {name: number(shown(points)) for name, points in whole.items()})
    return "; ".join(told)


def _parts(session: Session, mix: Mix, worths: Mapping[int | None, Worth]) -> Iterator[PartWhy]:
    if mix.how == "sum":
        return
    names = dict(session.exec(select(Part.id, Part.name).where(col(Part.id).in_(list(worths)))).all())
    for id, worth in worths.items():
        yield PartWhy(names.get(id, ""), worth, mix.weights.get(id, Fraction(1)))


def _mixed(why: Why) -> str:
    """ "Kiến thức 12 × 2 + Tình huống 5 × 1 = 29"; by per cent "Kiến thức 9 ÷ 10 × 60 + …", of parts that count."""
    if why.how == "coefficients":
        terms = [f"{part.name} {_shown(part.worth.points)} × {_shown(part.weight)}" for part in why.parts]
        return f"{' + '.join(terms)} = {number(shown(why.points - why.carried))}"
    counted = [part for part in why.parts if part.worth.most > 0]
    shares = sum((part.weight for part in counted), Fraction(0))
    terms = [
        f"{part.name} {_shown(part.worth.points)} ÷ {_shown(part.worth.most)} × {_shown(part.weight)}"
        for part in counted
    ]
    told = " + ".join(terms)
    if shares != 100:
        told = f"({told}) × 100 ÷ {_shown(shares)}"
    return f"{told} = {number(shown(why.points - why.carried))}"


def _shown(value: Fraction) -> str:
    return number(shown(scaled(value)))


def _carried(session: Session, round: Round, attempt: Attempt) -> int:
    if attempt.mode != Mode.OFFICIAL or attempt.entry_id is None:
        return 0
    return carried_into(session, round, [attempt.entry_id]).get(attempt.entry_id, 0)


def _part(mark: Fraction | None) -> str:
    """The share itself, where it is neither none nor all."""
    return str(mark) if mark is not None and 0 < mark < 1 else ""
