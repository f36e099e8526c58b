"""By what people name choices: A, B, C …, or Đúng and Sai. Pure."""

from question_bank.text import fold

LETTERS = "ABCDEF"
STATEMENTS = ["Đúng", "Sai"]
TRUE_WORDS = {"dung", "true", "d", "t"}
FALSE_WORDS = {"sai", "false", "s", "f"}


def letter_of(place: int) -> str:
    """A for the first. Beyond the letters we use, its number: such a draft is refused anyway."""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def are_true_and_false(choices: list[str]) -> bool:
    if len(choices) != 2:
        return False
    folded = [fold(choice) for choice in choices]
    return folded[0] != folded[1] and set(folded) <= {"dung", "sai", "true", "false"}
