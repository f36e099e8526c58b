"""What a page brings along that belongs to no question: page numbers, running heads, words of a web site. Pure."""

import itertools
import re
from collections import Counter

from question_bank.readers.paper_line import Line
from question_bank.readers.paper_signs import DASHED_NUMBER, NOISE, PAGE_HEAD, PAGE_PREFIX, labelled, numbered
from question_bank.readers.paper_splitting import boxes_in

DIGITS = re.compile(r"\d+")
LONE_NUMBER = re.compile(r"\d{1,3}$")
OFTEN = 3  # a head stands on every page
PAGE_LINES = 8  # between one page number and the next there is more than a column of a table
HEAD_MAX = 120
LINK = re.compile(r">>|\[?Xem (?:đáp án|thêm|lời giải)\b")


def without_noise(lines: list[Line]) -> list[Line]:
    """The lines that are left; of blank ones the next line remembers that they stood there."""
    heads = _running_heads(lines)
    pages = _page_numbers(lines)
    kept: list[Line] = []
    gap = False
    for place, line in enumerate(lines):
        if found := PAGE_PREFIX.match(line.text):
            line = line.part(found.end())
        if line.blank():
            gap = True
        elif not line.pictures and (place in pages or _is_noise(line.text) or _shape(line.text) in heads):
            gap = gap or line.after_gap
        else:
            line.after_gap = line.after_gap or gap
            kept.append(line)
            gap = False
    return kept


def _is_noise(text: str) -> bool:
    return len(text) < 300 and bool(NOISE.match(text) or DASHED_NUMBER.match(text) or LINK.match(text))


def _shape(text: str) -> str:
    return DIGITS.sub("#", text).strip(" |\t")


def _running_heads(lines: list[Line]) -> set[str]:
    """What is said again on page after page in capitals, or with a word that stands at the head of papers."""
    short = [line.text for line in lines if 0 < len(line.text) <= HEAD_MAX]
    often = {shape for shape, count in Counter(map(_shape, short)).items() if count >= OFTEN}
    examples = {_shape(text): text for text in short if _shape(text) in often}
    return {shape for shape, text in examples.items() if _may_be_head(text)}


def _may_be_head(text: str) -> bool:
    if numbered(text) or labelled(text) or boxes_in(Line(text)) or text.endswith(("?", ":")):
        return False
    return (text.isupper() and len(text) > 12) or bool(PAGE_HEAD.search(text))


def _page_numbers(lines: list[Line]) -> set[int]:
    """Numbers alone on their lines that count up by one, far apart."""
    places = [place for place, line in enumerate(lines) if LONE_NUMBER.match(line.text)]
    numbers = [int(lines[place].text) for place in places]
    counts_up = all(after == before + 1 for before, after in itertools.pairwise(numbers))
    apart = all(after - before >= PAGE_LINES for before, after in itertools.pairwise(places))
    return set(places) if len(places) > 1 and numbers[0] <= 3 and counts_up and apart else set()
