"""The decisions of a contest in words, for whoever may read the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from quiz import clock
from quiz.attempts.accommodating import ACCOMMODATE
from quiz.attempts.decisions import Scope, scope_of
from quiz.contests.accommodation import Accommodation
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg
from quiz.language import gettext as _
from quiz.ledger import LedgerEntry
from quiz.people.person import Person
from quiz.people.unit import Unit
from quiz.refusals import N_
from quiz.standings.planned_freeze import PLAN_FREEZE
from quiz.web.pages import day, duration, moment

WORDS_ABOUT_TIME = {
    "extend": N_("Cộng %(added)s cho %(whom)s"),
    "take_back": N_("Rút lại giờ đã cộng cho %(whom)s"),
    "pause": N_("Tạm dừng %(whom)s"),
    "resume": N_("Cho %(whom)s thi tiếp"),
    "take_in": N_("Thu bài của %(whom)s"),
    "reopen": N_("Mở lại %(count)s bài của %(whom)s, cho thêm %(added)s"),
    "reopen_leg": N_("Mở lại vòng thi, %(count)s bài làm tiếp"),
    "move_close": N_("Dời giờ đóng của %(whom)s đến %(to)s"),
}

WORDS = {
    "open": N_("Mở vòng thi"),
    "close": N_("Đóng vòng thi"),
    "let_in": N_("Cho %(name)s vào bằng máy khác"),
    "new_codes": N_("Cấp lại phiếu cho %(name)s"),
    "add_entry": N_("Thêm %(name)s"),
    "set_extra_time": N_("Thời gian thêm của %(name)s: %(extra)s"),
    "change_entry": N_("Sửa thông tin của %(name)s"),
    "withdraw_entry": N_("%(name)s rút khỏi cuộc thi"),
    "restore_entry": N_("%(name)s trở lại cuộc thi"),
    "remove_entry": N_("Bỏ một người khỏi danh sách"),
    "publish_board": N_("Công bố kết quả"),
    "withdraw_board": N_("Rút lại công bố"),
    "freeze_board": N_("Đóng băng bảng công khai"),
    "plan_freeze": N_("Đóng băng bảng công khai: %(when)s"),
    "thaw_board": N_("Thôi đóng băng bảng công khai"),
    "correct_key": N_("Sửa đáp án"),
    "add_leg": N_("Thêm đợt thi"),
    "copy_leg": N_("Chép thành đợt thi mới"),
    "cancel_leg": N_("Hủy đợt thi"),
    "take_up_leg": N_("Không hủy đợt thi nữa"),
    "set_leg_blueprint": N_("Đổi ma trận riêng của đợt"),
    "set_window": N_("Đổi giờ thi"),
    "move_window": N_("Đổi giờ thi"),
    "seal_draw": N_("Niêm phong hạt giống rút đề"),
    "count_prediction": N_("Chốt số thực tế để so dự đoán"),
    "decide_tie": N_("Xét đồng hạng"),
    "undo_tie_decision": N_("Rút lại quyết định đồng hạng"),
    "disqualify": N_("Loại bài hoặc thí sinh"),
    "requalify": N_("Rút lại quyết định loại"),
    "correct_unit": N_("Sửa đơn vị của %(name)s"),
    "play_beside": N_("%(name)s thi không xếp hạng"),
    "play_for_place": N_("%(name)s được xếp hạng"),
    "say_who_is_staff": N_("Xác nhận %(name)s có phải là người của cuộc thi"),
    "ask_clearance": N_("Đề nghị cho %(name)s dự thi dù từng xem được câu hỏi"),
    "give_clearance": N_("Cho %(name)s dự thi dù từng xem được câu hỏi"),
    "take_back_clearance": N_("Thôi cho %(name)s, người từng xem được câu hỏi, dự thi"),
    "merge_entries": N_("Gộp lượt dự thi của %(name)s vào lượt khác"),
    "separate_entry": N_("Tách lượt dự thi của %(name)s"),
    "tell_entries_apart": N_("%(name)s và người cùng tên là những người khác nhau"),
}
"""Of all other decisions on a leg or an entry."""


@dataclass(frozen=True)
class Line:
    """`day`: where it was not today."""

    at: datetime
    day: str
    text: str
    reason: str
    who: str


def lines_of(session: Session, contest: Contest, decisions: Iterable[LedgerEntry], leg: Leg) -> list[Line]:
    """Those on this leg and its entries, newest first."""
    return lines_told(session, [decision for decision in decisions if _is_about(decision, leg)])


def lines_told(session: Session, decisions: Sequence[LedgerEntry]) -> list[Line]:
    """The newest first."""
    names = _names(session, {decision.actor_id for decision in decisions if decision.actor_id})
    today = day(clock.now())
    return [
        Line(
            decision.at, day(decision.at) if day(decision.at) != today else "", _sentence(session, decision),
            decision.reason, names.get(decision.actor_id or 0, ""),
        )
        for decision in reversed(decisions)
    ]  # fmt: skip


def _is_about(decision: LedgerEntry, leg: Leg) -> bool:
    on_leg = decision.subject_type == "leg" and decision.subject_id == leg.id
    return on_leg or decision.subject_type == "entry" or decision.body.get("leg") == leg.id


def _sentence(session: Session, decision: LedgerEntry) -> str:
    if "scope" in decision.body and decision.decision in WORDS_ABOUT_TIME:
        parts = {"whom": whom_told(session, decision)}
        if "seconds" in decision.body:
            parts["added"] = duration(decision.body["seconds"])
        if "closes_at" in decision.body:
            parts["to"] = moment(datetime.fromisoformat(decision.body["closes_at"]))
        if "attempts" in decision.body:
            parts["count"] = str(len(decision.body["attempts"]))
        return _(WORDS_ABOUT_TIME[decision.decision]) % parts
    subject = _entry_name(session, decision.subject_id) if decision.subject_type == "entry" else ""
    sentence = _(WORDS[decision.decision]) if decision.decision in WORDS else _("Quyết định khác")
    told = {"name": subject, "extra": _extra_time(decision), "when": _freeze_told(decision)}
    return sentence % told if "%(" in sentence else sentence


def _freeze_told(decision: LedgerEntry) -> str:
    """When it was planned to freeze by itself."""
    if "minutes" in decision.body and decision.decision == PLAN_FREEZE:
        return _("%(minutes)s phút trước giờ đóng") % {"minutes": decision.body["minutes"]}
    at = decision.body.get("at")
    return _("lúc %(at)s") % {"at": moment(datetime.fromisoformat(at))} if at else _("không hẹn giờ")


def _extra_time(decision: LedgerEntry) -> str:
    if decision.decision != ACCOMMODATE:
        return ""
    return Accommodation(decision.body["percent"], decision.body["minutes"]).told or _("không còn")


def whom_told(session: Session, decision: LedgerEntry | Scope) -> str:
    """Whom a decision concerns."""
    scope = decision if isinstance(decision, Scope) else scope_of(decision)
    if scope.reach == "entry":
        return _entry_name(session, int(str(scope.to or 0)))
    if scope.units:
        units = session.exec(select(Unit).where(col(Unit.id).in_(scope.units)).order_by(Unit.name))
        return ", ".join(unit.name for unit in units)
    return str(scope.to) if scope.reach == "room" else _("mọi người")


def _entry_name(session: Session, entry_id: int) -> str:
    entry = session.get(Entry, entry_id)
    return session.get_one(Person, entry.person_id).name if entry else ""


def _names(session: Session, person_ids: set[int]) -> dict[int, str]:
    people = session.exec(select(Person).where(col(Person.id).in_(person_ids)))
    return {person.id: person.name for person in people if person.id}
