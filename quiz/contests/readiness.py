"""The check list of what keeps a leg from opening, and a contest from being announced."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, or_, select

from quiz.contests.agreeing import clashes_in
from quiz.contests.check import Check, Level, Mend, problem, ready, warning
from quiz.contests.consistency import contradictions
from quiz.contests.contest import Contest, ContestState
from quiz.contests.dividing import planned_parts
from quiz.contests.entry import Entry, EntryState
from quiz.contests.filling import filled, lacking
from quiz.contests.insiders import insiders_of
from quiz.contests.mock_question import mock_questions_of
from quiz.contests.round import Leg, Round, legs_of
from quiz.contests.round_entry import listed_in
from quiz.contests.scheduling import all_legs_of, overlapping
from quiz.contests.studying import versions_for_study, why_not_for_study
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.role import Role, RoleName
from quiz.people.verifying import can_send
from quiz.refusals import N_, Refusal


class NotReady(Refusal):
    message = N_("Chưa làm được, còn việc phải xong trước: {problems}")

    def __init__(self, checks: list[Check]) -> None:
        super().__init__(problems=" ".join(check.text for check in checks if check.is_red))
        self.checks = checks


def problems_before_opening(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> list[Check]:
    """Everything that was looked at, the green ones too, in the order in which a person puts it right."""
    return [
        *_planned(session, round, leg, at),
        *_consistent(session, round, leg),
        *filled(session, round, leg, at),
        *_tried_out(session, round),
        *_studied(session, round),
        *_attended(session, contest, at),
        *_born(session, contest),
        *_listed(session, round),
        *_seated_apart(session, contest, at),
        *[replace(check, level=Level.WARNING) for check in _verified(contest)],
        *_judged(session, contest, round, at),
        _described(contest),
        _announced(contest),
    ]


def problems_before_announcing(session: Session, contest: Contest, at: datetime) -> list[Check]:
    """Of every leg still to come, what the public is told: times and questions. People may come after."""
    checks = [_described(contest), *_agreed(session, contest), *_verified(contest)]
    for round, leg in all_legs_of(session, contest):
        if leg.closed_at is None and leg.cancelled_at is None:
            name = " · ".join(filter(None, (round.name, leg.name)))
            found = [
                *_planned(session, round, leg, at),
                *_consistent(session, round, leg),
                *filled(session, round, leg, at),
                *_studied(session, round),
            ]
            checks += [Check(check.level, f"{name}: {check.text}", check.mend) for check in found]
    return checks


def reds_at_the_hour(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> list[Check]:
    """The red ones that have nothing to do with time: what is left to ask of a leg whose window is open."""
    found = [
        *_consistent(session, round, leg),
        *lacking(session, round, leg, at),
        *_attended(session, contest, at),
        *_listed(session, round),
        _announced(contest),
    ]
    return [check for check in found if check.is_red]


def insist_ready_to_open(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> None:
    """Refuse while a red one stands."""
    checks = problems_before_opening(session, contest, round, leg, at)
    if any(check.is_red for check in checks):
        raise NotReady(checks)


def insist_ready_to_announce(session: Session, contest: Contest, at: datetime) -> None:
    checks = problems_before_announcing(session, contest, at)
    if any(check.is_red for check in checks):
        raise NotReady(checks)


def _planned(session: Session, round: Round, leg: Leg, at: datetime) -> list[Check]:
    """When it opens and closes, beside the minutes allowed and the other legs."""
    if round.rules.opening == "hand":
        return [ready(_("Mở bằng tay, khi hội trường đã sẵn sàng."), Mend.SCHEDULE)]
    if leg.opens_at is None or leg.closes_at is None:
        return [problem(_("Chưa đặt giờ mở và giờ đóng."), Mend.SCHEDULE)]
    if leg.closes_at <= at:
        return [problem(_("Giờ đóng đã qua."), Mend.SCHEDULE)]
    assert round.id is not None
    checks = [ready(_("Đã đặt giờ mở và giờ đóng."), Mend.SCHEDULE)]
    if (leg.closes_at - leg.opens_at).total_seconds() < round.rules.minutes * 60:
        short = _("Khoảng mở ngắn hơn %(minutes)s phút làm bài.") % {"minutes": round.rules.minutes}
        checks.append(warning(short, Mend.SCHEDULE))
    if overlapping(leg, legs_of(session, round.id)):
        checks.append(warning(_("Trùng giờ với một đợt khác của vòng."), Mend.SCHEDULE))
    return checks


def _consistent(session: Session, round: Round, leg: Leg) -> list[Check]:
    """Rules that contradict each other or the parts, or that this leg's window makes pointless."""
    rules = round.rules
    found = [problem(text, Mend.RULES) for text in contradictions(rules, planned_parts(session, round, leg)).values()]
    if leg.opens_at is None or leg.closes_at is None:
        return found
    window = leg.closes_at - leg.opens_at
    if rules.attempts_per == "week" and window < timedelta(days=7):
        found.append(warning(_("Đợt thi ngắn hơn một tuần mà lượt thi tính theo tuần."), Mend.RULES))
    if (
        rules.attempts_per == "leg"
        and rules.attempts > 1
        and window < rules.attempts * timedelta(minutes=rules.minutes)
    ):
        short = _("Khoảng mở không đủ dài để làm hết %(count)s lượt.") % {"count": rules.attempts}
        found.append(warning(short, Mend.SCHEDULE))
    return found


