"""Papers are drawn before the opening, by the same draw; a start takes one only while it would draw the same."""

from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from question_bank.question import Question, QuestionVersion
from quiz import clock, database
from quiz.attempts import papers
from quiz.attempts.attempt import DrawnPaper, Paper, Pool
from quiz.attempts.attending import note_presence
from quiz.attempts.drawing_ahead import (
    AROUND,
    draw_ahead,
    forget_drawn,
    is_something_left,
    keep_drawn,
    legs_about_to_open,
    readiness_of,
)
from quiz.attempts.papers import pool_now
from quiz.attempts.redrawing import digest_of
from quiz.attempts.removing import remove_entry
from quiz.contests.composing import fix_question
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry, EntryState
from quiz.contests.mock_question import MockQuestion
from quiz.contests.reserving import Reservation
from quiz.contests.round import BlueprintRow, Part, Round
from quiz.housekeeping import _drawn_slice, _keep_slice
from tests.attempts.test_papers import proved, rows, start
from tests.conftest import NOON
from tests.world import allow, sit_at_desk

OPENS = NOON


def keep_house(at, most=20):
    """Until there is nothing more to draw."""
    for _ in range(most):
        batch, left = _drawn_slice(at)
        if batch is None and not left:
            return
        _keep_slice(batch, at)
    raise AssertionError("it never comes to an end")


def drawn():
    """Entry → pool."""
    with database.transaction(writing=False) as session:
        return {paper.entry_id: paper.pool_id for paper in session.exec(select(DrawnPaper))}


def before(minutes):
    return OPENS - timedelta(minutes=minutes)


def test_a_start_takes_the_paper_that_was_drawn_and_a_replay_agrees(planned, monkeypatch):
    keep_house(before(10))
    monkeypatch.setattr(papers, "draw_again", None)

    attempt = start(planned, "duong", OPENS)

    assert len(rows(attempt)) == 6
    assert proved(attempt)


def test_whoever_has_none_gets_the_same_by_drawing_at_once(planned):
    keep_house(before(10))
    with database.transaction() as session:
        ready = session.exec(select(DrawnPaper).where(DrawnPaper.entry_id == planned.entries["duong"].id)).one()
        session.delete(ready)

    paper = rows(start(planned, "duong", OPENS))

    assert [[row.part_id, row.version_id, row.choice_order] for row in paper] == ready.places


def retire(session, world):
    for question in session.exec(select(Question).order_by(col(Question.id).desc()).limit(3)):
        question.retired_at = NOON
        session.add(question)


def revise(session, world):
    version = session.exec(select(QuestionVersion).where(QuestionVersion.difficulty == 4).limit(1)).one()
    version.is_current = False
    session.add(version)


def ask_less(session, world):
    row = session.exec(select(BlueprintRow).order_by(col(BlueprintRow.id).desc()).limit(1)).one()
    row.count = 2
    session.add(row)


def fix(session, world):
    question = session.exec(select(Question).limit(1)).one()
    fix_question(session, session.get_one(Part, world.part.id), question)


def shuffle_no_more(session, world):
    round = session.get_one(Round, world.round.id)
    round.take_rules(round.rules.model_copy(update={"shuffle_choices": False}))
    session.add(round)
    world.round = round


def set_aside(session, world):
    question = session.exec(select(Question).order_by(col(Question.id).desc()).limit(1)).one()
    session.add(MockQuestion(round_id=world.round.id, question_id=question.id, set_aside_at=NOON))


def keep_for_another(session, world):
    other = Contest(
        code="khac", title="Cuộc thi khác", shape=world.contest.shape, unit_id=world.contest.unit_id, created_at=NOON
    )
    session.add(other)
    session.flush()
    round = Round(contest_id=other.id, position=1, name="Vòng khác", rules_json=world.round.rules_json)
    session.add(round)
    session.flush()
    question = session.exec(select(Question).order_by(col(Question.id).desc()).limit(1)).one()
    session.add(Reservation(question_id=question.id, round_id=round.id, reserved_at=NOON - timedelta(days=2)))


