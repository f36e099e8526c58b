"""The prediction (câu hỏi dự đoán): its question follows from what is predicted; what is typed becomes a whole number.

Pure. People, attempts: the number itself. Per cent: in hundred-thousandths, so that no float ever holds one.
"""

import re
from decimal import Decimal

from quiz.contests.rules import PredictionTarget
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.refusals import N_, Refusal

PERCENT_PLACES = 5
PERCENT_SCALE = 100_000
MOST = 999_999_999
"""People or attempts."""
GROUPED = re.compile(r"\d{1,3}([. \u00a0\u202f]\d{3})+")
WHOLE = re.compile(r"\d{1,12}")
PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,5}))?")

SPELLING = {
    "digits": ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"],
    "none": "linh", "ten": "mười", "tens": "mươi", "hundred": "trăm", "thousand": "nghìn", "million": "triệu",
    "comma": "phẩy", "one": "mốt", "four": "tư", "five": "lăm",
}  # fmt: skip
"""How Vietnamese says a number, for the phone to tell back what is typed; 21 is not "hai mươi một" but "… mốt"."""

TARGETS: dict[PredictionTarget, str] = {
    "all_right": N_("số thí sinh trả lời đúng tất cả các câu"),
    "people": N_("số thí sinh dự thi"),
    "attempts": N_("số lượt thi"),
    "percent": N_("tỉ lệ phần trăm thí sinh trả lời đúng tất cả các câu"),
}
"""What is predicted, as it stands in a sentence."""

QUESTIONS: dict[PredictionTarget, str] = {
    "all_right": N_("Theo bạn, đợt thi này có bao nhiêu thí sinh trả lời đúng tất cả các câu?"),
    "people": N_("Theo bạn, đợt thi này có bao nhiêu thí sinh dự thi?"),
    "attempts": N_("Theo bạn, đợt thi này có bao nhiêu lượt thi?"),
    "percent": N_("Theo bạn, bao nhiêu phần trăm thí sinh dự thi đợt này trả lời đúng tất cả các câu?"),
}
"""Never typed by anybody: it asks exactly for what will be counted."""


class NotANumber(Refusal):
    status = 422
    message = N_("Hãy ghi một số nguyên, ví dụ 12500 hoặc 12.500.")


class NotAPercentage(Refusal):
    status = 422
    message = N_("Hãy ghi một số từ 0 đến 100, nhiều nhất năm chữ số sau dấu phẩy, ví dụ 12,5.")


def question_of(target: PredictionTarget) -> str:
    return _(QUESTIONS[target])


def number_typed(text: str, target: PredictionTarget) -> int | None:
    """As it is kept; None where nothing was typed. 12500, 12.500 and 12 500 are one number; a percentage has a comma
    (or a point) before its decimals."""
    text = " ".join(text.split())
    if not text:
        return None
    return _percent(text.removesuffix("%").strip()) if target == "percent" else _count(text)


def number_told(kept: int, target: PredictionTarget) -> str:
    """As people read it here, and as it may be typed again."""
    if target != "percent":
        return f"{kept:,}".replace(",", ".")
    exact = Decimal(kept) / PERCENT_SCALE
    return f"{exact.normalize():f}".replace(".", ",")


def with_unit(kept: int, target: PredictionTarget) -> str:
    """The number with what it counts."""
    number = number_told(kept, target)
    if target == "percent":
        return _("{number} %").format(number=number)
    if target == "attempts":
        return ngettext("%(number)s lượt thi", "%(number)s lượt thi", kept) % {"number": number}
    return ngettext("%(number)s thí sinh", "%(number)s thí sinh", kept) % {"number": number}


def _count(text: str) -> int:
    if not (WHOLE.fullmatch(text) or GROUPED.fullmatch(text)):
        raise NotANumber
    number = int(re.sub(r"\D", "", text))
    if number > MOST:
        raise NotANumber
    return number


def _percent(text: str) -> int:
    found = PERCENT.fullmatch(text)
    if found is None:
        raise NotAPercentage
    whole, part = str(found[1]), str(found[2] or "")
    number = int(whole) * PERCENT_SCALE + int(part.ljust(PERCENT_PLACES, "0"))
    if number > 100 * PERCENT_SCALE:
        raise NotAPercentage
    return number
