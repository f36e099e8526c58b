"""One revision of a leg's results, as it was published, with what it changed against the one before."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlmodel import Session
from starlette.responses import Response

from quiz import clock
from quiz.contests.releasing import Sight, everything_is_seen, sight_of
from quiz.results.exporting import MEDIA, Format, attached, exported, has_files
from quiz.routes.watch.boards import (
    DivisionNumber,
    PageNumber,
    Watched,
    WatchedLeg,
    came_about_in,
    pages_of,
    predicted_in,
)
from quiz.standings.board import BoardState, Listed, OwnPlace, Shown, board_of
from quiz.standings.changes import Moved, moved_between
from quiz.standings.complaining import open_in_leg
from quiz.standings.points import shown
from quiz.standings.publishing import published_board
from quiz.standings.revision import Head, revisions_of
from quiz.standings.standing import AROUND, PAGE
from quiz.standings.why_here import why_here
from quiz.web.pages import page as shown_page
from quiz.web.pages import redirect
from quiz.web.transactions import Database

router = APIRouter(prefix="/watch/legs/{leg_id}/revisions")
MOVED = 200
"""So many who moved are named; of more only how many."""


@router.get("/{revision}")
def show_revision(
    request: Request, watched: WatchedLeg, revision: Annotated[int, Path(ge=1, le=10_000)], database: Database,
    page: PageNumber = 1, division: DivisionNumber = 1,
) -> Response:  # fmt: skip
    """Where it is not to be seen, the board tells what is."""
    heads = revisions_of(database, watched.leg)
    head = next((each for each in heads if each.revision == revision), None)
    if head is None or not _may_be_seen(database, watched, head):
        return redirect(request, f"/watch/legs/{watched.leg.public_id}")
    board, sight = published_board(database, head), sight_of(watched.round.rules)
    found = Shown(board, BoardState(head.state), "", head, sight)
    listed = found.listed(division - 1)
    before = next((each for each in heads if each.revision < revision and each.is_out), None)
    moved = [each for each in _moved(database, before, head) if _is_told(each, sight)]
    total = listed.total() if listed else 0
    pages = pages_of(total, PAGE)
    number = min(page, pages)
    start = (number - 1) * PAGE
    return shown_page(
        request, "watch/revision.html", watched=watched, head=head, heads=heads, before=before, moved=moved[:MOVED],
        moved_count=len(moved), slice=listed.lines(start, PAGE) if listed else None, total=total,
        why=_why(listed, start) if listed else {},
        number=number, pages=pages, maximum=board.maximum, points=shown, predicted=predicted_in(board.rules),
        came_about=came_about_in(board), early=board.early, divisions=[each.name for each in found.divisions()],
        division=division, names=sight.names,
        reviewing=open_in_leg(database, watched.leg) if head == heads[0] else 0,
        has_files=everything_is_seen(watched.round.rules) and has_files(database, head),
    )  # fmt: skip


@router.get("/{revision}/results.{format}")
def download_revision(
    request: Request, watched: WatchedLeg, revision: Annotated[int, Path(ge=1, le=10_000)], format: Format,
    database: Database,
) -> Response:  # fmt: skip
    head = next((each for each in revisions_of(database, watched.leg) if each.revision == revision), None)
    may = everything_is_seen(watched.round.rules) and head is not None and _may_be_seen(database, watched, head)
    made = exported(database, head, format) if head and may else None
    if head is None or made is None:
        return redirect(request, f"/watch/legs/{watched.leg.public_id}")
    return Response(made, media_type=MEDIA[format], headers=attached(head, format))


def _why(listed: Listed, start: int) -> dict[int, list[str]]:
    """Of each line of a page, against those around it who are seen."""
    first = max(0, start - AROUND)
    near = listed.lines(first, start - first + PAGE + AROUND).lines
    rules, actual = listed.board.rules, listed.board.actual
    return {
        line.entry_id: why_here(OwnPlace(line, near[max(0, at - AROUND) : at + AROUND + 1], first + at), rules, actual)
        for at, line in enumerate(near)
    }


def _is_told(moved: Moved, sight: Sight) -> bool:
    """Are its places among those whose names are seen? Where divisions stand apart, no place of all is."""
    if not sight.names or sight.apart:
        return False
    places = [place for place in (moved.place_before, moved.place_after) if place is not None]
    return sight.top is None or all(place <= sight.top for place in places)


def _may_be_seen(session: Session, watched: Watched, head: Head) -> bool:
    """While something is out, what was out before it may be looked up; a withdrawn board takes all of them along."""
    out = board_of(session, watched.contest, watched.round, watched.leg, clock.now())
    return head.is_out and out is not None and out.head is not None


def _moved(session: Session, before: Head | None, head: Head) -> list[Moved]:
    if before is None:
        return []
    return moved_between(published_board(session, before).standings, published_board(session, head).standings)