@pytest.mark.parametrize("change", [retire, revise, ask_less, fix, shuffle_no_more, set_aside, keep_for_another])
def test_a_changed_pool_is_never_served_stale(planned, change):
    keep_house(before(10))
    old = set(drawn().values())
    with database.transaction() as session:
        change(session, planned)

    attempt = start(planned, "duong", OPENS)
    keep_house(OPENS)

    with database.transaction(writing=False) as session:
        now = digest_of(pool_now(session, session.get_one(Round, planned.round.id), OPENS, planned.leg))
        paper = session.get_one(Paper, attempt.id)
        assert session.get_one(Pool, paper.pool_id).sha256 == now
    assert paper.pool_id not in old
    assert proved(attempt)
    assert set(drawn().values()) == {paper.pool_id}


def test_papers_are_drawn_a_quarter_of_an_hour_before_the_opening_and_forgotten_as_long_after(planned):
    keep_house(before(16))
    assert not drawn()

    keep_house(before(15))
    assert set(drawn()) == {entry.id for entry in planned.entries.values()}

    keep_house(OPENS + AROUND)
    assert not drawn()


def test_a_leg_opened_by_hand_has_its_papers_drawn_while_a_phone_waits(planned):
    allow(planned, opening="hand")
    keep_house(before(5))
    assert not drawn()

    with database.transaction() as session:
        note_presence(session, session.get_one(Entry, planned.entries["duong"].id), None, before(5))
    keep_house(before(4))

    assert len(drawn()) == 2


@pytest.mark.parametrize("state", [ContestState.DRAFT, ContestState.CANCELLED])
def test_nothing_is_drawn_for_a_contest_that_is_not_announced(planned, state):
    with database.transaction() as session:
        contest = session.get_one(Contest, planned.contest.id)
        contest.state = state
        session.add(contest)

    with database.transaction(writing=False) as session:
        assert legs_about_to_open(session, before(5)) == []
        assert draw_ahead(session, before(5), 10) is None


def test_slices_come_to_an_end_and_leave_out_who_has_begun_or_withdrew(planned):
    start(planned, "duong", OPENS)
    with database.transaction() as session:
        away = session.get_one(Entry, planned.entries["khanh"].id)
        away.state = EntryState.WITHDRAWN
        session.add(away)

    keep_house(OPENS + timedelta(minutes=1))

    assert not drawn()


def test_whoever_was_removed_meanwhile_is_passed_over(planned):
    with database.transaction(writing=False) as session:
        batch = draw_ahead(session, before(5), 10)
    with database.transaction() as session:
        remove_entry(session, session.get_one(Entry, planned.entries["khanh"].id), before(5))

    with database.transaction() as session:
        assert keep_drawn(session, batch) == 1
        assert not is_something_left(session, before(5))
        remove_entry(session, session.get_one(Entry, planned.entries["duong"].id), before(5))
        assert session.exec(select(func.count()).select_from(DrawnPaper)).one() == 0


def test_a_bank_that_cannot_fill_the_paper_stops_nothing(planned):
    with database.transaction() as session:
        for version in session.exec(select(QuestionVersion)):
            version.state = "retired"
            session.add(version)

    keep_house(before(5))

    assert not drawn()


def test_the_desk_is_told_how_many_are_ready_and_nobody_sees_a_paper(planned, browser, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: before(10))
    sit_at_desk(browser, planned.people["lan"])
    page = f"/judge/legs/{planned.leg.public_id}"
    assert "Đang rút sẵn đề." in browser.get(page).text

    keep_house(before(10))

    assert "Đề đã rút sẵn cho 2/2 thí sinh." in browser.get(page).text
    with database.transaction(writing=False) as session:
        assert readiness_of(session, planned.round, planned.leg, before(20)) is None
        assert "places" not in repr(session.exec(select(DrawnPaper)).first())


def test_forgetting_leaves_what_is_about_to_open(planned):
    keep_house(before(5))
    with database.transaction() as session:
        forget_drawn(session, before(5))
    assert len(drawn()) == 2
