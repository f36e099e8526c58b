"""Moodle's XML: whatever its questions carry comes in, or is named; and nothing of it does harm."""

import base64
import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.checking import check
from question_bank.readers import UnreadableFile, moodle_xml, read_safely

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\x00" * 40).decode()


def answer(fraction, text, feedback="", more=""):
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text>{more}'
        f"<feedback><text>{feedback}</text></feedback></answer>"
    )


def question(type="multichoice", inside="", text="Hỏi?", name="Q"):
    return (
        f'<question type="{type}"><name><text>{name}</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text></questiontext>{inside}</question>"
    )


def drafts(*questions):
    return moodle_xml.read(f"<quiz>{''.join(questions)}</quiz>".encode()).drafts


def one(*args, **changes):
    (draft,) = drafts(question(*args, **changes))
    return draft


RIGHT_AND_WRONG = answer(100, "đúng", "Hay") + answer(0, "sai")


def test_one_choice_or_several():
    single = one(inside=RIGHT_AND_WRONG)
    several = one(inside="<single>false</single>" + answer(50, "x") + answer(50, "y") + answer(-50, "z"))

    assert (single.kind, single.choices, single.worths, single.feedback) == (
        "single_choice", ["đúng", "sai"], ["1", "0"], ["Hay", ""],
    )  # fmt: skip
    assert (several.kind, several.worths, several.rule) == ("multiple_choice", ["1/2", "1/2", "-1/2"], "each")


@pytest.mark.parametrize("said", ["<single>0</single>", "<single><text>false</text></single>"])
def test_several_is_said_in_more_than_one_way(said):
    assert one(inside=said + answer(50, "x") + answer(50, "y")).kind == "multiple_choice"


def test_a_statement_is_true_or_false_in_either_order():
    draft = one("truefalse", answer(0, "false", "không") + answer(100, "true", "có"))
    old = one("truefalse", answer(100, "Yes") + answer(0, "No"))

    assert (draft.choices, check(draft).right, draft.feedback) == (["Sai", "Đúng"], [1], ["không", "có"])
    assert (old.choices, check(old).right) == (["Đúng", "Sai"], [0])
    assert "câu đầu được đọc là Đúng" in old.notes["choice_0"]


def test_a_short_text_keeps_its_forms_and_whether_case_matters():
    inside = "<usecase>1</usecase>" + answer(100, "Hà Nội") + answer(50, "Ha Noi") + answer(0, "*", "Sai rồi")
    draft = one("shortanswer", inside)

    assert (draft.kind, draft.case_matters) == ("short_text", True)
    assert (draft.choices, draft.worths) == (["Hà Nội", "Ha Noi"], ["1", "1/2"])
    assert (draft.feedback, draft.otherwise) == ([], "Sai rồi")


def test_a_number_keeps_its_tolerance_and_its_units_are_named():
    inside = answer(100, "3.125", more="<tolerance>0.001</tolerance>") + answer(0, "*")
    units = "<units><unit><multiplier>1</multiplier><unit_name>kg</unit_name></unit></units>"
    draft = one("numerical", inside + units)

    assert (draft.kind, draft.choices, draft.tolerances) == ("numeric", ["3,125"], ["0,001"])
    assert "kg" in draft.notes["key"]


def test_pairs_and_orders():
    subs = "".join(
        f"<subquestion format='html'><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
        for left, right in [("&lt;b&gt;a&lt;/b&gt;", "1"), ("b", "2"), ("", "3")]
    )
    ordering = one("ordering", answer(2, "hai") + answer(1, "một") + answer(3, "ba"))

    assert one("matching", subs).pairs == [["a", "1"], ["b", "2"], ["", "3"]]
    assert (ordering.kind, ordering.choices) == ("ordering", ["một", "hai", "ba"])


@pytest.mark.parametrize("type", ["cloze", "ddwtos", "calculated", "description", "random", "stack"])
def test_a_type_that_we_do_not_have_is_named(type):
    finding = check(one(type, RIGHT_AND_WRONG))

    assert f"chưa có loại câu '{type}'" in str(finding.problems[0])


@pytest.mark.parametrize("type", ["single_choice", "quiz", "checkbox", "numeric", "", "mới lạ"])
def test_an_unheard_type_never_passes_for_one_of_ours(type):
    assert "chưa có loại câu" in str(check(one(type, RIGHT_AND_WRONG)).problems[0])


