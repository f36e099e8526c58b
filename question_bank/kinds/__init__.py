"""The kinds of question. To add one: a file here, a template in templates/kinds/, a line below."""

from question_bank.kinds.kind import Complaint, Given, Kind
from question_bank.kinds.multiple_choice import MultipleChoice
from question_bank.kinds.single_choice import SingleChoice
from question_bank.kinds.true_false import TrueFalse

KINDS: dict[str, Kind] = {kind.name: kind for kind in (SingleChoice(), MultipleChoice(), TrueFalse())}

__all__ = ["KINDS", "Complaint", "Given", "Kind"]
