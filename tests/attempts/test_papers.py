"""A paper follows the blueprint, has what is fixed, and can be proved."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from sqlmodel import delete, select

from question_bank.question import QuestionVersion
from quiz import database
from quiz.attempts.attempt import Attempt, Mode, Paper, PaperRow, Pool
from quiz.attempts.papers import NotEnoughQuestions, paper_of, questions_planned
from quiz.attempts.redrawing import as_rows, draw_again, prove
from quiz.attempts.sealing import SEAL, LegSeal, seal_announced, series_key
from quiz.attempts.sitting import start_attempt, start_preview
from quiz.contests.round import BlueprintRow, FixedQuestion, Part
from quiz.contests.rules import RoundRules
from quiz.ledger import decisions_on
from quiz.people.sign_in import Door, start_sign_in
from tests.conftest import NOON


def draw(world, at=NOON):
    lan = world.people["lan"]
    with database.transaction() as session:
        desk = start_sign_in(session, Door.DESK, lan.id, NOON)
        return start_preview(session, world.round, world.leg, lan.id, desk, at)


def start(world, name, at):
    entry = world.entries[name]
    with database.transaction() as session:
        sign_in = start_sign_in(session, Door.PLAY, entry.person_id, at, entry_id=entry.id)
        return start_attempt(session, world.contest, world.round, world.leg, entry, sign_in, at)


def rows(attempt):
    with database.transaction(writing=False) as session:
        return paper_of(session, attempt)


def ask_for(world, *wanted):
    """The blueprint: (difficulty, count) pairs."""
    with database.transaction() as session:
        for row in session.exec(select(BlueprintRow)):
            session.delete(row)
        session.flush()
        for position, (difficulty, count) in enumerate(wanted, 1):
            session.add(BlueprintRow(part_id=world.part.id, position=position, difficulty=difficulty, count=count))


def proved(attempt):
    with database.transaction(writing=False) as session:
        return prove(session, session.get_one(Attempt, attempt.id))


def retire_all_but(session, wanted):
    for version in session.exec(select(QuestionVersion)):
        if version.difficulty not in wanted:
            version.state = "retired"
            session.add(version)


def test_a_paper_has_what_the_blueprint_asks_for(bank):
    ask_for(bank, (2, 4), (4, 3))

    versions = [row.version_id for row in rows(draw(bank))]

    with database.transaction(writing=False) as session:
        levels = [session.get_one(QuestionVersion, version).difficulty for version in versions]
    assert sorted(levels) == [2] * 4 + [4] * 3
    assert len(set(versions)) == 7


def test_two_papers_differ_and_share_one_pool(bank):
    ask_for(bank, (2, 8))
    one, other = draw(bank), draw(bank)

    told = [[(row.version_id, row.choice_order) for row in rows(attempt)] for attempt in (one, other)]
    assert told[0] != told[1]
    with database.transaction(writing=False) as session:
        assert len(session.exec(select(Pool)).all()) == 1


def test_every_paper_has_the_fixed_questions(bank):
    ask_for(bank, (2, 2))
    with database.transaction() as session:
        fixed = [version.question_id for version in bank.versions[:2]]
        for position, question_id in enumerate(fixed, 1):
            session.add(FixedQuestion(part_id=bank.part.id, question_id=question_id, position=position))

    paper = rows(draw(bank))

    assert {version.id for version in bank.versions[:2]} <= {row.version_id for row in paper}
    assert len(paper) == 4
    with database.transaction(writing=False) as session:
        assert questions_planned(session, bank.round) == 4


def test_fixed_questions_come_first_and_in_order_where_nothing_is_shuffled(bank):
    ask_for(bank, (2, 2))
    bank.round.take_rules(RoundRules(shuffle_questions=False, shuffle_choices=False))
    with database.transaction() as session:
        for position, version in enumerate(reversed(bank.versions[:2]), 1):
            session.add(FixedQuestion(part_id=bank.part.id, question_id=version.question_id, position=position))

    paper = rows(draw(bank))

    assert [row.version_id for row in paper[:2]] == [bank.versions[1].id, bank.versions[0].id]
    assert paper[0].choice_order == ["dung", "sai1", "sai2", "sai3"]


def test_a_second_part_goes_on_counting_and_repeats_no_question(bank):
    ask_for(bank, (2, 6))
    with database.transaction() as session:
        part = Part(round_id=bank.round.id, position=2)
        session.add(part)
        session.flush()
        session.add(BlueprintRow(part_id=part.id, position=1, difficulty=2, count=4))

    attempt = draw(bank)

    assert [row.number for row in rows(attempt)] == list(range(1, 11))
    assert len({row.version_id for row in rows(attempt)}) == 10
    assert proved(attempt)


def test_a_question_out_of_force_is_not_drawn(bank):
    ask_for(bank, (2, 9))
    with database.transaction() as session:
        old = session.exec(select(QuestionVersion).where(QuestionVersion.difficulty == 2)).first()
        old.valid_to = date(2026, 11, 25)
        session.add(old)

    assert old.id not in {row.version_id for row in rows(draw(bank))}


def test_a_question_is_drawn_on_its_last_day_in_vietnam_too(bank):
    ask_for(bank, (2, 10))
    early = datetime(2026, 11, 26, 18, tzinfo=UTC)  # one in the morning of the 27th
    with database.transaction() as session:
        last = session.exec(select(QuestionVersion).where(QuestionVersion.difficulty == 2)).first()
        last.valid_from = last.valid_to = date(2026, 11, 27)
        session.add(last)

    assert last.id in {row.version_id for row in rows(draw(bank, at=early))}


def test_too_few_questions_are_said_in_words(bank):
    ask_for(bank, (2, 11))

    with pytest.raises(NotEnoughQuestions):
        draw(bank)


def test_a_draw_is_proved_and_stays_proved_when_the_bank_grows_or_shrinks(bank):
    ask_for(bank, (2, 4), (None, 3))
    attempt = draw(bank)
    assert proved(attempt)

    with database.transaction() as session:
        retire_all_but(session, {4})
    assert proved(attempt)


def test_a_paper_drawn_by_the_algorithm_before_is_still_proved(bank):
    ask_for(bank, (2, 4), (None, 3))
    attempt = draw(bank)
    with database.transaction() as session:
        paper = session.get_one(Paper, attempt.id)
        paper.algorithm, paper.position = "draw-1", None
        pool = session.get_one(Pool, paper.pool_id)
        session.exec(delete(PaperRow).where(PaperRow.attempt_id == attempt.id))
        session.add_all(as_rows(attempt.id, draw_again(session, "draw-1", pool, paper.seed, None)))
        session.add(paper)

    assert proved(attempt)


def test_everybody_of_a_leg_has_a_place_in_one_series_whenever_they_begin(bank):
    ask_for(bank, (2, 3))
    begun = [start(bank, name, at) for name, at in (("khanh", NOON), ("duong", NOON + timedelta(minutes=3)))]

    with database.transaction(writing=False) as session:
        papers = [session.get_one(Paper, attempt.id) for attempt in begun]
        seal = session.get_one(LegSeal, bank.leg.id)
        assert {paper.seed for paper in papers} == {series_key(seal.secret, bank.leg, Mode.OFFICIAL, 1)}
        assert [paper.position for paper in papers] == [attempt.entry_id for attempt in begun]
    one, other = ({row.version_id for row in rows(attempt)} for attempt in begun)
    assert not one & other  # ten questions, three each
    assert all(proved(attempt) for attempt in begun)


def test_the_first_draw_seals_the_leg_once_and_the_ledger_tells(bank):
    for name in ("duong", "khanh"):
        start(bank, name, NOON)

    with database.transaction(writing=False) as session:
        seal = session.get_one(LegSeal, bank.leg.id)
        (told,) = decisions_on(session, bank.contest.id, SEAL)
    assert told.body == {"commitment": sha256(seal.secret.encode()).hexdigest()}
    assert seal.secret not in repr(seal)


def test_draws_of_announced_contests_are_sealed_before_anybody_begins(bank):
    with database.transaction() as session:
        assert seal_announced(session, NOON, 100) == 1
        assert seal_announced(session, NOON, 100) == 0
        before = session.get_one(LegSeal, bank.leg.id).secret
    start(bank, "duong", NOON)

    with database.transaction(writing=False) as session:
        assert session.get_one(LegSeal, bank.leg.id).secret == before


@pytest.mark.parametrize("forgery", ["another question", "another order", "another seed", "another pool"])
def test_a_paper_that_was_not_drawn_is_found_out(bank, forgery):
    ask_for(bank, (2, 4))
    attempt = draw(bank)
    with database.transaction() as session:
        row = session.get_one(PaperRow, (attempt.id, 1))
        paper = session.get_one(Paper, attempt.id)
        if forgery == "another question":
            taken = [row.version_id for row in rows(attempt)]
            row.version_id = next(version.id for version in bank.versions if version.id not in taken)
        elif forgery == "another order":
            row.choice_order = list(reversed(row.choice_order))
        elif forgery == "another seed":
            paper.seed = "0" * 32
        else:
            pool = session.get_one(Pool, paper.pool_id)
            pool.versions = [{**pool.versions[0], "pool": pool.versions[0]["pool"][1:]}]
            session.add(pool)
        session.add_all([row, paper])

    assert not proved(attempt)
