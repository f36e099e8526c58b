"""In which order results are published: provisional → complaints → official, each with what and why. Pure."""

from datetime import UTC, datetime, timedelta

from quiz import clock
from quiz.contests.contest_rules import Complaints
from quiz.in_words import ending
from quiz.language import gettext as _
from quiz.refusals import N_, Problems, Refusal
from quiz.standings.revision import OFFICIAL, PROVISIONAL, Head, State, Window
from quiz.written import written


class OfficialIsOut(Refusal):
    message = N_("Kết quả chính thức đang được công bố: chỉ thay được bằng một bản chính thức nữa.")
    hint = N_("Muốn trở lại kết quả tạm thời để nhận khiếu nại, hãy thu hồi bản chính thức trước.")


def window_from(complaints: Complaints, at: datetime) -> Window | None:
    """Days are whole: the first is the one after the day of the result, and the last is counted to midnight."""
    return Window(at, end_of_day_after(complaints.days, at)) if complaints.days else None


def end_of_day_after(days: int, at: datetime) -> datetime:
    """The midnight that ends the last of so many whole days; the day of `at` is none of them."""
    day = at.astimezone(clock.ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return (day + timedelta(days=days + 1)).astimezone(UTC)


def window_for(complaints: Complaints, head: Head | None, state: State, at: datetime) -> Window | None:
    """Which the next revision prints. Each provisional result opens it; an official one goes on with what was opened,
    and opens it where nothing did."""
    if state == OFFICIAL and head is not None and head.is_out and head.complaints is not None:
        return head.complaints
    return window_from(complaints, at)


def is_early(complaints: Complaints, head: Head | None, at: datetime, waiting: int = 0) -> bool:
    """Would an official result now cut complaints short? `waiting`: so many have no answer yet."""
    if waiting:
        return True
    if complaints.days == 0:
        return False
    if head is None or not head.is_out:
        return True
    if head.state == OFFICIAL:
        return False
    return head.complaints is None or not head.complaints.is_over(at)


def insist_in_order(
    complaints: Complaints, head: Head | None, state: State, note: str, early: str, at: datetime, waiting: int = 0
) -> None:
    """`head`: the newest revision before. `early`: why the official result does not wait for the complaints."""
    if head is not None and head.state == OFFICIAL and state == PROVISIONAL:
        raise OfficialIsOut
    problems = Problems()
    with problems.gathered():
        written(note, "note", _("Hãy ghi bản này khác bản trước ở đâu và vì sao.") if head is not None else "")
    cuts_short = state == OFFICIAL and is_early(complaints, head, at, waiting)
    with problems.gathered():
        written(early, "early", _too_early(head, at, waiting) if cuts_short else "")
    problems.refuse()


def _too_early(head: Head | None, at: datetime, waiting: int) -> str:
    if waiting and (head is None or head.complaints is None or head.complaints.is_over(at)):
        told = _("Còn %(count)s khiếu nại chưa trả lời. Hãy trả lời trước, hoặc ghi lý do công bố chính thức ngay.")
        return told % {"count": waiting}
    if head is not None and head.is_out and head.complaints is not None:
        told = _("Còn nhận khiếu nại đến %(until)s. Hãy đợi, hoặc ghi lý do công bố chính thức trước hạn.")
        return told % {"until": ending(head.complaints.closes)}
    return _("Thể lệ dành thời gian khiếu nại: hãy công bố tạm thời trước, hoặc ghi lý do công bố chính thức ngay.")
