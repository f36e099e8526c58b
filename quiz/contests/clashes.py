"""All rules of a contest that cannot hold together, and those of its prizes and rankings. Pure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from quiz.contests.articles.article import AFTERWARDS, PAPER, PRIZES, SCORING, TIMES, WHOM
from quiz.contests.articles.awards import prize_name
from quiz.contests.clashing import (
    Clash,
    Facts,
    after_the_round,
    in_rounds,
    in_times,
    registering,
    whom_and_how,
)
from quiz.contests.contest_rules import Rules, RulesRound
from quiz.contests.prediction import TARGETS
from quiz.contests.prizes import GRADES, Prize
from quiz.contests.unit_ranking import Overall, UnitRanking
from quiz.in_words import number
from quiz.language import gettext as _

NOTHING_KNOWN = Facts()


def clashes(rules: Rules, facts: Facts = NOTHING_KNOWN) -> list[Clash]:
    """In the order of the forms; warnings among them."""
    return [
        *in_rounds(rules),
        *in_times(rules),
        *whom_and_how(rules),
        *registering(rules),
        *(clash for round in rules.rounds for clash in _advance(rules, round)),
        *(clash for round in rules.rounds for clash in _board(rules, round)),
        *_overall(rules),
        *_units(rules, facts),
        *(clash for place, prize in enumerate(rules.contest.prizes) for clash in _prize(rules, place, prize)),
        *_prizes_together(rules, facts),
        *after_the_round(rules),
    ]


def most_points(round: RulesRound) -> Decimal:
    """What a paper can come to: every question of the topic that brings the most."""
    return most_of(round, None)


def most_of(round: RulesRound, questions: int | None) -> Decimal:
    """The same of a paper of so many questions, of which it is not known in which parts they are (None: of its own)."""
    if round.mixing == "percent":
        return Decimal(100)
    if round.mixing != "coefficients":
        return (questions or round.questions) * most_each(round)
    if questions is not None:
        return questions * most_each(round) * max((part.coefficient for part in round.parts), default=1)
    return sum((part.questions * part.coefficient * most_each(round) for part in round.parts), Decimal(0))


def most_each(round: RulesRound) -> Decimal:
    """What a question can bring."""
    return max([round.rules.points_right, *(one.points for one in round.rules.topic_points)])


def _advance(rules: Rules, round: RulesRound) -> Iterator[Clash]:
    advance = round.rules.advance
    field = f"advance-{round.position}"
    if advance.ties == "extra_question" and (advance.goes_by_count or advance.per_leg) and len(round.parts) < 2:
        told = _("%(round)s: bằng nhau ở vạch thì trả lời câu hỏi phụ, mà vòng không còn phần nào để hỏi.")
        yield Clash((PAPER, SCORING), told % {"round": round.name}, "advance", field)
    if advance.part is not None and advance.part not in {part.position for part in round.parts}:
        yield Clash((PAPER, SCORING), _("%(round)s: không có phần thi số %(part)s.") % {
            "round": round.name, "part": advance.part}, "advance", field)  # fmt: skip
    most = _most_with_carried(rules, round)
    if advance.total_floor is not None and most is not None and advance.total_floor > most:
        yield Clash((PAPER, SCORING), _("%(round)s: cao nhất được %(most)s điểm, không ai đạt %(floor)s.") % {
            "round": round.name, "most": number(most), "floor": number(advance.total_floor),
        }, "advance", field)  # fmt: skip
    yield from _part_floor(round, field)
    if advance.per_division and len(rules.divisions) < 2:
        told = _("%(round)s: chọn riêng từng bảng, mà cuộc thi chỉ có một bảng.") % {"round": round.name}
        yield Clash((WHOM, SCORING), told, "advance", field)


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


def _most_with_carried(rules: Rules, round: RulesRound) -> Decimal | None:
    """Of all its legs, with what may be brought along from the rounds before; None where judges give points."""
    if round.kind != "online":
        return None
    earlier = [one for one in rules.rounds if one.position < round.position]
    before = max(earlier, key=lambda one: one.position, default=None)
    own = [leg.questions for leg in round.legs if not leg.cancelled] or [None]
    most = sum((most_of(round, questions) for questions in own), Decimal(0))
    if round.rules.carry != "points" or before is None:
        return most
    brought = _most_with_carried(rules, before)
    return None if brought is None else most + brought


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
    most = sum((most_points(round) * sum(not leg.cancelled for leg in round.legs) for round in summed), Decimal(0))
    if table.min_points is not None and table.min_points > most and all(one.kind == "online" for one in summed):
        told = _("Cao nhất được %(most)s điểm, không ai đạt %(floor)s.")
        told %= {"most": number(most), "floor": number(table.min_points)}
        yield Clash((PAPER, SCORING), told, "overall", "min_points")
    if "prediction" in table.keys and not any("prediction" in one.rules.ranking for one in summed):
        told = _("Xếp hạng chung cuộc theo dự đoán, mà không vòng nào hỏi dự đoán.")
        yield Clash((PAPER, SCORING), told, "overall", "keys")
    yield from _unlike_predictions(table, summed)


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
    for ranking in rules.contest.unit_rankings:
        field = f"ranking-{ranking.number}"
        yield from _points_of_prizes(rules, ranking, field)
        if ranking.needs_head_counts and facts.units_without_heads:
            told = _("%(count)s đơn vị có người dự thi chưa có số đoàn viên, thanh niên: sẽ nêu tên, không xếp hạng.")
            yield Clash((SCORING,), told % {"count": facts.units_without_heads}, "units", field, is_warning=True)
        if any(one.heads_to is not None and one.heads_to < one.heads_from for one in ranking.classes):
            yield Clash((SCORING,), _("Có nhóm đơn vị mà số người đến nhỏ hơn số người từ."), "units", field)


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


def _prize(rules: Rules, place: int, prize: Prize) -> Iterator[Clash]:
    """A prize, against where it is won."""
    field, name = f"prize-{place + 1}", prize_name(prize)
    if (told := _nowhere(rules, prize)) is not None:
        articles, text = told
        yield Clash(articles, text % {"prize": name}, "prizes", field)
        return
    round = rules.round_at(prize.round)
    if round is None or prize.how_many != "all_remaining" or prize.floor is not None or prize.scope == "overall":
        return
    later = [other for other in rules.rounds if other.position > round.position]
    if prize.scope in ("round", "leg", "leg_division") and round.rules.advance.kind != "none" and later:
        told_all = _(
            "%(prize)s trao cho tất cả những người còn lại của %(round)s, kể cả người không được vào vòng sau; hãy đặt "
            "điểm tối thiểu, hoặc trao ở %(last)s."
        )
        said = {"prize": name, "round": round.name, "last": later[-1].name}
        yield Clash((SCORING, PRIZES), told_all % said, "prizes", field)


def _nowhere(rules: Rules, prize: Prize) -> tuple[tuple[int, ...], str] | None:
    """What the prize's scope lacks."""
    round = rules.round_at(prize.round)
    if round is None:
        return (PAPER, PRIZES), _("%(prize)s: không có vòng thi ấy.")
    if prize.scope == "part" and prize.part not in {part.position for part in round.parts}:
        return (PAPER, PRIZES), _("%(prize)s: không có phần thi ấy.")
    if prize.scope == "overall" and rules.contest.overall is None:
        return (SCORING, PRIZES), _("%(prize)s trao theo xếp hạng chung cuộc, mà chưa có xếp hạng chung cuộc.")
    if prize.scope in ("division", "leg_division") and len(rules.divisions) < 2:
        return (WHOM, PRIZES), _("%(prize)s trao riêng từng bảng, mà cuộc thi chỉ có một bảng.")
    if prize.scope == "unit" and prize.unit_ranking not in {one.number for one in rules.contest.unit_rankings}:
        return (SCORING, PRIZES), _("%(prize)s trao cho tập thể, mà chưa có xếp hạng tập thể ấy.")
    return None


