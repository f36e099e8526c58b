"""Correct a key: a decision on a question of a round, with a reason; then everything is counted anew.

The question is never edited. Before it is decided, foreseeing.py says who would move.
"""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import ColumnElement, Text, cast, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from question_bank.draft import Draft
from question_bank.kinds import BY_CHOOSING, BY_ORDERING, KINDS
from question_bank.kinds.multiple_choice import shares_told
from question_bank.kinds.parts import parts_in
from question_bank.question import QuestionVersion
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round, legs_of
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, decide, decisions_on
from quiz.refusals import Invalid, NotFound, Problems
from quiz.standings.counting import recount_leg
from quiz.standings.key_in_force import FULL, Correction, key_accepting
from quiz.standings.keys import CORRECT_KEY, Keys, keys_in_force
from quiz.standings.live import COUNTED
from quiz.written import reason_written

DOUBT_FROM = 5
"""Papers: below this a question is not called doubtful."""
WITH_CHOICES = (Correction.ACCEPT, Correction.REPLACE)


@dataclass(frozen=True)
class Asked:
    """A question as it was asked in a leg: in how many papers, with full marks in how many of them."""

    version: QuestionVersion
    papers: int
    right: int
    given: Counter[str]  # choice id, or an answer in words: how many gave it
    decisions: list[LedgerEntry]

    @property
    def is_dropped(self) -> bool:
        """Does it count for nobody?"""
        return bool(self.decisions) and self.decisions[-1].body["what"] == Correction.DROP

    @property
    def is_doubtful(self) -> bool:
        """So few right answers that the key itself may be wrong; nobody doubts one that was dropped."""
        return self.papers >= DOUBT_FROM and self.right * 5 < self.papers and not self.is_dropped

    @property
    def by_choosing(self) -> bool:
        return self.version.kind in BY_CHOOSING

    @property
    def is_fake(self) -> bool:
        """Is its post stamped?"""
        return KINDS[self.version.kind].is_fake(self.version.key)

    @property
    def in_order(self) -> bool:
        return self.version.kind in BY_ORDERING

    @property
    def key_told(self) -> list[str]:
        """What the bank says is right."""
        return KINDS[self.version.kind].key_told(self.version.content, self.version.key)

    @property
    def parts(self) -> dict[str, str]:
        """Choice id → the share of the points that it brings without being right."""
        return {} if self.shares else {id: str(worth) for id, worth in parts_in(self.version.key).items() if worth > 0}

    @property
    def shares(self) -> dict[str, str]:
        """Choice id → what it brings or takes, where the choices of the bank's key count by shares."""
        return shares_told(self.version.key)

    @property
    def worth_less(self) -> list[str]:
        """Typed answers that bring a share of the points, as their author writes them."""
        kind, key = KINDS[self.version.kind], self.version.key
        if self.by_choosing or not kind.gives_parts(key):
            return []
        draft = Draft("", kind=kind.name, **kind.draft_fields(self.version.content, key))
        return [text for text, worth in zip(kind.cells(draft), draft.worths, strict=False) if worth not in ("0", "1")]

    def texts(self, values: list[str]) -> list[str]:
        """In words, what a decision named."""
        return in_words(self.version, values)


def correct_key(
    session: Session, contest: Contest, leg: Leg, version: QuestionVersion, *,
    what: Correction, choices: list[str], reason: str, by: Decider,
) -> LedgerEntry:  # fmt: skip
    """Decide, and count the whole round anew: the same question may have been asked in its other legs."""
    choices = insist_sensible(version, what, choices, reason)
    round = session.get_one(Round, leg.round_id)
    assert contest.id is not None
    assert round.id is not None
    decision = decide(
        session, contest_id=contest.id, by=by, subject=("round", round.id), decision=CORRECT_KEY,
        body={"version": version.id, "what": what.value, "choices": choices}, reason=reason.strip(),
    )  # fmt: skip
    for each in legs_of(session, round.id):
        recount_leg(session, contest, round, each)
    return decision


def insist_sensible(version: QuestionVersion, what: Correction, choices: list[str], reason: str) -> list[str]:
    """The choices as they will be kept, or what is wrong with the decision."""
    problems = Problems()
    with problems.gathered():
        reason_written(reason)
    with problems.gathered():
        choices = choices_kept(version, what, choices)
    problems.refuse()
    return choices


def choices_kept(version: QuestionVersion, what: Correction, choices: list[str]) -> list[str]:
    """None where the decision names none."""
    if what not in WITH_CHOICES:
        return []
    choices, why = _right_answer(version, choices)
    if why:
        raise Invalid({"choices": why})
    return choices


