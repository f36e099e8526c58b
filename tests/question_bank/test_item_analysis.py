"""Figures of questions and papers, held against the textbook's formulas written out with `statistics`."""

import statistics
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.item_analysis import Analysis, PaperTally, Response, Tally, item, lower_third, paper, upper_third
from question_bank.verdicts_on_items import verdict_on_paper, verdicts

LETTERS = {"a": "A", "b": "B", "c": "C", "d": "D"}
MARKS = st.sampled_from([0.0, 0.5, 1.0])
SHEETS = st.integers(2, 6).flatmap(
    lambda questions: st.lists(st.lists(MARKS, min_size=questions, max_size=questions), min_size=2, max_size=40)
)


def analysed(sheets, chosen=None):
    analysis = Analysis()
    for sheet in sheets:
        analysis.add([Response(place, mark, (chosen or {}).get(mark, ["x"])) for place, mark in enumerate(sheet)])
    return analysis


def correlation(xs, ys):
    """None where one of them never varies."""
    try:
        return statistics.correlation(xs, ys)
    except statistics.StatisticsError:
        return None


@given(SHEETS)
def test_the_share_of_marks_and_the_correlation_with_the_rest_are_those_of_the_textbook(sheets):
    items = analysed(sheets).items()

    for place in items:
        marks = [sheet[place] for sheet in sheets]
        rests = [sum(sheet) - sheet[place] for sheet in sheets]
        expected = correlation(marks, rests)
        assert items[place].right == pytest.approx(marks.count(1.0) / len(marks))
        assert items[place].mean == pytest.approx(statistics.fmean(marks))
        if expected is None:
            assert items[place].discrimination is None
        else:
            assert items[place].discrimination == pytest.approx(expected, abs=1e-9)


@given(SHEETS)
def test_the_reliability_of_a_paper_is_kr20_or_alpha(sheets):
    [found] = analysed(sheets).papers()
    totals = statistics.pvariance([sum(sheet) for sheet in sheets])
    unshared = sum(statistics.pvariance(marks) for marks in zip(*sheets, strict=True))
    count = len(sheets[0])

    if totals < 1e-12:
        assert found.reliability is None
    else:
        assert found.reliability == pytest.approx(count / (count - 1) * (1 - unshared / totals))


def test_kr20_of_a_worked_example():
    """Four people, three questions, right or wrong: Σpq = 1/4 + 3/16 + 3/16, variance of 3, 2, 1, 0 is 5/4."""
    [found] = analysed([[1, 1, 1], [1, 1, 0], [0, 1, 0], [0, 0, 0]]).papers()

    assert found.reliability == pytest.approx(float(Fraction(3, 2) * (1 - Fraction(10, 16) / Fraction(5, 4))))


def test_point_biserial_of_a_worked_example():
    """Right: rests 2, 1; wrong: rests 1, 0. (M₁ − M₀) / s · √(pq) = 1 / √½ · ½ = √½."""
    marks = analysed([[1, 2], [1, 1], [0, 1], [0, 0]]).items()[0]

    assert marks.discrimination == pytest.approx(0.5**0.5)


@given(st.dictionaries(st.integers(0, 20).map(float), st.integers(1, 30), min_size=1))
def test_thirds_are_thirds_and_mirror_each_other(totals):
    low, high = lower_third(totals), upper_third(totals)
    third = sum(totals.values()) / 3

    assert sum(low[total] * count for total, count in totals.items()) == pytest.approx(third)
    assert sum(high[total] * count for total, count in totals.items()) == pytest.approx(third)
    assert all(low[total] + high[total] <= 1 + 1e-9 or len(totals) == 1 for total in totals)


def test_equals_at_the_border_of_a_third_share_what_is_left():
    assert lower_third({1.0: 2, 2.0: 2, 3.0: 2}) == {1.0: 1.0, 2.0: 0.0, 3.0: 0.0}
    assert lower_third({1.0: 1, 2.0: 4, 3.0: 1}) == {1.0: 1.0, 2.0: 0.25, 3.0: 0.0}


def told(choices, totals, right="a"):
    """What is said of a question, of which so many with that total chose so."""
    tally = Tally()
    for choice, by_total in choices.items():
        for total, count in zip(totals, by_total, strict=True):
            for _ in range(count):
                tally.add(Response("q", float(choice == right), [choice] if choice else []), float(total))
    found = item([tally])
    return found, [verdict.words.format(**verdict.values) for verdict in verdicts(found, [right], LETTERS)]


def test_each_third_has_its_share_of_every_choice():
    found, _ = told({"a": [2, 5, 9], "b": [5, 4, 1], "c": [3, 1, 0]}, [2, 5, 8])

    assert found.asked == 30
    assert (found.option("a").lower, found.option("a").upper) == (pytest.approx(0.2), pytest.approx(0.9))
    assert (found.option("b").lower, found.option("b").upper) == (pytest.approx(0.5), pytest.approx(0.1))
    assert found.option("d").count == 0


