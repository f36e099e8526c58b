"""Many questions at once, and two that become one: confirmed, done, in the ledger, taken back."""

import pytest
from sqlmodel import select

from question_bank.look_alike import LookAlike
from question_bank.question import Question, QuestionVersion
from question_bank.revising import current_version
from question_bank.topic import Topic
from quiz import database
from quiz.attempts.replacing import put_back_fixed, replace_fixed
from quiz.contests.reserving import Reservation
from quiz.contests.round import FixedQuestion
from quiz.ledger import INSTALLATION, decisions_on
from tests.routes.test_bank_intakes import text_of
from tests.world import sit_at_desk


@pytest.fixture
def ha(browser, world):
    sit_at_desk(browser, world.people["ha"])
    return browser


@pytest.fixture
def ids(world):
    with database.transaction(writing=False) as session:
        return [session.get_one(Question, version.question_id).public_id for version in world.versions]


@pytest.fixture
def pair(world):
    with database.transaction() as session:
        first, second = (version.question_id for version in world.versions[:2])
        pair = LookAlike(question_id=first, other_id=second, score=88)
        session.add(pair)
        session.flush()
        return pair.public_id


def states(world):
    with database.transaction(writing=False) as session:
        return [current_version(session, version.question_id).state for version in world.versions]


def decided():
    with database.transaction(writing=False) as session:
        return [(entry.decision, entry.body["questions"]) for entry in decisions_on(session, INSTALLATION)]


def test_ticked_questions_are_confirmed_retired_and_brought_back(ha, world, ids):
    page = ha.get("/bank/changes/new", params={"act": "retire", "question": ids[:2]})
    assert "Thôi dùng 2 câu" in text_of(page)
    assert states(world) == ["approved"] * 3

    here = f"/bank/changes?question={ids[0]}&question={ids[1]}"
    made = ha.post(here, data={"act": "retire", "count": "2", "reason": "Luật đã đổi"})

    assert states(world) == ["retired", "retired", "approved"]
    change = made.headers["location"]
    assert "Hoàn tác" in ha.get(change).text
    ha.post(f"{change}/undoing")
    assert states(world) == ["approved"] * 3
    assert decided() == [("change_questions", 2), ("take_back_change", 2)]
    assert "đã hoàn tác lúc" in text_of(ha.get(change))
    assert "Đã hoàn tác" in text_of(ha.get("/bank/changes"))
    assert ha.post(f"{change}/undoing").status_code == 403


def test_the_whole_list_gets_another_topic(ha, world):
    with database.transaction() as session:
        session.add(Topic(slug="khac", name="Chủ đề khác", public_id="khac"))

    page = ha.get("/bank/changes/new", params={"act": "topic", "all": "1", "q": "la"})
    assert "Đổi chủ đề của 3 câu" in text_of(page)
    refused = ha.post("/bank/changes?q=la", data={"act": "topic", "count": "3", "reason": "Xếp lại"})
    assert refused.status_code == 422
    assert "Hãy chọn chủ đề." in refused.text
    assert 'value="Xếp lại"' in refused.text
    one = world.versions[0].question_id
    with database.transaction(writing=False) as session:
        ticked = session.get_one(Question, one).public_id
    ha.post(f"/bank/changes?question={ticked}", data={"act": "topic", "count": "1", "topic_to": "khac"})
    made = ha.post("/bank/changes?q=la", data={"act": "topic", "count": "3", "topic_to": "khac"})
    assert "Đã đổi 2 câu. 1 câu đã chọn vốn như vậy rồi, giữ nguyên." in text_of(ha.get(made.headers["location"]))

    with database.transaction(writing=False) as session:
        current = [current_version(session, version.question_id) for version in world.versions]
        assert {session.get_one(Topic, version.topic_id).name for version in current} == {"Chủ đề khác"}
        assert {version.number for version in current} == {2}
        assert {session.get_one(QuestionVersion, v.id).topic_id for v in world.versions} == {world.topic.id}


def test_a_list_that_grew_meanwhile_is_confirmed_again(ha, world):
    answer = ha.post("/bank/changes", data={"act": "retire", "count": "2"})

    assert answer.status_code == 409
    assert "nay có 3 câu" in text_of(answer)
    assert states(world) == ["approved"] * 3


def test_nothing_ticked_says_so_and_export_leads_to_the_formats(ha, ids):
    answer = ha.get("/bank/changes/new", params={"act": "retire", "kind": "single_choice"})
    assert answer.headers["location"] == "/bank?kind=single_choice&act=retire&ticked=none#many"
    page = ha.get(answer.headers["location"])
    assert "Hãy đánh dấu ít nhất một câu" in text_of(page)
    assert '<option value="retire" selected>' in page.text
    answer = ha.get("/bank/changes/new", params={"act": "export", "question": ids[:2]})
    assert "/bank/export?" in answer.headers["location"]
    assert ids[0] in answer.headers["location"]
    assert "2 câu" in text_of(ha.get(answer.headers["location"]))
    assert ha.get("/bank/changes/new", params={"act": "zzz", "all": "1"}).status_code == 404


