"""The keys by which entries are ordered: data of the rules, printed with every board. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from quiz.contests.rules import RankingKey
from quiz.language import gettext as _
from quiz.refusals import N_
from quiz.standings.sheet import whole_second


class Rankable(Protocol):
    """What the keys look at."""

    @property
    def points(self) -> int: ...
    @property
    def elapsed_s(self) -> int: ...
    @property
    def submitted_at(self) -> datetime: ...
    @property
    def prediction_distance(self) -> Fraction | int: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def full_marks(self) -> int: ...
    @property
    def part_points(self) -> int: ...
    @property
    def jury_place(self) -> int: ...
    @property
    def lot_place(self) -> int: ...


@dataclass(frozen=True)
class TieBreak:
    column: str
    most_first: bool
    short: str
    definition: str


TIE_BREAKS: dict[RankingKey, TieBreak] = {
    "score": TieBreak("points", True, N_("điểm"), N_("điểm cao hơn")),
    "elapsed": TieBreak(
        "elapsed_s",
        False,
        N_("thời gian làm bài"),
        N_("thời gian làm bài ngắn hơn (từ lúc bắt đầu đến lần đổi đáp án cuối cùng, tính theo giây)"),
    ),
    "submitted": TieBreak("submitted_at", False, N_("nộp sớm"), N_("nộp bài sớm hơn")),
    "prediction": TieBreak(
        "prediction_distance", False, N_("dự đoán"), N_("số dự đoán gần đúng hơn (lệch ít hơn so với số thực tế)")
    ),
    "started": TieBreak("started_at", False, N_("vào thi sớm"), N_("bắt đầu làm bài sớm hơn")),
    "full_marks": TieBreak("full_marks", True, N_("lượt đúng hết"), N_("nhiều lượt thi đúng tất cả các câu hơn")),
    "part": TieBreak("part_points", True, N_("điểm phần thi"), N_("điểm phần thi nêu trong thể lệ cao hơn")),
    "jury": TieBreak("jury_place", False, N_("Ban giám khảo"), N_("Ban giám khảo quyết định, có ghi lý do")),
    "lots": TieBreak("lot_place", False, N_("bốc thăm"), N_("bốc thăm, có ghi lại để kiểm tra")),
}
OrderingKey = tuple[Fraction | int, ...]


def ordering(ranking: Sequence[RankingKey]) -> Callable[[Rankable], OrderingKey]:
    """A key to sort by: the smaller stands higher, equal ones share a place."""

    def key(sheet: Rankable) -> OrderingKey:
        return tuple(_value(TIE_BREAKS[name], sheet) for name in ranking)

    return key


def definition(ranking: Sequence[RankingKey]) -> str:
    """How places are decided, in a sentence for everyone."""
    order = _(" → ").join(_(TIE_BREAKS[name].definition) for name in ranking)
    return _("Xếp hạng theo: {order}. Bằng nhau ở mọi tiêu chí thì đồng hạng.").format(order=order)


def short_definition(ranking: Sequence[RankingKey]) -> str:
    """The same in a few words, for the hall's screen."""
    return _("Xếp theo: {order}").format(order=_(" → ").join(_(TIE_BREAKS[name].short) for name in ranking))


def _value(tie_break: TieBreak, sheet: Rankable) -> Fraction | int:
    value = getattr(sheet, tie_break.column)
    if isinstance(value, Fraction):
        return -value if tie_break.most_first else value
    number = int(whole_second(value).timestamp()) if isinstance(value, datetime) else int(value)
    return -number if tie_break.most_first else number
