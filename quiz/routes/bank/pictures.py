"""A picture as whoever may see keys sees it: in the bank, in a file that was brought in, in results."""

from fastapi import APIRouter
from starlette.responses import Response

from quiz.refusals import NotFound
from quiz.web.pages import picture_file
from quiz.web.pictures import Pictures
from quiz.web.staff import KeySeer

router = APIRouter(prefix="/bank/pictures")


@router.get("/{picture}.webp")
def show_picture(staff: KeySeer, pictures: Pictures, picture: str) -> Response:
    data = pictures.read(picture)
    if data is None:
        raise NotFound
    return picture_file(data)
