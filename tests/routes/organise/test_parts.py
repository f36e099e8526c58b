"""The parts of a round: added, ordered, timed, each with a blueprint of its own; refused where the rules contradict."""

import pytest
from sqlmodel import col, select

from question_bank.question import Question
from quiz import database
from quiz.attempts.attempt import PaperRow
from quiz.attempts.sitting import start_attempt
from quiz.contests.contest import Contest
from quiz.contests.copying import copy_round
from quiz.contests.dividing import planned_parts
from quiz.contests.entry import Entry
from quiz.contests.readiness import problems_before_opening
from quiz.contests.round import BlueprintRow, Leg, Part, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider, LedgerEntry
from quiz.people.sign_in import Door, start_sign_in
from tests.conftest import NOON
from tests.world import sit_at_desk


@pytest.fixture
def lan(world, browser):
    sit_at_desk(browser, world.people["lan"])
    return browser


def url(world, more=""):
    return f"/organise/rounds/{world.round.public_id}{more}"


def post(lan, world, *parts, **more):
    """Each part as (id, name, minutes)."""
    ids, names, minutes = ([part[place] for part in parts] for place in range(3))
    form = {"part": ids, "name": names, "minutes": minutes, "act": "save", "reason": "Thêm phần tình huống", **more}
    return lan.post(url(world, "/parts"), data=form)


def parts(world):
    with database.transaction(writing=False) as session:
        found = select(Part).where(Part.round_id == world.round.id).order_by(col(Part.position))
        return [(part.name, part.minutes) for part in session.exec(found)]


def second_part(world):
    with database.transaction(writing=False) as session:
        return session.exec(select(Part).where(Part.round_id == world.round.id, Part.position == 2)).one()


def two_parts(lan, world):
    first = (world.part.public_id, "Kiến thức", "4")
    return post(lan, world, first, ("", "Tình huống", "2"))


def allow(world, **rules):
    with database.transaction() as session:
        session.get_one(Round, world.round.id).take_rules(RoundRules(**rules))


def test_a_part_is_added_without_javascript_and_saved_with_a_reason(world, lan):
    added = lan.post(
        url(world, "/parts"), data={"part": world.part.public_id, "name": "A", "minutes": "", "act": "add"}
    )
    assert added.text.count('name="minutes"') == 2
    assert parts(world) == [("Kiến thức", None)]

    assert two_parts(lan, world).status_code == 303

    assert parts(world) == [("Kiến thức", 4), ("Tình huống", 2)]
    with database.transaction(writing=False) as session:
        assert session.exec(select(LedgerEntry).where(LedgerEntry.decision == "set_parts")).one().reason


def test_parts_change_places(world, lan):
    two_parts(lan, world)
    first, second = (world.part.public_id, "Kiến thức", "4"), (second_part(world).public_id, "Tình huống", "2")
    moved = post(lan, world, first, second, act="up-2").text
    assert moved.index("Tình huống") < moved.index('value="Kiến thức"')

    post(lan, world, second, first)

    assert parts(world) == [("Tình huống", 2), ("Kiến thức", 4)]


def test_what_cannot_be_is_said_at_its_field_and_keeps_what_was_typed(world, lan):
    reply = post(lan, world, (world.part.public_id, " ", "4"), ("", "Tình huống", "999"))

    assert reply.status_code == 422
    assert "Hãy đặt tên phần" in reply.text
    assert "Từ 1 đến 300 phút" in reply.text
    assert 'value="999"' in reply.text
    assert "Hãy ghi lý do" in post(lan, world, (world.part.public_id, "A", ""), reason="").text


def test_parts_longer_than_the_paper_are_refused_where_they_come_in_turn(world, lan):
    two_parts(lan, world)
    allow(world, minutes=6, parts="in_turn")
    first, second = (world.part.public_id, "Kiến thức", "5"), (second_part(world).public_id, "Tình huống", "2")

    assert "Các phần cộng lại 7 phút, dài hơn 6 phút làm bài." in post(lan, world, first, second).text
    assert parts(world) == [("Kiến thức", 4), ("Tình huống", 2)]


def test_the_rules_are_refused_where_the_parts_contradict_them(world, lan):
    typed = {
        "name": "Vòng loại", "opening": "clock", "minutes": "5", "late_start": "cut", "grace_s": "30", "attempts": "1",
        "points_right": "1", "reason": "Đổi", "parts": "in_turn", "question_s": "20",
    }  # fmt: skip
    assert "ít nhất hai phần" in lan.post(url(world), data=typed).text
    two_parts(lan, world)
    assert "dài hơn 5 phút làm bài" in lan.post(url(world), data=typed).text
    assert "Từ 5 đến 600 giây" in lan.post(url(world), data=typed | {"question_s": "2"}).text

    assert lan.post(url(world), data=typed | {"minutes": "6"}).status_code == 303
    with database.transaction(writing=False) as session:
        rules = session.get_one(Round, world.round.id).rules
    assert (rules.question_s, rules.parts, rules.minutes) == (20, "in_turn", 6)
    assert "Mỗi câu có 20 giây" in lan.get(url(world)).text


