"""The public check page: is this number the newest, and is what somebody holds what was published?"""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from quiz.language import gettext as _
from quiz.results.checking import compared, found_by_number, number_typed
from quiz.web.pages import page, redirect
from quiz.web.transactions import Database

router = APIRouter(prefix="/check")
Number = Annotated[str, Path(max_length=60)]
A_MEGABYTE = 1024 * 1024


@router.get("")
def ask_for_number(request: Request, number: Annotated[str, Query(max_length=300)] = "") -> Response:
    if not number.strip():
        return page(request, "check/number.html", typed="", problem=None)
    known = number_typed(number)
    return redirect(request, f"/check/{known}") if known else _ask_again(request, number)


@router.get("/{number}")
def show_check(
    request: Request, number: Number, database: Database, digest: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    found = found_by_number(database, number)
    if found is None:
        return _ask_again(request, number)
    told = compared(database, found, digest) if digest.strip() else None
    return page(request, "check/check.html", found=found, head=found.head, typed=digest, told=told)


@router.post("/{number}/file")
async def compare_file(request: Request, number: Number) -> Response:
    """The file is not kept: its SHA-256 is what is compared."""
    async with request.form(max_files=1, max_fields=2) as form:
        given = form.get("file")
        digest = await _sha256(given) if isinstance(given, UploadFile) and given.filename else "-"
    return redirect(request, f"/check/{number_typed(number) or '-'}?digest={digest}#compared")


def _ask_again(request: Request, typed: str) -> Response:
    problem = _("Không có kết quả nào mang số này. Hãy xem lại từng chữ, kể cả dấu gạch.")
    return page(request, "check/number.html", 404, typed=typed, problem=problem)


async def _sha256(file: UploadFile) -> str:
    told = hashlib.sha256()
    while piece := await file.read(A_MEGABYTE):
        told.update(piece)
    return told.hexdigest()
