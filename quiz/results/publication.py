"""A published result as a document: what every file of it says, made from the snapshot and from nothing else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from quiz.contests.articles.places import points_told, prediction_told
from quiz.contests.articles.scoring import unit_ranking
from quiz.contests.prediction import number_told
from quiz.contests.releasing import sight_of
from quiz.contests.rules import PredictionTarget, RoundRules
from quiz.in_words import day, ending, moment
from quiz.language import gettext as _
from quiz.people.head_count import Heads
from quiz.refusals import N_
from quiz.standings import overall_told, unit_told
from quiz.standings.conclusion import LegResult, concluded
from quiz.standings.kept_board import KeptBoard, board_in
from quiz.standings.overall_table import OverallGroup, OverallLine, OverallTable
from quiz.standings.points import mean_shown, shown
from quiz.standings.predicting import Actual, distance_shown, outcome_told
from quiz.standings.prize_list import PrizeLine
from quiz.standings.score import NO_PREDICTION, Conclusion, Snapshot
from quiz.standings.standing import Standing, UnitLine
from quiz.standings.tie_breaks import definition
from quiz.standings.unit_rankings import UnitTable

Cell = str | int | Decimal | datetime | None
STATES = {
    "official": N_("Kết quả chính thức"),
    "provisional": N_("Kết quả tạm thời"),
    "frozen": N_("Bảng xếp hạng đóng băng"),
    "withdrawn": N_("Đã thu hồi"),
}


@dataclass(frozen=True)
class Column:
    """`width`: in letters, beside the others. `right`: figures, which stand to the right."""

    title: str
    width: int
    right: bool = False


@dataclass(frozen=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]


@dataclass(frozen=True)
class Publication:
    """`address`: of its check page, for the QR; "" where the site did not know its own."""

    organiser: str
    contest: str
    title: str
    number: str
    revision: int
    state: str
    published_at: datetime
    digest: str
    note: str
    early: str
    complaints_until: datetime | None
    address: str
    tables: tuple[Table, ...]
    footnotes: tuple[str, ...]

    @property
    def heading(self) -> str:
        return _(STATES[self.state])

    def facts(self) -> Iterator[tuple[str, str]]:
        """What stands on every file, as (name, value)."""
        yield _("Số"), self.number
        yield _("Loại kết quả"), self.heading
        yield _("Lần công bố"), str(self.revision)
        yield _("Công bố lúc"), moment(self.published_at)
        if self.complaints_until is not None:
            yield _("Nhận khiếu nại"), _("đến %(until)s") % {"until": ending(self.complaints_until)}
        if self.note:
            yield _("Ghi chú của lần này"), self.note
        if self.early:
            yield _("Vì sao chính thức trước hạn khiếu nại"), self.early
        yield _("Mã kiểm tra (SHA-256)"), self.digest
        if self.address:
            yield _("Kiểm tra tại"), self.address


def publication_of(snapshot: Snapshot) -> Publication:
    """Of a leg: its board, its units, and what made them."""
    about = snapshot.rules["about"]
    rules = RoundRules.model_validate(snapshot.rules["rules"])
    tables = [UnitTable.from_json(table) for table in snapshot.content.get("unit_rankings", [])]
    return Publication(
        about["organiser"], about["contest"], " · ".join(filter(None, (about["round"], about["leg"]))),
        snapshot.number or "", snapshot.revision, snapshot.state, snapshot.published_at, snapshot.digest, snapshot.note,
        snapshot.rules["early"], snapshot.complaints_until, check_address(about.get("site", ""), snapshot.number or ""),
        (*_places(snapshot, rules), *_beside(snapshot), *map(_units_ranked, tables), _units(snapshot.content)),
        (*_footnotes(snapshot, rules), *_about_units(tables)),
    )  # fmt: skip


def publication_of_contest(conclusion: Conclusion) -> Publication:
    """Of a whole contest: its overall tables, prizes, and the boards that they rest on."""
    about, told = conclusion.rules["about"], concluded(conclusion)
    number = conclusion.number or ""
    tables = (
        *([_overall(told.overall, group) for group in told.overall.groups] if told.overall else []),
        *(_units_ranked(table) for table in told.units),
        *(_units_ranked(table, one.name) for one in told.leg_units for table in one.tables),
        *(_prizes(heading, lines) for heading, lines in (told.prizes.by_scope if told.prizes else [])),
        _legs(told.legs),
    )  # fmt: skip
    return Publication(
        about["organiser"], about["contest"], _("Kết quả chung cuộc"), number, conclusion.revision, conclusion.state,
        conclusion.published_at, conclusion.digest, conclusion.note, told.early, conclusion.complaints_until,
        check_address(about["site"], number), tables,
        (*([overall_told.order_told(told.overall)] if told.overall else []), *_about_units(told.units)),
    )  # fmt: skip


def _overall(table: OverallTable, group: OverallGroup) -> Table:
    """With a column for whatever its keys compare; below, with why, who is not ranked."""
    compared = list(_compared(table))
    columns = (
        Column(_("Hạng"), 6, True), Column(_("Số báo danh"), 12), Column(_("Họ và tên"), 28), Column(_("Đơn vị"), 32),
        *(column for column, _cell in compared),
        *([Column(_("Không xếp hạng vì"), 18)] if group.unranked else []),
    )  # fmt: skip
    title = " · ".join(filter(None, (_("Xếp hạng chung cuộc"), group.name)))
    return Table(title, columns, [
        (line.place, line.number, line.name, line.unit, *(cell(line) for _column, cell in compared),
         *([overall_told.why_unranked(table, line)] if group.unranked else []))
        for line in (*group.ranked, *group.unranked)
    ])  # fmt: skip


def _compared(table: OverallTable) -> Iterator[tuple[Column, Callable[[OverallLine], Cell]]]:
    keys = table.rules.keys
    yield Column(_("Tổng điểm"), 9, True), lambda line: shown(line.points)
    if "prediction" in keys:
        yield Column(_("Dự đoán lệch"), 9, True), overall_told.distance_told
    yield Column(_("Thời gian"), 9, True), lambda line: clock(line.elapsed_s)
    if "full_marks" in keys:
        yield Column(_("Lượt đúng hết"), 8, True), lambda line: line.full_marks
    if "last_leg" in keys:
        yield Column(_("Đợt cuối"), 8, True), lambda line: shown(line.last_leg) if line.last_leg is not None else None


def _units_ranked(table: UnitTable, leg: str = "") -> Table:
    columns = (
        Column(_("Hạng"), 6, True), Column(_("Đơn vị"), 34), Column(_("Nhóm"), 14), Column(_("Thí sinh"), 9, True),
        Column(_("Lượt thi"), 9, True), Column(_("Đoàn viên"), 9, True), Column(_("Số liệu ngày"), 11, True),
        Column(unit_told.column_of(table), 12, True),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (row.place, row.facts.name, group.name, row.facts.people, row.facts.attempts, *_heads(row.facts.heads),
         unit_told.value_told(table, row.value) if row.value is not None else None)
        for group in table.groups for row in group.rows
    ]  # fmt: skip
    apart: list[tuple[Cell, ...]] = [
        (None, row.facts.name, unit_told.why_unranked(table, row), row.facts.people, row.facts.attempts,
         *_heads(row.facts.heads), None)
        for row in table.unranked
    ]  # fmt: skip
    return Table(" · ".join(filter(None, (unit_told.name_of(table), leg))), columns, rows + apart)


def _heads(heads: Heads | None) -> tuple[Cell, Cell]:
    if heads is None:
        return None, None
    return heads.number, day(heads.as_of) if heads.as_of else _("không ghi ngày")


def _about_units(tables: Sequence[UnitTable]) -> Iterator[str]:
    """How each ranking of units is found."""
    for table in tables:
        for clause in unit_ranking(table.rules):
            yield " ".join((clause.text, *clause.points))


def _prizes(heading: str, lines: Sequence[PrizeLine]) -> Table:
    columns = (
        Column(_("Giải"), 22), Column(_("Hạng"), 6, True), Column(_("Số báo danh"), 12), Column(_("Tên"), 28),
        Column(_("Đơn vị"), 28), Column(_("Điểm"), 8, True),
    )  # fmt: skip
    return Table(heading, columns, [
        (line.called, winner.place, winner.number, winner.name, winner.unit,
         shown(winner.points) if winner.points is not None else None)
        for line in lines for winner in line.winners
    ])  # fmt: skip


def _legs(legs: Sequence[LegResult]) -> Table:
    columns = (
        Column(_("Đợt thi"), 28), Column(_("Số"), 14), Column(_("Loại kết quả"), 18), Column(_("Mã kiểm tra"), 40),
    )  # fmt: skip
    return Table(_("Dựa trên kết quả"), columns, [
        (leg.name, leg.number, _(STATES[leg.state]), f"{leg.digest[:16]}…") for leg in legs
    ])  # fmt: skip


def check_address(site: str, number: str) -> str:
    return f"{site.rstrip('/')}/check/{number}" if site else ""


def clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _places(snapshot: Snapshot, rules: RoundRules) -> Iterator[Table]:
    """As the board shows them: each division apart, with places of its own, where the rules say so."""
    board = board_in(snapshot.content, snapshot.rules)
    if not (sight_of(rules).apart and board.parts):
        yield _ranked(_("Xếp hạng"), board, rules)
    else:
        for name, part in board.parts.values():
            yield _ranked(" · ".join((_("Xếp hạng"), name.name)), part, rules)


def _ranked(title: str, board: KeptBoard, rules: RoundRules) -> Table:
    target, brings = rules.prediction, any(line.carried for line in board.standings)
    columns = (
        Column(_("Hạng"), 6, True), Column(_("Số báo danh"), 12), Column(_("Họ và tên"), 26), Column(_("Đơn vị"), 28),
        Column(_("Điểm"), 8, True), *([Column(_("Trong đó mang sang"), 9, True)] if brings else []),
        Column(_("Số câu đúng"), 8, True), Column(_("Thời gian"), 9, True), Column(_("Nộp lúc"), 15),
        *([Column(_("Dự đoán"), 9, True), Column(_("Lệch"), 8, True)] if target else []),
    )  # fmt: skip
    return Table(title, columns, [
        (line.place, line.number, line.name, line.unit, shown(line.points),
         *([shown(line.carried)] if brings else []), line.right, clock(line.elapsed_s), line.submitted_at,
         *_predicted(line, target, board.actual))
        for line in board.standings
    ])  # fmt: skip


def _beside(snapshot: Snapshot) -> Iterator[Table]:
    """Who plays without a place."""
    people = board_in(snapshot.content, snapshot.rules).beside()
    if not people:
        return
    columns = (
        Column(_("Số báo danh"), 12), Column(_("Họ và tên"), 26), Column(_("Đơn vị"), 28), Column(_("Điểm"), 8, True),
        Column(_("Số câu đúng"), 8, True), Column(_("Thời gian"), 9, True),
    )  # fmt: skip
    yield Table(_("Thi ngoài giải, không xếp hạng"), columns, [
        (one.number, one.name, one.unit, shown(one.points), one.right, clock(one.elapsed_s)) for one in people
    ])  # fmt: skip


def _predicted(line: Standing, target: PredictionTarget | None, actual: Actual | None) -> Sequence[Cell]:
    if target is None:
        return ()
    distance = line.keys.get("prediction")
    known = actual is not None and distance is not None and distance != NO_PREDICTION
    return (
        None if line.prediction is None else number_told(line.prediction, target),
        distance_shown(distance, actual, target) if known and actual is not None and distance is not None else None,
    )


def _units(content: Mapping[str, Any]) -> Table:
    columns = (
        Column(_("Đơn vị"), 36), Column(_("Thí sinh"), 10, True), Column(_("Lượt thi"), 10, True),
        Column(_("Điểm trung bình"), 12, True), Column(_("Điểm cao nhất"), 12, True),
    )  # fmt: skip
    return Table(_("Đơn vị"), columns, [_unit(UnitLine(**line)) for line in content["units"]])


def _unit(unit: UnitLine) -> tuple[Cell, ...]:
    mean, best = (mean_shown(unit.total, unit.ranked), shown(unit.best)) if unit.ranked else (None, None)
    return (unit.name, unit.people, unit.attempts, mean, best)


def _footnotes(snapshot: Snapshot, rules: RoundRules) -> Iterator[str]:
    yield definition(rules.ranking)
    yield points_told(rules)
    yield from prediction_told(rules)
    if rules.prediction and snapshot.content["actual"]:
        came_about = outcome_told(Actual(**snapshot.content["actual"]), rules.prediction)
        yield _("Số thực tế để so dự đoán: %(number)s.") % {"number": came_about}
    for tie in snapshot.rules["ties"]:
        if tie["by"] == "lots":
            order = ", ".join(map(str, tie["tickets"]))
            yield _("Bốc thăm: %(order)s. Chuỗi: %(seed)s.") % {"order": order, "seed": tie["seed"]}
    corrected = len({each["version"] for each in snapshot.rules["corrections"]})
    if corrected:
        yield _("Số câu hỏi có quyết định về đáp án: %(count)s.") % {"count": corrected}
