"""Words from the judges to one contestant or to all, shown on their phones."""

from sqlmodel import Session, col, or_, select

from quiz.contests.entry import Entry, Message
from quiz.contests.round import Leg
from quiz.ledger import Decider
from quiz.news import tell_after_commit
from quiz.refusals import N_, Invalid

LONGEST_MESSAGE = 300


def send_message(session: Session, leg: Leg, entry: Entry | None, text: str, by: Decider) -> Message:
    """To this contestant; to everyone in the leg where there is none."""
    text = " ".join(text.split())
    if not text:
        raise Invalid({"text": N_("Hãy viết lời nhắn.")})
    if len(text) > LONGEST_MESSAGE:
        raise Invalid({"text": N_("Lời nhắn dài quá 300 chữ cái; hãy viết ngắn hơn.")})
    assert leg.id is not None
    message = Message(
        leg_id=leg.id, entry_id=entry.id if entry else None, text=text, sent_by=by.person_id, sent_at=by.at
    )
    session.add(message)
    session.flush()
    tell_after_commit(session, f"entry-{entry.id}" if entry else f"leg-{leg.id}")
    tell_after_commit(session, f"leg-{leg.id}")
    return message


def messages_for(session: Session, leg: Leg, entry: Entry) -> list[Message]:
    """What this contestant has been told, newest first."""
    told = select(Message).where(
        Message.leg_id == leg.id, or_(col(Message.entry_id).is_(None), col(Message.entry_id) == entry.id)
    )
    return list(session.exec(told.order_by(col(Message.sent_at).desc(), col(Message.id).desc())))
