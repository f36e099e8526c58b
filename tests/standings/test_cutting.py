"""The line on a board says who goes on: exactly those whom the rules send on, or there is no line."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.advance import Advance
from quiz.contests.articles.advancing import cut_told
from quiz.contests.cut_line import CutLine, cut_line_of
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.standings.advancing import onward
from quiz.standings.cutting import Cut, cut_among
from quiz.standings.kept_board import board_in
from quiz.standings.live import LiveBoard
from quiz.standings.ranking import rank
from quiz.standings.standing import Slice
from quiz.standings.tie_breaks import ordering
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.standings.test_advancing import KEYS, finish

FIVE = Advance(kind="top_n", count=5)
EXTRA = FIVE.model_copy(update={"ties": "extra_question"})
APART = FIVE.model_copy(update={"per_division": True})


def line(advance, legs=1, divisions=1, *, of_division=False):
    return cut_line_of(advance, legs, divisions=divisions, of_division=of_division)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (line(FIVE), CutLine(5)),
        (line(EXTRA), CutLine(5, "extra_question")),
        (line(FIVE, legs=2), None),  # the legs are summed
        (line(Advance(kind="best_per_leg", per_leg=3), legs=2), CutLine(3, of="leg")),
        (line(Advance(kind="top_n_plus_best_per_leg", count=5, per_leg=3)), None),
        (line(Advance(kind="threshold_percent", percent=50)), None),
        (line(FIVE, divisions=2, of_division=True), None),  # its places are not the places of all
        (line(APART, divisions=2), None),
        (line(APART, divisions=1), CutLine(5)),
        (line(APART, divisions=2, of_division=True), CutLine(5, of="division")),
    ],
)  # fmt: skip
def test_a_line_is_drawn_only_where_these_places_decide(found, expected):
    assert found == expected


def test_the_words_fit_what_happens_to_equals():
    assert cut_told(CutLine(5)) == "Vào vòng sau: 5 người đứng đầu; bằng nhau ở vạch thì cùng vào."
    assert cut_told(CutLine(3, "extra_question", "leg")) == (
        "Vào vòng sau: 3 người đứng đầu đợt này; bằng nhau ở vạch thì câu hỏi phụ quyết định."
    )


def test_equals_at_the_cut_are_above_it_or_between_as_the_rules_say():
    places = [1, 2, 2, 2, 5]
    assert cut_among(places, CutLine(3)) == Cut(4, 4)
    assert cut_among(places, CutLine(3, "extra_question")) == Cut(1, 4)
    assert cut_among(places, CutLine(4, "extra_question")) == Cut(4, 4)
    assert cut_among(places, CutLine(9, "extra_question")) == Cut(5, 5)


@pytest.mark.parametrize(
    ("places", "count", "sure"),
    [([1, 2, 3, 4], 2, 2), ([1, 2, 2, 4], 2, 3), ([1, 2, 2, 4], 1, 1), ([1, 2], 5, 2), ([], 3, 0)],
)
def test_equals_at_the_cut_go_on_together(places, count, sure):
    assert cut_among(places, CutLine(count)) == Cut(sure, sure)


@given(
    st.lists(
        st.builds(finish, st.integers(1, 40), st.integers(0, 4), st.integers(1, 2), division=st.integers(1, 2)),
        max_size=20, unique_by=lambda each: each.entry_id,
    ),
    st.sampled_from(["top_n", "best_per_leg", "top_n_plus_best_per_leg", "threshold_percent"]),
    st.sampled_from(["all", "extra_question"]), st.integers(1, 6), st.booleans(), st.integers(1, 9), st.integers(0, 9),
)  # fmt: skip
def test_wherever_there_is_a_line_those_above_it_go_on_and_nobody_else(
    leg, kind, ties, count, per_division, size, start
):
    counts = {"top_n": {"count": count}, "best_per_leg": {"per_leg": count}, "threshold_percent": {"percent": 50}}
    advance = Advance(
        kind=kind, ties=ties, per_division=per_division, **counts.get(kind, {"count": count, "per_leg": 1})
    )
    drawn = line(advance, divisions=2)
    if drawn is None:
        return
    found = onward(advance, [leg], KEYS)
    ranked = rank(leg, ordering(KEYS), among_equals=lambda each: each.entry_id)
    cut = cut_among([place for place, _ in ranked], drawn)
    listed = [each for _, each in ranked]

    assert {each.entry_id for each in listed[: cut.sure]} == {each.entry_id for each in found.going}
    between = {each.entry_id for each in listed[cut.sure : cut.within]}
    assert between == {each.entry_id for tie in found.ties for each in tie.finishes}
    part = Slice.cut(listed[start : start + size], start, cut, len(listed))
    assert part.undecided == between & {each.entry_id for each in part.lines}
    assert (part.cut_after is not None) == (start < cut.sure <= start + size and cut.sure < len(listed))


def test_a_board_cuts_like_that_whether_live_or_read_as_a_whole(session, world):
    round = session.get_one(Round, world.round.id)
    round.take_rules(RoundRules(advance=EXTRA.model_copy(update={"count": 2})))
    played(session, world, world.entries["duong"], RIGHT, RIGHT, RIGHT)
    for name in ("Một", "Hai", "Ba"):
        played(session, world, enter(session, world, name), RIGHT, seconds=30)
    played(session, world, world.entries["khanh"], WRONG)
    board = LiveBoard(session, round, world.leg)
    whole = board.lines(0, 50)

    assert whole.cut_after == world.entries["duong"].id
    assert {line.name for line in whole.lines if line.entry_id in whole.undecided} == {"Một", "Hai", "Ba"}
    assert len(board.lines(2, 1).undecided) == 1
    session.add(Leg(round_id=round.id, position=2, opens_at=NOON, closes_at=NOON + timedelta(hours=1)))
    session.flush()
    assert (board.cut_line, board.lines(0, 50).cut_after) == (None, None)


def test_a_board_published_with_a_bare_number_keeps_its_line():
    content = {"standings": [], "units": [], "figures": {"people": 0, "attempts": 0, "submitted": 0, "working": 0}}
    rules = RoundRules(advance=EXTRA).model_dump(mode="json")
    assert board_in(content | {"maximum": None, "cut_line": 5}, {"rules": rules}).cut_line == CutLine(
        5, "extra_question"
    )
