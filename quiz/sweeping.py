"""Pictures that nothing shows any more go: those of files taken back or replaced, and of forms that nobody saved."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from question_bank.intake import Row
from question_bank.question import QuestionMedia
from quiz import database
from quiz.files import Files

KEPT_FOR = timedelta(days=2)
"""A form may stay open overnight with a picture that only it remembers."""


def sweep(pictures: Files, at: datetime) -> int:
    """Remove those that nobody kept for so long and nothing in the database names. Returns how many.

    One that comes in meanwhile is kept again first and named after, so that it is no old one (`Files.keep`).
    """
    before = (at - KEPT_FOR).timestamp()
    old = set(pictures.old(before))
    if not old:
        return 0
    with database.transaction(writing=False) as session:
        unused = old - _shown(session)
        unused -= _staged(session) if unused else set()
    return sum(pictures.remove_old(name, before) for name in unused)


def _shown(session: Session) -> set[str]:
    return set(session.exec(select(QuestionMedia.sha256).distinct()))


def _staged(session: Session) -> set[str]:
    """Those of rows of files, accepted or not."""
    drafts = select(Row.draft).where(cast(col(Row.draft), String).contains('"file": "'))
    found = session.exec(drafts.execution_options(yield_per=500))
    return {picture["file"] for draft in found for picture in draft.get("pictures", [])}
