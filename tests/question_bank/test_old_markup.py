"""Letters from before Unicode inside XML, HTML and GIFT: the shipped questions, as sites of the time have them."""

import io
import re
import zipfile
from dataclasses import replace
from html import escape
from html.entities import codepoint2name
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import question_bank.content
from question_bank.readers import gift, moodle_xml, package, qti, xlsx, yaml
from question_bank.readers.old_letters import OldLetters
from question_bank.readers.old_markup import in_unicode_markup
from question_bank.writers import gift as gift_writer
from question_bank.writers import moodle_xml as moodle_writer
from question_bank.writers import xlsx as xlsx_writer
from question_bank.writers.faithful import settled
from tests.question_bank.qti_making import declared, item, manifest, zipped
from tests.question_bank.test_old_letters import in_tcvn3, in_vni

FILES = sorted(Path(question_bank.content.__path__[0]).glob("*.yaml"))
SHIPPED = [draft for file in FILES for draft in yaml.read(file.read_bytes()).drafts]
CHOSEN = [settled(draft) for draft in SHIPPED if draft.kind == "single_choice" and not draft.post]
OTHERS = [settled(draft) for draft in SHIPPED if draft.kind not in ("true_false", "judge_post")]
OLD = {"TCVN3": in_tcvn3, "VNI": in_vni}
OF_OURS = re.compile(r"<hoithi>.*?</hoithi>|^// hoithi:.*$", re.M)


def typed(draft, letters):
    """The question as somebody typed it: its topic, named by the site, stays in Unicode."""
    said = {name: letters(getattr(draft, name)) for name in ("stem", "post", "explanation")}
    pairs = [[letters(side) for side in pair] for pair in draft.pairs]
    return replace(draft, **said, choices=list(map(letters, draft.choices)), pairs=pairs)


def words(draft):
    """TCVN3 has no capitals with tones."""
    sides = [side for pair in draft.pairs for side in pair]
    return [text.lower() for text in (draft.stem, draft.explanation, *draft.choices, *sides)]


def moodle(drafts):
    return OF_OURS.sub(
        "", moodle_writer.file_of([(draft, moodle_writer.question(draft)) for draft in drafts], []).decode()
    )


def qti_item(draft):
    right = "ABCDEF".index(draft.key)
    choices = "".join(
        f'<simpleChoice identifier="c{place}">{escape(text)}</simpleChoice>' for place, text in enumerate(draft.choices)
    )
    asked = f'<choiceInteraction responseIdentifier="R" maxChoices="1">{choices}</choiceInteraction>'
    return item(declared(f"c{right}"), f"<p>{escape(draft.stem)}</p>{asked}")


@pytest.mark.parametrize("name", OLD)
def test_every_shipped_question_comes_back_from_moodle_xml_in_old_letters(name):
    reading = moodle_xml.read(moodle([typed(draft, OLD[name]) for draft in OTHERS]).encode())

    asked = [replace(draft, stem=moodle_writer.asked(draft)) for draft in OTHERS]
    assert [words(draft) for draft in reading.drafts] == [words(draft) for draft in asked]
    assert any(f"bảng mã {name}" in warning for warning in reading.warnings)


def test_no_shipped_question_is_changed():
    for reading in (moodle_xml.read(moodle(OTHERS).encode()), qti_package([qti_item(draft) for draft in CHOSEN])):
        assert not any("bảng mã" in warning for warning in reading.warnings)
    assert [words(replace(draft, explanation="")) for draft in CHOSEN] == [words(draft) for draft in reading.drafts]


def qti_package(items):
    files = {f"{number}.xml": text for number, text in enumerate(items)}
    return package.read(zipped({"imsmanifest.xml": manifest(*files)} | files))


SOME = st.lists(st.tuples(st.sampled_from(CHOSEN), st.booleans()), min_size=2, max_size=6)


@settings(max_examples=40, deadline=None)
@given(SOME, st.sampled_from([in_tcvn3, in_vni]))
def test_questions_in_old_letters_come_back_from_among_others(some, old):
    """A site changed to Unicode one day, and kept what it had."""
    mixed = [typed(draft, old) if is_old else draft for draft, is_old in some]
    meant = [words(draft) for draft, _ in some]
    untold = [words(replace(draft, explanation="")) for draft, _ in some]
    lines = OF_OURS.sub("", gift_writer.file_of([(each, gift_writer.question(each)) for each in mixed], []).decode())

    assert [words(draft) for draft in moodle_xml.read(moodle(mixed).encode()).drafts] == meant
    assert [words(draft) for draft in gift.read(lines.encode()).drafts] == meant
    assert [words(draft) for draft in qti_package(list(map(qti_item, mixed))).drafts] == untold
    book = without_our_mark(xlsx_writer.questions(mixed, []))
    assert [words(draft) for draft in xlsx.read(book).drafts] == meant


def without_our_mark(book):
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["docProps/core.xml"] = re.sub(rb"<cp:keywords>.*?</cp:keywords>", b"", entries["docProps/core.xml"])
    return zipped(entries)


def entities(text):
    return "".join(f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name and ord(c) > 160 else c for c in text)


def asked_in_moodle(html):
    return (
        '<quiz><question type="multichoice"><questiontext format="html">'
        f"<text><![CDATA[{html}]]></text></questiontext>"
        '<answer fraction="100"><text>m&#233;t</text></answer><answer fraction="0"><text>hai</text></answer>'
        "</question></quiz>"
    )


def test_letters_may_be_written_as_entities():
    html = f"<p>{entities(in_tcvn3('Đội viên được kết nạp từ mấy tuổi'))}&nbsp;?</p>"

    (draft,) = moodle_xml.read(asked_in_moodle(html).encode()).drafts

    assert (draft.stem, draft.choices) == ("Đội viên được kết nạp từ mấy tuổi ?", ["một", "hai"])


def test_a_font_tells_for_certain_and_only_of_what_stands_in_it():
    in_one = f"<span style=\"font-family: '.VnTime'\">{in_tcvn3('hỏi')} <b>{in_tcvn3('gì')}</b><br></span>"
    in_another = f"<font face=VNI-Times>{in_vni('gì')}</font>"
    in_capitals = "<span style='font-family:.VnTimeH'>ai&nbsp;®ã</span>"
    html = f"<p>Chữ ở đây là Unicode, như là. {in_one} là {in_another} và {in_capitals}</p>"

    reading = moodle_xml.read(asked_in_moodle(html).replace("m&#233;t", "mai").encode())

    assert reading.drafts[0].stem == "Chữ ở đây là Unicode, như là. hỏi gì\n là gì và AI ĐÓ"
    assert "bảng mã TCVN3" in " ".join(reading.warnings)


def test_what_is_typed_into_qti_is_rewritten_where_it_is_compared():
    mapping = f'<mapping><mapEntry mapKey="{in_vni("mã xác thực")}" mappedValue="1"/></mapping>'
    body = f'<p>{in_vni("Dãy số nào không được đưa cho ai?")} <textEntryInteraction responseIdentifier="R"/></p>'
    text = item(
        declared(in_vni("mã xác thực"), base="string", mapping=mapping), body,
        '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>',
    )  # fmt: skip

    reading = qti.read(text.encode())

    assert reading.drafts[0].choices == ["mã xác thực"]
    assert "bảng mã VNI" in reading.warnings[0]


@given(st.text(st.sampled_from("<>/&;b ©u\"'=éaă"), max_size=40))
def test_markup_that_nobody_would_write_is_kept_whole_where_nothing_is_old(markup):
    assert in_unicode_markup(markup, OldLetters()) == markup
