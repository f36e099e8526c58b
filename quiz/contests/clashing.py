"""Rules of a contest that cannot all hold: each with the articles of the public text that clash. Pure.

What a single round contradicts by itself is consistency.py's to find; it is here too, under its articles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from quiz.contests.articles.article import AFTERWARDS, DATA, PAPER, SCORING, TIMES, WHOM
from quiz.contests.articles.rounds import parts_as_planned
from quiz.contests.consistency import contradictions
from quiz.contests.contest_rules import PlannedLeg, Rules, RulesRound
from quiz.contests.eligibility import GROUPS, SEE_QUESTIONS, Eligibility
from quiz.in_words import day, moment
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
    "board": (PAPER, AFTERWARDS), "board_shows": (AFTERWARDS,), "prediction": (PAPER, SCORING),
}  # fmt: skip


def in_times(rules: Rules) -> Iterator[Clash]:
    """Windows of one round that have a moment in common."""
    for round in rules.rounds:
        planned = sorted(_planned(round), key=lambda leg: leg.opens_at)
        for before, after in pairwise(planned):
            if after.opens_at < before.closes_at:
                told = _("%(round)s: “%(before)s” còn mở khi “%(after)s” đã mở (%(moment)s).") % {
                    "round": round.name, "before": before.name, "after": after.name, "moment": moment(after.opens_at),
                }  # fmt: skip
                yield Clash((TIMES,), told, "rounds", "opens_at")


@dataclass(frozen=True)
class _Window:
    name: str
    opens_at: datetime
    closes_at: datetime


def _planned(round: RulesRound) -> list[_Window]:
    return [
        _Window(leg.name, leg.opens_at, leg.closes_at)
        for leg in round.legs
        if leg.opens_at and leg.closes_at and not leg.cancelled
    ]


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
    if whom.positions and "member" not in whom.positions and entering.position != "required":
        yield Clash((WHOM, DATA), _("Chỉ dành cho người giữ chức vụ thì phải hỏi chức vụ."), "registration", "position")
    if (whom.quota_per_unit or whom.unit_ids or rules.contest.unit_rankings) and entering.unit != "required":
        told = _("Có giới hạn theo đơn vị hoặc xếp hạng tập thể thì phải hỏi đơn vị.")
        yield Clash((WHOM, DATA), told, "registration", "unit")


def _beside_without_a_seat(whom: Eligibility) -> Iterator[Clash]:
    """Whoever can see questions begins no counted attempt, whatever the rules let them."""
    for group in SEE_QUESTIONS:
        if whom.how_excluded(group) == "hors_concours":
            told = _(
                "Thể lệ cho %(group)s dự thi không xếp hạng, nhưng ai xem được câu hỏi thì không bắt đầu bài tính điểm "
                "được: nên ghi là không dự thi."
            )
            yield Clash((WHOM,), told % {"group": _(GROUPS[group])}, "eligibility", f"group-{group}", is_warning=True)


def registering(rules: Rules) -> Iterator[Clash]:
    """When one may register, against when one may play."""
    entering = rules.contest.registration
    ends = [leg.closes_at for round in rules.rounds for leg in round.legs if leg.closes_at and not leg.cancelled]
    last = max(ends, default=None)
    if entering.keep_until and last and entering.keep_until < last.date():
        yield Clash((TIMES, DATA), _("Xóa số điện thoại, ngày sinh sau ngày %(day)s, khi cuộc thi chưa xong.") % {
            "day": day(entering.keep_until)}, "registration", "keep_until")  # fmt: skip
    if entering.mode == "closed":
        return
    if entering.opens_at and entering.closes_at and entering.opens_at >= entering.closes_at:
        yield Clash((TIMES,), _("Đăng ký đóng trước khi mở."), "registration", "closes_at")
    first = _first_close(rules)
    if entering.closes_at and last and entering.closes_at > last:
        yield Clash((TIMES, DATA), _("Đăng ký còn mở đến %(moment)s, khi vòng thi đã đóng.") % {
            "moment": moment(entering.closes_at)}, "registration", "closes_at")  # fmt: skip
    elif entering.opens_at and first and entering.opens_at >= first:
        yield Clash((TIMES, DATA), _("Đăng ký mở khi đợt thi đầu tiên đã đóng."), "registration", "opens_at")


def _first_close(rules: Rules) -> datetime | None:
    return min((leg.closes_at for leg in _legs(rules) if leg.closes_at), default=None)


def _legs(rules: Rules) -> list[PlannedLeg]:
    return [leg for round in rules.rounds for leg in round.legs if not leg.cancelled]


def after_the_round(rules: Rules) -> Iterator[Clash]:
    """Complaints, against the day on which the result is final."""
    due, complaints = rules.contest.publication, rules.contest.complaints
    if due.official_days is None or complaints.days == 0:
        return
    if due.official_days < complaints.days:
        yield Clash((AFTERWARDS,), _("Nhận khiếu nại %(days)s ngày mà kết quả chính thức có sau %(official)s ngày.") % {
            "days": complaints.days, "official": due.official_days}, "publication", "official_days")  # fmt: skip
    elif due.official_days < complaints.days + complaints.answer_days:
        told = _("Khiếu nại gửi ngày cuối chưa chắc được trả lời trước kết quả chính thức.")
        yield Clash((AFTERWARDS,), told, "publication", "official_days", is_warning=True)
