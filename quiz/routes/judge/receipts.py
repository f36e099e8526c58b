"""/judge/receipts: is this receipt ours, whose is it, and do the answers still say what they said?"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from quiz.attempts.receipts import compared, receipt_with
from quiz.people.role import Power
from quiz.web.pages import page
from quiz.web.staff import Controller
from quiz.web.transactions import Database

router = APIRouter(prefix="/judge/receipts")


@router.get("")
def check_receipt(
    request: Request,
    staff: Controller,
    database: Database,
    code: Annotated[str, Query(max_length=40)] = "",
    digest: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """A receipt of a contest that this person does not control does not exist."""
    receipt = receipt_with(database, code) if code.strip() else None
    if receipt is not None and not staff.reaches(database, Power.CONTROL, receipt.contest):
        receipt = None
    told = compared(digest, receipt.attempt.answers_digest if receipt else None)
    return page(request, "judge/receipts.html", code=code.strip(), digest=digest.strip(), receipt=receipt, told=told)
