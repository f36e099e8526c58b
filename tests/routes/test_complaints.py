"""A contestant who thinks the result is wrong says so, once, in time, about their own attempt; and is answered."""

from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider, decisions_on
from quiz.refusals import Invalid
from quiz.standings.complaining import ANSWER, complaints_about, forget_complaints
from quiz.standings.complaint import Complaint
from quiz.standings.concluding import publish_conclusion
from quiz.standings.publishing import publish
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, played
from tests.world import HOUR, come_in, go_by, sit_at_desk

AFTER = NOON + 2 * HOUR
DAY = timedelta(days=1)
WRONG_KEY = "Câu 2: theo Nghị quyết thì phương án B đúng."


@pytest.fixture
def at(monkeypatch):
    """Turn the clock."""

    def turn(moment):
        monkeypatch.setattr("quiz.clock.now", lambda: moment)

    turn(AFTER)
    return turn


@pytest.fixture
def results(world, at):
    """Dương and Khánh have played; complaints are taken for three days and answered within three."""
    go_by(world, complaints={"days": 3, "answer_days": 3})
    with database.transaction() as session:
        for name in ("duong", "khanh"):
            played(session, world, world.entries[name], RIGHT).receipt_code = "7F3K2M9Q"[:7] + name[0].upper()
    publishing(world)
    return world


def publishing(world, state="provisional", moment=AFTER, early="", note=""):
    with database.transaction() as session:
        contest = session.get_one(type(world.contest), world.contest.id)
        by = Decider(world.people["lan"].id, "organiser", moment)
        leg, round = session.get_one(Leg, world.leg.id), session.get_one(Round, world.round.id)
        publish(session, contest, round, leg, state=state, note=note, by=by, early=early)


def url_of(world, name):
    with database.transaction(writing=False) as session:
        attempt = session.exec(select(Attempt).where(Attempt.entry_id == world.entries[name].id)).one()
        return f"/play/attempts/{attempt.public_id}"


def complaint():
    with database.transaction(writing=False) as session:
        return session.exec(select(Complaint)).one()


def complain(browser, world, name="duong", text=WRONG_KEY):
    come_in(browser, world.entries[name])
    return browser.post(f"{url_of(world, name)}/complaints", data={"text": text})


def answering(browser, world, **said):
    sit_at_desk(browser, world.people["lan"])
    home = f"/organise/contests/{world.contest.public_id}/complaints"
    return browser.post(f"{home}/{complaint().public_id}/answer", data=said)


def test_a_complaint_is_made_and_the_result_says_so(browser, results):
    assert complain(browser, results).status_code == 303
    home = url_of(results, "duong")

    receipt, page = browser.get(f"{home}/receipt").text, browser.get(f"{home}/complaints").text
    board = browser.get(f"/watch/legs/{results.leg.public_id}").text

    assert "đang xem xét" in receipt
    assert "đang xem xét" in board
    assert WRONG_KEY in page
    assert "hết ngày 29/11/2026" in page


@pytest.mark.parametrize("where", ["", "/units", "/rows", "/screen", "/revisions/1", "check"])
def test_everybody_reads_that_a_complaint_is_open_and_not_whose(browser, results, where):
    page = f"/check/{results.contest.code}-1" if where == "check" else f"/watch/legs/{results.leg.public_id}{where}"
    told = "Đang xem xét 1 khiếu nại"
    assert told not in browser.get(page).text
    complain(browser, results)
    browser.cookies.clear()

    public = browser.get(page).text

    assert told in public
    assert "Khiếu nại của bạn" not in public
    answering(browser, results, answer="Đã xem lại: giữ nguyên.", upheld="no")
    assert told not in browser.get(page).text


def test_nobody_complains_about_somebody_elses_attempt(browser, results):
    come_in(browser, results.entries["khanh"])

    assert browser.post(f"{url_of(results, 'duong')}/complaints", data={"text": WRONG_KEY}).status_code == 404
    assert browser.get(f"{url_of(results, 'duong')}/complaints").status_code == 404


@pytest.mark.parametrize(("days", "status"), [(0, 303), (3, 303), (4, 409), (5, 409)])
def test_complaints_are_taken_in_the_window_of_the_rules(browser, results, at, days, status):
    at(AFTER + days * DAY)
    come_in(browser, results.entries["duong"])
    offered = "Khiếu nại về kết quả" in browser.get(f"{url_of(results, 'duong')}/receipt").text
    assert offered == (status == 303)
    assert complain(browser, results).status_code == status


