"""What a browser posts where FastAPI's own Form(...) does not do: fields in any number, and one big file."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

BODY_MAX = 10 * 1024 * 1024
"""Of anything that is sent, but for a file to a route that takes one."""
UPLOAD_MAX = 10 * 1024 * 1024
BODY_OF_UPLOAD_MAX = 48 * 1024 * 1024
"""For `max_body_size` of a route that takes a file: one somewhat too large is heard out, and refused in words on the
page it came from. Beyond this it is refused unread, as `limits` does it."""


@dataclass(frozen=True)
class Posted:
    """The text fields of a form."""

    fields: dict[str, list[str]]

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str, otherwise: str = "") -> str:
        return self.fields.get(name, [otherwise])[0]

    def texts(self, name: str) -> list[str]:
        return self.fields.get(name, [])


@dataclass(frozen=True)
class Upload:
    """One file. Where `too_large`, nothing of it was kept."""

    filename: str = ""
    data: bytes = b""
    too_large: bool = False


async def posted_form(request: Request) -> Posted:
    async with request.form(max_files=4, max_fields=200) as form:
        return Posted(_texts(form))


PostedForm = Annotated[Posted, Depends(posted_form)]
"""Ask for it before `Database`: whoever sends slowly must not hold a writer's turn."""


async def uploaded_file(request: Request, name: str = "file") -> Upload:
    """Called by the route itself, after its guard: a stranger's file is never read."""
    async with request.form(max_files=1, max_fields=20) as form:
        given = form.get(name)
        if not isinstance(given, UploadFile):
            return Upload()
        if (given.size or 0) > UPLOAD_MAX:
            return Upload(given.filename or "", too_large=True)
        return Upload(given.filename or "", await given.read())


def _texts(form: FormData) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found
