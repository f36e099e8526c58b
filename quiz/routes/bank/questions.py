"""/bank: the questions listed and searched; one of them seen, written, revised, put out of use."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank import finding, revising
from question_bank.checking import Problem, check
from question_bank.draft import Draft
from question_bank.exporting import drafts_of
from question_bank.intake import Intake
from question_bank.kinds import KINDS, WITH_RIGHT_CHOICES
from question_bank.mending import mended, typed
from question_bank.question import DIFFICULTIES, Question, QuestionVersion
from question_bank.showing import chosen_from, shown
from question_bank.template import topic_names
from question_bank.topic import Topic
from question_bank.writers import xlsx
from question_bank.writing import NotReady, asked_in, known_topics
from quiz import clock, ledger
from quiz.attempts.using import uses_of
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import N_, NotFound, Refusal
from quiz.routes.bank.forms import (
    choices_of,
    fields_in,
    form_of,
    is_reshaped,
    kind_options,
    make_new_topic,
    rows_wanted,
)
from quiz.routes.bank.intakes import XLSX
from quiz.routes.bank.people import author_of, names_of
from quiz.routes.bank.searching import Searched
from quiz.web.dependencies import Database, Staff, Writer
from quiz.web.forms import PostedForm
from quiz.web.pages import fragment, page, redirect

router = APIRouter(prefix="/bank")


class OutOfUse(Refusal):
    message = N_("Câu hỏi này đã thôi dùng. Đưa trở lại rồi mới sửa được.")


def found_question(question_id: str, staff: Writer, database: Database) -> Question:
    question = finding.question_by_public_id(database, question_id)
    if question is None:
        raise NotFound
    return question


Found = Annotated[Question, Depends(found_question)]


@router.get("")
def show_questions(request: Request, staff: Writer, database: Database, search: Searched) -> HTMLResponse:
    today = search.wanted.on
    found = finding.find(database, search.wanted, after=search.after, before=search.before)
    return page(
        request, "bank/questions.html", search=search, shown=found, count=finding.count(database, search.wanted),
        counted_to=finding.COUNTED_TO, loosened=[] if found.found else search.loosened(database),
        kinds=dict(kind_options()), difficulties=DIFFICULTIES, today=today, soon=today + finding.SOON,
        rests_on=finding.first_sources(database, [each.version for each in found.found]),
    )  # fmt: skip


@router.get("/questions.xlsx")
def export_xlsx(staff: Writer, database: Database, search: Searched) -> Response:
    """What the list shows, all its pages, in the layout of the template."""
    drafts = drafts_of(database, finding.versions_wanted(database, search.wanted))
    headers = {"Content-Disposition": 'attachment; filename="cau-hoi.xlsx"'}
    return Response(xlsx.questions(drafts, topic_names(database)), media_type=XLSX, headers=headers)


@router.get("/questions/new")
def show_new(request: Request, staff: Writer, database: Database, kind: str = "single_choice") -> HTMLResponse:
    return _form_page(request, database, typed({"kind": kind if kind in KINDS else "single_choice"}))


@router.post("/questions")
def write_question(request: Request, posted: PostedForm, staff: Writer, database: Database) -> Response:
    draft = typed(fields_in(posted))
    if is_reshaped(posted):
        return _form_page(request, database, draft, rows=rows_wanted(posted))
    make_new_topic(database, posted)
    try:
        id = revising.write_question(database, draft, by=author_of(staff), at=clock.now())
    except NotReady as refusal:
        return _form_page(request, database, draft, problems=refusal.problems)
    question = database.get_one(Question, id)
    return redirect(request, _url(question), ("saved", _("Đã thêm câu hỏi vào ngân hàng.")))


@router.post("/questions/answers")
def reshape_answers(request: Request, posted: PostedForm, staff: Writer, database: Database) -> HTMLResponse:
    """The choices again, as the kind that was chosen is written."""
    prefix = "".join(letter for letter in posted.text("prefix") if letter.isalnum() or letter == "-")
    return fragment(
        request,
        "bank/_answers.html",
        form=form_of(database, typed(fields_in(posted)), prefix, rows=rows_wanted(posted)),
    )


@router.post("/questions/preview")
def preview_typed(request: Request, posted: PostedForm, staff: Writer, database: Database) -> HTMLResponse:
    """As a contestant would see what is typed so far. Nothing is kept."""
    draft = typed(fields_in(posted))
    seen = check(draft, known_topics(database))
    content = asked_in(draft) | (seen.content if seen.kind in KINDS else {"choices": _numbered(seen.choices)})
    return _preview(request, seen.kind, draft.stem, seen.topic, content)


@router.get("/questions/{question_id}")
def show_question(request: Request, staff: Writer, database: Database, question: Found) -> HTMLResponse:
    assert question.id is not None
    versions = finding.versions_of(database, question.id)
    drafts = drafts_of(database, versions)
    uses = uses_of(database, question.id)
    return page(
        request, "bank/question.html", question=question, version=versions[0], draft=drafts[0],
        choices=choices_of(check(drafts[0])), topic=database.get_one(Topic, versions[0].topic_id),
        intake=database.get(Intake, question.intake_id) if question.intake_id else None,
        history=list(zip(versions, map(choices_of, map(check, drafts)), strict=True)),
        names=names_of(database, [question.created_by, *(version.author for version in versions)]),
        uses=[use for use in uses if staff.may(Power.WRITE, use.contest.id)],
        uses_elsewhere=sum(not staff.may(Power.WRITE, use.contest.id) for use in uses),
        in_rows=versions[0].kind not in WITH_RIGHT_CHOICES, with_choices=WITH_RIGHT_CHOICES,
        fake=KINDS[versions[0].kind].is_fake(versions[0].key), kind=KINDS[versions[0].kind].label,
        difficulty=DIFFICULTIES[versions[0].difficulty],
    )  # fmt: skip


@router.get("/questions/{question_id}/preview")
def preview_question(request: Request, database: Database, question: Found) -> HTMLResponse:
    version = _current(database, question)
    topic = database.get_one(Topic, version.topic_id)
    return _preview(request, version.kind, version.stem, topic.name, version.content)


@router.get("/questions/{question_id}/edit")
def show_edit(request: Request, database: Database, question: Found) -> HTMLResponse:
    version = _current_in_use(database, question)
    return _form_page(request, database, drafts_of(database, [version])[0], question, version.public_id)


@router.post("/questions/{question_id}")
def revise_question(
    request: Request, posted: PostedForm, staff: Writer, database: Database, question: Found
) -> Response:
    version = _current_in_use(database, question)
    draft = mended(drafts_of(database, [version])[0], fields_in(posted))
    seen = posted.text("version")
    if is_reshaped(posted):
        return _form_page(request, database, draft, question, seen, rows=rows_wanted(posted))
    try:
        if seen != version.public_id:
            raise revising.RevisedMeanwhile
        make_new_topic(database, posted)
        following = revising.revise(database, version, draft, by=author_of(staff), at=clock.now())
    except NotReady as refusal:
        return _form_page(request, database, draft, question, seen, refusal.problems)
    except revising.RevisedMeanwhile as refusal:
        return _form_page(request, database, draft, question, seen, [Problem("", str(refusal))])
    changed = following.public_id != version.public_id
    said = _("Đã lưu thành bản {number}.").format(number=following.number) if changed else _("Không có gì thay đổi.")
    return redirect(request, _url(question), ("saved" if changed else "info", said))


@router.post("/questions/{question_id}/retirement")
def retire(
    request: Request, staff: Writer, database: Database, question: Found, reason: Annotated[str, Form()] = ""
) -> Response:
    if _current(database, question).state != "retired":
        revising.retire(database, question, at=clock.now())
        _decide(database, staff, question, "retire_question", reason)
    return redirect(request, _url(question), ("saved", _("Câu hỏi thôi dùng. Đề đã rút vẫn giữ câu này.")))


@router.post("/questions/{question_id}/return")
def bring_back(request: Request, staff: Writer, database: Database, question: Found) -> Response:
    if _current(database, question).state == "retired":
        revising.bring_back(database, question)
        _decide(database, staff, question, "bring_back_question")
    return redirect(request, _url(question), ("saved", _("Câu hỏi được dùng trở lại.")))


def _url(question: Question) -> str:
    return f"/bank/questions/{question.public_id}"


def _current(database: Session, question: Question) -> QuestionVersion:
    assert question.id is not None
    return revising.current_version(database, question.id)


def _current_in_use(database: Session, question: Question) -> QuestionVersion:
    version = _current(database, question)
    if version.state == "retired":
        raise OutOfUse
    return version


def _decide(database: Session, staff: Staff, question: Question, decision: str, reason: str = "") -> None:
    assert question.id is not None
    ledger.decide(
        database, contest_id=ledger.INSTALLATION, actor_id=staff.id, role=staff.acting_somewhere_as(Power.WRITE),
        subject=("question", question.id), decision=decision, reason=reason.strip()[:1000],
    )  # fmt: skip


def _form_page(
    request: Request,
    database: Session,
    draft: Draft,
    question: Question | None = None,
    version_id: str = "",
    problems: list[Problem] | None = None,
    rows: int = 0,
) -> HTMLResponse:
    """A new question's form, or that of one being revised from the version that was seen."""
    form = form_of(database, draft, problems=problems, rows=rows)
    status = 422 if problems else 200
    return page(request, "bank/question_form.html", status, form=form, question=question, version_id=version_id)


def _preview(request: Request, kind: str, stem: str, topic: str, content: dict[str, Any]) -> HTMLResponse:
    order = [each["id"] for each in chosen_from(content) if each["text"]]
    seen = shown(content, order, None)
    drawn_as = kind if kind in KINDS else "single_choice"
    question: dict[str, Any] = {"number": 1, "kind": drawn_as, "stem": stem, "topic": topic} | vars(seen)
    return page(request, "bank/preview.html", question=question)


def _numbered(texts: list[str]) -> list[dict[str, Any]]:
    return [{"id": place, "text": text} for place, text in enumerate(texts)]
