"""Every kind of question from the bank's form to the review: written, given, counted, corrected, read again."""

import json

import pytest
from sqlmodel import select

from question_bank.draft import Draft
from question_bank.kinds import KINDS
from question_bank.question import Question
from quiz import database
from quiz.attempts.attempt import Answer, PaperRow
from quiz.contests.composing import pool_of
from quiz.contests.round import Part
from quiz.standings.score import Score
from tests.conftest import NOON
from tests.kinds import DRAFTS, ESSAY, ask_each_kind, write
from tests.routes.test_bank_intakes import text_of
from tests.routes.test_bank_questions import TYPED, versions, written
from tests.routes.test_play_attempts import allow, start
from tests.world import come_in, decide, sit_at_desk

WRITTEN = {
    "short_text": {"choice_0": "Hà Nội", "choice_2": "Thăng Long", "worth_2": "1/2", "tones_ignored": "1"},
    "numeric": {
        "choice_0": "12,5",
        "tolerance_0": "0,5",
        "choice_1": "",
        "choice_2": "12,5",
        "tolerance_2": "2,25",
        "worth_2": "1/2",
        "feedback_2": "Gần đúng.",
        "otherwise": "Xem lại bài 3.",
    },
    "single_choice": {
        "choice_0": "113",
        "choice_1": "112",
        "choice_3": "114",
        "right": ["1"],
        "worth_3": "1/3",
        "feedback_3": "Số của cứu hỏa.",
    },
    "ordering": {"choice_0": "Dừng lại", "choice_1": "Kiểm tra", "choice_2": "Báo công an"},
    "matching": {"left_0": "VNeID", "right_0": "Căn cước", "left_1": "VssID", "right_1": "Bảo hiểm", "right_2": "Xe"},
    "essay": {},
    "judge_post": {"post": "Tặng 5 triệu!", "verdict": "fake", "choice_0": "Giục", "choice_1": "Ảnh", "right": ["0"]},
    "next_step": {"choice_0": "Bấm", "choice_1": "Dừng lại", "right": ["1"], "post": "Bấm vào đây"},
    "next_steps": {"choice_0": "Dừng lại", "choice_1": "Kiểm tra"},
    "classify": {"post": "Ảnh cũ", "right": ["0"], "worth_1": "1/2", "feedback_1": "Cũng có phần đúng."},
    "true_false": {"right": ["1"], "feedback_0": "Đọc lại nhận định."},
    "multiple_choice": {"choice_0": "26/3", "choice_1": "19/5", "right": ["0", "1"], "rule": "each"},
}
TOLD = {
    "short_text": ["Hà Nội"], "numeric": ["12,5 ± 0,5"], "ordering": ["Dừng lại", "Kiểm tra", "Báo công an"],
    "judge_post": ["Giả", "Giục"], "next_step": ["Dừng lại"], "next_steps": ["Dừng lại", "Kiểm tra"],
    "single_choice": ["112"], "true_false": ["Sai"],
    "classify": ["Sai bối cảnh: hình ảnh, sự việc có thật nhưng gán cho chuyện khác"],
    "matching": ["VNeID – Căn cước", "VssID – Bảo hiểm"], "essay": [], "multiple_choice": ["26/3", "19/5"],
}  # fmt: skip


@pytest.fixture
def ha(browser, world):
    sit_at_desk(browser, world.people["ha"])
    return browser


@pytest.fixture
def asked(world):
    """The questions of the paper, by kind."""
    with database.transaction() as session:
        return ask_each_kind(session, world.part, NOON)


@pytest.fixture
def phone(browser, world):
    come_in(browser, world.entries["duong"])
    return browser


def numbers(asked):
    with database.transaction(writing=False) as session:
        rows = {row.version_id: row.number for row in session.exec(select(PaperRow))}
    return {kind: rows[version.id] for kind, version in asked.items()}


def right(version):
    kind = KINDS[version.kind]
    return kind.values(kind.right_answer(version.content, version.key))


