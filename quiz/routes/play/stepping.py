"""What is on show of a paper that comes step by step, as its page tells it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from quiz.attempts.pacing import rows_in
from quiz.attempts.showing import on_show
from quiz.contests.round import PartKind, parts_of
from quiz.routes.play.guards import Sitting


@dataclass(frozen=True)
class Step:
    """One question, or all of a part; its clock runs."""

    numbers: list[int]
    ends_at: datetime
    by: Literal["question", "part"]
    part: str
    """The name of the part, where there are several."""
    place: int
    """Which part it is, of `parts`."""
    parts: int
    ahead: int
    """How many questions are still to come after it."""


def step_of(session: Session, sitting: Sitting) -> Step | None:
    """None: the whole paper is on show."""
    rules, attempt = sitting.round.rules, sitting.attempt
    if not rules.is_paced:
        return None
    shown = on_show(session, attempt)
    assert sitting.round.id is not None
    parts = [part for part in parts_of(session, sitting.round.id) if part.kind == PartKind.QUIZ]
    here = next((place for place, part in enumerate(parts, 1) if part.id == shown[-1].part_id), 1)
    return Step(
        numbers=[row.number for row in shown],
        ends_at=shown[-1].ends_at or attempt.ends_at,
        by="question" if rules.question_s else "part",
        part=parts[here - 1].name if len(parts) > 1 else "",
        place=here,
        parts=len(parts),
        ahead=sum(row.number > shown[-1].number for row in rows_in(session, attempt)),
    )
