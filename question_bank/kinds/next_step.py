"""What do you do first? One of the choices. (Steps to be put in order are an ordering.)"""

from question_bank.kinds.single_choice import SingleChoice
from question_bank.text import N_


class NextStep(SingleChoice):
    name = "next_step"
    label = N_("Việc cần làm trước")
