"""Eight contests that were held, as shapes to start from. Numbers are as their announcements give them where these were
seen; what they leave open is filled in and marked: filled in.
"""

from datetime import timedelta

from quiz.contests.advance import Advance
from quiz.contests.contest_rules import Complaints, ContestRules, Publication
from quiz.contests.eligibility import Eligibility, Exclusion, Registration
from quiz.contests.prizes import Awarding, Prize
from quiz.contests.rules import RoundRules
from quiz.contests.shapes import SHAPES, PlannedRound, Shape
from quiz.contests.unit_ranking import Overall, PrizePoints, UnitRanking
from quiz.refusals import N_

DAY, HOUR, NOW = timedelta(days=1), timedelta(hours=1), timedelta(0)
OPEN = Registration(mode="open")
STAFF = (
    Exclusion(group="organisers"), Exclusion(group="question_team"), Exclusion(group="secretariat"),
    Exclusion(group="software_staff"),
)  # fmt: skip


def _weekly(**counts: int) -> tuple[Prize, ...]:
    """Of each leg."""
    return _prizes("leg", **counts)


def _prizes(scope: str, **counts: int) -> tuple[Prize, ...]:
    """So many of each grade."""
    return tuple(Prize.model_validate({"grade": grade, "scope": scope, "count": n}) for grade, n in counts.items())


def _worth(prizes: tuple[Prize, ...], *vnd: int) -> tuple[Prize, ...]:
    return tuple(one.model_copy(update={"worth_vnd": worth}) for one, worth in zip(prizes, vnd, strict=True))


LEADERS = Shape(
    N_("Bí thư Đoàn giỏi, vòng loại trực tuyến"),
    N_("Bí thư (Phó Bí thư ở nơi khuyết), mỗi đơn vị một người; 30 câu, 10 phút; mười người vào chung kết."),
    (
        PlannedRound(
            "Vòng loại trực tuyến",
            RoundRules(minutes=10, advance=Advance(kind="top_n", count=10)),  # a tie: all go on (filled in)
            questions=30,
            lasts=2 * DAY + 14 * HOUR,  # 07:00 to 21:00 two days later
        ),
    ),
    ContestRules(
        eligibility=Eligibility(
            positions=("secretary",), deputy_where_vacant=True, quota_per_unit=1,  # the quota follows from the post
        ),
    ),
    sources=(
        "https://baogialai.com.vn/tinh-doan-gia-lai-to-chuc-vong-loai-hoi-thi-bi-thu-doan-cap-xa-gioi-post566810.html",
        "https://baogialai.com.vn/gia-lai-10-thi-sinh-vao-vong-chung-ket-hoi-thi-bi-thu-doan-cap-xa-post567290.html",
    ),
)  # fmt: skip

RESOLUTION = Shape(
    N_("Tìm hiểu Nghị quyết, bốn đợt, có dự đoán"),
    N_("Bốn đợt, đợt cuối hai tuần qua Tết; 10 câu và một câu dự đoán; giải tuần, giải chung cuộc, giải tập thể."),
    (
        PlannedRound(
            "Vòng thi trực tuyến",
            RoundRules(
                minutes=10,  # filled in
                attempts=2,  # "over two runs": the fifth key counts runs with full marks
                prediction="people",
                ranking=("score", "prediction", "elapsed", "started", "full_marks"),
            ),
            questions=10,
            legs=(
                ("Đợt 1", NOW, 6 * DAY + 9 * HOUR), ("Đợt 2", 7 * DAY, 6 * DAY + 9 * HOUR),
                ("Đợt 3", 14 * DAY, 6 * DAY + 9 * HOUR), ("Đợt 4", 21 * DAY, 14 * DAY + 9 * HOUR),
            ),
        ),
    ),
    ContestRules(
        eligibility=Eligibility(excluded=STAFF),  # filled in
        registration=OPEN,
        overall=Overall(keys=("points", "prediction", "elapsed")),  # the sum is theirs, the other keys filled in
        prizes=(
            *_worth(_weekly(first=1, second=1, third=1, consolation=3), 600_000, 500_000, 400_000, 300_000),
            *_worth(_prizes("overall", first=1, second=1, third=1, consolation=5), 800_000, 600_000, 400_000, 300_000),
            Prize(grade="first", scope="unit", unit_ranking=1),  # how many: filled in
        ),
        one_prize="higher",
        unit_rankings=(
            UnitRanking(
                number=1, measure="composite", mean_of_legs=True, min_heads=10,  # the least head count: filled in
                prize_points=(PrizePoints(grade="first", points=10), PrizePoints(grade="second", points=8),
                              PrizePoints(grade="third", points=6)),
            ),
        ),
        publication=Publication(provisional_days=3, channels="fanpage"),
    ),
    sources=("http://tinhdoanqnam.vn/tracnghiem/quiz/home_register.php", "http://thiphapluattructuyen.net/trangchu.html"),
)  # fmt: skip

