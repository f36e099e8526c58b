"""Packages of QTI: a zip with a manifest."""

import base64
import io

import pytest

from question_bank.readers import UnreadableFile, package, read_safely
from tests.question_bank.qti_making import GOOD, PNG, choice, declared, item, manifest, zipped


def test_a_package_brings_its_items_with_pictures_words_and_topics():
    keyword = "<lom><general><keyword><string>địa lý</string></keyword></general></lom>"
    test = (
        '<assessmentTest><testPart><assessmentSection title="Đất nước"><assessmentItemRef href="muc/cau%201.xml"/>'
        "</assessmentSection></testPart></assessmentTest>"
    )
    with_picture = item(declared("x"), choice(prompt='Xem <img src="../hinh/a.png" alt="Bản đồ"/>'))
    entries = {
        "imsmanifest.xml": manifest("muc/cau%201.xml", metadata=keyword)
        .replace("</resources>", '<resource type="imsqti_test_xmlv2p1" href="de.xml"/></resources>'),
        "muc/cau 1.xml": with_picture, "hinh/a.png": PNG, "de.xml": test,
    }  # fmt: skip
    (draft,) = package.read(zipped(entries)).drafts
    (picture,) = draft.pictures

    assert (draft.topic, draft.tags, draft.stem) == ("Đất nước", ["địa lý"], "Xem")
    assert (picture.at, picture.name, picture.alt) == ("stem", "a.png", "Bản đồ")
    assert base64.b64decode(picture.data) == PNG


@pytest.mark.parametrize("address", ["../../etc/passwd", "/etc/passwd", "C:\\a.png", "file:///etc/passwd", "//h/a.png"])
def test_no_address_leads_out_of_the_package(address):
    entries = {
        "imsmanifest.xml": manifest("i.xml"), "../../etc/passwd": PNG, "/etc/passwd": PNG,
        "i.xml": item(declared("x"), choice(prompt=f'Xem <img src="{address}"/>')),
    }  # fmt: skip
    (draft,) = package.read(zipped(entries)).drafts

    assert draft.pictures == []
    assert "không lấy được hình" in draft.notes["stem"]


def test_names_in_utf8_are_found_even_where_the_zip_does_not_say_so():
    name = "câu 1.xml".encode().decode("cp437")
    buffer = io.BytesIO(zipped({"imsmanifest.xml": manifest("c%C3%A2u%201.xml"), "xxxx_1.xml": GOOD}))
    data = buffer.getvalue().replace(b"xxxx_1.xml", name.encode("cp437"))

    (draft,) = package.read(data).drafts
    assert "câu 1.xml" in draft.place


def test_a_folder_packed_as_a_whole_is_a_package_too():
    entries = {"goi/imsmanifest.xml": manifest("i.xml"), "goi/i.xml": GOOD, "__MACOSX/imsmanifest.xml": "x"}

    assert len(package.read(zipped(entries)).drafts) == 1


def test_good_items_come_in_beside_bad_ones_which_are_named():
    entries = {"imsmanifest.xml": manifest("i.xml", "hong.xml", "thieu.xml"), "i.xml": GOOD, "hong.xml": "<item>"}
    reading = package.read(zipped(entries))

    assert len(reading.drafts) == 1
    assert [name for name in ("hong.xml", "thieu.xml") if any(name in warning for warning in reading.warnings)] == [
        "hong.xml",
        "thieu.xml",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped({"a.docx": "x"}), "không có imsmanifest.xml"),
        (zipped({"imsmanifest.xml": "<x/>"}), "không phải là mục lục"),
        (zipped({"imsmanifest.xml": manifest("a.zip"), "a.zip": zipped({"i.xml": GOOD})}), "lồng nhau"),
        (zipped({"imsmanifest.xml": manifest("i.xml", kind="imslti_xmlv1p1")}), "imslti_xmlv1p1"),
        (zipped({"imsmanifest.xml": manifest("i.xml"), "i.xml": GOOD})[:-30], "hỏng"),
        (b"<xml/>", "không phải là tệp nén"),
    ],
)
def test_what_is_no_package_is_refused_in_words(data, words):
    with pytest.raises(UnreadableFile, match=words):
        read_safely(data, "a.zip")


def test_a_package_with_a_password_is_refused():
    data = bytearray(zipped({"imsmanifest.xml": manifest("i.xml")}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1

    with pytest.raises(UnreadableFile, match="mật khẩu"):
        package.read(bytes(data))
