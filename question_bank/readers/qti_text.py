"""What elements of QTI say, as text in a draft: formulas written out, pictures found, the rest named."""

import base64
import binascii
import re
from collections.abc import Callable, Collection, Iterable
from html import escape
from urllib.parse import unquote

from question_bank.draft import Draft, Picture
from question_bank.readers.markup import RAISED, Plain, plain
from question_bank.readers.tree import Node

Fetch = Callable[[str], bytes | None]  # the file at an address, seen from the item; None where there is none
GAP = "[___]"  # where something is to be typed or chosen inside a sentence
NAMED_MAX = 5
SIGNS_MAX = 50_000  # tags and entities of one text; a long question has a hundred
PICTURE_BYTES_MAX = 5 * 1024 * 1024
BLOCKS = dict.fromkeys(
    ("address", "article", "aside", "caption", "center", "details", "fieldset", "footer", "header", "hgroup", "legend",
     "main", "nav", "summary", "prompt", "contentbody", "infocontrol"), "div",
)  # fmt: skip
SILENT = {
    "col", "colgroup", "stylesheet", "cataloginfo", "companionmaterialsinfo", "source", "track", "param",
    "hotspotchoice", "associablehotspot",
}  # fmt: skip
INSIDE = {"templateblock", "templateinline", "label", "ruby", "rb", "bdi", "hottext", "gap", "positionobjectstage"}
# Feedback belongs to an answer, and rubrics that are not for candidates belong to whoever marks.
APART = {"feedbackblock", "feedbackinline", "modalfeedback"}
Replaced = Callable[[Node], str | None]


def nothing_beside(address: str) -> bytes | None:
    """An item that came alone has no files."""
    return None


def tell(draft: Draft, field: str, markup: str, fetch: Fetch) -> str:
    """The markup as text. Its pictures go into the draft; what could not be kept is noted at the field."""
    read = _read(draft, field, markup)
    missing: dict[str, str] = {}
    for address, alt in read.pictures:
        picture = _picture(field, address, alt, fetch)
        if picture is None:
            missing[address] = alt
        else:
            draft.pictures.append(picture)
    if missing:
        _note(draft, field, f"không lấy được hình {_named(missing)}; hãy thêm hình vào câu này.")
    _note_left_out(draft, field, read.left_out)
    text = _without_indents(read.text, markup)
    words = [f"[Hình: {' '.join(alt.split())}]" for alt in missing.values() if alt.strip()]
    return "\n".join(filter(None, [text, *words])) or _words_of(read)


def tell_without_pictures(draft: Draft, field: str, markup: str) -> str:
    """For places that have no room for a picture: its words stand for it."""
    read = _read(draft, field, markup)
    if read.pictures:
        _note(draft, field, f"hình {_named([address for address, _ in read.pictures])} không mang theo được.")
    _note_left_out(draft, field, read.left_out)
    return _without_indents(read.text, markup) or _words_of(read)


def _read(draft: Draft, field: str, markup: str) -> Plain:
    if markup.count("<") + markup.count("&") > SIGNS_MAX:
        draft.ask(field, "phần này quá dài và quá phức tạp nên không được đọc")
        return Plain()
    return plain(markup)


def _words_of(read: Plain) -> str:
    """A choice that is only a picture is told by the words for it."""
    return "; ".join(alt for _, alt in read.pictures if alt)


def _without_indents(text: str, markup: str) -> str:
    """Lines of an XML file are indented for whoever reads the file; only <pre> means it."""
    return text if "<pre" in markup else "\n".join(re.sub(" {2,}", " ", line).strip(" ") for line in text.split("\n"))


def _note(draft: Draft, field: str, text: str) -> None:
    """Once is enough."""
    if text not in draft.notes.get(field, ""):
        draft.note(field, text)


def _note_left_out(draft: Draft, field: str, names: list[str]) -> None:
    if "math" in names:
        _note(draft, field, "công thức (MathML) đã được viết lại thành chữ; hãy xem lại.")
    others = [name for name in names if name != "math"]
    if others:
        _note(draft, field, f"đã bỏ phần không đọc được: {_named(others)}.")


