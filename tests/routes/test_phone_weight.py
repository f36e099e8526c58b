"""What a phone pays: the playing page of thirty questions, and each save, there and back."""

import re

import pytest
from sqlmodel import select

from question_bank.kinds import KINDS
from quiz import database
from quiz.attempts.attempt import PaperRow
from quiz.web.static_files import FOR_EVER
from tests.conftest import NOON
from tests.kinds import ask_each_kind
from tests.thirty import ask_thirty
from tests.world import come_in

JSON = {"accept": "application/json"}
ZIPPED = {"accept-encoding": "gzip"}
LONG_TEXT = (
    "Trước hết giữ bình tĩnh, không bấm vào đường liên kết, không đọc mã xác thực cho bất kỳ ai; chụp màn hình lại, "
    "gọi số tổng đài đã công bố để hỏi, rồi báo công an xã và nhắc người nhà cùng biết."
)
"""As long as a short text may be, nearly."""


@pytest.fixture
def phone(browser, world):
    come_in(browser, world.entries["duong"])
    return browser


def on_the_wire(phone, address):
    """How many bytes of body really come, and the reply."""
    with phone.stream("GET", address, headers=ZIPPED) as reply:
        return sum(len(part) for part in reply.iter_raw()), reply


def parts_of(page):
    return set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))


def start(phone, world):
    return phone.post(f"/play/legs/{world.leg.public_id}/attempt").headers["location"]


def test_the_playing_page_weighs_at_most_sixty_kilobytes_and_fifteen_when_the_cache_is_warm(phone, world):
    ask_thirty(world)
    url = start(phone, world)

    page, reply = on_the_wire(phone, url)
    parts = {part: on_the_wire(phone, part) for part in parts_of(phone.get(url).text)}

    assert reply.headers["content-encoding"] == "gzip"
    text = phone.get(url).text
    assert (text.count('class="question"'), text.count('class="picture"')) == (30, 27)
    assert len(parts) >= 7
    assert page + sum(weight for weight, _ in parts.values()) <= 60_000
    assert page <= 15_000
    assert {part.headers["cache-control"] for _, part in parts.values()} == {FOR_EVER}


def test_a_save_weighs_at_most_a_kilobyte_there_and_back_whatever_the_kind(phone, world):
    with database.transaction() as session:
        asked = ask_each_kind(session, world.part, NOON)
    url = start(phone, world)
    with database.transaction(writing=False) as session:
        numbers = {row.version_id: row.number for row in session.exec(select(PaperRow))}

    for name, version in asked.items():
        kind = KINDS[version.kind]
        given = LONG_TEXT if name == "short_text" else kind.values(kind.right_answer(version.content, version.key))
        tapped = {"turn": 1, "tap": 1_000, "given": given}
        reply = phone.post(f"{url}/questions/{numbers[version.id]}", data=tapped, headers=JSON)

        assert reply.json()["kept"]
        assert len(reply.request.content) <= 1000, name
        assert len(reply.content) <= 1000, name


def test_no_page_of_a_contestant_needs_a_web_font(phone, world):
    url = start(phone, world)
    addresses = ("/play", f"/play/legs/{world.leg.public_id}", url)
    parts = {part for address in addresses for part in parts_of(phone.get(address).text)}
    styles = [phone.get(part).text for part in parts if ".css" in part]

    assert len(styles) >= 3
    assert [style for style in styles if "@font-face" in style or "@import" in style] == []
    assert [part for part in parts if "font" in part] == []
