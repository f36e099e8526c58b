"""A writer, a topic, and a way to bring a small file in."""

from datetime import UTC, datetime

import pytest

from question_bank import importing
from question_bank.draft import Draft, Reading
from question_bank.topic import Topic

AT = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


def drafts(*stems, **changes):
    fields = {"choices": ["một", "hai", "ba"], "key": "A", "topic": "An toàn", "difficulty": "2"} | changes
    return [
        Draft(f"Dòng {number}", stem=stem, **{name: list(value) if isinstance(value, list) else value
                                             for name, value in fields.items()})
        for number, stem in enumerate(stems, 2)
    ]  # fmt: skip


@pytest.fixture
def topic(session):
    topic = Topic(slug="an-toan", name="An toàn", group="misinformation")
    session.add(topic)
    session.flush()
    return topic


@pytest.fixture
def bring(session, topic):
    """Bring a file with these drafts in."""

    def take_in(rows, filename="cau-hoi.xlsx"):
        return importing.take_in(session, filename, Reading("xlsx", rows), by="hoa", at=AT)

    return take_in
