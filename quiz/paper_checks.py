"""What the command line says when the papers of a leg are drawn again."""

from collections.abc import Iterator

from sqlmodel import select

from quiz import database
from quiz.attempts.auditing import Audit, Audited, audit
from quiz.complaints import Complaint
from quiz.contests.round import Leg

SHOWN = 20
"""Of papers that are not as drawn, unless each is asked for."""


def checked(leg_id: str) -> Audit:
    with database.transaction(writing=False) as session:
        leg = session.exec(select(Leg).where(Leg.public_id == leg_id)).first()
        if leg is None:
            raise Complaint(f"Không có đợt thi nào mang mã {leg_id}. Mã ở cuối địa chỉ trang “Kiểm tra đề thi”.")
        return audit(session, leg)


def told(report: Audit, *, each: bool) -> Iterator[str]:
    yield from _seal(report)
    for paper in report.papers if each else [paper for paper in report.papers if not paper.good][:SHOWN]:
        yield f"{'OK  ' if paper.good else 'FAIL'}  lượt {paper.attempt_id}, mã đề {paper.code}: {_word(paper)}"
    good = sum(paper.good for paper in report.papers)
    if not report.papers:
        yield "OK    chưa có đề nào được phát"
    else:
        word = "OK  " if good == len(report.papers) else "FAIL"
        yield f"{word}  {good} trong {len(report.papers)} đề đúng như đã rút"


def _seal(report: Audit) -> Iterator[str]:
    if report.seal is None:
        yield "FAIL  đợt thi này chưa có hạt giống niêm phong"
        return
    words = "đúng với hạt giống và sổ quyết định" if report.kept else "KHÔNG khớp với hạt giống hoặc sổ quyết định"
    yield f"{'OK  ' if report.kept else 'FAIL'}  mã cam kết {report.seal.commitment} {words}"
    if not report.in_time:
        yield "FAIL  có đề được rút trước khi niêm phong hạt giống"


def _word(paper: Audited) -> str:
    if not paper.drawn:
        return "rút lại ra đề khác"
    return "đúng như đã rút" if paper.sealed else "rút từ một hạt giống khác, không phải hạt giống của đợt"
