"""Let people register by themselves, merge entries that are one person's, and send codes"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0021"
down_revision = "0020"
TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "registrant",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", MOMENT(), nullable=False),
        sa.Column("form", TEXT(), nullable=False),
        sa.Column("unit_confirmed_at", MOMENT(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("verified_by", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_registrant_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["person.id"], name=op.f("fk_registrant_staff_id_person")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_registrant")),
        sa.UniqueConstraint("form", name=op.f("uq_registrant_form")),
    )
    op.create_index(op.f("ix_registrant_registered_at"), "registrant", ["registered_at"])
    op.create_index(op.f("ix_registrant_staff_id"), "registrant", ["staff_id"])
    op.create_table(
        "merged_entry",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_merged_entry_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["entry.id"], name=op.f("fk_merged_entry_kept_id_entry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_merged_entry")),
    )
    op.create_index(op.f("ix_merged_entry_kept_id"), "merged_entry", ["kept_id"])
    op.create_table(
        "verification",
        sa.Column("token", TEXT(), nullable=False),
        sa.Column("address_hash", TEXT(), nullable=False),
        sa.Column("code_hash", TEXT(), nullable=False),
        sa.Column("sent_at", MOMENT(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_verification")),
    )
    op.create_index(op.f("ix_verification_sent_at"), "verification", ["sent_at"])
    op.create_index("ix_entry_contest_number", "entry", ["contest_id", "number"])
    op.create_index("ix_person_keep_until", "person", ["keep_until"])
