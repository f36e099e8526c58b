"""Keep with what is published the sheets it was counted from and, sealed, the keys"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "snapshot_evidence",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_snapshot_evidence_snapshot_id_snapshot")),
        sa.PrimaryKeyConstraint("snapshot_id", name=op.f("pk_snapshot_evidence")),
    )  # fmt: skip
