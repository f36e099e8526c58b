"""The figures of questions on their pages: of a round, and of one question of the bank."""

import pytest

from question_bank.question import Question
from quiz import clock, database
from tests.conftest import NOON
from tests.routes.test_bank_intakes import text_of
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import HOUR, sit_at_desk


@pytest.fixture
def over(world, monkeypatch):
    """Thirty-two played, and the leg is over. Nobody chose the last two choices of the first question."""
    with database.transaction() as session:
        for number in range(32):
            first, rest = (RIGHT, RIGHT) if number % 3 else (WRONG, WRONG)
            played(session, world, enter(session, world, f"Người {number}"), first, rest, rest)
        question = session.get_one(Question, world.versions[0].question_id).public_id
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * HOUR)
    return world, question


def test_a_closed_round_tells_in_words_what_to_do(browser, over):
    world, _ = over
    sit_at_desk(browser, world.people["lan"])
    shown = browser.get(f"/organise/rounds/{world.round.public_id}/analysis")
    said = text_of(shown)

    assert "Phương án C không ai chọn." in said
    assert "KR-20: 1" in said
    assert 'role="img"' in shown.text
    assert "style=" not in shown.text
    assert (
        f"/organise/rounds/{world.round.public_id}/analysis"
        in browser.get(f"/organise/legs/{world.leg.public_id}/results").text
    )


def test_a_round_that_runs_shows_no_figures(browser, world):
    sit_at_desk(browser, world.people["binh"])

    assert "Vòng thi chưa kết thúc" in text_of(browser.get(f"/organise/rounds/{world.round.public_id}/analysis"))


def test_the_writer_sees_how_a_question_did_from_its_page(browser, over):
    world, question = over
    sit_at_desk(browser, world.people["ha"])
    page = browser.get(f"/bank/questions/{question}")
    said = text_of(browser.get(f"/bank/questions/{question}/analysis"))

    assert f'href="/bank/questions/{question}/analysis"' in page.text
    assert "Bài có câu này 32" in said
    assert "Phương án D không ai chọn." in said


def test_a_question_that_was_never_asked_says_so(browser, world):
    with database.transaction() as session:
        question = session.get_one(Question, world.versions[0].question_id).public_id
    sit_at_desk(browser, world.people["ha"])

    assert "Chưa có bài nào để phân tích" in text_of(browser.get(f"/bank/questions/{question}/analysis"))
