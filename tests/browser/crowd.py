"""The small world grown full: long names, people in every state of a round, boards, files half brought in."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import Page
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from question_bank.changing import carry_on, plan
from question_bank.draft import SourceNote
from question_bank.exporting import drafts_of
from question_bank.intake import Intake, Row
from question_bank.kept_table import KeptTable
from question_bank.look_alike import LookAlike
from question_bank.question import Question, QuestionVersion
from question_bank.reviewing import comment, send_back
from question_bank.revising import current_version, revise, write_question
from question_bank.text import searchable
from quiz import clock, database
from quiz.attempts.attempt import Attempt, Presence
from quiz.attempts.decisions import Scope
from quiz.attempts.receipts import digest_of
from quiz.attempts.sitting import start_preview
from quiz.attempts.timekeeping import extend
from quiz.contests.contest import Contest
from quiz.contests.contest_rules import ContestRules
from quiz.contests.eligibility import Registration
from quiz.contests.enrolment import add_entry
from quiz.contests.entry import Entry, Message, RosterIntake
from quiz.contests.making import make_contest
from quiz.contests.prizes import Awarding, Prize
from quiz.contests.registrant import Note, Registrant
from quiz.contests.reserving import Reservation, kept_among, log_views
from quiz.contests.round import BlueprintRow, Leg, Part, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.people.enrolling import Grant, invite
from quiz.people.person import Person
from quiz.people.role import RoleName
from quiz.people.sign_in import Door, start_sign_in
from quiz.people.unit import Unit
from quiz.standings.complaining import answer_complaint, complain, complaint_in
from quiz.standings.complaint import Complaint
from quiz.standings.publishing import publish
from quiz.tokens import new_code
from tests.browser.server import Served
from tests.standings.sitting import RIGHT, WRONG, enter, play, played
from tests.world import World, grant

PRIZES = (
    Prize(grade="first", worth_vnd=1_000_000), Prize(grade="second", count=2), Prize(grade="first", scope="leg"),
    Prize(grade="certificate", how_many="all_remaining", count=None),
)  # fmt: skip
LONG_UNIT = "Chi đoàn Trung tâm Dịch vụ tổng hợp và Giáo dục nghề nghiệp – Giáo dục thường xuyên Vĩnh Linh"
LONG_NAME = "Công Tằng Tôn Nữ Hoàng Phượng Nghiêm"
LONG_TITLE = (
    "Hội thi tìm hiểu 95 năm truyền thống vẻ vang của Đoàn Thanh niên Cộng sản Hồ Chí Minh xã Vĩnh Linh "
    "mở rộng năm 2026"
)
LONG_STEM = (
    "Một tài khoản mạng xã hội mang ảnh đại diện của Đoàn xã gửi cho bạn đường liên kết “nhận quà tặng kỷ niệm ngày "
    "thành lập Đoàn”, yêu cầu đăng nhập bằng tài khoản định danh điện tử, cung cấp số căn cước, ảnh hai mặt thẻ và mã "
    "xác thực gửi về điện thoại trong vòng 5 phút. Theo các khuyến cáo hiện hành, bạn nên làm việc gì đầu tiên?"
)
LONG_CHOICE = (
    "Gọi điện cho người phụ trách trang theo số đã công bố để hỏi lại, rồi báo cho cơ quan chức năng nếu là giả"
)
NAMES = [
    "Lê Hoàng Bảo Ngọc", "Nguyễn Đức Thịnh", "Hồ Thị Mỹ Uyên", "Võ Ngọc Ánh", "Bùi Thanh Tùng", "Đặng Thị Quỳnh Như",
    "Trương Hoài Thương", "Cao Xuân Trường", "Thái Bá Dũng", "Phạm Gia Khang", LONG_NAME,
]  # fmt: skip
QUESTIONS_FILE = """\
Loại câu,Câu hỏi,Phương án A,Phương án B,Phương án C,Phương án D,Đáp án,Chủ đề
Một lựa chọn,Số tổng đài phản ánh tin giả là số nào?,112,113,18008108,115,C,Kiến thức chung
,Mã QR là gì?,Mã vạch hai chiều,Một loại tiền,,,E,
,,Có,Không,,,A,
,Ai cấp định danh điện tử?,Bộ Công an,Bạn bè,,,A,Chủ đề lạ
"""
UNKNOWN_FILE = """\
Mục;Nội dung hỏi;PA1;PA2;PA3;Chọn;Người soạn
1;Khi nhận được cuộc gọi tự xưng là công an đòi chuyển tiền, nên làm gì trước?;Cúp máy;Chuyển ngay;Kết bạn;A;Hoa
2;Mã QR là gì?;Một loại tiền;Mã vạch hai chiều;Một trò chơi;B;Hoa
3;Ai được hỏi mật khẩu của bạn?;Không ai;Bạn thân;Ngân hàng;D;Hoa
"""
GOOD_FILE = """\
Loại câu,Câu hỏi,Phương án A,Phương án B,Đáp án,Chủ đề
Một lựa chọn,Chữ ký số dùng để làm gì?,Ký văn bản điện tử,Vẽ tranh,A,Kiến thức chung
"""
ROSTER_FILE = f"""\
STT,Họ và tên,Ngày sinh,Chi đoàn,Chức vụ,SĐT,Phòng thi
1,Trần Thị Thùy Dương,26/3/2001,Chi đoàn thôn Tân Trại,Bí thư,,Phòng 2
2,{LONG_NAME},1/2/03,{LONG_UNIT},Phó Bí thư,912345678,Phòng 1
3,Lê Văn Tám,31/2/2003,Chi đoàn thôn Tân Trại,Bí thư,,Phòng 1
4,,1999,Chi đoàn thôn Hiền Lương,Bí thư,,Phòng 1
5,Nguyễn Thị Ánh,1999,Chi đoàn thôn Không Có,Bí thư,,Phòng 1
"""

Places = dict[str, str]
"""What the braces of an address stand for."""


def fill(world: World) -> Places:
    """Everything that is in the database before anybody looks. Returns where things are."""
    at = clock.now()
    with database.transaction() as session:
        _tell_more(session, world, at)
        working, submitted = _play_the_open_leg(session, world, at)
        _register_twice(session, world, at)
        finished = _play_an_earlier_round(session, world, at)
        waiting = _plan_another_round(session, world, at)
        revised, proposal, written = _propose_questions(session, world, at)
        draft, draft_round, draft_leg = _draft_a_contest(session, world, at)
        ended = ended_by(finished, "khanh")
        uncontested = ended_by(finished, "duong")
        judge = world.people["binh"]
        assert judge.id is not None
        preview = start_preview(
            session, world.round, _own(session, world.leg), judge.id, _visit(session, judge, at), at
        )
        for version in world.versions[2:3]:
            session.add(Reservation(question_id=version.question_id, round_id=world.round.id, reserved_at=at))
        session.flush()
        kept = kept_among(session, [world.versions[2].question_id], at)
        log_views(session, kept.values(), world.people["ha"].id, "question", at)
        invitation = invite(session, LONG_NAME, [Grant(RoleName.JUDGE, world.contest.id)], judge, at)
        for handed_in in session.exec(select(Attempt).where(col(Attempt.submitted_at).is_not(None))):
            handed_in.receipt_code, handed_in.answers_digest = new_code(), digest_of(session, handed_in)
        first, second = (version.question_id for version in world.versions[:2])
        # Dismissed, so that it stays while the server compares; it makes a pair of its own of the twin.
        pair = LookAlike(question_id=first, other_id=second, score=82, dismissed_at=at, dismissed_by=judge.public_id)
        _keep(session, pair)
        _write_a_twin(session, world, at)
        change = plan(session, "difficulty", {"difficulty": 2}, [first], by=judge.public_id, at=at)
        carry_on(session, change, at)
        named: dict[str, Any] = {
            "pair": pair, "change": change,
            "contest": world.contest, "draft": draft, "draft_round": draft_round, "draft_leg": draft_leg,
            "round": world.round, "past_round": finished.round, "leg": world.leg, "past_leg": finished.leg,
            "coming_leg": waiting, "working": working,
            "submitted": submitted, "played": session.exec(ended).one(), "preview": preview,
            "complaint": _complain(session, finished, session.exec(ended).one(), at),
            "uncontested": session.exec(uncontested).one(),
            "entry": world.entries["duong"], "person": world.people["minh"], "unit": world.units["tan-trai"],
            "revised": revised, "proposal": proposal, "written": written,
            "version": world.versions[-1], "question": session.get_one(Question, world.versions[-1].question_id),
        }  # fmt: skip
        tokens = {"slip": world.entries["khanh"].link_token, "invitation": invitation.token}
        tokens["receipt"] = named["played"].receipt_code
        tokens["number"] = f"{world.contest.code}-1"
        return {name: row.public_id for name, row in named.items()} | tokens


def alone_in_an_empty_house() -> Person:
    """Somebody organises everything, and there is nothing."""
    at = clock.now()
    with database.transaction() as session:
        person = Person(name="Trịnh Minh Tâm", created_at=at)
        grant(session, _keep(session, person), RoleName.ORGANISER, None, at)
    return person


def bring_files(served: Served, desk: Page, places: Places) -> Places:
    """The files of a writer and an organiser, sent as a browser would: one accepted, the others half way."""
    _send(desk, f"{served.url}/bank/intakes", "cau-hoi-tot.csv", GOOD_FILE)
    with database.transaction(writing=False) as session:
        accepted = session.exec(select(Intake)).one().public_id
    desk.request.post(f"{served.url}/bank/intakes/{accepted}/acceptance", headers={"Origin": served.url})
    _send(
        desk, f"{served.url}/bank/intakes", "de-cuong-on-tap-chuyen-doi-so-nam-2026-ban-cuoi-cung.csv", QUESTIONS_FILE
    )
    _send(desk, f"{served.url}/organise/contests/{places['contest']}/rosters", "danh-sach-thi-sinh.csv", ROSTER_FILE)
    _send(desk, f"{served.url}/bank/intakes", "bang-chua-ro-cot.csv", UNKNOWN_FILE)
    with database.transaction(writing=False) as session:
        table = session.exec(select(KeptTable)).one()
        row = session.exec(select(Row).order_by(col(Row.id).desc())).first()
        assert row is not None
        intake = session.get_one(Intake, row.intake_id)
        roster = session.exec(select(RosterIntake)).one()
        return {
            "accepted": accepted, "intake": intake.public_id, "row": row.public_id, "roster": roster.public_id,
            "table": table.public_id,
        }  # fmt: skip


def _send(desk: Page, url: str, name: str, text: str) -> None:
    file: Any = {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
    origin = "/".join(url.split("/")[:3])
    answer = desk.request.post(url, multipart={"file": file}, headers={"Origin": origin}, max_redirects=0)
    assert answer.status == 303, answer.text()


def _tell_more(session: Session, world: World, at: datetime) -> None:
    """Somebody who organises everything, a long unit and a long question."""
    everything = _keep(session, Person(name="Trịnh Minh Tâm", created_at=at))
    grant(session, everything, RoleName.ORGANISER, None, at)
    world.people["tam"] = everything
    parent = world.units["vinh-linh"].id
    world.units["long"] = _keep(session, Unit(code="trung-tam", name=LONG_UNIT, kind="agency", parent_id=parent))
    contest = session.get_one(Contest, world.contest.id)
    contest.slogan = "Tuổi trẻ Vĩnh Linh tiên phong trên không gian mạng"
    rules = ContestRules(registration=Registration(mode="open"), prizes=PRIZES, awarding=Awarding(rebalanced=True))
    contest.rules_json = rules.model_dump(mode="json")
    contest.page_markdown = "Mỗi thí sinh có **15 phút**.\n\n- Mỗi câu đúng được 1 điểm.\n- Bằng điểm xét thời gian.\n"
    question = _keep(session, Question(created_at=at))
    ids = ("dung", "sai1", "sai2", "sai3")
    texts = (LONG_CHOICE, "Đăng nhập ngay", "Gửi cho bạn bè", "Bỏ qua")
    world.versions.append(_keep(session, QuestionVersion(
        question_id=question.id, state="approved", kind="single_choice", difficulty=3, topic_id=world.topic.id,
        content={"stem": LONG_STEM, "choices": [{"id": i, "text": t} for i, t in zip(ids, texts, strict=True)]},
        key={"right": ["dung"]}, explanation="Xác minh qua kênh chính thức trước.", created_at=at,
        search_text=searchable(LONG_STEM),
    )))  # fmt: skip


def _register_twice(session: Session, world: World, at: datetime) -> None:
    """Somebody registered on two phones, and a deputy with the name of a member of staff."""
    contest = session.get_one(Contest, world.contest.id)
    for name, unit, phone, notes in (
        ("Hồ Thị Mai", "tan-trai", "0912345678", []),
        ("Ho Thi Mai", "long", "0912345678", []),
        ("Lê Thu Hà", "hien-luong", "0987654321", [Note.DEPUTY, Note.STAFF_LIKE]),
    ):
        entry = add_entry(session, contest, name=name, unit=world.units[unit], phone=phone, at=at)
        session.add(Registrant(entry_id=entry.id or 0, registered_at=at, form=entry.public_id, notes=notes))


def _write_a_twin(session: Session, world: World, at: datetime) -> None:
    """A draft that asks what another question asks."""
    asked = world.versions[0]
    same = asked.model_dump(exclude={"id", "public_id", "question_id", "state", "compared"})
    twin = _keep(session, Question(created_at=at))
    _keep(session, QuestionVersion(**same, question_id=twin.id, state="draft"))


def _play_the_open_leg(session: Session, world: World, at: datetime) -> tuple[Attempt, Attempt]:
    """Dương is in the middle, Khánh has submitted; others are everywhere between not having come and having gone."""
    duong, khanh = world.entries["duong"], world.entries["khanh"]
    just_now = at - timedelta(minutes=4)
    working = play(session, world, duong, RIGHT, None, WRONG, submitted_after=None, started_at=just_now)
    submitted = played(session, world, khanh, RIGHT, RIGHT, WRONG, RIGHT, started_at=at - timedelta(minutes=50))
    for number, name in enumerate(NAMES):
        entry = enter(session, world, name, "long" if name == LONG_NAME else "tan-trai", room=f"Phòng {number % 3 + 1}")
        if name == LONG_NAME or number % 4 == 3:
            right = (RIGHT,) * (number % 3 + 1)
            played(session, world, entry, *right, seconds=60 + number, started_at=at - timedelta(minutes=40))
        elif number % 4 == 2:
            play(session, world, entry, RIGHT, submitted_after=None, started_at=just_now)
        elif number % 4 == 1:
            session.add(Presence(entry_id=entry.id, arrived_at=just_now, last_seen_at=at))
    by = Decider(world.people["binh"].id, RoleName.CHIEF_JUDGE.value, at)
    here = (_own(session, world.contest), _own(session, world.round), _own(session, world.leg))
    extend(session, *here, Scope("room", "Phòng 2"), 120, "Mất điện ở phòng 2.", by)
    session.add(Message(leg_id=world.leg.id, text="Phòng 2 được cộng 2 phút vì mất điện.", sent_at=at))
    return working, submitted


def _play_an_earlier_round(session: Session, world: World, at: datetime) -> World:
    """Over since yesterday, and published."""
    rules = RoundRules(cut_line=3, release_answers="closed").model_dump(mode="json")
    contest = _own(session, world.contest)
    round = _keep(session, Round(contest_id=contest.id, position=2, name="Vòng khởi động", rules_json=rules))
    opened = at - timedelta(days=2)
    leg = _keep(session, Leg(round_id=round.id, position=1, opens_at=opened, closes_at=opened + timedelta(days=1)))
    part = _keep(session, Part(round_id=round.id, position=1, name="Kiến thức"))
    _keep(session, BlueprintRow(part_id=part.id, position=1, topic_id=world.topic.id, count=4))
    earlier = replace(world, round=round, leg=leg, part=part)
    for place, entry in enumerate(
        session.exec(select(Entry).where(Entry.contest_id == contest.id).order_by(col(Entry.id)))
    ):
        played(session, earlier, entry, *((RIGHT,) * (place % 4 + 1)), seconds=50 + place % 5)
    by = Decider(world.people["binh"].id, RoleName.CHIEF_JUDGE.value, at)
    note, early = "Kết quả chính thức.", "Không có khiếu nại nào."
    publish(session, contest, round, leg, state="official", note=note, by=by, early=early)
    return earlier


def ended_by(world: World, name: str) -> SelectOfScalar[Attempt]:
    """Their attempt in the leg that is over."""
    return select(Attempt).where(Attempt.leg_id == world.leg.id, Attempt.entry_id == world.entries[name].id)


def _complain(session: Session, world: World, attempt: Attempt, at: datetime) -> Complaint:
    """Khánh was answered once, and complains again."""
    contest, leg = _own(session, world.contest), _own(session, world.leg)
    first = complain(session, contest, leg, attempt, "Câu 1: phương án B cũng đúng.", at)
    filed = complaint_in(session, contest, first.public_id)
    assert filed is not None
    by = Decider(world.people["binh"].id, RoleName.CHIEF_JUDGE.value, at)
    answer_complaint(session, contest, filed, "Phương án B đã hết hiệu lực từ ngày 01/07/2025.", False, by)
    long = "Câu 3: văn bản được dẫn đã được thay thế, xem giúp em.\n" + "Em gửi kèm số hiệu và điều khoản. " * 8
    return complain(session, contest, leg, attempt, long, at)


def _plan_another_round(session: Session, world: World, at: datetime) -> Leg:
    rules = RoundRules().model_dump(mode="json")
    round = _keep(session, Round(contest_id=world.contest.id, position=3, name="Chung kết", rules_json=rules))
    part = _keep(session, Part(round_id=round.id, position=1, name="Kiến thức"))
    _keep(session, BlueprintRow(part_id=part.id, position=1, topic_id=world.topic.id, count=4))
    opens_at = at + timedelta(minutes=20)
    leg: Leg = _keep(session, Leg(round_id=round.id, position=1, opens_at=opens_at, closes_at=opens_at + timedelta(1)))
    return leg


def _propose_questions(
    session: Session, world: World, at: datetime
) -> tuple[Question, QuestionVersion, QuestionVersion]:
    """A long question was revised, sent back once and talked about; another is new. Both wait."""
    ha, thu = world.people["ha"].public_id, world.people["thu"].public_id
    current = _own(session, world.versions[-1])
    (draft,) = drafts_of(session, [current])
    draft.key, draft.difficulty, draft.valid_to = "B", "4", (at + timedelta(days=30)).date().isoformat()
    draft.sources = [
        SourceNote(
            title="Luật An ninh mạng", number="24/2018/QH14", article="Điều 17", url="https://vanban.chinhphu.vn/"
        )
    ]
    first = revise(session, current, draft, by=ha, at=at, state="proposed")
    send_back(session, first, by=thu, at=at, why="Đáp án B không đúng với nguồn. " * 4)
    draft.key = "A"
    proposal = revise(session, first, draft, by=ha, at=at, state="proposed")
    comment(session, proposal, "Đã sửa lại theo Điều 17, xin xem giúp.", by=ha, at=at)
    draft.stem, draft.sources, draft.external_id = (
        "Số điện thoại lạ tự xưng công an yêu cầu chuyển tiền, bạn làm gì?",
        [],
        "",
    )
    id = write_question(session, draft, by=ha, at=at, state="proposed")
    return session.get_one(Question, current.question_id), proposal, current_version(session, id)


def _draft_a_contest(session: Session, world: World, at: datetime) -> tuple[Contest, Round, Leg]:
    """Nobody is in it, and nothing is set."""
    by = Decider(world.people["tam"].id, RoleName.ORGANISER.value, at)
    contest = make_contest(session, "qualifier_final", LONG_TITLE, world.units["vinh-linh"], by)
    first = select(Round, Leg).where(Leg.round_id == Round.id, Round.contest_id == contest.id, Round.position == 1)
    return contest, *session.exec(first).one()


def _visit(session: Session, person: Person, at: datetime) -> Any:
    assert person.id is not None
    return start_sign_in(session, Door.DESK, person.id, at)


def _own(session: Session, row: Any) -> Any:
    """The row as this transaction knows it."""
    return session.get_one(type(row), row.id)


def _keep(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
