"""The interactions of QTI 2 and 3 that this platform can ask, each into the draft of its kind."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from question_bank.draft import Draft
from question_bank.kinds.numbers import number_text
from question_bank.readers.qti2_scoring import Mapping, Response, Scoring
from question_bank.readers.qti_answers import NO_KEY, accept, as_statement, choose, choose_by_shares, number_of, pair
from question_bank.readers.qti_text import Fetch, markup_of, tell, tell_without_pictures
from question_bank.readers.tree import Node

Points = Callable[[list[str]], dict[str, Fraction] | None]


def no_points(ids: list[str]) -> dict[str, Fraction] | None:
    """An item has no rules of its own that could say what each choice brings."""
    return None


class Asked(NamedTuple):
    """One interaction, and all that is needed to read it."""

    draft: Draft
    node: Node
    response: Response
    scoring: Scoring
    fetch: Fetch
    points: Points = no_points


def _read_choice(asked: Asked) -> list[str]:
    draft, response = asked.draft, asked.response
    nodes = list(asked.node.within("simplechoice", "inlinechoice"))
    ids = [node.get("identifier") for node in nodes]
    draft.choices = _texts(asked, nodes)
    several = response.cardinality in ("multiple", "ordered") or (
        not response.declared and asked.node.get("maxchoices", "1") != "1"
    )
    draft.kind = "multiple_choice" if several and asked.node.get("maxchoices") != "1" else "single_choice"
    as_statement(draft)
    if _are_distinct(draft, ids):
        _weigh_choices(asked, ids)
    return ids


def _texts(asked: Asked, nodes: list[Node]) -> list[str]:
    return [tell(asked.draft, f"choice_{place}", markup_of(node), asked.fetch) for place, node in enumerate(nodes)]


def _are_distinct(draft: Draft, ids: list[str]) -> bool:
    twice = [id for id, count in Counter(ids).items() if count > 1]
    if twice:
        draft.ask("key", f"mã phương án “{twice[0][:60]}” có hai lần nên không biết đáp án là phương án nào")
    return not twice


def _weigh_choices(asked: Asked, ids: list[str]) -> None:
    draft, response, mapping = asked.draft, asked.response, asked.response.mapping
    right = list(dict.fromkeys(response.correct))
    if not set(right) <= set(ids):
        draft.ask("key", "đáp án của tệp không phải là một phương án của câu")
    elif mapping and (asked.scoring.by_mapping or not right):
        _weigh_by_mapping(asked, ids, right, mapping)
    elif draft.kind != "multiple_choice" and _weigh_by_rules(asked, ids, right):
        asked.scoring.otherwise = False
    elif not right:
        draft.note("key", NO_KEY)
    elif draft.kind != "multiple_choice" and len(right) > 1:
        draft.ask("key", f"câu chỉ được chọn một phương án mà tệp ghi {len(right)} đáp án")
    else:
        points = dict.fromkeys(right, Fraction(1))
        choose(draft, [points.get(id, Fraction(0)) for id in ids], Fraction(len(right)))


def _weigh_by_rules(asked: Asked, ids: list[str], right: list[str]) -> bool:
    """Where each choice is given points of its own, and these do not contradict what is declared as right."""
    points = asked.points(ids) if asked.scoring.otherwise else None
    full = max(points.values(), default=Fraction(0)) if points else Fraction(0)
    best = [id for id in ids if points and points[id] == full]
    if points is None or full <= 0 or len(best) != 1 or right not in ([], best):
        return False
    choose(asked.draft, [points[id] for id in ids], full)
    return True


def _weigh_by_mapping(asked: Asked, ids: list[str], right: list[str], mapping: Mapping) -> None:
    draft = asked.draft
    points = [mapping.points.get(id, mapping.default) for id in ids]
    several = draft.kind == "multiple_choice"
    full = mapping.full if several else max([*points, Fraction(0)])
    gaining = {id for id, gained in zip(ids, points, strict=True) if (gained > 0 if several else gained == full > 0)}
    if not gaining:
        draft.note("key", NO_KEY)
        return
    if right and set(right) != gaining:
        draft.ask("key", "đáp án đã khai báo và bảng điểm (mapping) của tệp không khớp nhau")
        return
    if not several:
        choose(draft, points, full)
        return
    choose_by_shares(draft, points, full)
    if any(gained < 0 for gained in points) and (mapping.lower is None or mapping.lower < 0):
        draft.note("key", "tệp cho phép điểm âm; ở đây điểm thấp nhất của câu là 0.")


def _read_typed(asked: Asked) -> list[str]:
    draft, response = asked.draft, asked.response
    if response.cardinality == "record" or response.base_type not in ("", "string", "identifier", "float", "integer"):
        draft.kind = f"textEntryInteraction ({response.base_type or response.cardinality})"
    elif response.base_type in ("float", "integer"):
        draft.kind = "numeric"
        _accept_numbers(asked)
    else:
        draft.kind = "short_text"
        _accept_texts(asked)
    return list(draft.choices)


def _forms(asked: Asked) -> list[tuple[str, Fraction]]:
    """What is accepted as it is written, and for which share."""
    response, mapping = asked.response, asked.response.mapping
    if mapping and mapping.best > 0 and (asked.scoring.by_mapping or not response.correct):
        forms = {form: points / mapping.best for form, points in mapping.points.items() if points > 0}
        if not set(response.correct) <= set(mapping.points):
            asked.draft.ask("key", "đáp án đã khai báo không có trong bảng điểm (mapping) của tệp")
        return [(form, share) for form, share in forms.items() if form]
    return [(form, Fraction(1)) for form in dict.fromkeys(response.correct) if form]


def _accept_texts(asked: Asked) -> None:
    draft, mapping = asked.draft, asked.response.mapping
    forms = _forms(asked)
    accept(draft, forms)
    folded = mapping.folded if mapping else set()
    draft.case_matters = not asked.scoring.folded and any(form not in folded for form, _ in forms)
    if draft.case_matters:
        draft.note("key", "tệp phân biệt chữ hoa và chữ thường khi chấm.")


def _accept_numbers(asked: Asked) -> None:
    draft, tolerance = asked.draft, asked.scoring.tolerance
    accepted: list[tuple[str, Fraction]] = []
    widths: list[Fraction] = []
    for form, share in _forms(asked):
        number = number_of(form)
        if number is None:
            draft.ask("key", f"đáp án “{form[:60]}” không phải là một số")
            continue
        below, above = tolerance or (Fraction(0), Fraction(0))
        if asked.scoring.relative:
            below, above = (abs(number) * side / 100 for side in (below, above))
        accepted.append((number_text(number + (above - below) / 2), share))
        widths.append((above + below) / 2)
    accept(draft, accepted, widths)


def _read_essay(asked: Asked) -> list[str]:
    asked.draft.kind = "essay"
    asked.draft.explanation = "\n".join(asked.response.correct)
    return []


def _read_order(asked: Asked) -> list[str]:
    draft, right = asked.draft, asked.response.correct
    draft.kind = "ordering"
    nodes = {node.get("identifier"): node for node in asked.node.within("simplechoice")}
    if _are_distinct(draft, [node.get("identifier") for node in asked.node.within("simplechoice")]):
        if not right:
            draft.ask("key", "tệp không ghi thứ tự đúng; các bước dưới đây xếp như trong tệp")
        elif sorted(right) != sorted(nodes):
            draft.ask("key", "thứ tự đúng trong tệp không gồm đủ các bước của câu")
        else:
            nodes = {id: nodes[id] for id in right}
    draft.choices = _texts(asked, list(nodes.values()))
    return []


def _read_match(asked: Asked) -> list[str]:
    draft = asked.draft
    columns = [column.nodes("simpleassociablechoice") for column in asked.node.nodes("simplematchset")]
    if len(columns) != 2:
        draft.kind = "matchInteraction không có hai cột"
        return []
    pair(draft, _texts_by_id(asked, columns[0]), _texts_by_id(asked, columns[1]), _pairs(asked))
    return []


def _texts_by_id(asked: Asked, nodes: list[Node]) -> dict[str, str]:
    _are_distinct(asked.draft, [node.get("identifier") for node in nodes])
    return {node.get("identifier"): tell_without_pictures(asked.draft, "pairs", markup_of(node)) for node in nodes}


def _read_gap_match(asked: Asked) -> list[str]:
    draft = asked.draft
    if asked.node.nodes("gapimg"):
        draft.kind = "gapMatchInteraction có hình"
        return []
    gaps = {gap.get("identifier"): f"[{number}]" for number, gap in enumerate(asked.node.within("gap"), 1)}
    words = _texts_by_id(asked, asked.node.nodes("gaptext"))
    pair(draft, gaps, words, [(gap, word) for word, gap in _pairs(asked)])
    return []


def _pairs(asked: Asked) -> list[tuple[str, str]]:
    """From the key, or from what the mapping gives points for."""
    draft, mapping = asked.draft, asked.response.mapping
    said = asked.response.correct
    gaining = {key: points for key, points in mapping.points.items() if points > 0} if mapping else {}
    if said and gaining and asked.scoring.by_mapping and set(said) != set(gaining):
        draft.ask("pairs", "đáp án đã khai báo và bảng điểm (mapping) của tệp không khớp nhau")
    if len(set(gaining.values())) > 1 and asked.scoring.by_mapping:
        draft.note("pairs", "các cặp có số điểm khác nhau trong tệp; ở đây mỗi cặp được tính như nhau.")
    split = [value.split() for value in said or gaining]
    if any(len(ids) != 2 for ids in split):
        draft.ask("pairs", "đáp án ghép của tệp không đọc được")
    return [(ids[0], ids[1]) for ids in split if len(ids) == 2]


READERS: dict[str, Callable[[Asked], list[str]]] = {
    "choiceinteraction": _read_choice,
    "inlinechoiceinteraction": _read_choice,
    "textentryinteraction": _read_typed,
    "extendedtextinteraction": _read_essay,
    "orderinteraction": _read_order,
    "matchinteraction": _read_match,
    "gapmatchinteraction": _read_gap_match,
}
