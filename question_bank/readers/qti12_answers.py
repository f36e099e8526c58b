"""What is asked and what is right in items of QTI 1.2, into the draft of its kind."""

from collections import Counter
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from question_bank.draft import Draft
from question_bank.kinds.choosing import CHOICES_MAX
from question_bank.kinds.numbers import number_text
from question_bank.readers.qti12_scoring import Rules, affirmed, case_matters
from question_bank.readers.qti12_text import said_in
from question_bank.readers.qti_answers import (
    NO_KEY,
    accept,
    as_statement,
    choose,
    choose_by_shares,
    number_of,
    pair,
)
from question_bank.readers.qti_text import Fetch, tell, tell_without_pictures
from question_bank.readers.tree import Node

# Choices and conditions are tried with each other; a question of ours has six choices.
WEIGHED_MAX, CONDITIONS_MAX = 60, 400
ESSAYS = ("essay", "long answer", "longanswer", "cc.essay")
NUMBERS = ("integer", "decimal", "scientific")


class Asked(NamedTuple):
    """The responses of one item, and all that is needed to read them."""

    draft: Draft
    responses: list[Node]
    rules: Rules
    kind: str  # as the exporter called it
    fetch: Fetch

    @property
    def only(self) -> Node:
        return self.responses[0]


def read_choice(asked: Asked) -> list[str]:
    draft, several = asked.draft, asked.only.get("rcardinality").lower() == "multiple"
    labels = list(asked.only.within("response_label"))
    ids = [label.get("ident") for label in labels]
    draft.choices = [tell(draft, f"choice_{place}", said_in(label), asked.fetch) for place, label in enumerate(labels)]
    draft.kind = "multiple_choice" if several else "single_choice"
    as_statement(draft)
    if len(ids) > WEIGHED_MAX or len(asked.rules.conditions) > CONDITIONS_MAX:
        draft.ask("key", "câu có quá nhiều phương án hoặc điều kiện chấm nên không tìm được đáp án")
    elif _are_distinct(draft, ids):
        (_weigh_several if several else _weigh_one)(asked, ids)
    return ids


def _are_distinct(draft: Draft, ids: list[str]) -> bool:
    twice = [id for id, count in Counter(ids).items() if count > 1]
    if twice:
        draft.ask("key", f"mã phương án “{twice[0][:60]}” có hai lần nên không biết đáp án là phương án nào")
    return not twice


def _points(asked: Asked, *chosen: str) -> Fraction:
    return asked.rules.points({asked.only.get("ident"): frozenset(chosen)})


def _weigh_one(asked: Asked, ids: list[str]) -> None:
    blank = max(_points(asked), Fraction(0))
    points = [_points(asked, id) - blank for id in ids]
    choose(asked.draft, points, max([*points, Fraction(0)]))
    if not asked.draft.worths:
        asked.draft.note("key", NO_KEY)


def _weigh_several(asked: Asked, ids: list[str]) -> None:
    """Either each choice brings something by itself, or only all the right ones together do."""
    blank = _points(asked)
    alone = [_points(asked, id) - blank for id in ids]
    gaining = frozenset(id for id, points in zip(ids, alone, strict=True) if points > 0)
    wanted = {frozenset(node.text() for node in affirmed(condition)) for condition in asked.rules.rewarded()}
    known = [chosen for chosen in [*wanted, gaining] if chosen and chosen <= set(ids)]
    best = max(known, key=lambda chosen: (_points(asked, *chosen), -len(chosen)), default=frozenset())
    full = _points(asked, *best) - blank
    if not best or full <= 0:
        asked.draft.note("key", NO_KEY)
    elif gaining and _points(asked, *gaining) - blank < full:
        asked.draft.ask("key", "cách cho điểm trong tệp không cho biết chắc những phương án nào đúng")
    elif gaining:
        choose_by_shares(asked.draft, alone, full)
        _ask_where_they_do_not_add_up(asked, dict(zip(ids, alone, strict=True)), blank, full)
    else:
        choose(asked.draft, [Fraction(id in best) for id in ids], Fraction(len(best)))


