"""The list of prizes as it is read out, and signed by whoever receives one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quiz.in_words import moment
from quiz.language import current
from quiz.language import gettext as _
from quiz.results.printing import printed


@dataclass(frozen=True)
class Granted:
    """One prize of one winner. `received_by`: who took it for them, where it has been granted so."""

    where: str
    prize: str
    name: str
    unit: str
    number: str
    worth: str
    received_by: str = ""


def grants_pdf(organiser: str, contest: str, rows: Sequence[Granted], at: datetime) -> bytes:
    """`at` is the date in the file and the time below the list."""
    return printed("grants.typ", json.dumps(_data(organiser, contest, rows, at), ensure_ascii=False), at)


def _data(organiser: str, contest: str, rows: Sequence[Granted], at: datetime) -> dict[str, object]:
    groups: dict[str, list[list[str]]] = {}
    for row in rows:
        under = groups.setdefault(row.where, [])
        who = " · ".join(filter(None, (row.name, row.number)))
        proxy = _("Nhận thay: {name}").format(name=row.received_by) if row.received_by else ""
        under.append([str(len(under) + 1), row.prize, who, row.unit, row.worth, proxy])
    return {
        "language": current(),
        "organiser": organiser,
        "contest": contest,
        "title": _("Danh sách trao giải"),
        "columns": [_("TT"), _("Giải"), _("Người nhận giải"), _("Đơn vị"), _("Trị giá"), _("Ký nhận")],
        "groups": [{"title": title, "rows": rows} for title, rows in groups.items()],
        "empty": _("Chưa có ai trong danh sách."),
        "made": _("In lúc {at}").format(at=moment(at)),
        "signatures": [_("Người lập danh sách"), _("Trưởng ban tổ chức")],
        "sign": _("(Ký, ghi rõ họ tên)"),
        "page": _("Trang"),
    }
