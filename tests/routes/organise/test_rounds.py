"""A round's rules, its blueprint beside the bank, its legs and their windows."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from question_bank.question import Question
from quiz import database
from quiz.contests.contest import Contest, ContestState
from quiz.contests.round import BlueprintRow, FixedQuestion, Leg, Round
from quiz.ledger import LedgerEntry
from tests.world import HOUR, sit_at_desk

RULES = {
    "name": "Vòng loại trực tuyến", "opening": "clock", "minutes": "20", "late_start": "full", "grace_s": "10",
    "shuffle_questions": "1", "points_right": "0,5", "release_score": "submitted", "board": "published",
    "release_answers": "closed", "cut_line": "10", "reason": "Đổi thể lệ",
}  # fmt: skip


@pytest.fixture
def lan(world, browser):
    sit_at_desk(browser, world.people["lan"])
    return browser


def round_url(world):
    return f"/organise/rounds/{world.round.public_id}"


def leg_url(world):
    return f"/organise/legs/{world.leg.public_id}"


def stored(table, key):
    with database.transaction(writing=False) as session:
        return session.get_one(table, key)


def make_draft(world):
    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).state = ContestState.DRAFT


def test_rules_are_kept_as_the_next_version_with_their_reason(world, lan):
    assert lan.post(round_url(world), data=RULES).status_code == 303

    round = stored(Round, world.round.id)
    rules = round.rules
    assert (rules.minutes, str(rules.points_right), rules.late_start, rules.cut_line) == (20, "0.5", "full", 10)
    assert (rules.shuffle_questions, rules.shuffle_choices) == (True, False)
    assert round.rules_version == world.round.rules_version + 1
    with database.transaction(writing=False) as session:
        told = session.exec(select(LedgerEntry).where(LedgerEntry.decision == "set_rules")).one()
    assert told.reason == "Đổi thể lệ"
    assert told.body["minutes"] == 20
    assert "0,5" in lan.get(round_url(world)).text


def test_what_was_announced_changes_only_with_a_reason(world, lan):
    response = lan.post(round_url(world), data=RULES | {"reason": " "})

    assert response.status_code == 422
    assert "Hãy ghi lý do" in response.text
    assert stored(Round, world.round.id).rules.minutes == 15


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("minutes", "0", "Từ 1 đến 300 phút."),
        ("minutes", "nhiều", "Từ 1 đến 300 phút."),
        ("minutes", "", "Từ 1 đến 300 phút."),
        ("grace_s", "500", "Từ 0 đến 120 giây."),
        ("points_right", "0", "Một số lớn hơn 0"),
        ("points_right", "1,234", "Một số lớn hơn 0"),
        ("points_right", "NaN", "Một số lớn hơn 0"),
        ("cut_line", "0", "Một số từ 1 trở lên"),
        ("freeze_minutes", "0", "Từ 1 đến 1440 phút"),
        ("freeze_minutes", "15", "không có gì để đóng băng"),
        ("board", "tất cả", "Hãy chọn một trong các mục."),
        ("name", "", "Hãy đặt tên vòng thi"),
    ],
)
def test_a_rule_that_cannot_be_is_said_at_its_field_and_the_rest_is_kept(world, lan, field, value, said):
    response = lan.post(round_url(world), data=RULES | {field: value, "reason": "Giữ nguyên chữ này"})

    assert response.status_code == 422
    assert said in response.text
    assert "Giữ nguyên chữ này" in response.text


def test_what_was_emptied_stays_empty_when_the_form_comes_back(world, lan):
    response = lan.post(round_url(world), data=RULES | {"name": "", "minutes": ""})

    assert response.status_code == 422
    for emptied in ("name", "minutes"):
        assert re.search(rf'<input id="{emptied}"[^>]* value=""', response.text)


def test_all_that_is_wrong_with_a_round_is_said_at_once_and_nothing_is_changed(world, lan):
    wrong = {"name": "", "minutes": "0", "cut_line": "0", "reason": ""}
    response = lan.post(round_url(world), data=RULES | wrong)

    for said in ("Hãy đặt tên vòng thi", "Từ 1 đến 300 phút.", "Một số từ 1 trở lên", "Hãy ghi lý do"):
        assert said in response.text
    assert stored(Round, world.round.id).name == world.round.name


def test_all_that_is_wrong_with_a_window_is_said_at_once(world, lan):
    url = f"/organise/legs/{world.leg.public_id}"
    unread = lan.post(url, data={"name": "", "opens_at": "", "closes_at": "mai", "reason": ""}).text
    turned = lan.post(url, data={"opens_at": "2026-12-02T08:00", "closes_at": "2026-12-01T08:00", "reason": ""}).text

    for said in ("Hãy chọn ngày và giờ.", "Ngày giờ chưa đúng", "Hãy ghi lý do"):
        assert said in unread
    for said in ("Lúc đóng phải sau lúc mở.", "Hãy ghi lý do"):
        assert said in turned


def test_all_that_is_wrong_with_a_blueprint_is_said_at_once_and_nothing_is_changed(world, lan):
    rows = {"topic": ["", ""], "difficulty": ["", ""], "count": ["9", "0"], "reason": ""}
    response = lan.post(f"{round_url(world)}/blueprint", data=rows)

    for said in ("Ít nhất 1 câu", "thiếu 6", "Hãy ghi lý do"):
        assert said in response.text
    with database.transaction(writing=False) as session:
        assert [row.count for row in session.exec(select(BlueprintRow))] == [3]


def test_once_somebody_has_begun_unfair_changes_are_locked_and_fair_ones_are_not(world, lan, start_attempt):
    start_attempt("duong")
    page = lan.get(round_url(world)).text
    assert "Đã có thí sinh làm bài" in page
    assert 'name="minutes"' not in page

    refused = lan.post(round_url(world), data=RULES)
    assert refused.status_code == 422
    assert stored(Round, world.round.id).rules.minutes == 15

    fair = {key: RULES[key] for key in ("name", "release_score", "board", "release_answers", "cut_line", "reason")}
    assert lan.post(round_url(world), data=fair).status_code == 303
    assert stored(Round, world.round.id).rules.release_score == "submitted"
    assert stored(Round, world.round.id).rules.minutes == 15


def test_the_blueprint_is_shown_beside_what_the_bank_holds(world, lan):
    page = lan.get(f"{round_url(world)}/blueprint").text

    assert "Kiến thức chung" in page
    assert "<b>3</b>" in page
    assert "Đề có 3 câu" in page


def test_while_typing_the_bank_answers_without_anything_being_saved(world, lan):
    typed = {"topic": ["", str(world.topic.id)], "difficulty": ["1", ""], "count": ["2", "2"]}
    page = lan.get(f"{round_url(world)}/blueprint/rows", params=typed).text

    assert "thiếu 1" in page
    assert "Đề có 4 câu" in page
    with database.transaction(writing=False) as session:
        assert session.exec(select(BlueprintRow.count)).all() == [3]


def test_a_blueprint_that_the_bank_cannot_fill_is_refused_at_its_row_and_kept_as_typed(world, lan):
    typed = {"topic": ["", ""], "difficulty": ["", "5"], "count": ["2", "7"], "reason": "x", "act": "save"}
    response = lan.post(f"{round_url(world)}/blueprint", data=typed)

    assert response.status_code == 422
    assert "thiếu 7" in response.text
    assert 'value="7"' in response.text
    with database.transaction(writing=False) as session:
        assert session.exec(select(BlueprintRow.count)).all() == [3]


def test_rows_are_added_and_removed_without_javascript_and_saved_at_the_end(world, lan):
    make_draft(world)
    here = f"{round_url(world)}/blueprint"
    added = lan.post(here, data={"topic": [""], "difficulty": [""], "count": ["1"], "act": "add"}).text
    assert added.count('name="count"') == 2
    removed = lan.post(here, data={"topic": ["", ""], "difficulty": ["", ""], "count": ["1", "2"], "act": "remove-1"})
    assert removed.text.count('name="count"') == 1
    assert 'value="2"' in removed.text

    assert lan.post(here, data={"topic": [""], "difficulty": ["1"], "count": ["2"], "act": "save"}).status_code == 303

    with database.transaction(writing=False) as session:
        rows = session.exec(select(BlueprintRow)).all()
    assert [(row.topic_id, row.difficulty, row.count) for row in rows] == [(None, 1, 2)]


def test_fixed_questions_are_found_added_ordered_and_removed(world, lan):
    make_draft(world)
    first, second, _third = world.versions
    assert first.stem in lan.get(f"{round_url(world)}/blueprint", params={"q": "ngay chuyen doi so"}).text
    with database.transaction(writing=False) as session:
        ids = [session.get_one(Question, version.question_id).public_id for version in (first, second)]
    for question in [*ids, ids[0]]:
        lan.post(f"{round_url(world)}/fixed-questions", data={"question": question})
    lan.post(f"{round_url(world)}/fixed-questions/{ids[1]}/place", data={"move": "-1"})

    def kept():
        with database.transaction(writing=False) as session:
            rows = session.exec(select(FixedQuestion).order_by(col(FixedQuestion.position)))
            return [row.question_id for row in rows]

    assert kept() == [second.question_id, first.question_id]

    lan.post(f"{round_url(world)}/fixed-questions/{ids[1]}/removal")

    assert kept() == [first.question_id]


def test_the_blueprint_is_locked_once_somebody_has_begun(world, lan, start_attempt):
    start_attempt("duong")
    typed = {"topic": [""], "difficulty": [""], "count": ["1"], "act": "save", "reason": "x"}

    assert lan.post(f"{round_url(world)}/blueprint", data=typed).status_code == 409
    assert "không đổi được nữa" in lan.get(f"{round_url(world)}/blueprint").text


def test_a_window_to_the_end_of_the_day_closes_at_midnight_and_is_shown_so(world, lan):
    typed = {
        "name": "",
        "opens_at": "2026-12-01T07:00",
        "closes_at": "2026-12-03T12:00",
        "all_day": "1",
        "reason": "Dời",
    }
    lan.post(leg_url(world), data=typed)

    leg = stored(Leg, world.leg.id)
    assert (leg.closes_at - leg.opens_at) == timedelta(days=2, hours=17)
    assert "hết ngày 03/12/2026" in lan.get(f"/contests/{world.contest.public_id}").text
    again = lan.get(leg_url(world)).text
    assert 'value="2026-12-03T23:59"' in again
    typed["closes_at"] = "2026-12-03T23:59"
    lan.post(leg_url(world), data=typed)
    assert stored(Leg, world.leg.id).closes_at == leg.closes_at


def test_a_window_must_close_after_it_opens(world, lan):
    typed = {"opens_at": "2026-12-01T07:00", "closes_at": "2026-12-01T07:00", "reason": "Dời"}
    response = lan.post(leg_url(world), data=typed)

    assert response.status_code == 422
    assert "Lúc đóng phải sau lúc mở." in response.text


def test_a_window_that_somebody_plays_in_is_not_moved_from_here(world, lan, start_attempt):
    start_attempt("duong")
    typed = {"opens_at": "2026-12-01T07:00", "closes_at": "2026-12-01T09:00", "reason": "Dời"}

    assert lan.post(leg_url(world), data=typed).status_code == 409
    assert "trang điều hành" in lan.get(leg_url(world)).text


def test_the_leg_page_says_what_keeps_it_from_opening_with_a_way_to_mend_it(world, lan):
    with database.transaction() as session:
        leg = session.get_one(Leg, world.leg.id)
        leg.opens_at, leg.closes_at = world.leg.opens_at + 2 * HOUR, world.leg.closes_at + 2 * HOUR
        session.exec(select(BlueprintRow)).one().count = 9
    page = lan.get(leg_url(world)).text

    assert "Kho thiếu 6 câu" in page
    assert f"{round_url(world)}/blueprint" in page


def test_a_leg_is_added_a_week_later_and_taken_away_again_but_never_the_last(world, lan):
    added = lan.post(f"{round_url(world)}/legs").headers["location"]
    with database.transaction(writing=False) as session:
        newest = session.exec(select(Leg).order_by(col(Leg.id).desc()).limit(1)).one()
    assert newest.opens_at - world.leg.opens_at == timedelta(weeks=1)
    with database.transaction() as session:
        session.get_one(Leg, newest.id).closes_at = newest.opens_at + timedelta(days=14)
    after = lan.post(f"{round_url(world)}/legs").headers["location"]
    copied = lan.post(f"{leg_url(world)}/copy").headers["location"]
    with database.transaction(writing=False) as session:
        opened = session.exec(select(Leg.opens_at).order_by(col(Leg.id).desc()).limit(2)).all()
    assert [at - newest.opens_at for at in opened] == [timedelta(weeks=4), timedelta(weeks=2)]
    for one in (after, copied):
        assert lan.post(f"{one}/deletion", data={"reason": "Thừa"}).status_code == 303

    assert lan.post(f"{added}/deletion", data={"reason": "Thừa"}).status_code == 303
    assert lan.post(f"{leg_url(world)}/deletion", data={"reason": "Thừa"}).status_code == 409


def test_a_round_goes_only_while_another_stays_and_nobody_played_it(world, lan, start_attempt):
    here = f"{round_url(world)}/deletion"
    assert lan.post(here, data={"reason": "Thừa"}).status_code == 409
    copy = lan.post(f"{round_url(world)}/copy", data={"into": "here", "name": "Vòng hai"}).headers["location"]
    start_attempt("duong")
    assert lan.post(here, data={"reason": "Thừa"}).status_code == 409

    assert lan.get(f"{copy}/deletion").status_code == 200
    assert lan.post(f"{copy}/deletion", data={"reason": "Thừa"}).status_code == 303

    with database.transaction(writing=False) as session:
        assert session.exec(select(Round.name).where(Round.contest_id == world.contest.id)).all() == [world.round.name]


def test_a_stranger_finds_neither_round_nor_leg(world, browser):
    sit_at_desk(browser, world.people["son"])

    for url in (round_url(world), f"{round_url(world)}/blueprint", f"{round_url(world)}/copy", leg_url(world)):
        assert browser.get(url).status_code == 404
        assert browser.post(url).status_code in (404, 422)


def test_a_live_board_may_freeze_by_itself_but_not_before_the_leg_opens(world, lan):
    live = RULES | {"board": "live", "freeze_minutes": "15"}
    assert lan.post(round_url(world), data=live).status_code == 303
    assert stored(Round, world.round.id).rules.freeze_minutes == 15
    article = "Bảng đóng băng 15 phút trước giờ đóng"
    assert article in lan.get(f"/contests/{world.contest.public_id}/regulations").text

    early = lan.post(round_url(world), data=live | {"freeze_minutes": "120"})
    assert (early.status_code, "Điều 3 và Điều 6" in early.text) == (422, True)
    short = {"opens_at": "2026-12-01T08:00", "closes_at": "2026-12-01T08:10", "reason": "Rút ngắn"}
    moved = lan.post(f"/organise/legs/{world.leg.public_id}", data=short)
    assert (moved.status_code, "bảng đóng băng 15 phút trước giờ đóng" in moved.text) == (422, True)
