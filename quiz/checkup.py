"""`quiz doctor`: is this machine fit for a contest, and is what is stored what it should be?"""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import inspect, text
from sqlmodel import Session, col, func, select

from question_bank.pictures import name_of
from question_bank.question import QuestionMedia
from quiz import clock, database, ledger
from quiz.attempts.accommodating import ACCOMMODATE
from quiz.attempts.attempt import Attempt, Mode, Paper
from quiz.attempts.decisions import course_of, decisions_about
from quiz.attempts.pacing import Paced, paced, rows_in
from quiz.attempts.receipts import changed_since
from quiz.attempts.redrawing import prove
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.files import Files
from quiz.migrating import is_current
from quiz.settings import Settings
from quiz.standings.proving import frozen_boards, listed_lines, lost_decisions, published_results, settled_scores

LITTLE_SPACE, TOO_LITTLE_SPACE = 2 * 1024**3, 200 * 1024**2
SLOW_FSYNC_S = 0.05
FSYNCS = 20
CLOCKS_APART = timedelta(seconds=2)


class Level(StrEnum):
    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Finding:
    level: Level
    subject: str
    text: str


def examine_machine(settings: Settings) -> Iterable[Finding]:
    """What can be told without a database."""
    for examine in (_writing, _space, _fsync, _key, _timezone):
        yield examine(settings.data_dir)


def examine_database(pictures: Files) -> Iterable[Finding]:
    """What is stored; the database is connected, and of the newest shape or nothing more is asked."""
    shape = _shape()
    yield shape
    if shape.level != Level.OK:
        return
    checks: list[Callable[[Session], Finding]] = [
        _integrity, _clocks, _chain, _deadlines, _papers, _receipts, _published, _frozen,
        _settled, _listed,
    ]  # fmt: skip
    with database.transaction(writing=False) as session:
        for examine in checks:
            yield examine(session)
        yield _pictures(session, pictures)


def _writing(data_dir: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=data_dir):
            return Finding(Level.OK, "ghi dữ liệu", str(data_dir.absolute()))
    except OSError as error:
        return Finding(Level.FAIL, "ghi dữ liệu", f"không ghi được vào {data_dir.absolute()}: {error.strerror}")


def _space(data_dir: Path) -> Finding:
    free = shutil.disk_usage(data_dir).free
    level = Level.FAIL if free < TOO_LITTLE_SPACE else Level.WARN if free < LITTLE_SPACE else Level.OK
    return Finding(level, "chỗ trống trên đĩa", f"{free / 1024**3:.1f} GB")


