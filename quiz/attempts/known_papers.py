"""What never changes about an attempt: whose it is, and which question stands where. Kept at hand for its answers."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from question_bank.question import QuestionVersion
from quiz.attempts.attempt import Attempt, PaperRow

PAPERS_KEPT = 20_000
"""About a kilobyte each, for forty questions."""
QUESTIONS_KEPT = 5_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True)
class Question:
    """A version, as far as an answer is looked at: approved ones never change."""

    version_id: int
    kind: str
    content: dict[str, Any]


@dataclass(frozen=True)
class KnownPaper:
    leg_id: int
    attempt_id: int
    is_preview: bool
    questions: tuple[Question, ...]
    """In the order of their numbers, which begin at 1."""

    def question(self, number: int) -> Question | None:
        return self.questions[number - 1] if 1 <= number <= len(self.questions) else None


class Kept(OrderedDict[K, V], Generic[K, V]):
    """So many, and then those that nobody asked for the longest go."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def find(self, key: K) -> V | None:
        found = self.get(key)
        if found is not None:
            self.move_to_end(key)
        return found

    def keep(self, key: K, value: V) -> None:
        self[key] = value
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)


class KnownPapers:
    """`find` and `keep` belong to one thread, `read` to any."""

    def __init__(self) -> None:
        self._papers: Kept[str, KnownPaper] = Kept(PAPERS_KEPT)
        self._questions: Kept[int, Question] = Kept(QUESTIONS_KEPT)

    def find(self, attempt: str) -> KnownPaper | None:
        return self._papers.find(attempt)

    def keep(self, attempt: str, paper: KnownPaper) -> KnownPaper:
        """Papers share their questions."""
        shared = tuple(map(self._shared, paper.questions))
        known = KnownPaper(paper.leg_id, paper.attempt_id, paper.is_preview, shared)
        self._papers.keep(attempt, known)
        return known

    def read(self, session: Session, attempt: str) -> KnownPaper | None:
        """By its public id. Of its questions only those are read that no paper before had."""
        rows = session.execute(_PAPER, {"attempt": attempt}).all()
        if not rows:
            return None
        leg_id, attempt_id, entry_id, _ = rows[0]
        asked = [version for *_, version in rows if version is not None]
        known = {version: self._questions.get(version) for version in asked}
        missing = [version for version, question in known.items() if question is None]
        if missing:
            found = session.execute(_QUESTIONS, {"versions": missing})
            known |= {id: Question(id, kind, dict(content)) for id, kind, content in found}
        questions = tuple(question for version in asked if (question := known[version]) is not None)
        return KnownPaper(leg_id, attempt_id, entry_id is None, questions)

    def _shared(self, question: Question) -> Question:
        known = self._questions.find(question.version_id)
        if known is None:
            self._questions.keep(question.version_id, question)
        return known or question


_PAPER = (
    select(col(Attempt.leg_id), col(Attempt.id), col(Attempt.entry_id), col(PaperRow.version_id))
    .join(PaperRow, col(PaperRow.attempt_id) == Attempt.id, isouter=True)
    .where(Attempt.public_id == bindparam("attempt"))
    .order_by(col(PaperRow.number))
)
_QUESTIONS = select(col(QuestionVersion.id), col(QuestionVersion.kind), col(QuestionVersion.content)).where(
    col(QuestionVersion.id).in_(bindparam("versions", expanding=True))
)
