"""A picture as a contestant sees it: of a question in the own paper. One that explains comes with the answers."""

from fastapi import APIRouter
from starlette.responses import Response

from quiz.attempts.papers import has_picture
from quiz.refusals import NotFound
from quiz.routes.play.guards import OwnSitting
from quiz.routes.play.reviews import released
from quiz.web.pages import picture_file
from quiz.web.pictures import Pictures
from quiz.web.transactions import Database

router = APIRouter(prefix="/play/attempts/{attempt_id}/pictures")


@router.get("/{picture}.webp")
def show_picture(sitting: OwnSitting, database: Database, pictures: Pictures, picture: str) -> Response:
    theirs = has_picture(database, sitting.attempt, picture) or (
        has_picture(database, sitting.attempt, picture, explaining=True) and released(database, sitting).answers
    )
    data = pictures.read(picture) if theirs else None
    if data is None:
        raise NotFound
    return picture_file(data)
