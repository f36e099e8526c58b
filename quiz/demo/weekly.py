"""The second contest of the demo: a weekly quiz that anybody could enter, two legs, over. It stands beside the open one
so that there are results, prizes and complaints to look at.

Everything is done by the functions that organisers and contestants use, in the order in which it would happen.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from question_bank.drawing import BlueprintRow
from question_bank.topic import Topic
from quiz import clock
from quiz.attempts.attempt import Attempt
from quiz.attempts.sealing import seal_of
from quiz.attempts.sitting import attempt_of
from quiz.contests.announcing import announce, describe, write_page
from quiz.contests.composing import quiz_part_of, set_leg_blueprint, supply_of
from quiz.contests.contest import Contest
from quiz.contests.contest_rules import Complaints
from quiz.contests.entry import Entry
from quiz.contests.filled_form import Typed
from quiz.contests.making import make_contest
from quiz.contests.registering import Sender, register
from quiz.contests.regulating import set_contest_rules
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.contests.scheduling import remove_leg, set_window
from quiz.contests.seating import FINISHED_SHAPE, demo_person
from quiz.contests.unit_ranking import UnitRanking
from quiz.demo.cast import PROVINCE
from quiz.demo.planting import ROLES, give_roles_in
from quiz.demo.playing import Manner, play
from quiz.demo.weekly_cast import HEADS, guests
from quiz.ledger import Decider
from quiz.people.directory import directory_of
from quiz.people.head_count import Entered, keep_head_counts
from quiz.people.role import RoleName
from quiz.people.unit import Unit
from quiz.standings.complaining import answer_complaint, complain, complaints_in
from quiz.standings.concluding import publish_conclusion
from quiz.standings.correcting import asked_in, correct_key
from quiz.standings.key_in_force import Correction
from quiz.standings.publishing import publish
from quiz.standings.revision import OFFICIAL, PROVISIONAL

TITLE = "Cuộc thi trực tuyến “Tuổi trẻ với Đề án 06 và Tổ công nghệ số cộng đồng”"
SLOGAN = "Mỗi đoàn viên một công dân số"
PURPOSE = "Giúp đoàn viên, thanh niên hiểu Đề án 06 và việc của Tổ công nghệ số cộng đồng."
PAGE = """\
Hai đợt, mỗi đợt 10 câu và một câu dự đoán số người dự thi. Mỗi đợt thi được hai lượt, tính lượt tốt hơn.

- Đợt 1 đã có **kết quả chính thức**, sửa lại sau một khiếu nại.
- Đợt 2 đang có **kết quả tạm thời** và còn nhận khiếu nại.

