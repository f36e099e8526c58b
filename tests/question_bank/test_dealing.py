"""Papers dealt to everybody: quotas, balance, and how often each question is asked."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.dealing import ROUND, TOLERANCE, Dealer, Portion
from question_bank.drawing import BlueprintRow, PoolQuestion, TooFewQuestions, arranged, draw
from tests.question_bank.test_drawing import CONTENT, POOLS, ROWS, pool_of

LEVELS = st.integers(1, 5)


@st.composite
def separate_rows(draw_):
    """Rows of one topic each, with a pool that has enough; difficulties as declared, or found to be otherwise."""
    rows, pool = [], []
    for topic in range(1, draw_(st.integers(1, 4)) + 1):
        found = draw_(st.lists(st.tuples(LEVELS, st.none() | st.integers(10, 50)), min_size=1, max_size=25))
        pool += [
            PoolQuestion(topic * 100 + n, topic, declared, "single_choice", CONTENT, measured)
            for n, (declared, measured) in enumerate(found)
        ]
        rows.append(BlueprintRow(draw_(st.integers(1, len(found))), topic))
    return rows, pool


def dealt(rows, pool, positions, seed="hạt giống"):
    """The versions of each paper, flat."""
    dealer = Dealer([Portion(rows, pool)], seed)
    return [[id for ids in dealer.paper(position) for id in ids] for position in positions]


def sums(papers, pool):
    tenths = {question.version_id: question.tenths for question in pool}
    return [sum(tenths[id] for id in paper) for paper in papers]


def times_asked(papers, pool):
    counts = Counter(id for paper in papers for id in paper)
    return [counts[question.version_id] for question in pool]


@given(ROWS, POOLS, st.text(max_size=8), st.integers(0, 200), st.randoms())
@settings(deadline=None)
def test_a_paper_follows_from_pool_seed_and_position_alone(rows, pool, seed, position, random):
    shuffled = list(pool)
    random.shuffle(shuffled)
    first, other = Dealer([Portion(rows, pool)], seed), Dealer([Portion(rows, shuffled)], seed)
    try:
        expected = first.paper(position)
    except TooFewQuestions as few:
        with pytest.raises(TooFewQuestions, match=str(few)):
            other.paper(position)
        return

    other.paper(position + 1)
    assert other.paper(position) == expected


@given(ROWS, POOLS, st.integers(0, 70))
@settings(deadline=None)
def test_a_paper_keeps_to_its_blueprint_and_asks_nothing_twice(rows, pool, position):
    try:
        paper = Dealer([Portion(rows, pool)], "s").paper(position)
    except TooFewQuestions:
        return
    questions = {question.version_id: question for question in pool}
    for row, ids in zip(rows, paper, strict=True):
        assert len(ids) == row.count
        assert all(row.fits(questions[id]) for id in ids)
    asked = [id for ids in paper for id in ids]
    assert len(set(asked)) == len(asked)


@given(ROWS, POOLS)
@settings(deadline=None)
def test_what_draw_1_could_fill_is_filled(rows, pool):
    def can(fill):
        try:
            fill()
        except TooFewQuestions:
            return False
        return True

    assert can(lambda: Dealer([Portion(rows, pool)], "s").paper(0)) == can(lambda: draw(rows, pool, "s"))


@given(separate_rows())
@settings(deadline=None)
def test_papers_are_as_hard_as_the_steps_between_difficulties_allow(rows_and_pool):
    """Half the widest step from one difficulty to the next in a row is the most that can stay; mostly it is less."""
    rows, pool = rows_and_pool
    dealer = Dealer([Portion(rows, pool)], "s")
    steps = [0]
    for row in rows:
        levels = sorted({question.tenths for question in pool if row.fits(question)})
        steps += [harder - easier for easier, harder in pairwise(levels)]

    for total in sums(dealt(rows, pool, range(12), "s"), pool):
        assert abs(total - dealer.target) <= max(max(steps) / 2, dealer.target * TOLERANCE)


@given(st.lists(LEVELS, min_size=0, max_size=60), st.integers(1, 40))
@settings(deadline=None)
def test_where_every_level_is_there_any_two_papers_are_within_three_per_cent(levels, count):
    pool = pool_of(*[(1, level) for level in [*levels, *[1, 2, 3, 4, 5] * 8]])
    totals = sums(dealt([BlueprintRow(count)], pool, range(12)), pool)

    assert max(totals) <= min(totals) * 1.03


@given(st.integers(1, 40), st.integers(1, 20), st.integers(1, ROUND))
@settings(deadline=None)
def test_among_questions_alike_no_question_is_asked_more_than_once_more_than_another(size, count, papers):
    pool = pool_of(*[(1, 3)] * size)
    asked = times_asked(dealt([BlueprintRow(min(count, size))], pool, range(papers)), pool)

    assert max(asked) - min(asked) <= 1


def test_neighbours_share_no_question_where_there_are_twice_as_many():
    pool = pool_of(*[(1, 3)] * 60)

    papers = dealt([BlueprintRow(30)], pool, range(ROUND))
    assert not any(set(one) & set(other) for one, other in list(pairwise(papers))[::2])
    assert len({frozenset(paper) for paper in papers}) == ROUND


def test_questions_are_asked_about_as_often_over_many_rounds_of_a_mixed_pool():
    """A thousand papers of thirty from three hundred: a hundred times each, and independent draws would stray by 30."""
    pool = pool_of(*[(1, level) for level in [1, 2, 2, 3, 3, 3, 4, 4, 5, 5] * 30])
    papers = dealt([BlueprintRow(30)], pool, range(1000))
    asked = times_asked(papers, pool)

    assert 90 <= min(asked) <= max(asked) <= 110
    totals = sums(papers, pool)
    assert max(totals) <= min(totals) * 1.03


def test_difficulty_found_in_use_takes_the_place_of_the_declared_one():
    easy = [PoolQuestion(n, 1, 3, "single_choice", CONTENT, 12) for n in range(40)]
    hard = [PoolQuestion(n, 1, 3, "single_choice", CONTENT, 44) for n in range(40, 80)]

    totals = sums(dealt([BlueprintRow(20)], easy + hard, range(40)), easy + hard)
    assert max(totals) <= min(totals) * 1.03


def test_a_question_fixed_in_one_part_is_left_alone_by_the_others():
    fixed = PoolQuestion(1, -1, 3, "single_choice", CONTENT)
    pool = pool_of(*[(1, 3)] * 4)
    portions = [Portion([BlueprintRow(1, -1), BlueprintRow(2)], [fixed, *pool]), Portion([BlueprintRow(2)], pool)]

    for position in range(20):
        asked, *others = Dealer(portions, "s").paper(position)
        assert asked == [1]
        assert sorted(id for ids in others for id in ids) == [100, 101, 102, 103]


def test_too_few_names_the_row():
    dealer = Dealer([Portion([BlueprintRow(1, 1, 1), BlueprintRow(3, 2, 1)], pool_of((1, 1), (1, 1), (2, 1)))], "s")

    with pytest.raises(TooFewQuestions, match="Dòng 2 của ma trận cần 3 câu, kho chỉ còn 1 câu"):
        dealer.paper(0)


def test_draw_2_never_changes():
    """Stored papers are proved by drawing them again: these values may only ever be joined by those of a draw-3."""
    pool = pool_of((1, 1), (1, 2), (1, 3), (1, 5), (2, 1), (2, 2), (2, 4))
    dealer = Dealer([Portion([BlueprintRow(2, 1), BlueprintRow(1, 2)], pool)], "tuần 1")

    assert [dealer.paper(position) for position in (0, 1, 2, 63, 64)] == [
        [[100, 102], [106]],
        [[103, 101], [104]],
        [[100, 103], [105]],
        [[102, 101], [105]],
        [[100, 103], [105]],
    ]
    asked = [question for id in (100, 103, 105) for question in pool if question.version_id == id]
    places = arranged(asked, dealer.own_rank(64), shuffle_questions=True, shuffle_choices=True)
    assert [(place.number, place.version_id, "".join(place.choice_order)) for place in places] == [
        (1, 103, "kakdkckb"),
        (2, 100, "kdkckbka"),
        (3, 105, "kckakdkb"),
    ]
