"""A question as a contestant would see it: one of the bank, or what is typed so far."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from question_bank import revising
from question_bank.checking import check
from question_bank.kinds import KINDS
from question_bank.mending import typed
from question_bank.pictures import as_content
from question_bank.showing import chosen_from, shown
from question_bank.topic import Topic
from question_bank.writing import asked_in, known_topics
from quiz.routes.bank.form_fields import fields_in
from quiz.routes.bank.guards import LOOKED_AT, FoundByReader
from quiz.routes.bank.picturing import PostedQuestion
from quiz.web.forms import BODY_OF_UPLOAD_MAX
from quiz.web.pages import page
from quiz.web.staff import Writer
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank/questions")


@router.post("/preview", max_body_size=BODY_OF_UPLOAD_MAX)
def preview_typed(request: Request, posted: PostedQuestion, staff: Writer, database: Database) -> HTMLResponse:
    """As a contestant would see what is typed so far. Nothing is kept."""
    draft = typed(fields_in(posted))
    seen = check(draft, known_topics(database))
    content = asked_in(draft) | (seen.content if seen.kind in KINDS else {"choices": _numbered(seen.choices)})
    return _preview(request, seen.kind, draft.stem, seen.topic, content | as_content(seen.pictures), seen.key)


@router.get("/{question_id}/preview", dependencies=LOOKED_AT)
def preview_question(request: Request, database: Database, question: FoundByReader) -> HTMLResponse:
    version = revising.newest_version(database, question.id or 0)
    topic = database.get_one(Topic, version.topic_id)
    back = f"/bank/questions/{question.public_id}"
    return _preview(request, version.kind, version.stem, topic.name, version.content, version.key, back)


def _preview(
    request: Request, kind: str, stem: str, topic: str, content: dict[str, Any], key: dict[str, Any],
    back: str | None = None,
) -> HTMLResponse:  # fmt: skip
    order = [each["id"] for each in chosen_from(content) if each["text"]]
    seen = shown(content, order, None)
    drawn_as = kind if kind in KINDS else "single_choice"
    question: dict[str, Any] = {"number": 1, "kind": drawn_as, "stem": stem, "topic": topic} | vars(seen)
    in_parts = kind in KINDS and bool(key) and KINDS[kind].gives_parts(key)
    question |= {"pictures_url": "/bank/pictures", "rule": key.get("rule", ""), "in_parts": in_parts}
    return page(request, "bank/preview.html", question=question, back=back)


def _numbered(texts: list[str]) -> list[dict[str, Any]]:
    return [{"id": place, "text": text} for place, text in enumerate(texts)]
