"""Lots: the same seed and numbers draw the same order, for anybody, anywhere."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from quiz.standings.lots import drawn

TICKETS = st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=8)


def test_the_order_can_be_found_again_with_any_program():
    tickets = ["VL-001", "VL-002", "VL-003"]
    digests = {hashlib.sha256(f"70125:{ticket}".encode()).hexdigest(): ticket for ticket in tickets}

    assert drawn("70125", tickets) == [digests[digest] for digest in sorted(digests)]


@given(st.text(max_size=20), TICKETS, st.randoms())
def test_who_is_named_first_decides_nothing(seed, tickets, chance):
    assert drawn(seed, chance.sample(tickets, len(tickets))) == drawn(seed, tickets)
    assert sorted(drawn(seed, tickets)) == sorted(tickets)


def test_everybody_may_be_first():
    assert {drawn(str(seed), ["a", "b", "c"])[0] for seed in range(50)} == {"a", "b", "c"}
