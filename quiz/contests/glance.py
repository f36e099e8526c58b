"""All that the database has to say of somebody who registers, in one statement; and who they are, in three.

On the opening day a crowd comes at once, and nearly everybody is new, nobody's namesake, and lets every rule hold. What
is not so clear is looked at again with the queries that say why.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select
from sqlmodel import Session, SQLModel, col

from quiz.contests.contest import Division
from quiz.contests.entry import Entry, EntryState
from quiz.contests.registrant import Registrant
from quiz.people.limiting import Limit
from quiz.people.person import Person
from quiz.people.role import Role
from quiz.people.sign_in import Tries


@dataclass(frozen=True)
class Glance:
    same_form: bool
    same_phone: bool
    staff_like: bool
    of_unit: int
    """Who take part for the unit."""
    tries: int
    """From the address, in a window of time that may be over."""
    newest_number: str
    division_id: int | None
    """The first of the contest; of `divisions` many."""
    divisions: int

    @property
    def is_new(self) -> bool:
        """Nobody who is there already could be them."""
        return not (self.same_form or self.same_phone)


def glance_at(
    session: Session,
    contest_id: int,
    unit_id: int,
    form: str,
    phone: str | None,
    folded: str,
    limit: Limit,
    subject: str,
) -> Glance:
    found = session.connection().execute(
        _statement(), {"contest": contest_id, "unit": unit_id, "form": form, "phone": phone or "", "folded": folded,
                       "tried": limit.key(subject)},
    )  # fmt: skip
    same_form, same_phone, staff_like, of_unit, tries, newest, division_id, divisions = found.one()
    return Glance(same_form, same_phone, staff_like, of_unit, tries or 0, newest or "", division_id, divisions)


def put(session: Session, row: SQLModel) -> Any:
    """A row as it is, without the session knowing of it; gives its id, where it has one."""
    table = type(row).__table__  # type: ignore[attr-defined]
    values = {name: value for name, value in row.model_dump().items() if (name, value) != ("id", None)}
    made = session.connection().execute(table.insert(), values).inserted_primary_key
    assert made is not None
    return made[0]


@lru_cache(1)
def _statement() -> Select[Any]:
    """Built once: building it takes as long as running it."""
    here = col(Entry.contest_id) == bindparam("contest")
    together = Entry.__table__.join(Person.__table__, col(Person.id) == col(Entry.person_id))  # type: ignore[attr-defined]
    staff = Role.__table__.join(Person.__table__, col(Person.id) == col(Role.person_id))  # type: ignore[attr-defined]
    by_name, by_phone = col(Person.search_text) == bindparam("folded"), col(Person.phone) == bindparam("phone")
    newest = select(col(Entry.number)).where(here).order_by(col(Entry.id).desc()).limit(1)
    of_contest = col(Division.contest_id) == bindparam("contest")
    first = select(col(Division.id)).where(of_contest)
    of_unit = (here, col(Entry.unit_id) == bindparam("unit"), col(Entry.state) == EntryState.ACTIVE)
    return select(
        exists().where(col(Registrant.form) == bindparam("form")),
        exists(select(col(Entry.id)).select_from(together).where(here, by_phone, by_name)),
        exists(select(col(Role.id)).select_from(staff).where(by_name | by_phone)),
        select(func.count()).select_from(Entry).where(*of_unit).scalar_subquery(),
        select(col(Tries.count)).where(col(Tries.key) == bindparam("tried")).scalar_subquery(),
        newest.scalar_subquery(),
        first.order_by(col(Division.position), col(Division.id)).limit(1).scalar_subquery(),
        select(func.count()).select_from(Division).where(of_contest).scalar_subquery(),
    )
