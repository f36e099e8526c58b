"""What regulations are made of: articles (điều) of numbered clauses (khoản), some with points under them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.language import gettext as _
from quiz.refusals import N_

WHOM, PAPER, TIMES, SCORING, PRIZES, AFTERWARDS, DATA, CHANGES = range(1, 9)
"""The numbers of the articles, the same in every contest, so that two that clash can be named."""
TITLES = {
    WHOM: N_("Mục đích, đối tượng"),
    PAPER: N_("Nội dung và hình thức"),
    TIMES: N_("Thời gian"),
    SCORING: N_("Cách tính điểm, xếp hạng"),
    PRIZES: N_("Giải thưởng"),
    AFTERWARDS: N_("Công bố kết quả, khiếu nại"),
    DATA: N_("Đăng ký và dữ liệu cá nhân"),
    CHANGES: N_("Sửa đổi thể lệ"),
}


@dataclass(frozen=True)
class Clause:
    """A sentence or two; the points that belong to it; and what it comes to in numbers (a worked example)."""

    text: str
    points: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.text, *self.points, *self.examples)


@dataclass(frozen=True)
class Article:
    number: int
    title: str
    clauses: tuple[Clause, ...]


def plain(sentences: Iterable[str]) -> list[Clause]:
    return [Clause(sentence) for sentence in sentences if sentence]


def listed(words: Sequence[str]) -> str:
    """One, two and three, as a sentence has them."""
    if len(words) < 2:
        return "".join(words)
    return _("%(most)s và %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}
