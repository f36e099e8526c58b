"""What answers are worth, numbers and topics, as GIFT and Moodle XML write them: readers/moodle_marks turned round."""

from dataclasses import replace
from fractions import Fraction

from question_bank.beside import CONCLUSIONS
from question_bank.draft import Draft
from question_bank.kinds import KINDS
from question_bank.kinds.judge_post import VERDICTS
from question_bank.kinds.multiple_choice import EACH, SHARES
from question_bank.kinds.numbers import number_in
from question_bank.kinds.typed import worths_of
from question_bank.kinds.worths import worth_in
from question_bank.readers.moodle_marks import GRADES
from question_bank.writers.faithful import NotWritable, right_of


def percent(worth: Fraction) -> str:
    """ "33.33333" for a third; Moodle knows only some shares."""
    if worth not in GRADES:
        raise NotWritable(f"Moodle không có mức điểm {worth}")
    return f"{float(worth * 100):.5f}".rstrip("0").rstrip(".")


def shares(draft: Draft) -> list[str]:
    """Of each choice: the right ones share the points. A wrong one takes as much away as the rule says, or brings what
    stands beside it."""
    right = right_of(draft)
    if draft.rule == SHARES:
        return [percent(_share(worth)) for worth in draft.worths]
    if KINDS[draft.kind].keeps_parts and draft.worths:
        return ["100" if place in right else percent(_share(worth)) for place, worth in enumerate(draft.worths)]
    share = Fraction(1, len(right)) if right else Fraction(0)
    loss = Fraction(0) if draft.kind != "multiple_choice" else -share if draft.rule == EACH else Fraction(-1)
    return [percent(share if place in right else loss) for place in range(len(draft.choices))]


def judged(draft: Draft) -> tuple[Draft, list[str]]:
    """A judge_post as choices of which several are right, conclusions first, each with its share.

    Moodle counts nearly as we do: half for the verdict, half for the signs, and nothing beside a wrong verdict.
    """
    right = right_of(draft)
    share = Fraction(1, 2 * len(right)) if right else Fraction(1, 2)
    if share not in GRADES:  # of six signs: Moodle has no twelfth
        share = Fraction(1, 10)
    verdict = 1 - share * len(right)
    concluded = [verdict if each == draft.verdict else Fraction(-1) for each in VERDICTS]
    signs = [share if place in right else -share for place in range(len(draft.choices))]
    pictures = [replace(each, at=_behind_conclusions(each.at)) for each in draft.pictures]
    said = [""] * len(CONCLUSIONS) + draft.feedback if draft.feedback else []
    whole = replace(draft, choices=[*CONCLUSIONS, *draft.choices], pictures=pictures, feedback=said)
    return whole, [percent(worth) for worth in concluded + signs]


def _behind_conclusions(at: str) -> str:
    name, _, place = at.partition("_")
    return f"choice_{int(place) + len(CONCLUSIONS)}" if name == "choice" else at


def worths(draft: Draft) -> list[str]:
    """Of each form that is accepted."""
    return [percent(_share(worth)) for worth in worths_of(draft)]


def _share(worth: str) -> Fraction:
    return worth_in(worth) or Fraction(0)


def numbers(draft: Draft) -> list[tuple[str, str]]:
    """Each number with its tolerance, with a decimal point."""
    tolerances = draft.tolerances or ["0"] * len(draft.choices)
    return [(_plain(number), _plain(within or "0")) for number, within in zip(draft.choices, tolerances, strict=True)]


def _plain(said: str) -> str:
    number = number_in(said)
    if number is None:
        raise NotWritable(f"“{said[:30]}” không phải là một số")
    digits = 0
    while (number * 10**digits).denominator != 1:
        digits += 1
    text = f"{abs(number * 10**digits).numerator:0{digits + 1}}"
    whole = f"{text[:-digits]}.{text[-digits:]}" if digits else text
    return f"-{whole}" if number < 0 else whole


def category(topic: str) -> str:
    """The path of a topic: slashes in its name are doubled."""
    return "$course$/top" + (f"/{topic.replace('/', '//')}" if topic else "")
