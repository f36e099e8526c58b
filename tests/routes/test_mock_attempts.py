"""Thi thử: with questions set aside, as often as one likes, never counted, the key at once."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from question_bank.question import Question, QuestionVersion
from question_bank.text import searchable
from quiz import clock, database
from quiz.attempts.attempt import Attempt, Mode, PaperRow
from quiz.contests.composing import supply_of
from quiz.contests.contest import Contest, ContestState
from quiz.contests.mock_question import MockQuestion
from quiz.contests.round import BlueprintRow, Leg, Part, Round
from quiz.standings.board import internal_board_of
from quiz.standings.score import Score
from tests.conftest import NOON
from tests.routes.test_play_attempts import allow
from tests.world import come_in, sit_at_desk

PLANNED, MORE = 2, 4


@pytest.fixture
def bank(world):
    """Four more questions than the world's three; a paper has two."""
    with database.transaction() as session:
        for number in range(MORE):
            question = Question(created_at=NOON)
            session.add(question)
            session.flush()
            stem = f"Câu thêm {number}?"
            choices = [{"id": id, "text": id} for id in ("dung", "sai1", "sai2")]
            version = QuestionVersion(
                question_id=question.id, state="approved", kind="single_choice", key={"right": ["dung"]}, difficulty=1,
                content={"stem": stem, "choices": choices}, topic_id=world.topic.id, created_at=NOON,
                search_text=searchable(stem), explanation="Vì thế.",
            )  # fmt: skip
            session.add(version)
        row = session.exec(select(BlueprintRow)).one()
        row.count = PLANNED
        session.add(row)
    allow(world, mock=True)
    return world


def home(world):
    return f"/play/legs/{world.leg.public_id}"


def mock_page(world):
    return f"/organise/rounds/{world.round.public_id}/mock-questions"


def set_aside(browser, world, count=3):
    sit_at_desk(browser, world.people["lan"])
    return browser.post(mock_page(world), data={"topic": "", "count": str(count)})


def try_out(browser, world, key="duong"):
    """The address of a mock attempt."""
    come_in(browser, world.entries[key])
    return browser.post(f"{home(world)}/mock").headers["location"]


def questions_of(session, attempt_id=None, mode=Mode.OFFICIAL):
    rows = select(QuestionVersion.question_id).join(PaperRow, col(PaperRow.version_id) == QuestionVersion.id)
    rows = rows.join(Attempt, col(Attempt.id) == PaperRow.attempt_id).where(Attempt.mode == mode)
    return set(session.exec(rows))


def test_a_mock_attempt_is_marked_has_only_what_was_set_aside_and_shows_the_key_at_once(browser, bank):
    assert set_aside(browser, bank).status_code == 303
    attempt = try_out(browser, bank)

    paper = browser.get(attempt).text
    assert "THI THỬ" in paper
    browser.post(f"{attempt}/submission")
    receipt, review = browser.get(f"{attempt}/receipt"), browser.get(f"{attempt}/review")

    assert "THI THỬ: không tính điểm" in receipt.text
    assert "0 / 2" in receipt.text
    assert review.status_code == 200
    assert "Đáp án đúng" in review.text
    with database.transaction(writing=False) as session:
        assert questions_of(session, mode=Mode.MOCK) <= set(session.exec(select(MockQuestion.question_id)))
        assert session.exec(select(Score)).all() == []
        round, leg = session.get_one(Round, bank.round.id), session.get_one(Leg, bank.leg.id)
        figures = internal_board_of(session, round, leg).board.figures()
    assert (figures.attempts, figures.working) == (0, 0)


def test_it_may_be_repeated_before_the_opening_and_beside_the_real_one_but_not_during_it(browser, bank, monkeypatch):
    set_aside(browser, bank)
    monkeypatch.setattr(clock, "now", lambda: NOON - timedelta(hours=2))
    first = try_out(browser, bank)
    assert try_out(browser, bank) == first
    browser.post(f"{first}/submission")
    assert try_out(browser, bank) != first

    monkeypatch.setattr(clock, "now", lambda: NOON)
    come_in(browser, bank.entries["duong"])
    real = browser.post(f"{home(bank)}/attempt").headers["location"]
    refused = browser.post(f"{home(bank)}/mock")
    assert refused.status_code == 409
    assert "dở bài thi thật" in refused.text
    browser.post(f"{real}/submission")
    assert try_out(browser, bank) not in (first, real)


