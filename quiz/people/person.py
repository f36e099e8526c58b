"""A person: identity only. What they do in a contest hangs on their entry or their roles."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from question_bank.text import fold, new_public_id, nfc, person_sort_text


class Person(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    name: str
    sort_key: str = ""
    search_text: str = Field(default="", index=True)
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str | None = None
    phone: str | None = Field(default=None, index=True)
    member_code: str | None = Field(default=None, index=True)
    purpose: str = ""  # why we hold this, in the words consented to
    consent_at: datetime | None = None
    keep_until: date | None = Field(default=None, index=True)
    created_at: datetime
    is_demo: bool = False

    def take_name(self, name: str) -> None:
        """Be called this from now on: listed by given name, found without marks."""
        self.name = nfc(" ".join(name.split()))
        self.sort_key = person_sort_text(self.name)
        self.search_text = fold(self.name)

    @property
    def year(self) -> int | None:
        return self.birth_date.year if self.birth_date else self.birth_year


class Credential(SQLModel, table=True):
    """A staff member's name and password. Contestants have none."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    login: str = Field(unique=True)
    password_hash: str
    changed_at: datetime


class Invitation(SQLModel, table=True):
    """A one-time link with which a staff member chooses a login and a password."""

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    given_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
