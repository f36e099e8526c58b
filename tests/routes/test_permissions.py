"""tests/permissions.txt is the truth about who may do what: every route is knocked on by everybody and compared."""

import pytest

from tests.routes.walking import EVERYBODY, all_doors, line_of, table, walk

__all__ = ["walk"]


@pytest.mark.parametrize("door", all_doors(), ids=str)
def test_only_those_in_the_table_are_let_in(walk, door):
    admitted = walk.admitted(door)

    expected = table().get(str(door))
    assert expected is not None, (
        f"Add this line to tests/permissions.txt, if it is what you mean:\n{line_of(door, admitted)}"
    )
    assert line_of(door, admitted) == line_of(door, expected)
    assert "anyone" not in admitted or admitted == set(EVERYBODY), "what anyone may do, everybody may"


def test_the_table_names_no_route_that_is_gone():
    assert set(table()) - {str(door) for door in all_doors()} == set()


def test_the_table_names_only_people_of_the_world():
    assert {name for who in table().values() for name in who} <= set(EVERYBODY)
