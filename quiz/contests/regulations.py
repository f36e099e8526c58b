"""The regulations (thể lệ) in plain sentences, from the very object that drives behaviour. Pure."""

from collections.abc import Sequence

from quiz.contests.articles.advancing import going_on
from quiz.contests.articles.places import mixing_told, points_told, prediction_told, ranking_told
from quiz.contests.consistency import PlannedPart
from quiz.contests.rules import RoundRules
from quiz.language import gettext as _
from quiz.language import ngettext


def sentences(
    rules: RoundRules, questions: int, parts: Sequence[PlannedPart] = (), of_legs: Sequence[tuple[str, int]] = ()
) -> list[str]:
    """What a contestant should know before starting, in the order in which it will matter.

    `of_legs`: the name of each leg that has a blueprint of its own, and how many questions it has.
    """
    return [
        _paper(rules, questions),
        *_papers_of(of_legs, questions),
        *_parts(rules, parts),
        *_each_question(rules),
        *_attempts(rules),
        points_told(rules, questions),
        *mixing_told(parts),
        _opening(rules),
        _late_start(rules),
        _network(rules),
        _noticed(),
        ranking_told(rules, [part.name for part in parts]),
        *prediction_told(rules),
        _results(rules),
        _answers(rules),
        *_mock(rules),
        *_study(rules),
        *going_on(rules.advance, [part.name for part in parts]),
    ]


def paper_sentences(
    rules: RoundRules, questions: int, parts: Sequence[PlannedPart] = (), of_legs: Sequence[tuple[str, int]] = ()
) -> list[str]:
    """What one sits: how many questions, in how long, how often. These four and who goes on make up the regulations
    of a round (articles/)."""
    return [
        _paper(rules, questions), *_papers_of(of_legs, questions), *_parts(rules, parts), *_each_question(rules),
        *_attempts(rules), *_mock(rules), *_study(rules),
    ]  # fmt: skip


def sitting_sentences(rules: RoundRules) -> list[str]:
    """How a round opens and closes, and what happens meanwhile."""
    return [_opening(rules), _late_start(rules), _network(rules), _noticed()]


def scoring_sentences(rules: RoundRules, parts: Sequence[str] = ()) -> list[str]:
    """How points come about, then how places do; `parts`: their names."""
    return [points_told(rules), " ".join([ranking_told(rules, parts), *prediction_told(rules)])]


def result_sentences(rules: RoundRules) -> list[str]:
    return [_results(rules), _answers(rules)]


def _paper(rules: RoundRules, questions: int) -> str:
    asked = ngettext("%(count)s câu hỏi", "%(count)s câu hỏi", questions) % {"count": questions}
    time = ngettext("%(count)s phút", "%(count)s phút", rules.minutes) % {"count": rules.minutes}
    once = _("%(questions)s, làm trong %(time)s. Mỗi thí sinh thi một lượt.")
    often = _("%(questions)s, làm trong %(time)s; mỗi lượt thi một đề rút riêng.")
    return (often if rules.several else once) % {"questions": asked, "time": time}


def _parts(rules: RoundRules, parts: Sequence[PlannedPart]) -> list[str]:
    """The parts, where there are several."""
    if len(parts) < 2:
        return []
    each = [_part(rules, part) for part in parts]
    whole = _("Đề gồm %(count)s phần: %(parts)s.") % {"count": len(parts), "parts": _("; ").join(each)}
    if rules.parts == "together":
        return [whole]
    in_turn = _("Làm lần lượt từng phần; hết giờ phần nào thì sang phần sau, đã sang thì không quay lại được.")
    return [f"{whole} {in_turn}"]


def _part(rules: RoundRules, part: PlannedPart) -> str:
    asked = ngettext("%(count)s câu", "%(count)s câu", part.questions) % {"count": part.questions}
    if rules.parts == "together" or part.minutes is None:
        return f"{part.name} ({asked})"
    time = ngettext("%(count)s phút", "%(count)s phút", part.minutes) % {"count": part.minutes}
    return f"{part.name} ({asked}, {time})"


