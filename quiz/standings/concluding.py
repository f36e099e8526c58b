"""Publish the result of a whole contest: from the published boards of its legs, and only from what they say."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round, RoundKind, legs_of, rounds_of
from quiz.language import gettext as _
from quiz.ledger import Decider, decide, last_link, lock_ledger
from quiz.news import tell_after_commit
from quiz.people.unit import Unit
from quiz.refusals import N_, Refusal
from quiz.standings.complaining import open_in_contest
from quiz.standings.conclusion import latest_conclusion
from quiz.standings.finding_prizes import prizes_of, unit_tables_by_prizes, won_by_units
from quiz.standings.gathering_units import unit_tables_of
from quiz.standings.handing_over import insist_winners_verified
from quiz.standings.keeping import Kept
from quiz.standings.publication_order import insist_in_order, is_early, window_for
from quiz.standings.publishing import NothingPublished, has_changed_since
from quiz.standings.record import canonical, pseudonym, sha256
from quiz.standings.revision import OFFICIAL, WITHDRAWN, Head, State, latest, next_number
from quiz.standings.score import Conclusion
from quiz.standings.summing_up import overall_of
from quiz.written import written

CONCLUDE, UNDO_CONCLUSION = "publish_conclusion", "withdraw_conclusion"
"""Ledger, on ("contest", id). Body: {"revision", "number", "state", "digest"}, and "early" where it was."""
FORMAT = "hoi-thi/conclusion/%d"
NEWEST = 2
"""The format of what is published now, kept with its rules as "record". In 1 the pseudonym of a winner's unit stood
where the unit's name belongs; the digest of what was published so is of that."""


class LegsAreMissing(Refusal):
    message = N_("Chưa công bố được: còn đợt thi chưa có kết quả {what}: {legs}.")
    hint = N_("Kết quả chung cuộc dựa trên kết quả đã công bố của mọi đợt thi.")


class LegsHaveChanged(Refusal):
    message = N_("Chưa công bố được: kết quả đã thay đổi so với bản đang công bố ở {legs}.")
    hint = N_("Hãy công bố bản mới của đợt thi đó trước.")


class PrizesAreOpen(Refusal):
    message = N_("Chưa công bố chính thức được: danh sách giải chưa xét xong.")
    hint = N_("Trang Giải thưởng ghi những chỗ còn chờ: đồng hạng ở vạch, quá số giải, hay đợt thi chưa công bố.")


def publish_conclusion(
    session: Session, contest: Contest, *, state: State, note: str, by: Decider, early: str = "", site: str = ""
) -> Conclusion:
    """As `publish` of a leg; official only over official boards and a list of prizes with nothing left to decide."""
    lock_ledger(session, contest.id)
    legs = _legs(session, contest)
    _insist_published(legs, state)
    _insist_unchanged(session, legs)
    complaints, head = contest.rules.complaints, latest_conclusion(session, contest)
    waiting = open_in_contest(session, contest)
    insist_in_order(complaints, head, state, note, early, by.at, waiting)
    early = early.strip() if state == OFFICIAL and is_early(complaints, head, by.at, waiting) else ""
    kept = Kept(state, note.strip(), window_for(complaints, head, state, by.at), early, site)
    content = _content(session, contest, legs, state, by.at)
    conclusion = _next(session, contest, kept, content, _rules(session, contest), by)
    _record(session, contest, conclusion, CONCLUDE, kept.note or early, by)
    return conclusion


def withdraw_conclusion(session: Session, contest: Contest, *, reason: str, by: Decider) -> Conclusion:
    assert contest.id is not None
    reason = written(reason, "reason", _("Hãy ghi lý do thu hồi."))
    lock_ledger(session, contest.id)
    head = latest_conclusion(session, contest)
    if head is None or not head.is_out:
        raise NothingPublished
    conclusion = _next(session, contest, Kept(WITHDRAWN, reason), {}, _rules(session, contest), by)
    _record(session, contest, conclusion, UNDO_CONCLUSION, reason, by)
    return conclusion


