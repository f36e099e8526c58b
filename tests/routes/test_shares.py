"""Several choices, each with a share of its own: written, answered, told why, reviewed, corrected."""

import pytest
from sqlmodel import select

from question_bank.draft import Draft
from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.standings.score import Score
from tests.conftest import NOON
from tests.kinds import ask_each_kind
from tests.routes.test_bank_intakes import text_of
from tests.routes.test_bank_questions import TYPED, versions, written
from tests.routes.test_kinds import numbers
from tests.routes.test_play_attempts import allow, start
from tests.world import come_in, decide, sit_at_desk

SHARES = {
    "choice_0": "Một",
    "choice_1": "Hai",
    "choice_2": "Ba",
    "worth_0": "75%",
    "worth_1": "−1/2",
    "worth_2": "1/4",
    "right": ["0", "2"],
}
BY_SHARES = {"multiple_choice": Draft("Câu 1", "multiple_choice", "Làm gì khi nhận tin lạ?",
                                      ["Tìm nguồn", "Chia sẻ ngay", "Hỏi người thân", "Bấm thử"], "A, C", rule="shares",
                                      worths=["3/4", "-1/2", "1/4", "-1"])}  # fmt: skip


@pytest.fixture
def ha(browser, world):
    sit_at_desk(browser, world.people["ha"])
    return browser


def test_shares_are_written_and_shown_and_change_with_the_question(ha):
    question_id = written(ha, kind="multiple_choice", rule="shares", **SHARES)
    (version,) = versions(question_id)
    shown, form = (ha.get(f"/bank/questions/{question_id}{page}").text for page in ("", "/edit"))

    assert version.key["rule"] == "shares"
    assert [part["worth"] for part in version.key["parts"]] == ["3/4", "-1/2", "1/4"]
    assert all(said in shown for said in ("được 3/4 số điểm", "trừ 1/2 số điểm", "Chấm theo phần điểm"))
    assert all(f'value="{worth}"' in form for worth in ("3/4", "-1/2", "1/4"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"worth_0": "1/2"}, "cộng lại mới được 3/4; cần đủ 1."),
        ({"right": ["0"]}, "Được 1/4 số điểm mà chưa được đánh dấu đúng."),
        ({"worth_1": "ít"}, "Phần điểm 'ít' không đọc được"),
        ({"worth_2": ""}, "Được đánh dấu đúng mà phần điểm không lớn hơn 0."),
        ({"rule": "each"}, "cách chấm này không dùng đến"),
        (dict.fromkeys(["worth_0", "worth_1", "worth_2"], ""), "ghi phần điểm bên mỗi phương án"),
    ],
)
def test_shares_that_cannot_be_are_said_and_stay_typed(ha, changes, said):
    typed = TYPED | {"kind": "multiple_choice", "rule": "shares"} | SHARES | changes
    page = ha.post("/bank/questions", data=typed)

    assert page.status_code == 422
    assert said in text_of(page)
    assert page.text.count('value="−1/2"') == (typed["worth_1"] == "−1/2")


def test_each_share_is_counted_told_and_corrected(browser, world):
    allow(world, release_answers="closed")
    with database.transaction() as session:
        asked = ask_each_kind(session, world.part, NOON, BY_SHARES)
    version = asked["multiple_choice"]
    ids = [choice["id"] for choice in version.choices]
    come_in(browser, world.entries["duong"])
    url = start(browser, world)
    playing = browser.get(url).text
    browser.post(f"{url}/questions/{numbers(asked)['multiple_choice']}", data={"turn": 1, "given": ids[:3]})
    browser.post(f"{url}/submission")
    with database.transaction() as session:
        assert session.exec(select(Score)).one().points == 5_000
        attempt = session.exec(select(Attempt)).one().public_id
        session.get_one(type(world.leg), world.leg.id).closes_at = NOON
    review = browser.get(f"{url}/review").text

    assert "Mỗi phương án có phần điểm riêng" in playing
    assert "3/4" not in playing
    assert all(said in review for said in ("Được 3/4 số điểm", "Trừ 1/2 số điểm", "Trừ trọn điểm"))
    assert "Điểm của bạn: 3/4 − 1/2 + 1/4 số điểm." in review

    sit_at_desk(browser, world.people["lan"])
    assert "3/4 − 1/2 + 1/4" in browser.get(f"/organise/attempts/{attempt}").text
    question = f"/organise/legs/{world.leg.public_id}/keys/{version.public_id}"
    assert all(said in browser.get(question).text for said in ("trừ 1/2 số điểm", "được phần điểm bằng nhau"))
    corrected = decide(browser, f"{question}/correction", what="replace", choices=ids[:2])
    assert corrected.status_code == 303
    with database.transaction(writing=False) as session:
        assert session.exec(select(Score)).one().points == 5_000  # 2/2 − 1/2
    come_in(browser, world.entries["duong"])
    assert "Chấm theo từng phương án" in browser.get(f"{url}/review").text
