"""QTI 2 and 3: what comes in whole, what keeps its own name, and what does no harm."""

import base64
import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.checking import check
from question_bank.pictures import as_content
from question_bank.readers import UnreadableFile, package, qti, read_safely
from tests.question_bank.qti_making import (
    CHOICES,
    GOOD,
    MAP_RESPONSE,
    PNG,
    choice,
    declared,
    entry,
    equal,
    item,
    lid,
    manifest,
    mapped,
    old,
    read,
    when,
    zipped,
)


def told(draft):
    return [str(problem) for problem in check(draft).problems]


def test_both_spellings_of_the_language_say_the_same():
    modern = (
        '<qti-assessment-item identifier="i" title="Thủ đô"><qti-response-declaration identifier="R"'
        ' cardinality="single" base-type="identifier"><qti-correct-response><qti-value>y</qti-value>'
        "</qti-correct-response></qti-response-declaration><qti-item-body>"
        '<qti-choice-interaction response-identifier="R" max-choices="1">'
        '<qti-prompt>Thủ đô là gì?</qti-prompt><qti-simple-choice identifier="x">Hà Nội</qti-simple-choice>'
        '<qti-simple-choice identifier="y">Huế</qti-simple-choice></qti-choice-interaction></qti-item-body>'
        '<qti-response-processing template="https://x/rptemplates/match_correct.xml"/></qti-assessment-item>'
    )
    assert read(modern) == read(item(declared("y"), choice()))
    assert read(modern).worths == ["0", "1"]


def test_the_place_names_the_question_and_its_line():
    assert read("\n\n" + GOOD).place == "Câu 1 “Thủ đô” (dòng 3)"


def test_without_a_key_no_choice_is_right():
    draft = read(item(declared(), choice()))

    assert (draft.worths, draft.key) == ([], "")
    assert "không ghi đáp án" in draft.notes["key"]
    assert told(draft)


@pytest.mark.parametrize(
    ("declaration", "words"),
    [
        (declared("z"), "không phải là một phương án"),
        (declared("x", "y"), "chỉ được chọn một"),
        (declared("x", mapping=mapped(y=1)), "không khớp"),
    ],
)
def test_a_key_that_contradicts_itself_is_left_to_a_person(declaration, words):
    draft = read(item(declaration, choice(), MAP_RESPONSE))

    assert words in draft.unread["key"]
    assert draft.worths == []


def test_shares_come_from_the_mapping_within_its_bounds():
    points = mapped("-1", 'lowerBound="0" upperBound="2"', x=1, y=1, z="-0.5")
    inside = (
        CHOICES + '<simpleChoice identifier="z">Đà Lạt</simpleChoice><simpleChoice identifier="w">Vinh</simpleChoice>'
    )
    draft = read(item(declared("x", "y", kind="multiple", mapping=points), choice(inside, "0"), MAP_RESPONSE))

    assert draft.kind == "multiple_choice"
    assert (draft.worths, draft.rule) == (["1/2", "1/2", "-1/4", "-1/2"], "shares")
    assert draft.notes == {}


def test_all_or_nothing_stays_so():
    draft = read(item(declared("x", "y", kind="multiple"), choice(most="2")))

    assert (draft.worths, draft.rule, draft.notes) == (["1/2", "1/2"], "", {})


def test_a_mapping_is_not_used_where_the_item_matches_its_key():
    draft = read(item(declared("x", mapping=mapped(x=1, y="0.5")), choice()))

    assert draft.worths == ["1", "0"]


def test_points_given_otherwise_are_said():
    rule = (
        '<responseProcessing><responseCondition><responseIf><match><variable identifier="R"/><baseValue>y</baseValue>'
        '</match><setOutcomeValue identifier="SCORE"><baseValue>2</baseValue></setOutcomeValue></responseIf>'
        "</responseCondition></responseProcessing>"
    )
    draft = read(item(declared("x"), choice(), rule))

    assert draft.worths == ["1", "0"]
    assert "cách riêng" in draft.notes["key"]


