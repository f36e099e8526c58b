"""When legs are open and by which rules: planned, added, moved, removed. Each step is a decision in the ledger.

What was announced is changed only with a reason. What contestants have begun under stays as it was: `played` names the
legs in which a counted attempt has started.
"""

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from quiz.contests.agreeing import insist_on_agreement, staying_agreed, with_leg, with_round
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Message
from quiz.contests.reserving import Reservation
from quiz.contests.round import (
    BlueprintRow,
    FixedQuestion,
    Leg,
    LegBlueprintRow,
    Part,
    Round,
    legs_of,
    parts_of,
    rounds_of,
)
from quiz.contests.rules import RoundRules
from quiz.contests.rules_version import keep_version, rules_of
from quiz.language import gettext as _
from quiz.ledger import Decider, decide
from quiz.news import tell_after_commit
from quiz.refusals import N_, Problems, Refusal
from quiz.written import written

NAME_MAX = 120
FIXED_ONCE_STARTED = {
    "opening": N_("cách mở"),
    "minutes": N_("số phút"),
    "question_s": N_("số giây mỗi câu"),
    "parts": N_("cách làm các phần"),
    "attempts": N_("số lượt thi"),
    "attempts_per": N_("cách tính lượt thi"),
    "counted": N_("lượt được tính"),
    "late_start": N_("cách tính khi vào muộn"),
    "grace_s": N_("thời gian chờ mạng"),
    "shuffle_questions": N_("xáo câu hỏi"),
    "shuffle_choices": N_("xáo phương án"),
    "points_right": N_("điểm mỗi câu"),
    "minus_wrong": N_("điểm trừ câu sai"),
    "below_zero": N_("điểm âm"),
    "topic_points": N_("điểm theo chủ đề"),
    "partial": N_("điểm một phần"),
    "ranking": N_("cách xếp hạng"),
    "ranking_part": N_("phần thi dùng để xếp hạng"),
    "prediction": N_("câu hỏi dự đoán"),
    "prediction_within": N_("cách so số dự đoán"),
    "carry": N_("điểm mang sang"),
}
"""Rules that would be unfair to change once somebody has played by them, and what the field calls them."""


class AlreadyPlayed(Refusal):
    message = N_("Đã có thí sinh làm bài: phần này không đổi được nữa.")
    hint = N_("Trong khi thi, hãy dùng trang điều hành để bù giờ hoặc đóng vòng thi.")


class NotNow(Refusal):
    message = N_("Cuộc thi đang ở trạng thái không làm được việc này.")


def set_rules(
    session: Session, contest: Contest, round: Round, name: str, rules: RoundRules, reason: str, played: Set[int],
    by: Decider,
) -> None:  # fmt: skip
    """How a round is played from now on, as the next version of its rules."""
    name = " ".join(name.split())
    changed = changed_rules(round.rules, rules)
    if not changed and name == round.name:
        return
    problems = Problems()
    with problems.gathered():
        insist_on_round(contest, name, reason)
    unfair = [field for field in changed if field in FIXED_ONCE_STARTED]
    if unfair and has_started(session, round, played):
        problems.update({field: _("Đã có thí sinh làm bài: không đổi được nữa.") for field in unfair})
    with problems.gathered():
        insist_on_agreement(session, contest, with_round(rules_of(session, contest), round.position, rules))
    problems.refuse()
    round.name, reason = name, reason.strip()
    if changed:
        round.take_rules(rules)
    session.add(round)
    told = {field: rules.model_dump(mode="json")[field] for field in changed}
    note(session, contest, ("round", round.id), "set_rules", {"version": round.rules_version, **told}, reason, by)


def insist_on_round(contest: Contest, name: str, reason: str) -> None:
    """Of a round that is changed: its name, and why."""
    problems = Problems()
    if not 1 <= len(" ".join(name.split())) <= NAME_MAX:
        problems["name"] = _("Hãy đặt tên vòng thi, không quá %(most)s chữ.") % {"most": NAME_MAX}
    with problems.gathered():
        insist_on_reason(contest, reason)
    problems.refuse()


