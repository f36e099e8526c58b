"""The rules of a whole contest in their forms: what was typed is kept, refused at its field, and read by everybody."""

import re
from decimal import Decimal

import pytest
from sqlmodel import select

from quiz import database
from quiz.contests.advance import Advance
from quiz.contests.contest import Contest
from quiz.contests.prizes import Prize
from quiz.contests.round import BlueprintRow, Leg, Part, Round
from quiz.contests.rules_version import rules_of
from quiz.ledger import decisions_on
from quiz.people.unit import Unit
from tests.world import sit_at_desk


@pytest.fixture
def lan(world, browser):
    sit_at_desk(browser, world.people["lan"])
    return browser


def url(world, section=""):
    return f"/organise/contests/{world.contest.public_id}/regulations" + (f"/{section}" if section else "")


def rules(world):
    with database.transaction(writing=False) as session:
        return session.get_one(Contest, world.contest.id).rules


def send(world, lan, section, **fields):
    return lan.post(url(world, section), data={"reason": "Có tài trợ"} | fields)


def row(place, **fields):
    given = {"grade": "first", "where": "round:1", "how_many": "count", "number": "1"} | fields
    return {f"{name}-{place}": told for name, told in given.items()}


def test_every_form_gives_back_what_it_shows(world, lan):
    for section in ("eligibility", "registration", "overall", "units", "prizes", "publication", "advance"):
        assert lan.get(url(world, section)).status_code == 200
    assert "Các điều không trái nhau." in lan.get(url(world)).text
    assert lan.get(url(world, "nothing")).status_code == 404


def test_a_unit_far_down_the_tree_is_named_and_stays_chosen(world, lan):
    with database.transaction() as session:
        below = Unit(code="to-mot", name="Phân đoàn Một", kind="sub_branch", parent_id=world.units["tan-trai"].id)
        session.add(below)
        session.flush()
        id = below.id
    refused = send(world, lan, "eligibility", more_units="to-mot\ncua-tung\nPhân đoàn Hai")
    assert refused.status_code == 422
    assert "mang mã hoặc tên: cua-tung, Phân đoàn Hai." in refused.text
    assert re.search(rf'name="unit-{id}"[^>]* checked', refused.text)
    assert "cua-tung\nPhân đoàn Hai</textarea>" in refused.text

    assert send(world, lan, "eligibility", more_units="phân đoàn  một").status_code == 303
    assert rules(world).eligibility.unit_ids == (id,)
    assert re.search(rf'name="unit-{id}"[^>]* checked', lan.get(url(world, "eligibility")).text)


def test_eligibility_is_kept_and_read_in_public(world, lan):
    sent = {"position-secretary": "1", "deputy_where_vacant": "1", "age_from": "16", "age_to": "30",
            "age_on": "2026-09-01", "group-jury": "hors_concours", "quota_per_unit": "2",
            f"unit-{world.units['tan-trai'].id}": "1"}  # fmt: skip
    assert send(world, lan, "eligibility", **sent).status_code == 303

    kept = rules(world).eligibility
    assert (kept.positions, kept.age_from, kept.unit_ids) == (("secretary",), 16, (world.units["tan-trai"].id,))
    assert (kept.how_excluded("jury"), kept.how_excluded("organisers")) == ("hors_concours", None)
    public = lan.get(f"/contests/{world.contest.public_id}/regulations").text
    assert "Từ đủ 16 đến hết 30 tuổi, tính đến ngày 01/09/2026." in public
    assert "Thuộc Chi đoàn thôn Tân Trại và các đơn vị trực thuộc." in public
    assert "lý do: Có tài trợ." in public
    assert 'value="16"' in lan.get(url(world, "eligibility")).text


def test_prizes_are_rows_and_an_empty_grade_is_no_prize(world, lan):
    sent = row(1, worth_vnd="600.000", name="Giải Vàng") | row(2, grade="") | row(
        3, grade="consolation", how_many="share", number="2,5", floor="3", where="leg"
    )  # fmt: skip
    assert send(world, lan, "prizes", one_prize="once", cap_percent="50", **sent).status_code == 303

    kept = rules(world)
    assert kept.prizes == (
        Prize(grade="first", name="Giải Vàng", round=1, worth_vnd=600_000),
        Prize(grade="consolation", scope="leg", how_many="share", count=None, share_percent=Decimal("2.5"), floor=3),
    )
    assert (kept.one_prize, kept.awarding.cap_percent, kept.awarding.checked) == ("once", 50, False)
    page = lan.get(url(world, "prizes")).text
    assert 'value="600000"' in page
    assert 'name="grade-4"' in page


def test_unit_rankings_keep_their_numbers(world, lan):
    prizes = row(1) | row(2, grade="second")
    send(world, lan, "prizes", one_prize="higher", **prizes)
    sent = {"measure-2": "composite", "points-first-2": "10", "points-second-2": "8", "factor-2": "100",
            "min_heads-2": "10", "capped-2": "1", "classes-2": "nhỏ; 0; 50\nlớn; 51"}  # fmt: skip
    assert send(world, lan, "units", **sent).status_code == 303

    (kept,) = rules(world).unit_rankings
    assert (kept.number, kept.measure, kept.min_heads, kept.capped) == (2, "composite", 10, True)
    assert [one.points for one in kept.prize_points] == [10, 8]
    assert [(one.heads_from, one.heads_to) for one in kept.classes] == [(0, 50), (51, None)]
    assert send(world, lan, "prizes", one_prize="higher", **prizes, **row(3, where="unit:2")).status_code == 303
    assert rules(world).prizes[2].unit_ranking == 2


