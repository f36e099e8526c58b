"""Questions that anybody may read beforehand: only where the rules have it so, never while a leg is open."""

import pytest
from sqlmodel import select

from question_bank.question import QuestionVersion
from quiz import clock, database
from quiz.contests.contest import Contest
from quiz.contests.readiness import problems_before_opening
from quiz.contests.round import BlueprintRow, Leg, Round
from tests.conftest import NOON
from tests.world import HOUR, STEMS, allow, sit_at_desk

BEFORE, AFTER = NOON - 2 * HOUR, NOON + 5 * HOUR
FIRST = next(iter(STEMS))


def at(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


def page(world):
    return f"/contests/{world.contest.public_id}/rounds/{world.round.public_id}/questions"


def explain(world):
    with database.transaction() as session:
        for version in session.exec(select(QuestionVersion)):
            version.explanation = "Vì Thủ tướng đã quyết định."
            session.add(version)


def by_topic(world):
    with database.transaction() as session:
        for row in session.exec(select(BlueprintRow)):
            row.topic_id = world.topic.id
            session.add(row)


def test_without_the_rule_there_is_nothing_and_no_link(world, browser, monkeypatch):
    at(monkeypatch, BEFORE)
    answer = browser.get(page(world))
    assert answer.status_code == 200
    assert "không công bố câu hỏi trước" in answer.text
    assert not any(stem in answer.text for stem in STEMS)
    assert "/questions" not in browser.get(f"/contests/{world.contest.public_id}").text


@pytest.mark.parametrize("study", ["questions", "answers"])
def test_before_the_opening_everybody_reads_what_papers_are_drawn_from(world, browser, monkeypatch, study):
    by_topic(world)
    explain(world)
    allow(world, study=study)
    at(monkeypatch, BEFORE)
    told = browser.get(page(world)).text

    assert all(stem in told for stem in STEMS)
    assert ("Vì Thủ tướng" in told) == (study == "answers")
    assert ("Đáp án</p>" in told) == (study == "answers")
    assert page(world) in browser.get(f"/contests/{world.contest.public_id}").text
    assert "công bố trước trên trang cuộc thi" in browser.get(f"/contests/{world.contest.public_id}/regulations").text


def test_from_the_opening_until_nobody_works_nobody_reads_it(world, browser, monkeypatch):
    by_topic(world)
    allow(world, study="answers")
    for moment, shown in ((NOON, False), (NOON + HOUR, False), (AFTER, True)):
        at(monkeypatch, moment)
        assert (FIRST in browser.get(page(world)).text) == shown, moment


def test_a_row_without_a_topic_would_show_the_whole_bank_and_shows_nothing(world, browser, monkeypatch):
    by_topic(world)
    with database.transaction() as session:
        row = session.exec(select(BlueprintRow)).first()
        row.topic_id = None
        session.add(row)
    allow(world, study="questions")
    at(monkeypatch, BEFORE)

    assert FIRST not in browser.get(page(world)).text
    with database.transaction(writing=False) as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        checks = problems_before_opening(session, contest, round, session.get_one(Leg, world.leg.id), BEFORE)
    assert any(check.is_red and "cũng phải ghi chủ đề" in check.text for check in checks)


def test_pictures_are_had_only_with_their_question(world, browser, monkeypatch):
    at(monkeypatch, BEFORE)
    allow(world, study="questions")
    assert browser.get(f"{page(world)}/pictures/{'0' * 64}.webp").status_code == 404


def test_another_contest_s_round_is_not_found_under_this_one(world, browser):
    assert browser.get(f"/contests/{world.contest.public_id}/rounds/nichts/questions").status_code == 404


def test_the_organiser_chooses_it_on_the_form_of_the_round(world, browser):
    sit_at_desk(browser, world.people["lan"])
    form = {"name": "Vòng loại", "opening": "clock", "minutes": "10", "points_right": "1", "grace_s": "30",
            "reason": "Cho ôn trước", "study": "answers"}  # fmt: skip
    assert browser.post(f"/organise/rounds/{world.round.public_id}", data=form).status_code == 303
    assert 'value="answers" checked' in browser.get(f"/organise/rounds/{world.round.public_id}").text
    wrong = browser.post(f"/organise/rounds/{world.round.public_id}", data=form | {"study": "all"})
    assert wrong.status_code == 422
