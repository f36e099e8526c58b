"""Keep which questions look alike, and which were compared"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for table in ("question_version", "intake_row"):
        op.add_column(table, sa.Column("compared", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("intake_row", sa.Column("kept_by", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True))
    op.create_index("ix_question_version_compared", "question_version", ["compared", "is_current", "id"])
    op.create_index("ix_intake_row_compared", "intake_row", ["compared", "id"])
    # Files that were brought in before are done with; the questions of the bank are compared in the background.
    op.execute(sa.text("UPDATE intake_row SET compared = true"))
    _make_pairs()
    _make_rows()


def _make_pairs() -> None:
    op.create_table(
        "look_alike",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("dismissed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("dismissed_by", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name="fk_look_alike_question_id_question", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["question.id"], name="fk_look_alike_other_id_question", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_look_alike"),
        sa.UniqueConstraint("public_id", name="uq_look_alike_public_id"),
        sa.UniqueConstraint("question_id", "other_id", name="uq_look_alike_pair"),
    )
    op.create_index("ix_look_alike_listed", "look_alike", ["dismissed_at", "score", "id"])
    op.create_index("ix_look_alike_other_id", "look_alike", ["other_id"])


def _make_rows() -> None:
    named = {"row_id": "intake_row", "question_id": "question", "other_row_id": "intake_row"}
    op.create_table(
        "intake_row_look_alike",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("other_row_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=f"fk_intake_row_look_alike_{column}_{table}", ondelete="CASCADE"
            )
            for column, table in named.items()
        ),
        sa.PrimaryKeyConstraint("id", name="pk_intake_row_look_alike"),
    )
    for column in named:
        op.create_index(f"ix_intake_row_look_alike_{column}", "intake_row_look_alike", [column])
