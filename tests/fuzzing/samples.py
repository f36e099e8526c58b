"""Small files of each format that use much of it, and the pieces that its grammar is made of."""
# ruff: noqa: E501  (files as they are)

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date

import openpyxl

from tests.question_bank.qti_making import CHOICES, MATCH_CORRECT, choice, declared, item
from tests.question_bank.word_files import numbered, numbering, paragraph, paragraphs, run, table, word_file

PAPER = """ĐỀ SỐ 1
Câu 1. Mã OTP để làm gì? [NB]
A. Xác nhận\tB. Nghe nhạc
C. Tải ảnh D. Không gì cả
Đáp án: A
Giải thích: vì thế.
2) Đúng hay sai?
*a) Đúng
b) Sai
Chủ đề: An toàn số
Bài 3: Điền vào chỗ trống: ……
Đáp án: OTP; mã OTP
Câu 4: Nối cột A với cột B
1 - a, 2 - b
BẢNG ĐÁP ÁN
1A 2B 3C
Câu | 1 | 2
ĐA | A | B
"""
SHEET = """Câu hỏi;Phương án A;Phương án B;Phương án;Đáp án;Chủ đề;Độ khó
"Một?
hai";a;b;;A;Đoàn;Dễ
;;;c;x;;
Hai?;=1+1;b;"A. x
B. y";2;;
"""
GIFT = """$CATEGORY: $course$/Đoàn/Số
// lời ghi
[id:q1][tag:a]
::Câu 1::[html]<p>Mã <b>OTP</b>?</p>{=Xác nhận#đúng ~%-50%Nghe \\{nhạc\\} ~Tải####vì thế}
Đúng?{T#sai#đúng}
Số?{#10:0.5 =%50%10..12}
Ghép?{=a -> b =c -> d}
Tự luận?{}
Chữ?{=OTP#đúng =%80%mã =%0%số#không =%0%*#xem lại}
Gần?{=a ~%50%b#gần ~%-25%c}
"""
AIKEN = "Mã OTP để làm gì?\nA. Xác nhận\nB) Nghe nhạc\nANSWER: A\n\nHai?\nA. a\nB. b\nANSWER : B\n"
YAML = """topic: {slug: t, name: An toàn}
sources: [{id: luat, title: Luật, number: 60/2024/QH15}]
questions:
  - {id: q1, kind: single_choice, stem: "Có?", choices: [a, b, 010], key: B, sources: [luat], article: Điều 5}
  - {id: q4, kind: single_choice, stem: "Gần?", choices: [a, b, c], key: A, worths: [1, 1/2, -25%], feedback: ["", gần, ""]}
  - {id: q5, kind: numeric, stem: "Số?", choices: [10, 10], tolerances: [0, 2], worths: [1, 0.5], otherwise: xem lại}
  - {id: q2, kind: matching, stem: "Ghép?", pairs: [[a, b], [c, d]]}
  - {id: q3, kind: judge_post, post: "Tin", verdict: fake, choices: [x, y], key: [A]}
"""
JSON = '{"questions": [{"kind": "true_false", "stem": "Đúng?", "key": true}, {"stem": "x", "choices": ["a", "b"], "key": "A"}]}'
MOODLE = """<?xml version="1.0" encoding="UTF-8"?><quiz><question type="category"><category><text>$course$/Đoàn</text></category></question>
<question type="multichoice"><name><text>1</text></name><questiontext format="html"><text><![CDATA[<p>Mã <img src="@@PLUGINFILE@@/a.png" alt="x"/>?</p>]]></text>
<file name="a.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext><generalfeedback><text>vì</text></generalfeedback><single>true</single>
<answer fraction="100"><text>a</text><feedback><text>đúng</text></feedback></answer><answer fraction="-33.33333"><text>b</text></answer></question>
<question type="numerical"><questiontext><text>Số?</text></questiontext><answer fraction="100"><text>10</text><tolerance>0.5</tolerance></answer></question>
<question type="matching"><questiontext><text>Ghép?</text></questiontext><subquestion><text>a</text><answer><text>b</text></answer></subquestion></question>
<question type="shortanswer"><questiontext><text>Chữ?</text></questiontext><answer fraction="50"><text>a</text></answer><answer fraction="0"><text>*</text><feedback><text>xem lại</text></feedback></answer></question>
<question type="multichoice"><questiontext><text>Gần?</text></questiontext><answer fraction="100"><text>a</text></answer><answer fraction="33.33333"><text>b</text></answer><incorrectfeedback><text>xem lại</text></incorrectfeedback></question>
<question type="cloze"><questiontext><text>{1:SHORTANSWER:=a}</text></questiontext></question></quiz>"""
QTI12 = """<questestinterop><assessment><section><item ident="i" title="t"><presentation><material><mattext texttype="text/html">&lt;p&gt;Có?&lt;/p&gt;</mattext></material>
<response_lid ident="r" rcardinality="Single"><render_choice><response_label ident="a"><material><mattext>x</mattext></material></response_label>
<response_label ident="b"><material><mattext>y</mattext></material></response_label></render_choice></response_lid></presentation>
<resprocessing><outcomes><decvar varname="SCORE"/></outcomes><respcondition><conditionvar><varequal respident="r">a</varequal></conditionvar><setvar action="Set">100</setvar>
<displayfeedback linkrefid="f"/></respcondition></resprocessing><itemfeedback ident="f"><material><mattext>vì</mattext></material></itemfeedback></item></section></assessment></questestinterop>"""


