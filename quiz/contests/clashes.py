"""All rules of a contest that cannot hold together, and those of its prizes and rankings. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from quiz.contests.articles.article import AFTERWARDS, DATA, PAPER, PRIZES, SCORING, TIMES, WHOM
from quiz.contests.clashing import Clash, Facts, in_rounds, whom_and_how
from quiz.contests.clashing_prizes import in_prizes
from quiz.contests.clashing_times import after_the_round, freezing, in_times, registering, rounds_in_turn
from quiz.contests.contest_rules import Rules, RulesRound
from quiz.contests.prediction import TARGETS
from quiz.contests.prizes import GRADES
from quiz.contests.reach import most_each, most_exactly, most_overall, most_with_carried
from quiz.contests.unit_ranking import Overall, UnitRanking
from quiz.in_words import number
from quiz.language import gettext as _

NOTHING_KNOWN = Facts()


def clashes(rules: Rules, facts: Facts = NOTHING_KNOWN) -> list[Clash]:
    """In the order of the forms; warnings among them."""
    return [
        *in_rounds(rules),
        *in_times(rules),
        *rounds_in_turn(rules),
        *freezing(rules),
        *whom_and_how(rules),
        *registering(rules),
        *(clash for round in rules.rounds for clash in _advance(rules, round)),
        *_more_than_came(rules, facts),
        *_carried_from_nowhere(rules),
        *(clash for round in rules.rounds for clash in _board(rules, round)),
        *_overall(rules),
        *_units(rules, facts),
        *in_prizes(rules, facts),
        *after_the_round(rules),
    ]


def _advance(rules: Rules, round: RulesRound) -> Iterator[Clash]:
    advance = round.rules.advance
    field = f"advance-{round.position}"
    if (
        advance.ties == "extra_question"
        and (advance.goes_by_count or advance.per_leg or advance.per_unit)
        and len(round.parts) < 2
    ):
        told = _("%(round)s: bằng nhau ở vạch thì trả lời câu hỏi phụ, mà vòng không còn phần nào để hỏi.")
        yield Clash((PAPER, SCORING), told % {"round": round.name}, "advance", field)
    if advance.part is not None and advance.part not in {part.position for part in round.parts}:
        yield Clash((PAPER, SCORING), _("%(round)s: không có phần thi số %(part)s.") % {
            "round": round.name, "part": advance.part}, "advance", field)  # fmt: skip
    most = most_with_carried(rules, round)
    if advance.total_floor is not None and most is not None and advance.total_floor > most:
        yield Clash((PAPER, SCORING), _("%(round)s: cao nhất được %(most)s điểm, không ai đạt %(floor)s.") % {
            "round": round.name, "most": number(most), "floor": number(advance.total_floor),
        }, "advance", field)  # fmt: skip
    yield from _part_floor(round, field)
    if advance.kind == "best_per_unit":
        yield from _by_unit(rules, round, field)
    if advance.per_division and len(rules.divisions) < 2:
        told = _("%(round)s: chọn riêng từng bảng, mà cuộc thi chỉ có một bảng.") % {"round": round.name}
        yield Clash((WHOM, SCORING), told, "advance", field)


def _by_unit(rules: Rules, round: RulesRound, field: str) -> Iterator[Clash]:
    """The first of each unit go on: everybody stands for one, and a reserve could only be of another."""
    entering = rules.contest.registration
    if entering.mode == "open" and entering.unit != "required":
        told = _("%(round)s chọn người đứng đầu của mỗi đơn vị, mà đăng ký không bắt buộc khai đơn vị.")
        yield Clash((SCORING, DATA), told % {"round": round.name}, "advance", field)
    if round.rules.advance.reserves:
        told = _("%(round)s chọn người đứng đầu của mỗi đơn vị thì không có dự bị chung: hãy tăng số người mỗi đơn vị.")
        yield Clash((SCORING,), told % {"round": round.name}, "advance", field)
    quota = rules.contest.eligibility.quota_per_unit
    if quota is not None and round.position == rules.rounds[0].position and (round.rules.advance.per_unit or 0) > quota:
        told = _("%(round)s: mỗi đơn vị %(count)s người đi tiếp, mà mỗi đơn vị chỉ cử %(quota)s người.")
        said = {"round": round.name, "count": round.rules.advance.per_unit, "quota": quota}
        yield Clash((WHOM, SCORING), told % said, "advance", field)


def _more_than_came(rules: Rules, facts: Facts) -> Iterator[Clash]:
    """More first places than there are people to take them."""
    for before, after in pairwise(rules.rounds):
        came, wanted = before.rules.advance, after.rules.advance
        if came.kind == wanted.kind == "top_n" and not came.per_division and (wanted.count or 0) > (came.count or 0):
            told = _("%(after)s: %(count)s người đứng đầu vào vòng sau, mà chỉ %(came)s người vào %(after)s.")
            said = {"after": after.name, "count": wanted.count, "came": came.count}
            yield Clash((SCORING,), told % said, "advance", f"advance-{after.position}")
    first = rules.rounds[0] if rules.rounds else None
    count = first.rules.advance.count if first is not None and first.rules.advance.kind == "top_n" else None
    if first is not None and count is not None and facts.entries is not None and count >= facts.entries:
        told = _("%(round)s: %(count)s người đứng đầu vào vòng sau, mà danh sách có %(people)s người: ai cũng vào.")
        said = {"round": first.name, "count": count, "people": facts.entries}
        yield Clash((WHOM, SCORING), told % said, "advance", f"advance-{first.position}", is_warning=True)


def _carried_from_nowhere(rules: Rules) -> Iterator[Clash]:
    """Points come along only from a round before."""
    first = rules.rounds[0] if rules.rounds else None
    if first is not None and first.rules.carry == "points":
        told = _("%(round)s là vòng đầu tiên, không có điểm vòng trước để cộng vào.") % {"round": first.name}
        yield Clash((PAPER, SCORING), told, "advance", f"carry-{first.position}")


def _part_floor(round: RulesRound, field: str) -> Iterator[Clash]:
    """What a part has to bring, against what it can."""
    advance = round.rules.advance
    part = next((one for one in round.parts if one.position == advance.part), None)
    legs = [leg for leg in round.legs if not leg.cancelled]
    if part is None or part.kind != "quiz" or advance.part_floor is None or any(leg.questions for leg in legs):
        return
    most = part.questions * max(1, len(legs)) * most_each(round)
    if advance.part_floor > most:
        told = _("%(round)s: cao nhất được %(most)s điểm, không ai đạt %(floor)s.")
        told %= {"round": part.name, "most": number(most), "floor": number(advance.part_floor)}
        yield Clash((PAPER, SCORING), told, "advance", field)


def _board(rules: Rules, round: RulesRound) -> Iterator[Clash]:
    if round.rules.board_shows == "divisions" and len(rules.divisions) < 2:
        told = _("%(round)s: bảng xếp hạng xếp riêng từng bảng đấu, mà cuộc thi chỉ có một bảng.")
        yield Clash((WHOM, AFTERWARDS), told % {"round": round.name}, "rounds", "board_shows")


def _overall(rules: Rules) -> Iterator[Clash]:
    table = rules.contest.overall
    if table is None:
        return
    known = {round.position for round in rules.rounds}
    if missing := [position for position in table.rounds if position not in known]:
        told = _("Xếp hạng chung cuộc cộng điểm vòng số %(round)s, mà không có vòng ấy.") % {"round": missing[0]}
        yield Clash((PAPER, SCORING), told, "overall", "rounds")
        return
    summed = [round for round in rules.rounds if not table.rounds or round.position in table.rounds]
    legs = sum(not leg.cancelled for round in summed for leg in round.legs)
    if legs < 2:
        told = _("Xếp hạng chung cuộc cộng điểm nhiều đợt, mà chỉ có một đợt.")
        yield Clash((TIMES, SCORING), told, "overall", "rounds")
    elif table.best_legs and table.best_legs > legs:
        told = _("Cộng %(best)s đợt cao điểm nhất, mà chỉ có %(legs)s đợt.") % {"best": table.best_legs, "legs": legs}
        yield Clash((TIMES, SCORING), told, "overall", "best_legs")
    most = most_overall(rules, table)
    if table.min_points is not None and most is not None and table.min_points > most:
        told = _("Cao nhất được %(most)s điểm, không ai đạt %(floor)s.")
        told %= {"most": number(most), "floor": number(table.min_points)}
        yield Clash((PAPER, SCORING), told, "overall", "min_points")
    if table.keys[:1] != ("points",):
        yield Clash((SCORING,), _("Tổng điểm phải là tiêu chí chung cuộc đầu tiên."), "overall", "keys")
    by_people = [key for key in table.keys if key in ("jury", "lots")]
    if by_people and table.keys[-len(by_people) :] not in (("jury",), ("lots",), ("jury", "lots")):
        told = _("Ban giám khảo quyết định, rồi bốc thăm, phải đứng sau mọi tiêu chí khác.")
        yield Clash((SCORING,), told, "overall", "keys")
    if "prediction" in table.keys and not any("prediction" in one.rules.ranking for one in summed):
        told = _("Xếp hạng chung cuộc theo dự đoán, mà không vòng nào hỏi dự đoán.")
        yield Clash((PAPER, SCORING), told, "overall", "keys")
    yield from _weights(table, summed)
    yield from _unlike_predictions(table, summed)


def _weights(table: Overall, summed: Sequence[RulesRound]) -> Iterator[Clash]:
    """Rounds by per cent: all of them and nothing else, out of what each can bring."""
    if not table.weights:
        return
    named = {one.round for one in table.weights}
    if named != {round.position for round in summed} or sum(one.percent for one in table.weights) != 100:
        told = _("Tỷ trọng phải ghi cho đúng các vòng được cộng, và cộng lại đúng 100 %%.") % {}
        yield Clash((SCORING,), told, "overall", "weights")
        return
    if len(summed) < 2:
        yield Clash((PAPER, SCORING), _("Tính theo tỷ trọng các vòng, mà chỉ có một vòng."), "overall", "weights")
    if table.best_legs or table.place_points:
        told = _("Tính theo tỷ trọng các vòng thì cộng mọi đợt, không thêm điểm theo thứ hạng.")
        yield Clash((SCORING,), told, "overall", "weights")
    for round in summed:
        if round.rules.carry == "points":
            told = _("%(round)s đã cộng điểm vòng trước, nên không tính thêm theo tỷ trọng được.")
            yield Clash((SCORING,), told % {"round": round.name}, "overall", "weights")
        elif any(most_exactly(round, leg) is None for leg in round.legs if not leg.cancelled):
            told = _(
                "%(round)s: không biết trước số điểm cao nhất (đề chưa có ma trận, có điểm riêng theo chủ đề, hoặc do "
                "giám khảo chấm), nên không tính theo tỷ trọng được."
            )
            yield Clash((PAPER, SCORING), told % {"round": round.name}, "overall", "weights")


def _unlike_predictions(table: Overall, summed: Sequence[RulesRound]) -> Iterator[Clash]:
    """Distances add up only where the same is predicted: people and per cent make no sum."""
    asked = list(dict.fromkeys(one.rules.prediction for one in summed if one.rules.prediction is not None))
    if "prediction" in table.keys and len(asked) > 1:
        told = _(
            "Xếp hạng chung cuộc cộng độ lệch dự đoán, mà các vòng hỏi những số khác nhau: %(one)s; %(other)s. Hãy hỏi "
            "cùng một số, hoặc bỏ tiêu chí dự đoán."
        )
        said = {"one": _(TARGETS[asked[0]]), "other": _(TARGETS[asked[1]])}
        yield Clash((PAPER, SCORING), told % said, "overall", "keys")


def _units(rules: Rules, facts: Facts) -> Iterator[Clash]:
    if facts.units_without_heads and (needing := _first_needing_heads(rules)) is not None:
        told = _("%(count)s đơn vị có người dự thi chưa có số đoàn viên, thanh niên: sẽ nêu tên, không xếp hạng.")
        told, field = told % {"count": facts.units_without_heads}, f"ranking-{needing.number}"
        yield Clash((SCORING,), told, "units", field, is_warning=True)
    for ranking in rules.contest.unit_rankings:
        field = f"ranking-{ranking.number}"
        yield from _points_of_prizes(rules, ranking, field)
        if any(one.heads_to is not None and one.heads_to < one.heads_from for one in ranking.classes):
            yield Clash((SCORING,), _("Có nhóm đơn vị mà số người đến nhỏ hơn số người từ."), "units", field)
        else:
            yield from _classes_that_meet(ranking, field)
        quota = rules.contest.eligibility.quota_per_unit
        if ranking.k is not None and quota is not None and ranking.k > quota and not ranking.unit_kind:
            told = _("Tính điểm trung bình của %(k)s người mỗi đơn vị, mà mỗi đơn vị chỉ cử %(quota)s người.")
            yield Clash((WHOM, SCORING), told % {"k": ranking.k, "quota": quota}, "units", field)


def _classes_that_meet(ranking: UnitRanking, field: str) -> Iterator[Clash]:
    """A unit is compared in one class."""
    in_order = sorted(ranking.classes, key=lambda one: one.heads_from)
    for smaller, larger in pairwise(in_order):
        if smaller.heads_to is None or smaller.heads_to >= larger.heads_from:
            told = _("Đơn vị có %(heads)s người thuộc cả nhóm %(one)s và nhóm %(other)s.")
            said = {"heads": larger.heads_from, "one": smaller.name, "other": larger.name}
            yield Clash((SCORING,), told % said, "units", field)


def _first_needing_heads(rules: Rules) -> UnitRanking | None:
    return next((ranking for ranking in rules.contest.unit_rankings if ranking.needs_head_counts), None)


def _points_of_prizes(rules: Rules, ranking: UnitRanking, field: str) -> Iterator[Clash]:
    given = {prize.grade for prize in rules.contest.prizes if not prize.goes_to_units}
    if ranking.measure in ("prizes", "composite") and not given:
        told = _("Xếp hạng tập thể theo giải của thí sinh, mà không có giải cá nhân nào.")
        yield Clash((SCORING, PRIZES), told, "units", field)
    elif ranking.measure == "composite":
        for one in ranking.prize_points:
            if one.grade not in given:
                told = _("Quy đổi điểm cho %(grade)s, mà không có giải ấy.") % {"grade": _(GRADES[one.grade])}
                yield Clash((SCORING, PRIZES), told, "units", field)