def test_what_a_question_carries_comes_along():
    inside = (
        "<generalfeedback format='html'><text>&lt;p&gt;Vì thế&lt;/p&gt;</text></generalfeedback>"
        "<idnumber>T &amp; F</idnumber><tags><tag><text>đoàn</text></tag><tag><text>hội</text></tag></tags>"
    )
    draft = one(inside=inside + RIGHT_AND_WRONG, name="Tên &lt;i&gt;hay&lt;/i&gt;")

    assert (draft.explanation, draft.external_id, draft.tags) == ("Vì thế", "T & F", ["đoàn", "hội"])
    assert draft.place == "Câu 1 (dòng 1, “Tên hay”)"


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<defaultgrade>2.5</defaultgrade>", "2.5 điểm"),
        ("<hint><text>Nghĩ đi</text></hint><hint><text></text></hint>", "1 gợi ý"),
        ("<shuffleanswers>false</shuffleanswers>", "không được trộn"),
        ("<hidden>1</hidden>", "bị ẩn"),
        ("<defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><shuffleanswers>1</shuffleanswers>"
         "<hint><text></text></hint><correctfeedback><text>Your answer is correct.</text></correctfeedback>", ""),
    ],
)  # fmt: skip
def test_what_is_not_kept_is_said_where_it_means_something(inside, words):
    finding = check(one(inside=inside + RIGHT_AND_WRONG))
    said = " ".join(str(warning) for warning in finding.warnings)

    assert finding.problems == []
    assert words in said if words else said == ""


def test_words_to_all_who_are_right_in_part_or_wrong_stay_beside_those_to_each_choice():
    inside = answer(100, "a", "Nhớ nhé") + answer(50, "b") + answer(0, "c", "Xem lại") + answer(0, "d")
    inside += "<correctfeedback><text>Giỏi quá</text></correctfeedback>"
    inside += "<partiallycorrectfeedback><text>Gần đúng</text></partiallycorrectfeedback>"
    draft = one(inside=inside + "<incorrectfeedback><text>Xem lại</text></incorrectfeedback>")

    assert draft.feedback == ["Nhớ nhé", "", "Xem lại", ""]
    assert (draft.when_right, draft.when_partly, draft.when_wrong) == ("Giỏi quá", "Gần đúng", "Xem lại")
    assert draft.notes == {}


@pytest.mark.parametrize("said", ["Your answer is partially correct.", "Câu trả lời của bạn đúng một phần."])
def test_what_moodle_says_by_itself_is_passed_over(said):
    inside = (
        f"<partiallycorrectfeedback format='html'><text><![CDATA[<p>{said}</p>]]></text></partiallycorrectfeedback>"
    )

    assert one(inside=inside + RIGHT_AND_WRONG).when_partly == ""


def test_pictures_come_in_by_the_name_that_the_text_calls_them():
    files = f'<file name="bản đồ.png" path="/sâu/" encoding="base64">{PNG}</file>'
    picture = '<p><img src="@@PLUGINFILE@@/s%C3%A2u/b%E1%BA%A3n%20%C4%91%E1%BB%93.png" alt="Bản đồ"></p>'
    inside = answer(100, f"<![CDATA[{picture}]]>", more=files) + answer(0, "sai")
    (draft,) = drafts(question(inside=inside))

    (kept,) = draft.pictures
    assert (kept.at, kept.name, kept.alt, kept.data) == ("choice_0", "bản đồ.png", "Bản đồ", PNG)
    assert draft.choices[0] == "[hình: Bản đồ]"
    assert draft.unread == {}


IMAGE = '<![CDATA[<img src="@@PLUGINFILE@@/a.png" alt="Bản đồ">]]>'
FILE = f'<file name="a.png" path="/" encoding="base64">{PNG}</file>'


def test_pictures_of_what_is_said_to_a_choice_and_to_all_stay_with_it():
    said = f'<feedback format="html"><text>{IMAGE}</text>{FILE}</feedback>'
    to_all = f'<incorrectfeedback format="html"><text>{IMAGE}</text>{FILE}</incorrectfeedback>'
    general = f'<generalfeedback format="html"><text>{IMAGE}</text>{FILE}</generalfeedback>'
    inside = f'<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text>{said}</answer>'
    draft = one(inside=inside + to_all + general)
    finding = check(draft)

    assert [picture.at for picture in draft.pictures] == ["explanation", "feedback_1", "when_wrong"]
    assert (draft.explanation, draft.feedback, draft.when_wrong, draft.notes) == ("", [], "", {})
    assert (finding.problems, finding.warnings) == ([], [])
    assert [at for at, _ in finding.pictures] == ["explanation", "feedback_1", "when_wrong"]


@pytest.mark.parametrize("type", ["shortanswer", "numerical"])
def test_pictures_of_what_is_said_to_typed_answers_and_to_any_other_stay_with_it(type):
    said = f'<feedback format="html"><text>{IMAGE}</text>{FILE}</feedback>'
    answers = [f'<answer fraction="{worth}"><text>{text}</text>{said}</answer>' for worth, text in ((100, 1), (0, "*"))]
    draft = one(type, "".join(answers))

    assert [picture.at for picture in draft.pictures] == ["feedback_0", "otherwise"]
    assert (draft.feedback, draft.otherwise, draft.notes) == ([], "", {})
    assert [at for at, _ in check(draft).pictures] == ["feedback_0", "otherwise"]


