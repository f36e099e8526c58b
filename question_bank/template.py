"""The Excel template that organisers download, with the bank's own topics in its drop-down."""

from sqlmodel import Session, col, select

from question_bank.topic import UNSORTED_SLUG, Topic
from question_bank.writers import xlsx

FILENAME = "mau-cau-hoi.xlsx"


def template(session: Session) -> bytes:
    return xlsx.template(topic_names(session))


def topic_names(session: Session) -> list[str]:
    """In the order of the tree's positions, without "Chưa phân loại"."""
    topics = select(Topic).where(Topic.slug != UNSORTED_SLUG).order_by(col(Topic.position), col(Topic.id))
    return [topic.name for topic in session.exec(topics)]
