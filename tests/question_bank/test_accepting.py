"""A file enters the bank all at once: written in slices that nobody sees, shown by one short transaction."""

import pytest
from sqlmodel import col, select

from question_bank import accepting, importing
from question_bank.draft import Picture, Reading, SourceNote
from question_bank.exporting import drafts_of
from question_bank.finding import Wanted, count, question_by_public_id, versions_wanted
from question_bank.importing import IntakeRefusal
from question_bank.question import Question, QuestionMedia, QuestionVersion
from question_bank.revising import current_version
from question_bank.source import QuestionSource
from question_bank.waiting import Waiting, count_waiting
from tests.question_bank.conftest import AT, drafts


@pytest.fixture
def intake(bring):
    """Three good questions of a file, each in a slice of its own."""
    asked = drafts("Mã OTP là gì?", "Mã QR là gì?", "Chữ ký số là gì?", sources=[SourceNote(title="Luật Dữ liệu")])
    return bring(asked)


def enter(session, intake, acceptance, some):
    accepting.enter(session, intake, acceptance, accepting.prepared(some, by="hoa", at=AT))


def show(session, intake, acceptance, state="approved"):
    return accepting.show(session, intake, acceptance, by="hoa", at=AT, state=state)


def half_entered(session, intake):
    """The acceptance, and what it has still to write."""
    acceptance = accepting.begin(session, intake)
    first, *others = accepting.ready_rows(session, intake)
    enter(session, intake, acceptance, [first])
    return acceptance, others


def listed(session):
    return [version.stem for version in versions_wanted(session, Wanted())]


def test_what_is_written_and_not_shown_is_nowhere_to_be_seen(session, intake):
    half_entered(session, intake)

    question = session.exec(select(Question)).one()
    assert (listed(session), count(session, Wanted(words="otp"))) == ([], 0)
    assert count(session, Wanted(state="draft")) == count(session, Wanted(state="retired")) == 0
    assert count_waiting(session, Waiting()) == 0
    assert question_by_public_id(session, question.public_id) is None
    assert not session.exec(select(QuestionVersion).where(QuestionVersion.state == "approved")).all()
    assert [row.question_id for row in importing.rows_of(session, intake)] == [None, None, None]
    assert intake.state == "open"


def test_all_of_it_is_shown_at_once_in_the_order_of_the_file(session, intake):
    acceptance, others = half_entered(session, intake)
    for slice in ([each] for each in others):
        enter(session, intake, acceptance, slice)

    ids = show(session, intake, acceptance, state="proposed")

    versions = [current_version(session, id) for id in ids]
    assert [version.stem for version in versions] == ["Mã OTP là gì?", "Mã QR là gì?", "Chữ ký số là gì?"]
    assert {(v.state, v.self_approved, v.proposed_at, v.approved_at) for v in versions} == {
        ("proposed", False, AT, None)
    }
    assert [row.question_id for row in importing.rows_of(session, intake)] == ids
    assert (intake.state, intake.accepted_at, intake.accepted_by) == ("accepted", AT, "hoa")
    assert (count_waiting(session, Waiting()), count(session, Wanted(words="otp"))) == (3, 1)


def test_it_reads_as_a_file_that_was_accepted_in_one_go(session, intake, bring):
    acceptance, others = half_entered(session, intake)
    enter(session, intake, acceptance, others)
    show(session, intake, acceptance)
    in_slices = drafts_of(session, versions_wanted(session, Wanted()))
    accepting.undo(session, intake, used=lambda ids: set())
    again = bring(in_slices)

    accepting.accept(session, again, by="hoa", at=AT)

    assert drafts_of(session, versions_wanted(session, Wanted())) == in_slices


def test_what_was_broken_off_goes_on_and_writes_nothing_twice(session, intake):
    half_entered(session, intake)

    ids = accepting.accept(session, intake, by="lan", at=AT)

    assert (len(ids), len(listed(session)), accepting.count_entering(session, intake)) == (3, 3, 0)
    assert {current_version(session, id).author for id in ids} == {"lan"}


