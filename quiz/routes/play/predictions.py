"""The prediction beside a paper, from a plain form. What a script sends comes with the taps, as number 0."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from quiz import clock
from quiz.attempts.handing_in import is_over
from quiz.attempts.keeping import NotAnAnswer
from quiz.attempts.predicting import keep_prediction
from quiz.language import gettext as _
from quiz.routes.play.attempts import show_paper
from quiz.routes.play.guards import OwnSitting
from quiz.routes.play.stepping import step_of
from quiz.routes.play.viewing import prediction_of
from quiz.web.pages import redirect
from quiz.web.transactions import Database

router = APIRouter(prefix="/play/attempts/{attempt_id}")


@router.post("/prediction")
def predict(
    request: Request, sitting: OwnSitting, database: Database,
    turn: Annotated[int, Form()], given: Annotated[str, Form(max_length=100)] = "",
) -> Response:  # fmt: skip
    attempt, rules, at = sitting.attempt, sitting.round.rules, clock.now()
    if is_over(database, attempt, at):
        return redirect(request, f"{sitting.url}/receipt")
    try:
        found = keep_prediction(database, attempt, rules, given, turn, None, at)
    except NotAnAnswer as refusal:
        again = prediction_of(attempt, rules, typed=given, error=refusal.text)
        return show_paper(
            request, sitting, database, step_of(database, sitting), screen="sheet", predicted=again,
            status=refusal.status,
        )  # fmt: skip
    told = _("Đã lưu số dự đoán.") if found.kept else _("Máy khác đã ghi số dự đoán mới hơn; số đó được giữ.")
    return redirect(request, f"{sitting.url}/sheet", ("saved" if found.kept else "warning", told))
