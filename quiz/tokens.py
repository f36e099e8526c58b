"""Random secrets in links, and codes that people type. (Public ids are the bank's: question_bank/text.py.)"""

import secrets

EASY_CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No 0, O, 1, I: what is read aloud or copied by hand must not be mistaken."""


def new_secret() -> str:
    """192 bits, for links and sign-ins."""
    return secrets.token_urlsafe(24)


def new_code(length: int = 8) -> str:
    """Without 0, O, 1, I: a contestant's personal code, a receipt."""
    return "".join(secrets.choice(EASY_CAPITALS) for _ in range(length))


def as_typed(code: str) -> str:
    """A code as people type it back: any case, with dashes and spaces."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
