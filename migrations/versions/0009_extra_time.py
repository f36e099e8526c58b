"""Let one person have more time than others"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("entry", sa.Column("extra_percent", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("entry", sa.Column("extra_minutes", sa.Integer(), nullable=False, server_default="0"))
