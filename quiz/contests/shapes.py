"""The three shapes a contest may start from, as data. Everything in them can be changed afterwards."""

from dataclasses import dataclass, field
from datetime import timedelta

from quiz.contests.contest_rules import ContestRules
from quiz.contests.rules import RoundRules
from quiz.refusals import N_


@dataclass(frozen=True)
class PlannedRound:
    """A round as first proposed: how long after the start it opens, how long it lasts, how many questions."""

    name: str
    rules: RoundRules
    questions: int
    opens_after: timedelta = timedelta(0)
    lasts: timedelta | None = None  # None: until a judge closes it
    weekly: bool = False  # as many legs as weeks are asked for
    legs: tuple[tuple[str, timedelta, timedelta], ...] = ()
    """Legs of windows of their own: what each is called, how long after the round's opening it opens, how long it
    lasts."""


@dataclass(frozen=True)
class Shape:
    label: str
    description: str
    rounds: tuple[PlannedRound, ...]
    contest: ContestRules = field(default_factory=ContestRules)
    divisions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Where such a contest was announced: read as excerpts, not opened again since."""

    @property
    def is_weekly(self) -> bool:
        return any(round.weekly for round in self.rounds)


SHAPES: dict[str, Shape] = {
    "weekly_quiz": Shape(
        N_("Thi trắc nghiệm hằng tuần"),
        N_("Một vòng thi nhiều tuần, mỗi tuần một đợt, mỗi đợt thi một lần. Hợp với cuộc thi tìm hiểu trực tuyến."),
        (
            PlannedRound(
                "Vòng thi trực tuyến",
                RoundRules(minutes=10),
                questions=10,
                lasts=timedelta(days=6, hours=9),
                weekly=True,
            ),
        ),
    ),
    "qualifier_final": Shape(
        N_("Sơ khảo rồi chung khảo"),
        N_("Vòng sơ khảo mở theo giờ trong vài ngày; vòng chung khảo tại hội trường, giám khảo mở bằng tay."),
        (
            PlannedRound(
                "Vòng sơ khảo",
                RoundRules(minutes=15, cut_line=10),
                questions=30,
                lasts=timedelta(days=2, hours=13),
            ),
            PlannedRound(
                "Vòng chung khảo",
                RoundRules(minutes=30, opening="hand"),
                questions=30,
                opens_after=timedelta(days=10),
            ),
        ),
    ),
    "single_round": Shape(
        N_("Một vòng thi"),
        N_("Một buổi thi, một lượt, có kết quả ngay trong ngày. Hợp với hội thi cấp xã, cấp trường."),
        (PlannedRound("Vòng thi", RoundRules(minutes=15), questions=20, lasts=timedelta(hours=9)),),
    ),
}

WEEKS_MAX = 26
"""Real ones ran for up to 23 weeks."""
