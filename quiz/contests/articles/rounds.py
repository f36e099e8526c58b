"""Articles 2 and 3: what is asked, and when. Under each round's name where there are several. Pure."""

from collections.abc import Callable, Sequence

from quiz.contests.articles.article import Clause, listed, plain
from quiz.contests.consistency import PlannedPart
from quiz.contests.contest_rules import PlannedLeg, Rules, RulesRound
from quiz.contests.regulations import paper_sentences, sitting_sentences
from quiz.in_words import window
from quiz.language import gettext as _


def paper(rules: Rules) -> list[Clause]:
    return by_round(rules, _paper)


def times(rules: Rules) -> list[Clause]:
    return [*_registering(rules), *by_round(rules, _times)]


def by_round(rules: Rules, said: Callable[[RulesRound], Sequence[Clause]]) -> list[Clause]:
    """The clauses of the one round; or one clause a round, with what was said as its points."""
    if len(rules.rounds) == 1:
        return list(said(rules.rounds[0]))
    return [clause for round in rules.rounds for clause in _under(round.name, said(round))]


def parts_as_planned(round: RulesRound) -> list[PlannedPart]:
    return [
        PlannedPart(
            part.name, part.minutes, part.questions,
            part.coefficient if round.mixing == "coefficients" else None,
            part.weight_percent or 0 if round.mixing == "percent" else None,
        )
        for part in round.parts
        if part.kind == "quiz"
    ]  # fmt: skip


def _under(name: str, clauses: Sequence[Clause]) -> list[Clause]:
    if not clauses:
        return []
    points = [line for clause in clauses for line in (clause.text, *clause.points)]
    examples = [line for clause in clauses for line in clause.examples]
    return [Clause(f"{name}:", tuple(points), tuple(examples))]


def _paper(round: RulesRound) -> list[Clause]:
    if round.kind == "stage":
        return [Clause(_("Thi tại hội trường, giám khảo chấm."))]
    own = [(leg.name, leg.questions) for leg in round.legs if leg.questions is not None]
    return plain(paper_sentences(round.rules, round.questions, parts_as_planned(round), own))


def _times(round: RulesRound) -> list[Clause]:
    return [_windows(round), *(plain(sitting_sentences(round.rules)) if round.kind != "stage" else ())]


def _registering(rules: Rules) -> list[Clause]:
    asked = rules.contest.registration
    if asked.mode == "closed":
        return []
    if asked.opens_at:
        span = window(asked.opens_at, asked.closes_at)
        told = _("Đăng ký: %(window)s.") if asked.closes_at else _("Đăng ký từ %(window)s, đến khi vòng thi đóng.")
        return [Clause(told % {"window": span})]
    if asked.closes_at:
        return [Clause(_("Đăng ký đến %(window)s.") % {"window": window(asked.closes_at, None)})]
    if len(rules.rounds_for_newcomers) < len(rules.rounds):
        names = listed([round.name for round in rules.rounds_for_newcomers])
        return [Clause(_("Đăng ký khi %(rounds)s còn mở.") % {"rounds": names})]
    return [Clause(_("Đăng ký khi vòng thi còn mở."))]


def _windows(round: RulesRound) -> Clause:
    legs = [leg for leg in round.legs if not leg.cancelled]
    if len(legs) == 1:
        return Clause(_("Thời gian thi: %(window)s.") % {"window": _window(round, legs[0])})
    points = tuple(f"{leg.name or number}: {_window(round, leg)}" for number, leg in enumerate(legs, 1))
    return Clause(_("Thời gian thi, từng đợt:"), points)


def _window(round: RulesRound, leg: PlannedLeg) -> str:
    if leg.opens_at is not None:
        return window(leg.opens_at, leg.closes_at)
    return _("mở bằng tay, khi hội trường sẵn sàng") if round.rules.opening == "hand" else _("sẽ thông báo sau")
