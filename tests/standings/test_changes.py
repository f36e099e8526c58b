"""Who moved between two boards."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from quiz.standings.changes import moved_between
from quiz.standings.standing import Standing

AT = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
boards = st.dictionaries(st.integers(1, 6), st.tuples(st.integers(1, 6), st.integers(0, 3)), max_size=6).map(
    lambda lines: [line(entry_id, *figures) for entry_id, figures in lines.items()]
)


def line(entry_id, place, points):
    return Standing(place, entry_id, f"VL-{entry_id}", f"Thí sinh {entry_id}", "Tân Trại", points, 0, 0, AT)


def told(moved):
    return [
        (each.entry_id, each.place_before, each.place_after, each.points_before, each.points_after) for each in moved
    ]


def test_who_rose_who_came_and_who_went():
    before = [line(1, 1, 3), line(2, 2, 2), line(3, 3, 1)]
    after = [line(2, 1, 4), line(1, 2, 3), line(4, 3, 1)]

    assert told(moved_between(before, after)) == [
        (2, 2, 1, 2, 4),
        (1, 1, 2, 3, 3),
        (4, None, 3, None, 1),
        (3, 3, None, 1, None),
    ]


@given(boards, boards)
def test_nobody_is_named_who_stands_as_before_and_everybody_else_is(before, after):
    was = {each.entry_id: (each.place, each.points) for each in before}
    now = {each.entry_id: (each.place, each.points) for each in after}
    moved = {each.entry_id for each in moved_between(before, after)}

    assert moved == {id for id in was.keys() | now.keys() if was.get(id) != now.get(id)}
    assert moved_between(after, after) == []
