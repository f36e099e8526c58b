"""The questions of a round that anybody may read beforehand, and their pictures."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlmodel import Session, select
from starlette.responses import HTMLResponse, Response

from question_bank.drawing import PoolQuestion, arranged, ranking
from question_bank.kinds import KINDS
from question_bank.question import QuestionVersion
from question_bank.showing import Shown, ShownChoice, ShownPicture, shown
from question_bank.topic import Topic
from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.round import Round
from quiz.contests.studying import is_for_study, is_pictured, versions_for_study
from quiz.refusals import NotFound
from quiz.routes.contests import ShownContest
from quiz.standings.key_in_force import KeyInForce
from quiz.standings.keys import keys_in_force
from quiz.web.pages import page as render
from quiz.web.pages import picture_file
from quiz.web.pictures import Pictures
from quiz.web.transactions import Database

router = APIRouter(prefix="/contests/{contest_id}/rounds/{round_id}/questions")
PAGE = 50


@dataclass(frozen=True)
class StudiedQuestion:
    """`keys`: what is right, line by line, any of these; nothing where only the questions are shown."""

    number: int
    topic: str
    stem: str
    shown: Shown
    keys: list[list[str]]
    explanation: str
    pictures_url: str

    @property
    def choices(self) -> list[ShownChoice]:
        return self.shown.choices

    @property
    def pictures(self) -> list[ShownPicture]:
        return self.shown.pictures


def round_of_it(round_id: str, contest: ShownContest, database: Database) -> Round:
    found = database.exec(select(Round).where(Round.public_id == round_id, Round.contest_id == contest.id)).first()
    if found is None:
        raise NotFound
    return found


ItsRound = Annotated[Round, Depends(round_of_it)]


@router.get("")
def show_questions_for_study(
    request: Request, contest: ShownContest, round: ItsRound, database: Database,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:  # fmt: skip
    may = is_for_study(database, contest, round, clock.now())
    versions = versions_for_study(database, round) if may else []
    pages = max(1, -(-len(versions) // PAGE))
    first = (min(page, pages) - 1) * PAGE
    return render(
        request, "study.html", contest=contest, round=round, may=may, count=len(versions), page=min(page, pages),
        pages=pages, questions=_studied(database, contest, round, versions[first : first + PAGE], first + 1),
    )  # fmt: skip


@router.get("/pictures/{picture}.webp")
def show_picture_for_study(
    contest: ShownContest, round: ItsRound, database: Database, pictures: Pictures, picture: str
) -> Response:
    may = is_for_study(database, contest, round, clock.now())
    data = pictures.read(picture) if may and is_pictured(versions_for_study(database, round), picture) else None
    if data is None:
        raise NotFound
    return picture_file(data)


def _told(version: QuestionVersion, key: KeyInForce) -> list[list[str]]:
    """Any of these is right, by what has been decided since too."""
    return [KINDS[version.kind].key_told(version.content, each) for each in key.keys]


def _studied(
    session: Session, contest: Contest, round: Round, versions: list[QuestionVersion], first: int
) -> list[StudiedQuestion]:
    """Choices in an order that tells nothing, the same for everybody."""
    topics = dict(session.exec(select(Topic.id, Topic.name)).all())
    asked = [PoolQuestion(one.id or 0, one.topic_id, one.difficulty, one.kind, one.content) for one in versions]
    places = arranged(asked, ranking("study", round.public_id), shuffle_questions=False, shuffle_choices=True)
    with_keys = round.rules.study == "answers"
    keys = keys_in_force(session, round)
    keys.learn(session, {one.id or 0 for one in versions})
    url = f"/contests/{contest.public_id}/rounds/{round.public_id}/questions/pictures"
    return [
        StudiedQuestion(
            number, topics.get(version.topic_id, ""), version.title, shown(version.content, place.choice_order, None),
            _told(version, keys.in_force(version.id or 0)) if with_keys else [],
            version.explanation if with_keys else "", url,
        )
        for number, (version, place) in enumerate(zip(versions, places, strict=True), first)
    ]  # fmt: skip
