"""What is kept of a question's drawing fills in to the very page that the template would draw."""

import pytest
from sqlmodel import select

from question_bank.draft import Draft
from quiz import database
from quiz.attempts.attempt import PaperRow
from quiz.contests.entry import Message
from quiz.contests.round import Round
from quiz.people.person import Person
from quiz.routes.play import fresh_page, moulds
from quiz.routes.play.moulds import cut_ahead, forget_moulds
from tests.conftest import NOON
from tests.kinds import DRAFTS, ask_each_kind
from tests.routes.test_play_attempts import allow, start
from tests.world import come_in

HOSTILE = Draft("Câu 11", "single_choice", "<script>{{ 7 * 7 }}</script> & \"'", ["<b>", "number0", "&amp;"], "A")


@pytest.fixture
def asked(world):
    with database.transaction() as session:
        return ask_each_kind(session, world.part, NOON, DRAFTS | {"hostile": HOSTILE})


def drawn(phone, address):
    """Without anything kept."""
    forget_moulds()
    return phone.get(address).text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("shuffled", [True, False])
def test_every_kind_filled_in_for_the_next_phone_is_as_if_drawn_for_it(browser, world, asked, language, shuffled):
    allow(world, shuffle_choices=shuffled, shuffle_questions=shuffled)
    browser.cookies.set("language", language)
    for name in ("duong", "khanh"):
        come_in(browser, world.entries[name])
        address = start(browser, world)
        once = browser.get(address).text

        assert len(moulds.kept) == 7  # but for orders and pairs
        assert once == browser.get(address).text == drawn(browser, address)
    forget_moulds()


def test_an_answered_or_flagged_question_is_drawn_as_it_stands(browser, world):
    come_in(browser, world.entries["duong"])
    address = start(browser, world)
    browser.get(address)
    browser.post(f"{address}/questions/1", data={"given": "dung", "turn": 1, "tap": 1})
    browser.post(f"{address}/questions/2/flag", data={"flagged": True})

    page = browser.get(address).text

    assert page == drawn(browser, address)
    assert page.count(" checked") == 1
    assert page.count('aria-pressed="true"') == 1


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("rules", [{}, {"prediction": "percent", "ranking": ("score", "prediction")}, {"minutes": 5}])
def test_the_page_that_nobody_has_touched_is_filled_in_as_it_would_be_drawn(browser, world, language, rules):
    allow(world, **rules)
    browser.cookies.set("language", language)
    pages = []
    for name in ("duong", "khanh"):
        with database.transaction() as session:
            person = session.get_one(Person, world.entries[name].person_id)
            person.name = f'<b>{name}</b> %(url)s {{{{ 7 }}}} & "'
            session.add(person)
        come_in(browser, world.entries[name])
        address = start(browser, world)
        drawn_by_the_template = drawn(browser, address)  # its questions are not at hand yet

        assert browser.get(address).text == browser.get(address).text == drawn_by_the_template
        pages.append(drawn_by_the_template)

    assert len(fresh_page.kept) == (0 if rules.get("minutes") == 5 else 1)  # the clock warns from the start
    assert pages[0] != pages[1]
    assert "&lt;b&gt;khanh&lt;/b&gt; %(url)s {{ 7 }} &amp; &#34;" in pages[1]


def test_a_page_that_tells_more_is_not_filled_in(browser, world):
    come_in(browser, world.entries["duong"])
    address = start(browser, world)
    bare = [browser.get(address).text for _ in range(3)][-1]

    with database.transaction() as session:
        session.add(Message(leg_id=world.leg.id, text="Cả phòng giữ trật tự", sent_at=NOON))
    assert "Cả phòng giữ trật tự" in browser.get(address).text

    browser.post("/play/presence", data={"leg": world.leg.public_id, "help": True})
    assert browser.get(address).text.count('aria-pressed="true"') == bare.count('aria-pressed="true"') + 1

    come_in(browser, world.entries["duong"])  # on another phone
    assert 'data-here="0"' in browser.get(address).text
    browser.post(f"{address}/turn")
    assert 'data-turn="2"' in browser.get(address).text


def test_a_renamed_round_and_other_minutes_are_on_the_next_page(browser, world):
    come_in(browser, world.entries["duong"])
    address = start(browser, world)
    for _ in range(3):
        browser.get(address)

    with database.transaction() as session:
        round = session.get_one(Round, world.round.id)
        round.name = "Vòng chung kết"
        session.add(round)
    allow(world, minutes=77)

    page = browser.get(address).text
    assert "Vòng chung kết" in page
    assert "1:17:00" in page


def test_questions_cut_ahead_are_as_the_template_draws_them(browser, world, asked):
    come_in(browser, world.entries["duong"])
    address = start(browser, world)
    with database.transaction(writing=False) as session:
        rows = session.exec(select(PaperRow).order_by(PaperRow.number.desc())).all()
        cut_ahead(session, [[row.part_id, row.version_id, sorted(row.choice_order)] for row in rows])

    assert len(moulds.kept) == 7
    assert browser.get(address).text == drawn(browser, address)
