"""Keep what was carried into a score from the round before"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("score", sa.Column("carried", sa.BigInteger(), nullable=False, server_default="0"))
