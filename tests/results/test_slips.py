"""Slips on paper say who, for whom, with which code; and the scissors find eight to a page."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from quiz.results.slips import Heading, Slip, in_fours, slips_pdf

AT = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
HEADING = Heading(
    "Hội thi “Bí thư Chi đoàn giỏi”", "K7PQ2M", "Mở lúc 08:00 26/11/2026", "http://192.168.1.20:8000/join"
)


def slip(number: int = 1, name: str = "Trần Thị Thuỳ Dương", unit: str = "Chi đoàn thôn Tân Trại") -> Slip:
    return Slip(name, unit, f"VL-{number:03}", "Phòng 1", "ABCD2345", f"http://192.168.1.20:8000/join/{'x' * 32}")


def words_of(slips: list[Slip]) -> str:
    pages = PdfReader(io.BytesIO(slips_pdf(HEADING, slips, AT))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_slip_says_who_and_how():
    words = words_of([slip()])

    for word in ("Trần Thị Thuỳ Dương", "Chi đoàn thôn Tân Trại", "VL-001", "Phòng 1", "ABCD 2345", "K7PQ2M",
                 "Bí thư Chi đoàn giỏi", "Mở lúc 08:00 26/11/2026", "http://192.168.1.20:8000/join"):  # fmt: skip
        assert word in words


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (8, 1), (9, 2), (17, 3)])
def test_eight_go_on_a_page(count: int, pages: int):
    slips = [slip(number) for number in range(1, count + 1)]

    assert len(PdfReader(io.BytesIO(slips_pdf(HEADING, slips, AT))).pages) == pages


def test_long_names_and_units_stay_whole_and_on_their_slip():
    name = "Tôn Nữ Hoàng Thị Nguyễn Phúc Thuỳ Dương Khánh Quỳnh Trâm Anh"
    unit = "Chi đoàn Công ty Trách nhiệm hữu hạn Một thành viên Khai thác Công trình thủy lợi tỉnh, chi nhánh Vĩnh Linh"
    words = words_of([slip(number, name, unit) for number in range(1, 9)])

    assert words.count(name) == 8
    assert words.count(unit) == 8


def test_what_people_write_is_text_and_never_typst():
    words = words_of([slip(name='#panic("x") $a$ *b* @ref', unit='#read("slips.typ") \\ <a>')])

    assert '#panic("x") $a$ *b* @ref' in words
    assert '#read("slips.typ")' in words


def test_the_same_slips_make_the_same_file():
    assert slips_pdf(HEADING, [slip()], AT) == slips_pdf(HEADING, [slip()], AT)


def test_a_code_is_read_in_fours():
    assert in_fours("ABCD2345") == "ABCD 2345"