def answer_rightly(phone, url, asked):
    for tap, (kind, number) in enumerate(numbers(asked).items(), 1):
        sent = {"turn": 1, "tap": tap, "given": right(asked[kind])}
        reply = phone.post(f"{url}/questions/{number}", data=sent, headers={"Accept": "application/json"}).json()
        assert (reply["kept"], reply["given"]) == (True, sent["given"])


@pytest.mark.parametrize("kind", WRITTEN)
def test_each_kind_is_written_by_form_shown_and_revised(ha, kind):
    nothing = {"choice_0": "", "choice_1": "", "right": []}
    question_id = written(ha, **nothing | {"kind": kind, "stem": f"Câu {kind}?"} | WRITTEN[kind])
    (version,) = versions(question_id)

    assert KINDS[kind].key_told(version.content, version.key) == TOLD[kind]
    shown = ha.get(f"/bank/questions/{question_id}").text
    assert all(text.split(" – ")[0] in shown for text in TOLD[kind])
    assert f"Câu {kind}?" in ha.get(f"/bank/questions/{question_id}/preview").text
    form = ha.get(f"/bank/questions/{question_id}/edit").text
    assert all(value in form for value in WRITTEN[kind].values() if isinstance(value, str))


def test_what_stands_beside_a_choice_moves_up_with_it(ha):
    (version,) = versions(written(ha, **{"choice_2": "", "stem": "Số nào?"} | WRITTEN["single_choice"]))
    wrong = version.choices[2]["id"]

    assert version.choices[2]["text"] == "114"
    assert version.key["parts"] == [{"id": wrong, "worth": "1/3"}]
    assert version.key["feedback"] == [{"id": wrong, "text": "Số của cứu hỏa."}]


def test_a_share_that_cannot_be_read_is_said_at_its_choice_and_stays_typed(ha):
    shares = {"worth_0": "một nửa", "worth_2": "100%"}
    page = ha.post("/bank/questions", data=TYPED | {"right": "1", **shares})

    assert page.status_code == 422
    assert "Phần điểm 'một nửa' không đọc được" in text_of(page)
    assert 'value="một nửa"' in page.text


def test_more_rows_are_had_without_a_script(ha):
    page = ha.post("/bank/questions", data={"kind": "ordering", "choice_0": "Dừng lại", "reshape": "more-8"}).text

    assert page.count('name="choice_') == 8
    assert "Dừng lại" in page


def test_what_a_kind_lacks_is_said_at_its_form(ha):
    said = text_of(ha.post("/bank/questions", data={"kind": "numeric", "stem": "Bao nhiêu?", "choice_0": "mười"}))
    assert "'mười' không phải là một số." in said
    said = text_of(ha.post("/bank/questions", data={"kind": "matching", "stem": "Ghép?", "left_0": "VNeID"}))
    assert "Có 1 cặp; cần từ hai đến mười cặp." in said


def test_an_essay_stays_out_of_papers(session, world):
    version = write(session, ESSAY, NOON)
    question = session.get_one(Question, version.question_id)

    assert version.id not in [each.version_id for each in pool_of(session, session.get_one(Part, world.part.id))]
    assert question.id


def test_right_answers_of_every_kind_bring_all_points(phone, world, asked):
    url = start(phone, world)
    answer_rightly(phone, url, asked)
    phone.post(f"{url}/submission")

    with database.transaction(writing=False) as session:
        score = session.exec(select(Score)).one()
        assert (score.right, score.answered) == (len(DRAFTS), len(DRAFTS))


def test_taps_that_waited_carry_every_kind(phone, world, asked):
    url = start(phone, world)
    places = numbers(asked)
    taps = [[number, 1, tap, right(asked[kind])] for tap, (kind, number) in enumerate(places.items(), 1)]
    phone.post(f"{url}/submission", data={"taps": json.dumps(taps)})

    with database.transaction(writing=False) as session:
        assert session.exec(select(Score)).one().right == len(DRAFTS)


