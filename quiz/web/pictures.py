"""Where the bytes of questions' pictures are."""

from typing import Annotated

from fastapi import Depends, Request

from quiz.files import Files


def kept_pictures(request: Request) -> Files:
    kept: Files = request.app.state.pictures
    return kept


Pictures = Annotated[Files, Depends(kept_pictures)]
