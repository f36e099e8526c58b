"""Let the questions of a file be written first, and shown together"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("intake", sa.Column("acceptance", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True))
    op.create_table(
        "entering_row",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["row_id"], ["intake_row.id"], name=op.f("fk_entering_row_row_id_intake_row"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_entering_row_question_id_question"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["intake.id"], name=op.f("fk_entering_row_intake_id_intake"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_entering_row")),
        sa.UniqueConstraint("question_id", name=op.f("uq_entering_row_question_id")),
    )
    op.create_index(op.f("ix_entering_row_intake_id"), "entering_row", ["intake_id"])
