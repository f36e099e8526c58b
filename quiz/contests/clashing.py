"""Rules of a contest that cannot all hold: each with the articles of the public text that clash. Pure.

What a single round contradicts by itself is consistency.py's to find; it is here too, under its articles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quiz.contests.articles.article import AFTERWARDS, DATA, PAPER, PRIZES, SCORING, WHOM
from quiz.contests.articles.rounds import parts_as_planned
from quiz.contests.consistency import contradictions
from quiz.contests.contest_rules import Rules
from quiz.contests.eligibility import GROUPS, SEE_QUESTIONS, Eligibility
from quiz.language import gettext as _

Section = Literal["eligibility", "registration", "advance", "overall", "prizes", "units", "publication", "rounds"]
"""The form on which it is put right."""


@dataclass(frozen=True)
class Facts:
    """What rules are held against besides themselves. None: not known."""

    entries: int | None = None
    units_without_heads: int = 0


@dataclass(frozen=True)
class Clash:
    """`articles`: one or two numbers. A warning stops nothing."""

    articles: tuple[int, ...]
    text: str
    section: Section
    field: str
    is_warning: bool = False

    @property
    def told(self) -> str:
        """With the articles named."""
        return f"{self.named}: {self.text}"

    @property
    def named(self) -> str:
        numbers = sorted(set(self.articles))
        if len(numbers) == 1:
            return _("Điều %(number)s") % {"number": numbers[0]}
        return _("Điều %(first)s và Điều %(second)s") % {"first": numbers[0], "second": numbers[1]}


def in_rounds(rules: Rules) -> Iterator[Clash]:
    """What a round contradicts by itself."""
    for round in rules.rounds:
        for field, told in contradictions(round.rules, parts_as_planned(round)).items():
            articles = ROUND_ARTICLES.get(field, (PAPER,))
            yield Clash(articles, _("%(round)s: %(told)s") % {"round": round.name, "told": told}, "rounds", field)


ROUND_ARTICLES: dict[str, tuple[int, ...]] = {
    "attempts_per": (PAPER, SCORING), "parts": (PAPER,), "question_s": (PAPER,), "ranking": (PAPER, SCORING),
    "board": (PAPER, AFTERWARDS), "board_shows": (AFTERWARDS,), "freeze_minutes": (AFTERWARDS,),
    "prediction": (PAPER, SCORING),
}  # fmt: skip


def whom_and_how(rules: Rules) -> Iterator[Clash]:
    """Who may enter, against what is asked of them."""
    whom, entering = rules.contest.eligibility, rules.contest.registration
    if whom.age_from is not None and whom.age_to is not None and whom.age_from > whom.age_to:
        yield Clash((WHOM,), _("Không có tuổi nào từ %(low)s đến %(high)s.") % {
            "low": whom.age_from, "high": whom.age_to}, "eligibility", "age_to")  # fmt: skip
    if whom.deputy_where_vacant and "secretary" not in whom.positions:
        yield Clash((WHOM,), _("Phó Bí thư dự thi thay Bí thư thì Bí thư phải là người được dự thi."), "eligibility",
                    "deputy_where_vacant")  # fmt: skip
    yield from _beside_without_a_seat(whom)
    if entering.mode == "closed":
        return
    if (whom.age_from or whom.age_to) and entering.birth_date != "required":
        yield Clash((WHOM, DATA), _("Giới hạn tuổi thì phải hỏi ngày sinh."), "registration", "birth_date")
    held = whom.positions or whom.other_positions
    if held and "member" not in whom.positions and entering.position != "required":
        yield Clash((WHOM, DATA), _("Chỉ dành cho người giữ chức vụ thì phải hỏi chức vụ."), "registration", "position")
    if entering.unit != "required":
        yield from _without_units(rules)


def _without_units(rules: Rules) -> Iterator[Clash]:
    """What goes by units, where whoever registers need not name theirs."""
    whom, contest = rules.contest.eligibility, rules.contest
    if whom.quota_per_unit or whom.unit_ids or contest.unit_rankings:
        told = _("Có giới hạn theo đơn vị hoặc xếp hạng tập thể thì phải hỏi đơn vị.")
        yield Clash((WHOM, DATA), told, "registration", "unit")
    elif any(prize.recipient == "unit" for prize in contest.prizes):
        told = _("Có giải trao cho đơn vị của người đoạt giải thì phải hỏi đơn vị.")
        yield Clash((PRIZES, DATA), told, "registration", "unit")
    elif shown := next((round for round in rules.rounds if round.rules.board_shows == "units"), None):
        told = _("%(round)s: bảng xếp hạng chỉ nêu các đơn vị, nên phải hỏi đơn vị.") % {"round": shown.name}
        yield Clash((AFTERWARDS, DATA), told, "registration", "unit")


def _beside_without_a_seat(whom: Eligibility) -> Iterator[Clash]:
    """Whoever can see questions begins no counted attempt, whatever the rules let them."""
    for group in SEE_QUESTIONS:
        if whom.how_excluded(group) == "hors_concours":
            told = _(
                "Thể lệ cho %(group)s dự thi không xếp hạng, nhưng ai xem được câu hỏi thì không bắt đầu bài tính điểm "
                "được: nên ghi là không dự thi."
            )
            yield Clash((WHOM,), told % {"group": _(GROUPS[group])}, "eligibility", f"group-{group}", is_warning=True)
