"""What people write in a roster is read as they meant it, or refused with a reason."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.text import same_reading
from quiz.contests.roster.cells import (
    POSITIONS,
    Born,
    UnreadableCell,
    born_in,
    code_in,
    name_in,
    phone_in,
    position_in,
    positions_in,
    text_in,
)

TODAY = date(2026, 11, 26)
DRESSES = [
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{d} / {m} / {y}", "{y}-{m:02}-{d:02}",
    "ngày {d} tháng {m} năm {y}", "{y}-{m:02}-{d:02} 00:00:00",
]  # fmt: skip
BIRTHDAYS = st.dates(date(1930, 1, 1), date(2020, 12, 31))


@given(BIRTHDAYS, st.sampled_from(DRESSES))
def test_a_date_is_read_in_any_of_its_dresses(born, dress):
    written = dress.format(d=born.day, m=born.month, y=born.year)

    assert born_in(written, TODAY) == Born(born)


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)))
def test_two_digits_of_a_year_are_enough_for_anyone_of_an_age_to_play(born):
    read = born_in(f"{born.day}/{born.month}/{born.year % 100:02}", TODAY).on

    assert read is not None
    assert (read.day, read.month, read.year % 100) == (born.day, born.month, born.year % 100)
    assert 5 <= TODAY.year - read.year < 105


@given(BIRTHDAYS)
def test_a_day_number_of_excel_is_a_date_and_says_so(born):
    if (born - date(1899, 12, 30)).days >= 10_000:
        read = born_in(str((born - date(1899, 12, 30)).days), TODAY)

        assert read.on == born
        assert read.note


@pytest.mark.parametrize("text", ["2001", "năm 2001", "Sinh năm 2001"])
def test_a_year_alone_is_a_year(text):
    assert born_in(text, TODAY) == Born(year=2001)


def test_a_month_and_a_year_keep_the_year_and_say_so():
    assert born_in("03/2001", TODAY).year == 2001
    assert "chỉ lấy năm" in born_in("03/2001", TODAY).note


@pytest.mark.parametrize(
    "text", ["31/02/2001", "26/13/2001", "03/26/2001", "1/1/1800", "2025", "mai", "12/2001/3", "=A1"]
)
def test_what_is_no_birth_date_is_refused_with_a_reason(text):
    with pytest.raises(UnreadableCell):
        born_in(text, TODAY)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader_of_dates(text):
    try:
        read = born_in(text, TODAY)
    except UnreadableCell:
        return
    assert read.in_year is None or TODAY.year - 100 <= read.in_year <= TODAY.year


@given(
    st.sampled_from("35789"),
    st.integers(0, 99_999_999),
    st.sampled_from(["0", "", "+84", "84", "+84 ", "(0)", "0084", "84 0"]),
)
def test_a_mobile_number_is_ten_digits_whatever_happened_to_its_zero(first, rest, front):
    assert phone_in(f"{front}{first}{rest:08}")[0] == f"0{first}{rest:08}"


def test_a_repaired_zero_is_told():
    assert phone_in("912345678") == ("0912345678", "Đã thêm số 0 ở đầu: 0912345678.")
    assert phone_in("0912.345.678") == ("0912345678", "")


def test_of_two_numbers_the_first_is_taken():
    assert phone_in("0912345678 / 0987654321")[0] == "0912345678"


@pytest.mark.parametrize("text", ["12345", "0912", "gọi sau", "=1+1", "09123456789"])
def test_what_is_no_phone_is_refused(text):
    with pytest.raises(UnreadableCell):
        phone_in(text)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader_of_phones(text):
    try:
        phone, _ = phone_in(text)
    except UnreadableCell:
        return
    assert phone == "" or phone.startswith("0")


def test_a_deputy_is_no_secretary():
    assert positions_in("Phó Bí thư") == ("Phó Bí thư",)
    assert positions_in("Phó Bí thư, UV BCH") == ("Phó Bí thư", "Ủy viên Ban Chấp hành")
    assert positions_in("Bí thư Chi đoàn") == ("Bí thư",)
    assert positions_in("Bí thư; Phó Bí thư") == ("Bí thư", "Phó Bí thư")


def test_a_position_is_a_whole_word():
    assert positions_in("BTV đài, thiếu bí thuật") == ()


@given(
    st.lists(
        st.sampled_from([(name, spelling) for name, all_of in POSITIONS.items() for spelling in all_of]), max_size=4
    )
)
def test_every_position_written_is_found_and_no_other(written):
    text = ", ".join(spelling for _, spelling in written)

    assert list(positions_in(text)) == list(dict.fromkeys(name for name, _ in written))


def test_an_abbreviation_alone_is_written_out_and_other_words_stay():
    assert position_in("PBT") == "Phó Bí thư"
    assert position_in("Bí thư Chi đoàn thôn") == "Bí thư Chi đoàn thôn"
    assert position_in("+ Tổ trưởng") == "+ Tổ trưởng"


@pytest.mark.parametrize("text", ["NGUYỄN THỊ  LAN", "nguyễn thị lan", unicodedata.normalize("NFD", "Nguyễn Thị Lan")])
def test_a_name_is_written_as_people_write_names(text):
    assert name_in(text) == "Nguyễn Thị Lan"


@given(
    st.lists(
        st.sampled_from(["Nguyễn", "Thuỳ", "Thúy", "H'Hen", "Đặng", "Y-Rim", "Ê", "Oanh", "K.", "Ưng"]),
        min_size=1,
        max_size=5,
    )
)
def test_a_name_keeps_its_reading(words):
    assert same_reading(name_in(" ".join(words))) == same_reading(" ".join(words))


@pytest.mark.parametrize("text", ["", "=HYPERLINK(1)", "Lan 123", "@lan", "Nguyễn <b>", "a" * 81])
def test_what_is_no_name_is_refused(text):
    with pytest.raises(UnreadableCell):
        name_in(text)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader_of_names(text):
    try:
        assert name_in(text)
    except UnreadableCell:
        return


def test_words_that_are_too_long_or_odd_are_refused():
    assert code_in("DV-001/2") == "DV-001/2"
    for read, text in ((text_in, "x" * 121), (code_in, "=1"), (code_in, "x" * 31)):
        with pytest.raises(UnreadableCell):
            read(text)


def test_a_birthday_of_tomorrow_five_years_ago_counts_by_the_year():
    assert born_in(f"{TODAY + timedelta(days=1) - timedelta(days=365 * 6):%d/%m/%Y}", TODAY).on
