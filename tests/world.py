"""A small named world: the contest of Đoàn xã Vĩnh Linh, at noon on 26/11/2026, half-way through its first round.

Lan organises, Hà writes questions, Thu reviews them, Bình is chief judge, Minh judges, Yến is secretary, Giang
invigilator; Dương (Tân Trại) and Khánh (Hiền Lương) play; Sơn is a stranger: staff of another contest.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from itsdangerous import Signer
from sqlmodel import Session, select
from starlette.testclient import TestClient

from question_bank.question import Question, QuestionVersion
from question_bank.text import searchable
from question_bank.topic import Topic
from quiz import clock, database
from quiz.contests.contest import Contest, ContestState, Division
from quiz.contests.contest_rules import ContestRules
from quiz.contests.entry import Entry
from quiz.contests.round import BlueprintRow, Leg, Part, Round
from quiz.contests.rules import RoundRules
from quiz.people.person import Person
from quiz.people.role import Role, RoleName
from quiz.people.sign_in import Door, start_sign_in
from quiz.people.unit import Unit

HOUR = timedelta(hours=1)
STEMS = {
    "Ngày Chuyển đổi số quốc gia là ngày nào?": ("10/10", "10/8", "26/3", "2/9"),
    "Có người lạ gọi điện xin mã OTP, bạn làm gì?": (
        "Không đọc cho ai",
        "Đọc cho họ",
        "Nhắn tin cho họ",
        "Đăng lên mạng",
    ),
    "VNeID là gì?": ("Ứng dụng định danh", "Trò chơi", "Trang báo", "Ngân hàng"),
}
"""Three questions; the right choice is the first and has the id "dung"."""


@dataclass
class World:
    """Everything by name. Objects are detached: read them, and open a transaction to see what changed since."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    versions: list[QuestionVersion] = field(default_factory=list)
    contest: Contest = field(default=None)  # type: ignore[assignment]
    round: Round = field(default=None)  # type: ignore[assignment]
    leg: Leg = field(default=None)  # type: ignore[assignment]
    part: Part = field(default=None)  # type: ignore[assignment]
    topic: Topic = field(default=None)  # type: ignore[assignment]


def build_world(at: datetime, **rules: Any) -> World:
    """Make it in one transaction; `rules` change the round's."""
    world = World()
    with database.transaction() as session:
        _plant_units(session, world)
        _gather_people(session, world, at)
        _make_contest(session, world, at, RoundRules(**rules))
        _write_questions(session, world, at)
        _enter(session, world, at)
    return world


def allow(world: World, **rules: Any) -> None:
    """The round goes by these rules, and by what is usual beside them."""
    with database.transaction() as session:
        round = session.get_one(Round, world.round.id)
        round.take_rules(RoundRules(**rules))
        session.add(round)


def go_by(world: World, **rules: Any) -> None:
    """The contest goes by these rules (ContestRules), and by what is usual beside them."""
    with database.transaction() as session:
        contest = session.get_one(Contest, world.contest.id)
        contest.rules_json = ContestRules.model_validate(rules).model_dump(mode="json")
        session.add(contest)


def in_two_parts(world: World) -> None:
    """The first of two minutes with two questions, the second of one minute with one."""
    with database.transaction() as session:
        first = session.get_one(Part, world.part.id)
        first.minutes = 2
        second = Part(round_id=world.round.id, position=2, name="Tình huống", minutes=1)
        session.add_all([first, second])
        session.flush()
        row = session.exec(select(BlueprintRow).where(BlueprintRow.part_id == first.id)).one()
        row.count = 2
        session.add(row)
        session.add(BlueprintRow(part_id=second.id, position=1, topic_id=world.topic.id, count=1))


