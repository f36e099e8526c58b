"""A question that nobody has answered yet, as every paper shows it: drawn once by its template, kept, and filled in.

An approved version never changes, so what differs between two papers is little: its number, whose paper it is, the
turn, and the order of the choices with their letters. Each phone that begins would else have thirty questions drawn.
"""

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from question_bank.letters import letter_of
from question_bank.question import QuestionVersion
from question_bank.showing import ShownChoice
from question_bank.topic import Topic
from quiz.attempts.answering import answers_of
from quiz.attempts.attempt import Attempt, PaperRow
from quiz.attempts.known_papers import Kept
from quiz.language import ENGLISH, current
from quiz.routes.play.viewing import QuestionView, questions_of
from quiz.web.pages import environment

CARDS = {
    "single_choice": "radio", "multiple_choice": "checkbox", "true_false": "radio", "next_step": "radio",
    "classify": "radio", "judge_post": "checkbox",
}  # fmt: skip
"""The kinds whose choices stand on cards, with what is ticked there."""
TYPED = ("short_text", "numeric")
"""Those with nothing to choose from. Of the others each paper has its own drawn."""
KEPT = 5_000
"""Of some three kilobytes each."""

HIDDEN = b" hidden"

_secret = secrets.token_hex(8)
NUMBER, TURN, URL, LETTER, STAND_IN = (f"{name}{_secret}" for name in ("number", "turn", "url", "letter", "card"))
"""What stands where papers differ. Nobody who writes a question can know it."""


@dataclass(frozen=True)
class Untouched:
    """A question without an answer or a flag, as it is shown."""

    number: int
    card: Markup
    answered: bool = False
    flagged: bool = False
    saved_at: None = None
    turn: int = 0
    tap: int = 0


@dataclass(frozen=True)
class Mould:
    """As bytes: half as long as text with Vietnamese letters. `tag`: of the form, as far as it is out of sight."""

    tag: bytes
    before: bytes
    between: bytes
    after: bytes
    cards: dict[str, bytes]

    def filled(self, number: int, url: str, turn: int, order: Sequence[str], *, in_sight: bool) -> Markup:
        cards = [self.cards[id].replace(LETTER.encode(), letter_of(at).encode()) for at, id in enumerate(order)]
        tag = self.tag if in_sight else self.tag + HIDDEN
        whole = (tag + b">" + self.before + self.between.join(cards) + self.after).decode()
        return Markup(whole.replace(NUMBER, str(number)).replace(URL, escape(url)).replace(TURN, str(turn)))


Key = tuple[str, str, str]
"""The version, its topic, the language."""

kept: Kept[Key, Mould] = Kept(KEPT)
_lock = threading.Lock()


def questions_shown(session: Session, attempt: Attempt, url: str, here: int | None) -> list[QuestionView | Untouched]:
    """The whole paper, to be answered. `here`: the number in sight, None: the first; `url`: where the attempt is."""
    rows, answers = _rows_of(session, attempt), answers_of(session, attempt)
    here, language = here or rows[0].number, current()
    found: dict[int, QuestionView | Untouched] = {}
    missing: dict[int, Key | None] = {}
    for row in rows:
        topic = row.name_en if language == ENGLISH and row.name_en else row.name
        key = row.public_id, topic, language
        touched = row.number in answers or row.flagged
        mould = kept.get(key) if not touched else None
        if mould is None:
            missing[row.number] = None if touched else key
        else:
            order, in_sight = row.choice_order, row.number == here
            card = mould.filled(row.number, url, attempt.turn, order, in_sight=in_sight)
            found[row.number] = Untouched(row.number, card)
    for view in questions_of(session, attempt, missing) if missing else []:
        found[view.number] = view
        _keep_mould(missing[view.number], view)
    return [found[row.number] for row in rows]


def _rows_of(session: Session, attempt: Attempt) -> Sequence[Any]:
    """With the version's public id: the ids of one database are another's."""
    wanted: Any = (PaperRow.number, PaperRow.choice_order, PaperRow.flagged, QuestionVersion.public_id)
    return session.execute(
        select_columns(*wanted, col(Topic.name), col(Topic.name_en))
        .select_from(PaperRow)
        .join(QuestionVersion, col(QuestionVersion.id) == PaperRow.version_id)
        .join(Topic, col(Topic.id) == QuestionVersion.topic_id)
        .where(col(PaperRow.attempt_id) == attempt.id)
        .order_by(col(PaperRow.number))
    ).all()


def forget_moulds() -> None:
    kept.clear()


def _keep_mould(key: Key | None, question: QuestionView) -> None:
    mould = _cut(question) if key else None
    if key is not None and mould is not None:
        with _lock:
            kept.keep(key, mould)


def _cut(question: QuestionView) -> Mould | None:
    """Between two cards that stand for all, as the template sets them; None where it is not to be cut."""
    if question.kind not in CARDS and question.kind not in TYPED:
        return None
    stand_in = ShownChoice(STAND_IN, LETTER, STAND_IN, 0)
    bare = replace(
        question,
        number=NUMBER,  # type: ignore[arg-type]
        given=None,
        flagged=False,
        saved_at=None,
        turn=0,
        tap=0,
        pictures_url=f"{URL}/pictures",
        shown=replace(question.shown, choices=[stand_in, stand_in] if question.kind in CARDS else []),
    )
    frame = _frame(bare)
    pieces = frame.split(_card(bare, stand_in)) if question.kind in CARDS else [frame, "", ""]
    tag, _, before = pieces[0].encode().partition(b">")
    if len(pieces) != 3 or not tag.endswith(HIDDEN):
        return None
    choices = [replace(choice, letter=LETTER, place=0) for choice in question.choices]
    cards = {choice.id: _card(bare, choice).encode() for choice in choices}
    return Mould(tag.removesuffix(HIDDEN), before, pieces[1].encode(), pieces[2].encode(), cards)


def _frame(question: QuestionView) -> str:
    """Out of sight."""
    place = {"sitting": SimpleNamespace(url=URL), "attempt": SimpleNamespace(turn=TURN)}
    template = environment().get_template("play/_question.html")
    return template.render(place, question=question, here=None, step=None, fixed=False)


def _card(question: QuestionView, choice: ShownChoice) -> str:
    macros: Any = environment().get_template("kinds/_choices.html").module
    return str(macros.choice_card(question, choice, CARDS[question.kind], False))
