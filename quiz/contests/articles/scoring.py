"""Article 4: points, places, who goes on; the overall table; rankings of units. Pure."""

from collections.abc import Iterable
from functools import partial

from quiz.contests.articles import examples
from quiz.contests.articles.advancing import going_on
from quiz.contests.articles.article import Clause, listed, plain
from quiz.contests.articles.places import mixing_told
from quiz.contests.articles.rounds import by_round, parts_as_planned
from quiz.contests.contest_rules import Rules, RulesRound
from quiz.contests.prizes import GRADES
from quiz.contests.regulations import scoring_sentences
from quiz.contests.unit_ranking import Overall, OverallKey, UnitRanking
from quiz.in_words import number
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.unit import KINDS


def scoring(rules: Rules) -> list[Clause]:
    return [
        *by_round(rules, partial(_round, rules)),
        *(overall_told(rules, rules.contest.overall) if rules.contest.overall else ()),
        *(clause for ranking in rules.contest.unit_rankings for clause in unit_ranking(ranking, rules.contest.overall)),
    ]


def _round(rules: Rules, round: RulesRound) -> list[Clause]:
    names = [part.name for part in round.parts]
    ahead = going_on(round.rules.advance, names)
    if round.kind == "stage":
        return [*plain([_("Giám khảo chấm theo tiêu chí công bố trước.")]), *_carried(rules, round), *plain(ahead)]
    points, ranking = scoring_sentences(round.rules, names)
    return [
        Clause(points, (), examples.of_points(round)),
        *(Clause(line, (), examples.of_mixing(round)) for line in mixing_told(parts_as_planned(round))),
        Clause(ranking, (), examples.of_ranking(round.rules)),
        *_carried(rules, round),
        *(Clause(line, (), examples.of_advance(round)) for line in ahead),
    ]


def _carried(rules: Rules, round: RulesRound) -> Iterable[Clause]:
    if rules.rounds and round.position == rules.rounds[0].position:
        return
    if round.rules.carry == "points":
        told = _("Điểm của vòng trước được cộng vào điểm vòng này. Bảng xếp hạng ghi rõ phần điểm mang sang.")
        yield Clause(told, (), examples.of_carrying())
    else:
        yield Clause(_("Điểm của vòng trước không cộng sang vòng này."))


def overall_key(key: OverallKey) -> str:
    return {
        "points": _("tổng điểm cao hơn"),
        "prediction": _("tổng độ lệch dự đoán nhỏ hơn"),
        "elapsed": _("tổng thời gian làm bài ngắn hơn"),
        "full_marks": _("nhiều lượt đúng hết hơn"),
        "last_leg": _("điểm đợt cuối cao hơn"),
        "jury": _("ban giám khảo quyết định"),
        "lots": _("bốc thăm"),
    }[key]


def overall_told(rules: Rules, table: Overall) -> Iterable[Clause]:
    names = [round.name for round in rules.rounds if not table.rounds or round.position in table.rounds]
    over = listed(names) if len(rules.rounds) > 1 else _("các đợt")
    told = _("Xếp hạng chung cuộc: cộng điểm lượt được tính của %(over)s.") % {"over": over}
    if table.best_legs:
        best = ngettext(
            "Chỉ cộng %(count)s đợt cao điểm nhất của mỗi người.",
            "Chỉ cộng %(count)s đợt cao điểm nhất của mỗi người.",
            table.best_legs,
        )
        told += " " + best % {"count": table.best_legs}
    if table.weights:
        told = _weighed(rules, table)
    if len(names) > 1 and not table.weights and any(round.rules.carry == "points" for round in rules.rounds):
        told += " " + _("Điểm mang sang từ vòng trước không cộng thêm lần nữa.")
    shown = examples.of_weights(rules, table) if table.weights else examples.of_overall(table)
    yield Clause(told, (), shown)
    if table.place_points:
        yield Clause(_placed(rules, table), (), examples.of_places(table))
    order = _(", rồi ").join(overall_key(key) for key in table.keys)
    yield Clause(_("Thứ tự chung cuộc: %(order)s; bằng nhau hết thì đồng hạng.") % {"order": order})
    if table.every_leg or table.min_points is not None:
        yield Clause(_who_is_ranked(table))


def _weighed(rules: Rules, table: Overall) -> str:
    names = {round.position: round.name for round in rules.rounds}
    each = ", ".join(
        _("“%(part)s” %(percent)s %%") % {"part": names.get(one.round, one.round), "percent": number(one.percent)}
        for one in table.weights
    )
    told = _(
        "Xếp hạng chung cuộc tính trên 100: mỗi vòng lấy tổng điểm lượt được tính chia cho số điểm cao nhất của tất cả "
        "các đợt trong vòng, nhân tỷ trọng: %(each)s. Đợt không dự tính là 0; câu bị hủy vẫn tính trong điểm cao nhất."
    )
    return told % {"each": each}


