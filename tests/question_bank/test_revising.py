from datetime import date

import pytest

from question_bank.exporting import drafts_of
from question_bank.finding import Wanted, count, counts, find, pool, versions_of
from question_bank.mending import mended, typed
from question_bank.question import Question
from question_bank.revising import RevisedMeanwhile, bring_back, current_version, retire, revise, write_question
from question_bank.source import Source
from question_bank.writing import NotReady
from tests.question_bank.conftest import AT

FORM = {
    "stem": "Đoàn Thanh niên thành lập ngày nào?", "choice_0": "26/3/1931", "choice_1": "3/2/1930",
    "choice_2": "2/9/1945",
    "key": "A", "topic": "An toàn", "difficulty": "Dễ", "source_title": "Điều lệ Đoàn", "source_article": "Lời nói đầu",
}  # fmt: skip


@pytest.fixture
def version(session, topic):
    return current_version(session, write_question(session, typed(FORM), by="hoa", at=AT))


def again(session, version, **fields):
    (draft,) = drafts_of(session, [version])
    return revise(session, version, mended(draft, fields), by="hoa", at=AT)


def test_a_question_is_written_by_form(session, version):
    assert (version.stem, version.difficulty, version.author) == (FORM["stem"], 2, "hoa")
    (draft,) = drafts_of(session, [version])
    assert [(source.title, source.article) for source in draft.sources] == [("Điều lệ Đoàn", "Lời nói đầu")]


def test_a_form_with_a_slip_is_refused_with_its_place(session, topic):
    with pytest.raises(NotReady) as refused:
        write_question(session, typed(FORM | {"key": "F"}), by="hoa", at=AT)

    (problem,) = refused.value.problems
    assert (problem.field, str(problem)) == ("key", "Câu hỏi này, cột Đáp án: 'F' không phải là một phương án.")


def test_an_approved_version_stays_as_it_was(session, version):
    following = again(session, version, key="B", choice_2="19/8/1945")

    assert (version.number, version.is_current, following.number, following.is_current) == (1, False, 2, True)
    assert version.key == {"right": [version.choices[0]["id"]]}
    assert following.key == {"right": [following.choices[1]["id"]]}
    assert [one["id"] == other["id"] for one, other in zip(version.choices, following.choices, strict=True)] == [
        True, True, False,
    ]  # fmt: skip
    assert [each.number for each in versions_of(session, version.question_id)] == [2, 1]


def test_saving_without_a_change_makes_no_version(session, version):
    assert again(session, version) is version
    assert again(session, version, source_article="Điều 1").number == 2


def test_of_two_who_revise_at_once_the_second_is_told(session, version):
    again(session, version, stem="Một?")

    with pytest.raises(RevisedMeanwhile):
        again(session, version, stem="Hai?")


def test_a_retired_question_is_neither_listed_nor_drawn(session, version):
    question = session.get_one(Question, version.question_id)
    retire(session, question, at=AT)

    assert (count(session, Wanted()), counts(session), pool(session)) == (0, {}, [])
    assert count(session, Wanted(state="retired")) == 1

    bring_back(session, question)
    assert [each.version_id for each in pool(session)] == [version.id]


@pytest.mark.parametrize("words", ["doan thanh nien", "ĐOÀN", "1945", "dieu le", "thanh lap doan"])
def test_words_are_found_without_their_marks(session, version, words):
    assert [found.version.id for found in find(session, Wanted(words=words)).found] == [version.id]


@pytest.mark.parametrize("words", ["%", "_", "doan hoi", "\\"])
def test_signs_are_searched_as_they_are(session, version, words):
    assert find(session, Wanted(words=words)).found == []


def test_filters_narrow_the_list(session, version, topic):
    for right in (
        Wanted(topic_id=topic.id),
        Wanted(kind="single_choice"),
        Wanted(difficulty=2),
        Wanted(state="approved"),
    ):
        assert count(session, right) == 1
    for wrong in ({"topic_id": 0}, {"kind": "true_false"}, {"difficulty": 5}, {"state": "draft"}):
        assert count(session, Wanted(**wrong)) == 0


def test_pages_follow_one_another_without_gap_or_repeat(session, topic):
    ids = [write_question(session, typed(FORM | {"stem": f"Câu {n}?"}), by="hoa", at=AT) for n in range(7)]
    seen, after = [], None
    while True:
        page = find(session, Wanted(), after=after, limit=3)
        seen += [found.question.id for found in page.found]
        if page.next is None:
            break
        after = page.next

    assert seen == sorted(ids, reverse=True)


def test_only_what_is_in_force_on_the_day_is_drawn(session, topic):
    write_question(session, typed(FORM | {"valid_from": "1/1/2027", "valid_to": "31/12/2027"}), by="hoa", at=AT)

    assert counts(session, date(2026, 12, 31)) == {}
    assert counts(session, date(2027, 1, 1)) == counts(session, date(2027, 12, 31)) == {(topic.id, 2): 1}
    assert counts(session, date(2028, 1, 1)) == {}
    assert len(pool(session, date(2027, 6, 1), [topic.id])) == 1


def test_a_source_without_a_title_is_named_by_its_number(session, topic):
    form = FORM | {"source_title": "", "source_number": "57-NQ/TW"}
    version = current_version(session, write_question(session, typed(form), by="hoa", at=AT))

    (draft,) = drafts_of(session, [version])
    assert draft.sources[0].number == "57-NQ/TW"
    assert session.get_one(Source, 1).title == "57-NQ/TW"


def test_what_is_said_to_whoever_chose_stays_with_its_choice_and_off_the_phone(session, version):
    following = again(session, version, feedback_1="Đó là ngày của Đảng.", choice_2="19/8/1945")

    assert following.key["feedback"] == [{"id": following.choices[1]["id"], "text": "Đó là ngày của Đảng."}]
    assert "Đảng" not in str(following.content)
    assert drafts_of(session, [following])[0].feedback == ["", "Đó là ngày của Đảng.", ""]
    assert again(session, following) is following
