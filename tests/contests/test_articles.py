"""Each rule has its sentence in the regulations, and each formula an example whose numbers are right."""

from datetime import UTC, date, datetime
from decimal import Decimal

from quiz.contests.advance import Advance
from quiz.contests.articles.article import PRIZES, SCORING, TIMES, WHOM
from quiz.contests.articles.composing import KeptVersion, articles
from quiz.contests.contest_rules import (
    Complaints,
    ContestRules,
    PlannedLeg,
    Publication,
    Rules,
    RulesPart,
    RulesRound,
)
from quiz.contests.eligibility import Eligibility, Exclusion, Registration
from quiz.contests.prizes import Awarding, Prize
from quiz.contests.rules import RoundRules, TopicPoints
from quiz.contests.unit_ranking import Overall, PrizePoints, RoundWeight, UnitClass, UnitRanking
from quiz.language import spoken


def a_leg(number=1, **changed):
    day = 7 * number - 6
    given = {"public_id": f"l{number}", "name": f"Tuần {number}", "opens_at": datetime(2026, 11, day, 1, tzinfo=UTC),
             "closes_at": datetime(2026, 11, day + 6, 17, tzinfo=UTC)}  # fmt: skip
    return PlannedLeg(**given | changed)


TWO_LEGS = (a_leg(1), a_leg(2))


def a_round(position=1, legs=None, questions=30, **rules):
    """Two weeks long; each after the one before."""
    legs = legs or tuple(a_leg(number) for number in (2 * position - 1, 2 * position))
    part = RulesPart(position=1, name="Trắc nghiệm", kind="quiz", minutes=None, questions=questions)
    return RulesRound(position=position, name=f"Vòng {position}", kind="online", mixing="sum",
                      rules=RoundRules(**rules), legs=legs, parts=(part,))  # fmt: skip


def whole(*rounds, **contest):
    return Rules(title="Thi", organiser="Đoàn xã", contest=ContestRules(**contest), rounds=rounds or (a_round(),),
                 divisions=contest.pop("divisions", ()))  # fmt: skip


def told(rules, number=None):
    return "\n".join(
        line for article in articles(rules) if number in (None, article.number)
        for clause in article.clauses for line in clause.lines
    )  # fmt: skip


def in_parts(mixing, *weights, questions=(20, 10)):
    parts = tuple(
        RulesPart(position=place, name=f"Phần {place}", kind="quiz", minutes=None, questions=count,
                  **{"coefficients": {"coefficient": weight}, "percent": {"weight_percent": weight}}[mixing])
        for place, (weight, count) in enumerate(zip(weights, questions, strict=True), 1)
    )  # fmt: skip
    return a_round().model_copy(update={"mixing": mixing, "parts": parts})


def test_weighed_parts_are_told_with_an_example_that_is_computed():
    said = told(whole(in_parts("coefficients", 2, 1)), SCORING)
    assert "mỗi phần nhân hệ số: “Phần 1” hệ số 2, “Phần 2” hệ số 1." in said
    assert "được 16 trên 20 điểm, “Phần 2” được 5 trên 10 điểm: 2 × 16 + 1 × 5 = 37 điểm." in said

    said = told(whole(in_parts("percent", 60, 40)), SCORING)
    assert "nhân tỷ trọng của phần: “Phần 1” 60 %, “Phần 2” 40 %." in said
    assert "60 × 16 ÷ 20 + 40 × 5 ÷ 10 = 68 điểm." in said


def test_whom_it_is_for():
    said = told(
        whole(
            eligibility=Eligibility(
                positions=("secretary", "deputy_secretary"), deputy_where_vacant=True, age_from=16, age_to=30,
                age_on=date(2026, 9, 1), quota_per_unit=1, area="xã Vĩnh Linh", mandatory="học sinh",
                excluded=(Exclusion(group="jury"), Exclusion(group="organisers", how="hors_concours")),
            )
        ),
        WHOM,
    )  # fmt: skip

    assert "giữ chức vụ: Bí thư và Phó Bí thư. Phó Bí thư chỉ dự thi thay ở nơi đang khuyết Bí thư." in said
    assert "Từ đủ 16 đến hết 30 tuổi, tính đến ngày 01/09/2026." in said
    assert "Mỗi đơn vị cử nhiều nhất 1 người." in said
    assert "tại xã Vĩnh Linh; ban tổ chức đối chiếu khi xét giải" in said
    assert "Bắt buộc tham gia: học sinh." in said
    assert "Không dự thi: ban giám khảo." in said
    assert "không xếp hạng, không nhận giải: ban tổ chức." in said


