"""The overall table of a contest as it stands, for who publishes it: nobody else sees it before it is published."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse

from quiz import clock
from quiz.contests.articles.scoring import overall_told
from quiz.contests.contest import Contest
from quiz.contests.rules_version import rules_of
from quiz.people.role import Power
from quiz.standings import overall_told as told
from quiz.standings.overall_told import overall_page
from quiz.standings.points import shown
from quiz.standings.summing_up import overall_of
from quiz.web.pages import page as render
from quiz.web.staff import SomeStaff, contest_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}/overall")
Published = Annotated[Contest, Depends(contest_to(Power.PUBLISH))]


@router.get("")
def show_overall(
    request: Request, contest: Published, staff: SomeStaff, database: Database,
    division: Annotated[int | None, Query(ge=1)] = None, page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:  # fmt: skip
    table = overall_of(database, contest, clock.now(), for_staff=True)
    rules = rules_of(database, contest)
    return render(
        request, "organise/overall.html", contest=contest, table=table, told=told, points=shown,
        shown=overall_page(table, division, page) if table else None,
        clauses=list(overall_told(rules, rules.contest.overall)) if rules.contest.overall else [],
        may_organise=staff.reaches(database, Power.ORGANISE, contest),
        may_decide=bool(table and {"jury", "lots"} & set(table.rules.keys)),
    )  # fmt: skip
