"""What a state is called on a page, and how it is drawn: always a colour and a word."""

from quiz.attempts.deadline import LegState
from quiz.contests.contest import ContestState
from quiz.refusals import N_

LEG_CHIPS = {
    LegState.UNPLANNED: ("plain", N_("Chưa đặt giờ")),
    LegState.WAITING: ("waiting", N_("Chưa mở")),
    LegState.HELD: ("danger", N_("Chưa mở được")),
    LegState.OPEN: ("live", N_("Đang mở")),
    LegState.CLOSED: ("plain", N_("Đã đóng")),
    LegState.CANCELLED: ("danger", N_("Đã hủy")),
}
PUBLIC_LEG_CHIPS = LEG_CHIPS | {LegState.HELD: LEG_CHIPS[LegState.WAITING]}
CONTEST_CHIPS = {
    ContestState.DRAFT: ("plain", N_("Bản nháp")),
    ContestState.ANNOUNCED: ("live", N_("Đã công bố")),
    ContestState.CANCELLED: ("danger", N_("Đã hủy")),
    ContestState.ARCHIVED: ("plain", N_("Đã lưu trữ")),
}
