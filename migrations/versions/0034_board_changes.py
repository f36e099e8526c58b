"""Count how often the scores of a leg changed"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table(
        "board_change",
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_board_change_leg_id_leg"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("leg_id", name=op.f("pk_board_change")),
    )
