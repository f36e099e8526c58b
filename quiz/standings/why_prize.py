"""Why somebody has a prize: which place by which ranking, whom they were moved over, and why those do not have it."""

from quiz.contests.articles.awards import prize_name
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.standings.awarding import Award, Contender, Offer, Passed
from quiz.standings.finding_prizes import Found
from quiz.standings.prize_rankings import Title

TOLD_MOST = 5
"""So many of those who were passed over are named one by one."""


def why_won(found: Found, one: Award, winner: Contender) -> list[str]:
    """In sentences. A winner nobody stands above needs only the first."""
    where = found.title(one)
    told = [_("Hạng %(place)s, %(ranking)s.") % {"place": winner.place, "ranking": where_told(where)}]
    above = [each for each in one.passed if each.contender.place < winner.place]
    told += [_passed(found, each, one.offer.ranking.key) for each in above[:TOLD_MOST]]
    if len(above) > TOLD_MOST:
        rest = len(above) - TOLD_MOST
        told.append(
            ngettext("Và %(num)d người khác xếp trên.", "Và %(num)d người khác xếp trên.", rest) % {"num": rest}
        )
    if one.tie is not None and winner in one.tie.contenders:
        told.append(_("Bằng nhau ở mọi tiêu chí với người khác ở ranh giới của giải này."))
    return told


def where_told(title: Title) -> str:
    if not title.round:
        return _("chung cuộc %(of)s") % {"of": title.of} if title.of else _("chung cuộc")
    return _("%(round)s: %(of)s") % {"round": title.round, "of": title.of} if title.of else title.round


def _passed(found: Found, passed: Passed, ranking: str) -> str:
    stands = found.stands(passed.contender.id, ranking)
    who = {"place": passed.contender.place, "name": stands.name}
    if passed.held is not None:
        return _held(found, passed.held, who)
    return {
        "barred": _("Hạng %(place)s, %(name)s: không đủ điều kiện nhận giải, theo quyết định."),
        "declined": _("Hạng %(place)s, %(name)s: không nhận giải, hoặc không liên hệ được."),
        "nothing": _("Hạng %(place)s, %(name)s: không có điểm nào."),
        "floor": _("Hạng %(place)s, %(name)s: chưa đạt điểm tối thiểu của giải."),
        "legs": _("Hạng %(place)s, %(name)s: không dự đủ các đợt."),
        "held": _("Hạng %(place)s, %(name)s: đã có giải khác."),
    }[passed.why] % who


def _held(found: Found, held: Offer, who: dict[str, object]) -> str:
    prize = {"prize": prize_name(held.prize), "ranking": where_told(found.gathered.titles[held.ranking.key])}
    return _("Hạng %(place)s, %(name)s: đã có %(prize)s (%(ranking)s).") % (who | prize)
