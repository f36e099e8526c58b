"""What a person typed into a form, put into a draft. Pure."""

import re

from question_bank.draft import Draft, Picture, SourceNote
from question_bank.outcomes import OUTCOMES
from question_bank.pictures import ALT_MAX
from question_bank.text import cleaned

TEXTS = {
    "kind", "stem", "post", "verdict", "key", "rule", "otherwise", *OUTCOMES, "explanation", "topic", "difficulty",
    "valid_from", "valid_to",
}  # fmt: skip
SOURCE_TEXTS = {"title", "number", "issuer", "issued_on", "kind", "url", "article"}
PICTURE = re.compile(r"picture_(\d+)_file")
SOURCE = re.compile(r"source_(?:(\d)_)?([a-z_]+)")


def typed(fields: dict[str, str], place: str = "Câu hỏi này") -> Draft:
    """A new draft from a form."""
    return mended(Draft(place), fields)


def mended(draft: Draft, fields: dict[str, str]) -> Draft:
    """The draft with these fields ("stem", "choice_0", "key", "source_title" …) in place of what it had."""
    texts = {field: cleaned(text) for field, text in fields.items()}
    changed = Draft.from_json(draft.as_json())
    changed.choices = _choices(draft.choices, texts)
    _mend_marking(changed, texts, draft.choices)
    changed.sources = _sources(draft.sources, texts)
    changed.pictures = _pictures(draft.pictures, texts)
    for field in texts.keys() & TEXTS:
        setattr(changed, field, texts[field])
    changed.unread = {field: why for field, why in draft.unread.items() if field not in texts}
    changed.notes = {field: note for field, note in draft.notes.items() if field not in texts}
    return changed


def _mend_marking(draft: Draft, texts: dict[str, str], before: list[str]) -> None:
    """What is said beside the choices: each list is as long as they are, or empty; and pairs, which stand for them.

    What is typed is worth all where nothing is said; a choice that is not right, nothing.
    """
    is_typed = texts.get("kind", draft.kind) in ("short_text", "numeric")
    for name, field, otherwise in (
        ("worth", "worths", "1" if is_typed else "0"),
        ("tolerance", "tolerances", "0"),
        ("feedback", "feedback", ""),
    ):
        said = {int(at[-1]): text for at, text in texts.items() if re.fullmatch(rf"{name}_\d", at)}
        if said or (draft.choices != before and len(getattr(draft, field)) != len(draft.choices)):
            # A form has room for ten: what stands beside the others stays.
            kept = (getattr(draft, field) if said else []) + [otherwise] * len(draft.choices)
            values = [said.get(place, kept[place]) or otherwise for place in range(len(draft.choices))]
            setattr(draft, field, values if set(values) != {otherwise} else [])
    for field in ("case_matters", "tones_ignored"):
        if field in texts:
            setattr(draft, field, texts[field] == "1")
    sides = [[texts.get(f"{side}_{place}", "") for side in ("left", "right")] for place in range(10)]
    if any(re.fullmatch(r"(left|right)_\d", field) for field in texts):
        draft.pairs = [pair for pair in sides if any(pair)]


def _choices(before: list[str], texts: dict[str, str]) -> list[str]:
    """Up to the last that has text."""
    places = {int(field[7:]): text for field, text in texts.items() if re.fullmatch(r"choice_\d", field)}
    longest = max([len(before), *(place + 1 for place in places)])
    choices = [places.get(place, "".join(before[place : place + 1])) for place in range(longest)]
    filled = [place for place, choice in enumerate(choices) if choice]
    return choices[: max(filled, default=-1) + 1]


def _pictures(before: list[Picture], texts: dict[str, str]) -> list[Picture]:
    """Those that the form shows, as it describes them, but for those dropped; of a form that shows none, all stay.

    "picture_0_file" and "picture_0_size" ("1280x960") are to be trusted: whoever keeps the files has looked.
    """
    numbers = sorted(int(found[1]) for field in texts if (found := PICTURE.fullmatch(field)))
    if not numbers:
        return before
    return [_picture(f"picture_{number}_", texts) for number in numbers if f"picture_{number}_drop" not in texts]


def _picture(prefix: str, texts: dict[str, str]) -> Picture:
    at, file, alt, size = (texts.get(prefix + name, "") for name in ("at", "file", "alt", "size"))
    width, _, height = size.partition("x")
    return Picture(at or "stem", file=file, alt=" ".join(alt.split())[:ALT_MAX],
                   width=int(width or 0), height=int(height or 0))  # fmt: skip


def _sources(before: list[SourceNote], texts: dict[str, str]) -> list[SourceNote]:
    """ "source_title" is of the first source, "source_1_title" of the second. Those that a form does not show stay."""
    changes: dict[int, dict[str, str]] = {}
    for field, text in texts.items():
        found = SOURCE.fullmatch(field)
        if found and found[2] in SOURCE_TEXTS:
            changes.setdefault(int(found[1] or 0), {})[found[2]] = text
    notes = {place: SourceNote(**{**vars(note), **changes.pop(place, {})}) for place, note in enumerate(before)}
    notes |= {place: SourceNote(**texts) for place, texts in changes.items()}
    return [notes[place] for place in sorted(notes) if notes[place] != SourceNote()]
