"""What stands before every route: cross-site requests, headers, limits. Pure ASGI: these see every answer."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quiz import language

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
HTTPS_HEADERS = {  # over plain http browsers ignore these, or complain of them
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_RAW_HEADERS, _RAW_HTTPS_HEADERS = _raw(HEADERS), _raw(HTTPS_HEADERS)
_RAW_UNCACHED = [*_RAW_HEADERS, (b"cache-control", b"no-store")]


class Protection:
    """Refuse what another site sends in a person's name; say what browsers may do; speak the person's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        language.speak(_cookie(headers, "language"))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = list(message.get("headers", ()))
                _add_headers(message["headers"], scope)
            await send(message)

        if is_cross_site(scope["method"], headers):
            refusal = PlainTextResponse(language.gettext("Yêu cầu đến từ trang khác, đã bị từ chối."), status_code=403)
            await refusal(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)


def is_cross_site(method: str, headers: Headers) -> bool:
    """Browsers say where a request comes from: Sec-Fetch-Site, or, over plain http and in older ones, Origin."""
    if method in SAFE_METHODS:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _add_headers(headers: list[tuple[bytes, bytes]], scope: Scope) -> None:
    """Those that a route did not set itself."""
    given = {name for name, _ in headers}
    added = _RAW_HEADERS if scope["path"].startswith("/static/") else _RAW_UNCACHED
    headers += [header for header in added if header[0] not in given]
    if scope.get("scheme") == "https":
        headers += [header for header in _RAW_HTTPS_HEADERS if header[0] not in given]


def _cookie(headers: Headers, name: str) -> str:
    for part in headers.get("cookie", "").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""
