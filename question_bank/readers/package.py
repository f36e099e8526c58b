"""Packages of QTI: a zip with imsmanifest.xml, which lists the items. Nothing goes to disk, nothing is fetched."""

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from posixpath import dirname
from typing import NamedTuple

from question_bank.draft import Reading
from question_bank.readers import old_tree
from question_bank.readers.archive import opened, read_entry
from question_bank.readers.old_letters import OldLetters
from question_bank.readers.old_markup import texts_in
from question_bank.readers.paths import inside, is_outside, on_the_way_to, spellings
from question_bank.readers.qti import Origin, add_items, topic_named
from question_bank.readers.qti12 import LEVELS
from question_bank.readers.qti_text import Fetch
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import insist_few_enough
from question_bank.readers.tree import AGAIN, Node, parsed
from question_bank.text import cleaned, nfc

MANIFEST = "imsmanifest.xml"
PICTURES_MAX = 20 * 1024 * 1024  # of all pictures together, each counted as often as it is shown
TAG_MAX, TAGS_MAX = 60, 20
# Listed beside the items, and no items.
OTHERS = ("assessmenttest", "assessmentsection", "assessmentstimulus", "responseprocessing", "outcomedeclaration")


class Listed(NamedTuple):
    """What the manifest says of one document."""

    path: str
    is_test: bool
    tags: tuple[str, ...] = ()
    difficulty: str = ""


def read(data: bytes) -> Reading:
    package = _Package(opened(data, AGAIN))
    reading = Reading("qti")
    path = package.manifest_path()
    manifest = package.parsed(path)
    if manifest.name != "manifest":
        raise UnreadableFile(f"Tệp {MANIFEST} trong gói không phải là mục lục QTI. {AGAIN}")
    for name in package.names_outside():
        reading.warnings.append(f"Gói có tệp mang tên trỏ ra ngoài gói (“{name[:80]}”); tệp đó không được đọc.")
    listed = list({document.path: document for document in _listed(manifest, dirname(path))}.values())
    topics = _asked_in_tests(package, listed)
    package.learn_letters(document.path for document in listed)
    known = {document.path for document in listed}
    # Some tools list the test alone, and leave its items to it.
    listed += [Listed(path, False, listed[0].tags) for path in topics if path not in known]
    for document in listed:
        _add(package, document, topics.get(document.path, ""), reading)
        insist_few_enough(reading)
    reading.warnings += package.letters.warnings()
    if not reading.drafts:
        raise UnreadableFile(" ".join(reading.warnings[:3]) or f"Gói này không có câu hỏi QTI nào. {_types(manifest)}")
    return reading


def _add(package: "_Package", document: Listed, topic: str, reading: Reading) -> None:
    before = len(reading.drafts)
    try:
        root = package.parsed(document.path)
        old_tree.rewrite(root, package.letters)
        if root.name not in OTHERS:
            add_items(root, Origin(document.path, topic, document.tags, package.beside(document.path)), reading)
    except UnreadableFile as why:
        reading.warnings.append(f"Không đọc được “{document.path[-80:]}”: {why}")
    for draft in reading.drafts[before:]:
        draft.difficulty = draft.difficulty or document.difficulty


