"""Make a file of a published revision: from the snapshot alone, in Vietnamese whoever asks, once for everybody."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

from sqlmodel import Session

from quiz.language import VIETNAMESE, spoken
from quiz.results.publication import Publication, publication_of, publication_of_contest
from quiz.results.published_files import published_csv, published_pdf, published_workbook
from quiz.standings.concluding import conclusion_bytes
from quiz.standings.evidence import Evidence
from quiz.standings.keeping import record_bytes, unpacked
from quiz.standings.record import canonical
from quiz.standings.revision import Head
from quiz.standings.score import Conclusion, Snapshot

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
    if not has_files(session, head):
        return None
    with _making:
        made = _kept.get((head.digest, format))
        if made is None:
            with spoken(VIETNAMESE):
                made = _of_contest(session, head, format) if head.of == "contest" else _of_leg(session, head, format)
            _keep(head.digest, format, made)
        return made


def has_files(session: Session, head: Head) -> bool:
    return head.is_out and (head.of == "contest" or session.get(Evidence, head.id) is not None)


def attached(head: Head, format: Format, name: str = "ket-qua") -> dict[str, str]:
    """As a file of this name, and for no search engine."""
    return {"Content-Disposition": f'attachment; filename="{name}-{head.number}.{format}"', "X-Robots-Tag": "noindex"}


def sealed(session: Session, head: Head) -> bytes | None:
    """What is kept sealed with the result of a leg; its digest is in the record. None: there is nothing."""
    evidence = session.get(Evidence, head.id)
    return canonical(unpacked(evidence.sealed)) if evidence is not None else None


def _of_leg(session: Session, head: Head, format: Format) -> bytes:
    snapshot = session.get_one(Snapshot, head.id)
    if format == "json":
        return record_bytes(snapshot, session.get_one(Evidence, head.id))
    return _MAKERS[format](publication_of(snapshot))


def _of_contest(session: Session, head: Head, format: Format) -> bytes:
    conclusion = session.get_one(Conclusion, head.id)
    if format == "json":
        return conclusion_bytes(conclusion)
    return _MAKERS[format](publication_of_contest(conclusion))


def _keep(digest: str, format: Format, made: bytes) -> None:
    _kept[digest, format] = made
    while len(_kept) > 1 and sum(map(len, _kept.values())) > KEPT_BYTES:
        _kept.popitem(last=False)
