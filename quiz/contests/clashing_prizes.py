"""Prizes that cannot be given as the rules say: nowhere won, out of reach, or more than there may be. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from quiz.contests.articles.article import PAPER, PRIZES, SCORING, WHOM
from quiz.contests.articles.awards import prize_name
from quiz.contests.clashing import Clash, Facts
from quiz.contests.contest_rules import Rules
from quiz.contests.prizes import GRADES, Prize
from quiz.contests.reach import most_won_in
from quiz.in_words import number
from quiz.language import gettext as _


def in_prizes(rules: Rules, facts: Facts) -> Iterator[Clash]:
    for place, prize in enumerate(rules.contest.prizes):
        yield from _prize(rules, place, prize)
    yield from _worth_less(rules)
    yield from _out_of_turn(rules)
    yield from _prizes_together(rules, facts)


def _prize(rules: Rules, place: int, prize: Prize) -> Iterator[Clash]:
    """A prize, against where it is won."""
    field, name = f"prize-{place + 1}", prize_name(prize)
    if (told := _nowhere(rules, prize)) is not None:
        articles, text = told
        yield Clash(articles, text % {"prize": name}, "prizes", field)
        return
    yield from _beyond_its_scope(rules, prize, field, name)
    yield from _out_of_reach(rules, prize, field, name)
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


def _out_of_reach(rules: Rules, prize: Prize, field: str, name: str) -> Iterator[Clash]:
    """A floor that nobody can come up to."""
    most = most_won_in(rules, prize) if prize.floor is not None else None
    if most and prize.floor is not None and prize.floor > most:  # nothing: its paper is not composed yet
        told = _("%(prize)s: cao nhất được %(most)s điểm, không ai đạt %(floor)s.")
        said = {"prize": name, "most": number(most), "floor": number(prize.floor)}
        yield Clash((PAPER, PRIZES), told % said, "prizes", field)


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
    ranking = next((one for one in rules.contest.unit_rankings if one.number == prize.unit_ranking), None)
    if prize.scope == "leg_unit" and ranking is not None:
        if ranking.measure == "entered":
            told = _("%(prize)s trao mỗi đợt, mà tập thể xếp theo kết quả ban tổ chức ghi cả cuộc thi.")
            return (SCORING, PRIZES), told
        if ranking.measure == "prizes" and not any(_is_won_in_legs(one) for one in rules.contest.prizes):
            told = _("%(prize)s trao mỗi đợt theo số giải thí sinh đoạt trong đợt, mà không có giải cá nhân mỗi đợt.")
            return (SCORING, PRIZES), told
    if prize.ranks_units and ranking is None:
        return (SCORING, PRIZES), _("%(prize)s trao cho tập thể, mà chưa có xếp hạng tập thể ấy.")
    return None


def _is_won_in_legs(prize: Prize) -> bool:
    return prize.scope in ("leg", "leg_division") and not prize.goes_to_units and prize.grade != "certificate"


def _beyond_its_scope(rules: Rules, prize: Prize, field: str, name: str) -> Iterator[Clash]:
    """A condition to which nobody can be held where the prize is won."""
    if prize.every_leg and (prize.scope in ("leg", "leg_division") or prize.ranks_units):
        told = _("%(prize)s đòi dự đủ mọi đợt: chỉ đặt được cho giải cá nhân xét trên nhiều đợt.")
        yield Clash((PRIZES,), told % {"prize": name}, "prizes", field)
    table = rules.contest.overall
    least = table.min_points if table is not None and prize.scope == "overall" else None
    if least is not None and prize.floor is not None and prize.floor < least:
        told = _("%(prize)s: đạt từ %(floor)s điểm, mà xếp hạng chung cuộc chỉ xếp người đạt từ %(least)s điểm.")
        said = {"prize": name, "floor": number(prize.floor), "least": number(least)}
        yield Clash((SCORING, PRIZES), told % said, "prizes", field)


def _out_of_turn(rules: Rules) -> Iterator[Clash]:
    """Prizes of one ranking that are given in an order in which somebody cannot have theirs."""
    prizes, place_of = rules.contest.prizes, list(GRADES)
    for place, one in enumerate(prizes):
        for later in prizes[place + 1 :]:
            if not _is_one_ranking(one, later) or "certificate" in (one.grade, later.grade):
                continue
            if told := _who_comes_short(rules, one, later, place_of.index(one.grade) - place_of.index(later.grade)):
                said = {"first": prize_name(one), "then": prize_name(later)}
                yield Clash((PRIZES,), told % said, "prizes", f"prize-{place + 1}")
                return


def _who_comes_short(rules: Rules, one: Prize, later: Prize, below: int) -> str:
    """`below`: how much lower a grade the prize has that the rules list first."""
    if rules.contest.one_prize != "higher":
        if below > 0 and "secondary" not in (one.grade, later.grade) and one.how_many != "all_remaining":
            return _("%(first)s ghi trước %(then)s: người đứng đầu sẽ nhận %(first)s. Hãy ghi giải cao trước.")
        return ""
    if below < 0 and _takes_everybody(one) and later.how_many != "all_remaining":
        return _("%(first)s trao cho tất cả những người còn lại, nên không còn ai để nhận %(then)s.")
    if below > 0 and _takes_everybody(later) and one.how_many != "all_remaining":
        return _("%(then)s trao cho tất cả những người còn lại, nên không còn ai để nhận %(first)s.")
    return ""


def _takes_everybody(prize: Prize) -> bool:
    return prize.how_many == "all_remaining" and prize.floor is None and not prize.every_leg


def _is_one_ranking(one: Prize, other: Prize) -> bool:
    if one.scope == "entered" or one.goes_to_units != other.goes_to_units:
        return False
    return (one.scope, one.round, one.part, one.unit_ranking) == (
        other.scope, other.round, other.part, other.unit_ranking,
    )  # fmt: skip


def _worth_less(rules: Rules) -> Iterator[Clash]:
    """Where the prize worth more is the higher, and the first of a ranking would be given the one of a lower grade."""
    own = [one for one in rules.contest.prizes if not one.goes_to_units and one.grade != "certificate"]
    if rules.contest.one_prize != "higher" or any(one.worth_vnd is None for one in own):
        return
    order = list(GRADES)
    for one in own:
        for other in own:
            together = (one.scope, one.round, one.part) == (other.scope, other.round, other.part)
            lower = order.index(one.grade) < order.index(other.grade)
            if together and lower and (one.worth_vnd or 0) < (other.worth_vnd or 0):
                told = _("%(higher)s có giá trị nhỏ hơn %(lower)s: người đứng đầu sẽ nhận %(lower)s.")
                said = {"higher": prize_name(one), "lower": prize_name(other)}
                place = rules.contest.prizes.index(one) + 1
                yield Clash((PRIZES,), told % said, "prizes", f"prize-{place}")
                return


def _prizes_together(rules: Rules, facts: Facts) -> Iterator[Clash]:
    cap = rules.contest.awarding.cap_percent
    own = [one for one in rules.contest.prizes if not one.goes_to_units and one.grade != "certificate"]
    rest = [one for one in own if one.how_many == "all_remaining" and one.floor is None]
    for scope in {(one.scope, one.round, one.part) for one in rest}:
        if sum((one.scope, one.round, one.part) == scope for one in rest) > 1:
            told = _("Hai giải cùng trao cho tất cả những người còn lại.")
            yield Clash((PRIZES,), told, "prizes", "prizes")
    yield from _more_than_all(own)
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


def _more_than_all(own: list[Prize]) -> Iterator[Clash]:
    """Shares of one ranking's people that come to more than all of them."""
    for scope in dict.fromkeys((one.scope, one.round, one.part) for one in own):
        of_it = (one.share_percent for one in own if (one.scope, one.round, one.part) == scope)
        whole = sum((share for share in of_it if share is not None), Decimal(0))
        if whole > 100:
            told = _("Các giải theo tỷ lệ cùng một bảng xếp hạng cộng lại %(sum)s %%, nhiều hơn số người dự thi.")
            yield Clash((PRIZES,), told % {"sum": number(whole)}, "prizes", "prizes")


def _times(rules: Rules, prize: Prize) -> int:
    """How often a prize of this scope is given."""
    if prize.scope == "division":
        return len(rules.divisions)
    if prize.scope not in ("leg", "leg_division"):
        return 1
    rounds = [round for round in rules.rounds if prize.round in (None, round.position)]
    legs = sum(not leg.cancelled for round in rounds for leg in round.legs)
    return legs * len(rules.divisions) if prize.scope == "leg_division" else legs
