"""A receipt can be opened again, digested again by whoever holds it, and verified at the desk."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Answer, Attempt
from quiz.attempts.receipts import Told, compared
from tests.conftest import NOON
from tests.routes.test_play_attempts import start, tap
from tests.world import come_in, sit_at_desk

NOT_OURS = "Không có biên nhận nào mang mã này"


@pytest.fixture
def phone(browser, world):
    come_in(browser, world.entries["duong"])
    return browser


def hand_in_two(phone, world):
    url = start(phone, world)
    tap(phone, url, 1, "dung", 1)
    tap(phone, url, 2, "sai1", 2)
    phone.post(f"{url}/submission")
    return url


def the_attempt():
    with database.transaction(writing=False) as session:
        return session.exec(select(Attempt)).one()


def checked(desk, world, code, digest="", who="giang"):
    sit_at_desk(desk, world.people[who])
    return desk.get("/judge/receipts", params={"code": code, "digest": digest}).text


def test_the_receipt_shows_the_digest_and_what_it_is_of(phone, world):
    url = hand_in_two(phone, world)
    attempt = the_attempt()

    page = phone.get(f"{url}/receipt").text
    digested = phone.get(f"{url}/answers.json").content

    assert attempt.answers_digest in "".join(page.split())
    assert sha256(digested).hexdigest() == attempt.answers_digest


def test_there_is_nothing_digested_before_it_is_handed_in(phone, world):
    assert phone.get(f"{start(phone, world)}/answers.json").status_code == 404


def test_an_invigilator_learns_whose_it_is_and_that_nothing_changed(phone, world):
    hand_in_two(phone, world)
    code = the_attempt().receipt_code

    page = checked(phone, world, f" {code[:4].lower()}-{code[4:]} ")

    assert world.people["duong"].name in page
    assert "Biên nhận đúng: bài đang lưu khớp" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [(lambda digest: digest[:8].upper() + " " + digest[8:20], "mã băm khớp"), (lambda _: "0" * 8, "mã băm khác")],
)
def test_the_digest_on_a_receipt_is_compared_too(phone, world, typed, told):
    hand_in_two(phone, world)
    attempt = the_attempt()

    assert told in checked(phone, world, attempt.receipt_code, typed(attempt.answers_digest))


def test_an_answer_changed_by_hand_is_found(phone, world):
    hand_in_two(phone, world)
    with database.transaction() as session:
        answer = session.exec(select(Answer).where(Answer.number == 2)).one()
        answer.given = {"choices": ["dung"]}
        session.add(answer)

    assert "Câu trả lời đang lưu khác với lúc nộp" in checked(phone, world, the_attempt().receipt_code)


def test_what_is_no_receipt_of_ones_own_contests_does_not_exist(phone, world):
    hand_in_two(phone, world)

    assert NOT_OURS in checked(phone, world, "AAAA-AAAA")
    assert NOT_OURS in checked(phone, world, the_attempt().receipt_code, who="son")


def test_what_came_within_the_grace_is_said_on_the_receipt(phone, world, monkeypatch):
    url = start(phone, world)
    tap(phone, url, 1, "dung", 1)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=15, seconds=10))
    tap(phone, url, 2, "dung", 2)
    phone.post(f"{url}/submission")

    page = phone.get(f"{url}/receipt").text

    assert "Đến trong thời gian bù" in page
    assert "câu 2" in page


def test_too_few_digits_of_a_digest_prove_nothing():
    digest = "ab" * 32
    assert compared("", digest) == Told.NOTHING
    assert compared("abab", digest) == Told.TOO_SHORT
    assert compared(" ABAB ABAB\n", digest) == Told.SAME
    assert compared("babababa", digest) == Told.OTHER
