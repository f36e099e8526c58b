"""A question's life, told step by step and then by a machine that does anything in any order."""

import pytest
from sqlmodel import col, select

from question_bank.exporting import drafts_of
from question_bank.finding import Wanted, count, pool
from question_bank.mending import mended, typed
from question_bank.question import Question, QuestionVersion
from question_bank.reviewing import (
    ReviewRefusal,
    approve,
    comment,
    compared_with,
    discard,
    insist_may_approve,
    notes_of,
    open_version,
    propose,
    send_back,
    take_back_approval,
    take_back_return,
    withdraw,
)
from question_bank.revising import RevisedMeanwhile, bring_back, current_version, newest_version, retire, revise
from question_bank.revising import write_question as write
from tests.question_bank.conftest import AT
from tests.question_bank.test_revising import FORM


@pytest.fixture
def proposed(session, topic):
    return current_version(session, write(session, typed(FORM), by="ha", at=AT, state="proposed"))


def mend(session, version, by="ha", state="proposed", **fields):
    (draft,) = drafts_of(session, [version])
    return revise(session, version, mended(draft, fields), by=by, at=AT, state=state)


def approved(session, version, by="thu", alone=False):
    return approve(session, [version.id], by=by, at=AT, alone=alone)


def nothing_used(ids):
    return set()


def drawn(session):
    return [each.version_id for each in pool(session)]


def test_what_is_proposed_is_in_the_bank_and_in_no_pool(session, proposed):
    assert (count(session, Wanted()), drawn(session)) == (1, [])
    assert (proposed.proposed_at, proposed.approved_at, proposed.self_approved) == (AT, None, False)


def test_a_second_person_approves_it(session, proposed):
    assert approved(session, proposed) == [proposed.id]

    assert (proposed.state, proposed.reviewer, proposed.approved_at) == ("approved", "thu", AT)
    assert not proposed.self_approved
    assert drawn(session) == [proposed.id]


def test_the_author_cannot_approve_their_own(session, proposed):
    assert approved(session, proposed, by="ha") == []
    with pytest.raises(ReviewRefusal, match="một người khác"):
        insist_may_approve(proposed, by="ha", alone=False)

    assert proposed.state == "proposed"


def test_whoever_is_alone_may_and_it_says_so(session, proposed):
    insist_may_approve(proposed, by="ha", alone=True)
    approved(session, proposed, by="ha", alone=True)

    assert (proposed.state, proposed.self_approved) == ("approved", True)


def test_of_two_reviewers_one_approves(session, proposed):
    approved(session, proposed, by="thu")

    assert approved(session, proposed, by="lan") == []
    with pytest.raises(ReviewRefusal, match="người khác vừa duyệt"):
        insist_may_approve(proposed, by="lan", alone=False)
    assert proposed.reviewer == "thu"


def test_what_is_asked_stays_so_until_the_next_version_is_approved(session, proposed):
    approved(session, proposed)
    following = mend(session, proposed, stem="Đoàn thành lập năm nào?")

    assert (drawn(session), count(session, Wanted())) == ([proposed.id], 1)
    assert (following.number, following.state, following.is_current) == (2, "proposed", False)
    assert compared_with(session, following) is proposed

    approved(session, following)
    assert drawn(session) == [following.id]
    assert (proposed.state, proposed.is_current) == ("approved", False)


def test_sent_back_it_is_mended_and_proposed_again(session, proposed):
    with pytest.raises(ReviewRefusal, match="vì sao"):
        send_back(session, proposed, by="thu", at=AT, why=" ")
    send_back(session, proposed, by="thu", at=AT, why="Thiếu nguồn.")
    assert (proposed.state, proposed.sent_back_at) == ("draft", AT)

    again = mend(session, proposed, source_article="Điều 1")

    assert (again.state, again.number, again.is_current) == ("proposed", 2, True)
    assert (proposed.state, proposed.is_current) == ("retired", False)
    assert compared_with(session, again) is proposed
    (note,) = notes_of(session, again.question_id)
    assert (note.act, note.text, note.author, note.version_number) == ("sent_back", "Thiếu nguồn.", "thu", 1)


def test_sent_back_by_mistake_it_waits_again(session, proposed):
    send_back(session, proposed, by="thu", at=AT, why="Nhầm.")
    take_back_return(session, proposed, by="thu", at=AT)

    assert (proposed.state, proposed.sent_back_at) == ("proposed", None)
    assert [note.act for note in notes_of(session, proposed.question_id)] == ["sent_back", "taken_back"]
    send_back(session, proposed, by="thu", at=AT, why="Thật.")
    propose(session, proposed, by="ha", at=AT)
    with pytest.raises(ReviewRefusal):
        take_back_return(session, proposed, by="thu", at=AT)


