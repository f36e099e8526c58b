"""Staff come in with a login and a password."""

from datetime import datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlmodel import Session, select

from question_bank.text import nfc
from quiz.people.limiting import PER_LOGIN, PER_OFFICE, count_wrong_try, forget_tries, insist_not_too_many
from quiz.people.person import Credential, Person

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
NO_PASSWORD = ""
"""Kept in place of a hash while access is being reset: nothing verifies against it."""


def check_password(session: Session, login: str, password: str, address: str, at: datetime) -> Person | None:
    """Whose login and password these are. A wrong try is counted, so the caller must not roll back."""
    login = plain_login(login)
    insist_not_too_many(session, PER_LOGIN, login, at)
    insist_not_too_many(session, PER_OFFICE, address, at)
    credential = session.exec(select(Credential).where(Credential.login == login)).first()
    stored = credential.password_hash if credential else NO_PASSWORD
    if _verifies(stored or _hash_of_nobody(), password) and credential and stored:
        forget_tries(session, PER_LOGIN, login)
        return session.get_one(Person, credential.person_id)
    count_wrong_try(session, PER_LOGIN, login, at)
    count_wrong_try(session, PER_OFFICE, address, at)
    return None


def plain_login(login: str) -> str:
    return login.strip().lower()


def hashed(password: str) -> str:
    return HASHER.hash(nfc(password))


def _verifies(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, nfc(password))
    except VerifyMismatchError:
        return False


@lru_cache
def _hash_of_nobody() -> str:
    """An unknown login costs as much time as a known one."""
    return hashed("nobody has this password")
