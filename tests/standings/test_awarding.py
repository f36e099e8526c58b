"""Who wins which prize: by places alone, and never two where one is the rule."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.prizes import Prize
from quiz.standings.awarding import GRADE_RANK, Contender, Decided, Offer, Ranking, TieDecision, award, prizes_given


def prize(grade, count=1, scope="leg", **more):
    how_many = more.get("how_many", "count")
    return Prize(grade=grade, scope=scope, count=count if how_many == "count" else None, **more)


def ranking(key, *places, points=()):
    """Of entries 1, 2, 3 …, in this order; or of (entry, place)."""
    lines = [one if isinstance(one, tuple) else (one, number) for number, one in enumerate(places, 1)]
    worth = dict(zip([id for id, _place in lines], points, strict=False))
    return Ranking(key, tuple(Contender(id, place, worth.get(id)) for id, place in lines))


def offers(prizes, *rankings):
    return [Offer(index, one, each) for each in rankings for index, one in enumerate(prizes)]


def won(awards):
    """(ranking, grade) → ids."""
    return {(one.offer.ranking.key, one.offer.prize.grade): [each.id for each in one.winners] for one in awards}


THREE = [prize("first"), prize("second"), prize("third", 2)]
REST = prize("consolation", how_many="all_remaining")


def test_prizes_go_down_the_ranking():
    found = won(award(offers([*THREE, REST], ranking("leg:1", 5, 3, 8, 1, 2, 9)), "higher"))
    assert list(found.values()) == [[5], [3], [8, 1], [2, 9]]


def test_who_has_a_higher_prize_leaves_the_lower_to_the_next():
    first, second = ranking("leg:1", 1, 2, 3, 4), ranking("leg:2", 2, 1, 3, 4)
    found = won(award(offers(THREE[:2], first, second), "higher"))
    assert found == {
        ("leg:1", "first"): [1],
        ("leg:1", "second"): [3],
        ("leg:2", "first"): [2],
        ("leg:2", "second"): [4],
    }


def test_the_worked_example_of_the_docs():
    an, binh, chi, dung, em = 1, 2, 3, 4, 5
    weeks = ranking("leg:1", an, binh, chi, dung, em), ranking("leg:2", binh, an, dung, chi, em)
    found = won(award(offers([prize("first"), prize("second"), prize("third")], *weeks), "higher"))
    assert [found["leg:1", grade] for grade in ("first", "second", "third")] == [[an], [chi], [em]]
    assert [found["leg:2", grade] for grade in ("first", "second", "third")] == [[binh], [dung], []]


def test_only_the_first_that_was_won_where_the_rules_say_once():
    first, second = ranking("leg:1", 1, 2, 3, 4), ranking("leg:2", 2, 1, 3, 4)
    found = won(award(offers(THREE[:2], first, second), "once"))
    assert found == {
        ("leg:1", "first"): [1],
        ("leg:1", "second"): [2],
        ("leg:2", "first"): [3],
        ("leg:2", "second"): [4],
    }


def test_everything_where_nothing_is_said():
    first, second = ranking("leg:1", 1, 2), ranking("leg:2", 1, 2)
    assert won(award(offers(THREE[:1], first, second), "unlimited")) == {
        ("leg:1", "first"): [1], ("leg:2", "first"): [1],
    }  # fmt: skip


def test_it_is_told_whom_a_winner_was_moved_over():
    first, second = ranking("leg:1", 1, 2), ranking("leg:2", 1, 2, 3)
    *_, last = award(offers(THREE[:1], first, second), "higher", Decided(barred=frozenset({2})))
    assert [each.id for each in last.winners] == [3]
    assert [(each.contender.id, each.why) for each in last.passed] == [(1, "held"), (2, "barred")]
    assert last.passed[0].held is not None
    assert last.passed[0].held.ranking.key == "leg:1"


def test_equals_share_the_prize_and_use_up_the_one_below():
    awards = award(offers(THREE, ranking("leg:1", (1, 1), (2, 1), (3, 3), (4, 4))), "higher")
    assert list(won(awards).values()) == [[1, 2], [], [3, 4]]
    assert [(one.used_above, one.left_open) for one in awards] == [(0, 0), (1, 0), (0, 0)]
    assert awards[0].tie is not None
    assert (awards[0].tie.seats, awards[0].tie.decided) == (1, False)


def test_the_order_of_the_jury_or_of_lots_tells_equals_apart():
    tied = ranking("leg:1", (1, 1), (2, 1), (3, 1), (4, 4))
    awards = award(offers(THREE, tied), "higher", Decided(ties=(TieDecision("leg:1", (3, 1, 2)),)))
    assert list(won(awards).values()) == [[3], [1], [2, 4]]
    assert all(one.tie is None for one in awards)


def test_a_decision_stands_only_while_it_names_everybody():
    tied = ranking("leg:1", (1, 1), (2, 1), (3, 1))
    decided = Decided(ties=(TieDecision("leg:1", (1, 2)), TieDecision("leg:2", (1, 2, 3))))
    assert won(award(offers(THREE[:1], tied), "higher", decided))["leg:1", "first"] == [1, 2, 3]


def test_a_share_is_rounded_down_and_counts_who_has_a_place():
    found = award(offers([prize("first", how_many="share", share_percent=Decimal("12.5"))],
                         ranking("leg:1", *range(1, 24))), "higher")  # fmt: skip
    assert len(found[0].winners) == 2  # 2.875


def test_who_does_not_reach_the_floor_leaves_the_prize_open():
    few = ranking("leg:1", 1, 2, points=(Fraction(56), Fraction(56) - Fraction(1, 10_000)))
    [one] = award(offers([prize("first", 2, floor=Decimal(56))], few), "higher")
    assert ([each.id for each in one.winners], one.left_open) == ([1], 1)
    assert [(each.contender.id, each.why) for each in one.passed] == [(2, "floor")]


def test_nobody_wins_a_prize_with_no_point_but_a_certificate_they_may_have():
    lines = ranking("leg:1", 1, 2, points=(Fraction(5), Fraction(0)))
    awards = award(offers([prize("first", 2), prize("certificate", how_many="all_remaining")], lines), "higher")
    assert won(awards) == {("leg:1", "first"): [1], ("leg:1", "certificate"): [1, 2]}
    assert ([each.why for each in awards[0].passed], awards[0].left_open) == (["nothing"], 1)


def test_only_who_was_there_in_every_leg():
    lines = Ranking("overall", (Contender(1, 1, every_leg=False), Contender(2, 2)))
    assert won(award([Offer(0, prize("first", scope="overall", every_leg=True), lines)], "higher")) == {
        ("overall", "first"): [2]
    }


def test_a_certificate_stands_beside_prizes():
    paper = prize("certificate", how_many="all_remaining", floor=Decimal(42))
    lines = ranking("leg:1", 1, 2, 3, points=(Fraction(60), Fraction(42), Fraction(41)))
    awards = award(offers([prize("first"), paper], lines), "higher")
    assert won(awards) == {("leg:1", "first"): [1], ("leg:1", "certificate"): [1, 2]}
    assert prizes_given(awards) == 1


def test_what_a_unit_is_given_takes_nothing_from_its_person():
    awards = award(offers([prize("first"), prize("special", recipient="unit")], ranking("leg:1", 1, 2)), "higher")
    assert won(awards) == {("leg:1", "first"): [1], ("leg:1", "special"): [1]}
    assert prizes_given(awards) == 1


def test_numbers_may_be_shifted_by_a_decision():
    found = won(award(offers(THREE, ranking("leg:1", 1, 2, 3, 4)), "higher", Decided(numbers={0: 2, 2: 1})))
    assert list(found.values()) == [[1, 2], [3], [4]]


@pytest.mark.parametrize("one_prize", ["unlimited", "once", "higher"])
def test_nobody_played_so_nobody_wins(one_prize):
    awards = award(offers([*THREE, REST], ranking("leg:1")), one_prize)
    assert not any(one.winners for one in awards)
    assert [one.left_open for one in awards] == [1, 1, 2, 0]


@st.composite
def plans(draw):
    """Prizes of several grades, and rankings in which the same people stand with equals among them."""
    grades = draw(st.lists(st.sampled_from(["special", "first", "second", "third", "consolation"]), min_size=1,
                           max_size=4, unique=True))  # fmt: skip
    prizes = [prize(one, draw(st.integers(1, 3))) for one in sorted(grades, key=lambda one: GRADE_RANK[one])]
    if draw(st.booleans()):
        prizes.append(prize("certificate", how_many="all_remaining"))
    rankings = []
    for number in range(draw(st.integers(1, 3))):
        people = draw(st.lists(st.integers(1, 8), unique=True, max_size=8))
        scores = sorted(((draw(st.integers(0, 3)), one) for one in people), reverse=True)
        placed = [(one, 1 + sum(other > score for other, _one in scores)) for score, one in scores]
        rankings.append(ranking(f"leg:{number}", *placed))
    decided = Decided(barred=frozenset(draw(st.sets(st.integers(1, 8), max_size=2))))
    return prizes, rankings, decided


def per_person(awards):
    return Counter(each.id for one in awards if one.offer.prize.grade != "certificate" for each in one.winners)


@given(plans(), st.sampled_from(["once", "higher"]))
def test_nobody_has_two(plan, one_prize):
    prizes, rankings, decided = plan
    found = per_person(award(offers(prizes, *rankings), one_prize, decided))
    assert set(found.values()) <= {1}
    assert not decided.barred & set(found)


@given(plans(), st.sampled_from(["unlimited", "once", "higher"]))
def test_never_more_than_there_are_unless_by_a_tie(plan, one_prize):
    prizes, rankings, decided = plan
    for one in award(offers(prizes, *rankings), one_prize, decided):
        if one.seats is not None and one.tie is None:
            assert len(one.winners) <= one.seats
        elif one.seats is not None:
            assert len({each.place for each in one.winners[one.seats - one.used_above - 1 :]}) == 1


@given(plans(), st.sampled_from(["unlimited", "once", "higher"]), st.randoms())
def test_the_order_in_which_lines_come_does_not_matter(plan, one_prize, chance):
    prizes, rankings, decided = plan
    mixed = [Ranking(each.key, tuple(chance.sample(each.contenders, len(each.contenders)))) for each in rankings]
    assert won(award(offers(prizes, *mixed), one_prize, decided)) == won(
        award(offers(prizes, *rankings), one_prize, decided)
    )


@given(plans())
def test_nobody_was_passed_over_for_a_lower_prize_than_they_could_have_had(plan):
    prizes, rankings, decided = plan
    for one in award(offers(prizes, *rankings), "higher", decided):
        for each in one.passed:
            if each.held is not None:
                assert GRADE_RANK[each.held.prize.grade] <= GRADE_RANK[one.offer.prize.grade]


@given(plans(), st.sampled_from(["unlimited", "once", "higher"]))
def test_who_stands_last_and_wins_nothing_changes_nothing(plan, one_prize):
    prizes, rankings, decided = plan
    before = award(offers(prizes, *rankings), one_prize, decided)
    more = [
        Ranking(each.key, (*each.contenders, Contender(99, len(each.contenders) + 1))) if number == 0 else each
        for number, each in enumerate(rankings)
    ]
    after = award(offers(prizes, *more), one_prize, Decided(barred=decided.barred | {99}))
    assert won(before) == won(after)


def test_the_higher_prize_is_the_one_worth_more_where_all_have_a_worth():
    """A first prize of a week is worth less than a second of the whole contest."""
    weekly = prize("first", worth_vnd=300_000)
    whole = prize("second", worth_vnd=600_000, scope="overall")
    week, overall = ranking("leg:1", 1, 2), ranking("overall", 1, 2)
    offered = [Offer(0, weekly, week), Offer(1, whole, overall)]
    assert won(award(offered, "higher")) == {("leg:1", "first"): [2], ("overall", "second"): [1]}

    without = [Offer(0, prize("first"), week), Offer(1, whole, overall)]
    assert won(award(without, "higher")) == {("leg:1", "first"): [1], ("overall", "second"): [2]}


def test_who_takes_no_prize_of_one_ranking_may_have_one_of_another():
    first, second = ranking("leg:1", 1, 2, 3), ranking("leg:2", 1, 2)
    declined = Decided(declined=frozenset({("leg:1", 1)}))
    awards = award(offers(THREE[:2], first, second), "higher", declined)
    assert won(awards) == {
        ("leg:1", "first"): [2], ("leg:1", "second"): [3], ("leg:2", "first"): [1], ("leg:2", "second"): [],
    }  # fmt: skip
    assert [(each.contender.id, each.why) for each in awards[0].passed] == [(1, "declined")]
