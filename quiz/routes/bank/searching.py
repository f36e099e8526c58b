"""What is looked for in the bank: read from an address, put back into one, and told in words."""

from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from sqlmodel import Session, col, select

from question_bank import finding
from question_bank.finding import Expiry, Wanted
from question_bank.kinds import KINDS
from question_bank.question import DIFFICULTIES, STATES, Question
from question_bank.source import Source
from quiz import clock
from quiz.attempts.using import is_used
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.routes.bank.kept import hidden_for
from quiz.routes.bank.options import Option, all_topics, difficulty_options, kind_options
from quiz.routes.bank.people import author_of, names_of
from quiz.web.staff import BankReader, Staff
from quiz.web.transactions import Database

SELF_APPROVED = "self"
MINE = "me"
TICKED_MAX = 200
SOURCES_MAX = 300
FILTERS = {
    "topic": "topic_id", "kind": "kind", "difficulty": "difficulty", "state": "state", "source": "source_id",
    "expiry": "expiry", "used": "used", "author": "author", "q": "words",
}  # fmt: skip
"""The name in the address → the condition."""


class Address:
    """The search as its address says it."""

    def __init__(
        self,
        q: Annotated[str, Query(max_length=200)] = "",
        topic: Annotated[str, Query(max_length=20)] = "",
        kind: Annotated[str, Query(max_length=40)] = "",
        difficulty: Annotated[str, Query(max_length=2)] = "",
        state: Annotated[str, Query(max_length=20)] = "",
        source: Annotated[str, Query(max_length=20)] = "",
        expiry: Annotated[str, Query(max_length=20)] = "",
        used: Annotated[str, Query(max_length=10)] = "",
        author: Annotated[str, Query(max_length=100)] = "",
        question: Annotated[list[Annotated[str, Query(max_length=20)]], Query(max_length=TICKED_MAX)] = [],  # noqa: B006
        after: Annotated[str, Query(max_length=30)] = "",
        before: Annotated[str, Query(max_length=30)] = "",
    ) -> None:
        self.after, self.before = after or None, before or None
        self.ticked = list(question)
        self.asked = {
            "q": q.strip(), "topic": topic, "kind": kind if kind in KINDS else "",
            "difficulty": difficulty if difficulty in map(str, DIFFICULTIES) else "",
            "state": state if state in (*STATES, SELF_APPROVED) else "", "source": source,
            "expiry": expiry if expiry in list(Expiry) else "", "used": used if used in ("yes", "no") else "",
            "author": author,
        }  # fmt: skip


