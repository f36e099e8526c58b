"""Whoever may see a picture gets it, once and for all; whoever may not finds nothing there."""

import pytest
from sqlmodel import select

from question_bank.question import QuestionMedia, QuestionVersion
from quiz import clock, database
from quiz.attempts.attempt import PaperRow
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.files import pictures_in
from tests.conftest import NOON
from tests.routes.test_play_attempts import later, start
from tests.world import come_in, sit_at_desk

WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\0 one pixel"


@pytest.fixture
def files(site):
    return pictures_in(site.state.settings.data_dir)


def show_in(version_id, picture, at="stem"):
    with database.transaction() as session:
        session.add(QuestionMedia(version_id=version_id, number=1, at=at, sha256=picture))
        version = session.get_one(QuestionVersion, version_id)
        told = {"at": at, "file": picture, "alt": "Biển", "width": 1, "height": 1}
        if at != "explanation":
            version.content = version.content | {"pictures": [told]}
        session.add(version)


def drawn():
    with database.transaction(writing=False) as session:
        return session.exec(select(PaperRow.version_id).where(PaperRow.number == 1)).first()


@pytest.fixture
def url(browser, world):
    come_in(browser, world.entries["duong"])
    return start(browser, world)


def test_a_contestant_gets_a_picture_of_the_own_paper_for_ever(browser, world, files, url):
    picture = files.keep(WEBP)
    show_in(drawn(), picture)

    answer = browser.get(f"{url}/pictures/{picture}.webp")

    assert (answer.status_code, answer.content) == (200, WEBP)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_picture_of_no_question_of_the_paper_is_not_there(browser, world, files, url):
    picture = files.keep(WEBP)

    assert browser.get(f"{url}/pictures/{picture}.webp").status_code == 404
    assert browser.get(f"/bank/pictures/{picture}.webp").status_code in (303, 401, 403, 404)


def test_before_the_start_there_is_no_paper_to_look_for_pictures_in(browser, world, files):
    picture = files.keep(WEBP)
    for version in world.versions:
        show_in(version.id, picture)
    come_in(browser, world.entries["duong"])
    own = start(browser, world)
    come_in(browser, world.entries["khanh"])

    assert browser.get(f"{own}/pictures/{picture}.webp").status_code == 404


def test_what_explains_is_seen_with_the_answers_and_not_before(browser, world, files, url, monkeypatch):
    picture = files.keep(WEBP)
    show_in(drawn(), picture, "explanation")
    before = browser.get(f"{url}/pictures/{picture}.webp").status_code
    browser.post(f"{url}/submission")
    handed_in = browser.get(f"{url}/pictures/{picture}.webp").status_code
    with database.transaction() as session:
        round = session.get_one(Round, world.round.id)
        round.take_rules(RoundRules(release_answers="closed"))
        session.add(round)
    later(monkeypatch, hours=2)

    assert (before, handed_in) == (404, 404)
    assert clock.now() > NOON
    assert browser.get(f"{url}/review").status_code == 200
    assert browser.get(f"{url}/pictures/{picture}.webp").status_code == 200


@pytest.mark.parametrize("name", ["0" * 64, "a", "..%2f..%2fsecret", "A" * 64])
def test_a_name_that_no_picture_has_finds_nothing(browser, world, name):
    sit_at_desk(browser, world.people["ha"])

    assert browser.get(f"/bank/pictures/{name}.webp").status_code == 404