def test_who_goes_on_is_a_rule_of_the_round(world, lan):
    sent = {"kind-1": "threshold_percent", "percent-1": "50", "count-1": "10", "ties-1": "all", "reserves-1": "3"}
    assert send(world, lan, "advance", **sent).status_code == 303

    with database.transaction(writing=False) as session:
        kept = session.get_one(Round, world.round.id).rules.advance
        decided = decisions_on(session, world.contest.id, "set_rules")
    assert kept == Advance(kind="threshold_percent", percent=50, reserves=3)
    assert [one.reason for one in decided] == ["Có tài trợ"]
    page = lan.get(f"/organise/rounds/{world.round.public_id}")
    assert "từ 50 % số điểm tối đa" in page.text


def test_weights_of_rounds_and_what_places_bring_are_typed_and_read_again(world, lan):
    with database.transaction() as session:
        second_round(session, world)
    sent = {"kept": "1", "key-1": "points", "weight-1": "62,5", "weight-2": "37,5"}
    assert send(world, lan, "overall", **sent).status_code == 303
    assert [(one.round, str(one.percent)) for one in rules(world).overall.weights] == [(1, "62.5"), (2, "37.5")]
    assert 'value="62,5"' in lan.get(url(world, "overall")).text
    assert "“Vòng 2” 37,5 %" in lan.get(f"/contests/{world.contest.public_id}/regulations").text

    assert send(world, lan, "overall", kept="1", **{"key-1": "points"}, place_points="5; 2,5").status_code == 303
    assert [str(one) for one in rules(world).overall.place_points] == ["5", "2.5"]
    assert 'value="5; 2,5"' in lan.get(url(world, "overall")).text


def second_round(session, world):
    """With a leg, a part and a question in it."""
    final = Round(contest_id=world.contest.id, position=2, name="Vòng 2")
    session.add(final)
    session.flush()
    part = Part(round_id=final.id, position=1, name="Một phần")
    session.add_all([part, Leg(round_id=final.id, position=1)])
    session.flush()
    session.add(BlueprintRow(part_id=part.id, position=1, topic_id=world.topic.id, count=1))


