"""Those who begin in the same moment begin as each would alone; whatever is out of the ordinary is left to that way."""

from datetime import timedelta

import pytest
from sqlmodel import delete, func, select

from quiz import clock, database
from quiz.attempts import sitting
from quiz.attempts.accommodating import accommodate
from quiz.attempts.attempt import Attempt, DrawnPaper, Mode, Paper, PaperRow, Presence
from quiz.attempts.decisions import Scope
from quiz.attempts.pausing import pause
from quiz.attempts.redrawing import prove
from quiz.attempts.sitting import SeatBarredSince, start_attempt, start_preview
from quiz.attempts.starting import Start, start_together
from quiz.attempts.timekeeping import extend
from quiz.contests.accommodation import Accommodation
from quiz.contests.clearance import Clearance
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import BlueprintRow, Leg, Round
from quiz.contests.staff_link import say_of
from quiz.ledger import Decider
from quiz.people.enrolling import withdraw_role
from quiz.people.person import Person
from quiz.people.role import Role, RoleName
from quiz.people.sign_in import Door, end_sign_in, start_sign_in
from tests.attempts.test_drawing_ahead import OPENS, before, keep_house
from tests.world import allow, come_in, grant

MINUTE = timedelta(minutes=1)
ALIKE = {"id", "public_id", "sign_in_id"}
"""What no two attempts have alike."""


def visit(session, world, name):
    entry = world.entries[name]
    return start_sign_in(session, Door.PLAY, entry.person_id, OPENS, entry_id=entry.id)


def place(session, world):
    return (
        session.get_one(Contest, world.contest.id),
        session.get_one(Round, world.round.id),
        session.get_one(Leg, world.leg.id),
    )


def begin(world, *names, at=OPENS):
    """Together; the public ids, None where they are left to begin by themselves."""
    with database.transaction() as session:
        starts = [Start(world.leg.public_id, visit(session, world, name).token) for name in names]
        return start_together(session, starts, at)


def begin_alone(world, name, at=OPENS):
    with database.transaction() as session:
        entry = session.get_one(Entry, world.entries[name].id)
        return start_attempt(session, *place(session, world), entry, visit(session, world, name), at).public_id


def written(public_id):
    """An attempt, its paper and whether its phone was heard of: all but what names it."""
    with database.transaction(writing=False) as session:
        attempt = session.exec(select(Attempt).where(Attempt.public_id == public_id)).one()
        paper = session.get_one(Paper, attempt.id)
        rows = session.exec(select(PaperRow).where(PaperRow.attempt_id == attempt.id).order_by(PaperRow.number))
        assert prove(session, attempt)
        return (
            attempt.model_dump(exclude=ALIKE),
            paper.model_dump(exclude={"attempt_id"}),
            [row.model_dump(exclude={"attempt_id"}) for row in rows],
            session.get_one(Presence, attempt.entry_id).model_dump(),
        )


def forget(public_id):
    """As if it had not begun."""
    with database.transaction() as session:
        attempt = session.exec(select(Attempt).where(Attempt.public_id == public_id)).one()
        for kind in (Paper, PaperRow):
            session.exec(delete(kind).where(kind.attempt_id == attempt.id))
        session.exec(delete(Presence))
        session.delete(attempt)


def judge(world, minutes=0.0):
    return Decider(world.people["minh"].id, "judge", OPENS + minutes * MINUTE)


def as_it_is(world):
    return OPENS


def late_and_cut_at_the_close(world):
    return OPENS + 110 * MINUTE


def counted_from_the_opening(world):
    allow(world, late_start="together")
    return OPENS + 3 * MINUTE


def with_more_time_for_all(world):
    with database.transaction() as session:
        extend(session, *place(session, world), Scope("all"), 300, "mất điện", judge(world))
    return OPENS + 2 * MINUTE


def with_more_time_for_one(world):
    with database.transaction() as session:
        entry = session.get_one(Entry, world.entries["duong"].id)
        accommodate(session, world.contest, entry, Accommodation(percent=25), "khuyết tật", judge(world))
    return OPENS + MINUTE


AS_ALONE = [as_it_is, late_and_cut_at_the_close, counted_from_the_opening, with_more_time_for_all,
            with_more_time_for_one]  # fmt: skip


@pytest.mark.parametrize("circumstances", AS_ALONE)
def test_an_attempt_begun_together_is_the_one_that_would_be_begun_alone(planned, circumstances):
    keep_house(before(5))
    at = circumstances(planned)

    together = begin(planned, "duong", "khanh", at=at)

    assert all(together)
    told = [written(public_id) for public_id in together]
    for name, public_id, one in zip(("duong", "khanh"), together, told, strict=True):
        forget(public_id)
        assert written(begin_alone(planned, name, at)) == one


def start_one(session, world, name):
    entry = session.get_one(Entry, world.entries[name].id)
    start_attempt(session, *place(session, world), entry, visit(session, world, name), OPENS)


def pause_all(session, world):
    start_one(session, world, "khanh")
    pause(session, *place(session, world), Scope("all"), "mất điện", judge(world))


def withdraw(session, world):
    session.get_one(Entry, world.entries["duong"].id).state = EntryState.WITHDRAWN


