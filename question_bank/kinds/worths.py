"""What answers are worth, as files and people write it: "1", "0.5", "1/3", "50 %", "33,33333%". Pure."""

import re
from fractions import Fraction

WORTH = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,12}|/[0-9]{1,3})?")
PERCENT = re.compile(r"(-?[0-9]{1,3}(?:[.,][0-9]{1,12})?) ?%")
# 33.33333 % stands for a third: files round to five places of a percentage.
NEARLY = Fraction(1, 1_000_000)
DENOMINATORS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 100)


def worth_in(text: str) -> Fraction | None:
    """A share of the points between −1 and 1, exactly; None where it is none."""
    percent = PERCENT.fullmatch(text)
    if percent:
        worth = Fraction(percent[1].replace(",", ".")) / 100
    elif WORTH.fullmatch(text) and not re.search(r"/0+$", text):
        worth = Fraction(text.replace(",", "."))
    else:
        return None
    if not -1 <= worth <= 1:
        return None
    return next((near for near in map(worth.limit_denominator, DENOMINATORS) if abs(near - worth) < NEARLY), worth)
