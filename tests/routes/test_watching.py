"""What anyone may watch: boards behind the release gate, one's own place, and the same page for a thousand people."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from quiz import clock, database
from quiz.attempts import pausing
from quiz.attempts.decisions import Scope
from quiz.contests.contest import Contest, ContestState, Division
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.routes.watch.boards import kept_rows
from quiz.standings.board import board_of, released_board_of
from quiz.standings.freezing import freeze
from quiz.standings.publishing import publish
from quiz.web import kept
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, play, played
from tests.world import HOUR, come_in, go_by

SURFACES = ["", "/rows", "/units", "/units/rows", "/screen", "/screen/rows"]
SECRETS = ["Trần Thị Thuỳ Dương", "Tân Trại", "VL-001", "1:07"]


@pytest.fixture(autouse=True)
def _nothing_kept():
    kept.forget_everything()


def change_rules(world, **changes):
    with database.transaction() as session:
        session.get_one(Round, world.round.id).take_rules(RoundRules(**changes))


def two_play(world):
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT, seconds=67)
        played(session, world, world.entries["khanh"], RIGHT, WRONG, seconds=30)


def published(world, state="official"):
    by = Decider(world.people["lan"].id, "organiser", NOON + 2 * HOUR)
    with database.transaction() as session:
        publish(
            session,
            world.contest,
            session.get_one(Round, world.round.id),
            world.leg,
            state=state,
            note="Như đã báo",
            by=by,
            early="Không chờ",
        )


def freeze_it(world):
    by = Decider(world.people["minh"].id, "judge", NOON)
    with database.transaction() as session:
        freeze(session, world.contest, session.get_one(Round, world.round.id), world.leg, reason="Giữ kín", by=by)


def look(browser, world, surface="", **query):
    return browser.get(f"/watch/legs/{world.leg.public_id}{surface}", params=query)


@pytest.mark.parametrize("surface", SURFACES)
def test_nothing_leaks_before_publication(world, browser, surface):
    two_play(world)
    come_in(browser, world.entries["khanh"])

    response = look(browser, world, surface)

    assert response.status_code == 200
    assert "Kết quả được công bố sau" in response.text
    assert not [secret for secret in SECRETS if secret in response.text]


@pytest.mark.parametrize("surface", SURFACES)
def test_a_published_board_is_on_every_surface(world, browser, surface):
    two_play(world)
    published(world)

    text = look(browser, world, surface).text

    assert "Chính thức" in text
    assert "Tân Trại" in text


@pytest.mark.parametrize("surface", SURFACES)
def test_a_draft_contest_has_no_board(world, browser, surface):
    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).state = ContestState.DRAFT

    assert look(browser, world, surface).status_code == 404


def test_a_live_board_says_so_and_how_places_are_decided(world, browser):
    change_rules(world, board="live", cut_line=1)
    two_play(world)

    text = look(browser, world).text

    assert "Trực tiếp" in text
    assert "1:07" in text
    assert "Xếp hạng theo: điểm cao hơn → thời gian làm bài ngắn hơn" in text
    assert "Vào vòng sau: 1 người đứng đầu" in text
    assert 'class="p1 cut"' in text


def test_only_who_submitted_is_on_the_live_board(world, browser):
    change_rules(world, board="live")
    with database.transaction() as session:
        play(session, world, world.entries["duong"], RIGHT, submitted_after=None)

    text = look(browser, world).text

    assert "Trần Thị Thuỳ Dương" not in text
    assert "1 lượt đang làm" in text


def test_one_s_own_place_is_pinned_and_nobody_else_s(world, browser):
    change_rules(world, board="live")
    two_play(world)
    assert "Bạn đang ở hạng" not in look(browser, world).text

    come_in(browser, world.entries["khanh"])

    assert "Bạn đang ở hạng 2" in look(browser, world).text
    assert "Bạn đang ở hạng 2" in look(browser, world, "/rows").text


def test_a_long_board_has_pages_and_the_way_to_one_s_own(world, browser):
    change_rules(world, board="live")
    with database.transaction() as session:
        for number in range(51):
            played(session, world, enter(session, world, f"Thí sinh {number}"), RIGHT, RIGHT, seconds=number)
    two_play(world)
    come_in(browser, world.entries["khanh"])

    first, second = look(browser, world).text, look(browser, world, page=2).text

    assert "Trang 1 / 2" in first
    assert f"/watch/legs/{world.leg.public_id}?page=2" in first
    assert "Đến trang có tên bạn" in first
    assert "Đến trang có tên bạn" not in second
    assert "Phan Quốc Khánh" in second


def test_a_page_after_the_last_is_the_last(world, browser):
    change_rules(world, board="live")
    two_play(world)

    assert "Phan Quốc Khánh" in look(browser, world, page=99).text


def test_the_screen_turns_its_pages(world, browser):
    change_rules(world, board="live")
    with database.transaction() as session:
        for number in range(10):
            played(session, world, enter(session, world, f"Thí sinh {number}"), RIGHT, seconds=number)

    assert "screen?page=2" in look(browser, world, "/screen").text
    assert "screen?page=1" in look(browser, world, "/screen/rows", page=2).text
    assert "Thí sinh 9" in look(browser, world, "/screen/rows", page=4).text


def test_a_board_is_rendered_once_for_many_and_again_after_a_change(world, browser, monkeypatch):
    change_rules(world, board="live")
    two_play(world)
    rendered = []
    render = kept._render
    monkeypatch.setattr(kept, "_render", lambda *given: rendered.append(given[0]) or render(*given))

    for _ in range(20):
        look(browser, world, "/rows")
    assert rendered == ["watch/_rows.html"]

    with database.transaction() as session:
        played(session, world, enter(session, world, "Người Đến Sau"), RIGHT)
    assert "Người Đến Sau" in look(browser, world, "/rows").text
    assert len(rendered) == 2


@pytest.mark.parametrize("frozen", [False, True])
def test_what_two_thousand_ask_for_at_once_is_rendered_once(world, monkeypatch, frozen):
    change_rules(world, board="live")
    two_play(world)
    if frozen:
        freeze_it(world)
    rendered = []
    render = kept._render
    monkeypatch.setattr(kept, "_render", lambda *given: rendered.append(given[0]) or render(*given))

    def ask(_number):
        """A quarter of a thousand of them, one after the other."""
        with database.transaction(writing=False) as session:
            round = session.get_one(Round, world.round.id)
            found = board_of(session, world.contest, round, world.leg, NOON)
            return {kept_rows("?page=", world.leg, found, found.listed(), 1) for _ in range(250)}

    with ThreadPoolExecutor(8) as pool:
        seen = set().union(*pool.map(ask, range(8)))

    assert len(seen) == 1
    assert rendered == ["watch/_rows.html"]


def test_each_language_has_its_own_rendering(world, browser):
    change_rules(world, board="live")
    two_play(world)
    look(browser, world, "/rows")
    browser.cookies.set("language", "en")

    assert 'lang="en"' in look(browser, world).text


def test_a_hidden_board_does_not_even_tell_that_somebody_submitted(world, browser, monkeypatch):
    asked = []
    monkeypatch.setattr("quiz.routes.watch.boards.changes_of", lambda *told, gate: asked.append((told, gate)) or {})
    look(browser, world, "/events")
    change_rules(world, board="live")
    look(browser, world, "/events")

    leg = world.leg.id
    assert {told for told, _gate in asked} == {(f"publication-{leg}", f"time-{leg}")}
    assert [(gate.topics, gate.at_first.told) for _told, gate in asked] == [
        ((f"board-{leg}",), False),
        ((f"board-{leg}",), True),
    ]


def test_a_hostile_name_is_only_text(world, browser):
    change_rules(world, board="live")
    with database.transaction() as session:
        played(session, world, enter(session, world, "<script>alert(1)</script>"), RIGHT)

    assert "<script>alert" not in look(browser, world).text


def test_units_are_counted_by_people_and_attempts(world, browser):
    change_rules(world, board="live")
    two_play(world)

    text = look(browser, world, "/units").text

    assert "Chi đoàn thôn Tân Trại" in text
    assert "Lượt thi" in text
    assert "Điểm trung bình" in text


def test_each_ranking_of_units_stands_on_a_page_of_its_own_and_those_by_prizes_come_later(world, browser):
    measures = [{"measure": "ratio"}, {"measure": "average_best_k", "k": 2}, {"measure": "prizes", "name": "Theo giải"}]
    go_by(world, unit_rankings=[{"number": number, **one} for number, one in enumerate(measures, 1)])
    change_rules(world, board="live", board_shows="units")
    two_play(world)

    first = look(browser, world).text
    for told in ("Trực tiếp", "chưa có số đoàn viên", "Theo giải", "2 thí sinh, 2 lượt thi"):
        assert told in first
    assert "Trần Thị Thuỳ Dương" not in first
    best = look(browser, world, "/units/rows", ranking=2).text
    assert "1 người được xếp hạng, vẫn chia cho 2" in best
    plain = look(browser, world, "/units", ranking=0).text
    assert "Điểm cao nhất" in plain
    assert 'rows?ranking=0&amp;page=1"' in plain
    assert look(browser, world, "/units", ranking=9).status_code == 200
    hall = look(browser, world, "/screen/rows").text
    assert "Tập thể có điểm trung bình cao" in hall
    assert '<td class="place">1</td><td><span class="name" lang="vi">Chi đoàn thôn Tân Trại' in hall
    assert look(browser, world, "/units", ranking=99).status_code == 422


GUEST = "Khách Mời Ngoài Giải"


def a_guest_plays(world, **rules):
    """Beside two who have a place."""
    change_rules(world, **rules)
    two_play(world)
    with database.transaction() as session:
        guest = enter(session, world, GUEST, hors_concours=True)
        played(session, world, guest, RIGHT, RIGHT, RIGHT, seconds=20)
    return guest


def test_who_plays_beside_stands_below_the_ranking_and_reads_what_they_scored(world, browser):
    guest = a_guest_plays(world, board="live")
    with database.transaction() as session:
        play(session, world, enter(session, world, "Khách Đang Làm", hors_concours=True), RIGHT, submitted_after=None)

    ranking, beside = look(browser, world).text.split('id="beside"')
    assert GUEST not in ranking
    assert GUEST in beside
    assert "Khách Đang Làm" not in beside
    come_in(browser, guest)
    mine = look(browser, world).text
    assert "Bạn thi ngoài giải: 3 điểm, không xếp hạng" in mine
    assert "Bạn đang ở hạng" not in mine


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"board_shows": "top", "board_top": 1}, True),
        ({"board_shows": "units"}, True),
        ({"board_shows": "own"}, True),
        ({"board_shows": "hidden"}, False),
    ],
)
def test_where_not_everybody_is_named_nobody_beside_is_and_they_still_read_their_own(world, browser, rules, told):
    guest = a_guest_plays(world, board="live", **rules)

    assert not [each for each in SURFACES if GUEST in look(browser, world, each).text]
    come_in(browser, guest)
    assert ("Bạn thi ngoài giải" in look(browser, world).text) is told


def test_who_plays_beside_is_kept_with_a_board_that_is_frozen_or_published_and_in_its_files(world, browser):
    guest = a_guest_plays(world, board="live")
    freeze_it(world)
    with database.transaction() as session:
        session.get_one(Entry, guest.id).hors_concours = False
    assert GUEST in look(browser, world).text.split('id="beside"')[1]

    with database.transaction() as session:
        session.get_one(Entry, guest.id).hors_concours = True
    published(world)
    assert GUEST in look(browser, world).text.split('id="beside"')[1]
    file = browser.get(f"/watch/legs/{world.leg.public_id}/revisions/1/results.csv").text
    assert GUEST in file.split("Thi ngoài giải, không xếp hạng")[1]


def test_the_clock_of_the_page_is_the_server_s(world, browser):
    change_rules(world, board="live")

    assert "Cập nhật lúc 12:00:00" in look(browser, world).text
    assert clock.now() == NOON


def test_looking_again_costs_a_few_queries_however_many_people_play(world, browser):
    """The lookup, the visit, the gate and the stamp."""
    change_rules(world, board="live")
    two_play(world)
    look(browser, world, "/rows")
    statements = []

    def note(*told):
        statements.append(told[2])

    event.listen(database.engine(), "before_cursor_execute", note)
    look(browser, world, "/rows")
    event.remove(database.engine(), "before_cursor_execute", note)

    assert len([each for each in statements if each.startswith("SELECT")]) <= 5


@pytest.mark.parametrize("surface", SURFACES)
def test_every_board_speaks_english_too(world, browser, surface):
    change_rules(world, board="live", cut_line=1)
    two_play(world)
    browser.cookies.set("language", "en")

    text = look(browser, world, surface).text

    assert "Live" in text
    assert not [word for word in ("Hạng", "Thí sinh", "lượt", "Xếp", "Vào vòng", "Cập nhật") if word in text]


def test_the_hall_sees_when_everybody_is_paused_but_not_when_one_room_is(world, browser):
    def decide(act, scope, minutes):
        by = Decider(world.people["binh"].id, "chief_judge", NOON + minutes * HOUR / 60)
        with database.transaction() as session:
            act(session, world.contest, world.round, session.get_one(Leg, world.leg.id), scope, "Mất điện", by)

    decide(pausing.pause, Scope("room", "Phòng 1"), 0)
    assert "Tạm dừng" not in look(browser, world, "/screen").text

    decide(pausing.pause, Scope("all"), 0)
    assert "Mất điện" in look(browser, world, "/screen").text
    assert "Tạm dừng" in look(browser, world, "/screen/rows").text

    decide(pausing.resume, Scope("all"), 0)
    assert "Tạm dừng" not in look(browser, world, "/screen/rows").text


@pytest.mark.parametrize("surface", SURFACES)
def test_a_frozen_board_says_since_when_on_every_surface_and_to_contestants(world, browser, surface):
    change_rules(world, board="live")
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT, seconds=67)
    freeze_it(world)
    with database.transaction() as session:
        played(session, world, world.entries["khanh"], RIGHT, RIGHT, RIGHT)
        played(session, world, enter(session, world, "Lê Văn Tám", "hien-luong"), RIGHT)
    come_in(browser, world.entries["khanh"])

    text = look(browser, world, surface).text

    assert "Đóng băng lúc 12:00" in text
    assert "Cập nhật lúc" not in text
    assert not [told for told in ("Lê Văn Tám", "Hiền Lương", "Bạn đang ở hạng", "Trực tiếp") if told in text]


def test_only_the_first_places_are_shown_and_everybody_sees_their_own(world, browser):
    change_rules(world, board="live", board_shows="top", board_top=1)
    two_play(world)
    come_in(browser, world.entries["khanh"])

    text = look(browser, world, "/rows").text

    assert "chỉ nêu 1 hạng đầu" in text
    assert "Bạn đang ở hạng 2" in text
    assert text.count("Phan Quốc Khánh") == 1
    assert "Trần Thị Thuỳ Dương" in text


def test_each_division_has_its_own_board_and_its_own_first(world, browser):
    change_rules(
        world, board="live", board_shows="divisions", advance={"kind": "top_n", "count": 1, "per_division": True}
    )
    two_play(world)
    with database.transaction() as session:
        other = Division(contest_id=world.contest.id, name="Khối trường học", position=2)
        session.add(other)
        session.flush()
        session.get_one(Entry, world.entries["khanh"].id).division_id = other.id
        played(session, world, enter(session, world, "Lê Văn Tám"), WRONG)
    come_in(browser, world.entries["khanh"])

    first, second = look(browser, world).text, look(browser, world, division=2).text

    assert "Khối trường học" in first
    assert "Bạn đang ở hạng 1" in first
    assert "Trần Thị Thuỳ Dương" in first
    assert "Trần Thị Thuỳ Dương" not in second
    assert "Vào vòng sau: 1 người đứng đầu mỗi bảng" in first
    hall = [look(browser, world, "/screen/rows", page=page).text for page in (1, 2)]
    assert ["Khối trường học" in text for text in hall] == [False, True]
    assert "Phan Quốc Khánh" in hall[1]
    live = _lines_by_division(world)
    published(world)
    assert _lines_by_division(world) == live


def _lines_by_division(world):
    with database.transaction(writing=False) as session:
        round = session.get_one(Round, world.round.id)
        board = released_board_of(session, world.contest, round, world.leg, NOON + 2 * HOUR).board
        parts = [board.in_division(each.id) for each in board.divisions()]
        return [(part.lines(0, 9), part.figures(), part.cut_line) for part in parts]


@pytest.mark.parametrize(
    ("shows", "said"),
    [("own", "Mỗi thí sinh chỉ xem hạng của mình"), ("hidden", "không công bố bảng xếp hạng"), ("units", "Tân Trại")],
)
def test_a_board_that_names_nobody_says_so(world, browser, shows, said):
    change_rules(world, board_shows=shows)
    two_play(world)
    published(world)

    texts = [look(browser, world, surface).text for surface in SURFACES]

    assert said in texts[0]
    assert not [text for text in texts if "Trần Thị Thuỳ Dương" in text or "được công bố sau" in text]
