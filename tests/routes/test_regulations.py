"""The regulations that anyone reads: article by article from the rules, with what was changed, and as a file."""

import io

import pytest
from pypdf import PdfReader

from quiz import database
from quiz.contests.announcing import announce
from quiz.contests.contest import Contest, ContestState
from quiz.contests.contest_rules import ContestRules
from quiz.contests.prizes import Prize
from quiz.contests.round import Round
from quiz.contests.scheduling import set_rules
from quiz.ledger import Decider


def url(world):
    return f"/contests/{world.contest.public_id}/regulations"


def change_minutes(world, at, minutes, reason):
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        rules = round.rules.model_copy(update={"minutes": minutes})
        set_rules(session, contest, round, round.name, rules, reason, set(), Decider(None, "organiser", at))


@pytest.fixture
def announced(world, noon):
    """Announced anew, so that its first version is kept."""
    with database.transaction() as session:
        contest = session.get_one(Contest, world.contest.id)
        contest.state = ContestState.DRAFT
        contest.rules_json = ContestRules(
            purpose="Tìm hiểu <chuyển đổi số>.", prizes=(Prize(grade="first", worth_vnd=600_000),)
        ).model_dump(mode="json")
        announce(session, contest, Decider(None, "organiser", noon))
    return world


def test_the_articles_stand_in_the_form_people_know(announced, browser):
    page = browser.get(url(announced)).text

    titles = ["Điều 1. Mục đích, đối tượng", "Điều 2. Nội dung và hình thức", "Điều 3. Thời gian",
              "Điều 4. Cách tính điểm, xếp hạng", "Điều 5. Giải thưởng"]  # fmt: skip
    assert [page.index(f">{title}<") for title in titles] == sorted(page.index(f">{title}<") for title in titles)
    assert "Giải Nhất: 1 giải, 600.000 đồng mỗi giải." in page
    assert "&lt;chuyển đổi số&gt;" in page
    assert "phiên bản 1, 12:00 26/11/2026" in page
    assert "sửa lúc" not in page


def test_a_change_is_told_with_its_moment_its_reason_and_both_sentences(announced, browser, noon):
    change_minutes(announced, noon, 25, "Đề dài hơn dự tính")
    page = browser.get(url(announced)).text

    assert "Phiên bản 2, sửa lúc 12:00 26/11/2026; lý do: Đề dài hơn dự tính." in page
    assert "Điều 2, bỏ: 3 câu hỏi, làm trong 15 phút." in page
    assert "Điều 2, nay là: 3 câu hỏi, làm trong 25 phút." in page


def test_what_was_written_while_it_was_a_draft_is_nobodys_business(world, browser, noon):
    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).state = ContestState.DRAFT
    change_minutes(world, noon, 25, "")

    assert browser.get(url(world)).status_code == 404
    assert browser.get(f"{url(world)}.pdf").status_code == 404


def test_the_file_says_what_the_page_says_with_its_version(announced, browser, noon):
    change_minutes(announced, noon, 25, "Đề dài hơn dự tính")
    response = browser.get(f"{url(announced)}.pdf")

    assert response.headers["content-type"] == "application/pdf"
    assert "-v2.pdf" in response.headers["content-disposition"]
    told = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(response.content)).pages)
    assert "THỂ LỆ" in told
    assert "Phiên bản 2, 12:00 26/11/2026" in told
    assert "Điều 5. Giải thưởng" in told
    assert "600.000 đồng" in told
    assert "Tìm hiểu <chuyển đổi số>." in told
    assert browser.get(f"{url(announced)}.pdf").content == response.content


def test_the_contest_page_leads_to_them(world, browser):
    assert f'href="{url(world)}"' in browser.get(f"/contests/{world.contest.public_id}").text
