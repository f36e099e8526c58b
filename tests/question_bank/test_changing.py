"""Acts on many questions, and on two that become one: done in slices, and taken back whole."""

import pytest
from sqlmodel import select

from question_bank import changing
from question_bank.changing import carry_on, plan, standing, take_back, touched_by
from question_bank.exporting import drafts_of
from question_bank.finding import Wanted, count
from question_bank.mending import typed
from question_bank.merging import MergeRefusal, merge, unmerge
from question_bank.question import Question, QuestionNote, QuestionVersion
from question_bank.reviewing import comment, notes_of, open_version
from question_bank.revising import bring_back, current_version, retire, revise, write_question
from question_bank.topic import Topic
from tests.question_bank.conftest import AT

FORM = {"kind": "single_choice", "choice_0": "một", "choice_1": "hai", "key": "A", "topic": "An toàn",
        "difficulty": "2", "source_number": "57-NQ/TW", "explanation": "Vì thế."}  # fmt: skip


@pytest.fixture
def other_topic(session):
    topic = Topic(slug="khac", name="Khác")
    session.add(topic)
    session.flush()
    return topic


@pytest.fixture
def write(session, topic):
    def written(stem, state="approved", **changes):
        return write_question(session, typed(FORM | {"stem": stem} | changes), by="hoa", at=AT, state=state)

    return written


def act(session, act, value, ids):
    change = plan(session, act, value, ids, by="lan", at=AT)
    while carry_on(session, change, AT):
        pass
    return change


def undo(session, change):
    while take_back(session, change, by="lan", at=AT):
        pass


def said(session, id):
    version = current_version(session, id)
    return (version.state, version.topic_id, version.difficulty, drafts_of(session, [version])[0].sources,
            version.content, version.key, version.author, version.reviewer, version.approved_at)  # fmt: skip


def test_another_topic_makes_a_next_version_with_the_same_words_and_approval(session, write, topic, other_topic):
    ids = [write(f"Câu {n}?") for n in range(3)]
    before = [said(session, id) for id in ids]

    change = act(session, "topic", {"topic_id": other_topic.id}, ids)

    for id, was in zip(ids, before, strict=True):
        assert said(session, id) == (was[0], other_topic.id, *was[2:])
        first = session.exec(
            select(QuestionVersion).where(QuestionVersion.question_id == id, QuestionVersion.number == 1)
        ).one()
        assert (first.topic_id, first.is_current) == (topic.id, False), "an approved version never changes"
    assert count(session, Wanted(words="cau", topic_id=other_topic.id)) == 3
    assert standing(session, change).done == 3

    undo(session, change)
    assert [said(session, id) for id in ids] == before
    assert count(session, Wanted(words="cau", topic_id=topic.id)) == 3


def test_what_is_not_approved_yet_is_filed_where_it_stands(session, write):
    waiting, approved = write("Chờ?", state="proposed"), write("Đã duyệt?")
    form = typed(FORM | {"stem": "Sửa?"})
    revise(session, current_version(session, approved), form, by="hoa", at=AT, state="proposed")

    change = act(session, "difficulty", {"difficulty": 5}, [waiting, approved])

    assert (current_version(session, waiting).number, current_version(session, waiting).difficulty) == (1, 5)
    assert current_version(session, approved).difficulty == 5
    beside = open_version(session, approved)
    assert (beside.stem, beside.difficulty, beside.state) == ("Sửa?", 5, "proposed")
    undo(session, change)
    assert {current_version(session, waiting).difficulty, current_version(session, approved).difficulty} == {2}
    assert open_version(session, approved).difficulty == 2


def test_questions_go_out_of_use_and_come_back_as_they_were(session, write):
    approved, draft, gone = write("Một?"), write("Hai?", state="draft"), write("Ba?")
    retire(session, session.get_one(Question, gone), at=AT)
    assert touched_by(session, "retire", {}, [gone, draft, approved]) == [draft, approved]

    change = act(session, "retire", {}, [approved, draft])
    assert {current_version(session, id).state for id in (approved, draft, gone)} == {"retired"}

    undo(session, change)
    states = [current_version(session, id).state for id in (approved, draft, gone)]
    assert states == ["approved", "draft", "retired"]
    assert session.get_one(Question, approved).retired_at is None


def test_questions_come_back_into_use_and_go_again(session, write):
    id = write("Một?")
    retire(session, session.get_one(Question, id), at=AT)

    change = act(session, "return", {}, [id])
    assert current_version(session, id).state == "approved"

    undo(session, change)
    assert current_version(session, id).state == "retired"
    assert session.get_one(Question, id).retired_at is not None


def test_what_was_changed_since_is_left_alone(session, write, other_topic):
    one, other = write("Một?"), write("Hai?")
    change = act(session, "topic", {"topic_id": other_topic.id}, [one, other])
    revise(session, current_version(session, one), typed(FORM | {"stem": "Khác?", "topic": "An toàn"}), by="hoa", at=AT)

    undo(session, change)

    assert current_version(session, one).stem == "Khác?"
    assert (standing(session, change).left, standing(session, change).undone) == (1, 1)


def test_a_question_brought_back_by_hand_stays_back(session, write):
    id = write("Một?")
    change = act(session, "retire", {}, [id])
    bring_back(session, session.get_one(Question, id))

    undo(session, change)

    assert (current_version(session, id).state, standing(session, change).left) == ("approved", 1)


def test_an_act_that_was_cut_off_goes_on_or_is_taken_back_as_far_as_it_came(session, write, monkeypatch):
    monkeypatch.setattr(changing._rows, "__defaults__", (2,))
    ids = [write(f"Câu {n}?") for n in range(5)]
    change = plan(session, "retire", {}, ids, by="lan", at=AT)
    carry_on(session, change, AT)
    assert (standing(session, change).done, standing(session, change).waiting) == (2, 3)

    carry_on(session, change, AT)
    undo(session, change)

    assert {current_version(session, id).state for id in ids} == {"approved"}
    assert (standing(session, change).undone, carry_on(session, change, AT)) == (5, 0)


def nowhere(*_):
    return []


def merged(session, kept, gone):
    questions = (session.get_one(Question, id) for id in (kept, gone))
    return merge(session, *questions, by="lan", at=AT, move_uses=nowhere)


def test_of_two_merged_one_goes_and_its_sources_and_comments_stay(session, write):
    kept = write("Mã OTP dùng để làm gì?")
    gone = write("Mã OTP để làm gì?", source_number="147/2024/NĐ-CP")
    comment(session, current_version(session, gone), "Nên dẫn nghị định.", by="thu", at=AT)
    before = said(session, kept)

    change = merged(session, kept, gone)

    numbers = [source.number for source in drafts_of(session, [current_version(session, kept)])[0].sources]
    assert numbers == ["57-NQ/TW", "147/2024/NĐ-CP"]
    assert current_version(session, gone).state == "retired"
    assert [note.text for note in notes_of(session, kept)] == ["Nên dẫn nghị định."]
    assert said(session, kept)[0] == "approved"

    assert unmerge(session, change, by="lan", at=AT, move_back=nowhere)
    assert said(session, kept) == before
    assert current_version(session, gone).state == "approved"
    assert [note.question_id for note in session.exec(select(QuestionNote))] == [gone]
    assert not unmerge(session, change, by="lan", at=AT, move_back=nowhere)


def test_the_approved_one_of_two_is_kept(session, write):
    draft, approved = write("Một?", state="draft"), write("Hai?")

    with pytest.raises(MergeRefusal):
        merged(session, draft, approved)
    merged(session, approved, draft)
    with pytest.raises(MergeRefusal):
        merged(session, approved, draft)
