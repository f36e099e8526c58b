"""What a judge may decide about time, in the words of the pages that ask for it."""

from dataclasses import dataclass

from quiz.refusals import N_


@dataclass(frozen=True)
class Act:
    """What may be decided, and what people call it."""

    title: str
    sure: str
    """On the button that does it."""
    done: str
    hint: str
    drawing: str
    grave: bool = False
    for_all_only: bool = False


ACTS = {
    "pause": Act(
        N_("Tạm dừng"), N_("Đúng, tạm dừng"), N_("Đã tạm dừng %(count)s bài."),
        N_("Đồng hồ đứng, điện thoại che câu hỏi. Khi cho thi tiếp, hạn lùi đúng bấy lâu."),
        "pause",
    ),
    "resumption": Act(
        N_("Cho thi tiếp"), N_("Đúng, thi tiếp"), N_("Thi tiếp: %(count)s bài."),
        N_("Đồng hồ chạy tiếp từ chỗ đã dừng."), "play",
    ),
    "collection": Act(
        N_("Thu bài"), N_("Đúng, thu bài"), N_("Đã thu %(count)s bài. Điện thoại gửi nốt câu đang chờ rồi nộp."),
        N_("Bài của những người này kết thúc ngay; người khác vẫn làm tiếp."), "lock", grave=True,
    ),
    "reopening": Act(
        N_("Mở lại bài"), N_("Đúng, mở lại"), N_("Đã mở lại %(count)s bài."),
        N_("Bài đã nộp, đã thu hay hết giờ được làm tiếp với thời gian còn lại lúc ấy và số phút cho thêm."), "refresh",
    ),
    "close-time": Act(
        N_("Dời giờ đóng"), N_("Đúng, dời giờ đóng"), N_("Đã dời giờ đóng. Số bài đang làm đổi hạn: %(count)s."),
        N_("Sau giờ này không ai bắt đầu được nữa. Số phút làm bài của mỗi người không đổi."), "clock",
    ),
    "leg-reopening": Act(
        N_("Mở lại vòng đã đóng"), N_("Đúng, mở lại vòng"), N_("Đã mở lại vòng thi; %(count)s bài làm tiếp."),
        N_("Bài bị thu khi đóng vòng được làm tiếp, không mất giây nào."), "refresh", for_all_only=True,
    ),
    "taking-back": Act(
        N_("Rút lại giờ đã cộng"), N_("Đúng, rút lại"), N_("Đã rút lại. Số bài trở về hạn cũ: %(count)s."),
        N_("Chỉ rút được khi chưa ai dùng đến số giờ ấy."), "close", for_all_only=True,
    ),
}  # fmt: skip
