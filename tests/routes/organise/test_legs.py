"""A round is repeated: legs are added, copied, renamed, called off, and may each draw by a blueprint of their own."""

import pytest
from sqlmodel import col, select

from question_bank.question import Question, QuestionVersion
from question_bank.text import searchable
from question_bank.topic import Topic
from quiz import database
from quiz.attempts.attempt import Attempt, PaperRow
from quiz.contests.contest import Contest
from quiz.contests.copying import copy_round
from quiz.contests.round import Leg, LegBlueprintRow, Round, legs_of
from quiz.ledger import Decider, decisions_on
from tests.conftest import NOON
from tests.world import HOUR, come_in, sit_at_desk


@pytest.fixture
def lan(browser, world):
    sit_at_desk(browser, world.people["lan"])
    return browser


@pytest.fixture
def second(world):
    """A leg that follows the first, and a topic of two questions."""
    with database.transaction() as session:
        topic = Topic(slug="tin-gia", name="Tin giả", name_en="Fake news", group="misinformation")
        leg = Leg(round_id=world.round.id, position=2, name="Tuần 2", opens_at=NOON - HOUR / 2, closes_at=NOON + HOUR)
        session.add_all((topic, leg))
        session.flush()
        for number in (1, 2):
            question = Question(created_at=NOON)
            session.add(question)
            session.flush()
            choices = [{"id": id, "text": id} for id in ("dung", "sai1")]
            content = {"stem": f"Tin giả {number}?", "choices": choices}
            session.add(
                QuestionVersion(
                    question_id=question.id, state="approved", kind="single_choice", content=content,
                    key={"right": ["dung"]}, difficulty=1, topic_id=topic.id, created_at=NOON,
                    search_text=searchable(content["stem"]),
                )
            )  # fmt: skip
        return leg, topic


def page_of(leg):
    return f"/organise/legs/{leg.public_id}"


def own_blueprint(lan, leg, topic, count="2", reason="Mỗi tuần một chủ đề"):
    data = {"topic": [str(topic.id)], "difficulty": [""], "count": [count], "act": "save", "reason": reason}
    return lan.post(f"{page_of(leg)}/blueprint", data=data)


def legs_now(world):
    with database.transaction(writing=False) as session:
        return legs_of(session, world.round.id)


def topics_drawn(leg):
    with database.transaction(writing=False) as session:
        drawn = select(QuestionVersion.topic_id).join(PaperRow, col(PaperRow.version_id) == QuestionVersion.id)
        drawn = drawn.join(Attempt, col(Attempt.id) == PaperRow.attempt_id).where(Attempt.leg_id == leg.id)
        return list(session.exec(drawn))


def test_a_leg_with_a_blueprint_of_its_own_draws_by_it_and_the_others_by_the_rounds(lan, world, second):
    leg, topic = second
    assert own_blueprint(lan, leg, topic).status_code == 303
    assert "Đang dùng" in lan.get(f"{page_of(leg)}/blueprint").text

    come_in(lan, world.entries["duong"])
    assert "2 câu" in lan.get(f"/play/legs/{leg.public_id}").text
    for each in (leg, world.leg):
        assert lan.post(f"/play/legs/{each.public_id}/attempt").status_code == 303

    assert topics_drawn(leg) == [topic.id, topic.id]
    assert set(topics_drawn(world.leg)) == {world.topic.id}


def test_what_the_bank_cannot_fill_is_refused_at_its_row_and_kept_as_typed(lan, second):
    leg, topic = second
    refused = own_blueprint(lan, leg, topic, count="3", reason="")

    assert refused.status_code == 422
    assert "thiếu 1" in refused.text
    assert "Hãy ghi lý do" in refused.text
    assert 'value="3"' in refused.text


def test_it_goes_back_to_the_rounds_blueprint(lan, world, second):
    leg, topic = second
    own_blueprint(lan, leg, topic)

    assert lan.post(f"{page_of(leg)}/blueprint/removal", data={"reason": "Đổi ý"}).status_code == 303
    assert "Chưa có" in lan.get(f"{page_of(leg)}/blueprint").text
    with database.transaction(writing=False) as session:
        assert session.exec(select(LegBlueprintRow)).all() == []


