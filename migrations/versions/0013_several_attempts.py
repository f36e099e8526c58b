"""Say of several attempts which one counts"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("score", sa.Column("stands", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.drop_index("ix_score_board", table_name="score")
    op.create_index("ix_score_board", "score", ["leg_id", "stands", "points", "elapsed_s", "submitted_at"])
