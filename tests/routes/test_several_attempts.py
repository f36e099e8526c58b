"""A contestant tries several times: one after the other, as often as the rules say; one of them counts."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider
from quiz.standings.board import internal_board_of
from quiz.standings.correcting import Correction, correct_key
from quiz.standings.counting import forget_unsubmitted
from quiz.standings.disqualifying import disqualify_attempt
from quiz.standings.publishing import publish
from quiz.standings.revision import OFFICIAL
from tests.conftest import NOON
from tests.routes.test_play_attempts import allow
from tests.standings.sitting import RIGHT, WRONG, foresee_key, played
from tests.world import HOUR, come_in, sit_at_desk

MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 11, 30, tzinfo=clock.ZONE)


@pytest.fixture
def phone(browser, world):
    come_in(browser, world.entries["duong"])
    return browser


def at(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


def home(world):
    return f"/play/legs/{world.leg.public_id}"


def start(phone, world, ordinal):
    return phone.post(f"{home(world)}/attempt", data={"ordinal": ordinal})


def begin(phone, world, ordinal):
    """The address of the attempt."""
    return start(phone, world, ordinal).headers["location"]


def hand_in(phone, attempt):
    assert phone.post(f"{attempt}/submission").status_code == 303


def open_until(world, closes_at):
    with database.transaction() as session:
        leg = session.get_one(Leg, world.leg.id)
        leg.closes_at = closes_at
        session.add(leg)


def try_it(world, key, *answers, times):
    """Counted attempts of somebody, one after the other, with so many seconds each."""
    with database.transaction() as session:
        for number, (given, seconds) in enumerate(zip(answers, times, strict=True), 1):
            begun = NOON - HOUR + number * 5 * MINUTE
            played(session, world, session.get_one(Entry, world.entries[key].id), *given, ordinal=number,
                   started_at=begun, seconds=seconds, submitted_after=seconds + 0.25)  # fmt: skip


def places(world):
    with database.transaction(writing=False) as session:
        round, leg = session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id)
        lines = internal_board_of(session, round, leg).board.lines(0, 50).lines
        return [(line.place, line.number, line.right, line.elapsed_s) for line in lines]


def test_one_attempt_after_the_other_each_with_its_own_paper_and_never_two_at_a_time(phone, world):
    allow(world, attempts=2)
    first = begin(phone, world, 1)
    assert begin(phone, world, 2) == first

    hand_in(phone, first)
    waiting = phone.get(home(world)).text
    assert "Còn 1 lượt" in waiting
    assert "Bắt đầu lượt 2" in waiting
    second = begin(phone, world, 2)

    assert second != first
    assert begin(phone, world, 1) == second


def test_a_tap_on_start_that_comes_again_begins_nothing_new(phone, world):
    allow(world, attempts=3)
    first = begin(phone, world, 1)
    hand_in(phone, first)

    assert begin(phone, world, 1) == first


def test_when_none_is_left_it_says_so_and_lists_what_was_done(phone, world):
    allow(world, attempts=2)
    for ordinal in (1, 2):
        hand_in(phone, begin(phone, world, ordinal))

    refused = start(phone, world, 3)
    waiting = phone.get(home(world)).text

    assert refused.status_code == 409
    assert "hết số lượt thi" in refused.text
    assert "Đã hết số lượt" in waiting
    assert "Lượt 1" in waiting
    assert "Lượt 2" in waiting
    assert phone.get(f"{home(world)}/state").json()["step"] == "done"


def test_a_week_ends_on_sunday_and_monday_brings_new_attempts(phone, world, monkeypatch):
    allow(world, attempts=1, attempts_per="week")
    open_until(world, MONDAY + timedelta(days=7))
    at(monkeypatch, MONDAY - 20 * MINUTE)
    come_in(phone, world.entries["duong"])
    hand_in(phone, begin(phone, world, 1))

    assert "tuần này" in start(phone, world, 2).text
    assert "thi tiếp được từ" in phone.get(home(world)).text
    at(monkeypatch, MONDAY)
    assert phone.get(f"{home(world)}/state").json()["step"] == "again"
    assert "Còn 1 lượt tuần này" in phone.get("/play").text
    assert start(phone, world, 2).status_code == 303


def test_an_attempt_left_to_run_out_is_closed_by_the_next_start(phone, world, monkeypatch):
    allow(world, attempts=2)
    first = begin(phone, world, 1)
    at(monkeypatch, NOON + 15 * MINUTE + timedelta(seconds=29))
    assert begin(phone, world, 2) == first
    at(monkeypatch, NOON + 15 * MINUTE + timedelta(seconds=30))
    second = begin(phone, world, 2)

    assert second != first
    assert "hệ thống nộp" in phone.get(f"{first}/receipt").text


def test_scores_are_told_when_the_rules_allow_and_only_then_which_is_the_best(phone, world):
    allow(world, attempts=2)
    hand_in(phone, begin(phone, world, 1))
    assert "chưa có điểm" in phone.get(home(world)).text
    assert "được tính" not in phone.get(home(world)).text

    allow(world, attempts=2, release_score="submitted")
    told = phone.get(home(world)).text
    assert "0 điểm" in told
    assert "được tính" in told


def test_who_may_try_again_does_not_see_the_key(phone, world, monkeypatch):
    allow(world, attempts_per="any", release_answers="closed", release_score="submitted")
    first = begin(phone, world, 1)
    hand_in(phone, first)
    assert phone.get(f"{first}/review").status_code == 403

    last = begin(phone, world, 2)
    at(monkeypatch, NOON + HOUR)
    assert phone.get(f"{first}/review").status_code == 403
    hand_in(phone, last)
    assert phone.get(f"{first}/review").status_code == 200


@pytest.mark.parametrize(
    ("counted", "expected"),
    [("best", [(1, "VL-001", 3, 40), (2, "VL-002", 2, 50)]), ("first", [(1, "VL-002", 2, 50), (2, "VL-001", 1, 30)]),
     ("last", [(1, "VL-001", 2, 20), (2, "VL-002", 2, 50)])],
)  # fmt: skip
def test_the_board_has_one_line_each_of_the_attempt_that_counts(world, counted, expected):
    allow(world, attempts=3, counted=counted)
    try_it(world, "duong", [RIGHT, WRONG, WRONG], [RIGHT, RIGHT, RIGHT], [RIGHT, RIGHT, WRONG], times=(30, 40, 20))
    try_it(world, "khanh", [RIGHT, RIGHT, WRONG], times=(50,))

    assert places(world) == expected


def test_a_corrected_key_chooses_anew_and_the_preview_says_the_same(world):
    allow(world, attempts=2, ranking=("score", "elapsed"))
    try_it(world, "duong", [RIGHT, RIGHT, WRONG], [WRONG, WRONG, RIGHT], times=(60, 30))
    try_it(world, "khanh", [RIGHT, WRONG, WRONG], times=(50,))
    by = Decider(world.people["binh"].id, "chief_judge", NOON)
    with database.transaction() as session:
        leg, second = session.get_one(Leg, world.leg.id), world.versions[1]
        [foreseen] = foresee_key(session, world, second, Correction.REPLACE, ["sai1"], NOON).legs
        correct_key(session, world.contest, leg, second, what=Correction.REPLACE, choices=["sai1"], reason="Luật mới",
                    by=by)  # fmt: skip

    assert places(world) == [(1, "VL-001", 2, 30), (2, "VL-002", 2, 50)]
    assert {(move.entry_id, move.points_after) for move in foreseen.moves} == {(world.entries["khanh"].id, 20_000)}


def _held(session, world):
    return (
        session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id),
        session.get_one(Leg, world.leg.id),
    )  # fmt: skip


@pytest.mark.parametrize("counted", ["best", "first"])
def test_the_own_list_follows_the_published_board_and_not_what_was_corrected_since(phone, world, monkeypatch, counted):
    allow(world, attempts=2, counted=counted)
    try_it(world, "duong", [RIGHT, RIGHT, None], [WRONG, None, None], times=[60, 20])
    at(monkeypatch, NOON + 2 * HOUR)
    come_in(phone, world.entries["duong"])
    by, later = (Decider(world.people["binh"].id, "chief_judge", NOON + hours * HOUR) for hours in (2, 3))

    def revise(note):
        with database.transaction() as session:
            publish(session, *_held(session, world), state=OFFICIAL, note=note, by=by, early="Không chờ")

    def listed():
        page = phone.get(home(world)).text
        return re.findall(r"Lượt \d|được tính|\S+ +điểm\b", re.sub(r"<[^>]+>", " ", page))

    revise("Lần đầu")
    first = listed()
    with database.transaction() as session:
        contest, _round, leg = _held(session, world)
        for version in world.versions[:2]:
            correct_key(session, contest, leg, version, what=Correction.REPLACE, choices=WRONG, reason="In nhầm",
                        by=later)  # fmt: skip
        if counted == "first":
            disqualify_attempt(session, session.exec(select(Attempt).where(Attempt.ordinal == 1)).one(), "Thi hộ",
                               later)  # fmt: skip
    assert listed() == first
    revise("Sửa đáp án")

    assert listed() != first


def test_while_the_best_is_open_again_another_attempt_stands(world):
    allow(world, attempts=2)
    try_it(world, "duong", [RIGHT, WRONG, WRONG], [RIGHT, RIGHT, RIGHT], times=(30, 40))
    with database.transaction() as session:
        leg = session.get_one(Leg, world.leg.id)
        best = session.exec(select(Attempt).where(Attempt.ordinal == 2)).one()
        best.submitted_at = None
        session.add(best)
        forget_unsubmitted(session, leg)

    assert places(world) == [(1, "VL-001", 1, 30)]


def test_the_workbook_lists_every_attempt_and_the_unit_counts_people_and_attempts_apart(browser, world, monkeypatch):
    allow(world, attempts=2)
    try_it(world, "duong", [RIGHT, WRONG, WRONG], [RIGHT, RIGHT, RIGHT], times=(30, 40))
    at(monkeypatch, NOON + 2 * HOUR)
    with database.transaction() as session:
        by = Decider(world.people["lan"].id, "organiser", clock.now())
        leg = session.get_one(Leg, world.leg.id)
        publish(
            session,
            world.contest,
            session.get_one(Round, world.round.id),
            leg,
            state=OFFICIAL,
            note="",
            by=by,
            early="Không chờ",
        )
    sit_at_desk(browser, world.people["lan"])

    book = openpyxl.load_workbook(BytesIO(browser.get(f"/organise/legs/{world.leg.public_id}/results.xlsx").content))

    tries = [(row[3], row[6], row[9]) for row in book["Lượt thi"].iter_rows(min_row=2, values_only=True)]
    assert tries == [(1, 1, ""), (2, 3, "có")]
    assert [row[:3] for row in book["Đơn vị"].iter_rows(min_row=2, values_only=True)] == [
        ("Chi đoàn thôn Tân Trại", 1, 2)
    ]


def test_the_control_page_has_one_line_each_with_the_attempt_under_way(phone, world):
    allow(world, attempts=2)
    hand_in(phone, begin(phone, world, 1))
    begin(phone, world, 2)
    sit_at_desk(phone, world.people["minh"])

    seats = phone.get(f"/judge/legs/{world.leg.public_id}/seats").text

    assert seats.count('id="seat-') == 2
    assert "lượt 2" in seats
    theirs = phone.get(f"/judge/legs/{world.leg.public_id}/entries/{world.entries['duong'].public_id}").text
    assert "Các lượt trước" in theirs


def test_the_organiser_sets_how_often_and_what_contradicts_itself_is_refused(browser, world):
    sit_at_desk(browser, world.people["lan"])
    form = {
        "name": "Vòng tuần", "opening": "clock", "minutes": "10", "points_right": "1", "grace_s": "30",
        "attempts_per": "week", "attempts": "3", "counted": "last", "reason": "Thi hằng tuần",
    }  # fmt: skip
    page = f"/organise/rounds/{world.round.public_id}"

    refused = browser.post(page, data=form | {"opening": "hand"})
    too_many = browser.post(page, data=form | {"attempts": "99"})
    taken = browser.post(page, data=form)

    assert refused.status_code == too_many.status_code == 422
    assert "mở bằng tay thì không tính lượt theo tuần" in refused.text
    assert "Từ 1 đến 50 lượt." in too_many.text
    assert taken.status_code == 303
    told = browser.get(f"/contests/{world.contest.public_id}").text
    assert "Mỗi tuần, mỗi thí sinh thi nhiều nhất 3 lượt" in told
    assert "Tính lượt nộp sau cùng" in told


def test_the_legs_of_a_round_may_share_one_number_of_attempts(phone, world, monkeypatch):
    allow(world, attempts=2, attempts_per="round")
    with database.transaction() as session:
        later = Leg(round_id=world.round.id, position=2, name="Đợt 2", opens_at=NOON + 30 * HOUR,
                    closes_at=NOON + 60 * HOUR)  # fmt: skip
        off = Leg(round_id=world.round.id, position=3, name="Đợt hủy", opens_at=NOON - HOUR, closes_at=NOON + HOUR,
                  cancelled_at=NOON)  # fmt: skip
        session.add_all([later, off])
        session.flush()
        second = f"/play/legs/{later.public_id}"
        entry = world.entries["duong"].id
        session.add(Attempt(entry_id=entry, leg_id=off.id, rules_version=1, started_at=NOON, ends_at=NOON))
    assert "2 trong cả vòng" in phone.get(second).text

    hand_in(phone, begin(phone, world, 1))
    hand_in(phone, begin(phone, world, 2))
    assert "Đã hết số lượt" in phone.get(home(world)).text
    at(monkeypatch, NOON + 31 * HOUR)

    assert "đã dùng hết số lượt của vòng này" in phone.get(second).text
    assert phone.get(f"{second}/state").json()["step"] == "used_up"
    refused = phone.post(f"{second}/attempt", data={"ordinal": 1})
    assert refused.status_code == 409
    assert "Đã hết số lượt" in phone.get("/play").text
    come_in(phone, world.entries["khanh"])
    assert phone.get(f"{second}/state").json()["step"] == "start"
