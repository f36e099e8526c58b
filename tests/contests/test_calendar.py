"""The calendar file that phones take in."""

from datetime import UTC, datetime

from quiz.contests.calendar import Appointment, calendar

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


def test_lines_are_short_and_commas_and_letters_whole():
    title = "Hội thi Bí thư Chi đoàn giỏi, năm 2026; vòng loại trực tuyến toàn tỉnh Quảng Trị"
    file = calendar(title, [Appointment("abc", title, NOON, NOON.replace(hour=7), "https://x.vn/contests/abc")], NOON)

    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    unfolded = file.replace("\r\n ", "")
    assert "SUMMARY:Hội thi Bí thư Chi đoàn giỏi\\, năm 2026\\; vòng loại" in unfolded
    assert "DTSTART:20261126T050000Z\r\n" in unfolded
    assert file.startswith("BEGIN:VCALENDAR\r\n")
    assert file.endswith("END:VCALENDAR\r\n")


def test_what_was_called_off_says_so():
    assert "STATUS:CANCELLED" in calendar("x", [Appointment("a", "x", NOON, NOON, "u", cancelled=True)], NOON)
