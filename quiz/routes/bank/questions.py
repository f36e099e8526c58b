"""/bank: the questions listed and searched; one of them seen, written, revised, put out of use."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank import finding, resembling, reviewing, revising
from question_bank.checking import check
from question_bank.draft import Draft
from question_bank.exporting import drafts_of
from question_bank.intake import Intake
from question_bank.kinds import KINDS, WITH_RIGHT_CHOICES
from question_bank.mending import mended, typed
from question_bank.question import DIFFICULTIES, OPEN, Question, QuestionVersion
from question_bank.remarks import Problem
from question_bank.reviewing import ReviewRefusal
from question_bank.topic import Topic
from question_bank.validity import validity_on
from question_bank.waiting import Waiting, count_waiting, questions_open
from question_bank.writing import NotReady
from quiz import clock, ledger
from quiz.attempts.using import Use, uses_of
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.people.second_person import is_second_person_asked
from quiz.refusals import N_, Refusal
from quiz.routes.bank.answers_shown import choices_of
from quiz.routes.bank.form_fields import fields_in, is_reshaped, make_new_topic, rows_wanted
from quiz.routes.bank.forms import form_of
from quiz.routes.bank.guards import LOOKED_AT, FoundByReader, FoundByWriter
from quiz.routes.bank.kept import hidden_from_lists, kept_of, rounds_to_keep_for
from quiz.routes.bank.options import kind_options
from quiz.routes.bank.people import author_of, names_of
from quiz.routes.bank.picturing import PostedQuestion, refusals
from quiz.routes.bank.searching import Searched
from quiz.standings.counters import are_hidden_in
from quiz.web.forms import BODY_OF_UPLOAD_MAX, Posted, PostedForm
from quiz.web.pages import fragment, page, redirect
from quiz.web.staff import BankReader, Staff, Writer
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank")


class OutOfUse(Refusal):
    message = N_("Câu hỏi này đã thôi dùng. Đưa trở lại rồi mới sửa được.")


@router.get("")
def show_questions(
    request: Request, staff: BankReader, database: Database, search: Searched,
    act: Annotated[str, Query(max_length=20)] = "topic", ticked: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:  # fmt: skip
    """`ticked=none` says, beside the act that was asked for, that there was nothing to do it with."""
    found = finding.find(database, search.wanted, after=search.after, before=search.before)
    return page(
        request, "bank/questions.html", search=search, shown=found, count=finding.count(database, search.wanted),
        counted_to=finding.COUNTED_TO, loosened=[] if found.found else search.loosened(database),
        kinds=dict(kind_options()), difficulties=DIFFICULTIES, may_write=staff.may_somewhere(Power.WRITE),
        waits=count_waiting(database, Waiting(hidden=hidden_from_lists(database))),
        kept=kept_of(database, (each.question.id for each in found.found)),
        opened=questions_open(database, [each.question.id or 0 for each in found.found]),
        validity=_validities(each.version for each in found.found),
        rests_on=finding.first_sources(database, [each.version for each in found.found]),
        act=act, nothing_ticked=ticked == "none",
    )  # fmt: skip


@router.get("/questions/new")
def show_new(request: Request, staff: Writer, database: Database, kind: str = "single_choice") -> HTMLResponse:
    return _form_page(request, database, typed({"kind": kind if kind in KINDS else "single_choice"}))


@router.post("/questions", max_body_size=BODY_OF_UPLOAD_MAX)
def write_question(request: Request, posted: PostedQuestion, staff: Writer, database: Database) -> Response:
    draft = typed(fields_in(posted))
    if is_reshaped(posted) or posted.refused:
        return _form_page(
            request,
            database,
            draft,
            problems=refusals(posted),
            rows=rows_wanted(posted),
            posted=posted if posted.refused else None,
        )
    make_new_topic(database, posted)
    try:
        state = _entering_as(database, posted)
        id = revising.write_question(database, draft, by=author_of(staff), at=clock.now(), state=state)
    except NotReady as refusal:
        return _form_page(request, database, draft, problems=refusal.problems)
    question = database.get_one(Question, id)
    said = " ".join([_("Đã thêm câu hỏi vào kho."), _said_of(_current(database, question))])
    return redirect(request, _url(question), ("saved", said))


@router.post("/questions/answers", max_body_size=BODY_OF_UPLOAD_MAX)
def reshape_answers(request: Request, posted: PostedForm, staff: Writer, database: Database) -> HTMLResponse:
    """The choices again, as the kind that was chosen is written."""
    return fragment(
        request,
        "bank/_answers.html",
        form=form_of(database, typed(fields_in(posted)), prefix_in(posted), rows=rows_wanted(posted)),
    )


@router.post("/questions/pictures", max_body_size=BODY_OF_UPLOAD_MAX)
def reshape_pictures(request: Request, posted: PostedQuestion, staff: Writer, database: Database) -> HTMLResponse:
    """The pictures again, with the one that was chosen."""
    form = form_of(
        database,
        typed(fields_in(posted)),
        prefix_in(posted),
        refusals(posted),
        posted=posted if posted.refused else None,
    )
    return fragment(request, "bank/_pictures.html", 422 if posted.refused else 200, form=form)


@router.get("/questions/{question_id}", dependencies=LOOKED_AT)
def show_question(request: Request, staff: BankReader, database: Database, question: FoundByReader) -> HTMLResponse:
    return question_page(request, staff, database, question)


def question_page(
    request: Request, staff: Staff, database: Session, question: Question, status: int = 200, *, refused: str = ""
) -> HTMLResponse:
    """One question with everything about it; `refused`: why what was said of it could not be kept."""
    assert question.id is not None
    versions = finding.versions_of(database, question.id)
    drafts = drafts_of(database, versions)
    here = next(place for place, version in enumerate(versions) if version.is_current)
    version, draft = versions[here], drafts[here]
    uses = uses_of(database, question.id)
    notes = reviewing.notes_of(database, question.id)
    return page(
        request, "bank/question.html", status, question=question, version=version, draft=draft, notes=notes,
        refused=refused,
        opened=next((each for each in versions if each.state in OPEN), None), me=author_of(staff),
        choices=choices_of(check(draft)), topic=database.get_one(Topic, version.topic_id),
        intake=database.get(Intake, question.intake_id) if question.intake_id else None,
        history=list(zip(versions, map(choices_of, map(check, drafts)), strict=True)),
        names=names_of(database, [question.created_by, *_people(versions), *(note.author for note in notes)]),
        may_write=staff.may_somewhere(Power.WRITE), may_review=staff.may_somewhere(Power.REVIEW),
        alone=not is_second_person_asked(database),
        validity=validity_on(clock.day_of(clock.now()), version.valid_from, version.valid_to).value,
        alikes=resembling.pairs_of(database, question.id, hidden_from_lists(database)),
        kept=kept_of(database, [question.id]).get(question.id), rounds=rounds_to_keep_for(database, staff),
        uses=[use for use in uses if _works_in(staff, use.contest.id)], predicted=_predicted_in(database, uses),
        uses_elsewhere=sum(not _works_in(staff, use.contest.id) for use in uses),
        in_rows=version.kind not in WITH_RIGHT_CHOICES, with_choices=WITH_RIGHT_CHOICES,
        fake=KINDS[version.kind].is_fake(version.key), kind=KINDS[version.kind].label,
        difficulty=DIFFICULTIES[version.difficulty],
    )  # fmt: skip


@router.get("/questions/{question_id}/edit", dependencies=LOOKED_AT)
def show_edit(request: Request, database: Database, question: FoundByWriter) -> HTMLResponse:
    version = _newest_in_use(database, question)
    return _form_page(request, database, drafts_of(database, [version])[0], question, version.public_id)


@router.post("/questions/{question_id}", max_body_size=BODY_OF_UPLOAD_MAX)
def revise_question(
    request: Request, posted: PostedQuestion, staff: Writer, database: Database, question: FoundByWriter
) -> Response:
    version = _newest_in_use(database, question)
    draft = mended(drafts_of(database, [version])[0], fields_in(posted))
    seen = posted.text("version")
    if is_reshaped(posted) or posted.refused:
        return _form_page(request, database, draft, question, seen, refusals(posted), rows_wanted(posted), posted)
    try:
        if seen != version.public_id:
            raise revising.RevisedMeanwhile
        make_new_topic(database, posted)
        following = revising.revise(
            database, version, draft, by=author_of(staff), at=clock.now(), state=_entering_as(database, posted)
        )
        if following is version and version.state == "draft" and posted.text("act") != "draft":
            reviewing.propose(database, version, by=author_of(staff), at=clock.now())
            return redirect(request, _url(question), ("saved", _said_of(version)))
    except NotReady as refusal:
        return _form_page(request, database, draft, question, seen, refusal.problems)
    except revising.RevisedMeanwhile as refusal:
        return _form_page(request, database, draft, question, seen, [Problem("", str(refusal))])
    except ReviewRefusal as refusal:
        return _form_page(request, database, draft, question, seen, [Problem("", str(refusal))])
    if following is version:
        return redirect(request, _url(question), ("info", _("Không có gì thay đổi.")))
    said = _("Đã lưu thành bản {number}.").format(number=following.number)
    return redirect(request, _url(question), ("saved", f"{said} {_said_of(following)}"))


@router.post("/questions/{question_id}/retirement")
def retire(
    request: Request, staff: Writer, database: Database, question: FoundByWriter, reason: Annotated[str, Form()] = ""
) -> Response:
    if _current(database, question).state != "retired":
        revising.retire(database, question, at=clock.now())
        _decide(database, staff, question, "retire_question", reason)
    return redirect(request, _url(question), ("saved", _("Câu hỏi thôi dùng. Đề đã rút vẫn giữ câu này.")))


@router.post("/questions/{question_id}/return")
def bring_back(request: Request, staff: Writer, database: Database, question: FoundByWriter) -> Response:
    if _current(database, question).state == "retired":
        revising.bring_back(database, question)
        _decide(database, staff, question, "bring_back_question")
    if _current(database, question).state == "draft":
        return redirect(
            request, _url(question), ("saved", _("Câu hỏi trở lại thành bản nháp: nó chưa được duyệt bao giờ."))
        )
    return redirect(request, _url(question), ("saved", _("Câu hỏi được dùng trở lại.")))


def _entering_as(database: Session, posted: Posted) -> str:
    """A draft where that was pressed; else it is proposed, or approved by whoever is alone."""
    if posted.text("act") == "draft":
        return "draft"
    return "proposed" if is_second_person_asked(database) else "approved"


def _said_of(version: QuestionVersion) -> str:
    said = {
        "draft": _("Đây là bản nháp: gửi duyệt khi đã xong."),
        "proposed": _("Câu này chờ người thứ hai duyệt."),
        "approved": _("Câu này tự duyệt, dùng được ngay."),
    }
    return said[version.state]


def _validities(versions: Iterable[QuestionVersion]) -> dict[int | None, str]:
    today = clock.day_of(clock.now())
    return {version.id: validity_on(today, version.valid_from, version.valid_to).value for version in versions}


def _people(versions: Sequence[QuestionVersion]) -> list[str | None]:
    return [name for version in versions for name in (version.author, version.reviewer)]


def _predicted_in(database: Session, uses: Sequence[Use]) -> set[int | None]:
    """The rounds of which nobody is told how many papers there are: contestants are asked just that."""
    at = clock.now()
    return {use.round.id for use in uses if are_hidden_in(database, use.contest, use.round, at)}


def _works_in(staff: Staff, contest_id: int | None) -> bool:
    return staff.may(Power.WRITE, contest_id) or staff.may(Power.REVIEW, contest_id)


def _url(question: Question) -> str:
    return f"/bank/questions/{question.public_id}"


def _current(database: Session, question: Question) -> QuestionVersion:
    assert question.id is not None
    return revising.current_version(database, question.id)


def _newest(database: Session, question: Question) -> QuestionVersion:
    assert question.id is not None
    return revising.newest_version(database, question.id)


def _newest_in_use(database: Session, question: Question) -> QuestionVersion:
    version = _newest(database, question)
    if version.state == "retired":
        raise OutOfUse
    return version


def _decide(database: Session, staff: Staff, question: Question, decision: str, reason: str = "") -> None:
    ledger.decide(
        database, contest_id=ledger.INSTALLATION, by=staff.deciding_somewhere(Power.WRITE),
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
    posted: Posted | None = None,
) -> HTMLResponse:
    """A new question's form, or that of one being revised from the version that was seen."""
    form = form_of(database, draft, problems=problems, rows=rows, posted=posted)
    status = 422 if problems else 200
    two = is_second_person_asked(database)
    return page(
        request, "bank/question_form.html", status, form=form, question=question, version_id=version_id, two=two
    )


def prefix_in(posted: Posted) -> str:
    """What keeps the ids of this form apart."""
    return "".join(letter for letter in posted.text("prefix") if letter.isalnum() or letter == "-")
