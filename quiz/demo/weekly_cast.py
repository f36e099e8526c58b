"""Who appears in the second contest of the demo, which anybody could enter. Every person is invented."""

from dataclasses import dataclass
from datetime import date, timedelta

from quiz.demo.cast import COMMUNES, Place

NAMES = (
    "Nguyễn Phước Tôn Nữ Hoàng Diệu Quỳnh Trâm", "Trần Nguyễn Đăng Khôi", "Hồ Thị Kăn Nguyệt", "Lê Hoàng Phương Uyên",
    "Phan Võ Thị Bích Thuỷ", "Hoàng Lê Nhật Minh", "Đỗ Nguyễn Thị Hồng Ngọc Ánh Dương", "Hồ Văn Khăm Phôn",
    "Trương Thị Như Ngọc", "Dương Quang Trung Kiên", "Công Tằng Tôn Nữ Mỹ Duyên", "Bùi Đình Thiên Ân",
    "Nguyễn Thị Khánh Huyền", "Cao Thị Phương Thảo Nguyên", "Võ Nguyễn Hoài Bão", "Lê Thị Ngọc Bích Trâm Anh",
    "Thái Văn Quốc Đạt", "Hồ Thị Y Nhung", "Phạm Ngọc Yến Nhi", "Nguyễn Hữu Tấn Phát", "Trần Thị Hoài Linh Chi",
    "Hoàng Văn Bảo Long", "Lê Nguyễn Minh Thư", "Đặng Thị Thuỳ Trang", "Hồ Xuân Tiến", "Phan Nguyễn Cẩm Ly",
    "Bùi Thị Thanh Xuân Mai", "Nguyễn Đức Anh Tuấn", "Trương Nguyễn Gia Hân", "Dương Thị Mỹ Hạnh",
    "Võ Văn Trường Giang", "Lê Quốc Việt Anh", "Hồ Thị Pỉ Na", "Nguyễn Lê Bảo Quyên", "Đỗ Hữu Thành Công",
)  # fmt: skip
FROM = (0, 1, 4, 2, 3, 0, 1, 7, 0, 5, 6, 4, 1, 7)
"""Of which commune, one after another: more from some than from others."""
TWICE = ("Trương Thị Như Ngọc", "Trương Như Ngọc")
"""Who entered a second time, by another spelling of the name: for the page that finds people who are there twice."""
HEADS: dict[str, int | None] = {
    "vinh-linh": 46, "cua-tung": 38, "vinh-hoang": 24, "ben-quan": 19, "gio-linh": 41, "khe-sanh": 33,
    "dakrong": None, "dong-ha": 60,
}  # fmt: skip
"""Members of each unit; invented too. Of one nobody said a number: it is listed, and not ranked."""


@dataclass(frozen=True)
class Guest:
    """As they fill in the form."""

    name: str
    born: date
    phone: str
    place: Place


def guests() -> list[Guest]:
    """In the order in which they enter."""
    found = [
        Guest(name, date(1996, 3, 26) + timedelta(days=number * 97 % 3650), f"09{10_000_000 + number * 7919:08}",
              COMMUNES[FROM[number % len(FROM)]])
        for number, name in enumerate(NAMES)
    ]  # fmt: skip
    first = next(guest for guest in found if guest.name == TWICE[0])
    return [*found, Guest(TWICE[1], first.born, first.phone, first.place)]
