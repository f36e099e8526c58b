"""Look-alikes of one new question among 20,000, beside rapidfuzz alone; and of a file of 5,000.

Ours is the question read from the database and compared with all; keeping what was found is told beside it. rapidfuzz's
own time is one `process.extract` over the same prepared texts, with the same cut-off.
"""

import statistics
import tempfile
import time
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlmodel import col, select

from benchmarks.many_questions import SIZE, plant, stems
from question_bank import importing
from question_bank.draft import Draft, Reading
from question_bank.likeness import said_by
from question_bank.likening import Comparing
from question_bank.question import Question, QuestionVersion
from question_bank.text import searchable
from quiz import clock, database, likening
from quiz.migrating import migrate

NEW = 40
ROWS = 5_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database.connect(f"sqlite:///{Path(folder) / 'quiz.db'}")
        migrate()
        with database.transaction() as session:
            plant(session)
        at_hand = Comparing()
        texts = _texts()
        times = [_one(at_hand, texts, *new) for new, _ in zip(stems(seed=7), range(NEW + 1), strict=False)]
        print(f"the first one, which reads the bank of {SIZE:,}: {times[0][0]:.1f} s")
        ours, keeping, alone = (statistics.median(column) for column in zip(*times[1:], strict=True))
        print(
            f"one new question among {SIZE:,}: {ours * 1000:.1f} ms, and {keeping * 1000:.1f} ms to keep what is found"
        )
        print(f"rapidfuzz alone: {alone * 1000:.1f} ms")
        print(f"ratio look-alikes: {ours / alone:.2f}")
        _compare_a_file()
        database.disconnect()


def _one(at_hand: Comparing, texts: list[str], stem: str, choices: list[str]) -> tuple[float, float, float]:
    """Seconds to find its look-alikes, to keep them, and for rapidfuzz alone."""
    version = _add(stem, choices)
    finding = keeping = 0.0
    while not _is_compared(version):
        started = time.perf_counter()
        work = likening.look(at_hand)
        assert work is not None
        found = at_hand.compare(work)
        ended = time.perf_counter()
        likening.keep(found)
        finding, keeping = finding + ended - started, keeping + time.perf_counter() - ended
    asked = said_by(version.kind, version.content, version.key)
    started = time.perf_counter()
    process.extract(asked.asked, texts, scorer=fuzz.ratio, score_cutoff=asked.asked_from, limit=None)
    return finding, keeping, time.perf_counter() - started


def _is_compared(version: QuestionVersion) -> bool:
    with database.transaction(writing=False) as session:
        return session.get_one(QuestionVersion, version.id).compared


def _texts() -> list[str]:
    """What rapidfuzz compares with, prepared as ours is."""
    with database.transaction(writing=False) as session:
        versions = session.exec(select(QuestionVersion).where(col(QuestionVersion.is_current)))
        return [said_by(version.kind, version.content, version.key).asked for version in versions]


def _add(stem: str, choices: list[str]) -> QuestionVersion:
    with database.transaction() as session:
        question = Question(created_at=clock.now())
        session.add(question)
        session.flush()
        version = QuestionVersion(
            question_id=question.id or 0, state="approved", kind="single_choice", created_at=clock.now(), topic_id=1,
            content={"stem": stem, "choices": [{"id": f"c{n}", "text": text} for n, text in enumerate(choices)]},
            key={"right": ["c0"]}, search_text=searchable(stem),
        )  # fmt: skip
        session.add(version)
    return version


def _compare_a_file() -> None:
    rows = [
        Draft(f"Dòng {number}", kind="single_choice", stem=stem, choices=choices, key="A", topic="Chủ đề 1")
        for number, (stem, choices) in zip(range(2, ROWS + 2), stems(seed=9), strict=False)
    ]
    with database.transaction() as session:
        importing.take_in(session, "nhieu-cau.xlsx", Reading("xlsx", rows), by="", at=clock.now())
    started = time.perf_counter()
    compared = likening.liken_all()
    print(f"a file of {compared:,} rows with the bank and with itself: {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
