"""Count attempts from answers, keys and the decisions on them. A score is counted anew, never nudged."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, insert, select

from question_bank.slices import AT_ONCE, slices
from quiz import clock
from quiz.attempts.attempt import Answer, Attempt, Mode, PaperRow
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.database import lock_until_commit
from quiz.ledger import lock_ledger
from quiz.news import tell_after_commit
from quiz.standings.carrying import bring_along, carried_into, carry_on
from quiz.standings.changed_boards import board_changed
from quiz.standings.choosing import the_counted
from quiz.standings.comparing import forget_came_about, keep_actual, needs_comparing, read_anew, settle
from quiz.standings.keeping_listed import list_what_changed  # noqa: F401  # what is counted here is listed at the end
from quiz.standings.keys import Keys, keys_in_force
from quiz.standings.points import scaled
from quiz.standings.recount import COUNTED, RECOUNT, SETTLED, TO_COUNT, tables, write_back
from quiz.standings.score import Score
from quiz.standings.settling import Tried
from quiz.standings.sheet import Outcome, Sheet, whole_second
from quiz.standings.tallying import counted_in, tally, tally_leg

Place = tuple[int, int, int]
"""Of a paper: its number, the question version, the part."""


def count_attempt(session: Session, attempt: Attempt) -> Score | None:
    """Write down what a submitted attempt is worth. Previews, mocks and unfinished attempts are worth nothing."""
    if not counts(attempt):
        return None
    leg = session.get_one(Leg, attempt.leg_id)
    lock_until_commit(session, "score", attempt.leg_id)
    round = session.get_one(Round, leg.round_id)
    score = count_alone(session, round, attempt)
    forget_came_about(session, round, leg)
    choose_standing(session, round, leg, [score.entry_id])
    carry_on(session, round, [score.entry_id])
    return score


def count_alone(session: Session, round: Round, attempt: Attempt) -> Score:
    """Under the lock of the leg's scores. Which attempt of their entry stands is not chosen yet."""
    session.flush()
    keys = keys_in_force(session, round)
    [(_, sheet)] = sheets_of(session, [attempt], keys)
    assert attempt.id is not None
    carried = carried_into(session, round, [attempt.entry_id or 0])
    return _keep(session, attempt, sheet, round, keys, session.get(Score, attempt.id), carried)


def worth_of(session: Session, attempt: Attempt) -> Score | None:
    """What a mock attempt that was handed in would be worth: told to whoever made it, and kept nowhere."""
    if attempt.submitted_at is None or attempt.entry_id is None or attempt.id is None:
        return None
    round = session.get_one(Round, session.get_one(Leg, attempt.leg_id).round_id)
    keys = keys_in_force(session, round)
    [(_, sheet)] = sheets_of(session, [attempt], keys)
    return Score(
        attempt_id=attempt.id, leg_id=attempt.leg_id, entry_id=attempt.entry_id, counted_at=attempt.submitted_at,
        **_values(attempt, sheet, round, keys),
    )  # fmt: skip


def count_missing(session: Session, leg: Leg, most: int | None = None) -> int:
    """Count what was submitted and not yet counted, at most so many; how many there were."""
    assert leg.id is not None
    lock_until_commit(session, "score", leg.id)
    round = session.get_one(Round, leg.round_id)
    session.flush()
    missing = submitted_in(leg).where(col(Attempt.id).not_in(select(Score.attempt_id).where(Score.leg_id == leg.id)))
    attempts = list(session.exec(missing.limit(most)))
    if attempts:
        forget_came_about(session, round, leg)
    keys = keys_in_force(session, round)
    for batch in slices(attempts):
        entry_ids = [attempt.entry_id or 0 for attempt in batch]
        carried = carried_into(session, round, entry_ids)
        for attempt, sheet in sheets_of(session, batch, keys):
            _keep(session, attempt, sheet, round, keys, None, carried)
        choose_standing(session, round, leg, entry_ids)
        carry_on(session, round, entry_ids)
    return len(attempts)


