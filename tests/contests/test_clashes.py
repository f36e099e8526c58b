"""Rules that cannot all hold are refused, and the articles that clash are named."""

from datetime import UTC, date, datetime

import pytest

from quiz import database
from quiz.contests.advance import Advance
from quiz.contests.clashes import clashes
from quiz.contests.clashing import Facts
from quiz.contests.contest import Contest
from quiz.contests.contest_rules import Complaints, ContestRules, Publication
from quiz.contests.eligibility import Eligibility, Exclusion, Registration
from quiz.contests.prizes import Awarding, Prize
from quiz.contests.regulating import set_contest_rules
from quiz.contests.round import Round
from quiz.contests.rules import TopicPoints
from quiz.contests.scheduling import set_rules
from quiz.contests.unit_ranking import Overall, PrizePoints, RoundWeight, UnitClass, UnitRanking
from quiz.ledger import Decider, decisions_on
from quiz.refusals import Invalid
from tests.contests.test_articles import TWO_LEGS, a_leg, a_round, in_parts, whole

ALL_THE_REST = Prize(grade="consolation", how_many="all_remaining", count=None, round=1)
SHARE = Prize(grade="third", how_many="share", count=None, share_percent=60)
PREDICTING = {"prediction": "people", "ranking": ("score", "prediction")}
ASKS_ALL = {"phone": "required", "birth_date": "required", "unit": "required", "position": "required"}


def at(day):
    return datetime(2026, 11, day, 5, tzinfo=UTC)


def found(rules, facts=None):
    return [(clash.named, clash.field) for clash in clashes(rules, facts or Facts()) if not clash.is_warning]


def two_rounds(**rules):
    return a_round(1, **rules), a_round(2)


def weighed(*percent, **more):
    return Overall(weights=tuple(RoundWeight(round=n, percent=each) for n, each in enumerate(percent, 1)), **more)


def opened(**registration):
    return Registration(mode="open", **(ASKS_ALL | registration))


