"""Prizes on their way to their winners: each step a decision with a note, the last one taken back by another decision;
and whoever takes no prize, so that it goes to the next.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, select

from quiz.contests.contest import Contest
from quiz.contests.prizes import Prize
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, decide, decisions_on
from quiz.refusals import N_, Invalid, Problems, Refusal
from quiz.standings.awarding import Award
from quiz.standings.changing_prizes import bar_entry, found_for_deciding
from quiz.standings.deciding_prizes import UNDO, Why, decline, identity
from quiz.standings.finding_prizes import OF_UNITS, Found
from quiz.standings.handover import STEPS, Handover, Key, Step, Taken, handovers_in
from quiz.standings.prize_receiver import PrizeReceiver
from quiz.written import reason_written, written

STEP = "step_prize"
"""Ledger, on ("contest", id). Body: {"prize": index in the rules, "was": what it is, "ranking", "id", "step"}, and
"until" where an answer is due. Taken back as other decisions about prizes are."""
STEP_OF: dict[str, Step] = {step: step for step in STEPS}
NAME_MAX = 120


class GrantedAlready(Refusal):
    message = N_("{name} đã nhận giải này. Hãy bỏ bước “Đã trao” trước.")


class NoLongerListed(Refusal):
    message = N_("Người này không còn trong danh sách giải. Hãy xem lại danh sách.")


class NotTheLast(Refusal):
    message = N_("Sau bước này đã có bước khác. Hãy bỏ bước sau cùng trước.")


def handovers_of(session: Session, contest: Contest) -> dict[Key, Handover]:
    """Of every prize of which something was said, while the rules have that prize."""
    assert contest.id is not None
    prizes = contest.rules.prizes
    entries = decisions_on(session, contest.id, STEP, UNDO)
    undone = {entry.body["seq"] for entry in entries if entry.decision == UNDO}
    received = select(PrizeReceiver).where(PrizeReceiver.contest_id == contest.id)
    names = {one.seq: one.name for one in session.exec(received)}
    standing = [entry for entry in entries if entry.decision == STEP and entry.seq not in undone]
    return handovers_in((_key(entry), _taken(entry, names)) for entry in standing if _stands(entry, prizes))


class WinnersUnverified(Refusal):
    message = N_(
        "Chưa công bố chính thức được: thể lệ ghi người đoạt giải được đối chiếu trước. Còn {count} người: {names}."
    )
    hint = N_("Ghi “Đã đối chiếu” ở trang Trao giải; ai không đúng thì xét người kế tiếp.")


def insist_winners_verified(session: Session, contest: Contest, found: Found) -> None:
    """Where the rules say that winners are checked before the list is final. Units are no people to be checked."""
    if not contest.rules.awarding.checked:
        return
    known = handovers_of(session, contest)
    left = [
        key
        for _one, key in handed_over(found)
        if not key.ranking.startswith(OF_UNITS) and _of(known, key).state not in ("verified", "granted")
    ]
    if left:
        names = ", ".join(found.stands(key.id, key.ranking).name for key in left[:5]) + ("…" if len(left) > 5 else "")
        raise WinnersUnverified(count=len(left), names=names)


def handed_over(found: Found) -> list[tuple[Award, Key]]:
    """Everybody who is to be given a prize, in the order of the list. Certificates are papers, printed for all."""
    return [
        (one, Key(one.offer.index, one.offer.ranking.key, winner.id))
        for one in found.awards
        if one.offer.prize.grade != "certificate"
        for winner in one.winners
    ]


def take_step(
    session: Session, contest: Contest, keys: Sequence[Key], step: str, *, note: str, until: date | None = None,
    received_by: str = "", by: Decider,
) -> int:  # fmt: skip
    """For all of these winners; how many they are. Nothing is written where one of them cannot take it."""
    found = found_for_deciding(session, contest, by)
    received_by, note = " ".join(received_by.split()), written(note, "note")
    wanted, rules, known = _wanted(found, keys), contest.rules.awarding, handovers_of(session, contest)
    problems = Problems()
    if step not in STEPS:
        problems["step"] = _("Hãy chọn một bước.")
    elif not wanted:
        problems["winner"] = _("Hãy đánh dấu ít nhất một người.")
    elif late := [key for key in wanted if not _of(known, key).may_take(STEP_OF[step], checked=rules.checked)]:
        problems["step"] = _why_not(found, late, step)
    if received_by and step != "granted":
        problems["received_by"] = _("Chỉ ghi người nhận thay khi trao giải.")
    elif received_by and not rules.by_proxy:
        problems["received_by"] = _("Thể lệ không cho nhận giải thay. Hãy để trống, hoặc sửa điều về giải thưởng.")
    elif received_by and len(wanted) > 1:
        problems["received_by"] = _("Người nhận thay ghi cho từng người: hãy chỉ đánh dấu một người.")
    elif len(received_by) > NAME_MAX:
        problems["received_by"] = _("Dài quá %(most)s chữ.") % {"most": NAME_MAX}
    problems.refuse()
    for key in wanted:
        entry = _write(session, contest, key, step, note, until if step == "contacted" else None, by)
        if received_by:
            session.add(PrizeReceiver(contest_id=entry.contest_id, seq=entry.seq, name=received_by))
    session.flush()
    return len(wanted)


def pass_on(session: Session, contest: Contest, key: Key, why: str, reason: str, by: Decider) -> None:
    """Not eligible: no prize at all. Declined, or not to be reached: none of this ranking. The next moves up."""
    found = found_for_deciding(session, contest, by)
    if key not in _wanted(found, [key]):
        raise NoLongerListed
    _insist_not_granted(session, contest, found, lambda one: one == key)
    of_unit = key.ranking.startswith(OF_UNITS)
    whys: dict[str, Why] = {"declined": "declined", "unreachable": "unreachable"}
    if why == "not_eligible" and not of_unit:
        keep_from_prizes(session, contest, key.id, reason, by)
    elif why in whys:
        decline(session, contest, key.ranking, key.id, whys[why], reason, by)
    else:
        raise Invalid({"why": _("Hãy chọn vì sao.")})


def keep_from_prizes(session: Session, contest: Contest, entry_id: int, reason: str, by: Decider) -> None:
    """Found not eligible: no prize at all, unless one is in their hands already."""
    found = found_for_deciding(session, contest, by)
    _insist_not_granted(
        session, contest, found, lambda one: one.id == entry_id and not one.ranking.startswith(OF_UNITS)
    )
    bar_entry(session, contest, entry_id, reason, by)


def _insist_not_granted(session: Session, contest: Contest, found: Found, is_meant: Callable[[Key], bool]) -> None:
    for key, way in handovers_of(session, contest).items():
        if way.is_granted and is_meant(key):
            raise GrantedAlready(name=found.stands(key.id, key.ranking).name)


def take_back_step(session: Session, contest: Contest, key: Key, seq: int, reason: str, by: Decider) -> None:
    """The last step of this prize; a name that was kept beside it goes."""
    assert contest.id is not None
    last = _of(handovers_of(session, contest), key).last
    if last is None or last.seq != seq:
        raise NotTheLast
    reason = reason_written(reason, "undo_reason")
    decide(
        session, contest_id=contest.id, by=by, subject=("contest", contest.id), decision=UNDO, body={"seq": seq},
        reason=reason,
    )  # fmt: skip
    kept = session.get(PrizeReceiver, (contest.id, seq))
    if kept is not None:
        session.delete(kept)
        session.flush()


def _wanted(found: Found, keys: Iterable[Key]) -> list[Key]:
    """Those who are still on the list."""
    listed = {key for _one, key in handed_over(found)}
    return [key for key in dict.fromkeys(keys) if key in listed]


def _of(known: Mapping[Key, Handover], key: Key) -> Handover:
    return known.get(key, Handover())


def _why_not(found: Found, late: Sequence[Key], step: str) -> str:
    names = ", ".join(found.stands(key.id, key.ranking).name for key in late[:5])
    if step == "granted":
        told = _("Thể lệ ghi người đoạt giải được đối chiếu trước khi trao. Chưa đối chiếu, hoặc đã trao: {names}.")
        return told.format(names=names)
    return _("Bước này đã qua với: {names}.").format(names=names)


def _write(
    session: Session, contest: Contest, key: Key, step: str, note: str, until: date | None, by: Decider
) -> LedgerEntry:
    assert contest.id is not None
    prize = contest.rules.prizes[key.prize]
    body: dict[str, Any] = {
        "prize": key.prize, "was": identity(prize), "ranking": key.ranking, "id": key.id, "step": step,
    }  # fmt: skip
    if until is not None:
        body["until"] = until.isoformat()
    return decide(
        session, contest_id=contest.id, by=by, subject=("contest", contest.id), decision=STEP, body=body, reason=note
    )


def _stands(entry: LedgerEntry, prizes: Sequence[Prize]) -> bool:
    index: int = entry.body["prize"]
    was: dict[str, Any] = entry.body["was"]
    return index < len(prizes) and identity(prizes[index]) == was


def _key(entry: LedgerEntry) -> Key:
    return Key(entry.body["prize"], entry.body["ranking"], entry.body["id"])


def _taken(entry: LedgerEntry, names: dict[int, str]) -> Taken:
    step: Step = entry.body["step"]
    until = entry.body.get("until")
    return Taken(
        step, entry.seq, entry.at, entry.actor_id, entry.acting_role, entry.reason,
        date.fromisoformat(until) if until else None, names.get(entry.seq, ""),
    )  # fmt: skip