def _placed(rules: Rules, table: Overall) -> str:
    each = ", ".join(
        _("hạng %(place)s cộng %(points)s") % {"place": place, "points": number(points)}
        for place, points in enumerate(table.place_points, 1)
    )
    told = _("Thêm điểm theo thứ hạng trong mỗi đợt: %(each)s; đồng hạng thì cùng được như nhau.") % {"each": each}
    if len(rules.divisions) > 1:
        told += " " + _("Thứ hạng tính riêng từng bảng.")
    return told


def _who_is_ranked(table: Overall) -> str:
    if table.min_points is None:
        return _("Chỉ xếp hạng người dự đủ tất cả các đợt.")
    floor = {"points": number(table.min_points)}
    if table.every_leg:
        return _("Chỉ xếp hạng người dự đủ tất cả các đợt và đạt từ %(points)s điểm trở lên.") % floor
    return _("Chỉ xếp hạng người đạt từ %(points)s điểm trở lên.") % floor


def unit_name(ranking: UnitRanking) -> str:
    """What a ranking of units is called."""
    return (
        ranking.name
        or {
            "people": _("Tập thể có nhiều người dự thi"),
            "ratio": _("Tập thể có tỷ lệ dự thi cao"),
            "average_best_k": _("Tập thể có điểm trung bình cao"),
            "prizes": _("Tập thể có nhiều người đoạt giải"),
            "composite": _("Tập thể xuất sắc"),
            "entered": _("Tập thể tổ chức tốt"),
        }[ranking.measure]
    )


def unit_ranking(ranking: UnitRanking, overall: Overall | None = None) -> Iterable[Clause]:
    told = f"{unit_name(ranking)}: {_measured(ranking)}"
    if ranking.measure == "average_best_k" and overall is not None and not overall.is_plain_sum:
        told += " " + _("Chỉ tính người được xếp hạng chung cuộc, theo tổng điểm ở đó.")
    yield Clause(told, tuple(_unit_points(ranking)), examples.of_units(ranking))


def _measured(ranking: UnitRanking) -> str:
    told = {
        "people": _("xếp theo số thí sinh, mỗi người tính một lần dù thi nhiều lượt."),
        "ratio": _("xếp theo tỷ lệ số thí sinh trên số đoàn viên, thanh niên của đơn vị."),
        "average_best_k": _(
            "xếp theo điểm trung bình của %(k)s thí sinh cao điểm nhất; đơn vị ít người hơn vẫn chia cho %(k)s."
        ) % {"k": ranking.k},
        "prizes": _("xếp theo số giải mà thí sinh của đơn vị đoạt được."),
        "entered": _("xếp theo %(basis)s; ban tổ chức ghi bằng quyết định có lý do.") % {"basis": ranking.basis},
        "composite": _("xếp theo %(factor)s × tỷ lệ dự thi + điểm quy đổi giải của thí sinh trong đơn vị.")
        % {"factor": number(ranking.participation_factor)},
    }[ranking.measure]  # fmt: skip
    if ranking.mean_of_legs and ranking.measure in ("people", "ratio", "composite"):
        told += " " + _("Số người, tỷ lệ dự thi tính trong từng đợt rồi lấy trung bình các đợt.")
    return told


def _unit_points(ranking: UnitRanking) -> Iterable[str]:
    if ranking.unit_kind in KINDS:
        yield _("So các đơn vị loại: %(kind)s, gộp cả các đơn vị bên dưới.") % {"kind": _(KINDS[ranking.unit_kind])}
    if ranking.measure == "composite" and ranking.prize_points:
        worth = [_(GRADES[one.grade]) + " " + number(one.points) for one in ranking.prize_points]
        yield _("Điểm quy đổi: %(worth)s.") % {"worth": ", ".join(worth)}
    if ranking.measure in ("ratio", "composite"):
        if ranking.capped:
            yield _("Tỷ lệ cao nhất tính là 100 %.")
        yield _("Đơn vị chưa có số đoàn viên, thanh niên thì vẫn nêu tên, không xếp hạng.")
    if ranking.min_heads:
        yield _("Chỉ xếp hạng đơn vị có từ %(count)s đoàn viên, thanh niên trở lên.") % {"count": ranking.min_heads}
    for one in ranking.classes:
        yield _class(one.name, one.heads_from, one.heads_to)


def _class(name: str, low: int, high: int | None) -> str:
    if high is None:
        return _("Xếp riêng nhóm %(name)s: từ %(low)s người.") % {"name": name, "low": low}
    return _("Xếp riêng nhóm %(name)s: từ %(low)s đến %(high)s người.") % {"name": name, "low": low, "high": high}
