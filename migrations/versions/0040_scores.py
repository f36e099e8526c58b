"""Leave it to attempts that the leg and the entry of a score are there"""

from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    with op.batch_alter_table("score") as score:  # nothing refers to it
        score.drop_constraint(op.f("fk_score_leg_id_leg"), type_="foreignkey")
        score.drop_constraint(op.f("fk_score_entry_id_entry"), type_="foreignkey")
