"""After the release: own answers, right answers, explanations and sources. Before it, there is nothing here."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from question_bank.exporting import media_in
from question_bank.kinds import BY_CHOOSING, BY_ORDERING, KINDS, WITH_RIGHT_CHOICES
from question_bank.kinds.choosing import feedback_in
from question_bank.kinds.judge_post import VERDICTS
from question_bank.kinds.kind import Given, Key
from question_bank.kinds.multiple_choice import SHARES, shares_told
from question_bank.kinds.parts import parts_in
from question_bank.outcomes import outcome_fields, outcome_of
from question_bank.pictures import NOT_SENT
from question_bank.question import QuestionMedia, QuestionVersion
from question_bank.showing import ShownPicture
from question_bank.source import QuestionSource, Source
from quiz import clock
from quiz.attempts.papers import paper_of, versions_in
from quiz.contests.releasing import answers_are_out, board_is_out, own_score_comes_at_once, own_score_is_out
from quiz.refusals import N_, Refusal
from quiz.routes.play.guards import OwnSitting, Sitting
from quiz.routes.play.viewing import QuestionView, questions_of
from quiz.standings.counting import worth_of
from quiz.standings.key_in_force import KeyInForce, key_in_force
from quiz.standings.keys import Keys, keys_in_force
from quiz.standings.own_score import OwnScore, keys_told, own_score
from quiz.standings.publishing import situation_of
from quiz.standings.score import Score
from quiz.web.pages import page
from quiz.web.transactions import Database

router = APIRouter(prefix="/play/attempts/{attempt_id}/review")


class NotReleased(Refusal):
    status = 403
    message = N_("Đáp án chưa được công bố.")
    hint = N_("Đáp án chỉ được xem khi vòng thi đã đóng với mọi người và Ban tổ chức cho phép.")


@dataclass(frozen=True)
class Released:
    """What is already out, for this attempt."""

    answers: bool
    score: OwnScore | Score | None
    board: bool
    at_once: bool = True
    """Is a score out as soon as somebody hands in?"""
    published: bool = False
    """Is there a published result, and no longer a live or frozen board?"""


@dataclass(frozen=True)
class ReviewedQuestion:
    view: QuestionView
    right: frozenset[str]
    """The ids of the right choices, where it has choices that are right."""
    verdicts: frozenset[str]
    """On its post, any of these is right."""
    fake: bool
    """Is its post stamped?"""
    told: list[str]
    keys_told: list[list[str]]
    """What is right, in words; any of these."""
    full: bool
    part: str
    """What share of the points it brought, where that is neither none nor all: "1/3"."""
    rule: str
    """By which several right choices count, as the keys in force have it."""
    shares: dict[str, str]
    """Choice id → what it brings or takes, "3/4", "−1/2", where choices count by shares."""
    arithmetic: str
    """How the mark comes about, in figures, where it is made of parts."""
    for_all: bool
    dropped: bool
    feedback: dict[str, str]
    """Choice id → what is said to whoever chose it."""
    said: str
    """What is said to whoever typed what they did."""
    said_at: str
    """Where its pictures stand."""
    outcome: str
    """Which of what is said to all who were right, in part or wrong is for this answer, if any."""
    of_outcome: str
    """What that is."""
    parts: dict[str, str]
    """Choice id → the share of the points it brings without being right: "1/2"."""
    explanation: str
    pictures: list[ShownPicture]
    """Those that are not in the paper: at "explanation", an outcome, or the choice or typed answer whose feedback they
    belong to."""
    sources: list[tuple[Source, str]]
    """Each with the article."""

    @property
    def has_right_choices(self) -> bool:
        return self.view.kind in WITH_RIGHT_CHOICES

    @property
    def in_order(self) -> bool:
        return self.view.kind in BY_ORDERING


def released(session: Session, sitting: Sitting) -> Released:
    """The one gate, asked for this attempt. Whoever previews may see keys anyway."""
    submitted = sitting.attempt.submitted_at is not None
    if sitting.entry is None:
        return Released(answers=submitted, score=None, board=False)
    if sitting.is_mock:  # nothing of it counts, and none of its questions is in a paper that does
        return Released(answers=submitted, score=worth_of(session, sitting.attempt), board=False)
    rules = sitting.round.rules
    at = clock.now()
    situation = situation_of(session, sitting.contest, sitting.round, sitting.leg, at)
    score_is_out = own_score_is_out(rules, situation, sitting.attempt.submitted_at)
    return Released(
        submitted and answers_are_out(rules, situation),
        own_score(session, sitting.contest, sitting.round, sitting.leg, sitting.attempt, at) if score_is_out else None,
        board_is_out(rules, situation),
        own_score_comes_at_once(rules, situation),
        situation.published,
    )


@router.get("")
def show_review(request: Request, sitting: OwnSitting, database: Database) -> Response:
    out = released(database, sitting)
    if not out.answers:
        raise NotReleased
    reviewed = _reviewed(database, sitting)
    return page(request, "play/review.html", sitting=sitting, questions=reviewed, score=out.score, verdicts=VERDICTS)


def _reviewed(session: Session, sitting: Sitting) -> list[ReviewedQuestion]:
    rows = paper_of(session, sitting.attempt)
    versions = versions_in(session, rows)
    decisions = _keys(session, sitting).decisions
    sources = _sources_of(session, list(versions))
    media = media_in(session, list(versions.values()))
    reviewed = []
    for row, view in zip(rows, questions_of(session, sitting.attempt), strict=True):
        version = versions[row.version_id]
        key = key_in_force(version, decisions.get(row.version_id, ()))
        pictures = [_shown(each, version) for each in media.get(row.version_id, []) if each.at in NOT_SENT]
        reviewed.append(_one(view, version, key, pictures, sources.get(row.version_id, [])))
    return reviewed


def _keys(session: Session, sitting: Sitting) -> Keys:
    """Of an attempt that may count, those of the board that is out, as its score is."""
    if sitting.entry is None or sitting.is_mock:
        return keys_in_force(session, sitting.round)
    return keys_told(session, sitting.contest, sitting.round, sitting.leg, clock.now())


def _one(
    view: QuestionView,
    version: QuestionVersion,
    key: KeyInForce,
    pictures: list[ShownPicture],
    sources: list[tuple[Source, str]],
) -> ReviewedQuestion:
    kind = KINDS[version.kind]
    mark = key.mark(version.kind, version.content, view.given)
    outcome = _outcome(version, view, key, mark)
    is_favoured = _was_favoured(version, view.given, mark)
    return ReviewedQuestion(
        view=view,
        right=frozenset(id for each in key.keys for id in each.get("right", [])),
        verdicts=frozenset(each["verdict"] for each in key.keys if "verdict" in each),
        fake=any(kind.is_fake(each) for each in key.keys),
        told=kind.told(version.content, view.given) if view.given is not None else [],
        keys_told=[kind.key_told(version.content, each) for each in key.keys],
        full=mark == 1,
        part=str(mark) if mark is not None and 0 < mark < 1 else "",
        rule=_rule_of(key.keys),
        shares={id: told for each in reversed(key.keys) for id, told in shares_told(each).items()},
        arithmetic=key.arithmetic(version.kind, version.content, view.given),
        for_all=key.for_all,
        dropped=key.dropped,
        feedback=feedback_in(version.key),
        said="" if is_favoured else kind.said_to(version.key, view.given),
        said_at="" if is_favoured else kind.said_at(version.key, view.given),
        outcome=outcome,
        of_outcome=outcome_fields(version.key).get(outcome, ""),
        parts={id: part for each in reversed(key.keys) for id, part in _parts_of(each).items()},
        explanation=version.explanation,
        pictures=pictures,
        sources=sources,
    )


def _outcome(version: QuestionVersion, view: QuestionView, key: KeyInForce, mark: Fraction | None) -> str:
    """An empty place is a wrong one, as it counts; one that was not reached is none."""
    if mark is None or key.for_all or view.waits or (view.given and _was_favoured(version, view.given, mark)):
        return ""
    return outcome_of(mark)


def _was_favoured(version: QuestionVersion, given: Given | None, mark: Fraction | None) -> bool:
    """Did a decision bring more than the bank's key would have? Then its words no longer fit."""
    return given is None or (mark is not None and mark > KINDS[version.kind].mark(version.content, version.key, given))


