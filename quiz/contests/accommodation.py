"""More time for one person, in every attempt of theirs ("thời gian thêm"): a standing accommodation. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from babel.numbers import format_decimal

from quiz import language
from quiz.language import gettext as _
from quiz.refusals import Problems

PERCENT_MOST = 200
MINUTES_MOST = 180


@dataclass(frozen=True)
class Accommodation:
    """A share of the time allowed, or whole minutes; one of them at most."""

    percent: int = 0
    minutes: int = 0

    def __bool__(self) -> bool:
        return bool(self.percent or self.minutes)

    def added_to(self, allowed: timedelta) -> timedelta:
        """How much longer than everybody else. Whole seconds: a part of one is given, not taken."""
        share = -(-int(allowed.total_seconds()) * self.percent // 100)
        return timedelta(seconds=share, minutes=self.minutes)

    @property
    def told(self) -> str:
        """In words: "+25 %" or "+10 phút"; nothing where there is none."""
        if self.percent:
            return f"+{format_decimal(self.percent, locale=language.current())} %"
        return _("+%(minutes)s phút") % {"minutes": self.minutes} if self.minutes else ""


NONE = Accommodation()


def accommodation_typed(percent: str, minutes: str) -> Accommodation:
    """As typed in the form; both blank take it away. Invalid names each field that cannot be."""
    problems = Problems()
    found = Accommodation(_whole(percent, PERCENT_MOST), _whole(minutes, MINUTES_MOST))
    if found.percent < 0:
        problems["percent"] = _("Ghi số phần trăm từ 1 đến %(most)s, hoặc để trống.") % {"most": PERCENT_MOST}
    if found.minutes < 0:
        problems["minutes"] = _("Ghi số phút từ 1 đến %(most)s, hoặc để trống.") % {"most": MINUTES_MOST}
    if found.percent > 0 and found.minutes > 0:
        problems["minutes"] = _("Ghi phần trăm hoặc số phút, không ghi cả hai.")
    problems.refuse()
    return found


def _whole(text: str, most: int) -> int:
    """-1 where it is no number within reach."""
    text = text.strip().removesuffix("%").strip()
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= most else -1
