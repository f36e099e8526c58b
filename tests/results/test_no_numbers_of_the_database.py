"""No public file of a result carries a number by which the database knows people, units, divisions or legs."""

import re
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import Session

from quiz.contests.contest import Contest, Division
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider
from quiz.people.unit import Unit
from quiz.results.exporting import exported
from quiz.standings.concluding import publish_conclusion
from quiz.standings.conclusion import latest_conclusion
from quiz.standings.deciding_prizes import bar
from quiz.standings.publishing import publish
from quiz.standings.record import record_of
from quiz.standings.revision import latest
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, enter, played
from tests.world import HOUR

TELLING = 73_450_000
"""Numbers from here on are nothing else."""
PRIZES = [
    {"grade": "first", "scope": "overall"}, {"grade": "second", "scope": "leg"},
    {"grade": "third", "scope": "unit", "unit_ranking": 1},
]  # fmt: skip


@pytest.fixture
def results(session: Session, world):
    """Published, with divisions, units, prizes of each sort and a decision about one."""
    contest = session.get_one(Contest, world.contest.id)
    contest.rules_json = contest.rules.model_copy(update={}).model_dump(mode="json") | {
        "overall": {"keys": ["points", "elapsed"]}, "prizes": PRIZES, "one_prize": "unlimited",
        "unit_rankings": [{"number": 1, "measure": "people"}],
    }  # fmt: skip
    unit = Unit(
        id=TELLING + 1,
        code="noi-xa",
        name="Chi đoàn nơi xa",
        kind="branch",
        parent_id=world.units["tan-trai"].parent_id,
    )
    division = Division(id=TELLING + 2, contest_id=contest.id, name="Khối trường học", position=2)
    session.add_all([unit, division])
    session.flush()
    world.units["noi-xa"] = unit
    for number in range(3, 7):
        entry = enter(session, world, f"Người thứ {number}", "noi-xa", id=TELLING + number)
        entry.division_id = division.id if number % 2 else entry.division_id
        played(session, world, entry, RIGHT, seconds=number)
    by = Decider(world.people["binh"].id, "chief_judge", NOON + 2 * HOUR)
    leg, round = session.get_one(Leg, world.leg.id), session.get_one(Round, world.round.id)
    publish(session, contest, round, leg, state="official", note="", by=by, early="Không chờ")
    bar(session, contest, TELLING + 4, "Khai sai tuổi", by)
    publish_conclusion(session, contest, state="provisional", note="", by=by)
    return latest(session, leg), latest_conclusion(session, contest)


@pytest.mark.parametrize("format", ["json", "csv", "xlsx"])
def test_no_file_tells_one(session, results, format):
    for head in results:
        made = exported(session, head, format)
        text = _cells(made) if format == "xlsx" else made.decode()
        assert "Người thứ 3" in text
        assert re.findall(rf"\b{str(TELLING)[:6]}\d\d\b", text) == []


def _cells(made: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(made))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_what_was_published_in_the_older_format_keeps_its_digest():
    content = {"standings": [], "divisions": [{"id": 7, "name": "A", "entries": [], "figures": {}, "cut": None}]}
    old, new = (
        record_of({}, content, rules, {}, {"salt": "ab" * 32}) for rules in ({"rules": {}}, {"rules": {}, "record": 3})
    )

    assert (old["format"], old["board"]["divisions"][0]["id"]) == ("hoi-thi/result/2", 7)
    assert new["format"] == "hoi-thi/result/3"
    assert "id" not in new["board"]["divisions"][0]
    assert "record" not in new["rules"]