def test_a_choice_that_nobody_takes_is_named():
    _, words = told({"a": [2, 5, 9], "b": [5, 4, 1], "c": [3, 1, 0]}, [2, 5, 8])

    assert words == ["Phương án D không ai chọn."]


def test_a_wrong_choice_that_the_best_prefer_casts_doubt_on_the_key():
    _, words = told({"a": [5, 4, 2], "b": [1, 3, 8], "c": [2, 2, 1], "d": [2, 1, 1]}, [2, 5, 8])

    assert "Người giỏi hay chọn B: xem lại đáp án." in words
    assert "Người làm bài tốt lại hay sai câu này: xem lại câu dẫn và đáp án." in words


def test_a_second_best_is_no_doubt_on_the_key_unless_the_best_prefer_it_to_the_first():
    found, _ = told({"a": [2, 5, 9], "b": [1, 2, 5], "c": [3, 2, 1], "d": [2, 1, 1]}, [2, 5, 8])
    doubted, _ = told({"a": [5, 4, 2], "b": [1, 3, 8], "c": [2, 2, 1], "d": [2, 1, 1]}, [2, 5, 8])

    assert "bad" in [verdict.level for verdict in verdicts(found, ["a"], LETTERS)]
    assert "bad" not in [verdict.level for verdict in verdicts(found, ["a"], LETTERS, {"b"})]
    assert "bad" in [verdict.level for verdict in verdicts(doubted, ["a"], LETTERS, {"b"})]


def test_all_right_is_too_easy_and_tells_nothing_of_anybody():
    found, words = told({"a": [10, 10, 10]}, [2, 5, 8])

    assert (found.right, found.discrimination) == (1.0, None)
    assert words[0] == "Câu quá dễ: gần như ai cũng đúng."


def test_all_wrong_is_too_hard():
    found, words = told({"b": [10, 10, 10]}, [2, 5, 8])

    assert (found.right, found.discrimination) == (0.0, None)
    assert "Câu quá khó: rất ít người đúng." in words


def test_under_thirty_attempts_nothing_is_concluded():
    _, words = told({"b": [1]}, [1])

    assert words == ["Chưa đủ bài để kết luận: mới có 1, cần 30."]
    assert verdict_on_paper(paper(PaperTally())).level == "wait"


def test_places_left_empty_are_wrong_and_no_choice():
    found, words = told({"a": [2, 3, 9], "": [8, 7, 1]}, [2, 5, 8])

    assert (found.blank, found.mean) == (16, pytest.approx(14 / 30))
    assert "Nhiều người bỏ trống câu này." in words
    assert "" not in [option.choice for option in found.options]


def test_a_question_that_counts_for_nobody_still_shows_what_was_chosen():
    analysis = Analysis()
    for place in range(40):
        analysis.add([Response("dropped", None, ["b"]), Response("other", place % 2, ["a"])])
    dropped = analysis.items()["dropped"]
    [whole] = analysis.papers()

    assert (dropped.right, dropped.mean, dropped.discrimination) == (None, None, None)
    assert dropped.option("b").share == 1.0
    assert (whole.questions, whole.reliability) == (1, None)
    assert verdicts(dropped, ["a"], LETTERS)[0].level == "note"


def test_of_several_choices_each_is_counted():
    analysis = Analysis()
    analysis.add([Response("q", 0.5, ["a", "c"])])
    analysis.add([Response("q", 1.0, ["a"])])
    found = analysis.items()["q"]

    assert (found.option("a").count, found.option("c").count) == (2, 1)
    assert (found.right, found.mean) == (0.5, 0.75)


def test_people_of_two_legs_are_compared_with_their_own():
    """In either leg whoever is right has the higher rest: that one leg's papers are longer is no reason."""
    analysis = Analysis()
    for leg, more in (("first", 0), ("second", 50)):
        for right in (0, 1) * 20:
            analysis.add([Response("q", right, ["a"]), Response("rest", right + more, ["a"])], leg)

    assert analysis.items()["q"].discrimination == pytest.approx(1.0)


def test_papers_drawn_anew_for_everybody_are_not_told_of_one_by_one():
    analysis = Analysis()
    for number in range(60):
        analysis.add([Response(number, 1, ["a"]), Response(number + 1, 0, ["b"])])

    assert analysis.drawn
    assert analysis.papers() == []


def test_a_tally_grows_with_totals_and_not_with_attempts():
    tally = Tally()
    for number in range(1_000):
        tally.add(Response("q", number % 2, ["ab"[number % 2]]), number % 7)

    assert len(tally.marks) <= 14
    assert tally.totals == Counter({total: len(range(total, 1_000, 7)) for total in range(7)})
