"""A round is repeated: a leg copied with all that is its own, called off, or taken up again. Each is a decision."""

from sqlmodel import Session, select

from quiz.contests.contest import Contest, ContestState
from quiz.contests.round import Leg, LegBlueprintRow, Round, legs_of
from quiz.contests.scheduling import NotNow, insist_on_reason, note, weeks_after
from quiz.ledger import Decider
from quiz.refusals import N_, Refusal


class SomebodyWorking(Refusal):
    message = N_("Có người đang làm bài trong đợt này.")
    hint = N_("Hãy đóng đợt thi ở trang điều hành trước, rồi hủy.")


def copy_leg(session: Session, contest: Contest, round: Round, leg: Leg, by: Decider) -> Leg:
    """One more after the last, as long as this one and with its own blueprint; a week after the last opens, or as
    many as it takes for all to be over."""
    assert round.id is not None
    legs = legs_of(session, round.id)
    planned = [each.opens_at for each in legs if each.opens_at]
    over = max((each.closes_at for each in legs if each.closes_at), default=None)
    opens_at = max(planned) + weeks_after(max(planned), over) if planned and leg.opens_at else None
    lasts = leg.closes_at - leg.opens_at if leg.opens_at and leg.closes_at else None
    copy = Leg(
        round_id=round.id, position=legs[-1].position + 1, name=f"Đợt {len(legs) + 1}",
        opens_at=opens_at, closes_at=opens_at + lasts if opens_at and lasts else None,
    )  # fmt: skip
    session.add(copy)
    session.flush()
    copy_leg_rows(session, leg, copy)
    note(session, contest, ("leg", copy.id), "copy_leg", {"from": leg.id}, "", by)
    return copy


def copy_leg_rows(session: Session, leg: Leg, copy: Leg, parts: dict[int, int] | None = None) -> None:
    """Its own blueprint, if it has one; `parts` says which part of another round stands for which."""
    assert copy.id is not None
    for row in session.exec(select(LegBlueprintRow).where(LegBlueprintRow.leg_id == leg.id)).all():
        part_id = parts[row.part_id] if parts is not None else row.part_id
        session.add(
            LegBlueprintRow(
                leg_id=copy.id, part_id=part_id, position=row.position, topic_id=row.topic_id,
                difficulty=row.difficulty, count=row.count,
            )
        )  # fmt: skip
    session.flush()


def cancel_leg(session: Session, contest: Contest, leg: Leg, reason: str, by: Decider) -> None:
    """Nobody begins in it any more, and nothing of it is published. Whether somebody works is asked before."""
    if leg.cancelled_at is not None:
        raise NotNow(N_("Đợt thi này đã hủy rồi."))
    reason = insist_on_reason(contest, reason)
    leg.cancelled_at = by.at
    session.add(leg)
    note(session, contest, ("leg", leg.id), "cancel_leg", {}, reason, by)


def take_up_leg(session: Session, contest: Contest, leg: Leg, reason: str, by: Decider) -> None:
    """As if it had not been called off; its window is what it was."""
    if leg.cancelled_at is None or contest.state == ContestState.CANCELLED:
        raise NotNow
    reason = insist_on_reason(contest, reason)
    leg.cancelled_at = None
    session.add(leg)
    note(session, contest, ("leg", leg.id), "take_up_leg", {}, reason, by)
