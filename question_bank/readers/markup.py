"""Markup of other sites as plain text: what a person would read. Nothing of it is ever shown as HTML."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from question_bank.text import cleaned

BLOCKS = {"p", "div", "pre", "blockquote", "ul", "ol", "table", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
UNDERSTOOD = BLOCKS | {
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "dd", "del", "dfn", "dl", "dt", "em", "figcaption", "figure",
    "font", "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub",
    "sup", "tbody", "td", "tfoot", "th", "thead", "tt", "u", "var", "wbr",
}  # fmt: skip
UNHEARD = {"script", "style", "title", "template", "noscript"}
RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
# Formulas are only named: their letters stay in order, their shape is lost.
FORMULA = re.compile(
    r"</?(?:[\w-]+:)?(?:math|semantics|m(?:row|i|o|n|s|text|frac|sqrt|root|su[bp]|subsup|over|under|underover|fenced|table|tr|td"
    r"|space|style|padded|phantom))\b[^<>]*>",
    re.I,
)
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


@dataclass
class Plain:
    """What markup says: its text, the address and words of each picture, the names of what could not be kept."""

    text: str = ""
    pictures: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def plain(markup: str) -> Plain:
    """HTML (or XHTML) as text: paragraphs are lines, cells are parted by " | ", H<sub>2</sub>O is H₂O."""
    names = {name.lower() for name in re.findall(r"<([A-Za-z][\w:.-]*)", markup)}
    parser = _Plain()
    parser.feed(_sanitised(markup))
    parser.close()
    left_out = sorted(name for name in names if name.rpartition(":")[2] not in UNDERSTOOD)
    return Plain(_tidy("".join(parser.said)), parser.pictures, left_out)


def _sanitised(markup: str) -> str:
    return nh3.clean(
        FORMULA.sub(" ", markup),
        tags=UNDERSTOOD,
        clean_content_tags=UNHEARD,
        attributes={"img": {"src", "alt"}, "a": {"href"}},
        url_schemes={"http", "https", "data"},
        link_rel=None,
    )


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self._exact = 0  # inside how many <pre>
        self._in_row = False  # after the first cell of a row
        self._shifts: list[dict[int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "img":
            self.pictures.append((told.get("src") or "", told.get("alt") or ""))
        elif tag == "br" or tag in BLOCKS:
            self.said.append("\n")
        elif tag in ("td", "th") and self._in_row:
            self.said.append(" | ")
        if tag == "li":
            self.said.append("- ")
        self._in_row = tag in ("td", "th") or (self._in_row and tag != "tr")
        self._exact += tag == "pre"
        if tag in ("sub", "sup"):
            self._shifts.append(LOWERED if tag == "sub" else RAISED)

    def handle_endtag(self, tag: str) -> None:
        self._exact -= tag == "pre"
        if tag in ("sub", "sup") and self._shifts:
            self._shifts.pop()
        if tag in BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        text = data if self._exact else re.sub(r"\s+", " ", data)
        shift = self._shifts[-1] if self._shifts else None
        if shift and all(ord(letter) in shift for letter in text.strip()):
            text = text.translate(shift)
        self.said.append(text)


def _tidy(text: str) -> str:
    lines = [line.strip(" ") if line.isspace() else line.rstrip() for line in cleaned(text).split("\n")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
