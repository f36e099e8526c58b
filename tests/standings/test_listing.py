"""Lines of boards are kept in step with scores and entries, whatever happens and in whatever order; and a place that is
looked up among them is the one that the pure functions find."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import select

from quiz.contests.contest import Division
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.standings import listing
from quiz.standings.board_line import BoardLine, BoardStretch, BoardTotal
from quiz.standings.counting import recount_leg
from quiz.standings.keeping_listed import list_what_changed
from quiz.standings.listing import is_listed_right, list_everybody
from quiz.standings.live import LiveBoard
from quiz.standings.ranking import rank
from quiz.standings.score import NO_PREDICTION, Score
from quiz.standings.standing import Figures
from quiz.standings.tie_breaks import TIE_BREAKS, ordering
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, play, played

KEYS = st.permutations(list(TIE_BREAKS)).flatmap(lambda keys: st.integers(1, len(keys)).map(lambda n: tuple(keys[:n])))
FEW = st.integers(-2, 2)


@pytest.fixture(autouse=True)
def _short_stretches(monkeypatch):
    monkeypatch.setattr(listing, "STRETCH", 2)


def ranked_by(session, world, *keys):
    """Past what the rules of a round insist on beside their keys."""
    round = session.get_one(Round, world.round.id)
    round.rules_json = round.rules.model_copy(update={"ranking": keys}).model_dump(mode="json")
    return round


@pytest.fixture
def many(session, world):
    """Nine who handed in, in two divisions; two of them as good as others."""
    second = Division(contest_id=world.contest.id, name="Khối trường học", position=2)
    session.add(second)
    session.flush()
    for number in range(9):
        entry = enter(session, world, f"Thí sinh {number}")
        entry.division_id = second.id if number % 3 == 0 else entry.division_id
        played(session, world, entry, RIGHT if number % 2 else WRONG, RIGHT, seconds=number // 2)
    session.flush()
    return session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id)


def insist(session, round, leg):
    """Each division and all together stand as the pure functions place them."""
    live = LiveBoard(session, round, leg)
    assert live.total() == len(live.lines(0, 100).lines)
    assert is_listed_right(session, leg.id)
    for board in (live, *(live.in_division(each.id) for each in live.divisions())):
        scores = session.exec(
            select(Score).join(Entry, Entry.id == Score.entry_id).where(
                Score.leg_id == leg.id, Score.stands == True,  # noqa: E712
                Entry.state == EntryState.ACTIVE, Entry.hors_concours == False,  # noqa: E712
                *([Entry.division_id == board.division_id] if board.division_id else []),
            )
        ).all()  # fmt: skip
        expected = rank(scores, ordering(round.rules.ranking), lambda score: score.entry_id)
        told = [(line.place, line.entry_id) for line in board.lines(0, 100).lines]
        assert told == [(place, score.entry_id) for place, score in expected]
        assert board.total() == len(expected)
        for position, (place, score) in enumerate(expected):
            assert board.position_of(score.entry_id) == position
            assert [line.place for line in board.lines(position, 1).lines] == [place]
            assert board.within(place) == sum(each <= place for each, _ in expected)


def test_every_order_of_keys_is_the_order_of_the_pure_functions(session, world, many):
    round, leg = many
    scores = session.exec(select(Score).where(Score.leg_id == leg.id)).all()

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(KEYS, st.data())
    def check(keys, data):
        ranked_by(session, world, *keys)
        for score in scores:
            for name in keys:
                column, few = TIE_BREAKS[name].column, data.draw(FEW)
                if column in ("submitted_at", "started_at"):
                    setattr(score, column, NOON + timedelta(seconds=few))
                elif column == "prediction_distance":
                    setattr(score, column, NO_PREDICTION if few < 0 else few * 2**60)
                else:
                    setattr(score, column, few if column in ("points", "part_points") else abs(few))
            session.add(score)
        insist(session, round, leg)

    check()


def test_whatever_happens_to_an_entry_is_listed(session, world, many):
    round, leg = many
    entries = session.exec(select(Entry).join(Score, Score.entry_id == Entry.id)).all()
    other = session.exec(select(Division).where(Division.position == 2)).one()
    acts = [
        lambda: setattr(entries[1], "state", EntryState.DISQUALIFIED),
        lambda: setattr(entries[2], "state", EntryState.WITHDRAWN),
        lambda: setattr(entries[3], "hors_concours", True),
        lambda: setattr(entries[4], "division_id", other.id),
        lambda: setattr(entries[1], "state", EntryState.ACTIVE),
        lambda: session.delete(session.exec(select(Score).where(Score.entry_id == entries[5].id)).one()),
        lambda: played(session, world, enter(session, world, "Người Đến Sau"), RIGHT, RIGHT, seconds=1),
    ]
    for act in acts:
        act()
        insist(session, round, leg)


def test_figures_count_people_and_attempts_apart_and_nobody_who_is_disqualified(session, world, many):
    round, leg = many
    entries = session.exec(select(Entry).join(Score, Score.entry_id == Entry.id)).all()
    entries[0].state, entries[1].state = EntryState.DISQUALIFIED, EntryState.WITHDRAWN
    play(session, world, enter(session, world, "Người Đang Làm"), RIGHT, submitted_after=None)

    assert LiveBoard(session, round, leg).figures() == Figures(people=9, attempts=9, submitted=8, working=1)
    in_second = LiveBoard(session, round, leg).divisions()[1]
    assert LiveBoard(session, round, leg).in_division(in_second.id).figures() == Figures(2, 2, 2, 0)


def test_a_leg_counted_from_nothing_is_listed_from_nothing(session, world, many):
    round, leg = many
    session.execute(text("DELETE FROM score"))
    for table in (BoardLine, BoardStretch, BoardTotal):
        session.execute(text(f"DELETE FROM {table.__tablename__}"))
    session.expire_all()
    recount_leg(session, world.contest, round, leg)
    insist(session, round, leg)


def test_line_by_line_and_all_at_once_come_to_the_same(session, world, many):
    round, leg = many
    insist(session, round, leg)
    one_by_one = LiveBoard(session, round, leg).lines(0, 100)
    list_everybody(session, leg.id)
    insist(session, round, leg)
    assert LiveBoard(session, round, leg).lines(0, 100) == one_by_one


def test_what_is_undone_in_a_part_of_a_transaction_is_not_listed_for_good(session, world, many):
    round, leg = many
    list_what_changed(session)
    entry = session.exec(select(Entry).join(Score, Score.entry_id == Entry.id)).first()
    entry.hors_concours = True
    session.flush()
    nested = session.begin_nested()
    insist(session, round, leg)
    nested.rollback()
    insist(session, round, leg)
