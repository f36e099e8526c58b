"""Keep taps: the guard and the writing in one statement, for one tap or for as many as came together.

Whose attempt, still open, newer than what stands: decided where the row is written. Of several taps of one question in
one batch only the newest that may be kept is written. What then stands is read back, and tells each how it went.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from question_bank.kinds import KINDS
from question_bank.kinds.choosing import NO_SUCH_CHOICE
from quiz.attempts.statements import POSTGRESQL, SQLITE
from quiz.database import Run, is_sqlite
from quiz.refusals import N_, NotFound, Refusal


class TimeIsUp(Refusal):
    message = N_("Hết giờ. Những câu bạn đã trả lời trước đó vẫn được giữ.")


class AlreadySubmitted(Refusal):
    message = N_("Bài đã nộp, không sửa được nữa. Những câu đã lưu vẫn được giữ.")


class QuestionIsOver(Refusal):
    """For good: a phone does not send it again."""

    status = 422
    message = N_("Câu này đã hết giờ. Câu trả lời đã lưu trước đó vẫn được giữ.")


class NotItsTurn(Refusal):
    status = 422
    message = N_("Chưa đến câu này.")


class NotAnAnswer(Refusal):
    status = 422
    message = NO_SUCH_CHOICE


class Tap(NamedTuple):
    """One answer of one question as it arrived, in the question's normal form."""

    leg_id: int
    attempt_id: int
    number: int
    version_id: int
    kind: str
    given: dict[str, Any]
    turn: int
    tap: int | None
    """None: after those that arrived; alone in its batch."""
    at: datetime
    visit: str | None = None
    """The token of the visit it came with; None: whoever calls has looked whose attempt it is."""


class Stands(NamedTuple):
    """The answer that stands at a place."""

    given: dict[str, Any]
    turn: int
    tap: int
    received_at: datetime
    changed_at: datetime
    late: bool


@dataclass(frozen=True)
class Outcome:
    """What stands now, and whether it is the tap that was sent."""

    answer: Stands
    kept: bool
    values: list[str]
    """As a form says what stands."""
    ends_at: datetime
    last_turn: int
    """The highest that was handed out."""


def keep_taps(run: Run, taps: Sequence[Tap]) -> list[Outcome | Refusal]:
    """How each of them went, in their order. An equal pair is acknowledged again, whatever the time: it was kept."""
    words = SQLITE if is_sqlite() else POSTGRESQL
    told: dict[int, Outcome | Refusal] = {}
    if words.at_once:
        rows = run((words.at_once,), _batch(taps, range(len(taps))))
        told = {place: _written_at_once(taps[place], *rest) for place, *rest in rows}
    if left := [place for place in range(len(taps)) if place not in told]:
        [[judged]] = run((words.keep, words.note, words.tell), _batch(taps, left))
        rows = json.loads(judged) if isinstance(judged, str) else judged or ()
        told |= {place: _outcome(taps[place], *rest) for place, *rest in rows}
    return [told.get(place) or NotFound() for place in range(len(taps))]


def topics_of(taps: Sequence[Tap], outcomes: Sequence[Outcome | Refusal]) -> set[str]:
    """Whom the news of what was kept concerns."""
    return {f"leg-{tap.leg_id}" for tap, outcome in zip(taps, outcomes, strict=True) if _is_new(tap, outcome)}


def _batch(taps: Sequence[Tap], places: Sequence[int]) -> dict[str, str]:
    """As the statements take it: in the order in which attempts are held."""
    in_order = sorted(places, key=lambda place: taps[place][:2])
    return {"sent": json.dumps([_sent(place, taps[place]) for place in in_order])}


def _sent(place: int, tap: Tap) -> list[Any]:
    """As the statements below unpack it."""
    return [
        place, tap.leg_id, tap.attempt_id, tap.number, tap.version_id, json.dumps(tap.given), tap.turn, tap.tap,
        _written(tap.at), tap.visit,
    ]  # fmt: skip


def _written_at_once(
    tap: Tap, ends_at: datetime, last_turn: int, number: int, changed_at: datetime, late: bool
) -> Outcome:
    answer = Stands(tap.given, tap.turn, number, tap.at, changed_at, late)
    return Outcome(answer, True, KINDS[tap.kind].values(tap.given), ends_at, last_turn)


def _outcome(
    tap: Tap,
    theirs: bool,
    ends_at: str,
    submitted: bool,
    still_open: bool,
    waits: bool,
    on_show: bool,
    last_turn: int,
    *standing: Any,
) -> Outcome | Refusal:
    """One tap against what the database says after the batch was written."""
    if not theirs:
        return NotFound()
    if tap.turn > last_turn:
        return NotAnAnswer()
    answer = _stands(tap, *standing)
    may_be_kept = still_open and not submitted and on_show and not waits
    if answer is not None:
        # Without a number it comes after all of its turn: only another turn's answer can stand in its place.
        equal = answer.turn == tap.turn and (may_be_kept if tap.tap is None else answer.tap == tap.tap)
        if equal or may_be_kept:
            kept = equal and answer.given == tap.given
            return Outcome(answer, kept, KINDS[tap.kind].values(answer.given), _read(ends_at), last_turn)
    if submitted:
        return AlreadySubmitted()
    return TimeIsUp() if not still_open else NotItsTurn() if waits else QuestionIsOver()


def _stands(
    sent: Tap, given: str | None, turn: int, tap: int, received_at: str, changed_at: str, late: bool
) -> Stands | None:
    if given is None:
        return None
    said = sent.given if given == json.dumps(sent.given) else json.loads(given)
    return Stands(said, turn, tap, _read(received_at), _read(changed_at), bool(late))


def _is_new(tap: Tap, outcome: Outcome | Refusal) -> bool:
    return isinstance(outcome, Outcome) and outcome.kept and outcome.answer.received_at == tap.at


def _written(at: datetime) -> str:
    """As SQLite's columns hold it."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _read(at: str) -> datetime:
    """SQLite's are all in UTC and do not say so."""
    return datetime.fromisoformat(f"{at}+00:00") if at[10] == " " else datetime.fromisoformat(at).astimezone(UTC)
