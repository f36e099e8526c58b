"""XML as a plain tree in which the dialects of QTI look alike: no prefixes, no dashes, no capitals.

`<qti-simple-choice>` and `<simpleChoice>` are both "simplechoice". Entities and whatever lies outside are
never followed.
"""

from collections.abc import Iterator
from html.entities import html5
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges
from xml.sax.xmlreader import InputSource, Locator

from defusedxml import DefusedXmlException, sax

from question_bank.readers.refusal import UnreadableFile

NODES_MAX = 400_000
DEPTH_MAX = 150  # so that whoever reads the tree may recurse
AGAIN = "Hãy xuất lại câu hỏi từ hệ thống cũ rồi nộp lại."


class Node:
    """An element: its children in order, text among them as strings; and those of them that are elements."""

    __slots__ = ("attributes", "children", "elements", "line", "name")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.children: list[Node | str] = []
        self.elements: list[Node] = []

    def get(self, attribute: str, otherwise: str = "") -> str:
        return self.attributes.get(attribute, otherwise).strip()

    def nodes(self, *names: str) -> "list[Node]":
        """The children that are elements, of these names where any are given."""
        return [node for node in self.elements if node.name in names] if names else list(self.elements)

    def first(self, name: str) -> "Node | None":
        return next((node for node in self.elements if node.name == name), None)

    def within(self, *names: str) -> "Iterator[Node]":
        """Everything below, in order; of these names where any are given."""
        waiting = self.elements[::-1]
        while waiting:
            node = waiting.pop()
            if not names or node.name in names:
                yield node
            waiting += node.elements[::-1]

    def text(self) -> str:
        """All the text below, with its spaces collapsed."""
        said: list[str] = []
        waiting: list[Node | str] = [self]
        while waiting:
            child = waiting.pop()
            if isinstance(child, str):
                said.append(child)
            else:
                waiting += child.children[::-1]
        return " ".join("".join(said).split())


def parsed(data: bytes) -> Node:
    """The whole document, or an UnreadableFile that says why not."""
    builder = _Builder()
    _parse(data, builder)
    assert builder.root is not None  # a document without an element is not well-formed
    return builder.root


def plain_name(name: str) -> str:
    return name.rpartition(":")[2].lower().removeprefix("qti-").replace("-", "")


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0
        self._locator: Any = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        self._count += 1
        if self._count > NODES_MAX or len(self._open) >= DEPTH_MAX:
            raise UnreadableFile("XML quá lớn hoặc lồng nhau quá sâu nên không đọc được. Hãy chia nhỏ tệp.")
        attributes = {plain_name(key): value for key, value in attrs.items()}
        node = Node(plain_name(name), attributes, self._locator.getLineNumber() or 0)
        if self._open:
            self._open[-1].children.append(node)
            self._open[-1].elements.append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].children.append(content)

    def skippedEntity(self, name: str) -> None:  # noqa: N802
        """After a DOCTYPE that nobody fetched: what HTML knows is meant, such as &nbsp;."""
        self._open[-1].children.append(html5.get(f"{name};", f"&{name};"))


def _parse(data: bytes, handler: _Builder) -> None:
    """A mere DOCTYPE is common in old exports and harmless: what it names is not fetched. Declared entities are not."""
    parser = sax.make_parser()
    parser.forbid_external = False  # that would refuse the mere DOCTYPE
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(handler)
    source = InputSource()
    source.setByteStream(BytesIO(data))
    if _is_utf8(data):
        source.setEncoding("utf-8")
    try:
        parser.parse(source)
    except DefusedXmlException:
        raise UnreadableFile(f"XML khai báo thực thể (ENTITY) nên không được mở. {AGAIN}") from None
    except SAXParseException as slip:
        raise UnreadableFile(f"XML hỏng ở dòng {slip.getLineNumber()}. {AGAIN}") from None
    except (ValueError, LookupError):
        raise UnreadableFile(f"XML ghi bằng bảng mã không đọc được. {AGAIN}") from None


def _is_utf8(data: bytes) -> bool:
    """Exports are written in UTF-8 even where they claim ISO-8859-1, and no other text passes for it by chance."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data[:4]  # UTF-16
