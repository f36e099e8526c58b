"""What a browser posts where FastAPI's own Form(...) does not do: fields in any number, and one big file."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Annotated

from fastapi import Depends, Form, Request
from pydantic import AfterValidator
from starlette.datastructures import FormData, UploadFile

from question_bank.readers import UnreadableFile
from quiz.language import gettext as _

BODY_MAX = 10 * 1024 * 1024
"""Of anything that is sent, but for a file to a route that takes one."""
UPLOAD_MAX = 10 * 1024 * 1024
FILENAME_KEPT = 200
BODY_OF_UPLOAD_MAX = 48 * 1024 * 1024
"""For `max_body_size` of a route that takes a file: one somewhat too large is heard out, and refused in words on the
page it came from. Beyond this it is refused unread, as `limits` does it."""


@dataclass(frozen=True)
class Posted:
    """The text fields of a form; and of a file beside them that was refused, by the name of its field, why."""

    fields: dict[str, list[str]]
    refused: dict[str, str] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str, otherwise: str = "") -> str:
        return self.fields.get(name, [otherwise])[0]

    def texts(self, name: str) -> list[str]:
        return self.fields.get(name, [])


@dataclass(frozen=True)
class Upload:
    """One file, and the text fields beside it. Where `too_large`, nothing of it was kept."""

    filename: str = ""
    data: bytes = b""
    too_large: bool = False
    beside: Posted = Posted({})

    def insist_whole(self) -> None:
        if self.too_large:
            raise UnreadableFile(_("Tệp lớn hơn 10 MB. Hãy chia thành nhiều tệp nhỏ hơn."))
        if not self.filename:
            raise UnreadableFile(_("Hãy chọn một tệp."))


async def posted_form(request: Request) -> Posted:
    async with request.form(max_files=4, max_fields=200) as form:
        return Posted(texts_in(form))


def decimal_typed(text: str) -> Decimal | str:
    """A decimal comma, as people write it here, or a point; what is no number stays as it was typed."""
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return text


def _lines(text: str) -> str:
    """A browser sends two characters for the end of a line; people, and the field's own limit, count one."""
    return text.replace("\r\n", "\n")


Written = Annotated[str, AfterValidator(_lines), Form()]
"""What people write freely, as long as it is: whoever decides on it says at its field where it is too long
(quiz/written.py). A limit here would refuse the whole form, with all that was typed, on a page of its own."""
PostedForm = Annotated[Posted, Depends(posted_form)]
"""Ask for it before `Database`: whoever sends slowly must not hold a writer's turn."""


async def uploaded_file(request: Request, name: str = "file") -> Upload:
    """Called by the route itself, after its guard: a stranger's file is never read."""
    async with request.form(max_files=1, max_fields=20) as form:
        given, beside = form.get(name), Posted(texts_in(form))
        if not isinstance(given, UploadFile):
            return Upload(beside=beside)
        filename = (given.filename or "")[-FILENAME_KEPT:]
        if (given.size or 0) > UPLOAD_MAX:
            return Upload(filename, too_large=True, beside=beside)
        return Upload(filename, await given.read(), beside=beside)


def texts_in(form: FormData) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(_lines(value))
    return found