def _named(names: Iterable[str]) -> str:
    told = [f"“{name[:80]}”" for name in dict.fromkeys(names)]
    return ", ".join(told[:NAMED_MAX]) + (f" và {len(told) - NAMED_MAX} thứ khác" if len(told) > NAMED_MAX else "")


def _picture(field: str, address: str, alt: str, fetch: Fetch) -> Picture | None:
    data = _inline(address) if address[:5].lower() == "data:" else fetch(address)
    if not data or len(data) > PICTURE_BYTES_MAX:
        return None
    name = "" if address[:5].lower() == "data:" else unquote(address).replace("\\", "/").rpartition("/")[2]
    return Picture(at=field, data=base64.b64encode(data).decode("ascii"), name=name[:200], alt=alt.strip())


def _inline(address: str) -> bytes | None:
    head, comma, data = address.partition(",")
    if not comma or not re.fullmatch(r"data:image/[\w.+-]+;base64", head.strip(), re.I):
        return None
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def markup_of(node: Node, replaced: Replaced | None = None, without: Collection[str] = ()) -> str:
    """What stands inside the node, as HTML. `replaced` may say something else of a node below it."""
    said: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            said.append(escape(child, quote=False))
        elif child.name not in without:
            instead = replaced(child) if replaced else None
            said.append(_element(child, replaced, without) if instead is None else instead)
    return "".join(said)


def _element(node: Node, replaced: Replaced | None, without: Collection[str]) -> str:
    if node.name in SILENT or node.name in APART or (node.name == "rubricblock" and not for_candidates(node)):
        return ""
    if node.name == "math":
        return f" <math>{_formula(node)}</math> "
    if node.name in ("img", "object") and (tag := _image_tag(node)):
        return tag
    inside = markup_of(_unwrapped(node), replaced, without)
    if node.name in INSIDE or node.name.endswith("interaction"):
        return inside
    if node.name == "rubricblock":
        return f"<div>{inside}</div>"
    tag = BLOCKS.get(node.name, node.name)
    return f"<{tag}>{inside}</{tag}>" if tag not in ("br", "hr") else f"<{tag}/>"


def _unwrapped(node: Node) -> Node:
    """A cell whose only content is a paragraph is no paragraph: its row stays one line."""
    only = node.nodes()
    wrapped = node.name in ("td", "th") and [each.name for each in only] in (["p"], ["div"])
    return only[0] if wrapped and not any(isinstance(each, str) and each.strip() for each in node.children) else node


def _image_tag(node: Node) -> str:
    if node.name == "img":
        return f'<img src="{escape(node.get("src"))}" alt="{escape(node.get("alt"))}">'
    if node.get("type").lower().startswith("image/"):
        return f'<img src="{escape(node.get("data"))}" alt="{escape(node.text())}">'
    return ""


def for_candidates(rubric: Node) -> bool:
    return "candidate" in rubric.get("view", "candidate").split()


def _formula(node: Node) -> str:
    """Shape in signs where that reads as it was meant: x², (a+b)/2, √(x)."""
    if node.name in ("annotation", "annotationxml"):
        return ""
    parts = [_formula(child) for child in node.nodes()]
    if not parts:
        return escape(node.text(), quote=False)
    if node.name == "mfrac" and len(parts) == 2:
        return f"{_bracketed(parts[0])}/{_bracketed(parts[1])}"
    if node.name == "msqrt":
        return f"√{_bracketed(''.join(parts))}"
    if node.name == "mroot" and len(parts) == 2:
        return f"{_bracketed(parts[0])}^(1/{parts[1]})"
    if node.name == "msup" and len(parts) == 2:
        return parts[0] + _raised(parts[1])
    if node.name == "msub" and len(parts) == 2:
        return f"{parts[0]}<sub>{parts[1]}</sub>"
    if node.name == "mfenced":
        return f"{escape(node.get('open', '('))}{', '.join(parts)}{escape(node.get('close', ')'))}"
    if node.name == "mtr":
        return "; ".join(parts) + "\n"
    return "".join(parts)


def _raised(text: str) -> str:
    return f"<sup>{text}</sup>" if all(ord(letter) in RAISED for letter in text) else f"^{_bracketed(text)}"


def _bracketed(text: str) -> str:
    return text if re.fullmatch(r"\w+", text) else f"({text})"
