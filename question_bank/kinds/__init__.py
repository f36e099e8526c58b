"""The kinds of question. To add one: a file here, a template in templates/kinds/, a line below."""

from question_bank.kinds.choosing import Choosing
from question_bank.kinds.classify import Classify
from question_bank.kinds.essay import Essay
from question_bank.kinds.judge_post import JudgePost
from question_bank.kinds.kind import Complaint, Given, Kind
from question_bank.kinds.matching import Matching
from question_bank.kinds.multiple_choice import MultipleChoice
from question_bank.kinds.next_step import NextStep, NextSteps
from question_bank.kinds.numeric import Numeric
from question_bank.kinds.ordering import Ordering
from question_bank.kinds.short_text import ShortText
from question_bank.kinds.single_choice import SingleChoice
from question_bank.kinds.true_false import TrueFalse

_ALL: tuple[Kind, ...] = (
    SingleChoice(), MultipleChoice(), TrueFalse(), ShortText(), Numeric(), Ordering(), Matching(), JudgePost(),
    NextStep(), NextSteps(), Classify(), Essay(),
)  # fmt: skip
KINDS = {kind.name: kind for kind in _ALL}
BY_CHOOSING = [kind.name for kind in _ALL if isinstance(kind, Choosing)]
BY_TYPING = [kind.name for kind in _ALL if kind.keeps_otherwise]
BY_ORDERING = [kind.name for kind in _ALL if isinstance(kind, Ordering)]
WITH_RIGHT_CHOICES = [kind.name for kind in _ALL if kind.has_right_choices]
BY_PEOPLE = [kind.name for kind in _ALL if kind.by_people]

__all__ = [
    "BY_CHOOSING",
    "BY_ORDERING",
    "BY_PEOPLE",
    "BY_TYPING",
    "KINDS",
    "WITH_RIGHT_CHOICES",
    "Complaint",
    "Given",
    "Kind",
]
