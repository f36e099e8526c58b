"""One input tried on one reader: what may come of it is a reading that can be staged, or an UnreadableFile."""

import json
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from question_bank.checking import check_all
from question_bank.draft import Reading
from question_bank.readers import UnreadableFile, aiken, csv, gift, package, sheets, text, word, xlsx, yaml
from question_bank.readers.book import Book
from question_bank.readers.child import CHARACTERS_OUT_MAX
from question_bank.readers.recognising import read_txt, read_xml
from question_bank.readers.refusal import UnknownColumns
from question_bank.readers.table import ROWS_MAX, read_book
from question_bank.readers.table_guess import guessed
from question_bank.text import fold
from tests.fuzzing.making import INPUTS

SECONDS_EACH = 5.0
"""Of a processor's time, for inputs of at most some tens of kilobytes: whatever takes longer grows too fast."""
MEGABYTES_MORE = 300
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
ROUND = 50


class TookTooLong(BaseException):
    """No Exception, so that no reader can take it for one of its own."""


def _read_table(data: bytes) -> Reading:
    """With the columns that would be guessed, whatever the sheet says of itself."""
    book = Book.from_json(csv.book_of(data).as_json())
    return read_book(book, guessed(book.sheets[0].lines, header=data[0] % 3 if data else 0))


def _read_people(data: bytes) -> Reading:
    sheets.read(data, ".xlsx")
    return Reading("xlsx")


READERS: dict[str, Callable[[bytes], Reading]] = {
    "txt": read_txt, "csv": csv.read, "xlsx": xlsx.read, "docx": word.read, "gift": gift.read, "aiken": aiken.read,
    "xml": read_xml, "zip": package.read, "yaml": yaml.read, "json": yaml.read_json, "table": _read_table,
    "people": _read_people, "pasted": lambda data: text.read_text(data.decode("utf-8", "replace")),
}  # fmt: skip


def complaint(name: str, data: bytes) -> str | None:
    """What is wrong with how the reader takes it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_EACH)
    try:
        wrong = _wrong_with(READERS[name](data))
    except UnknownColumns as refusal:
        wrong = _wrong_words(refusal.book)
    except UnreadableFile as refusal:
        wrong = _wrong_words(str(refusal))
    except TookTooLong:
        wrong = f"takes more than {SECONDS_EACH:.0f} s, at {_place(sys.exc_info()[2])}"
    except Exception as error:
        wrong = f"{type(error).__name__}: {str(error)[:120]}, at {_place(error.__traceback__)}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    return wrong or (f"takes {grown} MB more" if grown > MEGABYTES_MORE else None)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TookTooLong


def _place(trace: Any) -> str:
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if "question_bank" in frame.filename] or frames
    return f"{ours[-1].filename.rsplit('/', 1)[-1]}:{ours[-1].lineno}"


def _wrong_with(reading: Reading) -> str | None:
    """As the site stages it."""
    answer = reading.as_json()
    if len(json.dumps(answer)) > CHARACTERS_OUT_MAX:
        return "says too much"
    if len(reading.drafts) > ROWS_MAX:
        return "has too many drafts"
    if Reading.from_json(json.loads(json.dumps(reading.briefly()))).as_json() != answer:
        return "is not the same after its way through JSON"
    for draft, finding in zip(reading.drafts, check_all(reading.drafts, None, set()), strict=True):
        fold(draft.stem)
        if wrong := _wrong_words([finding.content, finding.key, *map(str, finding.problems + finding.warnings)]):
            return wrong
    return _wrong_words(answer)


def _wrong_words(said: Any) -> str | None:
    """PostgreSQL keeps neither halves of characters nor NUL."""
    unstorable = next((text for text in _texts(said) if UNSTORABLE.search(text)), None)
    return None if unstorable is None else f"keeps what cannot be stored: {unstorable[:60]!r}, at rest"


def _texts(said: Any) -> Iterator[str]:
    stack = [said]
    while stack:
        each = stack.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            stack += [*each, *each.values()]
        elif isinstance(each, (list, tuple)):
            stack += each


def try_for(name: str, seconds: float, first_seed: int, keep: Callable[[bytes], None]) -> tuple[int, dict[str, bytes]]:
    """Inputs tried, and the first input of each complaint. `keep` is given each input before it is tried."""
    tried = 0
    found: dict[str, bytes] = {}
    sorts: set[str] = set()
    until = time.monotonic() + seconds
    quiet = settings(
        max_examples=ROUND, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    def attempt(data: bytes) -> None:
        nonlocal tried
        if time.monotonic() > until:
            return
        keep(data)
        tried += 1
        if wrong := complaint(name, data):
            alike = re.sub(r":.*, at", " at", wrong, flags=re.S)  # one of each sort is enough
            if alike not in sorts:
                sorts.add(alike)
                found[wrong] = data

    round_number = 0
    while time.monotonic() < until:
        seed(first_seed + round_number)(quiet(given(INPUTS[name])(attempt)))()
        round_number += 1
    return tried, found
