"""The overall table in words: what was summed, and which key puts one above the next. Pure, from the table alone."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from quiz.contests.articles.article import listed
from quiz.contests.articles.scoring import overall_key
from quiz.contests.prediction import PERCENT_PLACES
from quiz.contests.unit_ranking import OverallKey
from quiz.in_words import duration, number
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.standings.overall_table import LegPoints, OverallGroup, OverallLine, OverallTable
from quiz.standings.points import scaled, shown
from quiz.standings.weighing import shares

PAGE = 100
NAMED = 3
"""So many who share a place are named; of more, how many there are."""


@dataclass(frozen=True)
class OverallPage:
    """A page of one group. `why`: by entry, the sentences that say why somebody stands there. Unranked: on the last."""

    group: OverallGroup
    lines: Sequence[OverallLine]
    unranked: Sequence[OverallLine]
    number: int
    pages: int
    why: dict[int, list[str]]


def overall_page(table: OverallTable, division_id: int | None = None, page: int = 1) -> OverallPage | None:
    """None where there is no such group, or nobody at all."""
    group = table.group_at(division_id)
    if group is None:
        return None
    everybody = (*group.ranked, *group.unranked)
    pages = max(1, -(-len(everybody) // PAGE))
    page = min(max(1, page), pages)
    some = everybody[(page - 1) * PAGE : page * PAGE]
    lines = [line for line in some if line.place is not None]
    unranked = [line for line in some if line.place is None]
    why = {line.entry_id: why_there(table, group, line) for line in lines}
    why |= {line.entry_id: [sum_told(table, line)] for line in unranked}
    return OverallPage(group, lines, unranked, page, pages, why)


def order_told(table: OverallTable) -> str:
    """How places are decided, in a sentence for everyone."""
    order = _(", rồi ").join(overall_key(key) for key in table.rules.keys)
    return _("Thứ tự chung cuộc: %(order)s; bằng nhau hết thì đồng hạng.") % {"order": order}


def why_there(table: OverallTable, group: OverallGroup, line: OverallLine) -> list[str]:
    """What was summed; then the nearest above, those with the same place, and the nearest below."""
    assert line.place is not None
    ranked = group.ranked
    first = line.place - 1
    after = bisect_right(ranked, line.place, lo=first, key=lambda other: other.place or 0)
    told = [sum_told(table, line)]
    if first > 0:
        above = ranked[first - 1]
        why = {"who": _named(above), "why": apart(table, above, line)}
        told.append(_("%(who)s đứng trên: %(why)s.") % why)
    equals = [other for other in ranked[first : min(after, first + NAMED + 1)] if other is not line]
    if after - first > NAMED + 1:
        count = after - first - 1
        told.append(ngettext(
            "Đồng hạng với %(count)s người khác: bằng nhau ở mọi tiêu chí.",
            "Đồng hạng với %(count)s người khác: bằng nhau ở mọi tiêu chí.", count,
        ) % {"count": count})  # fmt: skip
    elif equals:
        told.append(_("Đồng hạng với %(who)s: bằng nhau ở mọi tiêu chí.") % {"who": ", ".join(map(_named, equals))})
    if after < len(ranked):
        why = {"who": _named(ranked[after]), "why": apart(table, line, ranked[after])}
        told.append(_("Đứng trên %(who)s: %(why)s.") % why)
    return told


def sum_told(table: OverallTable, line: OverallLine) -> str:
    """ "Tuần 1: 8 + Tuần 3: 6 = 14 điểm; không cộng Tuần 2: 5." """
    names = [leg.name for leg in table.legs]
    if table.rules.weights:
        return _weighed_told(table, line)
    terms = [f"{names[each.leg]}: {_leg_points(each)}" for each in line.legs if each.is_summed]
    if line.carried:
        terms.append(_("mang sang: %(points)s") % {"points": _points(line.carried)})
    left = [f"{names[each.leg]}: {_leg_points(each)}" for each in line.legs if not each.is_summed]
    told = _("%(terms)s = %(sum)s điểm") % {"terms": " + ".join(terms), "sum": _points(line.points)}
    return told + (_("; không cộng %(legs)s.") % {"legs": ", ".join(left)} if left else ".")


def _weighed_told(table: OverallTable, line: OverallLine) -> str:
    """ "Vòng 1: 18 ÷ 30 × 60 + Vòng 2: 20 ÷ 40 × 40 = 56 điểm." """
    terms = [
        f"{one.name}: {_points(one.points)} ÷ {_points(one.most)} × {_points(scaled(one.percent))}"
        for one in shares(table.rules, table.legs, ((each.leg, each.points) for each in line.legs))
    ]
    return _("%(terms)s = %(sum)s điểm") % {"terms": " + ".join(terms), "sum": _points(line.points)} + "."


def _leg_points(each: LegPoints) -> str:
    if not each.bonus:
        return _points(each.points)
    said = {"own": _points(each.points - each.bonus), "bonus": _points(each.bonus)}
    return _("%(own)s + %(bonus)s theo thứ hạng") % said


def why_unranked(table: OverallTable, line: OverallLine) -> str:
    """In a few words."""
    match line.why:
        case "withdrawn":
            return _("đã rút tên")
        case "disqualified":
            return _("bị loại")
        case "hors_concours":
            return _("thi ngoài xếp hạng")
        case "missing":
            return _("thiếu %(legs)s") % {"legs": listed([table.legs[place].name for place in line.missing])}
        case "floor":
            return _("chưa đạt %(points)s điểm") % {"points": number(table.rules.min_points or Decimal(0))}
        case None:
            return ""


def apart(table: OverallTable, higher: OverallLine, lower: OverallLine) -> str:
    """The keys on which they are equal, and the one that puts the first above the second."""
    return "; ".join(_chain(table, higher, lower))


def distance_told(line: OverallLine) -> str:
    """How far the predictions were together, and in how many legs there was none."""
    exact = line.predicted_distance
    told = number(_rounded(exact))
    if not line.unpredicted:
        return told
    without = {"distance": told, "count": line.unpredicted}
    return ngettext("%(distance)s, %(count)s đợt không dự đoán", "%(distance)s, %(count)s đợt không dự đoán",
                    line.unpredicted) % without  # fmt: skip


def _chain(table: OverallTable, higher: OverallLine, lower: OverallLine) -> Iterator[str]:
    for key in table.rules.keys:
        one, other = _value(higher, key), _value(lower, key)
        if one != other:
            yield _more(key, higher, lower)
            return
        yield from _same(key, higher)


def _value(line: OverallLine, key: OverallKey) -> object:
    return {
        "points": line.points, "prediction": line.distance, "elapsed": line.elapsed_s, "full_marks": line.full_marks,
        "last_leg": line.last_leg, "jury": line.jury_place, "lots": line.lot_place,
    }[key]  # fmt: skip


def _same(key: OverallKey, line: OverallLine) -> Iterator[str]:
    """Nothing where nobody decided: that they are equal there goes without saying."""
    if key == "points":
        yield _("bằng %(points)s điểm") % {"points": _points(line.points)}
    elif key == "elapsed":
        yield _("cùng thời gian %(time)s") % {"time": duration(line.elapsed_s)}
    elif key not in ("jury", "lots"):
        yield {
            "prediction": _("dự đoán lệch như nhau"), "full_marks": _("số lượt đúng hết bằng nhau"),
            "last_leg": _("điểm đợt cuối bằng nhau"),
        }[key]  # fmt: skip


def _more(key: OverallKey, higher: OverallLine, lower: OverallLine) -> str:
    match key:
        case "points":
            return _("hơn %(points)s điểm") % {"points": _points(higher.points - lower.points)}
        case "prediction":
            said = {"near": distance_told(higher), "far": distance_told(lower)}
            return _("dự đoán lệch %(near)s so với %(far)s") % said
        case "elapsed":
            faster = lower.elapsed_s - higher.elapsed_s
            time = _("%(count)s giây") % {"count": faster} if faster < 60 else duration(faster)
            return _("nhanh hơn %(time)s") % {"time": time}
        case "full_marks":
            return _("nhiều hơn %(count)s lượt đúng hết") % {"count": higher.full_marks - lower.full_marks}
        case "last_leg":
            return _last_leg(higher, lower)
        case "jury":
            return _("ban giám khảo quyết định")
        case "lots":
            return _("bốc thăm")


def _last_leg(higher: OverallLine, lower: OverallLine) -> str:
    if higher.last_leg is None or lower.last_leg is None:
        return _("có dự đợt cuối")
    return _("điểm đợt cuối hơn %(points)s") % {"points": _points(higher.last_leg - lower.last_leg)}


def _points(points: int) -> str:
    return number(shown(points))


def _rounded(exact: Fraction) -> Decimal:
    return round(Decimal(exact.numerator) / Decimal(exact.denominator), PERCENT_PLACES).normalize()


def _named(line: OverallLine) -> str:
    return _("SBD %(number)s") % {"number": line.number} if line.number else line.name
