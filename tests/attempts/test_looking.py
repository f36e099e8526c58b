"""A server looks into the bank for papers once a moment; a paper is drawn from what was there a moment ago at most."""

import pytest
from sqlmodel import func, select

from question_bank.question import QuestionVersion
from quiz import database
from quiz.attempts import papers
from quiz.attempts.attempt import Pool
from quiz.attempts.redrawing import prove
from quiz.contests.round import BlueprintRow
from tests.attempts.test_papers import draw, rows


@pytest.fixture
def moment(monkeypatch):
    """The clock of the process, held; a server's patience is a second."""
    held = [100.0]
    monkeypatch.setattr(papers, "looked_at_for_s", 1.0)
    monkeypatch.setattr(papers.time, "monotonic", lambda: held[0])
    monkeypatch.setattr(papers, "_looked", {})
    return held


def retire(world, number):
    with database.transaction() as session:
        session.get_one(QuestionVersion, world.versions[number].id).state = "retired"
        session.exec(select(BlueprintRow)).one().count = 2


def test_within_a_moment_papers_are_drawn_from_one_look_and_then_from_a_new_one(world, moment):
    first = draw(world)
    retire(world, 0)

    assert len(rows(draw(world))) == 3
    moment[0] += 1.1
    later = draw(world)

    assert {row.version_id for row in rows(later)} == {version.id for version in world.versions[1:]}
    with database.transaction(writing=False) as session:
        assert session.exec(select(func.count()).select_from(Pool)).one() == 2
        assert prove(session, session.merge(first, load=False))
        assert prove(session, session.merge(later, load=False))


def test_a_pool_that_was_not_kept_after_all_is_written_again(world, moment):
    """The first to begin was refused: what they had written is gone, what was looked at is not."""
    lan = world.people["lan"]
    with pytest.raises(RuntimeError), database.transaction() as session:
        papers.draw_paper(session, world.round, _begun(session, world, lan), papers.clock.now())
        raise RuntimeError

    assert len(rows(draw(world))) == 3


def _begun(session, world, lan):
    from quiz.attempts.attempt import Attempt, Mode
    from tests.conftest import NOON

    attempt = Attempt(
        viewer_id=lan.id, leg_id=world.leg.id, mode=Mode.PREVIEW, rules_version=1, started_at=NOON, ends_at=NOON
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    return attempt
