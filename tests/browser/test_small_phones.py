"""A cheap phone on a thin network; the browser inside another app; narrow, enlarged, read aloud, by keys alone."""

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import CDPSession, Page, expect
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from tests.browser.conftest import Complaints, OpenPage, Serve
from tests.browser.crowd import fill
from tests.browser.server import Served
from tests.browser.test_playing import SAVED, SAVING, begin, card, chosen, hand_in, kept
from tests.thirty import ask_thirty

KBIT = 1000 / 8
WITHIN_S, TRIES = 5, 3
"""From Bắt đầu to the first answer, on a slow phone and a slow network. What is measured is the page, on a machine that
does other things too: the best of a few tries counts, each from the start with another contestant's empty cache."""
TEXT_TWICE_AS_LARGE = """() => {
    const all = [...document.querySelectorAll("body, body *")];
    const sizes = all.map((each) => parseFloat(getComputedStyle(each).fontSize));
    all.forEach((each, place) => each.style.fontSize = 2 * sizes[place] + "px");
    dispatchEvent(new Event("resize"));
}"""
"""As the browser inside an app does it for people whose phone has the largest letters: all text, and nothing else."""
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((each) => {
    const box = each.getBoundingClientRect();
    const seen = each.checkVisibility() && box.width > 1 && !each.closest(".visually-hidden, .skip");
    const hides = getComputedStyle(each).overflowX !== "visible" && getComputedStyle(each).textOverflow !== "ellipsis";
    return seen && (box.right > innerWidth + 1 || box.left < -1 || (hides && each.scrollWidth > each.clientWidth + 1));
}).map((each) => `${each.tagName} ${each.className} ${each.textContent.slice(0, 30)}`)"""
"""What stands outside of the page, or is larger than what shows it. (A name may end in "…".)"""
ZALO = (
    "Mozilla/5.0 (Linux; Android 12; SM-A125F Build/SP1A.210812.016; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36 Zalo android/24060652 ZaloTheme/light ZaloLanguage/vi"
)
FACEBOOK = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/19H370 [FBAN/FBIOS;FBAV/466.0.0.51.107;FBBV/602263420;FBDV/iPhone8,1;FBSN/iOS;FBSV/15.8;FBLC/vi_VN]"
)
FORBIDDEN = 'Object.defineProperty(window, "localStorage", {value: null})'
"""What a page gets in an app whose makers did not switch storage on."""
FULL = 'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }'


def test_on_a_slow_phone_and_network_the_first_question_is_answered_within_five_seconds(
    serve: Serve, new_phone: OpenPage
) -> None:
    served = serve()
    ask_thirty(served.world, pictures=False)
    taken: list[float] = []
    for who, _ in zip(["duong", "khanh"] * TRIES, range(TRIES), strict=False):
        phone = new_phone()
        slow_down(phone)
        served.come_in(phone.context, served.world.entries[who])
        phone.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
        began = time.monotonic()
        phone.get_by_role("button", name=re.compile("Bắt đầu|Làm tiếp")).click(no_wait_after=True)
        card(phone, len(taken)).click()
        expect(phone.locator("#save")).to_contain_text(re.compile("Đang lưu|Đã lưu"))
        taken.append(time.monotonic() - began)
        expect(phone.locator("#save")).to_have_text(SAVED)
        if taken[-1] <= WITHIN_S:
            break
    assert min(taken) <= WITHIN_S, taken


def slow_down(phone: Page) -> None:
    devtools: CDPSession = phone.context.new_cdp_session(phone)
    devtools.send("Network.enable")
    speed = {"downloadThroughput": 400 * KBIT, "uploadThroughput": 400 * KBIT}
    devtools.send("Network.emulateNetworkConditions", {"offline": False, "latency": 400, **speed})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 6})


@pytest.mark.parametrize(("app", "storage"), [(ZALO, FORBIDDEN), (FACEBOOK, FULL)], ids=["Zalo", "Facebook"])
def test_in_the_browser_inside_an_app_memory_serves_where_storage_does_not(
    served: Served, new_phone: OpenPage, complaints: Complaints, app: str, storage: str
) -> None:
    complaints.forgive("ERR_FAILED|ERR_INTERNET_DISCONNECTED")
    phone = new_phone(user_agent=app)
    phone.add_init_script(storage)
    begin(served, phone)
    phone.route(SAVING, lambda route: route.abort())
    card(phone, 0).tap()
    expect(phone.locator("#strips")).to_contain_text("Máy này không cho lưu tạm")
    expect(phone.locator("#network")).to_contain_text("1 câu đang chờ gửi. Đừng đóng trang")
    phone.unroute(SAVING)

    expect(phone.locator("#save")).to_have_text(SAVED)
    hand_in(phone)
    assert sorted(kept()) == [1]


def test_nothing_is_cut_off_at_320_pixels_nor_with_letters_twice_as_large(serve: Serve, new_phone: OpenPage) -> None:
    served = serve(board="live", release_score="submitted")
    places = fill(served.world)
    phone = new_phone(viewport={"width": 320, "height": 568})
    faults = []
    for who, addresses in {
        "duong": ["/play/legs/{leg}", "/play/attempts/{working}", "/play/attempts/{working}#sheet"],
        "khanh": ["/play/attempts/{submitted}/receipt", "/play/attempts/{played}/review"],
    }.items():
        served.come_in(phone.context, served.world.entries[who])
        for address in addresses:
            phone.goto("about:blank")
            phone.goto(served.url + address.format(**places))
            for letters in ("usual", "twice as large"):
                faults += [f"{address}, {letters}: {each}" for each in phone.evaluate(CUT_OFF)]
                if phone.evaluate("document.documentElement.scrollWidth") > 320:
                    faults.append(f"{address}, {letters}: scrolls sideways")
                phone.evaluate(TEXT_TWICE_AS_LARGE)
            if "attempts/{working}" in address:
                assert phone.locator("#sitting").evaluate("top => getComputedStyle(top).position") == "static"
    assert faults == []


def test_a_screen_reader_is_told_the_question_its_choices_and_each_threshold_once(served: Served, phone: Page) -> None:
    begin(served, phone)
    tree = spoken(phone)
    radios = [node for node in tree if node["role"] == "radio"]
    [timer] = [node for node in tree if node["role"] == "timer"]

    assert len(radios) == 4
    assert all(re.match("[A-D] .+", node["name"]) for node in radios), radios
    assert timer.get("live", "off") == "off"
    assert any(node["role"] == "heading" and node["name"].startswith("Câu 1. ") for node in tree)
    assert any(node["role"] == "group" and node["name"].startswith("Câu 1. ") for node in tree)
    assert not [node for node in tree if node["role"] in ("button", "link", "radio") and not node["name"]]

    phone.evaluate("""() => {
        window.said = [];
        for (const id of ["say", "shout"]) {
            const note = () => said.push(document.getElementById(id).textContent);
            new MutationObserver(note).observe(document.getElementById(id), {childList: true});
        }
    }""")
    for left, told in ((62, "Còn 1 phút."), (32, "Còn 30 giây.")):
        with database.transaction() as session:
            attempt = session.exec(select(Attempt)).one()
            attempt.ends_at = clock.now() + timedelta(seconds=left)
            session.add(attempt)
        phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # it asks the server anew
        expect(phone.locator("#say")).to_have_text(told)
    phone.wait_for_timeout(1500)
    said = phone.evaluate("said")
    assert [said.count(told) for told in ("Còn 1 phút.", "Còn 30 giây.")] == [1, 1], said


def spoken(phone: Page) -> list[dict[str, str]]:
    """What stands in Chromium's accessibility tree: roles, names, states."""
    devtools = phone.context.new_cdp_session(phone)
    nodes = devtools.send("Accessibility.getFullAXTree")["nodes"]
    return [
        {each["name"]: str(each["value"].get("value", "")) for each in node.get("properties", [])}
        | {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "")}
        for node in nodes
        if not node["ignored"]
    ]


