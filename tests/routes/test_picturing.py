"""Pictures by form: added, described, moved, dropped; refused in words that lose nothing typed."""

import re
from html import unescape

import pytest
from sqlmodel import col, select

from question_bank.exporting import to_json
from question_bank.intake import Row
from question_bank.question import QuestionMedia, QuestionVersion
from quiz import database
from quiz.files import pictures_in
from tests.pictures import HOSTILE, drawing, picture
from tests.question_bank.test_pictures import asked
from tests.routes.test_bank_intakes import text_of, upload
from tests.routes.test_bank_questions import TYPED
from tests.routes.test_play_attempts import start
from tests.world import come_in, sit_at_desk

SIGN = ("bien.png", drawing(), "image/png")


@pytest.fixture
def ha(browser, world):
    sit_at_desk(browser, world.people["ha"])
    return browser


def write(browser, chosen=None, url="/bank/questions", **fields):
    return browser.post(url, data=TYPED | fields, files={"new_picture": chosen} if chosen else {"no": ("", b"")})


def versions():
    with database.transaction(writing=False) as session:
        found = session.exec(select(QuestionVersion).order_by(col(QuestionVersion.id))).all()
        return [version for version in found if version.stem == TYPED["stem"]]


def media():
    with database.transaction(writing=False) as session:
        return session.exec(select(QuestionMedia).order_by(QuestionMedia.version_id, QuestionMedia.number)).all()


def shown_in(answer):
    """The hidden fields of the pictures that a form shows."""
    found = re.findall(r'name="(picture_\d_file)" value="(\w+)"', answer.text)
    return {name: unescape(value) for name, value in found}


def test_a_picture_is_added_to_a_choice_and_described(ha, site):
    answer = write(ha, SIGN, new_picture_at="choice_1", new_picture_alt="  Biển   tròn ")

    assert answer.status_code == 303, text_of(answer)
    (version,) = versions()
    (kept,) = version.content["pictures"]
    assert (kept["at"], kept["alt"], kept["width"]) == (version.choices[1]["id"], "Biển tròn", 320)
    assert pictures_in(site.state.settings.data_dir).read(kept["file"]).startswith(b"RIFF")
    page = ha.get(answer.headers["location"])
    assert f'src="/bank/pictures/{kept["file"]}.webp" alt="Biển tròn" width="320" height="240"' in page.text


def test_a_choice_that_is_only_a_picture_has_a_name_and_stays_with_it(ha):
    write(ha, SIGN, new_picture_at="choice_3", new_picture_alt="Biển", choice_1="", choice_2="3/2", right="0")

    (version,) = versions()
    assert [choice["text"] for choice in version.choices] == ["26/3", "3/2", "Hình 4"]
    assert version.content["pictures"][0]["at"] == version.choices[2]["id"]


def test_a_picture_is_told_by_a_slip_elsewhere_and_saved_the_second_time(ha):
    refused = write(ha, SIGN, new_picture_at="stem", new_picture_alt="Biển", choice_1="")
    shown = shown_in(refused)

    assert (refused.status_code, len(shown), versions()) == (422, 1, [])
    again = write(ha, **shown, picture_0_at="stem", picture_0_alt="Biển", picture_0_size="9x9")
    assert again.status_code == 303
    (kept,) = versions()[0].content["pictures"]
    assert (kept["width"], kept["height"]) == (320, 240)  # as the file is, whatever a form says


@pytest.mark.parametrize("what", ["a bomb", "a script in a drawing"])
def test_a_hostile_picture_is_refused_and_every_typed_word_stays(ha, what):
    data, words = HOSTILE[what]
    answer = write(ha, ("x.png", data, "image/png"), new_picture_alt="Lời tả", explanation="Vì thế.")

    assert (answer.status_code, versions(), media()) == (422, [], [])
    assert words in text_of(answer)
    for typed in (TYPED["stem"], "26/3", "Vì thế.", "Lời tả"):
        assert typed in unescape(answer.text)


def test_a_picture_is_seen_before_it_is_saved_and_in_the_preview(ha):
    fragment = write(ha, SIGN, "/bank/questions/pictures", reshape="picture", prefix="")
    shown = shown_in(fragment)
    preview = write(ha, url="/bank/questions/preview", **shown, picture_0_at="choice_0")

    assert (fragment.status_code, len(shown)) == (200, 1)
    assert f"/bank/pictures/{shown['picture_0_file']}.webp" in preview.text
    assert versions() == []