def _ask_where_they_do_not_add_up(asked: Asked, alone: dict[str, Fraction], blank: Fraction, full: Fraction) -> None:
    """We add up what each choice brings alone: does the file, whatever is chosen together?"""
    if len(alone) > CHOICES_MAX:
        return
    together = [chosen for count in range(2, len(alone) + 1) for chosen in combinations(alone, count)]
    for chosen in together:
        added, given = sum((alone[id] for id in chosen), Fraction(0)), _points(asked, *chosen) - blank
        if min(max(added, Fraction(0)), full) != min(max(given, Fraction(0)), full):
            text = "tệp cho điểm mấy phương án chọn cùng nhau khác với cộng phần điểm của chúng; hãy xem lại phần điểm"
            asked.draft.ask("key", text)
            return


def is_single_blank(responses: list[Node], kind: str) -> bool:
    """Canvas lists the accepted words of a blank as if they were choices."""
    return "fill_in_multiple_blanks" in kind and responses[0].name == "response_lid"


def read_blank(asked: Asked) -> list[str]:
    words = {label.get("ident"): tell_without_pictures(asked.draft, "key", said_in(label))
             for label in asked.only.within("response_label")}  # fmt: skip
    asked.draft.kind = "short_text"
    accept(asked.draft, [(word, Fraction(1)) for word in dict.fromkeys(words.values()) if word])
    asked.draft.note("key", "mọi từ mà tệp liệt kê cho chỗ trống đều được nhận; hãy xem lại.")
    return []


def is_ordering(responses: list[Node], kind: str) -> bool:
    return responses[0].name == "response_lid" and (
        responses[0].get("rcardinality").lower() == "ordered" or "ordering" in kind
    )


def read_order(asked: Asked) -> list[str]:
    draft = asked.draft
    draft.kind = "ordering"
    labels = {label.get("ident"): label for label in asked.only.within("response_label")}
    wanted = [affirmed(condition) for condition in asked.rules.rewarded()]
    longest = max(wanted, key=len, default=[])
    order = [node.text() for node in sorted(longest, key=lambda node: number_of(node.get("index")) or Fraction(0))]
    if sorted(order) == sorted(labels):
        labels = {id: labels[id] for id in order}
    else:
        draft.ask("key", "tệp không ghi đủ thứ tự đúng; các bước dưới đây xếp như trong tệp")
    draft.choices = [
        tell(draft, f"choice_{place}", said_in(label), asked.fetch) for place, label in enumerate(labels.values())
    ]
    return []


def is_matching(responses: list[Node], kind: str) -> bool:
    """Several columns of the same choices, one column a thing to be matched."""
    if not all(response.name == "response_lid" for response in responses):
        return False
    if "matching" in kind:
        return True
    offered = [tuple(label.get("ident") for label in response.within("response_label")) for response in responses]
    return len(responses) > 1 and len(set(offered)) == 1 and "dropdown" not in kind and "blank" not in kind


def read_matching(asked: Asked) -> list[str]:
    draft = asked.draft
    lefts = {each.get("ident"): tell_without_pictures(draft, "pairs", said_in(each)) for each in asked.responses}
    if len(asked.responses) == 1:  # what is asked was told with the stem
        lefts = dict.fromkeys(lefts, "")
    labels = {label.get("ident"): label for each in asked.responses for label in each.within("response_label")}
    rights = {ident: tell_without_pictures(draft, "pairs", said_in(label)) for ident, label in labels.items()}
    pairs = [(node.get("respident"), node.text()) for rule in asked.rules.rewarded() for node in affirmed(rule)]
    pair(draft, lefts, rights, pairs)
    return []


