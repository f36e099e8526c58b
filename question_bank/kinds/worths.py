"""What answers are worth, as files and people write it: "1", "0.5", "1/3", "50 %", "33,33333%", "−1/4". Pure."""

import re
from fractions import Fraction

WORTH = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,12}|/[0-9]{1,3})?")
PERCENT = re.compile(r"(-?[0-9]{1,3}(?:[.,][0-9]{1,12})?) ?%")
# 33.33333 % stands for a third: files round to five places of a percentage.
NEARLY = Fraction(1, 1_000_000)
DENOMINATORS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 100)
MINUS = "−"


def worth_in(text: str) -> Fraction | None:
    """A share of the points between −1 and 1, exactly; None where it is none."""
    said = text.replace(MINUS, "-")
    percent = PERCENT.fullmatch(said)
    if percent:
        worth = Fraction(percent[1].replace(",", ".")) / 100
    elif WORTH.fullmatch(said) and not re.search(r"/0+$", said):
        worth = Fraction(said.replace(",", "."))
    else:
        return None
    if not -1 <= worth <= 1:
        return None
    return next((near for near in map(worth.limit_denominator, DENOMINATORS) if abs(near - worth) < NEARLY), worth)


def worth_told(worth: Fraction) -> str:
    """ "3/4", "−1/2": with the sign that people read."""
    return str(worth).replace("-", MINUS)


def percent_told(worth: Fraction) -> str:
    """ "33,33%", to four figures, as a sentence has it."""
    return f"{float(worth * 100):.4g}%".replace(".", ",")