def test_pictures_are_described_anew_moved_and_dropped_and_each_makes_a_version(ha):
    url = write(ha, SIGN, new_picture_at="stem", new_picture_alt="Biển").headers["location"]
    shown = shown_in(ha.get(f"{url}/edit"))

    def revise(**changes):
        return ha.post(
            url, data=TYPED | shown | {"version": versions()[-1].public_id} | changes, files={"no": ("", b"")}
        )

    told = {"picture_0_at": "stem", "picture_0_alt": "Biển"}
    assert revise(**told).status_code == 303
    assert len(versions()) == 1
    assert revise(**told | {"picture_0_at": "explanation"}).status_code == 303
    assert revise(**told | {"picture_0_drop": "1"}).status_code == 303
    assert [each.at for each in media()] == ["stem", "explanation"]
    assert ["pictures" in version.content for version in versions()] == [True, False, False]


def test_a_picture_that_is_no_longer_kept_is_asked_for_again(ha):
    answer = write(ha, picture_0_file="f" * 64, picture_0_at="stem")

    assert answer.status_code == 422
    assert "Hãy chọn lại ảnh đó" in text_of(answer)


def test_a_file_brings_its_pictures_and_a_row_takes_another(ha, site):
    draft = asked(picture(drawing(color="blue"), "choice_1", alt=""))
    url = upload(ha, to_json([draft]), "cau-hoi.json").headers["location"]
    page = ha.get(url)
    with database.transaction(writing=False) as session:
        row = session.exec(select(Row)).one()

    assert "chưa có mô tả ảnh" in text_of(page)
    assert f"/bank/pictures/{row.draft['pictures'][0]['file']}.webp" in page.text
    here = f"{url}/rows/{row.public_id}"
    shown = shown_in(ha.get(here))
    fields = {"kind": "single_choice", "stem": draft.stem, "choice_0": "Hình 1", "choice_1": "Hình 2", "right": "0"}
    fields |= shown | {"picture_0_at": "choice_1", "picture_0_alt": "Biển xanh", "new_picture_at": "choice_0"}
    mended = ha.post(here, data=fields, files={"new_picture": SIGN})
    assert mended.status_code == 303, text_of(mended)
    ha.post(f"{url}/acceptance")
    assert {(each.alt, each.width) for each in media()} == {("Biển xanh", 320), ("", 320)}


def test_a_refused_picture_leaves_the_row_as_it_was_and_the_words_in_the_form(ha):
    url = upload(ha, to_json([asked()]), "cau-hoi.json").headers["location"]
    with database.transaction(writing=False) as session:
        row = session.exec(select(Row)).one()
    fields = {"kind": "single_choice", "stem": "Lời mới", "choice_0": "a", "choice_1": "b", "right": "0"}
    bad = {"new_picture": ("x.png", HOSTILE["a bomb"][0], "image/png")}

    for where in ("", "/form"):
        answer = ha.post(f"{url}/rows/{row.public_id}{where}", data=fields, files=bad)
        assert answer.status_code == 422
        assert "Lời mới" in answer.text
        assert "quá nhiều điểm ảnh" in text_of(answer)
    with database.transaction(writing=False) as session:
        assert session.exec(select(Row)).one().draft["stem"] != "Lời mới"


def test_a_contestant_sees_the_picture_with_its_words_and_its_size(browser, world):
    with database.transaction() as session:
        for known in world.versions:
            version = session.get_one(QuestionVersion, known.id)
            at = version.choices[0]["id"]
            told = {"file": "f" * 64, "alt": "Biển <tròn>", "width": 320, "height": 240}
            version.content = version.content | {"pictures": [{"at": "stem"} | told, {"at": at} | told]}
            session.add(version)
    come_in(browser, world.entries["duong"])
    url = start(browser, world)

    drawn = f'src="{url}/pictures/{"f" * 64}.webp" alt="Biển &lt;tròn&gt;" width="320" height="240"'
    assert browser.get(url).text.count(drawn) == 2 * len(world.versions)
    assert browser.get(f"{url}/questions/1").text.count(drawn) == 2


def test_a_step_that_is_only_a_picture_waits_for_words(ha):
    steps = {"kind": "ordering", "choice_0": "Lên", "choice_1": "", "choice_2": "Xuống", "right": []}
    answer = write(ha, SIGN, new_picture_at="choice_1", new_picture_alt="Biển", **steps)

    assert (answer.status_code, versions()) == (422, [])
    assert "phương án đó chưa có chữ" in text_of(answer)
    moved = write(ha, **shown_in(answer), picture_0_at="choice_2", picture_0_alt="Biển", **steps)
    assert moved.status_code == 303
    (version,) = versions()
    texts = {choice["id"]: choice["text"] for choice in version.choices}
    assert texts[version.content["pictures"][0]["at"]] == "Xuống"
