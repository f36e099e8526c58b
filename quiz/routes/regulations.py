"""A contest's regulations, as a page for anyone and as a file to print and sign."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.articles.composing import KeptVersion, articles
from quiz.contests.contest import Contest, ContestState
from quiz.contests.rules_version import RulesVersion, rules_of, versions_of
from quiz.results.regulations import Cover, regulations_pdf
from quiz.routes.contests import ShownContest
from quiz.web.pages import page
from quiz.web.transactions import Database

router = APIRouter(prefix="/contests/{contest_id}")


@router.get("/regulations")
def show_regulations(request: Request, contest: ShownContest, database: Database) -> HTMLResponse:
    kept = versions_of(database, contest)
    return page(
        request, "regulations.html", contest=contest, rules=rules_of(database, contest),
        articles=articles(rules_of(database, contest), announced(contest, kept)), version=_newest(contest, kept),
    )  # fmt: skip


@router.get("/regulations.pdf")
def print_regulations(request: Request, contest: ShownContest, database: Database) -> Response:
    kept = versions_of(database, contest)
    rules = rules_of(database, contest)
    newest = _newest(contest, kept)
    cover = Cover(
        rules.title, rules.organiser, contest.rules_version, newest.at if newest else None,
        f"{request.base_url}contests/{contest.public_id}/regulations", contest.state == ContestState.DRAFT,
    )  # fmt: skip
    pdf = regulations_pdf(cover, articles(rules, announced(contest, kept)), newest.at if newest else clock.now())
    disposition = f'attachment; filename="the-le-{contest.public_id}-v{contest.rules_version}.pdf"'
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": disposition})


def announced(contest: Contest, kept: list[RulesVersion]) -> list[KeptVersion]:
    """The versions that anybody has read; a draft has none."""
    if contest.state == ContestState.DRAFT:
        return []
    return [KeptVersion(one.version, one.rules, one.at, one.reason) for one in kept]


def _newest(contest: Contest, kept: list[RulesVersion]) -> RulesVersion | None:
    return kept[-1] if kept and contest.state != ContestState.DRAFT else None
