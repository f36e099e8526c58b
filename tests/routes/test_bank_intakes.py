"""A file of questions comes in: looked through, mended where it stands, accepted once, taken back."""

import io
import re
from html import unescape

import pytest
from sqlmodel import col, func, select

from question_bank.exporting import drafts_of
from question_bank.intake import Intake, Row
from question_bank.question import Question, QuestionVersion
from question_bank.readers import read_safely
from question_bank.revising import current_version, revise
from question_bank.topic import Topic
from quiz import database
from quiz.attempts.attempt import Attempt, Mode, PaperRow
from quiz.contests.round import FixedQuestion
from quiz.ledger import INSTALLATION, decisions_on
from tests.world import come_in, sit_at_desk

HEADER = "Loại câu,Câu hỏi,Phương án A,Phương án B,Phương án C,Phương án D,Đáp án,Chủ đề,Độ khó,Hiệu lực từ"
GOOD = [
    "Một lựa chọn,Số tổng đài báo tin giả quốc gia là số nào?,112,113,18008108,115,C,,Dễ,",
    ",Chữ ký số dùng để làm gì?,Ký văn bản điện tử,Vẽ tranh,,,A,,,",
]
FIVE_MISTAKES = [
    ",Mã QR là gì?,Mã vạch hai chiều,Một loại tiền,,,E,,,",  # no such choice
    ",,Có,Không,,,A,,,",  # no question
    ",Mật khẩu mạnh có gì?,Chữ hoa và số,,,,A,,,",  # one choice
    ",Ai cấp định danh điện tử?,Bộ Công an,Bạn bè,,,A,Chủ đề lạ,,",  # unknown topic
    ",Khi nào cần sao lưu?,Thường xuyên,Không bao giờ,,,A,,,32/13/2026",  # no such day
]


def csv(*lines):
    return "\n".join([HEADER, *lines]).encode("utf-8-sig")


def upload(browser, data, name="cau-hoi.csv", url="/bank/intakes"):
    return browser.post(url, files={"file": (name, io.BytesIO(data))})


