"""The part of a question that goes on the sheet of keys: what is right, why, and where it is written."""

import re

from question_bank.draft import Draft
from question_bank.kinds import BY_ORDERING, KINDS, WITH_RIGHT_CHOICES
from question_bank.kinds.judge_post import VERDICTS
from question_bank.question import DIFFICULTIES
from question_bank.text import same_reading
from question_bank.word_paper import (
    ABOUT,
    BETWEEN,
    EXPLANATION,
    FIELDS,
    KEY,
    OTHERWISE,
    SAID,
    SAID_WHEN,
    SOURCE,
    SOURCE_FIELDS,
)
from question_bank.writers.docx_pieces import Pictures, around, label, paragraph, run
from question_bank.writers.docx_question import letter, rights_of, steps_of
from question_bank.writers.xlsx import CASE_MATTERS, RULE_LABELS, TONES_IGNORED

SHORT_KEY = re.compile(r"[A-F](, [A-F])*")
COLUMNS = 10


def key_of(number: int, draft: Draft, pictures: Pictures) -> list[str]:
    values = {"key": key_in_words(draft), "verdict": VERDICTS.get(draft.verdict, "")}
    parts = [paragraph(KEY, label(f"Câu {number}. "), *_values(values))]
    about = {"kind": KINDS[draft.kind].label, "rule": _rule(draft), "topic": draft.topic,
             "difficulty": DIFFICULTIES[int(draft.difficulty)], "valid_from": _day(draft.valid_from),
             "valid_to": _day(draft.valid_to), "external_id": draft.external_id}  # fmt: skip
    for to, text, at in _said(draft):
        pictured = pictures.at(draft, at)
        parts += [paragraph(SAID, label(f"Nhận xét {to}: "), run(text), pictured)] if text or pictured else []
    if draft.explanation or any(picture.at == "explanation" for picture in draft.pictures):
        told = pictures.at(draft, "explanation")
        parts.append(paragraph(EXPLANATION, label("Giải thích: "), run(draft.explanation), told))
    parts += [_source(draft, place) for place in range(len(draft.sources))]
    return [*parts, paragraph(ABOUT, *_values(about))]


def _said(draft: Draft) -> list[tuple[str, str, str]]:
    """To whom, by the letter of a choice or the number of what is typed; what; and at which field."""
    by_letter = draft.kind in WITH_RIGHT_CHOICES
    told = draft.feedback or [""] * len(draft.choices)
    names = [letter(place) if by_letter else str(place + 1) for place in range(len(told))]
    to_each = [(name, text, f"feedback_{place}") for place, (name, text) in enumerate(zip(names, told, strict=True))]
    to_all = [(to, getattr(draft, field), field) for field, to in SAID_WHEN.items()]
    return [*to_each, (OTHERWISE, draft.otherwise, "otherwise"), *to_all]


def key_in_words(draft: Draft) -> str:
    """As the reader of such papers takes it."""
    if draft.kind in BY_ORDERING:
        order = steps_of(draft)
        return ", ".join(letter(order.index(place)) for place in range(len(draft.choices)))
    if draft.kind == "matching":
        rights = [same_reading(right) for right in rights_of(draft)]
        lefts = [right for left, right in draft.pairs if left]
        return BETWEEN.join(
            f"{number}–{letter(rights.index(same_reading(right))).lower()}" for number, right in enumerate(lefts, 1)
        )
    if draft.kind in ("short_text", "numeric"):
        return "; ".join(KINDS[draft.kind].cells(draft))
    return KINDS[draft.kind].key_in_cell(draft)


def keys_told(numbered: list[tuple[int, Draft]]) -> list[str]:
    """The letters of all at one glance: numbers over letters."""
    short = [(number, draft.key) for number, draft in numbered if SHORT_KEY.fullmatch(draft.key)]
    bands = [short[start : start + COLUMNS] for start in range(0, len(short), COLUMNS)]
    rows = [
        _row("Câu", [str(number) for number, _ in band]) + _row("Đáp án", [key for _, key in band]) for band in bands
    ]
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="auto"/>' for side in SIDES)
    head = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
    grid = "<w:gridCol/>" * (COLUMNS + 1)
    return [f"<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"] if rows else []


SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _row(name: str, texts: list[str]) -> str:
    cells = [name, *texts, *[""] * (COLUMNS - len(texts))]
    filled = (f"<w:tc><w:tcPr/>{around(text)}</w:tc>" for text in cells)
    return f"<w:tr>{''.join(filled)}</w:tr>"


def _values(values: dict[str, str]) -> list[str]:
    """ "Đáp án: B · Kết luận: Giả" """
    found: list[str] = []
    for field, value in values.items():
        if value:
            style, name = FIELDS[field]
            found += [label(f"{' · ' if found else ''}{name}: "), run(value, style)]
    return found


def _rule(draft: Draft) -> str:
    said = [RULE_LABELS.get(draft.rule, "")] + [TONES_IGNORED] * draft.tones_ignored
    return "; ".join(filter(None, said + [CASE_MATTERS] * draft.case_matters))


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def _source(draft: Draft, place: int) -> str:
    source = draft.sources[place]
    runs: list[str] = []
    for field, (style, before) in SOURCE_FIELDS.items():
        if value := getattr(source, field):
            runs += [label(before if runs else ""), run(value, style)]
    return paragraph(SOURCE, label("Nguồn: "), *runs)
