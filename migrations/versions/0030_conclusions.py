"""Keep the result of a whole contest as it is published"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "conclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", moment(), nullable=False),
        sa.Column("complaints_from", moment(), nullable=True),
        sa.Column("complaints_until", moment(), nullable=True),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_conclusion_contest_id_contest")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_conclusion_published_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conclusion")),
        sa.UniqueConstraint("contest_id", "revision", name=op.f("uq_conclusion_contest_id_revision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_conclusion_public_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_conclusion_contest_id"), "conclusion", ["contest_id"])
    op.create_index(op.f("ix_conclusion_number"), "conclusion", ["number"], unique=True)
