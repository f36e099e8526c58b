"""Who may be one person. Pure: the same people in any order make the same groups."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.duplicate import SURE, Group, Known, Sign, groups_of

BORN = date(2003, 9, 2)


def known(id, name="Hồ Thị Mai", born=None, phone="", code="", unit=1):
    return Known(id, name, born, phone, code, unit)


def test_each_sign_is_named():
    mai = known(1, born=BORN, phone="0912345678", unit=1)

    assert groups_of([mai, known(2, "ho thi mai", BORN, unit=2)]) == [Group((1, 2), (Sign.NAME_AND_BIRTH,))]
    assert groups_of([mai, known(2, phone="0912345678", unit=2)]) == [Group((1, 2), (Sign.NAME_AND_PHONE,))]
    assert groups_of([mai, known(2, "Hồ Văn Nam", phone="0912345678")]) == [Group((1, 2), (Sign.PHONE,))]
    assert groups_of([mai, known(2, born=date(2004, 1, 1))]) == [Group((1, 2), (Sign.NAME_AND_UNIT,))]
    assert groups_of([mai, known(2, "Hồ Thị Mái", BORN)])[0].signs == (Sign.NAME_AND_BIRTH, Sign.NAME_AND_UNIT)
    assert groups_of([mai, known(2, "Hồ Thị Maii", BORN)]) == [Group((1, 2), (Sign.ALIKE,))]
    assert groups_of([mai, known(2, "Lê Hoàng Anh", BORN, "0987654321")]) == []


def test_what_is_sure_hangs_together_and_a_family_with_one_phone_does_not_join_in():
    people = [
        known(1, born=BORN, phone="0912345678"),
        known(2, born=BORN, unit=2),
        known(3, phone="0912345678", unit=3),
        known(4, "Hồ Văn Nam", phone="0912345678"),
    ]

    groups = groups_of(people)

    assert groups[0].ids == (1, 2, 3)
    assert [group.signs for group in groups[1:]] == [(Sign.PHONE,)]


def test_who_was_told_apart_is_not_shown_again():
    people = [known(1, born=BORN), known(2, born=BORN), known(3, born=BORN)]

    assert groups_of(people[:2], frozenset([frozenset((1, 2))])) == []
    assert groups_of(people, frozenset([frozenset((1, 2))]))[0].ids == (1, 2, 3)


PEOPLE = st.lists(
    st.builds(
        Known,
        st.integers(1, 9),
        st.sampled_from(["Hồ Thị Mai", "ho thi mai", "Hồ Thị Maii", "Lê An", "Lê Ân"]),
        st.sampled_from([None, BORN, date(2004, 1, 1)]),
        st.sampled_from(["", "0912345678", "0987654321"]),
        st.sampled_from(["", "DV1", "dv1"]),
        st.integers(1, 2),
    ),
    unique_by=lambda one: one.id,
    max_size=9,
)


@given(PEOPLE, st.randoms())
def test_the_order_does_not_matter_and_nobody_is_alone_or_twice_in_a_sure_group(people, chance):
    groups = groups_of(people)
    shuffled = list(people)
    chance.shuffle(shuffled)

    assert groups_of(shuffled) == groups
    assert all(len(group.ids) > 1 and group.signs for group in groups)
    sure = [id for group in groups if set(group.signs) & SURE for id in group.ids]
    assert len(sure) == len(set(sure))


@given(PEOPLE)
def test_all_who_agree_in_name_and_birth_date_are_in_one_group(people):
    groups = groups_of(people)

    for one in people:
        for other in people:
            if one.id < other.id and one.born and (one.folded, one.born) == (other.folded, other.born):
                assert any({one.id, other.id} <= set(group.ids) for group in groups)
