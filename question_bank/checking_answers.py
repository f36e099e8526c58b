"""Which kind of question a draft is, and whether what it says is right can be."""

import re
from fractions import Fraction

from question_bank.keys import NotAKey, right_places
from question_bank.kinds import BY_CHOOSING, BY_PEOPLE, KINDS, WITH_RIGHT_CHOICES
from question_bank.kinds.choosing import CHOICES_MAX, CHOICES_MIN
from question_bank.kinds.kind import Understood
from question_bank.kinds.multiple_choice import RULE_NAMES, RULES, SHARES
from question_bank.kinds.worths import percent_told, worth_in
from question_bank.letters import FALSE_WORDS, LETTERS, STATEMENTS, TRUE_WORDS, are_true_and_false
from question_bank.naming import KIND_NAMES
from question_bank.outcomes import outcomes_in
from question_bank.remarks import CHOICE_MAX, EXPLANATION_MAX, STEM_MAX, Remarks
from question_bank.text import fold

LABELS = [re.compile(rf"\(?{letter}[.):]\s+(?=\S)") for letter in LETTERS]


def kind_named(remarks: Remarks) -> str | None:
    """The kind that the draft names, "" where it leaves it to us, None where we have no such kind."""
    said = remarks.draft.kind.strip()
    if said in KINDS:
        return said
    if not said and fold(remarks.draft.rule) in RULE_NAMES:
        return "multiple_choice"
    name = KIND_NAMES.get(fold(said).replace("-", " ").replace("_", " "))
    if name == "" and remarks.draft.post and remarks.draft.verdict:
        return "judge_post"
    if name is None:
        known = ", ".join(kind.label for kind in KINDS.values())
        remarks.complain("kind", f"chưa có loại câu '{said[:60]}'. Các loại đã có: {known}.")
    return name


def answer_in(remarks: Remarks, named: str | None) -> tuple[str, list[str], list[int]]:
    """The kind it is, its choices, and the places of the right ones."""
    draft = remarks.draft
    if draft.rule not in RULES:
        remarks.complain("rule", f"chưa có cách chấm '{draft.rule[:60]}' cho loại câu này.")
    choices = draft.choices if is_typed(named) else without_labels(draft.choices)
    if not any(choices) and (named == "true_false" or (named == "" and _is_truth(draft.key))):
        choices = list(STATEMENTS)
    for place, choice in enumerate(choices):
        remarks.check_text(f"choice_{place}", choice, CHOICE_MAX, "")
    remarks.check_text("post", draft.post, STEM_MAX, "")
    remarks.check_text("explanation", draft.explanation, EXPLANATION_MAX, "")
    for place, pair in enumerate(draft.pairs):
        remarks.check_text(f"pair_{place}", max(pair, key=len), CHOICE_MAX, "")
    if named is None:
        return draft.kind, choices, []
    if named in BY_PEOPLE:
        remarks.warn("kind", "câu tự luận do người chấm, nên không vào đề thi trực tuyến.")
    if named and named not in WITH_RIGHT_CHOICES:
        return named, choices, []
    right = _right(remarks, named, choices)
    return named or inferred_kind(choices, right), choices, right


def _right(remarks: Remarks, kind: str, choices: list[str]) -> list[int]:
    if remarks.draft.worths and not remarks.draft.key:
        return _right_by_worths(remarks, kind, choices)
    if not remarks.draft.key and kind and KINDS[kind].none_may_be_right:
        return []
    try:
        return right_places(remarks.draft.key, choices)
    except NotAKey as why:
        if any(choices) or not remarks.draft.key:
            remarks.complain("key", str(why))
        return []


def _right_by_worths(remarks: Remarks, kind: str, choices: list[str]) -> list[int]:
    """Of a multiple choice whatever brings points, of the others only what brings all of them."""
    worths = [worth for worth in map(worth_in, remarks.draft.worths) if worth is not None]
    if len(worths) != len(remarks.draft.worths) or len(worths) != len(choices):
        remarks.complain("key", "phần điểm của các phương án không đọc được; hãy chọn lại đáp án.")
        return []
    right = [place for place, worth in enumerate(worths) if worth == 1 or (kind == "multiple_choice" and worth > 0)]
    if not right:
        remarks.complain("key", "chưa có đáp án: không phương án nào được trọn điểm.")
    if kind == "multiple_choice" and remarks.draft.rule != SHARES:
        _warn_of_unequal(remarks, [worths[place] for place in right])
    return right


def _warn_of_unequal(remarks: Remarks, worths: list[Fraction]) -> None:
    if len(set(worths)) > 1:
        text = "các phương án đúng có phần điểm khác nhau trong tệp; ở đây chúng được tính như nhau."
        remarks.warn("key", text)


def understood(remarks: Remarks, kind: str, choices: list[str], right: list[int]) -> Understood:
    """The draft as its kind has it, with whatever the kind has to say."""
    if kind not in KINDS:
        return Understood({}, {}, [])
    meant = KINDS[kind].understand(remarks.draft, choices, right)
    if kind not in BY_PEOPLE and (said := outcomes_in(remarks.draft)):
        meant = meant._replace(key=meant.key | {"outcomes": said})
    _warn_of_parts(remarks, kind, right)
    if remarks.draft.verdict and "verdict" not in meant.key:
        text = f"loại câu “{KINDS[kind].label}” không có kết luận; kết luận này không được dùng."
        remarks.warn("verdict", text)
    if not remarks.draft.unread:
        for complaint in meant.complaints:
            remarks.take(complaint)
    return meant


def _warn_of_parts(remarks: Remarks, kind: str, right: list[int]) -> None:
    """Of wrong choices, what will not count as the file has it. Of several right ones more is said elsewhere."""
    if kind not in BY_CHOOSING or kind == "multiple_choice":
        return
    for place, worth in enumerate(map(worth_in, remarks.draft.worths)):
        if place in right or not worth:
            continue
        if worth < 0:
            text = f"phương án này bị trừ {percent_told(-worth)} số điểm trong tệp; ở đây chọn sai không bị trừ điểm."
        elif worth == 1:
            text = "phương án này ghi là trọn điểm mà không phải là đáp án; ở đây nó là phương án sai."
        elif not KINDS[kind].keeps_parts:
            text = f"phương án này được {percent_told(worth)} số điểm trong tệp; ở đây nó là phương án sai."
        else:
            continue
        remarks.warn(f"choice_{place}", text)


def inferred_kind(choices: list[str], right: list[int]) -> str:
    if are_true_and_false(choices):
        return "true_false"
    return "multiple_choice" if len(right) > 1 else "single_choice"


def without_labels(choices: list[str]) -> list[str]:
    """ "A. Xác thực" is "Xác thực" where every choice carries its own letter: once shuffled, it would mislead."""
    filled = [place for place, choice in enumerate(choices) if choice]
    if not CHOICES_MIN <= len(filled) <= len(choices) <= CHOICES_MAX:
        return list(choices)
    labels = {}
    for place in filled:
        labels[place] = LABELS[place].match(choices[place])
        if labels[place] is None:
            return list(choices)
    bare = [choice[label.end() :] if (label := labels.get(place)) else choice for place, choice in enumerate(choices)]
    return without_labels(bare)


def is_typed(kind: str | None) -> bool:
    return kind in ("short_text", "numeric")


def _is_truth(key: str) -> bool:
    return fold(key).rstrip(".") in (TRUE_WORDS | FALSE_WORDS) - {"d", "f"} or key.strip() in ("Đ", "đ")
