"""Pictures in the bank: kept by their content, where they stand, through versions, exports and files again."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from question_bank import accepting, importing
from question_bank.accepting import accept
from question_bank.comparing import compare
from question_bank.draft import Draft, Picture, Reading
from question_bank.exporting import drafts_of, to_json, to_yaml
from question_bank.importing import drop_known, rows_of
from question_bank.mending import mended
from question_bank.pictures import bring_back, name_of, put_away
from question_bank.question import QuestionMedia
from question_bank.readers import read_safely, yaml
from question_bank.revising import current_version, revise, write_question
from question_bank.showing import shown as seen_as
from tests.pictures import HOSTILE, drawing, picture
from tests.question_bank.conftest import AT
from tests.question_bank.drafts import LINES

SIGN, FLAG = drawing(color="red"), drawing(color="blue")


class Shelf(dict):
    """Keeps what it is given, by name."""

    def keep(self, data):
        self[name_of(data)] = data
        return name_of(data)


@pytest.fixture
def shelf():
    return Shelf()


def shown(at, file="f" * 64, alt="Biển tròn đỏ"):
    return Picture(at, file=file, alt=alt, width=320, height=240)


def asked(*pictures, **changes):
    draft = Draft("Câu 1", kind="single_choice", stem="Biển nào cấm đi ngược chiều?", choices=["Hình 1", "Hình 2"],
                  key="A", pictures=list(pictures))  # fmt: skip
    return replace(draft, **changes)


def kept(session, draft):
    return current_version(session, write_question(session, draft, by="hoa", at=AT))


def media(session, version):
    found = session.exec(select(QuestionMedia).where(QuestionMedia.version_id == version.id))
    return [(each.at, each.sha256, each.alt, each.width) for each in found]


def test_a_picture_stands_at_the_stem_or_at_its_choice(session, topic):
    version = kept(session, asked(shown("choice_1", "a" * 64), shown("stem", "b" * 64)))

    at = version.choices[1]["id"]
    size = {"alt": "Biển tròn đỏ", "width": 320, "height": 240}
    assert version.content["pictures"] == [{"at": at, "file": "a" * 64} | size, {"at": "stem", "file": "b" * 64} | size]
    assert media(session, version) == [(at, "a" * 64, "Biển tròn đỏ", 320), ("stem", "b" * 64, "Biển tròn đỏ", 320)]
    assert "tron" in version.search_text.split()


def test_a_picture_of_the_explanation_never_goes_to_a_phone(session, topic):
    version = kept(session, asked(shown("explanation")))

    assert "pictures" not in version.content
    assert [at for at, *_ in media(session, version)] == ["explanation"]


def test_the_steps_of_an_ordering_keep_their_pictures_whatever_order_they_are_kept_in(session, topic):
    steps = asked(shown("choice_0"), kind="ordering", choices=["Xuống", "An toàn", "Lên"], key="C, B, A")
    version = kept(session, steps)

    texts = {choice["id"]: choice["text"] for choice in version.choices}
    assert [texts[each["at"]] for each in version.content["pictures"]] == ["Xuống"]
    (again,) = drafts_of(session, [version])
    assert again.choices[int(again.pictures[0].at[-1])] == "Xuống"


@pytest.mark.parametrize("at", ["stem", "choice_0", "explanation"])
def test_what_a_version_shows_its_draft_shows(session, topic, at):
    version = kept(session, asked(shown(at)))
    (draft,) = drafts_of(session, [version])

    assert draft.pictures == [shown(at)]
    assert revise(session, version, draft, by="hoa", at=AT) is version


def test_other_words_for_a_picture_make_a_version_and_the_old_one_keeps_its_own(session, topic):
    version = kept(session, asked(shown("stem")))
    (draft,) = drafts_of(session, [version])
    fields = {
        "picture_0_at": "stem",
        "picture_0_file": "f" * 64,
        "picture_0_alt": "Biển cấm",
        "picture_0_size": "320x240",
    }
    following = revise(session, version, mended(draft, fields), by="hoa", at=AT)
    without = revise(session, following, mended(draft, fields | {"picture_0_drop": "1"}), by="hoa", at=AT)

    assert [each.number for each in (version, following, without)] == [1, 2, 3]
    assert [media(session, each)[0][2] for each in (version, following)] == ["Biển tròn đỏ", "Biển cấm"]
    assert media(session, without) == []
    assert "pictures" not in without.content


def test_a_picture_moved_from_the_explanation_to_the_stem_is_a_change(session, topic):
    version = kept(session, asked(shown("explanation")))

    assert revise(session, version, asked(shown("explanation", alt="Khác")), by="hoa", at=AT).number == 2


def test_a_form_that_shows_no_pictures_leaves_them_alone():
    assert mended(asked(shown("stem")), {"stem": "Khác"}).pictures == [shown("stem")]


def test_staged_rows_carry_names_and_no_bytes(session, topic, shelf):
    reading = read_safely(to_json([asked(picture(SIGN), picture(FLAG, "choice_1"))]), "cau-hoi.json", shelf.keep)
    intake = importing.take_in(session, "cau-hoi.json", reading, by="hoa", at=AT)
    (row,) = rows_of(session, intake)

    assert [each["data"] for each in row.draft["pictures"]] == ["", ""]
    assert {each["file"] for each in row.draft["pictures"]} == set(shelf)
    assert len(json.dumps(row.draft)) < 3000
    accept(session, intake, by="hoa", at=AT)
    assert {media.sha256 for media in session.exec(select(QuestionMedia))} == set(shelf)


def test_taking_a_file_back_takes_its_pictures_out_of_the_bank(session, topic, shelf):
    intake = importing.take_in(session, "a.json", read_safely(to_json([asked(picture(SIGN))]), "a.json", shelf.keep),
                               by="hoa", at=AT)  # fmt: skip
    accept(session, intake, by="hoa", at=AT)
    accepting.undo(session, intake, used=lambda ids: set())

    assert session.exec(select(QuestionMedia)).all() == []


def test_where_nobody_keeps_pictures_the_question_says_so():
    draft = asked(picture(SIGN))
    put_away([draft], None)

    assert draft.pictures == []
    assert "không được giữ" in draft.notes["stem"]


@pytest.mark.parametrize(("writer", "suffix"), [(to_json, "json"), (to_yaml, "yaml")])
def test_what_is_exported_comes_in_again_unchanged(session, topic, shelf, writer, suffix):
    first = read_safely(to_json([asked(picture(SIGN), picture(FLAG, "choice_1"))]), "a.json", shelf.keep).drafts
    version = kept(session, first[0])
    exported = drafts_of(session, [version])
    bring_back(exported, shelf.get)
    elsewhere = Shelf()
    (again,) = read_safely(writer(exported), f"again.{suffix}", elsewhere.keep).drafts

    assert elsewhere == shelf
    assert revise(session, version, again, by="hoa", at=AT) is version


def test_the_same_words_over_another_picture_are_not_known(session, topic, shelf):
    kept(session, read_safely(to_json([asked(picture(SIGN))]), "a.json", shelf.keep).drafts[0])
    again = read_safely(to_json([asked(picture(SIGN))]), "a.json", shelf.keep)
    other = read_safely(to_json([asked(picture(FLAG))]), "a.json", shelf.keep)

    for reading, known in ((again, 1), (other, 0)):
        assert drop_known(session, importing.take_in(session, "a.json", reading, by="hoa", at=AT)) == known


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_picture_costs_its_file_nothing_else(shelf, what):
    data, words = HOSTILE[what]
    (draft,) = read_safely(to_json([asked(picture(data), picture(SIGN, "choice_1"))]), "a.json", shelf.keep).drafts

    assert [each.at for each in draft.pictures] == ["choice_1"]
    assert words in draft.notes["stem"]


def test_a_reviewer_is_told_which_picture_changed():
    old, new = asked(shown("stem", "a" * 64), shown("choice_1")), asked(shown("stem", "b" * 64), shown("choice_1"))
    (changed,) = [field for field in compare(old, new) if field.is_changed]

    assert changed.label == "Ảnh"
    assert [piece.text for piece in changed.pieces if piece.change != "same"] == ["[aaaaaa]", "[bbbbbb]"]


def test_the_name_of_a_picture_is_heard_and_not_seen():
    choices = [{"id": "a", "text": "Hình 1"}, {"id": "b", "text": "Cờ Đoàn"}, {"id": "c", "text": "Biển tròn đỏ"}]
    told = {"file": "f", "width": 1, "height": 1}
    pictures = [{"at": at, "alt": "Biển tròn đỏ"} | told for at in "abc"]

    seen = seen_as({"stem": "?", "choices": choices, "pictures": pictures}, ["a", "b", "c"], None)
    bare = seen_as({"stem": "?", "choices": choices}, ["a", "b", "c"], None)
    assert [choice.only_picture for choice in seen.choices] == [True, False, True]
    assert not any(choice.only_picture for choice in bare.choices)


def test_pictures_that_nobody_kept_are_staged_nowhere(session, topic):
    intake = importing.take_in(session, "a.gift", Reading("gift", [asked(picture(SIGN))]), by="hoa", at=AT)
    (row,) = rows_of(session, intake)

    assert row.draft["pictures"] == []
    assert "không được giữ" in row.warnings[0]["text"]


@given(st.lists(st.tuples(st.sampled_from(["stem", "post", "choice_1", "explanation"]), st.binary(min_size=1), LINES)))
def test_json_and_yaml_hold_whatever_bytes_a_picture_has(pictures):
    draft = asked(*(picture(data, at, "", alt) for at, data, alt in pictures))

    for again in (yaml.read_json(to_json([draft])), yaml.read(to_yaml([draft]))):
        assert again.drafts[0].pictures == draft.pictures


@pytest.mark.parametrize("at", ["choice_x", "choice_99", "../stem", "pairs"])
def test_a_picture_at_a_place_that_is_none_stands_at_the_stem(at):
    (draft,) = yaml.read_json(to_json([asked(picture(SIGN, at))])).drafts

    assert draft.pictures[0].at == "stem"
    assert at in draft.notes["stem"]
    assert compare(draft, asked(shown(at)))