def _agreed(session: Session, contest: Contest) -> list[Check]:
    """What clashes in the rules of the whole contest, with its articles; what a round contradicts comes leg by leg."""
    found = [clash for clash in clashes_in(session, contest) if clash.section != "rounds" or clash.field == "opens_at"]
    return [
        warning(clash.told, Mend.REGULATIONS) if clash.is_warning else problem(clash.told, Mend.REGULATIONS)
        for clash in found
    ]


def _tried_out(session: Session, round: Round) -> list[Check]:
    """Mock attempts, where the rules have them."""
    if not round.rules.mock:
        return []
    count = len(mock_questions_of(session, round))
    if not count:
        return [warning(_("Có thi thử mà chưa để riêng câu hỏi nào cho thi thử."), Mend.MOCK)]
    return [ready(_("Thi thử: %(count)s câu để riêng, không có trong đề thi thật.") % {"count": count}, Mend.MOCK)]


def _studied(session: Session, round: Round) -> list[Check]:
    """What anybody may read beforehand, where the rules have it so."""
    if round.rules.study == "no":
        return []
    if told := why_not_for_study(session, round):
        return [problem(told, Mend.BLUEPRINT)]
    text = _(
        "Công bố trước %(count)s câu: ai cũng đọc được. Cuộc thi khác dùng cùng chủ đề thì hãy để riêng câu hỏi của họ."
    )
    return [warning(text % {"count": len(versions_for_study(session, round))}, Mend.BLUEPRINT)]


def _attended(session: Session, contest: Contest, at: datetime) -> list[Check]:
    active = (Entry.contest_id == contest.id, Entry.state == EntryState.ACTIVE)
    people = session.exec(select(func.count()).select_from(Entry).where(*active)).one()
    if not people and _may_still_register(contest, at):
        return [ready(_("Thí sinh tự đăng ký trên trang công khai; chưa có ai."), Mend.ENTRIES)]
    if not people:
        return [problem(_("Chưa có thí sinh nào."), Mend.ENTRIES)]
    codeless = or_(Entry.personal_code == "", Entry.link_token == "")
    without = session.exec(select(func.count()).select_from(Entry).where(*active, codeless)).one()
    if without:
        return [problem(_("%(count)s thí sinh chưa có mã vào thi.") % {"count": without}, Mend.ENTRIES)]
    return [ready(_("%(count)s thí sinh, ai cũng có mã vào thi.") % {"count": people}, Mend.ENTRIES)]


def _born(session: Session, contest: Contest) -> list[Check]:
    """Of those on a list: whose personal code is not enough by itself (admitting). Better known before the day."""
    if contest.rules.registration.mode == "open":
        return []
    people = select(func.count()).select_from(Entry).join(Person, col(Person.id) == col(Entry.person_id))
    unknown = (col(Person.birth_date).is_(None), col(Person.birth_year).is_(None))
    active = (Entry.contest_id == contest.id, Entry.state == EntryState.ACTIVE)
    without = session.exec(people.where(*active, *unknown)).one()
    if not without:
        return []
    text = _(
        "%(count)s thí sinh chưa có năm sinh: vào thi bằng mã QR trên phiếu; muốn gõ mã thì phải có giám thị cho vào."
    )
    return [warning(text % {"count": without}, Mend.ENTRIES)]