def branch(name, value, points, feedback=""):
    said = (
        f'<setOutcomeValue identifier="FEEDBACK"><baseValue>{feedback}</baseValue></setOutcomeValue>'
        if feedback
        else ""
    )
    return (
        f'<{name}><match><variable identifier="R"/><baseValue>{value}</baseValue></match>'
        f'<setOutcomeValue identifier="SCORE"><baseValue>{points}</baseValue></setOutcomeValue>{said}</{name}>'
    )


def ruled(*branches):
    return f"<responseProcessing><responseCondition>{''.join(branches)}</responseCondition></responseProcessing>"


@pytest.mark.parametrize("declaration", [declared("x"), declared()])
def test_points_of_each_choice_are_found_by_trying_it(declaration):
    rule = ruled(branch("responseIf", "x", 2), branch("responseElseIf", "y", 0.5), branch("responseElseIf", "z", -1))
    draft = read(item(declaration, choice(CHOICES + '<simpleChoice identifier="z">Vinh</simpleChoice>'), rule))

    assert (draft.worths, draft.notes) == (["1", "1/4", "-1/2"], {})


def test_rules_that_are_not_understood_leave_what_is_declared():
    rule = ruled("<responseIf><customOperator/><exitResponse/></responseIf>", branch("responseElseIf", "y", 1))
    draft = read(item(declared("x"), choice(), rule))

    assert draft.worths == ["1", "0"]
    assert "cách riêng" in draft.notes["key"]


def test_words_to_a_typed_answer_and_to_any_other():
    others = '<setOutcomeValue identifier="FEEDBACK"><baseValue>all</baseValue></setOutcomeValue>'
    shown = ruled(
        branch("responseIf", "Hà Nội", 1, "ok"), branch("responseElseIf", "Huế", 0, "near"),
        f"<responseElse>{others}</responseElse>",
    )  # fmt: skip
    after = "".join(
        f'<modalFeedback identifier="{name}" outcomeIdentifier="FEEDBACK">{text}</modalFeedback>'
        for name, text in (("ok", "Từ năm 1976."), ("near", "Cố đô."), ("all", "Xem bản đồ."))
    )
    draft = read(item(declared("Hà Nội", base="string"), entry(), shown, after=after))

    assert (draft.choices, draft.worths) == (["Hà Nội", "Huế"], ["1", "0"])
    assert (draft.feedback, draft.otherwise) == (["Từ năm 1976.", "Cố đô."], "Xem bản đồ.")


def test_words_to_a_choice_and_words_to_all():
    inside = CHOICES.replace(
        "Huế<", 'Huế <feedbackInline identifier="y" outcomeIdentifier="F">Cố đô.</feedbackInline><'
    )
    after = (
        '<modalFeedback identifier="right" outcomeIdentifier="G" title="Đúng rồi!">Từ năm 1976.</modalFeedback>'
        '<modalFeedback identifier="incorrect" outcomeIdentifier="G">Xem lại bài 3.</modalFeedback>'
    )
    draft = read(item(declared("x"), choice(inside), after=after))

    assert draft.choices == ["Hà Nội", "Huế"]
    assert (draft.feedback, draft.explanation) == (["", "Cố đô."], "")
    assert (draft.when_right, draft.when_wrong) == ("Từ năm 1976.", "Xem lại bài 3.")


def after_all(identifier, text):
    return f'<modalFeedback identifier="{identifier}" outcomeIdentifier="G">{text}</modalFeedback>'


def test_words_to_all_who_were_right_in_part_or_wrong_are_kept_beside_the_explanation():
    both = declared("x", "y", kind="multiple")
    after = (
        after_all("incorrect", "Xem lại bài 3.")
        + after_all("partially_correct", "Còn nữa.")
        + after_all("general", "Từ năm 1976.")
    )
    draft = read(item(both, choice(most="2"), after=after))

    assert (draft.explanation, draft.feedback, draft.notes) == ("Từ năm 1976.", [], {})
    assert (draft.when_right, draft.when_partly, draft.when_wrong) == ("", "Còn nữa.", "Xem lại bài 3.")


