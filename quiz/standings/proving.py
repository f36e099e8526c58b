"""Is what is stored of results what was published and what follows from the rows? For `quiz doctor`. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.contests.rules_version import RulesVersion
from quiz.in_words import moment
from quiz.language import gettext as _
from quiz.ledger import LedgerEntry
from quiz.standings.comparing import actual_of, fixed_actual, needs_comparing, ranked_in, tie_decisions, tries_in
from quiz.standings.concluding import conclusion_bytes
from quiz.standings.evidence import Evidence
from quiz.standings.freeze import BoardFreeze
from quiz.standings.freezing import digest_of_frozen
from quiz.standings.keeping import digest_of
from quiz.standings.listing import is_listed_right
from quiz.standings.record import sha256
from quiz.standings.score import Conclusion, Snapshot
from quiz.standings.settling import came_about, settled

TOLD = ("publish_board", "withdraw_board", "publish_conclusion", "withdraw_conclusion")


@dataclass(frozen=True)
class Proved:
    """How many were looked at, and which are not what they should be, each in a few words."""

    count: int
    wrong: list[str]


def published_results(session: Session) -> Proved:
    """Each against its own digest, against the decision that published it, and against the ledger as it was then."""
    told, decided = _told_in_ledger(session)
    count, wrong = 0, list[str]()
    for result, computed in _published(session):
        count += 1
        if result.digest != computed:
            wrong.append(_("{number} (nội dung)").format(number=result.number))
        elif not _window_is_as_published(result):
            wrong.append(_("{number} (thời hạn khiếu nại)").format(number=result.number))
        elif result.digest not in decided or told.get(result.number or "", result.digest) != result.digest:
            wrong.append(_("{number} (khác sổ quyết định)").format(number=result.number))
        elif not _is_anchored(session, result.rules):
            wrong.append(_("{number} (sổ quyết định đã khác lúc công bố)").format(number=result.number))
    kept = {*session.exec(select(Snapshot.number)), *session.exec(select(Conclusion.number))}
    wrong += [_("{number} (mất)").format(number=number) for number in told if number not in kept]
    return Proved(count, wrong)


def frozen_boards(session: Session) -> Proved:
    """Each that was ever frozen against its own digest, and against the decision that froze it."""
    on_legs = session.exec(select(LedgerEntry).where(LedgerEntry.subject_type == "leg"))
    decided = {(entry.subject_id, entry.body.get("digest")) for entry in on_legs}
    count, wrong = 0, list[str]()
    for frozen in session.exec(select(BoardFreeze).order_by(col(BoardFreeze.id))):
        count += 1
        is_so = frozen.digest == digest_of_frozen(frozen.content, frozen.rules, frozen.frozen_at)
        if not is_so or (frozen.leg_id, frozen.digest) not in decided:
            told = _("bảng đóng băng lúc {at} của {contest}")
            code = frozen.rules["about"]["code"]
            wrong.append(told.format(at=moment(frozen.frozen_at), contest=code))
    return Proved(count, wrong)


def lost_decisions(session: Session) -> list[str]:
    """Ends of ledgers that are gone: something names a decision later than the last one that is there."""
    by_contest = select(LedgerEntry.contest_id, func.max(LedgerEntry.seq)).group_by(col(LedgerEntry.contest_id))
    last = dict(session.exec(by_contest).all())
    named: dict[int, int] = {}
    by_version = select(RulesVersion.contest_id, func.max(RulesVersion.decided_seq)).group_by(
        col(RulesVersion.contest_id)
    )
    by_attempt = (
        select(Round.contest_id, func.max(Attempt.decided_seq))
        .join(Leg, col(Leg.round_id) == Round.id)
        .join(Attempt, col(Attempt.leg_id) == Leg.id)
        .where(col(Attempt.decided_seq).is_not(None))
        .group_by(col(Round.contest_id))
    )
    for contest_id, seq in [*session.exec(by_version), *session.exec(by_attempt)]:
        named[contest_id] = max(named.get(contest_id, 0), seq or 0)
    return [
        _("sau quyết định {seq} của cuộc thi {contest}").format(seq=last.get(contest_id, 0), contest=contest_id)
        for contest_id, seq in sorted(named.items())
        if seq > last.get(contest_id, 0)
    ]


def listed_lines(session: Session) -> Proved:
    """The lines of boards as they are kept in order, against scores and entries."""
    count, wrong = 0, list[str]()
    legs = (
        select(Contest, Leg).join(Round, col(Round.contest_id) == Contest.id).join(Leg, col(Leg.round_id) == Round.id)
    )
    for contest, leg in session.exec(legs.order_by(col(Leg.id))).all():
        count += 1
        if not is_listed_right(session, leg.id or 0):
            told = _("đợt {leg} ({contest})")
            wrong.append(told.format(leg=leg.public_id, contest=contest.code))
    return Proved(count, wrong)


def settled_scores(session: Session) -> Proved:
    """What only all attempts of a leg together decide: which counts, how far predictions were, who won a tie."""
    count, wrong = 0, list[str]()
    legs = select(Contest, Round, Leg).where(Round.contest_id == Contest.id, Leg.round_id == Round.id)
    for contest, round, leg in session.exec(legs.order_by(col(Leg.id))).all():
        if not needs_comparing(round.rules):
            continue
        actual = actual_of(session, leg)
        if round.rules.prediction is not None and actual is None:
            continue  # nothing came about yet
        before, ranked = tries_in(session, leg), ranked_in(session, round)
        count += len(before)
        after = settled(before, round.rules, ranked, tie_decisions(session, round, leg), actual)
        apart = sum(old != new for old, new in zip(before, after, strict=True))
        if apart:
            told = _("{count} lượt của đợt {leg} ({contest})")
            wrong.append(told.format(count=apart, leg=leg.public_id, contest=contest.code))
        free = round.rules.prediction is not None and fixed_actual(session, leg) is None
        if free and came_about(before, round.rules, ranked) != actual:
            told = _("số thực tế của đợt {leg} ({contest})")
            wrong.append(told.format(leg=leg.public_id, contest=contest.code))
    return Proved(count, wrong)


def _published(session: Session) -> Iterator[tuple[Snapshot | Conclusion, str]]:
    """Each with its digest as it is computed; one after the other."""
    for id in session.exec(select(Snapshot.id).order_by(col(Snapshot.id))).all():
        snapshot, evidence = session.get_one(Snapshot, id), session.get(Evidence, id)
        yield snapshot, digest_of(snapshot, evidence)
        session.expunge(snapshot)
    for conclusion in session.exec(select(Conclusion).order_by(col(Conclusion.id))).all():
        yield conclusion, sha256(conclusion_bytes(conclusion))


def _told_in_ledger(session: Session) -> tuple[dict[str, str], set[str]]:
    """The digest that each number was published with, and all digests: decisions of before there were numbers tell no
    number."""
    entries = session.exec(select(LedgerEntry).where(col(LedgerEntry.decision).in_(TOLD))).all()
    numbered = {entry.body["number"]: entry.body["digest"] for entry in entries if entry.body.get("number")}
    return numbered, {entry.body["digest"] for entry in entries}


def _window_is_as_published(result: Snapshot | Conclusion) -> bool:
    """The time for complaints stands in columns of its own, beside the record that the digest is of."""
    if "complaints" not in result.rules:
        return True
    opens, closes = result.complaints_from, result.complaints_until
    held = {"from": opens.isoformat(), "until": closes.isoformat()} if opens and closes else None
    return bool(held == result.rules["complaints"])


def _is_anchored(session: Session, rules: dict[str, object]) -> bool:
    """Does the ledger still hold the decision that was its last when this was published?"""
    anchor = rules.get("ledger")
    if not isinstance(anchor, dict):
        return True
    is_there = select(LedgerEntry.id).where(LedgerEntry.hash == anchor["hash"], LedgerEntry.seq == anchor["seq"])
    return session.exec(is_there).first() is not None
