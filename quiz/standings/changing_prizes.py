"""Decisions about prizes as people ask for them, held against the list as it stands in the published results."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.prizes import Prize
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, lock_ledger
from quiz.refusals import N_, Invalid, NotFound, Problems, Refusal
from quiz.standings.awarding import Tie, is_capped
from quiz.standings.deciding_prizes import bar, decide_tie, draw_lots, shift
from quiz.standings.finding_prizes import Found, prizes_of
from quiz.written import reason_written

NUMBER_MOST = 10_000


class NoSuchBorder(Refusal):
    message = N_("Nhóm bằng nhau này đã thay đổi. Hãy xem lại rồi quyết định.")


class NothingToShift(Refusal):
    message = N_("Thể lệ không cho điều chỉnh số lượng giải.")


def bar_entry(session: Session, contest: Contest, entry_id: int, reason: str, by: Decider) -> LedgerEntry:
    """Found not eligible when it was checked: no prize, until the decision is taken back."""
    found = found_for_deciding(session, contest, by)
    entry = session.get(Entry, entry_id)
    if entry is None or entry.contest_id != contest.id or entry_id in found.decided.barred:
        raise NotFound
    return bar(session, contest, entry_id, reason, by)


@dataclass(frozen=True)
class BorderSaid:
    """What a form says of a group of equals at a prize's border; `numbers`: by the entry, the place the jury gives."""

    ranking: str
    group: str
    how: str
    seed: str
    reason: str
    numbers: Mapping[int, str]


def group_of(tie: Tie) -> str:
    """Names exactly these equals, however many."""
    ids = ",".join(str(id) for id in sorted(each.id for each in tie.contenders))
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


def decide_border(session: Session, contest: Contest, said: BorderSaid, by: Decider) -> LedgerEntry:
    """Of a whole group of equals that nobody has decided: the jury's order, lots, or that they share the prize."""
    found = found_for_deciding(session, contest, by)
    ids = [each.id for each in _open_tie(found, said).contenders]
    if said.how == "lots":
        tickets = {found.ticket_of(id, said.ranking): id for id in ids}
        return draw_lots(session, contest, said.ranking, tickets, said.seed, said.reason, by)
    if said.how == "shared":
        return decide_tie(session, contest, said.ranking, ids, "shared", said.reason, by)
    if said.how != "jury":
        raise Invalid({"how": _("Hãy chọn một trong các mục.")})
    ordered = _in_order(ids, [said.numbers.get(id, "") for id in ids])
    return decide_tie(session, contest, said.ranking, ordered, "jury", said.reason, by)


def shiftable(found: Found, contest: Contest) -> dict[int, Prize]:
    """The prizes whose number people may decide, by their index: between those counted where the rules let them be
    rebalanced; and each where there are more than the cap allows, for somebody has to say which go.
    """
    prizes, awarding = contest.rules.prizes, contest.rules.awarding
    over = bool(found.over_cap or (found.decided.numbers and awarding.cap_percent is not None))
    return {
        index: prize for index, prize in enumerate(prizes)
        if is_capped(prize) and (over or (awarding.rebalanced and prize.how_many == "count"))
    }  # fmt: skip


def shift_numbers(
    session: Session, contest: Contest, typed: Mapping[int, str], reason: str, by: Decider
) -> LedgerEntry:
    """`typed`: by the index of a prize, how many of it; empty: as the rules say."""
    found = found_for_deciding(session, contest, by)
    may = shiftable(found, contest)
    if not may:
        raise NothingToShift
    problems = Problems()
    numbers = _numbers({index: told for index, told in typed.items() if index in may}, problems)
    with problems.gathered():
        reason_written(reason)
    _insist_none_added(may, numbers, problems)
    if not numbers and not problems:
        problems["numbers"] = _("Hãy ghi số lượng mới của ít nhất một giải.")
    problems.refuse()
    return shift(session, contest, numbers, reason, by)


def found_for_deciding(session: Session, contest: Contest, by: Decider) -> Found:
    """The list as published, while nobody else decides."""
    lock_ledger(session, contest.id)
    return prizes_of(session, contest, "published", by.at)


def _open_tie(found: Found, said: BorderSaid) -> Tie:
    for one in found.open_ties:
        if one.tie is not None and one.offer.ranking.key == said.ranking and group_of(one.tie) == said.group:
            return one.tie
    raise NoSuchBorder


def _in_order(ids: Sequence[int], order: Sequence[str]) -> list[int]:
    """By the numbers beside them: each number once, from 1 on."""
    wanted = [str(place) for place in range(1, len(ids) + 1)]
    if sorted(told.strip() for told in order) != sorted(wanted):
        raise Invalid({"order": _("Đánh số 1, 2, 3… cho cả nhóm, mỗi người một số.")})
    return [id for _number, id in sorted(zip(map(int, order), ids, strict=True))]


def _numbers(typed: Mapping[int, str], problems: Problems) -> dict[int, int]:
    numbers = {}
    for index, told in typed.items():
        told = told.strip()
        if not told:
            continue
        if told.isascii() and told.isdigit() and len(told) <= 5 and int(told) <= NUMBER_MOST:
            numbers[index] = int(told)
        else:
            problems[f"number-{index}"] = _("Một số nguyên từ 0 đến %(most)s.") % {"most": NUMBER_MOST}
    return numbers


def _insist_none_added(may: Mapping[int, Prize], numbers: Mapping[int, int], problems: Problems) -> None:
    """Numbers move between the prizes of a scope: none is added."""
    for scope in {_scope(prize) for prize in may.values()}:
        own = [index for index, prize in may.items() if _scope(prize) == scope and prize.how_many == "count"]
        most = sum(may[index].count or 0 for index in own)
        asked = sum(numbers.get(index, may[index].count or 0) for index in own)
        if asked > most:
            told = _("Thể lệ có %(most)s giải ở đây; chỉ chuyển giữa các giải, không thêm.") % {"most": most}
            problems.setdefault(f"number-{next(index for index in own if index in numbers)}", told)


def _scope(prize: Prize) -> tuple[object, ...]:
    return prize.scope, prize.round, prize.part
