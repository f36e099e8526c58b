"""The windows of a contest as a calendar file (.ics) that any phone can take in. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

LINE_OCTETS = 75


@dataclass(frozen=True)
class Appointment:
    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    url: str
    cancelled: bool = False


def calendar(name: str, appointments: Sequence[Appointment], at: datetime) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hoi Thi//VI", f"X-WR-CALNAME:{_text(name)}"]
    for appointment in appointments:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{appointment.uid}@hoithi",
            f"DTSTAMP:{_moment(at)}",
            f"DTSTART:{_moment(appointment.starts_at)}",
            f"DTEND:{_moment(appointment.ends_at)}",
            f"SUMMARY:{_text(appointment.title)}",
            f"URL:{appointment.url}",
            f"STATUS:{'CANCELLED' if appointment.cancelled else 'CONFIRMED'}",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"), ("\r", "")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> str:
    """No line longer than 75 octets; no letter cut in two."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > LINE_OCTETS - 1:
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
