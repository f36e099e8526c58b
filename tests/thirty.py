"""A paper of a usual length: thirty questions, of those we ship, most with a picture."""

from hashlib import sha256

from sqlmodel import select

from question_bank.content import load_all
from question_bank.question import Question, QuestionVersion
from question_bank.text import new_public_id
from quiz import clock, database
from quiz.contests.round import BlueprintRow
from tests.world import World


def ask_thirty(world: World, *, pictures: bool = True) -> None:
    """27 more than the world has; the paper asks all."""
    shipped = [draft for draft in load_all() if draft.kind == "single_choice"]
    with database.transaction() as session:
        for draft in shipped[:: len(shipped) // 27][:27]:
            question = Question(created_at=clock.now())
            session.add(question)
            session.flush()
            choices = [{"id": new_public_id(), "text": text} for text in draft.choices]
            session.add(
                QuestionVersion(
                    question_id=question.id or 0, state="approved", kind="single_choice",
                    content={"stem": draft.stem, "choices": choices, **(_picture(draft.stem) if pictures else {})},
                    key={"right": []}, topic_id=world.topic.id or 0, created_at=clock.now(),
                )
            )  # fmt: skip
        row = session.exec(select(BlueprintRow)).one()
        row.count = 30
        session.add(row)


def _picture(stem: str) -> dict[str, object]:
    file = sha256(stem.encode()).hexdigest()
    return {"pictures": [{"at": "stem", "file": file, "alt": stem, "width": 1280, "height": 720}]}
