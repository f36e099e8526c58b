"""Article 5: prizes. Pure."""

from collections.abc import Iterable

from quiz.contests.articles import examples
from quiz.contests.articles.article import Clause
from quiz.contests.articles.scoring import unit_name
from quiz.contests.contest_rules import ContestRules, Rules
from quiz.contests.prizes import GRADES, Prize
from quiz.in_words import number
from quiz.language import gettext as _
from quiz.language import ngettext


def awards(rules: Rules) -> list[Clause]:
    prizes = rules.contest.prizes
    if not prizes:
        return [Clause(_("Giải thưởng theo thông báo của ban tổ chức."))]
    scopes = dict.fromkeys(scope_told(rules, prize) for prize in prizes)
    listed = [
        Clause(f"{scope}:", tuple(prize_line(rules, one) for one in prizes if scope_told(rules, one) == scope),
               examples.of_prizes([one for one in prizes if scope_told(rules, one) == scope]))
        for scope in scopes
    ]  # fmt: skip
    return [*listed, *(Clause(line, (), shown) for line, shown in _all(rules.contest))]


def for_all_prizes(rules: ContestRules) -> list[str]:
    """What holds for all prizes, without examples."""
    return [line for line, _shown in _all(rules)]


def prize_name(prize: Prize) -> str:
    return prize.name or _(GRADES[prize.grade])


def prize_line(rules: Rules, prize: Prize) -> str:
    """One grade: how many, to whom, worth what."""
    said = [_to_how_many_units(prize) if prize.ranks_units else _how_many(prize)]
    if prize.floor is not None:
        said.append(_least(rules, prize) % {"points": number(prize.floor)})
    if prize.every_leg:
        said.append(_("dự đủ tất cả các đợt"))
    if prize.recipient == "unit" and not prize.ranks_units:
        said.append(_("trao cho đơn vị của người đoạt giải"))
    if prize.worth_vnd is not None:
        said.append(_("%(money)s đồng mỗi giải") % {"money": number(prize.worth_vnd)})
    if prize.worth:
        said.append(prize.worth)
    return f"{prize_name(prize)}: {', '.join(said)}."


def _least(rules: Rules, prize: Prize) -> str:
    """What has to be reached, in what the ranking goes by."""
    ranking = next((one for one in rules.contest.unit_rankings if one.number == prize.unit_ranking), None)
    measure = ranking.measure if ranking is not None and prize.ranks_units else None
    if measure == "people":
        return _("có từ %(points)s thí sinh trở lên")
    if measure == "ratio":
        return _("tỷ lệ dự thi từ %(points)s %% trở lên")
    if measure == "prizes":
        return _("có từ %(points)s giải trở lên")
    return _("đạt từ %(points)s điểm trở lên")


def _to_how_many_units(prize: Prize) -> str:
    if prize.how_many == "all_remaining":
        return _("tất cả những tập thể còn lại") if not prize.floor else _("mọi tập thể còn lại")
    if prize.how_many == "share":
        told = _("%(percent)s %% số tập thể được xếp hạng, lấy phần nguyên")
        return told % {"percent": number(prize.share_percent or 0)}
    return _how_many(prize)


def _how_many(prize: Prize) -> str:
    if prize.how_many == "all_remaining" and prize.grade == "certificate":
        return _("mọi người, kể cả người đã có giải")  # it stands beside prizes
    if prize.how_many == "all_remaining":
        return _("tất cả những người còn lại") if not (prize.floor or prize.every_leg) else _("mọi người còn lại")
    if prize.how_many == "share":
        return _("%(percent)s %% số người dự thi, lấy phần nguyên") % {"percent": number(prize.share_percent or 0)}
    return ngettext("%(count)s giải", "%(count)s giải", prize.count or 0) % {"count": prize.count}