def changed_rules(before: RoundRules, after: RoundRules) -> list[str]:
    """The names of the rules that differ."""
    return [name for name in RoundRules.model_fields if getattr(before, name) != getattr(after, name)]


def set_window(
    session: Session, contest: Contest, leg: Leg, name: str, opens_at: datetime | None, closes_at: datetime | None,
    reason: str, played: Set[int], by: Decider,
) -> None:  # fmt: skip
    """When a leg is open. Half-open: at `closes_at` it is closed already."""
    name = " ".join(name.split())[:NAME_MAX]
    if (leg.name, leg.opens_at, leg.closes_at) == (name, opens_at, closes_at):
        return
    moves = (leg.opens_at, leg.closes_at) != (opens_at, closes_at)
    if moves and (leg.id in played or leg.opened_at):
        raise AlreadyPlayed
    problems = Problems()
    if opens_at and closes_at and opens_at >= closes_at:
        problems["closes_at"] = _("Lúc đóng phải sau lúc mở.")
    if moves:
        with problems.gathered():
            insist_on_reason(contest, reason)
        with problems.gathered():
            insist_on_agreement(
                session, contest, with_leg(rules_of(session, contest), leg.public_id, opens_at, closes_at)
            )
    problems.refuse()
    reason = reason.strip()
    leg.name, leg.opens_at, leg.closes_at = name, opens_at, closes_at
    session.add(leg)
    body = {"opens_at": _iso(opens_at), "closes_at": _iso(closes_at)} if moves else {}
    note(session, contest, ("leg", leg.id), "set_window", body, reason, by)


def add_leg(session: Session, contest: Contest, round: Round, by: Decider) -> Leg:
    """One more leg after the last, and as long: a week later, or as many as it takes for the last to be over."""
    assert round.id is not None
    legs = legs_of(session, round.id)
    last = legs[-1] if legs else None
    weeks = weeks_after(last.opens_at, last.closes_at) if last and last.opens_at else timedelta(weeks=1)
    leg = Leg(
        round_id=round.id, position=last.position + 1 if last else 1, name=f"Đợt {len(legs) + 1}",
        opens_at=last.opens_at + weeks if last and last.opens_at else None,
        closes_at=last.closes_at + weeks if last and last.closes_at else None,
    )  # fmt: skip
    session.add(leg)
    session.flush()
    note(session, contest, ("leg", leg.id), "add_leg", {}, "", by)
    return leg


def weeks_after(opens_at: datetime, over: datetime | None) -> timedelta:
    """The least number of whole weeks, at least one, after which a window that opened then opens when this is over."""
    weeks = timedelta(weeks=1)
    while over is not None and opens_at + weeks < over:
        weeks += timedelta(weeks=1)
    return weeks


def remove_leg(session: Session, contest: Contest, round: Round, leg: Leg, reason: str, by: Decider) -> None:
    """A leg that nobody has touched; a round keeps at least one. Who may have tried it out is asked before."""
    assert round.id is not None
    if len(legs_of(session, round.id)) == 1:
        raise NotNow(N_("Vòng thi phải còn ít nhất một đợt."))
    reason = insist_on_reason(contest, reason)
    with staying_agreed(session, contest, "reason"):
        session.exec(delete(Message).where(col(Message.leg_id) == leg.id))
        session.exec(delete(LegBlueprintRow).where(col(LegBlueprintRow.leg_id) == leg.id))
        gone = leg.id
        session.delete(leg)
        session.flush()
        note(session, contest, ("leg", gone), "remove_leg", {}, reason, by)
    tell_after_commit(session, f"leg-{gone}")


