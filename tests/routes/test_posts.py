"""Posts that are judged: the same for everybody until the key is out; then the fakes are stamped. Never bare."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from question_bank.question import QuestionVersion
from quiz import database
from quiz.contests.round import Leg
from tests.conftest import NOON
from tests.kinds import MISINFORMATION, ask_each_kind
from tests.pictures import drawing
from tests.routes.test_bank_questions import versions, written
from tests.routes.test_kinds import answer_rightly, numbers, right
from tests.routes.test_play_attempts import JSON, allow, start
from tests.world import come_in, decide, sit_at_desk

WATERMARK, STAMP = "BÀI TẬP · chưa kiểm chứng", "TIN GIẢ"
TIME_OF_DAY = re.compile(r"\b\d{13}\b|\d\d:\d\d:\d\d")


@pytest.fixture
def asked(world):
    with database.transaction() as session:
        return ask_each_kind(session, world.part, NOON, MISINFORMATION)


@pytest.fixture
def phone(browser, world):
    come_in(browser, world.entries["duong"])
    return browser


def close(world):
    allow(world, release_answers="closed")
    with database.transaction() as session:
        session.get_one(Leg, world.leg.id).closes_at = NOON


def set_key(version, **changed):
    with database.transaction() as session:
        kept = session.get_one(QuestionVersion, version.id)
        kept.key = kept.key | changed


def seen_while_playing(phone, url, asked):
    """Everything that is sent to a phone before the round closes, but for the time of day."""
    places = numbers(asked)
    tap = {"turn": 1, "tap": 1, "given": right(asked["judge_post"])}
    answers = [phone.post(f"{url}/questions/{places['judge_post']}", data=tap, headers=JSON)]
    pages = [phone.get(url + rest) for rest in ("", "/state", "/sheet", *(f"/questions/{n}" for n in places.values()))]
    assert {answer.status_code for answer in answers + pages} == {200}
    return [TIME_OF_DAY.sub("", answer.text) for answer in answers + pages]


def post_of(page, kind=0):
    """The figures of a page, whole."""
    return re.findall(r'<figure class="post.*?</figure>', page, re.DOTALL)[kind]


def test_no_page_or_answer_of_a_round_depends_on_the_key(phone, world, asked):
    url = start(phone, world)
    before = seen_while_playing(phone, url, asked)

    for verdict, signs in [("real", []), ("unclear", asked["judge_post"].key["right"][:1])]:
        set_key(asked["judge_post"], verdict=verdict, right=signs)
        assert seen_while_playing(phone, url, asked) == before
    assert STAMP not in "".join(before)


def test_every_post_is_under_the_same_watermark_wherever_it_is_shown(phone, browser, world, asked):
    url = start(phone, world)
    posts = {kind: version.post for kind, version in asked.items() if version.post}
    page = phone.get(url).text

    assert len(posts) == 3
    assert page.count('<figure class="post"') == 3
    for post in range(3):
        figure = post_of(page, post)
        assert figure.count(WATERMARK) > 5
        assert 'class="post__marks"' in figure
    shells = {
        re.sub(r'<div class="post__text".*?</div>|<i [^>]*></i>', "", post_of(page, n), flags=re.DOTALL)
        for n in range(3)
    }
    assert len(shells) == 1


def test_the_review_stamps_the_fakes_and_tells_explanation_and_points(phone, world, asked):
    url = start(phone, world)
    answer_rightly(phone, url, asked)
    phone.post(f"{url}/submission")
    refused = phone.get(f"{url}/review")
    assert (refused.status_code, STAMP in refused.text) == (403, False)

    close(world)
    review = phone.get(f"{url}/review").text

    stamped = {figure: STAMP in figure for figure in re.findall(r"<figure.*?</figure>", review, re.DOTALL)}
    told = {kind: next(is_stamped for figure, is_stamped in stamped.items() if version.post[:20] in figure)
            for kind, version in asked.items() if version.post}  # fmt: skip
    assert told == {"judge_post": True, "next_step": False, "classify": True}
    assert all(WATERMARK in figure for figure in stamped)
    assert "Cơ quan nhà nước không phát tiền qua đường liên kết lạ." in review
    assert "1/2 + 1/2 × (2 − 0)/2" in review


def test_the_stamp_follows_the_key_in_force(phone, browser, world, asked):
    url = start(phone, world)
    answer_rightly(phone, url, asked)
    phone.post(f"{url}/submission")
    close(world)
    sit_at_desk(browser, world.people["lan"])
    keys = f"/organise/legs/{world.leg.public_id}/keys"
    question = f"{keys}/{asked['judge_post'].public_id}"
    assert STAMP in browser.get(question).text

    signs_alone = decide(browser, f"{question}/correction", what="replace", choices=asked["judge_post"].key["right"])
    assert "chưa phải là một đáp án đầy đủ" in signs_alone.text
    real = {"what": "replace", "choices": ["verdict:real"]}
    assert "Thật" in browser.get(f"{question}/correction", params=real).text
    assert decide(browser, f"{question}/correction", "Bài này là thật", **real).status_code == 303

    assert "“KHẨN!!!" in browser.get(keys).text
    book = load_workbook(BytesIO(browser.get(f"/organise/legs/{world.leg.public_id}/results.xlsx").content))
    cells = [str(cell.value) for row in book["Quy tắc và đáp án"] for cell in row if cell.value]
    assert "Giả; Giục làm ngay; Đường liên kết lạ" in cells
    assert any("thay đáp án Thật" in cell for cell in cells)
    come_in(browser, world.entries["duong"])
    stamped = [
        STAMP in figure for figure in re.findall(r"<figure.*?</figure>", phone.get(f"{url}/review").text, re.DOTALL)
    ]
    assert sum(stamped) == 1


def test_a_post_without_a_sign_is_written_by_unticking_them_all(browser, world):
    sit_at_desk(browser, world.people["ha"])
    fields = {"kind": "judge_post", "stem": "Thật hay giả?", "post": "Tin", "verdict": "fake",
              "choice_0": "Giục", "choice_1": "Lạ"}  # fmt: skip
    id = written(browser, **fields | {"choice_2": "", "choice_3": "", "right": ["0", "1"]})
    (version,) = versions(id)
    edit = {"version": version.public_id, "key_written": "A, B"}

    assert browser.post(f"/bank/questions/{id}", data=fields | edit | {"verdict": "real"}).status_code == 303
    latest = max(versions(id), key=lambda each: each.number)
    assert (latest.key, latest.post) == ({"verdict": "real", "right": []}, "Tin")
    assert latest.choices == version.choices


def test_what_a_post_lacks_is_said_and_nothing_typed_is_lost(browser, world):
    sit_at_desk(browser, world.people["ha"])
    typed = {"kind": "judge_post", "stem": "Thật hay giả?", "choice_0": "Giục ngay", "choice_1": "Lạ", "right": ["0"]}
    refused = browser.post("/bank/questions", data=typed)

    assert refused.status_code == 422
    for said in ("Chưa có nội dung bài đăng.", "Chưa có kết luận: Thật, Giả hay Chưa đủ căn cứ.", "Giục ngay"):
        assert said in refused.text
    other = browser.post("/bank/questions", data=typed | {"kind": "next_step", "post": "Tin", "reshape": "1"}).text
    assert "Giục ngay" in other
    assert "Tin</textarea>" in other


def test_the_sorts_need_no_choices_and_keep_those_typed_before_out_of_sight(browser, world):
    sit_at_desk(browser, world.people["ha"])
    typed = {"kind": "classify", "stem": "Loại nào?", "post": "Tin", "choice_0": "Đã gõ", "choice_1": "trước đó"}

    reshaped = browser.post("/bank/questions", data=typed | {"reshape": "1"}).text
    assert 'type="hidden" name="choice_0" value="Đã gõ"' in reshaped
    (version,) = versions(written(browser, **typed | {"choice_2": "", "choice_3": "", "right": ["3"]}))
    assert [choice["text"].partition(":")[0] for choice in version.choices][3] == "Mạo danh"
    assert version.key["right"] == [version.choices[3]["id"]]


def test_why_a_post_is_worth_what_it_is_stands_beside_the_points(phone, browser, world, asked):
    url = start(phone, world)
    version = asked["judge_post"]
    signs = [choice["id"] for choice in version.choices[:3]]
    given = ["verdict:fake", *signs]
    phone.post(f"{url}/questions/{numbers(asked)['judge_post']}", data={"turn": 1, "given": given})
    phone.post(f"{url}/submission")
    sit_at_desk(browser, world.people["lan"])

    why = browser.get(f"/organise/attempts/{url.rsplit('/', 1)[1]}").text
    wrong = len(set(signs) - set(version.key["right"]))
    assert f"1/2 + 1/2 × ({3 - wrong} − {wrong})/2" in why
    assert "“KHẨN!!!" in why


def test_a_post_may_be_a_picture_alone_and_its_picture_is_never_bare(browser, world):
    sit_at_desk(browser, world.people["ha"])
    fields = {"kind": "judge_post", "stem": "Thật hay giả?", "verdict": "fake", "choice_0": "Cũ", "choice_1": "Ghép",
              "right": ["0"], "new_picture_at": "post", "new_picture_alt": "Một cây cầu"}  # fmt: skip
    answer = browser.post("/bank/questions", data=fields, files={"new_picture": ("cau.png", drawing(), "image/png")})
    assert answer.status_code == 303
    (version,) = versions(answer.headers["location"].rsplit("/", 1)[1])
    (picture,) = version.content["pictures"]
    assert (picture["at"], version.post) == ("post", "")

    for page in ("", "/preview"):
        shown = browser.get(answer.headers["location"] + page).text
        assert shown.count(picture["file"]) == 1
        assert picture["file"] in post_of(shown)
        assert post_of(shown).count(WATERMARK) > 20
    assert 'name="post"' in browser.get(f"{answer.headers['location']}/edit").text
