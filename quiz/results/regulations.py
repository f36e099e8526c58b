"""The regulations as a PDF, in the form in which people sign and post them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from quiz.contests.articles.article import Article
from quiz.in_words import moment
from quiz.language import current
from quiz.language import gettext as _
from quiz.results.printing import printed


@dataclass(frozen=True)
class Cover:
    """What stands above and below the articles. `since`: when this version was made; None: not known, or a draft."""

    title: str
    organiser: str
    version: int
    since: datetime | None
    address: str
    is_draft: bool


def regulations_pdf(cover: Cover, articles: Sequence[Article], at: datetime) -> bytes:
    """`at` is the date in the file; nothing else depends on the clock. What anyone asks for again is not made again."""
    data = json.dumps(_data(cover, articles), ensure_ascii=False)
    return _printed_once("regulations.typ", data, at.replace(microsecond=0))


_printed_once = lru_cache(maxsize=32)(printed)


def _data(cover: Cover, articles: Sequence[Article]) -> dict[str, object]:
    return {
        "language": current(),
        "organiser": cover.organiser,
        "heading": _("Thể lệ"),
        "title": cover.title,
        "version": _version(cover),
        "address": cover.address,
        "page": _("Trang"),
        "articles": [
            {
                "title": _("Điều %(number)s. %(title)s") % {"number": article.number, "title": article.title},
                "clauses": [
                    {"text": clause.text, "points": list(clause.points), "examples": list(clause.examples)}
                    for clause in article.clauses
                ],
            }
            for article in articles
        ],
    }


def _version(cover: Cover) -> str:
    if cover.is_draft:
        return _("Bản nháp, chưa công bố")
    if cover.since is None:
        return _("Phiên bản %(version)s") % {"version": cover.version}
    told = _("Phiên bản %(version)s, %(moment)s")
    return told % {"version": cover.version, "moment": moment(cover.since)}
