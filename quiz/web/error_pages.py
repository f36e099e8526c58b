"""Turn a refusal into a page, a fragment when HTMX asked, or JSON when a script did."""

import logging
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from quiz.language import gettext
from quiz.people.sign_in import Door
from quiz.refusals import N_, Invalid, NotFound, NotSignedIn, Refusal
from quiz.web.pages import as_json, came_from, fragment, page, redirect, wants_fragment, wants_json

SIGN_IN_PAGES = {Door.DESK: "/sign-in", Door.PLAY: "/join"}
logger = logging.getLogger("quiz")


class TooLarge(Refusal):
    status = 413
    message = N_("Nội dung gửi lên quá lớn.")


class Unreadable(Refusal):
    status = 422
    message = N_("Có ô chưa điền đúng. Hãy quay lại và kiểm tra.")


class Garbled(Refusal):
    status = 400
    message = N_("Không đọc được nội dung gửi lên: có ô quá dài, hoặc gửi chưa trọn. Hãy quay lại và thử lại.")


class Broken(Refusal):
    status = 500
    message = N_("Máy chủ gặp lỗi. Việc vừa làm chưa được lưu; hãy thử lại sau ít phút.")


def add_error_pages(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, show_refusal)
    app.add_exception_handler(HTTPException, _show_http_error)
    app.add_exception_handler(RequestValidationError, _show_unreadable)
    app.add_exception_handler(DataError, _show_unkept)
    app.add_exception_handler(Exception, _show_broken)


def show_refusal(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    shown = _shown(request, refusal)
    if refusal.retry_after_s is not None:
        shown.headers["Retry-After"] = str(refusal.retry_after_s)
    return shown


def _shown(request: Request, refusal: Refusal) -> Response:
    if (
        isinstance(refusal, NotSignedIn)
        and request.method == "GET"
        and not (wants_fragment(request) or wants_json(request))
    ):
        return redirect(request, f"{SIGN_IN_PAGES[Door(refusal.door)]}?next={quote(request.url.path)}")
    if wants_json(request):
        errors = {"errors": refusal.errors} if isinstance(refusal, Invalid) else {}
        return as_json({"message": refusal.text, **errors}, refusal.status)
    show = fragment if wants_fragment(request) else page
    template = "_refusal.html" if wants_fragment(request) else "refusal.html"
    hint = gettext(refusal.hint) if refusal.hint else None
    return show(request, template, refusal.status, message=refusal.text, hint=hint, back_url=came_from(request))


def _show_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == TooLarge.status:
        return show_refusal(request, TooLarge())
    if error.status_code in (404, 405):
        return show_refusal(request, NotFound())
    return show_refusal(request, Garbled())  # what the framework says of it is in English, for developers


def _show_unreadable(request: Request, error: Exception) -> Response:
    """A form that no page of ours sends: a missing field, a word where a number belongs."""
    return show_refusal(request, Unreadable())


def _show_unkept(request: Request, error: Exception) -> Response:
    """A NUL, which nobody can type and PostgreSQL does not keep, is the sender's fault; anything else is ours."""
    if "NUL (0x00)" not in str(error):
        return _show_broken(request, error)
    return _without_who_asked(request, Garbled())


def _show_broken(request: Request, error: Exception) -> Response:
    logger.error("unexpected error at %s", request.scope.get("route", request.url.path), exc_info=error)
    return _without_who_asked(request, Broken())


def _without_who_asked(request: Request, refusal: Refusal) -> Response:
    """Who asked was read in the transaction that failed, and cannot be told any more."""
    request.state.person = request.state.entry = None
    return show_refusal(request, refusal)
