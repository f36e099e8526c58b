"""Questions written out as they could be taken in again, unchanged."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import yaml
from sqlmodel import Session, col, select

from question_bank.draft import Draft, Picture, SourceNote
from question_bank.kinds import KINDS
from question_bank.naming import UNSORTED_NAME
from question_bank.outcomes import outcome_fields, outcomes_in
from question_bank.pictures import field_of
from question_bank.question import Question, QuestionMedia, QuestionVersion
from question_bank.source import QuestionSource, Source
from question_bank.topic import Topic

FIELDS = (
    "kind", "topic", "stem", "post", "verdict", "choices", "key", "explanation", "difficulty", "valid_from", "valid_to",
)  # fmt: skip


def drafts_of(session: Session, versions: Sequence[QuestionVersion]) -> list[Draft]:
    """What each version says, as its author would write it. Its pictures are named; `bring_back` gives them bytes."""
    topics = {topic.id: topic.name for topic in session.exec(select(Topic))}
    sources = sources_of(session, versions)
    names = _external_ids(session, versions)
    media = media_in(session, versions)
    drafts = [
        Draft(
            place=f"Câu {number}",
            kind=version.kind,
            stem=version.stem,
            post=version.post,
            explanation=version.explanation,
            topic="" if topics[version.topic_id] == UNSORTED_NAME else topics[version.topic_id],
            difficulty=str(version.difficulty),
            valid_from=version.valid_from.isoformat() if version.valid_from else "",
            valid_to=version.valid_to.isoformat() if version.valid_to else "",
            sources=[_note(source, link) for source, link in sources.get(version.id or 0, [])],
            external_id=names.get(version.question_id) or "",
            **KINDS[version.kind].draft_fields(version.content, version.key),
            **outcome_fields(version.key),
        )
        for number, version in enumerate(versions, 1)
    ]
    for draft, version in zip(drafts, versions, strict=True):
        draft.pictures = [_picture(each, version, draft) for each in media.get(version.id or 0, [])]
    return drafts


def sources_of(session: Session, versions: Sequence[QuestionVersion]) -> dict[int, list[tuple[Source, QuestionSource]]]:
    """Version id → its sources in order, each with the place in it."""
    ids = [version.id for version in versions]
    links = (
        select(Source, QuestionSource)
        .join(QuestionSource, col(QuestionSource.source_id) == col(Source.id))
        .order_by(col(QuestionSource.version_id), col(QuestionSource.position))
    )
    found: dict[int, list[tuple[Source, QuestionSource]]] = {}
    for start in range(0, len(ids), 500):
        here = col(QuestionSource.version_id).in_(ids[start : start + 500])
        for source, link in session.exec(links.where(here)):
            found.setdefault(link.version_id, []).append((source, link))
    return found


def media_in(session: Session, versions: Sequence[QuestionVersion]) -> dict[int, list[QuestionMedia]]:
    """Version id → its pictures in order."""
    ids = [version.id for version in versions]
    found: dict[int, list[QuestionMedia]] = {}
    for start in range(0, len(ids), 500):
        here = col(QuestionMedia.version_id).in_(ids[start : start + 500])
        for media in session.exec(select(QuestionMedia).where(here).order_by(col(QuestionMedia.number))):
            found.setdefault(media.version_id, []).append(media)
    return found


def to_json(drafts: list[Draft]) -> bytes:
    return json.dumps(_plain(drafts), ensure_ascii=False, indent=1).encode()


def to_yaml(drafts: list[Draft]) -> bytes:
    return yaml.dump(_plain(drafts), Dumper=_InFull, allow_unicode=True, sort_keys=False, width=110).encode()


class _InFull(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Our reader takes no "*id001", even where two questions share one list."""
        return True


def _note(source: Source, link: QuestionSource) -> SourceNote:
    return SourceNote(
        title=source.title, number=source.number, issuer=source.issuer, issued_on=source.issued_on, kind=source.kind,
        url=source.url, article=link.article,
    )  # fmt: skip


def _picture(media: QuestionMedia, version: QuestionVersion, draft: Draft) -> Picture:
    at = field_of(media.at, version.content, draft.choices)
    return Picture(at, alt=media.alt, file=media.sha256, width=media.width, height=media.height)


def _external_ids(session: Session, versions: Sequence[QuestionVersion]) -> dict[int | None, str | None]:
    ids = [version.question_id for version in versions]
    found: dict[int | None, str | None] = {}
    for start in range(0, len(ids), 500):
        here = col(Question.id).in_(ids[start : start + 500])
        found.update(session.exec(select(Question.id, Question.external_id).where(here)).all())
    return found


def _plain(drafts: list[Draft]) -> dict[str, Any]:
    """Our own format, as readers/yaml.py describes it."""
    names: dict[str, str] = {}
    for draft in drafts:
        for source in draft.sources:
            names.setdefault(_document(source), f"n{len(names) + 1}")
    return {
        "sources": [{"id": id, **_without_blanks(json.loads(document))} for document, id in names.items()],
        "questions": [_question(draft, names) for draft in drafts],
    }


def _document(source: SourceNote) -> str:
    """The source without the place in it, as one comparable text."""
    parts = asdict(source)
    del parts["article"]
    parts["issued"] = parts.pop("issued_on")
    return json.dumps(parts)


def _question(draft: Draft, names: dict[str, str]) -> dict[str, Any]:
    question = {"id": draft.external_id, **{field: getattr(draft, field) for field in FIELDS}}
    question["sources"] = [names[_document(source)] for source in draft.sources]
    articles = [source.article for source in draft.sources]
    question["article"] = articles if any(articles) else []
    return _without_blanks(question | _marking(draft))


def _marking(draft: Draft) -> dict[str, Any]:
    """What is said of the answers beside them, where it is more than the usual."""
    return {
        "worths": draft.worths if set(draft.worths) != {"1"} else [],
        "tolerances": draft.tolerances if set(draft.tolerances) != {"0"} else [],
        "feedback": draft.feedback if any(draft.feedback) else [],
        "otherwise": draft.otherwise,
        **outcomes_in(draft),
        "pairs": draft.pairs,
        "rule": draft.rule,
        **{field: True for field in ("case_matters", "tones_ignored") if getattr(draft, field)},
        "pictures": [
            {"at": picture.at, "alt": picture.alt, "data": picture.data} for picture in draft.pictures if picture.data
        ],
    }


def _without_blanks(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [])}
