"""Why a place is what it is: the keys on which two neighbours are equal, and the one that tells them apart. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from quiz.contests.rules import RankingKey, RoundRules
from quiz.in_words import duration, number
from quiz.language import gettext as _
from quiz.standings.board import OwnPlace
from quiz.standings.points import shown
from quiz.standings.predicting import Actual, distance_shown
from quiz.standings.score import NO_PREDICTION
from quiz.standings.sheet import whole_second
from quiz.standings.standing import Standing


def why_here(own: OwnPlace, rules: RoundRules, actual: Actual | None) -> list[str]:
    """Against the nearest above, those with the same place, and the nearest below."""
    mine, around = own.mine, own.around
    above = [line for line in around if line.place < mine.place]
    below = [line for line in around if line.place > mine.place]
    equal = [line for line in around if line.place == mine.place and line.entry_id != mine.entry_id]
    told = []
    if above:
        why = apart(above[-1], mine, rules, actual)
        told.append(_("%(who)s đứng trên: %(why)s.") % {"who": _named(above[-1]), "why": why})
    if equal:
        names = ", ".join(map(_named, equal))
        told.append(_("Đồng hạng với %(who)s: bằng nhau ở mọi tiêu chí.") % {"who": names})
    if below:
        why = apart(mine, below[0], rules, actual)
        told.append(_("Đứng trên %(who)s: %(why)s.") % {"who": _named(below[0]), "why": why})
    return told


def apart(higher: Standing, lower: Standing, rules: RoundRules, actual: Actual | None) -> str:
    """What puts the first above the second."""
    return "; ".join(_chain(higher, lower, rules, actual))


def _chain(higher: Standing, lower: Standing, rules: RoundRules, actual: Actual | None) -> Iterator[str]:
    for key in rules.ranking:
        one, other = _value(higher, key), _value(lower, key)
        if one != other:
            yield _more(key, one, other, rules, actual)
            if key == "score" and (higher.carried or lower.carried):
                yield _with_carried(higher, lower)
            return
        yield from _same(key, one)


def _with_carried(higher: Standing, lower: Standing) -> str:
    told = _("trong đó điểm mang sang là %(one)s và %(other)s")
    return told % {"one": number(shown(higher.carried)), "other": number(shown(lower.carried))}


def _value(line: Standing, key: RankingKey) -> Any:
    if key == "score":
        return line.points
    if key == "elapsed":
        return line.elapsed_s
    value = line.submitted_at if key == "submitted" else line.keys.get(key)
    if key == "started" and isinstance(value, str):
        value = datetime.fromisoformat(value)
    return whole_second(value) if isinstance(value, datetime) else value


def _same(key: RankingKey, value: Any) -> Iterator[str]:
    """Nothing where nobody decided: that they are equal there goes without saying."""
    if key == "score":
        yield _("bằng %(points)s điểm") % {"points": number(shown(value))}
    elif key == "elapsed":
        yield _("cùng thời gian %(time)s") % {"time": duration(value)}
    elif key == "prediction" and value == NO_PREDICTION:
        yield _("đều không có số dự đoán được xét")
    elif key not in ("jury", "lots"):
        yield {
            "prediction": _("dự đoán lệch như nhau"), "submitted": _("nộp cùng giây"),
            "started": _("bắt đầu cùng giây"), "full_marks": _("số lượt đúng hết bằng nhau"),
            "part": _("điểm phần thi bằng nhau"),
        }[key]  # fmt: skip


def _more(key: RankingKey, one: Any, other: Any, rules: RoundRules, actual: Actual | None) -> str:
    match key:
        case "score":
            return _("hơn %(points)s điểm") % {"points": number(shown(one - other))}
        case "prediction":
            return _nearer(one, other, rules, actual)
        case "elapsed":
            return _("nhanh hơn %(time)s") % {"time": _long(other - one)}
        case "submitted":
            return _("nộp sớm hơn %(time)s") % {"time": _long((other - one) // timedelta(seconds=1))}
        case "started":
            return _("bắt đầu sớm hơn %(time)s") % {"time": _long((other - one) // timedelta(seconds=1))}
        case "full_marks":
            return _("nhiều hơn %(count)s lượt đúng hết") % {"count": one - other}
        case "part":
            return _("điểm phần thi hơn %(points)s") % {"points": number(shown(one - other))}
        case "jury":
            return _("ban giám khảo quyết định")
        case "lots":
            return _("bốc thăm")


def _nearer(one: int, other: int, rules: RoundRules, actual: Actual | None) -> str:
    if actual is None or rules.prediction is None:
        return _("dự đoán gần hơn")
    near = number(distance_shown(one, actual, rules.prediction))
    if other == NO_PREDICTION:
        return _("dự đoán lệch %(near)s, người kia không có số được xét") % {"near": near}
    far = number(distance_shown(other, actual, rules.prediction))
    return _("dự đoán lệch %(near)s so với %(far)s") % {"near": near, "far": far}


def _long(seconds: int) -> str:
    if seconds < 60:
        return _("%(count)s giây") % {"count": seconds}
    return duration(seconds)


def _named(line: Standing) -> str:
    return _("SBD %(number)s") % {"number": line.number} if line.number else line.name