def _fsync(data_dir: Path) -> Finding:
    """Every saved answer waits for one of these."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=data_dir) as file:
        for _ in range(FSYNCS):
            file.write(b"x" * 4096)
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - begun)
    middle = statistics.median(taken)
    told = f"{middle * 1000:.1f} ms (giữa), {max(taken) * 1000:.1f} ms (lâu nhất) trong {FSYNCS} lần"
    return Finding(Level.WARN if middle > SLOW_FSYNC_S else Level.OK, "fsync", told)


def _key(data_dir: Path) -> Finding:
    mode = (data_dir / "secret.key").stat().st_mode & 0o777
    if mode & 0o077:
        return Finding(Level.FAIL, "khóa ký", f"người khác đọc được secret.key ({mode:o}). Gõ: chmod 600 secret.key")
    return Finding(Level.OK, "khóa ký", "chỉ chủ sở hữu đọc được")


def _timezone(_data_dir: Path) -> Finding:
    try:
        offset = clock.now().astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).utcoffset()
    except ZoneInfoNotFoundError:
        return Finding(Level.FAIL, "múi giờ", "không có dữ liệu múi giờ (tzdata)")
    right = offset == timedelta(hours=7)
    return Finding(Level.OK if right else Level.FAIL, "múi giờ", f"Asia/Ho_Chi_Minh là UTC+{offset}")


def _shape() -> Finding:
    if is_current():
        return Finding(Level.OK, "cấu trúc dữ liệu", "mới nhất")
    if not inspect(database.engine()).get_table_names():
        return Finding(Level.FAIL, "cấu trúc dữ liệu", "chưa có gì. Gõ: quiz migrate")
    return Finding(Level.FAIL, "cấu trúc dữ liệu", "của phiên bản khác. Gõ: quiz backup TỆP, rồi quiz migrate")


def _integrity(session: Session) -> Finding:
    if not database.is_sqlite():
        version = session.connection().execute(text("SHOW server_version")).scalar_one()
        return Finding(Level.OK, "cơ sở dữ liệu", f"PostgreSQL {version}")
    told = session.connection().execute(text("PRAGMA quick_check")).scalar_one()
    return Finding(Level.OK if told == "ok" else Level.FAIL, "cơ sở dữ liệu", f"SQLite: {told}")


def _clocks(session: Session) -> Finding:
    """Deadlines go by this machine's clock: it must not have gone back, nor differ from the database server's."""
    newest = session.exec(select(func.max(ledger.LedgerEntry.at))).one()
    now = clock.now()
    told = f"{now.astimezone(ZoneInfo('Asia/Ho_Chi_Minh')):%H:%M:%S %d/%m/%Y}"
    if newest is not None and newest > now:
        return Finding(Level.FAIL, "đồng hồ", f"{told}, trước quyết định mới nhất đã ghi: đồng hồ máy đã lùi")
    if not database.is_sqlite():
        apart = abs(session.connection().execute(text("SELECT clock_timestamp()")).scalar_one() - clock.now())
        if apart > CLOCKS_APART:
            return Finding(Level.FAIL, "đồng hồ", f"lệch với máy chủ PostgreSQL {apart.total_seconds():.1f} giây")
    return Finding(Level.OK, "đồng hồ", told)


def _chain(session: Session) -> Finding:
    broken = [_break_told(each) for each in ledger.breaks(session)] or [
        f"mất {lost}" for lost in lost_decisions(session)
    ]
    count = session.exec(select(func.count()).select_from(ledger.LedgerEntry)).one()
    told = f"đứt ở {len(broken)} chỗ: {'; '.join(broken[:5])}"
    return _found("sổ quyết định", told if broken else "", f"{count} quyết định, liền mạch")


def _break_told(broken: ledger.Break) -> str:
    where = f"của cuộc thi {broken.contest_id}" if broken.contest_id != ledger.INSTALLATION else "của cả hệ thống"
    match broken.why:
        case "missing" if broken.until > broken.seq:
            return f"mất quyết định {broken.seq}–{broken.until} {where}"
        case "missing":
            return f"mất quyết định {broken.seq} {where}"
        case "changed":
            return f"quyết định {broken.seq} {where} đã bị sửa"
    return f"quyết định {broken.seq} {where} không nối với quyết định trước: bị chèn hoặc đổi chỗ"


def _published(session: Session) -> Finding:
    """Every published result against its digest, the decision that published it, and the ledger of that moment."""
    proved = published_results(session)
    told = f"{len(proved.wrong)} bản khác lúc công bố: {_some(proved.wrong)}"
    return _found("kết quả đã công bố", told if proved.wrong else "", f"{proved.count} bản, đúng như lúc công bố")


def _frozen(session: Session) -> Finding:
    """Every board that was frozen for the public, as it was then."""
    proved = frozen_boards(session)
    told = f"khác lúc đóng băng: {_some(proved.wrong)}"
    return _found("bảng đóng băng", told if proved.wrong else "", f"{proved.count} bảng, đúng như lúc đóng băng")


def _listed(session: Session) -> Finding:
    """Lines of boards, kept in order against computed."""
    proved = listed_lines(session)
    told = f"không khớp với điểm: {_some(proved.wrong)}; tính lại kết quả đợt ấy"
    return _found("bảng xếp hạng", told if proved.wrong else "", f"{proved.count} đợt, đúng như điểm")


def _settled(session: Session) -> Finding:
    """Distances of predictions and decided places, stored against computed."""
    proved = settled_scores(session)
    told = f"khác với tính lại: {_some(proved.wrong)}"
    return _found("dự đoán và đồng hạng", told if proved.wrong else "", f"{proved.count} lượt thi, đúng như tính lại")


def _deadlines(session: Session) -> Finding:
    """Stored against computed, attempt by attempt."""
    wrong: list[str] = []
    count = 0
    legs = select(Contest, Round, Leg).where(Round.contest_id == Contest.id, Leg.round_id == Round.id)
    for contest, round, leg in session.exec(legs.order_by(col(Leg.id))):
        decisions = decisions_about(session, contest, leg)
        accommodations = ledger.decisions_on(session, contest.id or 0, ACCOMMODATE)
        attempts = select(Attempt, Entry).where(
            Attempt.leg_id == leg.id, Attempt.mode == Mode.OFFICIAL, Attempt.entry_id == Entry.id
        )
        for attempt, entry in session.exec(attempts):
            count += 1
            then = _as_it_was(entry, attempt, accommodations)
            course = course_of(round, leg, decisions, then, attempt)
            if not _agrees(session, attempt, paced(session, round, attempt, then, course)):
                wrong.append(attempt.public_id)
    told = f"{len(wrong)} trong {count} lượt thi có hạn khác với hạn tính lại: {_some(wrong)}"
    return _found("hạn nộp bài", told if wrong else "", f"{count} lượt thi, đúng như tính lại")


def _as_it_was(entry: Entry, attempt: Attempt, accommodations: list[ledger.LedgerEntry]) -> Entry:
    """With the time that they had when the attempt was handed in: what was given since did not touch it."""
    if attempt.submitted_at is None or attempt.decided_seq is None:
        return entry
    theirs = [one for one in accommodations if one.subject_id == entry.id]
    if not any(one.seq > attempt.decided_seq for one in theirs):
        return entry
    then = next((one.body for one in reversed(theirs) if one.seq <= attempt.decided_seq), {"percent": 0, "minutes": 0})
    told = {"extra_percent": then["percent"], "extra_minutes": then["minutes"]}
    return Entry(**(entry.model_dump() | told))


def _agrees(session: Session, attempt: Attempt, computed: Paced) -> bool:
    """Is what is stored of its deadlines, and of its questions' where they have any, what was computed?"""
    if computed.questions:
        stored = {row.number: row.ends_at for row in rows_in(session, attempt) if row.ends_at is not None}
        if stored != computed.questions:
            return False
    return computed.ends_at == attempt.ends_at


