"""The command line: a thin layer of words over what the rooms below do."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from question_bank.check import check_file, exit_code
from question_bank.content.check import check_folder
from quiz import backups, bank_files, checkup, clock, database, paper_checks, serving
from quiz.complaints import Complaint, ExitCode
from quiz.demo.starting import serve_demo
from quiz.files import pictures_in
from quiz.migrating import migrate as bring_up_to_date
from quiz.people.enrolling import accept_invitation, create_organiser, reset_access
from quiz.people.finding import staff_named
from quiz.refusals import Invalid, Refusal
from quiz.settings import Settings

HELP = """
Hội Thi: tổ chức cuộc thi của Đoàn Thanh niên. (Contests of the Youth Union.)

**Dùng thử:** `quiz demo`. **Dùng thật:** `quiz create-organiser "Nguyễn Văn A"`, rồi `quiz serve`.

Cài đặt bằng biến môi trường: QUIZ_DATA_DIR (thư mục dữ liệu, mặc định ./data), QUIZ_DATABASE_URL (để trống: SQLite;
postgresql://…: PostgreSQL), QUIZ_PUBLIC_URL, QUIZ_TRUSTED_PROXIES. Xem docs/running.md.

**Mã kết thúc (exit codes):** 0 xong · 1 xong nhưng có điều cần xem · 2 lệnh hoặc tệp không nhận được ·
3 máy không cho phép (cổng, thư mục, đĩa, máy chủ dữ liệu) · 4 một máy chủ khác đang dùng dữ liệu này.
"""
MARKS = {checkup.Level.OK: "OK  ", checkup.Level.WARN: "WARN", checkup.Level.FAIL: "FAIL"}

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="markdown", help=HELP
)
bank = typer.Typer(no_args_is_help=True, help="Kho câu hỏi: kiểm tra, nhập, xuất. (Question bank.)")
app.add_typer(bank, name="bank")

Host = Annotated[str, typer.Option(help="Địa chỉ lắng nghe; 0.0.0.0: máy khác trong mạng vào được. (Address.)")]
Port = Annotated[int, typer.Option(help="Cổng. (Port.)", min=1, max=65535)]
Name = Annotated[str, typer.Argument(help="Họ và tên. (Full name.)")]


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(help="Số tiến trình; từ 2 trở lên cần PostgreSQL.", min=1, max=64)] = 1,
) -> None:
    """Chạy máy chủ. (Serve the site.)

    Cơ sở dữ liệu mới được tạo bảng ngay; cơ sở dữ liệu của phiên bản cũ thì không bị đụng tới: hãy sao lưu rồi
    `quiz migrate`. SIGTERM: nhận nốt việc đang làm rồi dừng, lâu nhất 3 giây.
    """
    serving.serve(Settings(), host, port, workers=workers)


@app.command()
def demo(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Dùng thử với một cuộc thi ví dụ. (Try a demo contest.)

    Dữ liệu ở riêng trong `demo/` của thư mục dữ liệu, không bao giờ nằm cạnh cuộc thi thật. Chạy lại thì giữ những gì
    đã làm, và vòng thi lại mở từ lúc đó.
    """
    serve_demo(Settings(), host, port)


@app.command()
def migrate() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản mới nhất. (Bring the database up to date; safe to run again.)"""
    settings = Settings()
    with serving.hold(settings):
        serving.connect(settings)
        bring_up_to_date()
    print("Cơ sở dữ liệu đã ở phiên bản mới nhất.")


@app.command("create-organiser")
def make_organiser(
    name: Name,
    login: Annotated[str, typer.Option(help="Tên đăng nhập, khi đặt mật khẩu ngay bằng --password-stdin.")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Đọc mật khẩu từ stdin.")] = False,
) -> None:
    """Tạo người của ban tổ chức, in ra lời mời dùng một lần. (Create an organiser and print an invitation.)"""
    if password_stdin != bool(login):
        raise Complaint("--login và --password-stdin đi cùng nhau.")
    settings = Settings()
    serving.prepare(settings)
    password = sys.stdin.readline().rstrip("\n") if password_stdin else ""
    with database.transaction() as session:
        token = create_organiser(session, name, clock.now()).token
        if login:
            accept_invitation(session, token, login, password, clock.now())
    if login:
        print(f"{name} đăng nhập bằng tên {login}.")
    else:
        _print_invitation(settings, name, token)


@app.command("reset-access")
def renew_access(name: Annotated[str, typer.Argument(help="Tên đăng nhập, hoặc họ và tên. (Login or name.)")]) -> None:
    """Quên mật khẩu: bỏ mật khẩu cũ, in ra lời mời mới. (Forgotten password: a new invitation.)"""
    settings = Settings()
    serving.prepare(settings)
    with database.transaction() as session:
        person = staff_named(session, name)
        token = reset_access(session, person, None, clock.now()).token
    _print_invitation(settings, person.name, token)


@bank.command()
def check(
    file: Annotated[Path, typer.Argument(help="Tệp câu hỏi, hoặc thư mục các tệp .yaml như bộ kèm phần mềm.")],
    as_json: Annotated[bool, typer.Option("--json", help="In ra JSON cho chương trình khác đọc.")] = False,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Ngày xét hiệu lực, mặc định hôm nay.")
    ] = None,
) -> None:
    """Kiểm tra một tệp câu hỏi; không ghi gì, không cần cơ sở dữ liệu. (Check a file of questions.)

    Với một thư mục thì xét mọi quy tắc của bộ câu hỏi kèm phần mềm: nguồn, hiệu lực, giải thích, độ dài và chữ cái của
    đáp án, câu trùng. Kết thúc với 0: câu nào cũng dùng được; 1: có câu cần sửa; 2: không nhận tệp.
    """
    if file.is_dir():
        _check_folder(file, as_json, (on or clock.now()).date())
    _insist_readable(file)
    report = check_file(file)
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        print(bank_files.told(report))
    raise typer.Exit(exit_code(report))


def _check_folder(folder: Path, as_json: bool, on: date) -> NoReturn:
    if not any(folder.glob("*.yaml")):
        raise Complaint(f"Thư mục {folder} không có tệp .yaml nào.")
    report = check_folder(folder, on)
    print(json.dumps(report, ensure_ascii=False, indent=1) if as_json else bank_files.told_of_folder(report))
    raise typer.Exit(ExitCode.ATTENTION if report["problems"] else ExitCode.DONE)


@bank.command("import")
def take_in(
    file: Annotated[Path | None, typer.Argument(help="Tệp câu hỏi. Không ghi tên: bộ câu hỏi kèm phần mềm.")] = None,
) -> None:
    """Đưa câu hỏi vào kho. (Put questions into the bank; without FILE, those we ship.)

    Câu dùng được vào ngay và chờ duyệt ở trang Kho câu hỏi; câu kho đã có thì bỏ qua; câu cần sửa nằm lại ở đó,
    và lệnh kết thúc với 1. Bộ câu hỏi kèm phần mềm có sẵn trong cơ sở dữ liệu mới; sau khi nâng cấp, lệnh này thêm câu
    mới.
    """
    settings = Settings()
    if file is None:
        serving.prepare(settings)
        print(f"Đã thêm {serving.propose_shipped()} câu kèm phần mềm; những câu khác đã có từ trước.")
        return
    _insist_readable(file)
    serving.prepare(settings)
    taken = bank_files.take_in(file, clock.now(), pictures_in(settings.data_dir))
    waits = " Các câu này chờ duyệt." if taken.waits and taken.accepted else ""
    print(f"Đã đưa {taken.accepted} câu vào kho.{waits}")
    if taken.known:
        print(f"Kho đã có {taken.known} câu của tệp này (cùng câu hỏi, phương án và đáp án): không đưa vào nữa.")
    for problem in taken.problems:
        print(f"  {problem}")
    raise typer.Exit(ExitCode.ATTENTION if taken.problems else ExitCode.DONE)


@bank.command("export")
def write_out(
    file: Annotated[
        Path, typer.Argument(help="Tệp sẽ được tạo: .xlsx, .docx, .gift, .xml (Moodle), .yaml hoặc .json.")
    ],
) -> None:
    """Ghi cả kho ra tệp, nhập lại được. (Write the bank to a file that can be taken in again.)

    Câu mà dạng tệp không ghi được thì được nêu tên, và lệnh kết thúc với 1.
    """
    settings = Settings()
    serving.prepare(settings)
    count, left_out = bank_files.write_out(file, pictures_in(settings.data_dir))
    print(f"Đã ghi {count} câu ra {file}.")
    for line in left_out:
        print(line)
    raise typer.Exit(ExitCode.ATTENTION if left_out else ExitCode.DONE)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Tệp .tar.gz sẽ được tạo, hoặc một thư mục.")],
    keep: Annotated[int | None, typer.Option(help="Trong thư mục đó chỉ giữ lại chừng này bản.", min=1)] = None,
) -> None:
    """Sao lưu tất cả vào một tệp: dữ liệu, khóa, hình ảnh. Chạy được khi máy chủ đang phục vụ. (Back up.)"""
    print(f"Đã sao lưu vào {backups.back_up(Settings(), file, keep)}.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="Tệp do quiz backup tạo ra.")],
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại trước khi thay dữ liệu đang có.")] = False,
) -> None:
    """Khôi phục từ một bản sao lưu, khi máy chủ đã tắt. (Restore a backup; the server must be stopped.)

    Tệp được kiểm tra trước. Dữ liệu đang có (SQLite) được dời sang thư mục `replaced-…`, không bị xóa.
    """
    settings = Settings()
    backups.read_manifest(file)
    if not yes and backups.holds_data(settings):
        _insist_on_yes()
    aside = backups.restore(settings, file)
    print(f"Đã khôi phục từ {file}. Dữ liệu trước đó ở {aside}.")


@app.command()
def doctor() -> None:
    """Khám máy và dữ liệu: ghi, đĩa, fsync, đồng hồ, sổ quyết định, hạn nộp bài. (Examine machine and data.)

    Mỗi dòng OK, WARN hoặc FAIL; kết thúc với 1 khi có FAIL.
    """
    settings = Settings()
    serving.connect(settings)
    worst = ExitCode.DONE
    for finding in (*checkup.examine_machine(settings), *checkup.examine_database(pictures_in(settings.data_dir))):
        print(f"{MARKS[finding.level]}  {finding.subject}: {finding.text}")
        if finding.level == checkup.Level.FAIL:
            worst = ExitCode.ATTENTION
    raise typer.Exit(worst)


@app.command("check-papers")
def check_papers(
    leg: Annotated[str, typer.Argument(help="Mã đợt thi, ở cuối địa chỉ trang “Kiểm tra đề thi”. (Leg.)")],
    each: Annotated[bool, typer.Option("--each", help="In từng đề với mã đề của nó. (List every paper.)")] = False,
) -> None:
    """Rút lại mọi đề của một đợt thi từ hạt giống đã niêm phong, so với đề đã phát. (Draw all papers again.)

    Không in hạt giống. Kết thúc với 1 khi có đề không khớp hoặc hạt giống không đúng mã cam kết.
    """
    serving.connect(Settings())
    report = paper_checks.checked(leg)
    for line in paper_checks.told(report, each=each):
        print(line)
    raise typer.Exit(ExitCode.DONE if report.good else ExitCode.ATTENTION)


def main() -> None:
    """Run a command. What it cannot do is one line on stderr and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without Vietnamese letters
    try:
        app()
    except Complaint as complaint:
        sys.exit(_complain(str(complaint), complaint.code))
    except Invalid as invalid:
        sys.exit(_complain(" ".join(invalid.errors.values()), ExitCode.REFUSED))
    except Refusal as refusal:
        sys.exit(_complain(refusal.text, ExitCode.REFUSED))
    except KeyboardInterrupt:
        sys.exit(ExitCode.DONE)


def _complain(text: str, code: ExitCode) -> ExitCode:
    print(f"quiz: {text}", file=sys.stderr)
    return code


def _insist_readable(file: Path) -> None:
    if not file.is_file():
        raise Complaint(f"Không có tệp {file}.")


def _insist_on_yes() -> None:
    if not sys.stdin.isatty():
        raise Complaint("Ở đây đang có dữ liệu. Thêm --yes nếu muốn thay bằng bản sao lưu.")
    if not typer.confirm("Thay dữ liệu đang có bằng bản sao lưu này?"):
        raise Complaint("Không thay gì cả.")


def _print_invitation(settings: Settings, name: str, token: str) -> None:
    home = settings.public_url.rstrip("/") or "http://localhost:8000"
    print(f"Lời mời cho {name}, dùng một lần trong 7 ngày:\n  {home}/invitations/{token}")
