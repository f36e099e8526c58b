"""A question as a form: shown from a draft, typed words kept. What comes back is read by form_fields.py."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from question_bank.checking import Finding, check, day_in
from question_bank.draft import Draft, SourceNote
from question_bank.kinds import BY_CHOOSING, BY_ORDERING, BY_TYPING, KINDS, WITH_RIGHT_CHOICES
from question_bank.kinds.choosing import CHOICES_MAX
from question_bank.kinds.classify import SORTS
from question_bank.kinds.judge_post import VERDICTS, verdict_in
from question_bank.kinds.multiple_choice import SHARES
from question_bank.letters import STATEMENTS, are_true_and_false, letter_of
from question_bank.outcomes import OUTCOMES, outcomes_in
from question_bank.pictures import at_fields
from question_bank.remarks import Problem
from question_bank.writing import known_topics
from quiz.language import gettext as _
from quiz.routes.bank.form_fields import ROWS_MAX
from quiz.routes.bank.options import Option, difficulties_for, kinds_for, topics_for
from quiz.web.forms import Posted

SOURCES_MAX = 9
ROWS_SHOWN = 4
Beside = tuple[str, str]


@dataclass(frozen=True)
class Choice:
    name: str
    letter: str
    text: str
    right: bool
    error: str | None
    has_share: bool = False
    worth: str = ""
    tolerance: str = ""
    feedback: str = ""

    @property
    def part(self) -> str:
        """The share of the points that it brings without being right."""
        return "" if self.right or self.worth in ("", "0", "1") else self.worth

    @property
    def share(self) -> str:
        """What it brings or takes, where each of several has a share of its own."""
        return self.worth if self.has_share and self.worth != "0" else ""


@dataclass(frozen=True)
class QuestionForm:
    """What the form's template needs. `prefix` keeps ids apart where several forms stand on a page."""

    draft: Draft
    prefix: str
    kind: str
    kinds: list[Option]
    choices: list[Choice]
    pairs: list[list[str]]
    key_written: str
    topic: str
    topics: list[Option]
    difficulty: str
    difficulties: list[Option]
    valid_from: str
    valid_to: str
    errors: dict[str, str]
    warnings: list[str]
    new_picture: Beside = ("", "")
    """What was said of a picture that was refused: where it should stand, and its words."""

    @property
    def sources(self) -> list[SourceNote]:
        """Those there are, and room for one more."""
        return [*self.draft.sources, SourceNote()][:SOURCES_MAX]

    @property
    def statements(self) -> list[Choice]:
        """Đúng and Sai, where the choices are not these already."""
        if are_true_and_false([choice.text for choice in self.choices]):
            return self.choices
        return [Choice(f"choice_{place}", "", text, False, None) for place, text in enumerate(STATEMENTS)]

    @property
    def sorts(self) -> list[Choice]:
        """Those of false information, where the choices are not these already."""
        if [choice.text for choice in self.choices] == list(SORTS):
            return self.choices
        return [Choice(f"choice_{place}", "", text, False, None) for place, text in enumerate(SORTS)]

    @property
    def outcomes(self) -> list[Option]:
        return [(name, _(label)) for name, label in OUTCOMES.items()]

    @property
    def says_outcomes(self) -> bool:
        return bool(outcomes_in(self.draft)) or any(name in self.errors for name in OUTCOMES)

    @property
    def picture_places(self) -> list[Option]:
        """Where a picture may stand in a question of this kind."""
        places = [("stem", _("Câu hỏi"))] + [("post", _("Bài đăng"))] * self.asks_for_post
        if self.drawn_as in BY_ORDERING:
            places += [(step.name, _("Bước {number}").format(number=at)) for at, step in enumerate(self.choices, 1)]
        elif self.drawn_as in WITH_RIGHT_CHOICES:
            places += [(each.name, _("Phương án {letter}").format(letter=each.letter)) for each in self.choices]
        if self.drawn_as in BY_CHOOSING:
            places += [
                (each.name.replace("choice", "feedback"), _("Nhận xét {letter}").format(letter=each.letter))
                for each in self.choices
            ]
        if self.drawn_as in BY_TYPING:
            places += [
                (f"feedback_{at}", _("Nhận xét cho dòng {number}").format(number=at + 1))
                for at in range(max(len(self.choices), len(self.draft.choices)))
            ]
            places.append(("otherwise", _("Nhận xét cho mọi câu trả lời khác")))
        return [*places, ("explanation", _("Giải thích")), *self.outcomes]

    @property
    def asks_for_post(self) -> bool:
        return KINDS[self.drawn_as].often_has_a_post or bool(self.draft.post) or self.post_is_pictured

    @property
    def post_is_pictured(self) -> bool:
        return any(picture.at == "post" for picture in self.draft.pictures)

    @property
    def verdict(self) -> str:
        return verdict_in(self.draft.verdict)

    @property
    def verdicts(self) -> list[tuple[str, str, str]]:
        return [(verdict, _(word), "") for verdict, word in VERDICTS.items()]

    @property
    def is_in_rows(self) -> bool:
        """Is there nothing to choose from?"""
        return self.drawn_as not in WITH_RIGHT_CHOICES

    @property
    def drawn_as(self) -> str:
        """Which kind's template draws the answers."""
        return self.kind if self.kind in KINDS else "single_choice"