def test_what_the_right_and_the_wrong_are_both_told_is_an_explanation():
    after = after_all("correct", "Từ năm 1976.") + after_all("incorrect", "Từ năm 1976.")
    draft = read(item(declared("x"), choice(), after=after))

    assert (draft.explanation, draft.when_right, draft.when_wrong) == ("Từ năm 1976.", "", "")


def test_a_branch_that_asks_just_for_the_key_speaks_to_the_right_and_the_other_to_the_wrong():
    shows = '<setOutcomeValue identifier="F"><baseValue>{}</baseValue></setOutcomeValue>'.format
    asks = '<match><variable identifier="R"/><correct identifier="R"/></match>'
    rule = ruled(f"<responseIf>{asks}{shows('a')}</responseIf><responseElse>{shows('b')}</responseElse>")
    draft = read(item(declared("x"), choice(), rule, after=after_all("a", "Giỏi.") + after_all("b", "Xem lại.")))

    assert (draft.when_right, draft.when_wrong, draft.explanation) == ("Giỏi.", "Xem lại.", "")


def test_a_picture_of_what_is_said_to_a_choice_is_never_shown_beside_it():
    image = f'<img src="data:image/png;base64,{base64.b64encode(PNG).decode()}" alt="Bản đồ"/>'
    said = f'<feedbackInline identifier="y" outcomeIdentifier="F">{image}</feedbackInline>'
    inside = CHOICES.replace("Huế<", f"Huế {said}<")
    draft = read(item(declared("x"), choice(inside), after=after_all("incorrect", image)))

    assert [picture.at for picture in draft.pictures] == ["feedback_1", "when_wrong"]
    assert as_content(check(draft).pictures) == {}


def test_pictures_of_what_is_said_to_typed_answers_stay_with_it():
    image = f'<img src="data:image/png;base64,{base64.b64encode(PNG).decode()}"/>'
    shows = '<setOutcomeValue identifier="F"><baseValue>{}</baseValue></setOutcomeValue>'.format
    asks = '<stringMatch caseSensitive="false"><variable identifier="R"/><baseValue>{}</baseValue></stringMatch>'.format
    rule = ruled(
        f"<responseIf>{asks('Huế')}{shows('a')}</responseIf><responseElseIf>{asks('Vinh')}{shows('b')}"
        f"</responseElseIf><responseElse>{shows('c')}</responseElse>"
    )
    said = after_all("a", image) + after_all("b", image) + after_all("c", image)
    draft = read(item(declared("Huế", base="string"), entry(), rule, after=said))

    assert (draft.kind, draft.choices, draft.feedback, draft.otherwise) == ("short_text", ["Huế", "Vinh"], [], "")
    assert [picture.at for picture in draft.pictures] == ["feedback_0", "otherwise", "feedback_1"]
    assert draft.notes.keys() == {"key"}  # its own way of counting


@pytest.mark.parametrize("words", [("Đúng", "Sai"), ("True", "False")])
def test_two_choices_that_read_true_and_false_are_a_statement(words):
    inside = "".join(
        f'<simpleChoice identifier="{n}">{word}</simpleChoice>' for n, word in zip("xy", words, strict=True)
    )

    assert read(item(declared("x"), choice(inside))).kind == "true_false"


def test_short_answers_keep_their_forms_and_their_gap():
    forms = (("Hà Nội", 2), ("Thăng Long", 1))
    entries = "".join(f'<mapEntry mapKey="{form}" mappedValue="{n}" caseSensitive="false"/>' for form, n in forms)
    points = f'<mapping defaultValue="0">{entries}</mapping>'
    draft = read(item(declared("Hà Nội", base="string", mapping=points), entry(), MAP_RESPONSE))

    assert (draft.kind, draft.stem) == ("short_text", "Thủ đô là [___].")
    assert (draft.choices, draft.worths, draft.case_matters) == (["Hà Nội", "Thăng Long"], ["1", "1/2"], False)


