"""What a question says to all who were right, in part or wrong: written, seen by reviewers, told after the release."""

from sqlmodel import select

from question_bank.draft import Draft
from question_bank.question import QuestionMedia, QuestionVersion
from quiz import database
from quiz.files import pictures_in
from tests.conftest import NOON
from tests.kinds import ask_each_kind
from tests.pictures import drawing
from tests.routes.test_bank_intakes import text_of
from tests.routes.test_bank_questions import TYPED, versions, written
from tests.routes.test_kinds import numbers
from tests.routes.test_pictures import WEBP
from tests.routes.test_play_attempts import allow, start
from tests.world import come_in, decide, sit_at_desk

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


def test_a_picture_of_what_is_said_to_a_choice_goes_with_it_in_the_form(browser, world):
    sit_at_desk(browser, world.people["ha"])
    chosen = {"new_picture": ("bien.png", drawing(), "image/png")}
    typed = TYPED | {"choice_1": "", "choice_2": "19/5", "new_picture_at": "feedback_2", "new_picture_alt": "Biển báo"}
    url = browser.post("/bank/questions", data=typed, files=chosen).headers["location"]

    with database.transaction(writing=False) as session:
        (media,) = session.exec(select(QuestionMedia)).all()
        version = session.get_one(QuestionVersion, media.version_id)
    assert (media.at, media.alt, version.content.keys() & {"pictures"}) == ("feedback_1", "Biển báo", set())
    for page in ("", "/edit"):
        assert f"{media.sha256}.webp" in browser.get(url + page).text
    assert f"{media.sha256}.webp" not in browser.get(f"{url}/preview").text


def test_pictures_of_what_is_said_to_typed_answers_go_with_their_rows_in_the_form(browser, world):
    sit_at_desk(browser, world.people["ha"])
    rows = {
        "choice_0": "",
        "choice_1": "34",
        "choice_2": "63",
        "worth_1": "1",
        "worth_2": "0",
        "feedback_2": "Nay là 34.",
    }
    typed = TYPED | rows | {"kind": "numeric", "choice_3": ""}
    del typed["right"]
    url = ""
    for at, alt in {"feedback_2": "Bản đồ cũ", "otherwise": "Bản đồ"}.items():
        chosen = {"new_picture": ("bien.png", drawing(), "image/png")}
        said = typed | {"stem": alt, "new_picture_at": at, "new_picture_alt": alt}
        url = browser.post("/bank/questions", data=said, files=chosen).headers["location"]

    with database.transaction(writing=False) as session:
        media = session.exec(select(QuestionMedia).order_by(QuestionMedia.version_id)).all()
        contents = [session.get_one(QuestionVersion, each.version_id).content for each in media]
    assert [(each.at, each.alt) for each in media] == [("feedback_1", "Bản đồ cũ"), ("otherwise", "Bản đồ")]
    assert not any("pictures" in content for content in contents)
    for page in ("", "/edit"):
        assert f"{media[1].sha256}.webp" in browser.get(url + page).text
    assert "Mọi câu trả lời khác" in browser.get(url).text
    assert f"{media[1].sha256}.webp" not in browser.get(f"{url}/preview").text


def test_pictures_said_to_typed_answers_are_seen_by_whoever_typed_them_after_the_release(browser, world, site):
    files = pictures_in(site.state.settings.data_dir)
    at = {place: files.keep(WEBP + place.encode()) for place in ("feedback_0", "feedback_1", "otherwise")}
    with database.transaction() as session:
        asked = ask_each_kind(session, world.part, NOON, {kind: SPEAKING[kind] for kind in ("short_text", "numeric")})
        for version in asked.values():
            for number, (place, name) in enumerate(at.items(), 1):
                session.add(QuestionMedia(version_id=version.id, number=number, at=place, sha256=name))
    allow(world, release_answers="closed")
    come_in(browser, world.entries["duong"])
    url = start(browser, world)
    places = numbers(asked)
    for kind, given in {"short_text": "thăng long", "numeric": "63"}.items():
        browser.post(f"{url}/questions/{places[kind]}", data={"turn": 1, "given": given})
    playing = [browser.get(url).text, *(browser.get(f"{url}/questions/{number}").text for number in places.values())]
    browser.post(f"{url}/submission")
    before = [browser.get(f"{url}/pictures/{name}.webp").status_code for name in at.values()]
    with database.transaction() as session:
        session.get_one(type(world.leg), world.leg.id).closes_at = NOON
    review = browser.get(f"{url}/review").text

    assert before == [404, 404, 404]
    assert not any(name in page for page in playing for name in at.values())
    assert [review.count(f'/{name}.webp" alt') for name in at.values()] == [
        0,
        1,
        1,
    ]  # Thăng Long; and 63 is anything else
    assert browser.get(f"{url}/pictures/{at['otherwise']}.webp").status_code == 200


def test_pictures_that_may_tell_the_key_are_seen_with_the_answers_and_not_before(browser, world, site):
    files = pictures_in(site.state.settings.data_dir)
    chosen, other, wrong = (files.keep(WEBP + name) for name in (b"1", b"2", b"3"))
    with database.transaction() as session:
        (version,) = ask_each_kind(session, world.part, NOON, {"one": SPEAKING["single_choice"]}).values()
        at = {"feedback_1": chosen, "feedback_0": other, "when_wrong": wrong}
        for number, (place, name) in enumerate(at.items(), 1):
            session.add(QuestionMedia(version_id=version.id, number=number, at=place, sha256=name))
    allow(world, release_answers="closed")
    come_in(browser, world.entries["duong"])
    url = start(browser, world)
    browser.post(f"{url}/questions/1", data={"turn": 1, "given": version.choices[1]["id"]})
    browser.post(f"{url}/submission")
    before = [browser.get(f"{url}/pictures/{name}.webp").status_code for name in (chosen, wrong)]
    with database.transaction() as session:
        session.get_one(type(world.leg), world.leg.id).closes_at = NOON
    review = browser.get(f"{url}/review").text

    assert before == [404, 404]
    assert browser.get(f"{url}/pictures/{chosen}.webp").status_code == 200
    assert [review.count(f'/{name}.webp" alt') for name in (chosen, wrong, other)] == [1, 1, 0]


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
    assert decide(browser, f"{key}/correction", "Đề in trước", what="accept", choices="63").status_code == 303
    with database.transaction() as session:
        session.get_one(type(world.leg), world.leg.id).closes_at = NOON
    come_in(browser, world.entries["duong"])

    assert not any(said in browser.get(f"{url}/review").text for said in TO_ALL.values())
