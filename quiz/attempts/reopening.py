"""Take in (thu bài) while others go on; and reopen what was handed in, timed out or taken in, one or many."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from quiz.attempts.attempt import Attempt, Mode, SubmittedBy
from quiz.attempts.deadline import Reopening, course
from quiz.attempts.decisions import (
    REOPEN,
    REOPEN_LEG,
    TAKE_IN,
    DecidedFor,
    Scope,
    body_of,
    decisions_about,
    insist_on_a_reason,
    is_within,
    window_of,
    write_down,
)
from quiz.attempts.pace import attempt_ends
from quiz.attempts.pacing import as_stored, kept_of, pace_of, rows_of_all
from quiz.attempts.running import Runner, Running, held, under_way, write_all
from quiz.attempts.timekeeping import LONGEST_EXTENSION_S, set_deadlines, take_the_leg
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider
from quiz.news import tell_after_commit
from quiz.refusals import N_, Invalid, Refusal


class NobodyWorking(Refusal):
    message = N_("Không có ai trong số này đang làm bài.")


class NothingToReopen(Refusal):
    message = N_("Không có bài nào trong số này mở lại được.")
    hint = N_("Bài đã hết giờ thì ghi số phút cho thêm; bài thí sinh tự nộp thì chọn cả những bài ấy.")


class NotClosedByHand(Refusal):
    message = N_("Vòng thi không bị đóng bằng tay. Muốn thêm giờ, hãy dời giờ đóng hoặc mở lại bài.")


def take_in(session: Session, contest: Contest, round: Round, leg: Leg, scope: Scope, reason: str, by: Decider) -> int:
    """Their time ends now; phones send what they still hold and hand in. Returns how many were working."""
    reason = insist_on_a_reason(reason)
    take_the_leg(session, leg)
    body = body_of(session, contest, scope)
    working = [
        attempt
        for attempt, entry in under_way(session, leg, body)
        if is_within(body, entry) and not attempt.is_past(by.at)
    ]
    if not working:
        raise NobodyWorking
    decision = write_down(session, contest, leg, TAKE_IN, body, reason, by)
    set_deadlines(session, contest, round, leg, decision)
    return len(working)


def reopen(
    session: Session,
    contest: Contest,
    round: Round,
    leg: Leg,
    scope: Scope,
    seconds: int,
    reason: str,
    by: Decider,
    own_too: bool = False,
) -> int:
    """Let what is over go on, with the time it had left and so many seconds more. Returns how many attempts.

    Of several people what they handed in themselves stays so unless `own_too`; of one it is meant. What would have no
    time at all stays as it is.
    """
    reason = insist_on_a_reason(reason)
    if not 0 <= seconds <= LONGEST_EXTENSION_S:
        raise Invalid({"minutes": N_("Cho thêm nhiều nhất 3 giờ.")})
    take_the_leg(session, leg)
    body = body_of(session, contest, scope, seconds=seconds)
    own_too = own_too or scope.reach == "entry"
    over = [
        (attempt, entry)
        for attempt, entry in _over(session, leg, by.at)
        if is_within(body, entry) and (own_too or attempt.submitted_by != SubmittedBy.CONTESTANT)
    ]
    return _go_on(session, contest, round, leg, over, REOPEN, body, reason, by)


def reopen_leg(session: Session, contest: Contest, round: Round, leg: Leg, reason: str, by: Decider) -> int:
    """Take a closing by hand back: who was taken in by it goes on with the time they had. Returns how many."""
    reason = insist_on_a_reason(reason)
    take_the_leg(session, leg)
    closed_at = leg.closed_at
    if closed_at is None:
        raise NotClosedByHand
    over = [one for one in _over(session, leg, by.at) if one[0].taken_in and one[0].ends_at == closed_at]
    leg.closed_at = None
    session.add(leg)
    body = body_of(session, contest, Scope("all"), seconds=0)
    return _go_on(session, contest, round, leg, over, REOPEN_LEG, body, reason, by)


def _go_on(
    session: Session,
    contest: Contest,
    round: Round,
    leg: Leg,
    over: Sequence[tuple[Running, Runner]],
    sort: str,
    body: dict[str, Any],
    reason: str,
    by: Decider,
) -> int:
    """The decision names each with the moment since when it was over: the ledger alone tells its time."""
    known, rules, window = DecidedFor(decisions_about(session, contest, leg)), round.rules, window_of(leg)
    papers = rows_of_all(session, round, leg)
    paces = {theirs: pace_of(session, round, entry) for theirs, entry in {e.accommodation: e for _, e in over}.items()}
    worth_it = []
    for attempt, entry in over:
        since = attempt.submitted_at or attempt.ends_at
        decided = known.find(entry, attempt)
        decided = replace(decided, reopened=[*decided.reopened, Reopening(since, by.at, body["seconds"])])
        run = course(rules, window, attempt.started_at, decided)
        ends_at = attempt_ends(paces[entry.accommodation], papers.get(attempt.id, []), run)
        stands = run.paused_at is not None and run.paused_at < ends_at
        if stands or ends_at > by.at:
            worth_it.append((attempt, since, run))
    if not worth_it and sort == REOPEN:
        raise NothingToReopen
    body["attempts"] = {str(attempt.id): since.isoformat() for attempt, since, _ in worth_it}
    decision = write_down(session, contest, leg, sort, body, reason, by)
    anew = {"submitted_at": None, "submitted_by": None, "answers_digest": None, "decided_seq": decision.seq}
    # Their time is known already: thousands are read and written once, while answers wait.
    write_all(
        session, [{"id": attempt.id, **anew, **kept_of(*as_stored(run, run.ends_at))} for attempt, _, run in worth_it]
    )
    if round.rules.is_paced or sort == REOPEN_LEG:
        set_deadlines(session, contest, round, leg, decision)
    tell_after_commit(session, f"board-{leg.id}")
    return len(worth_it)


def _over(session: Session, leg: Leg, at: datetime) -> list[tuple[Running, Runner]]:
    """What was handed in, or has run out and will be, the last of each contestant; held until the commit."""
    rows = held(
        session,
        leg,
        col(Entry.state) == EntryState.ACTIVE,
        col(Attempt.disqualified_at).is_(None),
        or_(col(Attempt.submitted_at).is_not(None), col(Attempt.ends_at) <= at),
    )
    last = _last_of_several(session, leg)
    return [
        (attempt, entry)
        for attempt, entry in rows
        if (attempt.submitted_at is not None or attempt.is_past(at)) and last.get(entry.id, attempt.id) == attempt.id
    ]


def _last_of_several(session: Session, leg: Leg) -> dict[int | None, int]:
    """The attempt begun last, of each entry that has begun a second one: asked of all at once, as mostly nobody has."""
    again = select(Attempt.entry_id, func.max(Attempt.id)).where(
        Attempt.leg_id == leg.id, Attempt.mode == Mode.OFFICIAL, Attempt.ordinal > 1
    )
    found = session.exec(again.group_by(col(Attempt.entry_id))).all()
    return {entry_id: id for entry_id, id in found if id is not None}
