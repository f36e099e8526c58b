"""Whether a second person must approve what one wrote: a decision of the installation, yes until somebody says no."""

from datetime import datetime

from sqlmodel import Session, col, select

from quiz.language import gettext as _
from quiz.ledger import INSTALLATION, Decider, LedgerEntry, decide
from quiz.people.person import Person
from quiz.people.role import HOLDERS, Power, roles_in_force
from quiz.refusals import Problems
from quiz.written import written

SUBJECT = ("second_person", 0)
OFF, ON = "do_without_second_person", "ask_for_second_person"


def last_word(session: Session) -> LedgerEntry | None:
    """The decision in force, where one was ever taken."""
    said = select(LedgerEntry).where(LedgerEntry.subject_type == SUBJECT[0], LedgerEntry.contest_id == INSTALLATION)
    return session.exec(said.order_by(col(LedgerEntry.seq).desc()).limit(1)).first()


def is_second_person_asked(session: Session) -> bool:
    word = last_word(session)
    return word is None or word.decision == ON


def do_without(session: Session, reason: str, by: Decider, *, although: bool = False) -> None:
    """For whoever is alone. What they approve of their own says so ever after.

    Who is not alone must say that they know: `although`. The ledger keeps how many others there were.
    """
    others = [person for person in reviewers(session, by.at) if person.id != by.person_id]
    problems = Problems()
    with problems.gathered():
        reason = written(reason, "reason", _("Hãy ghi lý do: nó ở lại trong sổ quyết định."))
    if others and not although:
        problems["although"] = _("Bạn không chỉ có một mình: hãy mời một người trong số họ duyệt, hoặc đánh dấu ô này.")
    problems.refuse()
    if is_second_person_asked(session):
        _decide(session, OFF, reason, by, {"others": len(others)})


def ask_for(session: Session, by: Decider) -> None:
    if not is_second_person_asked(session):
        _decide(session, ON, "", by, {})


def reviewers(session: Session, at: datetime) -> list[Person]:
    """Everybody who may approve in any contest, now, by their names. Each once."""
    held = {person.id: person for role, person in roles_in_force(session, at) if role.name in HOLDERS[Power.REVIEW]}
    return sorted(held.values(), key=lambda person: person.sort_key)


def _decide(session: Session, decision: str, reason: str, by: Decider, body: dict[str, int]) -> None:
    decide(session, contest_id=INSTALLATION, by=by, subject=SUBJECT, decision=decision, body=body, reason=reason)
