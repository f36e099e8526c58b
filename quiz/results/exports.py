"""Results as a workbook: places, units, and the rules and keys that made them. Every text stays text."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt
from quiz.contests.articles.places import points_told, prediction_told
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.prediction import number_told
from quiz.contests.releasing import sight_of
from quiz.contests.round import Leg, Round
from quiz.contests.rules import PredictionTarget
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.refusals import N_
from quiz.standings.board import BoardState, Shown
from quiz.standings.carrying import carries
from quiz.standings.correcting import Asked, asked_in
from quiz.standings.key_in_force import Correction
from quiz.standings.points import mean_shown, shown
from quiz.standings.predicting import Actual, distance_shown, outcome_told
from quiz.standings.score import NO_PREDICTION, Score
from quiz.standings.standing import Board, DivisionName, Standing
from quiz.standings.tie_breaks import definition

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
STATES = {
    BoardState.OFFICIAL: N_("Chính thức"),
    BoardState.PROVISIONAL: N_("Tạm thời"),
    BoardState.LIVE: N_("Trực tiếp"),
    BoardState.INTERNAL: N_("Chưa công bố"),
}
CORRECTIONS = {
    Correction.ACCEPT: N_("chấp nhận thêm"),
    Correction.REPLACE: N_("thay đáp án"),
    Correction.GIVE_ALL: N_("cho điểm tất cả"),
    Correction.DROP: N_("bỏ khỏi điểm"),
    Correction.RESTORE: N_("trả lại đáp án gốc"),
}
AUTOMATIC = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def results_workbook(
    session: Session, contest: Contest, round: Round, leg: Leg, shown_board: Shown, at: datetime
) -> bytes:
    """The bytes of an .xlsx file, written row by row so that a large contest fits."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True, **AUTOMATIC})
    sheets = _Sheets(book)
    _write_places(sheets, session, contest, round, leg, shown_board, at)
    _write_beside(sheets, shown_board)
    _write_units(sheets, shown_board)
    if round.rules.several:
        _write_attempts(sheets, session, leg)
    _write_rules(sheets, session, round, leg, shown_board)
    book.close()
    return kept.getvalue()


