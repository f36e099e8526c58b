"""A share image says whose place it is, on which board and of when; long names stay whole on it."""

import io
from dataclasses import replace

from PIL import Image
from pypdf import PdfReader

from quiz.results.share_cards import ShareCard, compiled, share_card_png

CARD = ShareCard(
    contest="Hội thi “Bí thư Chi đoàn giỏi”", title="Vòng 1 · Tuần 2", name="Trần Thị Thuỳ Dương",
    unit="Chi đoàn thôn Tân Trại", place=12, division="Khối trường học", points="28,5",
    state="Chính thức · số K7MQ2P-3", address="https://thi.example.vn/check/K7MQ2P-3",
)  # fmt: skip


def words_of(card: ShareCard) -> str:
    pages = PdfReader(io.BytesIO(compiled(card, "pdf"))).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def test_it_says_who_where_and_on_which_board():
    words = words_of(CARD)

    for word in ("Hội thi “Bí thư Chi đoàn giỏi”", "Vòng 1 · Tuần 2", "Trần Thị Thuỳ Dương", "Chi đoàn thôn Tân Trại",
                 "Hạng · Khối trường học", "12", "28,5", "Chính thức · số K7MQ2P-3",
                 "Kiểm tra tại https://thi.example.vn/check/K7MQ2P-3"):  # fmt: skip
        assert word in words


def test_what_is_not_published_names_no_check_page():
    words = words_of(replace(CARD, state="Trực tiếp lúc 10:40 28/11/2026", address=""))

    assert "Trực tiếp lúc 10:40 28/11/2026" in words
    assert "Kiểm tra" not in words


def test_it_is_a_square_picture_and_the_same_whenever_it_is_made():
    png = share_card_png(CARD)

    with Image.open(io.BytesIO(png)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1080, 1080))
    assert compiled(CARD, "png") == png


def test_long_names_stay_whole():
    name = "Tôn Nữ Hoàng Thị Nguyễn Phúc Thuỳ Dương Khánh Quỳnh Trâm Anh"
    unit = "Chi đoàn Công ty Trách nhiệm hữu hạn Một thành viên Khai thác Công trình thủy lợi tỉnh, chi nhánh Vĩnh Linh"
    title = (
        "Hội thi trực tuyến tìm hiểu Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII dành cho cán bộ Đoàn các cấp"
    )
    words = words_of(replace(CARD, name=name, unit=unit, contest=title, place=102_345))

    for word in (name, unit, title, "102345"):
        assert word in words


def test_what_people_write_is_text_and_never_typst():
    words = words_of(replace(CARD, name='#panic("x") $a$ *b* @ref', unit='#read("slips.typ") \\ <a>'))

    assert '#panic("x") $a$ *b* @ref' in words
    assert '#read("slips.typ")' in words
