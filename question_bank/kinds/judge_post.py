"""A post, or a rumour: real, fake, or not enough to tell? Then the signs that say so."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.keys import key_text
from question_bank.kinds.choosing import (
    NO_SUCH_CHOICE,
    choice_ids,
    is_choice_of,
    problems_of_choices,
    shuffled,
    texts_of,
)
from question_bank.kinds.kind import Complaint, Content, Given, Key, Kind, Understood
from question_bank.text import N_, fold

VERDICTS = {"real": N_("Thật"), "fake": N_("Giả"), "unclear": N_("Chưa đủ căn cứ")}
VERDICT_SHARE = Fraction(1, 2)
SAYS = "verdict:"  # before a verdict, in a form's field; no id holds a colon


class JudgePost(Kind):
    """content: {"choices": the signs}. key: {"verdict": str, "right": [ids of signs]}. The post stands beside the stem.

    given: {"verdict": str or "", "choices": [ids]}. The verdict is worth half; the signs the other half, and only
    beside the right verdict: each right one counts alike, each wrong one takes as much away, never below nothing. A
    post without a right sign brings that half to whoever ticks none.
    """

    name = "judge_post"
    label = N_("Nhận định bài đăng")
    refusal = NO_SUCH_CHOICE
    has_right_choices = none_may_be_right = often_has_a_post = True

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        complaints = problems_of_choices(choices)
        if not draft.post and not any(picture.at == "post" for picture in draft.pictures):
            complaints.append(Complaint("post", "chưa có nội dung bài đăng."))
        verdict = verdict_in(draft.verdict)
        if not verdict:
            complaints.append(Complaint("verdict", "chưa có kết luận: Thật, Giả hay Chưa đủ căn cứ."))
        content = {"choices": [{"id": place, "text": text} for place, text in enumerate(choices)]}
        return Understood(content, {"verdict": verdict, "right": right}, complaints)

    def accepts(self, content: Content, given: Given) -> bool:
        return (
            isinstance(given, dict)
            and set(given) == {"verdict", "choices"}
            and isinstance(given["verdict"], str)
            and given["verdict"] in ("", *VERDICTS)
            and is_choice_of(content, {"choices": given["choices"]})
        )

    def normal(self, content: Content, given: Given) -> Given:
        return given | {"choices": [id for id in choice_ids(content) if id in given["choices"]]}

    def is_blank(self, given: Given) -> bool:
        return not given["verdict"] and not given["choices"]

    def key_accepting(self, content: Content, key: Key, given: Given) -> Key:
        return {"verdict": given["verdict"], "right": given["choices"]}

    def right_answer(self, content: Content, key: Key) -> Given:
        return {"verdict": key["verdict"], "choices": list(key["right"])}

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        if not given["verdict"] or given["verdict"] != key["verdict"]:
            return Fraction(0)
        right, wrong = _counted(key, given)
        signs = Fraction(right - wrong, len(key["right"])) if key["right"] else Fraction(not wrong)
        return VERDICT_SHARE + (1 - VERDICT_SHARE) * max(signs, Fraction(0))

    def arithmetic(self, key: Key, given: Given) -> str:
        if not key["right"] or not self.mark({}, key, given):
            return ""
        right, wrong = _counted(key, given)
        least = "" if right >= wrong else " → 0"
        return f"{VERDICT_SHARE} + {1 - VERDICT_SHARE} × ({right} − {wrong})/{len(key['right'])}{least}"

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        return shuffled(content, rank)

    def given_in(self, values: list[str]) -> Given:
        said = [value.removeprefix(SAYS) for value in values if value.startswith(SAYS)]
        return {"verdict": "".join(said), "choices": [value for value in values if not value.startswith(SAYS)]}

    def values(self, given: Given) -> list[str]:
        return [SAYS + given["verdict"]] * bool(given["verdict"]) + list(given["choices"])

    def told(self, content: Content, given: Given) -> list[str]:
        return [VERDICTS[given["verdict"]]] * bool(given["verdict"]) + texts_of(content, given["choices"])

    def key_told(self, content: Content, key: Key) -> list[str]:
        return self.told(content, self.right_answer(content, key))

    def is_fake(self, key: Key) -> bool:
        return bool(key["verdict"] == "fake")

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        texts = [choice["text"] for choice in content["choices"]]
        right = [at for at, id in enumerate(choice_ids(content)) if id in key["right"]]
        written = key_text(texts, right) if right else ""
        return {"verdict": key["verdict"], "choices": texts, "key": written}


def _counted(key: Key, given: Given) -> tuple[int, int]:
    """How many signs were ticked rightly, and wrongly."""
    right = len(set(given["choices"]) & set(key["right"]))
    return right, len(given["choices"]) - right


def verdict_in(said: str) -> str:
    """By its name, or as people write it; "" where it is none."""
    words = {fold(word): name for name, word in VERDICTS.items()} | {name: name for name in VERDICTS}
    return words.get(fold(said), "")
