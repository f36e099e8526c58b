"""How a round is scored and ranked, as an organiser sets it."""

import re
from decimal import Decimal

import pytest

from quiz import database
from quiz.contests.round import Round
from tests.standings.sitting import RIGHT, play
from tests.world import sit_at_desk

KEYS = ["score", "prediction", "elapsed", "submitted", "started", "full_marks", "part", "jury", "lots"]


@pytest.fixture
def lan(world, browser):
    sit_at_desk(browser, world.people["lan"])
    return browser


def url(world):
    return f"/organise/rounds/{world.round.public_id}/ranking"


def form(*order, **more):
    """`order`: the keys in their places."""
    places = [str(order.index(key) + 1) if key in order else "" for key in KEYS]
    return {
        "minus_wrong": "0", "partial": "as_said", "key": KEYS, "order": places, "prediction_within": "nearest",
        "reason": "Theo kế hoạch", **more,
    }  # fmt: skip


def rules_of(world):
    with database.transaction(writing=False) as session:
        return session.get_one(Round, world.round.id).rules


def test_everything_on_the_page_is_kept(world, lan):
    sent = form(
        "score", "prediction", "elapsed", "jury", "lots", minus_wrong="0,25", below_zero="1", partial="whole",
        prediction="percent", prediction_within="not_exceeding", topic=[str(world.topic.id)], topic_points=["1,5"],
    )  # fmt: skip

    assert lan.post(url(world), data=sent).status_code == 303

    rules = rules_of(world)
    assert rules.ranking == ("score", "prediction", "elapsed", "jury", "lots")
    assert (rules.minus_wrong, rules.below_zero, rules.partial) == (Decimal("0.25"), True, "whole")
    assert (rules.prediction, rules.prediction_within) == ("percent", "not_exceeding")
    assert [(each.name, each.points) for each in rules.topic_points] == [("Kiến thức chung", Decimal("1.5"))]
    shown = lan.get(url(world)).text
    assert "câu sai bị trừ 0,25 điểm" in shown
    assert re.search(r'name="key" value="jury"><input[^>]* value="4"', shown)
    again = lan.post(f"/organise/rounds/{world.round.public_id}", data={"name": "Vòng", "opening": "clock",
        "minutes": "15", "points_right": "1", "grace_s": "30", "reason": "Đổi tên"})  # fmt: skip
    assert again.status_code == 303
    assert rules_of(world).ranking == rules.ranking


@pytest.mark.parametrize(
    ("order", "more", "said"),
    [
        (("elapsed", "score"), {}, "Điểm phải là tiêu chí đầu tiên."),
        ((), {}, "Hãy đánh số ít nhất một tiêu chí."),
        (("score", "prediction"), {}, "số dự đoán phải là một tiêu chí"),
        (("score",), {"prediction": "people"}, "số dự đoán phải là một tiêu chí"),
        (("score",), {"prediction": "số câu"}, "Hãy chọn một trong các mục."),
        (("score", "part"), {}, "hãy chọn phần thi đó"),
        (("score", "full_marks"), {}, "phải được thi nhiều lượt"),
        (("score",), {"minus_wrong": "-1"}, "Một số từ 0 đến 1000"),
        (("score",), {"order": ["1", "1"], "key": ["score", "elapsed"]}, "không được cùng một thứ tự"),
        (("score",), {"order": ["một"], "key": ["score"]}, "Ghi thứ tự bằng số 1, 2, 3"),
        (("score", "elapsed"), {"reason": ""}, "Hãy ghi lý do"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(world, lan, order, more, said):
    before = rules_of(world)

    response = lan.post(url(world), data=form(*order, minus_wrong="0,75") | more)

    assert response.status_code == 422
    assert said in response.text
    assert "minus_wrong" in more or "0,75" in response.text
    assert rules_of(world) == before


def test_points_of_a_topic_that_are_no_number_are_said(world, lan):
    response = lan.post(url(world), data=form("score", topic=[str(world.topic.id)], topic_points=["hai"]))

    assert response.status_code == 422
    assert "Mỗi chủ đề ghi một số lớn hơn 0" in response.text
    assert "hai" in response.text


def test_a_topic_that_the_round_does_not_ask_about_is_left_alone(world, lan):
    assert lan.post(url(world), data=form("score", topic=["999"], topic_points=["2"])).status_code == 303
    assert rules_of(world).topic_points == ()


def test_once_somebody_has_played_it_stays(world, lan):
    with database.transaction() as session:
        play(session, world, world.entries["duong"], RIGHT)

    assert "không đổi được nữa" in lan.get(url(world)).text
    assert lan.post(url(world), data=form("score")).status_code == 422
    assert rules_of(world).ranking == ("score", "elapsed", "submitted")
