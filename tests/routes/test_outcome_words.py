"""What a question says to all who were right, in part or wrong: written, seen by reviewers, told after the release."""

from question_bank.draft import Draft
from quiz import database
from tests.conftest import NOON
from tests.kinds import ask_each_kind
from tests.routes.test_bank_intakes import text_of
from tests.routes.test_bank_questions import TYPED, versions, written
from tests.routes.test_kinds import numbers
from tests.routes.test_play_attempts import allow, start
from tests.world import come_in, sit_at_desk

TO_ALL = {"when_right": "Giỏi lắm!", "when_partly": "Còn nữa.", "when_wrong": "Đọc lại Điều 13."}
SPEAKING = {
    "single_choice": Draft("Câu 1", "single_choice", "Gọi số nào?", ["113", "114"], "A", **TO_ALL),
    "short_text": Draft("Câu 2", "short_text", "Thủ đô?", ["Hà Nội", "Thăng Long"], worths=["1", "1/2"], **TO_ALL),
    "numeric": Draft("Câu 3", "numeric", "Bao nhiêu tỉnh, thành?", ["34"], **TO_ALL),
    "ordering": Draft("Câu 4", "ordering", "Làm gì trước?", ["Dừng lại", "Kiểm tra"], **TO_ALL),
}


def test_they_are_written_by_form_kept_with_the_key_and_shown_to_reviewers(browser, world):
    sit_at_desk(browser, world.people["ha"])
    question_id = written(browser, **TO_ALL)
    (version,) = versions(question_id)

    assert version.key["outcomes"] == TO_ALL
    for page in ("", "/edit"):
        assert all(said in browser.get(f"/bank/questions/{question_id}{page}").text for said in TO_ALL.values())
    too_long = browser.post("/bank/questions", data=TYPED | {"when_wrong": "dài " * 2_000})
    assert too_long.status_code == 422
    assert "nhiều nhất là 6000" in text_of(too_long)


def test_each_is_told_after_the_release_to_whom_it_is_meant_for(browser, world):
    allow(world, release_answers="closed")
    with database.transaction() as session:
        asked = ask_each_kind(session, world.part, NOON, SPEAKING)
    come_in(browser, world.entries["duong"])
    url = start(browser, world)
    places = numbers(asked)
    right = next(each["id"] for each in asked["single_choice"].choices if each["text"] == "113")
    for kind, given in {"single_choice": right, "short_text": "thăng long", "numeric": "63"}.items():
        browser.post(f"{url}/questions/{places[kind]}", data={"turn": 1, "given": given})
    playing = browser.get(url).text
    browser.post(f"{url}/submission")
    assert browser.get(f"{url}/review").status_code == 403
    with database.transaction() as session:
        session.get_one(type(world.leg), world.leg.id).closes_at = NOON
    review = browser.get(f"{url}/review").text

    assert not any(said in playing for said in TO_ALL.values())
    assert [review.count(said) for said in TO_ALL.values()] == [1, 1, 2]  # an empty place is a wrong one


def test_nobody_is_told_they_were_wrong_where_a_decision_made_them_right(browser, world):
    allow(world, release_answers="closed")
    with database.transaction() as session:
        asked = ask_each_kind(session, world.part, NOON, {"numeric": SPEAKING["numeric"]})
    come_in(browser, world.entries["duong"])
    url = start(browser, world)
    browser.post(f"{url}/questions/{numbers(asked)['numeric']}", data={"turn": 1, "given": "63"})
    browser.post(f"{url}/submission")
    sit_at_desk(browser, world.people["lan"])
    key = f"/organise/legs/{world.leg.public_id}/keys/{asked['numeric'].public_id}"
    assert browser.post(key, data={"what": "accept", "choices": "63", "reason": "Đề in trước"}).status_code == 303
    with database.transaction() as session:
        session.get_one(type(world.leg), world.leg.id).closes_at = NOON
    come_in(browser, world.entries["duong"])

    assert not any(said in browser.get(f"{url}/review").text for said in TO_ALL.values())
