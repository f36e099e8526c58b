"""The part of a question that contestants read on paper: what is asked, its choices, room for an answer."""

from collections.abc import Callable

from question_bank.draft import Draft
from question_bank.kinds.judge_post import VERDICTS
from question_bank.text import same_reading, sort_key
from question_bank.word_paper import CHOICE, LEFT, POST, QUESTION, RIGHT
from question_bank.writers.docx_pieces import Pictures, around, label, paragraph, run

WATERMARK = "BÀI TẬP · chưa kiểm chứng"
DOTS = "." * 110
ESSAY_LINES = 8


def question_of(number: int, draft: Draft, pictures: Pictures) -> list[str]:
    parts = [paragraph(QUESTION, label(f"Câu {number}. "), run(draft.stem), pictures.at(draft, "stem"))]
    if draft.post:
        parts.append(paragraph(POST, label(f"[{WATERMARK}]\n"), run(draft.post), pictures.at(draft, "post")))
    return parts + ROOM[draft.kind](draft, pictures)


def steps_of(draft: Draft) -> list[int]:
    """The steps as the paper has them, which must not be their right order: by alphabet, as the bank keeps them."""
    return sorted(range(len(draft.choices)), key=lambda place: (sort_key(draft.choices[place]), place))


def rights_of(draft: Draft) -> list[str]:
    """The right side of a matching, each once, by alphabet."""
    return sorted({same_reading(right): right for _, right in draft.pairs if right}.values(), key=sort_key)


def _choices(draft: Draft, pictures: Pictures) -> list[str]:
    return [
        paragraph(CHOICE, label(f"{letter(place)}. "), run(text), pictures.at(draft, f"choice_{place}"))
        for place, text in enumerate(draft.choices)
    ]


def _judged(draft: Draft, pictures: Pictures) -> list[str]:
    verdicts = "    ".join(f"☐ {word}" for word in VERDICTS.values())
    return [around(f"Kết luận:    {verdicts}"), around("Dấu hiệu:"), *_choices(draft, pictures)]


def _steps(draft: Draft, pictures: Pictures) -> list[str]:
    order = steps_of(draft)
    steps = [
        paragraph(CHOICE, label(f"{letter(place)}. "), run(draft.choices[at]), pictures.at(draft, f"choice_{at}"))
        for place, at in enumerate(order)
    ]
    return [*steps, around(f"Thứ tự đúng: {DOTS[:60]}")]


def _pairs(draft: Draft, pictures: Pictures) -> list[str]:
    lefts = [left for left, _ in draft.pairs if left]
    room = "     ".join(f"{place} – ......" for place in range(1, len(lefts) + 1))
    return [
        *(paragraph(LEFT, label(f"{place}. "), run(left)) for place, left in enumerate(lefts, 1)),
        *(
            paragraph(RIGHT, label(f"{letter(place).lower()}. "), run(right))
            for place, right in enumerate(rights_of(draft))
        ),
        around(f"Trả lời:  {room}"),
    ]


def _line(draft: Draft, pictures: Pictures) -> list[str]:
    return [around(f"Trả lời: {DOTS}")]


def _lines(draft: Draft, pictures: Pictures) -> list[str]:
    return [around(DOTS)] * ESSAY_LINES


def letter(place: int) -> str:
    return chr(ord("A") + place)


ROOM: dict[str, Callable[[Draft, Pictures], list[str]]] = {
    "single_choice": _choices, "multiple_choice": _choices, "true_false": _choices, "next_step": _choices,
    "classify": _choices, "judge_post": _judged, "ordering": _steps, "next_steps": _steps, "matching": _pairs,
    "short_text": _line, "numeric": _line, "essay": _lines,
}  # fmt: skip
