"""Markup becomes the text that a person would have read, and nothing that a browser would run."""

import pytest

from question_bank.readers.markup import plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Thủ đô <b>nào</b>?</p>\n<p>Chọn một.</p>", "Thủ đô nào?\nChọn một."),
        ("H<sub>2</sub>O và x<sup>2</sup>", "H₂O và x²"),
        ("a<sup>ghi chú</sup>", "aghi chú"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a | b\nc | d"),
        ("Chọn:<ul><li>một</li><li>hai</li></ul>", "Chọn:\n- một\n- hai"),
        ("<pre>if x:\n    y()</pre>", "if x:\n    y()"),
        ("3 < 5 & 6 > 4", "3 < 5 & 6 > 4"),
        ("&lt;b&gt; là thẻ gì?", "<b> là thẻ gì?"),
        ("", ""),
    ],
)
def test_it_reads_as_a_person_would(markup, text):
    assert plain(markup).text == text


def test_what_would_run_is_gone_and_named():
    read = plain('<p onclick="x()">Chào<script>alert(1)</script><iframe src="http://a.test"></iframe></p>')

    assert read.text == "Chào"
    assert read.left_out == ["iframe", "script"]


def test_a_formula_is_named():
    read = plain("Tính <math><mi>x</mi><mo>+</mo><mn>1</mn></math>")

    assert read.text.split() == ["Tính", "x", "+", "1"]
    assert "math" in read.left_out


def test_pictures_are_told_with_their_words():
    assert plain('<img src="@@PLUGINFILE@@/a.png" alt="Bản đồ">').pictures == [("@@PLUGINFILE@@/a.png", "Bản đồ")]
