"""A real server in a process of its own, to be looked at by a real browser, stopped and started again."""

import os
import shutil
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from itsdangerous import Signer
from playwright.sync_api import BrowserContext

from quiz import clock, database
from quiz.contests.entry import Entry
from quiz.keys import secret_key
from quiz.people.person import Person
from quiz.people.sign_in import Door, start_sign_in
from tests.programs import start_quiz
from tests.world import World

PATIENCE_S = 180
"""A busy machine is slow to start a program, and no test asserts how fast."""


@dataclass
class Served:
    """A site that is up. Its database is also connected in the test's own process, to look inside."""

    data_dir: Path
    database_url: str
    world: World | None
    host: str = "127.0.0.1"
    name: str = ""
    """What browsers call the host, where that is not its address."""

    urls: list[str] = field(default_factory=list)
    _running: list[BaseProcess] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.urls[0]

    @property
    def log(self) -> str:
        return "\n".join(path.read_text("utf-8") for path in sorted(self.data_dir.glob("server-*.log")))

    def start(self, processes: int = 1) -> None:
        """Serve on free ports; a second start takes the ports of the first again."""
        ports = [int(url.rsplit(":", 1)[1]) for url in self.urls] or [free_port(self.host) for _ in range(processes)]
        self.urls = [f"http://{self.name or self.host}:{port}" for port in ports]
        self._running = [self._spawn(port) for port in ports]
        for port, process in zip(ports, self._running, strict=True):
            wait_until_up(f"http://{self.host}:{port}", process, self.data_dir / f"server-{port}.log")

    def stop(self) -> None:
        """As systemd would: ask, then wait."""
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.join(PATIENCE_S)
        self._running = []

    def kill(self) -> None:
        """As a power cut would."""
        for process in self._running:
            process.kill()
            process.join(PATIENCE_S)
        self._running = []

    def restart(self) -> None:
        """The same database, the same addresses."""
        self.stop()
        self.start()

    def sit_at_desk(self, context: BrowserContext, person: Person) -> None:
        """This browser is from now on this member of staff's, on every process."""
        assert person.id is not None
        with database.transaction() as session:
            self._give_cookie(context, Door.DESK, start_sign_in(session, Door.DESK, person.id, clock.now()).token)

    def come_in(self, context: BrowserContext, entry: Entry) -> None:
        """This browser is from now on this contestant's phone."""
        with database.transaction() as session:
            sign_in = start_sign_in(session, Door.PLAY, entry.person_id, clock.now(), entry_id=entry.id)
            self._give_cookie(context, Door.PLAY, sign_in.token)

    def _give_cookie(self, context: BrowserContext, door: Door, token: str) -> None:
        signed = Signer(secret_key(self.data_dir), salt="sign-in").sign(token).decode()
        value = SimpleCookie({door.value: signed})[door.value].coded_value
        for url in self.urls:
            context.add_cookies([{"name": door.value, "value": value, "url": url}])

    def _spawn(self, port: int) -> BaseProcess:
        settings = {"QUIZ_DATA_DIR": str(self.data_dir), "QUIZ_DATABASE_URL": self.database_url}
        log = self.data_dir / f"server-{port}.log"
        return start_quiz(["serve", "--host", self.host, "--port", str(port)], settings, log, log)


def wait_until_up(url: str, process: BaseProcess, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not _answers(f"{url}/readyz"):
        if process.exitcode is not None or time.monotonic() > deadline:
            raise AssertionError(f"the server did not come up:\n{log.read_text('utf-8')}")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def find_chromium(
    names: Sequence[str] = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
) -> str | None:
    given = os.environ.get("QUIZ_TEST_CHROMIUM", "")
    return next((found for name in (given, *names) if name and (found := shutil.which(name))), None)
