"""Letters from before Unicode in the tree of an XML document (`readers/tree.py`), rewritten where they stand."""

from collections.abc import Iterator
from itertools import groupby

from question_bank.readers import old_markup
from question_bank.readers.old_letters import OldLetters
from question_bank.readers.old_markup import font_in, in_unicode_markup, names_old_font
from question_bank.readers.tree import Node

ITEMS = {"item", "assessmentitem"}  # each is old, or is not, as a whole
SPOKEN = ("title", "alt", "label", "mapkey")  # the last: an answer that is typed


def texts_in(root: Node) -> list[str]:
    """All that people may read in it."""
    return [text for said in _said(root) for text in old_markup.texts_in(said)]


def rewrite(root: Node, letters: OldLetters) -> None:
    if letters.encoding is not None or _names_old_font(root):
        _rewrite(root, letters, None, "")


def _said(root: Node) -> Iterator[str]:
    for node in (root, *root.within()):
        yield from (node.attributes[name] for name in SPOKEN if name in node.attributes)
        yield from _texts(node)


def _texts(node: Node) -> list[str]:
    """Its own texts; what the parser handed over in pieces is one."""
    return ["".join(map(str, group)) for is_text, group in _grouped(node) if is_text]


def _grouped(node: Node) -> "Iterator[tuple[bool, Iterator[Node | str]]]":
    return groupby(node.children, lambda child: isinstance(child, str))


def _names_old_font(root: Node) -> bool:
    return any(names_old_font(_tag(node)) or any(map(names_old_font, _texts(node))) for node in (root, *root.within()))


def _tag(node: Node) -> str:
    return f"{node.get('style')} face={node.get('face')}"


def _rewrite(node: Node, letters: OldLetters, item_is_old: bool | None, font: str) -> None:
    """None: it stands outside of all items."""
    if item_is_old is None and node.name in ITEMS:
        item_is_old = letters.is_old(texts_in(node))
    sure = item_is_old is True
    font = font_in(_tag(node)) or font
    for name in SPOKEN:
        if name in node.attributes:
            node.attributes[name] = letters.rewritten(node.attributes[name], sure=sure)
    children: list[Node | str] = []
    for is_text, group in _grouped(node):
        if is_text:
            children.append(in_unicode_markup("".join(map(str, group)), letters, font, sure=sure))
        else:
            children += group
    node.children = children
    for child in node.elements:
        _rewrite(child, letters, item_is_old, font)
