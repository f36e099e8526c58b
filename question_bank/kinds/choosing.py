"""What the kinds that are answered by choosing have in common."""

import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.keys import key_text
from question_bank.kinds.kind import Complaint, Content, Given, Key, Kind, Understood
from question_bank.letters import letter_of
from question_bank.text import N_, fold, same_reading

CHOICES_MIN, CHOICES_MAX = 2, 6
NO_SUCH_CHOICE = N_("Câu trả lời này không có trong các phương án. Hãy tải lại trang rồi chọn lại.")
# "All of these" means nothing unless it comes after these.
ABOUT_THE_OTHERS = re.compile(
    r"((tat ca|ca (hai|ba|bon|nam|[2-5])|khong( co)?|cac|nhung) )+(cac |nhung )?(phuong an|dap an|lua chon|y|cau|dieu)"
    r"( (nao|khac|neu|o|tren|duoi|day|la|deu|dung|sai))*[.]?"
    r"|tat ca deu (dung|sai)[.]?|(all|none|both) of the (above|options|answers)[.]?"
)
# "Both A and C" names letters that a shuffle would give to others.
NAMES_LETTERS = re.compile(
    r"(ca |chi )?(phuong an |dap an )?[a-f](( ?[,;&+] ?|,? (va|hoac|and|or) )(phuong an |dap an )?[a-f])+"
    r"( (deu )?(dung|sai))?[.]?"
)


class Choosing(Kind):
    """content: {"choices": [{"id", "text"}]}. key: {"right": [ids]}. given: {"choices": [ids]}.

    The key may also have "feedback": [{"id", "text"}], said after the release to whoever chose it.
    """

    refusal = NO_SUCH_CHOICE
    has_right_choices = True
    keeps_feedback = True

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        content = {"choices": [{"id": place, "text": text} for place, text in enumerate(choices)]}
        said = [{"id": place, "text": text} for place, text in enumerate(draft.feedback[: len(choices)]) if text]
        key = {"right": right} | ({"feedback": said} if said else {})
        return Understood(content, key, self.problems(choices, right))

    def problems(self, choices: list[str], right: list[int]) -> list[Complaint]:
        return problems_of_choices(choices)

    def accepts(self, content: Content, given: Given) -> bool:
        return is_choice_of(content, given)

    def normal(self, content: Content, given: Given) -> dict[str, Any]:
        return {"choices": [id for id in choice_ids(content) if id in given["choices"]]}

    def is_blank(self, given: Given) -> bool:
        return not given["choices"]

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        return all_or_nothing(key, given)

    def key_accepting(self, content: Content, key: Key, given: Given) -> Key:
        return {**key, "right": given["choices"]}

    def right_answer(self, content: Content, key: Key) -> Given:
        return {"choices": list(key["right"])}

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        return shuffled(content, rank)

    def given_in(self, values: list[str]) -> dict[str, list[str]]:
        return {"choices": values}

    def values(self, given: Given) -> list[str]:
        return list(given["choices"])

    def told(self, content: Content, given: Given) -> list[str]:
        return texts_of(content, given["choices"])

    def key_told(self, content: Content, key: Key) -> list[str]:
        return texts_of(content, key["right"])

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        texts = [choice["text"] for choice in content["choices"]]
        right = [place for place, id in enumerate(choice_ids(content)) if id in key["right"]]
        said = feedback_in(key)
        feedback = [said.get(id, "") for id in choice_ids(content)] if said else []
        return {"choices": texts, "key": key_text(texts, right), "feedback": feedback}


def feedback_in(key: Key) -> dict[str, str]:
    """Choice id → what is said to whoever chose it."""
    return {each["id"]: each["text"] for each in key.get("feedback", [])}


def choice_ids(content: Content) -> list[str]:
    return [choice["id"] for choice in content["choices"]]


def is_choice_of(content: Content, given: Given) -> bool:
    """Is it {"choices": [ids]}, each one of this question's and none twice?"""
    if not isinstance(given, dict) or set(given) != {"choices"} or not isinstance(given["choices"], list):
        return False
    chosen = given["choices"]
    known = set(choice_ids(content))
    return all(isinstance(id, str) and id in known for id in chosen) and len(set(chosen)) == len(chosen)


def texts_of(content: Content, ids: list[str]) -> list[str]:
    texts = {choice["id"]: choice["text"] for choice in content["choices"]}
    return [texts[id] for id in ids]


def all_or_nothing(key: Key, given: Given) -> Fraction:
    return Fraction(set(given["choices"]) == set(key["right"]))


def problems_of_choices(choices: list[str]) -> list[Complaint]:
    return _count(choices) + _blanks(choices) + twice(choices)


def shuffled(content: Content, rank: Callable[[str], bytes]) -> list[str]:
    """By rank; but "all of these" stays last, and where a choice names letters nothing moves."""
    texts = {choice["id"]: fold(choice["text"]) for choice in content["choices"]}
    if any(NAMES_LETTERS.fullmatch(text) for text in texts.values()):
        return list(texts)
    pinned = [id for id, text in texts.items() if ABOUT_THE_OTHERS.fullmatch(text)]
    return sorted((id for id in texts if id not in pinned), key=rank) + pinned


def _count(choices: list[str]) -> list[Complaint]:
    filled = [choice for choice in choices if choice]
    if not filled:
        return [Complaint("choices", "chưa có phương án nào; cần từ hai đến sáu phương án.")]
    if len(filled) < CHOICES_MIN:
        return [Complaint("choices", "mới có một phương án; cần từ hai đến sáu phương án.")]
    if len(choices) > CHOICES_MAX:
        return [Complaint("choices", f"có {len(choices)} phương án; nhiều nhất là sáu.")]
    return []


def _blanks(choices: list[str]) -> list[Complaint]:
    """Blank choices after the last one are no choices; a blank one before it is a slip."""
    if not any(choices):
        return []
    return [
        Complaint(f"choice_{place}", f"phương án {letter_of(place)} để trống mà sau nó vẫn còn phương án.")
        for place, text in enumerate(choices)
        if not text
    ]


def twice(choices: list[str]) -> list[Complaint]:
    found = []
    first: dict[str, int] = {}
    counts = Counter(same_reading(choice) for choice in choices)
    for place, choice in enumerate(choices):
        reading = same_reading(choice)
        if not choice or counts[reading] == 1:
            continue
        if reading in first:
            text = f"phương án {letter_of(place)} trùng với phương án {letter_of(first[reading])}."
            found.append(Complaint(f"choice_{place}", text))
        first.setdefault(reading, place)
    return found
