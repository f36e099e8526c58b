"""How points and places of a round are decided, in sentences, with the numbers of an example. Pure."""

from collections.abc import Iterable, Sequence

from quiz.contests.consistency import PlannedPart
from quiz.contests.prediction import question_of
from quiz.contests.rules import RankingKey, RoundRules
from quiz.in_words import number
from quiz.language import gettext as _
from quiz.refusals import N_

KEYS: dict[RankingKey, str] = {
    "score": N_("điểm cao hơn"),
    "prediction": N_("số dự đoán gần đúng hơn"),
    "elapsed": N_("thời gian làm bài ngắn hơn"),
    "submitted": N_("nộp bài sớm hơn"),
    "started": N_("bắt đầu làm bài sớm hơn"),
    "full_marks": N_("nhiều lượt đúng hết hơn"),
    "part": N_("điểm phần thi “%(part)s” cao hơn"),
    "jury": N_("ban giám khảo quyết định, có ghi lý do"),
    "lots": N_("bốc thăm"),
}


def points_told(rules: RoundRules, example_of: int | None = None) -> str:
    """`example_of`: so many questions, for an example in numbers where wrong answers cost something."""
    told = [_right_and_wrong(rules), *_least(rules), _in_part(rules)]
    if example_of and rules.minus_wrong:
        told.append(points_example(rules, example_of))
    return " ".join(told)


