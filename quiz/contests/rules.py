"""The rules of a round as data (thể lệ): validated, versioned; behaviour and public text come from the same object."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quiz.contests.advance import Advance

RankingKey = Literal[
    "score", "prediction", "elapsed", "submitted", "started", "full_marks", "part", "jury", "lots"
]  # fmt: skip
BoardMode = Literal["all", "top", "divisions", "units", "own", "hidden"]
PredictionTarget = Literal["all_right", "people", "attempts", "percent"]


LONGEST_BEFORE = 1440
"""Minutes before the close at which a board may freeze: a day."""


class TopicPoints(BaseModel):
    """What a right answer to a question of this topic brings; the topic as it was called when the rule was made."""

    model_config = ConfigDict(frozen=True)

    topic_id: int
    name: str
    points: Decimal = Field(gt=0, le=1000, decimal_places=2)


class RoundRules(BaseModel):
    """Kept as JSON on the round. Seconds and minutes are whole; points are exact decimals."""

    model_config = ConfigDict(frozen=True)

    opening: Literal["clock", "hand"] = "clock"
    minutes: int = Field(default=15, ge=1, le=300)
    question_s: int | None = Field(default=None, ge=5, le=600)
    """Seconds for each question, from when it is shown: one after another, and none comes back. None: as one likes."""
    parts: Literal["together", "in_turn"] = "together"
    """In turn: each part has minutes of its own (round.py), and none comes back."""
    attempts: int = Field(default=1, ge=1, le=50)
    attempts_per: Literal["leg", "round", "week", "any"] = "leg"
    """So many attempts in a leg; in all legs of the round together; in each week of a leg (allowance.py says what that
    is); or as many as they like."""
    counted: Literal["best", "first", "last"] = "best"
    """Which of several attempts counts; the best is the best by the keys of the ranking."""
    mock: bool = False
    """May contestants try the round out, with questions set aside for it (mock_question.py)?"""
    mock_attempts: int | None = Field(default=None, ge=1, le=50)
    """How often, in each leg; None: as often as they like."""
    study: Literal["no", "questions", "answers"] = "no"
    """Is everything that papers may be drawn from shown to anybody beforehand (studying.py): the questions, or with
    what is right? Never while a leg of the round is open."""
    late_start: Literal["cut", "full", "together"] = "cut"
    """Cut at the close; the full time; or the time of all counts from the opening, whenever each begins."""
    grace_s: int = Field(default=30, ge=0, le=120)
    shuffle_questions: bool = True
    shuffle_choices: bool = True
    points_right: Decimal = Field(default=Decimal(1), gt=0, le=1000, decimal_places=2)
    minus_wrong: Decimal = Field(default=Decimal(0), ge=0, le=1000, decimal_places=2)
    """Taken off for a wrong answer; nothing for one left empty."""
    below_zero: bool = False
    """May the points of an attempt fall below 0?"""
    topic_points: tuple[TopicPoints, ...] = ()
    """Of questions of these topics, in the place of `points_right`."""
    partial: Literal["as_said", "whole"] = "as_said"
    """Partial credit as each question says; or an answer is right as a whole, or wrong."""
    ranking: tuple[RankingKey, ...] = Field(default=("score", "elapsed", "submitted"), min_length=1)
    ranking_part: int | None = None
    """The position of the part whose points are the key "part"."""
    prediction: PredictionTarget | None = None
    """What contestants predict beside their answers: how many people have everything right, how many people take
    part, how many attempts are made, or how many in a hundred people have everything right."""
    prediction_within: Literal["nearest", "not_exceeding"] = "nearest"
    """The nearest, above and below alike; or the nearest of those that do not exceed what came about."""
    release_score: Literal["published", "submitted"] = "published"
    """When a contestant sees their own score: after publication, or as soon as they submit."""
    board: Literal["published", "live"] = "published"
    """When others see the board: after publication by a button, or live ("Trực tiếp", an explicit choice)."""
    board_shows: BoardMode = "all"
    """How much of the board others see: everybody's lines, those of the first places, of each division apart; only
    the units; nobody's but a contestant's own; or nothing at all."""
    board_top: int = Field(default=10, ge=1, le=1000)
    """How many places are shown where the first are."""
    freeze_minutes: int | None = Field(default=None, ge=1, le=LONGEST_BEFORE)
    """So many minutes before the close a live board freezes by itself (planned_freeze.py); None: only by hand."""
    release_answers: Literal["never", "closed", "published"] = "published"
    """When answers and explanations are shown; never before the round is closed for everybody."""
    advance: Advance = Advance()
    """Who goes on to the next round (advance.py)."""
    carry: Literal["nothing", "points"] = "nothing"
    """What somebody who came on from the round before brings along: nothing, or the points of that round, added."""

    @model_validator(mode="before")
    @classmethod
    def _reads_cut_line(cls, given: Any) -> Any:
        """What was kept, or is said in short, as a bare number of places."""
        if not isinstance(given, dict) or "cut_line" not in given:
            return given
        told = dict(given)
        count = told.pop("cut_line")
        if count is not None:
            told["advance"] = {"kind": "top_n", "count": count}
        return told

    @property
    def cut_line(self) -> int | None:
        """How many go on, where that is all there is to say. The line on a board is cut_line.py's to draw."""
        return self.advance.count if self.advance.kind == "top_n" else None

    @property
    def is_paced(self) -> bool:
        """Is a paper shown step by step?"""
        return self.question_s is not None or self.parts == "in_turn"

    @property
    def several(self) -> bool:
        """May anybody begin more than one attempt in a leg?"""
        return self.attempts_per in ("week", "any") or self.attempts > 1
