"""How an item of QTI 2 or 3 is marked: what it declares as right, and what its processing makes of that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from question_bank.readers.qti_answers import number_of
from question_bank.readers.tree import Node

BRANCHES = ("responseif", "responseelseif", "responseelse")
KNOWN = {
    *BRANCHES, "responsecondition", "responseprocessingfragment", "setoutcomevalue", "lookupoutcomevalue",
    "exitresponse", "variable", "correct", "default", "basevalue", "mapresponse", "mapresponsepoint", "null", "match",
    "equal", "equalrounded", "stringmatch", "patternmatch", "substring", "member", "contains", "not", "and", "or",
    "anyn", "isnull", "sum", "product", "subtract", "divide", "power", "integerdivide", "integermodulus",
    "integertofloat", "truncate", "round", "roundto", "min", "max", "gcd", "lcm", "mathoperator", "mathconstant",
    "statsoperator", "repeat", "lt", "lte", "gt", "gte", "durationlt", "durationgte", "multiple", "ordered", "index",
    "fieldvalue", "delete", "containersize", "random", "randominteger", "randomfloat", "inside", "customoperator",
    "interpolationtable", "interpolationtableentry", "matchtable", "matchtableentry", "value", "include",
}  # fmt: skip
FEEDBACK = re.compile(r"feedback|completion|hint|solution|^fb|maxscore|minscore", re.I)


@dataclass
class Mapping:
    """Points for each answer, as `mapResponse` adds them up."""

    points: dict[str, Fraction] = field(default_factory=dict)
    default: Fraction = Fraction(0)
    lower: Fraction | None = None
    upper: Fraction | None = None
    folded: set[str] = field(default_factory=set)  # answers of which case does not matter

    @property
    def full(self) -> Fraction:
        """What all the right answers bring together."""
        gained = sum((points for points in self.points.values() if points > 0), Fraction(0))
        return gained if self.upper is None else min(gained, self.upper)

    @property
    def best(self) -> Fraction:
        """What the best single answer brings."""
        return max([*self.points.values(), Fraction(0)])


@dataclass
class Response:
    """One declaration, as it stands in the file."""

    cardinality: str = ""
    base_type: str = ""
    correct: list[str] = field(default_factory=list)
    mapping: Mapping | None = None
    declared: bool = True
    misspelt: bool = False  # its name carries spaces


def response_of(item: Node, identifier: str) -> Response:
    for node in item.nodes("responsedeclaration"):
        if node.get("identifier") == identifier:
            break
    else:
        return Response(declared=False)
    correct = node.first("correctresponse")
    return Response(
        cardinality=node.get("cardinality"),
        base_type=node.get("basetype"),
        correct=[value.text() for value in correct.nodes("value")] if correct else [],
        mapping=_mapping(node.first("mapping")),
        misspelt=node.attributes.get("identifier", "") != identifier,
    )


def _mapping(node: Node | None) -> Mapping | None:
    if node is None:
        return None
    found = Mapping(
        default=number_of(node.get("defaultvalue")) or Fraction(0),
        lower=number_of(node.get("lowerbound")),
        upper=number_of(node.get("upperbound")),
    )
    for entry in node.nodes("mapentry"):
        key, points = " ".join(entry.get("mapkey").split()), number_of(entry.get("mappedvalue"))
        if points is not None:
            found.points[key] = points
            if entry.get("casesensitive", "true").lower() == "false":
                found.folded.add(key)
    return found


@dataclass
class Scoring:
    """What processing does with one response."""

    by_mapping: bool = False
    by_correct: bool = False
    otherwise: bool = False  # in a way of its own, wholly or partly
    folded: bool = False  # it compares without regard to case
    tolerance: tuple[Fraction, Fraction] | None = None  # below, above
    relative: bool = False  # the tolerance is in per cent
    strange: list[str] = field(default_factory=list)  # elements that no version of QTI knows


def scoring_of(item: Node, identifier: str) -> Scoring:
    processing = item.first("responseprocessing")
    found = Scoring()
    if processing is None:
        return found
    template = (processing.get("template") or processing.get("templatelocation")).lower()
    found.by_mapping = "map_response" in template
    found.by_correct = "match_correct" in template or "cc2_match" in template
    found.otherwise = bool(template) and not (found.by_mapping or found.by_correct)
    nodes = list(processing.within())
    found.strange = [node.name for node in nodes if node.name not in KNOWN]
    for node in nodes:
        if node.name == "mapresponse" and node.get("identifier") == identifier:
            found.by_mapping = True
        elif node.name == "correct" and node.get("identifier") == identifier:
            found.by_correct = True
        elif node.name == "stringmatch" and node.get("casesensitive").lower() == "false":
            found.folded = True
        elif node.name == "equal" and _is_about(node, identifier):
            _read_tolerance(found, node)
    found.otherwise = found.otherwise or any(
        _is_own_rule(branch, identifier) for branch in _branches_with_points(nodes)
    )
    return found


def _read_tolerance(found: Scoring, node: Node) -> None:
    mode = node.get("tolerancemode", "exact").lower()
    sides = [number_of(side) for side in node.get("tolerance").split()]
    if mode == "exact" or not 1 <= len(sides) <= 2 or None in sides:
        found.otherwise = found.otherwise or mode != "exact"
        return
    below, above = abs(sides[0] or Fraction(0)), abs(sides[-1] or Fraction(0))
    found.tolerance, found.relative = (below, above), mode == "relative"


def _branches_with_points(nodes: list[Node]) -> Iterator[Node]:
    for branch in nodes:
        outcomes = branch.nodes("setoutcomevalue") if branch.name in BRANCHES else []
        if any(not FEEDBACK.search(outcome.get("identifier")) for outcome in outcomes):
            yield branch


def _is_own_rule(branch: Node, identifier: str) -> bool:
    """Does it give points by comparing the response with something other than what was declared as right?"""
    asked = [node for node in branch.nodes() if node.name not in ("setoutcomevalue", "responsecondition")]
    return any(_compares(node, identifier) for node in asked)


def _compares(node: Node, identifier: str) -> bool:
    below = list(node.within())
    names = {each.name for each in (node, *below)}
    if names & {"patternmatch", "substring", "customoperator", "inside", "mapresponsepoint", "equalrounded"}:
        return True
    if not _is_about(node, identifier):
        return False
    return bool(names & {"basevalue", "lt", "lte", "gt", "gte", "containersize", "index"})


def _is_about(node: Node, identifier: str) -> bool:
    return any(each.get("identifier") == identifier for each in node.within("variable", "mapresponse"))