def _book() -> bytes:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    rows = [
        ["STT", "Câu hỏi", "Phương án A", "Phương án B", "Đáp án", "Chủ đề"], ["CHỦ ĐỀ 1: AN TOÀN"],
        [1, "Một?", "a", 0.5, "A", "Đoàn"], [2, "Hai?", date(2026, 9, 2), "=1+1", True, None], [3, "C©u hái?", "x", "y", "B"],
    ]  # fmt: skip
    for row in rows:
        page.append(row)
    page.merge_cells("A2:F2")
    page.merge_cells("F3:F5")
    page.row_dimensions[5].hidden = True
    workbook.create_sheet("Hai").append(["x"])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _papers() -> Iterator[bytes]:
    fancy = '<w:rPr><w:u w:val="single"/><w:highlight w:val="yellow"/><w:color w:val="FF0000"/></w:rPr>'
    body = paragraphs(PAPER) + paragraph(run("A. Đúng", "<w:b/>"), run("ca", '<w:rFonts w:ascii="VNI-Times"/>'))
    body += numbered("Câu tự đánh số?", 1) + numbered("a", 1, 1) + table(["Câu", "1", "2"], ["ĐA", "A", "B"])
    body += (
        f"<w:p><w:ins><w:r>{fancy}<w:t>mới</w:t></w:r></w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del></w:p>"
    )
    body += table([table(["1. Trong bảng?", "A. a"]), paragraphs("B. b")])
    body += "<w:p><m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></w:p>"
    yield word_file(body, numbering=numbering([("decimal", "Câu %1."), ("upperLetter", "%2.")]))
    yield word_file(paragraphs(PAPER))


def _package() -> bytes:
    out = io.BytesIO()
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources><resource identifier="a" '
        'type="imsqti_item_xmlv2p1" href="a.xml"><file href="a.xml"/></resource><resource identifier="b" '
        'type="imsqti_xmlv1p1" href="b.xml"><file href="b.xml"/></resource></resources></manifest>'
    )
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("imsmanifest.xml", manifest)
        package.writestr("a.xml", _item())
        package.writestr("b.xml", QTI12)
    return out.getvalue()


def _item(processing: str = MATCH_CORRECT) -> str:
    made: str = item(declared("x"), choice(CHOICES), processing)
    return made.replace("<assessmentItem", '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"')