def _receipts(session: Session) -> Finding:
    """What was handed in against what is stored."""
    count, changed = changed_since(session)
    told = f"{len(changed)} trong {count} bài đã nộp có câu trả lời khác lúc nộp: {_some(changed)}"
    return _found("biên nhận", told if changed else "", f"{count} bài đã nộp, đúng như lúc nộp")


def _pictures(session: Session, pictures: Files) -> Finding:
    """Every picture that a question shows is on the disk, and is what its name says."""
    names = list(session.exec(select(QuestionMedia.sha256).distinct()))
    lost = [name for name in names if name_of(pictures.read(name) or b"") != name]
    told = f"thiếu hoặc hỏng {len(lost)} trong {len(names)} ảnh: {_some(lost[:1])}"
    return _found("ảnh của câu hỏi", told if lost else "", f"{len(names)} ảnh, còn đủ")


def _papers(session: Session) -> Finding:
    """Each paper drawn again from its seed and pool, as a complaint would have it proved."""
    attempts = list(session.exec(select(Attempt).join(Paper, col(Paper.attempt_id) == Attempt.id)))
    unproved = [attempt.public_id for attempt in attempts if not prove(session, attempt)]
    told = f"{len(unproved)} trong {len(attempts)} đề rút lại không khớp: {_some(unproved)}"
    return _found("đề thi", told if unproved else "", f"{len(attempts)} đề, rút lại đều khớp")


def _found(subject: str, wrong: str, right: str) -> Finding:
    """`wrong`: what is, in words; "" where nothing is."""
    return Finding(Level.FAIL, subject, wrong) if wrong else Finding(Level.OK, subject, right)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5])
