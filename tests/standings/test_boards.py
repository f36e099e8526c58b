"""Boards: what is ranked, on which page, and what has been released."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from quiz import ledger
from quiz.attempts.decisions import EXTEND
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.refusals import Invalid
from quiz.standings.board import BoardState, board_of, internal_board_of, own_place
from quiz.standings.correcting import correct_key
from quiz.standings.counting import recount_leg
from quiz.standings.evidence import Evidence
from quiz.standings.keeping import digest_of
from quiz.standings.key_in_force import Correction
from quiz.standings.live import LiveBoard
from quiz.standings.points import POINT_SCALE
from quiz.standings.publishing import (
    StillWorking,
    has_changed_since,
    publish,
    situation_of,
    withdraw,
)
from quiz.standings.revision import latest
from quiz.standings.score import Score, Snapshot
from quiz.standings.standing import Figures, UnitLine
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, play, played
from tests.world import HOUR

AFTER = NOON + 2 * HOUR
"""When the leg of the world is closed."""
JUDGE = Decider(None, "judge", NOON)


def rules(session, world, **changes) -> Round:
    round = session.get_one(Round, world.round.id)
    round.take_rules(RoundRules(**changes))
    return round


def three_play(session, world):
    """Khánh and Dương are equal on every key; Tám has one more right."""
    played(session, world, world.entries["duong"], RIGHT, seconds=60)
    played(session, world, world.entries["khanh"], RIGHT, seconds=60)
    played(session, world, enter(session, world, "Lê Văn Tám"), RIGHT, RIGHT, seconds=90)


def shown(session, world, at):
    return board_of(session, world.contest, session.get_one(Round, world.round.id), world.leg, at)


def publishing(session, world, state="official", note="", at=AFTER, early="Ai cũng đồng ý"):
    round = session.get_one(Round, world.round.id)
    by = Decider(world.people["lan"].id, "organiser", at)
    return publish(session, world.contest, round, world.leg, state=state, note=note, by=by, early=early)


def lines(board, start=0, count=50):
    return [(line.place, line.name) for line in board.lines(start, count).lines]


def test_equals_share_a_place_on_the_live_board(session, world):
    three_play(session, world)

    assert lines(LiveBoard(session, world.round, world.leg)) == [
        (1, "Lê Văn Tám"), (2, "Trần Thị Thuỳ Dương"), (2, "Phan Quốc Khánh"),
    ]  # fmt: skip


def test_a_later_page_goes_on_with_the_places_of_the_whole(session, world):
    three_play(session, world)
    board = LiveBoard(session, world.round, world.leg)

    assert lines(board, 2, 50) == [(2, "Phan Quốc Khánh")]
    assert [board.position_of(world.entries[name].id) for name in ("duong", "khanh")] == [1, 2]


@pytest.mark.parametrize(
    "why", [{"state": EntryState.WITHDRAWN}, {"state": EntryState.DISQUALIFIED}, {"hors_concours": True}]
)
def test_who_is_out_of_the_ranking_leaves_their_place_to_the_next(session, world, why):
    three_play(session, world)
    tam = session.exec(select(Entry).where(Entry.number.not_in(["VL-001", "VL-002"]))).one()
    tam.sqlmodel_update(why)
    session.flush()
    board = LiveBoard(session, world.round, world.leg)

    assert [place for place, _ in lines(board)] == [1, 1]
    assert (board.total(), board.position_of(tam.id)) == (2, None)


def test_only_submitted_attempts_are_on_the_board(session, world):
    play(session, world, world.entries["duong"], RIGHT, submitted_after=None)
    board = LiveBoard(session, world.round, world.leg)

    assert lines(board) == []
    assert board.figures() == Figures(people=1, attempts=1, submitted=0, working=1)


def test_own_place_comes_with_its_neighbours(session, world):
    for number in range(9):
        played(session, world, enter(session, world, f"Thí sinh {number}"), RIGHT, seconds=number)
    board = LiveBoard(session, world.round, world.leg)
    fifth = board.lines(4, 1).lines[0]

    own = own_place(board, fifth.entry_id)

    assert own.mine == fifth
    assert [line.place for line in own.around] == [2, 3, 4, 5, 6, 7, 8]
    assert own_place(board, world.entries["duong"].id) is None


def test_the_cut_falls_after_the_last_of_the_equals(session, world):
    rules(session, world, cut_line=2)
    three_play(session, world)
    played(session, world, enter(session, world, "Sau Cùng"), WRONG)
    board = LiveBoard(session, session.get_one(Round, world.round.id), world.leg)

    assert board.lines(0, 50).cut_after == world.entries["khanh"].id
    assert board.lines(2, 1).cut_after == world.entries["khanh"].id
    assert board.lines(0, 2).cut_after is None


def test_units_count_people_and_attempts_apart(session, world):
    three_play(session, world)
    played(session, world, enter(session, world, "Khách Mời", hors_concours=True), RIGHT, RIGHT, RIGHT)

    assert LiveBoard(session, world.round, world.leg).units() == [
        UnitLine("Chi đoàn thôn Tân Trại", 3, 3, ranked=2, total=3 * POINT_SCALE, best=2 * POINT_SCALE),
        UnitLine("Chi đoàn thôn Hiền Lương", 1, 1, ranked=1, total=POINT_SCALE, best=POINT_SCALE),
    ]


def test_the_maximum_is_shown_until_a_question_is_dropped(session, world):
    three_play(session, world)
    assert LiveBoard(session, world.round, world.leg).maximum == 3 * POINT_SCALE

    correct_key(session, world.contest, world.leg, world.versions[0], what=Correction.DROP, choices=[],
                reason="Câu hỏi sai", by=Decider(world.people["binh"].id, "chief_judge", NOON))  # fmt: skip
    assert LiveBoard(session, world.round, world.leg).maximum is None


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 1)), max_size=12),
    st.permutations(["score", "elapsed", "submitted"]),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_places_by_counting_are_places_by_comparing_all(session, world, results, ranking):
    nested = session.begin_nested()
    round = rules(session, world, ranking=tuple(ranking))
    for number, (right, seconds, after) in enumerate(results):
        entry = enter(session, world, f"Thí sinh {number}")
        played(session, world, entry, *[RIGHT] * right, seconds=seconds, submitted_after=60 + after)
    board = LiveBoard(session, round, world.leg)
    whole = board.lines(0, 50).lines

    for index, line in enumerate(whole):
        assert board.position_of(line.entry_id) == index
        assert board.lines(index, 1).lines == [line]
    nested.rollback()


# --- the release gate


def test_nothing_is_shown_before_publication(session, world):
    three_play(session, world)

    assert shown(session, world, NOON) is None
    assert shown(session, world, AFTER) is None
    assert internal_board_of(session, world.round, world.leg).state == BoardState.INTERNAL


def test_a_live_board_is_live_while_the_leg_is_open_and_provisional_after(session, world):
    rules(session, world, board="live")
    three_play(session, world)

    assert shown(session, world, NOON).state == BoardState.LIVE
    assert shown(session, world, AFTER).state == BoardState.PROVISIONAL


def test_a_published_board_stays_as_it_was_whatever_is_decided_later(session, world):
    three_play(session, world)
    publishing(session, world)
    before = lines(shown(session, world, AFTER).board)

    correct_key(session, world.contest, world.leg, world.versions[1], what=Correction.DROP, choices=[],
                reason="Câu hỏi sai", by=Decider(world.people["binh"].id, "chief_judge", AFTER))  # fmt: skip

    now = shown(session, world, AFTER)
    assert (now.state, lines(now.board)) == (BoardState.OFFICIAL, before)
    assert has_changed_since(session, world.round, world.leg, latest(session, world.leg))
    assert [place for place, _ in lines(internal_board_of(session, world.round, world.leg).board)] == [1, 1, 3]


def test_the_next_revision_shows_the_change_and_keeps_the_first(session, world):
    three_play(session, world)
    first = publishing(session, world)
    kept = first.model_dump()
    session.get_one(Entry, world.entries["duong"].id).state = EntryState.DISQUALIFIED
    session.flush()

    second = publishing(session, world, note="Loại một bài vi phạm")

    assert (first.revision, second.revision) == (1, 2)
    assert session.get_one(Snapshot, first.id).model_dump() == kept
    assert shown(session, world, AFTER).board.total() == 2
    assert not has_changed_since(session, world.round, world.leg, latest(session, world.leg))


def test_a_published_board_answers_like_the_live_one(session, world):
    rules(session, world, cut_line=1)
    three_play(session, world)
    round = session.get_one(Round, world.round.id)
    live = LiveBoard(session, round, world.leg)
    publishing(session, world)
    board = shown(session, world, AFTER).board

    assert (board.lines(0, 50), board.lines(1, 1)) == (live.lines(0, 50), live.lines(1, 1))
    assert (board.units(), board.figures(), board.maximum) == (live.units(), live.figures(), live.maximum)
    assert own_place(board, world.entries["khanh"].id) == own_place(live, world.entries["khanh"].id)


def test_publishing_is_a_decision_with_the_digest_of_what_was_published(session, world):
    three_play(session, world)
    snapshot = publishing(session, world, note="Sau khi rà soát")

    [decision] = ledger.decisions_on(session, world.contest.id, "publish_board")
    assert decision.body == {
        "revision": 1, "number": snapshot.number, "state": "official", "digest": snapshot.digest,
        "early": "Ai cũng đồng ý",
    }  # fmt: skip
    session.expire_all()
    assert digest_of(snapshot, session.get_one(Evidence, snapshot.id)) == snapshot.digest
    assert snapshot.rules["rules"]["ranking"] == ["score", "elapsed", "submitted"]


def test_nobody_publishes_while_somebody_may_still_be_working(session, world):
    three_play(session, world)
    with pytest.raises(StillWorking):
        publishing(session, world, at=NOON)

    play(session, world, enter(session, world, "Người Làm Chậm"), RIGHT, submitted_after=None)
    with pytest.raises(StillWorking):
        publishing(session, world, at=AFTER)


def test_a_live_round_may_be_frozen_but_not_made_official_while_people_work(session, world):
    rules(session, world, board="live")
    three_play(session, world)

    publishing(session, world, state="provisional", at=NOON)
    assert shown(session, world, NOON).state == BoardState.PROVISIONAL
    with pytest.raises(StillWorking):
        publishing(session, world, state="official", at=NOON)


def test_withdrawing_needs_a_reason_and_takes_the_board_down(session, world):
    three_play(session, world)
    publishing(session, world)
    by = Decider(world.people["lan"].id, "organiser", AFTER)
    with pytest.raises(Invalid):
        withdraw(session, world.contest, world.leg, reason=" ", by=by)

    withdraw(session, world.contest, world.leg, reason="Có khiếu nại", by=by)

    assert shown(session, world, AFTER) is None
    assert not situation_of(session, world.contest, world.round, world.leg, AFTER).published
    assert len(session.exec(select(Snapshot)).all()) == 2


def test_the_leg_is_closed_for_everybody_only_after_the_last_who_was_given_time(session, world):
    for scope, to, minutes in [
        ("all", None, 5),
        ("entry", world.entries["duong"].id, 10),
        ("entry", world.entries["khanh"].id, 20),
    ]:
        ledger.decide(session, contest_id=world.contest.id, by=JUDGE, subject=("leg", world.leg.id),
                      decision=EXTEND, body={"seconds": minutes * 60, "scope": scope, "to": to})  # fmt: skip
    leg = session.get_one(Leg, world.leg.id)

    def closed(minutes):
        at = leg.closes_at + timedelta(minutes=minutes)
        return situation_of(session, world.contest, world.round, leg, at).closed

    assert (closed(24), closed(25)) == (False, True)


def test_the_stamp_moves_when_somebody_submits_and_not_otherwise(session, world):
    round = rules(session, world, board="live")
    three_play(session, world)
    before = shown(session, world, NOON).stamp
    recount_leg(session, world.contest, round, world.leg)
    assert shown(session, world, NOON).stamp == before

    played(session, world, enter(session, world, "Người Đến Sau"), RIGHT)
    assert shown(session, world, NOON).stamp != before
    assert len(session.exec(select(Score)).all()) == 4