def forget_unsubmitted(session: Session, leg: Leg) -> None:
    """What was opened again has no score until it is handed in again; until then another attempt may stand."""
    assert leg.id is not None
    lock_until_commit(session, "score", leg.id)
    session.flush()
    open_again = select(Score).join(Attempt, col(Attempt.id) == Score.attempt_id)
    scores = session.exec(open_again.where(Score.leg_id == leg.id, col(Attempt.submitted_at).is_(None))).all()
    for score in scores:
        session.delete(score)
    session.flush()
    round = session.get_one(Round, leg.round_id)
    forget_came_about(session, round, leg)
    entry_ids = [score.entry_id for score in scores]
    choose_standing(session, round, leg, entry_ids)
    carry_on(session, round, entry_ids)
    board_changed(session, leg.id or 0, entry_ids)


def recount_leg(session: Session, contest: Contest, round: Round, leg: Leg) -> int:
    """Count every submitted attempt of the leg anew; how many scores that changed."""
    assert leg.id is not None
    if needs_comparing(round.rules):
        lock_ledger(session, round.contest_id)  # it may have something to write there
    lock_until_commit(session, "score", leg.id)
    session.flush()
    names: tuple[str, ...] = (*COUNTED, "full_marks")
    with tables(session):
        tally_leg(session, round, leg, keys_in_force(session, round))
        bring_along(session, round)
        if needs_comparing(round.rules) or round.rules.several:
            keep_actual(session, round, leg, settle(session, round, leg))
            names = (*COUNTED, *SETTLED)
        changed = write_back(session, leg, names)
    if changed:
        board_changed(session, leg.id)
        tell_after_commit(session, f"leg-{leg.id}")
    read_anew(session)
    carry_on(session, round)
    return changed


def count_some_again(session: Session, round: Round, leg: Leg, attempt_ids: Sequence[int]) -> list[int]:
    """Under the decisions that stand now; whose they are. Under the lock of the leg's scores."""
    with tables(session):
        session.connection().execute(insert(TO_COUNT), [{"attempt_id": id} for id in attempt_ids])
        tally(session, round, keys_in_force(session, round))
        bring_along(session, round)
        changed = write_back(session, leg, (*COUNTED, "full_marks") if not round.rules.several else COUNTED)
        entries = list(session.connection().execute(select_columns(RECOUNT.c.entry_id).distinct()).scalars())
    read_anew(session)
    if changed:
        board_changed(session, leg.id or 0, entries)
    choose_standing(session, round, leg, entries)
    return entries


def choose_standing(session: Session, round: Round, leg: Leg, entry_ids: Sequence[int]) -> None:
    """Of each of these entries, mark the attempt that counts. Under the lock of the leg's scores."""
    rules = round.rules
    if not rules.several:
        return
    tried: dict[int, list[_Tried]] = defaultdict(list)
    scores = select(Score, Attempt.ordinal).join(Attempt, col(Attempt.id) == Score.attempt_id)
    for score, ordinal in session.exec(scores.where(Score.leg_id == leg.id, col(Score.entry_id).in_(entry_ids))):
        tried[score.entry_id].append(_Tried(score, ordinal))
    for tries in tried.values():
        chosen = the_counted(tries, rules)
        whole = sum(each.score.all_right for each in tries)
        for each in tries:
            each.score.stands = each is chosen
            each.score.full_marks = whole
            session.add(each.score)
    session.flush()


@dataclass(frozen=True)
class _Tried:
    """A score as the choice looks at it."""

    score: Score
    ordinal: int

    def __getattr__(self, name: str) -> Any:
        return getattr(self.score, name)


def tried_of(attempt: Attempt, sheet: Sheet, keys: Keys, carried: Mapping[int, int]) -> Tried:
    """An attempt that was handed in, as it is compared with others. `carried`: by entry, as carrying.py says."""
    assert attempt.id is not None
    assert attempt.entry_id is not None
    assert attempt.submitted_at is not None
    return Tried(
        attempt.id, attempt.entry_id, attempt.ordinal,
        scaled(sheet.points) + carried.get(attempt.entry_id, 0),
        attempt.elapsed_s,
        whole_second(attempt.submitted_at), whole_second(attempt.started_at), sheet.all_right,
        scaled(sheet.points_in(keys.named_part)), attempt.prediction,
    )  # fmt: skip


