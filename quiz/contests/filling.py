"""Whether the bank can fill the papers of a leg, from the day it opens to the day it closes."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from quiz import clock
from quiz.contests.blueprint import outlook, share_questions
from quiz.contests.check import Check, Mend, problem, ready, warning
from quiz.contests.composing import as_drawn, fixed_count, fixed_of, outlook_of, questions_in, rows_for, supply_of
from quiz.contests.dividing import quiz_parts_of
from quiz.contests.round import Leg, Part, Round, legs_of
from quiz.language import gettext as _
from quiz.language import ngettext


def filled(session: Session, round: Round, leg: Leg, at: datetime) -> list[Check]:
    """All that was looked at: what is lacking, or else how plenty it is."""
    if short := lacking(session, round, leg, at):
        return short
    parts = quiz_parts_of(session, round)
    plenty = [_of(part, parts, check) for part in parts for check in _plenty(session, part, leg, at)]
    return [*plenty, *_apart(session, round, leg)]


def _apart(session: Session, round: Round, leg: Leg) -> list[Check]:
    """Where keys come out after each leg, those that follow should ask something else."""
    assert round.id is not None
    before = [other for other in legs_of(session, round.id) if other.position < leg.position and not other.cancelled_at]
    if round.rules.release_answers == "never" or not before:
        return []
    for part in quiz_parts_of(session, round):
        mine = as_drawn(rows_for(session, part, leg))
        if any(share_questions(mine, as_drawn(rows_for(session, part, other))) for other in before):
            text = _("Đợt này rút cùng chủ đề với đợt trước, mà đáp án đợt trước đã cho xem: hãy đặt ma trận riêng.")
            return [warning(text, Mend.LEG_BLUEPRINT)]
    return []


def lacking(session: Session, round: Round, leg: Leg, at: datetime) -> list[Check]:
    """The red ones alone: they are asked at the opening, and looking is to cost little."""
    parts = quiz_parts_of(session, round)
    if not parts:
        return [problem(_("Vòng thi chưa có phần trắc nghiệm nào."), Mend.BLUEPRINT)]
    found = [_of(part, parts, check) for part in parts if (check := _lacking_in(session, part, leg, at))]
    return found or _lacking_together(session, parts, leg, at)


def is_lacking(session: Session, round: Round, leg: Leg, at: datetime) -> bool:
    """Would a paper of the leg not be filled?"""
    if leg.closes_at is not None and leg.closes_at <= at:
        return False
    return bool(lacking(session, round, leg, at))


def _of(part: Part, parts: list[Part], check: Check) -> Check:
    """With the name of the part, where there are several."""
    return replace(check, text=f"{part.name}: {check.text}") if len(parts) > 1 else check


def _lacking_together(session: Session, parts: list[Part], leg: Leg, at: datetime) -> list[Check]:
    """Parts draw from one pool, and no question twice."""
    if len(parts) < 2:
        return []
    rows = [row for part in parts for row in as_drawn(rows_for(session, part, leg))]
    for day in _days(leg, at):
        supply = Counter(supply_of(session, parts[0], day))
        for part in parts[1:]:
            supply.subtract((version.topic_id, version.difficulty) for version in fixed_of(session, part, day))
        short = sum(seen.short for seen in outlook(rows, {group: max(0, held) for group, held in supply.items()}))
        if short:
            text = _("Các phần dùng chung kho và không rút trùng câu: kho thiếu %(count)s câu.") % {"count": short}
            return [problem(text, Mend.BLUEPRINT)]
    return []


def _days(leg: Leg, at: datetime) -> list[date]:
    """From when to when its papers are drawn."""
    return sorted({clock.day_of(max(leg.opens_at or at, at)), _last_day(leg, at)})


def _lacking_in(session: Session, part: Part, leg: Leg, at: datetime) -> Check | None:
    if not questions_in(session, part, leg):
        return problem(_("Đề chưa có câu nào."), Mend.BLUEPRINT)
    days = _days(leg, at)
    lost = fixed_count(session, part) - min(len(fixed_of(session, part, day)) for day in days)
    if lost:
        return problem(_("%(count)s câu cố định không còn dùng được.") % {"count": lost}, Mend.BLUEPRINT)
    rows = as_drawn(rows_for(session, part, leg))
    for day in days:
        outlooks = outlook_of(session, part, rows, day)
        short = next((number for number, seen in enumerate(outlooks, 1) if seen.short), None)
        if short:
            text = _("Kho thiếu %(count)s câu cho dòng %(row)s của ma trận đề.")
            return problem(text % {"count": outlooks[short - 1].short, "row": short}, Mend.BLUEPRINT)
    return None


def _plenty(session: Session, part: Part, leg: Leg, at: datetime) -> list[Check]:
    """Of a part that lacks nothing: how many it asks, and what will be gone by then."""
    asked, today, last = questions_in(session, part, leg), clock.day_of(at), _last_day(leg, at)
    expiring = sum(supply_of(session, part, today).values()) - sum(supply_of(session, part, last).values())
    enough = ngettext("Đủ câu hỏi: đề %(count)s câu.", "Đủ câu hỏi: đề %(count)s câu.", asked) % {"count": asked}
    checks = [ready(enough, Mend.BLUEPRINT)]
    if expiring > 0:
        text = _("%(count)s câu trong kho hết hiệu lực trước ngày thi và sẽ không được rút.") % {"count": expiring}
        checks.append(warning(text, Mend.BLUEPRINT))
    return checks


def _last_day(leg: Leg, at: datetime) -> date:
    return clock.day_of(max(leg.closes_at or at, at))
