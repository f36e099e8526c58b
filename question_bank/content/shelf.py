"""The files of a folder of content as its rules see them: each question as written, as read, and as understood."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from question_bank.checking import Finding, check_all
from question_bank.draft import Draft
from question_bank.readers import yaml
from question_bank.readers.refusal import UnreadableFile

Raw = dict[str, Any]
"""One mapping of the file, every scalar as its text."""


@dataclass
class Record:
    """One question."""

    file: str
    raw: Raw
    draft: Draft
    finding: Finding

    @property
    def place(self) -> str:
        return f"{self.file}, {self.draft.place}"

    @property
    def kind(self) -> str:
        return self.finding.kind

    @property
    def right(self) -> list[str]:
        return [text for place, text in enumerate(self.finding.choices) if place in self.finding.right]

    @property
    def wrong(self) -> list[str]:
        return [text for place, text in enumerate(self.finding.choices) if place not in self.finding.right]

    @property
    def asked(self) -> str:
        """What is read before it is answered: the stem, and the post that is judged."""
        return f"{self.draft.stem} {self.draft.post}".strip()

    @property
    def answers(self) -> list[str]:
        """Everything that is or holds a right answer, in words."""
        if self.kind == "matching":
            return [side for pair in self.finding.draft.pairs for side in pair]
        return self.right if self.finding.choices and self.finding.right else self.finding.draft.choices

    def texts(self) -> list[str]:
        """All that people will read, as it stands in the file but for the ends of its lines."""
        said = [self.raw.get(name) for name in ("stem", "explanation", "post")]
        said += listed(self.raw.get("choices"))
        said += [side for pair in listed(self.raw.get("pairs")) for side in listed(pair)]
        return [text for text in said if isinstance(text, str) and text]


@dataclass
class File:
    """One topic: what it is called, what its questions rest on, and they."""

    name: str
    topic: Raw = field(default_factory=dict)
    sources: list[Raw] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    unread: str = ""  # why it could not be read


def files_in(folder: Path) -> list[File]:
    return [_file(path) for path in sorted(folder.glob("*.yaml"))]


def _file(path: Path) -> File:
    try:
        data = path.read_bytes()
        reading, whole = yaml.read(data), yaml.plain(data)
    except UnreadableFile as refusal:
        return File(path.name, unread=str(refusal))
    topic = whole["topic"] if isinstance(whole.get("topic"), dict) else {}
    findings = check_all(reading.drafts, None, set())
    read = zip(whole["questions"], reading.drafts, findings, strict=True)
    records = [Record(path.name, raw, draft, finding) for raw, draft, finding in read]
    return File(path.name, topic, whole.get("sources") or [], records)


def listed(value: Any) -> list[Any]:
    """A list as it is; one value as a list of it."""
    if isinstance(value, list):
        return value
    return [value] if value else []
