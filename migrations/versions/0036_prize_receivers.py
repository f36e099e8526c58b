"""Keep who received a prize for somebody else"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.create_table(
        "prize_receiver",
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_prize_receiver_contest_id_contest"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contest_id", "seq", name=op.f("pk_prize_receiver")),
    )
