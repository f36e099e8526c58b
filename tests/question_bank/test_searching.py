"""What is found by words and filters: exactly what an oracle in plain Python finds, by index, on both engines."""

import random
import re
import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, select, update

from question_bank import finding
from question_bank.finding import Expiry, Wanted, count, find
from question_bank.question import Question, QuestionVersion
from question_bank.searching import WORDS_MAX
from question_bank.source import QuestionSource
from question_bank.text import searchable, words_in
from question_bank.topic import Topic
from quiz import database
from quiz.attempts.using import is_used
from tests.question_bank.crowd import AT, WORDS, crowd

DAY = date(2026, 11, 26)
FEW = 1000
"""PostgreSQL may put so many rows that an index found in order by itself: a few words, or the end of a list."""
FILTERS = {
    "nothing": {}, "topic": {"topic_id": 3}, "kind": {"kind": "true_false"}, "difficulty": {"difficulty": 3},
    "state": {"state": "proposed"}, "retired": {"state": "retired"}, "self-approved": {"self_approved": True},
    "source": {"source_id": 4}, "author": {"author": "nguoi-3"}, "valid": {"expiry": Expiry.VALID, "on": DAY},
    "soon": {"expiry": Expiry.SOON, "on": DAY}, "expired": {"expiry": Expiry.EXPIRED, "on": DAY},
    "used": {"used": True, "is_used": is_used()}, "unused": {"used": False, "is_used": is_used()},
    "words": {"words": "Đoàn thanh ni"}, "a common letter": {"words": "t"}, "a rare word": {"words": "7777"},
    "some hidden": {"hidden": select(QuestionSource.version_id).where(QuestionSource.source_id == 5)},
    "words and a filter": {"words": "thanh nien", "topic_id": 3},
}  # fmt: skip
SAID = st.lists(st.sampled_from([*WORDS, "57-NQ/TW", "26/3", "hoà", "Ðường", "x" * 95, "a_b", "C++", "'", '"']))
TYPED = st.one_of(
    SAID.map(" ".join), st.text(max_size=12), st.sampled_from(["thanh ni", "NEAR(a b)", "a OR b", "NOT", "*"])
)


def keep(session: Session, said: str) -> QuestionVersion:
    topic = session.exec(select(Topic)).first() or Topic(slug="chung", name="Chung")
    question = Question(created_at=AT)
    session.add_all([topic, question])
    session.flush()
    version = QuestionVersion(
        question_id=question.id or 0, state="approved", kind="essay", content={"stem": said, "choices": []}, key={},
        topic_id=topic.id or 0, created_at=AT, search_text=searchable(said),
    )  # fmt: skip
    session.add(version)
    session.flush()
    return version


def oracle(said: str, typed: str) -> bool:
    """Each of the first twenty words typed begins a word that was said; marks, case and signs tell nothing apart."""
    here, asked = plain(said), plain(typed)[:WORDS_MAX]
    return bool(asked or not typed.strip()) and all(any(word.startswith(each) for word in here) for each in asked)


def plain(text: str) -> list[str]:
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    runs = "".join(letter if letter.isalnum() else " " for letter in bare).split()
    return [run[start : start + 40] for run in runs for start in range(0, len(run), 40)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SAID.map(" ".join), min_size=1, max_size=5), TYPED)
@example(["Đoàn Thanh niên Cộng sản Hồ Chí Minh"], "doan thanh ni")
@example(["Nghị quyết 57-NQ/TW"], "57 nq")
@example(["Đoàn viên"], "Đoàn " * WORDS_MAX + "Thanh")
def test_exactly_what_has_all_the_words_is_found(database_url, stems, typed):
    with database.opened(writing=True) as session:
        versions = [keep(session, stem) for stem in stems]
        found = {each.version.id for each in find(session, Wanted(words=typed)).found}
        counted = count(session, Wanted(words=typed))
        session.rollback()

    expected = {version.id for version, stem in zip(versions, stems, strict=True) if oracle(stem, typed)}
    assert (found, counted) == (expected, len(expected))


def test_the_index_follows_what_is_changed_and_removed(session):
    version = keep(session, "Đoàn viên")
    assert count(session, Wanted(words="doan vien")) == 1

    session.exec(update(QuestionVersion).values(search_text=searchable("hội viên")))
    assert (count(session, Wanted(words="doan")), count(session, Wanted(words="hoi vien"))) == (0, 1)
    session.exec(update(QuestionVersion).values(is_current=False))
    assert count(session, Wanted(words="vien")) == 0
    session.exec(update(QuestionVersion).values(is_current=True))
    assert count(session, Wanted(words="vien")) == 1
    session.delete(session.get_one(QuestionVersion, version.id))
    session.flush()
    assert count(session, Wanted(words="vien")) == 0


