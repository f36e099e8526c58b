"""Worked examples: what each formula of the rules comes to in numbers, computed as the program computes. Pure.

Exact all the way; a number that does not end is shown to two places, and said so.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from quiz.contests.articles.places import points_example
from quiz.contests.contest_rules import Rules, RulesRound
from quiz.contests.mixing import Mix, Worth, mix_of
from quiz.contests.prizes import GRADES, Prize
from quiz.contests.reach import most_exactly
from quiz.contests.rules import RoundRules
from quiz.contests.unit_ranking import Overall, UnitRanking
from quiz.in_words import number
from quiz.language import gettext as _

HEADS = 60
TAKING_PART = 137
HALF = Fraction(1, 2)
LAST_CHANGE_S, HANDED_IN_S = 7 * 60 + 42, 9 * 60 + 10


def shown(value: Fraction | Decimal | int) -> str:
    """Exact where two places hold it; else rounded to two places as boards do, a half up, with "≈"."""
    exact = Fraction(value)
    places = Fraction(floor(exact * 100 + HALF), 100)
    text = number(Decimal(places.numerator) / Decimal(places.denominator))
    return text if places == exact else f"≈ {text}"


def _equal(told: str) -> str:
    """A sum that does not end is not said to equal what is shown of it."""
    return told.replace("= ≈", "≈")


def of_points(round: RulesRound) -> tuple[str, ...]:
    """Right, wrong and empty answers, with the minus for a wrong one; a topic of its own; an answer right in part."""
    if not round.questions:
        return ()
    return (_whole_paper(round), *_of_topics(round.rules), _in_part(round.rules))


def _of_topics(rules: RoundRules) -> tuple[str, ...]:
    """Two right answers of the first topic that has points of its own, and one of another."""
    if not rules.topic_points:
        return ()
    topic, other = rules.topic_points[0], rules.points_right
    told = _("Ví dụ: đúng 2 câu thuộc “%(topic)s” và 1 câu thường: 2 × %(each)s + 1 × %(other)s = %(sum)s điểm.")
    said = {"topic": topic.name, "each": number(topic.points), "other": number(other)}
    return (told % {**said, "sum": number(2 * topic.points + other)},)


def _in_part(rules: RoundRules) -> str:
    told = _("Ví dụ: câu nối bốn ý, đúng ba ý, được %(sum)s điểm.")
    each = Fraction(rules.points_right)
    if rules.partial != "whole":
        return _equal(told % {"sum": f"3 ÷ 4 × {number(rules.points_right)} = {shown(each * 3 / 4)}"})
    if rules.minus_wrong:
        lost = _("Ví dụ: câu nối bốn ý, đúng ba ý, coi là câu sai: bị trừ %(minus)s điểm.")
        return lost % {"minus": number(rules.minus_wrong)}
    return told % {"sum": "0"}


def _whole_paper(round: RulesRound) -> str:
    questions = round.questions
    if round.rules.minus_wrong:
        return points_example(round.rules, questions)
    right = max(1, questions * 4 // 5)
    wrong = (questions - right + 1) // 2
    told = _("Ví dụ: đúng %(right)s câu, sai %(wrong)s câu, bỏ trống %(empty)s câu: %(sum)s.")
    each = round.rules.points_right
    total = f"{right} × {number(each)} = {shown(right * Fraction(each))}"
    counted = {"right": right, "wrong": wrong, "empty": questions - right - wrong}
    return told % {**counted, "sum": _("%(sum)s điểm") % {"sum": total}}


def of_mixing(round: RulesRound) -> tuple[str, ...]:
    """Four of five points of the first part, half of those of the others; mixed as the program mixes."""
    parts = [part for part in round.parts if part.kind == "quiz" and part.questions]
    if len(parts) < 2 or round.mixing == "sum":
        return ()
    worths = [_half_right(round, part.questions, Fraction(4, 5) if not n else HALF) for n, part in enumerate(parts)]
    weights = [part.coefficient if round.mixing == "coefficients" else part.weight_percent or 0 for part in parts]
    whole = mix_of(round.mixing, dict(enumerate(weights))).whole(enumerate(worths))
    got = ", ".join(
        _("“%(part)s” được %(points)s trên %(most)s điểm") % {
            "part": part.name, "points": shown(worth.points), "most": shown(worth.most)}
        for part, worth in zip(parts, worths, strict=True)
    )  # fmt: skip
    terms = " + ".join(
        f"{weight} × {shown(worth.points)}" + ("" if round.mixing == "coefficients" else f" ÷ {shown(worth.most)}")
        for weight, worth in zip(weights, worths, strict=True)
    )
    told = _("Ví dụ: %(got)s: %(terms)s = %(total)s điểm.")
    return (_equal(told % {"got": got, "terms": terms, "total": shown(whole.points)}),)


def _half_right(round: RulesRound, questions: int, share: Fraction) -> Worth:
    """About this share of them right, and nothing wrong."""
    each = Fraction(round.rules.points_right)
    return Worth(max(1, int(questions * share)) * each, questions * each)


def of_ranking(rules: RoundRules) -> tuple[str, ...]:
    """Within the minutes that there are."""
    if "elapsed" not in rules.ranking:
        return ()
    last = LAST_CHANGE_S if rules.minutes >= 10 else rules.minutes * 45
    handed_in = HANDED_IN_S if rules.minutes >= 10 else rules.minutes * 55
    told = _(
        "Ví dụ: bắt đầu lúc 08:00:00, đổi câu trả lời cuối cùng lúc %(last)s, nộp bài lúc %(handed_in)s: thời gian làm "
        "bài là %(minutes)s phút %(seconds)s giây."
    )
    moments = {"last": last, "handed_in": handed_in}
    said = {name: f"08:{after // 60:02}:{after % 60:02}" for name, after in moments.items()}
    return (told % {**said, "minutes": last // 60, "seconds": last % 60},)


def of_advance(round: RulesRound) -> tuple[str, ...]:
    """Exactly at the threshold, and just below it."""
    advance = round.rules.advance
    if advance.kind == "best_per_unit" and advance.per_unit is not None:
        told = _("Ví dụ: đơn vị cử %(sent)s người thì %(count)s người điểm cao hơn của đơn vị đi tiếp.")
        return (told % {"sent": advance.per_unit + 1, "count": advance.per_unit},)
    if advance.kind != "threshold_percent" or advance.percent is None:
        return ()
    least, below = advance.percent, max(advance.percent - Decimal("0.05"), Decimal(0))
    told = _("Ví dụ: đạt đúng %(least)s %% thì vào vòng sau; %(below)s %% thì không.")
    return (told % {"least": number(least), "below": number(below)},)


def of_carrying() -> tuple[str, ...]:
    """Points of a round with two legs, brought along."""
    before, now = (Fraction(15, 2), Fraction(5)), Fraction(20)
    total = sum(before, now)
    told = _("Ví dụ: các đợt vòng trước được %(before)s điểm, vòng này làm được %(now)s điểm: %(sum)s điểm.")
    terms = " + ".join(shown(one) for one in (*before, now))
    said = {"before": _(" và ").join(map(shown, before)), "now": shown(now), "sum": f"{terms} = {shown(total)}"}
    return (told % said,)


def of_overall(table: Overall) -> tuple[str, ...]:
    legs = [Fraction(8), Fraction(6), Fraction(9), Fraction(7)]
    kept = sorted(legs, reverse=True)[: table.best_legs or len(legs)]
    told = _("Ví dụ: các đợt được %(legs)s điểm thì tổng là %(kept)s = %(sum)s điểm.")
    return (told % {
        "legs": ", ".join(shown(leg) for leg in legs), "kept": " + ".join(shown(leg) for leg in kept),
        "sum": shown(sum(kept, Fraction(0))),
    },)  # fmt: skip


def of_weights(rules: Rules, table: Overall) -> tuple[str, ...]:
    """Three quarters of the points of the first round, half of those of the others."""
    rounds = {round.position: round for round in rules.rounds}
    worths, terms, got = [], [], []
    for place, one in enumerate(table.weights):
        round = rounds.get(one.round)
        mosts = [most_exactly(round, leg) for leg in round.legs if not leg.cancelled] if round else []
        if round is None or not mosts or None in mosts:
            return ()
        most = sum((Fraction(each) for each in mosts if each is not None), Fraction(0))
        points = Fraction(int(most * (Fraction(3, 4) if place == 0 else HALF)))
        worths.append((place, Worth(points, most)))
        terms.append(f"{number(one.percent)} × {shown(points)} ÷ {shown(most)}")
        said = {"part": round.name, "points": shown(points), "most": shown(most)}
        got.append(_("“%(part)s” được %(points)s trên %(most)s điểm") % said)
    mix = Mix("percent", {place: Fraction(one.percent) for place, one in enumerate(table.weights)})
    told = _("Ví dụ: %(got)s: %(terms)s = %(total)s điểm.")
    total = shown(mix.whole(worths).points)
    return (_equal(told % {"got": ", ".join(got), "terms": " + ".join(terms), "total": total}),)


def of_places(table: Overall) -> tuple[str, ...]:
    """The last place that brings something."""
    place, bonus = len(table.place_points), table.place_points[-1]
    told = _("Ví dụ: đợt được 8 điểm và đứng hạng %(place)s: 8 + %(bonus)s = %(sum)s điểm.")
    return (told % {"place": place, "bonus": number(bonus), "sum": number(8 + bonus)},)


def of_units(ranking: UnitRanking) -> tuple[str, ...]:
    if ranking.measure == "ratio":
        return _of_ratio(ranking)
    if ranking.measure == "composite":
        return _of_composite(ranking)
    if ranking.measure == "average_best_k" and ranking.k:
        return (_of_average(ranking.k),)
    if ranking.measure == "people":
        return (_("Ví dụ: 45 người thi tổng cộng 120 lượt: tính 45 thí sinh."),)
    return ()


def of_prizes(prizes: Sequence[Prize]) -> tuple[str, ...]:
    """How many a share comes to."""
    return tuple(_of_share(prize, prize.share_percent) for prize in prizes if prize.share_percent is not None)


def of_shared_prizes() -> tuple[str, ...]:
    """Two at the top, where there is one first prize, and two second ones."""
    told = _(
        "Ví dụ: có 1 Giải Nhất, 2 Giải Nhì mà hai người cùng đứng đầu: cả hai nhận Giải Nhất, còn 1 Giải Nhì cho người "
        "kế tiếp."
    )
    return (told,)


def of_cap(percent: Decimal) -> tuple[str, ...]:
    told = _("Ví dụ: %(people)s người dự thi thì nhiều nhất %(count)s giải; giải thấp nhất được bớt trước.")
    return (told % {"people": TAKING_PART, "count": int(percent * TAKING_PART / 100)},)


def _of_share(prize: Prize, percent: Decimal) -> str:
    told = _("Ví dụ: %(people)s người dự thi, %(percent)s %% là %(exact)s: trao %(count)s giải (%(grade)s).")
    if prize.ranks_units:
        told = _("Ví dụ: xếp hạng %(people)s tập thể, %(percent)s %% là %(exact)s: trao %(count)s giải (%(grade)s).")
    exact = percent * TAKING_PART / 100
    return told % {
        "people": TAKING_PART, "percent": number(percent), "grade": prize.name or _(GRADES[prize.grade]),
        "exact": number(exact), "count": int(exact),
    }  # fmt: skip


def _heads(ranking: UnitRanking) -> int:
    """As many as a unit must have to be ranked."""
    return HEADS * max(1, -(-(ranking.min_heads or 0) // HEADS))


def _of_ratio(ranking: UnitRanking) -> tuple[str, ...]:
    heads = _heads(ranking)
    people = heads * 3 // 4
    told = _("Ví dụ: %(people)s người dự thi trên %(heads)s đoàn viên: %(people)s ÷ %(heads)s = %(ratio)s %%.")
    ratio = told % {"heads": heads, "people": people, "ratio": shown(Fraction(100 * people, heads))}
    if ranking.mean_of_legs:
        mean = _("Ví dụ: hai đợt có tỷ lệ 75 %% và 50 %% thì lấy (75 + 50) ÷ 2 = 62,5 %%.") % {}
        return (ratio, mean)
    if not ranking.capped:
        return (ratio,)
    over = _("Ví dụ: %(heads)s đoàn viên, %(people)s người dự thi là 110 %%, tính 100 %%.")
    return (ratio, over % {"heads": heads, "people": heads * 11 // 10})


def _of_composite(ranking: UnitRanking) -> tuple[str, ...]:
    """One prize of the highest grade that counts, and two of the next."""
    factor, heads = Fraction(ranking.participation_factor), _heads(ranking)
    people = heads * 3 // 4
    terms = [f"{number(ranking.participation_factor)} × {people} ÷ {heads}"]
    total = factor * Fraction(people, heads)
    won = []
    for count, one in zip((1, 2), ranking.prize_points, strict=False):
        won.append(str(count) + " " + _(GRADES[one.grade]))
        terms.append(f"{count} × {number(one.points)}")
        total += count * Fraction(one.points)
    told = _("Ví dụ: %(people)s trên %(heads)s người dự thi, được %(won)s: %(terms)s = %(total)s.")
    return (_equal(told % {
        "people": people, "heads": heads, "won": ", ".join(won) or _("không giải nào"), "terms": " + ".join(terms),
        "total": shown(total),
    }),)  # fmt: skip


def _of_average(k: int) -> str:
    best = [Fraction(30 - place) for place in range(min(k, 3))]
    if k > len(best):
        told = _("Ví dụ: đơn vị chỉ có ba người thi, được 30, 29 và 28 điểm: (30 + 29 + 28) ÷ %(k)s = %(mean)s.")
        return _equal(told % {"k": k, "mean": shown(sum(best, Fraction(0)) / k)})
    told = _("Ví dụ: %(k)s người cao điểm nhất được %(points)s điểm: (%(terms)s) ÷ %(k)s = %(mean)s.")
    return _equal(told % {
        "k": k, "points": ", ".join(shown(one) for one in best), "terms": " + ".join(shown(one) for one in best),
        "mean": shown(sum(best, Fraction(0)) / k),
    })  # fmt: skip