@pytest.mark.parametrize(
    ("section", "sent", "told"),
    [
        ("eligibility", {"age_from": "nhiều"}, "Một số từ 1 đến 120."),
        ("eligibility", {"age_from": "31", "age_to": "30"}, "Điều 1: Không có tuổi nào từ 31 đến 30."),
        ("eligibility", {"age_on": "hôm nay"}, "Ngày chưa đúng"),
        ("registration", {"opens_at": "sáng mai"}, "Ngày giờ chưa đúng"),
        ("registration", {"mode": "else"}, "Hãy chọn một trong các mục."),
        ("prizes", row(1, number=""), "Hãy ghi một số."),
        ("prizes", row(1, where="moon:1"), "Hãy chọn một trong các mục."),
        ("prizes", row(1, where="overall"), "Điều 4 và Điều 5"),
        ("units", {"measure-1": "average_best_k"}, "Hãy ghi một số."),
        ("units", {"measure-1": "people", "classes-1": "nhỏ"}, "Mỗi dòng: tên nhóm"),
        ("overall", {"kept": "1", "key-1": "points"}, "Điều 3 và Điều 4"),
        ("overall", {"kept": "1", "key-1": "points", "place_points": "1; 3"}, "hạng sau không hơn hạng trước"),
        ("overall", {"kept": "1", "key-1": "points", "weight-1": "60"}, "Điều 4: Tỷ trọng phải ghi cho đúng các vòng"),
        ("advance", {"kind-1": "best_per_unit"}, "Hãy ghi một số."),
        ("publication", {"days": "5", "answer_days": "3", "official_days": "3"}, "Điều 6: Nhận khiếu nại 5 ngày"),
        ("advance", {"kind-1": "top_n"}, "Hãy ghi một số."),
        ("advance", {"kind-1": "top_n", "count-1": "5", "ties-1": "extra_question"}, "Điều 2 và Điều 4"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(world, lan, section, sent, told):
    before = rules(world)
    answer = send(world, lan, section, **sent)

    assert answer.status_code == 422
    assert told in answer.text
    assert "Có tài trợ" in answer.text
    assert rules(world) == before


def test_what_is_put_right_on_another_form_is_told_on_this_one(world, lan):
    kept = {"mode": "open", "ask-unit": "optional", "ask-birth_date": "required", "keep_until": "2027-06-01"}
    assert send(world, lan, "registration", **kept).status_code == 303
    quota = send(world, lan, "eligibility", quota_per_unit="2")
    assert "Điều 1 và Điều 7: Có giới hạn theo đơn vị" in quota.text
    assert 'value="2"' in quota.text

    assert send(world, lan, "prizes", one_prize="once", **row(1, floor="3", where="leg")).status_code == 303
    less = {"name": "Vòng loại", "release_score": "published", "board": "published", "release_answers": "never",
            "opening": "clock", "minutes": "10", "grace_s": "30", "points_right": "0,5",
            "reason": "Điểm lẻ"}  # fmt: skip
    refused = lan.post(f"/organise/rounds/{world.round.public_id}", data=less)
    assert refused.status_code == 422
    assert "Điều 2 và Điều 5: Giải Nhất: cao nhất được" in refused.text
    assert "Điểm lẻ" in refused.text

    later = {"opens_at": "2027-07-01T08:00", "closes_at": "2027-07-02T08:00", "reason": "Hoãn"}
    moved = lan.post(f"/organise/legs/{world.leg.public_id}", data=later)
    assert moved.status_code == 422
    assert "Điều 3 và Điều 7: Xóa số điện thoại" in moved.text
    assert "2027-07-01T08:00" in moved.text


def test_nothing_that_rules_rest_on_is_taken_away_once_announced(world, lan):
    """A part, a division, a leg or a round less is no form of rules; they clash by it all the same."""
    round, why = f"/organise/rounds/{world.round.public_id}", {"reason": "Bớt đi"}
    of_parts = {"part": [world.part.public_id, ""], "name": ["Một", "Hai"], "minutes": ["", ""], "act": "save", **why}
    assert lan.post(f"{round}/parts", data=of_parts).status_code == 303
    divisions = f"/organise/contests/{world.contest.public_id}/divisions"
    id = str(world.entries["duong"].division_id)
    of_divisions = {"division": [id, ""], "name": ["Một", "Hai"], "act": "save", **why}
    assert lan.post(divisions, data=of_divisions).status_code == 303
    leg = lan.post(f"{round}/legs").headers["location"]
    assert send(world, lan, "overall", kept="1", **{"key-1": "points"}).status_code == 303
    prizes = row(1, where="part:1:2") | row(2, where="division", grade="second")
    assert send(world, lan, "prizes", one_prize="higher", **prizes).status_code == 303

    fewer = {"part": [world.part.public_id], "name": ["Một"], "minutes": [""], "act": "save", **why}
    assert "Điều 2 và Điều 5: Giải Nhất: không có phần thi ấy." in refused(lan.post(f"{round}/parts", data=fewer))
    assert (
        send(world, lan, "prizes", one_prize="higher", **prizes, **row(3, grade="third", floor="3")).status_code == 303
    )
    less = {"topic": [str(world.topic.id)], "difficulty": [""], "count": ["1"], "act": "save", **why}
    told = refused(lan.post(f"{round}/blueprint", params={"part": world.part.public_id}, data=less))
    assert "Điều 2 và Điều 5: Giải Ba: cao nhất được" in told
    fewer = {"division": [id], "name": ["Một"], "act": "save", **why}
    assert "Điều 1 và Điều 5: Giải Nhì trao riêng từng bảng" in refused(lan.post(divisions, data=fewer))
    told = refused(lan.post(f"{leg}/deletion", data=why))
    assert "Điều 3 và Điều 4: Xếp hạng chung cuộc cộng điểm nhiều đợt" in told
    assert "Bớt đi" in told
    with database.transaction(writing=False) as session:
        assert len(rules_of(session, session.get_one(Contest, world.contest.id)).divisions) == 2
        assert len(session.exec(select(Leg)).all()) == len(session.exec(select(Part)).all()) == 2
        assert not decisions_on(session, world.contest.id, "remove_leg")


def refused(answer):
    assert answer.status_code == 422
    return answer.text


def test_after_announcing_a_reason_is_asked_for(world, lan):
    answer = send(world, lan, "eligibility", age_from="16", reason="")

    assert answer.status_code == 422
    assert "Hãy ghi lý do" in answer.text


def test_a_preview_shows_the_text_and_keeps_nothing(world, lan):
    answer = send(world, lan, "eligibility", age_from="16", preview="1", reason="")

    assert answer.status_code == 200
    assert "Từ đủ 16 tuổi trở lên, tính đến ngày lập danh sách." in answer.text
    assert rules(world).eligibility.age_from is None
    ahead = send(world, lan, "advance", **{"kind-1": "top_n", "count-1": "7", "ties-1": "all", "preview": "1"})
    assert "7 thí sinh đứng đầu" in ahead.text


def test_the_form_of_a_round_leaves_another_way_of_going_on_alone(world, lan):
    send(world, lan, "advance", **{"kind-1": "best_per_leg", "per_leg-1": "3", "ties-1": "all"})
    sent = {"name": "Vòng loại", "release_score": "published", "board": "published", "release_answers": "never",
            "reason": "x"}  # fmt: skip
    assert lan.post(f"/organise/rounds/{world.round.public_id}", data=sent).status_code == 303

    with database.transaction(writing=False) as session:
        kept = session.get_one(Round, world.round.id).rules
    assert (kept.advance.kind, kept.release_answers) == ("best_per_leg", "never")
