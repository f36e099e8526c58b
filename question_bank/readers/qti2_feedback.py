"""When an item of QTI 2 or 3 says what."""

from collections.abc import Callable, Iterator
from html import escape

from question_bank.readers.qti2_scoring import BRANCHES
from question_bank.readers.qti_feedback import WRONG, Feedback, outcome_named, says_nothing
from question_bank.readers.qti_text import markup_of
from question_bank.readers.tree import Node

COMPARING = ("match", "member", "contains", "equal", "stringmatch")


def feedback_of(
    item: Node, body: Node, identifier: str, ids: list[str] | None, spelt: Callable[[str], str] = str
) -> Feedback:
    """All that is said afterwards: `ids` are the choices, answers to the response `identifier`; None where one types.

    Then any answer may be spoken to, `spelt` as the draft spells it.
    """
    found = Feedback()
    inside = {
        id(feedback): choice.get("identifier")
        for choice in body.within("simplechoice")
        for feedback in choice.within("feedbackinline", "feedbackblock")
    }
    known = set(ids or ())
    shown = _shown_by(item, identifier, None if ids is None else known)
    echoes = _echoes(item, identifier)
    everything = [*body.within("feedbackinline", "feedbackblock"), *item.nodes("modalfeedback")]
    for feedback in everything:
        name = feedback.get("identifier")
        choice, outcome = shown.get(name, ("", ""))
        if name in known and feedback.get("outcomeidentifier") in echoes:
            choice = choice or name
        choice = inside.get(id(feedback)) or choice
        answer = choice if ids is not None else spelt(choice)
        found.add(_markup(feedback), answer=answer, outcome=outcome or outcome_named(name))
    return found


def _markup(feedback: Node) -> str:
    title = feedback.get("title")
    return (f"<p>{escape(title)}</p>" if title and not says_nothing(title) else "") + markup_of(feedback)


def _echoes(item: Node, identifier: str) -> set[str]:
    """The outcomes that simply take over the response: feedback named like a choice is said to that choice."""
    outcomes = item.first("responseprocessing")
    return {
        outcome.get("identifier")
        for outcome in (outcomes.within("setoutcomevalue") if outcomes else [])
        if [node.get("identifier") for node in outcome.nodes()] == [identifier]
    }


def _shown_by(item: Node, identifier: str, ids: set[str] | None) -> dict[str, tuple[str, str]]:
    """Feedback → the one answer that it is said to, and the outcome that alone gets it; "" where there is none."""
    processing = item.first("responseprocessing")
    found: dict[str, tuple[str, str]] = {}
    for branch in processing.within(*BRANCHES) if processing else []:
        answers = (_answer_asked(branch, identifier, ids), _outcome_asked(branch, identifier))
        found |= dict.fromkeys(_named_in(branch), answers)
    return found


def _named_in(branch: Node) -> Iterator[str]:
    for outcome in branch.nodes("setoutcomevalue"):
        for value in outcome.within("basevalue"):
            yield value.text()


def _answer_asked(branch: Node, identifier: str, ids: set[str] | None) -> str:
    """The answer that must have been given, where the branch asks for that alone."""
    asked = [node for node in branch.nodes() if node.name not in ("setoutcomevalue", "responsecondition")]
    below = [each for node in asked for each in (node, *node.within())]
    values = {each.text() for each in below if each.name == "basevalue"}
    if any(each.name == "not" for each in below) or not any(each.name in COMPARING for each in below):
        return ""
    about = {each.get("identifier") for each in below if each.name == "variable"}
    is_one = about == {identifier} and len(values) == 1 and (ids is None or values <= ids)
    return next(iter(values)) if is_one else ""


def _outcome_asked(branch: Node, identifier: str) -> str:
    """Does it ask just whether the answer is right, or wrong?"""
    if branch.name == "responseelse":
        return "when_wrong"
    asked = [node for node in branch.nodes() if node.name not in ("setoutcomevalue", "responsecondition")]
    if any(WRONG.search(value.text()) for node in asked for value in node.within("basevalue")):
        return "when_wrong"
    is_right = [node.name for node in asked] == ["match"] and [
        (node.name, node.get("identifier")) for node in asked[0].nodes()
    ] == [("variable", identifier), ("correct", identifier)]
    return "when_right" if is_right else ""
