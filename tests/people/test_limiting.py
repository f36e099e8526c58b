from datetime import timedelta

import pytest

from quiz.people.limiting import Limit, count_wrong_try, forget_tries, insist_not_too_many
from quiz.refusals import TooMany

THREE = Limit("test", 3, timedelta(minutes=15))
MINUTE = timedelta(minutes=1)


def try_wrongly(session, at, times=1, subject="ABCD"):
    for _ in range(times):
        count_wrong_try(session, THREE, subject, at)


def test_a_few_wrong_tries_are_forgiven(session, noon):
    try_wrongly(session, noon, times=2)

    insist_not_too_many(session, THREE, "ABCD", noon)


def test_one_too_many_must_wait_and_is_told_how_long(session, noon):
    try_wrongly(session, noon, times=3)

    with pytest.raises(TooMany) as refusal:
        insist_not_too_many(session, THREE, "ABCD", noon + 5 * MINUTE)

    assert refusal.value.text == "Thử quá nhiều lần. Hãy đợi 10 phút rồi thử lại."


def test_another_code_is_not_held_back(session, noon):
    try_wrongly(session, noon, times=3)

    insist_not_too_many(session, THREE, "WXYZ", noon)


def test_after_the_window_counting_begins_anew(session, noon):
    try_wrongly(session, noon, times=3)
    later = noon + 15 * MINUTE

    insist_not_too_many(session, THREE, "ABCD", later)
    try_wrongly(session, later, times=2)
    insist_not_too_many(session, THREE, "ABCD", later)


def test_the_right_one_wipes_the_slate(session, noon):
    try_wrongly(session, noon, times=3)

    forget_tries(session, THREE, "ABCD")

    insist_not_too_many(session, THREE, "ABCD", noon)
