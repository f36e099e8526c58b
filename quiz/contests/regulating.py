"""How the rules of a whole contest are changed: held against each other, written in the ledger, kept as a version."""

from sqlmodel import Session

from quiz.contests.agreeing import insist_on_agreement
from quiz.contests.contest import Contest
from quiz.contests.contest_rules import ContestRules
from quiz.contests.retention import keep_anew
from quiz.contests.rules_version import rules_of
from quiz.contests.scheduling import insist_on_reason, note
from quiz.ledger import Decider
from quiz.refusals import Problems

SET_CONTEST_RULES = "set_contest_rules"


def set_contest_rules(session: Session, contest: Contest, rules: ContestRules, reason: str, by: Decider) -> None:
    """What no single round says, from now on. After announcing only for a reason, which the public page shows."""
    before = contest.rules
    if rules == before:
        return
    whole = rules_of(session, contest)
    problems = Problems()
    with problems.gathered():
        insist_on_agreement(session, contest, whole.model_copy(update={"contest": rules}), drafts_too=True)
    with problems.gathered():
        insist_on_reason(contest, reason)
    problems.refuse()
    contest.rules_json = rules.model_dump(mode="json")
    session.add(contest)
    if rules.registration.keep_until != before.registration.keep_until:
        keep_anew(session, contest, rules.registration.keep_until)
    changed = [name for name in ContestRules.model_fields if getattr(before, name) != getattr(rules, name)]
    note(session, contest, ("contest", contest.id), SET_CONTEST_RULES, {"changed": changed}, reason.strip(), by)
