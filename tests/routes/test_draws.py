"""The draw of a leg: its hash is public before anybody plays, its seed after everybody has, and it can be repeated."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlmodel import delete, select

from quiz import clock, database, paper_checks
from quiz.attempts.attempt import Attempt, Paper, PaperRow, Pool
from quiz.attempts.handing_in import close_overdue
from quiz.attempts.redrawing import as_rows, code_of, draw_again
from quiz.attempts.sealing import LegSeal, seal_of
from quiz.complaints import Complaint
from quiz.contests.round import Leg
from tests.conftest import NOON
from tests.world import HOUR, come_in, sit_at_desk


@pytest.fixture
def sealed(world):
    """The evening before."""
    with database.transaction() as session:
        return seal_of(session, world.leg, NOON - 18 * HOUR)


def draw_page(browser, world):
    return browser.get(f"/watch/legs/{world.leg.public_id}/draw").text


def play(browser, world, name="duong"):
    come_in(browser, world.entries[name])
    return browser.post(f"/play/legs/{world.leg.public_id}/attempt").headers["location"]


def close(monkeypatch):
    """An hour and a half later: the leg is closed, and everybody was taken in."""
    monkeypatch.setattr(clock, "now", lambda: NOON + 1.5 * HOUR)
    with database.transaction() as session:
        close_overdue(session, clock.now())


def checked(world, *, each=True):
    report = paper_checks.checked(world.leg.public_id)
    return report.good, list(paper_checks.told(report, each=each))


def test_before_the_close_the_hash_is_shown_and_the_seed_nowhere(world, browser, sealed):
    attempt = play(browser, world)
    browser.post(f"{attempt}/submission")
    contest = f"/contests/{world.contest.public_id}"
    pages = [draw_page(browser, world)]
    pages += [browser.get(url).text for url in (contest, attempt, f"{attempt}/state", f"{attempt}/receipt")]
    sit_at_desk(browser, world.people["lan"])
    leg = world.leg.public_id
    pages += [browser.get(url).text for url in (f"/judge/legs/{leg}", f"/organise/legs/{leg}", contest)]

    assert sealed.commitment in pages[0]
    assert "niêm phong trước giờ mở" in pages[0]
    assert sealed.commitment[:8] in pages[1]
    with database.transaction(writing=False) as session:
        series = session.exec(select(Paper.seed)).one()
    assert not [page for page in pages if sealed.secret in page or series in page]


def test_the_seed_waits_for_the_last_one_who_works(world, browser, sealed, monkeypatch):
    play(browser, world)
    monkeypatch.setattr(clock, "now", lambda: NOON + HOUR + timedelta(seconds=1))
    assert sealed.secret not in draw_page(browser, world)


def test_after_the_close_the_seed_is_shown_and_gives_the_hash(world, browser, sealed, monkeypatch):
    play(browser, world)
    close(monkeypatch)
    page = draw_page(browser, world)

    assert f">{sealed.secret}<" in page
    assert sha256(sealed.secret.encode()).hexdigest() in page


def test_a_leg_sealed_by_its_first_contestant_says_so(world, browser):
    assert "Chưa có." in draw_page(browser, world)
    play(browser, world)

    assert "niêm phong sau giờ mở" in draw_page(browser, world)


def test_the_receipt_names_the_paper(world, browser):
    url = play(browser, world)
    browser.post(f"{url}/submission")
    with database.transaction(writing=False) as session:
        code = code_of(session, session.exec(select(Attempt)).one())

    assert code in browser.get(f"{url}/receipt").text
    assert f"/watch/legs/{world.leg.public_id}/draw" in browser.get(f"{url}/receipt").text


def test_every_paper_is_drawn_again_and_told(world, browser, sealed):
    for name in ("duong", "khanh"):
        play(browser, world, name)

    good, lines = checked(world)
    assert good
    assert lines[-1] == "OK    2 trong 2 đề đúng như đã rút"
    assert len(lines) == 4
    assert sealed.secret not in "".join(lines)


@pytest.mark.parametrize(
    ("forgery", "words"),
    [
        ("paper", "rút lại ra đề khác"),
        ("another seed", "rút từ một hạt giống khác"),
        ("another secret", "KHÔNG khớp"),
        ("late", "trước khi niêm phong"),
    ],
)
def test_what_was_not_drawn_so_is_found(world, browser, sealed, forgery, words):
    play(browser, world)
    with database.transaction() as session:
        paper, seal = session.exec(select(Paper)).one(), session.get_one(LegSeal, world.leg.id)
        if forgery == "paper":
            rows = session.exec(select(PaperRow)).all()
            rows[0].choice_order = list(reversed(rows[0].choice_order))
            session.add(rows[0])
        elif forgery == "another seed":
            paper.seed = "0" * 64
            pool = session.get_one(Pool, paper.pool_id)
            session.exec(delete(PaperRow))
            places = draw_again(session, paper.algorithm, pool, paper.seed, paper.position)
            session.add_all(as_rows(paper.attempt_id, places))
        elif forgery == "another secret":
            seal.secret = "0" * 64
        else:
            paper.drawn_at = seal.sealed_at - HOUR
        session.add_all([paper, seal])

    good, lines = checked(world, each=False)
    assert not good
    assert any(words in line for line in lines)


def test_a_leg_that_is_not_there_or_not_sealed_is_told(world):
    with pytest.raises(Complaint):
        paper_checks.checked("nobody")

    assert checked(world) == (
        False,
        ["FAIL  đợt thi này chưa có hạt giống niêm phong", "OK    chưa có đề nào được phát"],
    )


def test_a_leg_taken_away_takes_its_seal_along(world, sealed):
    with database.transaction() as session:
        session.delete(session.get_one(Leg, world.leg.id))
        session.flush()
        assert session.exec(select(LegSeal)).all() == []
