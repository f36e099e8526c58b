"""A question as a form: shown from a draft, typed words kept, and read back into one."""

from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from question_bank.checking import Finding, Problem, Topics, check, day_in
from question_bank.draft import Draft, SourceNote
from question_bank.keys import key_text
from question_bank.kinds import BY_CHOOSING, BY_ORDERING, BY_TYPING, KINDS, WITH_RIGHT_CHOICES
from question_bank.kinds.choosing import CHOICES_MAX
from question_bank.kinds.classify import SORTS
from question_bank.kinds.judge_post import VERDICTS, verdict_in
from question_bank.kinds.multiple_choice import SHARES, shares_told
from question_bank.kinds.worths import worth_in
from question_bank.letters import STATEMENTS, are_true_and_false, letter_of
from question_bank.naming import DIFFICULTY_NAMES, UNSORTED_NAME
from question_bank.outcomes import OUTCOMES, outcomes_in
from question_bank.pictures import at_fields
from question_bank.question import DIFFICULTIES
from question_bank.text import fold
from question_bank.topic import UNSORTED_SLUG, Topic
from question_bank.writing import add_topic, known_topics
from quiz.language import gettext as _
from quiz.routes.bank.picturing import settled, words_for
from quiz.web.forms import Posted

SOURCES_MAX = 9
ROWS_MAX = 10  # of whatever a kind has rows for
ROWS_SHOWN, ROWS_MORE = 4, 2
CHOICE_FIELDS = [f"choice_{place}" for place in range(ROWS_MAX)]
BESIDE = ("worth", "tolerance", "feedback")
Option = tuple[str, str]
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
    kind, kinds = _kind_options(draft, finding)
    topic, topic_options = _topic_options(session, draft, topics)
    difficulty, difficulties = _difficulty_options(draft)
    return QuestionForm(
        draft=draft, prefix=prefix, kind=kind, kinds=kinds, choices=_choices(kind, finding, errors, rows),
        pairs=(draft.pairs + [["", ""]] * ROWS_MAX)[: max(rows, _rows_for(len(draft.pairs)))],
        key_written=draft.key, topic=topic, topics=topic_options, difficulty=difficulty, difficulties=difficulties,
        valid_from=_as_day(draft.valid_from), valid_to=_as_day(draft.valid_to), errors=errors,
        warnings=[_sentence(warning.text) for warning in finding.warnings],
        new_picture=(posted.text("new_picture_at"), posted.text("new_picture_alt")) if posted else ("", ""),
    )  # fmt: skip


def fields_in(posted: Posted) -> dict[str, str]:
    """What `mended` and `typed` take. Choices left blank are no choices; the marks beside them become the key."""
    if "right" not in posted and posted.text("kind") in KINDS and posted.text("kind") not in WITH_RIGHT_CHOICES:
        return _fields_of_rows(posted)
    texts = [posted.text(name) or words_for(posted, name) for name in CHOICE_FIELDS]
    if posted.text("kind") == "true_false" and not is_reshaped(posted):
        texts = _statements(texts)
    elif posted.text("kind") == "classify" and not is_reshaped(posted):
        texts = list(SORTS)
    right = sorted({int(place) for place in posted.texts("right") if place.isdigit() and int(place) < len(texts)})
    filled = [place for place, text in enumerate(texts) if text.strip()]
    places = {f"choice_{place}": f"choice_{place}" for place in filled}
    none_is_right = "verdict" in posted and posted.text("kind") == "judge_post"
    key = ", ".join(map(letter_of, right)) or ("" if none_is_right else posted.text("key_written"))
    if right and set(right) <= set(filled):
        texts = [texts[place] for place in filled]
        key = key_text(texts, [filled.index(place) for place in right])
        places = {f"choice_{place}": f"choice_{to}" for to, place in enumerate(filled)}
    fields = {name: posted.text(name) for name in posted.fields} | {"key": key}
    fields |= {name: (texts[place] if place < len(texts) else "") for place, name in enumerate(CHOICE_FIELDS)}
    for beside in BESIDE:
        if any(f"{beside}_{place}" in posted for place in range(CHOICES_MAX)):
            fields |= {
                to.replace("choice", beside): posted.text(at.replace("choice", beside)) for at, to in places.items()
            }
    return settled(fields, places) | _new_topic(posted)


def _fields_of_rows(posted: Posted) -> dict[str, str]:
    """Of a kind whose answers stand in rows: those left blank are left out, with what stands beside them."""
    fields = {name: posted.text(name) for name in posted.fields} | {"key": posted.text("key_written")}
    rows = [(place, name) for place, name in enumerate(CHOICE_FIELDS) if posted.text(name).strip()]
    fields |= dict.fromkeys(CHOICE_FIELDS, "") | {
        f"choice_{to}": posted.text(name) for to, (_at, name) in enumerate(rows)
    }
    for beside in BESIDE:
        if any(f"{beside}_{place}" in posted for place in range(ROWS_MAX)):
            fields |= {f"{beside}_{to}": posted.text(f"{beside}_{place}") for to, (place, _name) in enumerate(rows)}
    if posted.text("kind") == "short_text":
        fields |= {name: posted.text(name) for name in ("case_matters", "tones_ignored")}
    places = {name: f"choice_{to}" for to, (_at, name) in enumerate(rows)}
    return settled(fields, places) | _new_topic(posted)


