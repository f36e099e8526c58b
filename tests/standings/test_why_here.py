"""Why somebody stands where they do: on which keys neighbours are equal, and which one tells them apart."""

from datetime import UTC, datetime, timedelta

import pytest

from quiz.contests.rules import RoundRules
from quiz.standings.board import OwnPlace
from quiz.standings.points import POINT_SCALE
from quiz.standings.predicting import Actual
from quiz.standings.score import NO_PREDICTION
from quiz.standings.standing import Standing
from quiz.standings.why_here import apart, why_here

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
DEFAULT = RoundRules()


def line(place=1, number="014", points=27, elapsed_s=300, submitted=0, **keys):
    return Standing(
        place, int(number), number, "Lê Văn Tám", "Tân Trại", points * POINT_SCALE, points, elapsed_s,
        NOON + timedelta(seconds=submitted), None, keys,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("higher", "lower", "said"),
    [
        (line(points=28), line(), "hơn 1 điểm"),
        (line(elapsed_s=288), line(), "bằng 27 điểm; nhanh hơn 12 giây"),
        (line(), line(submitted=95), "bằng 27 điểm; cùng thời gian 5:00; nộp sớm hơn 1:35"),
    ],
)
def test_the_chain_ends_at_the_key_that_tells_them_apart(higher, lower, said):
    assert apart(higher, lower, DEFAULT, None) == said


def test_two_who_predicted_nothing_are_not_said_to_be_equally_near():
    rules = RoundRules(prediction="people", ranking=("score", "prediction", "elapsed"))
    higher, lower = (line(elapsed_s=seconds, prediction=NO_PREDICTION) for seconds in (288, 300))
    said = apart(higher, lower, rules, Actual(all_right=1, people=2, attempts=2))
    assert said == "bằng 27 điểm; đều không có số dự đoán được xét; nhanh hơn 12 giây"


@pytest.mark.parametrize(
    ("key", "higher", "lower", "said"),
    [
        ("started", (NOON).isoformat(), (NOON + timedelta(seconds=7)).isoformat(), "bắt đầu sớm hơn 7 giây"),
        ("full_marks", 3, 1, "nhiều hơn 2 lượt đúng hết"),
        ("part", 3 * POINT_SCALE, POINT_SCALE // 2, "điểm phần thi hơn 2,5"),
        ("jury", 1, 2, "ban giám khảo quyết định"),
        ("lots", 1, 2, "bốc thăm"),
    ],
)
def test_each_key_has_its_words(key, higher, lower, said):
    rules = RoundRules(ranking=("score", key))

    assert apart(line(**{key: higher}), line(**{key: lower}), rules, None) == f"bằng 27 điểm; {said}"


def test_predictions_are_told_by_how_far_they_were():
    rules, actual = RoundRules(prediction="people", ranking=("score", "prediction")), Actual(3, 1200, 1300)
    near, far, none = (line(prediction=distance) for distance in (3, 1010, NO_PREDICTION))

    assert apart(near, far, rules, actual).endswith("dự đoán lệch 3 so với 1.010")
    assert apart(far, none, rules, actual).endswith("người kia không có số được xét")


def test_somebody_between_two_others_and_beside_a_third():
    first, mine = line(1, "002", points=28), line(2, "014")
    equal, last = line(2, "015"), line(4, "020", elapsed_s=312)

    assert why_here(OwnPlace(mine, [first, mine, equal, last], 1), DEFAULT, None) == [
        "SBD 002 đứng trên: hơn 1 điểm.",
        "Đồng hạng với SBD 015: bằng nhau ở mọi tiêu chí.",
        "Đứng trên SBD 020: bằng 27 điểm; nhanh hơn 12 giây.",
    ]
    assert why_here(OwnPlace(mine, [mine], 0), DEFAULT, None) == []
