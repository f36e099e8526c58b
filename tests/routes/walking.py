"""Every route, knocked on by everybody: who is let in. On SQLite alone: permission is the same code on both engines."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from itsdangerous import Signer
from sqlmodel import Session, select
from starlette.testclient import TestClient

from question_bank.changing import plan
from question_bank.choosing_columns import keep, packed
from question_bank.draft import Draft, Reading
from question_bank.importing import take_in
from question_bank.intake import Row
from question_bank.look_alike import LookAlike
from question_bank.question import Question, QuestionMedia
from question_bank.readers.book import Book, Cell, Sheet
from quiz import clock, database
from quiz.app import create_app
from quiz.attempts.attempt import Attempt, PaperRow, SubmittedBy
from quiz.attempts.handing_in import submit_attempt
from quiz.attempts.sitting import start_attempt
from quiz.contests.roster.accepting import keep_intake
from quiz.contests.roster.reading import rows_in
from quiz.files import pictures_in
from quiz.ledger import INSTALLATION, Decider, decide
from quiz.people.enrolling import Grant, invite
from quiz.people.head_count import HeadCount
from quiz.people.person import Person
from quiz.people.role import RoleName
from quiz.people.sign_in import Door, SignIn, start_sign_in
from quiz.routes import ROUTERS
from quiz.settings import Settings
from quiz.standings.complaint import Complaint
from quiz.standings.score import Snapshot
from tests.conftest import NOON
from tests.world import World, build_world, grant

TABLE = Path(__file__).resolve().parent.parent / "permissions.txt"
EVERYBODY = {
    "anyone": None,
    "contestant": "duong",
    "other contestant": "khanh",
    "writer": "ha",
    "reviewer": "thu",
    "judge": "minh",
    "chief judge": "binh",
    "secretary": "yen",
    "invigilator": "giang",
    "organiser": "lan",
    "organiser of all": "tam",
    "stranger organiser": "son",
}
"""Who knocks: a role of the world's contest, and who holds it there. "anyone" is signed in nowhere."""

SIGN_IN = re.compile(r"/(sign-in|join)\?next=")
PARAMETER = re.compile(r"\{(\w+)[^}]*\}")


@dataclass(frozen=True, order=True)
class Way:
    """A route as the table names it."""

    path: str
    method: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def all_doors() -> list[Way]:
    return sorted(
        Way(route.path, method)
        for router in ROUTERS
        for route in router.routes
        for method in route.methods - {"HEAD", "OPTIONS"}
    )


