"""What the list of the bank shows is taken away, in every format."""

import io

import pytest
from openpyxl import load_workbook

from question_bank.checking import check
from question_bank.pictures import name_of
from question_bank.readers import gift, moodle_xml, read_safely, word, yaml
from question_bank.writers import FORMATS
from tests.pictures import photograph
from tests.routes.test_bank_intakes import text_of
from tests.routes.test_bank_questions import ha, written  # noqa: F401  # a fixture
from tests.routes.test_picturing import media
from tests.routes.test_picturing import write as add_a_picture

READ = {"docx": word.read, "gift": gift.read, "xml": moodle_xml.read, "yaml": yaml.read, "json": yaml.read_json}


@pytest.mark.parametrize("format", READ)
def test_what_the_list_shows_is_exported_and_can_be_read_again(ha, format):  # noqa: F811
    written(ha, stem="=1+1 là mấy?")

    answer = ha.get(f"/bank/questions.{format}", params={"q": "la may"})
    (draft,) = READ[format](answer.content).drafts

    assert answer.headers["content-disposition"] == f'attachment; filename="cau-hoi.{format}"'
    assert (draft.stem, draft.explanation, check(draft).difficulty) == ("=1+1 là mấy?", "Đại hội III lấy ngày 26/3.", 2)


def test_a_sheet_holds_texts_and_no_formulas(ha):  # noqa: F811
    written(ha, stem="=1+1 là mấy?")

    book = load_workbook(io.BytesIO(ha.get("/bank/questions.xlsx", params={"q": "la may"}).content))

    rows = [[cell.value for cell in row] for row in book["Câu hỏi"].iter_rows()]
    assert len(rows) == 2
    assert "=1+1 là mấy?" in rows[1]
    assert all(cell.data_type != "f" for row in book["Câu hỏi"].iter_rows() for cell in row)


def test_every_format_is_offered(ha):  # noqa: F811
    written(ha)
    page = text_of(ha.get("/bank/export"))

    assert all(about.name in page for about in FORMATS.values())
    assert "Không có câu nào để xuất" in text_of(ha.get("/bank/export", params={"q": "zzz"}))


@pytest.mark.parametrize("format", ["xlsx", "docx", "gift"])
def test_a_picture_comes_back_as_the_very_file_that_was_kept(ha, format):  # noqa: F811
    photographed = ("lut.jpg", photograph(300, 200), "image/jpeg")
    add_a_picture(ha, photographed, stem="Đây là gì?", new_picture_at="choice_1", new_picture_alt="Nước ngập")
    reading = read_safely(ha.get(f"/bank/questions.{format}").content, f"cau-hoi.{format}", name_of)

    ((picture,),) = [draft.pictures for draft in reading.drafts if draft.stem == "Đây là gì?"]
    assert (picture.at, picture.alt, picture.file) == ("choice_1", "Nước ngập", media()[0].sha256)


def test_a_format_that_we_do_not_write_is_nowhere(ha):  # noqa: F811
    assert ha.get("/bank/questions.pdf").status_code == 404