class _Package:
    """A zip as its manifest sees it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._shown = 0  # bytes of pictures so far
        self.letters = OldLetters()
        for entry in archive.infolist():
            for name in spellings(entry):
                self._entries.setdefault(name, entry)
                self._entries.setdefault(name.casefold(), entry)

    def manifest_path(self) -> str:
        """At the top, or in the folder that was packed as a whole."""
        names = [entry.filename.replace("\\", "/") for entry in self._archive.infolist()]
        found = [name for name in names if name.rpartition("/")[2] == MANIFEST and "__MACOSX" not in name]
        if not found:
            raise UnreadableFile(
                f"Tệp .zip này không phải là gói câu hỏi QTI: trong đó không có {MANIFEST}."
                " Nếu đó là các tệp Word, Excel nén lại, hãy bung ra rồi nộp từng tệp."
            )
        return min(found, key=lambda name: (name.count("/"), name))

    def learn_letters(self, paths: Iterable[str]) -> None:
        """Whether they are old shows in all documents together: one alone may hold a word or two."""
        entries = {entry.filename: entry for path in paths if (entry := self._entry(path)) is not None}
        texts: list[str] = []
        for entry in entries.values():
            with suppress(UnreadableFile, UnicodeDecodeError):  # said when its turn comes
                texts += texts_in(self._data(entry).decode("utf-8-sig"))
        self.letters.learn(texts)

    def names_outside(self) -> list[str]:
        return [entry.filename for entry in self._archive.infolist() if is_outside(entry.filename)][:3]

    def parsed(self, path: str) -> Node:
        entry = self._entry(path)
        if entry is None:
            raise UnreadableFile("tệp này có trong mục lục nhưng không có trong gói.")
        data = self._data(entry)
        if data.startswith(b"PK\x03\x04"):
            raise UnreadableFile("đây là một tệp nén khác chứ không phải XML; tệp nén lồng nhau không được mở.")
        return parsed(data)

    def _entry(self, path: str) -> zipfile.ZipInfo | None:
        return self._entries.get(nfc(path)) or self._entries.get(nfc(path).casefold())

    def _data(self, entry: zipfile.ZipInfo) -> bytes:
        return read_entry(self._archive, entry, f"tệp “{entry.filename[-80:]}” trong gói bị hỏng. {AGAIN}")

    def beside(self, path: str) -> Fetch:
        """What an item at this path finds at an address: nothing outside of the package, and not without end."""

        def fetch(address: str) -> bytes | None:
            entries = (self._entry(candidate) for candidate in on_the_way_to(address, dirname(path)))
            entry = next((entry for entry in entries if entry is not None), None)
            if entry is None or self._shown + entry.file_size > PICTURES_MAX:
                return None
            self._shown += entry.file_size
            return self._data(entry)

        return fetch


def _listed(manifest: Node, folder: str) -> Iterator[Listed]:
    everywhere = _keywords(manifest.nodes("metadata"))
    for resources in manifest.nodes("resources"):
        for resource in resources.nodes("resource"):
            if "qti" not in resource.get("type").lower():
                continue
            files = [resource.get("href"), *(file.get("href") for file in resource.nodes("file"))]
            href = next((href for href in files if href), "")
            base = "/".join(filter(None, [folder, resources.get("base"), resource.get("base")]))
            metadata = resource.nodes("metadata")
            tags = tuple(dict.fromkeys([*_keywords(metadata), *everywhere]))[:TAGS_MAX]
            path = inside(base, href) or href
            yield Listed(path, "test" in resource.get("type").lower(), tags, _difficulty(metadata))


def _keywords(metadata: Iterable[Node]) -> list[str]:
    said = [word.text() for each in metadata for keyword in each.within("keyword") for word in keyword.nodes()]
    return [cleaned(word)[:TAG_MAX] for word in said if word]


def _difficulty(metadata: Iterable[Node]) -> str:
    said = [value.text().lower() for each in metadata for level in each.within("difficulty")
            for value in level.nodes("value")]  # fmt: skip
    return next((LEVELS[word] for word in said if word in LEVELS), "")


def _asked_in_tests(package: _Package, listed: list[Listed]) -> dict[str, str]:
    """Item → title of the section of the test that asks it, "" where that says nothing."""
    found: dict[str, str] = {}
    for document in listed:
        if document.is_test:
            try:
                found |= _asked_by(package.parsed(document.path), dirname(document.path))
            except UnreadableFile:
                continue  # said when its turn comes
    return found


def _asked_by(test: Node, folder: str) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = [(test, "")]
    while waiting:
        node, topic = waiting.pop()
        if node.name == "assessmentsection":
            topic = topic_named(node.get("title")) or topic
        if node.name == "assessmentitemref":
            found.setdefault(inside(folder, node.get("href")) or node.get("href"), topic)
        waiting += [(child, topic) for child in node.nodes()[::-1]]
    return found


def _types(manifest: Node) -> str:
    types = dict.fromkeys(resource.get("type")[:60] for resource in manifest.within("resource"))
    return f"Trong đó chỉ có: {', '.join(list(types)[:5])}." if types else ""
