"""Who received a prize for its winner: the ledger holds ids only, so a name is kept here and can be erased."""

from sqlmodel import Field, SQLModel


class PrizeReceiver(SQLModel, table=True):
    """Beside the decision `seq` of the contest, which says that the prize was granted."""

    __tablename__ = "prize_receiver"

    contest_id: int = Field(foreign_key="contest.id", primary_key=True, ondelete="CASCADE")
    seq: int = Field(primary_key=True)
    name: str