@pytest.mark.parametrize(
    ("named", "field", "rules"),
    [
        ("Điều 1", "age_to", whole(eligibility=Eligibility(age_from=31, age_to=30))),
        ("Điều 1", "deputy_where_vacant", whole(eligibility=Eligibility(deputy_where_vacant=True))),
        ("Điều 1 và Điều 7", "birth_date",
         whole(eligibility=Eligibility(age_to=30), registration=opened(birth_date="optional"))),
        ("Điều 1 và Điều 7", "position",
         whole(eligibility=Eligibility(positions=("secretary",)), registration=opened(position="off"))),
        ("Điều 1 và Điều 7", "unit", whole(eligibility=Eligibility(quota_per_unit=1), registration=opened(unit="off"))),
        ("Điều 3 và Điều 7", "closes_at", whole(registration=opened(closes_at=at(20)))),
        ("Điều 3", "closes_at", whole(registration=opened(opens_at=at(3), closes_at=at(2)))),
        ("Điều 3 và Điều 7", "opens_at", whole(registration=opened(opens_at=at(9)))),
        ("Điều 3 và Điều 7", "keep_until", whole(registration=opened(keep_until=date(2026, 11, 3)))),
        ("Điều 3", "opens_at", whole(a_round(legs=(a_leg(1), a_leg(2, opens_at=at(5)))))),
        ("Điều 2 và Điều 4", "ranking", whole(a_round(ranking=("score", "prediction")))),
        ("Điều 2 và Điều 6", "board",
         whole(a_round(prediction="people", ranking=("score", "prediction"), board="live"))),
        ("Điều 2 và Điều 4", "attempts_per", whole(a_round(ranking=("score", "full_marks")))),
        ("Điều 2 và Điều 4", "advance-1",
         whole(a_round(advance=Advance(kind="top_n", count=9, ties="extra_question")))),
        ("Điều 2 và Điều 4", "advance-1",
         whole(a_round(advance=Advance(kind="compound", part=1, part_floor=5, total_floor=61)))),
        ("Điều 2 và Điều 4", "advance-1",
         whole(a_round(advance=Advance(kind="compound", part=3, part_floor=5, total_floor=9)))),
        ("Điều 1 và Điều 4", "advance-1", whole(a_round(advance=Advance(kind="top_n", count=9, per_division=True)))),
        ("Điều 3 và Điều 4", "rounds", whole(a_round(legs=(a_leg(),)), overall=Overall())),
        ("Điều 3 và Điều 4", "best_legs", whole(overall=Overall(best_legs=3))),
        ("Điều 2 và Điều 4", "min_points", whole(overall=Overall(min_points=61))),
        ("Điều 2 và Điều 4", "keys", whole(overall=Overall(keys=("points", "prediction")))),
        ("Điều 2 và Điều 4", "keys",
         whole(a_round(1, **PREDICTING), a_round(2, **(PREDICTING | {"prediction": "percent"})),
               overall=Overall(keys=("points", "prediction")))),
        ("Điều 2 và Điều 4", "rounds", whole(overall=Overall(rounds=(1, 7)))),
        ("Điều 4", "weights", whole(*two_rounds(), overall=weighed(60, 30))),
        ("Điều 4", "weights", whole(*two_rounds(), overall=weighed(60, 40, best_legs=1))),
        ("Điều 4", "weights", whole(*two_rounds(), overall=weighed(60, 40, place_points=(3,)))),
        ("Điều 4", "weights", whole(a_round(1), a_round(2, carry="points"), overall=weighed(60, 40))),
        ("Điều 2 và Điều 4", "weights",
         whole(*two_rounds(topic_points=(TopicPoints(topic_id=1, name="Luật", points=2),)), overall=weighed(60, 40))),
        ("Điều 2 và Điều 4", "weights", whole(overall=weighed(100))),
        ("Điều 4 và Điều 5", "ranking-1", whole(unit_rankings=(UnitRanking(number=1, measure="prizes"),))),
        ("Điều 4 và Điều 5", "ranking-1",
         whole(prizes=(Prize(grade="first"),), unit_rankings=(UnitRanking(
             number=1, measure="composite", prize_points=(PrizePoints(grade="second", points=8),)),))),
        ("Điều 4", "ranking-1", whole(unit_rankings=(UnitRanking(
            number=1, classes=(UnitClass(name="nhỏ", heads_from=9, heads_to=5),)),))),
        ("Điều 4 và Điều 5", "prize-1",
         whole(*two_rounds(advance=Advance(kind="top_n", count=50)), prizes=(ALL_THE_REST,))),
        ("Điều 4 và Điều 5", "prize-1", whole(prizes=(Prize(grade="first", scope="overall"),))),
        ("Điều 4 và Điều 5", "prize-1", whole(prizes=(Prize(grade="first", scope="unit", unit_ranking=2),))),
        ("Điều 4 và Điều 5", "prize-1",
         whole(prizes=(Prize(grade="first", scope="leg_unit", unit_ranking=1),),
               unit_rankings=(UnitRanking(number=1, measure="entered", basis="tổ chức tốt"),))),
        ("Điều 1 và Điều 5", "prize-1", whole(prizes=(Prize(grade="first", scope="division"),))),
        ("Điều 5", "prize-1",
         whole(prizes=(Prize(grade="first", worth_vnd=100), Prize(grade="second", worth_vnd=200)))),
        ("Điều 1 và Điều 5", "prize-1", whole(prizes=(Prize(grade="first", scope="leg_division"),))),
        ("Điều 2 và Điều 4", "advance-1",
         whole(*two_rounds(advance=Advance(kind="best_per_leg", per_leg=3, ties="extra_question")))),
        ("Điều 2 và Điều 4", "advance-1",
         whole(*two_rounds(advance=Advance(kind="compound", part=1, part_floor=5000, total_floor=1)))),
        ("Điều 2 và Điều 4", "carry-1", whole(a_round(1, carry="points"), a_round(2))),
        ("Điều 4 và Điều 7", "advance-1",
         whole(*two_rounds(advance=Advance(kind="best_per_unit", per_unit=2)), registration=opened(unit="optional"))),
        ("Điều 4", "advance-1", whole(*two_rounds(advance=Advance(kind="best_per_unit", per_unit=2, reserves=1)))),
        ("Điều 1 và Điều 4", "advance-1",
         whole(*two_rounds(advance=Advance(kind="best_per_unit", per_unit=3)),
               eligibility=Eligibility(quota_per_unit=2))),
        ("Điều 2 và Điều 4", "advance-1",
         whole(*two_rounds(advance=Advance(kind="threshold_points", total_floor=61)))),
        ("Điều 2 và Điều 5", "prize-1", whole(prizes=(Prize(grade="first", scope="leg", floor=31),))),
        ("Điều 2 và Điều 5", "prize-1", whole(prizes=(Prize(grade="first", floor=61),))),
        ("Điều 2 và Điều 5", "prize-1", whole(prizes=(Prize(grade="first", scope="part", part=1, floor=61),))),
        ("Điều 2 và Điều 5", "prize-1",
         whole(overall=Overall(best_legs=1), prizes=(Prize(grade="first", scope="overall", floor=31),))),
        ("Điều 2", "parts", whole(in_parts("percent", 60, 30))),
        ("Điều 6", "freeze_minutes", whole(a_round(freeze_minutes=15))),
        ("Điều 3 và Điều 6", "freeze_minutes",
         whole(a_round(legs=(a_leg(opens_at=at(2), closes_at=at(3)),), board="live", freeze_minutes=1440))),
        ("Điều 2 và Điều 5", "prize-1", whole(prizes=(Prize(grade="first", round=4),))),
        ("Điều 2 và Điều 5", "prize-1", whole(prizes=(Prize(grade="secondary", scope="part", part=2),))),
        ("Điều 5", "prizes", whole(prizes=(ALL_THE_REST, ALL_THE_REST))),
        ("Điều 5", "cap_percent", whole(prizes=(SHARE,), awarding=Awarding(cap_percent=50))),
        ("Điều 5", "cap_percent", whole(prizes=(ALL_THE_REST,), awarding=Awarding(cap_percent=50))),
        ("Điều 6", "official_days", whole(complaints=Complaints(days=5), publication=Publication(official_days=3))),
        ("Điều 3 và Điều 4", "opens_at",
         whole(a_round(1, advance=Advance(kind="top_n", count=5)), a_round(2, legs=(a_leg(2),)))),
        ("Điều 3 và Điều 4", "opens_at", whole(a_round(1), a_round(2, legs=(a_leg(2),), carry="points"))),
        ("Điều 3 và Điều 7", "closes_at",
         whole(*two_rounds(advance=Advance(kind="top_n", count=5)), registration=opened(closes_at=at(20)))),
        ("Điều 6 và Điều 7", "keep_until", whole(registration=opened(keep_until=date(2026, 11, 19)))),
        ("Điều 4", "advance-2",
         whole(*(a_round(n, advance=Advance(kind="top_n", count=5 * n)) for n in (1, 2)))),
        ("Điều 1 và Điều 7", "position",
         whole(eligibility=Eligibility(other_positions="Lớp trưởng"), registration=opened(position="optional"))),
        ("Điều 5 và Điều 7", "unit",
         whole(prizes=(Prize(grade="first", recipient="unit"),), registration=opened(unit="optional"))),
        ("Điều 6 và Điều 7", "unit", whole(a_round(board_shows="units"), registration=opened(unit="off"))),
        ("Điều 1 và Điều 4", "ranking-1",
         whole(eligibility=Eligibility(quota_per_unit=2), unit_rankings=(UnitRanking(
             number=1, measure="average_best_k", k=3),))),
        ("Điều 4", "ranking-1", whole(unit_rankings=(UnitRanking(number=1, classes=(
            UnitClass(name="nhỏ", heads_to=50), UnitClass(name="lớn", heads_from=50)),),))),
        ("Điều 4", "keys", whole(overall=Overall(keys=("elapsed", "points")))),
        ("Điều 4", "keys", whole(overall=Overall(keys=("points", "lots", "elapsed")))),
        ("Điều 5", "prizes", whole(prizes=(SHARE, SHARE.model_copy(update={"grade": "consolation"})))),
        ("Điều 5", "prize-1",
         whole(prizes=(ALL_THE_REST.model_copy(update={"grade": "third"}), Prize(grade="consolation", round=1)))),
        ("Điều 5", "prize-1", whole(prizes=(Prize(grade="third"), Prize(grade="first")), one_prize="once")),
        ("Điều 5", "prize-1", whole(prizes=(Prize(grade="first", scope="leg", every_leg=True),))),
        ("Điều 4 và Điều 5", "prize-1",
         whole(overall=Overall(min_points=42), prizes=(Prize(grade="certificate", scope="overall", floor=30),))),
        ("Điều 4 và Điều 5", "prize-2",
         whole(overall=Overall(), unit_rankings=(UnitRanking(number=1, measure="prizes"),),
               prizes=(Prize(grade="first", scope="overall"), Prize(grade="first", scope="leg_unit", unit_ranking=1)))),
    ],
)  # fmt: skip
def test_what_clashes_is_named_by_its_articles(named, field, rules):
    assert found(rules) == [(named, field)]


