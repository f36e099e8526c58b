"""A paper that nobody has touched comes by the shortcut, to the very page that its route would give; others never."""

import gzip
from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.attempts import pausing, timekeeping
from quiz.attempts.accommodating import accommodate
from quiz.attempts.attempt import Attempt
from quiz.attempts.decisions import Scope
from quiz.contests.accommodation import Accommodation
from quiz.contests.entry import Entry, Message
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider
from quiz.people.sign_in import SignIn
from quiz.routes.play.opening import Asked, open_papers
from tests.conftest import NOON
from tests.routes.test_play_attempts import allow, start
from tests.world import come_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
def address(browser, world):
    """Of Dương's paper, whose questions are at hand."""
    return opened_by(browser, world, "duong")


def opened_by(browser, world, name):
    come_in(browser, world.entries[name])
    address = start(browser, world)
    browser.get(address)
    return address


def by_its_route(browser, address):
    """To whoever takes nothing compressed."""
    return browser.get(address, headers={"Accept-Encoding": "identity"})


def by_the_shortcut(*addresses, language="vi"):
    """Asked for together, each by the phone that opened it last; None where it is left to the route."""
    with database.transaction(writing=False) as session:
        asked = [Asked(id, _visit_of(session, id), language, demo=False) for id in map(_id_in, addresses)]
        pages = open_papers(session, asked, clock.now())
    return [gzip.decompress(page).decode() if page else None for page in pages]


def _id_in(address):
    return address.rpartition("/")[2]


def _visit_of(session, attempt_id):
    attempt = session.exec(select(Attempt).where(Attempt.public_id == attempt_id)).one()
    return session.get_one(SignIn, attempt.sign_in_id).token


def test_many_are_opened_in_one_look_each_its_own(browser, world):
    addresses = [opened_by(browser, world, name) for name in ("duong", "khanh")]

    pages = by_the_shortcut(*addresses)

    for name, address, page in zip(("duong", "khanh"), addresses, pages, strict=True):
        come_in(browser, world.entries[name])  # on another phone
        browser.post(f"{address}/turn")
        assert page.replace('data-turn="1"', 'data-turn="2"').replace(
            'name="turn" value="1"', 'name="turn" value="2"'
        ) == by_its_route(browser, address).text  # fmt: skip
        assert world.people[name].name in page
    assert pages[0] != pages[1]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("rules", [{}, {"prediction": "percent", "ranking": ("score", "prediction")}])
def test_both_ways_give_the_same_page_with_the_same_headers(browser, world, language, rules):
    allow(world, **rules)
    browser.cookies.set("language", language)
    address = opened_by(browser, world, "duong")
    by_its_route(browser, address)

    fast, slow = browser.get(address), by_its_route(browser, address)

    assert by_the_shortcut(address, language=language) != [None]
    assert fast.text == slow.text
    apart = {"content-encoding", "content-length"}
    assert dict(fast.headers.items() - {(name, fast.headers[name]) for name in apart}) == dict(
        slow.headers.items() - {("content-length", slow.headers["content-length"])}
    )


def answer(browser, world, address):
    browser.post(f"{address}/questions/1", data={"given": "dung", "turn": 1, "tap": 1})


def flag(browser, world, address):
    browser.post(f"{address}/questions/2/flag", data={"flagged": True})


def ask_for_help(browser, world, address):
    browser.post("/play/presence", data={"leg": world.leg.public_id, "help": True})


def open_elsewhere(browser, world, address):
    come_in(browser, world.entries["duong"])
    browser.post(f"{address}/turn")
    come_in(browser, world.entries["duong"])  # and a third phone looks on


def hand_in(browser, world, address):
    browser.post(f"{address}/submission")


def decide(world, do, *given):
    by = Decider(world.people["minh"].id, "judge", NOON + MINUTE)
    with database.transaction() as session:
        round, leg = session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id)
        do(session, world.contest, round, leg, Scope("all"), *given, "mất điện", by)


def add_time(browser, world, address):
    decide(world, timekeeping.extend, 120)


def pause(browser, world, address):
    decide(world, pausing.pause)


def tell_all(browser, world, address):
    with database.transaction() as session:
        session.add(Message(leg_id=world.leg.id, text="Giữ trật tự", sent_at=NOON))


def tell_them(browser, world, address):
    with database.transaction() as session:
        session.add(Message(leg_id=world.leg.id, entry_id=world.entries["duong"].id, text="Chào", sent_at=NOON))


def give_more_time(browser, world, address):
    by = Decider(world.people["minh"].id, "judge", NOON)
    with database.transaction() as session:
        entry = session.get_one(Entry, world.entries["duong"].id)
        accommodate(session, world.contest, entry, Accommodation(percent=25), "khuyết tật", by)


TOLD_MORE = [answer, flag, ask_for_help, hand_in, add_time, pause, tell_all, tell_them, give_more_time]


@pytest.mark.parametrize("happens", TOLD_MORE)
def test_a_page_that_tells_more_is_left_to_its_route(browser, world, address, happens):
    assert by_the_shortcut(address) != [None]

    happens(browser, world, address)

    assert by_the_shortcut(address) == [None]
    assert browser.get(address).text == by_its_route(browser, address).text


def test_a_phone_that_has_not_the_turn_is_left_to_the_route(browser, world, address):
    open_elsewhere(browser, world, address)

    assert 'data-here="0"' in browser.get(address).text


def test_what_is_said_to_one_is_not_said_to_others(browser, world, address):
    other = opened_by(browser, world, "khanh")
    tell_them(browser, world, address)

    assert [page is None for page in by_the_shortcut(address, other)] == [True, False]


def test_the_last_minutes_and_questions_one_by_one_are_left_to_the_route(browser, world, monkeypatch):
    allow(world, question_s=30)
    assert by_the_shortcut(opened_by(browser, world, "duong")) == [None]

    allow(world)
    address = opened_by(browser, world, "khanh")
    monkeypatch.setattr(clock, "now", lambda: NOON + 11 * MINUTE)
    assert by_the_shortcut(address) == [None]


def test_nobody_opens_the_paper_of_another(browser, world, address):
    come_in(browser, world.entries["khanh"])
    assert browser.get(address).status_code == 404
    browser.cookies.clear()
    assert browser.get(address).status_code == 303


def test_a_notice_is_told_once_by_the_route(browser, world, address):
    wrong = browser.post(f"{address}/questions/1", data={"given": ["dung", "sai1"], "turn": 1})
    assert wrong.status_code == 303
    assert "chưa được lưu" in browser.get(address).text
    assert "chưa được lưu" not in browser.get(address).text
