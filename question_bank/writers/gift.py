"""Questions as GIFT. What GIFT has no place for goes into a comment before each, which our reader takes back."""

import html
import re
from collections.abc import Iterable

from question_bank.beside import asked, beside
from question_bank.draft import Draft
from question_bank.letters import TRUE_WORDS
from question_bank.readers import gift
from question_bank.readers.decoding import MOJIBAKE
from question_bank.readers.gift_grammar import FORMAT, NO_CHARACTERS, SIGNS, WEIGHT
from question_bank.readers.moodle_text import TAGS
from question_bank.text import fold
from question_bank.writers.faithful import NotWritable, right_of
from question_bank.writers.moodle_marks import category, judged, numbers, shares, worths

ARROW = "->"
UNLINED = re.compile(r"[{}\\\n]|####|^//|^0$")  # a step is a line as it stands, without any escape
SIGNED = re.compile("[" + re.escape(SIGNS.replace("n", "")) + "]")
SIMPLE_NAME = re.compile(r"[^\]\\\x00-\x1f]{1,200}")
SIMPLE_TAG = re.compile(r"[^\]\\<>`\x00-\x1f]{1,200}")


def file_of(drafts: Iterable[tuple[Draft, str]], remarks: Iterable[str]) -> bytes:
    """Settled drafts, each with its `question`, under headings that name their topics."""
    parts, heading = ["".join(f"// {' '.join(remark.split())}\n" for remark in remarks).rstrip()], ""
    for draft, said in drafts:
        if heading != (heading := _heading(draft)):
            parts.append(heading)
        parts.append(said)
    return "\n\n".join(part for part in parts if part).encode() + b"\n"


def question(draft: Draft) -> str:
    """A settled draft as GIFT; raises NotWritable with the reason where that cannot be."""
    if draft.pictures:
        raise NotWritable("có ảnh")
    if MOJIBAKE.search(str(draft)) or NO_CHARACTERS.search(str(draft)):
        raise NotWritable("có ký tự mà tệp GIFT không giữ được")
    names, body = _names(draft), _body(draft)
    (read,) = gift.read(f"{_heading(draft)}\n\n{names}{body}\n".encode()).drafts
    carried = beside(draft, read)
    return f"{names}{f'// hoithi: {carried}' if carried else ''}".rstrip() + f"\n{body}" if names or carried else body


def _heading(draft: Draft) -> str:
    return f"$CATEGORY: {_escaped(category(draft.topic))}"


def _body(draft: Draft) -> str:
    if draft.kind not in ANSWERS:
        raise NotWritable("loại câu này")
    general = f" ####{_text(draft.explanation)}" if draft.explanation and draft.kind not in LINED else ""
    return f"[plain]{_escaped(asked(draft))} {{{ANSWERS[draft.kind](draft)}{general}}}"


def _names(draft: Draft) -> str:
    names = [f"[id:{draft.external_id}]"] if SIMPLE_NAME.fullmatch(draft.external_id) else []
    names += [f"[tag:{tag}]" for tag in draft.tags if SIMPLE_TAG.fullmatch(tag)]
    return f"// {' '.join(names)}\n" if names else ""


def _one(draft: Draft) -> str:
    signs = [("=", "") if share == "100" else ("~", "" if share == "0" else share) for share in shares(draft)]
    return _answers([(*sign, text) for sign, text in zip(signs, draft.choices, strict=True)], draft.feedback)


def _several(draft: Draft) -> str:
    chosen = [("~", share, text) for share, text in zip(shares(draft), draft.choices, strict=True)]
    return _answers(chosen, draft.feedback)


def _judged(draft: Draft) -> str:
    whole, worths = judged(draft)
    chosen = [("~", worth, text) for worth, text in zip(worths, whole.choices, strict=True)]
    return _answers(chosen, whole.feedback)


def _steps(draft: Draft) -> str:
    """As Moodle's own ordering has it: every line is a step, so that an explanation has no place here."""
    if any(UNLINED.search(step) for step in draft.choices):
        raise NotWritable("một bước có nhiều dòng, hoặc có dấu { } \\")
    if "{" in asked(draft) or "}" in asked(draft):
        raise NotWritable("câu sắp xếp có dấu { } trong câu hỏi")
    return f">{len(draft.choices)} ALL VERTICAL ALL_OR_NOTHING SHOW\n" + "".join(
        f"{_line(step)}\n" for step in draft.choices
    )


def _line(step: str) -> str:
    """Moodle shows it as text in which tags and entities count."""
    return html.escape(step, quote=False) if TAGS.search(step) or html.unescape(step) != step else step


def _truth(draft: Draft) -> str:
    """What is said to whoever is wrong stands first."""
    (right,) = right_of(draft)
    said = "TRUE" if fold(draft.choices[right]) in TRUE_WORDS else "FALSE"
    if any(draft.feedback):
        said += f"#{_text(draft.feedback[1 - right])}#{_text(draft.feedback[right])}"
    return said


def _forms(draft: Draft) -> str:
    if any(ARROW in text for text in draft.choices):
        raise NotWritable("đáp án có dấu ->")
    forms = [text.replace("*", "\\*") for text in draft.choices]
    known = [("=", worth if worth != "100" else "", text) for worth, text in zip(worths(draft), forms, strict=True)]
    any_other = f" =%0%*#{_text(draft.otherwise)}" if draft.otherwise else ""
    return _answers(known, draft.feedback) + any_other


def _numbers(draft: Draft) -> str:
    told = draft.feedback or [""] * len(draft.choices)
    said = [
        f"=%{worth}%{number}:{within}{_told(text)}"
        for worth, (number, within), text in zip(worths(draft), numbers(draft), told, strict=True)
    ]
    any_other = [f"~#{_text(draft.otherwise)}"] if draft.otherwise else []
    return "#" + " ".join(said + any_other)


def _pairs(draft: Draft) -> str:
    return " ".join(f"={_left(left)} -> {_escaped(right)}" for left, right in draft.pairs)


def _left(text: str) -> str:
    """The first arrow parts a pair: one that belongs to the text is written as HTML writes it."""
    if ARROW not in text:
        return _text(text)
    return f"[html]{_escaped(html.escape(text, quote=False).replace(chr(10), '<br>'))}"


def _essay(draft: Draft) -> str:
    return ""


def _answers(answers: list[tuple[str, str, str]], feedback: list[str] | None = None) -> str:
    said = feedback or [""] * len(answers)
    return " ".join(
        f"{sign}{_weight(sign, weight, text)}{_text(text)}{_told(told)}"
        for (sign, weight, text), told in zip(answers, said, strict=True)
    )


def _told(feedback: str) -> str:
    return f"#{_text(feedback)}" if feedback else ""


def _weight(sign: str, weight: str, text: str) -> str:
    """One that is not needed keeps a text that begins like one from being read as such."""
    if not weight and WEIGHT.match(text):
        weight = "100" if sign == "=" else "0"
    return f"%{weight}%" if weight else ""


def _text(text: str) -> str:
    """Behind a sign; what looks like the name of a format is text too."""
    return f"[plain]{_escaped(text)}" if FORMAT.match(text) else _escaped(text)


def _escaped(text: str) -> str:
    return SIGNED.sub(r"\\\g<0>", text).replace("\n", "\\n")


LINED = {"ordering", "next_steps"}
ANSWERS = {
    "single_choice": _one, "next_step": _one, "classify": _one, "multiple_choice": _several, "true_false": _truth,
    "judge_post": _judged, "ordering": _steps, "next_steps": _steps,
    "short_text": _forms, "numeric": _numbers, "matching": _pairs, "essay": _essay,
}  # fmt: skip