def counts(attempt: Attempt) -> bool:
    whole = attempt.submitted_at is not None and attempt.entry_id is not None
    return attempt.mode == Mode.OFFICIAL and whole and attempt.disqualified_at is None


def submitted_in(leg: Leg) -> Any:
    """The statement that finds every attempt of the leg that counts."""
    return select(Attempt).where(*counted_in(leg)).order_by(col(Attempt.id))


def sheets_in(session: Session, leg: Leg, keys: Keys) -> Iterator[tuple[Attempt, Sheet]]:
    """Every attempt of the leg that counts, with its sheet under these keys; a slice at a time."""
    last = 0
    while attempts := list(session.exec(submitted_in(leg).where(col(Attempt.id) > last).limit(AT_ONCE))):
        yield from sheets_of(session, attempts, keys)
        last = attempts[-1].id or 0


def sheets_of(session: Session, attempts: Sequence[Attempt], keys: Keys) -> list[tuple[Attempt, Sheet]]:
    ids = [attempt.id for attempt in attempts]
    papers: dict[int, list[Place]] = defaultdict(list)
    rows = select(PaperRow.attempt_id, PaperRow.number, PaperRow.version_id, PaperRow.part_id)
    rows = rows.where(col(PaperRow.attempt_id).in_(ids)).order_by(col(PaperRow.number))
    for attempt_id, number, version_id, part_id in session.exec(rows):
        papers[attempt_id].append((number, version_id, part_id))
    answers = select(Answer.attempt_id, Answer.number, Answer.given).where(col(Answer.attempt_id).in_(ids))
    given = {(attempt_id, number): what for attempt_id, number, what in session.exec(answers)}
    keys.learn(session, {version_id for paper in papers.values() for _, version_id, _ in paper})
    return [(attempt, _sheet(attempt.id or 0, papers[attempt.id or 0], given, keys)) for attempt in attempts]


def _sheet(
    attempt_id: int, paper: list[Place], answers: Mapping[tuple[int, int], Mapping[str, Any]], keys: Keys
) -> Sheet:
    outcomes = []
    for number, version_id, part_id in paper:
        given = answers.get((attempt_id, number))
        given = given if given and not keys.is_blank(version_id, given) else None  # taken back is as left empty
        mark = keys.mark(version_id, given)
        points = keys.points(version_id, mark, given is not None)
        most = keys.most(version_id) if mark is not None else Fraction(0)
        outcomes.append(Outcome(number, version_id, given, mark, points, part_id, most))
    return Sheet(tuple(outcomes), keys.scoring.below_zero, keys.mix)


def _keep(
    session: Session, attempt: Attempt, sheet: Sheet, round: Round, keys: Keys, score: Score | None,
    carried: Mapping[int, int],
) -> Score:  # fmt: skip
    assert attempt.id is not None
    assert attempt.entry_id is not None
    values = _values(attempt, sheet, round, keys, carried.get(attempt.entry_id, 0))
    if score is None:
        score = Score(attempt_id=attempt.id, leg_id=attempt.leg_id, entry_id=attempt.entry_id,
                      counted_at=clock.now(), **values)  # fmt: skip
    elif all(getattr(score, name) == value for name, value in values.items()):
        return score
    else:
        score.sqlmodel_update({**values, "counted_at": clock.now()})
    session.add(score)
    session.flush()
    board_changed(session, attempt.leg_id, [attempt.entry_id])
    tell_after_commit(session, f"leg-{attempt.leg_id}")
    return score


def _values(attempt: Attempt, sheet: Sheet, round: Round, keys: Keys, carried: int = 0) -> dict[str, Any]:
    """What a score says of an attempt that was handed in."""
    assert attempt.submitted_at is not None
    return {
        "points": scaled(sheet.points) + carried,
        "carried": carried,
        "right": sheet.right,
        "answered": sheet.answered,
        "elapsed_s": attempt.elapsed_s,
        "submitted_at": whole_second(attempt.submitted_at),
        "rules_version": round.rules_version,
        "started_at": whole_second(attempt.started_at),
        "all_right": sheet.all_right,
        "part_points": scaled(sheet.points_in(keys.named_part)),
    } | ({} if round.rules.several else {"full_marks": int(sheet.all_right)})
