"""Vietnamese that a person would see and that gettext does not: it would stay Vietnamese in every language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
MARKERS = {"_", "N_", "gettext", "ngettext"}
SAME_EVERYWHERE = {"Hội Thi", "Tiếng Việt", "BÀI TẬP · chưa kiểm chứng", "TIN GIẢ"}
"""The program, a language named in itself, and the marks on a post, for those whom a picture of it reaches."""

Gap = tuple[Path, int, str]


def gaps_in_templates() -> Iterator[Gap]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from ((path, line, text) for line, text in gaps_of_template(path.read_text("utf-8")))


def gaps_in_code(*folders: str) -> Iterator[Gap]:
    """Docstrings are for programmers and do not count."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from ((path, line, text) for line, text in gaps_of_code(path.read_text("utf-8")))


def gaps_of_template(source: str) -> list[tuple[int, str]]:
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)
    marked = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKERS
        for const in call.find_all(nodes.Const)
    }
    spoken = [
        (const.lineno, const.value)
        for const in tree.find_all(nodes.Const)
        if id(const) not in marked and isinstance(const.value, str)
    ]
    # A piece of text starts at its own line; what stands in it may be lines below.
    spoken += [
        (data.lineno + number, line)
        for data in tree.find_all(nodes.TemplateData)
        for number, line in enumerate(data.data.splitlines())
    ]
    return _vietnamese(spoken)


def gaps_of_code(source: str) -> list[tuple[int, str]]:
    tree = ast.parse(source)
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):  # a docstring
            silent.add(id(node.value))
        if isinstance(node, ast.Call) and _name_of(node.func) in MARKERS:
            silent.update(id(inner) for inner in ast.walk(node))
    spoken = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent
    ]
    return _vietnamese(spoken)


def _vietnamese(spoken: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(line, text.strip()) for line, text in spoken if VIETNAMESE.search(text) and text not in SAME_EVERYWHERE]


def _name_of(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""
