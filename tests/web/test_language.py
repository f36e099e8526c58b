"""Two languages: a switch that is remembered, and pages that speak only the one that was chosen."""

from html.parser import HTMLParser

import pytest

from quiz import database
from quiz.contests.contest import Contest
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.people.enrolling import Grant, invite
from quiz.people.role import RoleName
from quiz.web import kept
from tests.gettext_gaps import SAME_EVERYWHERE, VIETNAMESE
from tests.world import STEMS, come_in, sit_at_desk

READ = {"aria-label", "alt", "content", "data-label", "data-mine", "data-words", "placeholder", "title"}
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle"}


class Reader(HTMLParser):
    """What a page says, in text and in attributes, but for what it marks as Vietnamese."""

    def __init__(self, html):
        super().__init__()
        self.open, self.said = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        marked = attributes.get("lang") == "vi" or (bool(self.open) and self.open[-1][1])
        if not marked:
            self.said += [value for name, value in attrs if name in READ and value]
        if tag not in VOID:
            self.open.append((tag, marked))

    def handle_endtag(self, tag):
        if tag in (name for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if not (self.open and self.open[-1][1]):
            self.said.append(data)


def vietnamese_in(html, world):
    """Names of people, units and contests are the same in every language."""
    names = [
        *SAME_EVERYWHERE, world.contest.title, world.round.name, "Phòng 1",
        *(unit.name for unit in world.units.values()), *(person.name for person in world.people.values()),
    ]  # fmt: skip
    left = []
    for said in Reader(html).said:
        for name in sorted(names, key=len, reverse=True):
            said = said.replace(name, "")
        if VIETNAMESE.search(said):
            left.append(said.strip())
    return left


@pytest.fixture
def foreigner(browser):
    """Somebody who chose English."""
    kept.forget_everything()
    browser.post("/language", data={"language": "en"})
    return browser


@pytest.fixture
def live_board(world):
    with database.transaction() as session:
        round = session.get_one(Round, world.round.id)
        round.take_rules(RoundRules(board="live", cut_line=1))
        session.get_one(Contest, world.contest.id).page_markdown = "## Giới thiệu\n\nMời các bạn dự thi."


def test_the_switch_leads_back_to_the_same_page_and_is_remembered(world, browser):
    page = browser.get("/join?c=VINHLINH").text
    assert 'name="next" value="/join?c=VINHLINH"' in page
    assert '<html lang="vi">' in page

    response = browser.post("/language", data={"language": "en", "next": "/join?c=VINHLINH"})

    assert response.headers["location"] == "/join?c=VINHLINH"
    assert "language=en" in response.headers["set-cookie"]
    assert "Max-Age=31536000" in response.headers["set-cookie"]
    english = browser.get("/").text
    assert '<html lang="en">' in english
    assert "Tiếng Việt" in english


def test_after_a_refused_form_the_switch_leads_back_to_the_page_of_the_form(world, browser):
    referer = {"referer": "http://localhost/join?c=X"}
    page = browser.post("/join", data={"contest_code": "KHONGCO", "personal_code": "A"}, headers=referer)

    assert page.status_code == 422
    assert 'name="next" value="/join?c=X"' in page.text


@pytest.mark.parametrize("next", ["https://example.org/", "//example.org/", "/\\example.org"])
def test_the_switch_leads_nowhere_else(browser, next):
    assert browser.post("/language", data={"language": "en", "next": next}).headers["location"] == "/"


@pytest.mark.parametrize("chosen", ["fr", "../../etc", ""])
def test_an_unknown_language_is_vietnamese(world, browser, chosen):
    browser.cookies.set("language", chosen)
    assert '<html lang="vi">' in browser.get("/").text


def test_public_pages_speak_english(world, foreigner, live_board):
    link = f"/join/{world.entries['duong'].link_token}"
    with database.transaction() as session:
        token = invite(session, "Trần An", [Grant(RoleName.JUDGE)], None, world.contest.created_at).token
    pages = ["/", f"/contests/{world.contest.public_id}", "/join", link, "/sign-in", f"/invitations/{token}"]

    for address in pages:
        response = foreigner.get(address)
        assert response.status_code == 200, address
        assert not vietnamese_in(response.text.replace("Trần An", ""), world), address


def test_the_reader_hears_vietnamese_where_it_is_spoken(world, browser):
    for address in ["/", f"/contests/{world.contest.public_id}", "/join", "/sign-in", "/nothing/here"]:
        page = browser.get(address).text.replace('<html lang="vi">', "<html>")
        assert vietnamese_in(page, world), address


def test_refusals_speak_english(world, foreigner):
    wrong = {"contest_code": "KHONGCO", "personal_code": "ABCD2345", "birth_year": "x"}
    refused = [foreigner.get("/nothing/here"), foreigner.get("/join/nothing"), foreigner.post("/join", data=wrong),
               foreigner.post("/sign-in", data={"login": "lan", "password": "wrong"})]  # fmt: skip

    for response in refused:
        assert response.status_code in (404, 422)
        assert not vietnamese_in(response.text, world)


def test_a_whole_round_speaks_english(world, foreigner, live_board):
    come_in(foreigner, world.entries["duong"])
    leg = f"/play/legs/{world.leg.public_id}"
    before = ["/play", leg, f"{leg}/check"]
    for address in before:
        assert not vietnamese_in(foreigner.get(address).text, world), address

    attempt = foreigner.post(f"{leg}/attempt").headers["location"]
    foreigner.post(f"{attempt}/questions/1", data={"turn": 1, "given": "dung", "flagged": 1})
    for address in [attempt, f"{attempt}/questions/1", f"{attempt}/sheet"]:
        assert not vietnamese_in(foreigner.get(address).text, world), address
    foreigner.post(f"{attempt}/submission")

    board = f"/watch/legs/{world.leg.public_id}"
    after = [f"{attempt}/receipt", "/play", board, f"{board}/units", f"{board}/screen"]
    for address in after:
        assert not vietnamese_in(foreigner.get(address).text, world), address


def test_what_contestants_answer_is_marked_as_vietnamese_for_screen_readers(world, foreigner):
    come_in(foreigner, world.entries["duong"])
    attempt = foreigner.post(f"/play/legs/{world.leg.public_id}/attempt").headers["location"]

    page = foreigner.get(attempt).text

    for stem, choices in STEMS.items():
        assert f'<span lang="vi">{stem}</span>' in page
        assert all(f'<span class="choice__text" lang="vi">{choice}</span>' in page for choice in choices)


def test_a_page_of_the_desk_has_the_switch_too(world, browser):
    sit_at_desk(browser, world.people["lan"])
    assert 'action="/language"' in browser.get("/organise").text
