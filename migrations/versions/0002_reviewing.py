"""Let versions wait beside the approved one, and keep what reviewers say"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"

OPEN = sa.text("state IN ('draft', 'proposed')")


def upgrade() -> None:
    for name in ("proposed_at", "approved_at", "sent_back_at"):
        op.add_column("question_version", sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    # What is approved stays approved, and what was put out of use was approved before.
    op.execute("UPDATE question_version SET approved_at = created_at WHERE state IN ('approved', 'retired')")
    op.execute("UPDATE question_version SET proposed_at = created_at WHERE state = 'proposed'")
    op.create_index(
        "uq_question_version_open", "question_version", ["question_id"], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip
    op.create_index("ix_question_version_waiting", "question_version", ["state", "question_id"], unique=False)
    op.create_table(
        "question_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("act", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("act IN ('comment', 'sent_back', 'taken_back')", name=op.f("ck_question_note_act")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_note_question_id_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_note")),
    )
    op.create_index(op.f("ix_question_note_question_id"), "question_note", ["question_id"], unique=False)
