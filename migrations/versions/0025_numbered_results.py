"""Number what is published within its contest, and keep when complaints about it are taken"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("snapshot", sa.Column("number", sa.String(), nullable=True))
    for name in ("complaints_from", "complaints_until"):
        op.add_column("snapshot", sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    _number()
    op.create_index(op.f("ix_snapshot_number"), "snapshot", ["number"], unique=True)


def _number() -> None:
    """What was published before, in the order in which it was."""
    published = op.get_bind().execute(
        sa.text(
            "SELECT snapshot.id, contest.code FROM snapshot JOIN leg ON leg.id = snapshot.leg_id "
            "JOIN round ON round.id = leg.round_id JOIN contest ON contest.id = round.contest_id "
            "ORDER BY snapshot.published_at, snapshot.id"
        )
    )
    so_far: dict[str, int] = {}
    for id, code in published.all():
        so_far[code] = so_far.get(code, 0) + 1
        numbered = sa.text("UPDATE snapshot SET number = :number WHERE id = :id")
        op.get_bind().execute(numbered, {"number": f"{code}-{so_far[code]}", "id": id})
