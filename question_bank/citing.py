"""What versions rest on: their links to sources, of which each is in the bank once."""

from typing import Any

from sqlmodel import Session, col, select

from question_bank.draft import SourceNote
from question_bank.inserting import Values, insert_all, insert_plain
from question_bank.source import QuestionSource, Source
from question_bank.text import same_reading


def rest_on(session: Session, sources_of_versions: list[tuple[int, list[SourceNote]]]) -> None:
    """Link versions to their sources; a source that the bank does not know yet is added."""
    notes = [note for _, notes in sources_of_versions for note in notes]
    if not notes:
        return
    ids = _source_ids(session, notes)
    links: dict[tuple[int, int], Values] = {}
    for version_id, notes_here in sources_of_versions:
        for position, note in enumerate(notes_here):
            place = (version_id, ids[_source_key(note)])
            if place in links:  # two articles of one law
                links[place]["article"] = "; ".join(filter(None, [links[place]["article"], note.article]))
            else:
                here = {"version_id": version_id, "source_id": place[1], "article": note.article}
                links[place] = here | {"position": position}
    insert_plain(session, QuestionSource, list(links.values()))


SourceKey = tuple[str, ...]


def _source_key(source: SourceNote) -> SourceKey:
    """A numbered document is known by its number; another by its title, issuer and address."""
    if source.number:
        return (same_reading(source.number),)
    return (same_reading(source.title), same_reading(source.issuer), source.url)


def _source_ids(session: Session, notes: list[SourceNote]) -> dict[SourceKey, int]:
    ids: dict[SourceKey, int] = {}
    columns: list[Any] = [Source.id, Source.title, Source.number, Source.issuer, Source.url]
    for id, title, number, issuer, url in session.execute(select(*columns).order_by(col(Source.id))):
        ids.setdefault(_source_key(SourceNote(title, number, issuer, url=url)), id)
    new = {_source_key(note): note for note in reversed(notes) if _source_key(note) not in ids}
    sources = [
        Source(
            title=note.title or note.number or note.url or note.article, issuer=note.issuer, number=note.number,
            issued_on=note.issued_on, kind=note.kind, url=note.url,
        )
        for note in new.values()
    ]  # fmt: skip
    if sources:
        ids.update(zip(new, insert_all(session, Source, sources), strict=True))
    return ids
