"""A question that nobody has answered yet, as every paper shows it: drawn once by its template, kept, and filled in.

An approved version never changes, so what differs between two papers is little: its number, whose paper it is, the
turn, and the order of the choices with their letters. Each phone that begins would else have thirty questions drawn.
"""

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from question_bank.letters import letter_of
from question_bank.question import QuestionVersion
from question_bank.showing import ShownChoice
from question_bank.topic import Topic
from quiz.attempts.answering import answers_of
from quiz.attempts.attempt import Attempt, PaperRow
from quiz.attempts.known_papers import Kept
from quiz.language import ENGLISH, current
from quiz.routes.play.viewing import QuestionView, questions_of, viewed
from quiz.web.mould import Mould, gap
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

HIDDEN = " hidden"
STAND_IN = gap("card")
"""A card's text where one stands for all."""


@dataclass(frozen=True)
class Untouched:
    """A question without an answer or a flag, as it is shown."""

    number: int
    drawn: bytes
    answered: bool = False
    flagged: bool = False
    saved_at: None = None
    turn: int = 0
    tap: int = 0

    @property
    def card(self) -> Markup:
        return Markup(self.drawn.decode())


@dataclass(frozen=True)
class QuestionMould:
    frame: Mould
    between: bytes
    """Two cards."""
    cards: dict[str, Mould]

    def filled(self, number: int, paper: dict[bytes, bytes], order: Sequence[str], *, in_sight: bool) -> bytes:
        """`paper`: whose it is, for the gaps "url" and "turn"."""
        given = {**paper, b"number": b"%d" % number, b"hidden": b"" if in_sight else HIDDEN.encode()}
        cards = []
        for id, letter in zip(order, _letters(len(order)), strict=True):
            given[b"letter"] = letter
            cards.append(self.cards[id].filled(given))
        given[b"cards"] = self.between.join(cards)
        return self.frame.filled(given)


@lru_cache
def _letters(count: int) -> list[bytes]:
    return [letter_of(place).encode() for place in range(count)]


Key = tuple[str, str, str]
"""The version, its topic, the language."""

kept: Kept[Key, QuestionMould] = Kept(KEPT)
_lock = threading.Lock()


def questions_shown(session: Session, attempt: Attempt, url: str, here: int | None) -> list[QuestionView | Untouched]:
    """The whole paper, to be answered. `here`: the number in sight, None: the first; `url`: where the attempt is."""
    assert attempt.id is not None
    rows, answers = rows_of_papers(session, [attempt.id])[attempt.id], answers_of(session, attempt)
    here, paper = here or rows[0].number, _of_paper(url, attempt.turn)
    found: dict[int, QuestionView | Untouched] = {}
    missing: dict[int, Key | None] = {}
    for row in rows:
        key = _key(row)
        touched = row.number in answers or row.flagged
        mould = kept.get(key) if not touched else None
        if mould is None:
            missing[row.number] = None if touched else key
        else:
            drawn = mould.filled(row.number, paper, row.choice_order, in_sight=row.number == here)
            found[row.number] = Untouched(row.number, drawn)
    for view in questions_of(session, attempt, missing) if missing else []:
        found[view.number] = view
        _keep_mould(missing[view.number], view)
    return [found[row.number] for row in rows]


def untouched(rows: Sequence[Any], url: str, turn: int) -> list[Untouched] | None:
    """A paper without answers, from its first question on; None where one must be drawn first, or has a flag."""
    paper, first, shown = _of_paper(url, turn), rows[0].number, []
    for row in rows:
        mould = kept.get(_key(row))
        if mould is None or row.flagged:
            return None
        drawn = mould.filled(row.number, paper, row.choice_order, in_sight=row.number == first)
        shown.append(Untouched(row.number, drawn))
    return shown


def rows_of_papers(session: Session, attempts: Collection[int]) -> dict[int, list[Any]]:
    """By the ids of the attempts; of each what `untouched` wants."""
    rows: dict[int, list[Any]] = defaultdict(list)
    if attempts:
        for row in session.connection().execute(_ROWS, {"attempts": list(attempts)}):
            rows[row.attempt_id].append(row)
    return rows


