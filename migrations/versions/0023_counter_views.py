"""Write down who looked at counters that are being predicted"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "counter_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_counter_view_leg_id_leg"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_counter_view_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_view")),
    )
    op.create_index("ix_counter_view_look", "counter_view", ["leg_id", "person_id", "at"])
