"""Word papers whose numbers start anew, whose questions stand in tables in tables, and whose keys in boxes."""

import pytest

from question_bank.readers import word
from tests.question_bank.word_files import numbered, paragraph, paragraphs, run, table, word_file

PARTS = "PHẦN I. AN TOÀN", "PHẦN II. LỪA ĐẢO"


def lists(*starts):
    """Lists of one shape; each goes on counting where the last stopped, or starts where it says."""
    levels = (("decimal", "Câu %1."), ("upperLetter", "%2."))
    shape = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (format, text) in enumerate(levels)
    )
    made = f'<w:abstractNum w:abstractNumId="1">{shape}</w:abstractNum>'
    for id, start in enumerate(starts, 1):
        anew = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>' if start else ""
        made += f'<w:num w:numId="{id}"><w:abstractNumId w:val="1"/>{anew}</w:num>'
    return made


def question(stem, id):
    return numbered(stem, id) + "".join(numbered(text, id, 1) for text in "xyz")


def found(body, **parts):
    return [
        (draft.place.partition(" (")[0], draft.stem, draft.key) for draft in word.read(word_file(body, **parts)).drafts
    ]


@pytest.mark.parametrize(
    "keys",
    [
        paragraph("ĐÁP ÁN") + paragraph("Phần I") + table(["1", "2"], ["A", "B"]) + paragraph("Phần II")
        + table(["1", "2"], ["C", "A"]),
        paragraph("ĐÁP ÁN: 1A 2B 1C 2A"),
    ],
    ids=["grids", "one list"],
)  # fmt: skip
def test_numbers_that_start_anew_find_the_keys_of_their_part(keys):
    body = paragraph(PARTS[0]) + question("Một?", 1) + question("Hai?", 1)
    body += paragraph(PARTS[1]) + question("Ba?", 2) + question("Bốn?", 2)

    assert found(body + keys, numbering=lists(None, 1)) == [
        ("Câu 1", "Một?", "A"), ("Câu 2", "Hai?", "B"), ("Câu 1", "Ba?", "C"), ("Câu 2", "Bốn?", "A"),
    ]  # fmt: skip


def test_a_list_goes_on_counting_or_starts_where_it_says():
    body = question("Một?", 1) + question("Hai?", 2)

    assert [place for place, *_ in found(body, numbering=lists(None, None))] == ["Câu 1", "Câu 2"]
    assert [place for place, *_ in found(body, numbering=lists(None, 5))] == ["Câu 1", "Câu 5"]


def merged(text=None):
    """A cell that reaches down, or what it reaches over."""
    kind = ' w:val="restart"' if text else ""
    return f"<w:tcPr><w:vMerge{kind}/></w:tcPr>{paragraph(text) if text else paragraph()}"


ONE, TWO = "Câu 1. Một?\nA. x\nB. y\nĐáp án: A", "Câu 2. Hai?\nA. x\nB. y\nĐáp án: B"


@pytest.mark.parametrize(
    "body",
    [
        table(
            [paragraph("Câu 1. Một?") + table(["A. x", "B. y"]) + paragraph("Đáp án: A")],
            [paragraph("Câu 2. Hai?") + table(["A. x"], ["B. y"]) + paragraph("Đáp án: B")],
        ),
        table([paragraphs(ONE), paragraphs(TWO)]),
        table([table([table([paragraphs(ONE)])]), paragraphs(TWO)]),
        table([paragraphs("Câu 1. Một?\nA. x\nB. y\nCâu 2. Hai?\nA. x\nB. y")],
              [table(["Câu", "1", "2"], ["ĐA", "A", "B"])]),
        table([table(["STT", "Câu hỏi", "A", "B", "Đáp án"],
                     ["1", "Một?", "x", "y", "A"], ["2", "Hai?", "x", "y", "B"])]),
        table(
            ["STT", "Câu hỏi", "Phương án", "Đúng"],
            [merged("1"), merged("Một?"), "A. x", "x"], [merged(), merged(), "B. y", ""],
            [merged("2"), merged("Hai?"), "A. x", ""], [merged(), merged(), "B. y", "x"],
        ),
    ],
    ids=["options in tables", "columns", "depth", "keys in a table", "rows in a table", "merged cells"],
)  # fmt: skip
def test_tables_in_tables_are_read_as_one_reads_them(body):
    assert found(body) == [("Câu 1", "Một?", "A"), ("Câu 2", "Hai?", "B")]


def test_a_key_in_a_box_beside_the_question_is_its_key_and_the_box_is_told():
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('Đáp án: A')}</w:txbxContent></w:pict></w:r></w:p>"
    reading = word.read(word_file(paragraphs(ONE.partition("\nĐáp")[0]) + box + paragraphs(TWO)))

    assert [draft.key for draft in reading.drafts] == ["A", "B"]
    assert "hộp văn bản" in reading.warnings[0]


def test_a_question_deleted_under_tracked_changes_is_gone_and_an_inserted_key_counts():
    gone = "".join(
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>{text}</w:delText></w:r></w:del></w:p>"
        for text in ("Câu 9. Xóa?", "A. x", "B. y")
    )
    key = f"<w:p><w:del><w:r><w:delText>Đáp án: A</w:delText></w:r></w:del><w:ins>{run('Đáp án: B')}</w:ins></w:p>"

    assert found(paragraphs("Câu 1. Một?\nA. x\nB. y") + key + gone + paragraphs(TWO)) == [
        ("Câu 1", "Một?", "B"), ("Câu 2", "Hai?", "B"),
    ]  # fmt: skip
