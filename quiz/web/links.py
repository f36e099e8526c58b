"""Whole addresses, for what leaves the site: a printed slip, an invitation, a QR code on the wall."""

import segno
from fastapi import Request
from markupsafe import Markup


def absolute_url(request: Request, path: str) -> str:
    """As people reach this site from outside: QUIZ_PUBLIC_URL, or else as this request came."""
    home: str = request.app.state.settings.public_url or str(request.base_url)
    return home.rstrip("/") + path


def qr_code(text: str) -> Markup:
    """An inline drawing without style attributes; put it in an element of class .qr."""
    return Markup(segno.make(text, error="m").svg_inline(scale=4, border=2, omitsize=True))
