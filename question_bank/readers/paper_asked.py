"""A question while it is being put together from the lines of a paper. Pure."""

from dataclasses import dataclass, field

from question_bank.draft import SourceNote
from question_bank.readers.paper_line import Line, goes_on


@dataclass(slots=True)
class Option:
    letter: str
    style: str
    lines: list[Line]
    label: Line | None = None
    starred: bool = False
    inside: bool = False  # it followed the question on its line


@dataclass(slots=True)
class Told:
    """A key that somebody wrote in words."""

    where: str  # "dòng đáp án", "bảng đáp án", "lời giải"
    text: str


@dataclass(slots=True)
class Asked:
    number: str  # "" where the paper gives none
    style: str
    line: Line  # where it begins
    section: int = 0
    topic: str = ""
    level: str = ""
    kind: str = ""
    stem: list[Line] = field(default_factory=list)
    items: list[tuple[int, Line]] = field(default_factory=list)  # of the stem: those that count 1, 2, 3, or are bullets
    options: list[Option] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    explanation: list[Line] = field(default_factory=list)
    sources: list[SourceNote] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)  # for a person to settle: field, why
    places: dict[str, int] = field(default_factory=dict)  # field → number of the line
    state: str = "stem"  # stem, options, key, explanation
    tail: list[Line] = field(default_factory=list)  # lines whose place is not known yet
    item_style: str = ""
    answer: str = ""  # of a question without options
    twins: list["Asked"] = field(default_factory=list)  # the same question again, as with its solution

    def complete(self) -> bool:
        return bool(self.options or self.told)

    def letters(self) -> list[str]:
        return [option.letter for option in self.options]

    def add_item(self, style: str, text: Line, whole: Line) -> None:
        """The next of a list within the question."""
        self.item_style = style
        self.items.append((len(self.stem), text))
        self.stem.append(whole)

    def explain(self, line: Line) -> None:
        self.explanation.append(line)
        self.places.setdefault("explanation", line.number)

    def take_options_back(self) -> None:
        """They turned out to be a list within the question."""
        for option in self.options:
            first = option.lines[0]
            label = option.label.text if option.label else ""
            self.stem.append(Line(f"{label} {first.text}".strip(), first.number, pictures=first.pictures))
            self.stem += option.lines[1:]
        self.stem += self.tail
        self.options, self.tail, self.state = [], [], "stem"
        self.places = {field: line for field, line in self.places.items() if not field.startswith("choice_")}

    def settle(self) -> None:
        """Give the lines that waited to what stands before them."""
        waiting, self.tail = self.tail, []
        if not waiting:
            return
        if self.state != "options":
            for line in waiting:
                self.explain(line)
            return
        wraps = any(len(option.lines) > 1 for option in self.options[:-1])
        for place, line in enumerate(waiting):
            last = self.options[-1].lines
            if wraps or _belongs(last[-1], line):
                last.append(line)
            elif line.text:
                self._leave_out(waiting[place:])
                return
            else:
                self._take_picture(line)

    def _take_picture(self, line: Line) -> None:
        self.stem.append(line)
        if line.pictures:
            self.notes.append(("stem", "có ảnh đứng sau phương án cuối; hãy xem ảnh thuộc câu nào."))

    def _leave_out(self, lines: list[Line]) -> None:
        for line in lines:
            if line.pictures:
                self._take_picture(Line("", line.number, pictures=line.pictures))
        text = " ".join(line.text for line in lines if line.text)
        short = text if len(text) <= 80 else f"{text[:79]}…"
        field = f"choice_{len(self.options) - 1}"
        self.notes.append((field, f"sau phương án cuối còn dòng “{short}” không được đọc vào câu."))


WIDE = 60  # a line this long was broken by the width of the page


def _belongs(before: Line, line: Line) -> bool:
    """Does the line go on with the last option?"""
    if not line.text:
        return False
    if not before.text:
        return True
    if line.after_gap or line.heading:
        return False
    if line.text[:1].islower() or line.text[:1] in ",;)”=+":
        return True
    return len(before.text) >= WIDE and before.text[-1:] not in ".!?;:"


def last_sentence(lines: list[Line]) -> list[Line]:
    """The last line, with those before it that it was broken off from."""
    stem: list[Line] = []
    for line in reversed(lines):
        if stem and line.text and not (goes_on(line.text, stem[-1].text) and not stem[-1].after_gap):
            break
        stem.append(line)
    return stem[::-1]
