"""Article 6: when results are out, and how one complains. Pure."""

from collections.abc import Iterable

from quiz.contests.articles.article import Clause, plain
from quiz.contests.articles.rounds import by_round
from quiz.contests.contest_rules import Publication, Rules, RulesRound
from quiz.contests.regulations import result_sentences
from quiz.language import gettext as _
from quiz.language import ngettext


def afterwards(rules: Rules) -> list[Clause]:
    return [
        *by_round(rules, _results),
        *plain(_publication(rules.contest.publication)),
        *plain(_complaints(rules)),
    ]


def _results(round: RulesRound) -> list[Clause]:
    return [] if round.kind == "stage" else plain(result_sentences(round.rules))


def _publication(due: Publication) -> Iterable[str]:
    if due.provisional_days == 0:
        yield _("Kết quả tạm thời có ngay trong ngày đợt thi đóng.")
    elif due.provisional_days is not None:
        told = ngettext(
            "Kết quả tạm thời có trong %(count)s ngày sau khi đợt thi đóng.",
            "Kết quả tạm thời có trong %(count)s ngày sau khi đợt thi đóng.",
            due.provisional_days,
        )
        yield told % {"count": due.provisional_days}
    if due.official_days is not None:
        told = ngettext(
            "Kết quả chính thức có trong %(count)s ngày sau kết quả tạm thời.",
            "Kết quả chính thức có trong %(count)s ngày sau kết quả tạm thời.",
            due.official_days,
        )
        yield told % {"count": due.official_days}
    yield due.note
    if due.channels:
        yield _("Công bố trên trang này và: %(channels)s. Kết quả trên trang này là gốc.") % {"channels": due.channels}


def _complaints(rules: Rules) -> Iterable[str]:
    rule = rules.contest.complaints
    if rule.days == 0:
        yield _("Cuộc thi không nhận khiếu nại về kết quả.")
        return
    told = ngettext(
        "Thí sinh khiếu nại về lượt thi của chính mình trong %(count)s ngày kể từ khi có kết quả tạm thời.",
        "Thí sinh khiếu nại về lượt thi của chính mình trong %(count)s ngày kể từ khi có kết quả tạm thời.",
        rule.days,
    )
    yield told % {"count": rule.days}
    answer = ngettext(
        "%(who)s trả lời bằng văn bản trong %(count)s ngày; kết quả còn khiếu nại thì ghi “đang xem xét”.",
        "%(who)s trả lời bằng văn bản trong %(count)s ngày; kết quả còn khiếu nại thì ghi “đang xem xét”.",
        rule.answer_days,
    )
    yield answer % {"who": rule.answered_by or _("Ban tổ chức"), "count": rule.answer_days}
