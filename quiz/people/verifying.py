"""A code sent to somebody's phone or mailbox, typed back: they can read what arrives there.

Whoever brings a service for text messages or mail writes a `Verifier` and names it in VERIFIERS; the contest's rules
say whether a code is asked for. Codes are kept as digests, for minutes, and few wrong tries end one.
"""

import hashlib
import hmac
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from sqlmodel import Field, Session, SQLModel, col, delete

from quiz.language import gettext as _
from quiz.people.limiting import Limit, count_wrong_try, insist_not_too_many
from quiz.refusals import N_, Invalid, Refusal
from quiz.tokens import new_secret

Channel = Literal["phone", "email"]
LASTS = timedelta(minutes=10)
TRIES_MOST = 5
DIGITS = 6
PER_RECIPIENT = Limit("sending", 5)  # codes sent to one phone or mailbox in a quarter of an hour


class CannotSend(Refusal):
    status = 503
    message = N_("Chưa gửi được mã xác nhận. Hãy thử lại sau ít phút.")
    hint = N_("Nếu vẫn không được, hãy báo ban tổ chức. Những gì bạn điền chưa được lưu.")


@dataclass(frozen=True)
class Recipient:
    channel: Channel
    address: str


class Verifier(Protocol):
    """Sends a code. It may take seconds, and raises CannotSend: nothing in the database waits for it."""

    def send(self, to: Recipient, code: str, about: str) -> None: ...


class ConsoleVerifier:
    """For trying it out, and for a hall without a network: the code appears where the server runs."""

    def send(self, to: Recipient, code: str, about: str) -> None:
        sys.stdout.write(f"[{about}] {to.address}: {code}\n")
        sys.stdout.flush()


VERIFIERS: dict[str, Callable[[], Verifier]] = {"console": ConsoleVerifier}


@dataclass
class Installed:
    """The verifier of this installation, by its name in the settings."""

    name: str = "none"


INSTALLED = Installed()


def can_send() -> bool:
    """Can this installation send a code to anybody?"""
    return verifier_named(INSTALLED.name) is not None


def verifier_named(name: str) -> Verifier | None:
    """ "none": the installation can send nothing."""
    return VERIFIERS[name]() if name in VERIFIERS else None


class Verification(SQLModel, table=True):
    """A code that was sent and not yet typed back. Neither the code nor the address can be read from it."""

    token: str = Field(primary_key=True)
    address_hash: str
    code_hash: str
    sent_at: datetime = Field(index=True)
    wrong_tries: int = 0


def new_verification(session: Session, to: Recipient, at: datetime) -> tuple[Verification, str]:
    """And the code, to be sent once this is committed. Nobody is flooded with codes."""
    insist_not_too_many(session, PER_RECIPIENT, to.address, at)
    count_wrong_try(session, PER_RECIPIENT, to.address, at)
    session.exec(delete(Verification).where(col(Verification.sent_at) <= at - LASTS))
    token, code = new_secret(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    verification = Verification(
        token=token, address_hash=_digest(token, to.address), code_hash=_digest(token, code), sent_at=at
    )
    session.add(verification)
    session.flush()
    return verification, code


def spend_code(session: Session, token: str, to: Recipient, typed: str, at: datetime) -> None:
    """The right code, for this address, in time and once. A wrong try is counted, so the caller must not roll back."""
    kept = session.get(Verification, token, with_for_update=True)
    if (
        kept is None
        or kept.sent_at + LASTS <= at
        or not hmac.compare_digest(kept.address_hash, _digest(token, to.address))
    ):
        raise Invalid({"code": _("Mã này đã hết hạn. Hãy bấm “Gửi mã khác”.")})
    if kept.wrong_tries >= TRIES_MOST:
        raise Invalid({"code": _("Đã gõ sai quá nhiều lần. Hãy bấm “Gửi mã khác”.")})
    digits = "".join(letter for letter in typed if letter.isdigit())
    if not hmac.compare_digest(kept.code_hash, _digest(token, digits)):
        kept.wrong_tries += 1
        session.add(kept)
        session.flush()
        raise Invalid({"code": _("Mã chưa đúng. Hãy xem lại tin nhắn mới nhất.")})
    session.delete(kept)
    session.flush()


def _digest(token: str, text: str) -> str:
    """With the token, which only the page of whoever asked knows: six digits alone could be tried out."""
    return hashlib.sha256(f"{token}:{text}".encode()).hexdigest()