def table() -> dict[str, set[str]]:
    """METHOD path | who, who; "anyone" is everybody."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    split = [[part.strip() for part in line.split("|")] for line in lines]
    return {door: {name.strip() for name in who.split(",")} - {"nobody"} for door, who in split}


def line_of(door: Way, admitted: set[str]) -> str:
    who = ["anyone"] if "anyone" in admitted else [name for name in EVERYBODY if name in admitted]
    return f"{door} | {', '.join(who) or 'nobody'}"


class Walk:
    """A world kept aside, put back after every knock that may have changed it."""

    def __init__(self, folder: Path) -> None:
        self.live, self.kept = folder / "quiz.db", folder / "kept.db"
        shutil.copy(folder / "template.db", self.live)
        database.connect(f"sqlite:///{self.live}")
        self.app: FastAPI = create_app(Settings(data_dir=folder, database_url=f"sqlite:///{self.live}"))
        self.world = build_world(NOON)
        with database.transaction() as session:
            self.world.people["tam"] = tam = Person(name="Trịnh Tâm", created_at=NOON)
            session.add(tam)
            session.flush()
            grant(session, tam, RoleName.ORGANISER, None, NOON)
            self.cookies = {who: self._cookie(session, key) for who, key in EVERYBODY.items()}
            self.parameters = self._parameters(session)
        self.forms = {
            "POST /bank/changes": {"act": "retire"},
            "POST /bank/look-alikes/{pair_id}/merger": {"keep": "nobody"},
            "POST /organise/contests/{contest_id}/description": {"unit": self.world.units["vinh-linh"].public_id},
            "POST /organise/rounds/{round_id}/fixed-questions": {"question": self.parameters["question_id"]},
        }
        """What is sent where an empty form finds nothing."""
        with database.engine().connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.disconnect()
        shutil.copy(self.live, self.kept)

    def put_back(self) -> None:
        database.disconnect()
        for ending in ("-wal", "-shm"):
            self.live.with_name(self.live.name + ending).unlink(missing_ok=True)
        shutil.copy(self.kept, self.live)
        database.connect(f"sqlite:///{self.live}")

    def admitted(self, door: Way) -> set[str]:
        """Everybody whom this door does not send away."""
        self.put_back()
        return {who for who in EVERYBODY if self._lets_in(door, who)}

    def _lets_in(self, door: Way, who: str) -> bool:
        browser = TestClient(
            self.app, raise_server_exceptions=False, follow_redirects=False, base_url="http://localhost"
        )  # fmt: skip
        browser.cookies.update(self.cookies[who])
        form = self.forms.get(str(door)) if door.method == "POST" else None
        answer = browser.request(door.method, self._address(door), data=form)
        assert answer.status_code != 500, f"{door} breaks for {who}"
        if door.method != "GET" and answer.status_code < 400:
            self.put_back()
        return answer.status_code not in (401, 403, 404) and not SIGN_IN.match(answer.headers.get("location", ""))

    def _address(self, door: Way) -> str:
        return PARAMETER.sub(lambda found: self._value(found[1], door), door.path)

    def _value(self, parameter: str, door: Way) -> str:
        value = self.parameters.get(f"{door.path.split('/')[1]} {parameter}") or self.parameters.get(parameter)
        assert value, f"{door}: say in tests/routes/walking.py which {parameter} of the world to knock with"
        return value

    def _cookie(self, session: Session, key: str | None) -> dict[str, str]:
        if key is None:
            return {}
        entry = self.world.entries.get(key)
        door = Door.PLAY if entry else Door.DESK
        visit = start_sign_in(session, door, self.world.people[key].id, NOON, entry_id=entry.id if entry else None)
        return {door.value: Signer(self.app.state.key, salt="sign-in").sign(visit.token).decode()}

    def _parameters(self, session: Session) -> dict[str, str]:
        """What stands in an address for each name in braces, in one room alone where it means something else there."""
        world: World = self.world
        lan = world.people["lan"]
        attempt = self._begun(session, "duong")
        submit_attempt(session, self._begun(session, "khanh"), SubmittedBy.CONTESTANT, NOON)  # so that keys were asked
        invited = invite(session, "Hồ Mới", [Grant(RoleName.JUDGE, world.contest.id)], lan, NOON)
        reading = Reading("csv", [Draft("Dòng 2", stem="Câu mới?")])
        intake = take_in(session, "cau-hoi.csv", reading, by=world.people["ha"].public_id, at=NOON)
        sheet = {"title": "", "lines": [[1, ["Họ tên", "Đơn vị"]], [2, ["Lê Văn Mới", "Chi đoàn thôn Tân Trại"]]]}
        rows, _ = rows_in({"sheets": [sheet], "unread": [], "warnings": []})
        picture = pictures_in(self.app.state.settings.data_dir).keep(b"a picture of the first question")
        asked = session.get_one(PaperRow, (attempt.id, 1)).version_id
        session.add(QuestionMedia(version_id=asked, number=1, sha256=picture))
        roster = keep_intake(session, world.contest, "danh-sach.csv", rows, [], lan.id, NOON)
        version_id = world.versions[0].id
        approval = decide(
            session, contest_id=INSTALLATION, by=Decider(world.people["thu"].id, "reviewer", NOON),
            subject=("question_version", version_id), decision="approve_questions", body={"versions": [version_id]},
        )  # fmt: skip
        table = keep(session, "la.csv", packed(Book("csv", [Sheet("", [(1, [Cell("?")])])]).as_json()), by="", at=NOON)
        first, second = (version.question_id for version in world.versions[:2])
        pair = LookAlike(question_id=first, other_id=second, score=80)
        session.add(pair)
        change = plan(session, "retire", {}, [first], by=world.people["ha"].public_id, at=NOON)
        counted = HeadCount(unit_id=world.units["tan-trai"].id, number=42)
        session.add(counted)
        session.flush()
        withdrawn = self._withdrawn(session)
        named: dict[str, Any] = {
            "complaint_id": self._complaint(session, attempt), "pair_id": pair, "change_id": change,
            "contest_id": world.contest, "round_id": world.round, "leg_id": world.leg, "part_id": world.part,
            "entry_id": world.entries["duong"], "person_id": world.people["minh"], "unit_id": world.units["tan-trai"],
            "attempt_id": attempt, "question_id": session.get_one(Question, world.versions[0].question_id),
            "version_id": world.versions[0], "intake_id": intake, "roster_id": roster, "table_id": table,
            "row_id": session.exec(select(Row).where(Row.intake_id == intake.id)).one(),
        }  # fmt: skip
        return {name: row.public_id for name, row in named.items()} | {
            "number": "1",
            "head_count_id": str(counted.id),
            "revision": "1",
            "picture": picture,
            "desk": "judge",
            "act": "pause",
            "seq": str(approval.seq),
            "format": "gift",
            "watch format": "json",
            "organise format": "json",
            "check number": withdrawn,
            "section": "prizes",
            "invitations token": invited.token,
            "join token": world.entries["duong"].link_token,
        }

    def _complaint(self, session: Session, attempt: Attempt) -> Complaint:
        shown = session.exec(select(Snapshot)).one()
        about = {"attempt_id": attempt.id, "snapshot_id": shown.id}
        complaint = Complaint(**about, text="Câu 2 có hai đáp án đúng.", made_at=NOON, due_at=NOON)
        session.add(complaint)
        session.flush()
        return complaint

    def _withdrawn(self, session: Session) -> str:
        """The number of a result that is shown no more."""
        number = f"{self.world.contest.code}-1"
        session.add(
            Snapshot(
                leg_id=self.world.leg.id, number=number, revision=1, state="withdrawn", digest="", published_at=NOON
            )
        )
        return number

    def _begun(self, session: Session, key: str) -> Attempt:
        world, entry = self.world, self.world.entries[key]
        visit = session.exec(select(SignIn).where(SignIn.entry_id == entry.id)).one()
        return start_attempt(session, world.contest, world.round, session.merge(world.leg), entry, visit, NOON)


async def _one_event(*_: Any) -> Any:
    """A stream that ends, so that knocking on it ends too."""
    yield b""


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    shutil.copy(sqlite_template, folder / "template.db")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: NOON)
        patched.setattr("quiz.web.events._events", _one_event)
        yield Walk(folder)
    database.disconnect()