def test_what_is_asked_for_is_told_as_the_form_asks_for_it():
    asked = Registration(mode="open", phone="optional", birth_date="off", position="off", verify="phone")
    grown_up = Eligibility(age_from=16, positions=("member",))
    said = told(whole(registration=asked, eligibility=grown_up))
    assert "khai: họ tên, ngày sinh, số điện thoại, đơn vị và chức vụ." in said
    assert "Không bắt buộc" not in said
    assert "Từ đủ 16 tuổi trở lên, tính đến ngày đăng ký." in said
    assert "xóa sau ngày 31/12 của năm kế tiếp năm đăng ký" in said
    assert "Từ đủ 16 tuổi trở lên, tính đến ngày lập danh sách." in told(whole(eligibility=grown_up))


def test_who_knows_the_subject_declares_that_they_are_none_of_them():
    rules = whole(eligibility=Eligibility(barred="sinh viên ngành Luật"), registration=Registration(mode="open"))
    assert "chuyên môn về nội dung thi không dự thi: sinh viên ngành Luật; ban tổ chức đối chiếu" in told(rules, WHOM)
    assert "cam đoan không thuộc diện: sinh viên ngành Luật." in told(rules)


def test_a_list_that_the_organisers_enter_is_told_with_what_it_goes_by():
    loved = Prize(grade="secondary", name="Được yêu thích", scope="entered", basis="lượt bình chọn, chốt 16/9")
    base = UnitRanking(number=1, measure="entered", basis="tổ chức tốt vòng cơ sở")
    weekly = Prize(grade="first", scope="leg_unit", unit_ranking=2)
    said = told(whole(prizes=(loved, weekly), unit_rankings=(base, UnitRanking(number=2))))
    assert "Giải tập thể, Tập thể có nhiều người dự thi, tính riêng mỗi đợt:" in said
    assert "Giải theo lượt bình chọn, chốt 16/9; ban tổ chức ghi danh sách bằng quyết định có lý do:" in said
    assert "Tập thể tổ chức tốt: xếp theo tổ chức tốt vòng cơ sở; ban tổ chức ghi bằng quyết định có lý do." in said


def test_every_leg_has_its_window_to_the_minute_and_midnight_is_the_end_of_a_day():
    said = told(whole(), TIMES)

    assert "Tuần 1: 08:00 01/11/2026 – hết ngày 07/11/2026" in said
    assert "Tuần 2: 08:00 08/11/2026 – hết ngày 14/11/2026" in said


def test_registration_ends_with_the_last_round_that_newcomers_may_play():
    opened = Registration(mode="open")
    assert "Đăng ký khi vòng thi còn mở." in told(whole(a_round(1), a_round(2), registration=opened), TIMES)
    ahead = a_round(1, advance=Advance(kind="top_n", count=9)), a_round(2)
    assert "Đăng ký khi Vòng 1 còn mở." in told(whole(*ahead, registration=opened), TIMES)


def test_a_leg_called_off_is_not_promised():
    assert "Tuần 2" not in told(whole(a_round(legs=(a_leg(1), a_leg(2, cancelled=True)))), TIMES)


def test_several_rounds_stand_under_their_names():
    said = told(whole(a_round(1, advance=Advance(kind="top_n", count=10)), a_round(2, carry="points")))

    assert "Vòng 1:" in said
    assert "Điểm của vòng trước được cộng vào điểm vòng này." in said
    assert "không cộng sang" not in said


def test_each_way_of_going_on_has_its_sentence():
    def ahead(**advance):
        return told(whole(a_round(advance=Advance(**advance))), SCORING)

    assert "10 thí sinh đứng đầu vào vòng sau" in ahead(kind="top_n", count=10, reserves=2)
    assert "2 người kế tiếp là dự bị" in ahead(kind="top_n", count=10, reserves=2)
    assert "câu hỏi phụ" in ahead(kind="top_n", count=10, ties="extra_question")
    assert "từ 50 % số điểm tối đa" in ahead(kind="threshold_percent", percent=50)
    assert "49,95 % thì không" in ahead(kind="threshold_percent", percent=50)
    assert "Mỗi đợt, 3 thí sinh đứng đầu" in ahead(kind="best_per_leg", per_leg=3)
    assert "ngoài họ, mỗi đợt thêm 2" in ahead(kind="top_n_plus_best_per_leg", count=5, per_leg=2)
    assert "từ 5 điểm ở phần “Trắc nghiệm” và từ 12,5 điểm cả bài" in ahead(
        kind="compound", part=1, part_floor=5, total_floor="12.5"
    )
    assert "Tính riêng từng bảng." in ahead(kind="top_n", count=3, per_division=True)


