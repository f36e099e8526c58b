"""The keys in force in a round, and what an answer is worth under them."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlmodel import Session, col, select

from question_bank.kinds import BY_CHOOSING, KINDS
from question_bank.kinds.kind import Content, Given
from question_bank.question import QuestionVersion
from question_bank.slices import slices
from quiz.contests.mixing import ADDED, Mix, mix_of
from quiz.contests.round import Mixing, Part, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import decisions_on
from quiz.standings.key_in_force import Correction, KeyInForce, key_in_force
from quiz.standings.scoring import Scoring, scoring_under

CORRECT_KEY = "correct_key"
"""Ledger, on ("round", id). Body: {"version": id, "what": a Correction, "choices": what a form says is right}."""

MARKS_KEPT = 100_000
"""Distinct answers whose marks are remembered; where people write freely there are as many as answers."""

Decisions = dict[int, list[tuple[Correction, list[str]]]]
"""By question version, in the order they were taken."""


@dataclass
class Keys:
    """The keys in force in a round. What many gave to a question is marked once."""

    scoring: Scoring
    decisions: Decisions
    named_part: int | None = None
    """The part whose points are a key of the ranking."""
    mix: Mix = ADDED
    """How the points of parts make those of a paper, by their ids."""
    _known: dict[int, tuple[str, Content, KeyInForce]] = field(default_factory=dict)
    _topics: dict[int, int | None] = field(default_factory=dict)
    _marks: dict[tuple[int, str], Fraction | None] = field(default_factory=dict)

    def learn(self, session: Session, version_ids: set[int]) -> None:
        """Read the questions not met before."""
        missing = version_ids - self._known.keys()
        for batch in slices(sorted(missing)):
            for version in session.exec(select(QuestionVersion).where(col(QuestionVersion.id).in_(batch))):
                assert version.id is not None
                decisions = self.decisions.get(version.id, ())
                self._known[version.id] = (version.kind, version.content, key_in_force(version, decisions))
                self._topics[version.id] = version.topic_id

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

    def most(self, version_id: int) -> Fraction:
        """The points of a right answer."""
        return self.scoring.most(self._topics[version_id])

    def points(self, version_id: int, mark: Fraction | None, answered: bool) -> Fraction:
        return self.scoring.points(mark, self._topics[version_id], answered)

    def mark(self, version_id: int, given: Given | None) -> Fraction | None:
        place = (version_id, json.dumps(given, sort_keys=True))
        if place not in self._marks:
            if len(self._marks) >= MARKS_KEPT:
                self._marks.clear()
            kind, content, key = self._known[version_id]
            self._marks[place] = self.scoring.taken(key.mark(kind, content, given))
        return self._marks[place]


def keys_in_force(session: Session, round: Round, proposed: Decisions | None = None) -> Keys:
    """With what has been decided; and with what is only proposed, for a preview."""
    taken = decisions_on(session, round.contest_id, CORRECT_KEY)
    decisions = _by_version(
        entry.body for entry in taken if (entry.subject_type, entry.subject_id) == ("round", round.id)
    )
    for version_id, more in (proposed or {}).items():
        decisions[version_id].extend(more)
    return _keys(session, round, round.rules, decisions)


def keys_kept(session: Session, round: Round, rules: RoundRules, corrections: Iterable[dict[str, Any]]) -> Keys:
    """As they were in force when a board was kept, with the rules it was made by, whatever was decided since."""
    return _keys(session, round, rules, _by_version(corrections))


def _by_version(bodies: Iterable[dict[str, Any]]) -> Decisions:
    decisions: Decisions = defaultdict(list)
    for body in bodies:
        decisions[body["version"]].append((Correction(body["what"]), body["choices"]))
    return decisions


def _keys(session: Session, round: Round, rules: RoundRules, decisions: Decisions) -> Keys:
    part, mix = part_at(session, round, rules.ranking_part), mix_in(session, round)
    return Keys(scoring_under(rules), decisions, part, mix)


def mix_in(session: Session, round: Round) -> Mix:
    """By the ids of the round's parts."""
    if round.mixing == Mixing.SUM:
        return ADDED
    weight = Part.coefficient if round.mixing == Mixing.COEFFICIENTS else Part.weight_percent
    weights = session.exec(select(Part.id, weight).where(Part.round_id == round.id)).all()
    return mix_of(round.mixing, {id: weight or 0 for id, weight in weights})


def part_at(session: Session, round: Round, position: int | None) -> int | None:
    """The id of the part that the rules name by its position."""
    if position is None:
        return None
    return session.exec(select(Part.id).where(Part.round_id == round.id, Part.position == position)).first()
