"""From a writer to the pool: proposed, approved by a second person or all at once, sent back; and whoever is alone."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from question_bank.content import load_all
from question_bank.finding import pool
from question_bank.importing import install_content
from question_bank.question import Question, QuestionVersion
from question_bank.waiting import Waiting, count_waiting
from quiz import database
from quiz.ledger import INSTALLATION, decisions_on
from quiz.people.role import Role, RoleName
from tests.routes.test_bank_intakes import GOOD, bring, text_of
from tests.routes.test_bank_questions import TYPED, revised, versions, written
from tests.world import grant, sit_at_desk


@pytest.fixture
def sit(browser, world):
    """Somebody else takes the chair."""

    def come(key):
        sit_at_desk(browser, world.people[key])
        return browser

    return come


def drawn():
    with database.transaction(writing=False) as session:
        return {question.content["stem"] for question in pool(session)}


def waits():
    with database.transaction(writing=False) as session:
        return count_waiting(session, Waiting())


def decided(*names):
    with database.transaction(writing=False) as session:
        return decisions_on(session, INSTALLATION, *names)


def proposal(question_id):
    return f"/bank/proposals/{versions(question_id)[-1].public_id}"


def approve(browser, question_id):
    return browser.post(f"{proposal(question_id)}/approval")


def all_of(browser, query=""):
    """The page that asks is seen, and confirmed."""
    page = browser.get(f"/bank/proposals/approval?{query}").text
    these = re.search(r'name="these" value="(\w*)"', page)
    return browser.post(f"/bank/proposals/approval?{query}", data={"these": these[1] if these else ""})


def switch_off(browser, reason="Chi đoàn chỉ có một người làm đề.", **although):
    return browser.post("/bank/reviewing", data={"two": "no", "reason": reason, "although": "1"} | although)


def make_lan_organise_everything(world, noon):
    with database.transaction() as session:
        grant(session, world.people["lan"], RoleName.ORGANISER, None, noon)


def test_a_question_goes_from_its_writer_through_a_reviewer_into_the_pool(sit):
    question_id = written(sit("ha"))
    assert TYPED["stem"] not in drawn()
    assert approve(sit("ha"), question_id).status_code == 403

    thu = sit("thu")
    assert TYPED["stem"] in thu.get("/bank/proposals").text
    answer = approve(thu, question_id)

    assert answer.headers["location"].startswith("/bank/proposals")
    assert TYPED["stem"] in drawn()
    (version,) = versions(question_id)
    assert (version.state, version.self_approved) == ("approved", False)
    (decision,) = decided("approve_questions")
    assert (decision.acting_role, decision.body) == ("reviewer", {"versions": [version.id]})


def test_an_organiser_cannot_approve_what_they_wrote(sit):
    question_id = written(sit("lan"))

    answer = approve(sit("lan"), question_id)

    assert answer.status_code == 409
    assert "một người khác phải duyệt" in text_of(answer)
    assert all_of(sit("lan")).status_code == 303
    assert (waits(), versions(question_id)[0].state) == (1, "proposed")


def test_a_revision_waits_beside_what_is_asked_and_is_shown_word_by_word(sit):
    question_id = written(sit("ha"))
    approve(sit("thu"), question_id)

    revised(sit("ha"), question_id, stem="Năm thành lập Đoàn là năm nào?")
    assert TYPED["stem"] in drawn()
    page = sit("thu").get(proposal(question_id)).text
    assert "<del>Ngày</del><ins>Năm</ins>" in page
    approve(sit("thu"), question_id)

    assert "Năm thành lập Đoàn là năm nào?" in drawn()
    assert TYPED["stem"] not in drawn()


def test_what_is_sent_back_tells_its_author_why_and_comes_again(sit):
    question_id = written(sit("ha"))
    assert sit("thu").post(f"{proposal(question_id)}/rejection").status_code == 422
    sit("thu").post(f"{proposal(question_id)}/rejection", data={"why": "Thiếu <b>nguồn</b>."})

    assert "1 câu bị trả lại cho bạn" in text_of(sit("ha").get("/bank/proposals"))
    assert "bị trả lại" not in text_of(sit("thu").get("/bank/proposals"))
    page = sit("ha").get(f"/bank/questions/{question_id}").text
    assert "Bị trả lại" in page
    assert page.count("Thiếu &lt;b&gt;nguồn&lt;/b&gt;.") == 2, "beside what to do, and in what was said"
    assert "Bùi Hoài Thu" in page
    revised(sit("ha"), question_id, source_title="Điều lệ Đoàn")

    assert [version.state for version in versions(question_id)] == ["retired", "proposed"]
    assert "Điều lệ Đoàn" in sit("thu").get("/bank/proposals").text


def test_a_draft_is_the_authors_until_it_is_handed_in(sit):
    question_id = written(sit("ha"), act="draft")
    assert (waits(), versions(question_id)[0].state) == (0, "draft")
    here = f"/bank/questions/{question_id}"

    assert "Chỉ người viết" in follow(sit("lan"), f"{here}/proposal")
    sit("ha").post(f"{here}/proposal")
    assert waits() == 1
    assert "Đã rút lại" in follow(sit("ha"), f"{here}/withdrawal")
    assert waits() == 0


def follow(browser, url, **data):
    """Send a form, and read the page that it leads to."""
    return text_of(browser.get(browser.post(url, data=data).headers["location"]))


def test_a_next_version_is_given_up(sit):
    question_id = written(sit("ha"))
    approve(sit("thu"), question_id)
    revised(sit("ha"), question_id, stem="Khác?", act="draft")

    assert "Đã bỏ bản sửa" in follow(sit("ha"), f"/bank/questions/{question_id}/discarding")
    revised(sit("ha"), question_id, stem="Khác nữa?", version=versions(question_id)[0].public_id)
    assert [version.number for version in versions(question_id)] == [1, 2, 3]


def test_what_people_say_is_a_thread(sit):
    question_id = written(sit("ha"))

    assert "Đã gửi nhận xét" in follow(sit("thu"), f"/bank/questions/{question_id}/comments", text="Nên hỏi năm.")
    empty = sit("thu").post(f"/bank/questions/{question_id}/comments", data={"text": " "})
    assert (empty.status_code, "Hãy viết lời nhận xét" in empty.text) == (422, True)
    assert "Nên hỏi năm." in sit("ha").get(f"/bank/questions/{question_id}").text


def test_a_file_is_accepted_and_then_approved_by_another_person_in_three_clicks(sit):
    intake = bring(sit("ha"), *GOOD)
    said = follow(sit("ha"), f"{intake}/acceptance")
    assert "2 câu chờ người thứ hai duyệt" in said
    assert "Bùi Hoài Thu" in said
    assert waits() == 2

    query = f"intake={intake.rsplit('/', 1)[1]}"
    assert "Duyệt cả tệp: 2 câu" in sit("thu").get(f"/bank/proposals?{query}").text
    all_of(sit("thu"), query)

    assert waits() == 0
    assert "Chữ ký số dùng để làm gì?" in drawn()
    assert "Trong kho Đã duyệt" in text_of(sit("ha").get(intake))


def test_only_what_was_seen_is_approved_at_once(sit):
    bring_and_accept(sit)
    page = sit("thu").get("/bank/proposals/approval").text
    these = re.search(r'name="these" value="(\w+)"', page)[1]
    written(sit("ha"))

    answer = sit("thu").post("/bank/proposals/approval", data={"these": these})

    assert "approval" in answer.headers["location"]
    assert waits() == 3


def bring_and_accept(sit):
    intake = bring(sit("ha"), *GOOD)
    sit("ha").post(f"{intake}/acceptance")
    return intake


def test_those_that_were_ticked_are_approved(sit):
    bring_and_accept(sit)
    ticked = re.findall(r'name="version" value="(\w+)"', sit("thu").get("/bank/proposals").text)[:1]

    answer = sit("thu").post("/bank/proposals/ticked")
    assert answer.headers["location"] == "/bank/proposals?ticked=none#ticked"
    assert "Hãy đánh dấu ít nhất một câu để duyệt." in text_of(sit("thu").get(answer.headers["location"]))
    sit("thu").post("/bank/proposals/ticked", data={"version": ticked})

    assert waits() == 1


def test_the_shipped_questions_are_approved_by_topic(sit, world):
    with database.transaction() as session:
        shipped = install_content(session, at=world.contest.created_at)
    page = sit("lan").get("/bank/proposals").text
    assert "Hội Thi" in page
    query = re.search(r"/bank/proposals/approval\?(topic=\w+)", page)[1]

    all_of(sit("lan"), query)

    assert 0 < waits() < shipped
    assert "Không còn câu nào chờ duyệt ở đây" in sit("lan").get(f"/bank/proposals?{query}").text


def test_a_queue_of_nothing_that_there_is_is_not_found(sit):
    assert sit("thu").get("/bank/proposals?topic=khongco").status_code == 404


def test_the_queue_goes_on_to_the_next(sit):
    first, second = written(sit("ha")), written(sit("ha"), stem="Câu thứ hai?")

    assert approve(sit("thu"), first).headers["location"].startswith(proposal(second))
    assert approve(sit("thu"), second).headers["location"].startswith("/bank/proposals?")


def test_an_approval_is_taken_back_while_unused(sit):
    question_id = written(sit("ha"))
    approve(sit("thu"), question_id)
    (decision,) = decided("approve_questions")

    assert sit("ha").post(f"/bank/decisions/{decision.seq}/undoing").status_code == 403
    assert "1 câu chờ duyệt như trước" in follow(sit("thu"), f"/bank/decisions/{decision.seq}/undoing")
    assert (waits(), TYPED["stem"] in drawn()) == (1, False)
    assert "Không rút lại được" in follow(sit("thu"), f"/bank/decisions/{decision.seq}/undoing")
    assert len(decided("take_back_approval")) == 1


def test_an_approval_stays_once_the_question_is_in_a_blueprint(sit, world):
    from quiz.contests.round import FixedQuestion

    question_id = written(sit("ha"))
    approve(sit("thu"), question_id)
    with database.transaction() as session:
        question = session.exec(select(Question).where(Question.public_id == question_id)).one()
        session.add(FixedQuestion(part_id=world.part.id, question_id=question.id, position=1))
    (decision,) = decided("approve_questions")

    assert "Không rút lại được" in follow(sit("thu"), f"/bank/decisions/{decision.seq}/undoing")


def test_what_was_sent_back_by_mistake_waits_again(sit):
    question_id = written(sit("ha"))
    sit("thu").post(f"{proposal(question_id)}/rejection", data={"why": "Nhầm."})
    (decision,) = decided("send_back_question")

    assert "chờ duyệt như trước" in follow(sit("thu"), f"/bank/decisions/{decision.seq}/undoing")
    assert waits() == 1


def test_whoever_is_alone_switches_it_off_with_a_reason_and_it_says_so_ever_after(sit, world, noon):
    make_lan_organise_everything(world, noon)
    lan = sit("lan")
    assert switch_off(lan, " ").status_code == 422
    switch_off(lan)

    question_id = written(sit("lan"))

    assert TYPED["stem"] in drawn()
    assert versions(question_id)[0].self_approved
    assert "tự duyệt" in text_of(lan.get(f"/bank/questions/{question_id}"))
    assert "tự duyệt" in text_of(lan.get("/bank"))
    (decision,) = decided("do_without_second_person")
    assert decision.reason == "Chi đoàn chỉ có một người làm đề."
    lan.post("/bank/reviewing", data={"two": "yes"})
    assert versions(written(lan, stem="Sau đó?"))[0].state == "proposed"


def test_whoever_is_not_alone_must_say_that_they_know_and_the_ledger_keeps_it(sit, world, noon):
    make_lan_organise_everything(world, noon)
    lan = sit("lan")

    refused = switch_off(lan, although="")
    assert (refused.status_code, decided("do_without_second_person")) == (422, [])
    assert "Bạn không chỉ có một mình" in text_of(refused)
    assert "Chi đoàn chỉ có một người làm đề." in refused.text
    switch_off(lan)
    (decision,) = decided("do_without_second_person")
    assert decision.body["others"] > 0


def test_whoever_is_alone_is_asked_for_a_reason_only(sit, world, noon):
    make_lan_organise_everything(world, noon)
    with database.transaction() as session:
        for role in session.exec(select(Role).where(Role.person_id != world.people["lan"].id)):
            session.delete(role)

    assert "although" not in sit("lan").get("/bank/reviewing").text
    switch_off(sit("lan"), although="")
    (decision,) = decided("do_without_second_person")
    assert decision.body == {"others": 0}


def test_what_waited_may_then_be_approved_by_its_author(sit, world, noon):
    make_lan_organise_everything(world, noon)
    question_id = written(sit("lan"))
    switch_off(sit("lan"))

    approve(sit("lan"), question_id)

    assert (versions(question_id)[0].state, versions(question_id)[0].self_approved) == ("approved", True)


def test_the_organiser_of_one_contest_does_not_decide_for_all(sit):
    assert switch_off(sit("lan")).status_code == 403
    assert "Chỉ ban tổ chức của cả hệ thống" in text_of(sit("lan").get("/bank/reviewing"))


def test_a_reviewer_sees_the_bank_and_writes_nothing(sit):
    thu = sit("thu")
    page = thu.get("/bank").text
    assert "VNeID" in page
    assert "/bank/questions/new" not in page
    assert thu.get("/bank/questions/new").status_code == 403


def test_the_question_of_a_retired_draft_is_not_approved_by_coming_back(sit):
    question_id = written(sit("ha"))
    here = f"/bank/questions/{question_id}"
    sit("ha").post(f"{here}/retirement")

    assert "chưa được duyệt bao giờ" in follow(sit("ha"), f"{here}/return")
    assert TYPED["stem"] not in drawn()
    with database.transaction(writing=False) as session:
        current = select(QuestionVersion.state).where(col(QuestionVersion.is_current)).distinct()
        assert "draft" in session.exec(current).all()


def test_a_blueprint_says_what_waits_what_is_self_approved_and_what_will_be_out_of_date(sit, world, noon):
    with database.transaction() as session:
        first, second, _third = (session.get_one(QuestionVersion, version.id) for version in world.versions)
        first.valid_to, second.self_approved = noon.date() - timedelta(days=1), True
    written(sit("ha"))

    said = text_of(sit("lan").get(f"/organise/rounds/{world.round.public_id}/blueprint"))

    assert "1 câu hợp ma trận không còn hoặc chưa có hiệu lực vào ngày 26/11/2026" in said
    assert "kho còn 2 câu dùng được (1 câu tự duyệt)" in said
    assert "1 câu khác đang chờ duyệt" in said


def test_an_expiring_question_is_flagged_where_it_is_read(sit):
    question_id = written(sit("ha"), valid_to="31/12/2026")

    assert "Hết hiệu lực 31/12/2026" in text_of(sit("ha").get("/bank"))
    assert "Hết hiệu lực 31/12/2026" in text_of(sit("ha").get(f"/bank/questions/{question_id}"))


def test_a_new_installation_has_the_shipped_questions_to_be_approved(database_url):
    from quiz import serving

    assert serving.propose_shipped() == len(load_all())
    assert serving.propose_shipped() == 0
    assert waits() == len(load_all())
    assert drawn() == set()
