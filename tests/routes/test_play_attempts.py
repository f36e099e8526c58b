"""A round is played: wait, start, answer, hand in, receipt, review; by plain forms and by a script."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest
from sqlmodel import select

from question_bank.question import QuestionVersion
from question_bank.source import QuestionSource, Source
from quiz import clock, database
from quiz.attempts.attempt import Answer, Attempt, Presence, SubmittedBy
from quiz.attempts.decisions import Scope
from quiz.attempts.timekeeping import extend
from quiz.contests.entry import Message
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.people.role import RoleName
from quiz.standings.score import Score
from tests.conftest import NOON
from tests.world import come_in, grant, sit_at_desk

JSON = {"accept": "application/json"}


@pytest.fixture
def phone(browser, world):
    come_in(browser, world.entries["duong"])
    return browser


def start(phone, world):
    """The address of the attempt."""
    return phone.post(f"/play/legs/{world.leg.public_id}/attempt").headers["location"]


def the_only(table):
    with database.transaction(writing=False) as session:
        return session.exec(select(table)).one()


def count_of(table):
    with database.transaction(writing=False) as session:
        return len(session.exec(select(table)).all())


def later(monkeypatch, **by):
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(**by))


def allow(world, **rules):
    with database.transaction() as session:
        round = session.get_one(Round, world.round.id)
        round.take_rules(RoundRules(**rules))
        session.add(round)


def tap(phone, url, number, choice, tap, turn=1):
    return phone.post(f"{url}/questions/{number}", data={"turn": turn, "tap": tap, "given": choice}, headers=JSON)


def test_a_contestant_plays_a_round_without_javascript(phone, world):
    assert "Bắt đầu" in phone.get(f"/play/legs/{world.leg.public_id}").text
    url = start(phone, world)
    page = phone.get(f"{url}/questions/1").text
    assert "Câu 1" in re.sub("<[^>]+>", "", page)

    saved = phone.post(f"{url}/questions/1", data={"turn": 1, "given": "dung", "go": "next"})
    assert saved.headers["location"] == f"{url}/questions/2"
    assert "12:00:00" in phone.get(f"{url}/questions/1").text
    sheet = phone.get(f"{url}/sheet").text
    assert "1/3" in sheet
    handed_in = phone.post(f"{url}/submission")

    receipt = phone.get(handed_in.headers["location"]).text
    code = the_only(Attempt).receipt_code
    assert f"{code[:4]}-{code[4:]}" in receipt
    assert "1 / 3 câu" in receipt


def test_an_answer_sent_by_a_script_is_told_when_it_was_saved(phone, world):
    url = start(phone, world)

    reply = tap(phone, url, 1, "dung", 1).json()

    assert reply["kept"]
    assert reply["saved"] == "12:00:00"
    assert the_only(Answer).given == {"choices": ["dung"]}


def test_an_answer_that_lost_is_told_what_stands(phone, world):
    url = start(phone, world)
    tap(phone, url, 1, "dung", 2)

    reply = tap(phone, url, 1, "sai1", 1).json()

    assert not reply["kept"]
    assert reply["given"] == ["dung"]


def test_after_the_grace_an_answer_is_refused_in_words(phone, world, monkeypatch):
    url = start(phone, world)
    later(monkeypatch, minutes=16)

    reply = tap(phone, url, 1, "dung", 1)

    assert reply.status_code == 409
    assert "Hết giờ" in reply.json()["message"]


def test_handing_in_carries_the_taps_still_on_the_phone(phone, world):
    url = start(phone, world)

    taps = '[[2,1,5,["sai1"]],[1,1,4,["dung"]]]'
    reply = phone.post(f"{url}/submission", data={"taps": taps}, headers=JSON)

    assert reply.json()["receipt"] == f"{url}/receipt"
    assert count_of(Answer) == 2


def test_taps_that_came_too_late_are_said_plainly(phone, world, monkeypatch):
    url = start(phone, world)
    later(monkeypatch, minutes=17)

    reply = phone.post(f"{url}/submission", data={"taps": '[[1,1,4,["dung"]]]'}, headers=JSON)

    assert "Câu 1: bạn chọn nhưng đến máy chủ khi đã hết giờ" in phone.get(reply.json()["receipt"]).text
    assert the_only(Attempt).submitted_by == SubmittedBy.TIMEOUT


def test_handing_in_by_hand_waits_for_an_answer_that_can_be_mended(phone, world, monkeypatch):
    url = start(phone, world)
    carried = {"taps": '[[1,1,4,["dung"]],[2,1,5,["no-such-choice"]]]'}

    refused = phone.post(f"{url}/submission", data=carried, headers=JSON)

    assert refused.status_code == 422
    assert refused.json()["message"].startswith("Câu 2 chưa được lưu.")
    assert (the_only(Attempt).submitted_at, count_of(Answer)) == (None, 0)
    later(monkeypatch, minutes=15, seconds=1)
    at_the_end = phone.post(f"{url}/submission", data=carried | {"by_itself": "1"}, headers=JSON)
    assert at_the_end.json()["receipt"] == f"{url}/receipt?missed=2"
    assert count_of(Answer) == 1


def test_a_phone_whose_clock_runs_ahead_cannot_hand_in_by_itself(phone, world):
    url = start(phone, world)

    assert phone.post(f"{url}/submission", data={"by_itself": "1"}, headers=JSON).status_code == 409
    assert the_only(Attempt).submitted_at is None


def test_time_added_while_phones_hand_in_by_themselves_is_theirs(phone, world, monkeypatch):
    url = start(phone, world)
    later(monkeypatch, minutes=15)
    with ThreadPoolExecutor(1) as pool, database.transaction() as session:
        leg, round = session.get_one(Leg, world.leg.id), session.get_one(Round, world.round.id)
        by = Decider(world.people["binh"].id, RoleName.CHIEF_JUDGE.value, clock.now())
        extend(session, world.contest, round, leg, Scope("all"), 120, "Mất điện", by)
        handed_in = pool.submit(phone.post, f"{url}/submission", data={"by_itself": "1"}, headers=JSON)
        sleep(0.5)  # it has looked at the deadline, or waits to; the decision is not committed yet
        session.commit()

        assert handed_in.result().status_code == 409
    assert the_only(Attempt).submitted_at is None


@pytest.mark.parametrize("by_itself", ["0", "1"])
def test_a_phone_that_was_left_does_not_hand_in_what_goes_on_elsewhere(phone, world, monkeypatch, by_itself):
    url = start(phone, world)
    left = dict(phone.cookies)
    come_in(phone, world.entries["duong"])
    phone.post(f"{url}/turn")
    phone.cookies.update(left)
    handing_in = {"taps": '[[1,1,4,["dung"]]]', "by_itself": by_itself}
    for minutes in (1, 15):  # within the grace the other may still send what it has
        later(monkeypatch, minutes=minutes)
        assert phone.post(f"{url}/submission", data=handing_in, headers=JSON).status_code == 409
        assert the_only(Attempt).submitted_at is None

    later(monkeypatch, minutes=16)

    assert phone.post(f"{url}/submission", data=handing_in, headers=JSON).status_code == 200


def test_who_answers_in_the_last_second_without_javascript_can_still_hand_in(phone, world, monkeypatch):
    url = start(phone, world)
    later(monkeypatch, minutes=15, seconds=1)
    moved_on = phone.post(f"{url}/questions/1", data={"turn": 1, "given": "dung", "go": "next"})
    assert f"{url}/sheet" in phone.get(moved_on.headers["location"]).text

    assert f'action="{url}/submission"' in phone.get(f"{url}/sheet").text
    phone.post(f"{url}/submission")

    assert the_only(Attempt).submitted_by == SubmittedBy.TIMEOUT
    assert count_of(Answer) == 1


@pytest.mark.parametrize("taps", ["no json", "{}", "[1]", '[[1,1,1,"dung"]]', '[["1",1,1,[]]]'])
def test_a_bundle_no_page_of_ours_sends_is_refused(phone, world, taps):
    url = start(phone, world)

    assert phone.post(f"{url}/submission", data={"taps": taps}, headers=JSON).status_code == 422


def test_an_attempt_that_ran_out_is_shown_as_over_before_the_server_closed_it(phone, world, monkeypatch):
    url = start(phone, world)
    later(monkeypatch, minutes=16)

    page = phone.get(phone.get(url).headers["location"]).text

    assert "Hết giờ – hệ thống nộp" in page
    assert the_only(Attempt).submitted_at is None


def test_a_second_device_reads_only_until_it_takes_over(phone, world):
    url = start(phone, world)
    come_in(phone, world.entries["duong"])
    page = phone.get(url).text
    assert "disabled" in page
    assert 'id="elsewhere" hidden' not in page

    phone.post(f"{url}/turn")

    assert 'id="elsewhere" hidden' in phone.get(url).text
    assert the_only(Attempt).turn == 2


def test_somebody_elses_attempt_does_not_exist(phone, world):
    url = start(phone, world)
    come_in(phone, world.entries["khanh"])

    for address in (url, f"{url}/questions/1", f"{url}/sheet", f"{url}/state", f"{url}/receipt", f"{url}/review"):
        assert phone.get(address).status_code == 404
    for address in (f"{url}/questions/1", f"{url}/turn", f"{url}/submission"):
        assert phone.post(address, data={"turn": 1}).status_code == 404


def test_a_flag_is_kept(phone, world):
    url = start(phone, world)
    phone.post(f"{url}/questions/2/flag", data={"flagged": "1"}, headers=JSON)

    assert 'aria-pressed="true"' in phone.get(f"{url}/questions/2").text


def test_the_state_tells_messages_and_the_deadline(phone, world):
    url = start(phone, world)
    with database.transaction() as session:
        session.add(Message(leg_id=world.leg.id, text="Còn 5 phút nhé.", sent_at=NOON))

    state = phone.get(f"{url}/state").json()

    assert state["state"] == "open"
    assert state["messages"][0][1:] == ["Còn 5 phút nhé.", "12:00"]
    assert state["ends"] - state["now"] == 15 * 60 * 1000


def test_asking_for_help_is_noted_and_taken_back(phone, world):
    asked = {"leg": world.leg.public_id, "help": "1"}
    assert phone.post("/play/presence", data=asked, headers=JSON).json()["help"]
    assert the_only(Presence).asks_help_at == NOON

    assert not phone.post("/play/presence", data=asked | {"help": "0"}, headers=JSON).json()["help"]


def test_whoever_may_see_keys_is_told_kindly_where_to_look_instead(phone, world):
    with database.transaction() as session:
        grant(session, world.people["duong"], RoleName.QUESTION_WRITER, None, NOON)

    page = phone.get(f"/play/legs/{world.leg.public_id}").text
    assert f"/organise/legs/{world.leg.public_id}/preview" in page
    assert f'action="/play/legs/{world.leg.public_id}/attempt"' not in page
    assert phone.post(f"/play/legs/{world.leg.public_id}/attempt").status_code == 403


@pytest.mark.parametrize(("who", "status"), [("lan", 303), ("ha", 303), ("binh", 303), ("minh", 404), ("son", 404)])
def test_those_who_see_keys_anyway_may_preview(browser, world, who, status):
    sit_at_desk(browser, world.people[who])

    answer = browser.post(f"/organise/legs/{world.leg.public_id}/preview")

    assert answer.status_code == status
    if status == 303:
        assert "Xem thử: không tính điểm" in browser.get(answer.headers["location"]).text


def test_a_preview_is_handed_in_like_any_other_and_counts_for_nothing(browser, world):
    sit_at_desk(browser, world.people["lan"])
    url = browser.post(f"/organise/legs/{world.leg.public_id}/preview").headers["location"]
    tap(browser, url, 1, "dung", 1)

    browser.post(f"{url}/submission")

    assert browser.get(f"{url}/receipt").status_code == 200
    assert "Đáp án đúng" in browser.get(f"{url}/review").text
    assert count_of(Score) == 0


def test_what_is_said_to_whoever_chose_is_said_to_them_alone_and_with_the_answers(browser, world):
    with database.transaction() as session:
        for version in world.versions:
            said = [{"id": "dung", "text": "Giỏi lắm!"}, {"id": "sai1", "text": "Hãy đọc lại văn bản."}]
            session.get_one(QuestionVersion, version.id).key = {"right": ["dung"], "feedback": said}
    sit_at_desk(browser, world.people["lan"])
    url = browser.post(f"/organise/legs/{world.leg.public_id}/preview").headers["location"]
    tap(browser, url, 1, "sai1", 1)
    playing = browser.get(url).text
    browser.post(f"{url}/submission")

    assert "Giỏi lắm!" not in playing + browser.get(f"{url}/review").text
    assert "Hãy đọc lại văn bản." not in playing
    assert browser.get(f"{url}/review").text.count("Hãy đọc lại văn bản.") == 1


def test_the_review_says_which_document_it_rests_on_and_links_only_to_the_web(browser, world):
    with database.transaction() as session:
        document = Source(
            title="Luật An ninh mạng", number="24/2018/QH14", issuer="Quốc hội", url="https://chinhphu.vn/1"
        )
        page = Source(title="Trang lạ", url="javascript:alert(1)")
        session.add_all([document, page])
        session.flush()
        version_id = world.versions[0].id
        session.add(QuestionSource(version_id=version_id, source_id=document.id, article="Điều 17"))
        session.add(QuestionSource(version_id=version_id, source_id=page.id, position=1))
    sit_at_desk(browser, world.people["lan"])
    url = browser.post(f"/organise/legs/{world.leg.public_id}/preview").headers["location"]
    browser.post(f"{url}/submission")

    review = browser.get(f"{url}/review").text

    assert "Theo văn bản nào?" in review
    assert '<a href="https://chinhphu.vn/1" rel="noopener noreferrer nofollow">Luật An ninh mạng</a>' in review
    assert "(24/2018/QH14), Điều 17, Quốc hội" in review
    assert "javascript:" not in review


def test_trying_the_phone_out_keeps_nothing(phone, world):
    address = f"/play/legs/{world.leg.public_id}/check"
    assert phone.get(address).status_code == 200

    assert phone.post(address, data={"given": "1"}, headers=JSON).json()["saved"] == "12:00:00"
    assert count_of(Answer) == 0


def test_no_key_and_no_explanation_reaches_a_phone_before_its_release(phone, world):
    """The choices' ids are random in life; here the right one has a name of its own, which says nothing of it."""
    url = start(phone, world)
    seen = [phone.get(address) for address in ("/play", f"/play/legs/{world.leg.public_id}", url, f"{url}/sheet")]
    seen += [phone.get(f"{url}/questions/{number}") for number in (1, 2, 3)]
    seen += [tap(phone, url, number, "sai1", number) for number in (1, 2, 3)]
    seen += [phone.get(f"{url}/state"), phone.get(f"{url}/review")]
    seen += [phone.post(f"{url}/submission", headers=JSON), phone.get(f"{url}/receipt"), phone.get(f"{url}/review")]

    for response in seen:
        assert response.status_code in (200, 403)
        assert "Theo văn bản hiện hành" not in response.text
        assert '"right"' not in response.text
        assert "choice--right" not in response.text
        assert "explanation" not in response.text


def test_answers_are_out_once_the_round_is_closed_for_everybody(phone, world, monkeypatch):
    allow(world, release_answers="closed", release_score="submitted")
    url = start(phone, world)
    tap(phone, url, 1, "sai1", 1)
    phone.post(f"{url}/submission")
    assert phone.get(f"{url}/review").status_code == 403

    later(monkeypatch, hours=2)
    review = phone.get(f"{url}/review").text

    assert "Theo văn bản hiện hành" in review
    assert review.count("Đáp án đúng") == 3
    assert "Bạn đã chọn" in review


def test_the_receipt_shows_the_score_when_it_is_out(phone, world):
    allow(world, release_score="submitted")
    url = start(phone, world)
    tap(phone, url, 1, "dung", 1)
    phone.post(f"{url}/submission")

    assert "Số câu đúng" in phone.get(f"{url}/receipt").text


def test_the_score_stays_hidden_until_it_is_published(phone, world):
    url = start(phone, world)
    phone.post(f"{url}/submission")

    assert count_of(Score) == 1
    assert "Số câu đúng" not in phone.get(f"{url}/receipt").text
