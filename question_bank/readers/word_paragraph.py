"""A paragraph of a Word file while it is read, and the lines that it makes."""

from dataclasses import dataclass, field

from question_bank.draft import Picture
from question_bank.readers.paper_line import Line, Mark


@dataclass(slots=True)
class Paragraph:
    number: int
    style: str = ""
    listed: str = ""
    level: str = ""
    signs: frozenset[str] = frozenset()  # of its shading, or of its cell's
    runs: list[tuple[str, frozenset[str], bool]] = field(default_factory=list)  # text, signs, hidden
    pictures: list[tuple[int, Picture]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    length: int = 0
    joins: bool = False  # its end was deleted: the next goes on with it

    def lines(self, label: str, *, heading: bool) -> list[Line]:
        """A break within it ends a line. `label` is what Word counted; hidden letters are a line of their own."""
        lines = [_Building(f"{label} " if label else "", self.number)]
        for text, signs, hidden in self.runs:
            if hidden:
                continue
            for order, part in enumerate(text.split("\n")):
                if order:
                    lines.append(_Building("", self.number))
                lines[-1].add(part, signs | self.signs)
        made = [building.line() for building in lines]
        made[0].heading, made[0].numbered = heading, bool(label)
        _place_pictures(made, self.pictures, len(label) + 1 if label else 0)
        made[-1].remarks = self.remarks
        unseen = " ".join("".join(text for text, _, hidden in self.runs if hidden).split())
        extra = [Line(unseen, self.number, hidden=True)] if unseen else []
        return [line.part(0) for line in made] + extra


class _Building:
    """One line, run by run."""

    def __init__(self, text: str, number: int) -> None:
        self.texts, self.length, self.number = [text], len(text), number
        self.marks: list[Mark] = []

    def add(self, text: str, signs: frozenset[str]) -> None:
        if text.strip():
            self.marks += [Mark(self.length, self.length + len(text), sign) for sign in signs]
        self.texts.append(text)
        self.length += len(text)

    def line(self) -> Line:
        return Line("".join(self.texts), self.number, self.marks)


def _place_pictures(lines: list[Line], pictures: list[tuple[int, Picture]], ahead: int) -> None:
    """Each picture on the line that it stands on. `ahead`: the length of the label, which the paragraph leaves out."""
    for at, picture in pictures:
        place, rest = 0, at + ahead
        while place < len(lines) - 1 and rest > len(lines[place].text):
            rest -= len(lines[place].text) + 1
            place += 1
        lines[place].pictures.append((max(rest, 0), picture))