@dataclass(frozen=True)
class LegNow:
    """A leg that a conclusion rests on, with what is published of it."""

    name: str
    public_id: str
    head: Head | None

    @property
    def is_out(self) -> bool:
        return self.head is not None and self.head.is_out

    @property
    def is_official(self) -> bool:
        return self.head is not None and self.head.state == OFFICIAL


def legs_now(session: Session, contest: Contest) -> list[LegNow]:
    return [LegNow(_name(round, leg), leg.public_id, head) for round, leg, head in _legs(session, contest)]


def conclusion_bytes(conclusion: Conclusion) -> bytes:
    """What its digest is of, and what the JSON file holds: canonical, and pseudonymous as a leg's record is."""
    content = {name: value for name, value in conclusion.content.items() if name != "salt"}
    salt, written = conclusion.content.get("salt", ""), conclusion.rules.get("record", 1)
    if written >= NEWEST and content.get("prizes"):
        content["prizes"] = _with_units_named(content["prizes"])
    return canonical({
        "format": FORMAT % written, "number": conclusion.number, "revision": conclusion.revision,
        "state": conclusion.state, "note": conclusion.note, "at": conclusion.published_at.isoformat(),
        "rules": conclusion.rules,
        **(_veiled(salt, content) if salt else {}),
    })  # fmt: skip


def _with_units_named(prizes: dict[str, Any]) -> dict[str, Any]:
    """A winner's unit by its name; beside it, where its pseudonym goes."""
    lines = [
        line | {"winners": [
            {("unit_name" if name == "unit" else name): value for name, value in one.items()} for one in line["winners"]
        ]}
        for line in prizes["lines"]
    ]  # fmt: skip
    return prizes | {"lines": lines}


_Legs = list[tuple[Round, Leg, Head | None]]
_NAMED = {"entry_id": "entry", "unit_id": "unit", "leg_id": "leg", "division": "division"}
"""Names of numbers of the database, and what they are called where they are told."""


def _veiled(salt: str, told: Any) -> Any:
    """With pseudonyms in the place of the database's numbers."""
    if isinstance(told, list):
        return [_veiled(salt, each) for each in told]
    if not isinstance(told, dict):
        return told
    return {_NAMED.get(name, name): _veiled_value(salt, name, value) for name, value in told.items()}


def _veiled_value(salt: str, name: str, value: Any) -> Any:
    if name in _NAMED and isinstance(value, int):
        return pseudonym(salt, _NAMED[name], value)
    if name == "overall" and value:
        legs = [[pseudonym(salt, "leg", id), *more] for id, *more in value["legs"]]
        return _veiled(salt, value) | {"legs": legs}
    if name == "units":
        return [_veiled_units(salt, table) for table in value]
    return _veiled(salt, value)


def _veiled_units(salt: str, table: dict[str, Any]) -> dict[str, Any]:
    """Its rows are lists; the unit comes second."""

    def veiled(rows: list[Any]) -> list[Any]:
        return [[place, pseudonym(salt, "unit", id), *more] for place, id, *more in rows]

    groups = [[name, veiled(rows)] for name, rows in table["groups"]]
    return table | {"groups": groups, "unranked": veiled(table["unranked"])}


def _legs(session: Session, contest: Contest) -> _Legs:
    """Every leg that has a board, with what is published of it; a cancelled one has none."""
    assert contest.id is not None
    return [
        (round, leg, latest(session, leg))
        for round in rounds_of(session, contest.id)
        if round.kind == RoundKind.ONLINE and round.id is not None
        for leg in legs_of(session, round.id)
        if leg.cancelled_at is None
    ]


def _name(round: Round, leg: Leg) -> str:
    return " · ".join(filter(None, (round.name, leg.name)))


