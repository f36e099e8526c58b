"""Numbers as Vietnamese people type them: the comma is decimal, dots and spaces part thousands. Pure."""

import re
from fractions import Fraction

LONGEST = 30
DECIMALS_SHOWN = 10
MINUS = str.maketrans({"−": "-", "–": "-", "\u2011": "-"})
SPACES = "[ \u00a0\u2009\u202f]"
# 1.250.000,5 · 1 250 000,5
GROUPED = re.compile(rf"[1-9][0-9]{{0,2}}(?:(?:\.[0-9]{{3}})+|(?:{SPACES}[0-9]{{3}})+)(?:,[0-9]+)?")
# 1,250,000 · 1,250.5: no Vietnamese number looks like this, so it is an English one
GROUPED_BY_COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|(?:,[0-9]{3})+\.[0-9]+)")
SIMPLE = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


def number_in(text: str) -> Fraction | None:
    """None where it is no number. "1.250" is 1250 and "1,25" is 1¼; "1.25" can only be 1¼."""
    said = text.strip().translate(MINUS)
    sign = -1 if said.startswith("-") else 1
    said = said[said[:1] in ("-", "+") :].strip()
    if len(said) > LONGEST:
        return None
    if GROUPED.fullmatch(said):
        return sign * Fraction(re.sub(rf"\.|{SPACES}", "", said).replace(",", "."))
    if GROUPED_BY_COMMAS.fullmatch(said):
        return sign * Fraction(said.replace(",", ""))
    return sign * Fraction(said.replace(",", ".")) if SIMPLE.fullmatch(said) else None


def number_text(number: Fraction) -> str:
    """As people read it, to ten decimals: "−1.250,5"."""
    scaled = round(abs(number) * 10**DECIMALS_SHOWN)
    whole, rest = divmod(scaled, 10**DECIMALS_SHOWN)
    decimals = f"{rest:0{DECIMALS_SHOWN}}".rstrip("0")
    grouped = f"{whole:,}".replace(",", ".")
    return f"{'−' if number < 0 and scaled else ''}{grouped}{',' if decimals else ''}{decimals}"
