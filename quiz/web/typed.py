"""A form's fields as people typed them, read one by one; what cannot be taken is gathered, each at its field."""

from collections.abc import Container
from datetime import date, datetime
from decimal import Decimal

from quiz.language import gettext as _
from quiz.refusals import Problems
from quiz.web.forms import decimal_typed
from quiz.web.pages import from_local, number


class Typed:
    """Every look at a field gives a value that is good, or None and a problem."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        self.problems = Problems()

    def text(self, name: str, most: int = 300) -> str:
        told = " ".join(self.fields.get(name, "").split())
        if len(told) > most:
            self.problems[name] = _("Dài quá %(most)s chữ.") % {"most": most}
        return told[:most]

    def on(self, name: str) -> bool:
        return bool(self.fields.get(name))

    def choice(self, name: str, among: Container[str], otherwise: str) -> str:
        told = self.fields.get(name, otherwise)
        if told not in among:
            self.problems[name] = _("Hãy chọn một trong các mục.")
            return otherwise
        return told

    def whole(self, name: str, least: int, most: int) -> int | None:
        """None where nothing was typed. 600.000 is read as people write it."""
        told = self.fields.get(name, "").strip().replace(".", "").replace(" ", "")
        if not told:
            return None
        if told.isascii() and told.isdigit() and len(told) < 15 and least <= int(told) <= most:
            return int(told)
        self.problems[name] = _("Một số từ %(least)s đến %(most)s.") % {"least": number(least), "most": number(most)}
        return None

    def decimal(self, name: str, least: int, most: int) -> Decimal | None:
        told = self.fields.get(name, "").strip()
        if not told:
            return None
        value = decimal_typed(told)
        if isinstance(value, Decimal) and value.is_finite() and least <= value <= most and _two_places(value):
            return value
        self.problems[name] = _("Một số từ %(least)s đến %(most)s, nhiều nhất hai chữ số thập phân.") % {
            "least": number(least), "most": number(most),
        }  # fmt: skip
        return None

    def needed(self, name: str) -> None:
        """Say that something must stand there, unless more is known."""
        self.problems.setdefault(name, _("Hãy ghi một số."))

    def day(self, name: str) -> date | None:
        told = self.fields.get(name, "").strip()
        if not told:
            return None
        try:
            return date.fromisoformat(told)
        except ValueError:
            self.problems[name] = _("Ngày chưa đúng: hãy chọn lại.")
            return None

    def moment(self, name: str) -> datetime | None:
        told = self.fields.get(name, "").strip()
        if not told:
            return None
        try:
            return from_local(told)
        except ValueError:
            self.problems[name] = _("Ngày giờ chưa đúng: hãy chọn lại.")
            return None


def written(value: object) -> str:
    """A value as it stands in a field."""
    if value is None or value is False:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return "1" if value is True else str(value)


def _two_places(value: Decimal) -> bool:
    return value == value.quantize(Decimal("0.01"))
