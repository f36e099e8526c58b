"""Provisional → complaints → official: which revision may follow which, and what it must say."""

from datetime import UTC, datetime, timedelta

import pytest

from quiz.contests.contest_rules import Complaints
from quiz.refusals import Invalid
from quiz.standings.publication_order import OfficialIsOut, insist_in_order, is_early, window_for, window_from
from quiz.standings.revision import OFFICIAL, PROVISIONAL, WITHDRAWN, Head, Window

AT = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
"""Noon in Vietnam."""
DAY = timedelta(days=1)
THREE_DAYS = Complaints(days=3)
NONE_TAKEN = Complaints(days=0)


def head(state, at=AT, window=None, revision=1):
    opens, closes = (window.opens, window.closes) if window else (None, None)
    return Head(1, "abc", f"VL26-{revision}", revision, state, "", "0" * 64, at, opens, closes)


def provisional(at=AT):
    return head(PROVISIONAL, at, window_from(THREE_DAYS, at))


def missing(complaints, before, state, at, note="Vì đã rà soát", early=""):
    try:
        insist_in_order(complaints, before, state, note, early, at)
    except Invalid as invalid:
        return set(invalid.errors)
    return set()


def test_days_are_whole_and_the_first_is_the_day_after():
    assert window_from(THREE_DAYS, AT) == Window(AT, datetime(2026, 11, 29, 17, 0, tzinfo=UTC))  # 24:00 on the 29th
    assert window_from(NONE_TAKEN, AT) is None


def test_a_window_holds_its_first_moment_and_not_its_last():
    window = window_from(THREE_DAYS, AT)
    assert window.holds(AT)
    assert window.holds(window.closes - timedelta(microseconds=1))
    assert not window.holds(window.closes)


def test_official_waits_for_the_end_of_the_window_or_says_why_not():
    closes = provisional().complaints.closes
    assert missing(THREE_DAYS, provisional(), OFFICIAL, closes - timedelta(seconds=1)) == {"early"}
    assert missing(THREE_DAYS, provisional(), OFFICIAL, closes - timedelta(seconds=1), early="Ai cũng đồng ý") == set()
    assert missing(THREE_DAYS, provisional(), OFFICIAL, closes) == set()


@pytest.mark.parametrize("before", [None, head(WITHDRAWN), head(PROVISIONAL)])
def test_official_without_a_window_before_it_says_why(before):
    assert is_early(THREE_DAYS, before, AT + 30 * DAY)
    assert not is_early(NONE_TAKEN, before, AT)


def test_where_no_complaints_are_taken_the_first_result_may_be_official_without_a_word():
    assert missing(NONE_TAKEN, None, OFFICIAL, AT, note="") == set()


@pytest.mark.parametrize("before", [provisional(), head(OFFICIAL), head(WITHDRAWN)])
def test_every_further_revision_says_what_and_why(before):
    assert "note" in missing(NONE_TAKEN, before, OFFICIAL, AT, note="  ")


def test_after_an_official_result_only_another_official_one():
    with pytest.raises(OfficialIsOut):
        insist_in_order(THREE_DAYS, head(OFFICIAL), PROVISIONAL, "Sửa đáp án", "", AT)
    assert missing(THREE_DAYS, head(OFFICIAL), OFFICIAL, AT) == set()
    assert missing(THREE_DAYS, head(WITHDRAWN), PROVISIONAL, AT) == set()


def test_each_provisional_result_opens_the_window_anew_and_an_official_one_keeps_it():
    first, later = provisional(), AT + 2 * DAY
    assert window_for(THREE_DAYS, first, PROVISIONAL, later) == window_from(THREE_DAYS, later)
    assert window_for(THREE_DAYS, first, OFFICIAL, later) == first.complaints
    assert window_for(THREE_DAYS, None, OFFICIAL, later) == window_from(THREE_DAYS, later)
    assert window_for(THREE_DAYS, head(WITHDRAWN), OFFICIAL, later) == window_from(THREE_DAYS, later)