def test_what_holds_together_is_not_spoken_of():
    assert found(whole()) == []
    final = ALL_THE_REST.model_copy(update={"round": 2})
    ahead = two_rounds(advance=Advance(kind="top_n", count=50))
    assert found(whole(*ahead, prizes=(Prize(grade="first"), final), overall=Overall(best_legs=4))) == []
    kept = opened(closes_at=at(28), keep_until=date(2026, 12, 4))
    assert found(whole(*two_rounds(), prizes=(Prize(grade="third"), Prize(grade="first")), registration=kept)) == []
    decided = Overall(keys=("points", "elapsed", "jury", "lots"))
    of_the_whole = UnitRanking(number=1, measure="average_best_k", k=3, unit_kind="commune")
    quota = Eligibility(quota_per_unit=2)
    assert found(whole(overall=decided, eligibility=quota, unit_rankings=(of_the_whole,))) == []


def test_what_has_to_be_reached_is_held_against_all_legs_together():
    def ahead(floor, legs=TWO_LEGS):
        compound = Advance(kind="compound", part=1, part_floor=floor, total_floor=floor)
        return found(whole(a_round(1, legs=legs, advance=compound), a_round(2)))

    assert ahead(60) == []
    assert ahead(61) == [("Điều 2 và Điều 4", "advance-1")] * 2
    assert ahead(31, TWO_LEGS[:1]) == [("Điều 2 và Điều 4", "advance-1")] * 2


