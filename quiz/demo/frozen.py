"""The third contest of the demo: a short round whose board froze by itself twenty minutes before its close, some five
minutes ago, and goes on. No server was there at that moment: the loop makes the board of it as it begins.
"""

import random
from datetime import datetime, timedelta

from sqlmodel import Session, select

from question_bank.drawing import BlueprintRow
from question_bank.topic import Topic
from quiz import clock
from quiz.attempts.sealing import seal_of
from quiz.contests.announcing import announce, describe
from quiz.contests.composing import quiz_part_of, set_blueprint
from quiz.contests.contest import Contest
from quiz.contests.enrolment import Newcomer, add_entries
from quiz.contests.making import make_contest
from quiz.contests.round import legs_of, rounds_of
from quiz.contests.rules import RoundRules
from quiz.contests.scheduling import set_window
from quiz.contests.seating import FROZEN_SHAPE, demo_person
from quiz.demo.cast import PROVINCE, players
from quiz.demo.planting import ROLES, give_roles_in
from quiz.demo.playing import Manner, play
from quiz.ledger import Decider
from quiz.people.unit import Unit
from quiz.standings.counting import count_attempt

TITLE = "Thi nhanh “Nhận diện tin giả”"
SLOGAN = "Nghĩ kỹ trước khi chia sẻ"
GROUP = "misinformation"
QUESTIONS = 10
RULES = RoundRules(minutes=10, board="live", freeze_minutes=20, release_score="submitted")
OPENED_BEFORE, CLOSES_AFTER = timedelta(hours=1), timedelta(minutes=15)
PLAYED = 16
"""The first of those who play the open contest; the last four of them hand in after the board froze."""


def plant_frozen(session: Session, beside: Contest, at: datetime) -> Contest:
    """With the units and the staff of the open contest."""
    units = {unit.code: unit for unit in session.exec(select(Unit))}
    people = {door: demo_person(session, beside, role) for door, role in ROLES.items()}
    planned = at - timedelta(days=3)
    by = Decider(people["organiser"].id, "organiser", planned)
    contest = make_contest(session, FROZEN_SHAPE, TITLE, units[PROVINCE.code], by, starts_at=at, weeks=1, demo=True)
    describe(session, contest, TITLE, SLOGAN, units[PROVINCE.code], "", by)
    give_roles_in(session, contest, people, planned)
    [round] = rounds_of(session, contest.id or 0)
    [leg] = legs_of(session, round.id or 0)
    round.take_rules(RULES)
    topics = session.exec(select(Topic).where(Topic.group == GROUP)).all()
    rows = [BlueprintRow(QUESTIONS // len(topics) + (place < QUESTIONS % len(topics)), topic.id)
            for place, topic in enumerate(topics)]  # fmt: skip
    set_blueprint(session, quiz_part_of(session, round), [row for row in rows if row.count], clock.day_of(at))
    set_window(session, contest, leg, "", at - OPENED_BEFORE, at + CLOSES_AFTER, "", set(), by)
    newcomers = [
        Newcomer(player.name, units[place.code], birth_year=player.birth_year, position=position)
        for player, place, position in list(players())[:PLAYED]
    ]
    entries = add_entries(session, contest, newcomers, planned)
    announce(session, contest, by)
    seal_of(session, leg, planned)
    chance = random.Random(17_05_2026)
    for place, entry in enumerate(entries):
        started_at = at - timedelta(minutes=50 - 3 * place if place < PLAYED - 4 else 4, seconds=chance.randint(0, 40))
        manner = Manner(chance.uniform(0.4, 0.97), chance.uniform(4, 15))
        count_attempt(session, play(session, contest, round, leg, entry, manner, started_at, chance))
    return contest
