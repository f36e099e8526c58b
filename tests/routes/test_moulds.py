"""What is kept of a question's drawing fills in to the very page that the template would draw."""

import pytest

from question_bank.draft import Draft
from quiz import database
from quiz.routes.play import moulds
from quiz.routes.play.moulds import forget_moulds
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