def test_a_floor_counts_weighed_parts_and_what_was_brought_along():
    def of_prize(floor, *rounds, **prize):
        return found(whole(*rounds, prizes=(Prize(grade="first", floor=floor, **prize),)))

    weighed = in_parts("coefficients", 2, 1)
    assert of_prize(100, weighed) == []
    assert of_prize(101, weighed) == [("Điều 2 và Điều 5", "prize-1")]
    assert of_prize(200, in_parts("percent", 60, 40)) == []
    carrying = a_round(1, legs=TWO_LEGS[:1]), a_round(2, legs=TWO_LEGS[1:], carry="points")
    assert of_prize(60, *carrying, scope="leg", round=2) == []
    assert of_prize(31, *carrying, scope="leg", round=1) == [("Điều 2 và Điều 5", "prize-1")]
    assert of_prize(31, a_round(questions=0)) == []


def test_fixed_prizes_are_held_against_the_people_on_the_roster():
    rules = whole(prizes=(Prize(grade="first", scope="leg", count=3),), awarding=Awarding(cap_percent=50))

    assert found(rules, Facts(entries=11)) == [("Điều 5", "cap_percent")]
    assert found(rules, Facts(entries=12)) == []
    assert found(rules) == []


def test_two_rankings_by_head_counts_are_warned_of_once():
    both = whole(unit_rankings=tuple(UnitRanking(number=number, measure="ratio") for number in (1, 2)))

    assert len(clashes(both, Facts(units_without_heads=2))) == 1