THRESHOLD = Shape(
    N_("Thủ lĩnh thanh niên, đạt nửa số điểm thì vào vòng trong"),
    N_("Bí thư và Phó Bí thư; 10 câu, 20 phút, mỗi câu 10 điểm; ai đạt từ 50 % thì vào vòng trong."),
    (
        PlannedRound(
            "Vòng thi trực tuyến",
            RoundRules(minutes=20, points_right=10, ranking=("score", "elapsed"),
                       advance=Advance(kind="threshold_percent", percent=50)),
            questions=10,
            lasts=7 * DAY + 16 * HOUR,  # 08:00 to the end of the eighth day
        ),
    ),
    ContestRules(
        eligibility=Eligibility(positions=("secretary", "deputy_secretary")),
        prizes=(Prize(grade="secondary", name="Thí sinh xuất sắc vòng trực tuyến", count=2),),
        publication=Publication(channels="fanpage"),
    ),
    sources=("https://myaloha.vn/92434/blog/the-le-hoi-thi-thanh-nien-long-hai-gioi-nam-2020-24551",),
)  # fmt: skip

SECONDS = Shape(
    N_("Mỗi câu 20 giây, ba người đứng đầu mỗi tuần vào chung kết"),
    N_("Mỗi tuần thi nhiều nhất ba lượt, có thi thử; 30 câu, từng câu một; ba người đứng đầu tuần vào chung kết."),
    (
        PlannedRound(
            "Vòng thi tuần",
            RoundRules(minutes=10, question_s=20, attempts=3, attempts_per="week", mock=True, mock_attempts=2,
                       advance=Advance(kind="best_per_leg", per_leg=3)),
            questions=30,
            lasts=7 * DAY,  # filled in
            weekly=True,
        ),
    ),
    ContestRules(registration=OPEN, prizes=_weekly(first=1, second=1, third=1)),  # prizes: filled in
    sources=("http://tracnghiem.tuoitrexudua.vn/",),
)  # fmt: skip

NETWORK = Shape(
    N_("Thi tuần không giới hạn lượt, dự đoán số người đúng hết"),
    N_("Từ 14 tuổi; mỗi tuần 10 câu, thi bao nhiêu lượt cũng được, tính lượt tốt nhất; giải tuần 1, 2, 5, 8."),
    (
        PlannedRound(
            "Vòng thi tuần",
            RoundRules(minutes=15, attempts_per="any", partial="whole", prediction="all_right",  # minutes: filled in
                       ranking=("score", "prediction", "submitted")),
            questions=10,
            lasts=6 * DAY + 23 * HOUR,  # Monday 10:00 to Monday 09:00
            weekly=True,
        ),
    ),
    ContestRules(
        eligibility=Eligibility(age_from=14, excluded=STAFF[:3]),
        registration=OPEN,
        prizes=_weekly(first=1, second=2, third=5, consolation=8),
    ),
    sources=("http://iuoss.com/2020/04/08/bat-dau-thi-tim-hieu-90-nam-truyen-thong-nganh-tuyen-giao-2020/",),
)  # fmt: skip

