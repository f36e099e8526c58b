"""Tables that wait until somebody has said which column is which, and what was chosen before"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "kept_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=True),
        sa.Column("filename", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["intake.id"], name=op.f("fk_kept_table_intake_id_intake"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_table")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kept_table_public_id")),
    )
    op.create_index(op.f("ix_kept_table_created_at"), "kept_table", ["created_at"], unique=False)
    op.create_index(op.f("ix_kept_table_intake_id"), "kept_table", ["intake_id"], unique=False)
    op.create_table(
        "known_columns",
        sa.Column("header", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("chosen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("header", name=op.f("pk_known_columns")),
    )


def downgrade() -> None:
    op.drop_table("known_columns")
    op.drop_index(op.f("ix_kept_table_intake_id"), table_name="kept_table")
    op.drop_index(op.f("ix_kept_table_created_at"), table_name="kept_table")
    op.drop_table("kept_table")