def test_what_is_only_unwise_is_a_warning():
    ratio = whole(unit_rankings=(UnitRanking(number=1, measure="ratio"),))
    late = whole(complaints=Complaints(days=3, answer_days=3), publication=Publication(official_days=4))

    assert [clash.is_warning for clash in clashes(ratio, Facts(units_without_heads=2))] == [True]
    assert "2 đơn vị" in clashes(ratio, Facts(units_without_heads=2))[0].told
    assert [clash.is_warning for clash in clashes(late)] == [True]
    everybody = whole(a_round(advance=Advance(kind="top_n", count=10)))
    assert [(clash.field, clash.is_warning) for clash in clashes(everybody, Facts(entries=10))] == [("advance-1", True)]
    beside = whole(eligibility=Eligibility(excluded=(Exclusion(group="organisers", how="hors_concours"),)))
    assert [(clash.field, clash.is_warning) for clash in clashes(beside)] == [("group-organisers", True)]


def change(world, at, reason="Có tài trợ", **rules):
    with database.transaction() as session:
        contest = session.get_one(Contest, world.contest.id)
        set_contest_rules(session, contest, ContestRules(**rules), reason, Decider(None, "organiser", at))


def test_a_change_is_a_decision_with_its_reason(world, noon):
    change(world, noon, prizes=(Prize(grade="first"),))

    with database.transaction(writing=False) as session:
        (told,) = decisions_on(session, world.contest.id, "set_contest_rules")
        assert session.get_one(Contest, world.contest.id).rules.prizes[0].grade == "first"
    assert (told.reason, told.body) == ("Có tài trợ", {"changed": ["prizes"]})


def test_after_announcing_nothing_changes_without_a_reason_or_into_a_clash(world, noon):
    with pytest.raises(Invalid) as without:
        change(world, noon, reason=" ", prizes=(Prize(grade="first"),))
    assert without.value.errors.keys() == {"reason"}

    with pytest.raises(Invalid) as clashing:
        change(world, noon, eligibility=Eligibility(age_from=31, age_to=30))
    assert clashing.value.errors == {"age_to": "Điều 1: Không có tuổi nào từ 31 đến 30."}


def test_a_round_does_not_change_into_a_clash_with_the_contest(world, noon):
    change(world, noon, eligibility=Eligibility(age_from=31))
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        rules = round.rules.model_copy(update={"advance": Advance(kind="top_n", count=3, per_division=True)})
        with pytest.raises(Invalid) as refused:
            set_rules(session, contest, round, round.name, rules, "x", set(), Decider(None, "organiser", noon))
    assert "Điều 1 và Điều 4" in refused.value.errors["advance-1"]


def test_what_comes_along_from_the_round_before_is_fixed_once_anybody_has_played(world, noon):
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        rules = round.rules.model_copy(update={"carry": "points"})
        with pytest.raises(Invalid) as refused:
            set_rules(session, contest, round, round.name, rules, "x", {world.leg.id}, Decider(None, "organiser", noon))
    assert "không đổi được nữa" in refused.value.errors["carry"]
