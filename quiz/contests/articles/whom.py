"""Article 1: what for, and for whom. Article 7: how one enters, and what becomes of what one types. Pure."""

from collections.abc import Iterable

from quiz.contests.articles.article import Clause, listed, plain
from quiz.contests.contest_rules import Rules
from quiz.contests.eligibility import (
    GROUPS,
    POSITIONS,
    Asked,
    Eligibility,
    How,
    Registration,
    asked_birth,
    asked_phone,
    asked_position,
)
from quiz.in_words import day
from quiz.language import gettext as _
from quiz.language import ngettext


def whom(rules: Rules) -> list[Clause]:
    asked = rules.contest.eligibility
    said = [
        rules.contest.purpose,
        _("Đơn vị tổ chức: %(unit)s.") % {"unit": rules.organiser},
        _positions(asked),
        _ages(asked, rules.contest.registration),
        _units(rules),
        _area(asked),
        _quota(asked),
        _called_upon(asked),
        *_shut_out(asked),
        _barred(asked),
        asked.note,
    ]
    return [*plain(said), *_divisions(rules)]


def entering(rules: Rules) -> list[Clause]:
    asked = rules.contest.registration
    how = _by_oneself(asked, rules.contest.eligibility) if asked.mode == "open" else _by_roster()
    return plain([*how, *_kept(asked)])


def _positions(asked: Eligibility) -> str:
    if not (asked.positions or asked.other_positions):
        return _("Ai cũng được dự thi, không phân biệt chức vụ.") if not asked.age_from and not asked.age_to else ""
    held = [_(POSITIONS[position]) for position in asked.positions]
    posts = listed([*held, *filter(None, [asked.other_positions])])
    told = _("Người dự thi giữ chức vụ: %(posts)s.") % {"posts": posts}
    if asked.deputy_where_vacant:
        told += " " + _("Phó Bí thư chỉ dự thi thay ở nơi đang khuyết Bí thư.")
    return told


def _ages(asked: Eligibility, entering: Registration) -> str:
    if asked.age_from is None and asked.age_to is None:
        return ""
    if asked.age_to is None:
        told = _("Từ đủ %(low)s tuổi trở lên") % {"low": asked.age_from}
    elif asked.age_from is None:
        told = _("Đến hết %(high)s tuổi") % {"high": asked.age_to}
    else:
        told = _("Từ đủ %(low)s đến hết %(high)s tuổi") % {"low": asked.age_from, "high": asked.age_to}
    if asked.age_on is not None:
        return told + _(", tính đến ngày %(day)s.") % {"day": day(asked.age_on)}
    return told + (_(", tính đến ngày đăng ký.") if entering.mode == "open" else _(", tính đến ngày lập danh sách."))


def _units(rules: Rules) -> str:
    if not rules.units:
        return ""
    return _("Thuộc %(units)s và các đơn vị trực thuộc.") % {"units": listed(rules.units)}


def _area(asked: Eligibility) -> str:
    if not asked.area:
        return ""
    told = _(
        "Sinh sống, học tập hoặc làm việc tại %(area)s; ban tổ chức đối chiếu khi xét giải, không chặn người dự thi."
    )
    return told % {"area": asked.area}


def _quota(asked: Eligibility) -> str:
    if asked.quota_per_unit is None:
        return ""
    told = ngettext(
        "Mỗi đơn vị cử nhiều nhất %(count)s người.", "Mỗi đơn vị cử nhiều nhất %(count)s người.", asked.quota_per_unit
    )
    return told % {"count": asked.quota_per_unit}


def _called_upon(asked: Eligibility) -> str:
    said = []
    if asked.mandatory:
        said.append(_("Bắt buộc tham gia: %(whom)s.") % {"whom": asked.mandatory})
    if asked.encouraged:
        said.append(_("Khuyến khích tham gia: %(whom)s.") % {"whom": asked.encouraged})
    return " ".join(said)


