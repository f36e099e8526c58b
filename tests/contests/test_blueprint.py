"""A blueprint beside a bank: what it holds, which row is short."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.drawing import BlueprintRow, PoolQuestion, TooFewQuestions, draw
from quiz.contests.blueprint import RowOutlook, outlook

topics = st.integers(1, 2)
levels = st.integers(1, 2)
small_rows = st.lists(
    st.builds(BlueprintRow, st.integers(1, 2), st.none() | topics, st.none() | levels), min_size=1, max_size=3
)
small_banks = st.lists(st.tuples(topics, levels), max_size=6)


def supply(bank):
    return {group: bank.count(group) for group in bank}


def can_fill(rows, bank):
    """Try every way of giving each row its questions."""
    if not rows:
        return True
    fitting = [
        place
        for place, (topic, level) in enumerate(bank)
        if rows[0].topic_id in (None, topic) and rows[0].difficulty in (None, level)
    ]
    return any(
        can_fill(rows[1:], [group for place, group in enumerate(bank) if place not in chosen])
        for chosen in combinations(fitting, rows[0].count)
    )


@given(small_rows, small_banks)
@settings(max_examples=300, deadline=None)
def test_nothing_is_short_exactly_when_some_way_of_filling_every_row_exists(rows, bank):
    feasible = all(seen.short == 0 for seen in outlook(rows, supply(bank)))

    assert feasible == can_fill(rows, bank)


@given(small_rows, small_banks)
@settings(max_examples=200, deadline=None)
def test_the_draw_itself_agrees(rows, bank):
    pool = [PoolQuestion(number, *group, "single_choice", {}) for number, group in enumerate(bank, 1)]
    try:
        drawn = len(draw(rows, pool, "hạt giống", shuffle_choices=False))
    except TooFewQuestions:
        drawn = None

    feasible = all(seen.short == 0 for seen in outlook(rows, supply(bank)))
    assert (drawn is not None) == feasible
    if drawn is not None:
        assert drawn == sum(row.count for row in rows)


@given(small_rows, small_banks)
@settings(max_examples=200, deadline=None)
def test_what_is_filled_is_as_much_as_can_be(rows, bank):
    """With one row fewer asked of for each question short, everything fits."""
    seen = outlook(rows, supply(bank))
    reduced = [
        BlueprintRow(row.count - said.short, row.topic_id, row.difficulty) for row, said in zip(rows, seen, strict=True)
    ]

    assert can_fill([row for row in reduced if row.count], bank)


def test_a_row_for_anything_leaves_the_rare_questions_to_the_row_that_needs_them():
    rows = [BlueprintRow(2), BlueprintRow(1, topic_id=1)]

    assert outlook(rows, {(1, 3): 1, (2, 3): 2}) == [RowOutlook(3, 0), RowOutlook(1, 0)]


def test_the_row_that_is_short_is_named_with_what_the_bank_holds_for_it():
    rows = [BlueprintRow(2, topic_id=1), BlueprintRow(5, topic_id=2, difficulty=4)]

    assert outlook(rows, {(1, 3): 2, (2, 4): 3, (2, 1): 9}) == [RowOutlook(2, 0), RowOutlook(3, 2)]


def test_an_empty_bank_is_short_of_everything():
    assert outlook([BlueprintRow(3)], {}) == [RowOutlook(0, 3)]