def test_a_counted_paper_never_has_a_question_that_was_set_aside(browser, bank):
    set_aside(browser, bank, count=5)
    for key in ("duong", "khanh"):
        come_in(browser, bank.entries[key])
        assert browser.post(f"{home(bank)}/attempt").status_code == 303

    with database.transaction(writing=False) as session:
        aside = set(session.exec(select(MockQuestion.question_id)))
        assert len(aside) == 5
        assert questions_of(session) & aside == set()
        part = session.get_one(Part, bank.part.id)
        assert sum(supply_of(session, part, clock.day_of(NOON)).values()) == 2


def test_what_the_counted_papers_need_or_had_is_not_set_aside(browser, bank):
    come_in(browser, bank.entries["duong"])
    browser.post(f"{home(bank)}/attempt")
    too_many = set_aside(browser, bank, count=6)
    lacking = set_aside(browser, bank, count=3)

    assert too_many.status_code == 422
    assert "Chỉ còn 5 câu" in too_many.text
    assert lacking.status_code == 303
    with database.transaction(writing=False) as session:
        assert questions_of(session) & set(session.exec(select(MockQuestion.question_id))) == set()


def test_a_round_that_would_lack_questions_is_named(browser, bank):
    refused = set_aside(browser, bank, count=6)

    assert refused.status_code == 409
    assert bank.round.name in refused.text
    with database.transaction(writing=False) as session:
        assert session.exec(select(MockQuestion)).all() == []


def test_only_what_nobody_has_seen_goes_back(browser, bank):
    set_aside(browser, bank, count=3)
    browser.post(f"{try_out(browser, bank)}/submission")
    sit_at_desk(browser, bank.people["lan"])

    browser.post(f"{mock_page(bank)}/return")

    with database.transaction(writing=False) as session:
        left = set(session.exec(select(MockQuestion.question_id)))
        assert left == questions_of(session, mode=Mode.MOCK)
    assert len(left) == PLANNED


def test_an_archived_contest_gives_its_questions_back_to_everybody(browser, bank):
    set_aside(browser, bank)
    with database.transaction() as session:
        session.get_one(Contest, bank.contest.id).state = ContestState.ARCHIVED

    with database.transaction(writing=False) as session:
        part = session.get_one(Part, bank.part.id)
        assert sum(supply_of(session, part, clock.day_of(NOON)).values()) == 3 + MORE


def test_without_questions_or_where_the_rules_have_none_it_says_so(browser, bank):
    come_in(browser, bank.entries["duong"])
    empty = browser.post(f"{home(bank)}/mock")
    assert empty.status_code == 409
    assert "Chưa có câu hỏi nào cho thi thử" in empty.text

    allow(bank)
    assert "không có thi thử" in browser.post(f"{home(bank)}/mock").text
    assert "Thi thử ngay" not in browser.get(home(bank)).text


def test_who_only_tried_it_out_may_still_be_taken_off_the_list(browser, bank):
    set_aside(browser, bank)
    try_out(browser, bank)
    sit_at_desk(browser, bank.people["lan"])
    of = f"/organise/contests/{bank.contest.public_id}/entries/{bank.entries['duong'].public_id}"

    assert browser.post(f"{of}/removal").status_code == 303
    with database.transaction(writing=False) as session:
        assert session.exec(select(Attempt)).all() == []


def test_closing_the_leg_leaves_mock_attempts_alone(browser, bank):
    set_aside(browser, bank)
    try_out(browser, bank)
    sit_at_desk(browser, bank.people["binh"])
    assert browser.post(f"/judge/legs/{bank.leg.public_id}/closing", data={"reason": "Xong"}).status_code == 303

    with database.transaction(writing=False) as session:
        assert session.exec(select(Attempt)).one().ends_at == NOON + timedelta(minutes=15)


def test_a_mock_receipt_shown_at_the_desk_says_what_it_is(browser, bank):
    set_aside(browser, bank)
    browser.post(f"{try_out(browser, bank)}/submission")
    with database.transaction(writing=False) as session:
        code = session.exec(select(Attempt)).one().receipt_code
    sit_at_desk(browser, bank.people["binh"])

    assert "THI THỬ: bài này không tính điểm." in browser.get(f"/judge/receipts?code={code}").text


def test_the_rules_may_say_how_often(browser, bank):
    allow(bank, mock=True, mock_attempts=1)
    set_aside(browser, bank)
    come_in(browser, bank.entries["duong"])
    assert "Còn 1 lần" in browser.get(home(bank)).text
    attempt = try_out(browser, bank)
    assert try_out(browser, bank) == attempt
    browser.post(f"{attempt}/submission")

    refused = browser.post(f"{home(bank)}/mock")
    assert refused.status_code == 409
    assert "hết số lần cho phép" in refused.text
    assert "Thi thử ngay" not in browser.get(home(bank)).text
    assert "Thi thử lần nữa" not in browser.get(f"{attempt}/receipt").text
    assert try_out(browser, bank, "khanh") != attempt