@dataclass(frozen=True)
class Search:
    """An address understood: what is wanted, and the same in words for those who look."""

    asked: dict[str, str]
    wanted: Wanted
    after: str | None
    before: str | None
    options: dict[str, list[Option]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    ticked: list[str] = field(default_factory=list)
    """These questions, by their ids in addresses: nothing else is asked then."""

    @property
    def is_filtered(self) -> bool:
        return any(self.asked.values()) or bool(self.ticked)

    def query(self, **changed: object) -> str:
        named = self.asked | changed
        asked = [(name, value) for name, value in named.items() if value not in (None, "")]
        return urlencode([*asked, *(("question", id) for id in self.ticked)])

    def said(self) -> list[tuple[str, str, str]]:
        """Each condition: its name, in words, and the address's query without it."""
        return [(name, self._in_words(name), self.query(**{name: ""})) for name in FILTERS if self.asked[name]]

    def loosened(self, session: Session) -> list[tuple[str, int, str]]:
        """Of a search that finds nothing: what to let go, how many there would be, and the query for them."""
        found = finding.loosened(session, self.wanted)
        by_condition = {condition: name for name, condition in FILTERS.items()} | {"self_approved": "state"}
        names = {by_condition[condition]: number for condition, number in found.items()}
        return [(self._in_words(name), number, self.query(**{name: ""})) for name, number in names.items()]

    def _in_words(self, name: str) -> str:
        value = self.asked[name]
        if name == "q":
            return f"“{value}”"
        return f"{self.labels[name]}: {dict(self.options[name]).get(value, value)}"


def understood(address: Annotated[Address, Depends()], staff: BankReader, database: Database) -> Search:
    return search_of(database, staff, address)


Searched = Annotated[Search, Depends(understood)]


def search_of(session: Session, staff: Staff, address: Address) -> Search:
    """What is named and is not there, a topic or a document, is not asked for."""
    if address.ticked:
        return _ticked(session, staff, address)
    asked = dict(address.asked)
    topics = {topic.public_id: topic for topic in all_topics(session)}
    source = session.exec(select(Source).where(Source.public_id == asked["source"])).first()
    asked["topic"] = asked["topic"] if asked["topic"] in topics else ""
    asked["source"] = source.public_id if source else ""
    wanted = Wanted(
        words=asked["q"], topic_id=topics[asked["topic"]].id if asked["topic"] else None, kind=asked["kind"],
        difficulty=int(asked["difficulty"]) if asked["difficulty"] else None,
        state="approved" if asked["state"] == SELF_APPROVED else asked["state"],
        self_approved=asked["state"] == SELF_APPROVED, source_id=source.id if source else None,
        expiry=Expiry(asked["expiry"]) if asked["expiry"] else None, on=clock.day_of(clock.now()),
        author=author_of(staff) if asked["author"] == MINE else asked["author"] or None,
        used={"yes": True, "no": False}.get(asked["used"]), is_used=is_used(),
        hidden=hidden_for(session, staff),
    )  # fmt: skip
    options = _options(session, asked, source, [(topic.public_id, topic.name) for topic in topics.values()])
    return Search(asked, wanted, address.after, address.before, options, _labels())


def _ticked(session: Session, staff: Staff, address: Address) -> Search:
    found = session.exec(select(Question.id).where(col(Question.public_id).in_(address.ticked))).all()
    ids = tuple(id for id in found if id is not None)
    wanted = Wanted(question_ids=ids, on=clock.day_of(clock.now()), hidden=hidden_for(session, staff))
    asked = dict.fromkeys(address.asked, "")
    topics = [(topic.public_id, topic.name) for topic in all_topics(session)]
    options = _options(session, asked, None, topics)
    return Search(asked, wanted, address.after, address.before, options, _labels(), address.ticked)


def _labels() -> dict[str, str]:
    return {
        "topic": _("Chủ đề"), "kind": _("Loại câu"), "difficulty": _("Độ khó"), "state": _("Trạng thái"),
        "source": _("Nguồn"), "expiry": _("Hiệu lực"), "used": _("Đã vào đề"), "author": _("Người viết"),
    }  # fmt: skip


def _options(
    session: Session, asked: dict[str, str], source: Source | None, topics: list[Option]
) -> dict[str, list[Option]]:
    return {
        "topic": [("", _("Mọi chủ đề")), *topics],
        "kind": [("", _("Mọi loại")), *kind_options()],
        "difficulty": [("", _("Mọi độ khó")), *difficulty_options()],
        "state": [
            ("", _("Đang có")), ("approved", _("Đã duyệt")), (SELF_APPROVED, _("Tự duyệt")),
            ("proposed", _("Chờ duyệt")), ("draft", _("Bản nháp")), ("retired", _("Thôi dùng")),
        ],
        "source": [("", _("Mọi nguồn")), *_sources(session, source)],
        "expiry": [
            ("", _("Mọi hiệu lực")), (Expiry.VALID.value, _("Còn hiệu lực")),
            (Expiry.SOON.value, _("Hết trong 60 ngày tới")), (Expiry.EXPIRED.value, _("Đã hết hiệu lực")),
        ],
        "used": [("", _("Đã và chưa vào đề")), ("yes", _("Đã vào đề")), ("no", _("Chưa vào đề"))],
        "author": [("", _("Mọi người")), (MINE, _("Tôi")), *_authors(session, asked["author"])],
    }  # fmt: skip


def _sources(session: Session, chosen: Source | None) -> list[Option]:
    """By number and title; of very many the first, and the one that is asked for."""
    first = session.exec(select(Source).order_by(col(Source.number), col(Source.title)).limit(SOURCES_MAX)).all()
    listed = {source.public_id: source for source in (*first, *([chosen] if chosen else []))}
    words = {id: " · ".join(filter(None, [source.number, source.title])) for id, source in listed.items()}
    return [(id, text if len(text) <= 90 else f"{text[:89]}…") for id, text in words.items()]


def _authors(session: Session, chosen: str) -> list[Option]:
    if chosen in ("", MINE):
        return []
    known = session.exec(select(Person.id).where(Person.public_id == chosen)).first() is not None
    return [(chosen, names_of(session, [chosen])[chosen] if known else _("không rõ"))]
