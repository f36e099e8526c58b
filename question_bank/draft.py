"""A question as its author wrote it, before anybody judged it. Plain values; what readers yield and checkers read."""

import base64
from dataclasses import dataclass, field
from typing import Any


@dataclass
class SourceNote:
    """What the author says it rests on."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    issued_on: str = ""
    kind: str = ""
    url: str = ""
    article: str = ""


@dataclass
class Picture:
    """A picture: first as it stood in a file, then written anew, at last kept by its name alone."""

    at: str  # the field of the draft that it belongs to: "stem", "choice_0", "feedback_0", "explanation" …
    data: str = ""  # base64; none where it is kept
    name: str = ""  # of the file it came in
    alt: str = ""  # what it shows, in words
    file: str = ""  # the SHA-256 of what is kept
    width: int = 0
    height: int = 0

    @property
    def bytes(self) -> bytes:
        """What the file holds, as long as the draft carries it."""
        return base64.b64decode(self.data)


@dataclass
class Draft:
    place: str  # "Dòng 7"
    kind: str = ""
    stem: str = ""
    choices: list[str] = field(default_factory=list)
    key: str = ""  # as written: letters, a number, or the text of a choice
    explanation: str = ""
    topic: str = ""
    difficulty: str = ""
    valid_from: str = ""
    valid_to: str = ""
    sources: list[SourceNote] = field(default_factory=list)
    external_id: str = ""
    cells: dict[str, str] = field(default_factory=dict)  # field → where in the row it stands: "cột Đáp án"
    unread: dict[str, str] = field(default_factory=dict)  # field → why the reader could not read it
    notes: dict[str, str] = field(default_factory=dict)  # field → what the reader changed on the way
    # Beside `choices` (the forms that are accepted, of a short text or a number; the steps in order, of an ordering),
    # where the format says it; each list is then as long as `choices`, and `key` is empty, or says more than `worths`.
    worths: list[str] = field(default_factory=list)  # share of the points: "1", "0.5", "1/3", "-1"
    feedback: list[str] = field(default_factory=list)  # said to whoever chose it, or typed it
    otherwise: str = ""  # of what is typed: said to whoever answers anything else
    when_right: str = ""  # said to all who were right, whatever they answered
    when_partly: str = ""
    when_wrong: str = ""
    tolerances: list[str] = field(default_factory=list)  # of numbers: "0.5"
    pairs: list[list[str]] = field(
        default_factory=list
    )  # of a matching: [left, right]; a right one too many has no left
    case_matters: bool = False  # of a short text
    tones_ignored: bool = False  # of a short text: "ha noi" will do
    post: str = ""  # what is looked at, word for word: a post, a message, a rumour; any kind may have one
    verdict: str = ""  # of a judge_post, on its post: "real", "fake" or "unclear"
    rule: str = ""  # of several right choices: "each" counts each of them, "" all or nothing
    pictures: list[Picture] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def note(self, field: str, text: str) -> None:
        """Say what was changed in reading this field, beside what was said before."""
        self.notes[field] = f"{self.notes[field]} {text}" if field in self.notes else text

    def ask(self, field: str, why: str) -> None:
        """Leave this field to a person: the reader could not tell."""
        self.unread[field] = f"{self.unread[field]}; {why}" if field in self.unread else why

    def as_json(self) -> dict[str, Any]:
        """As `asdict` gives it, which copies each text of thousands of drafts through a recursion."""
        data = {name: value.copy() if isinstance(value, (list, dict)) else value for name, value in vars(self).items()}
        data["sources"] = [dict(vars(source)) for source in self.sources]
        data["pictures"] = [dict(vars(picture)) for picture in self.pictures]
        data["pairs"] = [list(pair) for pair in self.pairs]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Draft":
        sources = [SourceNote(**source) for source in data.get("sources", [])]
        pictures = [Picture(**picture) for picture in data.get("pictures", [])]
        return cls(**{**data, "sources": sources, "pictures": pictures})


@dataclass
class Reading:
    """What one file brought."""

    format: str
    drafts: list[Draft] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    columns_left: bool = False  # of a table: some hold something and were not read
    book: dict[str, Any] | None = None  # then its cells (`Book.as_json`), for somebody to choose the columns anew

    def as_json(self) -> dict[str, Any]:
        return {
            "format": self.format,
            "drafts": [draft.as_json() for draft in self.drafts],
            "warnings": self.warnings,
            "book": self.book,
        }

    def briefly(self) -> dict[str, Any]:
        """As `as_json`, without what a draft does not say: `from_json` makes the same of it, in a third of the time."""
        brief = [{name: value for name, value in draft.items() if value} for draft in self.as_json()["drafts"]]
        return {"format": self.format, "drafts": brief, "warnings": self.warnings, "book": self.book}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reading":
        return cls(
            data["format"],
            [Draft.from_json(draft) for draft in data["drafts"]],
            data["warnings"],
            book=data.get("book"),
        )
