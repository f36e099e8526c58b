"""A few seeded inputs of `make fuzz`, each time the same."""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from question_bank.readers import UnreadableFile
from tests.fuzzing.making import INPUTS
from tests.fuzzing.trying import READERS, complaint


@pytest.mark.parametrize("name", READERS)
def test_no_reader_minds_what_nobody_would_write(name):
    @seed(2026)
    @settings(
        max_examples=12, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(INPUTS[name])
    def attempt(data):
        assert complaint(name, data) is None

    attempt()


def test_a_reader_that_breaks_or_stands_still_is_complained_of(monkeypatch):
    def stand_still(data):
        while True:
            json.loads("1")

    monkeypatch.setattr("tests.fuzzing.trying.SECONDS_EACH", 0.05)
    monkeypatch.setitem(READERS, "txt", stand_still)
    assert "takes more than" in complaint("txt", b"")
    monkeypatch.setitem(READERS, "txt", lambda data: data[5])
    assert "IndexError" in complaint("txt", b"")


@pytest.mark.parametrize("deep", ["[" * 80_000, "- " * 80_000, "{" * 80_000, "? " * 40_000])
def test_depth_is_refused_before_it_breaks_the_stack(deep):
    with pytest.raises(UnreadableFile):
        READERS["yaml"](deep.encode())
