"""Who wins which prize, as organisers see it, and what is decided about it: each with a reason, taken back again."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from quiz import clock, database, ledger
from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry
from quiz.contests.round import Leg
from quiz.language import ENGLISH, spoken
from quiz.ledger import breaks
from quiz.people.head_count import HeadCount
from quiz.standings.changing_prizes import group_of
from quiz.standings.finding_prizes import prizes_of, won_by_units
from quiz.standings.prize_list import PrizeList
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import allow, go_by, sit_at_desk

LATER = NOON + timedelta(hours=2)
PRIZES = [{"grade": "first"}, {"grade": "second"}, {"grade": "consolation", "how_many": "all_remaining", "count": None}]


@pytest.fixture
def over(world):
    """Dương has everything right, Khánh and Mai one answer each, Tám none; equal points are equal."""
    allow(world, ranking=("score",))
    go_by(world, prizes=PRIZES)
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT, RIGHT)
        played(session, world, world.entries["khanh"], RIGHT)
        for key, name, given in (("mai", "Hồ Thị Mai", RIGHT), ("tam", "Lê Văn Tám", WRONG)):
            world.entries[key] = enter(session, world, name)
            played(session, world, world.entries[key], given)
    return world


@pytest.fixture
def desk(over, browser, monkeypatch):
    sit_at_desk(browser, over.people["binh"])
    monkeypatch.setattr(clock, "now", lambda: LATER)
    return browser


def at(world, more=""):
    return f"/organise/contests/{world.contest.public_id}/prizes{more}"


def publish(desk, world):
    where = f"/organise/legs/{world.leg.public_id}/results/publication"
    assert desk.post(where, data={"state": "provisional"}).status_code == 303


def found(world, source="published"):
    with database.transaction(writing=False) as session:
        return prizes_of(session, session.get_one(Contest, world.contest.id), source, LATER)


def won(world, source="published"):
    lines = found(world, source).prize_list.lines
    return {line.grade: [winner.name.split()[-1] for winner in line.winners] for line in lines}


def tie(world, **more):
    """Khánh and Mai, with one answer each."""
    [one] = found(world).open_ties
    return {"ranking": f"round:{world.round.id}", "group": group_of(one.tie), **more}


def ordered(world, khanh, mai):
    return {f"order-{world.entries['khanh'].id}": khanh, f"order-{world.entries['mai'].id}": mai}


def test_before_anything_is_published_there_is_only_a_look_ahead(desk, over):
    page = desk.get(at(over)).text
    assert "Chưa xét được giải nào" in page
    assert "chờ công bố kết quả" in page
    assert found(over).prize_list.lines == ()

    ahead = desk.get(at(over, "?source=live")).text
    assert "Xem trước" in ahead
    assert "Trần Thị Thuỳ Dương" in ahead
    assert "/exclusions" not in ahead
    assert not found(over, "live").is_final


def test_a_contest_without_prizes_says_where_to_write_them(desk, over):
    go_by(over)
    assert "Thể lệ chưa có giải nào" in desk.get(at(over)).text


def test_equals_at_the_border_share_until_somebody_decides(desk, over):
    publish(desk, over)
    page = desk.get(at(over)).text
    assert "2 người bằng nhau ở mọi tiêu chí" in page
    assert "1 nhóm bằng nhau ở ranh giới giải" in page
    assert won(over) == {"first": ["Dương"], "second": ["Khánh", "Mai"], "consolation": []}
    assert not found(over).is_final

    data = tie(over, how="jury", reason="Câu hỏi phụ", **ordered(over, "2", "1"))
    assert desk.post(at(over, "/ties"), data=data).status_code == 303
    assert won(over) == {"first": ["Dương"], "second": ["Mai"], "consolation": ["Khánh"]}
    assert found(over).is_final
    assert "Không còn gì phải quyết định" in desk.get(at(over)).text
    assert desk.post(at(over, "/ties"), data=data).status_code == 409


def test_lots_are_drawn_from_a_seed_that_is_told(desk, over):
    publish(desk, over)
    data = tie(over, how="lots", seed="70125", reason="Đã báo trước trong kế hoạch")
    assert desk.post(at(over, "/ties"), data=data).status_code == 303
    page = desk.get(at(over)).text
    assert "70125" in page
    [decided] = found(over).decisions
    assert decided.body["algorithm"] == "lots-1"
    assert len(won(over)["second"]) == 1


def test_a_shared_prize_is_a_decision_too(desk, over):
    publish(desk, over)
    assert desk.post(at(over, "/ties"), data=tie(over, how="shared", reason="Hội ý")).status_code == 303
    assert found(over).is_final
    assert won(over)["second"] == ["Khánh", "Mai"]
    assert "Đồng giải, theo quyết định" in desk.get(at(over)).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"how": "jury", "reason": "Vì thế"}, "mỗi người một số"),
        ({"how": "shared", "reason": " "}, "Hãy ghi lý do"),
        ({"how": "guess", "reason": "Vì thế"}, "Hãy chọn một trong các mục"),
        ({"how": "lots", "seed": "x" * 201, "reason": "Vì thế"}, "Dài quá"),
    ],
)
def test_what_is_not_said_wholly_is_refused_and_stays(desk, over, sent, said):
    publish(desk, over)
    response = desk.post(at(over, "/ties"), data=tie(over, **sent))
    assert response.status_code == 422
    assert said in response.text
    assert found(over).decisions == ()


def test_who_is_not_eligible_is_passed_over_and_the_next_moves_up(desk, over):
    publish(desk, over)
    duong = {"entry": over.entries["duong"].id}
    refused = desk.post(at(over, "/exclusions"), data=duong)
    assert refused.status_code == 422
    assert "Hãy ghi lý do" in refused.text

    assert desk.post(at(over, "/exclusions"), data=duong | {"reason": "Không còn là đoàn viên"}).status_code == 303
    assert won(over) == {"first": ["Khánh", "Mai"], "second": [], "consolation": []}
    page = desk.get(at(over)).text
    assert "Hạng 1, Trần Thị Thuỳ Dương: không đủ điều kiện nhận giải, theo quyết định." in page
    assert desk.post(at(over, "/exclusions"), data=duong | {"reason": "lần nữa"}).status_code == 404

    [decided] = found(over).decisions
    assert desk.post(at(over, "/undoing"), data={"seq": decided.seq}).status_code == 422
    assert desk.post(at(over, "/undoing"), data={"seq": decided.seq, "undo_reason": "Nhầm người"}).status_code == 303
    assert won(over)["first"] == ["Dương"]
    assert desk.post(at(over, "/undoing"), data={"seq": decided.seq, "undo_reason": "Nhầm"}).status_code == 404


def test_a_stranger_to_the_contest_is_not_passed_over(desk, over):
    assert desk.post(at(over, "/exclusions"), data={"entry": 10**6, "reason": "x"}).status_code == 404


def test_numbers_are_shifted_only_where_the_rules_let_them(desk, over):
    publish(desk, over)
    assert desk.post(at(over, "/numbers"), data={"number-0": "2", "reason": "x"}).status_code == 409

    go_by(over, prizes=[{"grade": "first"}, {"grade": "second", "count": 2}], awarding={"rebalanced": True})
    assert won(over) == {"first": ["Dương"], "second": ["Khánh", "Mai"]}
    for sent, said in (
        ({"number-0": "2", "reason": "x"}, "không thêm"),
        ({"number-0": "nhiều", "number-1": "0", "reason": "x"}, "Một số nguyên"),
        ({"number-0": "0", "number-1": "3"}, "Hãy ghi lý do"),
        ({"reason": "x"}, "số lượng mới"),
    ):
        refused = desk.post(at(over, "/numbers"), data=sent)
        assert refused.status_code == 422
        assert said in refused.text

    sent = {"number-0": "0", "number-1": "3", "reason": "Không ai xứng đáng giải Nhất"}
    assert desk.post(at(over, "/numbers"), data=sent).status_code == 303
    assert won(over) == {"first": [], "second": ["Dương", "Khánh", "Mai"]}

    go_by(over, prizes=[{"grade": "special"}, {"grade": "second", "count": 2}])
    assert won(over) == {"special": ["Dương"], "second": ["Khánh", "Mai"]}, "another prize came into its place"


def test_more_prizes_than_the_cap_allows_wait_for_somebody_to_say_which_go(desk, over):
    publish(desk, over)
    go_by(over, prizes=[{"grade": "first"}, {"grade": "second", "count": 2}], awarding={"cap_percent": 50})
    whole = found(over)
    assert (whole.cap, whole.given, whole.over_cap, whole.is_final) == (2, 3, 1, False)
    assert "quá mức 2 giải" in desk.get(at(over)).text

    assert desk.post(at(over, "/numbers"), data={"number-1": "0", "reason": "Vượt 50 %"}).status_code == 303
    assert found(over).is_final
    assert won(over) == {"first": ["Dương"], "second": []}


def test_prizes_of_a_part_go_by_its_points_alone(desk, over):
    go_by(over, prizes=[{"grade": "secondary", "scope": "part", "round": 1, "part": 1}])
    publish(desk, over)
    assert won(over) == {"secondary": ["Dương"]}
    go_by(over, prizes=[{"grade": "secondary", "scope": "part", "round": 1, "part": 9}])
    assert [waits.why for waits in found(over).waiting] == ["nothing"]


def test_while_a_prediction_is_open_nobody_looks_ahead(desk, over, monkeypatch):
    allow(over, prediction="people", ranking=("score", "prediction"))
    monkeypatch.setattr(clock, "now", lambda: NOON)
    page = desk.get(at(over, "?source=live")).text
    assert "chờ đóng câu hỏi dự đoán" in page
    assert "Dương" not in page


def test_the_list_renders_from_itself_alone_and_comes_back_from_json(desk, over):
    publish(desk, over)
    listed = found(over).prize_list
    assert PrizeList.from_json(listed.to_json()) == listed
    assert listed.revisions == {over.leg.public_id: 1}
    assert (listed.people, listed.given) == (4, 3)


def test_units_count_what_their_people_have_won(desk, over):
    publish(desk, over)
    won = won_by_units(found(over))
    tan_trai, hien_luong = over.units["tan-trai"].id, over.units["hien-luong"].id
    assert won == {tan_trai: {"first": 1, "second": 1}, hien_luong: {"second": 1}}


def test_the_ledger_tells_all_of_it(desk, over):
    publish(desk, over)
    desk.post(at(over, "/exclusions"), data={"entry": over.entries["tam"].id, "reason": "Sai đối tượng"})
    desk.post(at(over, "/ties"), data=tie(over, how="shared", reason="Hội ý"))
    with database.transaction() as session:
        told = [(each.decision, each.reason) for each in ledger.decisions_on(session, over.contest.id)]
        assert told[-2:] == [("bar_from_prizes", "Sai đối tượng"), ("decide_prize_tie", "Hội ý")]
        assert list(breaks(session)) == []


def test_names_from_people_are_hostile(desk, over):
    with database.transaction() as session:
        evil = enter(session, over, "<script>alert(1)</script>")
        played(session, over, evil, RIGHT, RIGHT, RIGHT)
    publish(desk, over)
    assert not re.search(r"<script>alert", desk.get(at(over)).text)


def unit_prizes(measure, **more):
    """One first prize and two seconds for units, by a ranking of them."""
    return {
        "prizes": [*PRIZES[:1], {"grade": "first", "scope": "unit", "unit_ranking": 1, "worth": "Cờ lưu niệm"},
                   {"grade": "second", "scope": "unit", "unit_ranking": 1, "count": 2}],
        "unit_rankings": [{"number": 1, "measure": measure, **more}],
    }  # fmt: skip


def units_won(world, source="published"):
    lines = [line for line in found(world, source).prize_list.lines if line.scope == "unit"]
    return [(line.grade, [winner.name for winner in line.winners], line.left_open) for line in lines]


TAN_TRAI, HIEN_LUONG = "Chi đoàn thôn Tân Trại", "Chi đoàn thôn Hiền Lương"


def test_units_win_by_their_own_ranking_once_every_board_is_out(desk, over):
    go_by(over, **unit_prizes("people"))
    assert [waits.index for waits in found(over).waiting] == [0, 1, 2]
    assert units_won(over, "live") == [("first", [TAN_TRAI], 0), ("second", [HIEN_LUONG], 1)]
    publish(desk, over)
    assert units_won(over) == [("first", [TAN_TRAI], 0), ("second", [HIEN_LUONG], 1)]
    assert found(over).given == 1, "what units are given is no prize for a person"
    page = desk.get(at(over)).text
    assert "Giải tập thể: Tập thể có nhiều người dự thi" in page
    assert "Cờ lưu niệm" not in page  # it stands in the rules and in the list that is published


def test_the_list_is_the_same_whoever_asks_in_whatever_language(desk, over):
    """It stands in the record of a result, and is held against it."""
    go_by(over, **unit_prizes("people"))
    publish(desk, over)
    kept = found(over).prize_list
    with spoken(ENGLISH):
        assert found(over).prize_list == kept


def test_units_that_count_prizes_count_those_that_persons_were_given(desk, over):
    go_by(over, **unit_prizes("prizes"))
    publish(desk, over)
    assert units_won(over) == [("first", [TAN_TRAI], 0), ("second", [], 2)]
    sent = {"entry": over.entries["duong"].id, "reason": "Sai đối tượng"}
    desk.post(at(over, "/exclusions"), data=sent)
    assert [one[1] for one in units_won(over)] == [[TAN_TRAI, HIEN_LUONG], []], "two who share the first: one each"


def test_equal_units_are_told_apart_by_a_decision_too(desk, over):
    go_by(over, **unit_prizes("prizes"))
    publish(desk, over)
    desk.post(at(over, "/exclusions"), data={"entry": over.entries["duong"].id, "reason": "Sai đối tượng"})
    [border] = [one for one in found(over).open_ties if one.offer.prize.scope == "unit"]
    page = desk.get(at(over)).text
    assert "2 đơn vị bằng nhau" in page

    sent = {"ranking": "unit:1", "group": group_of(border.tie), "how": "lots", "seed": "70125", "reason": "Đã báo"}
    assert desk.post(at(over, "/ties"), data=sent).status_code == 303
    [(_grade, first, _left), (_second, second, left)] = units_won(over)
    assert sorted(first + second) == [HIEN_LUONG, TAN_TRAI]
    assert (len(first), left) == (1, 1)
    assert desk.get(at(over)).status_code == 200


def test_a_prize_of_each_division_of_each_leg_goes_down_its_own_lines(desk, over):
    go_by(over, prizes=[{"grade": "first", "scope": "leg_division"}])
    with database.transaction() as session:
        other = Division(contest_id=over.contest.id, name="Bảng B", position=2)
        session.add(other)
        session.flush()
        for key in ("khanh", "tam"):
            session.get_one(Entry, over.entries[key].id).division_id = other.id or 0
    publish(desk, over)

    lines = found(over).prize_list.lines
    assert [[(winner.place, winner.name) for winner in line.winners] for line in lines] == [
        [(1, "Trần Thị Thuỳ Dương")],
        [(1, "Phan Quốc Khánh")],
    ]
    assert [line.where.rpartition(", ")[2] for line in lines] == ["Bảng chung", "Bảng B"]
    assert "Đợt 1, Bảng B" in desk.get(at(over)).text


LOVED = {"grade": "secondary", "name": "Được yêu thích nhất", "scope": "entered", "basis": "lượt bình chọn, chốt 16/9"}


def enter_list(desk, world, lines, reason="Ảnh chụp lưu tại văn phòng", **more):
    sent = {"what": "prize", "number": "1", "lines": lines, "reason": reason, **more}
    return desk.post(at(world, "/lists"), data=sent)


def with_a_loved_one(world, **more):
    go_by(world, prizes=[{"grade": "first"}, LOVED], **more)
    with database.transaction() as session:
        for key in ("duong", "khanh", "mai"):
            entry = session.get_one(Entry, world.entries[key].id)
            entry.number = f"0{entry.id}"
            world.entries[key] = entry
            session.add(entry)


def test_a_prize_by_votes_waits_for_its_list_and_goes_down_it(desk, over):
    with_a_loved_one(over)
    publish(desk, over)
    assert not found(over).is_final
    assert "chờ ban tổ chức ghi danh sách" in desk.get(at(over)).text

    numbers = [over.entries[key].number for key in ("khanh", "mai", "duong")]
    lines = "\n".join(f"{number}; {votes}" for number, votes in zip(numbers, ("812", "1.245", "2.000"), strict=True))
    assert enter_list(desk, over, lines).status_code == 303

    assert found(over).is_final
    assert won(over)["secondary"] == ["Mai"]  # Dương has more, and the first prize
    page = desk.get(at(over)).text
    assert "Giải theo lượt bình chọn, chốt 16/9" in page
    assert "1.245" in page
    assert "đã có Giải Nhất" in page
    kept = found(over).prize_list
    assert PrizeList.from_json(kept.to_json()) == kept


def test_a_list_without_figures_is_in_its_own_order_and_the_next_one_replaces_it(desk, over):
    with_a_loved_one(over)
    publish(desk, over)
    khanh, mai = (over.entries[key].number for key in ("khanh", "mai"))
    enter_list(desk, over, f"{khanh}\n{mai}")
    assert won(over)["secondary"] == ["Khánh"]
    enter_list(desk, over, f"{mai}\n{khanh}")
    assert won(over)["secondary"] == ["Mai"]

    with database.transaction() as session:
        entry = session.get_one(Entry, over.entries["mai"].id)
        entry.hors_concours = True
        session.add(entry)
    assert won(over)["secondary"] == ["Khánh"]
    seq = max(entry.seq for entry in found(over).decisions)
    assert desk.post(at(over, "/undoing"), data={"seq": seq, "undo_reason": "Đếm nhầm"}).status_code == 303
    assert won(over)["secondary"] == ["Khánh"]  # the list before it stands again


@pytest.mark.parametrize(
    ("lines", "reason", "told"),
    [
        ("999", "Có", "Không tìm thấy trong cuộc thi: 999."),
        ("{khanh}; nhiều", "Có", "sau dấu chấm phẩy là một con số"),
        ("{khanh}\n{khanh}", "Có", "có hai dòng"),
        ("{khanh}; 3\n{mai}", "Có", "Dòng nào cũng có con số"),
        ("", "Có", "Hãy ghi từ 1 đến 500 dòng."),
        ("{khanh}", " ", "Hãy ghi lý do"),
    ],
)
def test_what_a_list_cannot_be_is_said_and_stays_typed(desk, over, lines, reason, told):
    with_a_loved_one(over)
    publish(desk, over)
    typed = lines.format(khanh=over.entries["khanh"].number, mai=over.entries["mai"].number)
    answer = enter_list(desk, over, typed, reason)
    assert answer.status_code == 422
    assert told in answer.text
    assert typed in answer.text


def test_a_list_that_the_rules_do_not_have_is_refused(desk, over):
    publish(desk, over)
    assert enter_list(desk, over, "1").status_code == 409


def test_units_are_ranked_by_what_the_organisers_enter(desk, over):
    ranking = {"number": 1, "measure": "entered", "basis": "tổ chức tốt vòng cơ sở"}
    go_by(over, prizes=[{"grade": "first", "scope": "unit", "unit_ranking": 1}], unit_rankings=[ranking])
    publish(desk, over)
    assert not found(over).is_final
    refused = enter_list(desk, over, "Đoàn xã Cửa Tùng; 9", what="units")
    assert "Không tìm thấy" in refused.text

    assert enter_list(desk, over, "tan-trai; 9,5\nhien-luong; 8", what="units").status_code == 303
    [line] = found(over).prize_list.lines
    assert [winner.name for winner in line.winners] == ["Chi đoàn thôn Tân Trại"]
    told = desk.get(f"/organise/contests/{over.contest.public_id}/unit-rankings").text
    assert "tổ chức tốt vòng cơ sở: 9,5, theo danh sách của ban tổ chức." in told


def test_units_win_prizes_in_each_leg_alone_by_what_their_people_did_in_it(desk, over):
    ranking = {"number": 1, "measure": "composite", "participation_factor": "0",
               "prize_points": [{"grade": "first", "points": 10}]}  # fmt: skip
    with database.transaction() as session:
        later = Leg(
            round_id=over.round.id, position=2, name="Đợt 2", opens_at=NOON, closes_at=NOON + timedelta(hours=1)
        )
        session.add(later)
        session.flush()
        for unit in ("tan-trai", "hien-luong"):
            session.add(HeadCount(unit_id=over.units[unit].id, number=10))
        played(session, replace(over, leg=later), session.get_one(Entry, over.entries["khanh"].id), RIGHT, RIGHT)
    prizes = [{"grade": "first", "scope": "leg"}, {"grade": "first", "scope": "leg_unit", "unit_ranking": 1}]
    go_by(over, prizes=prizes, one_prize="unlimited", unit_rankings=[ranking])
    publish(desk, over)
    assert [one.why for one in found(over).waiting] == ["unpublished"] * 2
    desk.post(f"/organise/legs/{later.public_id}/results/publication", data={"state": "provisional"})

    lines = [line for line in found(over).prize_list.lines if line.scope == "leg_unit"]
    assert [(line.of, [winner.name for winner in line.winners]) for line in lines] == [
        ("Đợt 1, Tập thể xuất sắc", ["Chi đoàn thôn Tân Trại"]),
        ("Đợt 2, Tập thể xuất sắc", ["Chi đoàn thôn Hiền Lương"]),
    ]  # fmt: skip
    page = desk.get(at(over)).text
    assert "Giải tập thể mỗi đợt: " in page
    results = f"/organise/contests/{over.contest.public_id}/results"
    assert desk.post(f"{results}/publication", data={"state": "provisional"}).status_code == 303
    whole = desk.get(f"/watch/contests/{over.contest.public_id}/results?leg={over.leg.public_id}").text
    of_leg = whole.split('id="leg-units"')[1]
    assert "0 × 3 ÷ 10 + 1 × 10 (Giải Nhất) = 10." in of_leg
    assert 'aria-current="page" lang="vi">Vòng loại trực tuyến<' in of_leg
    files = desk.get(f"/watch/contests/{over.contest.public_id}/results/1/results.csv").text
    assert "Tập thể xuất sắc · Vòng loại trực tuyến · Đợt 2" in files
    assert desk.post(at(over, "/exclusions"), data={"entry": lines[0].winners[0].unit_id}).status_code in (404, 422)