def _prizes_together(rules: Rules, facts: Facts) -> Iterator[Clash]:
    cap = rules.contest.awarding.cap_percent
    own = [one for one in rules.contest.prizes if not one.goes_to_units and one.grade != "certificate"]
    rest = [one for one in own if one.how_many == "all_remaining" and one.floor is None]
    for scope in {(one.scope, one.round, one.part) for one in rest}:
        if sum((one.scope, one.round, one.part) == scope for one in rest) > 1:
            told = _("Hai giải cùng trao cho tất cả những người còn lại.")
            yield Clash((PRIZES,), told, "prizes", "prizes")
    if cap is None:
        return
    shares = sum((one.share_percent for one in own if one.share_percent is not None), Decimal(0))
    if rest or shares > cap:
        told = _("Các giải theo tỷ lệ, hoặc cho tất cả, vượt quá mức %(cap)s %% của tổng số giải.") % {
            "cap": number(cap)
        }
        yield Clash((PRIZES,), told, "prizes", "cap_percent")
        return
    fixed = sum((one.count or 0) * _times(rules, one) for one in own)
    if facts.entries is not None and fixed * 100 > cap * facts.entries:
        told = _("Số giải đã định là %(fixed)s, vượt quá %(cap)s %% của %(people)s người trong danh sách.")
        told %= {"fixed": fixed, "cap": number(cap), "people": facts.entries}
        yield Clash((PRIZES,), told, "prizes", "cap_percent")


def _times(rules: Rules, prize: Prize) -> int:
    """How often a prize of this scope is given."""
    if prize.scope == "division":
        return len(rules.divisions)
    if prize.scope not in ("leg", "leg_division"):
        return 1
    rounds = [round for round in rules.rounds if prize.round in (None, round.position)]
    legs = sum(not leg.cancelled for round in rounds for leg in round.legs)
    return legs * len(rules.divisions) if prize.scope == "leg_division" else legs
