"""What the figures of a question say, in plain words, for whoever wrote it. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from question_bank.item_analysis import ENOUGH, Item, Option, Paper
from question_bank.text import N_

TOO_EASY, TOO_HARD = 0.95, 0.2
TELLING, HARDLY_TELLING = 0.4, 0.2
RARELY = 0.02
OFTEN_BLANK = 0.2
GOOD_ONES = 0.2
"""Of the upper third, on a wrong choice: enough to look at the key again."""
MARGIN = 0.1
RELIABLE, FAIRLY_RELIABLE = 0.8, 0.6


class Verdict(NamedTuple):
    """`level`: "bad" asks for a change, "note" for a look, "good" for nothing, "wait" for more attempts."""

    level: str
    words: str
    values: Mapping[str, str | int] = {}


def verdicts(
    item: Item, right: Sequence[str], letters: Mapping[str, str], partly: Collection[str] = ()
) -> list[Verdict]:
    """`letters`: what each choice is called, of a question with choices; those of them that are `right`, and those that
    bring a share of the points."""
    if not item.enough:
        return [Verdict("wait", N_("Chưa đủ bài để kết luận: mới có {count}, cần {enough}."), _of(item.asked))]
    if item.mean is None:
        return [Verdict("note", N_("Câu này không tính điểm cho ai, nên chỉ xem được đã chọn những gì."))]
    found = [
        *_on_key(item, right, letters, partly),
        *_on_difficulty(item),
        *_on_telling(item),
        *_on_unused(item, letters),
    ]
    if item.blank > OFTEN_BLANK * item.asked:
        found.append(Verdict("note", N_("Nhiều người bỏ trống câu này.")))
    return found or [Verdict("good", N_("Câu dùng tốt."))]


def verdict_on_paper(paper: Paper) -> Verdict:
    if paper.attempts < ENOUGH:
        return Verdict("wait", N_("Chưa đủ bài để kết luận: mới có {count}, cần {enough}."), _of(paper.attempts))
    if paper.reliability is None:
        return Verdict("note", N_("Mọi bài có tổng điểm như nhau nên không tính được."))
    if paper.reliability >= RELIABLE:
        return Verdict("good", N_("Điểm của đề này đáng tin: thi lại thì thứ hạng gần như vậy."))
    if paper.reliability >= FAIRLY_RELIABLE:
        return Verdict("note", N_("Điểm của đề này khá tin được; muốn chắc hơn thì thêm câu."))
    return Verdict(
        "bad", N_("Điểm của đề này còn phụ thuộc nhiều vào may rủi: thêm câu, hoặc thay các câu phân biệt kém.")
    )


def _of(count: int) -> dict[str, int]:
    return {"count": count, "enough": ENOUGH}


def _on_key(item: Item, right: Sequence[str], letters: Mapping[str, str], partly: Collection[str]) -> list[Verdict]:
    """A wrong choice that the best prefer may be the right one; a second best, where they prefer it to the first."""
    if len(right) != 1 or not letters:
        return []
    key = item.option(right[0])
    lured = [
        each
        for each in item.options
        if each.choice in letters and each.choice not in right and _lures_the_best(each, key, each.choice in partly)
    ]
    words = N_("Người giỏi hay chọn {letter}: xem lại đáp án.")
    return [Verdict("bad", words, {"letter": letters[each.choice]}) for each in lured]


def _lures_the_best(option: Option, key: Option, is_second_best: bool) -> bool:
    above_key = option.upper >= key.upper
    rises = option.upper > option.lower + MARGIN and not is_second_best
    return option.upper >= GOOD_ONES and (above_key or rises)


def _on_difficulty(item: Item) -> list[Verdict]:
    if item.mean is not None and item.mean >= TOO_EASY:
        return [Verdict("note", N_("Câu quá dễ: gần như ai cũng đúng."))]
    if item.mean is not None and item.mean <= TOO_HARD:
        return [Verdict("note", N_("Câu quá khó: rất ít người đúng."))]
    return []


def _on_telling(item: Item) -> list[Verdict]:
    if item.discrimination is None or item.mean is None or item.mean >= TOO_EASY:
        return []
    if item.discrimination < 0:
        return [Verdict("bad", N_("Người làm bài tốt lại hay sai câu này: xem lại câu dẫn và đáp án."))]
    if item.discrimination < HARDLY_TELLING:
        return [Verdict("note", N_("Câu phân biệt kém: người giỏi và người yếu làm gần như nhau."))]
    return []


def _on_unused(item: Item, letters: Mapping[str, str]) -> list[Verdict]:
    found = []
    for choice, letter in letters.items():
        option = item.option(choice)
        if option.count == 0:
            found.append(Verdict("note", N_("Phương án {letter} không ai chọn."), {"letter": letter}))
        elif option.share < RARELY:
            found.append(Verdict("note", N_("Phương án {letter} gần như không ai chọn."), {"letter": letter}))
    return found
