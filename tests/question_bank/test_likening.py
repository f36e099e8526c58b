"""Look-alikes are found in the background, in slices, and what a person said of them is kept."""

import pytest
from sqlmodel import select

from question_bank import accepting, importing, likening
from question_bank.intake import Row
from question_bank.likening import SLICE, Comparing, keep
from question_bank.look_alike import LookAlike, RowLookAlike
from question_bank.mending import typed
from question_bank.question import QuestionVersion
from question_bank.resembling import count_resembling, dismiss, keep_as_new, pairs, progress, resembled_by
from question_bank.revising import current_version, retire, revise, write_question
from tests.question_bank.conftest import AT, drafts

OTP = "Mã OTP dùng để làm gì khi giao dịch với ngân hàng?"
OTP_AGAIN = "Theo bạn, mã OTP được dùng để làm gì khi giao dịch với ngân hàng?"
OTHER = "Ngày Chuyển đổi số quốc gia là ngày nào?"


@pytest.fixture
def write(session, topic):
    """A question in the bank; its id."""

    def written(stem, right="một"):
        form = {"kind": "single_choice", "stem": stem, "choice_0": right, "choice_1": "hai", "key": "A",
                "topic": topic.name, "difficulty": "2"}  # fmt: skip
        return write_question(session, typed(form), by="hoa", at=AT)

    return written


def liken(session, at_hand=None, slices=1000):
    """So many slices, or all there are."""
    at_hand = at_hand or Comparing()
    for _ in range(slices):
        work = at_hand.look(session)
        if work is None:
            break
        keep(session, at_hand.compare(work), AT)
        session.flush()
    return at_hand


def found(session):
    return [(pair.question_id, pair.other_id) for pair in session.exec(select(LookAlike))]


def rows_of(session, intake):
    return importing.rows_of(session, intake)


def test_two_questions_of_the_bank_that_ask_the_same_become_a_pair(session, write):
    one, other = write(OTP), write(OTP_AGAIN)
    write(OTHER)

    liken(session)

    assert found(session) == [(one, other)]
    (pair,) = pairs(session)
    assert (pair.one.version.stem, pair.other.version.stem) == (OTP, OTP_AGAIN)
    assert 75 <= pair.look_alike.score <= 100
    assert Comparing().look(session) is None


def test_rows_are_compared_with_the_bank_and_with_each_other(session, write, bring):
    question = write(OTP)
    intake = bring(drafts(OTP_AGAIN, OTHER, "Ngày chuyển đổi số quốc gia là ngày nào", "Điều gì khác hẳn?"))
    assert not progress(session, intake).is_over

    liken(session)

    rows = rows_of(session, intake)
    told = resembled_by(session, rows)
    assert [(each.question.id, each.row) for each in told[rows[0].id]] == [(question, None)]
    assert [(each.question, each.row.id) for each in told[rows[2].id]] == [(None, rows[1].id)]
    assert rows[3].id not in told
    assert (count_resembling(session, intake), progress(session, intake).is_over) == (2, True)


def test_what_may_not_be_known_is_told_without_its_words(session, write, bring):
    question = write(OTP)
    intake = bring(drafts(OTP_AGAIN))
    liken(session)

    hidden = select(QuestionVersion.question_id).where(QuestionVersion.question_id == question)
    (told,) = resembled_by(session, rows_of(session, intake), hidden)[rows_of(session, intake)[0].id]

    assert (told.question, told.version, told.row) == (None, None, None)
    assert pairs(session, hidden=hidden) == []


def test_after_a_restart_it_goes_on_where_it_stopped(session, bring):
    intake = bring(drafts(*(f"{OTHER} Lần thứ {n}" for n in range(SLICE + 5))))
    liken(session, slices=1)
    before = progress(session, intake)

    liken(session, Comparing())

    assert (before.compared, before.total) == (SLICE, SLICE + 5)
    assert progress(session, intake).is_over
    last = rows_of(session, intake)[-1]
    assert resembled_by(session, [last])[last.id], "it is compared with the rows of before the restart too"


def test_a_row_that_is_mended_is_compared_again(session, write, bring):
    write(OTP)
    intake = bring(drafts(OTP_AGAIN, OTHER))
    at_hand = liken(session)
    row = rows_of(session, intake)[0]
    keep_as_new(session, row, by="hoa")

    importing.mend(session, row, {"stem": "Điều gì khác hẳn?"})
    assert (row.compared, row.kept_by) == (False, None)
    liken(session, at_hand)

    assert resembled_by(session, [row]) == {}


def test_what_was_kept_as_new_is_not_asked_about_again_in_the_bank(session, write, bring):
    one = write(OTP)
    intake = bring(drafts(OTP_AGAIN, OTHER, OTHER + " "))
    at_hand = liken(session)
    for row in rows_of(session, intake):
        keep_as_new(session, row, by="hoa")
    assert count_resembling(session, intake) == 0
    ids = accepting.accept(session, intake, by="hoa", at=AT)
    liken(session, at_hand)

    assert (one, ids[0]) in found(session)
    assert pairs(session) == []
    assert {pair.look_alike.dismissed_by for pair in pairs(session, dismissed=True)} == {"hoa"}


def test_a_revision_makes_its_pairs_anew_and_leaves_what_was_dismissed(session, write):
    one, other, third = write(OTP), write(OTP_AGAIN), write(OTP + " Hãy chọn.")
    at_hand = liken(session)
    dismissed = next(pair for pair in pairs(session) if (pair.one.question.id, pair.other.question.id) == (one, other))
    dismiss(session, dismissed.look_alike, by="hoa", at=AT)

    form = {"kind": "single_choice", "stem": OTHER, "choice_0": "x", "choice_1": "y", "key": "A", "topic": "An toàn",
            "difficulty": "2"}  # fmt: skip
    revise(session, current_version(session, other), typed(form), by="hoa", at=AT)
    liken(session, at_hand)

    assert sorted(found(session)) == [(one, other), (one, third)]
    assert [(pair.one.question.id, pair.other.question.id) for pair in pairs(session)] == [(one, third)]


def test_a_question_out_of_use_is_no_pair_and_is_one_again_when_brought_back(session, write):
    from question_bank.question import Question
    from question_bank.revising import bring_back

    one = write(OTP)
    write(OTP_AGAIN)
    liken(session)
    question = session.get_one(Question, one)
    retire(session, question, at=AT)
    assert pairs(session) == []

    bring_back(session, question)
    assert len(pairs(session)) == 1


def test_what_goes_while_it_is_compared_leaves_nothing_behind(session, write, bring):
    intake = bring(drafts(OTP))
    liken(session)
    accepting.accept(session, intake, by="hoa", at=AT)
    write(OTP_AGAIN)
    at_hand = Comparing()
    work = at_hand.look(session)
    accepting.undo(session, intake, used=lambda ids: set())

    assert keep(session, at_hand.compare(work), AT) == 1
    assert found(session) == []


def test_a_mended_file_in_place_of_the_first_is_compared_anew(session, write, bring):
    from question_bank.draft import Reading

    write(OTP)
    intake = bring(drafts(OTP_AGAIN, OTHER))
    at_hand = liken(session)
    importing.take_again(session, intake, "lan-hai.xlsx", Reading("xlsx", drafts(OTHER, OTP_AGAIN)))
    liken(session, at_hand)

    rows = rows_of(session, intake)
    assert {alike.row_id for alike in session.exec(select(RowLookAlike))} == {rows[1].id}
    assert all(session.exec(select(Row.compared)))


def test_nothing_waits_in_an_empty_bank(session):
    assert likening.Comparing().look(session) is None
