"""Lines that hold several things taken apart: options beside each other, questions run together. Pure, and linear."""

import itertools
import re
from collections.abc import Iterator

from question_bank.readers.paper_line import Line
from question_bank.readers.paper_signs import (
    BOX,
    KEY_WITHIN,
    LOOK_ALIKE,
    OPENS_SENTENCE,
    UPPER,
    Labelled,
    labelled,
    numbered,
)

WORD_START = re.compile(r"(?<!\S)[*#✓✔√]?\s?[(\[]?[A-Ha-hĐđАВСЕ](?:\)|\]|\s?[.):/]|\s[-–]\s)")
GLUED = re.compile(rf"(?<=[\w%”\").])(?=[B-HĐ][.)]\s{{0,3}}[{UPPER}\d“])")
INLINE_STRONG = re.compile(r"(?<=\s)(?:Câu\shỏi|CÂU\sHỎI|Câu|CÂU)\s(\d{1,4})\s?[.:)](?=\s)")
INLINE_WEAK = re.compile(rf"(?<!\S)(?:(\d{{1,2}})\.(\d{{1,2}})|(\d{{1,3}})[.)])\s{{1,5}}(?=[{UPPER}“\"‘\[(])")
FIRST_LABEL = re.compile(r"(?<!\S)\(?[Aa][.):/]")
SECOND_LABEL = re.compile(r"(?<!\S)\(?[Bb][.):/]")
TAIL = re.compile(
    r"(?<=\s)(?=(?:(?:=>|→|⇒)\s?)?(?:(?:Đáp\sán|ĐÁP\sÁN|ĐA|Đ/A|Chọn\sđáp\sán)(?:\sđúng)?(?:\slà)?\s?:\s?[A-Ha-h](?!\w)"
    r"|(?:Giải\sthích|GIẢI\sTHÍCH|Hướng\sdẫn\sgiải|Lời\sgiải)\s?:))"
)
NUMBER_BEHIND = re.compile(r"\s(\d{1,3})[.)]$")
BARE_LETTER = re.compile(r"([A-H])[ \t]+(?=[^\W_]|[“\"(])")
LONG = 80
CHAIN_MIN = 3  # of labels that do not begin their line: "ông A. và bà B." are people


def taken_apart(lines: list[Line]) -> Iterator[Line]:
    """Each question, and what follows its options, on a line of its own."""
    for line in lines:
        for question in _questions_in(line):
            yield from _tails_in(question)


def _questions_in(line: Line) -> list[Line]:
    cuts = _strong_cuts(line.text) or _weak_cuts(line.text)
    return _cut(line, cuts)


def _cut(line: Line, cuts: list[int]) -> list[Line]:
    bounds = [0, *cuts, len(line.text)]
    return [line] if not cuts else [line.part(*pair) for pair in itertools.pairwise(bounds)]


def _strong_cuts(text: str) -> list[int]:
    """Before "Câu 3:" where it follows question 2, or options."""
    if len(text) < 20 or "âu" not in text.lower()[1:]:
        return []
    first = numbered(text)
    last = int(first.number) if first and first.style == "câu" and first.number.isdigit() else None
    cuts, since = [], 0
    second = SECOND_LABEL.search(text)  # the next one; looked for again only once it is left behind
    for found in INLINE_STRONG.finditer(text):
        number = int(found[1])
        if second and second.start() < since:
            second = SECOND_LABEL.search(text, since)
        after_options = second is not None and second.end() <= found.start()
        if (after_options or number - 1 == last) and OPENS_SENTENCE.match(text, found.end()):
            cuts.append(found.start())
            last, since = number, found.end()
    return cuts


def _weak_cuts(text: str) -> list[int]:
    """A whole paper on one line: "1.1 …? A. … D. … 1.2 …? A. …"."""
    if len(text) < LONG or not FIRST_LABEL.search(text):
        return []
    chain: list[re.Match[str]] = []
    for found in INLINE_WEAK.finditer(text):
        if not chain or _follows(chain[-1], found):
            chain.append(found)
    if len(chain) < 2:
        return []
    ends = [found.start() for found in chain[1:]] + [len(text)]
    whole = all(_has_options(text, found.end(), end) for found, end in zip(chain, ends, strict=True))
    return [found.start() for found in chain if found.start()] if whole else []


def _follows(before: re.Match[str], after: re.Match[str]) -> bool:
    if before[3]:
        return after[3] is not None and int(after[3]) == int(before[3]) + 1
    return after[1] == before[1] and int(after[2]) == int(before[2]) + 1


def _has_options(text: str, start: int, end: int) -> bool:
    return bool(FIRST_LABEL.search(text, start, end) and SECOND_LABEL.search(text, start, end))


def _tails_in(line: Line) -> list[Line]:
    """A key or an explanation behind the last option of the same line."""
    first = labelled(line.text)
    if not (first or SECOND_LABEL.search(line.text) or line.text[:1] in "ĐđCc"):
        return [line]
    return _cut(line, [found.start() for found in TAIL.finditer(line.text) if found.start()])


