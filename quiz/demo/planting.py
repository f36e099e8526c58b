"""Put the demo's open contest into an empty database; at a later start, move its window to now."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from question_bank.drawing import BlueprintRow
from question_bank.importing import install_content
from question_bank.reviewing import approve
from question_bank.text import fold
from question_bank.topic import Topic
from question_bank.waiting import Waiting, waiting_ids
from quiz import clock
from quiz.attempts.sealing import seal_of
from quiz.contests.composing import quiz_part_of, set_blueprint
from quiz.contests.contest import Contest, ContestState
from quiz.contests.enrolment import Newcomer, add_entries
from quiz.contests.making import insist_nothing_real, make_contest
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.contests.rules import RoundRules
from quiz.demo.cast import COMMUNES, PROVINCE, STAFF, Place, players
from quiz.ledger import Decider, decide
from quiz.people.person import Person
from quiz.people.role import Role, RoleName
from quiz.people.unit import Unit

TITLE = "Hội thi Bí thư Chi đoàn giỏi với công tác chuyển đổi số"
SLOGAN = "Tuổi trẻ Quảng Trị tiên phong trên không gian mạng"
RULES = RoundRules(minutes=15, late_start="full", board="live", release_score="submitted", release_answers="closed")
"""Full minutes however late one starts: the window moves at each start, and no deadline with it."""
OPENED_BEFORE = timedelta(hours=1)
CLOSES_AFTER = timedelta(hours=3)
GROUPS = ("digital", "misinformation")
QUESTIONS_OF_GROUP = 10
"""Spread over its topics, however many there are."""
ROLES = {
    "organiser": RoleName.ORGANISER,
    "judge": RoleName.CHIEF_JUDGE,
    "writer": RoleName.QUESTION_WRITER,
    "reviewer": RoleName.REVIEWER,
}
PAGE = """\
Mỗi thí sinh có **15 phút** cho một đề 20 câu, một nửa về chuyển đổi số, một nửa về chống tin giả.

- Mỗi câu đúng được 1 điểm, câu sai không trừ điểm.
- Bằng điểm thì ai làm nhanh hơn xếp trên; vẫn bằng thì ai nộp trước xếp trên.
- Bảng xếp hạng được cập nhật trực tiếp.

*Đây là cuộc thi dùng thử: mọi người dự thi đều do phần mềm đặt ra. Trừ Tỉnh đoàn Quảng Trị và Đoàn xã Vĩnh Linh, \
các đơn vị chỉ là ví dụ.*
"""


def plant(session: Session, at: datetime) -> Contest:
    """The whole demo, not yet played."""
    insist_nothing_real(session)
    units = _plant_units(session)
    staff = _gather_staff(session, at)
    _review(session, staff["reviewer"], at)
    decider = Decider(staff["organiser"].id, RoleName.ORGANISER.value, at)
    contest = make_contest(session, "single_round", TITLE, units[PROVINCE.code], decider, demo=True)
    contest.slogan, contest.page_markdown, contest.state = SLOGAN, PAGE, ContestState.ANNOUNCED
    _give_roles(session, contest, staff, at)
    _compose(session, contest, at)
    _enrol(session, contest, units, at)
    open_now(session, contest, at)
    seal_of(session, the_round(session, contest)[1], at - OPENED_BEFORE)  # nobody has begun yet
    return contest


def the_round(session: Session, contest: Contest) -> tuple[Round, Leg]:
    assert contest.id is not None
    round = rounds_of(session, contest.id)[0]
    assert round.id is not None
    return round, legs_of(session, round.id)[0]


def open_now(session: Session, contest: Contest, at: datetime) -> None:
    """Whenever somebody tries it out, the round opened an hour ago and goes on for three, closed or not."""
    _, leg = the_round(session, contest)
    leg.closed_at = leg.cancelled_at = None
    leg.opens_at, leg.closes_at = at - OPENED_BEFORE, at + CLOSES_AFTER
    session.add(leg)
    decide(
        session, contest_id=contest.id, by=Decider(None, "system", at), subject=("leg", leg.id), decision="move_window",
        body={"opens_at": leg.opens_at.isoformat(), "closes_at": leg.closes_at.isoformat()},
        reason="Bản dùng thử luôn mở khi khởi động.",
    )  # fmt: skip


def _plant_units(session: Session) -> dict[str, Unit]:
    province = _unit(session, PROVINCE, None)
    return {PROVINCE.code: province} | {place.code: _unit(session, place, province.id) for place in COMMUNES}


def _unit(session: Session, place: Place, parent_id: int | None) -> Unit:
    unit = Unit(code=place.code, name=place.name, kind=place.kind, parent_id=parent_id, is_example=place.is_example)
    session.add(unit)
    session.flush()
    return unit


def _gather_staff(session: Session, at: datetime) -> dict[str, Person]:
    staff = {
        door: Person(name=name, search_text=fold(name), created_at=at, is_demo=True, purpose="demo")
        for door, name in STAFF.items()
    }
    session.add_all(staff.values())
    session.flush()
    return staff


def _review(session: Session, reviewer: Person, at: datetime) -> None:
    """The demo approves what comes with the program, as its own second person."""
    install_content(session, at=at)  # mostly there already, since the database was made
    approve(session, waiting_ids(session, Waiting()), by=reviewer.public_id, at=at)


def _give_roles(session: Session, contest: Contest, staff: dict[str, Person], at: datetime) -> None:
    give_roles_in(session, contest, staff, at)
    organiser = staff["organiser"].id  # also of the installation: whoever tries it out may make a contest of their own
    assert organiser is not None
    session.add(Role(person_id=organiser, name=RoleName.ORGANISER, starts_at=at))
    session.flush()


def give_roles_in(session: Session, contest: Contest, staff: dict[str, Person], at: datetime) -> None:
    for door, person in staff.items():
        assert person.id is not None
        session.add(Role(person_id=person.id, contest_id=contest.id, name=ROLES[door], starts_at=at))


def _compose(session: Session, contest: Contest, at: datetime) -> None:
    round, _ = the_round(session, contest)
    round.name = "Vòng thi trực tuyến"
    round.take_rules(RULES)
    session.add(round)
    rows = [row for group in GROUPS for row in _rows_of(session, group)]
    set_blueprint(session, quiz_part_of(session, round), rows, clock.day_of(at))


def _rows_of(session: Session, group: str) -> list[BlueprintRow]:
    topics = session.exec(select(Topic).where(Topic.group == group).order_by(col(Topic.position))).all()
    each, left = divmod(QUESTIONS_OF_GROUP, len(topics))
    counts = [each + (place < left) for place in range(len(topics))]
    return [BlueprintRow(count, topic.id) for topic, count in zip(topics, counts, strict=True) if count]


def _enrol(session: Session, contest: Contest, units: dict[str, Unit], at: datetime) -> None:
    newcomers = [
        Newcomer(player.name, units[place.code], birth_year=player.birth_year, position=position, room="Trực tuyến")
        for player, place, position in players()
    ]
    entries = add_entries(session, contest, newcomers, at)
    for entry, (player, _, _) in zip(entries, players(), strict=True):
        person = session.get_one(Person, entry.person_id)
        person.sex = player.sex
        session.add(person)
    session.flush()
