"""Keep acts on many questions, so that they can be taken back"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "bank_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("act", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_by", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("undone_by", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
        sa.CheckConstraint(
            "act IN ('topic', 'difficulty', 'retire', 'return', 'merge')", name=op.f("ck_bank_change_act")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_change")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bank_change_public_id")),
    )
    op.create_table(
        "bank_change_row",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after_version_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done', 'undone', 'left')", name=op.f("ck_bank_change_row_state")),
        sa.ForeignKeyConstraint(
            ["change_id"], ["bank_change.id"], name=op.f("fk_bank_change_row_change_id_bank_change"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_bank_change_row_question_id_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("change_id", "question_id", name=op.f("pk_bank_change_row")),
    )
    op.create_index("ix_bank_change_row_state", "bank_change_row", ["change_id", "state", "question_id"])
    op.create_index("ix_bank_change_row_question_id", "bank_change_row", ["question_id"])