def _listed(session: Session, round: Round) -> list[Check]:
    """A round behind one whose rules send people on is for them: before their list is decided it opens for nobody."""
    earlier = select(Round).where(Round.contest_id == round.contest_id, Round.position < round.position)
    before = session.exec(earlier.order_by(col(Round.position).desc()).limit(1)).first()
    if before is None or before.rules.advance.kind == "none":
        return []
    if listed_in(session, round.id):
        return [ready(_("Đã chốt danh sách vào vòng này."), Mend.LISTS)]
    text = _("Chưa chốt danh sách từ “%(before)s” vào vòng này: hãy công bố kết quả rồi chốt ở trang Ai vào vòng sau.")
    return [problem(text % {"before": before.name}, Mend.LISTS)]


def _may_still_register(contest: Contest, at: datetime) -> bool:
    """By themselves; who comes in, comes in before they begin."""
    registration = contest.rules.registration
    return registration.mode == "open" and (registration.closes_at is None or at < registration.closes_at)


def _seated_apart(session: Session, contest: Contest, at: datetime) -> list[Check]:
    """Contestants who look like members of staff: who can see questions, and whom the rules give no place."""
    found = insiders_of(session, contest, at)
    waiting, sure = sum(one.is_open for one in found), sum(one.is_sure and one.seat.is_barred for one in found)
    if waiting:
        text = _(
            "%(count)s thí sinh giống người của ban tổ chức, tổ ra đề hay ban giám khảo: hãy xem có phải một người."
        )
        return [warning(text % {"count": waiting}, Mend.INSIDERS)]
    if sure:
        text = _(
            "%(count)s thí sinh xem được hay từng xem được câu hỏi, hoặc không được dự thi theo thể lệ: không bắt đầu "
            "bài được."
        )
        return [warning(text % {"count": sure}, Mend.INSIDERS)]
    return []


def _verified(contest: Contest) -> list[Check]:
    """A code that the rules ask for, and that nothing here can send: whoever registers would not be asked for it."""
    asked = contest.rules.registration
    if asked.mode != "open" or asked.verify == "none" or can_send():
        return []
    text = _(
        "Thể lệ ghi người đăng ký phải gõ mã gửi đến điện thoại hoặc thư điện tử, mà máy chủ chưa gửi được mã "
        "(QUIZ_VERIFIER): sẽ không ai bị hỏi mã. Hãy nhờ người vận hành cài đặt, hoặc bỏ mã ở thể lệ."
    )
    return [problem(text, Mend.REGULATIONS)]


def _judged(session: Session, contest: Contest, round: Round, at: datetime) -> list[Check]:
    """A round opened by hand wants a judge; an organiser may do it where there is none."""
    if round.rules.opening != "hand":
        return []
    held = select(Role.id).where(
        col(Role.name).in_((RoleName.JUDGE, RoleName.CHIEF_JUDGE)),
        or_(Role.contest_id == contest.id, col(Role.contest_id).is_(None)),
        Role.starts_at <= at,
        or_(col(Role.ends_at).is_(None), col(Role.ends_at) > at),
    )
    if session.exec(held.limit(1)).first() is None:
        text = _("Chưa phân công giám khảo: ban tổ chức sẽ phải tự mở vòng thi.")
        return [warning(text, Mend.STAFF)]
    return [ready(_("Đã phân công giám khảo để mở vòng thi."), Mend.STAFF)]


def _described(contest: Contest) -> Check:
    if contest.page_markdown:
        return ready(_("Trang công khai đã viết."), Mend.PAGE)
    return warning(_("Trang công khai chưa có lời giới thiệu."), Mend.PAGE)


def _announced(contest: Contest) -> Check:
    if contest.state == ContestState.DRAFT:
        return problem(_("Cuộc thi chưa công bố."), Mend.ANNOUNCEMENT)
    if contest.state == ContestState.CANCELLED:
        return problem(_("Cuộc thi đã hủy."), Mend.ANNOUNCEMENT)
    return ready(_("Cuộc thi đã công bố."), Mend.ANNOUNCEMENT)
