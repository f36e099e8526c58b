"""Nothing that is not released appears on any surface: in each state of a leg every page that strangers and contestants
can open is opened by both, and searched for what they may not see yet; what they may is to be found on some of them.

On SQLite alone, as the walk that knocks on every door is: the gate is the same code on both engines.
"""

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from question_bank.question import QuestionVersion
from quiz import clock, database
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.attempts.handing_in import submit_attempt
from quiz.attempts.sealing import LegSeal
from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.results.share_cards import ShareCard, words_on
from quiz.routes.freezing_first import freeze_due
from quiz.standings.correcting import correct_key
from quiz.standings.counting import count_missing
from quiz.standings.disqualifying import correct_unit, disqualify_attempt, disqualify_entry
from quiz.standings.freezing import freeze
from quiz.standings.key_in_force import Correction
from quiz.standings.publishing import publish, withdraw
from quiz.web import kept
from quiz.web.transactions import Turns
from tests.conftest import NOON
from tests.routes.walking import Walk, all_doors, table
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import HOUR

SOON, AFTER = NOON + HOUR / 6, NOON + 2 * HOUR
PLANNED = NOON + HOUR * 5 / 6
"""Ten minutes before the close."""
READERS = ("anyone", "contestant", "other contestant")
FIRST, SECOND, LATE = "Hồ Đứng Đầu", "Hồ Đứng Nhì", "Hồ Đến Sau"
GIVE_ALL, REPLACE = Correction.GIVE_ALL, Correction.REPLACE
EXPLANATION = "Lời giải còn giấu kín."
MARKERS = {
    "first": re.compile(f"{FIRST}|SBD-DAU"),
    "others": re.compile(f"{SECOND}|SBD-NHI"),
    "late": re.compile(f"{LATE}|SBD-SAU"),
    "units": re.compile(r"Điểm trung bình"),
    "counters": re.compile(r"lượt thi đã nộp|lượt đã nộp|lượt đang làm"),
    "place": re.compile(r"Bạn đang ở hạng"),
    "score": re.compile(r"Số câu đúng"),
    "answers": re.compile(EXPLANATION),
    "share card": re.compile(r'href="[^"]*share-card\.png'),
    "share card drawn": re.compile(r'"medal":'),
    "correction": re.compile(r"quyết định cho điểm mọi thí sinh ở câu này"),
}
KNOWS_NO_LEG = re.compile(
    r"^/(readyz|healthz|demo|sign-in|invitations|join)|registration|(?<!/share-card)\.(ics|pdf|png|webp)$"
)
"""Looked through in one state only."""
OWN = {"place", "share card", "share card drawn"}
BOARD = {"first", "others", "units", "counters"} | OWN


@dataclass(frozen=True)
class State:
    """A leg under rules, after something was done, at a moment; and what is out then, everything else being not."""

    name: str
    out: set[str]
    rules: dict[str, Any]
    done: Callable[["Story"], None] = lambda story: None
    at: datetime = SOON
    ticks: bool = False
    """Did the loop come round that freezes boards?"""

    def __str__(self) -> str:
        return self.name


