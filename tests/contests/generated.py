"""People made up by a seed, who play a whole contest: rows of attempts, papers and answers, not yet counted.

Seconds come from a few and every third person does what the one before did, so that many end equal.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlmodel import Session, col, insert, select

from question_bank.question import Question, QuestionVersion
from quiz.attempts.attempt import Answer, Attempt, Mode, PaperRow
from quiz.contests.contest import Contest
from quiz.contests.divisions import divisions_of
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round, legs_of, parts_of, rounds_of
from quiz.people.head_count import HeadCount
from quiz.people.person import Person
from quiz.people.unit import Unit
from tests.world import World

PEOPLE, POOL, QUESTIONS = 33, 14, 10
SECOND = timedelta(seconds=1)
CHOICES = ["a", "b", "c", "d"]
SKILLS = (1.0, 1.0, 0.95, 0.9, 0.8, 0.6, 0.4, 0.0)
IDLE, WITHDRAWN, DISQUALIFIED, BESIDE, ALSO_BESIDE, MISSES_TWO, EMPTY = range(7)
"""The first of them are not like the others: what each does, or is."""
EXACTLY = {7: 5, 9: 6, 10: 8}
"""Who has so many of ten right in every attempt, and nothing else: half of the points, 42 or 56 in seven days."""
CROWDED, TEN, FEW, UNKNOWN, NOBODY = range(5)
"""Units: with more people than members, with ten, with fewer than the rules ask for, with no number of members, and one
whose only person does nothing."""
UNITS = [NOBODY, CROWDED, CROWDED, CROWDED, TEN, TEN, FEW, CROWDED, CROWDED, CROWDED, TEN, UNKNOWN]
HEADS = {CROWDED: [(12, date(2026, 3, 1)), (500, date(2027, 1, 1))], TEN: [(40, None), (10, date(2026, 6, 1))],
         FEW: [(4, date(2026, 3, 1))], NOBODY: [(20, date(2026, 3, 1))]}  # fmt: skip


@dataclass(frozen=True)
class Sitting:
    """An attempt as it will be: of each question the version and what is chosen, None where nothing is."""

    paper: tuple[tuple[int, list[str] | None], ...]
    begins: timedelta
    seconds: int
    waits: int
    prediction: int | None
    stood: bool = False


def play(session: Session, world: World, contest: Contest) -> None:
    """Everybody plays everything there is to play; whoever may, tries it out before."""
    random = Random(contest.shape)
    [round] = rounds_of(session, contest.id or 0)
    versions = _questions(session, world)
    play_round(session, random, round, _entries(session, contest, _units(session, world)), versions)


def play_on(session: Session, contest: Contest, round: Round) -> None:
    """The same people in a further round, with the same questions."""
    entries = session.exec(select(Entry).where(Entry.contest_id == contest.id).order_by(col(Entry.id))).all()
    versions = session.exec(select(QuestionVersion).where(col(QuestionVersion.search_text).like("Câu hỏi số %"))).all()
    play_round(session, Random(f"{contest.shape} {round.position}"), round, list(entries), list(versions))


def play_round(
    session: Session, random: Random, round: Round, entries: list[Entry], versions: list[QuestionVersion]
) -> None:
    for number, leg in enumerate(legs_of(session, round.id or 0), 1):
        sat: list[tuple[Attempt, Sitting]] = []
        before: list[Sitting] = []
        for person, entry in enumerate(entries):
            if person % 3 != 2 or not before or person <= EMPTY:
                before = _sittings(random, round, person, versions)
            if person == IDLE or (person == MISSES_TWO and number == 2):
                continue
            sat += [(_attempt(round, leg, entry, place, one), one) for place, one in enumerate(before, 1)]
            if round.rules.mock and person % 5 == 0:
                sat.append((_attempt(round, leg, entry, 1, before[0], Mode.MOCK), before[0]))
        _write(session, round, sat)


def _sittings(random: Random, round: Round, person: int, versions: list[QuestionVersion]) -> list[Sitting]:
    most = 3 if round.rules.attempts_per == "any" else round.rules.attempts
    skill = 1.0 if WITHDRAWN <= person <= ALSO_BESIDE else SKILLS[person % len(SKILLS)]
    return [_sitting(random, person, skill, versions, ordinal) for ordinal in range(random.randint(1, most))]


def _sitting(random: Random, person: int, skill: float, versions: list[QuestionVersion], ordinal: int) -> Sitting:
    drawn = random.sample(versions, QUESTIONS)
    paper = tuple((one.id or 0, _given(random, person, place, one, skill)) for place, one in enumerate(drawn))
    return Sitting(
        paper, timedelta(hours=ordinal, seconds=random.choice([0, 0, 30]), milliseconds=random.randrange(400)),
        random.choice([90, 120, 150]), random.choice([5, 5, 40]), random.choice([None, 3, 12, 30, 32, 34, 50, 60]),
        stood=random.random() < 0.1,
    )  # fmt: skip


def _given(random: Random, person: int, place: int, version: QuestionVersion, skill: float) -> list[str] | None:
    if person == EMPTY:
        return None
    if person in EXACTLY:
        return list(version.key["right"]) if place < EXACTLY[person] else None
    return _chosen(random, version, skill)


def _chosen(random: Random, version: QuestionVersion, skill: float) -> list[str] | None:
    """Right as often as they are skilled; else another choice, some right and some wrong, nothing, or taken back."""
    if random.random() < skill:
        return list(version.key["right"])
    if random.random() < 0.2:
        return random.choice([None, []])
    return sorted(random.sample(CHOICES, random.randint(1, 3))) if version.kind == "multiple_choice" else ["d"]


def _attempt(
    round: Round, leg: Leg, entry: Entry, ordinal: int, sitting: Sitting, mode: Mode = Mode.OFFICIAL
) -> Attempt:
    assert leg.opens_at is not None
    start = leg.opens_at + sitting.begins
    anything = any(chosen is not None for _, chosen in sitting.paper)
    return Attempt(
        entry_id=entry.id, leg_id=leg.id, mode=mode, ordinal=ordinal, rules_version=1, started_at=start,
        last_change_at=start + sitting.seconds * SECOND if anything else None,
        ends_at=start + timedelta(minutes=round.rules.minutes),
        submitted_at=start + (sitting.seconds + sitting.waits) * SECOND,
        prediction=_predicted(round, sitting),
        stood_json=[[(start + 20 * SECOND).isoformat(), (start + 50 * SECOND).isoformat()]] if sitting.stood else [],
    )  # fmt: skip


def _predicted(round: Round, sitting: Sitting) -> int | None:
    """Whole per cent are kept in hundred-thousandths."""
    if round.rules.prediction is None or sitting.prediction is None:
        return None
    return sitting.prediction * (100_000 if round.rules.prediction == "percent" else 1)


def _write(session: Session, round: Round, sat: list[tuple[Attempt, Sitting]]) -> None:
    session.add_all(attempt for attempt, _ in sat)
    session.flush()
    parts = parts_of(session, round.id or 0)
    papers, answers = [], []
    for attempt, sitting in sat:
        for number, (version, chosen) in enumerate(sitting.paper, 1):
            place = {"attempt_id": attempt.id, "number": number, "version_id": version}
            part = parts[(number - 1) * len(parts) // QUESTIONS]
            papers.append(place | {"part_id": part.id, "choice_order": CHOICES})
            if chosen is not None:
                at = {"received_at": attempt.started_at, "changed_at": attempt.started_at}
                answers.append(place | at | {"given": {"choices": chosen}, "turn": 1, "tap": number})
    session.execute(insert(PaperRow), papers)
    session.execute(insert(Answer), answers)


def _questions(session: Session, world: World) -> list[QuestionVersion]:
    """One right choice; or two or three, where each counts, or only all of them."""
    keys: list[tuple[str, dict[str, Any]]] = [
        ("single_choice", {"right": ["a"]}), ("multiple_choice", {"right": ["a", "b", "c"], "rule": "each"}),
        ("multiple_choice", {"right": ["b", "c"]}),
    ]  # fmt: skip
    versions = []
    for number in range(POOL):
        kind, key = keys[number % 3]
        question = Question(created_at=world.contest.created_at)
        session.add(question)
        session.flush()
        stem = f"Câu hỏi số {number}?"
        content = {"stem": stem, "choices": [{"id": id, "text": f"Ý {id}"} for id in CHOICES]}
        versions.append(QuestionVersion(
            question_id=question.id or 0, state="approved", kind=kind, content=content, key=key,
            topic_id=world.topic.id or 0, created_at=world.contest.created_at, search_text=stem,
        ))  # fmt: skip
    session.add_all(versions)
    session.flush()
    return versions


def _units(session: Session, world: World) -> list[Unit]:
    above = world.units["vinh-linh"].id
    units = [
        Unit(code=f"d{number}", name=f"Chi đoàn số {number}", kind="branch", parent_id=above) for number in range(5)
    ]
    session.add_all(units)
    session.flush()
    for number, heads in HEADS.items():
        session.add_all(HeadCount(unit_id=units[number].id or 0, number=each, as_of=day) for each, day in heads)
    session.flush()
    return units


def _entries(session: Session, contest: Contest, units: list[Unit]) -> list[Entry]:
    divisions = divisions_of(session, contest)
    people = [Person(name=f"Người {number}", created_at=contest.created_at) for number in range(PEOPLE)]
    session.add_all(people)
    session.flush()
    states = {WITHDRAWN: EntryState.WITHDRAWN, DISQUALIFIED: EntryState.DISQUALIFIED}
    entries = []
    for number, person in enumerate(people):
        division = divisions[number % len(divisions)]
        unit = units[NOBODY if number == IDLE else UNITS[1 + number % (len(UNITS) - 1)]]
        entries.append(Entry(
            contest_id=contest.id or 0, division_id=division.id or 0, person_id=person.id or 0,
            unit_id=unit.id or 0, unit_name=unit.name, number=f"TS-{number:03}", created_at=contest.created_at,
            state=states.get(number, EntryState.ACTIVE), hors_concours=number in (BESIDE, ALSO_BESIDE),
        ))  # fmt: skip
    session.add_all(entries)
    session.flush()
    return entries
