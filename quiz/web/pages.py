"""Render a whole page, or a fragment of one for HTMX to swap in."""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from fastapi import Request
from itsdangerous import BadSignature, URLSafeSerializer
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from question_bank.text import day_as_written
from quiz import clock, in_words, language
from quiz.settings import resource

ZONE = in_words.ZONE
NOTICE_COOKIE = "notice"
Notice = tuple[str, str]
"""A level (info, saved, warning, danger) and a sentence."""


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole document, with what every layout needs."""
    notices = _notices(request)
    shared = {
        "request": request,
        "language": language.current(),
        "now": clock.now(),
        "path": request.url.path,
        "address": _address_to_see_again(request),
        "person": getattr(request.state, "person", None),
        "entry": getattr(request.state, "entry", None),
        "doors": getattr(request.state, "doors", []),
        "demo": getattr(request.app.state, "demo", False),
        "notices": notices,
    }
    response = HTMLResponse(environment().get_template(template).render(shared | context), status_code=status)
    if notices:
        response.delete_cookie(NOTICE_COOKIE)
    return response


def came_from(request: Request) -> str | None:
    """The address of the page that led here, when that is one of ours."""
    referer = request.headers.get("referer", "")
    home = str(request.base_url)
    return "/" + referer[len(home) :] if referer.startswith(home) else None


def _address_to_see_again(request: Request) -> str:
    """Where the language switch leads back to: this page, or the one whose form was just refused."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return here if request.method == "GET" else came_from(request) or "/"


def fragment(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A partial on its own. Its name starts with an underscore."""
    shared = {"request": request, "language": language.current(), "now": clock.now(), "path": request.url.path}
    return HTMLResponse(environment().get_template(template).render(shared | context), status_code=status)


def redirect(request: Request, url: str, notice: Notice | None = None) -> Response:
    """After a form: go and look at what it did. The notice is shown once, there."""
    return with_notice(request, RedirectResponse(url, status_code=303), notice)


def with_notice(request: Request, response: Response, notice: Notice | None) -> Response:
    """The next page shows it, once."""
    if notice:
        value = _serializer(request).dumps([list(notice)])
        response.set_cookie(NOTICE_COOKIE, value, max_age=60, httponly=True, samesite="lax", secure=is_https(request))
    return response


def wants_fragment(request: Request) -> bool:
    """Used for refusals only: every other fragment has its own address."""
    return "HX-Request" in request.headers


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def as_json(content: Mapping[str, Any], status: int = 200) -> Response:
    return JSONResponse(content, status_code=status, headers={"Cache-Control": "no-store"})


def picture_file(data: bytes) -> Response:
    """Its address is its content, so a browser may keep it for ever; nobody between us and the browser may."""
    return Response(data, media_type="image/webp", headers={"Cache-Control": "private, max-age=31536000, immutable"})


def is_https(request: Request) -> bool:
    return request.url.scheme == "https"


def safe_next(url: str | None, otherwise: str) -> str:
    """Only ever a path of this site."""
    return url if url and url.startswith("/") and not url.startswith(("//", "/\\")) else otherwise


@lru_cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(resource("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # a paper would ask for the age of some 190 files
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(language.gettext, language.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(static=static, json_attribute=json_attribute)
    made.filters.update(
        moment=moment,
        day=day,
        written_day=day_as_written,
        clock_time=clock_time,
        hour=hour,
        duration=duration,
        time_left=in_words.time_left,
        ending=ending,
        window=window,
        number=number,
        local_input=local_input,
    )
    return made


def static(name: str) -> str:
    """The address of a static file; its content is part of it, so that it may be kept for ever."""
    return f"/static/{name}?v={_digest(name)}"


@lru_cache
def _digest(name: str) -> str:
    return hashlib.sha256((resource("static") / name).read_bytes()).hexdigest()[:10]


def json_attribute(value: Any) -> str:
    """For a data- attribute that a script reads; autoescape does the quoting."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


local = in_words.local
from_local = in_words.from_local
moment = in_words.moment
ending = in_words.ending
window = in_words.window
hour = in_words.hour
clock_time = in_words.clock_time
local_input = in_words.local_input
day = in_words.day
duration = in_words.duration
number = in_words.number


def _serializer(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.key, salt="notice")


def has_notices(request: Request) -> bool:
    """Is there, or may there be, something to be told once on the next page?"""
    return bool(getattr(request.state, "notices", [])) or NOTICE_COOKIE in request.cookies


def _notices(request: Request) -> list[Notice]:
    given = list(getattr(request.state, "notices", []))
    cookie = request.cookies.get(NOTICE_COOKIE)
    if cookie:
        try:
            given += [(level, text) for level, text in _serializer(request).loads(cookie)]
        except (BadSignature, ValueError):
            return given
    return given