def test_points_are_worked_out():
    assert "đúng 24 câu, sai 3 câu, bỏ trống 3 câu: 24 × 0,25 = 6 điểm." in told(whole(a_round(points_right="0.25")))
    assert "đúng ba ý, được 3 ÷ 4 × 1 = 0,75 điểm" in told(whole())
    assert "đúng ba ý, được 0 điểm" in told(whole(a_round(partial="whole")))
    assert "21 × 1 − 6 × 0,25 = 19,5 điểm" in told(whole(a_round(minus_wrong="0.25")))
    assert "7 × 1 − 2 × 5 = −3, dưới 0 nên được 0 điểm" in told(whole(a_round(questions=10, minus_wrong=5)))
    assert "7 × 1 − 2 × 5 = −3 điểm" in told(whole(a_round(questions=10, minus_wrong=5, below_zero=True)))
    assert "coi là câu sai: bị trừ 0,25 điểm" in told(whole(a_round(partial="whole", minus_wrong="0.25")))
    assert "đúng 1 câu, sai 0 câu, bỏ trống 0 câu: 1 × 10 = 10 điểm" in told(
        whole(a_round(questions=1, points_right=10))
    )
    assert "3 ÷ 4 × 0,06 ≈ 0,05 điểm" in told(whole(a_round(points_right="0.06")))
    law = TopicPoints(topic_id=1, name="Luật", points="2.5")
    assert "đúng 2 câu thuộc “Luật” và 1 câu thường: 2 × 2,5 + 1 × 1 = 6 điểm" in told(
        whole(a_round(topic_points=(law,)))
    )


def test_the_time_of_an_example_is_within_the_minutes_there_are():
    assert "cuối cùng lúc 08:07:42, nộp bài lúc 08:09:10: thời gian làm bài là 7 phút 42 giây" in told(whole())
    five = told(whole(a_round(minutes=5)))
    assert "cuối cùng lúc 08:03:45, nộp bài lúc 08:04:35: thời gian làm bài là 3 phút 45 giây" in five


def test_numbers_of_an_example_are_written_as_its_language_has_them():
    with spoken("en"):
        asked = told(whole(a_round(prediction="people", ranking=("score", "prediction"))))
    assert "actual number is 1,000, predictions of 990 and 1,010" in asked


def test_a_prediction_is_told_by_its_distance():
    said = told(whole(a_round(prediction="people", ranking=("score", "prediction"))), SCORING)

    assert "Câu dự đoán" in said
    assert "dự đoán 990 và 1.010 bằng nhau" in said


def test_weighed_rounds_and_what_a_place_brings_are_worked_out():
    weights = (RoundWeight(round=1, percent=60), RoundWeight(round=2, percent=40))
    said = told(whole(a_round(1), a_round(2, legs=TWO_LEGS[:1]), overall=Overall(weights=weights)), SCORING)
    assert "nhân tỷ trọng: “Vòng 1” 60 %, “Vòng 2” 40 %." in said
    assert "“Vòng 1” được 45 trên 60 điểm, “Vòng 2” được 15 trên 30 điểm: " in said
    assert "60 × 45 ÷ 60 + 40 × 15 ÷ 30 = 65 điểm." in said

    said = told(whole(overall=Overall(place_points=(5, Decimal("2.5")))), SCORING)
    assert "hạng 1 cộng 5, hạng 2 cộng 2,5; đồng hạng thì cùng được như nhau." in said
    assert "đứng hạng 2: 8 + 2,5 = 10,5 điểm." in said


def test_the_overall_table_is_worked_out():
    said = told(whole(overall=Overall(best_legs=3, every_leg=True, min_points=42)), SCORING)

    assert "9 + 8 + 7 = 24 điểm" in said
    assert "dự đủ tất cả các đợt và đạt từ 42 điểm trở lên" in said


def test_rankings_of_units_are_worked_out():
    worth = (PrizePoints(grade="first", points=10), PrizePoints(grade="second", points=8))
    said = told(
        whole(
            unit_rankings=(
                UnitRanking(number=1, measure="composite", prize_points=worth, min_heads=10, mean_of_legs=True),
                UnitRanking(number=2, measure="ratio"), UnitRanking(number=3, measure="average_best_k", k=7),
                UnitRanking(number=4, measure="people", classes=(UnitClass(name="nhỏ", heads_to=50),)),
            )
        ),
        SCORING,
    )  # fmt: skip

    assert "100 × 45 ÷ 60 + 1 × 10 + 2 × 8 = 101." in said
    assert "45 ÷ 60 = 75 %" in said
    assert "110 %, tính 100 %" in said
    assert "(30 + 29 + 28) ÷ 7 ≈ 12,43" in said
    assert "tính 45 thí sinh" in said
    assert "nhóm nhỏ: từ 0 đến 50 người" in said
    assert "từ 10 đoàn viên" in said


