"""GIFT: questions as text, parted by blank lines, as Moodle and others import and export them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from question_bank.beside import IN_GIFT, take_beside
from question_bank.draft import Draft, Reading
from question_bank.readers import gift_grammar as grammar
from question_bank.readers.book import clean
from question_bank.readers.decoding import text_of
from question_bank.readers.gift_grammar import Answer, Fault, Parsed, set_aside
from question_bank.readers.moodle_marks import CHOOSING, add_form, add_number, middle_of, rule_of, told_at, worth_of
from question_bank.readers.moodle_text import Category, kept, names_in, new_draft, put
from question_bank.readers.table import insist_few_enough

CATEGORY = "$CATEGORY:"
COMMENT = "//"
METADATA_WITHIN = 2_000  # characters of the comments before a question
ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f]){1,200})\]")
TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f]){1,200})\]")

Line = tuple[int, str]


class Block(NamedTuple):
    """What stands between two blank lines."""

    lines: list[Line]  # without comments
    comments: list[Line]
    joined: bool = False  # over a blank line between the braces

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.lines)


def read(data: bytes) -> Reading:
    reading = Reading("gift")
    category = Category()
    for block in _blocks(text_of(data, reading, as_gift=True)):
        if block.lines and block.lines[0][1].lstrip().startswith(CATEGORY):
            category, block = _category(block, reading)
        if not block.lines:
            continue
        draft = _draft(block, len(reading.drafts) + 1)
        category.take(draft, reading)
        _read_beside(block, draft)
        reading.drafts.append(draft)
        insist_few_enough(reading)
    return reading


def _blocks(text: str) -> Iterator[Block]:
    """Between blank lines; but answers that go on after a blank line, in open braces, belong to their question."""
    held: list[Line] = []
    open_since = False
    joined = False
    for lines in _parted(text):
        if held and not (open_since and _goes_on(lines)):
            yield _block(held, joined)
            held, joined = [], False
        joined = joined or bool(held)
        open_since = _is_open(lines, open_since and bool(held))
        held += lines
    if held:
        yield _block(held, joined)


def _parted(text: str) -> Iterator[list[Line]]:
    lines: list[Line] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            lines.append((number, line))
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _goes_on(lines: list[Line]) -> bool:
    said = next((line.strip() for _, line in lines if not _is_comment(line)), "")
    return said.startswith(("=", "~", "#", "}"))


def _is_open(lines: list[Line], before: bool) -> bool:
    """Is a brace open at the end of these lines?"""
    text = set_aside("\n".join(line for _, line in lines if not _is_comment(line)))
    opening, closing = text.rfind("{"), text.rfind("}")
    return opening > closing if opening >= 0 or closing >= 0 else before


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(COMMENT)


def _block(lines: list[Line], joined: bool) -> Block:
    comments = [line for line in lines if _is_comment(line[1])]
    return Block([line for line in lines if not _is_comment(line[1])], comments, joined)


def _category(block: Block, reading: Reading) -> tuple[Category, Block]:
    """What the first line names, and what is left of the block."""
    number, line = block.lines[0]
    path = grammar.put_back(set_aside(line.strip().removeprefix(CATEGORY)))
    if len(block.lines) > 1:
        reading.warnings.append(
            f"Dòng {number}: sau dòng {CATEGORY} phải có một dòng trống; phần sau nó vẫn được đọc như một câu hỏi."
        )
    return Category(names_in(path), number), block._replace(lines=block.lines[1:])


def _draft(block: Block, number: int) -> Draft:
    line = block.lines[0][0]
    try:
        parsed = grammar.parse(block.text)
    except Fault as fault:
        draft = new_draft(number, line)
        draft.stem = kept(draft, "stem", block.text)
        draft.ask("stem", str(fault))
    else:
        draft = _understood(parsed, number, line)
        for remark in parsed.remarks:
            draft.note("stem", remark)
    if block.joined:
        draft.note("stem", "có dòng trống trong ngoặc { }; các dòng sau nó vẫn được đọc vào câu này.")
    _read_comments(block, draft)
    return draft


def _understood(parsed: Parsed, number: int, line: int) -> Draft:
    draft = new_draft(number, line, parsed.name)
    draft.kind = parsed.kind
    draft.stem = put(draft, "stem", parsed.stem)
    draft.explanation = put(draft, "explanation", parsed.feedback)
    if parsed.kind == "cloze":
        draft.stem = kept(draft, "stem", f"{draft.stem} {{{parsed.inside}}}")
    _read_pairs(parsed, draft)
    draft.choices = [put(draft, f"choice_{place}", step) for place, step in enumerate(parsed.steps)]
    for place, answer in enumerate(parsed.answers):
        worth = _worth(parsed, answer, draft, place)
        told = f"feedback_{place}" if parsed.kind in CHOOSING else told_at(draft, answer.text.said, worth)
        _add(draft, answer, worth, put(draft, told, answer.feedback))
    if not any(draft.feedback):
        draft.feedback = []
    if parsed.kind == "multiple_choice":
        draft.rule = rule_of(draft.worths)
    return draft


def _worth(parsed: Parsed, answer: Answer, draft: Draft, place: int) -> str:
    """A sign says all or nothing, a weight says how much. Of what has no sign only a choice must have one."""
    if not answer.sign and parsed.kind in ("single_choice", "multiple_choice"):
        draft.ask(f"choice_{place}", f"trước “{answer.text.said[:60]}” thiếu dấu = hoặc ~")
    if answer.weight:
        return worth_of(answer.weight, draft, place)
    return "0" if answer.sign == "~" or (not answer.sign and parsed.kind.endswith("_choice")) else "1"


def _add(draft: Draft, answer: Answer, worth: str, feedback: str) -> None:
    if draft.kind == "numeric":
        _add_number(draft, answer.text.said, worth, feedback)
    elif draft.kind == "short_text":
        add_form(draft, put(draft, f"choice_{len(draft.choices)}", answer.text), worth, feedback)
    else:
        draft.choices.append(put(draft, f"choice_{len(draft.choices)}", answer.text))
        draft.worths.append(worth)
        draft.feedback.append(feedback)


def _add_number(draft: Draft, said: str, worth: str, feedback: str) -> None:
    """ "4", "4:0.5" for what is no further from 4, "3.5..4.5" for what lies between."""
    least, dots, most = said.partition("..")
    between = middle_of(least, most) if dots else None
    if between is not None:
        add_number(draft, *between, worth, feedback)
        return
    number, _, tolerance = (said, "", "") if dots else said.partition(":")
    add_number(draft, number, tolerance, worth, feedback)


def _read_pairs(parsed: Parsed, draft: Draft) -> None:
    draft.pairs = [[put(draft, "pairs", left), clean(right).text] for left, right in parsed.pairs]


def _read_comments(block: Block, draft: Draft) -> None:
    """What they say of the question; and that a line between those of a question is lost if it looks like one."""
    said = "\n".join(line for _, line in block.comments if not _beside_in(line))[:METADATA_WITHIN]
    if named := ID.search(said):
        draft.external_id = clean(named[1].replace("\\]", "]")).text
    draft.tags = [tag for found in TAG.findall(said) if (tag := clean(found.replace("\\]", "]")).text)]
    first, last = block.lines[0][0], block.lines[-1][0]
    for number, line in [each for each in block.comments if first < each[0] < last][:3]:
        draft.note(
            "stem", f"dòng {number} bắt đầu bằng // nên là chú thích, không được giữ: “{clean(line).text[:100]}”."
        )


def _read_beside(block: Block, draft: Draft) -> None:
    """What our own writer has put in a comment, because GIFT has no place for it."""
    for _, line in block.comments:
        if said := _beside_in(line):
            take_beside(draft, said)


def _beside_in(comment: str) -> str:
    found = IN_GIFT.match(comment)
    return comment[found.end() :] if found else ""
