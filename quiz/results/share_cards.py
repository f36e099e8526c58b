"""The share image: a contestant's own place as a picture, of no more than the board tells them at that moment."""

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal

import segno
from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.in_words import moment, number
from quiz.language import VIETNAMESE, spoken
from quiz.language import gettext as _
from quiz.results.printing import printed
from quiz.results.publication import check_address
from quiz.standings.board import BoardState, Shown, board_of, own_place_on
from quiz.standings.points import shown as points_shown
from quiz.standings.standing import Standing

KEPT = 64
"""Pictures kept in memory, some 70 kB each."""
MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""The date in the file, so that the same words make the same bytes; what matters of time is in the words."""


@dataclass(frozen=True)
class ShareCard:
    """All that is on it, in words. `address`: of the check page, where what it shows is published; else ""."""

    contest: str
    title: str
    name: str
    unit: str
    place: int
    division: str
    points: str
    state: str
    address: str = ""


def share_card_of(
    session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, at: datetime, site: str = ""
) -> ShareCard | None:
    """In Vietnamese whoever asks, like all that is passed on. None: their place is not out, or they have none."""
    shown = board_of(session, contest, round, leg, at) if contest.is_public else None
    own = own_place_on(session, shown, entry.id or 0) if shown else None
    if shown is None or own is None or not may_share(session, leg, entry, own.mine):
        return None
    title = " · ".join(filter(None, (round.name, leg.name)))
    with spoken(VIETNAMESE):
        return ShareCard(
            contest.title, title, own.mine.name, own.mine.unit, own.mine.place, _division(shown, entry),
            number(points_shown(own.mine.points)), _state(shown, at),
            check_address(site, shown.head.number) if shown.head else "",
        )  # fmt: skip


def may_share(session: Session, leg: Leg, entry: Entry, mine: Standing) -> bool:
    """A board that was frozen or published stays as it is when somebody on it is disqualified; no picture is made of it
    from then on."""
    if entry.state != EntryState.ACTIVE or entry.hors_concours:
        return False
    second = mine.submitted_at, mine.submitted_at + timedelta(seconds=1)  # a line says it in whole seconds
    disqualified = select(Attempt.id).where(
        Attempt.leg_id == leg.id, Attempt.entry_id == entry.id, col(Attempt.submitted_at) >= second[0],
        col(Attempt.submitted_at) < second[1], col(Attempt.disqualified_at).is_not(None),
    )  # fmt: skip
    return session.exec(disqualified).first() is None


@lru_cache(maxsize=KEPT)
def share_card_png(card: ShareCard) -> bytes:
    """1080 × 1080. Takes a while, so no transaction waits for it; what is asked for again is not made again."""
    return compiled(card, "png")


def compiled(card: ShareCard, format: Literal["png", "pdf"]) -> bytes:
    return printed("share_card.typ", words_on(card), MADE_AT, format)


def words_on(card: ShareCard) -> str:
    """All that is drawn, as JSON."""
    with spoken(VIETNAMESE):
        drawn = {
            "contest": card.contest,
            "title": card.title,
            "name": card.name,
            "unit": card.unit,
            "place": str(card.place),
            "medal": card.place <= 3,
            "division": " · ".join(filter(None, (_("Hạng"), card.division))),
            "points": card.points,
            "state": card.state,
            "address": card.address,
            "qr": _qr(card.address) if card.address else "",
            "words": {"points": _("Điểm"), "check": _("Kiểm tra tại")},
        }
    return json.dumps(drawn, ensure_ascii=False)


def _state(shown: Shown, at: datetime) -> str:
    """What kind of board it is from; a picture travels, so days are said as well."""
    if shown.head is not None:
        told = _("Chính thức · số %(number)s") if shown.state == BoardState.OFFICIAL else _("Tạm thời · số %(number)s")
        return told % {"number": shown.head.number}
    if shown.state == BoardState.FROZEN and shown.since is not None:
        return _("Đóng băng lúc %(at)s") % {"at": moment(shown.since)}
    told = _("Trực tiếp lúc %(at)s") if shown.state == BoardState.LIVE else _("Tạm thời, lúc %(at)s")
    return told % {"at": moment(at)}


def _division(shown: Shown, entry: Entry) -> str:
    """In which the place counts, where each stands apart."""
    return next((each.name for each in shown.divisions() if each.id == entry.division_id), "")


def _qr(address: str) -> str:
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", border=2, xmldecl=False, svgns=True)
    return drawing.getvalue().decode()