def _keep(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def _plant_units(session: Session, world: World) -> None:
    line = [("quang-tri", "Tỉnh đoàn Quảng Trị", "province", None),
            ("vinh-linh", "Đoàn xã Vĩnh Linh", "commune", "quang-tri"),
            ("tan-trai", "Chi đoàn thôn Tân Trại", "branch", "vinh-linh"),
            ("hien-luong", "Chi đoàn thôn Hiền Lương", "branch", "vinh-linh"),
            ("cua-tung", "Đoàn xã Cửa Tùng", "commune", "quang-tri")]  # fmt: skip
    for code, name, kind, parent in line:
        parent_id = world.units[parent].id if parent else None
        world.units[code] = _keep(session, Unit(code=code, name=name, kind=kind, parent_id=parent_id))


def _gather_people(session: Session, world: World, at: datetime) -> None:
    names = {"lan": "Nguyễn Thị Lan", "ha": "Lê Thu Hà", "binh": "Võ Thanh Bình", "minh": "Hoàng Minh",
             "son": "Phạm Văn Sơn", "thu": "Bùi Hoài Thu", "yen": "Ngô Hải Yến", "giang": "Đặng Trường Giang",
             "duong": "Trần Thị Thuỳ Dương", "khanh": "Phan Quốc Khánh"}  # fmt: skip
    for key, name in names.items():
        born = date(2001, 3, 26) if key in ("duong", "khanh") else None
        person = Person(name=name, birth_date=born, created_at=at)
        person.take_name(name)
        world.people[key] = _keep(session, person)


def _make_contest(session: Session, world: World, at: datetime, rules: RoundRules) -> None:
    world.contest = _keep(
        session,
        Contest(
            title="Bí thư Chi đoàn giỏi với công tác chuyển đổi số", unit_id=world.units["vinh-linh"].id,
            shape="single_round", state=ContestState.ANNOUNCED, created_at=at, created_by=world.people["lan"].id,
        ),
    )  # fmt: skip
    other = _keep(
        session,
        Contest(title="Hội thi khác", unit_id=world.units["cua-tung"].id, shape="single_round", created_at=at),
    )
    held = {
        "lan": RoleName.ORGANISER,
        "ha": RoleName.QUESTION_WRITER,
        "binh": RoleName.CHIEF_JUDGE,
        "minh": RoleName.JUDGE,
        "thu": RoleName.REVIEWER,
        "yen": RoleName.SECRETARY,
        "giang": RoleName.INVIGILATOR,
    }
    for key, name in held.items():
        grant(session, world.people[key], name, world.contest.id, at)
    grant(session, world.people["son"], RoleName.ORGANISER, other.id, at)
    world.round = _keep(
        session,
        Round(
            contest_id=world.contest.id,
            position=1,
            name="Vòng loại trực tuyến",
            rules_json=rules.model_dump(mode="json"),
        ),
    )
    world.leg = _keep(session, Leg(round_id=world.round.id, position=1, opens_at=at - HOUR, closes_at=at + HOUR))
    world.part = _keep(session, Part(round_id=world.round.id, position=1, name="Kiến thức"))


def grant(session: Session, person: Person, name: RoleName, contest_id: int | None, at: datetime) -> None:
    assert person.id is not None
    _keep(session, Role(person_id=person.id, contest_id=contest_id, name=name, starts_at=at - 24 * HOUR))


def _write_questions(session: Session, world: World, at: datetime) -> None:
    world.topic = _keep(session, Topic(slug="chung", name="Kiến thức chung", name_en="General", group="digital"))
    ids = ("dung", "sai1", "sai2", "sai3")
    for stem, texts in STEMS.items():
        question = _keep(session, Question(created_at=at))
        choices = [{"id": name, "text": text} for name, text in zip(ids, texts, strict=True)]
        version = QuestionVersion(
            question_id=question.id, state="approved", kind="single_choice", content={"stem": stem, "choices": choices},
            key={"right": ["dung"]}, explanation="Theo văn bản hiện hành. Xem nguồn.", difficulty=1,
            topic_id=world.topic.id, created_at=at, search_text=searchable(stem),
        )  # fmt: skip
        world.versions.append(_keep(session, version))
    _keep(session, BlueprintRow(part_id=world.part.id, position=1, topic_id=world.topic.id, count=len(STEMS)))


def _enter(session: Session, world: World, at: datetime) -> None:
    division = _keep(session, Division(contest_id=world.contest.id, name="Bảng chung"))
    for number, (key, unit_code) in enumerate([("duong", "tan-trai"), ("khanh", "hien-luong")], 1):
        unit = world.units[unit_code]
        world.entries[key] = _keep(
            session,
            Entry(
                contest_id=world.contest.id, division_id=division.id, person_id=world.people[key].id, unit_id=unit.id,
                unit_name=unit.name, position="Bí thư", number=f"VL-{number:03}", room="Phòng 1", created_at=at,
            ),
        )  # fmt: skip


def sit_at_desk(browser: TestClient, person: Person) -> None:
    """This browser is from now on this member of staff's."""
    assert person.id is not None
    with database.transaction() as session:
        _take_cookie(browser, Door.DESK, start_sign_in(session, Door.DESK, person.id, clock.now()).token)


def decide(desk: TestClient, address: str, reason: str = "Vì thế", **asked: Any) -> Any:
    """Look at what a decision would change, then take it; the answer of the page that would not show it."""
    seen = desk.get(address, params=asked or None)
    seal = re.search(r'name="seal" value="([^"]+)"', seen.text)
    if seal is None:
        return seen
    return desk.post(address, params=asked or None, data={"seal": seal[1], "reason": reason})


def seen(page: Any) -> str:
    """What is read on a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def come_in(browser: TestClient, entry: Entry) -> None:
    """This browser is from now on this contestant's phone."""
    with database.transaction() as session:
        sign_in = start_sign_in(session, Door.PLAY, entry.person_id, clock.now(), entry_id=entry.id)
        _take_cookie(browser, Door.PLAY, sign_in.token)


def _take_cookie(browser: TestClient, door: Door, token: str) -> None:
    signer = Signer(browser.app.state.key, salt="sign-in")  # type: ignore[attr-defined]
    browser.cookies.set(door.value, signer.sign(token).decode())