*Đây là cuộc thi dùng thử: người dự thi, số đoàn viên và mọi quyết định đều là ví dụ.*
"""
TOPICS = (("Đợt 1: Đề án 06", "de-an-06"), ("Đợt 2: Tổ công nghệ số", "to-cong-nghe-so-cong-dong"))
QUESTIONS = 10
"""In a leg; everybody is asked the same ones, so that one may be left out for all."""
FIRST_OPENS_BEFORE = 16
"""Days; at 08:00, and for six days and nine hours, as the shape says. The second leg comes a week later."""
COMPLAINTS = Complaints(days=5, answer_days=3, answered_by="Tổ Thư ký cuộc thi")
UNIT_RANKINGS = (UnitRanking(number=2, measure="ratio"), UnitRanking(number=3, measure="average_best_k", k=3))
"""Beside the composite one that the shape has."""
COMPLAINT = """\
Câu hỏi này có thể hiểu theo hai cách: tôi chọn theo cách hiểu ở địa phương tôi nên bị tính sai. \
Kính đề nghị Ban tổ chức xem lại."""
ANSWER = """\
Ban tổ chức đã xem lại. Câu hỏi có thể hiểu theo hai cách, nên câu này không tính điểm cho ai; kết quả đợt 1 được \
tính lại và công bố bản số 2. Cảm ơn bạn."""
SECOND_COMPLAINT = "Máy tôi mất mạng lúc nộp bài, câu cuối tôi đã chọn nhưng trong bài lại để trống. Xin xem giúp."


@dataclass(frozen=True)
class Day:
    """Now, and moments before it by the clock on the wall."""

    now: datetime

    def before(self, days: int, hour: int, minute: int = 0) -> datetime:
        wall = self.now.astimezone(clock.ZONE) - timedelta(days=days)
        return wall.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(self.now.tzinfo)


@dataclass(frozen=True)
class Staff:
    """Who decides: at a moment, as one or the other."""

    organiser: int | None
    judge: int | None

    def organises(self, at: datetime) -> Decider:
        return Decider(self.organiser, RoleName.ORGANISER.value, at)

    def judges(self, at: datetime) -> Decider:
        return Decider(self.judge, RoleName.CHIEF_JUDGE.value, at)


def plant_finished(session: Session, beside: Contest, at: datetime, site: str = "") -> Contest:
    """With the units and the staff of the open contest. `site`: for the QR on what is published."""
    units = {unit.code: unit for unit in session.exec(select(Unit))}
    people = {door: demo_person(session, beside, role) for door, role in ROLES.items()}
    staff = Staff(people["organiser"].id, people["judge"].id)
    contest = _plan(session, units[PROVINCE.code], staff, at)
    give_roles_in(session, contest, people, Day(at).before(20, 9))
    _count_heads(session, units, staff, at)
    _play_and_publish(session, contest, staff, at, site)
    return contest


def _plan(session: Session, unit: Unit, staff: Staff, at: datetime) -> Contest:
    """Made from its shape, given its rules and announced, a few days before it opened."""
    day = Day(at)
    by = staff.organises(day.before(20, 9))
    opens = day.before(FIRST_OPENS_BEFORE, 8)
    contest = make_contest(session, FINISHED_SHAPE, TITLE, unit, by, starts_at=opens, demo=True)
    describe(session, contest, TITLE, SLOGAN, unit, "", by)
    write_page(session, contest, PAGE, by)
    round, legs = the_legs(session, contest)
    for leg in legs[len(TOPICS) :]:
        remove_leg(session, contest, round, leg, "", by)
    own = contest.rules
    own = own.model_copy(
        update={"purpose": PURPOSE, "complaints": COMPLAINTS, "unit_rankings": (*own.unit_rankings, *UNIT_RANKINGS)}
    )
    set_contest_rules(session, contest, own, "", by)
    for leg, (name, slug) in zip(legs, TOPICS, strict=False):
        set_window(session, contest, leg, name, leg.opens_at, leg.closes_at, "", set(), by)
        _compose(session, round, leg, slug, opens)
    announce(session, contest, staff.organises(day.before(18, 9)))
    return contest


def _play_and_publish(session: Session, contest: Contest, staff: Staff, at: datetime, site: str) -> None:
    """Two legs; the first corrected after a complaint and official, the second provisional, with one still open."""
    chance, day = random.Random(15_10_1956), Day(at)
    entries = _come_in(session, contest, day)
    round, (first, second) = the_legs(session, contest)
    for leg in (first, second):
        seal_of(session, leg, day.before(17, 8))
    _play(session, contest, round, first, entries[:-4], chance)
    publish(session, contest, round, first, state=PROVISIONAL, note="", by=staff.judges(day.before(9, 9)), site=site)
    _play(session, contest, round, second, entries[:-8], chance)
    guest = _correct(session, contest, round, first, staff, day, site)
    provisional = staff.judges(day.before(2, 9))
    publish(session, contest, round, second, state=PROVISIONAL, note="", by=provisional, site=site)
    concludes = staff.organises(day.before(2, 10))
    publish_conclusion(session, contest, state=PROVISIONAL, note="", by=concludes, site=site)
    complain(session, contest, second, _attempt_of(session, guest, second), SECOND_COMPLAINT, day.before(1, 20, 15))


def the_legs(session: Session, contest: Contest) -> tuple[Round, list[Leg]]:
    assert contest.id is not None
    round = rounds_of(session, contest.id)[0]
    assert round.id is not None
    return round, legs_of(session, round.id)


def _count_heads(session: Session, units: dict[str, Unit], staff: Staff, at: datetime) -> None:
    """Of the quarter before: dated before the contest was over, as the rules ask."""
    entered = Entered(staff.organiser, Day(at).before(20, 8), "Số liệu ví dụ")
    as_of = clock.day_of(Day(at).before(30, 8))
    told = [(units[code], heads, as_of) for code, heads in HEADS.items() if heads is not None]
    keep_head_counts(session, told, entered)


def _compose(session: Session, round: Round, leg: Leg, slug: str, at: datetime) -> None:
    """Ten questions of one topic, the easiest first: all that there are of each difficulty, as far as they go."""
    topic = session.exec(select(Topic).where(col(Topic.slug) == slug)).one()
    part, left = quiz_part_of(session, round), QUESTIONS
    rows: list[BlueprintRow] = []
    supply = supply_of(session, part, clock.day_of(at))
    for (topic_id, difficulty), count in sorted(supply.items(), key=lambda item: item[0][1] or 0):
        if topic_id == topic.id and left:
            rows.append(BlueprintRow(min(count, left), topic_id, difficulty))
            left -= min(count, left)
    set_leg_blueprint(session, part, leg, rows, clock.day_of(at))


def _come_in(session: Session, contest: Contest, day: Day) -> list[Entry]:
    """By the public form, each with their consent."""
    opened, today = day.before(17, 9), clock.day_of(day.before(17, 9))
    directory = directory_of(session, (contest.unit_id,), today)
    public_ids = {unit.code: unit.public_id for unit in session.exec(select(Unit))}
    entries = []
    for number, guest in enumerate(guests()):
        typed = Typed(
            name=guest.name, birth=f"{guest.born:%d/%m/%Y}", phone=guest.phone, unit=public_ids[guest.place.code],
            consent="1", declared="1",
        )  # fmt: skip
        at = opened + timedelta(minutes=11 * number)
        entries.append(register(session, contest, directory, typed, Sender("203.0.113.7"), today, at))
    return entries


def _play(
    session: Session, contest: Contest, round: Round, leg: Leg, entries: list[Entry], chance: random.Random
) -> None:
    """Spread over the days of the leg; every fifth comes a second time, and knows more then."""
    assert leg.opens_at is not None
    for number, entry in enumerate(entries):
        began = leg.opens_at + timedelta(hours=2.5 * number, minutes=chance.randint(0, 59))
        manner = Manner(chance.uniform(0.4, 0.98), chance.uniform(6, 26), chance.randint(25, 60))
        play(session, contest, round, leg, entry, manner, began, chance)
        if number % 5 == 2:
            again = Manner(min(0.98, manner.knows + 0.2), manner.seconds, manner.predicts)
            play(session, contest, round, leg, entry, again, began + timedelta(hours=3), chance, 2)


def _correct(
    session: Session, contest: Contest, round: Round, leg: Leg, staff: Staff, day: Day, site: str
) -> Entry:  # fmt: skip
    """A complaint; the question left out for all; the answer; official. Who complained is returned."""
    doubtful = asked_in(session, round, leg)[0]
    guest = _seat(session, contest, day)
    complain(session, contest, leg, _attempt_of(session, guest, leg), COMPLAINT, day.before(8, 19, 40))
    judge = staff.judges(day.before(5, 15))
    correct_key(
        session, contest, leg, doubtful.version, what=Correction.DROP, choices=[],
        reason="Câu hỏi có thể hiểu theo hai cách, nên không tính điểm cho ai.", by=judge,
    )  # fmt: skip
    [filed] = complaints_in(session, contest)
    answer_complaint(session, contest, filed, ANSWER, upheld=True, by=staff.organises(day.before(5, 16)))
    note = "Bỏ một câu khỏi điểm sau khiếu nại; mọi bài được tính lại."
    publish(session, contest, round, leg, state=OFFICIAL, note=note, by=staff.judges(day.before(3, 18)), site=site)
    return guest


def _seat(session: Session, contest: Contest, day: Day) -> Entry:
    """Whom the demo's door leads to: the tenth who came in. Nobody else of this contest has a seat."""
    entries = select(Entry).where(Entry.contest_id == contest.id).order_by(col(Entry.id))
    entry = list(session.exec(entries))[9]
    entry.seated_at = day.before(16, 9)
    session.add(entry)
    return entry


def _attempt_of(session: Session, entry: Entry, leg: Leg) -> Attempt:
    attempt = attempt_of(session, entry, leg)
    assert attempt is not None
    return attempt
