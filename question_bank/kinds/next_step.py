"""What do you do first? One of the choices; or all the steps, put in order."""

from question_bank.kinds.choosing import problems_of_choices
from question_bank.kinds.kind import Complaint
from question_bank.kinds.ordering import Ordering
from question_bank.kinds.single_choice import SingleChoice
from question_bank.text import N_


class NextStep(SingleChoice):
    name = "next_step"
    label = N_("Việc cần làm trước")
    often_has_a_post = True

    def problems(self, choices: list[str], right: list[int]) -> list[Complaint]:
        if len(right) > 1:
            text = (
                f"chỉ một việc là việc cần làm trước; xếp các việc theo thứ tự thì chọn loại câu “{NextSteps.label}”."
            )
            return [*problems_of_choices(choices), Complaint("key", text)]
        return super().problems(choices, right)


class NextSteps(Ordering):
    """A kind of its own, so that whoever asks what a kind is answered by need not look into the question."""

    name = "next_steps"
    label = N_("Việc cần làm theo thứ tự")
    often_has_a_post = True
