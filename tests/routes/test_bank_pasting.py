"""Questions pasted into a form: seen while one types, staged like a file."""

import pytest

from question_bank.intake import Intake
from question_bank.question import Question
from quiz.routes.bank import pasting
from tests.routes.test_bank_intakes import count, ha, rows, text_of

__all__ = ["ha"]

PASTED = """Câu 1. Mã OTP để làm gì?
A. Xác nhận giao dịch
B. Nghe nhạc
Đáp án: A

Câu 2. Mã QR là gì?
A. Một loại tiền
B. Mã vạch hai chiều
"""


def test_what_was_pasted_is_seen_with_its_lines_and_nothing_is_kept(ha):
    live = ha.post("/bank/intakes/pasted/preview", data={"text": PASTED})
    plain = ha.post("/bank/intakes/pasted", data={"text": PASTED, "act": "preview"})

    for answer in (live, plain):
        said = text_of(answer)
        assert answer.status_code == 200
        assert "1 trên 2 câu sẵn sàng." in said
        assert "Cần sửa: Câu 2 (dòng 6)." in said
        assert "Chưa có đáp án" in said
        assert "Mã vạch hai chiều" in said
    assert "<html" not in live.text
    assert "Câu 1. Mã OTP để làm gì?" in plain.text.split("<textarea")[1].split("</textarea>")[0]
    assert count(Intake) == 0


def test_what_was_pasted_is_staged_like_a_file(ha, world):
    before = count(Question)
    answer = ha.post("/bank/intakes/pasted", data={"text": PASTED.replace("\n", "\r\n"), "act": "keep"})

    assert answer.status_code == 303
    assert [(row.draft["stem"], row.ready) for row in rows()] == [("Mã OTP để làm gì?", True), ("Mã QR là gì?", False)]
    assert "Văn bản dán vào" in ha.get(answer.headers["location"]).text
    ha.post(f"{answer.headers['location']}/acceptance")
    assert count(Question) == before + 1


def test_rows_copied_from_a_sheet_gift_and_old_letters_are_read_too(ha):
    sheet = "Câu hỏi\tPhương án A\tPhương án B\tĐáp án\nMột?\ta\tb\tB"
    for text, stem in (
        (sheet, "Một?"),
        ("::a:: Hai? {=b ~c}", "Hai?"),
        ("C©u 1. §¸p ¸n nµo?\nA. a\nB. b\n", "Đáp án nào?"),
    ):
        assert stem in ha.post("/bank/intakes/pasted/preview", data={"text": text}).text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Hãy dán câu hỏi vào đây."),
        ("Kính gửi các đồng chí", "Chưa thấy câu hỏi nào."),
        ("x" * 300_001, "Văn bản quá dài"),
    ],
)
def test_what_holds_no_questions_is_refused_and_kept_in_the_form(ha, text, words):
    answer = ha.post("/bank/intakes/pasted", data={"text": text, "act": "keep"})

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert text in answer.text
    assert count(Intake) == 0


def test_nothing_typed_shows_how_it_is_done(ha):
    for answer in (ha.get("/bank/intakes/pasted"), ha.post("/bank/intakes/pasted/preview", data={"text": " "})):
        assert answer.status_code == 200
        assert "Đáp án: A" in answer.text


def test_hostile_text_is_text(ha):
    hostile = "Câu 1. <script>alert(1)</script>\x00\ud83d?\nA. <b>x</b>\nB. y\nĐáp án: B".encode(
        "utf-8", "replace"
    ).decode()
    answer = ha.post("/bank/intakes/pasted/preview", data={"text": hostile})

    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_when_many_wait_a_preview_is_put_off_in_words(ha, monkeypatch):
    monkeypatch.setattr(pasting, "WAITING_MAX", -1)

    assert "đang bận" in ha.post("/bank/intakes/pasted/preview", data={"text": PASTED}).text
