"""Pictures of what is said afterwards, to a choice or to an outcome: in files and back again, never in the question."""

import base64
from dataclasses import replace

import pytest

from question_bank.checking import check
from question_bank.draft import Draft, Picture
from question_bank.pictures import as_content
from question_bank.readers import gift, moodle_xml, word, xlsx, yaml
from question_bank.writers import written
from tests.pictures import drawing

SIGN, FLAG = (base64.b64encode(drawing(color=color)).decode() for color in ("red", "blue"))
PICTURES = [Picture("feedback_0", SIGN, alt="Biển"), Picture("feedback_1", FLAG, alt="Cờ"),
            Picture("explanation", SIGN, alt="Giải"), Picture("when_wrong", FLAG, alt="Sai")]  # fmt: skip
ONE = Draft("Câu 1", "single_choice", "Biển nào?", ["Cấm", "Dừng"], "A", feedback=["", "Xem lại."], pictures=PICTURES)
SIGN_SAID = PICTURES[0]
SAID = [replace(each, at=at) for each, at in zip(PICTURES, ("feedback_0", "feedback_1", "otherwise"), strict=False)]
READ = {
    "gift": gift.read,
    "xlsx": xlsx.read,
    "xml": moodle_xml.read,
    "docx": word.read,
    "yaml": yaml.read,
    "json": yaml.read_json,
}
ASKED = {
    "one": ONE,
    "several": replace(ONE, kind="multiple_choice", key="A, B", when_wrong="Sai rồi."),
    "statement": replace(ONE, kind="true_false", choices=["Sai", "Đúng"]),
    "text": replace(ONE, kind="short_text", key="", worths=["1", "0"], otherwise="Không phải.", pictures=SAID),
    "silent text": replace(ONE, kind="short_text", key="", worths=["1", "0"], feedback=[], pictures=SAID),
    "number": replace(ONE, kind="numeric", key="", choices=["34", "63"], worths=["1", "0"], pictures=SAID),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("format", READ)
def test_they_come_back_where_they_were(format, asked):
    file = written([asked], format)
    (back,) = READ[format](file.data).drafts

    assert file.left_out == []
    assert {(each.at, each.alt) for each in back.pictures} == {(each.at, each.alt) for each in asked.pictures}
    assert check(back).problems == []


def test_none_of_them_is_sent_with_the_question():
    finding = check(ONE)

    assert [at for at, _ in finding.pictures] == ["feedback_0", "feedback_1", "explanation", "when_wrong"]
    assert as_content(finding.pictures) == {}


@pytest.mark.parametrize("kind", ["text", "number"])
def test_none_of_those_said_to_typed_answers_is_sent_either(kind):
    last = replace(SIGN_SAID, at="feedback_11")
    many = {"choices": [str(number) for number in range(12)], "worths": ["1"] * 12, "feedback": []}
    finding = check(replace(ASKED[kind], pictures=[*SAID, last], **many))

    assert [at for at, _ in finding.pictures] == ["feedback_0", "feedback_1", "otherwise", "feedback_11"]
    assert as_content(finding.pictures) == {}


@pytest.mark.parametrize("format", READ)
def test_those_said_to_the_eleventh_answer_and_behind_it_come_back_too(format):
    numbers = [str(number) for number in range(12)]
    pictures = [replace(SIGN_SAID, at="feedback_11")]
    asked = replace(ONE, kind="numeric", key="", choices=numbers, worths=["1"] * 12, feedback=[], pictures=pictures)
    (back,) = READ[format](written([asked], format).data).drafts

    assert [picture.at for picture in back.pictures] == ["feedback_11"]


@pytest.mark.parametrize("at", ["feedback_0", "otherwise"])
def test_where_no_choice_is_spoken_to_there_is_no_room_and_that_is_said(at):
    finding = check(replace(ONE, kind="ordering", key="", pictures=[replace(SIGN_SAID, at=at)]))

    assert finding.pictures == []
    assert finding.problems == []
    assert "không có chỗ cho ảnh ở đây" in " ".join(map(str, finding.warnings))
