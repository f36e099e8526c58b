"""Units (đơn vị): a dated tree. A unit that was merged away stays, closed, so that old results stay right."""

from datetime import date

from sqlalchemy import literal
from sqlmodel import Field, Session, SQLModel, col, select

from question_bank.text import new_public_id
from quiz.refusals import N_

KINDS = {
    "province": N_("Tỉnh đoàn, Thành đoàn"),
    "district": N_("Huyện đoàn (đến 30/6/2025)"),
    "commune": N_("Đoàn xã, phường, đặc khu"),
    "base_union": N_("Đoàn cơ sở"),
    "base_branch": N_("Chi đoàn cơ sở"),
    "branch": N_("Chi đoàn"),
    "sub_branch": N_("Phân đoàn"),
    "hamlet": N_("Thôn, khối phố"),
    "school": N_("Trường học"),
    "armed_forces": N_("Công an, quân đội"),
    "agency": N_("Cơ quan, doanh nghiệp"),
    "other": N_("Khác"),
}
"""Open on purpose: a commune is only one kind."""


class Unit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    code: str = Field(unique=True)
    name: str = Field(index=True)
    kind: str
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None
    member_count: int | None = None
    member_count_on: date | None = None
    is_example: bool = False

    def exists_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class UnitSuccession(SQLModel, table=True):
    """What became of a unit that was merged or renamed."""

    __tablename__ = "unit_succession"

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    successor_id: int = Field(foreign_key="unit.id", primary_key=True)
    on: date


def subtree_of(session: Session, unit_id: int) -> set[int]:
    """The unit and everything below it, today or ever."""
    tree = select(literal(unit_id).label("id")).cte("tree", recursive=True)
    tree = tree.union_all(select(col(Unit.id)).join(tree, col(Unit.parent_id) == tree.c.id))
    return set(session.scalars(select(tree.c.id)))


def path_of(session: Session, unit: Unit) -> list[Unit]:
    """From the top down to the unit itself."""
    path = [unit]
    while path[0].parent_id is not None:
        path.insert(0, session.get_one(Unit, path[0].parent_id))
    return path
