"""The cookie of a sign-in, signed: which visit a browser or a phone says it is."""

from functools import lru_cache

from fastapi import Request
from itsdangerous import BadSignature, Signer
from starlette.responses import Response

from quiz.people.sign_in import LASTS, Door, SignIn
from quiz.web.pages import is_https

COOKIES_KEPT = 20_000
"""As many as papers at hand; some 300 bytes each."""


def set_sign_in_cookie(request: Request, response: Response, sign_in: SignIn) -> None:
    response.set_cookie(
        sign_in.door.value,
        Signer(request.app.state.key, salt="sign-in").sign(sign_in.token).decode(),
        max_age=int(LASTS[sign_in.door].total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_https(request),
    )


def token_in_cookie(request: Request, door: Door) -> str | None:
    cookie = request.cookies.get(door.value)
    if not cookie:
        return None
    try:
        return _signed(request.app.state.key, cookie)
    except BadSignature:
        return None


@lru_cache(COOKIES_KEPT)
def _signed(key: str, cookie: str) -> str:
    """A phone sends the same cookie with every answer. What is not ours raises, and is not kept.

    Whether the visit it names still stands, the database says each time.
    """
    return Signer(key, salt="sign-in").unsign(cookie).decode()
