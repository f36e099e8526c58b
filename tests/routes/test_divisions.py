"""The divisions of a contest: named, ordered, removed while nobody is in them; people moved; each ranked apart."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from quiz import clock, database, ledger
from quiz.contests.contest import Contest
from quiz.contests.copying import copy_contest
from quiz.contests.divisions import divisions_of
from quiz.contests.entry import Entry
from quiz.contests.rules_version import rules_of
from quiz.ledger import Decider
from quiz.people.person import Person
from quiz.standings.finding_prizes import prizes_of
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import allow, go_by, sit_at_desk

WHY = {"reason": "Theo kế hoạch"}


@pytest.fixture
def desk(world, browser):
    sit_at_desk(browser, world.people["lan"])
    return browser


def at(world, more=""):
    return f"/organise/contests/{world.contest.public_id}/divisions{more}"


def divisions(world):
    with database.transaction(writing=False) as session:
        return [(one.id, one.name) for one in divisions_of(session, session.get_one(Contest, world.contest.id))]


def save(desk, world, *names, **more):
    kept = {name: id for id, name in divisions(world)}
    sent = {"division": [str(kept.get(name, "")) for name in names], "name": list(names), "act": "save", **WHY, **more}
    return desk.post(at(world), data=sent)


def two(desk, world):
    assert save(desk, world, "Bảng chung", "Người dân").status_code == 303
    return [id for id, _name in divisions(world)]


def division_of(world, name):
    with database.transaction(writing=False) as session:
        return session.get_one(Entry, world.entries[name].id).division_id


def test_divisions_are_added_put_in_order_and_told_by_the_rules(desk, world):
    page = desk.post(at(world), data={"division": ["1"], "name": ["Bảng chung"], "act": "add"}).text
    assert page.count('name="division"') == 2
    assert save(desk, world, "Người dân", "Bảng chung").status_code == 303
    with database.transaction(writing=False) as session:
        contest = session.get_one(Contest, world.contest.id)
        assert rules_of(session, contest).divisions == ("Người dân", "Bảng chung")
        assert ledger.decisions_on(session, contest.id)[-1].decision == "set_divisions"


def test_a_row_moves_up_before_anything_is_saved(desk, world):
    first, second = two(desk, world)
    sent = {"division": [first, second], "name": ["A", "B"], "act": "up-2"}
    page = desk.post(at(world), data=sent).text
    assert page.index('value="B"') < page.index('value="A"')
    assert divisions(world) == [(first, "Bảng chung"), (second, "Người dân")]


@pytest.mark.parametrize(
    ("names", "more", "said"),
    [
        (("Bảng chung", ""), {}, "Hãy đặt tên bảng"),
        (("Bảng chung", "CHUNG"), {}, "Đã có bảng tên như vậy"),
        (("Bảng chung", "Người dân"), {"reason": ""}, "Hãy ghi lý do"),
        (("Người dân",), {}, "Bảng còn người thì chưa bỏ được"),
    ],
)
def test_what_cannot_be_is_refused_and_stays(desk, world, names, more, said):
    before = divisions(world)
    response = save(desk, world, *names, **more)
    assert response.status_code == 422
    assert said in response.text
    assert divisions(world) == before


def test_one_without_people_goes(desk, world):
    two(desk, world)
    assert save(desk, world, "Bảng chung").status_code == 303
    assert [name for _id, name in divisions(world)] == ["Bảng chung"]


def test_a_division_of_another_contest_is_not_there(desk, world):
    sent = {"division": ["999999"], "name": ["Bảng chung"], "act": "save", **WHY}
    assert desk.post(at(world), data=sent).status_code == 404


def test_people_move_by_unit_and_by_their_numbers(desk, world):
    first, second = two(desk, world)
    why = {"move_reason": "Là người dân"}
    unit = {"into": second, "unit": world.units["tan-trai"].id, **why}
    assert desk.post(at(world, "/moves"), data=unit).status_code == 303
    assert (division_of(world, "duong"), division_of(world, "khanh")) == (second, first)

    numbers = {"into": second, "numbers": "VL-002\nVL-001", **why}
    assert desk.post(at(world, "/moves"), data=numbers).status_code == 303
    assert division_of(world, "khanh") == second
    with database.transaction(writing=False) as session:
        last = ledger.decisions_on(session, world.contest.id)[-1]
        assert (last.decision, last.body["entries"]) == ("move_to_division", [world.entries["khanh"].id])


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"numbers": "VL-009", "move_reason": "x"}, "Không có thí sinh mang số: VL-009"),
        ({"move_reason": "x"}, "Hãy chọn một đơn vị"),
        ({"numbers": "VL-001"}, "Hãy ghi lý do"),
    ],
)
def test_a_move_that_is_not_said_wholly_moves_nobody(desk, world, sent, said):
    first, second = two(desk, world)
    response = desk.post(at(world, "/moves"), data={"into": second, **sent})
    assert response.status_code == 422
    assert said in response.text
    assert division_of(world, "duong") == first


def four_play(desk, world):
    """Two in each division."""
    _first, second = two(desk, world)
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT, RIGHT)
        played(session, world, world.entries["khanh"], RIGHT, RIGHT)
        for name, given in (("Hồ Thị Mai", (RIGHT, RIGHT)), ("Lê Văn Tám", (RIGHT, WRONG))):
            entry = enter(session, world, name)
            entry.division_id = second
            session.add(entry)
            played(session, world, entry, *given)


def test_the_workbook_ranks_divisions_apart_where_the_board_does(desk, world):
    four_play(desk, world)
    allow(world, board_shows="divisions")
    book = load_workbook(BytesIO(desk.get(f"/organise/legs/{world.leg.public_id}/results.xlsx").content))
    lines = list(book["Xếp hạng"].iter_rows(min_row=4, values_only=True))

    assert lines[0][:2] == ("Bảng", "Hạng")
    assert [(line[0], line[1], line[3].split()[-1]) for line in lines[1:]] == [
        ("Bảng chung", 1, "Dương"), ("Bảng chung", 2, "Khánh"), ("Người dân", 1, "Mai"), ("Người dân", 2, "Tám"),
    ]  # fmt: skip


def test_prizes_of_divisions_go_by_the_places_in_each(desk, world, monkeypatch):
    four_play(desk, world)
    go_by(world, prizes=[{"grade": "first", "scope": "division"}, {"grade": "second", "scope": "division"}])
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=2))
    with database.transaction(writing=False) as session:
        contest = session.get_one(Contest, world.contest.id)
        lines = prizes_of(session, contest, "live", clock.now()).prize_list.lines
    assert [(line.of, line.grade, line.winners[0].place, line.winners[0].name.split()[-1]) for line in lines] == [
        ("Bảng chung", "first", 1, "Dương"), ("Người dân", "first", 1, "Mai"),
        ("Bảng chung", "second", 2, "Khánh"), ("Người dân", "second", 2, "Tám"),
    ]  # fmt: skip


def test_a_roster_says_who_is_in_which_division(desk, world):
    first, second = two(desk, world)
    lines = ["Họ và tên,Ngày sinh,Chi đoàn,Bảng", "Trần Thị Thuỳ Dương,26/03/2001,Chi đoàn thôn Tân Trại,nguoi dan",
             "Hồ Thị Mai,02/09/2003,Chi đoàn thôn Tân Trại,Bảng người dân",
             "Lê Văn Tám,,Chi đoàn thôn Tân Trại,", "Võ An,,Chi đoàn thôn Tân Trại,Sinh viên"]  # fmt: skip
    where = f"/organise/contests/{world.contest.public_id}/rosters"
    brought = desk.post(where, files={"file": ("ds.csv", "\n".join(lines).encode())})
    page = desk.get(brought.headers["location"]).text
    assert "<del>Bảng chung</del> → <ins>Người dân</ins>" in page
    assert "Không có bảng “Sinh viên”. Các bảng: Bảng chung, Người dân." in page

    row = f"{brought.headers['location']}/rows/4"
    mended = {"name": "Võ An", "unit": "Chi đoàn thôn Tân Trại", "division": "Người dân"}
    assert 'name="division"' in desk.get(row).text
    assert desk.post(row, data=mended).headers["location"] == brought.headers["location"]
    desk.post(f"{brought.headers['location']}/acceptance")
    with database.transaction(writing=False) as session:
        found = session.exec(select(Person.name, Entry.division_id).join(Entry, col(Entry.person_id) == Person.id))
        where_is = {name.split()[-1]: division for name, division in found}
    assert where_is == {"Dương": second, "Khánh": first, "Mai": second, "Tám": first, "An": second}


def test_whoever_registers_chooses_where_there_are_several(desk, world, browser):
    go_by(world, registration={"mode": "open"})
    where = f"/contests/{world.contest.public_id}/registration"
    assert 'name="division"' not in browser.get(where).text

    _first, second = two(desk, world)
    sent = {
        "name": "Hồ Thị Mai", "birth": "02/09/2003", "phone": "0912345678", "unit": world.units["tan-trai"].public_id,
        "consent": "1", "declared": "1", "form": "a-form-with-a-name-of-its-own",
    }  # fmt: skip
    assert "Người dân" in browser.get(where).text
    for wrong in ({}, {"division": "999999"}, {"division": "x"}):
        refused = browser.post(where, data=sent | wrong)
        assert refused.status_code == 422
        assert "Hãy chọn bảng của bạn." in refused.text
    assert browser.post(where, data=sent | {"division": str(second)}).status_code == 303
    with database.transaction(writing=False) as session:
        newest = session.exec(select(Entry).order_by(col(Entry.id).desc())).first()
        assert newest.division_id == second


def test_a_copy_of_the_contest_has_its_divisions_and_everybody_in_theirs(desk, world):
    _first, second = two(desk, world)
    desk.post(at(world, "/moves"), data={"into": second, "numbers": "VL-001", "move_reason": "Là người dân"})
    with database.transaction() as session:
        contest = session.get_one(Contest, world.contest.id)
        by = Decider(world.people["lan"].id, "organiser", NOON)
        copy = copy_contest(session, contest, "Lần hai", by, with_roster=True)
        named = {one.id: one.name for one in divisions_of(session, copy)}
        entries = session.exec(select(Entry.number, Entry.division_id).where(Entry.contest_id == copy.id))
        assert sorted((number, named[division]) for number, division in entries) == [
            ("VL-001", "Người dân"), ("VL-002", "Bảng chung"),
        ]  # fmt: skip
