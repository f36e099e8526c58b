"""Keep how far the ledger of each contest has come"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.create_table(
        "ledger_end",
        sa.Column("contest_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("contest_id", name=op.f("pk_ledger_end")),
    )
    op.execute(
        "INSERT INTO ledger_end (contest_id, seq, hash) SELECT contest_id, seq, hash FROM ledger_entry "
        "WHERE seq = (SELECT max(other.seq) FROM ledger_entry other WHERE other.contest_id = ledger_entry.contest_id)"
    )
