"""What a question's form and the search offer to choose from: kinds, topics, difficulties."""

from sqlmodel import Session, col, select

from question_bank.checking import Finding, Topics
from question_bank.draft import Draft
from question_bank.kinds import KINDS
from question_bank.naming import DIFFICULTY_NAMES, UNSORTED_NAME
from question_bank.question import DIFFICULTIES
from question_bank.text import fold
from question_bank.topic import UNSORTED_SLUG, Topic
from quiz.language import gettext as _

Option = tuple[str, str]


def all_topics(session: Session) -> list[Topic]:
    """In the order of the tree's positions, "Chưa phân loại" last."""
    topics = session.exec(select(Topic).order_by(col(Topic.position), col(Topic.id))).all()
    return sorted(topics, key=lambda topic: topic.slug == UNSORTED_SLUG)


def kind_options() -> list[Option]:
    return [(name, _(kind.label)) for name, kind in KINDS.items()]


def difficulty_options() -> list[Option]:
    return [(str(level), _(name)) for level, name in DIFFICULTIES.items()]


def kinds_for(draft: Draft, finding: Finding) -> tuple[str, list[Option]]:
    known = finding.kind in KINDS
    unknown = [] if known else [(draft.kind, _("{kind} (chưa có loại này)").format(kind=draft.kind))]
    return finding.kind if known else draft.kind, unknown + kind_options()


def topics_for(session: Session, draft: Draft, known: Topics) -> tuple[str, list[Option]]:
    said = " ".join(draft.topic.split())
    options = [("", _(UNSORTED_NAME))]
    options += [(topic.name, topic.name) for topic in all_topics(session) if topic.slug != UNSORTED_SLUG]
    chosen = known.get(fold(said), said)
    if said and fold(said) not in known:
        options.insert(0, (said, _("{topic} (chưa có)").format(topic=said)))
    return "" if chosen == UNSORTED_NAME else chosen, options


def difficulties_for(draft: Draft) -> tuple[str, list[Option]]:
    said = fold(draft.difficulty)
    level = str(DIFFICULTY_NAMES.get(said, said or "3"))
    if level in map(str, DIFFICULTIES):
        return level, difficulty_options()
    return draft.difficulty, [(draft.difficulty, draft.difficulty), *difficulty_options()]
