"""The bank's list, and one question at a time: written, previewed, revised, put out of use."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from question_bank.question import Question, QuestionVersion
from question_bank.revising import current_version
from question_bank.source import Source
from quiz import database
from quiz.ledger import INSTALLATION, decisions_on
from tests.routes.test_bank_intakes import text_of
from tests.world import come_in, sit_at_desk

TYPED = {
    "kind": "single_choice", "stem": "Ngày thành lập Đoàn là ngày nào?", "choice_0": "26/3", "choice_1": "19/5",
    "right": "0", "difficulty": "2", "topic": "Kiến thức chung", "explanation": "Đại hội III lấy ngày 26/3.",
}  # fmt: skip


@pytest.fixture
def ha(browser, world):
    sit_at_desk(browser, world.people["ha"])
    return browser


def write(browser, **changes):
    return browser.post("/bank/questions", data=TYPED | changes)


def versions(question_id):
    with database.transaction(writing=False) as session:
        question = session.exec(select(Question).where(Question.public_id == question_id)).one()
        here = QuestionVersion.question_id == question.id
        return session.exec(select(QuestionVersion).where(here).order_by(col(QuestionVersion.number))).all()


def written(browser, **changes):
    answer = write(browser, **changes)
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["location"].rsplit("/", 1)[1]


def revised(browser, question_id, **changes):
    seen = versions(question_id)[-1].public_id
    return browser.post(f"/bank/questions/{question_id}", data=TYPED | {"version": seen} | changes)


def test_a_question_is_written_by_form(ha):
    (version,) = versions(
        written(
            ha,
            source_title="Điều lệ Đoàn",
            source_article="Điều 1",
            source_1_title="Lịch sử Đoàn",
            valid_to="31/12/2030",
        )
    )

    assert (version.stem, version.state, version.kind) == (TYPED["stem"], "proposed", "single_choice")
    assert [choice["text"] for choice in version.choices] == ["26/3", "19/5"]
    assert version.key == {"right": [version.choices[0]["id"]]}
    assert f"{version.valid_to:%d/%m/%Y}" == "31/12/2030"
    with database.transaction(writing=False) as session:
        assert {"Điều lệ Đoàn", "Lịch sử Đoàn"} <= set(session.exec(select(Source.title)))


def test_several_right_choices_and_statements_are_written_too(ha):
    (several,) = versions(written(ha, kind="multiple_choice", choice_2="3/2", right=["0", "2"]))
    (statement,) = versions(written(ha, kind="true_false", stem="Đoàn thành lập ngày 26/3.", right="1"))

    assert [choice["text"] for choice in several.choices if choice["id"] in several.key["right"]] == ["26/3", "3/2"]
    assert [choice["text"] for choice in statement.choices] == ["Đúng", "Sai"]
    assert statement.key == {"right": [statement.choices[1]["id"]]}


def test_a_choice_emptied_in_the_middle_is_taken_out_and_the_key_stays_with_its_text(ha):
    (version,) = versions(written(ha, choice_1="", choice_2="19/5", choice_4="3/2", right="4"))

    assert [choice["text"] for choice in version.choices] == ["26/3", "19/5", "3/2"]
    assert version.key == {"right": [version.choices[2]["id"]]}


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(ha):
    answer = write(ha, stem="<i>Nghiêng</i>", choice_1="", right="5", valid_from="hôm nay", new_topic="")

    assert answer.status_code == 422
    assert "&lt;i&gt;Nghiêng&lt;/i&gt;" in answer.text
    said = text_of(answer)
    assert "'F' không phải là một phương án." in said
    assert "Mới có một phương án; cần từ hai đến sáu phương án." in said
    assert "'hôm nay' không phải là ngày." in said
    assert 'value="hôm nay"' in answer.text


def test_a_new_topic_is_made_on_the_way(ha):
    question_id = written(ha, new_topic="Lịch sử Đoàn")

    assert "Lịch sử Đoàn" in ha.get(f"/bank/questions/{question_id}").text


def test_another_kind_keeps_what_was_typed(ha):
    fragment = ha.post("/bank/questions/answers", data=TYPED | {"kind": "multiple_choice", "reshape": "1"})
    assert fragment.text.count('type="checkbox"') == 6
    assert "26/3" in fragment.text

    statement = ha.post("/bank/questions", data=TYPED | {"kind": "true_false", "reshape": "1"})
    assert TYPED["stem"] in statement.text
    back = ha.post("/bank/questions", data=TYPED | {"kind": "single_choice", "reshape": "1"})
    assert "26/3" in back.text


def test_the_list_is_searched_without_marks_and_filtered(ha, world):
    written(ha)
    assert TYPED["stem"] in ha.get("/bank", params={"q": "doan"}).text
    assert "VNeID là gì?" not in ha.get("/bank", params={"q": "doan"}).text
    assert TYPED["stem"] in ha.get("/bank", params={"topic": world.topic.public_id, "difficulty": "2"}).text
    assert TYPED["stem"] not in ha.get("/bank", params={"difficulty": "5"}).text
    assert "Không tìm thấy câu nào" in ha.get("/bank", params={"q": "khong co gi nhu the"}).text


def test_the_list_is_narrowed_by_document_day_use_and_author(ha, world):
    written(ha, source_number="57-NQ/TW", valid_to="31/12/2026")
    with database.transaction(writing=False) as session:
        source = session.exec(select(Source.public_id).where(Source.number == "57-NQ/TW")).one()

    for right in ({"source": source}, {"expiry": "soon"}, {"used": "no"}, {"author": "me"}, {"state": "proposed"}):
        assert TYPED["stem"] in ha.get("/bank", params=right).text, right
    for wrong in ({"expiry": "expired"}, {"used": "yes"}, {"author": "ai-do"}, {"state": "self"}):
        assert TYPED["stem"] not in ha.get("/bank", params=wrong).text, wrong
    assert "Hết hiệu lực 31/12/2026" in text_of(ha.get("/bank", params={"source": source}))


def test_a_search_that_finds_nothing_offers_what_to_let_go(ha):
    answer = ha.get("/bank", params={"q": "vneid", "difficulty": "5"})

    assert "Bỏ Độ khó: Rất khó 1 câu" in text_of(answer)
    assert 'href="/bank?q=vneid"' in answer.text


def test_what_an_address_makes_up_is_not_asked_for(ha):
    made_up = {"topic": "zzz", "source": "zzz", "kind": "zzz", "difficulty": "9", "state": "zzz", "expiry": "zzz",
               "used": "zzz", "after": "20261399.x", "before": "²"}  # fmt: skip

    assert "VNeID là gì?" in ha.get("/bank", params=made_up).text


def test_an_empty_bank_leads_to_the_template_and_the_upload(browser, site, noon):
    from quiz.people.person import Person
    from quiz.people.role import RoleName
    from tests.world import grant

    with database.transaction() as session:
        person = Person(name="Lan", created_at=noon)
        session.add(person)
        session.flush()
        grant(session, person, RoleName.QUESTION_WRITER, None, noon)
    sit_at_desk(browser, person)

    page = browser.get("/bank").text

    assert "Kho chưa có câu hỏi nào" in page
    assert "/bank/template.xlsx" in page
    assert "/bank/intakes/new" in page


def test_a_long_list_is_paged_both_ways(ha, monkeypatch):
    from question_bank import finding

    monkeypatch.setattr(finding.find, "__kwdefaults__", finding.find.__kwdefaults__ | {"limit": 2})
    first = ha.get("/bank").text
    older = first.split('rel="next" href="')[1].split('"')[0]
    second = ha.get(older).text

    assert ("VNeID" in first, "VNeID" in second) == (True, False)
    newer = second.split('rel="prev" href="')[1].split('"')[0]
    assert "VNeID" in ha.get(newer).text


def test_a_revision_is_the_next_version_and_the_first_stays(ha):
    question_id = written(ha)

    answer = revised(ha, question_id, stem="Đoàn thành lập ngày nào?")

    assert answer.headers["location"] == f"/bank/questions/{question_id}"
    first, second = versions(question_id)
    assert (first.stem, first.is_current) == (TYPED["stem"], False)
    assert (second.stem, second.is_current, second.number) == ("Đoàn thành lập ngày nào?", True, 2)
    assert first.choices == second.choices
    page = ha.get(f"/bank/questions/{question_id}").text
    assert "Bản 1" in page
    assert "Bản 2" in page
    assert "Lê Thu Hà" in page


def test_saving_without_a_change_makes_no_version(ha):
    question_id = written(ha)

    revised(ha, question_id)

    assert len(versions(question_id)) == 1


def test_of_two_who_revise_the_second_is_told_and_loses_nothing(ha):
    question_id = written(ha)
    seen = versions(question_id)[0].public_id
    revised(ha, question_id, stem="Người thứ nhất?")

    answer = ha.post(f"/bank/questions/{question_id}", data=TYPED | {"version": seen, "stem": "Người thứ hai?"})

    assert answer.status_code == 422
    assert "vừa được người khác sửa" in answer.text
    assert "Người thứ hai?" in answer.text
    assert len(versions(question_id)) == 2


def test_a_question_is_put_out_of_use_and_back_and_the_ledger_knows(ha):
    question_id = written(ha)
    here = f"/bank/questions/{question_id}"
    for _ in range(2):
        ha.post(f"{here}/retirement", data={"reason": "Luật đã đổi"})

    assert TYPED["stem"] not in ha.get("/bank").text
    assert TYPED["stem"] in ha.get("/bank", params={"state": "retired"}).text
    assert "thôi dùng" in ha.get(f"{here}/edit").text
    assert revised(ha, question_id, stem="Khác?").status_code == 409
    ha.post(f"{here}/return")

    assert TYPED["stem"] in ha.get("/bank").text
    with database.transaction() as session:
        decisions = decisions_on(session, INSTALLATION)
    assert [(one.decision, one.reason) for one in decisions] == [
        ("retire_question", "Luật đã đổi"), ("bring_back_question", ""),
    ]  # fmt: skip


def test_a_preview_is_what_a_contestant_sees_without_the_key(ha):
    question_id = written(ha)
    saved = ha.get(f"/bank/questions/{question_id}/preview").text
    typed = ha.post("/bank/questions/preview", data=TYPED | {"stem": "Đang viết?"}).text

    assert TYPED["stem"] in saved
    assert "26/3" in saved
    assert "checked" not in saved
    assert TYPED["explanation"] not in saved
    assert "Đang viết?" in typed
    back = f'href="/bank/questions/{question_id}"'
    assert [back in page for page in (saved, typed)] == [True, False]


def test_where_a_question_was_used_is_told(ha, world, noon):
    from quiz.attempts.attempt import Attempt, PaperRow

    version = world.versions[0]
    with database.transaction() as session:
        attempt = Attempt(
            entry_id=world.entries["duong"].id, leg_id=world.leg.id, rules_version=1, started_at=noon,
            ends_at=noon + timedelta(minutes=15),
        )  # fmt: skip
        session.add(attempt)
        session.flush()
        session.add(PaperRow(attempt_id=attempt.id, number=1, version_id=version.id, part_id=world.part.id))
        public_id = session.get_one(Question, current_version(session, version.question_id).question_id).public_id

    said = text_of(ha.get(f"/bank/questions/{public_id}"))

    assert f"{world.contest.title} · {world.round.name} 1 đề" in said


def test_keys_are_for_writers_only(browser, world):
    sit_at_desk(browser, world.people["ha"])
    question_id = written(browser)
    here = f"/bank/questions/{question_id}"
    for person, status in (("minh", 403), ("binh", 403)):
        sit_at_desk(browser, world.people[person])
        assert {browser.get(f"{here}{page}").status_code for page in ("", "/edit", "/preview")} == {status}
        assert {browser.post(f"{here}{act}").status_code for act in ("", "/retirement", "/return")} == {status}
        assert write(browser).status_code == status
    browser.cookies.clear()
    come_in(browser, world.entries["duong"])
    assert browser.get(here).status_code == 303
    assert len(versions(question_id)) == 1
