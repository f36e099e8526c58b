"""What the kinds have in common that are answered by typing: one line of text."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.keys import NotAKey, right_places
from question_bank.kinds.cells import Item, items_in
from question_bank.kinds.kind import Complaint, Content, Given, Key, Kind
from question_bank.kinds.worths import worth_in
from question_bank.text import N_, cleaned


class Typed(Kind):
    """given: {"text": str}.

    Each answer that a key knows has a "worth": the best of those that fit counts. It may have "feedback", said after
    the release to whoever typed it; and the key "otherwise", said to whoever typed anything that it does not know.
    """

    longest = 200
    keeps_feedback = keeps_otherwise = True
    refusal = N_("Câu trả lời quá dài nên chưa được lưu. Hãy viết ngắn lại.")

    def matched(self, key: Key, given: Given) -> list[dict[str, str]]:
        """Those of the answers that the key knows, right or not, that this one is."""
        return []

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        return max([Fraction(0), *map(_worth, self.matched(key, given))])

    def gives_parts(self, key: Key) -> bool:
        return any(0 < _worth(each) < 1 for each in self.known(key))

    def said_to(self, key: Key, given: Given) -> str:
        best = self._best(key, given)
        return key.get("otherwise", "") if best is None else best.get("feedback", "")

    def said_at(self, key: Key, given: Given) -> str:
        best = self._best(key, given)
        return "otherwise" if best is None else f"feedback_{self.known(key).index(best)}"

    def _best(self, key: Key, given: Given) -> dict[str, str] | None:
        """Which of what the key knows this answer is, where it knows it."""
        return max(self.matched(key, given), key=_worth, default=None)

    def known(self, key: Key) -> list[dict[str, str]]:
        """The answers that the key knows."""
        return []

    def accepts(self, content: Content, given: Given) -> bool:
        return (
            isinstance(given, dict)
            and set(given) == {"text"}
            and isinstance(given["text"], str)
            and len(given["text"]) <= self.longest
        )

    def normal(self, content: Content, given: Given) -> dict[str, Any]:
        return {"text": " ".join(cleaned(given["text"]).split())}

    def is_blank(self, given: Given) -> bool:
        return not given["text"].strip()

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        return []

    def given_in(self, values: list[str]) -> dict[str, Any]:
        return {"text": values[0] if values else ""}

    def values(self, given: Given) -> list[str]:
        return [given["text"]] if given["text"] else []

    def told(self, content: Content, given: Given) -> list[str]:
        return self.values(given)


def answers_in_cells(draft: Draft) -> list[Item] | None:
    """What a sheet says is right: the choices, or those that the key names, or the key; None where nothing of it is
    in cells any more."""
    filled = [choice for choice in draft.choices if choice]
    if draft.worths or (filled and not draft.key):
        return None
    if not filled:
        return items_in(draft.key)
    try:
        return [Item(draft.choices[place], "") for place in right_places(draft.key, draft.choices)]
    except NotAKey as why:
        draft.ask("key", str(why).rstrip("."))
        return [Item(choice, "") for choice in filled]


def with_worths(draft: Draft, items: list[Item]) -> Draft:
    worths = [item.worth or "1" for item in items] if any(item.worth for item in items) else []
    return replace(draft, choices=[item.text for item in items], worths=worths, key="")


def worths_of(draft: Draft) -> list[str]:
    """Beside each form that is accepted, exactly; all of the points where the file does not say."""
    worths = [(said, worth_in(said)) for said in draft.worths]
    return [said if worth is None else str(worth) for said, worth in worths] or ["1"] * len(draft.choices)


def without_blanks(draft: Draft) -> Draft:
    """A form left blank is none, nor is what stands beside it; the rows below move up with their pictures."""
    filled = [place for place, text in enumerate(draft.choices) if text.strip()]
    if len(filled) == len(draft.choices):
        return draft

    def left(beside: list[str]) -> list[str]:
        return [beside[place] for place in filled if place < len(beside)]

    moved = {f"feedback_{place}": f"feedback_{to}" for to, place in enumerate(filled)}
    pictures = [
        replace(picture, at=moved.get(picture.at, picture.at))
        for picture in draft.pictures
        if picture.at in moved or not picture.at.startswith("feedback_")
    ]
    return replace(
        draft, choices=left(draft.choices), worths=left(draft.worths), feedback=left(draft.feedback),
        tolerances=left(draft.tolerances), pictures=pictures,
    )  # fmt: skip


def feedback_beside(draft: Draft) -> list[dict[str, str]]:
    """What is said to whoever typed each form: {"feedback": text}, or nothing."""
    said = draft.feedback + [""] * len(draft.choices)
    return [{"feedback": text} if text else {} for text in said[: len(draft.choices)]]


def otherwise_in(draft: Draft) -> dict[str, str]:
    return {"otherwise": draft.otherwise} if draft.otherwise else {}


def feedback_fields(known: list[dict[str, str]], key: Key) -> dict[str, Any]:
    """Of a draft that would be understood so."""
    said = [each.get("feedback", "") for each in known]
    return {"feedback": said if any(said) else [], "otherwise": key.get("otherwise", "")}


def _worth(known: dict[str, str]) -> Fraction:
    return worth_in(known["worth"]) or Fraction(0)


def complaints_of_worths(draft: Draft) -> list[Complaint]:
    if not any(draft.choices):
        return [Complaint("key", "chưa có đáp án.")]
    worths = [worth_in(worth) for worth in worths_of(draft)]
    if None in worths:
        return [Complaint("key", "có đáp án mang phần điểm không đọc được; ghi như 1, 0.5 hoặc 1/3.")]
    if not any(text and worth == 1 for text, worth in zip(draft.choices, worths, strict=True)):
        return [Complaint("key", "chưa có đáp án nào được tính trọn điểm.")]
    return []
