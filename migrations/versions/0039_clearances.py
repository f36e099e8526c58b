"""Keep who is let play although a role that has ended once showed them questions"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.create_table(
        "clearance",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_clearance_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_clearance_asked_by_person")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_clearance_given_by_person")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_clearance")),
    )