def _new_topic(posted: Posted) -> dict[str, str]:
    return {"topic": posted.text("new_topic")} if posted.text("new_topic").strip() else {}


def is_reshaped(posted: Posted) -> bool:
    """Another kind was chosen, or more rows are wanted, and nothing else is to be done yet."""
    return "reshape" in posted


def rows_wanted(posted: Posted) -> int:
    """How many rows a form should show whose "more rows" was pressed; 0 where it decides by itself."""
    more = posted.text("reshape").removeprefix("more-")
    return min(int(more), ROWS_MAX) if more.isdecimal() and posted.text("reshape") != "1" else 0


def make_new_topic(session: Session, posted: Posted) -> bool:
    """The topic that was typed beside the list, if one was."""
    name = posted.text("new_topic").strip()
    if name:
        add_topic(session, name)
    return bool(name)


def all_topics(session: Session) -> list[Topic]:
    """In the order of the tree's positions, "Chưa phân loại" last."""
    topics = session.exec(select(Topic).order_by(col(Topic.position), col(Topic.id))).all()
    return sorted(topics, key=lambda topic: topic.slug == UNSORTED_SLUG)


def kind_options() -> list[Option]:
    return [(name, _(kind.label)) for name, kind in KINDS.items()]


def difficulty_options() -> list[Option]:
    return [(str(level), _(name)) for level, name in DIFFICULTIES.items()]


def choices_of(finding: Finding) -> list[dict[str, Any]]:
    """For showing to those who may see keys: the choices, or the answers as their author writes them."""
    if finding.kind in KINDS and finding.kind not in WITH_RIGHT_CHOICES:
        right = _answers_in_cells(finding)
    else:
        right = [(text, place in finding.right) for place, text in enumerate(finding.choices)]
    said = dict(enumerate(finding.draft.feedback))
    shares = shares_told(finding.key)
    parts = {} if shares else {part["id"]: part["worth"] for part in finding.key.get("parts", [])}
    answers = [
        {
            "text": text,
            "right": is_right,
            "part": parts.get(place, ""),
            "share": shares.get(place, ""),
            "pictures": [picture for at, picture in finding.pictures if at == place],
            "explaining": [picture for at, picture in finding.pictures if at == f"feedback_{place}"],
            "feedback": said.get(place, ""),
        }
        for place, (text, is_right) in enumerate(right)
    ]
    otherwise = finding.key.get("otherwise", "")
    explaining = [picture for at, picture in finding.pictures if at == "otherwise"]
    if otherwise or explaining:
        any_other = {"text": _("Mọi câu trả lời khác"), "right": False, "part": "", "share": "", "pictures": []}
        answers.append(any_other | {"feedback": otherwise, "explaining": explaining})
    return answers


def _answers_in_cells(finding: Finding) -> list[tuple[str, bool]]:
    """Each as its author writes it, and whether it brings anything: some are known only for what is said of them."""
    cells = KINDS[finding.kind].cells(finding.draft)
    known = finding.key.get("accepted") or finding.key.get("numbers") or []
    if len(known) != len(cells):
        return [(text, True) for text in cells]
    worths = [worth_in(each["worth"]) for each in known]
    return [(text, worth is None or worth > 0) for text, worth in zip(cells, worths, strict=True)]


def _by_field(problems: list[Problem]) -> dict[str, str]:
    errors: dict[str, str] = {}
    for problem in problems:
        errors[problem.field] = f"{errors.get(problem.field, '')} {_sentence(problem.text)}".strip()
    return errors


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _kind_options(draft: Draft, finding: Finding) -> tuple[str, list[Option]]:
    known = finding.kind in KINDS
    unknown = [] if known else [(draft.kind, _("{kind} (chưa có loại này)").format(kind=draft.kind))]
    return finding.kind if known else draft.kind, unknown + kind_options()


def _topic_options(session: Session, draft: Draft, known: Topics) -> tuple[str, list[Option]]:
    said = " ".join(draft.topic.split())
    options = [("", _(UNSORTED_NAME))]
    options += [(topic.name, topic.name) for topic in all_topics(session) if topic.slug != UNSORTED_SLUG]
    chosen = known.get(fold(said), said)
    if said and fold(said) not in known:
        options.insert(0, (said, _("{topic} (chưa có)").format(topic=said)))
    return "" if chosen == UNSORTED_NAME else chosen, options


def _difficulty_options(draft: Draft) -> tuple[str, list[Option]]:
    said = fold(draft.difficulty)
    level = str(DIFFICULTY_NAMES.get(said, said or "3"))
    if level in map(str, DIFFICULTIES):
        return level, difficulty_options()
    return draft.difficulty, [(draft.difficulty, draft.difficulty), *difficulty_options()]


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


def _statements(texts: list[str]) -> list[str]:
    """The two of a statement, in the order in which they were shown."""
    filled = [text for text in texts if text.strip()]
    return filled if are_true_and_false(filled) else list(STATEMENTS)


def _as_day(said: str) -> str:
    """31/12/2026, whatever way it was written; as it was typed where it is no day."""
    try:
        return f"{day_in(said):%d/%m/%Y}" if said else ""
    except ValueError:
        return said
