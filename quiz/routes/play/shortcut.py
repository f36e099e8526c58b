"""The shortest way for the requests that must be fast: one answer given by a script, a start, a paper that is opened.

Finding a route among two hundred, and all that a framework does for a form, cost several times what keeping an answer
does. So they are recognised at the door, behind `Protection`, and answered there, where nothing is out of the ordinary.
A plain form's answer, and everything else, goes on to the routes.
"""

import json
import re
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from quiz.attempts.starting import Start
from quiz.language import current
from quiz.people.sign_in import Door
from quiz.refusals import Refusal
from quiz.routes.play.opening import Asked
from quiz.routes.play.saving import BODY_MAX, kept, state_after, told
from quiz.routes.play.taps import tap_in
from quiz.web.error_pages import TooLarge, show_refusal
from quiz.web.pages import has_notices, wants_json
from quiz.web.sign_in_cookie import token_in_cookie
from quiz.web.together import Lists

ANSWERED = re.compile(r"/play/attempts/([^/]+)/questions/([0-9]{1,6})")
BEGUN = re.compile(r"/play/legs/([^/]+)/attempt")
OPENED = re.compile(r"/play/attempts/([^/]+)")
Way = Callable[[Scope, Receive, Send], Awaitable[bool]]
"""Answers what is asked, or leaves it to the routes (False)."""


class Shortcut:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = _way_of(scope) if scope["type"] == "http" else None
        if way is None or not await way(scope, receive, send):
            await self.app(scope, receive, send)


def _way_of(scope: Scope) -> Way | None:
    path: str = scope["path"]
    if not path.startswith("/play/"):
        return None
    if scope["method"] == "GET":
        return _open if OPENED.fullmatch(path) else None
    if scope["method"] == "POST":
        return _answer if ANSWERED.fullmatch(path) else _start if BEGUN.fullmatch(path) else None
    return None


async def _answer(scope: Scope, receive: Receive, send: Send) -> bool:
    """Was it an answer by a script?"""
    request = Request(scope, receive)
    place = ANSWERED.fullmatch(scope["path"])
    if place is None or not wants_json(request):
        return False
    try:
        said = await _said(request, place[1], int(place[2]))
    except Refusal as refusal:
        await show_refusal(request, refusal)(scope, receive, send)
        return True
    await _send(send, 200, said, [(b"content-type", b"application/json")])
    return True


async def _start(scope: Scope, receive: Receive, send: Send) -> bool:
    """Was a first attempt begun, as a hall begins it? Which one the form means says nothing to that: see legs.py."""
    request = Request(scope)
    place, visit = BEGUN.fullmatch(scope["path"]), token_in_cookie(request, Door.PLAY)
    starts: Lists[Start, str] = request.app.state.starts
    begun = await starts(Start(place[1], visit)) if place and visit else None
    if begun is not None:
        await _send(send, 303, b"", [(b"location", b"/play/attempts/" + begun.encode())])
    return begun is not None


async def _open(scope: Scope, receive: Receive, send: Send) -> bool:
    """Was it a paper that nobody has touched?"""
    request = Request(scope)
    place, visit = OPENED.fullmatch(scope["path"]), token_in_cookie(request, Door.PLAY)
    if place is None or visit is None or has_notices(request) or not takes_gzip(request):
        return False
    papers: Lists[Asked, bytes] = request.app.state.papers
    page = await papers(Asked(place[1], visit, current(), request.app.state.demo))
    if page is not None:
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-encoding", b"gzip")]
        await _send(send, 200, page, [*headers, (b"vary", b"Accept-Encoding")])
    return page is not None


async def _send(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", b"%d" % len(body))
    uncached = (b"cache-control", b"no-store")
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length, uncached]})
    await send({"type": "http.response.body", "body": body})


def takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


async def _said(request: Request, attempt_id: str, number: int) -> bytes:
    body = await _body(request)
    [outcome] = await kept(request, attempt_id, lambda: [tap_in(body, number)])
    if isinstance(outcome, Refusal):
        raise outcome
    return json.dumps({**told(outcome), **state_after(outcome)}, ensure_ascii=False, separators=(",", ":")).encode()


async def _body(request: Request) -> bytes:
    """As long as it may be, whatever was announced."""
    announced = Headers(scope=request.scope).get("content-length", "")
    if announced.isdecimal() and int(announced) > BODY_MAX:
        raise TooLarge
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_MAX:
            raise TooLarge
    return body