def test_each_part_has_a_blueprint_of_its_own(world, lan):
    two_parts(lan, world)
    there = url(world, f"/blueprint?part={second_part(world).public_id}")
    assert "Tình huống" in lan.get(there).text
    lan.post(there, data={"topic": "", "difficulty": "", "count": "1", "reason": "Một câu"})
    first = {"topic": str(world.topic.id), "difficulty": "", "count": "2", "reason": "Hai câu"}
    lan.post(url(world, f"/blueprint?part={world.part.public_id}"), data=first)

    with database.transaction(writing=False) as session:
        planned = planned_parts(session, session.get_one(Round, world.round.id))
    assert [(part.name, part.questions) for part in planned] == [("Kiến thức", 2), ("Tình huống", 1)]
    assert lan.get(url(world, "/blueprint?part=khongcogi")).status_code == 404


def test_a_part_that_goes_takes_its_blueprint_along(world, lan):
    two_parts(lan, world)
    part = second_part(world)
    with database.transaction() as session:
        session.add(BlueprintRow(part_id=part.id, position=1, count=1))

    assert post(lan, world, (world.part.public_id, "Kiến thức", "")).status_code == 303

    assert parts(world) == [("Kiến thức", None)]


def test_parts_stay_once_somebody_has_begun(world, lan):
    with database.transaction() as session:
        entry = session.get_one(Entry, world.entries["duong"].id)
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
        start_attempt(session, contest, round, session.get_one(Leg, world.leg.id), entry, visit, NOON)

    assert two_parts(lan, world).status_code == 409
    assert "các phần không đổi được nữa" in lan.get(url(world, "/parts")).text


def test_the_check_list_names_what_a_part_lacks_and_what_contradicts(world, lan):
    two_parts(lan, world)
    allow(world, minutes=5, parts="in_turn")
    with database.transaction(writing=False) as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        checks = problems_before_opening(session, contest, round, session.get_one(Leg, world.leg.id), NOON)
    red = [check.text for check in checks if check.is_red]

    assert "Các phần cộng lại 6 phút, dài hơn 5 phút làm bài." in red
    assert "Tình huống: Đề chưa có câu nào." in red


def test_parts_that_want_more_than_the_bank_has_together_are_red(world, lan):
    two_parts(lan, world)
    with database.transaction() as session:
        session.add(BlueprintRow(part_id=second_part(world).id, position=1, count=1))
        session.flush()
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        checks = problems_before_opening(session, contest, round, session.get_one(Leg, world.leg.id), NOON)

    assert "Các phần dùng chung kho và không rút trùng câu: kho thiếu 1 câu." in [check.text for check in checks]


def test_a_copied_round_keeps_its_parts_and_their_minutes(world, lan):
    two_parts(lan, world)
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        copy = copy_round(session, contest, round, "Vòng sau", Decider(world.people["lan"].id, "organiser", NOON))
        planned = planned_parts(session, copy)

    assert [(part.name, part.minutes) for part in planned] == [("Kiến thức", 4), ("Tình huống", 2)]


def test_a_paper_has_its_parts_in_their_order(world, lan):
    two_parts(lan, world)
    second = second_part(world)
    with database.transaction() as session:
        row = session.exec(select(BlueprintRow).where(BlueprintRow.part_id == world.part.id)).one()
        row.count = 2
        session.add_all([row, BlueprintRow(part_id=second.id, position=1, count=1)])
        session.flush()
        entry = session.get_one(Entry, world.entries["duong"].id)
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
        start_attempt(session, contest, round, session.get_one(Leg, world.leg.id), entry, visit, NOON)
        drawn = session.exec(select(PaperRow.part_id).order_by(col(PaperRow.number))).all()

    assert drawn == [world.part.id, world.part.id, second.id]


def test_a_question_is_fixed_in_one_part_alone(world, lan):
    two_parts(lan, world)
    with database.transaction(writing=False) as session:
        question = session.get_one(Question, world.versions[0].question_id).public_id
    form = {"question": question, "reason": "Ai cũng có"}
    assert lan.post(url(world, f"/fixed-questions?part={second_part(world).public_id}"), data=form).status_code == 303

    refused = lan.post(url(world, f"/fixed-questions?part={world.part.public_id}"), data=form)

    assert refused.status_code == 409
    assert "đã cố định ở một phần khác" in refused.text


def test_parts_are_weighed_by_coefficients_or_by_per_cent_that_make_a_whole(world, lan):
    first, second = (world.part.public_id, "Kiến thức", "4"), ("", "Tình huống", "2")
    short = post(lan, world, first, second, mixing="percent", weight=["60", "30"])
    assert short.status_code == 422
    assert "cộng lại phải đúng 100 %" in short.text
    assert 'value="60"' in short.text

    assert post(lan, world, first, second, mixing="percent", weight=["60", "40"]).status_code == 303

    with database.transaction(writing=False) as session:
        assert session.get_one(Round, world.round.id).mixing == "percent"
        weights = session.exec(select(Part.weight_percent).where(Part.round_id == world.round.id)).all()
        assert sorted(weights) == [40, 60]
        told = session.exec(select(LedgerEntry).where(LedgerEntry.decision == "set_parts")).one().body
        assert (told["mixing"], told["weights"]) == ("percent", [60, 40])
    assert "“Kiến thức” 60 %, “Tình huống” 40 %" in lan.get(url(world)).text
    page = lan.get(url(world, "/parts")).text
    assert 'value="percent" checked' in page

    third = (second_part(world).public_id, "Tình huống", "2")
    assert post(lan, world, first, third, mixing="coefficients", weight=["2", ""]).status_code == 303
    assert "“Kiến thức” hệ số 2, “Tình huống” hệ số 1" in lan.get(url(world)).text
    wrong = post(lan, world, first, third, mixing="coefficients", weight=["0", "x"])
    assert wrong.text.count("Hệ số là số nguyên") == 2