def _rule_of(keys: Sequence[Key]) -> str:
    """Shares are told as long as one of the keys has them; what was accepted beside them counts each alike."""
    rules = [key.get("rule", "") for key in keys]
    return SHARES if SHARES in rules else rules[0]


def _parts_of(key: Key) -> dict[str, str]:
    """Of second bests, which bring a share without being right."""
    return {} if "rule" in key else {id: str(worth) for id, worth in parts_in(key).items() if worth > 0}


def _shown(media: QuestionMedia, version: QuestionVersion) -> ShownPicture:
    name, _, place = media.at.partition("_")
    is_of_choice = name == "feedback" and version.kind in BY_CHOOSING
    at = version.choices[int(place)]["id"] if is_of_choice else media.at
    return ShownPicture(at, media.sha256, media.alt, media.width, media.height)


def _sources_of(session: Session, version_ids: list[int]) -> dict[int, list[tuple[Source, str]]]:
    found = session.exec(
        select(QuestionSource, Source)
        .join(Source, col(Source.id) == QuestionSource.source_id)
        .where(col(QuestionSource.version_id).in_(version_ids))
        .order_by(col(QuestionSource.position))
    )
    sources: dict[int, list[tuple[Source, str]]] = {}
    for link, source in found:
        sources.setdefault(link.version_id, []).append((source, link.article))
    return sources
