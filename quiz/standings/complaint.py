"""What somebody says is wrong with the result of an attempt of theirs, and what they were answered."""

from datetime import datetime
from typing import Literal

from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id
from quiz.refusals import N_

State = Literal["open", "withdrawn", "upheld", "rejected"]
STATES: dict[State, str] = {
    "open": N_("Đang xem xét"),
    "withdrawn": N_("Đã rút"),
    "upheld": N_("Được chấp nhận"),
    "rejected": N_("Không được chấp nhận"),
}
LONGEST = 2000
"""Characters of a complaint, and of an answer."""


class Complaint(SQLModel, table=True):
    """Of one's own attempt, while the published result takes them. The words stay here: the ledger holds ids only."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    attempt_id: int = Field(foreign_key="attempt.id", index=True)
    snapshot_id: int = Field(foreign_key="snapshot.id")
    """The revision that was out when it was made."""
    text: str
    made_at: datetime
    due_at: datetime
    """Until just before then it is to be answered, by the rules of the day it was made."""
    withdrawn_at: datetime | None = None
    answer: str = ""
    upheld: bool | None = None
    """What the answer says; None while there is none."""
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None

    @property
    def state(self) -> State:
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.upheld is None:
            return "open"
        return "upheld" if self.upheld else "rejected"

    @property
    def is_open(self) -> bool:
        return self.state == "open"