RULES = """<responseProcessing><responseCondition><responseIf><match><variable identifier="R"/><baseValue>x</baseValue></match>
<setOutcomeValue identifier="SCORE"><baseValue>2</baseValue></setOutcomeValue></responseIf><responseElse><setOutcomeValue identifier="SCORE">
<sum><variable identifier="SCORE"/><baseValue>0.5</baseValue></sum></setOutcomeValue></responseElse></responseCondition></responseProcessing>"""
SAMPLES: dict[str, Callable[[], list[bytes]]] = {
    "txt": lambda: [each.encode() for each in (PAPER, GIFT, AIKEN, SHEET.replace(";", "\t"))],
    "csv": lambda: [SHEET.encode(), SHEET.replace(";", ",").encode("utf-16")],
    "xlsx": lambda: [_book()],
    "docx": lambda: list(_papers()),
    "gift": lambda: [GIFT.encode()],
    "aiken": lambda: [AIKEN.encode()],
    "xml": lambda: [each.encode() for each in (MOODLE, QTI12, _item(), _item(RULES))],
    "zip": lambda: [_package()],
    "yaml": lambda: [YAML.encode()],
    "json": lambda: [JSON.encode()],
}
WORDS = ["Câu ", "1", "2.", ":", ".", "\n", "\n\n", "\t", " ", "A", "B.", "C)", "(", ")", "*", "-", "|", "…", "x", "©u", "Ñaùp", "\ufeff", "\x0c", "\x00", "\u0301"]  # fmt: skip
PAPER_PIECES = [
    "Câu 1. ", "Câu 2: ", "1. ", "A. ", "B. ", "C) ", "d) ", "Đáp án: ", "ĐÁP ÁN", "1A 2B 3C", "1-A", "Giải thích: ", "Chủ đề: ",
    "PHẦN I. ", "[NB]", "**", "__", "☐", "☒", "……", "Đúng", "Sai", "Cột A", "Câu | 1 | 2", "ĐA | A", "Trang 1/2", "Mức độ: ",
]  # fmt: skip
GIFT_PIECES = ["{", "}", "=", "~", "%50%", "%-100%", "#", "####", "->", "::", "$CATEGORY: ", "[html]", "[markdown]", "//", "\\", "\\n", "T", "FALSE", "10..12", ":0.5", "{}", "<p>", "</p>", "&nbsp;"]  # fmt: skip
XML_PIECES = [
    "<", ">", "&amp;", "&#0;", "&#xD800;", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<a>", "</a>", "<a/>",
    ' x="y"', "<text>", "</text>", "<answer fraction='100'>", "</answer>", "<question type='multichoice'>", "</question>", "<quiz>",
    "<mattext>", "<simpleChoice identifier='x'>", "</simpleChoice>", "<mapEntry mapKey='x' mappedValue='1e999'/>", "<math><mi>x</mi></math>",
]  # fmt: skip
OFFICE_PIECES = [
    *XML_PIECES, "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:tbl>", "<w:tr>", "<w:tc>", "</w:tc>", "</w:tr>", "</w:tbl>",
    '<w:gridSpan w:val="999999"/>', '<w:numId w:val="1"/>', "<w:del>", "<w:ins>", "<w:txbxContent>", "<m:oMath>", "<w:br/>", "<w:tab/>",
    '<row r="1048576">', '<row r="99999999999">', '<c r="XFD9" t="s"><v>0</v></c>', '<c r="A1" t="inlineStr"><is><t>x</t></is></c>', "<v>1e400</v>",
    '<v>-1</v>', '<mergeCell ref="A1:XFD1048576"/>', '<c s="99" t="d"><v>2026-99-99</v></c>', "<f>A1</f>", '<c t="e"><v>#REF!</v></c>',
]  # fmt: skip
DATA_PIECES = ["{", "}", "[", "]", ":", ",", "'", '"', "- ", "\n  ", "&a ", "*a", "!!python/object:x ", "|\n", "null", "1e999", "NaN", "questions", "stem", "choices", "key", "pairs", "pictures", "\\ud800", "\\u0000"]  # fmt: skip
PIECES = {
    "txt": WORDS + PAPER_PIECES + GIFT_PIECES, "csv": [*WORDS, ";", ",", '"', "sep=;\n", "Câu hỏi", "Phương án A", "Phương án", "Đáp án", "=1"],
    "xlsx": OFFICE_PIECES, "docx": OFFICE_PIECES + PAPER_PIECES, "gift": WORDS + GIFT_PIECES,
    "aiken": [*WORDS, "ANSWER: A", "ANSWER:", "A) ", "B. "], "xml": XML_PIECES + WORDS, "zip": XML_PIECES, "yaml": DATA_PIECES, "json": DATA_PIECES,
}  # fmt: skip