def options_in(line: Line) -> tuple[Line, list[tuple[Labelled, Line, Line]]]:
    """What stands before the first option, and the options: each label, the letters of the label, its text."""
    labels = _labels(line.text)
    if not labels:
        return line, []
    ends = [label.start - (1 if label.starred else 0) for label in labels[1:]] + [len(line.text)]
    found = [
        (label, line.part(label.start, label.end), line.part(label.end, end))
        for label, end in zip(labels, ends, strict=True)
    ]
    return line.part(0, labels[0].start), found


def _labels(text: str) -> list[Labelled]:
    first = labelled(text)
    at_starts = [label for found in WORD_START.finditer(text) if (label := labelled(text, found.start()))]
    if first:
        others = [label for label in at_starts if label.start > first.start]
        alike = [label for label in others if label.style == first.style]
        chain = _chain([first, *alike])
        if len(chain) == 1:
            chain = _chain([first, *_glued(text, first)])
        return chain
    for style in dict.fromkeys(label.style for label in at_starts):
        chain = _chain([label for label in at_starts if label.style == style])
        if chain and chain[0].letter == "A" and (len(chain) >= CHAIN_MIN or _short_pair(text, chain)):
            return chain
    return []


def _short_pair(text: str, chain: list[Labelled]) -> bool:
    """ "A. Đúng B. Sai" at the end of a question."""
    return len(chain) == 2 and len(text) - chain[0].start < 40 and text[: chain[0].start].rstrip()[-1:] in "?.:…"


def _chain(labels: list[Labelled]) -> list[Labelled]:
    """The labels that are options: all of them where they are neighbours in any order, else A, then the next B, …"""
    letters = [label.letter for label in labels]
    if len(set(letters)) == len(letters) and letters and _neighbours(letters):
        return labels
    chain: list[Labelled] = []
    for label in labels:
        if not chain or ord(label.letter) == ord(chain[-1].letter) + 1:
            chain.append(label)
    return chain


def _neighbours(letters: list[str]) -> bool:
    places = sorted(map(ord, letters))
    return places[0] == ord(letters[0]) and places == list(range(places[0], places[0] + len(places)))


def _glued(text: str, first: Labelled) -> list[Labelled]:
    """ "A. 2/9/1945B. 3/2/1930": spaces that a copy lost. Only all of A, B, C and on are believed."""
    found = [label for cut in GLUED.finditer(text) if (label := labelled(text, cut.start()))]
    chain = _chain([first, *(label for label in found if label.style == first.style)])
    return chain[1:] if len(chain) >= CHAIN_MIN else []


def boxes_in(line: Line) -> list[tuple[str, Line]]:
    """Options behind ☐ and ☒: the box, and its text."""
    found = list(BOX.finditer(line.text))
    if not found or line.text[: found[0].start()].strip("-–•* "):
        return []
    ends = [box.start() for box in found[1:]] + [len(line.text)]
    return [(box[0], line.part(box.end(), end)) for box, end in zip(found, ends, strict=True)]


def without_key_within(line: Line) -> tuple[Line, str]:
    """The line without "(Đáp án: B)", and that key."""
    found = KEY_WITHIN.search(line.text)
    if not found:
        return line, ""
    if line.text[found.end() :].strip(" ."):
        return Line(f"{line.text[: found.start()]}{line.text[found.end() :]}", line.number), found["rest"]
    return line.part(0, found.start()), found["rest"]


def with_numbers_in_front(lines: list[Line]) -> list[Line]:
    """Where a copy put each question's number behind the line before it, put it back."""
    ends = [(place, int(found[1])) for place, line in enumerate(lines) if (found := NUMBER_BEHIND.search(line.text))]
    numbers = [number for _, number in ends]
    if len(ends) < 2 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return lines
    if any(place + 1 == len(lines) or numbered(lines[place + 1].text) for place, _ in ends):
        return lines
    moved = list(lines)
    for place, number in ends:
        found = NUMBER_BEHIND.search(moved[place].text)
        if found:
            moved[place] = moved[place].part(0, found.start())
        after = moved[place + 1]
        moved[place + 1] = Line(f"{number}. {after.text}", after.number, after_gap=after.after_gap)
    return moved


def with_letters_marked(lines: list[Line]) -> list[Line]:
    """ "A Hà Nội", "B Huế", "C Đà Nẵng" on lines that follow each other are options without their dots."""
    marked = list(lines)
    run: list[int] = []
    for place in range(len(lines) + 1):
        found = BARE_LETTER.match(lines[place].text) if place < len(lines) else None
        wanted = chr(ord("A") + len(run))
        if found and found[1] == wanted and (not run or run[-1] == place - 1):
            run.append(place)
            continue
        if len(run) >= CHAIN_MIN:
            for at in run:
                marked[at] = _dotted(lines[at])
        run = [place] if found and found[1] == "A" else []
    return marked


def _dotted(line: Line) -> Line:
    shifted = [mark._replace(start=mark.start + (mark.start > 0), end=mark.end + 1) for mark in line.marks]
    text = f"{line.text[0].translate(LOOK_ALIKE)}.{line.text[1:]}"
    return Line(text, line.number, shifted, line.after_gap, pictures=line.pictures, remarks=line.remarks)
