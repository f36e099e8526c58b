"""What one answer brings where an item of QTI 2 or 3 has rules of its own: they are walked with it. Pure.

Only rules that compare the response with a value, or with what is declared as right, and set a score to a number are
understood; of any other nothing is guessed.
"""

from fractions import Fraction

from question_bank.readers.qti2_scoring import BRANCHES, FEEDBACK, Response
from question_bank.readers.qti_answers import number_of
from question_bank.readers.tree import Node

RULES_MAX = 400  # of one item; each choice is tried with all of them
COMPARING = ("match", "equal", "stringmatch", "member", "contains")


class _NotUnderstood(Exception):
    pass


def points_by_rules(item: Node, identifier: str, response: Response, ids: list[str]) -> dict[str, Fraction] | None:
    """Choice id → points, each chosen alone; None where the rules are not of this sort."""
    processing = item.first("responseprocessing")
    if processing is None or sum(1 for _ in processing.within()) > RULES_MAX:
        return None
    try:
        return {id: _Try(identifier, response, id).score(processing) for id in ids}
    except _NotUnderstood:
        return None


class _Try:
    """One answer, given to the rules."""

    def __init__(self, identifier: str, response: Response, given: str) -> None:
        self.identifier, self.response, self.given = identifier, response, given
        self.points: dict[str, Fraction] = {}

    def score(self, processing: Node) -> Fraction:
        self._walk(processing.nodes())
        scores = [points for name, points in self.points.items() if name.upper() == "SCORE"] or list(
            self.points.values()
        )
        return scores[0] if scores else Fraction(0)

    def _walk(self, rules: list[Node]) -> None:
        for rule in rules:
            if rule.name == "responsecondition":
                self._choose_branch(rule.nodes())
            elif rule.name == "setoutcomevalue":
                self._set(rule)
            elif rule.name != "exitresponse":
                raise _NotUnderstood

    def _choose_branch(self, branches: list[Node]) -> None:
        for branch in branches:
            if branch.name not in BRANCHES:
                raise _NotUnderstood
            otherwise = branch.name == "responseelse"
            asked, rules = ([], branch.nodes()) if otherwise else (branch.nodes()[:1], branch.nodes()[1:])
            if not otherwise and not asked:
                raise _NotUnderstood
            if all(map(self._holds, asked)):
                self._walk(rules)
                return

    def _set(self, rule: Node) -> None:
        name, said = rule.get("identifier"), rule.nodes()
        if FEEDBACK.search(name):
            return
        if len(said) != 1:
            raise _NotUnderstood
        self.points[name] = self._number(said[0])

    def _number(self, node: Node) -> Fraction:
        if node.name == "basevalue" and (number := number_of(node.text())) is not None:
            return number
        if node.name == "sum":
            return sum(map(self._number, node.nodes()), Fraction(0))
        if node.name == "variable" and node.get("identifier") in self.points:
            return self.points[node.get("identifier")]
        if node.name == "variable" and node.get("identifier").upper() == "SCORE":
            return Fraction(0)
        raise _NotUnderstood

    def _holds(self, node: Node) -> bool:
        if node.name == "not":
            return not self._holds(node.nodes()[0]) if node.nodes() else False
        if node.name in ("and", "or"):
            found = [self._holds(part) for part in node.nodes()]
            return all(found) if node.name == "and" else any(found)
        about = [each for each in node.nodes() if each.name == "variable"]
        if [each.get("identifier") for each in about] != [self.identifier]:
            raise _NotUnderstood
        if node.name == "isnull":
            return False
        others = [each for each in node.nodes() if each.name != "variable"]
        if node.name not in COMPARING or len(others) != 1:
            raise _NotUnderstood
        return self.given in self._named_by(others[0])

    def _named_by(self, node: Node) -> list[str]:
        if node.name == "basevalue":
            return [node.text()]
        if node.name == "correct" and node.get("identifier") == self.identifier:
            return self.response.correct
        if node.name in ("multiple", "ordered"):
            return [value for each in node.nodes() for value in self._named_by(each)]
        raise _NotUnderstood
