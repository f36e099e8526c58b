"""The public page's Markdown: what people need, and nothing that does harm."""

import pytest

from quiz.contests.page_text import summary_of, to_html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<img src=x onerror="alert(1)">',
        "<style>body{display:none}</style>",
        '<div hx-get="/x" hx-trigger="load">x</div>',
        "<iframe src=//x.vn></iframe>",
    ],
)
def test_nothing_hostile_survives(hostile):
    html = str(to_html(hostile))

    for sign in ("<script", "<img", "<style", "<div", "<iframe", '<a href="javascript', '<a href="data'):
        assert sign not in html


def test_headings_stand_under_the_pages_own():
    assert "<h2>Một</h2>" in to_html("# Một")
    assert "<h6>" in to_html("###### Sáu")


def test_a_summary_is_plain_and_ends_between_words():
    text = summary_of("# Chào & mừng\n\n**Thi** [tại đây](https://x.vn) " + "rất dài " * 60)

    assert text.startswith("Chào & mừng Thi tại đây rất dài")
    assert text.endswith(("dài…", "rất…"))
    assert len(text) <= 161
