"""How an item of QTI 1.2 is marked: its conditions, tried with an answer. Pure.

The conditions are walked in order, and each that holds sets or adds points. What an answer is worth is found by
giving it.
"""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from question_bank.readers.qti_answers import number_of
from question_bank.readers.tree import Node

COMPARED = {
    "varequal", "varlt", "varlte", "vargt", "vargte", "varsubset", "varsubstring", "varinside", "durequal", "durlt",
    "durlte", "durgt", "durgte",
}  # fmt: skip
OURS = {"varequal", "varlt", "varlte", "vargt", "vargte", "and", "or", "not", "other", "unanswered", "conditionvar"}
Given = Mapping[str, frozenset[str]]  # response → what was answered to it


class Rules:
    """The respconditions of one item. To the responses `several` one may give several answers at once."""

    def __init__(self, item: Node, several: Collection[str] = ()) -> None:
        self._several = several
        self.conditions = [node for each in item.nodes("resprocessing") for node in each.nodes("respcondition")]
        scores = {setvar.get("varname") for node in self.conditions for setvar in node.nodes("setvar")}
        self._scores = {name for name in scores if "score" in name.lower()} or scores
        declared = [node for each in item.nodes("resprocessing") for node in each.within("decvar")]
        ours = [node for node in declared if node.get("varname", "SCORE") in self._scores]
        self._start = next((number_of(node.get("defaultval")) for node in ours), None) or Fraction(0)
        self._most = next((number_of(node.get("maxvalue")) for node in ours), None)
        within = {node.name for condition in self.conditions for node in _asked_in(condition)}
        self.strange = sorted(within - OURS)

    def points(self, given: Given) -> Fraction:
        """For this answer. More than the most that the file names is not given."""
        score, matched = self._start, False
        for condition in self.conditions:
            if not self._holds(condition, given, matched):
                continue
            sets = [node for node in condition.nodes("setvar") if node.get("varname") in self._scores]
            for setvar in sets:
                score = _changed(score, setvar)
            matched = matched or bool(sets)
            if condition.get("continue").lower() == "no":
                break
        return score if self._most is None or self._most <= 0 else min(score, self._most)

    def _holds(self, condition: Node, given: Given, matched: bool) -> bool:
        return all(self._all_of(asked.nodes(), given, matched) for asked in condition.nodes("conditionvar"))

    def _all_of(self, parts: list[Node], given: Given, matched: bool) -> bool:
        """Side by side everything must hold. But nobody gives two answers where one is asked: one of them will do."""
        responses = {node.get("respident") for node in parts if node.name == "varequal"}
        if len(parts) > 1 == len(responses) and not responses & set(self._several):
            return any(_is_met(node, given, matched) for node in parts)
        return all(_is_met(node, given, matched) for node in parts)

    def rewarded(self) -> list[Node]:
        """The conditions that bring points."""
        return [node for node in self.conditions if self.brought_by(node) > 0]

    def brought_by(self, condition: Node) -> Fraction:
        """What it brings by itself."""
        sets = [node for node in condition.nodes("setvar") if node.get("varname") in self._scores]
        return sum((_changed(Fraction(0), setvar) for setvar in sets), Fraction(0))


def _changed(score: Fraction, setvar: Node) -> Fraction:
    points = number_of(setvar.text()) or Fraction(0)
    action = setvar.get("action", "Set").lower()
    if action == "add":
        return score + points
    if action == "subtract":
        return score - points
    if action == "multiply":
        return score * points
    return points


def _asked_in(condition: Node) -> Iterator[Node]:
    for asked in condition.nodes("conditionvar"):
        yield from asked.within()


def _is_met(node: Node, given: Given, matched: bool) -> bool:
    if node.name == "and":
        return all(_is_met(part, given, matched) for part in node.nodes())
    if node.name == "or":
        return any(_is_met(part, given, matched) for part in node.nodes())
    if node.name == "not":
        return not any(_is_met(part, given, matched) for part in node.nodes())
    if node.name == "other":
        return not matched
    here = given.get(node.get("respident"), frozenset())
    if node.name == "unanswered":
        return not here
    return any(_compares(node, said) for said in here)


def _compares(node: Node, said: str) -> bool:
    meant = node.text()
    if node.name == "varequal":
        return said == meant or (not case_matters(node) and said.casefold() == meant.casefold())
    number, limit = number_of(said), number_of(meant)
    if number is None or limit is None:
        return False
    return {
        "varlt": number < limit, "varlte": number <= limit, "vargt": number > limit, "vargte": number >= limit,
    }.get(node.name, False)  # fmt: skip


def case_matters(node: Node) -> bool:
    return node.get("case", "No").lower() == "yes"


def affirmed(condition: Node) -> list[Node]:
    """The comparisons that a condition wants to hold: none of them inside a `not`."""
    found = []
    waiting = condition.nodes("conditionvar")[::-1]
    while waiting:
        node = waiting.pop()
        if node.name in COMPARED:
            found.append(node)
        elif node.name != "not":
            waiting += node.nodes()[::-1]
    return found
