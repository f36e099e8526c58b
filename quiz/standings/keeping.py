"""Keep what is published as the next revision: the board, the rules and decisions, the evidence, and their digest."""

import json
import zlib
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Mixing, Round, parts_of
from quiz.ledger import Decider, decisions_on, last_link
from quiz.people.unit import Unit
from quiz.standings.comparing import tie_entries
from quiz.standings.evidence import Evidence, gather, packed
from quiz.standings.kept_board import content_of
from quiz.standings.keys import CORRECT_KEY
from quiz.standings.record import NEWEST, canonical, record_of, sha256
from quiz.standings.revision import WITHDRAWN, Window, latest, next_number
from quiz.standings.score import Snapshot


@dataclass(frozen=True)
class Kept:
    """How a revision is published; what it shows is as it stands."""

    state: str
    note: str
    window: Window | None = None
    early: str = ""
    site: str = ""
    """Where people reach this site, for the QR on what is printed."""


@dataclass(frozen=True)
class Made:
    """The next revision, not kept yet."""

    snapshot: Snapshot
    evidence: Evidence


def made_board(
    session: Session, contest: Contest, round: Round, leg: Leg, kept: Kept, by: Decider, *, with_sheets: bool
) -> Made:
    """Writes nothing. `with_sheets`: nobody works any more, so sheets may be looked into."""
    rules = rules_kept(session, contest, round, leg) | {"early": kept.early, "record": NEWEST}
    rules["about"]["site"] = kept.site
    snapshot = _next(session, contest, leg, kept, content_of(session, round, leg, by.at), rules, by)
    gathered = gather(session, round, leg, with_sheets=with_sheets)
    gathered.sealed.update(corrections=rules["corrections"], ties=rules["ties"])
    evidence = Evidence(snapshot_id=0, sheets=packed(gathered.sheets), sealed=packed(gathered.sealed))
    snapshot.digest = digest_of(snapshot, evidence)
    return Made(snapshot, evidence)


def keep_board(session: Session, made: Made) -> Snapshot:
    """Under the lock of the contest's ledger, while it is the next."""
    session.add(made.snapshot)
    session.flush()
    assert made.snapshot.id is not None
    made.evidence.snapshot_id = made.snapshot.id
    session.add(made.evidence)
    session.flush()
    return made.snapshot


def keep_withdrawal(session: Session, contest: Contest, leg: Leg, reason: str, by: Decider) -> Snapshot:
    snapshot = _next(session, contest, leg, Kept(WITHDRAWN, reason), {}, {}, by)
    snapshot.digest = digest_of(snapshot, None)
    session.add(snapshot)
    session.flush()
    return snapshot


def digest_of(snapshot: Snapshot, evidence: Evidence | None) -> str:
    return sha256(record_bytes(snapshot, evidence))


def record_bytes(snapshot: Snapshot, evidence: Evidence | None) -> bytes:
    """What the digest is of, and what the JSON file holds. Without evidence: withdrawn, or of before there was any."""
    if evidence is None:
        return canonical({
            "revision": snapshot.revision, "state": snapshot.state, "content": snapshot.content,
            "rules": snapshot.rules, "note": snapshot.note, "at": snapshot.published_at.isoformat(),
        })  # fmt: skip
    about = {
        "number": snapshot.number, "revision": snapshot.revision, "state": snapshot.state, "note": snapshot.note,
        "at": snapshot.published_at.isoformat(),
    }  # fmt: skip
    return canonical(
        record_of(about, snapshot.content, snapshot.rules, unpacked(evidence.sheets), unpacked(evidence.sealed))
    )


def unpacked(kept: bytes) -> Any:
    return json.loads(zlib.decompress(kept))


def rules_kept(session: Session, contest: Contest, round: Round, leg: Leg) -> dict[str, Any]:
    """The rules, corrections and decisions on ties that make the board what it is."""
    corrections = [
        {"seq": entry.seq, **entry.body, "reason": entry.reason}
        for entry in decisions_on(session, round.contest_id, CORRECT_KEY)
        if entry.subject_id == round.id
    ]
    ties = [{"seq": entry.seq, **entry.body, "reason": entry.reason} for entry in tie_entries(session, round, leg)]
    return {
        "about": {
            "contest": contest.title, "code": contest.code, "round": round.name, "leg": leg.name,
            "organiser": session.get_one(Unit, contest.unit_id).name,
        },
        "rules": round.rules.model_dump(mode="json"), **_mixed(session, round), "version": round.rules_version,
        "contest_version": contest.rules_version, "ledger": last_link(session, round.contest_id),
        "corrections": corrections, "ties": ties,
    }  # fmt: skip


def _mixed(session: Session, round: Round) -> dict[str, Any]:
    """How points of parts make those of a paper, where they are not simply added: weights by the part's position."""
    if round.mixing == Mixing.SUM:
        return {}
    weights = {
        str(part.position): part.coefficient if round.mixing == Mixing.COEFFICIENTS else part.weight_percent
        for part in parts_of(session, round.id or 0)
    }
    return {"mixing": {"how": str(round.mixing), "weights": weights}}


def _next(
    session: Session,
    contest: Contest,
    leg: Leg,
    kept: Kept,
    content: dict[str, Any],
    rules: dict[str, Any],
    by: Decider,
) -> Snapshot:
    assert leg.id is not None
    head, number, window = latest(session, leg), next_number(session, contest), kept.window
    complaints = {"from": window.opens.isoformat(), "until": window.closes.isoformat()} if window else None
    return Snapshot(
        leg_id=leg.id, number=number, revision=head.revision + 1 if head else 1, state=kept.state, content=content,
        rules={**rules, "number": number, "complaints": complaints}, note=kept.note, digest="",
        published_by=by.person_id, published_at=by.at, complaints_from=window.opens if window else None,
        complaints_until=window.closes if window else None,
    )  # fmt: skip
