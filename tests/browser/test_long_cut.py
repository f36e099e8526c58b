"""A bad day with two phones: the network goes, the tab is killed, the paper is continued elsewhere. Nothing is lost.

The network is away for seconds here, for three minutes in `make chaos`.
"""

import json
import os
from hashlib import sha256

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from quiz import database
from quiz.attempts.attempt import Answer
from quiz.attempts.receipts import receipt_with
from tests.browser.conftest import Complaints, OpenPage
from tests.browser.server import Served
from tests.browser.test_playing import SAVED, begin, card, chosen, hand_in

CUT_S = float(os.environ.get("QUIZ_CHAOS_CUT_S", "3"))
OFFLINE = "ERR_INTERNET_DISCONNECTED|Failed to load resource"


def given() -> list[tuple[int, int, list[str]]]:
    """(number, turn, choices) of each answer that is kept."""
    with database.transaction(writing=False) as session:
        return [(row.number, row.turn, row.given["choices"]) for row in session.exec(select(Answer))]


def value(page: Page, place: int) -> str:
    return card(page, place).locator("input").get_attribute("value") or ""


def go_to(page: Page, number: int) -> None:
    while f"Câu {number}" not in page.locator("#count").inner_text():
        page.get_by_role("button", name="Tiếp" if number > 1 else "Trước", exact=False).first.click()


@pytest.mark.timeout(600)
def test_a_network_cut_a_killed_tab_and_a_second_phone_lose_nothing(
    served: Served, phone: Page, new_phone: OpenPage, complaints: Complaints
) -> None:
    complaints.forgive(OFFLINE)
    begin(served, phone)
    paper, first = phone.url.split("#")[0], value(phone, 0)
    card(phone, 0).click()
    expect(phone.locator("#save")).to_have_text(SAVED)

    phone.context.set_offline(True)
    go_to(phone, 2)
    second = value(phone, 1)
    card(phone, 1).click()
    expect(phone.locator("#network")).to_contain_text("1 câu đang chờ gửi")
    phone.close()
    killed, context = phone, phone.context
    phone = context.new_page()
    phone.wait_for_timeout(CUT_S * 1000)
    assert [number for number, *_ in given()] == [1]
    context.set_offline(False)
    phone.goto(paper)
    assert killed.is_closed()
    expect(phone.locator("#network")).to_be_hidden()
    wait_for_answers(phone, 2)

    context.set_offline(True)
    go_to(phone, 3)
    card(phone, 0).click()
    expect(phone.locator("#network")).to_contain_text("1 câu đang chờ gửi")
    other = new_phone()
    served.come_in(other.context, served.world.entries["duong"])
    other.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    other.get_by_role("button", name="Làm tiếp").click()
    go_to(other, 3)
    expect(chosen(other)).to_have_count(0)
    third = value(other, 2)
    card(other, 2).click()
    expect(other.locator("#save")).to_have_text(SAVED)
    context.set_offline(False)
    expect(phone.locator("#elsewhere").get_by_text("Bài đang mở ở máy khác.")).to_be_visible()
    phone.wait_for_timeout(2000)  # for whatever it may still send

    hand_in(other)

    turns = [turn for _, turn, _ in given()]
    assert sorted((number, choices) for number, _, choices in given()) == [(1, [first]), (2, [second]), (3, [third])]
    assert turns[2] > turns[0]
    expect(other.locator("body")).to_contain_text("3 / 3 câu")
    its_receipt_is_right(other, [first, second, third])


def its_receipt_is_right(page: Page, chosen: list[str]) -> None:
    """Its code finds it at the desk, its digest is of what was chosen, and it can be opened again."""
    code, digest = page.locator(".receipt__code").inner_text(), page.locator(".digest").inner_text().split(":")[-1]
    with database.transaction(writing=False) as session:
        found = receipt_with(session, code)
    assert found is not None
    assert (found.intact, found.answered) == (True, len(chosen))
    told = page.request.get(page.url.replace("/receipt", "/answers.json")).body()
    assert sha256(told).hexdigest() == "".join(digest.split()) == found.attempt.answers_digest
    assert [given["choices"] for _, _, given in json.loads(told)[1]] == [[choice] for choice in chosen]
    page.reload()
    expect(page.locator(".receipt__code")).to_have_text(code)


def wait_for_answers(page: Page, count: int) -> None:
    for _ in range(100):
        if len(given()) == count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{given()} is kept, and no more")
