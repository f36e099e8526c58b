"""When an item of QTI 1.2 says what."""

from question_bank.readers.qti12_scoring import affirmed
from question_bank.readers.qti12_text import said_in
from question_bank.readers.qti_feedback import WRONG, Feedback
from question_bank.readers.tree import Node


def feedback_of(item: Node, ident: str, ids: list[str]) -> Feedback:
    """All that is said afterwards: `ids` are the choices, answers to the response `ident`."""
    found = Feedback()
    answered = _answered_by(item, ident, set(ids))
    for feedback in item.nodes("itemfeedback"):
        name = feedback.get("ident")
        markup = said_in(feedback) + "".join(said_in(each) for each in feedback.within("solutionmaterial"))
        if markup and not any(True for _ in feedback.within("hint")):
            found.add(markup, choice=answered.get(name, ""), wrong=bool(WRONG.search(name)))
    return found


def _answered_by(item: Node, ident: str, ids: set[str]) -> dict[str, str]:
    """Feedback → the choice that it answers, where a condition asks for that choice alone and gives no points."""
    found: dict[str, str] = {}
    for processing in item.nodes("resprocessing"):
        for condition in processing.nodes("respcondition"):
            asked = [node for node in affirmed(condition) if node.get("respident") == ident]
            chosen = {node.text() for node in asked}
            if len(chosen) == 1 and chosen <= ids:
                for link in condition.nodes("displayfeedback"):
                    found.setdefault(link.get("linkrefid"), next(iter(chosen)))
    return {name: choice for name, choice in found.items() if not _is_of_all(name)}


def _is_of_all(name: str) -> bool:
    """Canvas says these whatever was chosen, as long as it was right or wrong."""
    return name.lower() in ("correct_fb", "general_fb", "general_incorrect_fb", "correct", "incorrect", "general")
