"""A crowd of phones that tap without pause, as the outbox does: each tap is sent until the server acknowledges it."""

import asyncio
import json
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlsplit

from itsdangerous import Signer
from sqlmodel import Session, select

from quiz import clock, database
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.attempts.sitting import start_attempt
from quiz.contests.entry import Entry
from quiz.keys import secret_key
from quiz.people.person import Person
from quiz.people.sign_in import Door, start_sign_in
from tests.browser.server import Served
from tests.world import World

PHONES = 24
BACK_OFF_S = (0.05, 0.3)
PATIENCE_S = 90
"""How long a phone goes on sending its last tap before the story is called lost."""

Place = tuple[int, int]
"""An attempt's id, and the number of a question."""


@dataclass(frozen=True)
class Phone:
    attempt_id: int
    path: str
    cookie: str
    choices: dict[int, list[str]]
    """By the number of the question."""


@dataclass
class Told:
    """What phones sent, and what they were told is kept."""

    sent: dict[Place, dict[int, str]] = field(default_factory=dict)
    kept: dict[Place, int] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    """0: the connection broke, or nothing came back."""
    wrong: list[str] = field(default_factory=list)


class Crowd:
    """`with Crowd(served) as crowd:` they tap; at the end of it each has been told that its last tap is kept."""

    def __init__(self, served: Served, seed: int = 1) -> None:
        assert served.world is not None
        self.told = Told()
        self._served, self._chance, self._enough = served, random.Random(seed), threading.Event()
        self._phones = _seat(served.world, served)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._play()))

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(
        self, type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._enough.set()
        self._thread.join()

    def wait_for_more(self) -> None:
        """Until as many taps again were acknowledged as there are phones."""
        enough = self.told.statuses[200] + PHONES
        while self.told.statuses[200] < enough and self._thread.is_alive():
            time.sleep(0.01)

    def insist(self, *, all_arrived: bool = False) -> None:
        """Every acknowledged tap is there, exactly once, or a newer one that was sent; once all arrived, the newest."""
        told = self.told
        assert told.wrong == []
        known = {place: (told.kept[place], dict(told.sent[place])) for place in list(told.kept)}
        rows = _kept_rows()
        for place, (tap, sent) in known.items():
            stands = rows.get(place)
            assert stands is not None, f"{place}: tap {tap} was acknowledged and is not there"
            newest, given = stands
            assert newest >= tap, f"{place}: tap {tap} was acknowledged, {newest} stands"
            assert not all_arrived or newest == max(sent), f"{place}: {max(sent)} was the last, {newest} stands"
            # What was sent since we looked is not in our copy; what stands is then newer than all of it.
            assert newest not in sent or given == {"choices": [sent[newest]]}
        assert len(known) >= PHONES, f"hardly anything was acknowledged: {told.statuses}"

    def hand_in(self) -> None:
        """Everybody, each with one tap more that was not sent before. Every receipt is of what its phone knows."""
        digests = _digests()
        assert not any(digests[phone.attempt_id] for phone in self._phones)
        with ThreadPoolExecutor(1) as beside:  # a browser of an earlier test keeps a loop running in this thread
            digested = beside.submit(asyncio.run, self._hand_in_all()).result()
        digests = _digests()
        for phone, content in zip(self._phones, digested, strict=True):
            assert sha256(content).hexdigest() == digests[phone.attempt_id]
            given = {number: given["choices"] for number, _, given in json.loads(content)[1]}
            taps = {number: self.told.sent.get((phone.attempt_id, number)) for number in phone.choices}
            assert given == {number: [sent[max(sent)]] for number, sent in taps.items() if sent}

    async def _hand_in_all(self) -> list[bytes]:
        return await asyncio.gather(*(self._hand_in(phone) for phone in self._phones))

    async def _hand_in(self, phone: Phone) -> bytes:
        """What its receipt's digest is of."""
        line, number = self._line(phone), self._chance.choice(list(phone.choices))
        choice = self._chance.choice(phone.choices[number])
        tap = 1 + max(max(self.told.sent.get((phone.attempt_id, each)) or [0]) for each in phone.choices)
        self.told.sent.setdefault((phone.attempt_id, number), {})[tap] = choice
        pending = quote(json.dumps([[number, 1, tap, [choice]]]))
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while (await line.ask("POST", phone, "/submission", f"taps={pending}"))[0] != 200:
            assert asyncio.get_running_loop().time() < deadline, f"{phone.attempt_id} was never handed in"
            await asyncio.sleep(self._chance.uniform(*BACK_OFF_S))
        status, content = await line.ask("GET", phone, "/answers.json")
        line.close()
        assert status == 200
        return content

    async def _play(self) -> None:
        await asyncio.gather(*(self._tap(phone) for phone in self._phones))

    async def _tap(self, phone: Phone) -> None:
        line, tap = self._line(phone), 0
        while not self._enough.is_set():
            tap += 1
            number = self._chance.choice(list(phone.choices))
            choice = self._chance.choice(phone.choices[number])
            place = (phone.attempt_id, number)
            before = self.told.kept.get(place)
            self.told.sent.setdefault(place, {})[tap] = choice
            if not await self._send(line, phone, number, tap, choice):
                self.told.wrong.append(f"{place}: tap {tap} was never acknowledged")
                break
            self.told.kept[place] = tap
            if before and self._chance.random() < 0.1:
                await self._send_again(line, phone, number, before)
        line.close()

    def _line(self, phone: Phone) -> "_Line":
        """To one of the processes, always the same."""
        return _Line(self._served.urls[phone.attempt_id % len(self._served.urls)])

    async def _send(self, line: "_Line", phone: Phone, number: int, tap: int, choice: str) -> bool:
        """Until it is kept."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while asyncio.get_running_loop().time() < deadline:
            status, answer = await line.post(phone, number, tap, choice)
            self.told.statuses[status] += 1
            if status == 200:
                if not answer["kept"]:
                    self.told.wrong.append(f"{phone.attempt_id}, {number}: {tap} is the newest and was not kept")
                return True
            if 400 <= status < 500:
                self.told.wrong.append(f"{phone.attempt_id}, {number}: {tap} was refused with {status}")
                return False
            await asyncio.sleep(self._chance.uniform(*BACK_OFF_S))
        return False

    async def _send_again(self, line: "_Line", phone: Phone, number: int, tap: int) -> None:
        """An older tap that comes late is told what stands, and changes nothing."""
        place = (phone.attempt_id, number)
        status, answer = await line.post(phone, number, tap, self.told.sent[place][tap])
        if status == 200 and (answer["kept"] or answer["tap"] != self.told.kept[place]):
            self.told.wrong.append(f"{place}: {tap} came late, and {answer} was said")


class _Line:
    """One connection, opened anew when it breaks."""

    def __init__(self, url: str) -> None:
        self._host, self._port = urlsplit(url).hostname, urlsplit(url).port
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, phone: Phone, number: int, tap: int, choice: str) -> tuple[int, dict[str, Any]]:
        status, content = await self.ask("POST", phone, f"/questions/{number}", f"turn=1&tap={tap}&given={choice}")
        return status, json.loads(content) if status == 200 else {}

    async def ask(self, method: str, phone: Phone, path: str, body: str = "") -> tuple[int, bytes]:
        try:
            return await asyncio.wait_for(self._ask(method, phone, path, body), 20)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            self.close()
            return 0, b""

    async def _ask(self, method: str, phone: Phone, path: str, body: str) -> tuple[int, bytes]:
        if self._open is None:
            self._open = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._open
        head = (
            f"{method} {phone.path}{path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
            f"Cookie: {phone.cookie}\r\nAccept: application/json\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        writer.write((head + body).encode())
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().lower().splitlines()
        length = next((int(line.split(":")[1]) for line in lines if line.startswith("content-length:")), 0)
        content = await reader.readexactly(length)
        if "connection: close" in lines:
            self.close()
        return int(lines[0].split(" ")[1]), content

    def close(self) -> None:
        if self._open is not None:
            self._open[1].close()
        self._open = None


def _kept_rows() -> dict[Place, tuple[int, dict[str, Any]]]:
    with database.transaction(writing=False) as session:
        rows = session.exec(select(Answer.attempt_id, Answer.number, Answer.tap, Answer.given)).all()
    assert len(rows) == len({row[:2] for row in rows}), "a place has two answers"
    return {(attempt_id, number): (tap, given) for attempt_id, number, tap, given in rows}


def _digests() -> dict[int, str | None]:
    """Of each attempt, by its id; None until it is handed in."""
    with database.transaction(writing=False) as session:
        return {id: digest for id, digest in session.exec(select(Attempt.id, Attempt.answers_digest)) if id}


def _seat(world: World, served: Served) -> list[Phone]:
    """So many more contestants, each with an attempt under way."""
    signer = Signer(secret_key(served.data_dir), salt="sign-in")
    with database.transaction() as session:
        return [_begin(session, world, number, signer) for number in range(PHONES)]


def _begin(session: Session, world: World, number: int, signer: Signer) -> Phone:
    at, unit = clock.now(), world.units["tan-trai"]
    person = Person(name=f"Thí sinh {number}", created_at=at)
    session.add(person)
    session.flush()
    entry = Entry(
        contest_id=world.contest.id or 0, division_id=world.entries["duong"].division_id, person_id=person.id or 0,
        unit_id=unit.id or 0, unit_name=unit.name, created_at=at,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    sign_in = start_sign_in(session, Door.PLAY, person.id or 0, at, entry_id=entry.id)
    contest, round, leg = (session.get_one(type(known), known.id) for known in (world.contest, world.round, world.leg))
    attempt = start_attempt(session, contest, round, leg, entry, sign_in, at)
    rows = session.exec(select(PaperRow).where(PaperRow.attempt_id == attempt.id))
    return Phone(
        attempt.id or 0, f"/play/attempts/{attempt.public_id}",
        f"{Door.PLAY.value}={signer.sign(sign_in.token).decode()}", {row.number: row.choice_order for row in rows},
    )  # fmt: skip
