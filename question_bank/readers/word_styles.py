"""What styles and automatic numbering of a Word file mean for a paragraph."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from question_bank.readers.word_names import short

OFF = {"0", "false", "off", "none"}
NO_COLOUR = {"auto", "none", ""}
CHAIN_MAX = 20  # styles based on styles
COLOURED = 60  # between the strongest and the weakest of red, green and blue; below that it is some grey
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
BULLET_BOXES = {
    "\uf0a8": "☐", "\uf06f": "☐", "\uf071": "☐", "\uf072": "☐", "\uf0a3": "☐", "\uf0fe": "☒", "\uf0fd": "☒",
    "\uf078": "☒",    "\uf0fc": "✓", "\uf050": "✓", "\uf052": "☑",
}  # fmt: skip

Props = dict[str, str]  # what a run says of its own letters: "b": "1", "color": "FF0000"


@dataclass(slots=True)
class Style:
    based_on: str = ""
    name: str = ""
    props: Props = field(default_factory=dict)
    number: tuple[str, str] = ("", "")  # numId, level
    heading: bool = False


@dataclass(slots=True)
class Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    restarts: bool = True


def signs_of(props: Props) -> set[str]:
    """The marks that may tell a right option."""
    signs = {name for name, prop in (("bold", "b"), ("underline", "u")) if props.get(prop, "0") not in OFF}
    if props.get("highlight", "none") not in OFF:
        signs.add(f"highlight {props['highlight']}")
    if (fill := props.get("shd", "auto")) not in NO_COLOUR and fill.upper() != "FFFFFF":
        signs.add(f"highlight {fill.upper()}")
    if _is_colour(colour := props.get("color", "auto")):
        signs.add(f"colour {colour.upper()}")
    return signs


def _is_colour(colour: str) -> bool:
    try:
        parts = [int(colour[place : place + 2], 16) for place in (0, 2, 4)]
    except ValueError:
        return False
    return max(parts) - min(parts) >= COLOURED


class Look(NamedTuple):
    """How letters look, as far as it matters."""

    signs: frozenset[str]
    hidden: bool
    font: str


class Styles:
    """The look of letters, resolved through the styles they are based on."""

    def __init__(self, root: Any | None) -> None:
        self.styles: dict[str, Style] = {}
        self.default = ""
        self.font = ""
        self._known: dict[tuple[str, str, tuple[tuple[str, str], ...]], Look] = {}
        for element in root if root is not None else ():
            if short(element.tag) == "w:style":
                self._add(element)
            elif short(element.tag) == "w:docDefaults":
                fonts = (value_of(part) for part in element.iter() if short(part.tag) == "w:rFonts")
                self.font = next(fonts, "")

    def _add(self, element: Any) -> None:
        said = attributes(element)
        style = Style()
        for child in element:
            name = short(child.tag)
            if name == "w:basedOn":
                style.based_on = attributes(child).get("val", "")
            elif name == "w:name":
                style.name = attributes(child).get("val", "").lower()
            elif name == "w:rPr":
                style.props = {short(prop.tag)[2:]: value_of(prop) for prop in child}
            elif name == "w:pPr":
                style.number = number_in(child)
        style.heading = style.name.startswith(("heading", "title", "subtitle", "đầu đề"))
        self.styles[said.get("styleId", "")] = style
        if said.get("type") == "paragraph" and said.get("default") in ("1", "true"):
            self.default = said.get("styleId", "")

    def _chain(self, id: str) -> list[Style]:
        """The style, and those it is based on."""
        chain: list[Style] = []
        while (style := self.styles.get(id)) is not None and len(chain) < CHAIN_MAX:
            chain.append(style)
            id = style.based_on
        return chain

    def resolved(self, paragraph: str, character: str, props: Props) -> Look:
        asked = (paragraph, character, tuple(props.items()))
        if asked not in self._known:
            whole: Props = {}
            for style in (*reversed(self._chain(paragraph or self.default)), *reversed(self._chain(character))):
                whole |= {name: value for name, value in style.props.items() if value or name != "rFonts"}
            whole |= {name: value for name, value in props.items() if value or name != "rFonts"}
            hidden = whole.get("vanish", "0") not in OFF
            self._known[asked] = Look(frozenset(signs_of(whole)), hidden, whole.get("rFonts", self.font))
        return self._known[asked]

    def numbering(self, paragraph: str) -> tuple[str, str]:
        for style in self._chain(paragraph):
            if style.number[0]:
                return style.number
        return "", ""

    def is_heading(self, paragraph: str) -> bool:
        return any(style.heading for style in self._chain(paragraph))


def attributes(element: Any) -> dict[str, str]:
    return {name.rpartition("}")[2]: value for name, value in element.attrib.items()}


def value_of(element: Any) -> str:
    """What a property says: a switch without a value is on; shading says its fill, fonts the one of plain letters."""
    return value_in(short(element.tag), attributes(element))


def value_in(name: str, said: dict[str, str]) -> str:
    if name == "w:rFonts":
        return said.get("ascii", "") or said.get("hAnsi", "")
    return said.get("fill", "auto") if name == "w:shd" else said.get("val", "1")


def number_in(properties: Any) -> tuple[str, str]:
    for child in properties:
        if short(child.tag) == "w:numPr":
            said = {short(part.tag): attributes(part).get("val", "") for part in child}
            return said.get("w:numId", ""), said.get("w:ilvl", "")
    return "", ""


class Numbering:
    """The labels that Word counts by itself: they are in no text, but people see them."""

    def __init__(self, root: Any | None) -> None:
        self.levels: dict[str, dict[int, Level]] = {}  # abstract list → its levels
        self.linked: dict[str, int] = {}  # style of a paragraph → its level
        self.lists: dict[str, str] = {}  # numId → abstract list
        self.own: dict[str, dict[int, Level]] = {}  # numId → levels it has of its own
        self.starts: dict[str, dict[int, int]] = {}  # numId → where its levels start anew
        self.counts: dict[str, dict[int, int]] = {}
        self.begun: set[str] = set()
        for element in root if root is not None else ():
            if short(element.tag) == "w:abstractNum":
                self._add_abstract(element)
            elif short(element.tag) == "w:num":
                self._add_list(element)

    def _add_abstract(self, element: Any) -> None:
        levels = {
            whole(attributes(child).get("ilvl", "0")): self._level(child)
            for child in element
            if short(child.tag) == "w:lvl"
        }
        self.levels[attributes(element).get("abstractNumId", "")] = levels

    def _level(self, element: Any) -> Level:
        said = {short(child.tag): attributes(child).get("val", "") for child in element}
        start = said.get("w:start", "1")
        if "w:pStyle" in said:
            self.linked[said["w:pStyle"]] = whole(attributes(element).get("ilvl", "0"))
        return Level(
            said.get("w:numFmt", "decimal"), said.get("w:lvlText", ""), whole(start, 1), said.get("w:lvlRestart") != "0"
        )

    def _add_list(self, element: Any) -> None:
        id = attributes(element).get("numId", "")
        self.own[id], self.starts[id] = {}, {}
        for child in element:
            if short(child.tag) == "w:abstractNumId":
                self.lists[id] = attributes(child).get("val", "")
            elif short(child.tag) == "w:lvlOverride":
                level = whole(attributes(child).get("ilvl", "0"))
                for part in child:
                    if short(part.tag) == "w:startOverride":
                        self.starts[id][level] = whole(attributes(part).get("val", "1"), 1)
                    elif short(part.tag) == "w:lvl":
                        self.own[id][level] = self._level(part)

    def label(self, id: str, level: int) -> str:
        """What Word shows before the next paragraph of this list, which is hereby counted."""
        abstract = self.lists.get(id)
        if abstract is None:
            return ""
        levels = {**self.levels.get(abstract, {}), **self.own.get(id, {})}
        shape = levels.get(level)
        if shape is None:
            return ""
        counts = self.counts.setdefault(abstract, {})
        if id not in self.begun:
            self.begun.add(id)
            for at, start in self.starts.get(id, {}).items():
                counts[at] = start - 1
        counts[level] = counts.get(level, shape.start - 1) + 1
        for deeper in [at for at in counts if at > level and levels.get(at, shape).restarts]:
            del counts[deeper]
        if shape.format == "bullet":
            return _bullet(shape.text)
        label = shape.text
        for at in range(level, -1, -1):
            if f"%{at + 1}" in label:
                under = levels.get(at, Level())
                label = label.replace(f"%{at + 1}", _counted(counts.get(at, under.start), under.format))
        return label


def _bullet(text: str) -> str:
    return BULLET_BOXES.get(text[:1], "•")


def _counted(count: int, format: str) -> str:
    if format in ("upperLetter", "lowerLetter") and count > 0:
        letter = chr(ord("A") + (count - 1) % 26) * min((count - 1) // 26 + 1, 10)
        return letter if format == "upperLetter" else letter.lower()
    if format in ("upperRoman", "lowerRoman"):
        roman = _roman(min(count, 399))
        return roman.upper() if format == "upperRoman" else roman
    if format == "none":
        return ""
    return f"{count:02d}" if format == "decimalZero" else str(count)


def _roman(count: int) -> str:
    text = ""
    for worth, sign in ROMAN:
        text += sign * (count // worth)
        count %= worth
    return text


def whole(text: str, otherwise: int = 0) -> int:
    return int(text) if text.isdigit() and len(text) < 9 else otherwise
