"""Publishing, correcting and keeping results, from the desk."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from quiz import clock, database, ledger
from quiz.attempts.attempt import Attempt
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.standings.score import Score, Snapshot
from quiz.web import kept
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, play, played
from tests.world import HOUR, come_in, decide, sit_at_desk


@pytest.fixture(autouse=True)
def _nothing_kept():
    kept.forget_everything()


@pytest.fixture
def over(world, monkeypatch):
    """Two played, and the leg is over."""
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT, WRONG, seconds=67)
        played(session, world, world.entries["khanh"], WRONG, RIGHT, seconds=30)
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * HOUR)
    return world


@pytest.fixture
def desk(browser, over):
    """Lan's, who organises."""
    sit_at_desk(browser, over.people["lan"])
    return browser


def at(world, rest=""):
    return f"/organise/legs/{world.leg.public_id}{rest}"


def question(world, place=0, rest=""):
    return at(world, f"/keys/{world.versions[place].public_id}{rest}")


def correction(world, place=0):
    return question(world, place, "/correction")


def publish(desk, world, **typed):
    return desk.post(
        at(world, "/results/publication"), data={"state": "official", "early": "Không có khiếu nại"} | typed
    )


def points():
    with database.transaction(writing=False) as session:
        return [score.points // 10_000 for score in session.exec(select(Score).order_by(Score.attempt_id))]


def test_the_organiser_publishes_and_everyone_may_look(desk, over):
    assert "Chưa công bố" in desk.get(at(over, "/results")).text

    response = publish(desk, over, note="Xin chúc mừng")

    assert (response.status_code, response.headers["location"]) == (303, at(over, "/results"))
    assert "Mã kiểm tra" in desk.get(at(over, "/results")).text
    desk.cookies.clear()
    board = desk.get(f"/watch/legs/{over.leg.public_id}").text
    assert "Chính thức" in board
    assert "Xin chúc mừng" in board


def test_publishing_waits_until_nobody_is_working(desk, over):
    with database.transaction() as session:
        play(session, over, enter(session, over, "Người Làm Chậm"), RIGHT, submitted_after=None)

    response = publish(desk, over)

    assert response.status_code == 409
    assert "vẫn còn người đang làm bài" in response.text
    assert "còn 1 lượt đang làm" in desk.get(at(over, "/results")).text


def test_before_the_close_the_page_says_where_to_close(desk, over, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)

    assert "đợt thi chưa đóng. Xem giờ đóng, hoặc đóng sớm" in desk.get(at(over, "/results")).text


def test_a_correction_asks_for_a_new_publication(desk, over):
    publish(desk, over)
    assert "đã thay đổi so với bản đang công bố" not in desk.get(at(over, "/results")).text

    decide(desk, correction(over), "In nhầm đáp án", what="replace", choices=["sai1"])

    assert "đã thay đổi so với bản đang công bố" in desk.get(at(over, "/results")).text
    publish(desk, over, note="Sửa đáp án câu 1")
    assert "đã thay đổi so với bản đang công bố" not in desk.get(at(over, "/results")).text


def test_a_contestant_s_own_score_moves_with_the_published_board(desk, over):
    with database.transaction() as session:
        attempt = session.exec(select(Attempt).where(Attempt.entry_id == over.entries["duong"].id)).one()
        attempt.receipt_code = "7F3K2M9Q"
        assert attempt.submitted_at is not None
        attempt.submitted_at += timedelta(milliseconds=250)  # no clock strikes whole seconds
        attempt = attempt.public_id

    def told():
        come_in(desk, over.entries["duong"])
        page = desk.get(f"/play/attempts/{attempt}/receipt").text
        sit_at_desk(desk, over.people["lan"])
        return re.search(r"Số câu đúng</dt><dd[^>]*>(\d) / 3", page)[1]

    publish(desk, over)
    before = told()
    decide(desk, correction(over), "In nhầm đáp án", what="replace", choices=["sai1"])
    meanwhile = told()
    publish(desk, over, note="Sửa đáp án câu 1")

    assert (before, meanwhile, told()) == ("2", "2", "1")


def test_withdrawing_needs_a_reason_and_hides_the_board(desk, over):
    publish(desk, over)
    refused = desk.post(at(over, "/results/withdrawal"), data={"reason": " "})
    assert refused.status_code == 422
    assert "Hãy ghi lý do thu hồi." in refused.text

    desk.post(at(over, "/results/withdrawal"), data={"reason": "Có khiếu nại"})

    assert "Kết quả được công bố sau" in desk.get(f"/watch/legs/{over.leg.public_id}").text
    assert "Bản trước đã thu hồi" in desk.get(at(over, "/results")).text
    with database.transaction(writing=False) as session:
        assert [snapshot.state for snapshot in session.exec(select(Snapshot).order_by(Snapshot.revision))] == [
            "official", "withdrawn",
        ]  # fmt: skip


def test_a_correction_is_seen_before_it_is_decided(desk, over):
    asked = {"what": "accept", "choices": ["sai1"]}
    preview = desk.get(correction(over), params=asked)

    assert "Chưa áp dụng" in preview.text
    assert "2 → <b>1</b>" in preview.text
    assert points() == [2, 1]

    response = decide(desk, correction(over), "Cả hai đều đúng", **asked)

    assert response.status_code == 303
    assert points() == [2, 2]
    with database.transaction(writing=False) as session:
        [decision] = ledger.decisions_on(session, over.contest.id, "correct_key")
    assert (decision.actor_id, decision.acting_role, decision.reason) == (
        over.people["lan"].id, "organiser", "Cả hai đều đúng",
    )  # fmt: skip


def test_a_correction_without_a_reason_is_seen_again(desk, over):
    response = decide(desk, correction(over), "", what="replace", choices=["sai2"])

    assert response.status_code == 422
    assert "Hãy ghi lý do" in response.text
    assert "what=replace&amp;choices=sai2" in response.text
    assert points() == [2, 1]


def test_half_a_decision_keeps_what_was_chosen(desk, over):
    response = desk.get(correction(over), params={"what": "replace"})

    assert response.status_code == 422
    assert "Hãy chọn hoặc ghi đáp án" in response.text
    assert 'value="replace" checked' in response.text


def test_the_questions_show_who_gave_what(desk, over):
    listed = desk.get(at(over, "/keys")).text
    assert "1 (50 %)" in listed

    form = desk.get(question(over)).text
    assert "1 lượt chọn" in form
    assert "Trả lại đáp án gốc" not in form

    decide(desk, correction(over), "Câu hỏi mơ hồ", what="drop")
    assert "Trả lại đáp án gốc" in desk.get(question(over)).text
    assert "Câu hỏi mơ hồ" in desk.get(question(over)).text


def test_a_place_is_explained_question_by_question(desk, over):
    with database.transaction(writing=False) as session:
        attempt = session.exec(select(Attempt).where(Attempt.entry_id == over.entries["duong"].id)).one()
    decide(desk, correction(over, 1), "Câu hỏi mơ hồ", what="give_all")

    text = desk.get(f"/organise/attempts/{attempt.public_id}").text

    assert "Hạng 1" in text
    assert "1:07" in text
    assert "Cho điểm tất cả" in text
    assert "Trò chơi" in text  # the wrong choice given to the third question


def test_a_judge_sees_the_internal_board_but_decides_nothing(browser, over):
    sit_at_desk(browser, over.people["minh"])
    board = browser.get(f"/judge/legs/{over.leg.public_id}/board")

    assert "Chưa công bố" in board.text
    assert "Trần Thị Thuỳ Dương" in board.text
    assert "Trần Thị Thuỳ Dương" in browser.get(f"/judge/legs/{over.leg.public_id}/board/rows").text
    for path in ("/results", "/results.xlsx", "/keys", f"/keys/{over.versions[0].public_id}"):
        assert browser.get(at(over, path)).status_code == 404
    assert publish(browser, over).status_code == 404
    assert browser.post(f"{correction(over)}?what=drop", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["ha", "son"])
def test_neither_a_writer_nor_another_contest_s_organiser_sees_results(browser, over, who):
    sit_at_desk(browser, over.people[who])

    paths = [at(over, path) for path in ("/results", "/results.xlsx", "/keys")]
    for path in [*paths, f"/judge/legs/{over.leg.public_id}/board"]:
        assert browser.get(path).status_code == 404


def test_a_contestant_is_sent_to_sign_in(browser, over):
    come_in(browser, over.entries["duong"])

    assert browser.get(at(over, "/results")).headers["location"].startswith("/sign-in")
    assert publish(browser, over).status_code == 401


# --- the workbook


def workbook(desk, world):
    response = desk.get(at(world, "/results.xlsx"))
    assert response.status_code == 200
    return load_workbook(BytesIO(response.content))


def rows(sheet):
    return [[cell for cell in row if cell not in (None, "")] for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_holds_places_units_and_keys(desk, over):
    publish(desk, over)
    book = workbook(desk, over)
    places, units, rules = (rows(sheet) for sheet in book.worksheets)

    assert places[3] == [
        "Hạng", "Số báo danh", "Họ và tên", "Năm sinh", "Đơn vị", "Điểm", "Số câu đúng", "Thời gian", "Nộp lúc",
    ]  # fmt: skip
    assert places[4][:8] == [1, "VL-001", "Trần Thị Thuỳ Dương", 2001, "Chi đoàn thôn Tân Trại", 2, 2, "0:01:07"]
    assert units[1] == ["Chi đoàn thôn Tân Trại", 1, 1, 2, 2]
    assert "Xếp hạng theo" in rules[0][0]
    assert ["VNeID là gì?", "Ứng dụng định danh"] in rules


def test_the_workbook_says_when_nothing_is_published(desk, over):
    assert rows(workbook(desk, over).worksheets[0])[2][0] == "Chưa công bố"


def test_text_that_looks_like_a_formula_stays_text(desk, over):
    hostile = ["=1+1", "+84", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "http://example.test"]
    with database.transaction() as session:
        for name in hostile:
            played(session, over, enter(session, over, name), RIGHT)
    sheet = workbook(desk, over).worksheets[0]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value in hostile}

    assert set(cells) == set(hostile)
    assert {cell.data_type for cell in cells.values()} == {"s"}
    assert not any(cell.hyperlink for cell in cells.values())


def test_a_live_round_may_be_published_for_the_time_being(desk, over, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with database.transaction() as session:
        session.get_one(Round, over.round.id).take_rules(RoundRules(board="live"))

    assert publish(desk, over).status_code == 409
    assert publish(desk, over, state="provisional").status_code == 303
    assert "Tạm thời" in desk.get(f"/watch/legs/{over.leg.public_id}").text


def test_official_before_complaints_are_over_is_refused_and_what_was_typed_is_kept(desk, over):
    publish(desk, over, state="provisional", note="Mời các bạn xem")
    refused = publish(desk, over, note="Đã rà soát xong", early="")

    assert refused.status_code == 422
    assert "Còn nhận khiếu nại đến hết ngày 29/11/2026" in refused.text
    assert "Đã rà soát xong</textarea>" in refused.text
    assert publish(desk, over, note="Đã rà soát xong", early="Ai cũng đã xem").status_code == 303


def test_anybody_may_ask_why_a_line_of_a_published_result_is_where_it_is(desk, over):
    publish(desk, over)
    desk.cookies.clear()

    page = desk.get(f"/watch/legs/{over.leg.public_id}/revisions/1").text
    assert re.search(r"<li>Đứng trên SBD VL-\d+: hơn 1 điểm\.</li>", page)
    assert re.search(r"<li>SBD VL-\d+ đứng trên: hơn 1 điểm\.</li>", page)


def test_the_next_revision_says_what_it_changed_and_who_moved(desk, over):
    publish(desk, over, state="provisional")
    decide(desk, correction(over), "In nhầm đáp án", what="replace", choices=["sai1"])
    assert "Hãy ghi bản này khác bản trước ở đâu và vì sao." in publish(desk, over, state="provisional").text
    publish(desk, over, state="provisional", note="Sửa đáp án câu 1")
    desk.cookies.clear()

    changed = desk.get(f"/watch/legs/{over.leg.public_id}/revisions/2").text
    first = desk.get(f"/watch/legs/{over.leg.public_id}/revisions/1").text

    assert "Sửa đáp án câu 1" in changed
    assert f"Khác gì so với số {over.contest.code}-1" in changed
    assert "2 → <b>1</b>" in changed
    assert "Bản này đã được thay." in first
    assert "Trần Thị Thuỳ Dương" in first


def test_what_was_withdrawn_is_shown_no_more(desk, over):
    publish(desk, over)
    desk.post(at(over, "/results/withdrawal"), data={"reason": "Có khiếu nại"})
    desk.cookies.clear()

    response = desk.get(f"/watch/legs/{over.leg.public_id}/revisions/1")

    assert (response.status_code, response.headers["location"]) == (303, f"/watch/legs/{over.leg.public_id}")