@pytest.mark.parametrize(
    ("mode", "tolerance", "expected"),
    [
        ("absolute", "0.5", (["1.250"], ["0,5"])),
        ("absolute", "1 0", (["1.249,5"], ["0,5"])),  # from 1249 to 1250
        ("relative", "10 10", (["1.250"], ["125"])),
        ("exact", "", (["1.250"], ["0"])),
    ],
)
def test_numbers_are_read_as_xml_writes_them_and_kept_as_people_here_do(mode, tolerance, expected):
    rule = (
        f'<responseProcessing><responseCondition><responseIf><equal toleranceMode="{mode}" tolerance="{tolerance}">'
        '<variable identifier="R"/><correct identifier="R"/></equal><setOutcomeValue identifier="SCORE">'
        "<baseValue>1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
    draft = read(item(declared("1250.0", base="float"), entry(), rule))

    assert draft.kind == "numeric"
    assert (draft.choices, draft.tolerances) == expected


def test_an_order_is_kept_in_its_right_order_and_never_made_up():
    inside = CHOICES + '<simpleChoice identifier="z">Vinh</simpleChoice>'
    body = f'<orderInteraction responseIdentifier="R"><prompt>Xếp</prompt>{inside}</orderInteraction>'
    known = read(item(declared("z", "x", "y", kind="ordered"), body))
    unknown = read(item(declared(kind="ordered"), body))

    assert (known.kind, known.choices) == ("ordering", ["Vinh", "Hà Nội", "Huế"])
    assert "thứ tự đúng" in unknown.unread["key"]


def match(left, right, *pairs):
    sides = [
        "".join(
            f'<simpleAssociableChoice identifier="{id}">{text}</simpleAssociableChoice>' for id, text in side.items()
        )
        for side in (left, right)
    ]
    body = "".join(f"<simpleMatchSet>{side}</simpleMatchSet>" for side in sides)
    body = f'<matchInteraction responseIdentifier="R"><prompt>Ghép</prompt>{body}</matchInteraction>'
    return read(item(declared(*pairs, kind="multiple", base="directedPair"), body))


def test_pairs_are_turned_around_where_only_that_gives_each_one_partner():
    cities = {"a": "Hà Nội", "b": "Huế"}
    lands = {"v": "Việt Nam", "l": "Lào"}

    assert match(cities, lands, "a v", "b v").pairs == [["Hà Nội", "Việt Nam"], ["Huế", "Việt Nam"], ["", "Lào"]]
    assert match(lands, cities, "v a", "v b").pairs == [["Hà Nội", "Việt Nam"], ["Huế", "Việt Nam"], ["", "Lào"]]
    assert match(cities, lands, "a v", "a l", "b v", "b l").kind == "ghép đôi nhiều–nhiều"


def test_pairs_without_a_key_have_no_partner():
    draft = match({"a": "Hà Nội", "b": "Huế"}, {"v": "Việt Nam"})

    assert draft.pairs == [["Hà Nội", ""], ["Huế", ""], ["", "Việt Nam"]]


def test_words_for_gaps_are_a_matching_of_the_gaps():
    cities = {"a": "Hà Nội", "b": "Huế", "c": "Vinh"}
    words = "".join(f'<gapText identifier="{id}">{city}</gapText>' for id, city in cities.items())
    text = '<p>Thủ đô: <gap identifier="g"/>. Cố đô: <gap identifier="h"/>.</p>'
    body = f'<gapMatchInteraction responseIdentifier="R">{words}{text}</gapMatchInteraction>'
    draft = read(item(declared("a g", "b h", kind="multiple", base="directedPair"), body))

    assert draft.stem == "Thủ đô: [1]. Cố đô: [2]."
    assert draft.pairs == [["[1]", "Hà Nội"], ["[2]", "Huế"], ["", "Vinh"]]


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (item(declared("x"), '<hotspotInteraction responseIdentifier="R"/>'), "hotspotInteraction"),
        (item(declared("x"), '<sliderInteraction responseIdentifier="R"/>'), "sliderInteraction"),
        (item(declared("x"), '<uploadInteraction responseIdentifier="R"/>'), "uploadInteraction"),
        (item(declared("x"), '<customInteraction responseIdentifier="R"/>'), "customInteraction"),
        (item(declared("x"), choice() + entry()), "nhiều ô trả lời"),
        (item(declared("x"), choice(), attributes='adaptive="true"'), "adaptive"),
        (item(declared("x") + '<templateDeclaration identifier="N"/>', choice()), "template"),
    ],
)
def test_what_we_cannot_ask_keeps_its_name(xml, words):
    draft = read(xml)

    assert words in draft.kind
    assert any("chưa có loại câu" in problem for problem in told(draft))


