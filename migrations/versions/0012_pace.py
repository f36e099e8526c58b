"""Keep minutes for a part, and when each question of a paper was shown and closes"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("part", sa.Column("minutes", sa.Integer(), nullable=True))
    op.add_column("paper_row", sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("paper_row", sa.Column("shown_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.add_column("paper_row", sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
