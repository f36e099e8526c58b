"""The questions of a round that anybody may read beforehand ("bộ câu hỏi công bố trước"), where its rules have it so.

All that a paper of it may have: what is fixed, and what the rows of its blueprint, or of a leg's own, may draw. Every
row names a topic, for whoever reads it reads the whole of what the bank has there.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from question_bank.question import QuestionVersion
from question_bank.slices import slices
from quiz import clock
from quiz.contests.composing import fixed_of, own_rows_of, pool_of, rows_of
from quiz.contests.contest import Contest, ContestState
from quiz.contests.dividing import quiz_parts_of
from quiz.contests.reserving import is_over
from quiz.contests.round import BlueprintRow, Leg, LegBlueprintRow, Part, Round, legs_of
from quiz.language import gettext as _


def is_for_study(session: Session, contest: Contest, round: Round, at: datetime) -> bool:
    """May it be read now? Not while anybody may begin or still works: a leg that follows shows it again."""
    if round.rules.study == "no" or contest.state != ContestState.ANNOUNCED or why_not_for_study(session, round):
        return False
    return not any(_is_on(contest, round, leg, at) for leg in legs_of(session, round.id or 0))


def why_not_for_study(session: Session, round: Round) -> str:
    """What keeps it from being shown, in words; empty where nothing does."""
    if round.rules.study == "no":
        return ""
    parts = quiz_parts_of(session, round)
    if not any(_rows(session, part, round) or fixed_of(session, part) for part in parts):
        return _("Đề chưa có câu nào để công bố trước.")
    if any(row.topic_id is None for part in parts for row in _rows(session, part, round)):
        return _("Công bố bộ câu hỏi trước thì dòng nào của ma trận cũng phải ghi chủ đề, để không lộ cả kho.")
    return ""


def versions_for_study(session: Session, round: Round) -> list[QuestionVersion]:
    """As they stand today, by topic; each once."""
    day, ids = clock.day_of(clock.now()), dict[int, None]()
    for part in quiz_parts_of(session, round):
        rows = {(row.topic_id, row.difficulty) for row in _rows(session, part, round)}
        ids |= dict.fromkeys(version.id or 0 for version in fixed_of(session, part, day))
        for one in pool_of(session, part, day):
            if (one.topic_id, one.difficulty) in rows or (one.topic_id, None) in rows:
                ids[one.version_id] = None
    found: list[QuestionVersion] = []
    for some in slices(list(ids)):
        found += session.exec(select(QuestionVersion).where(col(QuestionVersion.id).in_(some)))
    return sorted(found, key=lambda version: (version.topic_id or 0, version.id or 0))


def is_pictured(versions: Sequence[QuestionVersion], file: str) -> bool:
    """Does one of them ask with this picture? One that explains is not shown here."""
    return any(each["file"] == file for version in versions for each in version.content.get("pictures", []))


def _rows(session: Session, part: Part, round: Round) -> list[BlueprintRow | LegBlueprintRow]:
    own = [row for leg in legs_of(session, round.id or 0) for row in own_rows_of(session, part, leg)]
    return [*rows_of(session, part), *own]


def _is_on(contest: Contest, round: Round, leg: Leg, at: datetime) -> bool:
    begun = leg.opened_at or leg.opens_at
    if leg.cancelled_at is not None or begun is None or begun > at:
        return False
    return not is_over(contest, round, [leg], at)