def form_of(
    session: Session, draft: Draft, prefix: str = "", problems: list[Problem] | None = None, rows: int = 0,
    posted: Posted | None = None,
) -> QuestionForm:  # fmt: skip
    """The form with this draft in it, and these problems at their fields."""
    topics = known_topics(session)
    finding = check(draft, topics)
    draft = replace(finding.draft, pictures=at_fields(draft.pictures, finding.pictures))
    errors = _by_field(problems or [])
    kind, kinds = kinds_for(draft, finding)
    topic, topic_options = topics_for(session, draft, topics)
    difficulty, difficulties = difficulties_for(draft)
    return QuestionForm(
        draft=draft, prefix=prefix, kind=kind, kinds=kinds, choices=_choices(kind, finding, errors, rows),
        pairs=(draft.pairs + [["", ""]] * ROWS_MAX)[: max(rows, _rows_for(len(draft.pairs)))],
        key_written=draft.key, topic=topic, topics=topic_options, difficulty=difficulty, difficulties=difficulties,
        valid_from=_as_day(draft.valid_from), valid_to=_as_day(draft.valid_to), errors=errors,
        warnings=[_sentence(warning.text) for warning in finding.warnings],
        new_picture=(posted.text("new_picture_at"), posted.text("new_picture_alt")) if posted else ("", ""),
    )  # fmt: skip


def _by_field(problems: list[Problem]) -> dict[str, str]:
    errors: dict[str, str] = {}
    for problem in problems:
        errors[problem.field] = f"{errors.get(problem.field, '')} {_sentence(problem.text)}".strip()
    return errors


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _choices(kind: str, finding: Finding, errors: dict[str, str], rows: int) -> list[Choice]:
    texts, draft = finding.choices, finding.draft
    if kind in KINDS and kind not in WITH_RIGHT_CHOICES:
        texts = (texts + [""] * ROWS_MAX)[: max(rows, _rows_for(len(texts)))]
    elif kind not in ("true_false", "classify"):
        texts = texts + [""] * (CHOICES_MAX - len(texts))
    has_share = draft.rule == SHARES or bool(draft.key)
    return [
        Choice(
            f"choice_{place}", letter_of(place), text, place in finding.right, errors.get(f"choice_{place}"), has_share,
            *(said[place] if place < len(said) else "" for said in (draft.worths, draft.tolerances, draft.feedback)),
        )
        for place, text in enumerate(texts)
    ]  # fmt: skip


def _rows_for(filled: int) -> int:
    """Room for one more, and for as many as one usually begins with."""
    return min(ROWS_MAX, max(ROWS_SHOWN, filled + 1))


def _as_day(said: str) -> str:
    """31/12/2026, whatever way it was written; as it was typed where it is no day."""
    try:
        return f"{day_in(said):%d/%m/%Y}" if said else ""
    except ValueError:
        return said
