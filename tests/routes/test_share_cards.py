"""The share image: one's own place, as soon as the board tells it and no sooner, in the state of that board."""

import pytest

from quiz import clock, database
from quiz.contests.contest import Contest, ContestState, Division
from quiz.contests.entry import Entry, EntryState
from quiz.ledger import Decider
from quiz.results.share_cards import words_on
from quiz.standings.disqualifying import disqualify_attempt, disqualify_entry
from tests.conftest import NOON
from tests.routes.test_watching import freeze_it, published
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import HOUR, allow, come_in, sit_at_desk

BUTTON = "Ảnh chia sẻ"


@pytest.fixture
def attempt(world):
    with database.transaction() as session:
        played(session, world, world.entries["khanh"], RIGHT, WRONG, seconds=30)
        attempt = played(session, world, world.entries["duong"], RIGHT, RIGHT, seconds=67, submitted_after=120.25)
        attempt.receipt_code = "ABCD2345"
        return attempt


@pytest.fixture
def phone(browser, world, attempt, noon):
    come_in(browser, world.entries["duong"])
    return browser


@pytest.fixture
def told(monkeypatch):
    """What is drawn, instead of the drawing."""
    monkeypatch.setattr("quiz.routes.play.share_cards.share_card_png", lambda card: words_on(card).encode())


def card(phone, world):
    return phone.get(f"/play/legs/{world.leg.public_id}/share-card.png")


def offered(phone, world, attempt):
    """On the board's page, and on the receipt."""
    return tuple(
        BUTTON in phone.get(address).text
        for address in (f"/watch/legs/{world.leg.public_id}", f"/play/attempts/{attempt.public_id}/receipt")
    )


def change_entry(world, **changes):
    with database.transaction() as session:
        session.get_one(Entry, world.entries["duong"].id).sqlmodel_update(changes)


def by(world):
    return Decider(world.people["binh"].id, "chief_judge", NOON + 2 * HOUR)


def test_there_is_none_before_the_board_is_out(phone, world, attempt):
    assert card(phone, world).status_code == 404
    assert offered(phone, world, attempt) == (False, False)


def test_a_live_board_says_since_when(phone, world, attempt, told):
    allow(world, board="live")

    answer = card(phone, world)

    assert answer.headers["cache-control"].startswith("private")
    assert answer.headers["content-type"] == "image/png"
    for word in ("Trần Thị Thuỳ Dương", "Tân Trại", '"place": "1"', "Trực tiếp lúc 12:00", '"qr": ""'):
        assert word in answer.text
    assert offered(phone, world, attempt) == (True, False)


def test_a_frozen_board_says_of_when_it_is(phone, world, attempt, told, monkeypatch):
    allow(world, board="live")
    freeze_it(world)
    monkeypatch.setattr(clock, "now", lambda: NOON + HOUR / 6)

    assert "Đóng băng lúc 12:00" in card(phone, world).text


@pytest.mark.parametrize(("state", "word"), [("provisional", "Tạm thời"), ("official", "Chính thức")])
def test_a_published_place_names_its_number_and_check_page(phone, world, attempt, told, monkeypatch, state, word):
    monkeypatch.setattr(clock, "now", lambda: NOON + 3 * HOUR)
    published(world, state)

    text = card(phone, world).text

    assert f"{word} · số {world.contest.code}-1" in text
    assert f"/check/{world.contest.code}-1" in text
    assert offered(phone, world, attempt) == (True, True)


def test_it_is_a_picture(phone, world):
    allow(world, board="live")
    assert card(phone, world).content.startswith(b"\x89PNG")


def test_where_divisions_stand_apart_it_says_in_which_the_place_is(phone, world, told):
    allow(world, board="live", board_shows="divisions")
    with database.transaction() as session:
        session.add(Division(contest_id=world.contest.id, name="Khối trường học", position=2))
        own = session.get_one(Division, world.entries["duong"].division_id).name

    assert f"Hạng · {own}" in card(phone, world).text


def test_it_is_one_s_own_alone(browser, world, attempt, noon, told):
    allow(world, board="live")
    come_in(browser, world.entries["khanh"])
    text = card(browser, world).text
    assert '"place": "2"' in text
    assert "Thuỳ Dương" not in text
    browser.cookies.clear()
    sit_at_desk(browser, world.people["binh"])
    assert card(browser, world).headers["location"].startswith("/join")


@pytest.mark.parametrize("rules", [{"board_shows": "hidden"}, {"board": "published"}], ids=str)
def test_rules_that_show_no_place_make_none(phone, world, rules):
    allow(world, **{"board": "live"} | rules)
    assert card(phone, world).status_code == 404


@pytest.mark.parametrize("changes", [{"hors_concours": True}, {"state": EntryState.WITHDRAWN}], ids=str)
def test_hors_concours_and_withdrawn_have_none_on_a_board_that_still_names_them(phone, world, changes):
    allow(world, board="live")
    freeze_it(world)
    assert card(phone, world).status_code == 200

    change_entry(world, **changes)

    assert card(phone, world).status_code == 404


def test_who_did_not_play_has_none(phone, world):
    allow(world, board="live")
    with database.transaction() as session:
        newcomer = enter(session, world, "Hồ Mới")
    come_in(phone, newcomer)

    assert card(phone, world).status_code == 404


@pytest.mark.parametrize("what", ["attempt", "entry"])
def test_who_was_disqualified_after_the_publication_has_none(phone, world, attempt, monkeypatch, what):
    monkeypatch.setattr(clock, "now", lambda: NOON + 3 * HOUR)
    published(world)
    assert card(phone, world).status_code == 200
    with database.transaction() as session:
        if what == "attempt":
            disqualify_attempt(session, session.merge(attempt), "Nhờ người khác", by(world))
        else:
            disqualify_entry(session, session.get_one(Entry, world.entries["duong"].id), "Nhờ người khác", by(world))

    assert card(phone, world).status_code == 404
    assert offered(phone, world, attempt) == (False, False)


def test_of_a_contest_that_is_not_announced_there_is_none(phone, world):
    allow(world, board="live")
    assert card(phone, world).status_code == 200
    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).state = ContestState.DRAFT

    assert card(phone, world).status_code == 404
