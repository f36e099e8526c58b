"""Which board of a leg may be shown, to whom. Everything passes the one release gate (contests/releasing.py)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.releasing import EVERYTHING_SEEN, Sight, Source, sight_of, source_of
from quiz.contests.round import Leg, Round
from quiz.standings.changed_boards import changes_until_now
from quiz.standings.freeze import freeze_of
from quiz.standings.freezing import frozen_board
from quiz.standings.keeping_listed import list_what_changed
from quiz.standings.live import LiveBoard
from quiz.standings.publishing import published_board, situation_of
from quiz.standings.revision import Head, latest
from quiz.standings.standing import AROUND, Beside, Board, DivisionName, Slice, Standing


class BoardState(StrEnum):
    LIVE = "live"
    FROZEN = "frozen"
    PROVISIONAL = "provisional"
    OFFICIAL = "official"
    INTERNAL = "internal"  # staff only: not published


@dataclass(frozen=True)
class Shown:
    """A board of which somebody may see what `sight` says. `stamp` changes whenever what it shows may have changed.

    `since`: when it was frozen or published; None while it lives, and `freezes_at` when it is to freeze by itself. On
    an internal board `frozen_at` says since when the public sees an older one.
    """

    board: Board
    state: BoardState
    stamp: str
    head: Head | None
    sight: Sight = EVERYTHING_SEEN
    since: datetime | None = None
    frozen_at: datetime | None = None
    freezes_at: datetime | None = None

    def listed(self, division: int = 0) -> "Listed | None":
        """The lines that everybody may see; of the division that stands there in order, where each stands apart."""
        if not self.sight.names:
            return None
        divisions = self.divisions()
        board = self.board.in_division(divisions[min(division, len(divisions) - 1)].id) if divisions else self.board
        return Listed(board, self.sight.top)

    def divisions(self) -> list[DivisionName]:
        """Those whose lines stand apart."""
        return self.board.divisions() if self.sight.apart else []


@dataclass(frozen=True)
class Listed:
    """A board down to a place, where one is given; equals there stand on it together."""

    board: Board
    top: int | None = None

    def total(self) -> int:
        return self.board.total() if self.top is None else self.board.within(self.top)

    def beside(self) -> Sequence[Beside]:
        """Who plays without a place; where only the first places are named, nobody below them is."""
        return self.board.beside() if self.top is None else ()

    def lines(self, start: int, count: int) -> Slice:
        return self.board.lines(start, max(0, min(count, self.total() - start)))


@dataclass(frozen=True)
class OwnPlace:
    """One's own line with those around it, and on which page of the board it stands."""

    mine: Standing
    around: list[Standing]
    position: int


def board_of(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> Shown | None:
    """What anyone may see, contestants too, as far as its `sight` goes; None while nothing is released."""
    found = released_board_of(session, contest, round, leg, at)
    return found if found and found.sight.anything else None


def released_board_of(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> Shown | None:
    """The board that the public sees something of, whole, for staff; None while there is none."""
    situation, sight = situation_of(session, contest, round, leg, at), sight_of(round.rules)
    source = source_of(round.rules, situation)
    if source == Source.PUBLISHED and (head := latest(session, leg)) is not None:
        board = published_board(session, head)
        return Shown(board, BoardState(head.state), f"r{head.revision}", head, sight, head.published_at)
    if source == Source.FROZEN:
        held = freeze_of(session, leg)
        if held is None:  # its planned moment has come, and it is yet to be made: nothing newer is shown meanwhile
            return None
        board = frozen_board(session, held)
        return Shown(board, BoardState.FROZEN, f"f{held.public_id}", None, sight, held.frozen_at)
    if source == Source.NOTHING:
        return None
    state = BoardState.PROVISIONAL if situation.closed else BoardState.LIVE
    return Shown(
        LiveBoard(session, round, leg), state, _live_stamp(session, round, leg, state), None, sight,
        freezes_at=situation.freezes_at if state == BoardState.LIVE else None,
    )  # fmt: skip


def being_frozen(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> datetime | None:
    """The planned moment, while the board that stood then is being made."""
    situation = situation_of(session, contest, round, leg, at)
    waits = source_of(round.rules, situation) == Source.FROZEN and freeze_of(session, leg) is None
    return situation.frozen_at if waits else None


def internal_board_of(session: Session, round: Round, leg: Leg) -> Shown:
    """What the staff of the contest may see at any time: the board as it stands now."""
    state = BoardState.INTERNAL
    stamp = _live_stamp(session, round, leg, state)
    held = freeze_of(session, leg)
    return Shown(
        LiveBoard(session, round, leg), state, f"{stamp}-{held.public_id if held else ''}", latest(session, leg),
        frozen_at=held.frozen_at if held else None,
    )  # fmt: skip


def own_place(board: Board, entry_id: int) -> OwnPlace | None:
    position = board.position_of(entry_id)
    if position is None:
        return None
    start = max(0, position - AROUND)
    around = board.lines(start, position - start + 1 + AROUND).lines
    mine = next(line for line in around if line.entry_id == entry_id)
    return OwnPlace(mine, around, position)


def own_place_on(session: Session, shown: Shown, entry_id: int) -> OwnPlace | None:
    """One's own place as it may be told to oneself; around it only those whom everybody may see."""
    sight, board = shown.sight, shown.board
    if not sight.own:
        return None
    if sight.apart and board.divisions():
        entry = session.get(Entry, entry_id)
        if entry is None:
            return None
        board = board.in_division(entry.division_id)
    own = own_place(board, entry_id)
    if own is None:
        return None
    around = [line for line in own.around if line.entry_id == entry_id or _is_seen(line, sight)]
    return replace(own, around=around)


def own_beside_on(session: Session, shown: Shown, entry_id: int) -> Beside | None:
    """What somebody without a place scored, as it may be told to themselves."""
    if not shown.sight.own:
        return None
    return next((one for one in shown.board.beside() if one.entry_id == entry_id), None)


def _is_seen(line: Standing, sight: Sight) -> bool:
    return sight.names and (sight.top is None or line.place <= sight.top)


def _live_stamp(session: Session, round: Round, leg: Leg, state: BoardState) -> str:
    list_what_changed(session)
    return f"{state}-{round.rules_version}-{changes_until_now(session, round.contest_id, leg)}"
