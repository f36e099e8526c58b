"""Read a page of a board along its index, the most points first"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.drop_index("ix_score_board", table_name="score")
    op.create_index(
        "ix_score_board",
        "score",
        ["leg_id", "stands", sa.text("points DESC"), "elapsed_s", "submitted_at", "entry_id"],
    )
