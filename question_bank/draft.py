"""A question as its author wrote it, before anybody judged it. Plain values; what readers yield and checkers read."""

from dataclasses import asdict, dataclass, field
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

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Draft":
        return cls(**{**data, "sources": [SourceNote(**source) for source in data["sources"]]})


@dataclass
class Reading:
    """What one file brought."""

    format: str
    drafts: list[Draft] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": self.format,
            "drafts": [draft.as_json() for draft in self.drafts],
            "warnings": self.warnings,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reading":
        return cls(data["format"], [Draft.from_json(draft) for draft in data["drafts"]], data["warnings"])
