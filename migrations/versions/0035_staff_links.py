"""Keep who was said to be which member of staff, and let people hold the role of running the software"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0035"
down_revision = "0034"

OLD = ("organiser", "question_writer", "reviewer", "chief_judge", "judge", "secretary", "invigilator")
NEW = (*OLD, "operator")


def upgrade() -> None:
    op.create_table(
        "staff_link",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_staff_link_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["person.id"], name=op.f("fk_staff_link_staff_id_person")),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_staff_link_said_by_person")),
        sa.PrimaryKeyConstraint("entry_id", "staff_id", name=op.f("pk_staff_link")),
    )
    op.create_index(op.f("ix_staff_link_staff_id"), "staff_link", ["staff_id"])
    op.execute(
        "INSERT INTO staff_link (entry_id, staff_id, is_same, said_at) "
        "SELECT entry_id, staff_id, true, registered_at FROM registrant WHERE staff_id IS NOT NULL"
    )
    with op.batch_alter_table("registrant") as registrant:  # nothing refers to it
        registrant.drop_index(op.f("ix_registrant_staff_id"))
        registrant.drop_constraint(op.f("fk_registrant_staff_id_person"), type_="foreignkey")
        registrant.drop_column("staff_id")
    _allow_operators()


def _allow_operators() -> None:
    """Nothing refers to a role either."""
    told = "name IN (" + ", ".join(f"'{name}'" for name in NEW) + ")"
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("role", copy_from=_role(told), recreate="always"):
            pass
        return
    op.drop_constraint(op.f("ck_role_rolename"), "role", type_="check")
    op.create_check_constraint(op.f("ck_role_rolename"), "role", told)


def _role(told: str) -> sa.Table:
    return sa.Table(
        "role",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name="fk_role_given_by_person"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_role_person_id_person"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_role_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
        sa.CheckConstraint(told, name="ck_role_rolename"),
        sa.Index("ix_role_contest_id", "contest_id"),
        sa.Index("ix_role_person_id", "person_id"),
    )