HISTORY = Shape(
    N_("Thi bảy ngày liền, đủ ngày và đủ điểm được chứng nhận"),
    N_("Bảy đợt, mỗi ngày 10 câu; đủ bảy ngày và từ 42/70 điểm được giấy chứng nhận, từ 56/70 được xét giải."),
    (
        PlannedRound(
            "Thi hằng ngày",
            RoundRules(minutes=15),  # filled in
            questions=10,
            legs=tuple((f"Ngày {number + 1}", number * DAY, 22 * HOUR) for number in range(7)),  # 17:00 to 15:00
        ),
    ),
    ContestRules(
        registration=OPEN,
        overall=Overall(every_leg=True, min_points=42),
        prizes=(
            *(Prize.model_validate(one.model_dump() | {"floor": 56, "every_leg": True})
              for one in _prizes("overall", first=1, second=2, third=3)),  # how many: filled in
            Prize(grade="certificate", scope="overall", how_many="all_remaining", count=None, floor=42, every_leg=True),
        ),
    ),
    sources=("http://sinhvientgu.com/5/184",),
)  # fmt: skip

BLOCKS = Shape(
    N_("Hai bảng xếp hạng riêng: công chức và người dân"),
    N_("Từ 15 tuổi; cán bộ công chức và người dân xếp hạng, trao giải riêng; người của cuộc thi không được dự."),
    (
        PlannedRound(
            "Vòng thi trực tuyến",
            RoundRules(minutes=20),  # filled in
            questions=20,  # filled in
            lasts=14 * DAY,  # filled in
        ),
    ),
    ContestRules(
        eligibility=Eligibility(age_from=15, excluded=STAFF[:3]),
        registration=OPEN,
        prizes=_prizes("division", first=1, second=2, third=3),  # how many: filled in
        complaints=Complaints(days=3, answer_days=3), publication=Publication(provisional_days=3, official_days=7),
    ),
    divisions=("Cán bộ, công chức", "Người dân"),
    sources=(
        "https://congan.backan.gov.vn/vi/news/chuyen-doi-so/the-le-cuoc-thi-truc-tuyen-tim-hieu-ve-chuyen-doi-so-tinh-bac-"
        "kan-nam-2023-63668.html",
    ),
)  # fmt: skip

SAFETY = Shape(
    N_("Học sinh với an toàn thông tin, một lượt bất cứ lúc nào"),
    N_("Một lượt trong cả đợt, 25 câu, 30 phút, có thi thử; điểm có sau khi đóng; giải cá nhân và giải tập thể."),
    (
        PlannedRound(
            "Vòng thi trực tuyến",
            RoundRules(minutes=30, mock=True, ranking=("score", "elapsed")),
            questions=25,
            lasts=10 * DAY,  # filled in
        ),
    ),
    ContestRules(
        registration=OPEN,
        prizes=(
            *_prizes("round", first=3, second=8, third=15, consolation=50),
            Prize(grade="first", name="Giải Tập thể", scope="unit", unit_ranking=1, count=8),
        ),
        awarding=Awarding(checked=True),
        unit_rankings=(UnitRanking(number=1, measure="people"),),
    ),
    sources=("https://childsafe.vn/the-le/",),
)  # fmt: skip

REAL_SHAPES: dict[str, Shape] = {
    "leaders": LEADERS, "resolution": RESOLUTION, "threshold": THRESHOLD, "seconds": SECONDS, "network": NETWORK,
    "history": HISTORY, "blocks": BLOCKS, "safety": SAFETY,
}  # fmt: skip
KNOWN_SHAPES: dict[str, Shape] = SHAPES | REAL_SHAPES
