"""When things are, against each other: legs, rounds that follow, registration, results and complaints. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from quiz.clock import day_of
from quiz.contests.articles.article import AFTERWARDS, DATA, SCORING, TIMES
from quiz.contests.clashing import Clash
from quiz.contests.contest_rules import PlannedLeg, Rules, RulesRound
from quiz.in_words import day, ending, moment, window
from quiz.language import gettext as _


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


def freezing(rules: Rules) -> Iterator[Clash]:
    """So long before the close that a leg has not opened; or before a close that nobody knows."""
    for round in rules.rounds:
        before = round.rules.freeze_minutes
        if before is None:
            continue
        for leg in _planned(round):
            if leg.closes_at - timedelta(minutes=before) <= leg.opens_at:
                told = _(
                    "%(round)s: bảng đóng băng %(minutes)s phút trước giờ đóng, khi “%(leg)s” (%(window)s) chưa mở."
                )
                told %= {"round": round.name, "minutes": before, "leg": leg.name or round.name,
                         "window": window(leg.opens_at, leg.closes_at)}  # fmt: skip
                yield Clash((TIMES, AFTERWARDS), told, "rounds", "freeze_minutes")
        if any(leg.closes_at is None and not leg.cancelled for leg in round.legs):
            told = _("%(round)s: chưa đặt giờ đóng, nên bảng chỉ đóng băng khi có người đóng vòng thi.")
            told %= {"round": round.name}
            yield Clash((TIMES, AFTERWARDS), told, "rounds", "freeze_minutes", is_warning=True)


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


def rounds_in_turn(rules: Rules) -> Iterator[Clash]:
    """Nobody is sent on, and no points are brought along, before the round that decides it is over."""
    for before, after in pairwise(rules.rounds):
        if before.rules.advance.kind == "none" and after.rules.carry == "nothing":
            continue
        closes = [leg.closes_at for leg in before.legs if leg.closes_at and not leg.cancelled]
        opens = [leg.opens_at for leg in after.legs if leg.opens_at and not leg.cancelled]
        if closes and opens and min(opens) < max(closes):
            told = _(
                "%(after)s mở lúc %(opens)s, khi %(before)s chưa đóng (%(closes)s): chưa biết ai vào vòng sau, với bao "
                "nhiêu điểm."
            )
            said = {"after": after.name, "before": before.name, "opens": moment(min(opens)),
                    "closes": ending(max(closes))}  # fmt: skip
            yield Clash((TIMES, SCORING), told % said, "rounds", "opens_at")


def registering(rules: Rules) -> Iterator[Clash]:
    """When one may register, against when one may play."""
    entering = rules.contest.registration
    if entering.keep_until and (over := _all_over(rules)) and entering.keep_until < over:
        yield from _erased_too_early(rules, entering.keep_until, over)
    if entering.mode == "closed":
        return
    if entering.opens_at and entering.closes_at and entering.opens_at >= entering.closes_at:
        yield Clash((TIMES,), _("Đăng ký đóng trước khi mở."), "registration", "closes_at")
    first = min((leg.closes_at for leg in _legs(rules.rounds) if leg.closes_at), default=None)
    last = _last_close(rules.rounds_for_newcomers)
    if entering.closes_at and last and entering.closes_at > last:
        yield Clash((TIMES, DATA), _("Đăng ký còn mở đến %(moment)s, khi vòng thi đã đóng.") % {
            "moment": moment(entering.closes_at)}, "registration", "closes_at")  # fmt: skip
    elif entering.opens_at and first and entering.opens_at >= first:
        yield Clash((TIMES, DATA), _("Đăng ký mở khi đợt thi đầu tiên đã đóng."), "registration", "opens_at")


def _erased_too_early(rules: Rules, keep_until: date, over: date) -> Iterator[Clash]:
    """While it is played, or while results are looked at and people called to their prizes."""
    last = _last_day(rules)
    if last is not None and keep_until < last:
        yield Clash((TIMES, DATA), _("Xóa số điện thoại, ngày sinh sau ngày %(day)s, khi cuộc thi chưa xong.") % {
            "day": day(keep_until)}, "registration", "keep_until")  # fmt: skip
        return
    told = _(
        "Xóa số điện thoại, ngày sinh sau ngày %(day)s, khi kết quả, khiếu nại chưa xong (đến ngày %(over)s): không "
        "còn gì để đối chiếu, liên hệ."
    )
    said = {"day": day(keep_until), "over": day(over)}
    yield Clash((AFTERWARDS, DATA), told % said, "registration", "keep_until")


def _all_over(rules: Rules) -> date | None:
    """The day on which the last result is official, by what the rules promise."""
    last, due, complaints = _last_day(rules), rules.contest.publication, rules.contest.complaints
    if last is None:
        return None
    heard = complaints.days + complaints.answer_days if complaints.days else 0
    return last + timedelta(days=(due.provisional_days or 0) + max(due.official_days or 0, heard))


def _last_day(rules: Rules) -> date | None:
    """On which anybody plays; a window that ends at midnight ends the day before."""
    last = max((leg.closes_at for leg in _legs(rules.rounds) if leg.closes_at), default=None)
    return day_of(last - timedelta(microseconds=1)) if last is not None else None


def _last_close(rounds: tuple[RulesRound, ...]) -> datetime | None:
    return max((leg.closes_at for leg in _legs(rounds) if leg.closes_at), default=None)


def _legs(rounds: tuple[RulesRound, ...]) -> list[PlannedLeg]:
    return [leg for round in rounds for leg in round.legs if not leg.cancelled]


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
