"""Contestants in any number, each with an attempt under way, planted at once; and a server in a process of its own."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from itsdangerous import Signer
from sqlmodel import Session, SQLModel, insert, select

from benchmarks.load import Target
from question_bank.question import Question, QuestionVersion
from quiz import clock, database
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.contests.entry import Entry
from quiz.contests.round import BlueprintRow
from quiz.keys import secret_key
from quiz.migrating import migrate
from quiz.people.person import Person
from quiz.people.sign_in import LASTS, Door, SignIn
from quiz.settings import Settings
from tests.world import World, build_world

ATTEMPTS, QUESTIONS = 2_500, 40
CHOICES = ("dung", "sai1", "sai2", "sai3")
Server = tuple[str, dict[str, str]]
Kept = dict[tuple[int, int], int]


class Ours:
    """The site on a database of its own, with a hall at work. `targets` are every answer that it may give."""

    def __init__(
        self, folder: Path, url: str = "", attempts: int = ATTEMPTS, questions: int = QUESTIONS, **rules: Any
    ) -> None:
        settings = Settings(data_dir=folder, database_url=url)
        self.server: Server = (
            "benchmarks.serving:ours", {"QUIZ_DATA_DIR": str(folder), "QUIZ_DATABASE_URL": url},
        )  # fmt: skip
        self._url = settings.url
        database.connect(settings.url)
        migrate()
        self.world = build_world(clock.now(), minutes=120, **rules)
        with database.transaction() as session:
            versions = write_questions(session, self.world, questions)
            visits = enter(session, self.world, attempts)
            begun = _begin(session, self.world, visits, versions)
        signer = Signer(secret_key(folder), salt="sign-in")
        cookies = [f"{Door.PLAY.value}={signer.sign(visit.token).decode()}" for visit in visits]
        self.targets = [
            Target((attempt.id or 0, number), f"/play/attempts/{attempt.public_id}/questions/{number}", cookie,
                   f"turn=1&given={CHOICES[number % len(CHOICES)]}&tap=")
            for number in range(1, questions + 1)
            for attempt, cookie in zip(begun, cookies, strict=True)
        ]  # fmt: skip

    def kept(self) -> Kept:
        database.connect(self._url)
        with database.transaction(writing=False) as session:
            return {(attempt, number): tap for attempt, number, tap in session.exec(
                select(Answer.attempt_id, Answer.number, Answer.tap))}  # fmt: skip


def write_questions(session: Session, world: World, questions: int) -> list[int]:
    """As many as the blueprint then asks for; their look-alikes were looked for days ago."""
    at = clock.now()
    for number in range(len(world.versions), questions):
        question = Question(created_at=at)
        session.add(question)
        session.flush()
        session.add(QuestionVersion(
            question_id=question.id or 0, state="approved", kind="single_choice", key={"right": ["dung"]}, difficulty=1,
            content={"stem": f"Câu {number}: bạn làm gì khi có người lạ xin mã OTP?",
                     "choices": [{"id": id, "text": f"Phương án {id} của câu {number}"} for id in CHOICES]},
            topic_id=world.topic.id or 0, created_at=at, compared=True,
        ))  # fmt: skip
    row = session.exec(select(BlueprintRow)).one()
    row.count = questions
    session.add(row)
    session.flush()
    return [id for id in session.exec(select(QuestionVersion.id)) if id is not None]


def enter(session: Session, world: World, size: int) -> list[SignIn]:
    """So many contestants, each come in with a phone."""
    at, unit = clock.now(), world.units["tan-trai"]
    people = _put(session, [Person(name=f"Thí sinh {number}", created_at=at) for number in range(size)])
    entries = _put(session, [
        Entry(contest_id=world.contest.id or 0, division_id=world.entries["duong"].division_id,
              person_id=person.id or 0, unit_id=unit.id or 0, unit_name=unit.name, created_at=at)
        for person in people
    ])  # fmt: skip
    return _put(session, [
        SignIn(door=Door.PLAY, person_id=entry.person_id, entry_id=entry.id, started_at=at,
               expires_at=at + LASTS[Door.PLAY])
        for entry in entries
    ])  # fmt: skip


def _begin(session: Session, world: World, visits: list[SignIn], versions: list[int]) -> list[Attempt]:
    at, chance = clock.now(), random.Random(4)
    attempts = _put(session, [
        Attempt(entry_id=visit.entry_id, leg_id=world.leg.id or 0, rules_version=1, sign_in_id=visit.id,
                started_at=at, ends_at=at + (world.leg.closes_at - world.leg.opens_at))  # type: ignore[operator]
        for visit in visits
    ])  # fmt: skip
    rows = [
        {"attempt_id": attempt.id, "number": number, "version_id": version, "part_id": world.part.id,
         "choice_order": list(CHOICES), "flagged": False}
        for attempt in attempts
        for number, version in enumerate(chance.sample(versions, len(versions)), 1)
    ]  # fmt: skip
    session.execute(insert(PaperRow), rows)
    return attempts


def _put(session: Session, rows: list[Any]) -> list[Any]:
    """All at once; their ids are known afterwards."""
    table: type[SQLModel] = type(rows[0])
    before = max((id for id in session.exec(select(table.id))), default=0)  # type: ignore[attr-defined]
    for number, row in enumerate(rows, before + 1):
        row.id = number
    session.execute(insert(table), [row.model_dump() for row in rows])
    return rows


class Port(int):
    """Where a server listens, and who it is."""

    process: int

    def memory(self) -> int:
        """Bytes of the server: RSS."""
        status = Path(f"/proc/{self.process}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))

    def seconds(self) -> float:
        """Of processor time that the server has taken."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Whoever ends the benchmark ends what it started, too: a signal is an exit, on which everything is put away."""
    before = {each: signal.signal(each, _exit) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _exit(number: int, _: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough
    raise SystemExit(128 + number)


@contextmanager
def served(application: str, environment: dict[str, str], workers: int = 1) -> Iterator[Port]:
    """Server processes on a free port of loopback, ended when done."""
    port = Port(_free_port())
    command = [
        sys.executable, "-m", "uvicorn", application, "--port", str(port), "--no-access-log", "--log-level", "error",
        "--loop", "uvloop", "--http", "httptools", "--workers", str(workers), "--backlog", "4096",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        _wait_for(port)
        port.process = process.pid
        yield port
    finally:
        process.terminate()
        process.wait(timeout=15)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"the server on port {port} did not answer")
