"""Say since when an attempt is disqualified"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column("attempt", sa.Column("disqualified_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
