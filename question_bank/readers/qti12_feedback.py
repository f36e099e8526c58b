"""When an item of QTI 1.2 says what."""

from collections.abc import Callable

from question_bank.readers.qti12_scoring import affirmed
from question_bank.readers.qti12_text import said_in
from question_bank.readers.qti_feedback import Feedback, outcome_named
from question_bank.readers.tree import Node


def feedback_of(item: Node, ident: str, ids: list[str] | None, spelt: Callable[[str], str] = str) -> Feedback:
    """All that is said afterwards: `ids` are the choices, answers to the response `ident`; None where one types.

    Then any answer may be spoken to, `spelt` as the draft spells it.
    """
    found = Feedback()
    answered = _answered_by(item, ident, None if ids is None else set(ids), spelt)
    for feedback in item.nodes("itemfeedback"):
        name = feedback.get("ident")
        markup = said_in(feedback) + "".join(said_in(each) for each in feedback.within("solutionmaterial"))
        if markup and not any(True for _ in feedback.within("hint")):
            found.add(markup, answer=answered.get(name, ""), outcome=outcome_named(name))
    return found


def _answered_by(item: Node, ident: str, ids: set[str] | None, spelt: Callable[[str], str]) -> dict[str, str]:
    """Feedback → the one answer that it is said to, where a condition asks for that alone."""
    found: dict[str, str] = {}
    for processing in item.nodes("resprocessing"):
        for condition in processing.nodes("respcondition"):
            asked = [node for node in affirmed(condition) if node.get("respident") == ident]
            answers = {spelt(node.text()) for node in asked if ids is not None or node.name == "varequal"}
            if len(answers) == 1 and (ids is None or answers <= ids) and "" not in answers:
                for link in condition.nodes("displayfeedback"):
                    found.setdefault(link.get("linkrefid"), next(iter(answers)))
    return {name: choice for name, choice in found.items() if not _is_of_all(name)}


def _is_of_all(name: str) -> bool:
    """Canvas says these whatever was chosen, as long as it was right or wrong."""
    return name.lower() in ("correct_fb", "general_fb", "general_incorrect_fb", "correct", "incorrect", "general")
