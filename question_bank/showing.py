"""A question as one paper shows it: its choices with their letters, its two sides, and what was given. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from question_bank.kinds.kind import Content
from question_bank.kinds.numbers import number_in, number_text
from question_bank.letters import letter_of

NAME_OF_PICTURE = re.compile(r"Hình \d{1,2}")


@dataclass(frozen=True)
class ShownChoice:
    id: str
    letter: str
    text: str
    place: int
    """Among those given, from 1; 0 where it was not."""
    only_picture: bool = False
    """Its words are but the name of the picture that stands there: to be heard, not seen. They might tell the key."""

    @property
    def given(self) -> bool:
        return self.place > 0


@dataclass(frozen=True)
class ShownLeft:
    """One side of a pair; `given` is the id of the choice it was matched with, or blank."""

    id: str
    text: str
    given: str


@dataclass(frozen=True)
class ShownPicture:
    """`at`: "stem", "post", or the id of a choice. `file`: its name where pictures are kept."""

    at: str
    file: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Shown:
    choices: list[ShownChoice]
    lefts: list[ShownLeft]
    text: str
    read_as: str
    """The number that a typed text is read as, or blank."""
    post: str = ""
    """What the question is about, word for word."""
    verdict: str = ""
    """What was said of it."""
    pictures: list[ShownPicture] = field(default_factory=list)


def chosen_from(content: Content) -> list[dict[str, Any]]:
    """The choices, or the right side of a matching; of what is typed, nothing."""
    parts: list[dict[str, Any]] = content.get("choices") or content.get("right") or []
    return parts


def shown(content: Content, order: Sequence[Any], given: dict[str, Any] | None) -> Shown:
    """`order`: the ids of what is chosen from, as the paper has them."""
    said: dict[str, Any] = {"choices": [], "pairs": {}, "text": "", "verdict": ""} | (given or {})
    chosen, pairs, text = said["choices"], said["pairs"], said["text"]
    texts = {each["id"]: each["text"] for each in chosen_from(content)}
    places = {id: place for place, id in enumerate(chosen, 1)}
    number = number_in(text)
    pictures = [ShownPicture(**each) for each in content.get("pictures", [])]
    return Shown(
        choices=[
            ShownChoice(str(id), letter_of(at), texts[id], places.get(id, 0), _only_names(texts[id], id, pictures))
            for at, id in enumerate(order)
        ],
        lefts=[ShownLeft(str(each["id"]), each["text"], pairs.get(each["id"], "")) for each in content.get("left", [])],
        text=text,
        read_as=number_text(number) if number is not None else "",
        post=content.get("post", ""),
        verdict=said["verdict"],
        pictures=pictures,
    )


def _only_names(text: str, id: Any, pictures: list[ShownPicture]) -> bool:
    return any(each.at == str(id) and (each.alt == text or NAME_OF_PICTURE.fullmatch(text)) for each in pictures)