@pytest.mark.parametrize(
    ("text", "file", "words"),
    [
        ('<img src="@@PLUGINFILE@@/a.png">', "", "thiếu ảnh “a.png”"),
        ('<img src="@@PLUGINFILE@@/../../etc/a.png">', "", "thiếu ảnh “a.png”"),
        (
            '<img src="@@PLUGINFILE@@/a.png">',
            '<file name="a.png" encoding="base64">PD9waHA=</file>',
            "không phải là ảnh",
        ),
        ('<img src="@@PLUGINFILE@@/a.png">', '<file name="a.png" encoding="base64">???</file>', "không phải là ảnh"),
        ("x", '<file name="../../tmp/evil.php" encoding="base64">PD9waHA=</file>', "“evil.php”"),
        ('<img src="http://a.test/b.png">', "", "a.test/b.png"),
        ('<img src="file:///etc/passwd">x', "", ""),
        ("<math><mi>x</mi></math>", "", "math"),
        ("<iframe src='http://a.test'></iframe>x", "", "iframe"),
    ],
)
def test_a_picture_that_is_none_and_markup_that_is_not_kept_are_said(text, file, words):
    source = question(inside=RIGHT_AND_WRONG, text=text).replace("</questiontext>", f"{file}</questiontext>")
    (draft,) = drafts(source)
    finding = check(draft)

    assert words in " ".join(str(each) for each in finding.problems + finding.warnings)
    assert draft.pictures == []
    assert "passwd" not in draft.stem


def test_markup_outside_cdata_is_markup_too():
    source = question(inside=RIGHT_AND_WRONG).replace("<![CDATA[Hỏi?]]>", "Một <b>hai</b> ba")

    assert drafts(source)[0].stem == "Một hai ba"


@pytest.mark.parametrize("fraction", ["33", "abc", "101", "1e2", "nan"])
def test_a_share_that_moodle_does_not_know_is_left_to_a_person(fraction):
    finding = check(one(inside=answer(fraction, "x") + answer(100, "y")))

    assert any(problem.field == "key" for problem in finding.problems)


def test_categories_nest_and_the_last_name_is_the_topic():
    category = '<question type="category"><category><text>{}</text></category></question>'
    reading = moodle_xml.read(
        (
            "<quiz>" + category.format("$course$/top/A") + category.format("$course$/top/A/Tin // giả")
            + question("essay") + category.format("$system$/Đoàn") + question("essay") + "</quiz>"
        ).encode()
    )  # fmt: skip

    assert [draft.topic for draft in reading.drafts] == ["Tin / giả", "Đoàn"]
    assert len(reading.warnings) == 1
    assert "A / Tin / giả" in reading.warnings[0]


@pytest.mark.parametrize(
    "data",
    [
        f'<?xml version="1.0" encoding="UTF-16"?><quiz>{question("essay")}</quiz>'.encode(),
        f'<?xml version="1.0" encoding="us-ascii"?><quiz>{question("essay")}</quiz>'.encode("utf-8-sig"),
        f'<?xml version="1.0" encoding="UTF-8"?><quiz>{question("essay")}</quiz>'.encode("utf-16"),
        f'<?xml version="1.0" encoding="windows-1252"?><quiz>{question("essay", text="Hỏi?").replace("ỏ", "ô")}</quiz>'
        .encode("cp1252"),
        question("essay").encode(),
        (question("essay") * 1 + "\n").encode("utf-8-sig"),
        f"<!-- lời --><quiz>\x07{question('essay')}</quiz>".encode(),
        f'<quiz xmlns="http://a.test/ns">{question("essay")}</quiz>'.encode(),
    ],
)  # fmt: skip
def test_whatever_encoding_it_claims_and_whatever_is_around_it(data):
    (draft,) = read_safely(data, "a.xml").drafts

    assert draft.stem in ("Hỏi?", "Hôi?")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("<quiz><question></quiz>", "hỏng ở dòng 1"),
        ("<quiz>\n<b>&nbsp;</b></quiz>", "hỏng ở dòng 2"),
        ("<!DOCTYPE quiz SYSTEM 'http://127.0.0.1:9/x'><quiz/>", "<!DOCTYPE>"),
        ("<!DOCTYPE quiz [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><quiz>&a;</quiz>", "<!DOCTYPE>"),
        ("<quiz>" + "<a>" * 1_000, "quá sâu"),
        ("<quiz></quiz>", "không có câu hỏi nào"),
        ("<POOL></POOL>", "Blackboard"),
        ("<html><body></body></html>", "phần tử gốc là <html>"),
        ("không phải XML", "không phải là câu hỏi Moodle"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data, words):
    with pytest.raises(UnreadableFile, match=words):
        read_safely(data.encode(), "a.xml")


PIECES = st.sampled_from(
    ["<quiz>", "</quiz>", question("essay"), "<question type='multichoice'>", "</question>", "<answer fraction='50'>",
     "</answer>", "<text>", "</text>", "<![CDATA[<img src='@@PLUGINFILE@@/a'>]]>", "<questiontext>", "</questiontext>",
     "<file name='a'>", "</file>", "<single>false</single>", "&amp;", "<!--", "-->", "\x00", "a", "<!DOCTYPE x>", "<"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=30))
def test_any_text_is_read_or_refused(pieces):
    for text in ("".join(pieces), f"<quiz>{question(inside=''.join(pieces))}</quiz>"):
        with contextlib.suppress(UnreadableFile):
            for draft in moodle_xml.read(text.encode("utf-8", "replace")).drafts:
                check(draft)
                assert len(draft.worths) in (0, len(draft.choices))