def scope_told(rules: Rules, prize: Prize) -> str:
    """Where these prizes are won."""
    round = rules.round_at(prize.round)
    name = round.name if round else ""
    one = prize.round is None or len(rules.rounds) == 1
    if prize.scope == "leg":
        return _("Giải mỗi đợt") if one else _("Giải mỗi đợt, %(round)s") % {"round": name}
    if prize.scope == "leg_division":
        told = _("Giải mỗi đợt, riêng từng bảng")
        return told if one else _("Giải mỗi đợt, riêng từng bảng, %(round)s") % {"round": name}
    if prize.scope == "overall":
        return _("Giải chung cuộc")
    if prize.scope == "division":
        return _("Giải mỗi bảng")
    if prize.scope == "unit":
        return _unit_scope(rules, prize)
    if prize.scope == "leg_unit":
        return _("%(prizes)s, tính riêng mỗi đợt") % {"prizes": _unit_scope(rules, prize)}
    if prize.scope == "entered":
        told = _("Giải theo %(basis)s; ban tổ chức ghi danh sách bằng quyết định có lý do")
        return told % {"basis": prize.basis}
    if prize.scope == "part" and round:
        part = next((part.name for part in round.parts if part.position == prize.part), str(prize.part))
        return _("Giải phần “%(part)s”") % {"part": part}
    return _("Giải cá nhân") if len(rules.rounds) == 1 else _("Giải cá nhân, %(round)s") % {"round": name}


def _unit_scope(rules: Rules, prize: Prize) -> str:
    for ranking in rules.contest.unit_rankings:
        if ranking.number == prize.unit_ranking:
            return _("Giải tập thể, %(ranking)s") % {"ranking": unit_name(ranking)}
    return _("Giải tập thể")


def _all(rules: ContestRules) -> Iterable[tuple[str, tuple[str, ...]]]:
    """What holds for all prizes."""
    awarding = rules.awarding
    yield _one_prize(rules), ()
    yield _equals(), examples.of_shared_prizes()
    if awarding.cap_percent is not None:
        told = _("Tổng số giải cá nhân không quá %(percent)s %% số người dự thi.")
        yield told % {"percent": number(awarding.cap_percent)}, examples.of_cap(awarding.cap_percent)
    if awarding.rebalanced:
        yield _("Ban tổ chức có thể điều chỉnh số lượng giữa các giải, bằng quyết định có ghi lý do."), ()
    if awarding.checked:
        yield _checked(), ()
    if awarding.by_proxy:
        yield _("Có thể nhận giải thay khi có giấy ủy quyền."), ()


def _equals() -> str:
    told = _(
        "Đồng hạng mà không đủ giải cho tất cả thì cùng nhận giải ấy và bớt số giải bên dưới, trừ khi có quyết định "
        "của ban giám khảo hoặc bốc thăm, có ghi lý do."
    )
    return told + " " + _("Ai được 0 điểm trở xuống thì không nhận giải.")


def _checked() -> str:
    return _(
        "Người đoạt giải được đối chiếu thông tin trước khi danh sách là chính thức; không đúng thì xét người kế tiếp."
    )


def _one_prize(rules: ContestRules) -> str:
    if rules.one_prize == "higher":
        told = _("Mỗi người nhận một giải trong cả cuộc thi: giải cao nhất; giải kia trao cho người kế tiếp.")
        own = [one for one in rules.prizes if not one.goes_to_units and one.grade != "certificate"]
        if own and all(one.worth_vnd is not None for one in own):
            by = _("Giải cao hơn là giải có giá trị bằng tiền lớn hơn; bằng nhau thì giải hạng cao hơn.")
        else:
            by = _("Giải cao hơn là giải hạng cao hơn: Đặc biệt, Nhất, Nhì, Ba, Khuyến khích, giải phụ.")
        return told + " " + by
    return {
        "unlimited": _("Một người có thể nhận nhiều giải."),
        "once": _("Mỗi người nhận một giải trong cả cuộc thi: giải đoạt được trước; giải sau trao cho người kế tiếp."),
    }[rules.one_prize]