def test_prizes_are_worked_out():
    prizes = (
        Prize(grade="first", scope="leg", worth_vnd=600_000),
        Prize(grade="consolation", scope="leg", how_many="share", count=None, share_percent=5),
        Prize(grade="consolation", scope="overall", how_many="all_remaining", count=None, floor=42, every_leg=True),
        Prize(grade="secondary", name="Trẻ nhất", scope="part", part=1),
        Prize(grade="first", scope="unit", unit_ranking=1),
        Prize(grade="second", scope="leg_division"),
    )
    awarding = Awarding(cap_percent=Decimal(50), rebalanced=True, by_proxy=True)
    said = told(whole(prizes=prizes, awarding=awarding, unit_rankings=(UnitRanking(number=1),)), PRIZES)

    assert "Giải Nhất: 1 giải, 600.000 đồng mỗi giải." in said
    assert "137 người dự thi, 5 % là 6,85: trao 6 giải" in said
    assert "mọi người còn lại, đạt từ 42 điểm trở lên, dự đủ tất cả các đợt." in said
    assert "Đồng hạng mà không đủ giải cho tất cả thì cùng nhận giải ấy" in said
    assert "0 điểm trở xuống thì không nhận giải" in said
    beside = Prize(grade="certificate", scope="overall", how_many="all_remaining", count=None, floor=42)
    assert "Giấy chứng nhận: mọi người, kể cả người đã có giải, đạt từ 42 điểm" in told(whole(prizes=(beside,)))
    assert "Giải phần “Trắc nghiệm”:\nTrẻ nhất: 1 giải." in said
    assert "Giải tập thể, Tập thể có nhiều người dự thi:" in said
    assert "Giải mỗi đợt, riêng từng bảng:\nGiải Nhì: 1 giải." in said
    assert "nhiều nhất 68 giải" in said
    assert "giải cao nhất; giải kia trao cho người kế tiếp" in said
    assert "giấy ủy quyền" in said


def test_prizes_of_units_are_told_in_what_units_are_compared_by():
    of_units = {"scope": "unit", "unit_ranking": 1}
    prizes = (Prize(grade="first", floor=50, **of_units),
              Prize(grade="second", how_many="share", count=None, share_percent=5, **of_units),
              Prize(grade="third", how_many="all_remaining", count=None, **of_units))  # fmt: skip
    said = told(whole(prizes=prizes, unit_rankings=(UnitRanking(number=1, measure="ratio", min_heads=100),)))

    assert "Giải Nhất: 1 giải, tỷ lệ dự thi từ 50 % trở lên." in said
    assert "Giải Nhì: 5 % số tập thể được xếp hạng, lấy phần nguyên." in said
    assert "xếp hạng 137 tập thể, 5 % là 6,85: trao 6 giải" in said
    assert "Giải Ba: tất cả những tập thể còn lại." in said
    assert "90 ÷ 120 = 75 %" in said  # as many as a unit must have to be ranked


def test_complaints_publication_and_what_is_asked_for():
    said = told(
        whole(
            complaints=Complaints(days=5, answer_days=2, answered_by="Ban giám khảo"),
            publication=Publication(provisional_days=0, official_days=7, channels="fanpage"),
            registration=Registration(mode="open", position="optional", keep_until=date(2027, 3, 1)),
        )
    )

    assert "trong 5 ngày kể từ khi có kết quả tạm thời" in said
    assert "Ban giám khảo trả lời bằng văn bản trong 2 ngày" in said
    assert "ngay trong ngày đợt thi đóng" in said
    assert "khai: họ tên, ngày sinh, số điện thoại và đơn vị. Không bắt buộc: chức vụ." in said
    assert "xóa sau ngày 01/03/2027" in said
    assert "không bao giờ hỏi số căn cước" in said


def test_only_what_differs_between_versions_is_told():
    at = datetime(2026, 11, 26, 5, tzinfo=UTC)
    before, after = whole(a_round(minutes=15)), whole(a_round(minutes=20))
    last = articles(after, [KeptVersion(1, before, at, ""), KeptVersion(2, after, at, "Đề dài.")])[-1]

    (said,) = [clause for clause in last.clauses if clause.points]
    assert said.text == "Phiên bản 2, sửa lúc 12:00 26/11/2026; lý do: Đề dài."
    assert [point.split(":")[0] for point in said.points] == ["Điều 2, bỏ", "Điều 2, nay là"]