@pytest.mark.parametrize(("days", "status"), [(10, 303), (13, 303), (14, 409)])
def test_complaints_are_taken_as_long_as_the_final_result_prints(browser, results, at, days, status):
    publishing(results, "official", AFTER, note="Như đã báo", early="Không chờ")
    concluded = AFTER + 10 * DAY
    with database.transaction() as session:
        contest = session.get_one(type(results.contest), results.contest.id)
        by = Decider(results.people["lan"].id, "organiser", concluded)
        publish_conclusion(session, contest, state="provisional", note="", by=by)

    at(AFTER + days * DAY)
    assert complain(browser, results).status_code == status


def test_before_a_result_there_is_nothing_to_complain_about(browser, world, at):
    go_by(world, complaints={"days": 3})
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT).receipt_code = "7F3K2M9Q"

    assert complain(browser, world).status_code == 409
    assert "Khiếu nại về" not in browser.get(f"{url_of(world, 'duong')}/receipt").text


def test_one_at_a_time_and_one_may_take_it_back(browser, results):
    complain(browser, results)
    second = complain(browser, results, text="Còn câu 2 cũng sai")
    assert second.status_code == 409
    assert "đang được xem xét" in second.text
    assert "Còn câu 2 cũng sai" in second.text  # nothing that was typed is lost
    home = url_of(results, "duong")

    assert browser.post(f"{home}/complaints/{complaint().public_id}/withdrawal").status_code == 303
    assert "đang xem xét" not in browser.get(f"{home}/receipt").text
    assert complain(browser, results).status_code == 303


@pytest.mark.parametrize(("text", "told"), [("  ", "Hãy viết"), ("x" * 2001, "2001")])
def test_what_cannot_be_taken_is_said_beside_what_was_written(browser, results, text, told):
    refused = complain(browser, results, text=text)
    assert refused.status_code == 422
    assert told in refused.text
    assert text.strip() in refused.text


def test_it_is_answered_in_writing_and_the_ledger_keeps_no_words(browser, results):
    complain(browser, results)
    assert answering(browser, results, upheld="yes", answer="Đúng, đáp án đã được sửa.").status_code == 303

    come_in(browser, results.entries["duong"])
    page = browser.get(f"{url_of(results, 'duong')}/complaints").text
    with database.transaction(writing=False) as session:
        [decision] = decisions_on(session, results.contest.id, ANSWER)

    assert "Đúng, đáp án đã được sửa." in page
    assert "Được chấp nhận" in page
    assert decision.body == {"attempt": complaint().attempt_id, "upheld": True}
    assert decision.reason == ""


def test_an_answer_needs_its_words_and_what_it_comes_to(browser, results):
    complain(browser, results)
    refused = answering(browser, results, answer=" ")
    assert refused.status_code == 422
    assert "Hãy chọn chấp nhận hay không." in refused.text
    assert "Hãy viết câu trả lời" in refused.text


def test_those_that_wait_come_first_and_are_late_after_their_day(browser, results, at):
    complain(browser, results, "khanh")
    answering(browser, results, upheld="no", answer="Đáp án theo văn bản hiện hành.")
    complain(browser, results, "duong")
    sit_at_desk(browser, results.people["lan"])
    home = f"/organise/contests/{results.contest.public_id}"

    in_time = browser.get(f"{home}/complaints").text
    at(AFTER + 4 * DAY)
    sit_at_desk(browser, results.people["lan"])
    late = browser.get(f"{home}/complaints").text

    assert in_time.index("Thuỳ Dương") < in_time.index("Quốc Khánh")
    assert ("Quá hạn" in in_time, late.count("Quá hạn")) == (False, 1)
    assert "Khiếu nại (1)" in browser.get(home).text


def test_a_withdrawn_complaint_is_not_answered(browser, results):
    complain(browser, results)
    browser.post(f"{url_of(results, 'duong')}/complaints/{complaint().public_id}/withdrawal")
    assert answering(browser, results, upheld="no", answer="Không").status_code == 409


def test_an_official_result_waits_for_the_answers_or_says_why_not(browser, results, at):
    complain(browser, results)
    late = AFTER + 10 * DAY
    at(late)
    with pytest.raises(Invalid) as refused:
        publishing(results, "official", late, note="Sau khiếu nại")
    assert "1 khiếu nại chưa trả lời" in refused.value.errors["early"]

    answering(browser, results, upheld="no", answer="Giữ nguyên.")
    publishing(results, "official", late, note="Sau khiếu nại")


def test_the_words_go_with_whoever_is_forgotten(browser, results):
    complain(browser, results)
    with database.transaction() as session:
        forget_complaints(session, session.get_one(Entry, results.entries["duong"].id))
    with database.transaction(writing=False) as session:
        attempt = session.exec(select(Attempt).where(Attempt.entry_id == results.entries["duong"].id)).one()
        [left] = complaints_about(session, attempt)
    assert (left.text, left.is_open) == ("", True)