class _Sheets:
    """Rows one after the other; text is written as text whatever it begins with."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#DBE8FC", "border": 1, "text_wrap": True})
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._moment = book.add_format({"num_format": "hh:mm:ss dd/mm/yyyy"})
        self._row = 0

    def begin(self, name: str, widths: Sequence[int]) -> None:
        self._sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)
        self._row = 0

    def title(self, text: str) -> None:
        self._sheet.write_string(self._row, 0, text, self._title)
        self._row += 1

    def head(self, *cells: str) -> None:
        for column, cell in enumerate(cells):
            self._sheet.write_string(self._row, column, cell, self._head)
        self._row += 1
        self._sheet.freeze_panes(self._row, 0)

    def line(self, *cells: Any) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                local = cell.astimezone(ZONE).replace(tzinfo=None)
                self._sheet.write_datetime(self._row, column, local, self._moment)
            elif isinstance(cell, str):
                self._sheet.write_string(self._row, column, cell)
            elif cell is not None:
                self._sheet.write_number(self._row, column, cell)
        self._row += 1


def _write_places(
    sheets: _Sheets, session: Session, contest: Contest, round: Round, leg: Leg, found: Shown, at: datetime
) -> None:
    target, brings = round.rules.prediction, carries(session, round)
    apart = found.board.divisions() if sight_of(round.rules).apart else []
    sheets.begin(_("Xếp hạng"), (*([24] if apart else []), 8, 14, 30, 10, 34, 10, 12, 12, 20, 14, 12))
    sheets.title(contest.title)
    sheets.line(" · ".join(filter(None, (round.name, leg.name))))
    revision = _("lần {revision}").format(revision=found.head.revision) if found.head and found.head.is_out else ""
    sheets.line(_(STATES[found.state]), revision, _("Xuất lúc"), None, at)
    sheets.head(
        *([_("Bảng")] if apart else []), _("Hạng"), _("Số báo danh"), _("Họ và tên"), _("Năm sinh"), _("Đơn vị"),
        _("Điểm"), _("Số câu đúng"), _("Thời gian"), _("Nộp lúc"), *([_("Dự đoán"), _("Lệch")] if target else []),
        *([_("Trong đó mang sang")] if brings else []),
    )  # fmt: skip
    years = _years_of(session, contest)
    for named, line in _ranked(found.board, apart):
        sheets.line(
            *named, line.place, line.number, line.name, years.get(line.entry_id), line.unit, shown(line.points),
            line.right, _clock(line.elapsed_s), line.submitted_at, *_predicted(line, target, found.board.actual),
            *([shown(line.carried)] if brings else []),
        )  # fmt: skip


def _ranked(board: Board, apart: Sequence[DivisionName]) -> Iterator[tuple[Sequence[str], Standing]]:
    """As the board shows them: each division apart, under its name, with places of its own, where the rules say so."""
    parts: list[tuple[list[str], Board]] = [([one.name], board.in_division(one.id)) for one in apart]
    for named, part in parts or [([], board)]:
        yield from ((named, line) for line in part.lines(0, part.total()).lines)


def _predicted(line: Standing, target: PredictionTarget | None, actual: Actual | None) -> list[Any]:
    """What they predicted, and how far it was from what came about."""
    if target is None:
        return []
    distance = line.keys.get("prediction")
    told = None
    if actual is not None and distance is not None and distance != NO_PREDICTION:
        told = distance_shown(distance, actual, target)
    return [None if line.prediction is None else number_told(line.prediction, target), told]


def _write_beside(sheets: _Sheets, found: Shown) -> None:
    people = found.board.beside()
    if not people:
        return
    sheets.begin(_("Thi ngoài giải"), (14, 30, 34, 10, 12, 12))
    sheets.head(_("Số báo danh"), _("Họ và tên"), _("Đơn vị"), _("Điểm"), _("Số câu đúng"), _("Thời gian"))
    for one in people:
        sheets.line(one.number, one.name, one.unit, shown(one.points), one.right, _clock(one.elapsed_s))


def _write_units(sheets: _Sheets, found: Shown) -> None:
    sheets.begin(_("Đơn vị"), (36, 12, 12, 16, 16))
    sheets.head(_("Đơn vị"), _("Thí sinh"), _("Lượt thi"), _("Điểm trung bình"), _("Điểm cao nhất"))
    for unit in found.board.units():
        mean, best = (mean_shown(unit.total, unit.ranked), shown(unit.best)) if unit.ranked else (None, None)
        sheets.line(unit.name, unit.people, unit.attempts, mean, best)


def _write_attempts(sheets: _Sheets, session: Session, leg: Leg) -> None:
    """Every attempt that was handed in, and which of each person's counts."""
    sheets.begin(_("Lượt thi"), (14, 30, 34, 8, 20, 20, 10, 12, 12, 12))
    sheets.head(
        _("Số báo danh"), _("Họ và tên"), _("Đơn vị"), _("Lượt"), _("Bắt đầu"), _("Nộp lúc"), _("Điểm"),
        _("Số câu đúng"), _("Thời gian"), _("Được tính"),
    )  # fmt: skip
    made = (
        select(Score, Attempt, Entry, Person)
        .where(Score.attempt_id == Attempt.id, Score.entry_id == Entry.id, Entry.person_id == Person.id)
        .where(Score.leg_id == leg.id)
        .order_by(col(Entry.number), col(Entry.id), col(Attempt.ordinal))
    )
    for score, attempt, entry, person in session.exec(made):
        sheets.line(
            entry.number, person.name, entry.unit_name, attempt.ordinal, attempt.started_at, score.submitted_at,
            shown(score.points), score.right, _clock(score.elapsed_s), _("có") if score.stands else "",
        )  # fmt: skip


def _write_rules(sheets: _Sheets, session: Session, round: Round, leg: Leg, found: Shown) -> None:
    sheets.begin(_("Quy tắc và đáp án"), (70, 40, 60))
    sheets.line(definition(round.rules.ranking))
    sheets.line(points_told(round.rules))
    for sentence in prediction_told(round.rules):
        sheets.line(sentence)
    if round.rules.prediction and found.board.actual:
        sheets.line(_("Số thực tế để so dự đoán"), outcome_told(found.board.actual, round.rules.prediction))
    if found.head and found.head.is_out:
        sheets.line(_("Mã kiểm tra bản công bố (SHA-256)"), found.head.digest)
    sheets.head(_("Câu hỏi"), _("Đáp án trong kho"), _("Quyết định về đáp án"))
    for asked in asked_in(session, round, leg):
        sheets.line(asked.version.title, _key(asked), _decisions(asked))


def _key(asked: Asked) -> str:
    return "; ".join(asked.key_told)


def _decisions(asked: Asked) -> str:
    return "; ".join(
        " ".join(
            filter(
                None,
                (
                    _(CORRECTIONS[Correction(entry.body["what"])]),
                    ", ".join(asked.texts(entry.body["choices"])),
                    f"({entry.reason})",
                ),
            )
        )
        for entry in asked.decisions
    )


def _years_of(session: Session, contest: Contest) -> dict[int, int | None]:
    people = select(Entry, Person).where(Entry.person_id == Person.id, col(Entry.contest_id) == contest.id)
    return {entry.id or 0: person.year for entry, person in session.exec(people)}


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
