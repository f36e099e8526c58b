"""A prize on its way to its winner goes forwards, each step once, and backwards one step at a time."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from quiz.standings.handover import STEPS, Handover, Key, Taken, handovers_in
from tests.conftest import NOON

KEY = Key(0, "leg:12", 5)


def step(name, seq=1, **more):
    return Taken(name, seq, NOON, 1, "organiser", "", **more)


def after(*steps):
    return Handover(tuple(step(name, seq) for seq, name in enumerate(steps, 1)))


def test_where_winners_are_checked_nothing_is_granted_before():
    assert not after().may_take("granted", checked=True)
    assert not after("contacted").may_take("granted", checked=True)
    assert after("verified").may_take("granted", checked=True)
    assert after().may_take("granted", checked=False)


@given(st.lists(st.sampled_from(STEPS), unique=True), st.sampled_from(STEPS), st.booleans())
def test_no_step_is_taken_twice_or_backwards(done, wanted, checked):
    done = sorted(done, key=STEPS.index)
    if done and STEPS.index(wanted) <= STEPS.index(done[-1]):
        assert not after(*done).may_take(wanted, checked=checked)
    elif wanted != "granted":
        assert after(*done).may_take(wanted, checked=checked)


def test_an_answer_is_overdue_after_its_day_until_the_next_step():
    waiting = Handover((step("contacted", until=date(2026, 12, 1)),))
    assert not waiting.is_overdue(date(2026, 12, 1))
    assert waiting.is_overdue(date(2026, 12, 2))
    assert not Handover((*waiting.steps, step("verified", 2))).is_overdue(date(2026, 12, 2))
    assert not Handover().is_overdue(date(2026, 12, 2))


def test_steps_are_gathered_by_prize_and_winner():
    other = Key(0, "leg:12", 6)
    found = handovers_in([(KEY, step("contacted")), (other, step("verified", 2)), (KEY, step("verified", 3))])
    assert [one.step for one in found[KEY].steps] == ["contacted", "verified"]
    assert found[other].state == "verified"


@given(st.integers(0, 999), st.sampled_from(["overall", "leg:12:3", "unit:1:0"]), st.integers(1, 10**9))
def test_a_key_is_read_as_it_was_written(prize, ranking, id):
    assert Key.read(Key(prize, ranking, id).text) == Key(prize, ranking, id)


def test_what_is_no_key_is_none():
    assert [Key.read(text) for text in ("", "1", "1|x", "a|leg:1|2", "1|leg:1|b", "|leg:1|", "1|leg:1|٣")] == [None] * 7
