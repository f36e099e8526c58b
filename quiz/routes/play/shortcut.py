"""The shortest way for the one request that must be fast: one answer, given by a script.

Finding a route among two hundred, and all that a framework does for a form, cost several times what keeping an answer
does. So it is recognised at the door, behind `Protection`, and answered there: bytes of a form in, bytes of JSON out.
A plain form's answer, and everything else, goes on to the routes.
"""

import json
import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from quiz.refusals import Refusal
from quiz.routes.play.saving import BODY_MAX, kept, state_after, told
from quiz.routes.play.taps import tap_in
from quiz.web.error_pages import TooLarge, show_refusal
from quiz.web.pages import wants_json

PLACE = re.compile(r"/play/attempts/([^/]+)/questions/([0-9]{1,6})")


class Shortcut:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = PLACE.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        request = Request(scope, receive) if place else None
        if place is None or request is None or not wants_json(request):
            await self.app(scope, receive, send)
            return
        try:
            said = await _said(request, place[1], int(place[2]))
        except Refusal as refusal:
            await show_refusal(request, refusal)(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": _headers(said)})
        await send({"type": "http.response.body", "body": said})


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


def _headers(body: bytes) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
    ]
