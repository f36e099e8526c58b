"""Questions kept for a round: others do not see, find, export or draw them until it closes; who looks is noted."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from question_bank.question import Question
from quiz import clock, database
from quiz.attempts.attempt import Attempt, PaperRow
from quiz.attempts.papers import pool_now
from quiz.contests.composing import pool_of, quiz_part_of, supply_of
from quiz.contests.contest import Contest
from quiz.contests.making import make_contest
from quiz.contests.reserving import Reservation, ReservedView
from quiz.contests.round import FixedQuestion, Leg, Round, rounds_of
from quiz.ledger import INSTALLATION, Decider, decide, decisions_on
from quiz.people.role import RoleName
from tests.routes.test_bank_intakes import GOOD, bring, text_of
from tests.world import grant, sit_at_desk

STEM = "VNeID là gì?"


@pytest.fixture
def question_id(world):
    """The public id of the question that the stories keep: of VNeID."""
    with database.transaction(writing=False) as session:
        return session.get_one(Question, world.versions[-1].question_id).public_id


@pytest.fixture
def other(world, noon):
    """A round of another contest, organised by Sơn."""
    with database.transaction() as session:
        contest = make_contest(
            session, "single_round", "Hội thi Cửa Tùng", world.units["cua-tung"], Decider(None, "", noon)
        )
        grant(session, world.people["son"], RoleName.ORGANISER, contest.id, noon)
        (round,) = rounds_of(session, contest.id)
        return round


@pytest.fixture
def sit(browser, world):
    def come(key):
        sit_at_desk(browser, world.people[key])
        return browser

    return come


@pytest.fixture
def kept(sit, world, question_id, other):
    """Lan keeps it for her round."""
    answer = sit("lan").post(reservations(world), data={"question": question_id})
    assert answer.status_code == 303
    return question_id


def reservations(world):
    return f"/organise/rounds/{world.round.public_id}/reservations"


def drawable(round):
    with database.transaction() as session:
        part = quiz_part_of(session, session.get_one(Round, round.id))
        stems = {question.content["stem"] for question in pool_of(session, part)}
        (in_paper,) = pool_now(session, session.get_one(Round, round.id), clock.now())
        today = clock.day_of(clock.now())
        assert len(stems) == len(in_paper["pool"]) == sum(supply_of(session, part, today).values())
        return stems


def test_others_find_nothing_of_it_anywhere(sit, kept, world):
    son = sit("son")

    assert STEM not in son.get("/bank").text
    assert STEM not in son.get("/bank", params={"q": "vneid"}).text
    for page in ("", "/edit", "/preview"):
        assert son.get(f"/bank/questions/{kept}{page}").status_code == 404
    for act in ("", "/retirement", "/comments"):
        assert son.post(f"/bank/questions/{kept}{act}").status_code == 404
    book = load_workbook(io.BytesIO(son.get("/bank/questions.xlsx").content))
    assert STEM not in {cell.value for row in book["Câu hỏi"].iter_rows() for cell in row}


def test_no_other_blueprint_draws_finds_or_fixes_it(sit, kept, world, other):
    assert STEM not in drawable(other)
    assert STEM in drawable(world.round)
    here = f"/organise/rounds/{other.public_id}"

    assert STEM not in sit("son").get(f"{here}/blueprint", params={"q": "vneid"}).text
    assert sit("son").post(f"{here}/fixed-questions", data={"question": kept}).status_code == 404
    assert sit("son").post(f"{here}/reservations", data={"question": kept}).status_code == 404


@pytest.mark.parametrize(("minutes", "is_drawn"), [(-30, True), (1, False), (30, False)])
def test_a_round_that_had_opened_before_still_draws_it(kept, other, monkeypatch, noon, minutes, is_drawn):
    """Whoever begins late would otherwise find too few questions for a paper."""
    with database.transaction() as session:
        (leg,) = session.exec(select(Leg).where(Leg.round_id == other.id)).all()
        leg.opens_at = noon + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(minutes=2))

    assert (STEM in drawable(other)) is is_drawn


@pytest.mark.parametrize("format", ["gift", "json"])
def test_it_is_in_no_file_not_even_for_those_who_may_open_it(sit, kept, world, format):
    assert STEM not in sit("ha").get(f"/bank/questions.{format}").text


def test_those_who_work_on_the_contest_open_it_and_are_written_down(sit, kept, world):
    assert STEM not in sit("ha").get("/bank").text
    assert "Để dành cho Vòng loại trực tuyến" in text_of(sit("ha").get("/bank"))
    assert STEM in sit("ha").get(f"/bank/questions/{kept}").text
    sit("thu").get(f"/bank/questions/{kept}/preview")

    said = text_of(sit("lan").get(reservations(world)))
    assert "Lê Thu Hà" in said
    assert "xem như thí sinh" in said
    with database.transaction(writing=False) as session:
        assert len(session.exec(select(ReservedView)).all()) == 2


def test_a_paper_that_is_tried_out_is_noted_too(sit, kept, world):
    sit("lan").post(f"/organise/legs/{world.leg.public_id}/preview")

    assert "xem thử đề" in text_of(sit("lan").get(reservations(world)))


def test_a_contestants_paper_looked_at_meanwhile_is_noted_too(sit, kept, world, noon):
    with database.transaction() as session:
        attempt = Attempt(
            entry_id=world.entries["duong"].id, leg_id=world.leg.id, rules_version=1, started_at=noon,
            ends_at=noon + timedelta(minutes=15),
        )  # fmt: skip
        session.add(attempt)
        session.flush()
        version = world.versions[-1].id
        session.add(PaperRow(attempt_id=attempt.id, number=1, version_id=version, part_id=world.part.id))
        address = f"/organise/attempts/{attempt.public_id}"
    sit("son").get(address)
    sit("binh").get(address)

    said = text_of(sit("lan").get(reservations(world)))
    assert "Võ Thanh Bình" in said
    assert "bài làm của thí sinh" in said
    assert "Phạm Văn Sơn" not in said


def test_correcting_keys_meanwhile_is_noted_question_by_question(sit, kept, world, noon):
    with database.transaction() as session:
        attempt = Attempt(
            entry_id=world.entries["duong"].id, leg_id=world.leg.id, rules_version=1, started_at=noon,
            submitted_at=noon, ends_at=noon + timedelta(minutes=15),
        )  # fmt: skip
        session.add(attempt)
        session.flush()
        for number, version in enumerate(world.versions, 1):
            row = PaperRow(attempt_id=attempt.id, number=number, version_id=version.id, part_id=world.part.id)
            session.add(row)
    keys = f"/organise/legs/{world.leg.public_id}/keys"
    other_id, kept_id = world.versions[0].public_id, world.versions[-1].public_id

    for address in (keys, f"{keys}/{other_id}", f"{keys}/{kept_id}"):
        assert sit("binh").get(address).status_code == 200
    sit("son").get(keys)
    sit("binh").get(f"{keys}/{kept_id}/correction?what=drop")

    with database.transaction(writing=False) as session:
        views = session.exec(select(ReservedView).where(ReservedView.what == "key")).all()
        assert [view.person_id for view in views] == [world.people["binh"].id] * 3
    assert "trang sửa đáp án" in text_of(sit("lan").get(reservations(world)))


def test_looking_at_what_is_not_kept_leaves_no_row(sit, question_id):
    sit("ha").get(f"/bank/questions/{question_id}")

    with database.transaction(writing=False) as session:
        assert session.exec(select(ReservedView)).all() == []


def test_the_installations_organiser_sees_it(sit, kept, world, noon):
    with database.transaction() as session:
        grant(session, world.people["son"], RoleName.ORGANISER, None, noon)

    assert STEM in sit("son").get(f"/bank/questions/{kept}").text


def test_once_the_round_has_closed_everybody_sees_it(sit, kept, world, other, monkeypatch, noon):
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(hours=2))

    assert STEM in sit("son").get("/bank").text
    assert STEM in drawable(other)
    assert sit("lan").post(reservations(world), data={"question": kept}).status_code == 409


def test_it_is_let_go_and_the_ledger_has_both(sit, kept, world):
    sit("lan").post(f"{reservations(world)}/freeing", data={"question": kept})

    assert STEM in sit("son").get("/bank").text
    with database.transaction(writing=False) as session:
        decided = decisions_on(session, world.contest.id, "reserve_questions", "free_questions")
        id = session.exec(select(Question.id).where(Question.public_id == kept)).one()
    assert [(each.decision, each.body) for each in decided] == [
        ("reserve_questions", {"questions": [id]}), ("free_questions", {"questions": [id]}),
    ]  # fmt: skip


def test_all_that_the_blueprint_draws_is_kept_at_once_and_not_twice(sit, world, other):
    sit("lan").post(reservations(world), data={"what": "pool"})
    sit("lan").post(reservations(world), data={"what": "pool"})

    with database.transaction(writing=False) as session:
        assert len(session.exec(select(Reservation)).all()) == 3
    assert drawable(other) == set()
    assert len(drawable(world.round)) == 3


def test_what_another_contest_asks_for_sure_is_not_taken_from_it(sit, world, other, question_id):
    with database.transaction() as session:
        part = quiz_part_of(session, session.get_one(Round, other.id))
        id = session.exec(select(Question.id).where(Question.public_id == question_id)).one()
        session.add(FixedQuestion(part_id=part.id, question_id=id, position=1))

    answer = sit("lan").post(reservations(world), data={"question": question_id})

    assert "đề cố định của cuộc thi khác" in text_of(sit("lan").get(answer.headers["location"]))


def test_the_file_it_came_from_does_not_tell_it(sit, world):
    intake = bring(sit("ha"), *GOOD)
    sit("ha").post(f"{intake}/acceptance")
    with database.transaction() as session:
        stem = "Chữ ký số dùng để làm gì?"
        question = session.exec(select(Question).where(Question.intake_id == 1)).all()[-1].public_id
    assert stem in sit("son").get(intake).text
    sit("lan").post(reservations(world), data={"question": question})

    assert stem not in sit("son").get(intake).text
    assert stem not in sit("ha").get("/bank/proposals").text
    assert "1 câu để dành chờ duyệt riêng" in text_of(sit("thu").get("/bank/proposals"))
    assert "chờ duyệt riêng" not in sit("son").get("/bank/proposals").text


def test_a_round_goes_with_what_it_kept(sit, kept, world):
    from quiz.contests.scheduling import clear_round

    with database.transaction() as session:
        contest = make_contest(
            session, "single_round", "Nháp", world.units["vinh-linh"], Decider(None, "", clock.now())
        )
        (round,) = rounds_of(session, contest.id)
        id = session.exec(select(Question.id)).first()
        session.add(Reservation(question_id=id, round_id=round.id, reserved_at=clock.now()))
        session.flush()
        clear_round(session, round)
        assert len(session.exec(select(Reservation)).all()) == 1
        assert session.get(Contest, contest.id) is not None


def test_what_was_decided_on_it_does_not_tell_it_either(sit, kept, world):
    with database.transaction() as session:
        decide(
            session, contest_id=INSTALLATION, by=Decider(world.people["thu"].id, "reviewer", clock.now()),
            subject=("question_version", world.versions[-1].id), decision="approve_questions",
            body={"versions": [world.versions[-1].id]},
        )  # fmt: skip

    page = sit("son").get("/bank/decisions").text

    assert "Duyệt 1 câu" in page
    assert STEM not in page
