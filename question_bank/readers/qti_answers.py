"""What both generations of QTI say of answers, put into a draft: shares of the points, pairs, numbers."""

import re
from collections.abc import Sequence
from fractions import Fraction

from question_bank.draft import Draft
from question_bank.kinds.multiple_choice import rule_by
from question_bank.kinds.numbers import number_text
from question_bank.letters import are_true_and_false

NO_KEY = "tệp không ghi đáp án của câu này."
# Short enough that no exponent makes a number of a million digits.
NUMBER = re.compile(r"[-+]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][-+]?[0-9]{1,2})?")


def number_of(text: str) -> Fraction | None:
    """As XML writes numbers, which is never with a comma."""
    said = text.strip()
    return Fraction(said) if NUMBER.fullmatch(said) else None


def worth_text(worth: Fraction) -> str:
    """As `kinds.worths` reads it, between −1 and 1."""
    held = max(Fraction(-1), min(Fraction(1), worth))
    if held.denominator < 1000:
        return str(held)
    return f"{float(held):.9f}"


def choose(draft: Draft, points: Sequence[Fraction], full: Fraction) -> None:
    """Each choice's share of `full`. Nothing where nobody knows."""
    draft.worths = [worth_text(share / full) for share in points] if full > 0 else []


def choose_by_shares(draft: Draft, points: Sequence[Fraction], full: Fraction) -> None:
    """The same of several choices that may be chosen, which are added up, never below nothing nor above `full`."""
    choose(draft, points, full)
    draft.rule = rule_by([share / full for share in points])
    if any(abs(share) > full for share in points):
        draft.note("key", "phần điểm lớn hơn trọn điểm trong tệp được đọc là trọn điểm.")


def accept(draft: Draft, forms: Sequence[tuple[str, Fraction]], tolerances: Sequence[Fraction] = ()) -> None:
    """The forms of a short answer that bring points, each with its share."""
    draft.choices = [text for text, _ in forms]
    draft.worths = [worth_text(worth) for _, worth in forms]
    draft.tolerances = [number_text(tolerance) for tolerance in tolerances]
    if not forms:
        draft.note("key", NO_KEY)


def as_statement(draft: Draft) -> None:
    """Two choices that read true and false are a statement."""
    if draft.kind == "single_choice" and are_true_and_false(draft.choices):
        draft.kind = "true_false"


def name_pictures(draft: Draft) -> None:
    """A choice that is nothing but a picture still wants a word for those who cannot see it."""
    if draft.kind not in ("single_choice", "multiple_choice"):
        return  # the numbers of steps in order would be the key
    shown = {picture.at for picture in draft.pictures}
    for place, text in enumerate(draft.choices):
        if not text and f"choice_{place}" in shown:
            draft.choices[place] = f"Hình {place + 1}"
            draft.note(f"choice_{place}", "phương án chỉ có hình; hãy ghi bằng chữ hình đó là gì.")


def drop_blanks_at_end(draft: Draft) -> None:
    """Some sites export the fields that nobody filled in."""
    kept = len(draft.choices)
    while kept and not draft.choices[kept - 1] and "".join(draft.worths[kept - 1 : kept]) in ("", "0"):
        kept -= 1
    if kept and kept < len(draft.choices) and draft.kind in ("single_choice", "multiple_choice"):
        draft.note("choices", f"đã bỏ {len(draft.choices) - kept} phương án trống ở cuối.")
        draft.choices, draft.worths, draft.feedback = draft.choices[:kept], draft.worths[:kept], draft.feedback[:kept]


def pair(draft: Draft, lefts: dict[str, str], rights: dict[str, str], pairs: Sequence[tuple[str, str]]) -> None:
    """A matching, turned around where only that gives every left one a single partner."""
    pairs = list(dict.fromkeys(pairs))
    draft.kind = "matching"
    if not pairs:
        draft.note("key", NO_KEY)
        draft.pairs = [[text, ""] for text in lefts.values()] + [["", text] for text in rights.values()]
        return
    if not _known(pairs, lefts, rights):
        pairs = [(right, left) for left, right in pairs]
    if not _known(pairs, lefts, rights):
        draft.ask("pairs", "đáp án ghép những vế không có trong câu")
        return
    if len(dict(pairs)) == len(pairs) == len(lefts):
        _pair_off(draft, lefts, rights, dict(pairs))
    elif len({right for _, right in pairs}) == len(pairs) == len(rights):
        _pair_off(draft, rights, lefts, {right: left for left, right in pairs})
    elif len(dict(pairs)) == len(pairs) and len({right for _, right in pairs}) == len(pairs):
        draft.kind = "ghép đôi có vế thừa ở cả hai bên"
    else:
        draft.kind = "ghép đôi nhiều–nhiều"


def _known(pairs: Sequence[tuple[str, str]], lefts: dict[str, str], rights: dict[str, str]) -> bool:
    return all(left in lefts and right in rights for left, right in pairs)


def _pair_off(draft: Draft, lefts: dict[str, str], rights: dict[str, str], partner: dict[str, str]) -> None:
    used = set(partner.values())
    if len(lefts) == 1:
        _choose_instead(draft, next(iter(lefts.items())), rights, partner)
        return
    if not all([*lefts.values(), *rights.values()]):
        draft.ask("pairs", "có vế ghép chỉ là hình hoặc để trống, không có chữ")
    draft.pairs = [[lefts[left], rights[partner[left]]] for left in lefts]
    draft.pairs += [["", text] for right, text in rights.items() if right not in used]


def _choose_instead(draft: Draft, only: tuple[str, str], rights: dict[str, str], partner: dict[str, str]) -> None:
    """With one thing to be matched there is one to be chosen."""
    left, text = only
    draft.kind = "single_choice"
    draft.stem = f"{draft.stem}\n{text}".strip()
    draft.choices = list(rights.values())
    draft.worths = ["1" if right == partner[left] else "0" for right in rights]
    draft.note("kind", "câu ghép đôi chỉ có một vế nên được đọc thành câu một lựa chọn.")