def in_words(version: QuestionVersion, values: list[str]) -> list[str]:
    """What a decision named."""
    if not values:
        return []
    return KINDS[version.kind].key_told(version.content, key_accepting(version, values))


def _right_answer(version: QuestionVersion, values: list[str]) -> tuple[list[str], str]:
    """What could be right, as it will be kept; and what is wrong with it, if anything is."""
    kind, given = KINDS[version.kind], KINDS[version.kind].given_in(values)
    if not kind.accepts(version.content, given):
        return values, _("Những phương án này không thể cùng là đáp án của câu hỏi.")
    if kind.is_blank(given):
        return values, _("Hãy chọn hoặc ghi đáp án được tính là đúng.")
    given = kind.normal(version.content, given)
    if not kind.is_whole(version.content, version.key, given):
        return values, _("Đây chưa phải là một đáp án đầy đủ của câu hỏi.")
    return kind.values(given), ""


def asked_in(session: Session, round: Round, leg: Leg) -> list[Asked]:
    """Every question version of the leg's papers, the one with the fewest right first."""
    counted = (
        select_columns(col(PaperRow.version_id), func.count())
        .join(Attempt, col(Attempt.id) == col(PaperRow.attempt_id))
        .where(*_submitted(leg))
        .group_by(col(PaperRow.version_id))
    )
    papers = {version_id: count for version_id, count in session.execute(counted)}  # noqa: C416  # rows are no pairs to mypy
    keys = keys_in_force(session, round)
    keys.learn(session, set(papers))
    given, right = _given_in(session, leg, keys)
    taken = corrections_of(session, round)
    versions = session.exec(select(QuestionVersion).where(col(QuestionVersion.id).in_(papers)))
    asked = [
        Asked(version, papers[id], _right(keys, id, papers[id], right[id]), given[id], taken.get(id, []))
        for version in versions
        if (id := version.id) is not None
    ]
    return sorted(asked, key=lambda each: (Fraction(each.right, each.papers), each.version.id))


def asked_version(session: Session, round: Round, leg: Leg, public_id: str) -> Asked:
    found = next((asked for asked in asked_in(session, round, leg) if asked.version.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def version_asked(session: Session, leg: Leg, public_id: str) -> QuestionVersion:
    """One that stands in a paper of the leg that was handed in."""
    asked = (
        select(PaperRow.attempt_id)
        .join(Attempt, col(Attempt.id) == PaperRow.attempt_id)
        .where(PaperRow.version_id == QuestionVersion.id, *_submitted(leg))
    )
    found = select(QuestionVersion).where(QuestionVersion.public_id == public_id, asked.exists())
    version = session.exec(found).first()
    if version is None:
        raise NotFound
    return version


def corrections_of(session: Session, round: Round) -> dict[int, list[LedgerEntry]]:
    taken: dict[int, list[LedgerEntry]] = {}
    for entry in decisions_on(session, round.contest_id, CORRECT_KEY):
        if (entry.subject_type, entry.subject_id) == ("round", round.id):
            taken.setdefault(entry.body["version"], []).append(entry)
    return taken


def _submitted(leg: Leg) -> tuple[ColumnElement[bool], ...]:
    return (col(Attempt.leg_id) == leg.id, COUNTED, col(Attempt.submitted_at).is_not(None))


def _given_in(session: Session, leg: Leg, keys: Keys) -> tuple[dict[int, Counter[str]], Counter[int]]:
    """By question: how many gave each choice, or each answer; how many answers have full marks.

    The database counts who gave the same, for few things are given and many give them.
    """
    written = cast(col(Answer.given), Text)
    answers = (
        select_columns(col(Answer.version_id), written, func.count())
        .join(Attempt, col(Attempt.id) == col(Answer.attempt_id))
        .where(*_submitted(leg))
        .group_by(col(Answer.version_id), written)
    )
    given: dict[int, Counter[str]] = defaultdict(Counter)
    right: Counter[int] = Counter()
    for version_id, told, count in session.execute(answers):
        what = json.loads(told)
        for each in keys.told(version_id, what):
            given[version_id][each] += count
        right[version_id] += count * (keys.mark(version_id, what) == FULL)
    return given, right


def _right(keys: Keys, version_id: int, papers: int, right: int) -> int:
    """Who left it empty has full marks too where all are given them."""
    return papers if keys.in_force(version_id).for_all else right
