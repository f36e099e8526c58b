"""A weekly contest on a phone: two legs, several attempts, a try beforehand; and who has more time than others."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from question_bank.question import Question, QuestionVersion
from question_bank.text import searchable
from quiz import clock, database
from quiz.attempts.attempt import Attempt, Mode, PaperRow
from quiz.contests.mock_question import MockQuestion
from quiz.contests.round import Leg, LegBlueprintRow
from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_hard_days import choose_right
from tests.browser.test_newcomer import hand_in
from tests.world import World

RULES: dict[str, Any] = {"attempts": 2, "attempts_per": "week", "release_score": "submitted", "mock": True}


def look(page: Page, name: str) -> None:
    """A picture for whoever asks for one."""
    folder = os.environ.get("QUIZ_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def plan_weeks(world: World) -> Leg:
    """Two legs with names, the second to come and with a blueprint of its own."""
    with database.transaction() as session:
        first = session.get_one(Leg, world.leg.id)
        first.name, first.closes_at = "Tuần 1", clock.now() + timedelta(days=9)
        second = Leg(round_id=world.round.id, position=2, name="Tuần 2", opens_at=first.closes_at,
                     closes_at=first.closes_at + timedelta(days=7))  # fmt: skip
        session.add_all((first, second))
        session.flush()
        session.add(
            LegBlueprintRow(leg_id=second.id, part_id=world.part.id, position=1, topic_id=world.topic.id, count=2)
        )
        for number in range(3):
            _write(session, world, f"Câu tập dượt số {number + 1}: ai được đọc mã OTP của bạn?")
        return second


def _write(session: Session, world: World, stem: str) -> None:
    question = Question(created_at=clock.now())
    session.add(question)
    session.flush()
    choices = [{"id": "dung", "text": "Không ai cả"}, {"id": "sai", "text": "Người gọi điện đến"}]
    session.add(
        QuestionVersion(
            question_id=question.id, state="approved", kind="single_choice", content={"stem": stem, "choices": choices},
            key={"right": ["dung"]}, explanation="Mã OTP chỉ của riêng bạn.", difficulty=1, topic_id=world.topic.id,
            created_at=clock.now(), search_text=searchable(stem),
        )
    )  # fmt: skip


def set_aside(world: World) -> None:
    """The three questions written for practice."""
    with database.transaction() as session:
        theirs = select(QuestionVersion.question_id).where(col(QuestionVersion.explanation).like("Mã OTP%"))
        for id in session.exec(theirs).all():
            session.add(MockQuestion(round_id=world.round.id, question_id=id, set_aside_at=clock.now()))


def test_a_weekly_contest_is_tried_out_and_then_played_twice(serve: Serve, phone: Page, new_desktop: OpenPage) -> None:
    served = serve(**RULES)
    world = served.world
    assert world is not None
    plan_weeks(world)
    set_aside(world)
    desk = new_desktop()
    served.sit_at_desk(desk.context, world.people["lan"])
    desk.goto(f"{served.url}/organise/contests/{world.contest.public_id}/entries/{world.entries['duong'].public_id}")
    desk.get_by_label("Phần trăm").fill("20")
    desk.locator("[name=extra_reason]").fill("Khuyết tật vận động")
    desk.get_by_role("button", name="Lưu thời gian thêm").click()
    expect(desk.get_by_text("Đã ghi thời gian thêm: +20 %.")).to_be_visible()
    look(desk, "entry")

    served.come_in(phone.context, world.entries["duong"])
    phone.goto(f"{served.url}/play")
    expect(phone.get_by_text("Tuần 2")).to_be_visible()
    look(phone, "rounds")
    phone.get_by_text("Tuần 1").click()
    expect(phone.get_by_text("2 mỗi tuần")).to_be_visible()
    look(phone, "waiting")

    phone.get_by_role("button", name="Thi thử ngay").click()
    expect(phone.get_by_text("THI THỬ", exact=True)).to_be_visible()
    look(phone, "mock")
    phone.locator("form.question:visible").get_by_text("Không ai cả").click()
    hand_in(phone)
    expect(phone.get_by_text("1 / 3", exact=True)).to_be_visible()
    look(phone, "mock-receipt")
    phone.get_by_role("link", name="Xem bài làm và đáp án").click()
    expect(phone.get_by_text("Mã OTP chỉ của riêng bạn.").first).to_be_visible()
    look(phone, "mock-review")

    home = f"{served.url}/play/legs/{world.leg.public_id}"
    phone.goto(home)
    for ordinal in (1, 2):
        phone.get_by_role("button", name=re.compile("^Bắt đầu")).click()
        expect(phone.get_by_role("timer")).to_have_text(re.compile("1[78]:"))  # 15 minutes and a fifth
        if ordinal == 2:
            choose_right(phone)
            look(phone, "second")
        hand_in(phone)
        if ordinal == 1:
            look(phone, "receipt")
        phone.goto(home)
        look(phone, f"after-{ordinal}")
        expect(phone.get_by_text("Còn 1 lượt tuần này" if ordinal == 1 else "Hết lượt tuần này")).to_be_visible()
    expect(phone.get_by_text("được tính")).to_have_count(1)
    expect(phone.get_by_role("button", name=re.compile("^Bắt đầu"))).to_have_count(0)

    with database.transaction(writing=False) as session:
        aside = set(session.exec(select(MockQuestion.question_id)))
        rows = select(Attempt.mode, QuestionVersion.question_id).join(PaperRow, col(PaperRow.attempt_id) == Attempt.id)
        asked = session.exec(rows.join(QuestionVersion, col(QuestionVersion.id) == PaperRow.version_id)).all()
    assert all((mode == Mode.MOCK) == (question in aside) for mode, question in asked)

    for name, address in {
        "contest": f"/contests/{world.contest.public_id}", "round": f"/organise/rounds/{world.round.public_id}",
        "leg": f"/organise/legs/{world.leg.public_id}", "seats": f"/judge/legs/{world.leg.public_id}",
        "mock-questions": f"/organise/rounds/{world.round.public_id}/mock-questions",
        "leg-blueprint": f"/organise/legs/{world.leg.public_id}/blueprint",
    }.items():  # fmt: skip
        desk.goto(served.url + address)
        look(desk, f"desk-{name}")
