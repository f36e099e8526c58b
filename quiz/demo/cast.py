"""Who appears in the demo. Every person is invented; the names are of the kinds one meets in Quảng Trị."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A unit. Those marked as examples are only like the ones there are."""

    code: str
    name: str
    kind: str
    is_example: bool = True


@dataclass(frozen=True)
class Player:
    name: str
    sex: str
    birth_year: int


PROVINCE = Place("quang-tri", "Tỉnh đoàn Quảng Trị", "province", is_example=False)
COMMUNES = (
    Place("vinh-linh", "Đoàn xã Vĩnh Linh", "commune", is_example=False),
    Place("cua-tung", "Đoàn xã Cửa Tùng", "commune"),
    Place("vinh-hoang", "Đoàn xã Vĩnh Hoàng", "commune"),
    Place("ben-quan", "Đoàn xã Bến Quan", "commune"),
    Place("gio-linh", "Đoàn xã Gio Linh", "commune"),
    Place("khe-sanh", "Đoàn xã Khe Sanh", "commune"),
    Place("dakrong", "Đoàn xã Đakrông", "commune"),
    Place("dong-ha", "Đoàn phường Đông Hà", "commune"),
)
POSITIONS = (
    "Bí thư Chi đoàn thôn",
    "Bí thư Chi đoàn trường học",
    "Bí thư Chi đoàn Công an",
    "Bí thư Chi đoàn Quân sự",
    "Bí thư Chi đoàn cơ quan",
)
WOMEN = (
    "Nguyễn Thị Thu Hiền", "Trần Thị Mỹ Linh", "Lê Thị Hồng Nhung", "Hoàng Thị Kim Oanh", "Phan Thị Quỳnh Như",
    "Võ Thị Diệu Thuý", "Bùi Thị Ánh Nguyệt", "Đỗ Thị Thanh Tâm", "Nguyễn Hoàng Bảo Trâm", "Trương Thị Hoài Thương",
    "Dương Thị Cẩm Tú", "Lê Nguyễn Khánh Vy", "Hồ Thị Mơ", "Hồ Thị Pả Hờ", "Hồ Thị Ngăm", "Thái Thị Phương Thảo",
    "Cao Thị Hải Yến", "Nguyễn Thị Ngọc Ánh", "Trần Lê Hà My", "Hồ Thị Xuân Hương",
)  # fmt: skip
MEN = (
    "Nguyễn Văn Đức", "Trần Quốc Bảo", "Lê Hữu Phước", "Hoàng Trọng Nghĩa", "Phan Đình Khôi", "Võ Minh Quân",
    "Bùi Anh Tuấn", "Đỗ Thành Đạt", "Nguyễn Hữu Trí", "Trương Công Vinh", "Dương Văn Lộc", "Lê Quang Huy",
    "Hồ Văn Thưng", "Hồ Văn Pườm", "Hồ Ra Lăng", "Hồ Văn Hiếu", "Thái Bá Dũng", "Cao Xuân Trường",
    "Nguyễn Phước Thịnh", "Phạm Gia Khang",
)  # fmt: skip
STAFF = {
    "organiser": "Lê Thị Minh Nguyệt",
    "judge": "Phạm Văn Hoà",
    "writer": "Trần Đình Phúc",
    "reviewer": "Ngô Thị Thanh Bình",
}
"""By door. The reviewer approved the questions; no door of the demo leads to her."""


def players() -> list[tuple[Player, Place, str]]:
    """Forty, five from each commune: who, from where, holding which position."""
    names = [pair for two in zip(WOMEN, MEN, strict=True) for pair in zip(two, ("female", "male"), strict=True)]
    cast = []
    for number, (name, sex) in enumerate(names):
        place = COMMUNES[number % len(COMMUNES)]
        position = POSITIONS[number // len(COMMUNES)]
        cast.append((Player(name, sex, 1994 + number * 7 % 12), place, position))
    return cast
