"""Rules of a round that contradict each other or its parts, each with the field on which it is put right. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quiz.contests.rules import RoundRules
from quiz.language import gettext as _


@dataclass(frozen=True)
class PlannedPart:
    """A quiz part as the rules look at it. `minutes` None: none of its own.

    `times`, `percent`: its coefficient, or its weight, where parts are mixed by these.
    """

    name: str
    minutes: int | None
    questions: int
    times: int | None = None
    percent: int | None = None


def contradictions(rules: RoundRules, parts: Sequence[PlannedPart] = ()) -> dict[str, str]:
    """Rule → what cannot be, in words. What is only unwise is said by the check list (readiness.py)."""
    found = {}
    if rules.opening == "hand" and rules.attempts_per == "week":
        found["attempts_per"] = _("Vòng mở bằng tay thì không tính lượt theo tuần: hãy chọn số lượt của cả đợt.")
    elif rules.late_start == "together" and rules.several:
        found["attempts_per"] = _("Mọi người bắt đầu cùng lúc thì mỗi người thi một lượt.")
    if told := (_parts_in_turn(rules, parts) if rules.parts == "in_turn" else "") or _shares(parts):
        found["parts"] = told
    if rules.question_s is not None and (told := _too_many_questions(rules, rules.question_s, parts)):
        found["question_s"] = told
    return found | ranking_contradictions(rules, len(parts))


def ranking_contradictions(rules: RoundRules, parts: int) -> dict[str, str]:
    """What places are decided by, against what there is to decide them."""
    found = {}
    if rules.prediction is not None and rules.board == "live":
        found["board"] = _("Bảng trực tiếp cho thấy có bao nhiêu người thi: không dùng cùng câu hỏi dự đoán được.")
    if rules.board_shows == "hidden" and rules.board == "live":
        found["board_shows"] = _("Không có bảng công khai thì bảng không trực tiếp được: hãy chọn “Khi bấm công bố”.")
    if rules.freeze_minutes is not None and rules.board != "live":
        found["freeze_minutes"] = _("Bảng chỉ hiện khi bấm công bố thì không có gì để đóng băng: để trống số phút này.")
    if told := next(_clashes_in_ranking(rules, parts), ""):
        found["ranking"] = told
    if "full_marks" in rules.ranking and not rules.several:
        found["attempts_per"] = _("Xếp hạng theo số lượt đúng hết thì mỗi người phải được thi nhiều lượt.")
    return found


def _clashes_in_ranking(rules: RoundRules, parts: int) -> Iterator[str]:
    keys = rules.ranking
    if len(set(keys)) != len(keys):
        yield _("Mỗi tiêu chí chỉ đứng ở một chỗ.")
    if keys[0] != "score":
        yield _("Điểm phải là tiêu chí đầu tiên.")
    if (rules.prediction is not None) != ("prediction" in keys):
        yield _("Có câu hỏi dự đoán thì số dự đoán phải là một tiêu chí xếp hạng; không hỏi thì không dùng.")
    if "part" in keys and not 1 <= (rules.ranking_part or 0) <= max(1, parts):
        yield _("Xếp hạng theo điểm một phần thi thì hãy chọn phần thi đó.")
    by_people = [key for key in keys if key in ("jury", "lots")]
    if by_people and (
        keys[-len(by_people) :] != tuple(by_people) or by_people not in (["jury"], ["lots"], ["jury", "lots"])
    ):
        yield _("Ban giám khảo quyết định, rồi bốc thăm, phải đứng sau mọi tiêu chí khác.")


def _parts_in_turn(rules: RoundRules, parts: Sequence[PlannedPart]) -> str:
    if len(parts) < 2:
        return _("Làm lần lượt từng phần thì vòng phải có ít nhất hai phần: hãy thêm ở trang Các phần.")
    without = next((part.name for part in parts if part.minutes is None), None)
    if without is not None:
        return _("Phần “%(part)s” chưa có số phút: hãy ghi ở trang Các phần.") % {"part": without}
    total = sum(part.minutes or 0 for part in parts)
    if total > rules.minutes:
        told = _("Các phần cộng lại %(total)s phút, dài hơn %(minutes)s phút làm bài.")
        return told % {"total": total, "minutes": rules.minutes}
    return ""


def _shares(parts: Sequence[PlannedPart]) -> str:
    """Weights in per cent are of one whole."""
    shares = [part.percent for part in parts if part.percent is not None]
    if not shares:
        return ""
    if len(parts) < 2:
        return _("Tính điểm theo tỷ trọng thì vòng phải có ít nhất hai phần.")
    if sum(shares) != 100 or len(shares) < len(parts):
        return _("Tỷ trọng các phần cộng lại phải đúng 100 %%, nay là %(sum)s %%.") % {"sum": sum(shares)}
    return ""


def _too_many_questions(rules: RoundRules, question_s: int, parts: Sequence[PlannedPart]) -> str:
    """More questions than there is time for, in a part with minutes of its own or in all."""
    if rules.parts == "in_turn":
        for part in parts:
            if part.minutes is not None and part.questions * question_s > 60 * part.minutes:
                told = _("Phần “%(part)s”: %(count)s câu × %(seconds)s giây dài hơn %(minutes)s phút của phần.")
                return told % {
                    "part": part.name, "count": part.questions, "seconds": question_s, "minutes": part.minutes,
                }  # fmt: skip
    questions = sum(part.questions for part in parts)
    if questions * question_s > 60 * rules.minutes:
        told = _("%(count)s câu × %(seconds)s giây dài hơn %(minutes)s phút làm bài.")
        return told % {"count": questions, "seconds": question_s, "minutes": rules.minutes}
    return ""
