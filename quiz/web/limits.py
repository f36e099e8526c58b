"""How much may be sent. What is too large is refused in the words of every other refusal."""

from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quiz.web.error_pages import TooLarge, show_refusal


class BodyLimit:
    """Starlette's limiter counts what arrives, announced or not, and a route may raise its limit (`max_body_size`).

    But it answers by itself, in bare English and in place of whatever a route would say. Its answer is held back here
    and ours is sent.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = RequestBodyLimitMiddleware(app, max_body_size=most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        held_back = False

        async def send_unless_bare(message: Message) -> None:
            nonlocal held_back
            held_back = held_back or is_bare_refusal(message)
            if not held_back:
                await send(message)

        await self.app(scope, receive, send_unless_bare)
        if held_back:
            await show_refusal(Request(scope), TooLarge())(scope, receive, send)


def is_bare_refusal(message: Message) -> bool:
    if message["type"] != "http.response.start" or message["status"] != TooLarge.status:
        return False
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain")
