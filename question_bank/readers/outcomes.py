"""Words that a file says to all who were right, or wrong: said to each choice that is so. Pure."""

from fractions import Fraction

from question_bank.draft import Draft
from question_bank.kinds.worths import worth_in

ONE_IS_CHOSEN = ("single_choice", "true_false")


def say_by_outcome(draft: Draft, *, right: str = "", partly: str = "", wrong: str = "") -> bool:
    """Of a question of which one choice is chosen and the right one is known. False where that is not so."""
    worths = [worth_in(worth) for worth in draft.worths]
    if draft.kind not in ONE_IS_CHOSEN or len(worths) != len(draft.choices) or worths.count(Fraction(1)) != 1:
        return False
    said = draft.feedback + [""] * len(draft.choices)
    for place, worth in enumerate(worths):
        general = right if worth == 1 else partly if worth and worth > 0 else wrong
        if general not in said[place]:
            said[place] = f"{said[place]}\n{general}".strip()
    draft.feedback = said[: len(draft.choices)] if any(said) else []
    return True
