"""Keep with an attempt when its clock stood, and whether a judge took it in"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("attempt", sa.Column("stood_json", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("attempt", sa.Column("taken_in", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("attempt", sa.Column("decided_seq", sa.Integer(), nullable=True))