def bring(browser, *lines):
    """The address of what a good upload made."""
    answer = upload(browser, csv(*lines))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def text_of(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def rows():
    with database.transaction(writing=False) as session:
        return session.exec(select(Row).order_by(col(Row.number))).all()


def count(table):
    with database.transaction(writing=False) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def fields(row, **changes):
    """The row's form as a browser sends it back, with these fields changed."""
    draft = row.draft
    sent = {f"choice_{place}": text for place, text in enumerate(draft["choices"])}
    sent |= {name: draft[name] for name in ("stem", "explanation", "topic", "difficulty", "valid_from", "valid_to")}
    return sent | {"kind": "single_choice", "key_written": draft["key"]} | changes


@pytest.fixture
def ha(browser, world):
    """Hà, a question writer, at the desk."""
    sit_at_desk(browser, world.people["ha"])
    return browser


@pytest.fixture
def in_bank_before(world):
    return count(Question)


def test_nothing_of_the_bank_is_there_for_strangers_contestants_and_judges(browser, world):
    paths = [
        "/bank",
        "/bank/intakes",
        "/bank/intakes/new",
        "/bank/template.xlsx",
        "/bank/export",
        "/bank/questions.gift",
    ]
    assert {browser.get(path).headers.get("location", "")[:8] for path in paths} == {"/sign-in"}
    assert upload(browser, csv(*GOOD)).status_code == 401
    come_in(browser, world.entries["duong"])
    assert {browser.get(path).status_code for path in paths} == {303}
    sit_at_desk(browser, world.people["minh"])
    assert {browser.get(path).status_code for path in paths} == {403}
    assert upload(browser, csv(*GOOD)).status_code == 403
    assert count(Intake) == 0


def test_the_template_comes_back_without_its_example(ha):
    answer = ha.get("/bank/template.xlsx")

    assert answer.headers["content-disposition"] == 'attachment; filename="mau-cau-hoi.xlsx"'
    assert answer.content.startswith(b"PK")


def test_a_file_is_looked_through_before_anything_enters_the_bank(ha, in_bank_before):
    page = ha.get(bring(ha, *GOOD, FIVE_MISTAKES[0]))

    assert "2 sẵn sàng" in page.text
    assert "1 cần sửa" in page.text
    assert "Đưa 2 câu vào kho" in page.text
    assert "Dòng 4, cột Đáp án: 'E' không phải là một phương án." in text_of(page)
    assert count(Question) == in_bank_before


def test_five_mistakes_are_said_each_at_its_cell_mended_in_place_and_accepted_once(ha, in_bank_before):
    here = bring(ha, *FIVE_MISTAKES)
    said = text_of(ha.get(here))
    for message in (
        "Dòng 2, cột Đáp án: 'E' không phải là một phương án.",
        "Dòng 3, cột Câu hỏi: chưa có nội dung câu hỏi.",
        "Dòng 4: mới có một phương án; cần từ hai đến sáu phương án.",
        "Dòng 5, cột Chủ đề: chưa có chủ đề 'Chủ đề lạ'.",
        "Dòng 6, cột Hiệu lực từ: '32/13/2026' không phải là ngày.",
    ):
        assert message in said

    mended = [
        {"right": "0"},
        {"stem": "Có nên đọc mã OTP cho người lạ không?", "right": "1"},
        {"choice_3": "Ngày sinh", "right": "0"},  # the blank fields on the way are no choices
        {"new_topic": "Định danh"},
        {"valid_from": "31/12/2025"},
    ]
    for row, changes in zip(rows(), mended, strict=True):
        answer = ha.post(f"{here}/rows/{row.public_id}/form", data=fields(row, **changes))
        assert answer.status_code == 200, text_of(answer)
        assert f'id="row-{row.public_id}"' in answer.text
    assert "5 sẵn sàng" in answer.text

    assert ha.post(f"{here}/acceptance").status_code == 303
    ha.post(f"{here}/acceptance")

    assert count(Question) == in_bank_before + 5
    found = ha.get("/bank", params={"q": "ma otp nguoi la"})
    assert "Có nên đọc mã OTP cho người lạ không?" in found.text
    with database.transaction() as session:
        assert session.exec(select(Topic).where(Topic.name == "Định danh")).one()
        (decision,) = decisions_on(session, INSTALLATION, "accept_intake")
        assert (decision.body, decision.acting_role) == ({"questions": 5}, "question_writer")


def test_a_row_that_is_still_wrong_keeps_what_was_typed_and_says_why(ha):
    here = bring(ha, FIVE_MISTAKES[0])
    (row,) = rows()

    answer = ha.post(f"{here}/rows/{row.public_id}/form", data=fields(row, stem="Mã QR <b>là</b> gì?"))

    assert answer.status_code == 422
    assert "Mã QR &lt;b&gt;là&lt;/b&gt; gì?" in answer.text
    assert "'E' không phải là một phương án." in text_of(answer)


def test_without_scripts_a_row_is_mended_on_its_own_page(ha):
    here = bring(ha, FIVE_MISTAKES[0])
    (row,) = rows()
    assert "Mã QR là gì?" in ha.get(f"{here}/rows/{row.public_id}").text

    answer = ha.post(f"{here}/rows/{row.public_id}", data=fields(row, right="0"))

    assert answer.headers["location"] == f"{here}?page=1#row-{row.public_id}"
    assert not rows()[0].problems


def test_shares_and_words_of_a_file_are_seen_and_stay_when_the_key_is_corrected(ha):
    text = "Gọi số nào?{=113#đúng ~%50%112#gần đúng ~%-25%114}"
    here = upload(ha, text.encode(), "cau.gift").headers["location"]
    (row,) = rows()
    listed = text_of(ha.get(here))
    form = ha.get(f"{here}/rows/{row.public_id}").text

    assert "được 1/2 số điểm" in listed
    assert "Nhận xét: gần đúng" in listed
    assert "bị trừ 25% số điểm trong tệp" in listed
    assert 'name="worth_1" value="1/2"' in form
    sent = {f"worth_{place}": text for place, text in enumerate(("", "1/2", "-1/4"))}
    sent |= {f"feedback_{place}": text for place, text in enumerate(("đúng", "gần đúng", ""))}
    ha.post(f"{here}/rows/{row.public_id}", data=fields(row, right="2", **sent))
    (row,) = rows()

    assert (row.draft["key"], row.draft["worths"]) == ("C", ["0", "1/2", "-1/4"])
    assert row.draft["feedback"] == ["đúng", "gần đúng", ""]
    assert not row.problems
    assert not row.warnings


def test_another_kind_is_chosen_without_scripts_and_what_was_typed_is_kept(ha):
    here = bring(ha, FIVE_MISTAKES[0])
    (row,) = rows()

    answer = ha.post(
        f"{here}/rows/{row.public_id}", data=fields(row, stem="Đang gõ dở", kind="multiple_choice", reshape="1")
    )

    assert "Đang gõ dở" in answer.text
    assert 'type="checkbox" name="right"' in answer.text
    assert rows()[0].draft["stem"] == "Mã QR là gì?"


def test_mending_one_of_two_twins_shows_the_other_free(ha):
    here = bring(ha, GOOD[0], GOOD[0])
    first, second = rows()
    assert "câu này trùng với câu ở dòng 2" in ha.get(here).text

    answer = ha.post(f"{here}/rows/{first.public_id}/form", data=fields(first, stem="Khác hẳn?"))

    assert f'id="row-{second.public_id}"' in answer.text
    assert "2 sẵn sàng" in answer.text


def test_a_row_is_left_out_and_taken_up_again(ha, in_bank_before):
    here = bring(ha, *GOOD)
    first, _second = rows()
    ha.post(f"{here}/rows/{first.public_id}/dropping", data={"dropped": "1"})
    assert "1 đã bỏ" in ha.get(here).text

    answer = ha.post(f"{here}/rows/{first.public_id}/dropping/line", data={"dropped": "0"})
    assert "2 sẵn sàng" in answer.text
    ha.post(f"{here}/rows/{first.public_id}/dropping/line", data={"dropped": "1"})
    ha.post(f"{here}/acceptance")

    assert count(Question) == in_bank_before + 1


def test_the_tabs_show_the_rows_that_stand_there(ha):
    here = bring(ha, *GOOD, FIVE_MISTAKES[0])

    assert "Mã QR là gì?" not in ha.get(f"{here}?standing=ready").text
    only = ha.get(f"{here}?standing=problem").text
    assert "Mã QR là gì?" in only
    assert "Chữ ký số" not in only


def test_a_long_file_is_paged(ha):
    here = bring(ha, *(f",Câu số {number} hỏi gì?,một {number},hai,,,A,,," for number in range(120)))

    assert "120 sẵn sàng" in ha.get(here).text
    assert "Câu số 49 hỏi" in ha.get(here).text
    assert "Câu số 50 hỏi" not in ha.get(here).text
    assert "Câu số 119 hỏi" in ha.get(f"{here}?page=3").text


def test_missing_topics_are_made_in_one_go(ha):
    here = bring(ha, FIVE_MISTAKES[3])
    assert "Tạo chủ đề còn thiếu" in ha.get(here).text

    ha.post(f"{here}/topics")

    assert "1 sẵn sàng" in ha.get(here).text


def test_a_mended_file_takes_the_place_of_the_first(ha):
    here = bring(ha, *FIVE_MISTAKES)
    assert "Nộp lại tệp đã sửa" in ha.get(f"{here}/file").text

    answer = upload(ha, csv(*GOOD), "lan-hai.csv", url=f"{here}/file")

    assert answer.headers["location"] == here
    assert len(rows()) == 2
    assert "lan-hai.csv" in ha.get(here).text


def test_a_refused_file_says_why_and_leaves_everything_as_it_was(ha):
    here = bring(ha, *GOOD)
    refused = [
        ("de.pdf", b"%PDF-1.7", "Chưa đọc được tệp “.pdf”."),
        ("de.docx", b"PK\x03\x04 word", "Tệp bị hỏng"),
        ("de.xlsm", b"PK\x03\x04", "có thể chứa macro"),
        ("de.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "Tệp có mật khẩu."),
        ("de.csv", b"", "Tệp rỗng."),
        ("de.csv", csv(*(f",Câu {number}?,a,b,,,A,,," for number in range(5001))), "Tệp có hơn 5 000 câu."),
        ("to.csv", b"x" * (10 * 1024 * 1024 + 1), "Tệp lớn hơn 10 MB."),
        ("qua-to.csv", b"x" * (11 * 1024 * 1024), "Tệp lớn hơn 10 MB."),
    ]
    for name, data, sentence in refused:
        for url in ("/bank/intakes", f"{here}/file"):
            answer = upload(ha, data, name, url)
            assert answer.status_code == 422
            assert sentence in text_of(answer)
            assert 'type="file"' in answer.text

    assert "Hãy chọn một tệp." in ha.post("/bank/intakes", data={}).text
    assert count(Intake) == 1
    assert len(rows()) == 2


def test_an_accepted_file_is_taken_back(ha, in_bank_before):
    here = bring(ha, *GOOD)
    ha.post(f"{here}/acceptance")
    assert "Thu hồi 2 câu" in ha.get(f"{here}/undoing").text

    ha.post(f"{here}/undoing", data={"reason": "Nhầm tệp"})

    assert count(Question) == in_bank_before
    assert "Đã thu hồi" in ha.get(here).text
    with database.transaction() as session:
        assert decisions_on(session, INSTALLATION, "undo_intake")[0].reason == "Nhầm tệp"


def draw_into_a_paper(session, world, version):
    attempt = Attempt(
        leg_id=world.leg.id, mode=Mode.PREVIEW, viewer_id=world.people["lan"].id, rules_version=1,
        started_at=version.created_at, ends_at=version.created_at,
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    session.add(PaperRow(attempt_id=attempt.id, number=1, version_id=version.id, part_id=world.part.id))


def fix_in_a_blueprint(session, world, version):
    session.add(FixedQuestion(part_id=world.part.id, question_id=version.question_id, position=1))


def say_otherwise(session, world, version):
    (draft,) = drafts_of(session, [version])
    draft.stem += " Chọn ý đúng."
    revise(session, version, draft, by="x", at=version.created_at)


@pytest.mark.parametrize("use", [draw_into_a_paper, fix_in_a_blueprint, say_otherwise])
def test_a_file_of_which_a_question_was_used_is_not_taken_back(ha, world, in_bank_before, use):
    here = bring(ha, *GOOD)
    ha.post(f"{here}/acceptance")
    with database.transaction() as session:
        question_id = session.exec(select(func.max(Question.id))).one()
        use(session, world, current_version(session, question_id))

    ha.post(f"{here}/undoing")

    assert "Không thu hồi được: 1 câu" in ha.get(here).text
    assert count(Question) == in_bank_before + 2


def test_the_files_are_listed_with_who_brought_them(ha):
    assert "Chưa có tệp nào" in ha.get("/bank/intakes").text
    bring(ha, *GOOD)

    page = ha.get("/bank/intakes").text

    assert "cau-hoi.csv" in page
    assert "Lê Thu Hà" in page


def test_reading_a_file_holds_nobody_up(ha, world, monkeypatch):
    """While a file is read, an answer can be written: the route holds no transaction."""
    from quiz.routes.bank import intakes

    def read_slowly(data, filename, keep):
        with database.transaction() as session:  # on SQLite this would wait for ever
            session.get_one(QuestionVersion, world.versions[0].id).explanation = "Ghi được."
        return read_safely(data, filename, keep)

    monkeypatch.setattr(intakes, "read_safely", read_slowly)

    assert upload(ha, csv(*GOOD)).status_code == 303
