"""Contestants come in without a password: by the link on their slip, or by two codes and a birth year."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry, EntryState
from quiz.contests.registrant import kept_entry
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, decide
from quiz.news import tell_after_commit
from quiz.people.limiting import PER_CODE, PER_HALL, count_wrong_try, forget_tries, insist_not_too_many
from quiz.people.person import Person
from quiz.people.role import Power, acting_role, roles_of
from quiz.people.sign_in import Door, SignIn, end_sign_in, end_sign_ins_of, start_sign_in
from quiz.refusals import N_, Invalid, NotAllowed, NotFound, Refusal
from quiz.tokens import as_typed, new_code, new_secret

LET_IN = "let_in"
LET_IN_LASTS = timedelta(minutes=10)


class LinkUnknown(NotFound):
    message = N_("Đường liên kết này không mở được lượt dự thi nào.")
    hint = N_("Có thể phiếu đã được thay bằng phiếu mới. Hãy dùng phiếu mới nhất, hoặc hỏi người phụ trách đơn vị bạn.")


class NotAnnounced(Refusal):
    message = N_("Cuộc thi chưa được công bố.")
    hint = N_("Phiếu của bạn vẫn dùng được. Hãy mở lại khi ban tổ chức thông báo.")


class Cancelled(Refusal):
    message = N_("Cuộc thi này đã bị hủy.")
    hint = N_("Hãy liên hệ ban tổ chức nếu bạn cần biết thêm.")


class Withdrawn(Refusal):
    message = N_("Bạn không còn trong danh sách dự thi của cuộc thi này.")
    hint = N_("Nếu đây là nhầm lẫn, hãy báo ban tổ chức hoặc người phụ trách đơn vị bạn.")


class Disqualified(Refusal):
    message = N_("Ban tổ chức đã quyết định dừng phần dự thi của bạn.")
    hint = N_("Lý do có trong quyết định của ban tổ chức. Bạn có thể hỏi hoặc khiếu nại với họ.")


class JudgeWanted(Invalid):
    """The codes are right, but without a birth year they are not enough. No guess: it may be tried again and again."""


def entry_of_link(session: Session, token: str) -> Entry:
    """Whose slip this is."""
    entry = session.exec(select(Entry).where(Entry.link_token == token)).first()
    if entry is None:
        raise LinkUnknown
    return kept_entry(session, entry)


def entry_of_codes(
    session: Session, contest_code: str, personal_code: str, birth_year: int | None, at: datetime, address: str = ""
) -> Entry:
    """Whose codes these are. A wrong try is counted, so the caller must not roll back."""
    contest_code, personal_code = as_typed(contest_code), as_typed(personal_code)
    tried = f"{contest_code} {personal_code}"
    insist_not_too_many(session, PER_CODE, tried, at)
    insist_not_too_many(session, PER_HALL, address, at)
    try:
        entry = _matching(session, contest_code, personal_code, birth_year, at)
    except Invalid as refusal:
        if not isinstance(refusal, JudgeWanted):
            count_wrong_try(session, PER_CODE, tried, at)
        count_wrong_try(session, PER_HALL, address, at)
        raise
    forget_tries(session, PER_CODE, tried)
    return kept_entry(session, entry)


def insist_may_come_in(session: Session, entry: Entry) -> Contest:
    """The contest of this entry, unless either is not, or no longer, to be entered."""
    contest = session.get_one(Contest, entry.contest_id)
    if contest.state == ContestState.DRAFT:
        raise NotAnnounced
    if contest.state == ContestState.CANCELLED:
        raise Cancelled(hint=contest.cancelled_reason or None)
    if entry.state == EntryState.WITHDRAWN:
        raise Withdrawn
    if entry.state == EntryState.DISQUALIFIED:
        raise Disqualified
    return contest


def admit(session: Session, entry: Entry, earlier: SignIn | None, device: str, at: datetime) -> SignIn:
    """A visit of this device. Visits on other devices go on: the attempt's turn decides which of them writes."""
    assert entry.id is not None
    if earlier and earlier.entry_id == entry.id:
        return earlier
    if earlier:
        end_sign_in(session, earlier, at)
    tell_control_pages(session, entry.contest_id)
    return start_sign_in(session, Door.PLAY, entry.person_id, at, entry_id=entry.id, device=device)


def let_in(session: Session, entry: Entry, by: Person, at: datetime) -> LedgerEntry:
    """Someone of the judges stands beside the contestant: for ten minutes the codes do without a birth year."""
    assert entry.id is not None
    assert by.id is not None
    role = acting_role(roles_of(session, by.id, at), Power.CONTROL, entry.contest_id)
    if not role:
        raise NotAllowed
    return decide(
        session, contest_id=entry.contest_id, by=Decider(by.id, role, at), subject=("entry", entry.id), decision=LET_IN
    )


def was_let_in(session: Session, entry: Entry, at: datetime) -> bool:
    recent = select(LedgerEntry.id).where(
        LedgerEntry.contest_id == entry.contest_id,
        LedgerEntry.decision == LET_IN,
        LedgerEntry.subject_type == "entry",
        LedgerEntry.subject_id == entry.id,
        LedgerEntry.at > at - LET_IN_LASTS,
    )
    return session.exec(recent).first() is not None


def new_codes(session: Session, entry: Entry, at: datetime) -> None:
    """A lost slip: a new code and link. The old ones are dead, and whoever came in by them is out."""
    entry.personal_code, entry.link_token = new_code(), new_secret()
    session.add(entry)
    session.flush()
    end_sign_ins_of(session, entry.person_id, Door.PLAY, at, entry_id=entry.id)


def _matching(session: Session, contest_code: str, personal_code: str, birth_year: int | None, at: datetime) -> Entry:
    contest = session.exec(select(Contest).where(Contest.code == contest_code)).first()
    if contest is None:
        raise Invalid({"contest_code": _("Không có cuộc thi nào mang mã này.")})
    entry = session.exec(
        select(Entry).where(Entry.contest_id == contest.id, Entry.personal_code == personal_code)
    ).first()
    year = session.get_one(Person, entry.person_id).year if entry else None
    if entry is None or (year is not None and year != birth_year):
        raise Invalid({"personal_code": _("Mã cá nhân hoặc năm sinh chưa đúng. Hãy xem lại phiếu dự thi.")})
    if year is None and not was_let_in(session, entry, at):
        raise JudgeWanted(
            {"birth_year": _("Danh sách chưa có năm sinh của bạn. Hãy nhờ giám thị cho vào, rồi bấm lại.")}
        )
    return entry


def tell_control_pages(session: Session, contest_id: int) -> None:
    """Whoever is there, or should be, changed."""
    legs = select(Leg.id).join(Round, col(Round.id) == Leg.round_id).where(Round.contest_id == contest_id)
    for leg_id in session.exec(legs):
        tell_after_commit(session, f"leg-{leg_id}")