def test_what_differs_in_nothing_is_not_asked_about(ha):
    page = ha.get("/bank/changes/new", params={"act": "return", "all": "1"})

    assert "Không có câu nào để đổi" in page.text


def test_an_act_of_somebody_else_is_undone_by_an_organiser_alone(ha, browser, world, ids):
    change = ha.post(f"/bank/changes?question={ids[0]}", data={"act": "retire", "count": "1"}).headers["location"]
    sit_at_desk(browser, world.people["lan"])

    assert browser.post(f"{change}/undoing").status_code == 303
    assert states(world) == ["approved"] * 3


def test_a_pair_is_seen_side_by_side_and_dismissed(ha, pair):
    assert "88 %" in text_of(ha.get("/bank/look-alikes"))
    here = f"/bank/look-alikes/{pair}"
    assert "Hai câu giống nhau 88 %" in text_of(ha.get(here))

    ha.post(f"{here}/dismissal")
    assert "Không có câu nào giống nhau" in ha.get("/bank/look-alikes").text
    assert "88 %" in text_of(ha.get("/bank/look-alikes", params={"dismissed": "1"}))
    assert "đã ghi là không trùng" in text_of(ha.get(here))
    ha.post(f"{here}/dismissal", data={"dismissed": "0"})
    assert "88 %" in text_of(ha.get("/bank/look-alikes"))


def test_a_question_tells_of_its_look_alikes(ha, world, ids, pair):
    page = ha.get(f"/bank/questions/{ids[0]}").text

    assert "Câu giống câu này" in page
    assert f"/bank/look-alikes/{pair}" in page
    assert "Câu giống câu này" not in ha.get(f"/bank/questions/{ids[2]}").text


def test_what_is_kept_for_a_round_is_in_no_pair_and_in_no_act_on_many(ha, world, ids, pair, noon):
    with database.transaction() as session:
        question_id = world.versions[0].question_id
        session.add(Reservation(question_id=question_id, round_id=world.round.id, reserved_at=noon))

    assert "Không có câu nào giống nhau" in ha.get("/bank/look-alikes").text
    assert ha.get(f"/bank/look-alikes/{pair}").status_code == 404
    assert "Thôi dùng 2 câu" in text_of(ha.get("/bank/changes/new", params={"act": "retire", "all": "1"}))
    assert "Không có câu nào để đổi" in ha.get("/bank/changes/new", params={"act": "retire", "question": ids[0]}).text


def test_two_become_one_in_blueprints_too_and_two_again(ha, world, ids, pair):
    kept, gone = world.versions[0].question_id, world.versions[1].question_id
    with database.transaction() as session:
        session.add(FixedQuestion(part_id=world.part.id, question_id=gone, position=1))

    made = ha.post(f"/bank/look-alikes/{pair}/merger", data={"keep": ids[0]})

    assert states(world) == ["approved", "retired", "approved"]
    assert fixed() == [kept]
    assert "Không có câu nào giống nhau" in ha.get("/bank/look-alikes").text
    assert 'href="/bank/look-alikes"' in ha.get(made.headers["location"]).text
    ha.post(f"{made.headers['location']}/undoing")
    assert states(world) == ["approved"] * 3
    assert fixed() == [gone]
    assert decided() == [("merge_questions", 1), ("take_back_change", 1)]


def test_nothing_is_merged_without_a_word_which_one_stays(ha, world, pair):
    assert ha.post(f"/bank/look-alikes/{pair}/merger", data={"keep": "zzz"}).status_code == 409
    assert states(world) == ["approved"] * 3


def test_a_round_that_has_begun_keeps_what_it_has(world, noon):
    from datetime import timedelta

    from quiz.attempts.attempt import Attempt

    first, second, _ = (version.question_id for version in world.versions)
    with database.transaction() as session:
        session.add(FixedQuestion(part_id=world.part.id, question_id=first, position=1))
        session.add(FixedQuestion(part_id=world.part.id, question_id=second, position=2))
        session.flush()
        moved = replace_fixed(session, first, second)
        assert [place["doubled"] for place in moved] == [True]
        put_back_fixed(session, moved, first, second)
        session.add(
            Attempt(
                entry_id=world.entries["duong"].id, leg_id=world.leg.id, rules_version=1, started_at=noon,
                ends_at=noon + timedelta(minutes=15),
            )
        )  # fmt: skip
        session.flush()
        assert replace_fixed(session, first, second) == []
    assert sorted(fixed()) == sorted([first, second])


def fixed():
    with database.transaction(writing=False) as session:
        return list(session.exec(select(FixedQuestion.question_id)))