def take_back_the_contest(session, world):
    session.get_one(Contest, world.contest.id).state = ContestState.DRAFT


def make_it_the_second_round(session, world):
    session.get_one(Round, world.round.id).position = 2


def change_what_is_drawn_from(session, world):
    session.exec(select(BlueprintRow)).first().count = 2


def throw_the_drawn_away(session, world):
    session.exec(delete(DrawnPaper))


def begin_before(session, world):
    start_one(session, world, "duong")


def let_them_see_keys(session, world):
    person = session.get_one(Person, world.entries["duong"].person_id)
    grant(session, person, RoleName.QUESTION_WRITER, None, OPENS)


def withdraw_a_role_that_showed_them_keys(session, world):
    let_them_see_keys(session, world)
    for role in session.exec(select(Role).where(Role.person_id == world.entries["duong"].person_id)):
        withdraw_role(session, role, None, OPENS)


def let_them_play_all_the_same(session, world):
    withdraw_a_role_that_showed_them_keys(session, world)
    session.add(Clearance(entry_id=world.entries["duong"].id, reason="", asked_at=OPENS, given_at=OPENS))


def find_them_among_staff(session, world):
    say_of(session, world.entries["duong"].id, world.people["ha"].id, is_same=True, by=None, at=OPENS)


def let_them_share_a_phone_with_staff(session, world):
    for key in ("duong", "minh"):
        person = session.get_one(Person, world.people[key].id)
        person.phone = "0912345678"
        session.add(person)


def let_them_look_before(session, world):
    person = world.entries["duong"].person_id
    desk = start_sign_in(session, Door.DESK, person, OPENS)
    start_preview(session, world.round, world.leg, person, desk, OPENS)


LEFT_ALONE = [pause_all, withdraw, take_back_the_contest, make_it_the_second_round, change_what_is_drawn_from,
              throw_the_drawn_away, begin_before, let_them_see_keys, find_them_among_staff,
              let_them_share_a_phone_with_staff, withdraw_a_role_that_showed_them_keys, let_them_play_all_the_same,
              let_them_look_before]  # fmt: skip


@pytest.mark.parametrize("change", LEFT_ALONE)
def test_what_is_out_of_the_ordinary_is_left_to_begin_alone(planned, change):
    keep_house(before(5))
    with database.transaction() as session:
        change(session, planned)

    assert begin(planned, "duong") == [None]


@pytest.mark.parametrize("change", [withdraw_a_role_that_showed_them_keys, let_them_play_all_the_same])
def test_whoever_held_a_role_is_told_alone_whether_they_may(planned, change):
    keep_house(before(5))
    with database.transaction() as session:
        change(session, planned)

    if change is let_them_play_all_the_same:
        assert begin_alone(planned, "duong")
    else:
        with pytest.raises(SeatBarredSince):
            begin_alone(planned, "duong")


@pytest.mark.parametrize("minutes", [-1, 120, 500])
def test_nobody_begins_before_the_opening_nor_after_the_close(planned, minutes):
    keep_house(before(5))

    assert begin(planned, "duong", at=OPENS + minutes * MINUTE) == [None]


@pytest.mark.parametrize("rules", [{"question_s": 30}, {"parts": "in_turn"}, {"attempts_per": "round"}])
def test_rules_by_which_more_is_to_be_asked_are_left_alone(planned, rules):
    keep_house(before(5))
    allow(planned, **rules)

    assert begin(planned, "duong") == [None]


def test_a_visit_that_has_ended_begins_nothing(planned):
    keep_house(before(5))
    with database.transaction() as session:
        phone = visit(session, planned, "duong")
        end_sign_in(session, phone, OPENS)

    with database.transaction() as session:
        assert start_together(session, [Start(planned.leg.public_id, phone.token)], OPENS) == [None]


def test_a_leg_that_does_not_exist_begins_nothing(planned):
    with database.transaction() as session:
        assert start_together(session, [Start("nothing", visit(session, planned, "duong").token)], OPENS) == [None]


def test_two_taps_and_two_phones_of_one_entry_begin_once(planned):
    keep_house(before(5))
    with database.transaction() as session:
        one, other = visit(session, planned, "duong").token, visit(session, planned, "duong").token
        starts = [Start(planned.leg.public_id, token) for token in (one, one, other)]

        first, again, elsewhere = start_together(session, starts, OPENS)

    assert {first, again, elsewhere} - {None} == {first or elsewhere}
    assert first == again
    with database.transaction(writing=False) as session:
        assert session.scalar(select(func.count()).select_from(Attempt).where(Attempt.mode == Mode.OFFICIAL)) == 1


def test_a_phone_begins_by_this_way_and_another_tap_leads_to_the_same(planned, browser, monkeypatch):
    keep_house(before(5))
    monkeypatch.setattr(clock, "now", lambda: OPENS + MINUTE)
    come_in(browser, planned.entries["duong"])
    monkeypatch.setattr(sitting, "draw_paper", None)
    address = f"/play/legs/{planned.leg.public_id}/attempt"

    first, again = (browser.post(address, follow_redirects=False) for _ in range(2))

    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert written(first.headers["location"].rpartition("/")[2])
