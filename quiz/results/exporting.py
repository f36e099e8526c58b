"""Make a file of a published revision: from the snapshot alone, in Vietnamese whoever asks, once for everybody."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

from sqlmodel import Session

from quiz.language import VIETNAMESE, spoken
from quiz.results.publication import Publication, publication_of
from quiz.results.published_files import published_csv, published_pdf, published_workbook
from quiz.standings.evidence import Evidence
from quiz.standings.keeping import record_bytes
from quiz.standings.revision import Head
from quiz.standings.score import Snapshot

Format = Literal["pdf", "xlsx", "csv", "json"]
FORMATS: tuple[Format, ...] = ("pdf", "xlsx", "csv", "json")
MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_MAKERS: dict[str, Callable[[Publication], bytes]] = {
    "pdf": published_pdf, "xlsx": published_workbook, "csv": published_csv,
}  # fmt: skip
KEPT_BYTES = 32 * 1024**2
"""Files kept in memory, all together."""

_kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
_making = threading.Lock()


def exported(session: Session, head: Head, format: Format) -> bytes | None:
    """None: it was published before files were made from snapshots, or shows nothing.

    One is made at a time: what a thousand ask for is made once.
    """
    snapshot, evidence = session.get_one(Snapshot, head.id), session.get(Evidence, head.id)
    if evidence is None:
        return None
    with _making:
        made = _kept.get((head.digest, format))
        if made is None:
            made = _made(snapshot, evidence, format)
            _keep(head.digest, format, made)
        return made


def _made(snapshot: Snapshot, evidence: Evidence, format: Format) -> bytes:
    if format == "json":
        return record_bytes(snapshot, evidence)
    with spoken(VIETNAMESE):
        return _MAKERS[format](publication_of(snapshot))


def _keep(digest: str, format: Format, made: bytes) -> None:
    _kept[digest, format] = made
    while len(_kept) > 1 and sum(map(len, _kept.values())) > KEPT_BYTES:
        _kept.popitem(last=False)