@dataclass
class Story:
    """What may happen to the leg of the world."""

    walk: Walk
    session: Session

    def close(self) -> None:
        """Nobody works any more."""
        for attempt in self.session.exec(select(Attempt).where(Attempt.submitted_at == None)):  # noqa: E711
            submit_attempt(self.session, attempt, SubmittedBy.TIMEOUT, AFTER)
        count_missing(self.session, self.leg)

    def publish(self, state: str) -> None:
        self.close()
        publish(
            self.session, self.contest, self.round, self.leg, state=state, note="Như đã báo", by=self._by(AFTER),
            early="Không chờ",
        )  # fmt: skip

    def decide(self) -> None:
        """What moves everybody: a key, points for all, an attempt and a contestant that are out, a unit."""
        self.correct(0, REPLACE, WRONG)
        self.correct(1, GIVE_ALL)
        first = self.session.exec(select(Attempt).join(Entry).where(Entry.number == "SBD-DAU")).one()
        disqualify_attempt(self.session, first, "Thi hộ", self._by(AFTER))
        second = self.session.exec(select(Entry).where(Entry.number == "SBD-NHI")).one()
        correct_unit(self.session, second, self.walk.world.units["cua-tung"], "Nhập nhầm", self._by(AFTER))
        disqualify_entry(self.session, second, "Thi hộ", self._by(AFTER))

    def publish_and_correct(self) -> None:
        self.publish("official")
        self.correct(1, GIVE_ALL)

    def freeze_close_and_correct(self) -> None:
        self.freeze()
        self.close()
        self.correct(1, GIVE_ALL)

    def correct(self, question: int, what: Correction, choices: Sequence[str] = ()) -> None:
        correct_key(
            self.session, self.contest, self.leg, self.walk.world.versions[question], what=what, choices=list(choices),
            reason="In nhầm", by=self._by(AFTER),
        )  # fmt: skip

    def withdraw(self) -> None:
        self.publish("official")
        withdraw(self.session, self.contest, self.leg, reason="Chấm lại", by=self._by(AFTER))

    def freeze(self) -> None:
        freeze(self.session, self.contest, self.round, self.leg, reason="Giữ kín", by=self._by(SOON))
        self.somebody_comes_late()

    def comes_to_its_moment(self) -> None:
        """Nobody looked, and the board of the moment is yet to be made."""
        played(self.session, self.walk.world, self._enter(LATE, "SBD-SAU"), RIGHT, RIGHT, RIGHT, seconds=5,
               started_at=PLANNED)  # fmt: skip

    def freeze_and_publish(self) -> None:
        self.freeze()
        self.publish("provisional")

    def somebody_comes_late(self) -> None:
        played(self.session, self.walk.world, self._enter(LATE, "SBD-SAU"), RIGHT, RIGHT, RIGHT, seconds=5)

    def take_rules(self, rules: RoundRules) -> None:
        self.round.take_rules(rules)
        for version in self.session.exec(select(QuestionVersion)):
            version.explanation = EXPLANATION
        if rules.board_shows == "divisions":
            self.session.add(Division(contest_id=self.contest.id, name="Khối trường học", position=2))
        played(self.session, self.walk.world, self._enter(FIRST, "SBD-DAU"), RIGHT, RIGHT, RIGHT, seconds=11)
        count_missing(self.session, self.leg)
        played(self.session, self.walk.world, self._enter(SECOND, "SBD-NHI"), WRONG, WRONG, RIGHT, seconds=13)

    def _enter(self, name: str, number: str) -> Any:
        entry = enter(self.session, self.walk.world, name)
        entry.number = number
        return entry

    def _by(self, at: datetime) -> Decider:
        return Decider(self.walk.world.people["binh"].id, "chief_judge", at)

    @property
    def contest(self) -> Contest:
        return self.session.get_one(Contest, self.walk.world.contest.id)

    @property
    def round(self) -> Round:
        return self.session.get_one(Round, self.walk.world.round.id)

    @property
    def leg(self) -> Leg:
        return self.session.get_one(Leg, self.walk.world.leg.id)


def official(story: Story) -> None:
    story.publish("official")


PREDICTING = {"prediction": "people", "ranking": ("score", "prediction")}
PLANNING = {"board": "live", "freeze_minutes": 10}
TOP = {"board_shows": "top", "board_top": 1}
STATES = [
    State("open", set(), {}),
    State("open, own score at once", {"score"}, {"release_score": "submitted", "release_answers": "closed"}),
    State("live", BOARD | {"score"}, {"board": "live"}),
    State("live, the first place", BOARD - {"others"} | {"score"}, {"board": "live"} | TOP),
    State("live, each division apart", BOARD | {"score"}, {"board": "live", "board_shows": "divisions"}),
    State("live, units", OWN | {"units", "counters", "score"}, {"board": "live", "board_shows": "units"}),
    State("live, own place", OWN | {"score"}, {"board": "live", "board_shows": "own"}),
    State("live while a prediction is open", {"score"}, {"board": "live"} | PREDICTING),
    State("frozen", BOARD | {"score"}, {"board": "live"}, Story.freeze),
    State("frozen, the first place", BOARD - {"others"} | {"score"}, {"board": "live"} | TOP, Story.freeze),
    State("frozen, own place", OWN | {"score"}, {"board": "live", "board_shows": "own"}, Story.freeze),
    State("live, to freeze later", BOARD | {"score"}, PLANNING, at=PLANNED - HOUR / 60),
    State("its planned moment has come", {"score"}, PLANNING, Story.comes_to_its_moment, PLANNED + HOUR / 20),
    State("frozen as planned", BOARD | {"score"}, PLANNING, Story.comes_to_its_moment, PLANNED + HOUR / 20, ticks=True),
    State("closed", set(), {}, Story.close, AFTER),
    State("closed, answers then", {"answers"}, {"release_answers": "closed"}, Story.close, AFTER),
    State("provisional after a freeze", BOARD | {"late", "score", "answers"}, {"board": "live"},
          Story.freeze_and_publish, AFTER),
    State("official", BOARD | {"score", "answers"}, {}, official, AFTER),
    State("official, never answers", BOARD | {"score"}, {"release_answers": "never"}, official, AFTER),
    State("official, the first place", BOARD - {"others"} | {"score", "answers"}, TOP, official, AFTER),
    State("official, units", OWN | {"units", "counters", "score", "answers"}, {"board_shows": "units"}, official,
          AFTER),
    State("official, own place", OWN | {"score", "answers"}, {"board_shows": "own"}, official, AFTER),
    State("official, no board", {"score", "answers"}, {"board_shows": "hidden"}, official, AFTER),
    State("withdrawn", set(), {}, Story.withdraw, AFTER),
    State("key corrected after publication, not yet republished", BOARD | {"score", "answers"}, {},
          Story.publish_and_correct, AFTER),
    State("key corrected after the freeze", BOARD | {"score", "answers"},
          {"board": "live", "release_answers": "closed"}, Story.freeze_close_and_correct, AFTER),
    State("a prediction that is over", BOARD | {"score", "answers"}, PREDICTING, official, AFTER),
]  # fmt: skip


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("crawl")
    shutil.copy(sqlite_template, folder / "template.db")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: NOON)
        yield Walk(folder)
    database.disconnect()


