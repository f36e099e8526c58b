"""The whole regulations of a contest, and what changed from one version of them to the next. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from quiz.contests.articles.afterwards import afterwards
from quiz.contests.articles.article import (
    AFTERWARDS,
    CHANGES,
    DATA,
    PAPER,
    PRIZES,
    SCORING,
    TIMES,
    TITLES,
    WHOM,
    Article,
    Clause,
)
from quiz.contests.articles.awards import awards
from quiz.contests.articles.rounds import paper, times
from quiz.contests.articles.scoring import scoring
from quiz.contests.articles.whom import entering, whom
from quiz.contests.contest_rules import Rules
from quiz.in_words import moment
from quiz.language import gettext as _

WRITERS: dict[int, Callable[[Rules], list[Clause]]] = {
    WHOM: whom, PAPER: paper, TIMES: times, SCORING: scoring, PRIZES: awards, AFTERWARDS: afterwards, DATA: entering,
}  # fmt: skip


@dataclass(frozen=True)
class KeptVersion:
    """One version of the rules as it was kept."""

    version: int
    rules: Rules
    at: datetime
    reason: str


def articles(rules: Rules, versions: Sequence[KeptVersion] = ()) -> list[Article]:
    """In order; the last says what was changed since the contest was announced, where anything was."""
    told = [Article(number, _(TITLES[number]), tuple(write(rules))) for number, write in WRITERS.items()]
    return [*told, Article(CHANGES, _(TITLES[CHANGES]), tuple(changes(versions)))]


def changes(versions: Sequence[KeptVersion]) -> list[Clause]:
    """From the first announced version on: when, why, and which sentences went and came, article by article."""
    if not versions:
        return [_how_it_is_changed()]
    told = [_how_it_is_changed()]
    if versions[0].version > 1:
        told.append(_changed(versions[0], ()))
    for before, after in pairwise(versions):
        told.append(_changed(after, tuple(_differences(before.rules, after.rules))))
    return told


def _how_it_is_changed() -> Clause:
    return Clause(
        _(
            "Thể lệ đã công bố chỉ sửa bằng quyết định có ghi lý do; mỗi lần sửa là một phiên bản mới, nêu tại đây. "
            "Khi đã có thí sinh làm bài thì cách thi, cách tính điểm và xếp hạng của vòng ấy không đổi nữa."
        )
    )


def _changed(after: KeptVersion, points: tuple[str, ...]) -> Clause:
    told = _("Phiên bản %(version)s, sửa lúc %(moment)s; lý do: %(reason)s.")
    said = {"version": after.version, "moment": moment(after.at), "reason": after.reason.rstrip(".") or _("không ghi")}
    return Clause(told % said, points)


def _differences(before: Rules, after: Rules) -> list[str]:
    """Sentence by sentence. What moved and did not change is not spoken of."""
    told = []
    for number, write in WRITERS.items():
        old = [line for clause in write(before) for line in (clause.text, *clause.points)]
        new = [line for clause in write(after) for line in (clause.text, *clause.points)]
        gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
        if gone:
            told.append(_("Điều %(number)s, bỏ: %(lines)s") % {"number": number, "lines": " ".join(gone)})
        if come:
            told.append(_("Điều %(number)s, nay là: %(lines)s") % {"number": number, "lines": " ".join(come)})
    if before.title != after.title:
        told.append(_("Tên cuộc thi nay là: %(title)s") % {"title": after.title})
    return told
