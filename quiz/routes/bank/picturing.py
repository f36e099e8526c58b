"""Pictures in a question's form: one chosen there is drawn anew and kept before anything else is done with the form, so
that a slip elsewhere loses neither it nor a word. Until it is saved, the form alone remembers it, by its name.
"""

import re
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from question_bank.kinds import BY_ORDERING, KINDS
from question_bank.pictures import OF_QUESTION_MAX, size_of
from question_bank.readers import UnreadableFile, read_picture_safely
from question_bank.remarks import Problem
from quiz.files import Files
from quiz.language import gettext as _
from quiz.web.forms import Posted, texts_in
from quiz.web.pictures import Pictures
from quiz.web.staff import WriterBeforeWork
from quiz.web.transactions import Transact, Transactions

NEW = "new_picture"
FIELDS_MAX = 400
SHOWN = re.compile(r"picture_(\d+)_file")
BEHIND = re.compile(r"feedback_\d\d")
"""What is said to answers for which a form has no row: they stay as they are."""


async def posted_question(
    request: Request, staff: WriterBeforeWork, transact: Transactions, pictures: Pictures
) -> Posted:
    """The form, with a newly chosen picture as one more of those it shows; `refused` says why there is none."""
    async with request.form(max_files=4, max_fields=FIELDS_MAX) as form:
        fields = texts_in(form)
        data = await _chosen(form)
    refused = await run_in_threadpool(_look_up, fields, pictures)
    if data is not None and not refused:
        refused = await _take(fields, data, transact, pictures)
    return Posted(fields, refused)


PostedQuestion = Annotated[Posted, Depends(posted_question)]
"""Ask for it before `Database`: a picture takes its time. The route needs `max_body_size=BODY_OF_UPLOAD_MAX`."""


def refusals(posted: Posted) -> list[Problem]:
    return [Problem("", text, field) for field, text in posted.refused.items()]


def settled(fields: dict[str, str], places: dict[str, str]) -> dict[str, str]:
    """Pictures go with their choices, where `places` says which field became which; or wait for words, at none."""
    places = places | {_spoken_to(at): _spoken_to(to) for at, to in places.items()}
    moved = {
        name: places.get(at, "choice_")
        for name, at in fields.items()
        if _is_place(name) and at.startswith(("choice_", "feedback_")) and not BEHIND.fullmatch(at)
    }
    return fields | moved


def words_for(posted: Posted, choice: str) -> str:
    """For a choice that is nothing but a picture; not for steps, of which numbers would be the key."""
    kind = posted.text("kind")
    shown = any(_is_place(name) and posted.text(name) == choice for name in posted.fields)
    if not shown or kind in BY_ORDERING or kind not in KINDS:
        return ""
    return _("Hình {number}").format(number=int(choice.removeprefix("choice_")) + 1)


def _spoken_to(choice: str) -> str:
    """Where what is said to whoever chose it stands."""
    return choice.replace("choice", "feedback")


def _is_place(name: str) -> bool:
    return name.startswith("picture_") and name.endswith("_at")


async def _chosen(form: FormData) -> bytes | None:
    given = form.get(NEW)
    return await given.read() if isinstance(given, UploadFile) and given.filename else None


def _look_up(fields: dict[str, list[str]], pictures: Files) -> dict[str, str]:
    """How large those are that the form shows already: what the form itself says of that is not believed.

    Each is kept once more, so that none is swept away before the form is saved.
    """
    refused = {}
    for number in _numbers(fields):
        data = pictures.read(fields[f"picture_{number}_file"][0])
        size = size_of(data) if data else None
        if data is None or size is None:
            del fields[f"picture_{number}_file"]
            refused[NEW] = _("Một ảnh không còn ở đây vì để lâu mà chưa lưu. Hãy chọn lại ảnh đó.")
        else:
            pictures.keep(data)
            fields[f"picture_{number}_size"] = [f"{size[0]}x{size[1]}"]
    return refused


async def _take(fields: dict[str, list[str]], data: bytes, transact: Transact, pictures: Files) -> dict[str, str]:
    if len(_numbers(fields)) >= OF_QUESTION_MAX:
        return {NEW: _("Mỗi câu có nhiều nhất {count} ảnh.").format(count=OF_QUESTION_MAX)}
    try:
        drawn, _moves = await transact.work(read_picture_safely, data)
    except UnreadableFile as why:
        return {NEW: str(why)}
    name = await run_in_threadpool(pictures.keep, drawn)
    width, height = size_of(drawn) or (0, 0)
    number = max(_numbers(fields), default=-1) + 1
    told = {"file": name, "size": f"{width}x{height}"}
    told |= {part: fields.pop(f"{NEW}_{part}", [""])[0] for part in ("at", "alt")}
    fields |= {f"picture_{number}_{part}": [text] for part, text in told.items()}
    return {}


def _numbers(fields: dict[str, list[str]]) -> list[int]:
    return sorted(int(found[1]) for name in fields if (found := SHOWN.fullmatch(name)))[:OF_QUESTION_MAX]