def _insist_published(legs: _Legs, state: State) -> None:
    missing = [
        _name(round, leg)
        for round, leg, head in legs
        if head is None or not head.is_out or (state == OFFICIAL and head.state != OFFICIAL)
    ]
    if missing or not legs:
        what = _("chính thức") if state == OFFICIAL else _("đã công bố")
        raise LegsAreMissing(what=what, legs=", ".join(missing) or "–")


def _insist_unchanged(session: Session, legs: _Legs) -> None:
    changed = [
        _name(round, leg) for round, leg, head in legs if head is None or has_changed_since(session, round, leg, head)
    ]
    if changed:
        raise LegsHaveChanged(legs=", ".join(changed))


def _content(session: Session, contest: Contest, legs: _Legs, state: State, at: datetime) -> dict[str, Any]:
    overall = overall_of(session, contest, at)
    found = prizes_of(session, contest, "published", at)
    if state == OFFICIAL and contest.rules.prizes and not found.is_final:
        raise PrizesAreOpen
    if state == OFFICIAL:
        insist_winners_verified(session, contest, found)
    units = unit_tables_of(session, contest, at, won_by_units(found))
    names = {leg.public_id: _name(round, leg) for round, leg, _head in legs}
    return {
        "salt": secrets.token_hex(32),
        "legs": [
            {"leg": leg.public_id, "name": _name(round, leg), "number": head.number, "revision": head.revision,
             "state": head.state, "digest": head.digest}
            for round, leg, head in legs if head is not None
        ],
        "overall": overall.to_json() if overall is not None else None,
        "units": [table.to_json() for table in units],
        "leg_units": [
            {"leg": leg.public_id, "name": names[leg.public_id], "units": [table.to_json() for table in tables]}
            for leg, tables in unit_tables_by_prizes(session, contest, found, at) if leg.public_id in names
        ],
        "prizes": found.prize_list.to_json() if contest.rules.prizes else None,
    }  # fmt: skip


def _rules(session: Session, contest: Contest) -> dict[str, Any]:
    return {
        "about": {
            "contest": contest.title, "code": contest.code,
            "organiser": session.get_one(Unit, contest.unit_id).name,
        },
        "rules": contest.rules.model_dump(mode="json"), "contest_version": contest.rules_version,
        "ledger": last_link(session, contest.id or 0),
    }  # fmt: skip


def _next(
    session: Session, contest: Contest, kept: Kept, content: dict[str, Any], rules: dict[str, Any], by: Decider
) -> Conclusion:
    assert contest.id is not None
    head, window = latest_conclusion(session, contest), kept.window
    complaints = {"from": window.opens.isoformat(), "until": window.closes.isoformat()} if window else None
    about = rules["about"] | {"site": kept.site}
    conclusion = Conclusion(
        contest_id=contest.id, number=next_number(session, contest), revision=head.revision + 1 if head else 1,
        state=kept.state, content=content,
        rules={**rules, "about": about, "early": kept.early, "complaints": complaints, "record": NEWEST},
        note=kept.note, digest="",
        published_by=by.person_id, published_at=by.at, complaints_from=window.opens if window else None,
        complaints_until=window.closes if window else None,
    )  # fmt: skip
    conclusion.digest = sha256(conclusion_bytes(conclusion))
    session.add(conclusion)
    session.flush()
    return conclusion


def _record(
    session: Session, contest: Contest, conclusion: Conclusion, decision: str, reason: str, by: Decider
) -> None:
    assert contest.id is not None
    early = conclusion.rules["early"]
    body = {
        "revision": conclusion.revision, "number": conclusion.number, "state": conclusion.state,
        "digest": conclusion.digest, **({"early": early} if early else {}),
    }  # fmt: skip
    decide(
        session, contest_id=contest.id, by=by, subject=("contest", contest.id), decision=decision, body=body,
        reason=reason,
    )  # fmt: skip
    tell_after_commit(session, f"conclusion-{contest.id}")
