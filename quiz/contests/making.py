"""How a contest is made from a shape: its division, rounds, legs and parts, and a first blueprint."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from quiz.contests.contest import Contest, Division
from quiz.contests.real_shapes import KNOWN_SHAPES
from quiz.contests.round import BlueprintRow, Leg, Part, Round
from quiz.contests.shapes import WEEKS_MAX, PlannedRound
from quiz.language import gettext as _
from quiz.ledger import Decider, decide
from quiz.people.unit import Unit
from quiz.refusals import N_, Invalid, Problems, Refusal

TITLE_MAX = 200


class RealContestIsHere(Refusal):
    message = N_("Đã có cuộc thi thật: không đưa dữ liệu ví dụ vào đây.")
    hint = N_("Hãy chạy bản DEMO với một cơ sở dữ liệu khác.")


def is_demo_here(session: Session) -> bool:
    """Whatever is made beside the demo is part of it: people try things out there, and nothing real stands beside."""
    return session.exec(select(Contest.id).where(col(Contest.is_demo)).limit(1)).first() is not None


def insist_nothing_real(session: Session) -> None:
    """Before the demo is made."""
    if session.exec(select(Contest.id).where(~col(Contest.is_demo)).limit(1)).first() is not None:
        raise RealContestIsHere


def make_contest(
    session: Session,
    shape: str,
    title: str,
    unit: Unit,
    by: Decider,
    *,
    starts_at: datetime | None = None,
    weeks: int = 4,
    demo: bool = False,
) -> Contest:
    """A draft with its division, rounds, legs, parts and a first blueprint, as its shape proposes."""
    if demo:
        insist_nothing_real(session)
    insist_on_plan(shape, title, weeks)
    contest = start_contest(session, shape, title, unit, by, demo)
    proposed = KNOWN_SHAPES[shape]
    contest.rules_json = proposed.contest.model_dump(mode="json")
    _divide(session, contest, proposed.divisions)
    for position, planned in enumerate(proposed.rounds, 1):
        _plan_round(session, contest, position, planned, starts_at, weeks)
    return contest


def _divide(session: Session, contest: Contest, names: tuple[str, ...]) -> None:
    """The division that is there takes the first name; the others come after it."""
    if not names:
        return
    first = session.exec(select(Division).where(Division.contest_id == contest.id)).one()
    first.name = names[0]
    session.add(first)
    assert contest.id is not None
    for position, name in enumerate(names[1:], 2):
        session.add(Division(contest_id=contest.id, name=name, position=position))
    session.flush()


def start_contest(session: Session, shape: str, title: str, unit: Unit, by: Decider, demo: bool = False) -> Contest:
    """The contest alone, without a round, and with the division that every contest has."""
    assert unit.id is not None
    contest = Contest(
        title=insist_on_title(title), unit_id=unit.id, shape=shape, is_demo=demo or is_demo_here(session),
        created_by=by.person_id, created_at=by.at,
    )  # fmt: skip
    session.add(contest)
    session.flush()
    assert contest.id is not None
    session.add(Division(contest_id=contest.id, name="Bảng chung"))
    decide(
        session, contest_id=contest.id, by=by, subject=("contest", contest.id), decision="make_contest",
        body={"shape": shape},
    )  # fmt: skip
    return contest


def insist_on_plan(shape: str, title: str, weeks: int) -> None:
    """What a contest is made from."""
    problems = Problems()
    if shape not in KNOWN_SHAPES:
        problems["shape"] = _("Hãy chọn một trong các kiểu.")
    elif KNOWN_SHAPES[shape].is_weekly and not 1 <= weeks <= WEEKS_MAX:
        problems["weeks"] = _("Từ 1 đến %(most)s tuần.") % {"most": WEEKS_MAX}
    with problems.gathered():
        insist_on_title(title)
    problems.refuse()


def insist_on_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Invalid({"title": _("Hãy đặt tên cho cuộc thi.")})
    if len(title) > TITLE_MAX:
        raise Invalid({"title": _("Tên dài quá %(most)s chữ.") % {"most": TITLE_MAX}})
    return title


def add_round(session: Session, contest: Contest, name: str, position: int, planned: PlannedRound) -> Round:
    """A round with its part and first blueprint; its legs come from whoever plans or copies."""
    assert contest.id is not None
    round = Round(contest_id=contest.id, position=position, name=name, rules_json=planned.rules.model_dump(mode="json"))
    session.add(round)
    session.flush()
    assert round.id is not None
    part = Part(round_id=round.id, position=1, name="Trắc nghiệm")
    session.add(part)
    session.flush()
    assert part.id is not None
    session.add(BlueprintRow(part_id=part.id, position=1, count=planned.questions))
    session.flush()
    return round


def _plan_round(
    session: Session, contest: Contest, position: int, planned: PlannedRound, starts_at: datetime | None, weeks: int
) -> None:
    round = add_round(session, contest, planned.name, position, planned)
    assert round.id is not None
    for place, (name, after, lasts) in enumerate(planned.legs or _alike(planned, weeks), 1):
        opens_at = starts_at + planned.opens_after + after if starts_at else None
        closes_at = opens_at + lasts if opens_at and lasts else None
        session.add(Leg(round_id=round.id, position=place, name=name, opens_at=opens_at, closes_at=closes_at))
    session.flush()


def _alike(planned: PlannedRound, weeks: int) -> list[tuple[str, timedelta, timedelta | None]]:
    """One leg; or one a week, all as long."""
    if not planned.weekly:
        return [("", timedelta(0), planned.lasts)]
    return [(f"Tuần {week + 1}", timedelta(weeks=week), planned.lasts) for week in range(weeks)]
