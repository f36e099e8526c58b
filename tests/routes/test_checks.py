"""The check page: which revision a number is, and whether what somebody holds is it."""

import hashlib
import json

import pytest

from quiz import clock, database
from quiz.contests.contest import Contest, ContestState
from quiz.results import exporting
from quiz.results.checking import number_typed
from quiz.standings.revision import latest
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, played
from tests.world import HOUR, allow, sit_at_desk


@pytest.fixture
def over(world, browser, monkeypatch):
    """Two played, the leg is over, and the first result is out."""
    exporting._kept.clear()
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT, WRONG, seconds=67)
        played(session, world, world.entries["khanh"], RIGHT, seconds=30)
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * HOUR)
    publish(browser, world)
    return world


def publish(browser, world, **typed):
    act(browser, world, "publication", {"state": "provisional", "note": "Mời xem"} | typed)


def act(browser, world, noun, typed):
    sit_at_desk(browser, world.people["lan"])
    assert browser.post(f"/organise/legs/{world.leg.public_id}/results/{noun}", data=typed).status_code == 303
    browser.cookies.clear()


def head_of(world):
    with database.transaction(writing=False) as session:
        return latest(session, world.leg)


def file_of(browser, world, format, revision=1):
    return browser.get(f"/watch/legs/{world.leg.public_id}/revisions/{revision}/results.{format}")


def check(browser, number, **query):
    return browser.get(f"/check/{number}", params=query)


def test_a_number_may_be_typed_in_small_letters_with_spaces(browser, over):
    number = head_of(over).number
    response = browser.get("/check", params={"number": f" {number.lower()} "})

    assert (response.status_code, response.headers["location"]) == (303, f"/check/{number}")


def test_the_newest_says_so_and_names_nobody(browser, over):
    page = check(browser, head_of(over).number).text

    assert "Đây là bản mới nhất, đang có hiệu lực." in page
    assert "Mời xem" in page
    assert 'content="noindex"' in page
    assert "Dương" not in page


def test_an_earlier_one_says_what_replaced_it(browser, over):
    first = head_of(over).number
    publish(browser, over, note="Sửa đáp án câu 1")

    page = check(browser, first).text
    assert "Bản này không còn là mới nhất." in page
    assert head_of(over).number in page
    assert "Sửa đáp án câu 1" in page


def test_what_was_withdrawn_says_when_and_why(browser, over):
    first = head_of(over).number
    act(browser, over, "withdrawal", {"reason": "Có khiếu nại"})

    page = check(browser, first).text
    assert "Kết quả này đã thu hồi lúc" in page
    assert "Có khiếu nại" in page
    assert "Xem kết quả và các tệp" not in page


@pytest.mark.parametrize("format", ["pdf", "xlsx", "csv", "json"])
def test_the_file_that_was_downloaded_is_known_again(browser, over, format):
    number = head_of(over).number
    held = file_of(browser, over, format)
    assert held.headers["content-disposition"] == f'attachment; filename="ket-qua-{number}.{format}"'

    sent = browser.post(f"/check/{number}/file", files={"file": ("a", held.content)})

    assert sent.status_code == 303
    assert "Đúng:" in browser.get(sent.headers["location"]).text


def test_a_file_with_one_letter_changed_is_not_it(browser, over):
    number = head_of(over).number
    forged = file_of(browser, over, "csv").content.replace(b"VL-001", b"VL-002")
    sent = browser.post(f"/check/{number}/file", files={"file": ("a", forged)})

    assert "Không khớp" in browser.get(sent.headers["location"]).text


def test_the_digest_is_that_of_the_json_and_its_first_digits_do(browser, over):
    head = head_of(over)
    assert hashlib.sha256(file_of(browser, over, "json").content).hexdigest() == head.digest

    assert "Đúng: mã khớp" in check(browser, head.number, digest=head.digest.upper()).text
    assert "Đúng: mã khớp" in check(browser, head.number, digest=head.digest[:16]).text
    assert "Chưa so được" in check(browser, head.number, digest=head.digest[:8]).text
    assert "Chưa so được" in check(browser, head.number, digest="không phải mã").text


def test_it_says_how_to_count_again_where_there_is_a_file_to_count_from(browser, over):
    number = head_of(over).number
    page = check(browser, number).text
    assert f"sha256sum ket-qua-{number}.json" in page
    assert f'href="/watch/legs/{over.leg.public_id}/revisions/1/results.json"' in page

    allow(over, board_shows="own")
    assert "sha256sum" not in check(browser, number).text


def test_what_another_number_published_is_named(browser, over):
    first = head_of(over)
    publish(browser, over, note="Sửa đáp án câu 1")

    assert f"/check/{first.number}" in check(browser, head_of(over).number, digest=first.digest).text


def test_an_unknown_number_and_that_of_a_draft_are_asked_for_again(browser, over):
    number = head_of(over).number
    with database.transaction() as session:
        session.get_one(Contest, over.contest.id).state = ContestState.DRAFT

    for typed in (number, "KHONG-CO-1"):
        page = check(browser, typed)
        assert page.status_code == 404
        assert "Không có kết quả nào mang số này." in page.text
        assert typed in page.text


def test_no_file_leaves_while_nothing_is_out(browser, over):
    act(browser, over, "withdrawal", {"reason": "Có khiếu nại"})

    for format in ("pdf", "xlsx", "csv", "json"):
        assert file_of(browser, over, format).status_code == 303


def test_who_publishes_has_the_files_and_what_is_sealed_and_nobody_else(browser, over):
    allow(over, board_shows="hidden")
    home = f"/organise/legs/{over.leg.public_id}/revisions/1"
    assert browser.get(f"{home}/keys.json").status_code == 303  # to the sign-in
    assert file_of(browser, over, "json").status_code == 303

    sit_at_desk(browser, over.people["lan"])

    told = json.loads(browser.get(f"{home}/results.json").content)
    sealed = browser.get(f"{home}/keys.json").content
    assert hashlib.sha256(sealed).hexdigest() == told["sealed"]
    assert {key["version"] for key in json.loads(sealed)["keys"].values()} == {one.public_id for one in over.versions}


@pytest.mark.parametrize(
    "typed",
    ["k7mq2p-3", "K7MQ2P–3", "K7MQ2P 3", "k7m q2p 3", "K7MQ2P3", "Số K7MQ2P-3.", "K7MQ2P_3",
     "https://hoithi.example/check/K7MQ2P-3?digest=12#compared", "hoithi.example/check/k7mq2p-3/"],
)  # fmt: skip
def test_a_number_is_known_however_it_was_typed(typed):
    assert number_typed(typed) == "K7MQ2P-3"


@pytest.mark.parametrize("typed", ["", "K7MQ2P", "K7MQ2P-", "-3", "../x", "\x00", "K7MQ2P-3-x", "số ba"])
def test_what_is_no_number_is_none(typed):
    assert number_typed(typed) == ""


def test_what_is_no_number_is_asked_for_again(browser, over):
    for typed in ("../x", "\x00", "x" * 61, "số ba"):
        again = browser.get("/check", params={"number": typed})
        assert (again.status_code, "Không có kết quả nào mang số này." in again.text) == (404, True)