def _of_paper(url: str, turn: int) -> dict[bytes, bytes]:
    return {b"url": str(escape(url)).encode(), b"turn": b"%d" % turn}


def _key(row: Any) -> "Key":
    language = current()
    return row.public_id, row.name_en if language == ENGLISH and row.name_en else row.name, language


_ROWS: Any = (
    select_columns(
        *(PaperRow.attempt_id, PaperRow.number, PaperRow.choice_order, PaperRow.flagged),  # type: ignore[call-overload]
        *(QuestionVersion.public_id, Topic.name, Topic.name_en),
    )
    .select_from(PaperRow)
    .join(QuestionVersion, col(QuestionVersion.id) == PaperRow.version_id)
    .join(Topic, col(Topic.id) == QuestionVersion.topic_id)
    .where(col(PaperRow.attempt_id).in_(bindparam("attempts", expanding=True)))
    .order_by(PaperRow.attempt_id, PaperRow.number)
)  # fmt: skip


"""With the version's public id: the ids of one database are another's."""


def cut_ahead(session: Session, places: Iterable[Any]) -> None:
    """For questions that will be asked soon; `places` as papers that were drawn ahead have them."""
    orders = {version_id: order for _part, version_id, order in places}
    named = (
        select(QuestionVersion.id, QuestionVersion.public_id, Topic.name)
        .join(Topic, col(Topic.id) == QuestionVersion.topic_id)
        .where(col(QuestionVersion.id).in_(orders))
    )
    keys = {id: (public_id, topic, current()) for id, public_id, topic in session.exec(named)}
    missing = [id for id, key in keys.items() if key not in kept]
    for version in session.exec(select(QuestionVersion).where(col(QuestionVersion.id).in_(missing))):
        key, order = keys[version.id], orders[version.id]
        row = PaperRow(attempt_id=0, number=0, version_id=version.id or 0, part_id=0, choice_order=order)
        _keep_mould(key, viewed(row, version, key[1], None, ""))


def forget_moulds() -> None:
    kept.clear()


def _keep_mould(key: Key | None, question: QuestionView) -> None:
    mould = _cut(question) if key else None
    if key is not None and mould is not None:
        with _lock:
            kept.keep(key, mould)


def _cut(question: QuestionView) -> QuestionMould | None:
    """Between two cards that stand for all, as the template sets them; None where it is not to be cut."""
    if question.kind not in CARDS and question.kind not in TYPED:
        return None
    stand_in = ShownChoice(STAND_IN, gap("letter"), STAND_IN, 0)
    bare = replace(
        question,
        number=gap("number"),  # type: ignore[arg-type]
        given=None,
        flagged=False,
        saved_at=None,
        turn=0,
        tap=0,
        pictures_url=f"{gap('url')}/pictures",
        shown=replace(question.shown, choices=[stand_in, stand_in] if question.kind in CARDS else []),
    )
    frame = _frame(bare)
    pieces = frame.split(_card(bare, stand_in)) if question.kind in CARDS else [frame, "", ""]
    tag, _, before = pieces[0].partition(">")
    if len(pieces) != 3 or not tag.endswith(HIDDEN):
        return None
    whole = f"{tag.removesuffix(HIDDEN)}{gap('hidden')}>{before}{gap('cards')}{pieces[2]}"
    choices = [replace(choice, letter=gap("letter"), place=0) for choice in question.choices]
    return QuestionMould(
        Mould(whole), pieces[1].encode(), {choice.id: Mould(_card(bare, choice)) for choice in choices}
    )


def _frame(question: QuestionView) -> str:
    """Out of sight."""
    place = {"sitting": SimpleNamespace(url=gap("url")), "attempt": SimpleNamespace(turn=gap("turn"))}
    template = environment().get_template("play/_question.html")
    return template.render(place, question=question, here=None, step=None, fixed=False)


def _card(question: QuestionView, choice: ShownChoice) -> str:
    macros: Any = environment().get_template("kinds/_choices.html").module
    return str(macros.choice_card(question, choice, CARDS[question.kind], False))
