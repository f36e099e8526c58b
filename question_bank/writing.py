"""Checked drafts become questions. The one way into the bank: for a file, for a form, for shipped content."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from question_bank.checking import Finding, Topics
from question_bank.citing import rest_on
from question_bank.draft import Draft, SourceNote
from question_bank.inserting import Values, insert_all, insert_plain, insert_rows
from question_bank.kinds.kind import Content
from question_bank.naming import UNSORTED_NAME
from question_bank.pictures import NOT_SENT, as_content
from question_bank.question import Question, QuestionMedia, QuestionVersion
from question_bank.remarks import Problem
from question_bank.text import ID_LETTERS, cleaned, fold, new_public_id, searchable
from question_bank.topic import UNSORTED_SLUG, Topic

Checked = tuple[Draft, Finding]
CHOICE_ID_LENGTH = 4


class NotReady(Exception):
    """A draft with problems does not enter the bank."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = problems


class Prepared(NamedTuple):
    """A new question as its rows will be, but for the ids that only the database gives."""

    question: Values
    version: Values
    topic: str  # folded
    sources: list[SourceNote]
    media: list[Values]


def add_questions(
    session: Session,
    checked: list[Checked],
    *,
    by: str,
    at: datetime,
    state: str = "approved",
    intake_id: int | None = None,
    shown: bool = True,
) -> list[int]:
    """The ids of the new questions, in the order given. A few statements, however many they are.

    In which state they enter is the caller's affair: approved at once only where their author may approve them. What is
    not shown yet has no current version, and is in no state but a draft's.
    """
    insist_ready(checked)
    return write(session, prepared(checked, by=by, at=at, state=state, shown=shown), intake_id)


def prepared(
    checked: list[Checked], *, by: str, at: datetime, state: str = "approved", shown: bool = True
) -> list[Prepared]:
    """All that can be done for many questions before anybody has to wait for the database."""
    return [_prepared(*each, by, at, state if shown else "draft", shown=shown) for each in checked]


def _prepared(draft: Draft, finding: Finding, by: str, at: datetime, state: str, *, shown: bool) -> Prepared:
    version = _values_of(draft, finding, by, at) | entry_of(state, at) | {"is_current": shown}
    question = {"external_id": draft.external_id or None, "created_at": at, "created_by": by}
    return Prepared(
        {"public_id": new_public_id()} | question, {"public_id": new_public_id()} | version, fold(finding.topic),
        draft.sources, _media_rows(version["content"], finding) if finding.pictures else [],
    )  # fmt: skip


def write(session: Session, entries: list[Prepared], intake_id: int | None = None) -> list[int]:
    """The ids of the new questions, in the order given."""
    if not entries:
        return []
    taken = external_ids_taken(session, (entry.question["external_id"] for entry in entries))
    questions = [
        entry.question
        | {"intake_id": intake_id}
        | ({"external_id": None} if entry.question["external_id"] in taken else {})
        for entry in entries
    ]
    question_ids = insert_rows(session, Question, questions)
    topics = topic_ids(session)
    versions = [
        entry.version | {"question_id": question_id, "topic_id": topics[entry.topic]}
        for question_id, entry in zip(question_ids, entries, strict=True)
    ]
    version_ids = insert_rows(session, QuestionVersion, versions)
    rest_on(session, [(id, entry.sources) for id, entry in zip(version_ids, entries, strict=True)])
    media = [row | {"version_id": id} for id, entry in zip(version_ids, entries, strict=True) for row in entry.media]
    insert_plain(session, QuestionMedia, media)
    return question_ids


def insist_ready(checked: list[Checked]) -> None:
    problems = [problem for _, finding in checked for problem in finding.problems]
    if problems:
        raise NotReady(problems)


def version_of(
    draft: Draft, finding: Finding, question_id: int, topic_id: int, by: str, at: datetime,
    before: QuestionVersion | None = None,
) -> QuestionVersion:  # fmt: skip
    """What the draft says, as a version not yet in the database. What stays as it was keeps its ids."""
    values = _values_of(draft, finding, by, at, before)
    number = before.number + 1 if before else 1
    return QuestionVersion(question_id=question_id, topic_id=topic_id, number=number, state="approved", **values)


def _values_of(draft: Draft, finding: Finding, by: str, at: datetime, before: QuestionVersion | None = None) -> Values:
    ids = ids_for(finding.content, before.content if before else {})
    return {
        "kind": finding.kind, "content": asked_in(draft) | with_ids(finding.content, ids) | _pictures(finding, ids),
        "key": with_ids(finding.key, ids), "explanation": draft.explanation, "difficulty": finding.difficulty,
        "valid_from": finding.valid_from, "valid_to": finding.valid_to, "author": by, "created_at": at,
        "search_text": search_text_of(draft, finding),
    }  # fmt: skip


def asked_in(draft: Draft) -> Content:
    """What every kind may show above its answers: the question, and the post that it is about."""
    return {"stem": draft.stem} | ({"post": draft.post} if draft.post else {})


