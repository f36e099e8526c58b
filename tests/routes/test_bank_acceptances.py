"""A file of any length enters the bank whole or not at all, at the desk and from the command line."""

import pytest
from sqlmodel import col, func, select

from question_bank import accepting
from question_bank.intake import Intake
from question_bank.question import Question, QuestionVersion
from quiz import database
from quiz.bank_files import take_in
from quiz.clock import now
from quiz.files import pictures_in
from quiz.ledger import INSTALLATION, decisions_on
from tests.routes.test_bank_intakes import GOOD, bring, count, csv
from tests.world import sit_at_desk

GOOD_TOO = ",Mã OTP dùng để làm gì?,Xác nhận giao dịch,Chơi trò chơi,,,A,,,"


def in_bank():
    with database.transaction(writing=False) as session:
        shown = select(func.count()).select_from(QuestionVersion).where(col(QuestionVersion.is_current))
        return session.exec(shown).one()


def decided():
    with database.transaction(writing=False) as session:
        return [entry.body for entry in decisions_on(session, INSTALLATION, "accept_intake")]


def intake():
    with database.transaction(writing=False) as session:
        return session.exec(select(Intake)).one()


@pytest.fixture
def ha(browser, world):
    """Hà, a question writer, at the desk."""
    sit_at_desk(browser, world.people["ha"])
    return browser


@pytest.fixture
def power_cut(monkeypatch):
    """After the first slice, each of one question."""
    monkeypatch.setattr(accepting, "SLICE", 1)
    enter, entered = accepting.enter, []

    def break_off_after_the_first(*args, **how):
        if entered:
            raise RuntimeError("the power is gone")
        enter(*args, **how)
        entered.append(1)

    with monkeypatch.context() as cut:
        cut.setattr(accepting, "enter", break_off_after_the_first)
        yield cut


@pytest.fixture
def half_in(ha, power_cut):
    """The address of a file of which one of three questions was written when the power went."""
    here = bring(ha, *GOOD, GOOD_TOO)
    assert ha.post(f"{here}/acceptance").status_code == 500
    power_cut.undo()
    return here


def test_of_a_file_that_was_broken_off_nothing_is_in_the_bank(ha, world, half_in):
    before = len(world.versions)
    page = ha.get(half_in).text

    assert (in_bank(), decided()) == (before, [])
    assert "Đang đưa vào kho… 1/3" in page
    assert "Số tổng đài báo tin giả quốc gia" not in ha.get("/bank").text


def test_it_goes_on_where_it_stopped(ha, world, half_in):
    answer = ha.post(f"{half_in}/acceptance", follow_redirects=True)

    assert "Đã đưa 3 câu vào kho." in answer.text
    assert (in_bank(), decided()) == (len(world.versions) + 3, [{"questions": 3}])
    assert "Đang đưa vào kho" not in answer.text


def test_or_it_is_stopped_and_everything_is_as_it_was(ha, world, half_in):
    answer = ha.post(f"{half_in}/acceptance/stopping", follow_redirects=True)

    assert "Đã dừng." in answer.text
    assert "Đưa 3 câu vào kho" in answer.text
    assert (in_bank(), decided(), intake().acceptance) == (len(world.versions), [], None)
    again = ha.post(f"{half_in}/acceptance/stopping", follow_redirects=True)
    assert "Không có việc đưa vào nào đang dở." in again.text


def test_while_it_enters_the_page_asks_how_far_it_is_and_comes_anew_at_the_end(ha, half_in):
    assert "HX-Refresh" not in ha.get(f"{half_in}/acceptance").headers

    ha.post(f"{half_in}/acceptance")

    assert ha.get(f"{half_in}/acceptance").headers["HX-Refresh"] == "true"


def test_a_file_in_the_middle_of_it_says_so_in_the_list(ha, half_in):
    assert "Đang vào kho" in ha.get("/bank/intakes").text


def test_from_the_command_line_too_it_is_all_or_nothing(world, tmp_path, power_cut):
    file, before = tmp_path / "cau-hoi.csv", in_bank()
    file.write_bytes(csv(*GOOD, GOOD_TOO))
    pictures = pictures_in(tmp_path)

    with pytest.raises(RuntimeError, match="the power is gone"):
        take_in(file, now(), pictures)
    assert in_bank() == before

    power_cut.undo()
    again = take_in(file, now(), pictures)
    assert (again.accepted, in_bank(), count(Question)) == (3, before + 3, before + 3)
