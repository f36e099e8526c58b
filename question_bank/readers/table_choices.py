"""Choices without columns of their own: one a line, several in a cell, or within the cell of the question. Pure."""

import re

from question_bank.draft import Draft
from question_bank.letters import FALSE_WORDS, TRUE_WORDS, letter_of
from question_bank.readers.book import Cell
from question_bank.text import fold

TICKS = re.compile(r"[xX✓✔√☑☒vV*•+]|1")
NO_TICKS = {"", "0", "-", "o", "☐"}
LABELLED = re.compile(r"[ \t]*\(?([A-Ha-h])[.):/][ \t]*(?=\S)")


def take_lines(draft: Draft, lines: list[tuple[int, Cell, Cell]]) -> None:
    """Each line's number, its choice, and what stands in the column of the key: a tick, or the key itself."""
    filled = [line for line in lines if line[1].text or line[1].unread]
    if len(filled) == 1 and len(split := _lines_of(filled[0][1].text)) > 1:
        draft.choices = split
        draft.key = next((key.text for _, _, key in lines if key.text), "")
        return
    draft.choices = [choice.text for _, choice, _ in filled]
    for place, (number, choice, _) in enumerate(filled):
        draft.cells[f"choice_{place}"] = f"{draft.cells['choices']}, dòng {number}"
        if choice.unread:
            draft.unread[f"choice_{place}"] = choice.unread
        if choice.note:
            draft.notes[f"choice_{place}"] = f"{choice.note}."
    draft.unread.pop("choices", None)
    draft.notes.pop("choices", None)
    draft.key = _key_in([key for _, _, key in filled])
    if not draft.key:
        draft.key = next((key.text for _, _, key in lines if key.text and not _is_sign(key.text)), "")


def _key_in(keys: list[Cell]) -> str:
    """Letters of the lines that are ticked; or what the lines say, once."""
    said = [key.text.strip() for key in keys]
    short_too = all(said)  # "F" in one line alone is the sixth choice
    if any(said) and all(_is_sign(text, short_too=short_too) for text in said):
        ticked = [letter_of(place) for place, text in enumerate(said) if _is_tick(text, short_too=short_too)]
        return ", ".join(ticked)
    return "; ".join(dict.fromkeys(text for text in said if text))


def _is_sign(text: str, *, short_too: bool = False) -> bool:
    if _is_tick(text, short_too=short_too) or text in NO_TICKS:
        return True
    return fold(text) in FALSE_WORDS | {"khong", "no", "n"} and (short_too or len(text) > 1)


def _is_tick(text: str, *, short_too: bool = False) -> bool:
    if TICKS.fullmatch(text):
        return True
    return fold(text) in TRUE_WORDS | {"co", "yes", "y"} and (short_too or len(text) > 1)


def take_out_of_stem(draft: Draft) -> None:
    """ "Thủ đô là?⏎A. Hà Nội⏎B. Huế" in the cell of the question, where there are no columns for choices."""
    lines = draft.stem.split("\n")
    first = next((at for at, line in enumerate(lines) if (found := LABELLED.match(line)) and found[1] in "Aa"), 0)
    choices = _lines_of("\n".join(lines[first:])) if first else []
    if len(choices) > 1:
        draft.stem, draft.choices = "\n".join(lines[:first]).strip(), choices
        draft.note("choices", "các phương án được tách ra từ ô câu hỏi.")


def _lines_of(text: str) -> list[str]:
    """Each line a choice; where they have letters, what has none goes on with the line above."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    letters = [found[1].upper() if (found := LABELLED.match(line)) else "" for line in lines]
    told = [letter for letter in letters if letter]
    if not told or letters[0] != "A":
        return lines if not told else []
    if told != [letter_of(place) for place in range(len(told))]:
        return []
    choices: list[str] = []
    for letter, line in zip(letters, lines, strict=True):
        if letter:
            choices.append(LABELLED.sub("", line, count=1))
        else:
            choices[-1] += f"\n{line}"
    return choices