def test_formulas_are_written_out_and_said():
    fraction = "<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac>"
    formula = f"<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo>{fraction}</math>"
    draft = read(item(declared("x"), choice(prompt=f"Tính {formula}")))

    assert draft.stem == "Tính x²+a/(b+1)"
    assert "MathML" in draft.notes["stem"]


def test_nothing_active_and_nothing_outside_gets_in():
    prompt = 'Xem <img src="http://127.0.0.1:9/a.png" alt="Bản đồ"/><script>alert(1)</script>'
    draft = read(item(declared("x"), choice(prompt=prompt)))

    assert draft.stem == "Xem\n[Hình: Bản đồ]"
    assert draft.pictures == []
    assert "http://127.0.0.1:9/a.png" in draft.notes["stem"]
    assert "script" in draft.notes["stem"]


def test_utf8_is_believed_over_what_the_file_claims():
    draft = read('<?xml version="1.0" encoding="ISO-8859-1"?>' + GOOD)

    assert draft.choices == ["Hà Nội", "Huế"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("<assessmentItem><itemBody>", "hỏng ở dòng 1"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><assessmentItem>&x;</assessmentItem>', "ENTITY"),
        ("<assessmentItem>" + "<p>" * 200 + "</p>" * 200 + "</assessmentItem>", "lồng nhau quá sâu"),
        ("<assessmentTest/>", "khung của đề thi"),
        ("<manifest/>", "cả gói .zip"),
        ("<!DOCTYPE html><html><body><br></body></html>", "trang web"),
        (item("", "<p>Chỉ đọc.</p>"), "không hỏi gì"),
        ("<questestinterop/>", "không hỏi gì"),
    ],
)
def test_what_is_no_question_is_refused_in_words(data, words):
    with pytest.raises(UnreadableFile, match=words):
        read_safely(data.encode(), "a.xml")


def test_a_doctype_alone_is_harmless():
    assert read(f'<!DOCTYPE assessmentItem SYSTEM "http://127.0.0.1:9/qti.dtd">{GOOD}').worths == ["1", "0"]


def test_ten_thousand_choices_are_told_and_do_not_hang():
    many = "".join(f'<simpleChoice identifier="c{n}">Số {n}</simpleChoice>' for n in range(10_000))
    draft = read(item(declared("c7"), choice(many)))

    assert draft.worths.index("1") == 7
    assert any("10000 phương án" in problem for problem in told(draft))


PIECES = [
    item(declared("x"), choice()), item(declared("x", kind="multiple", mapping=mapped(x=1)), choice(), MAP_RESPONSE),
    item(declared("1", base="float"), entry()), old(lid(), when(equal("x"), 1)),
    old(lid(cardinality="Multiple"), when(f"<and>{equal('x')}<not>{equal('y')}</not></and>", 1)),
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PIECES), st.integers(0, 1500), st.integers(0, 60), st.text(max_size=8))
def test_any_damage_is_read_or_refused(xml, at, length, instead):
    damaged = xml[:at] + instead + xml[at + length :]
    with contextlib.suppress(UnreadableFile):
        for draft in qti.read(damaged.encode("utf-8", "replace")).drafts:
            check(draft)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_as_qti(data):
    whole = zipped({"imsmanifest.xml": manifest("i.xml"), "i.xml": data})
    for read_it, bytes_ in ((qti.read, data), (package.read, data), (package.read, whole)):
        with contextlib.suppress(UnreadableFile):
            assert read_it(bytes_).format == "qti"