def _shut_out(asked: Eligibility) -> Iterable[str]:
    hard, beside = _groups(asked, "hard"), _groups(asked, "hors_concours")
    if hard:
        yield _("Không dự thi: %(groups)s.") % {"groups": hard}
    if beside:
        yield _("Được dự thi nhưng không xếp hạng, không nhận giải: %(groups)s.") % {"groups": beside}
    yield _(
        "Ai xem được câu hỏi hoặc đáp án trước giờ thi thì không thi tính điểm, kể cả khi được giao việc ấy sau khi đã "
        "có tên dự thi."
    )
    yield _(
        "Người đã thôi việc ấy cũng vậy, nếu còn làm khi kho đã có câu hỏi cũ nhất mà đề của cuộc thi này có thể lấy; "
        "ban tổ chức cho dự thi phải ghi lý do."
    )


def _barred(asked: Eligibility) -> str:
    if not asked.barred:
        return ""
    told = _("Người có chuyên môn về nội dung thi không dự thi: %(whom)s; ban tổ chức đối chiếu khi xét giải.")
    return told % {"whom": asked.barred}


def _groups(asked: Eligibility, how: How) -> str:
    return listed([_(GROUPS[one.group]) for one in asked.excluded if one.how == how])


def _divisions(rules: Rules) -> list[Clause]:
    if len(rules.divisions) < 2:
        return []
    return [Clause(_("Xếp hạng riêng từng bảng: %(names)s.") % {"names": listed(rules.divisions)})]


def _by_roster() -> list[str]:
    return [
        _(
            "Người dự thi do đơn vị cử, có trong danh sách của ban tổ chức; mỗi người nhận một mã hoặc đường liên kết "
            "riêng và không đưa cho người khác."
        )
    ]


def _by_oneself(asked: Registration, whom: Eligibility) -> list[str]:
    fields, barred = _fields(asked, whom), whom.barred
    needed = [_("họ tên"), *(name for name, how in fields if how == "required")]
    free = [name for name, how in fields if how == "optional"]
    told = _("Người dự thi tự đăng ký trên trang của cuộc thi, khai: %(fields)s.") % {"fields": listed(needed)}
    if free:
        told += " " + _("Không bắt buộc: %(fields)s.") % {"fields": listed(free)}
    if asked.verify != "none":
        to = {"phone": _("số điện thoại"), "email": _("thư điện tử")}[asked.verify]
        told += " " + _("Đăng ký xong khi gõ đúng mã được gửi đến %(to)s của mình.") % {"to": to}
    declared = asked.declaration or _("Người đăng ký cam đoan thông tin là của mình, đúng sự thật, và tự mình làm bài.")
    if barred:
        declared += " " + _("Người đăng ký cam đoan không thuộc diện: %(whom)s.") % {"whom": barred}
    return [told, _("Mỗi người đăng ký một lần."), declared]


def _fields(asked: Registration, whom: Eligibility) -> list[tuple[str, Asked]]:
    """As the form asks for them."""
    return [
        (_("ngày sinh"), asked_birth(asked, whom)), (_("số điện thoại"), asked_phone(asked)),
        (_("đơn vị"), asked.unit), (_("chức vụ"), asked_position(asked, whom)),
    ]  # fmt: skip


def _kept(asked: Registration) -> Iterable[str]:
    yield asked.purpose or _(
        "Thông tin chỉ dùng để tổ chức cuộc thi, liên hệ, xét và trao giải; không bao giờ hỏi số căn cước."
    )
    if asked.keep_until:
        yield _("Số điện thoại và ngày sinh được xóa sau ngày %(day)s.") % {"day": day(asked.keep_until)}
    elif asked.mode == "open":  # as registering.py keeps them
        yield _("Số điện thoại và ngày sinh được xóa sau ngày 31/12 của năm kế tiếp năm đăng ký.")
    yield _("Kết quả công bố gồm họ tên và đơn vị. Dự thi miễn phí.")
