"""Files of questions, beside what the libraries alone need to walk them: a sheet of 5 000 rows, a paper of 400.

Ours is all that an organiser waits for: the child process, the reading, its way back; of the sheet also checking and
staging. Counted in a processor's time, ours with its children: they are nicer than their neighbours on purpose, so that
a clock on the wall would measure those. Medians of rounds that take turns; `ratio reading-xlsx: N` and `ratio
reading-docx: N` are ours over the library's.
"""

import io
import resource
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import xlsxwriter

from question_bank.importing import judge, take_in
from question_bank.readers import read_safely
from quiz import clock, database
from quiz.migrating import migrate
from quiz.settings import Settings

ROUNDS = 3
ROWS, QUESTIONS = 5_000, 400
HEADER = [
    "STT", "Câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Phương án D", "Đáp án", "Giải thích", "Chủ đề",
    "Độ khó", "Nguồn",
]  # fmt: skip


def main() -> None:
    sheet, paper = made_sheet(ROWS), made_paper(QUESTIONS)
    with tempfile.TemporaryDirectory() as folder:
        database.connect(Settings(data_dir=Path(folder), database_url="").url)
        migrate()
        xlsx = _taking_turns(lambda: _walk_sheet(sheet), lambda: _stage(sheet))
        database.disconnect()
    word = _taking_turns(lambda: _walk_paper(paper), lambda: _read_paper(paper))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{'':14}{'library s':>12}{'ours s':>10}")
    for name, (library, ours) in {"reading xlsx": xlsx, "reading docx": word}.items():
        print(f"{name:14}{library:>12.2f}{ours:>10.2f}")
        print(f"ratio {name.replace(' ', '-')}: {ours / library:.2f}")
    print(f"most memory of a reading child: {most} MB")


def _taking_turns(library: Callable[[], None], ours: Callable[[], None]) -> tuple[float, float]:
    times = [(_seconds(library), _seconds(ours)) for _ in range(ROUNDS)]
    return statistics.median(first for first, _ in times), statistics.median(second for _, second in times)


def _seconds(do: Callable[[], None]) -> float:
    started = _processor()
    do()
    return _processor() - started


def _processor() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _walk_sheet(data: bytes) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    for row in workbook.worksheets[0].iter_rows():
        for cell in row:
            _ = cell.value


def _stage(data: bytes) -> None:
    reading = read_safely(data, "cau-hoi.xlsx")
    with database.transaction(writing=False) as session:
        judged = judge(session, reading)
    with database.transaction() as session:
        take_in(session, "cau-hoi.xlsx", reading, by="", at=clock.now(), judged=judged)
    assert len(reading.drafts) == ROWS


def _walk_paper(data: bytes) -> None:
    for paragraph in docx.Document(io.BytesIO(data)).paragraphs:
        for run in paragraph.runs:
            _ = run.text, run.bold, run.underline, run.font.highlight_color


def _read_paper(data: bytes) -> None:
    assert len(read_safely(data, "de.docx").drafts) == QUESTIONS


def made_sheet(rows: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    for number in range(1, rows + 1):
        page.write_row(number, 0, [
            number, f"Câu {number}: tổ chức nào dưới đây được phép hỏi mã xác thực OTP của bạn?",
            f"Ngân hàng số {number}", f"Không tổ chức nào {number}", f"Công an xã {number}", f"Bưu điện {number}",
            "B", f"Không ai được hỏi mã OTP, kể cả nhân viên ngân hàng; mã chỉ do chính chủ nhập ({number}).", "", "Dễ",
            "Cẩm nang an toàn số 2025",
        ])  # fmt: skip
    book.close()
    return out.getvalue()


def made_paper(questions: int) -> bytes:
    document = docx.Document()
    for number in range(1, questions + 1):
        document.add_paragraph(f"Câu {number}. Tổ chức nào được phép hỏi mã xác thực OTP của bạn, lần thứ {number}?")
        for letter, text in zip("ABCD", ("Ngân hàng", "Không tổ chức nào", "Công an", "Bưu điện"), strict=True):
            document.add_paragraph().add_run(f"{letter}. {text} {number}").bold = letter == "B"
        document.add_paragraph("Giải thích: không ai được hỏi mã OTP, kể cả nhân viên ngân hàng.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


if __name__ == "__main__":
    main()
