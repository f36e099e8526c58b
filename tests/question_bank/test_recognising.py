"""What stands in a .txt file says how to read it."""

import pytest

from question_bank.readers import UnreadableFile, read_safely
from question_bank.readers.recognising import format_of, root_of


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("Thủ đô?{=Hà Nội ~Huế}", "gift"),
        ("Thủ đô? {\n  ~Huế\n =Hà Nội\n}", "gift"),
        ("Năm nào? {#1930}", "gift"),
        ("Đúng không?{T}", "gift"),
        ("Đúng không?{ false #sai }", "gift"),
        ("::Q1::Nêu cảm nghĩ.{}", "gift"),
        ("$CATEGORY: a/b", "gift"),
        ("Nêu cảm nghĩ.\n{}", "gift"),
        ("Thủ đô? =Hà Nội ~Huế}", "gift"),
        ("Hỏi?\nA. x\nB. y\nANSWER: A", "aiken"),
        ("Hỏi {T}?\nA. x\nB. y\nANSWER: A\n\nNữa?\nA) x\nB) y\nANSWER: B", "aiken"),
        ("Câu 1. Hỏi?\nA. x\nB. y\nĐáp án: A", "text"),
        ("Câu 1. Tập hợp {1; 2} là gì?\nA. {x | x = 2}\nB. {}\nĐáp án: A", "text"),
        ("Câu 1. a :: b?\nA. x\nB. y", "text"),
        ("Chỉ là một đoạn văn.", "text"),
    ],
)
def test_text_is_recognised_by_what_stands_in_it(text, format):
    assert format_of(text) == format


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<quiz/>", "quiz"),
        (
            "\ufeff<?xml version='1.0'?>\n<!-- <a> --><!DOCTYPE x [<!ENTITY a 'b'>]>\n<m:manifest xmlns:m='x'>",
            "manifest",
        ),
        ("quiz", ""),
        ("", ""),
    ],
)
def test_xml_is_recognised_by_its_root(text, root):
    assert root_of(text.removeprefix("\ufeff")) == root


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.dat", "<POOL/>", "Blackboard"),
        ("a.mbz", "x", "Ngân hàng câu hỏi"),
        ("a.txt", "Quả {1:MULTICHOICE:=Táo~Lê} và {2:SA:=Lê}", "Cloze"),
    ],
)
def test_what_we_know_but_cannot_read_is_refused_by_name(name, text, words):
    with pytest.raises(UnreadableFile, match=words):
        read_safely(text.encode(), name)


def test_a_file_is_read_by_its_suffix_or_by_its_content():
    gift, aiken = "Hỏi?{=x ~y}".encode(), "Hỏi?\nA. x\nB. y\nANSWER: A".encode()

    assert [read_safely(gift, name).format for name in ("a.gift", "a.GIFT", "a.txt")] == ["gift"] * 3
    assert [read_safely(aiken, name).format for name in ("a.aiken", "a.txt")] == ["aiken"] * 2
