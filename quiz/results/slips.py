"""Join slips (phiếu vào thi) as a PDF for the scissors: a personal link as a QR code, and the codes to type instead."""

import io
import json
from dataclasses import dataclass
from datetime import datetime

import segno

from quiz.language import gettext as _
from quiz.results.printing import printed


@dataclass(frozen=True)
class Slip:
    """What one contestant's slip says."""

    name: str
    unit: str
    number: str
    room: str
    personal_code: str
    link: str


@dataclass(frozen=True)
class Heading:
    """What all slips of a contest have in common."""

    title: str
    contest_code: str
    opens: str  # a sentence
    join_address: str  # where codes are typed


def slips_pdf(heading: Heading, slips: list[Slip], at: datetime) -> bytes:
    """Eight to a page, in the order given. `at` is the date in the file; nothing else depends on the clock."""
    return printed("slips.typ", json.dumps(_data(heading, slips), ensure_ascii=False), at)


def in_fours(code: str) -> str:
    """As it is easily read and typed: ABCD EFGH."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def _data(heading: Heading, slips: list[Slip]) -> dict[str, object]:
    return {
        "title": heading.title,
        "contest_code": heading.contest_code,
        "opens": heading.opens,
        "words": {
            "personal_code": _("Mã cá nhân"),
            "contest_code": _("Mã cuộc thi"),
            "what_to_do": _(
                "Quét mã bằng điện thoại, xem đúng tên mình rồi bấm “Đúng, vào thi”; hoặc mở {address} và gõ hai mã. "
                "Phiếu của riêng bạn: đừng chụp gửi ai; mất phiếu thì báo ngay ban tổ chức."
            ).format(address=heading.join_address),
        },
        "slips": [
            {
                "name": slip.name,
                "unit": slip.unit,
                "number": _("SBD {number}").format(number=slip.number) if slip.number else "",
                "room": slip.room,
                "code": in_fours(slip.personal_code),
                "qr": _qr(slip.link),
            }
            for slip in slips
        ],
    }


def _qr(link: str) -> str:
    drawing = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawing, kind="svg", border=2, xmldecl=False, svgns=True)
    return drawing.getvalue().decode()