def enter(version: QuestionVersion, state: str, at: datetime) -> None:
    """A new version begins as a draft, as proposed, or approved by its own author."""
    for name, value in entry_of(state, at).items():
        setattr(version, name, value)


def entry_of(state: str, at: datetime) -> dict[str, Any]:
    """What is written of a version that enters in this state."""
    return {
        "state": state, "self_approved": state == "approved",
        "proposed_at": at if state == "proposed" else None, "approved_at": at if state == "approved" else None,
    }  # fmt: skip


def _pictures(finding: Finding, ids: list[str]) -> Content:
    """With the ids of choices where their places stood."""
    return as_content((ids[at] if isinstance(at, int) else at, picture) for at, picture in finding.pictures)


def media_of(version_id: int, version: QuestionVersion, finding: Finding) -> list[QuestionMedia]:
    """The version's pictures as rows: those that its content has, then those of its explanation."""
    return [QuestionMedia(version_id=version_id, **row) for row in _media_rows(version.content, finding)]


def _media_rows(content: Content, finding: Finding) -> list[Values]:
    sent = [
        {"at": each["at"], "sha256": each["file"]} | {name: each[name] for name in ("alt", "width", "height")}
        for each in content.get("pictures", [])
    ]
    explaining = [
        {"at": at, "sha256": each.file, "alt": each.alt, "width": each.width, "height": each.height}
        for at, each in finding.pictures
        if at in NOT_SENT
    ]
    return [{"number": number} | told for number, told in enumerate([*sent, *explaining], 1)]


def ids_for(content: Content, before: Content) -> list[str]:
    """An id for each place. Random, so that they tell nothing of the order or the key; none twice in one question."""
    kept = {each["text"]: each["id"] for each in named_parts(before)}
    ids: dict[int, str] = {}
    for part in named_parts(content):
        old = kept.get(part["text"], "")
        ids[part["id"]] = old if old and old not in ids.values() else _new_id({*kept.values(), *ids.values()})
    return [ids[place] for place in sorted(ids)]


def with_ids(value: Any, ids: list[str]) -> Any:
    """Content or key, with ids where places stood."""
    if isinstance(value, dict):
        return {name: with_ids(each, ids) for name, each in value.items()}
    if isinstance(value, list):
        return [with_ids(each, ids) for each in value]
    return ids[value] if isinstance(value, int) and not isinstance(value, bool) else value


def named_parts(content: Content) -> list[dict[str, Any]]:
    """Choices, or the two sides of a matching: whatever may be chosen has an id."""
    lists = [each for name, each in content.items() if isinstance(each, list) and name != "pictures"]
    return [part for each in lists for part in each]


def _new_id(taken: set[str]) -> str:
    while (new := "".join(secrets.choice(ID_LETTERS) for _ in range(CHOICE_ID_LENGTH))) in taken | {"stem"}:
        pass
    return new


def search_text_of(draft: Draft, finding: Finding) -> str:
    sources = [part for source in draft.sources for part in (source.title, source.number)]
    parts = [each["text"] for each in named_parts(finding.content)]
    parts += [picture.alt for _, picture in finding.pictures]
    return searchable(" ".join([draft.stem, draft.post, *parts, draft.explanation, draft.external_id, *sources]))


def external_ids_taken(session: Session, names: Iterable[str]) -> set[str]:
    wanted = {name for name in names if name}
    if not wanted:
        return set()
    found = session.exec(select(Question.external_id).where(col(Question.external_id).is_not(None)))
    return wanted & {name for name in found if name}


def known_topics(session: Session) -> Topics:
    """Folded name or slug → name."""
    topics = session.exec(select(Topic)).all()
    names = {fold(topic.slug): topic.name for topic in topics} | {fold(topic.name): topic.name for topic in topics}
    return {fold(UNSORTED_NAME): UNSORTED_NAME} | names


def add_topic(session: Session, name: str, group: str = "other") -> Topic:
    """The topic of that name, however it is spelled; made where the bank lacks it."""
    said = cleaned(" ".join(name.split()))[:200]
    known = next((topic for topic in session.exec(select(Topic)) if fold(topic.name) == fold(said)), None)
    if known is not None:
        return known
    topic = Topic(slug=_new_slug(session, said), name=said, group=group)
    session.add(topic)
    session.flush()
    return topic


def topic_ids(session: Session) -> dict[str, int]:
    """Folded name → id. "Chưa phân loại" is there from its first use."""
    ids = {fold(topic.name): topic.id for topic in session.exec(select(Topic)) if topic.id is not None}
    if fold(UNSORTED_NAME) not in ids:
        unsorted = Topic(slug=UNSORTED_SLUG, name=UNSORTED_NAME, name_en="Unsorted", position=999)
        (ids[fold(UNSORTED_NAME)],) = insert_all(session, Topic, [unsorted])
    return ids


def _new_slug(session: Session, name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:80] or "chu-de"
    taken = set(session.exec(select(Topic.slug).where(col(Topic.slug).startswith(plain))))
    numbered = [plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in numbered if slug not in taken)