def test_it_is_locked_once_somebody_has_begun_in_that_leg_and_only_there(lan, world, second, start_attempt):
    leg, topic = second
    start_attempt("duong")  # in the first leg

    assert own_blueprint(lan, leg, topic).status_code == 303
    assert own_blueprint(lan, world.leg, topic).status_code == 409


def test_a_copy_is_as_long_has_the_same_blueprint_and_opens_a_week_after_the_last(lan, world, second):
    leg, topic = second
    own_blueprint(lan, leg, topic)

    assert lan.post(f"{page_of(leg)}/copy").status_code == 303

    *_, last, copy = legs_now(world)
    assert (copy.opens_at - last.opens_at).days == 7
    assert copy.closes_at - copy.opens_at == leg.closes_at - leg.opens_at
    with database.transaction(writing=False) as session:
        rows = session.exec(select(LegBlueprintRow).where(LegBlueprintRow.leg_id == copy.id)).all()
    assert [(row.topic_id, row.count) for row in rows] == [(topic.id, 2)]


def test_a_copied_round_keeps_the_blueprints_of_its_legs(lan, world, second):
    leg, topic = second
    own_blueprint(lan, leg, topic)
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        copy = copy_round(session, contest, round, "Vòng hai", Decider(None, "", NOON))
        _, twin = legs_of(session, copy.id)
        [row] = session.exec(select(LegBlueprintRow).where(LegBlueprintRow.leg_id == twin.id)).all()

    assert (row.topic_id, row.count) == (topic.id, 2)
    assert row.part_id != world.part.id


def test_a_leg_is_called_off_with_a_reason_and_taken_up_again(lan, world, second):
    leg, _topic = second
    assert lan.post(f"{page_of(leg)}/cancellation").status_code == 422
    assert lan.post(f"{page_of(leg)}/cancellation", data={"cancellation_reason": "Bão số 4"}).status_code == 303

    come_in(lan, world.entries["duong"])
    assert lan.post(f"/play/legs/{leg.public_id}/attempt").status_code == 409
    assert "Đã hủy" in lan.get("/play").text
    assert "Đã hủy" in lan.get(f"/contests/{world.contest.public_id}").text
    assert lan.post(f"/play/legs/{world.leg.public_id}/attempt").status_code == 303

    assert lan.post(f"{page_of(leg)}/restoration", data={"restoration_reason": "Bão đã tan"}).status_code == 303
    assert lan.post(f"/play/legs/{leg.public_id}/attempt").status_code == 303
    with database.transaction(writing=False) as session:
        told = [(one.decision, one.reason) for one in decisions_on(session, world.contest.id)]
    assert ("cancel_leg", "Bão số 4") in told
    assert ("take_up_leg", "Bão đã tan") in told


def test_a_leg_in_which_somebody_works_is_not_called_off(lan, world, start_attempt):
    start_attempt("duong")

    refused = lan.post(f"{page_of(world.leg)}/cancellation", data={"cancellation_reason": "Nhầm"})

    assert refused.status_code == 409
    assert "Có người đang làm bài" in refused.text


def test_a_leg_that_was_played_may_still_be_renamed(lan, world, start_attempt):
    start_attempt("duong")

    assert lan.post(page_of(world.leg), data={"name": "Tuần 1"}).status_code == 303
    assert legs_now(world)[0].name == "Tuần 1"


def test_legs_that_share_questions_whose_keys_come_out_are_amber(lan, second):
    leg, topic = second
    said = "Đợt này rút cùng chủ đề với đợt trước"
    with database.transaction() as session:
        session.get_one(Leg, leg.id).opens_at = NOON + HOUR / 2

    assert said in lan.get(page_of(leg)).text
    own_blueprint(lan, leg, topic)
    assert said not in lan.get(page_of(leg)).text
