"""How the questions of closed rounds did: the answers of every attempt that counts, read once and only counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import and_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from question_bank.item_analysis import Analysis, Item, Option, Paper, Response, Tally, item
from question_bank.kinds import KINDS, WITH_RIGHT_CHOICES
from question_bank.kinds.judge_post import SAYS, VERDICTS
from question_bank.kinds.kind import Given
from question_bank.kinds.parts import parts_in
from question_bank.letters import letter_of
from question_bank.question import Question, QuestionVersion
from question_bank.slices import slices
from question_bank.verdicts_on_items import Verdict, verdict_on_paper, verdicts
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round, legs_of
from quiz.standings.counting import sheets_in
from quiz.standings.keys import Keys, keys_in_force
from quiz.standings.live import COUNTED, STANDING
from quiz.standings.points import unscaled
from quiz.standings.publishing import situation_of
from quiz.standings.score import Score

TYPED_SHOWN = 8
"""Of answers in words: the most frequent."""
AT_A_TIME = 2_000
RIGHT = "="
"""Before an answer in words that has full marks."""


@dataclass(frozen=True)
class Line:
    """What could be chosen, or what was typed."""

    letter: str
    text: str
    right: bool
    given: Option
    part: str = ""
    """The share of the points that it brings without being right."""


@dataclass(frozen=True)
class Analysed:
    version: QuestionVersion
    question_id: str
    item: Item
    lines: list[Line]
    verdicts: list[Verdict]

    @property
    def worst(self) -> str:
        return next(
            (level for level in ("bad", "note", "wait") if level in {each.level for each in self.verdicts}), "good"
        )


@dataclass(frozen=True)
class RoundAnalysis:
    attempts: int
    questions: list[Analysed]
    papers: list[tuple[Paper, Verdict]]
    drawn: bool
    """Everybody had a paper of their own, or there were too many: none is told of."""


def closed_legs(session: Session, contest: Contest, round: Round, at: datetime) -> list[Leg]:
    """Those in which nobody works any more, and nobody can begin."""
    assert round.id is not None
    return [leg for leg in legs_of(session, round.id) if situation_of(session, contest, round, leg, at).closed]


def analysis_of(session: Session, round: Round, legs: Iterable[Leg]) -> RoundAnalysis:
    """What needs a look comes first."""
    keys, analysis = keys_in_force(session, round), Analysis()
    for leg in legs:
        others = _not_standing(session, leg)
        for attempt, sheet in sheets_in(session, leg, keys):
            if attempt.id in others:
                continue
            responses = [
                Response(
                    outcome.version_id,
                    _as_float(outcome.mark),
                    _chosen(keys, outcome.version_id, outcome.given, outcome.mark),
                )
                for outcome in sheet.outcomes
            ]
            analysis.add(responses, among=leg.id)
    items = {int(str(id)): each for id, each in analysis.items().items()}
    questions = [
        _analysed(version, public_id, items[version.id or 0], keys) for version, public_id in _versions(session, items)
    ]
    worst = {"bad": 0, "note": 1, "good": 2, "wait": 3}
    questions.sort(key=lambda each: (worst[each.worst], each.item.mean if each.item.mean is not None else 1))
    shared = [paper for paper in analysis.papers() if paper.attempts > 1 or analysis.attempts == 1]
    papers = [(paper, verdict_on_paper(paper)) for paper in shared]
    return RoundAnalysis(analysis.attempts, questions, papers, drawn=not papers)


def _not_standing(session: Session, leg: Leg) -> set[int]:
    """The attempts of those who tried more than once that do not count: nobody is asked twice here."""
    return set(session.exec(select(Score.attempt_id).where(Score.leg_id == leg.id, ~STANDING)))


def analysis_of_question(session: Session, question_id: int, at: datetime) -> list[Analysed]:
    """Each version that was asked in closed legs, the newest first; over all the rounds that asked it."""
    found = []
    question = session.get_one(Question, question_id)
    here = select(QuestionVersion).where(QuestionVersion.question_id == question_id)
    versions = session.exec(here.order_by(col(QuestionVersion.number).desc())).all()
    for version in versions:
        assert version.id is not None
        tallies, last = [], None
        for leg, round in _legs_with(session, version.id, at):
            last = keys_in_force(session, round)
            tallies.append(_tally(session, version.id, leg, last))
        if last is not None:
            found.append(_analysed(version, question.public_id, item(tallies), last))
    return found


def _legs_with(session: Session, version_id: int, at: datetime) -> list[tuple[Leg, Round]]:
    asked = (
        select_columns(col(Attempt.leg_id))
        .join(PaperRow, col(PaperRow.attempt_id) == col(Attempt.id))
        .where(col(PaperRow.version_id) == version_id, COUNTED)
        .distinct()
    )
    legs = session.exec(
        select(Leg, Round, Contest)
        .where(Leg.round_id == Round.id, Round.contest_id == Contest.id, col(Leg.id).in_(asked))
        .order_by(col(Leg.id))
    ).all()
    return [(leg, round) for leg, round, contest in legs if situation_of(session, contest, round, leg, at).closed]


def _tally(session: Session, version_id: int, leg: Leg, keys: Keys) -> Tally:
    """One question in one leg. The rest of each total is known from the score: no other answer is read."""
    keys.learn(session, {version_id})
    its_answer = and_(col(Answer.attempt_id) == col(PaperRow.attempt_id), col(Answer.number) == col(PaperRow.number))
    rows = (
        select_columns(col(Score.points) - col(Score.carried), col(Answer.given))
        .select_from(PaperRow)
        .join(Attempt, col(Attempt.id) == col(PaperRow.attempt_id))
        .join(Score, col(Score.attempt_id) == col(Attempt.id))
        .join(Answer, its_answer, isouter=True)
        .where(col(PaperRow.version_id) == version_id, col(Attempt.leg_id) == leg.id, COUNTED, STANDING)
    )
    tally = Tally()
    for points, given in session.execute(rows, execution_options={"yield_per": AT_A_TIME}):
        given = given if given is not None and not keys.is_blank(version_id, given) else None
        mark = keys.mark(version_id, given)
        rest = unscaled(points) - keys.points(version_id, mark, given is not None)
        total = float(rest / keys.scoring.points_right + (mark or 0))
        tally.add(Response(version_id, _as_float(mark), _chosen(keys, version_id, given, mark)), total)
    return tally


def _as_float(mark: Fraction | None) -> float | None:
    return float(mark) if mark is not None else None


def _chosen(keys: Keys, version_id: int, given: Given | None, mark: Fraction | None) -> Sequence[str]:
    """The ids of what was chosen; of what is typed, put in order or matched, the answer in words."""
    if given is None:
        return ()
    kind = KINDS[keys.kind_of(version_id)]
    if kind.name in WITH_RIGHT_CHOICES:
        return kind.values(given)
    told = keys.told(version_id, given)
    return [f"{RIGHT if mark == 1 else ' '}{text}" for text in told]


def _versions(session: Session, ids: Iterable[int]) -> list[tuple[QuestionVersion, str]]:
    """Each with the public id of its question."""
    found: list[tuple[QuestionVersion, str]] = []
    for some in slices(sorted(ids)):
        here = col(QuestionVersion.id).in_(some)
        both = select(QuestionVersion, Question.public_id).join(
            Question, col(Question.id) == QuestionVersion.question_id
        )
        found += session.exec(both.where(here)).all()
    return found


def _analysed(version: QuestionVersion, question_id: str, found: Item, keys: Keys) -> Analysed:
    if version.kind not in WITH_RIGHT_CHOICES:
        typed = found.options[:TYPED_SHOWN]
        lines = [Line("", each.choice[1:], each.choice.startswith(RIGHT), each) for each in typed]
        return Analysed(version, question_id, found, lines, verdicts(found, [], {}))
    assert version.id is not None
    in_force = keys.in_force(version.id).keys
    right = {value for key in in_force for value in _right_values(version, key)}
    letters = {choice["id"]: letter_of(place) for place, choice in enumerate(version.content["choices"])}
    parts = {id: worth for key in in_force for id, worth in parts_in(key).items() if worth > 0 and id not in right}
    lines = [
        Line(
            letters[choice["id"]], choice["text"], choice["id"] in right, found.option(choice["id"]),
            str(parts.get(choice["id"], "")),
        )
        for choice in version.content["choices"]
    ]  # fmt: skip
    if version.kind != "judge_post":
        return Analysed(version, question_id, found, lines, verdicts(found, sorted(right), letters, set(parts)))
    said = {f"{SAYS}{name}": words for name, words in VERDICTS.items()}
    judged = [Line("", words, value in right, found.option(value)) for value, words in said.items()]
    return Analysed(version, question_id, found, judged + lines, verdicts(found, [], {}))


def _right_values(version: QuestionVersion, key: dict[str, object]) -> list[str]:
    kind = KINDS[version.kind]
    return kind.values(kind.right_answer(version.content, key))
