"""Moments, days and numbers as people read them here."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from babel.numbers import format_decimal

from quiz import clock, language

ZONE = clock.ZONE


def local(at: datetime) -> datetime:
    return at.astimezone(ZONE)


def from_local(text: str) -> datetime:
    """What a datetime-local field holds, meant in Vietnam's time. Raises ValueError."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def moment(at: datetime) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}"


def ending(at: datetime) -> str:
    """The end of a window: midnight is said as the end of the day before (24:00), as people write it."""
    if f"{local(at):%H:%M}" == "00:00":
        return language.gettext("hết ngày %(day)s") % {"day": day(at - timedelta(minutes=1))}
    return moment(at)


def window(opens_at: datetime, closes_at: datetime | None) -> str:
    """From when to when; the day is said once where it is the same."""
    if closes_at is None:
        return moment(opens_at)
    if day(opens_at) == day(closes_at):
        return f"{hour(opens_at)} – {moment(closes_at)}"
    return f"{moment(opens_at)} – {ending(closes_at)}"


def hour(at: datetime) -> str:
    return f"{local(at):%H:%M}"


def clock_time(at: datetime) -> str:
    return f"{local(at):%H:%M:%S}"


def local_input(at: datetime | None) -> str:
    return f"{local(at):%Y-%m-%dT%H:%M}" if at else ""


def day(at: date) -> str:
    return f"{local(at) if isinstance(at, datetime) else at:%d/%m/%Y}"


def duration(seconds: int) -> str:
    """7:42, or 1:07:42 from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_left(seconds: int) -> str:
    """As `duration`; from a day on in days and hours, which no clock tells at a glance."""
    days, rest = divmod(int(seconds), 24 * 3600)
    if not days:
        return duration(seconds)
    told = language.ngettext("%(count)s ngày", "%(count)s ngày", days) % {"count": days}
    hours = rest // 3600
    return f"{told} {language.ngettext('%(count)s giờ', '%(count)s giờ', hours) % {'count': hours}}" if hours else told


def number(value: int | float | Decimal) -> str:
    """12.345,5 in Vietnamese, 12,345.5 in English."""
    return format_decimal(value, locale=language.current())