def points_example(rules: RoundRules, questions: int) -> str:
    """Of a paper of so many questions, none of a topic with points of its own."""
    wrong = max(1, questions // 5)
    right = max(0, questions - wrong - max(1, questions // 10))
    total = right * rules.points_right - wrong * rules.minus_wrong
    told = _(
        "Ví dụ: %(right)s câu đúng, %(wrong)s câu sai, %(blank)s câu bỏ trống được %(right)s × %(each)s − %(wrong)s × "
        "%(minus)s = %(total)s điểm."
    )
    if total < 0 and not rules.below_zero:
        told = _(
            "Ví dụ: %(right)s câu đúng, %(wrong)s câu sai, %(blank)s câu bỏ trống: %(right)s × %(each)s − %(wrong)s × "
            "%(minus)s = %(total)s, dưới 0 nên được 0 điểm."
        )
    return told % {
        "right": right, "wrong": wrong, "blank": questions - right - wrong, "each": number(rules.points_right),
        "minus": number(rules.minus_wrong), "total": number(total).replace("-", "−"),
    }  # fmt: skip


def mixing_told(parts: Sequence[PlannedPart]) -> list[str]:
    """How the points of parts make those of a paper; nothing where they are simply added."""
    if any(part.times is not None for part in parts):
        weights = [_("“%(part)s” hệ số %(times)s") % {"part": part.name, "times": part.times} for part in parts]
        return [_("Điểm cả bài là tổng điểm các phần, mỗi phần nhân hệ số: %(weights)s.") % {
            "weights": ", ".join(weights)}]  # fmt: skip
    if any(part.percent is not None for part in parts):
        weights = [_("“%(part)s” %(percent)s %%") % {"part": part.name, "percent": part.percent} for part in parts]
        told = _(
            "Điểm cả bài tính trên 100: mỗi phần lấy số điểm đạt được chia cho số điểm cao nhất của phần trong đề ấy, "
            "nhân tỷ trọng của phần: %(weights)s."
        )
        return [told % {"weights": ", ".join(weights)}]
    return []


def ranking_told(rules: RoundRules, parts: Sequence[str] = ()) -> str:
    """`parts`: their names, in order."""
    order = _(", rồi ").join(key_told(key, rules, parts) for key in rules.ranking)
    return " ".join([_("Xếp hạng: %(order)s; bằng nhau hết thì đồng hạng.") % {"order": order}, *_meanings(rules)])


def key_told(key: RankingKey, rules: RoundRules, parts: Sequence[str] = ()) -> str:
    place = (rules.ranking_part or 0) - 1
    return _(KEYS[key]) % {"part": parts[place] if 0 <= place < len(parts) else place + 1}


def prediction_told(rules: RoundRules) -> list[str]:
    """The question as contestants read it, and what becomes of their numbers."""
    if rules.prediction is None:
        return []
    asked = _("Câu dự đoán: “%(question)s”") % {"question": question_of(rules.prediction)}
    counted = _(
        "Số thực tế do máy đếm khi đợt thi đã đóng, không tính người bị loại, rút tên hay thi ngoài xếp hạng; số này "
        "in cùng kết quả. Trước đó không ai thấy có bao nhiêu người dự thi."
    )
    kept = _(
        "Tính số dự đoán ghi trong lượt thi được tính; không ghi thì xếp sau người có ghi. Ghi số dự đoán không kéo "
        "dài thời gian làm bài."
    )
    return [f"{asked} {counted} {_distance(rules)} {kept}"]


def _distance(rules: RoundRules) -> str:
    if rules.prediction == "percent":
        near, far, above = _("39,5 % và 40,5 %"), "40 %", f"{number(40.5)} %"
    else:
        near, far, above = _("990 và 1.010"), number(1000), number(1010)
    if rules.prediction_within == "not_exceeding":
        told = _(
            "Gần nhất mà không vượt số thực tế: thực tế là %(actual)s thì dự đoán %(above)s không được xét. Vượt "
            "cũng như không ghi."
        )
        return told % {"actual": far, "above": above}
    told = _("Lệch trên hay lệch dưới như nhau: thực tế là %(actual)s thì dự đoán %(both)s bằng nhau.")
    return told % {"actual": far, "both": near}


def _right_and_wrong(rules: RoundRules) -> str:
    points = number(rules.points_right)
    topics = ", ".join(
        _("“%(topic)s” %(points)s điểm") % {"topic": each.name, "points": number(each.points)}
        for each in rules.topic_points
    )
    right = _("Mỗi câu đúng được %(points)s điểm") % {"points": points}
    if topics:
        right += _(", riêng câu thuộc chủ đề: %(topics)s") % {"topics": topics}
    if not rules.minus_wrong:
        return _("%(right)s; câu sai hoặc bỏ trống không bị trừ điểm.") % {"right": right}
    told = _("%(right)s; câu sai bị trừ %(minus)s điểm, câu bỏ trống không bị trừ.")
    return told % {"right": right, "minus": number(rules.minus_wrong)}


def _least(rules: RoundRules) -> Iterable[str]:
    if rules.minus_wrong:
        yield _("Tổng điểm có thể âm.") if rules.below_zero else _("Tổng điểm thấp nhất là 0.")


def _in_part(rules: RoundRules) -> str:
    if rules.partial == "whole":
        return _("Câu gồm nhiều ý phải đúng trọn vẹn mới được điểm; đúng một phần coi là sai.")
    told = _("Câu gồm nhiều ý, hoặc có câu trả lời gần đúng, có thể được một phần điểm; cách chấm ghi ngay tại câu đó.")
    less = _("Ở câu chọn nhiều phương án, chọn phương án sai có thể bớt điểm của chính câu đó, không dưới 0.")
    return f"{told} {less}"


def _meanings(rules: RoundRules) -> Iterable[str]:
    if "elapsed" in rules.ranking:
        yield _("Thời gian làm bài tính từ lúc bắt đầu đến lần đổi câu trả lời cuối cùng, tròn giây theo máy chủ.")
        yield _("Lúc ban giám khảo cho tạm dừng thì không tính.")
        yield _("Không trả lời câu nào thì coi như dùng hết thời gian làm bài.")
    if "lots" in rules.ranking:
        yield _("Bốc thăm bằng máy từ một chuỗi số được ghi lại: ai cũng tính lại được thứ tự.")
