"""A prediction is kept like an answer: by a script or a plain form, from two devices, until it is handed in."""

import json

import pytest

from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.attempts.receipts import changed_since
from tests.routes.test_play_attempts import JSON, later, start
from tests.world import allow, come_in


@pytest.fixture
def phone(browser, world):
    allow(world, prediction="people", ranking=("score", "prediction"))
    come_in(browser, world.entries["duong"])
    return browser


def stored(url):
    with database.transaction(writing=False) as session:
        attempt = session.exec(Attempt.__table__.select()).mappings().one()
        assert url.endswith(attempt["public_id"])
        return attempt["prediction"], attempt["prediction_turn"], attempt["prediction_tap"]


def tap(phone, url, text, number, turn=1):
    return phone.post(f"{url}/questions/0", data={"turn": turn, "tap": number, "given": text}, headers=JSON)


def plain(phone, url, text):
    return phone.post(f"{url}/prediction", data={"turn": 1, "given": text})


def test_the_question_follows_from_what_is_counted_and_is_asked_on_the_sheet(phone, world):
    url = start(phone, world)

    page = phone.get(f"{url}/sheet").text
    assert "Theo bạn, đợt thi này có bao nhiêu thí sinh dự thi?" in page
    assert 'inputmode="numeric"' in page
    assert "Chưa ghi số dự đoán" in page
    assert "/static/js/prediction" in page


def test_a_script_is_told_what_stands_as_it_may_be_typed_again(phone, world):
    url = start(phone, world)

    reply = tap(phone, url, "12 500", 4).json()

    assert (reply["kept"], reply["given"], reply["tap"], reply["saved"]) == (True, ["12.500"], 4, "12:00:00")
    assert stored(url) == (12_500, 1, 4)
    assert "Bạn dự đoán: 12.500 thí sinh" in phone.get(f"{url}/sheet").text


def test_the_newest_tap_stands_and_an_equal_one_is_acknowledged_again(phone, world):
    url = start(phone, world)
    tap(phone, url, "200", 5)

    assert not tap(phone, url, "100", 4).json()["kept"]
    assert tap(phone, url, "200", 5).json()["kept"]
    assert stored(url) == (200, 1, 5)


def test_it_travels_with_answers_and_may_be_taken_back(phone, world):
    url = start(phone, world)
    taps = [[1, 1, 1, ["dung"]], [0, 1, 2, ["340"]], [2, 1, 3, ["sai1"]]]

    answers = phone.post(f"{url}/answers", data={"taps": json.dumps(taps)}, headers=JSON).json()["answers"]

    assert [answer["kept"] for answer in answers] == [True, True, True]
    assert stored(url)[0] == 340
    assert tap(phone, url, "", 4).json()["given"] == []
    assert stored(url)[0] is None


def test_what_waits_on_the_phone_comes_with_handing_in_and_stands_on_the_receipt(phone, world):
    url = start(phone, world)

    reply = phone.post(f"{url}/submission", data={"taps": json.dumps([[0, 1, 1, ["77"]]])}, headers=JSON)

    assert stored(url)[0] == 77
    assert "77 thí sinh" in phone.get(reply.json()["receipt"]).text
    with database.transaction(writing=False) as session:
        assert changed_since(session) == (1, [])
    assert tap(phone, url, "78", 2).status_code == 409
    assert stored(url)[0] == 77


def test_what_is_no_number_is_refused_and_stays_to_be_mended(phone, world):
    url = start(phone, world)

    assert "Hãy ghi một số nguyên" in tap(phone, url, "nhiều lắm", 1).json()["message"]
    response = plain(phone, url, "12,5")
    assert response.status_code == 422
    assert 'value="12,5"' in response.text
    assert "Hãy ghi một số nguyên" in response.text
    assert stored(url)[0] is None


def test_a_plain_form_comes_after_what_arrived(phone, world):
    url = start(phone, world)
    tap(phone, url, "10", 7)

    assert plain(phone, url, "12.500").headers["location"] == f"{url}/sheet"
    assert stored(url) == (12_500, 1, 8)
    assert "Đã lưu số dự đoán." in phone.get(f"{url}/sheet").text


def test_it_is_kept_within_the_grace_and_not_after(phone, world, monkeypatch):
    url = start(phone, world)
    later(monkeypatch, minutes=15, seconds=20)
    assert tap(phone, url, "5", 1).json()["kept"]
    later(monkeypatch, minutes=16)

    assert tap(phone, url, "6", 2).status_code == 409
    reply = phone.post(f"{url}/submission", data={"taps": '[[0,1,3,["7"]]]', "by_itself": "1"}, headers=JSON)
    assert "Số dự đoán đến máy chủ khi đã hết giờ" in phone.get(reply.json()["receipt"]).text
    assert stored(url)[0] == 5


def test_predicting_lengthens_nobodys_time(phone, world, monkeypatch):
    url = start(phone, world)
    later(monkeypatch, minutes=5)
    tap(phone, url, "5", 1)

    with database.transaction(writing=False) as session:
        assert session.exec(Attempt.__table__.select()).mappings().one()["last_change_at"] is None


def test_a_turn_that_was_never_handed_out_predicts_nothing(phone, world):
    url = start(phone, world)

    assert tap(phone, url, "5", 1, turn=2).status_code == 422


def test_nobody_predicts_in_anothers_name(phone, world):
    url = start(phone, world)
    come_in(phone, world.entries["khanh"])

    assert tap(phone, url, "5", 1).status_code == 404
    assert plain(phone, url, "5").status_code == 404


def test_a_percentage_is_asked_with_decimals(phone, world):
    allow(world, prediction="percent", ranking=("score", "prediction"))
    url = start(phone, world)

    assert 'inputmode="decimal"' in phone.get(f"{url}/sheet").text
    assert tap(phone, url, "22,880", 1).json()["given"] == ["22,88"]
    assert stored(url)[0] == 2_288_000


def test_a_round_that_asks_for_none_has_none(phone, world):
    allow(world)
    url = start(phone, world)

    assert 'id="prediction"' not in phone.get(f"{url}/sheet").text
    assert tap(phone, url, "5", 1).status_code == 404
