"""Whether two lines speak of one person. Pure."""

from dataclasses import dataclass

from question_bank.text import same_reading
from quiz.contests.roster.cells import Born


@dataclass(frozen=True)
class Identity:
    """What tells people apart. The name is compared without case, form and tone placement."""

    name: str
    born: Born
    phone: str
    member_code: str
    unit: str

    @property
    def key(self) -> str:
        return same_reading(self.name)


def are_same(one: Identity, other: Identity) -> bool:
    """A member code decides; else the name must agree, and with it a birth date, a phone, or all that is known."""
    if one.member_code and other.member_code:
        return one.member_code.casefold() == other.member_code.casefold()
    if one.key != other.key:
        return False
    if one.phone and one.phone == other.phone:
        return True
    if one.born.on and other.born.on:
        return one.born.on == other.born.on
    same_year = one.born.in_year is None or other.born.in_year is None or one.born.in_year == other.born.in_year
    return same_year and one.unit == other.unit
