"""A real browser before a real server. Each test fails on any word of complaint in the browser's console.

    def test_a_contestant_plays(served, phone):             # world() on SQLite, one process
        served.come_in(phone.context, served.world.entries["duong"])
        phone.goto(f"{served.url}/play")

Two people in one story: `new_phone()` and `new_desktop()` open one more browser each, with cookies of its own.
Another server: `serve(engine="postgresql", processes=2)`, `serve(world=False)`, `serve(board="live")` (round rules).
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from quiz import clock, database
from quiz.lan import lan_address
from quiz.migrating import is_current
from tests import engines
from tests.browser.server import Served, find_chromium
from tests.conftest import empty_all_tables
from tests.world import build_world

HALL = "hoithi.test"
"""A name for this machine that, unlike localhost, is no secure context."""
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--host-resolver-rules=MAP {HALL} 127.0.0.1",
]  # fmt: skip
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 12; SM-A125F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36",
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
REFUSALS = re.compile(r"responded with a status of (401|403|409|422|429)")
"""The browser remarks on these, but they are sentences of ours, shown to the person."""


PATIENCE_MS = 60_000
"""How long a story waits for what must come: a busy machine is slow, and no test asserts how fast a page is."""

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is only for `make chaos` is not there otherwise."""
    left = [item for item in items if item.get_closest_marker("chaos") and "QUIZ_CHAOS_TIMES" not in os.environ]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Serve(Protocol):
    def __call__(
        self, *, engine: str = "sqlite", processes: int = 1, world: bool = True, host: str = "127.0.0.1",
        name: str = "", **rules: Any,
    ) -> Served: ...  # fmt: skip


OpenPage = Callable[..., Page]


class Complaints(list[str]):
    """What the browser's console said against our pages. `forgive` what a test provokes on purpose."""

    def __init__(self) -> None:
        super().__init__()
        self._forgiven: list[re.Pattern[str]] = [REFUSALS]

    def forgive(self, pattern: str) -> None:
        self._forgiven.append(re.compile(pattern))

    def unforgiven(self) -> list[str]:
        return [said for said in self if not any(pattern.search(said) for pattern in self._forgiven)]

    def listen_to(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.append(f"uncaught: {error.error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.fail("Browser tests need Chromium. Type: sudo apt install chromium   (or set QUIZ_TEST_CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    heard = Complaints()
    yield heard
    assert heard.unforgiven() == [], "the browser complained"


@pytest.fixture
def new_browser(chromium: Browser, complaints: Complaints) -> Iterator[OpenPage]:
    """Open a browser with cookies of its own; any option of Playwright's new_context."""
    opened: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = chromium.new_context(**{"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"} | options)
        opened.append(context)
        context.set_default_timeout(PATIENCE_MS)
        complaints.listen_to(context)
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture
def new_phone(new_browser: OpenPage) -> OpenPage:
    return lambda **options: new_browser(**PHONE | options)


@pytest.fixture
def new_desktop(new_browser: OpenPage) -> OpenPage:
    return lambda **options: new_browser(**DESKTOP | options)


@pytest.fixture
def phone(new_phone: OpenPage) -> Page:
    """360×640, touched by a finger."""
    return new_phone()


@pytest.fixture
def desktop(new_desktop: OpenPage) -> Page:
    return new_desktop()


@pytest.fixture
def without_javascript(new_phone: OpenPage) -> Page:
    """A phone that runs no script."""
    return new_phone(java_script_enabled=False)


@pytest.fixture
def serve(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Serve]:
    """Start a server on a fresh database with a world in it (opened an hour ago, open for another)."""
    started: list[Served] = []

    def start(
        *, engine: str = "sqlite", processes: int = 1, world: bool = True, host: str = "127.0.0.1", name: str = "",
        **rules: Any,
    ) -> Served:  # fmt: skip
        url = _fresh_database(request, engine, tmp_path)
        built = build_world(clock.now(), **rules) if world else None
        served = Served(data_dir=tmp_path, database_url=url, world=built, host=host, name=name)
        started.append(served)
        served.start(processes)
        return served

    yield start
    for served in started:
        served.stop()
    engines.lay_aside()


def _fresh_database(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> str:
    if engine == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "quiz.db")
        url = f"sqlite:///{tmp_path / 'quiz.db'}"
        database.connect(url)
    else:
        url = request.getfixturevalue("postgresql_url")
        database.connect(url)
        empty_all_tables()
    assert is_current()
    return url


@pytest.fixture
def served(serve: Serve) -> Served:
    """The usual one: SQLite, one process, this machine only."""
    return serve()


@pytest.fixture
def served_by_two(serve: Serve) -> Served:
    """Two processes on one PostgreSQL database: `served_by_two.urls`."""
    return serve(engine="postgresql", processes=2)


@pytest.fixture
def served_on_lan(serve: Serve) -> Served:
    """At this machine's own address over plain http: what a phone in the hall sees. No secure context there."""
    address = lan_address()
    return serve(host=address) if address else serve(name=HALL)
