"""What material of QTI 1.2 says, as HTML."""

from html import escape

from question_bank.readers.qti_text import markup_of
from question_bank.readers.tree import Node

RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp", "response_extension")
BLOCKS = ("flow", "flow_mat", "material", "presentation_material", "rubric", "flow_label")
FORMATTED = ("html", "xhtml", "rtf")


def said_in(node: Node, gap: str = "") -> str:
    """All material below that belongs to no response; `gap` stands where one is asked for."""
    said = []
    for child in node.nodes():
        if child.name in RESPONSES:
            said.append(gap if child.name in ("response_str", "response_num") else "")
        elif child.name in BLOCKS:
            inside = said_in(child, gap)
            said.append(f"<p>{inside}</p>" if child.name.startswith("flow") else inside)
        else:
            said.append(material_markup(child))
    return "".join(said)


def material_markup(node: Node) -> str:
    if node.name in ("mattext", "matemtext"):
        text = _text_markup(node)
        return f"<em>{text}</em>" if node.name == "matemtext" else text
    if node.name == "matbreak":
        return "<br/>"
    if node.name == "matimage":
        return _image(node)
    if node.name in ("mataudio", "matvideo", "matapplet", "matapplication"):
        return f"<{node.name.removeprefix('mat')}></{node.name.removeprefix('mat')}>"  # only to be named
    if node.name in ("mat_extension", "mat_formattedtext"):
        inside = [material_markup(child) for child in node.nodes()]
        return "".join(inside) if inside else _own_text(node)
    return ""


def _text_markup(node: Node) -> str:
    if node.nodes():
        return markup_of(node)
    kind = node.get("texttype").lower()
    if any(word in kind for word in FORMATTED):
        return _own_text(node)
    return escape(_own_text(node), quote=False).replace("\n", "<br/>") if _own_text(node).strip() else ""


def _own_text(node: Node) -> str:
    return "".join(child for child in node.children if isinstance(child, str))


def _image(node: Node) -> str:
    address = node.get("uri")
    if node.get("embedded").lower() == "base64":
        address = f"data:{node.get('imagtype', 'image/png')};base64,{''.join(node.text().split())}"
    return f'<img src="{escape(address)}" alt="{escape(node.get("label"))}">'
