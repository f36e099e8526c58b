"""What changed between two versions of a question, word by word, for whoever approves the later one. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from question_bank.checking import check
from question_bank.draft import Draft, SourceNote
from question_bank.kinds import KINDS, WITH_RIGHT_CHOICES
from question_bank.kinds.multiple_choice import EACH, SHARES
from question_bank.letters import letter_of
from question_bank.outcomes import OUTCOMES, outcomes_in
from question_bank.question import DIFFICULTIES
from question_bank.text import N_, day_as_written

Change = Literal["same", "added", "removed"]
WORDS = re.compile(r"\s+|[^\s]+")
RIGHT = " ✓"
ANY_OTHER = "*"  # whatever else is typed
IN_OUR_WORDS = {"Loại câu", "Kết luận", "Cách chấm", "Độ khó"}
VERDICTS = {"real": N_("Thật"), "fake": N_("Giả"), "unclear": N_("Chưa đủ căn cứ")}


@dataclass(frozen=True)
class Piece:
    change: Change
    text: str


@dataclass(frozen=True)
class Compared:
    """One field of the question, before and after."""

    label: str
    pieces: list[Piece]
    in_our_words: bool = False  # lines of ours, each to be translated as a whole

    @property
    def is_changed(self) -> bool:
        return any(piece.change != "same" for piece in self.pieces)


def compare(before: Draft, after: Draft) -> list[Compared]:
    """Every field that one of them has, in the order in which a question is read."""
    old, new = fields_of(before), fields_of(after)
    return [_compared(label, old[label], new[label]) for label in new if old[label] or new[label]]


def _compared(label: str, before: str, after: str) -> Compared:
    if label in IN_OUR_WORDS:
        return Compared(label, [piece for piece in _pieces_of(before, after) if piece.text], in_our_words=True)
    return Compared(label, pieces(before, after))


def pieces(before: str, after: str) -> list[Piece]:
    """What stayed, what went and what came, whole words of it. What went stands before what came in its place.

    A space between two changed words belongs to the change: whole phrases are read, not every other word of each."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    stretches: list[tuple[str, str]] = []  # what went and what came in its place; one text twice where it stayed
    for place, (what, old_from, old_to, new_from, new_to) in enumerate(opcodes):
        went, came = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        is_space_between = what == "equal" and not went.strip(" ") and place + 1 < len(opcodes)
        if stretches and stretches[-1][0] != stretches[-1][1] and (what != "equal" or is_space_between):
            before_it = stretches.pop()
            went, came = before_it[0] + went, before_it[1] + came
        stretches.append((went, came))
    return [piece for went, came in stretches for piece in _pieces_of(went, came)]


def _pieces_of(went: str, came: str) -> list[Piece]:
    if went == came:
        return [Piece("same", went)]
    told = (Piece("removed", went), Piece("added", came))
    return [piece for piece in told if piece.text]


def fields_of(draft: Draft) -> dict[str, str]:
    """The question as lines of text under the names that people know."""
    level = int(draft.difficulty) if draft.difficulty.isdecimal() else 0
    return {
        N_("Loại câu"): KINDS[draft.kind].label if draft.kind in KINDS else draft.kind,
        N_("Câu hỏi"): draft.stem,
        N_("Bài đăng"): draft.post,
        N_("Kết luận"): VERDICTS.get(draft.verdict, draft.verdict),
        N_("Phương án và đáp án"): "\n".join(_answers(draft)),
        N_("Cách chấm"): "\n".join(_marking(draft)),
        N_("Ảnh"): "\n".join(_pictures(draft)),
        N_("Giải thích"): draft.explanation,
        N_("Lời nhắn theo kết quả"): "\n".join(
            f"{OUTCOMES[name]}: {said}" for name, said in outcomes_in(draft).items()
        ),
        N_("Chủ đề"): draft.topic,
        N_("Độ khó"): DIFFICULTIES.get(level, draft.difficulty),
        N_("Nguồn"): "\n".join(map(_source, draft.sources)),
        N_("Hiệu lực"): " – ".join(_day(said) for said in (draft.valid_from, draft.valid_to)).replace("… – …", ""),
    }


def _answers(draft: Draft) -> list[str]:
    finding = check(draft)
    said = [f" ({text})" if text else "" for text in finding.draft.feedback]
    if finding.kind in KINDS and finding.kind not in WITH_RIGHT_CHOICES:
        told = _beside(KINDS[finding.kind].cells(finding.draft), said)
        return told + ([f"{ANY_OTHER} ({draft.otherwise})"] if draft.otherwise else [])
    parts = {part["id"]: f" [{part['worth']}]" for part in finding.key.get("parts", [])}
    choices = [
        f"{letter_of(place)}. {text}{RIGHT * (place in finding.right)}{parts.get(place, '')}"
        for place, text in enumerate(finding.choices)
    ]
    return _beside(choices, said)


def _beside(answers: list[str], said: list[str]) -> list[str]:
    return [f"{answer}{told}" for answer, told in zip_longest(answers, said[: len(answers)], fillvalue="")]


def _pictures(draft: Draft) -> list[str]:
    """Each with the beginning of its file's name, which another picture would not share."""
    places = {"stem": "câu hỏi", "post": "bài đăng", "explanation": "giải thích", "otherwise": "nhận xét khác"}
    for place in range(len(draft.choices)):
        named = letter_of(place) if draft.kind in WITH_RIGHT_CHOICES else str(place + 1)
        places |= {f"choice_{place}": named, f"feedback_{place}": f"nhận xét {named}"}
    places |= {name: label[:1].lower() + label[1:] for name, label in OUTCOMES.items()}
    return [f"{places.get(picture.at, '?')}: {picture.alt or '–'} [{picture.file[:6]}]" for picture in draft.pictures]


def _marking(draft: Draft) -> list[str]:
    said = {
        N_("chấm theo từng phương án"): draft.rule == EACH,
        N_("chấm theo phần điểm của từng phương án"): draft.rule == SHARES,
        N_("không cần dấu"): draft.tones_ignored,
        N_("phải đúng chữ hoa, chữ thường"): draft.case_matters,
    }
    return [text for text, so in said.items() if so]


def _day(said: str) -> str:
    """31/12/2026, as people write it; three dots where nothing is said."""
    try:
        return f"{date.fromisoformat(said):%d/%m/%Y}" if said else "…"
    except ValueError:
        return said


def _source(source: SourceNote) -> str:
    parts = [source.title, source.number, source.article, source.issuer, day_as_written(source.issued_on), source.url]
    return " · ".join(part for part in parts if part)
