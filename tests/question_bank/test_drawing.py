from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.drawing import BlueprintRow, PoolQuestion, TooFewQuestions, draw

CONTENT = {"stem": "?", "choices": [{"id": id, "text": id} for id in ("ka", "kb", "kc", "kd")]}


def pool_of(*topics_and_difficulties):
    return [
        PoolQuestion(number, topic, difficulty, "single_choice", CONTENT)
        for number, (topic, difficulty) in enumerate(topics_and_difficulties, 100)
    ]


POOLS = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=40).map(
    lambda pairs: pool_of(*pairs)
)
ROWS = st.lists(
    st.builds(
        BlueprintRow,
        st.integers(1, 4),
        st.one_of(st.none(), st.integers(1, 3)),
        st.one_of(st.none(), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=5,
)


@given(ROWS, POOLS, st.text(max_size=8), st.randoms())
def test_the_same_three_give_the_same_paper_however_the_pool_was_fetched(rows, pool, seed, random):
    def drawn(pool):
        try:
            return draw(rows, pool, seed)
        except TooFewQuestions as few:
            return few.row_number

    shuffled = list(pool)
    random.shuffle(shuffled)

    assert drawn(pool) == drawn(shuffled)


@given(ROWS, POOLS, st.text(max_size=8))
def test_a_paper_keeps_to_its_blueprint_and_asks_nothing_twice(rows, pool, seed):
    try:
        paper = draw(rows, pool, seed, shuffle_questions=False)
    except TooFewQuestions:
        return
    questions = {question.version_id: question for question in pool}
    asked = iter(paper)
    for row in rows:
        for _ in range(row.count):
            assert row.fits(questions[next(asked).version_id])
    assert next(asked, None) is None
    assert [place.number for place in paper] == list(range(1, len(paper) + 1))
    assert len({place.version_id for place in paper}) == len(paper)


def test_a_row_gives_up_a_question_that_another_row_needs_more():
    rows = [BlueprintRow(1, topic_id=1), BlueprintRow(1, difficulty=1), BlueprintRow(1)]

    for seed in range(20):
        assert len(draw(rows, pool_of((1, 1), (1, 2), (2, 2)), str(seed))) == 3


def test_too_few_names_the_row():
    with pytest.raises(TooFewQuestions, match="Dòng 2 của ma trận cần 3 câu, kho chỉ còn 1 câu"):
        draw([BlueprintRow(1, 1, 1), BlueprintRow(3, 2, 1)], pool_of((1, 1), (1, 1), (2, 1)), "seed")


def test_every_question_is_drawn_about_as_often():
    pool = pool_of(*[(1, 1)] * 10)
    counts = Counter(place.version_id for seed in range(500) for place in draw([BlueprintRow(2)], pool, str(seed)))

    assert all(60 <= counts[question.version_id] <= 140 for question in pool)


def test_unshuffled_choices_stand_as_their_author_wrote_them():
    paper = draw([BlueprintRow(3)], pool_of((1, 1), (1, 1), (1, 1)), "seed", shuffle_choices=False)

    assert {place.choice_order for place in paper} == {("ka", "kb", "kc", "kd")}


def test_draw_1_never_changes():
    """Stored papers are proved by drawing them again: these values may only ever be joined by those of a draw-2."""
    paper = draw([BlueprintRow(2, 1), BlueprintRow(1, 2)], pool_of((1, 1), (1, 2), (1, 3), (2, 1), (2, 2)), "tuần 1")

    assert [(place.number, place.version_id, "".join(place.choice_order)) for place in paper] == [
        (1, 100, "kdkckbka"),
        (2, 103, "kckakdkb"),
        (3, 101, "kakckbkd"),
    ]
