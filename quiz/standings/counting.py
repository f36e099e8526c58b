"""Count attempts from answers, keys and the decisions on them. A score is counted anew, never nudged."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from question_bank.kinds import BY_CHOOSING, KINDS
from question_bank.kinds.kind import Content, Given
from question_bank.question import QuestionVersion
from quiz import clock
from quiz.attempts.attempt import Answer, Attempt, Mode, PaperRow
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.database import lock_until_commit
from quiz.ledger import decisions_on
from quiz.news import tell_after_commit
from quiz.standings.choosing import the_counted
from quiz.standings.key_in_force import Correction, KeyInForce, key_in_force
from quiz.standings.points import scaled
from quiz.standings.score import Score
from quiz.standings.sheet import Outcome, Sheet, elapsed_seconds, whole_second

CORRECT_KEY = "correct_key"
"""Ledger, on ("round", id). Body: {"version": id, "what": a Correction, "choices": what a form says is right}."""

SLICE = 500
"""Attempts counted at a time: a leg of any size fits in memory."""

Decisions = dict[int, list[tuple[Correction, list[str]]]]
"""By question version, in the order they were taken."""


T = TypeVar("T")


@dataclass
class Keys:
    """The keys in force in a round. Each distinct answer to a question is marked once."""

    points_right: Fraction
    decisions: Decisions
    _known: dict[int, tuple[str, Content, KeyInForce]] = field(default_factory=dict)
    _marks: dict[tuple[int, str], Fraction | None] = field(default_factory=dict)

    def learn(self, session: Session, version_ids: set[int]) -> None:
        """Read the questions not met before."""
        missing = version_ids - self._known.keys()
        for batch in _slices(sorted(missing)):
            for version in session.exec(select(QuestionVersion).where(col(QuestionVersion.id).in_(batch))):
                assert version.id is not None
                decisions = self.decisions.get(version.id, ())
                self._known[version.id] = (version.kind, version.content, key_in_force(version, decisions))

    def in_force(self, version_id: int) -> KeyInForce:
        return self._known[version_id][2]

    def kind_of(self, version_id: int) -> str:
        return self._known[version_id][0]

    def is_blank(self, version_id: int, given: Given) -> bool:
        return KINDS[self._known[version_id][0]].is_blank(given)

    def told(self, version_id: int, given: Given) -> list[str]:
        """The choices that were given; of other kinds the answer, in words."""
        name, content, _ = self._known[version_id]
        if name in BY_CHOOSING:
            return list(given["choices"])
        return ["; ".join(KINDS[name].told(content, given))] if not self.is_blank(version_id, given) else []

    def mark(self, version_id: int, given: Given | None) -> Fraction | None:
        place = (version_id, json.dumps(given, sort_keys=True))
        if place not in self._marks:
            kind, content, key = self._known[version_id]
            self._marks[place] = key.mark(kind, content, given)
        return self._marks[place]


def keys_in_force(session: Session, round: Round, proposed: Decisions | None = None) -> Keys:
    """With what has been decided; and with what is only proposed, for a preview."""
    decisions: Decisions = defaultdict(list)
    for entry in decisions_on(session, round.contest_id, CORRECT_KEY):
        if (entry.subject_type, entry.subject_id) == ("round", round.id):
            decisions[entry.body["version"]].append((Correction(entry.body["what"]), entry.body["choices"]))
    for version_id, more in (proposed or {}).items():
        decisions[version_id].extend(more)
    return Keys(Fraction(round.rules.points_right), decisions)


def count_attempt(session: Session, attempt: Attempt) -> Score | None:
    """Write down what a submitted attempt is worth. Previews, mocks and unfinished attempts are worth nothing."""
    if not counts(attempt):
        return None
    leg = session.get_one(Leg, attempt.leg_id)
    lock_until_commit(session, "score", attempt.leg_id)
    round = session.get_one(Round, leg.round_id)
    session.flush()
    [(_, sheet)] = sheets_of(session, [attempt], keys_in_force(session, round))
    assert attempt.id is not None
    score = _keep(session, attempt, sheet, round, session.get(Score, attempt.id))
    choose_standing(session, round, leg, [score.entry_id])
    return score


def worth_of(session: Session, attempt: Attempt) -> Score | None:
    """What a mock attempt that was handed in would be worth: told to whoever made it, and kept nowhere."""
    if attempt.submitted_at is None or attempt.entry_id is None or attempt.id is None:
        return None
    round = session.get_one(Round, session.get_one(Leg, attempt.leg_id).round_id)
    [(_, sheet)] = sheets_of(session, [attempt], keys_in_force(session, round))
    return Score(
        attempt_id=attempt.id, leg_id=attempt.leg_id, entry_id=attempt.entry_id, counted_at=attempt.submitted_at,
        **_values(attempt, sheet, round),
    )  # fmt: skip


def count_missing(session: Session, leg: Leg, most: int | None = None) -> int:
    """Count what was submitted and not yet counted, at most so many; how many there were."""
    assert leg.id is not None
    lock_until_commit(session, "score", leg.id)
    round = session.get_one(Round, leg.round_id)
    session.flush()
    missing = submitted_in(leg).where(col(Attempt.id).not_in(select(Score.attempt_id).where(Score.leg_id == leg.id)))
    attempts = list(session.exec(missing.limit(most)))
    keys = keys_in_force(session, round)
    for batch in _slices(attempts):
        for attempt, sheet in sheets_of(session, batch, keys):
            _keep(session, attempt, sheet, round, None)
        choose_standing(session, round, leg, [attempt.entry_id or 0 for attempt in batch])
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
    choose_standing(session, session.get_one(Round, leg.round_id), leg, [score.entry_id for score in scores])
    tell_after_commit(session, f"board-{leg.id}")


def recount_leg(session: Session, contest: Contest, round: Round, leg: Leg) -> int:
    """Count every submitted attempt of the leg anew; how many scores that changed."""
    assert leg.id is not None
    lock_until_commit(session, "score", leg.id)
    scores = {score.attempt_id: score for score in session.exec(select(Score).where(Score.leg_id == leg.id))}
    changed, entry_ids = 0, set[int]()
    for attempt, sheet in sheets_in(session, leg, keys_in_force(session, round)):
        assert attempt.id is not None
        before = scores.get(attempt.id)
        told = before.model_dump() if before else None
        score = _keep(session, attempt, sheet, round, before)
        entry_ids.add(score.entry_id)
        changed += score.model_dump() != told
    for batch in _slices(sorted(entry_ids)):
        choose_standing(session, round, leg, batch)
    return changed


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
        for each in tries:
            each.score.stands = each is chosen
            session.add(each.score)
    session.flush()


@dataclass(frozen=True)
class _Tried:
    """A score as the choice looks at it."""

    score: Score
    ordinal: int

    @property
    def points(self) -> int:
        return self.score.points

    @property
    def elapsed_s(self) -> int:
        return self.score.elapsed_s

    @property
    def submitted_at(self) -> datetime:
        return self.score.submitted_at


def counts(attempt: Attempt) -> bool:
    return attempt.mode == Mode.OFFICIAL and attempt.submitted_at is not None and attempt.entry_id is not None


def submitted_in(leg: Leg) -> Any:
    """The statement that finds every attempt of the leg that counts."""
    return (
        select(Attempt)
        .where(
            Attempt.leg_id == leg.id,
            Attempt.mode == Mode.OFFICIAL,
            col(Attempt.submitted_at).is_not(None),
            col(Attempt.entry_id).is_not(None),
        )
        .order_by(col(Attempt.id))
    )


def sheets_in(session: Session, leg: Leg, keys: Keys) -> Iterator[tuple[Attempt, Sheet]]:
    """Every attempt of the leg that counts, with its sheet under these keys; a slice at a time."""
    last = 0
    while attempts := list(session.exec(submitted_in(leg).where(col(Attempt.id) > last).limit(SLICE))):
        yield from sheets_of(session, attempts, keys)
        last = attempts[-1].id or 0


def sheets_of(session: Session, attempts: Sequence[Attempt], keys: Keys) -> list[tuple[Attempt, Sheet]]:
    ids = [attempt.id for attempt in attempts]
    papers: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = select(PaperRow.attempt_id, PaperRow.number, PaperRow.version_id).where(col(PaperRow.attempt_id).in_(ids))
    for attempt_id, number, version_id in session.exec(rows.order_by(col(PaperRow.number))):
        papers[attempt_id].append((number, version_id))
    answers = select(Answer.attempt_id, Answer.number, Answer.given).where(col(Answer.attempt_id).in_(ids))
    given = {(attempt_id, number): what for attempt_id, number, what in session.exec(answers)}
    keys.learn(session, {version_id for paper in papers.values() for _, version_id in paper})
    return [(attempt, _sheet(attempt.id or 0, papers[attempt.id or 0], given, keys)) for attempt in attempts]


def _sheet(
    attempt_id: int, paper: list[tuple[int, int]], answers: Mapping[tuple[int, int], Mapping[str, Any]], keys: Keys
) -> Sheet:
    outcomes = []
    for number, version_id in paper:
        given = answers.get((attempt_id, number))
        given = given if given and not keys.is_blank(version_id, given) else None  # taken back is as left empty
        mark = keys.mark(version_id, given)
        outcomes.append(Outcome(number, version_id, given, mark, (mark or Fraction(0)) * keys.points_right))
    return Sheet(tuple(outcomes))


def _keep(session: Session, attempt: Attempt, sheet: Sheet, round: Round, score: Score | None) -> Score:
    assert attempt.id is not None
    assert attempt.entry_id is not None
    values = _values(attempt, sheet, round)
    if score is None:
        score = Score(attempt_id=attempt.id, leg_id=attempt.leg_id, entry_id=attempt.entry_id,
                      counted_at=clock.now(), **values)  # fmt: skip
    elif all(getattr(score, name) == value for name, value in values.items()):
        return score
    else:
        score.sqlmodel_update({**values, "counted_at": clock.now()})
    session.add(score)
    session.flush()
    tell_after_commit(session, f"board-{attempt.leg_id}")
    tell_after_commit(session, f"leg-{attempt.leg_id}")
    return score


def _values(attempt: Attempt, sheet: Sheet, round: Round) -> dict[str, Any]:
    """What a score says of an attempt that was handed in."""
    assert attempt.submitted_at is not None
    return {
        "points": scaled(sheet.points),
        "right": sheet.right,
        "answered": sheet.answered,
        "elapsed_s": elapsed_seconds(attempt.started_at, attempt.last_change_at, attempt.ends_at, attempt.stood),
        "submitted_at": whole_second(attempt.submitted_at),
        "rules_version": round.rules_version,
    }


def _slices(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), SLICE):
        yield items[start : start + SLICE]