def _each_question(rules: RoundRules) -> list[str]:
    """Seconds for each, where it has them."""
    if rules.question_s is None:
        return []
    seconds = ngettext("%(count)s giây", "%(count)s giây", rules.question_s) % {"count": rules.question_s}
    each = _("Mỗi câu có %(seconds)s, tính từ lúc câu hiện ra theo đồng hồ máy chủ.") % {"seconds": seconds}
    return [each + " " + _("Hết giờ thì tự sang câu sau; đã sang thì không quay lại được.")]


def _papers_of(of_legs: Sequence[tuple[str, int]], questions: int) -> list[str]:
    if not any(count != questions for _name, count in of_legs):
        return []
    told = "; ".join(f"{name}: {count}" for name, count in of_legs)
    return [_("Số câu của đợt có đề riêng: %(told)s.") % {"told": told}]


def _attempts(rules: RoundRules) -> list[str]:
    """How often, and which counts; nothing where everybody plays once."""
    if rules.attempts_per == "round" and not rules.several:
        return [_("Trong cả vòng, các đợt cộng lại, mỗi thí sinh thi một lượt.")]
    if not rules.several:
        return []
    often = {
        "leg": _("Trong mỗi đợt, mỗi thí sinh thi nhiều nhất %(count)s lượt."),
        "round": _("Trong cả vòng, các đợt cộng lại, mỗi thí sinh thi nhiều nhất %(count)s lượt."),
        "week": _(
            "Mỗi tuần, mỗi thí sinh thi nhiều nhất %(count)s lượt; tuần tính từ 0 giờ thứ Hai đến hết Chủ nhật, giờ "
            "Việt Nam, theo lúc bắt đầu lượt thi."
        ),
        "any": _("Khi đợt thi còn mở, thí sinh thi bao nhiêu lượt cũng được."),
    }[rules.attempts_per] % {"count": rules.attempts}
    one_by_one = _("Nộp lượt này rồi mới bắt đầu lượt sau.")
    counted = {
        "best": _("Tính lượt tốt nhất, so theo đúng các tiêu chí xếp hạng dưới đây."),
        "first": _("Tính lượt đầu tiên; các lượt sau không thay đổi kết quả."),
        "last": _("Tính lượt nộp sau cùng, kể cả khi kém lượt trước."),
    }[rules.counted]
    return [f"{often} {one_by_one}", counted]


def _opening(rules: RoundRules) -> str:
    if rules.opening == "hand":
        return _("Giám khảo hoặc ban tổ chức mở vòng thi khi hội trường đã sẵn sàng.")
    return _("Vòng thi tự mở và tự đóng đúng giờ đã công bố, theo đồng hồ của máy chủ.")


def _late_start(rules: RoundRules) -> str:
    if rules.late_start == "full":
        return _("Vào thi trước giờ đóng thì vẫn được làm bài đủ thời gian.")
    if rules.late_start == "together":
        return _("Mọi người cùng bắt đầu và cùng hết giờ: thời gian tính từ lúc mở vòng thi, vào muộn thì còn ít hơn.")
    return _("Vào thi muộn thì bài làm kết thúc khi vòng thi đóng, dù chưa dùng hết thời gian.")


def _network(rules: RoundRules) -> str:
    safe = _(
        "Mất mạng hay đổi máy thì vào lại làm tiếp; câu đã lưu vẫn còn, đồng hồ vẫn chạy. Hết giờ, hệ thống tự nộp."
    )
    if not rules.grace_s:
        return safe
    seconds = ngettext("%(count)s giây", "%(count)s giây", rules.grace_s) % {"count": rules.grace_s}
    late = _("Câu trả lời gửi đi đúng giờ mà mạng chậm được nhận thêm trong %(seconds)s.") % {"seconds": seconds}
    return f"{safe} {late}"


