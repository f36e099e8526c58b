"""Where, and for which units, an organiser may appoint others."""

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.people.role import Power, Role, roles_with, units_within
from quiz.people.unit import subtree_of

Reach = set[int] | None
"""Units; None means all of them, and what belongs to no unit."""


def reach_over(session: Session, roles: list[Role], contest: Contest | None) -> Reach:
    """The units for which these roles may appoint in this contest (None: in the installation). Empty: nowhere."""
    organising = roles_with(roles, Power.ORGANISE, contest.id if contest else None)
    if contest is None:
        return units_within(session, organising)
    above = units_within(session, [role for role in organising if role.contest_id is None])
    if above is None or contest.unit_id in above:
        return None
    return units_within(session, [role for role in organising if role.contest_id is not None])


def reaches(reach: Reach, unit_id: int | None) -> bool:
    return reach is None or unit_id in reach


def units_in_reach(session: Session, roles: list[Role], contests: list[Contest]) -> Reach:
    """The units that these roles may change: the installation's, and those below the units of their contests."""
    everywhere = reach_over(session, roles, None)
    if everywhere is None:
        return None
    found = set(everywhere)
    for contest in contests:
        reach = reach_over(session, roles, contest)
        below = subtree_of(session, contest.unit_id)
        found |= below if reach is None else below & reach
    return found
