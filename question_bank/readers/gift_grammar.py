"""The rules of GIFT for one question: its name, its text, and what stands between the braces.

A sign of the grammar that follows a backslash is text. Such signs are set aside first, as characters that no text
holds, and put back in every part that was found.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from question_bank.readers.moodle_text import ANSWERS_MAX, FORMATS, Text

SIGNS = "\\:#={}~n"
SET_ASIDE = {sign: chr(0xFDD0 + place) for place, sign in enumerate(SIGNS)}
PUT_BACK = str.maketrans({aside: "\n" if sign == "n" else sign for sign, aside in SET_ASIDE.items()})
NO_CHARACTERS = re.compile("[\ufdd0-\ufdef]")
ESCAPED = re.compile(r"\\([\\:#={}~n])")
FORMAT = re.compile(r"\[([a-z]{4,8})\]")
WEIGHT = re.compile(r"%([+-]?[0-9]{1,3}(?:[.,][0-9]{0,10})?)%")
ONE_ANSWER = re.compile(r"[=~][^=~]*")
CLOZE = re.compile(r"[0-9]{0,3}:[A-Z_]{2,30}:")
GENERAL = "####"
GAP = "_____"
# How many steps are shown, which, how they lie, how they count, what is told: Moodle's ordering, on a line of its own.
ORDER = re.compile(
    r">\s*([0-9]{1,3})\s*(?:ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)?\s*(?:HORIZONTAL|HORI|H|1|VERTICAL|VERT|V|0)?\s*"
    r"(?:ALL_OR_NOTHING|(?:ABSOLUTE|RELATIVE|LONGEST)[A-Z_]{0,40}|ABS|REL)?\s*(?:SHOW|TRUE|YES|1|HIDE|FALSE|NO|0)?\s*"
    r"(?:none|123|abc|ABCD|iii|IIII?)?\s*"
)
TRUE, FALSE = {"T", "TRUE", "ĐÚNG"}, {"F", "FALSE", "SAI"}


class Fault(Exception):
    """Why this is no question, in a sentence."""


class Answer(NamedTuple):
    sign: str  # "=", "~", or "" where there was neither
    weight: str  # "50", or "" where none is given
    text: Text
    feedback: Text


@dataclass
class Parsed:
    kind: str
    stem: Text
    name: str = ""
    inside: str = ""  # the braces, as written
    answers: list[Answer] = field(default_factory=list)
    pairs: list[tuple[Text, str]] = field(default_factory=list)
    steps: list[Text] = field(default_factory=list)
    feedback: Text = field(default_factory=Text)
    remarks: list[str] = field(default_factory=list)  # what was read otherwise than it is written


def set_aside(text: str) -> str:
    return ESCAPED.sub(lambda found: SET_ASIDE[found[1]], NO_CHARACTERS.sub("", text))


def put_back(text: str) -> str:
    return text.translate(PUT_BACK).strip()


def parse(text: str) -> Parsed:
    """One question, without its comments. Raises a Fault where its braces do not match."""
    remarks: list[str] = []
    name, rest = _name_and_rest(set_aside(text).strip(), remarks)
    before, inside, after = _around_braces(rest, remarks)
    gap = GAP if inside is not None and after else ""
    stem = _text(before + gap + after, "moodle")
    if inside is None:
        return Parsed("description", stem, name, remarks=remarks)
    answers, sign, general = inside.rpartition(GENERAL)
    if not sign:
        answers, general = inside, ""
    parsed = Parsed("", stem, name, put_back(answers), feedback=_text(general, stem.format), remarks=remarks)
    _read_answers(parsed, answers.strip())
    return parsed


def _name_and_rest(text: str, remarks: list[str]) -> tuple[str, str]:
    if not text.startswith("::"):
        return "", text
    name, closed, rest = text[2:].partition("::")
    if closed and "{" not in name:
        return put_back(name), rest.strip()
    remarks.append("tên câu hỏi mở bằng :: mà không đóng, nên được đọc như câu dẫn.")
    return "", text[2:]


def _around_braces(text: str, remarks: list[str]) -> tuple[str, str | None, str]:
    opening, closing = text.find("{"), text.find("}")
    if opening < 0 and closing < 0:
        return text, None, ""
    if closing < 0:
        raise Fault("có dấu { mà không có dấu } đóng lại (trong câu hỏi cũng không được có dòng trống)")
    if not 0 <= opening < closing:
        raise Fault("có dấu } mà trước nó không có dấu { mở ra")
    before, inside, after = text[:opening], text[opening + 1 : closing], text[closing + 1 :]
    if not after.strip(" \t\n}") and after.strip():
        remarks.append("đã bỏ dấu } thừa ở cuối câu.")
        after = ""
    if "{" in inside or "{" in after or "}" in after:
        raise Fault("có hơn một cặp { }; dấu ngoặc nhọn thuộc nội dung phải viết là \\{ và \\}")
    return before if after.strip() else before.rstrip(), inside.strip(), after if after.strip() else ""


def _read_answers(parsed: Parsed, inside: str) -> None:
    """Which kind it is follows from the signs alone, in this order."""
    word = inside.partition("#")[0].strip()
    if (count := inside.count("=") + inside.count("~")) > ANSWERS_MAX:
        raise Fault(f"có {count} câu trả lời")
    if not inside:
        parsed.kind = "essay"
    elif CLOZE.match(inside):
        parsed.kind = "cloze"
    elif inside.startswith(">"):
        _read_steps(parsed, inside)
    elif inside.startswith("#"):
        _read_numbers(parsed, inside[1:])
    elif "~" in inside:
        _read_choices(parsed, inside)
    elif "=" in inside and "->" in inside:
        _read_pairs(parsed, inside)
    elif word.upper() in TRUE | FALSE:
        _read_truth(parsed, inside, word)
    else:
        _read_forms(parsed, inside)


def _read_steps(parsed: Parsed, inside: str) -> None:
    """A step a line, in their right order."""
    head, _, lines = inside.partition("\n")
    order = ORDER.fullmatch(head)
    if order is None:
        parsed.kind = "ordering (GIFT)"
        return
    parsed.kind = "ordering"
    parsed.steps = [Text(put_back(line), "moodle") for line in lines.split("\n") if line.strip()]
    if len(parsed.steps) > ANSWERS_MAX:
        raise Fault(f"có {len(parsed.steps)} bước")
    if int(order[1]) < len(parsed.steps):
        parsed.remarks.append(f"trong tệp chỉ {int(order[1])} bước được hỏi mỗi lần; ở đây hỏi đủ {len(parsed.steps)}.")


def _read_choices(parsed: Parsed, inside: str) -> None:
    parsed.kind = "single_choice" if "=" in inside else "multiple_choice"
    parsed.answers = _answers(inside.replace("~=", "="), parsed.stem.format)


def _read_forms(parsed: Parsed, inside: str) -> None:
    parsed.kind = "short_text"
    parsed.answers = _answers(inside, parsed.stem.format)
    if not parsed.answers[0].sign:
        parsed.remarks.append("trong ngoặc thiếu dấu = đầu tiên; đã hiểu là câu trả lời ngắn.")


def _read_numbers(parsed: Parsed, inside: str) -> None:
    """Whatever follows a "~" is only said to those who are wrong."""
    parsed.kind = "numeric"
    right, sign, wrong = inside.partition("~")
    parsed.answers = _answers(right, "plain")
    if not parsed.answers:
        raise Fault("sau dấu # không có số nào")
    if sign:
        said = _text(wrong.partition("#")[2], parsed.stem.format)
        parsed.answers.append(Answer("~", "0", Text("*", "plain"), said))


def _read_pairs(parsed: Parsed, inside: str) -> None:
    parsed.kind = "matching"
    for part in inside.split("="):
        left, arrow, right = part.partition("->")
        if arrow:
            parsed.pairs.append((_text(left, parsed.stem.format), put_back(right)))
        elif part.strip():
            raise Fault(f"cặp “{put_back(part)[:60]}” thiếu dấu -> giữa hai vế")


def _read_truth(parsed: Parsed, inside: str, word: str) -> None:
    """The first feedback is for whoever is wrong, the second for whoever is right."""
    parsed.kind = "true_false"
    truth = word.upper() in TRUE
    if word not in ("T", "TRUE", "F", "FALSE"):
        parsed.remarks.append(f"“{word}” được đọc là câu đúng hay sai.")
    _, wrong, right = (_text(part, parsed.stem.format) for part in [*inside.split("#", 2), "", ""][:3])
    if_true, if_false = (right, wrong) if truth else (wrong, right)
    parsed.answers = [
        Answer("=" if truth else "~", "", Text("Đúng", "plain"), if_true),
        Answer("~" if truth else "=", "", Text("Sai", "plain"), if_false),
    ]


def _answers(inside: str, format: str) -> list[Answer]:
    first = re.split("[=~]", inside, maxsplit=1)[0]
    parts = [first] if first.strip() else []
    return [_answer(part, format) for part in parts + ONE_ANSWER.findall(inside)]


def _answer(part: str, format: str) -> Answer:
    sign = part[0] if part[0] in "=~" else ""
    said = part.removeprefix(sign).strip()
    weight = WEIGHT.match(said)
    text, _, feedback = said[weight.end() if weight else 0 :].partition("#")
    return Answer(sign, weight[1] if weight else "", _text(text, format), _text(feedback, format))


def _text(said: str, format: str) -> Text:
    """What stands behind a "[html]" is in that format, whatever the question is in."""
    said = said.strip()
    named = FORMAT.match(said)
    if named and named[1] in FORMATS:
        return Text(put_back(said[named.end() :]), FORMATS[named[1]])
    return Text(put_back(said), format)
