"""Who may register, by the rules, in words: age on a day, posts, units, quota, excluded groups. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from quiz.contests.eligibility import GROUPS, POSITIONS, Eligibility, Group, How, PositionHeld, Registration
from quiz.contests.registrant import Note
from quiz.contests.roster.cells import positions_in
from quiz.language import gettext as _
from quiz.people.role import RoleName

GROUP_OF_ROLE: dict[RoleName, Group] = {
    RoleName.ORGANISER: "organisers",
    RoleName.JUDGE: "jury",
    RoleName.CHIEF_JUDGE: "jury",
    RoleName.SECRETARY: "secretariat",
    RoleName.INVIGILATOR: "secretariat",
    RoleName.QUESTION_WRITER: "question_team",
    RoleName.REVIEWER: "question_team",
    RoleName.OPERATOR: "software_staff",
}
POSITION_OF_WORDS: dict[str, PositionHeld] = {
    "Bí thư": "secretary",
    "Phó Bí thư": "deputy_secretary",
    "Ủy viên Ban Thường vụ": "standing_member",
    "Ủy viên Ban Chấp hành": "committee_member",
    "Đoàn viên": "member",
    "Hội viên": "member",
}


class Window(StrEnum):
    """How registration stands at a moment."""

    NONE = "none"  # the organisers bring a roster
    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"


def window_of(registration: Registration, at: datetime, *, may_begin: bool) -> Window:
    """`may_begin`: may anybody still begin a leg? Without a close of its own, registration ends with that."""
    if registration.mode != "open":
        return Window.NONE
    if registration.opens_at is not None and at < registration.opens_at:
        return Window.AHEAD
    over = at >= registration.closes_at if registration.closes_at is not None else not may_begin
    return Window.OVER if over else Window.OPEN


def age_on(born: date, day: date) -> int:
    """In whole years; whoever is born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_problem(eligibility: Eligibility, born: date, today: date) -> str | None:
    day = eligibility.age_on or today
    age = age_on(born, day)
    least, most = eligibility.age_from, eligibility.age_to
    if (least is None or age >= least) and (most is None or age <= most):
        return None
    words = {"day": f"{day:%d/%m/%Y}", "age": age, "least": least, "most": most}
    if least is not None and most is not None:
        told = _(
            "Cuộc thi dành cho người từ {least} đến {most} tuổi, tính đến {day}; theo ngày sinh này bạn {age} tuổi."
        )
    elif least is not None:
        told = _("Cuộc thi dành cho người từ {least} tuổi trở lên, tính đến {day}; theo ngày sinh này bạn {age} tuổi.")
    else:
        told = _("Cuộc thi dành cho người không quá {most} tuổi, tính đến {day}; theo ngày sinh này bạn {age} tuổi.")
    return told.format(**words) + " " + _("Nếu ghi nhầm ngày sinh, hãy sửa lại.")


@dataclass(frozen=True)
class PositionJudged:
    """Whether a post lets one in, and what the organisers should look at."""

    problem: str | None = None
    note: Note | None = None


def judged_position(eligibility: Eligibility, typed: str, held_in_unit: Collection[str]) -> PositionJudged:
    """`held_in_unit`: the posts of those of the unit who are entered already."""
    if not eligibility.positions:  # posts that have no name here: nobody but the organisers can tell
        return PositionJudged(note=Note.POSITION if eligibility.other_positions else None)
    held = {POSITION_OF_WORDS[words] for words in positions_in(typed)}
    if held & _sure(eligibility):
        return PositionJudged()
    if "deputy_secretary" in held and "deputy_secretary" in _with_deputies(eligibility):
        if any("Bí thư" in positions_in(position) for position in held_in_unit):
            told = _("Đơn vị này đã có Bí thư dự thi; Phó Bí thư chỉ dự thi nơi khuyết Bí thư. Hãy báo ban tổ chức.")
            return PositionJudged(told)
        return PositionJudged(note=Note.DEPUTY)
    if eligibility.other_positions:
        return PositionJudged(note=Note.POSITION)
    told = _("Cuộc thi dành cho: {positions}. Nếu bạn giữ một chức vụ đó, hãy ghi đúng tên chức vụ.")
    return PositionJudged(told.format(positions=positions_told(eligibility)))


def _sure(eligibility: Eligibility) -> set[PositionHeld]:
    """The posts that let one in whoever else is there."""
    allowed = set(eligibility.positions)
    return allowed - {"deputy_secretary"} if eligibility.deputy_where_vacant else allowed


def _with_deputies(eligibility: Eligibility) -> set[PositionHeld]:
    allowed = set(eligibility.positions)
    return allowed | {"deputy_secretary"} if eligibility.deputy_where_vacant else allowed


def positions_told(eligibility: Eligibility) -> str:
    told = [_(words) for position, words in POSITIONS.items() if position in eligibility.positions]
    if eligibility.deputy_where_vacant:
        told.append(_("Phó Bí thư nơi khuyết Bí thư"))
    return ", ".join([*told, eligibility.other_positions] if eligibility.other_positions else told)


def quota_problem(eligibility: Eligibility, entered: int, unit: str) -> str | None:
    most = eligibility.quota_per_unit
    if most is None or entered < most:
        return None
    told = _("{unit} đã đủ {most} người theo thể lệ. Hãy xem lại đơn vị đã chọn, hoặc hỏi người phụ trách đơn vị bạn.")
    return told.format(unit=unit, most=most)


def exclusion_of(eligibility: Eligibility, roles: Sequence[RoleName]) -> tuple[Group, How] | None:
    """The strictest that the rules say of somebody with these roles."""
    found = [
        (GROUP_OF_ROLE[role], how)
        for role in roles
        if (how := eligibility.how_excluded(GROUP_OF_ROLE[role])) is not None
    ]
    return min(found, key=lambda pair: pair[1] != "hard", default=None)


def told_exclusion(group: Group) -> str:
    told = _("Theo thể lệ, thành viên {group} không dự thi. Cảm ơn bạn đã giữ công bằng cho cuộc thi.")
    return told.format(group=_(GROUPS[group]))
