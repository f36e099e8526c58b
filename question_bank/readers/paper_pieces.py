"""Lines told apart by their signs: numbers, options, keys, explanations, headings. Pure.

Whether a "1." begins a question, a list or a heading shows only in what follows: `ahead` tells how many options do.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from question_bank.readers.paper_line import Line
from question_bank.readers.paper_lists import KeyList
from question_bank.readers.paper_signs import (
    ANSWERS,
    BULLET,
    END,
    EXPLAIN,
    EXPLAIN_LONG,
    HEADING,
    KEY_ARROW,
    KEY_BARE,
    KEY_LONE,
    KEY_NAMED,
    LETTERED_HEADING,
    LEVEL_HEADING,
    LEVEL_LINE,
    PASSAGE,
    SOURCE,
    TICKED,
    TRUTH,
    Labelled,
    labelled,
    level_in,
    numbered,
)
from question_bank.readers.paper_splitting import boxes_in, options_in
from question_bank.text import fold

HEADING_MAX = 160
PASSAGE_MAX = 400
PAPERS = {"de", "de so", "de thi so", "ma de", "bo de"}


@dataclass(slots=True)
class Piece:
    kind: str  # number, option, bullet, key, lone, explain, source, heading, passage, level, answers, list, end, text
    line: Line  # without its sign
    sign: str = ""  # the number, the letter, the word
    style: str = ""
    label: Line | None = None  # of an option: the letters of its label
    starred: bool = False
    said: list[str] = field(default_factory=list)  # what stood in brackets behind a number
    whole: Line | None = None  # the line as it was, for when the sign turns out to be none
    keys: KeyList | None = None
    inside: bool = False  # it did not begin its line
    ahead: int = 0  # of a number: options before the next number
    keyed: bool = False  # of a number: a key before the next number


def pieces_of(lines: Iterable[Line | KeyList]) -> list[Piece]:
    pieces = [piece for line in lines for piece in _pieces_in(line)]
    _look_ahead(pieces)
    return pieces


def _pieces_in(line: Line | KeyList) -> Iterator[Piece]:
    if isinstance(line, KeyList):
        yield Piece("list", line.line, keys=line)
    elif line.text:
        yield from _heading(line) or _number(line) or _options(line) or _said_of_it(line) or _options_within(line)
    else:
        yield Piece("text", line)


def _heading(line: Line) -> list[Piece]:
    text = line.text
    if END.match(text):
        return [Piece("end", line)]
    if len(text) < PASSAGE_MAX and (found := PASSAGE.match(text)) and not numbered(text) and not labelled(text):
        return [Piece("passage", line, sign=f"{found['first']} {found['last']}")]
    if len(text) > HEADING_MAX or text.endswith("?"):
        return []
    if found := LEVEL_LINE.match(text):
        return [Piece("level", line, sign=level_in(found["rest"]) or found["rest"].strip())]
    if found := LEVEL_HEADING.match(text):
        return [Piece("level", line, sign=level_in(found["level"]), style="section")]
    if ANSWERS.match(text) and not labelled(text):
        return [Piece("answers", line, sign=fold(text))]
    if LETTERED_HEADING.match(text):
        return [Piece("heading", line)]
    if (found := HEADING.match(text)) and not found["rest"][:1].islower():
        form = fold(found["word"]) in PAPERS
        return [Piece("heading", line, sign="topic" if found["colon"] else "", style="" if form else found["rest"])]
    if line.heading and not (numbered(text) or labelled(text)):
        return [Piece("heading", line, style=text)]
    return []


def _number(line: Line) -> list[Piece]:
    found = numbered(line.text)
    if not found:
        return []
    before, options = options_in(line.part(found.end))
    if before.blank() and options and _all_truths(options):
        before, options = line.part(found.end), []  # "Câu 1: a) Đ b) S" is a key
    if not options and (boxes := _boxes(line.part(found.end), inside=True)):
        before, options_found = boxes
    else:
        options_found = _as_pieces(before, options)
    number = Piece("number", before, sign=found.number, style=found.style, said=found.said, whole=line)
    return [number, *options_found]


def _options(line: Line) -> list[Piece]:
    if bullet := BULLET.match(line.text):
        inner = line.part(bullet.end())
        if boxes := boxes_in(inner):
            return _of_boxes(boxes)
    if labelled(line.text):
        return _as_pieces(*options_in(line))
    if boxes := boxes_in(line):
        return _of_boxes(boxes)
    return []


def _as_pieces(before: Line, options: list[tuple[Labelled, Line, Line]]) -> list[Piece]:
    return [
        Piece(
            "option",
            text,
            sign=label.letter,
            style=label.style,
            label=letters,
            starred=label.starred,
            whole=letters,
            inside=bool(before.text),
        )
        for label, letters, text in options
    ]


def _boxes(line: Line, inside: bool) -> tuple[Line, list[Piece]] | None:
    """A question with its boxes behind it on one line."""
    found = re.search(r"(?<=\s)[☐□▢◯○☒☑]", line.text)
    if not found:
        return None
    boxes = boxes_in(line.part(found.start()))
    return (line.part(0, found.start()), _of_boxes(boxes)) if len(boxes) > 1 else None


def _of_boxes(boxes: list[tuple[str, Line]]) -> list[Piece]:
    """Behind a box there may still be a letter: "☐ A. Đúng"."""
    found = []
    for box, text in boxes:
        label = labelled(text.text)
        body = text.part(label.end) if label else text
        ticked = bool(TICKED.search(box))
        found.append(Piece("option", body, sign=label.letter if label else "", style="box", starred=ticked, whole=text))
    return found


def _said_of_it(line: Line) -> list[Piece]:
    text = line.text
    if found := KEY_NAMED.match(text) or KEY_BARE.match(text) or KEY_ARROW.match(text):
        word = found.groupdict().get("word") or ""
        _, options = options_in(line.part(found.start("rest")))
        if len(options) > 2 and not _all_truths(options):
            return []  # "Trả lời: A. … B. … C. …" are the options themselves
        return [Piece("key", line.part(found.start("rest")), sign=fold(word), whole=line)]
    if found := SOURCE.match(text):
        return [Piece("source", line.part(found.start("rest")), whole=line)]
    if (found := EXPLAIN.match(text)) and (found["sign"] or fold(found["word"]) in EXPLAIN_LONG):
        return [Piece("explain", line.part(found.start("rest")), sign=found["sign"], whole=line)]
    if KEY_LONE.match(text):
        return [Piece("lone", line, sign=text)]
    return []


def _all_truths(options: list[tuple[Labelled, Line, Line]]) -> bool:
    return all(TRUTH.match(text.text.strip(" ,;.")) for _, _, text in options)


def _options_within(line: Line) -> list[Piece]:
    """Options behind other words, a dash, or nothing that we know."""
    text = line.text
    before, options = options_in(line)
    if options:
        return [Piece("text", before), *_as_pieces(before, options)]
    if (bullet := BULLET.match(text)) and not text.startswith(("--", "––", "+ =")):
        return [Piece("bullet", line.part(bullet.end()), whole=line)]
    return [Piece("text", line)]


def _look_ahead(pieces: list[Piece]) -> None:
    options, keyed = 0, False
    for piece in reversed(pieces):
        if piece.kind == "option":
            options += 1
        elif piece.kind in ("key", "lone"):
            keyed = True
        elif piece.kind == "number":
            piece.ahead, piece.keyed = options, keyed
            options, keyed = 0, False
        elif piece.kind in ("heading", "answers", "list", "end"):
            options, keyed = 0, False
