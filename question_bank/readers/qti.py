"""QTI of every version: one XML file, or a package of them."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from question_bank.draft import Draft, Reading
from question_bank.letters import LETTERS
from question_bank.outcomes import OUTCOMES
from question_bank.readers import old_tree, qti2, qti12
from question_bank.readers.old_letters import OldLetters
from question_bank.readers.qti_answers import drop_blanks_at_end, name_pictures
from question_bank.readers.qti_text import Fetch, nothing_beside
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import insist_few_enough
from question_bank.readers.tree import Node, parsed, plain_name
from question_bank.text import cleaned, fold

ROOTS = ("assessmentitem", "questestinterop", "assessmenttest", "manifest", "html")
# Names that exporters give where nobody gave any.
NAMELESS = re.compile(
    r"((new |nieuwe |neue )?(question|cau hoi|cau|item|untitled|unnamed|section|sektion|sectie|part|phan|muc|nhom|main"
    r"|quiz|root_section|test)( ([a-z]|[ivx]+|[0-9]+))?)?[ .:#-]*"
)
PLACES = {
    "stem": "câu dẫn", "kind": "loại câu", "key": "đáp án", "choices": "phương án", "pairs": "các vế ghép",
    "explanation": "giải thích", "topic": "chủ đề", "difficulty": "độ khó",
    **{f"choice_{place}": f"phương án {letter}" for place, letter in enumerate(LETTERS)},
    **{f"feedback_{place}": f"nhận xét cho phương án {letter}" for place, letter in enumerate(LETTERS)},
    **{field: name[:1].lower() + name[1:] for field, name in OUTCOMES.items()},
    "feedback": "lời nhận xét", "otherwise": "nhận xét khác",
}  # fmt: skip


class Origin(NamedTuple):
    """Where items come from."""

    file: str = ""  # inside its package
    topic: str = ""
    tags: tuple[str, ...] = ()
    fetch: Fetch = nothing_beside


def is_root(name: str) -> bool:
    """Is it for this reader to say what a document with this outermost element is?"""
    return plain_name(name) in ROOTS


def read(data: bytes) -> Reading:
    """One XML file."""
    reading = Reading("qti")
    if data[:2000].lower().lstrip().startswith((b"<!doctype html", b"<html")):
        raise UnreadableFile(why_not_qti("html"))  # seldom well-formed
    root, letters = parsed(data), OldLetters()
    letters.learn(old_tree.texts_in(root))
    old_tree.rewrite(root, letters)
    reading.warnings += letters.warnings()
    if root.name == "assessmenttest":
        raise UnreadableFile("Tệp này chỉ là khung của đề thi, câu hỏi nằm ở các tệp khác. Hãy nộp cả gói .zip.")
    if root.name == "manifest":
        raise UnreadableFile("Tệp này chỉ là mục lục của một gói QTI. Hãy nộp cả gói .zip.")
    add_items(root, Origin(), reading)
    insist_few_enough(reading)
    if all(draft.kind == "description" for draft in reading.drafts):
        raise UnreadableFile("Tệp QTI này không hỏi gì: không có chỗ nào để trả lời (interaction).")
    return reading


def add_items(root: Node, origin: Origin, reading: Reading) -> None:
    """The drafts of one document."""
    if root.name == "assessmentitem":
        _add(root, origin, reading, qti2.read_item)
    elif root.name in ("questestinterop", "item"):
        for item, topic in _items(root):
            _add(item, origin._replace(topic=origin.topic or topic), reading, qti12.read_item)
    else:
        raise UnreadableFile(why_not_qti(root.name))


def why_not_qti(root: str) -> str:
    if root == "html":
        return (
            "Đây là một trang web (phần tử gốc là <html>), không phải là câu hỏi. Hãy xuất lại câu hỏi từ hệ thống cũ."
        )
    return f"Tệp XML này không phải là câu hỏi QTI (phần tử gốc là <{root[:60]}>)."


def _items(root: Node) -> Iterator[tuple[Node, str]]:
    """Each item with the title of the section that it stands in."""
    waiting = [(root, "")]
    while waiting:
        node, topic = waiting.pop()
        if node.name == "item":
            yield node, topic
            continue
        if node.name in ("section", "objectbank"):
            topic = topic_named(node.get("title")) or topic
        below = node.nodes("assessment", "section", "objectbank", "item")
        waiting += [(child, topic) for child in below[::-1]]


def topic_named(title: str) -> str:
    """A title that says something: "Phần 1" does not."""
    return "" if _is_nameless(title) else " ".join(cleaned(title).split())[:100]


def _is_nameless(title: str) -> bool:
    return len(title) < 40 and bool(NAMELESS.fullmatch(fold(title)))


def _add(item: Node, origin: Origin, reading: Reading, read_item: Callable[[Node, Draft, Fetch], None]) -> None:
    title = " ".join(cleaned(item.get("title")).split())
    named = "" if _is_nameless(title) else title
    line = f"dòng {item.line}"
    where = f"{origin.file[-80:]}, {line}" if origin.file else line
    place = f"Câu {len(reading.drafts) + 1}{f' “{named[:60]}”' if named else ''} ({where})"
    draft = Draft(place, topic=origin.topic, tags=list(origin.tags), cells=dict(PLACES))
    reading.drafts.append(draft)
    read_item(item, draft, origin.fetch)
    name_pictures(draft)
    drop_blanks_at_end(draft)
    if not draft.stem and named:
        draft.stem = named
        draft.note("stem", "câu không có câu dẫn nên lấy tên của câu trong tệp.")