def test_a_very_long_text_is_indexed_too(session):
    chance = random.Random(1)
    keep(session, " ".join("".join(chance.choices("abcdefghij", k=30)) for _ in range(2000)) + " cuoi")

    assert count(session, Wanted(words="cuoi")) == 1


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowded(request, tmp_path_factory, sqlite_template):
    """Twenty thousand questions, once for all that look at them."""
    import shutil

    from tests.conftest import empty_all_tables

    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("crowd") / "quiz.db"
        shutil.copy(sqlite_template, path)
        database.connect(f"sqlite:///{path}")
    else:
        database.connect(request.getfixturevalue("postgresql_url"))
        empty_all_tables()
    with database.transaction() as session:
        crowd(session, 20_000)
    yield
    database.disconnect()


@pytest.fixture
def reading(crowded):
    with database.transaction(writing=False) as session:
        yield session


@pytest.fixture
def plans(reading):
    """What the database says it will do for each question asked of the list."""
    seen: list[str] = []

    def explain(connection, cursor, statement, parameters, context, _many):
        if "question_version" not in statement or statement.startswith("EXPLAIN"):
            return
        asked = "EXPLAIN QUERY PLAN " if database.is_sqlite() else "EXPLAIN "
        seen.append("\n".join(str(row[-1]) for row in connection.exec_driver_sql(asked + statement, parameters)))

    engine = database.engine()
    event.listen(engine, "before_cursor_execute", explain)
    yield seen
    event.remove(engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("name", FILTERS)
def test_each_page_of_twenty_thousand_is_read_by_index(reading, plans, name):
    wanted = Wanted(**FILTERS[name])
    page = find(reading, wanted)
    if page.next:
        second = find(reading, wanted, after=page.next)
        assert second.found != page.found
        find(reading, wanted, before=second.previous)

    assert plans
    for plan in plans:
        assert not re.search(r"^SCAN (question_version|question_source|paper_row)\b", plan, re.M), plan
        assert not re.search(r"Seq Scan on (question_version|question_source)\b", plan), plan
        assert "TEMP B-TREE" not in plan, plan
        assert all(int(rows) <= FEW for rows in re.findall(r"Sort  \(.*rows=(\d+)", plan)), plan


@pytest.mark.parametrize("name", FILTERS)
def test_counting_reads_an_index_and_goes_no_further_than_it_tells(reading, plans, name):
    number = count(reading, Wanted(**FILTERS[name]), most=1000)

    assert number <= 1001
    for plan in plans:
        assert not re.search(r"^SCAN (question_version|question_source|paper_row)\b", plan, re.M), plan


def test_pages_of_every_kind_of_list_have_each_question_once(reading):
    for asked in ({"topic_id": 3}, {"source_id": 4}, {"expiry": Expiry.EXPIRED, "on": DAY}, {"words": "thanh ni"}):
        wanted = Wanted(**asked)
        seen, place = [], None
        while True:
            page = find(reading, wanted, after=place, limit=200)
            seen += [each.version.id for each in page.found]
            if page.previous:
                back = find(reading, wanted, before=page.previous, limit=200)
                assert [each.version.id for each in back.found] == seen[-len(page.found) - 200 : -len(page.found)]
            if page.next is None:
                break
            place = page.next
        assert len(seen) == len(set(seen)) == count(reading, wanted)


def test_a_search_that_finds_nothing_says_what_to_let_go(reading):
    assert find(reading, Wanted(words="doan", kind="true_false", difficulty=1, state="draft")).found == []
    assert list(finding.loosened(reading, Wanted(words="doan", topic_id=0))) == ["topic_id"]
    assert finding.loosened(reading, Wanted(words="zzz", topic_id=0)) == {}


def test_what_runs_out_first_stands_first(reading):
    days = [each.version.valid_to for each in find(reading, Wanted(expiry=Expiry.SOON, on=DAY)).found]

    assert days == sorted(days)
    assert days[0] >= DAY


def test_words_of_a_text_are_what_the_oracle_calls_words():
    assert words_in("Nghị quyết 57-NQ/TW, điểm c") == plain("Nghị quyết 57-NQ/TW, điểm c")
