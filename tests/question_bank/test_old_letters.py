"""Vietnamese from before Unicode: TCVN3, VNI, Windows-1258."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.readers import UnreadableFile, csv, reader_for, text, word
from question_bank.readers.old_letters import ENCODINGS, OldLetters, encoding_of, encoding_of_font
from question_bank.readers.recognising import read_txt
from question_bank.syllables import is_syllable
from tests.question_bank.word_files import paragraph, run, word_file

TCVN3, VNI, WINDOWS = ENCODINGS
VOWELS = "aăâeêioôơuưy"
TONES = "\u0300\u0309\u0303\u0301\u0323"
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ["", *TONES]] + ["đ"]
CAPITALS_OF_TCVN3 = "ĂÂÊÔƠƯĐẰẲẴẮẦẨẪẤỀỂỄẾỒỔỖỐ"
# As people type it, by the tables of the two standards; the marks of VNI in the order of TONES.
TCVN3_BYTES = "b5b6b7b8b9 a8bbbcbdbec6 a9c7c8c9cacb cccecfd0d1 aad2d3d4d5d6 d7d8dcddde dfe1e2e3e4 abe5e6e7e8e9 aceaebecedee eff1f2f3f4 adf5f6f7f8f9 fafbfcfdfe"  # noqa: E501
VNI_OF = {
    **{vowel: [vowel, *(vowel + mark for mark in "øûõùï")] for vowel in "aeou"},
    "ă": ["aê", "aè", "aú", "aü", "aé", "aë"],
    "â": ["aâ", "aà", "aå", "aã", "aá", "aä"], "ê": ["eâ", "eà", "eå", "eã", "eá", "eä"],
    "ô": ["oâ", "oà", "oå", "oã", "oá", "oä"],
    "ơ": ["ô", "ôø", "ôû", "ôõ", "ôù", "ôï"], "ư": ["ö", "öø", "öû", "öõ", "öù", "öï"],
    "i": ["i", "ì", "æ", "ó", "í", "ò"], "y": ["y", "yø", "yû", "yõ", "yù", "î"],
}  # fmt: skip

PAPER = """Câu 1. Ngày Chuyển đổi số quốc gia là ngày nào trong năm?
A. Ngày 10 tháng 8
B. Ngày 10 tháng 9
C. Ngày 10 tháng 10
D. Ngày mười hai tháng mười hai
Đáp án: C
Giải thích: Thủ tướng Chính phủ đã chọn, để mỗi người dân được hưởng lợi ích thật sự.
Câu 2. Dãy sáu chữ số ngẫu nhiên gửi tới điện thoại được gọi là gì?
A. Mã xác thực
B. Chữ ký
C. Mật khẩu cũ
D. Sổ hộ khẩu
Đáp án: A
"""
SHEET = (
    "Câu hỏi,Phương án A,Phương án B,Đáp án\nTổ chức nào dưới đây được phép hỏi mã xác thực?,Không ai cả,Người lạ,A\n"
)


def in_tcvn3(words):
    old = {new: chr(place) for place, new in [(at, TCVN3.rewritten(chr(at))) for at in range(0xA1, 0x100)]}
    return "".join(old.get(letter, old.get(letter.lower(), letter)) for letter in words)


def in_vni(words):
    old = {new: typed for vowel, forms in VNI_OF.items() for new, typed in zip(_toned(vowel), forms, strict=True)}
    old |= {"đ": "ñ"}
    old |= {new.upper(): typed.upper() for new, typed in old.items()}
    return "".join(old.get(letter, letter) for letter in words)


def in_1258(words):
    """Letters with one mark more than the code page has follow with their tone."""
    out = ""
    for letter in words:
        try:
            out += letter.encode("cp1258").decode("latin-1")
        except UnicodeEncodeError:
            marked = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in marked if mark in TONES)
            bare = unicodedata.normalize("NFC", marked.replace(tone, ""))
            out += (bare + tone).encode("cp1258").decode("latin-1")
    return out


def _toned(vowel):
    return [unicodedata.normalize("NFC", vowel + tone) for tone in ["", *TONES]]


OLD = {"TCVN3": in_tcvn3, "VNI": in_vni, "Windows-1258": in_1258}


def test_every_small_letter_of_tcvn3_stands_at_its_place():
    for vowel, codes in zip(VOWELS, TCVN3_BYTES.split(), strict=True):
        letters = _toned(vowel)[0 if len(codes) == 12 else 1 :]
        assert TCVN3.rewritten(bytes.fromhex(codes).decode("latin-1")) == "".join(letters)
    assert TCVN3.rewritten("\xae \xa7 \xa1\xa2\xa3\xa4\xa5\xa6") == "đ Đ ĂÂÊÔƠƯ"
    assert {TCVN3.rewritten(chr(place)) for place in range(0xA1, 0x100)} >= set(CAPITALS_OF_TCVN3)


@pytest.mark.parametrize("cased", [str.lower, str.upper])
def test_every_letter_of_vni_and_windows_comes_back(cased):
    for letter in map(cased, LETTERS):
        assert VNI.rewritten(in_vni(letter)) == letter
        assert WINDOWS.rewritten(in_1258(letter)) == letter


def test_words_in_capitals_get_capitals_back():
    for words in ("ĐÁP ÁN", "CÂU HỎI SỐ MỘT: ĐỂ LÀM GÌ?", "Mã OTP ở đâu", "Tế bào là gì", "TP. HỒ CHÍ MINH và"):
        assert TCVN3.rewritten(in_tcvn3(words)) == words


@pytest.mark.parametrize("name", OLD)
def test_old_text_is_recognised_rewritten_and_told(name):
    old = OLD[name](PAPER)

    for data in (old.encode("latin-1"), old.encode(), b"\xef\xbb\xbf" + old.encode(), old.encode("utf-16")):
        reading = read_txt(data)
        assert [draft.stem for draft in reading.drafts] == [PAPER.split("\n")[at].partition(". ")[2] for at in (0, 7)]
        assert [draft.key for draft in reading.drafts] == ["C", "A"]
        assert reading.warnings == [f"Tệp dùng bảng mã {name}; đã chuyển sang Unicode. Hãy xem vài câu đầu."]
    (draft,) = csv.read(OLD[name](SHEET).encode("latin-1")).drafts
    assert (draft.stem, draft.choices) == (
        "Tổ chức nào dưới đây được phép hỏi mã xác thực?",
        ["Không ai cả", "Người lạ"],
    )
    assert len(text.read_text(old).drafts) == 2


@pytest.mark.parametrize("name", OLD)
def test_gift_and_aiken_come_in_old_encodings_too(name):
    gift = "::Câu một:: Đội viên được kết nạp từ mấy tuổi? {=chín tuổi ~mười tuổi ~bảy tuổi}\n"
    aiken = "Đội viên được kết nạp từ mấy tuổi?\nA. chín tuổi\nB. mười tuổi\nANSWER: A\n"
    for data, filename in ((gift, ".gift"), (aiken, ".aiken"), (gift, ".txt"), (aiken, ".txt")):
        reading = reader_for(filename)(OLD[name](data).encode("latin-1"))
        assert reading.drafts[0].stem == "Đội viên được kết nạp từ mấy tuổi?"
        assert reading.drafts[0].choices[:2] == ["chín tuổi", "mười tuổi"]
        assert name in reading.warnings[0]


FOREIGN = [
    "Être à l'école, c'était déjà très bien : les élèves français y étudient la géographie où ça leur plaît.",
    "El niño español mañana irá a Perú con su señora; ¿cuándo volverá? ¡Qué rápido!",
    "Müller, Köln, Straße, größer, für, über, Gänse",
    "The café owner Beyoncé saw a naïve façade at 20 °C for £5 ± ¥2 © 2024 § 4.",
    "Pão, não, São Paulo, coração, português",
    "là và có tôi không thì bé mèo",
]


@pytest.mark.parametrize("said", [*FOREIGN, PAPER, unicodedata.normalize("NFD", PAPER), "Câu hỏi"])
def test_unicode_and_other_languages_stay_as_they_are(said):
    old = OldLetters()
    old.learn(said.split("\n"))

    assert [old.rewritten(line) for line in said.split("\n")] == said.split("\n")
    assert old.warnings() == []


@given(st.lists(st.sampled_from([word for word in PAPER.split() if is_syllable(word.strip(".:,?"))]), min_size=1))
def test_whatever_is_said_in_vietnamese_is_left_alone(words):
    assert encoding_of([" ".join(words)]) is None


@given(st.text())
def test_any_text_is_rewritten_or_left(said):
    old = OldLetters()
    old.learn([said])
    assert isinstance(old.rewritten(said), str)


def test_beside_unicode_only_what_is_certain_is_rewritten():
    old = OldLetters()
    old.learn([*PAPER.split("\n"), "là", "Café Müller", *in_tcvn3(PAPER).split("\n")])

    assert old.rewritten("là") == "là"
    assert old.rewritten("Café Müller") == "Café Müller"
    assert old.rewritten(in_tcvn3("Chữ ký")) == "Chữ ký"
    assert old.warnings() == ["Một phần tệp dùng bảng mã TCVN3; đã chuyển sang Unicode. Hãy xem vài câu đầu."]


def test_letters_lost_or_of_the_west_are_still_refused():
    for said in (
        "Câu h?i,Phương án A,?áp án\nM?t s? câu?,a,A".encode("cp1252", "replace"),
        FOREIGN[0].encode("cp1252"),
    ):
        with pytest.raises(UnreadableFile):
            csv.read(said)


def font(name):
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


@pytest.mark.parametrize(("name", "old"), [(".VnTime", in_tcvn3), ("VNI-Times", in_vni)])
def test_a_word_file_is_rewritten_by_its_fonts(name, old):
    lines = [old(line) for line in ("Câu 1. Có gì?", "A. Có ít", "B. Có gì đâu", "Đáp án: B")]
    body = "".join(paragraph(run(line, font(name))) for line in lines)
    body += paragraph(run("Câu 2. Đã là Unicode, như ", font(name)) + run(old("người"), font(name))) + "".join(
        paragraph(line) for line in ("A. là", "B. và", "Đáp án: A")
    )

    reading = word.read(word_file(body))

    assert [(draft.stem, draft.choices, draft.key) for draft in reading.drafts] == [
        ("Có gì?", ["Có ít", "Có gì đâu"], "B"), ("Đã là Unicode, như người", ["là", "và"], "A"),
    ]  # fmt: skip
    assert any("bảng mã" in warning for warning in reading.warnings)


def test_a_mark_of_vni_may_stand_in_a_run_of_its_own():
    vni = font("VNI-Times")
    body = (
        paragraph(run("Ca", vni) + run("âu 1. Ñoaøn vie", vni) + run("ân?", vni))
        + paragraph("A. a")
        + paragraph("B. b")
    )

    assert [draft.stem for draft in word.read(word_file(body)).drafts] == ["Đoàn viên?"]


def test_a_font_of_styles_or_of_the_whole_file_tells_too_and_capitals_have_one():
    styles = f"<w:docDefaults><w:rPrDefault><w:rPr>{font('.VnTime')}</w:rPr></w:rPrDefault></w:docDefaults>"
    body = (
        paragraph("C©u 1. " + in_tcvn3("Có gì?"))
        + paragraph(run("a. hai cã mét", font(".VnTimeH")))
        + paragraph("B. b")
    )

    (draft,) = word.read(word_file(body, styles)).drafts

    assert (draft.stem, draft.choices) == ("Có gì?", ["HAI CÓ MỘT", "b"])


def test_a_word_file_that_lost_its_old_font_is_told_by_its_words():
    body = "".join(paragraph(line) for line in in_tcvn3(PAPER).strip().split("\n"))

    reading = word.read(word_file(body))

    assert reading.drafts[0].stem == "Ngày Chuyển đổi số quốc gia là ngày nào trong năm?"
    assert "TCVN3" in reading.warnings[0]


def test_what_a_font_is_called():
    for name, encoding in ((".VnTime", TCVN3), (".VnArialH", TCVN3), ("VNI-Helve", VNI), ("VNI Times", VNI)):
        assert encoding_of_font(name) is encoding
    assert [encoding_of_font(name) for name in ("Times New Roman", "Vni", "UVN Ba Le", "")] == [None] * 4