def _noticed() -> str:
    return _(
        "Trong lúc làm bài, hệ thống ghi lại khi thí sinh rời trang, quay lại, đổi máy hoặc dán chữ; thí sinh xem được "
        "trên biên nhận. Không ai tự động bị trừ điểm hay bị loại vì thế. Không dùng camera, không theo dõi máy."
    )


def _results(rules: RoundRules) -> str:
    if rules.board_shows == "hidden":
        score = _("Điểm có khi ban tổ chức công bố kết quả.")
        if rules.release_score == "submitted":
            score = _("Nộp bài xong thí sinh thấy điểm của mình.")
        return score + " " + _("Không có bảng xếp hạng công khai.")
    if rules.board == "live":
        whole = _("Điểm và bảng xếp hạng hiện trực tiếp trong khi thi.")
    elif rules.release_score == "submitted":
        whole = _("Nộp bài xong thí sinh thấy điểm của mình; bảng xếp hạng có khi ban tổ chức công bố.")
    else:
        whole = _("Điểm và bảng xếp hạng có khi ban tổ chức công bố kết quả.")
    return " ".join(filter(None, (whole, _shown(rules), _freezes(rules))))


def _freezes(rules: RoundRules) -> str:
    if rules.freeze_minutes is None or rules.board != "live":
        return ""
    time = ngettext("%(count)s phút", "%(count)s phút", rules.freeze_minutes) % {"count": rules.freeze_minutes}
    told = _(
        "Bảng đóng băng %(time)s trước giờ đóng; giờ đóng dời thì lúc đóng băng dời theo. Từ lúc ấy ai cũng thấy bảng "
        "như khi đó, cho đến khi ban tổ chức công bố kết quả."
    )
    return told % {"time": time}


def _shown(rules: RoundRules) -> str:
    """How much of the board is seen; nothing where all of it is."""
    return {
        "all": "",
        "top": _("Bảng chỉ nêu %(count)s hạng đầu; mỗi thí sinh vẫn xem được hạng của mình.")
        % {"count": rules.board_top},
        "divisions": _("Bảng xếp riêng từng bảng đấu."),
        "units": _("Bảng chỉ nêu các đơn vị, không nêu tên thí sinh; mỗi thí sinh xem được hạng của mình."),
        "own": _("Bảng không nêu tên ai; mỗi thí sinh chỉ xem được hạng của mình."),
        "hidden": "",
    }[rules.board_shows]


def _answers(rules: RoundRules) -> str:
    return {
        "never": _("Đáp án không công bố."),
        "closed": _("Đáp án và giải thích có sau khi vòng thi đã đóng với tất cả mọi người."),
        "published": _("Đáp án và giải thích có cùng kết quả, sau khi vòng thi đã đóng với tất cả mọi người."),
    }[rules.release_answers]


def _study(rules: RoundRules) -> list[str]:
    if rules.study == "no":
        return []
    what = {
        "questions": _("Bộ câu hỏi được công bố trước trên trang cuộc thi, chưa có đáp án"),
        "answers": _("Bộ câu hỏi và đáp án được công bố trước trên trang cuộc thi"),
    }[rules.study]
    return [_("%(what)s; đề thi rút từ đó. Trong lúc thi đang mở thì không xem được.") % {"what": what}]


def _mock(rules: RoundRules) -> list[str]:
    if not rules.mock:
        return []
    if rules.mock_attempts is None:
        often = _("Có thi thử, bao nhiêu lần cũng được")
    else:
        often = ngettext(
            "Có thi thử, mỗi đợt nhiều nhất %(count)s lần", "Có thi thử, mỗi đợt nhiều nhất %(count)s lần",
            rules.mock_attempts,
        ) % {"count": rules.mock_attempts}  # fmt: skip
    told = _(
        "%(often)s, bằng những câu hỏi để riêng không có trong đề thi thật: không tính điểm, nộp xong xem được đáp án "
        "ngay."
    )
    return [told % {"often": often}]
