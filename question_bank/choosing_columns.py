"""Tables kept until somebody has said which column is which; what is guessed for them, and remembered."""

import hashlib
import json
import zlib
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from question_bank.intake import Intake
from question_bank.kept_table import KeptTable, KnownColumns
from question_bank.readers.book import Book, Line
from question_bank.readers.table_guess import guessed
from question_bank.readers.table_header import EACH, FIELDS, Chosen
from question_bank.text import fold

KEPT_FOR = timedelta(days=2)
KEPT_MAX = 60  # tables: who brings more meanwhile brings the oldest again
BYTES_MAX = 10 * 1024 * 1024


def packed(book: dict[str, Any]) -> bytes:
    """As it is kept. Slow for a long file: before the transaction."""
    return zlib.compress(json.dumps(book, ensure_ascii=False).encode("utf-8", "replace"), 1)


def keep(
    session: Session, filename: str, cells: bytes, *, by: str, at: datetime, intake: Intake | None = None
) -> KeptTable | None:
    """None where it is too large to wait. Of an intake the newest table alone is kept."""
    forget_old(session, at)
    if intake is not None:
        forget(session, intake)
    if len(cells) > BYTES_MAX:
        return None
    kept = KeptTable(filename=filename[-300:], cells=cells, created_at=at, created_by=by)
    kept.intake_id = intake.id if intake else None
    session.add(kept)
    session.flush()
    return kept


def forget_old(session: Session, at: datetime) -> None:
    newest = select(KeptTable.id).order_by(col(KeptTable.created_at).desc()).limit(KEPT_MAX - 1)
    session.exec(delete(KeptTable).where(col(KeptTable.created_at) < at - KEPT_FOR))
    session.exec(delete(KeptTable).where(col(KeptTable.id).not_in(newest)))


def forget(session: Session, intake: Intake) -> None:
    session.exec(delete(KeptTable).where(col(KeptTable.intake_id) == intake.id))


def kept_named(session: Session, public_id: str, at: datetime) -> KeptTable | None:
    still = (KeptTable.public_id == public_id, col(KeptTable.created_at) >= at - KEPT_FOR)
    return session.exec(select(KeptTable).where(*still)).first()


def kept_of(session: Session, intake: Intake, at: datetime) -> str | None:
    """The name of the table that this open intake was read from, where it is still there."""
    if intake.state != "open" or intake.acceptance is not None:
        return None
    still = (KeptTable.intake_id == intake.id, col(KeptTable.created_at) >= at - KEPT_FOR)
    return session.exec(select(KeptTable.public_id).where(*still)).first()


def unpacked(kept: KeptTable) -> dict[str, Any]:
    book: dict[str, Any] = json.loads(zlib.decompress(kept.cells))
    return book


def first_guess(session: Session, book: Book, sheet: int | None = None, header: int | None = None) -> Chosen:
    """What was chosen for a table with the same header, or what the cells look like."""
    at = sheet if sheet is not None and 0 <= sheet < len(book.sheets) else _fullest(book)
    lines = book.sheets[at].lines if book.sheets else []
    guess = guessed(lines, header)
    known = session.get(KnownColumns, digest(lines, guess.header)) if guess.header else None
    said = known.columns.items() if known else ()
    return Chosen(at, guess.header, {int(place): field for place, field in said if field in FIELDS} or guess.columns)


def remember(session: Session, book: Book, chosen: Chosen, at: datetime) -> None:
    if not chosen.header:
        return
    columns = {str(place): field for place, field in chosen.columns.items()}
    digested = digest(book.sheets[chosen.sheet].lines, chosen.header)
    session.merge(KnownColumns(header=digested, columns=columns, chosen_at=at))


def digest(lines: list[Line], header: int) -> str:
    """Equal for two headers with the same names in the same order."""
    names = next(([fold(cell.text) for cell in cells] for number, cells in lines if number == header), [])
    return hashlib.sha256("\x1f".join(names).rstrip("\x1f").encode("utf-8", "replace")).hexdigest()


def _fullest(book: Book) -> int:
    """The first of the longest sheets that are not hidden."""
    sizes = [(not sheet.hidden, len(sheet.lines)) for sheet in book.sheets]
    return sizes.index(max(sizes)) if sizes else 0


def is_complete(chosen: Chosen) -> bool:
    """A question, and something to answer it by."""
    fields = set(chosen.columns.values())
    return "stem" in fields and bool(fields & {"key", EACH, "choice_0"})
