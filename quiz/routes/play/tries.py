"""The attempts somebody has made in a leg, for their own page: when, how long, and what the release rules allow."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from quiz.attempts.attempt import Attempt
from quiz.attempts.sitting import attempts_of
from quiz.contests.entry import Entry
from quiz.contests.releasing import own_score_is_out
from quiz.contests.rules import RoundRules
from quiz.routes.play.guards import Place
from quiz.standings.own_score import OwnScore, own_scores
from quiz.standings.publishing import situation_of


@dataclass(frozen=True)
class Try:
    """One attempt that is over. `score` None: not yet to be told. `counts`: it is known to be the one that counts."""

    attempt: Attempt
    used: int
    score: OwnScore | None
    counts: bool

    @property
    def url(self) -> str:
        return f"/play/attempts/{self.attempt.public_id}"


def tries_of(session: Session, place: Place, entry: Entry, at: datetime) -> list[Try]:
    """Those handed in, the last on top. Which is the best is told no sooner than the scores are."""
    done = [attempt for attempt in attempts_of(session, entry, place.leg) if attempt.submitted_at is not None]
    rules = place.round.rules
    situation = situation_of(session, place.contest, place.round, place.leg, at)
    told = own_scores(session, place.contest, place.round, place.leg, done, at)
    scores = {
        attempt.id: told.get(attempt.id or 0)
        for attempt in done
        if own_score_is_out(rules, situation, attempt.submitted_at)
    }
    counted = [each for each in done if each.disqualified_at is None]
    return [
        Try(
            attempt,
            attempt.elapsed_s,
            scores.get(attempt.id),
            _counts(attempt, counted, scores, rules, published=situation.published),
        )
        for attempt in reversed(done)
    ]


def _counts(
    attempt: Attempt, done: list[Attempt], scores: dict[int | None, OwnScore | None], rules: RoundRules, *,
    published: bool,
) -> bool:  # fmt: skip
    """As the published board has it. Before, one that still waits for its score may be the best."""
    score = scores.get(attempt.id)
    if published:
        return score is not None and score.stands
    if attempt not in done:
        return False
    if rules.counted == "best":
        return score is not None and score.stands and all(scores.get(each.id) is not None for each in done)
    return attempt.id == (done[0] if rules.counted == "first" else done[-1]).id
