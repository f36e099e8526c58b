"""Who goes on to the next round, in words. Pure."""

from collections.abc import Callable, Sequence

from quiz.contests.advance import Advance
from quiz.contests.cut_line import CutLine
from quiz.in_words import number
from quiz.language import gettext as _
from quiz.language import ngettext


def going_on(advance: Advance, parts: Sequence[str] = ()) -> list[str]:
    """`parts`: the names of the round's parts, in order. Nothing where nobody is sent on by a rule."""
    if advance.kind == "none":
        return []
    whole = SAYING[advance.kind](advance, parts)
    if advance.per_division:
        whole += " " + _("Tính riêng từng bảng.")
    if advance.reserves:
        told = ngettext(
            "%(count)s người kế tiếp là dự bị, được gọi lần lượt khi có người không dự được.",
            "%(count)s người kế tiếp là dự bị, được gọi lần lượt khi có người không dự được.",
            advance.reserves,
        )
        whole += " " + told % {"count": advance.reserves}
    return [whole]


def cut_told(line: CutLine) -> str:
    """Under a board that shows it."""
    told = {
        ("round", "all"): ngettext(
            "Vào vòng sau: %(count)s người đứng đầu; bằng nhau ở vạch thì cùng vào.",
            "Vào vòng sau: %(count)s người đứng đầu; bằng nhau ở vạch thì cùng vào.",
            line.count,
        ),
        ("round", "extra_question"): ngettext(
            "Vào vòng sau: %(count)s người đứng đầu; bằng nhau ở vạch thì câu hỏi phụ quyết định.",
            "Vào vòng sau: %(count)s người đứng đầu; bằng nhau ở vạch thì câu hỏi phụ quyết định.",
            line.count,
        ),
        ("leg", "all"): ngettext(
            "Vào vòng sau: %(count)s người đứng đầu đợt này; bằng nhau ở vạch thì cùng vào.",
            "Vào vòng sau: %(count)s người đứng đầu đợt này; bằng nhau ở vạch thì cùng vào.",
            line.count,
        ),
        ("leg", "extra_question"): ngettext(
            "Vào vòng sau: %(count)s người đứng đầu đợt này; bằng nhau ở vạch thì câu hỏi phụ quyết định.",
            "Vào vòng sau: %(count)s người đứng đầu đợt này; bằng nhau ở vạch thì câu hỏi phụ quyết định.",
            line.count,
        ),
        ("division", "all"): ngettext(
            "Vào vòng sau: %(count)s người đứng đầu mỗi bảng; bằng nhau ở vạch thì cùng vào.",
            "Vào vòng sau: %(count)s người đứng đầu mỗi bảng; bằng nhau ở vạch thì cùng vào.",
            line.count,
        ),
        ("division", "extra_question"): ngettext(
            "Vào vòng sau: %(count)s người đứng đầu mỗi bảng; bằng nhau ở vạch thì câu hỏi phụ quyết định.",
            "Vào vòng sau: %(count)s người đứng đầu mỗi bảng; bằng nhau ở vạch thì câu hỏi phụ quyết định.",
            line.count,
        ),
    }[line.of, line.ties]
    return told % {"count": line.count}


def _top(advance: Advance, parts: Sequence[str]) -> str:
    if advance.ties == "extra_question":
        told = ngettext(
            "%(count)s thí sinh đứng đầu vào vòng sau; bằng nhau ở vạch cuối thì trả lời thêm câu hỏi phụ.",
            "%(count)s thí sinh đứng đầu vào vòng sau; bằng nhau ở vạch cuối thì trả lời thêm câu hỏi phụ.",
            advance.count or 0,
        )
    else:
        told = ngettext(
            "%(count)s thí sinh đứng đầu vào vòng sau; bằng nhau ở vạch cuối thì cùng vào.",
            "%(count)s thí sinh đứng đầu vào vòng sau; bằng nhau ở vạch cuối thì cùng vào.",
            advance.count or 0,
        )
    return told % {"count": advance.count}


def _threshold(advance: Advance, parts: Sequence[str]) -> str:
    told = _(
        "Thí sinh đạt từ %(percent)s %% số điểm tối đa trở lên vào vòng sau; so đúng số điểm, không làm tròn: "
        "thiếu một phần trăm điểm cũng là thiếu."
    )
    return told % {"percent": number(advance.percent or 0)}


def _best_per_leg(advance: Advance, parts: Sequence[str]) -> str:
    told = ngettext(
        "Mỗi đợt, %(count)s thí sinh đứng đầu vào vòng sau.",
        "Mỗi đợt, %(count)s thí sinh đứng đầu vào vòng sau.",
        advance.per_leg or 0,
    )
    return told % {"count": advance.per_leg} + " " + _ties(advance)


def _top_and_best(advance: Advance, parts: Sequence[str]) -> str:
    told = _(
        "%(count)s thí sinh đứng đầu cả vòng vào vòng sau; ngoài họ, mỗi đợt thêm %(per_leg)s thí sinh đứng đầu đợt ấy."
    )
    return told % {"count": advance.count, "per_leg": advance.per_leg} + " " + _ties(advance)


def _threshold_points(advance: Advance, parts: Sequence[str]) -> str:
    told = _("Thí sinh đạt từ %(points)s điểm trở lên, tính cả vòng, vào vòng sau; so đúng số điểm, không làm tròn.")
    return told % {"points": number(advance.total_floor or 0)}


def _best_per_unit(advance: Advance, parts: Sequence[str]) -> str:
    told = ngettext(
        "Mỗi đơn vị, %(count)s thí sinh đứng đầu của đơn vị vào vòng sau.",
        "Mỗi đơn vị, %(count)s thí sinh đứng đầu của đơn vị vào vòng sau.",
        advance.per_unit or 0,
    )
    return told % {"count": advance.per_unit} + " " + _ties(advance)


def _compound(advance: Advance, parts: Sequence[str]) -> str:
    position = advance.part or 1
    name = parts[position - 1] if position <= len(parts) else str(position)
    told = _(
        "Thí sinh đạt từ %(part_floor)s điểm ở phần “%(part)s” và từ %(total)s điểm cả bài trở lên vào vòng sau; so "
        "đúng số điểm, không làm tròn."
    )
    floors = {"part_floor": number(advance.part_floor or 0), "total": number(advance.total_floor or 0)}
    return told % {"part": name, **floors}


def _ties(advance: Advance) -> str:
    if advance.ties == "extra_question":
        return _("Bằng nhau ở vạch cuối thì trả lời thêm câu hỏi phụ.")
    return _("Bằng nhau ở vạch cuối thì cùng vào.")


SAYING: dict[str, Callable[[Advance, Sequence[str]], str]] = {
    "top_n": _top,
    "threshold_percent": _threshold,
    "best_per_leg": _best_per_leg,
    "top_n_plus_best_per_leg": _top_and_best,
    "best_per_unit": _best_per_unit,
    "threshold_points": _threshold_points,
    "compound": _compound,
}
