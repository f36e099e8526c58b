"""The bank we ship: one YAML file a topic, every question with its source."""

from pathlib import Path

from sqlmodel import Session, select

from question_bank.draft import Draft
from question_bank.readers import yaml
from question_bank.topic import Topic

FOLDER = Path(__file__).resolve().parent


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.yaml"))


def load_all() -> list[Draft]:
    return [draft for path in files() for draft in yaml.read(path.read_bytes()).drafts]


def add_topics(session: Session) -> None:
    """The topics of the shipped files, as far as they are missing."""
    taken = set(session.exec(select(Topic.slug)))
    for position, path in enumerate(files(), 1):
        topic = yaml.topic_in(path.read_bytes())
        if topic["slug"] not in taken:
            session.add(Topic.model_validate({**topic, "position": position}))
    session.flush()