def test_of_two_who_accept_the_later_goes_on_and_the_earlier_is_told(session, intake):
    acceptance, others = half_entered(session, intake)
    later = accepting.begin(session, intake)

    with pytest.raises(IntakeRefusal, match="người khác đã làm tiếp"):
        enter(session, intake, acceptance, others)
    with pytest.raises(IntakeRefusal, match="người khác đã làm tiếp"):
        show(session, intake, acceptance)

    enter(session, intake, later, accepting.ready_rows(session, intake))
    assert len(show(session, intake, later)) == 3


def test_stopped_everything_is_as_it_was(session, intake):
    acceptance, _ = half_entered(session, intake)
    before = importing.rows_of(session, intake)

    assert accepting.stop(session, intake) == 1

    for table in (Question, QuestionVersion, QuestionSource, QuestionMedia):
        assert not session.exec(select(table)).all()
    assert (intake.state, intake.acceptance, importing.rows_of(session, intake)) == ("open", None, before)
    with pytest.raises(IntakeRefusal, match="đã bị dừng"):
        show(session, intake, acceptance)
    with pytest.raises(IntakeRefusal, match="Không có việc đưa vào nào"):
        accepting.stop(session, intake)
    assert len(accepting.accept(session, intake, by="hoa", at=AT)) == 3


def test_what_was_in_the_bank_before_stays_when_more_is_stopped(session, bring):
    good, bad = drafts("Một?", "Hai?")
    bad.key = "E"
    intake = bring([good, bad])
    accepting.accept(session, intake, by="hoa", at=AT)
    importing.mend(session, importing.rows_of(session, intake)[1], {"key": "A"})
    acceptance = accepting.begin(session, intake)
    enter(session, intake, acceptance, accepting.ready_rows(session, intake))

    with pytest.raises(IntakeRefusal, match="Hãy dừng việc đó trước"):
        accepting.undo(session, intake, used=lambda ids: set())
    accepting.stop(session, intake)

    assert (listed(session), intake.state) == (["Một?"], "accepted")


def test_a_row_that_entered_is_not_mended_and_one_that_changed_stays_behind(session, intake):
    acceptance, others = half_entered(session, intake)
    first, second, _third = importing.rows_of(session, intake)

    with pytest.raises(IntakeRefusal, match="đang được đưa vào kho"):
        importing.mend(session, first, {"stem": "Khác?"})
    with pytest.raises(IntakeRefusal, match="đang được đưa vào kho"):
        importing.take_again(session, intake, "b.xlsx", Reading("xlsx", drafts("Khác?")))
    importing.mend(session, second, {"stem": "Mã vạch là gì?"})
    enter(session, intake, acceptance, others)

    assert len(show(session, intake, acceptance)) == 2
    assert [ready.unpacked()[1].stem for ready in accepting.ready_rows(session, intake)] == ["Mã vạch là gì?"]


def test_a_file_that_was_taken_back_does_not_enter(session, intake):
    accepting.accept(session, intake, by="hoa", at=AT)
    accepting.undo(session, intake, used=lambda ids: set())

    with pytest.raises(IntakeRefusal, match="đã bị thu hồi"):
        accepting.begin(session, intake)


def test_pictures_and_look_alikes_follow_when_it_is_shown(session, bring):
    picture = Picture("stem", alt="Một mã QR", file="a" * 64, width=10, height=10)
    intake = bring(drafts("Trong hình là gì?", pictures=[picture]))
    acceptance = accepting.begin(session, intake)
    enter(session, intake, acceptance, accepting.ready_rows(session, intake))
    waits = select(QuestionVersion).where(col(QuestionVersion.is_current), col(QuestionVersion.compared).is_(False))
    assert not session.exec(waits).all()

    (id,) = show(session, intake, acceptance)

    assert [version.question_id for version in session.exec(waits)] == [id]
    assert session.exec(select(QuestionMedia.alt)).all() == ["Một mã QR"]
