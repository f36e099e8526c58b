"""Send people on to the next round: the list by the rules, decided by a person, and who moves up on it later.

Each act is a decision in the ledger. While a round has such a list, nobody else may start in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete, select

from quiz.attempts.attempt import Attempt, Mode
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.contests.round_entry import RoundEntry, listed_in
from quiz.language import gettext as _
from quiz.ledger import Decider, decide, decisions_on, lock_ledger
from quiz.news import tell_after_commit
from quiz.people.person import Person
from quiz.refusals import N_, Invalid, Refusal
from quiz.standings.advancing import Finish, Onward, onward
from quiz.standings.comparing import actual_of, ranked_in
from quiz.standings.counting import sheets_in
from quiz.standings.keys import keys_in_force, part_at
from quiz.standings.points import unscaled
from quiz.standings.predicting import comparable
from quiz.standings.publishing import is_published
from quiz.standings.revision import latest
from quiz.standings.score import NO_PREDICTION, Score
from quiz.written import reason_written, written

SEND_ON, MOVE_UP, TAKE_BACK_LIST = "send_on", "move_up", "take_back_list"
"""Ledger, on ("round", id of the round gone into). Bodies: {"from", "going", "reserves", "revisions"}; {"out", "in"};
{}. All lists are of entry ids, in order."""


class NoRoundAfter(Refusal):
    message = N_("Sau vòng này không còn vòng nào để vào.")
    hint = N_("Hãy thêm vòng sau, hoặc sửa thể lệ: vòng này không chọn người đi tiếp.")


class NotYetPublished(Refusal):
    message = N_("Chưa chốt được danh sách: còn đợt thi của vòng này chưa công bố kết quả.")
    hint = N_("Hãy công bố kết quả từng đợt trước; danh sách lấy từ kết quả đã công bố.")


class AlreadySent(Refusal):
    message = N_("Danh sách vào vòng sau đã chốt. Muốn lập lại, hãy thu hồi danh sách trước.")


class AlreadyBegun(Refusal):
    message = N_("Đã có thí sinh bắt đầu vòng sau, nên không thu hồi danh sách được nữa.")


class NothingToMove(Refusal):
    message = N_("Thí sinh này không có trong danh sách vào vòng, hoặc đã được thay.")


@dataclass(frozen=True)
class Named:
    """One line of a list, as people read it."""

    entry_id: int
    number: str
    name: str
    unit: str


def next_round(session: Session, contest: Contest, round: Round) -> Round | None:
    assert contest.id is not None
    later = [each for each in rounds_of(session, contest.id) if each.position > round.position]
    return later[0] if later else None


def proposed(session: Session, round: Round) -> Onward:
    """Who would go on, by the rules, from what stands now. Writes nothing."""
    rules = round.rules
    ranked = ranked_in(session, round)
    part_id = part_at(session, round, rules.advance.part)
    legs = [list(finishes_in(session, round, leg, ranked, part_id)) for leg in _legs(session, round)]
    return onward(rules.advance, legs, rules.ranking)


def send_on(
    session: Session, contest: Contest, round: Round, chosen: Sequence[int], reason: str, by: Decider
) -> list[RoundEntry]:
    """`chosen`: of equals at a cut, the entries whom the extra question sent on, and exactly as many as may."""
    into = _insist_may_send(session, contest, round)
    found = proposed(session, round)
    reason = written(reason, "reason")
    going = [*found.going, *_insist_chosen(found, set(chosen), reason)]
    assert into.id is not None
    rows = [
        RoundEntry(round_id=into.id, entry_id=finish.entry_id, position=place, is_reserve=place > len(going))
        for place, finish in enumerate([*going, *found.reserves], 1)
    ]
    if not going:
        raise Invalid({"form": _("Chưa có ai đạt điều kiện vào vòng sau.")})
    session.add_all(rows)
    session.flush()
    revisions = {str(leg.id): head.revision for leg in _legs(session, round) if (head := latest(session, leg))}
    body = {
        "from": round.id, "going": [finish.entry_id for finish in going],
        "reserves": [finish.entry_id for finish in found.reserves], "revisions": revisions,
    }  # fmt: skip
    _record(session, contest, into, SEND_ON, body, reason, by)
    return rows


def move_up(session: Session, contest: Contest, into: Round, entry_id: int, reason: str, by: Decider) -> int | None:
    """Somebody on the list cannot come: the first reserve moves up. Who that is; None where no reserve is left."""
    reason = reason_written(reason)
    lock_ledger(session, contest.id)
    rows = listed_in(session, into.id)
    leaving = next(
        (row for row in rows if row.entry_id == entry_id and not row.dropped_at and not row.is_reserve), None
    )
    if leaving is None:
        raise NothingToMove
    if has_begun(session, into, entry_id):
        raise AlreadyBegun
    leaving.dropped_at = by.at
    session.add(leaving)
    reserve = _first_reserve(session, rows)
    if reserve is not None:
        reserve.is_reserve = False
        session.add(reserve)
    session.flush()
    moved = reserve.entry_id if reserve else None
    _record(session, contest, into, MOVE_UP, {"out": entry_id, "in": moved}, reason, by)
    return moved


def _first_reserve(session: Session, rows: Sequence[RoundEntry]) -> RoundEntry | None:
    """Whoever was disqualified, withdrew or plays out of competition meanwhile is passed over."""
    waiting = [row for row in rows if row.is_reserve]
    out = without_place(session, [row.entry_id for row in waiting])
    return next((row for row in waiting if row.entry_id not in out), None)


def without_place(session: Session, entry_ids: Sequence[int]) -> set[int]:
    """Those of them who may not go on, whatever they did."""
    out = select(Entry.id).where(
        col(Entry.id).in_(entry_ids), (col(Entry.state) != EntryState.ACTIVE) | col(Entry.hors_concours)
    )
    return {id for id in session.exec(out) if id is not None}


def called_in(session: Session, contest: Contest, into_id: int) -> set[int]:
    """Reserves who moved up since the list was decided."""
    called: set[int] = set()
    for entry in decisions_on(session, contest.id or 0, SEND_ON, MOVE_UP):
        if entry.subject_id == into_id:
            called = called | {entry.body["in"]} if entry.decision == MOVE_UP else set()
    return called


def take_back_list(session: Session, contest: Contest, into: Round, reason: str, by: Decider) -> None:
    """The round is open to everybody again, until the next list; not once somebody has begun in it."""
    reason = reason_written(reason)
    lock_ledger(session, contest.id)
    if not listed_in(session, into.id):
        raise NothingToMove
    if has_begun(session, into):
        raise AlreadyBegun
    session.execute(delete(RoundEntry).where(col(RoundEntry.round_id) == into.id))
    _record(session, contest, into, TAKE_BACK_LIST, {}, reason, by)


def named(session: Session, entry_ids: Sequence[int]) -> dict[int, Named]:
    """These entries, as people read them."""
    people = select(Entry.id, Entry.number, Person.name, Entry.unit_name).join(
        Person, col(Person.id) == Entry.person_id
    )
    rows = session.exec(people.where(col(Entry.id).in_(entry_ids)))
    return {id or 0: Named(id or 0, number, name, unit) for id, number, name, unit in rows}


def all_published(session: Session, round: Round) -> bool:
    legs = _legs(session, round)
    return bool(legs) and all(is_published(session, leg) for leg in legs)


def _insist_may_send(session: Session, contest: Contest, round: Round) -> Round:
    lock_ledger(session, contest.id)
    into = next_round(session, contest, round)
    if into is None or round.rules.advance.kind == "none":
        raise NoRoundAfter
    if listed_in(session, into.id):
        raise AlreadySent
    if not all_published(session, round):
        raise NotYetPublished
    return into


def _insist_chosen(found: Onward, chosen: set[int], reason: str) -> list[Finish]:
    """Of each group of equals exactly as many as there are places, and why these."""
    picked: list[Finish] = []
    for tie in found.ties:
        of_tie = [finish for finish in tie.finishes if finish.entry_id in chosen]
        if len(of_tie) != tie.seats:
            told = _("Hãy chọn đúng %(seats)s người trong nhóm bằng nhau ở vạch cuối, theo kết quả câu hỏi phụ.")
            raise Invalid({"chosen": told % {"seats": tie.seats}})
        picked += of_tie
    if found.ties and not reason:
        raise Invalid({"reason": _("Hãy ghi kết quả câu hỏi phụ đã quyết định ai đi tiếp.")})
    return picked


def finishes_in(session: Session, round: Round, leg: Leg, ranked: set[int], part_id: int | None) -> Iterator[Finish]:
    """Of each entry with a place: the attempt that counts, marked anew, so that its points are exact."""
    keys = keys_in_force(session, round)
    scores = {score.attempt_id: score for score in session.exec(select(Score).where(Score.leg_id == leg.id))}
    target, actual = round.rules.prediction, actual_of(session, leg)
    of_entry = select(Entry.id, Entry.division_id, Entry.unit_id).where(Entry.contest_id == round.contest_id)
    whose = {id: (division_id, unit_id) for id, division_id, unit_id in session.exec(of_entry)}
    for attempt, sheet in sheets_in(session, leg, keys):
        score = scores.get(attempt.id or 0)
        if score is None or not score.stands or score.entry_id not in ranked:
            continue
        carried = unscaled(score.carried)
        yield Finish(
            score.entry_id, whose[score.entry_id][0], sheet.points + carried, sheet.most, score.elapsed_s,
            score.submitted_at, score.started_at, sheet.points_in(part_id), score.part_points, score.full_marks,
            comparable(score.prediction_distance, actual, target) if target else NO_PREDICTION,
            score.jury_place, score.lot_place, carried, whose[score.entry_id][1],
        )  # fmt: skip


def _legs(session: Session, round: Round) -> list[Leg]:
    return [leg for leg in legs_of(session, round.id or 0) if leg.cancelled_at is None]


def has_begun(session: Session, into: Round, entry_id: int | None = None) -> bool:
    """Anybody in it, or this entry? Then the list is taken back no more, or they are not replaced."""
    begun = select(Attempt.id).join(Leg, col(Leg.id) == Attempt.leg_id)
    begun = begun.where(Leg.round_id == into.id, Attempt.mode == Mode.OFFICIAL)
    if entry_id is not None:
        begun = begun.where(Attempt.entry_id == entry_id)
    return session.exec(begun.limit(1)).first() is not None


def _record(
    session: Session, contest: Contest, into: Round, decision: str, body: dict[str, Any], reason: str, by: Decider
) -> None:
    decide(
        session, contest_id=contest.id, by=by, subject=("round", into.id), decision=decision, body=body, reason=reason
    )
    for leg in legs_of(session, into.id or 0):
        tell_after_commit(session, f"leg-{leg.id}")