def test_a_paper_is_answered_flagged_and_handed_in_by_keys_alone(served: Served, desktop: Page) -> None:
    begin(served, desktop)
    keys = desktop.keyboard
    for _ in range(3):
        to(desktop, "form.question:not([hidden]) input")
        keys.press("Space")
        keys.press("ArrowDown")
        expect(desktop.locator("#save")).to_have_text(SAVED)
        to(desktop, "#next")
        keys.press("Enter")
    expect(desktop.locator("[data-count]")).to_have_text("3/3")
    to(desktop, ".review__sure summary")
    keys.press("Enter")
    to(desktop, "[data-submission] button")
    keys.press("Enter")

    expect(desktop.get_by_role("heading", name="Đã nộp bài")).to_be_visible()
    assert sorted(kept()) == [1, 2, 3]


def to(page: Page, selector: str) -> None:
    """Press Tab until it has the focus, which can be seen there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


def test_in_the_dark_nothing_moves_for_whom_movement_disturbs(served: Served, new_phone: OpenPage) -> None:
    phone = new_phone(color_scheme="dark", reduced_motion="reduce")
    begin(served, phone)
    card(phone, 0).tap()
    expect(phone.locator("#save")).to_have_text(SAVED)
    expect(chosen(phone)).to_have_count(1)

    assert phone.evaluate("document.getAnimations().length") == 0
    assert phone.evaluate("[...document.fonts].length") == 0
    ground = phone.evaluate("getComputedStyle(document.querySelector('.phone')).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground)[:3])) < 80
