"""Who crosses the cut is told once each, and divisions have places of their own."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from quiz.standings.crossing import crossed_between, in_divisions
from quiz.standings.standing import Standing
from tests.conftest import NOON

LINE = Standing(1, 1, "VL-001", "An", "Tân Trại", 1, 1, 1, NOON)
FATES = st.dictionaries(st.integers(1, 9), st.sampled_from(["on", "waits", "out"]))


@given(FATES, FATES)
def test_whoever_is_told_is_elsewhere_than_before_and_nobody_else_is(before, after):
    told = list(crossed_between("Vòng 1", before, after, {}))

    moved = {id for id in before | after if before.get(id, "out") != after.get(id, "out")}
    assert [one.entry_id for one in told if one.before == one.after] == []
    assert sorted(one.entry_id for one in told) == sorted(moved)
    assert [one.goes_on for one in told] == sorted((one.goes_on for one in told), reverse=True)


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["A", "B"])), max_size=12))
def test_in_a_division_equals_stay_equal_and_places_are_counted_anew(drawn):
    drawn = sorted(drawn)
    board = [replace(LINE, place=place, entry_id=entry) for entry, (place, _name) in enumerate(drawn)]
    names = {entry: name for entry, (_place, name) in enumerate(drawn)}

    apart = in_divisions(board, names)

    assert sorted(line.entry_id for lines in apart.values() for line in lines) == sorted(names)
    for lines in apart.values():
        of_all = [board[line.entry_id].place for line in lines]
        assert [line.place for line in lines] == [1 + sum(other < place for other in of_all) for place in of_all]
