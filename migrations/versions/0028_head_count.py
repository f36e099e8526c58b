"""Keep every head count of a unit with its date, not the newest alone"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "head_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_head_count_unit_id_unit"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_head_count_entered_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_count")),
    )
    op.create_index(op.f("ix_head_count_unit_id"), "head_count", ["unit_id"])
    op.execute(
        "INSERT INTO head_count (unit_id, number, as_of, source) "
        "SELECT id, member_count, member_count_on, '' FROM unit WHERE member_count IS NOT NULL"
    )
