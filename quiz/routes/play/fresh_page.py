"""The page of a paper that nobody has touched yet, as a hall opens it at once: what all have alike is drawn once by the
template, and filled in for each.

The template is given nothing but what a frame says, and gaps: so whatever the page shows is in one of the two.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from fastapi import Request
from markupsafe import escape

from quiz.attempts.known_papers import Kept
from quiz.language import current
from quiz.routes.play.guards import Sitting
from quiz.routes.play.moulds import Untouched
from quiz.routes.play.viewing import PredictionView, at_a_glance
from quiz.web.mould import Mould, gap
from quiz.web.pages import environment, has_notices

KEPT = 64
"""Some 40 kilobytes each."""
AMPLE_S = 300
"""With no more seconds left than these the clock looks otherwise."""


@dataclass(frozen=True)
class Frame:
    """What the pages of a crowd have alike."""

    language: str
    demo: bool
    round_name: str
    leg: str
    minutes: int
    is_mock: bool
    numbers: tuple[int, ...]
    predicted: PredictionView | None
    last_tap: int


kept: Kept[Frame, Mould] = Kept(KEPT)
_lock = threading.Lock()


def frame_of(request: Request, context: dict[str, Any]) -> Frame | None:
    """Of a page with this context; None where it shows more than a frame can say."""
    sitting: Sitting = context["sitting"]
    questions: Sequence[Any] = context["questions"]
    plain = (
        context["whole"] and context["here"] == questions[0].number and context["screen"] == "question"
        and sitting.entry is not None and not sitting.entry.accommodation and sitting.is_here
        and context["seconds"] > AMPLE_S and context["pause"] is None and not context["stood_s"]
        and not any(context[name] for name in ("step", "added", "reopened", "messages", "asks_help"))
        and not has_notices(request)
    )  # fmt: skip
    if not plain or not all(isinstance(question, Untouched) for question in questions):
        return None
    return Frame(
        current(),
        request.app.state.demo,
        sitting.round.name,
        sitting.leg.public_id,
        sitting.round.rules.minutes,
        sitting.is_mock,
        tuple(question.number for question in questions),
        context["predicted"],
        context["last_tap"],
    )


def told_on(context: dict[str, Any]) -> dict[str, Any]:
    """What each page has of its own, but for its questions."""
    sitting: Sitting = context["sitting"]
    return {
        "url": sitting.url,
        "attempt": sitting.attempt.public_id,
        "turn": sitting.attempt.turn,
        "person": sitting.person_name,
        "unit": sitting.unit_name,
        "now": context["now_ms"],
        "ends": context["ends_ms"],
        "left": context["left_told"],
    }


def filled(frame: Frame, told: dict[str, Any], questions: Iterable[Untouched]) -> bytes:
    """`told`: as told_on says."""
    mould = kept.get(frame)
    if mould is None:
        mould = Mould(_drawn(frame))
        with _lock:
            kept.keep(frame, mould)
    texts = {name.encode(): str(escape(value)).encode() for name, value in told.items()}
    return mould.filled({**texts, b"questions": b"".join(question.drawn for question in questions)})


def forget_frames() -> None:
    kept.clear()


def _drawn(frame: Frame) -> str:
    cards = [Untouched(number, b"") for number in frame.numbers]
    cards[0] = Untouched(frame.numbers[0], gap("questions").encode())
    sitting = SimpleNamespace(
        url=gap("url"),
        round=SimpleNamespace(name=frame.round_name, rules=SimpleNamespace(minutes=frame.minutes)),
        leg=SimpleNamespace(public_id=frame.leg),
        entry=SimpleNamespace(accommodation=None),
        is_mock=frame.is_mock,
        is_here=True,
        person_name=gap("person"),
        unit_name=gap("unit"),
    )
    return environment().get_template("play/attempt.html").render(
        language=frame.language,
        demo=frame.demo,
        notices=[],
        sitting=sitting,
        attempt=SimpleNamespace(public_id=gap("attempt"), turn=gap("turn")),
        questions=cards,
        places=at_a_glance(cards),
        step=None,
        here=frame.numbers[0],
        whole=True,
        screen="question",
        last_tap=frame.last_tap,
        predicted=frame.predicted,
        seconds=AMPLE_S + 1,
        left=AMPLE_S + 1,
        now_ms=gap("now"),
        ends_ms=gap("ends"),
        left_told=gap("left"),
        added=[],
        stood_s=0,
        pause=None,
        reopened=[],
        messages=[],
        asks_help=False,
    )  # fmt: skip