def remove_round(session: Session, contest: Contest, round: Round, reason: str, by: Decider) -> None:
    """A round that nobody has touched, with its legs and parts; a contest keeps at least one."""
    assert contest.id is not None
    assert round.id is not None
    if len(rounds_of(session, contest.id)) == 1:
        raise NotNow(N_("Cuộc thi phải còn ít nhất một vòng."))
    reason = insist_on_reason(contest, reason)
    gone, legs = round.id, [leg.id for leg in legs_of(session, round.id)]
    with staying_agreed(session, contest, "reason"):
        clear_round(session, round)
        note(session, contest, ("round", gone), "remove_round", {}, reason, by)
    for leg_id in legs:
        tell_after_commit(session, f"leg-{leg_id}")


def clear_round(session: Session, round: Round) -> None:
    """The round and all that only describes it."""
    assert round.id is not None
    for part in parts_of(session, round.id):
        session.exec(delete(BlueprintRow).where(col(BlueprintRow.part_id) == part.id))
        session.exec(delete(FixedQuestion).where(col(FixedQuestion.part_id) == part.id))
        session.exec(delete(LegBlueprintRow).where(col(LegBlueprintRow.part_id) == part.id))
    legs = select(Leg.id).where(Leg.round_id == round.id)
    session.exec(delete(Message).where(col(Message.leg_id).in_(legs)))
    session.exec(delete(Part).where(col(Part.round_id) == round.id))
    session.exec(delete(Leg).where(col(Leg.round_id) == round.id))
    session.exec(delete(Reservation).where(col(Reservation.round_id) == round.id))
    session.exec(delete(Round).where(col(Round.id) == round.id))


def all_legs_of(session: Session, contest: Contest) -> list[tuple[Round, Leg]]:
    """In the order of the contest."""
    legs = (
        select(Round, Leg)
        .where(Leg.round_id == Round.id, Round.contest_id == contest.id)
        .order_by(col(Round.position), col(Leg.position))
    )
    return [(round, leg) for round, leg in session.exec(legs)]


def legs_to_come(session: Session, contest: Contest, played: Set[int], at: datetime) -> list[tuple[Round, Leg]]:
    """Those that can still be moved: not begun by anybody, not opened by hand, not over."""
    return [
        (round, leg)
        for round, leg in all_legs_of(session, contest)
        if leg.id not in played and not (leg.opened_at or leg.closed_at or leg.cancelled_at) and not _is_over(leg, at)
    ]


def overlapping(leg: Leg, others: list[Leg]) -> list[Leg]:
    """Other legs of the round whose window has a moment in common with this one's."""
    return [
        other
        for other in others
        if other.id != leg.id
        and leg.opens_at and leg.closes_at and other.opens_at and other.closes_at
        and leg.opens_at < other.closes_at and other.opens_at < leg.closes_at
    ]  # fmt: skip


def has_started(session: Session, round: Round, played: Set[int]) -> bool:
    """Whether anybody has begun a counted attempt in the round."""
    assert round.id is not None
    return any(leg.id in played for leg in legs_of(session, round.id))


def insist_on_reason(contest: Contest, reason: str) -> str:
    """What was announced is changed only for a reason; a draft is its organisers' own affair."""
    return written(reason, "reason", no_reason() if contest.state != ContestState.DRAFT else "")


def no_reason() -> str:
    return _("Hãy ghi lý do: cuộc thi đã công bố.")


def note(
    session: Session, contest: Contest, subject: tuple[str, int | None], decision: str, body: dict[str, Any],
    reason: str, by: Decider,
) -> None:  # fmt: skip
    """Write a decision about this contest, already carried out, in the ledger; keep the rules as they are by it; and
    wake the pages that show what it concerns."""
    assert contest.id is not None
    assert subject[1] is not None
    entry = decide(
        session, contest_id=contest.id, by=by, subject=(subject[0], subject[1]), decision=decision, body=body,
        reason=reason,
    )  # fmt: skip
    keep_version(session, contest, entry)
    for round, leg in all_legs_of(session, contest):
        if subject in (("contest", contest.id), ("round", round.id), ("leg", leg.id)):
            tell_after_commit(session, f"leg-{leg.id}")


def _is_over(leg: Leg, at: datetime) -> bool:
    return leg.closes_at is not None and leg.closes_at <= at


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