def test_plain_forms_keep_every_kind_and_say_what_they_cannot(phone, world, asked):
    url = start(phone, world)
    places = numbers(asked)
    steps = [step["id"] for step in asked["ordering"].content["choices"]]
    ordering = f"{url}/questions/{places['ordering']}"
    twice = phone.post(
        ordering, data={"turn": 1, "given": [f"1:{steps[0]}", f"1:{steps[1]}", f":{steps[2]}"], "go": "next"}
    )
    assert twice.headers["location"].endswith(ordering)
    assert "Mỗi bước cần một số thứ tự khác nhau" in phone.get(ordering).text

    phone.post(ordering, data={"turn": 1, "given": [f"2:{steps[0]}", f":{steps[1]}", f"1:{steps[2]}"]})
    phone.post(f"{url}/questions/{places['numeric']}", data={"turn": 1, "given": " 1 000 "})
    phone.post(f"{url}/questions/{places['short_text']}", data={"turn": 1, "given": "  "})

    with database.transaction(writing=False) as session:
        given = {answer.number: answer.given for answer in session.exec(select(Answer))}
    assert given == {places["ordering"]: {"choices": [steps[2], steps[0]]}, places["numeric"]: {"text": "1 000"}}
    assert "Máy đọc là: 1.000" in phone.get(f"{url}/questions/{places['numeric']}").text


def test_the_review_tells_own_and_right_answers(phone, world, asked):
    allow(world, release_answers="closed")
    url = start(phone, world)
    places = numbers(asked)
    phone.post(f"{url}/questions/{places['short_text']}", data={"turn": 1, "given": "thăng long"})
    phone.post(f"{url}/questions/{places['numeric']}", data={"turn": 1, "given": "999"})
    phone.post(f"{url}/submission")
    with database.transaction() as session:
        leg = session.get_one(type(world.leg), world.leg.id)
        leg.closes_at = NOON
        session.add(leg)

    review = phone.get(f"{url}/review").text

    assert "Đúng một phần: 1/2 số điểm" in review
    assert "thăng long" in review
    assert "999" in review
    assert "1.000" in review
    assert "VNeID – Xuất trình căn cước điện tử" in review
    assert "Chấm theo từng phương án" in review


NEARLY = {
    "single_choice": Draft("Câu 1", "single_choice", "Gọi số nào?", ["113", "112", "114"], "A",
                           worths=["1", "1/4", "-1/4"], feedback=["", "112 cũng chuyển máy.", ""]),
    "short_text": Draft("Câu 2", "short_text", "Thủ đô?", ["Hà Nội", "Thăng Long"], worths=["1", "1/2"],
                        feedback=["", "Tên cũ."], otherwise="Xem bản đồ."),
    "numeric": Draft("Câu 3", "numeric", "Bao nhiêu tỉnh, thành?", ["34"], otherwise="Từ 1/7/2025 là 34."),
}  # fmt: skip


def test_a_share_is_counted_and_words_are_said_to_whoever_gave_that_answer(phone, world):
    allow(world, release_answers="closed")
    with database.transaction() as session:
        asked = ask_each_kind(session, world.part, NOON, NEARLY)
    url = start(phone, world)
    places = numbers(asked)
    second = next(each["id"] for each in asked["single_choice"].choices if each["text"] == "112")
    for kind, given in {"single_choice": second, "short_text": "thăng long", "numeric": "63"}.items():
        phone.post(f"{url}/questions/{places[kind]}", data={"turn": 1, "given": given})
    playing = phone.get(url).text
    phone.post(f"{url}/submission")
    with database.transaction() as session:
        assert session.exec(select(Score)).one().points == 7_500
        session.get_one(type(world.leg), world.leg.id).closes_at = NOON
    review = phone.get(f"{url}/review").text

    assert playing.count("Có câu trả lời chỉ được một phần điểm") == 2
    assert "Được 1/4 số điểm" in review
    assert "−1/4" not in review
    for said in ("112 cũng chuyển máy.", "Tên cũ.", "Từ 1/7/2025 là 34."):
        assert said not in playing
        assert review.count(said) == 1
    assert "Xem bản đồ." not in review


