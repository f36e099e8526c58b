"""Whether a question is in force on a day, and whether it soon will not be. Pure."""

from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=60)


class Validity(StrEnum):
    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


def validity_on(day: date, valid_from: date | None, valid_to: date | None, soon: timedelta = SOON) -> Validity:
    """ "Hiệu lực đến" names the last day."""
    if valid_to is not None and valid_to < day:
        return Validity.EXPIRED
    if valid_from is not None and valid_from > day:
        return Validity.NOT_YET
    return Validity.EXPIRING if valid_to is not None and valid_to <= day + soon else Validity.IN_FORCE