@pytest.mark.parametrize("state", STATES, ids=str)
def test_only_what_is_out_is_to_be_found_anywhere(crawl, state, monkeypatch):
    found = _found_in(crawl, state, monkeypatch)

    out = state.out | ({"seed"} if state.at == AFTER else set())  # nobody works then
    for marker, places in found.items():
        if marker in out:
            assert places, f"{marker} is out, and nowhere to be found"
        else:
            assert not places, f"{marker} is not out"


@pytest.mark.parametrize("state", [state for state in STATES if state.name in ("official", "frozen")], ids=str)
def test_what_is_decided_changes_no_page_before_the_next_revision(crawl, state, monkeypatch):
    _bring_about(crawl, replace(state, at=AFTER, rules=state.rules | {"release_answers": "closed"}), monkeypatch)
    with database.transaction() as session:
        Story(crawl, session).close()
    before = dict(_bodies(crawl, everywhere=False))
    _decide(crawl, Story.decide)

    now = dict(_bodies(crawl, everywhere=False))
    assert [where for where in before if now[where] != before[where]] == []

    _decide(crawl, official)
    then = dict(_bodies(crawl, everywhere=False))
    told = [where.partition(" at ")[2] for where in before if then[where] != before[where]]
    assert [
        part for part in ("/review", "/receipt", "/units", "/screen") if not any(part in each for each in told)
    ] == []


def _decide(crawl: Walk, what: Callable[[Story], None]) -> None:
    with database.transaction() as session:
        what(Story(crawl, session))


def _found_in(crawl: Walk, state: State, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """By marker, where it is."""
    _bring_about(crawl, state, monkeypatch)
    with database.transaction(writing=False) as session:
        seal = session.get(LegSeal, crawl.world.leg.id)
    assert seal is not None
    markers = MARKERS | {"seed": re.compile(seal.secret)}
    bodies = list(_bodies(crawl, everywhere=state.name == "open"))
    assert len(bodies) > 80
    return {name: [where for where, text in bodies if marker.search(text)] for name, marker in markers.items()}


def _bring_about(crawl: Walk, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl.put_back()
    kept.forget_everything()
    monkeypatch.setattr(clock, "now", lambda: state.at)
    monkeypatch.setattr("quiz.web.events._events", _no_event)
    monkeypatch.setattr("quiz.routes.play.share_cards.share_card_png", _as_text)
    with database.transaction() as session:
        story = Story(crawl, session)
        story.take_rules(RoundRules(**state.rules))
        session.flush()
        state.done(story)
    if state.ticks:
        asyncio.run(freeze_due(Turns(2), state.at))


def _bodies(crawl: Walk, *, everywhere: bool) -> Iterator[tuple[str, str]]:
    """Every page that strangers or contestants may open, as each of them reads it; or those that know of a leg."""
    doors = [door for door in all_doors() if door.method == "GET" and _is_open(table().get(str(door), set()))]
    doors = [door for door in doors if everywhere or not KNOWS_NO_LEG.search(door.path)]
    own = _attempts(crawl)
    for who in READERS:
        browser = TestClient(crawl.app, follow_redirects=False, base_url="http://localhost")
        browser.cookies.update(crawl.cookies[who])
        for door in doors:
            for address in _addresses(crawl._address(door), crawl.parameters, own.get(who)):
                yield f"{who} at {address}", browser.get(address).text


def _is_open(who: set[str]) -> bool:
    return not who or bool(who & set(READERS))


def _addresses(address: str, parameters: dict[str, str], own: str | None) -> list[str]:
    """With one's own attempt in it, the newest revision, and each sort of file."""
    if own:
        address = address.replace(parameters["attempt_id"], own)
    if "/revisions/" not in address:
        return [address]
    return [
        re.sub(r"/revisions/\d+", f"/revisions/{revision}", address).replace("results.json", f"results.{format}")
        for revision in ("1", "2") for format in (("csv", "json") if "results." in address else ("",))
    ]  # fmt: skip


def _attempts(crawl: Walk) -> dict[str, str]:
    """Each contestant's own."""
    with database.transaction(writing=False) as session:
        held = {
            who: crawl.world.entries[key].id for who, key in (("contestant", "duong"), ("other contestant", "khanh"))
        }
        return {
            who: session.exec(select(Attempt).where(Attempt.entry_id == entry)).one().public_id
            for who, entry in held.items()
        }


async def _no_event(*_: Any) -> Any:
    """A stream that ends."""
    yield b""


def _as_text(card: ShareCard) -> bytes:
    """What would be drawn, to be searched."""
    return words_on(card).encode()
