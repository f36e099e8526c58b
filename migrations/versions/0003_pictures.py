"""Where a picture of a question stands, and how large it is."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("question_media", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("at", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False, server_default="stem")
        )
        batch_op.add_column(sa.Column("width", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("height", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("question_media", schema=None) as batch_op:
        batch_op.drop_column("height")
        batch_op.drop_column("width")
        batch_op.drop_column("at")