def read_group(asked: Asked) -> list[str]:
    """Things to be dragged onto others: those with a match_group are dragged, onto those without."""
    draft = asked.draft
    labels = list(asked.only.within("response_label"))
    dragged = [label for label in labels if label.get("match_group")]
    told = {label.get("ident"): tell_without_pictures(draft, "pairs", said_in(label)) for label in labels}
    moved = {label.get("ident"): told[label.get("ident")] for label in dragged}
    targets = {ident: text for ident, text in told.items() if ident not in moved}
    said = [node.text() for rule in asked.rules.rewarded() for node in affirmed(rule)]
    split = [[part.strip() for part in text.split(",")] for text in said]
    if len(asked.responses) > 1 or not moved or not targets or any(len(ids) != 2 for ids in split):
        draft.kind = "response_grp"
        return []
    pair(draft, moved, targets, [(ids[0], ids[1]) for ids in split])
    return []


def name_composite(asked: Asked) -> list[str]:
    names = dict.fromkeys(response.name for response in asked.responses)
    asked.draft.kind = "nhiều ô trả lời: " + (asked.kind or ", ".join(names))
    return []


def read_typed(asked: Asked) -> list[str]:
    draft, node = asked.draft, asked.only
    types = {render.get("fibtype").lower() for render in node.within("render_fib")}
    wanted = [affirmed(condition) for condition in asked.rules.rewarded()]
    if any(name in asked.kind for name in ESSAYS) or not (asked.kind or types & set(NUMBERS) or any(wanted)):
        draft.kind = "essay"
        if any(wanted):
            draft.note("key", "đáp án trong tệp không được dùng: câu tự luận do người chấm.")
        elif not asked.kind:
            draft.note("kind", "tệp không ghi loại câu và đáp án nên câu này được đọc thành câu tự luận.")
    elif node.name == "response_num" or types & set(NUMBERS) or "numeric" in asked.kind:
        draft.kind = "numeric"
        _accept_numbers(asked)
    else:
        draft.kind = "short_text"
        _accept_texts(asked, wanted)
    return list(draft.choices)


def _accept_texts(asked: Asked, wanted: list[list[Node]]) -> None:
    draft = asked.draft
    said = {node.text(): node for nodes in wanted for node in nodes if node.name == "varequal" and node.text()}
    if len(said) > CONDITIONS_MAX or len(asked.rules.conditions) > CONDITIONS_MAX:
        draft.ask("key", "câu có quá nhiều đáp án nên không đọc được")
        return
    points = {text: _points(asked, text) for text in said}
    full = max(points.values(), default=Fraction(0))
    accept(draft, [(text, gained / full) for text, gained in points.items() if gained > 0])
    draft.case_matters = any(case_matters(node) for node in said.values())


def _accept_numbers(asked: Asked) -> None:
    """Each condition names a number, a range around it, or both."""
    accepted: dict[tuple[Fraction, Fraction], Fraction] = {}
    for condition in asked.rules.rewarded():
        accepted |= dict.fromkeys(_spans(affirmed(condition)), asked.rules.brought_by(condition))
    full = max(accepted.values(), default=Fraction(0))
    forms = [(number_text(middle), points / full) for (middle, _), points in accepted.items()]
    accept(asked.draft, forms, [width for _, width in accepted])
    if asked.rules.rewarded() and not forms:
        asked.draft.ask("key", "đáp án số của tệp không đọc được")


def _spans(nodes: list[Node]) -> list[tuple[Fraction, Fraction]]:
    """Middle and half the width of each; a number inside the range needs no mention of its own."""
    exact = [number for node in nodes if node.name == "varequal" and (number := number_of(node.text())) is not None]
    lows = [number_of(node.text()) for node in nodes if node.name in ("vargte", "vargt")]
    highs = [number_of(node.text()) for node in nodes if node.name in ("varlte", "varlt")]
    if len(lows) != 1 or len(highs) != 1 or lows[0] is None or highs[0] is None or highs[0] < lows[0]:
        return [(number, Fraction(0)) for number in exact]
    low, high = lows[0], highs[0]
    outside = [(number, Fraction(0)) for number in exact if not low <= number <= high]
    return [((low + high) / 2, (high - low) / 2), *outside]
