"""The board on a second screen moves by itself, and only once it may be seen."""

import time
from datetime import timedelta

from playwright.sync_api import expect
from sqlmodel import select

from quiz import clock, database
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider
from quiz.standings.planned_freeze import Plan
from quiz.standings.planning_freezes import plan_freeze
from quiz.standings.publishing import publish
from quiz.standings.score import Score
from tests.browser.axe import axe
from tests.standings.sitting import RIGHT, played


def board_of(served, rest=""):
    return f"{served.url}/watch/legs/{served.world.leg.public_id}{rest}"


def test_the_board_moves_when_somebody_hands_in(serve, phone, desktop):
    served = serve(board="live")
    desktop.goto(board_of(served))
    expect(desktop.get_by_text("Chưa có bài nào được nộp")).to_be_visible()

    served.come_in(phone.context, served.world.entries["duong"])
    started = phone.request.post(f"{served.url}/play/legs/{served.world.leg.public_id}/attempt")
    phone.request.post(f"{started.url}/submission")

    expect(desktop.get_by_text("Trần Thị Thuỳ Dương")).to_be_visible()
    assert axe(desktop) == []
    phone.goto(board_of(served))
    expect(phone.get_by_text("Bạn đang ở hạng 1")).to_be_visible()
    assert axe(phone) == []


def test_another_process_s_news_reaches_the_hall(serve, desktop):
    served = serve(engine="postgresql", board="live")
    desktop.goto(board_of(served, "/screen"))
    expect(desktop.get_by_text("Chưa có bài nào được nộp")).to_be_visible()

    with database.transaction() as session:
        played(session, served.world, served.world.entries["khanh"], RIGHT)

    expect(desktop.get_by_text("Phan Quốc Khánh")).to_be_visible()
    assert axe(desktop) == []


def test_a_board_listens_however_late_its_script_comes(serve, desktop):
    served = serve(engine="postgresql", board="live")
    on_their_way = []
    desktop.route("**/hx-sse*", lambda route: on_their_way.append(route))
    desktop.goto(board_of(served), wait_until="commit")
    desktop.wait_for_function("() => window.htmx")
    desktop.wait_for_timeout(200)  # as long as htmx takes to begin

    with desktop.expect_response("**/events"):
        on_their_way[0].continue_()
    with database.transaction() as session:
        played(session, served.world, served.world.entries["khanh"], RIGHT)

    expect(desktop.get_by_text("Phan Quốc Khánh")).to_be_visible()


def test_a_hidden_board_appears_when_it_is_published(serve, phone):
    served = serve(engine="postgresql")
    phone.goto(board_of(served))
    expect(phone.get_by_text("Kết quả được công bố sau")).to_be_visible()
    assert axe(phone) == []

    with database.transaction() as session:
        played(session, served.world, served.world.entries["khanh"], RIGHT)
        leg = session.get_one(Leg, served.world.leg.id)
        leg.closed_at = clock.now()
        session.flush()
        round = session.get_one(Round, served.world.round.id)
        by = Decider(served.world.people["lan"].id, "organiser", clock.now())
        publish(session, served.world.contest, round, leg, state="official", note="", by=by, early="Không chờ")

    expect(phone.get_by_text("Phan Quốc Khánh")).to_be_visible()
    expect(phone.get_by_text("Chính thức")).to_be_visible()


def test_without_javascript_a_link_brings_the_news(serve, without_javascript):
    served = serve(board="live")
    without_javascript.goto(board_of(served))
    with database.transaction() as session:
        played(session, served.world, served.world.entries["khanh"], RIGHT)

    without_javascript.get_by_role("link", name="Cập nhật").click()

    expect(without_javascript.get_by_text("Phan Quốc Khánh")).to_be_visible()


def test_the_organiser_corrects_a_key_and_publishes(serve, desktop):
    served = serve()
    world = served.world
    with database.transaction() as session:
        played(session, world, world.entries["khanh"], ["sai1"])
        session.get_one(Leg, world.leg.id).closed_at = clock.now()
    time.sleep(0.1)  # the leg is closed from the next moment on
    served.sit_at_desk(desktop.context, world.people["lan"])
    results = f"{served.url}/organise/legs/{world.leg.public_id}/results"
    desktop.goto(results)
    assert axe(desktop) == []

    desktop.get_by_role("link", name="Sửa đáp án").click()
    assert axe(desktop) == []
    desktop.get_by_role("row", name="Ngày Chuyển đổi số").get_by_role("link").click()
    assert axe(desktop) == []
    desktop.get_by_label("Chấp nhận thêm một đáp án").check()
    desktop.get_by_label("10/8").check()
    desktop.get_by_role("button", name="Xem trước").click()
    desktop.reload()
    expect(desktop.get_by_role("link", name="1 thí sinh đổi điểm")).to_be_visible()
    assert axe(desktop) == []
    desktop.get_by_label("Lý do").fill("Đề in nhầm")
    desktop.get_by_role("button", name="Áp dụng").click()
    desktop.get_by_role("button", name="Công bố").click()

    expect(desktop.get_by_text("Đã công bố lần 1")).to_be_visible()
    desktop.get_by_role("link", name="Vì sao").click()
    expect(desktop.get_by_text("hoặc")).to_be_visible()
    assert axe(desktop) == []
    with database.transaction(writing=False) as session:
        assert session.exec(select(Score.right)).one() == 1


def test_a_board_freezes_by_itself_before_the_eyes_of_the_hall(serve, phone, desktop):
    served = serve(board="live")
    with database.transaction() as session:
        played(session, served.world, served.world.entries["duong"], RIGHT)
        round, leg = session.get_one(Round, served.world.round.id), session.get_one(Leg, served.world.leg.id)
        by = Decider(served.world.people["minh"].id, "judge", clock.now())
        soon = Plan(at=clock.now() + timedelta(seconds=8))
        plan_freeze(session, served.world.contest, round, leg, soon, reason="Giữ kín", by=by)
    desktop.goto(board_of(served, "/screen"))
    phone.goto(board_of(served))

    for page in (desktop, phone):
        expect(page.get_by_text("Đóng băng lúc")).to_be_visible()
        assert axe(page) == []
    with database.transaction() as session:
        played(session, served.world, served.world.entries["khanh"], RIGHT, RIGHT)
    for page in (desktop, phone):
        page.reload()
        expect(page.get_by_text("Trần Thị Thuỳ Dương")).to_be_visible()
        expect(page.get_by_text("Phan Quốc Khánh")).not_to_be_visible()