def test_words_to_the_wrong_are_not_said_to_whoever_a_decision_made_right(browser, world):
    allow(world, release_answers="closed")
    with database.transaction() as session:
        asked = ask_each_kind(session, world.part, NOON, NEARLY)
    come_in(browser, world.entries["duong"])
    url = start(browser, world)
    browser.post(f"{url}/questions/{numbers(asked)['numeric']}", data={"turn": 1, "given": "63"})
    browser.post(f"{url}/submission")
    sit_at_desk(browser, world.people["lan"])
    keys = f"/organise/legs/{world.leg.public_id}/keys"
    question = f"{keys}/{asked['single_choice'].public_id}"
    assert "được 1/4 số điểm" in browser.get(question).text
    assert "Thăng Long [1/2 điểm]" in browser.get(f"{keys}/{asked['short_text'].public_id}").text
    correction = f"{keys}/{asked['numeric'].public_id}/correction"
    assert decide(browser, correction, "Đề in trước 1/7", what="accept", choices="63").status_code == 303
    with database.transaction() as session:
        session.get_one(type(world.leg), world.leg.id).closes_at = NOON
    come_in(browser, world.entries["duong"])

    assert "Từ 1/7/2025 là 34." not in browser.get(f"{url}/review").text


def test_an_organiser_accepts_one_more_form_of_a_typed_answer(browser, world, asked):
    come_in(browser, world.entries["duong"])
    url = start(browser, world)
    number = numbers(asked)["short_text"]
    browser.post(f"{url}/questions/{number}", data={"turn": 1, "given": "Thủ đô Hà Nội"})
    browser.post(f"{url}/submission")
    sit_at_desk(browser, world.people["lan"])
    question = f"/organise/legs/{world.leg.public_id}/keys/{asked['short_text'].public_id}"

    assert "Thủ đô Hà Nội" in browser.get(question).text
    typed = {"what": "accept", "choices": "thủ đô  hà nội"}
    assert "thủ đô hà nội" in browser.get(f"{question}/correction", params=typed).text
    assert decide(browser, f"{question}/correction", **typed | {"choices": " "}).status_code == 422
    assert decide(browser, f"{question}/correction", **typed).status_code == 303

    with database.transaction(writing=False) as session:
        assert session.exec(select(Score)).one().right == 1
    exported = browser.get(f"/organise/legs/{world.leg.public_id}/results")
    assert exported.status_code == 200


def test_part_of_an_order_is_no_key(browser, world, asked):
    come_in(browser, world.entries["duong"])
    browser.post(f"{start(browser, world)}/submission")
    sit_at_desk(browser, world.people["lan"])
    steps = [step["id"] for step in asked["ordering"].content["choices"]]
    question = f"/organise/legs/{world.leg.public_id}/keys/{asked['ordering'].public_id}"
    correction = f"{question}/correction"

    part = decide(browser, correction, what="replace", choices=[f"1:{steps[0]}", f":{steps[1]}", f":{steps[2]}"])
    assert "chưa phải là một đáp án đầy đủ" in part.text
    whole = decide(browser, correction, what="replace", choices=[f"{n}:{id}" for n, id in enumerate(steps, 1)])
    assert whole.status_code == 303


def test_a_number_accepted_by_a_correction_may_say_its_tolerance(browser, world, asked):
    come_in(browser, world.entries["duong"])
    url = start(browser, world)
    browser.post(f"{url}/questions/{numbers(asked)['numeric']}", data={"turn": 1, "given": "1024,4"})
    browser.post(f"{url}/submission")
    sit_at_desk(browser, world.people["lan"])
    question = f"/organise/legs/{world.leg.public_id}/keys/{asked['numeric'].public_id}"
    typed = {"what": "accept", "choices": "1024 ± 0,5"}

    assert "10 ± 0,5" in browser.get(question).text
    assert "1.024 ± 0,5" in browser.get(f"{question}/correction", params=typed).text
    assert decide(browser, f"{question}/correction", **typed | {"choices": "1024 ± nhiều"}).status_code == 422
    assert decide(browser, f"{question}/correction", **typed).status_code == 303

    with database.transaction(writing=False) as session:
        assert session.exec(select(Score)).one().right == 1