def test_only_the_author_withdraws_proposes_and_gives_up(session, proposed):
    for act in (withdraw, discard):
        with pytest.raises(ReviewRefusal, match="Chỉ người viết"):
            act(session, proposed, by="thu")
    with pytest.raises(ReviewRefusal, match="Chỉ người viết"):
        propose(session, proposed, by="thu", at=AT)
    with pytest.raises(ReviewRefusal, match="rút lại"):
        send_back(session, proposed, by="ha", at=AT, why="Của mình.")

    withdraw(session, proposed, by="ha")
    assert approved(session, proposed) == []
    with pytest.raises(ReviewRefusal, match="Thôi dùng"):
        discard(session, proposed, by="ha")


def test_a_next_version_is_given_up_and_another_can_follow(session, proposed):
    approved(session, proposed)
    discard(session, mend(session, proposed, stem="Bỏ?", state="draft"), by="ha")
    assert open_version(session, proposed.question_id) is None

    assert mend(session, proposed, stem="Khác?").number == 3


def test_a_draft_beside_what_is_asked_takes_its_place_when_its_author_is_alone(session, proposed):
    approved(session, proposed)
    draft = mend(session, proposed, stem="Nháp?", state="draft")

    following = mend(session, draft, stem="Xong?", state="approved")

    assert (drawn(session), proposed.is_current, draft.state) == ([following.id], False, "retired")


def test_an_approval_is_taken_back_while_nothing_uses_it(session, proposed):
    approved(session, proposed)
    following = mend(session, proposed, stem="Đoàn thành lập năm nào?")
    approved(session, following)

    assert take_back_approval(session, [following.id], by="thu", at=AT, used=lambda ids: set(ids)) == []
    assert take_back_approval(session, [following.id], by="thu", at=AT, used=nothing_used) == [following.id]

    assert (drawn(session), following.state, following.is_current) == ([proposed.id], "proposed", False)
    assert (following.reviewer, following.approved_at) == (None, None)


def test_an_approval_that_was_followed_stays(session, proposed):
    approved(session, proposed)
    mend(session, proposed, stem="Sau?")

    assert take_back_approval(session, [proposed.id], by="thu", at=AT, used=nothing_used) == []


def test_two_who_revise_the_same_waiting_version(session, proposed):
    mend(session, proposed, stem="Một?")

    with pytest.raises(RevisedMeanwhile):
        mend(session, proposed, by="lan", stem="Hai?")


def test_a_revision_beside_one_that_waits_is_told(session, proposed):
    approved(session, proposed)
    mend(session, proposed, stem="Một?")

    with pytest.raises(RevisedMeanwhile):
        mend(session, proposed, by="lan", stem="Hai?")


def test_put_out_of_use_unapproved_it_comes_back_as_a_draft(session, proposed):
    question = session.get_one(Question, proposed.question_id)
    retire(session, question, at=AT)
    bring_back(session, question)

    assert newest_version(session, proposed.question_id).state == "draft"


def test_put_out_of_use_its_next_version_waits_no_more(session, proposed):
    approved(session, proposed)
    mend(session, proposed, stem="Sau?")
    question = session.get_one(Question, proposed.question_id)
    retire(session, question, at=AT)
    bring_back(session, question)

    assert (open_version(session, question.id), drawn(session)) == (None, [proposed.id])


def test_hundreds_are_approved_at_once(session, topic):
    ids = [write(session, typed(FORM | {"stem": f"Câu {n}?"}), by="ha", at=AT, state="proposed") for n in range(7)]
    waiting = session.exec(select(QuestionVersion.id).where(col(QuestionVersion.question_id).in_(ids))).all()

    assert len(approve(session, waiting, by="thu", at=AT)) == 7
    assert len(drawn(session)) == 7


def test_what_people_say_is_kept_in_order(session, proposed):
    with pytest.raises(ReviewRefusal):
        comment(session, proposed, " ", by="thu", at=AT)
    comment(session, proposed, "Nên hỏi năm.", by="thu", at=AT)
    comment(session, proposed, "Đồng ý.", by="ha", at=AT)

    assert [(note.author, note.text) for note in notes_of(session, proposed.question_id)] == [
        ("thu", "Nên hỏi năm."), ("ha", "Đồng ý."),
    ]  # fmt: skip
