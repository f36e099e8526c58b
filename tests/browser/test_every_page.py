"""Every page, on a phone and on a desktop, full and empty: it fits, it can be read by everybody, nothing complains.

A new page needs its line in PAGES (who looks at which address), or a reason in NO_PAGE.
"""

import re

import pytest
from playwright.sync_api import Page

from quiz.demo.starting import prepare_demo
from quiz.routes import ROUTERS
from tests.browser.axe import axe
from tests.browser.crowd import alone_in_an_empty_house, bring_files, fill
from tests.browser.server import Served

NO_PAGE = {
    "/healthz": "a word for machines",
    "/readyz": "a word for machines",
    "/contests/{contest_id}/calendar.ics": "a file",
    "/bank/questions.xlsx": "a file",
    "/bank/template.xlsx": "a file",
    "/organise/legs/{leg_id}/results.xlsx": "a file",
    "/organise/contests/{contest_id}/entries.xlsx": "a file",
    "/organise/contests/{contest_id}/rosters/template.xlsx": "a file",
    "/organise/contests/{contest_id}/slips.pdf": "a file",
    "/play/legs/{leg_id}/state": "told to a script",
    "/play/attempts/{attempt_id}/state": "told to a script",
    "/judge/legs/{leg_id}/events": "a stream",
    "/judge/legs/{leg_id}/board/events": "a stream",
    "/watch/legs/{leg_id}/events": "a stream",
    "/judge/legs/{leg_id}/seats": "a part of the control page",
    "/judge/legs/{leg_id}/board/rows": "a part of a board",
    "/watch/legs/{leg_id}/rows": "a part of a board",
    "/watch/legs/{leg_id}/units/rows": "a part of a board",
    "/watch/legs/{leg_id}/screen/rows": "a part of the hall's screen",
    "/organise/rounds/{round_id}/blueprint/rows": "a part of the blueprint's page",
    "/bank/intakes/{intake_id}/rows/{row_id}/line": "a part of the intake's page",
    "/bank/intakes/{intake_id}/rows/{row_id}/form": "a part of the intake's page",
}
PAGES = {
    "anyone": """
        /  /contests/{contest}  /sign-in  /join  /join/{slip}  /invitations/{invitation}  /join/nobodys
        /watch/legs/{leg}  /watch/legs/{past_leg}  /watch/legs/{coming_leg}
        /watch/legs/{leg}/units  /watch/legs/{past_leg}/units
        /watch/legs/{leg}/screen  /watch/legs/{past_leg}/screen  /watch/legs/{coming_leg}/screen
    """,
    "duong": """
        /play  /play/legs/{leg}  /play/legs/{coming_leg}  /play/legs/{past_leg}  /play/legs/{coming_leg}/check
        /play/attempts/{working}  /play/attempts/{working}/questions/1  /play/attempts/{working}/questions/4
        /play/attempts/{working}/sheet
    """,
    "khanh": """
        /play/attempts/{submitted}/receipt  /play/attempts/{played}/receipt  /play/attempts/{played}/review
        /watch/legs/{past_leg}
    """,
    "ha": """
        /bank  /bank?q=zzz  /bank/questions/new  /bank/questions/new?kind=true_false
        /bank/questions/new?kind=multiple_choice  /bank/questions/{question}  /bank/questions/{question}/preview
        /bank/questions/{question}/edit
    """,
    "binh": """
        /judge  /judge/legs/{leg}  /judge/legs/{coming_leg}  /judge/legs/{past_leg}  /judge/legs/{leg}/closing
        /judge/legs/{leg}/extension  /judge/legs/{leg}/messages  /judge/legs/{leg}/board
        /judge/legs/{leg}/entries/{entry}  /organise/legs/{leg}/preview  /play/attempts/{preview}
        /organise/legs/{past_leg}/keys  /organise/legs/{past_leg}/keys/{version}
        /organise/legs/{past_leg}/results
    """,
    "tam": """
        /organise  /organise/contests/new  /organise/contests/{contest}  /organise/contests/{contest}/description
        /organise/contests/{contest}/page  /organise/contests/{contest}/postponement
        /organise/contests/{contest}/cancellation  /organise/contests/{contest}/copy
        /organise/contests/{contest}/deletion  /organise/contests/{draft}  /organise/contests/{draft}/deletion
        /organise/rounds/{round}  /organise/rounds/{round}/copy  /organise/rounds/{round}/deletion
        /organise/rounds/{round}/blueprint  /organise/legs/{leg}  /organise/legs/{coming_leg}
        /organise/legs/{leg}/results  /organise/attempts/{working}  /organise/attempts/{submitted}
        /organise/staff  /organise/staff/{person}  /organise/units  /organise/units?q=zzz  /organise/units/new
        /organise/units/intakes  /organise/units/{unit}
        /organise/contests/{contest}/entries  /organise/contests/{contest}/entries?q=zzz
        /organise/contests/{contest}/entries/new  /organise/contests/{contest}/entries/{entry}
        /organise/contests/{contest}/rosters  /organise/contests/{contest}/rosters/{roster}
        /organise/contests/{contest}/rosters/{roster}/rows/3
        /bank/intakes  /bank/intakes/new  /bank/intakes/{intake}  /bank/intakes/{accepted}
        /bank/intakes/{intake}/file  /bank/intakes/{accepted}/undoing  /bank/intakes/{intake}/rows/{row}
    """,
    "nobody": "/  /organise  /organise/units  /organise/staff  /bank  /bank/intakes  /judge  /no-such-page",
    "demo": "/demo/contestant  /demo/judge  /demo/organiser  /demo/writer",
}
"""By who looks. "nobody" organises an installation in which there is nothing yet."""

NOTHING_THERE = {"/no-such-page", "/join/nobodys"}
"""Looked at for what they say of it."""
ON_THE_PLAYING_PAGE = re.compile(r"(?<=\w)/(questions/\d+|sheet)$")
"""Where a script runs, it shows these in one page."""
PARAMETER = re.compile(r"\{\w+\}")


def test_no_page_is_forgotten():
    looked_at = " ".join(PAGES.values())
    forgotten = [
        path
        for path in sorted(_paths())
        if path not in NO_PAGE and not any(_first_route(address) == path for address in looked_at.split())
    ]

    assert forgotten == [], "tests/browser/test_every_page.py: add these to PAGES, or to NO_PAGE with the reason"


def test_what_is_no_page_still_exists():
    assert set(NO_PAGE) <= _paths()


@pytest.mark.parametrize("people", [["anyone", "duong", "khanh"], ["ha", "binh"], ["tam"]], ids=" ".join)
def test_the_pages_of_a_full_contest(serve, new_phone, new_desktop, people, complaints):
    served = serve(board="live", release_score="submitted", cut_line=5)
    places = fill(served.world)
    complaints.forgive("/join/nobodys")
    for who in people:
        for page in (new_phone(), new_desktop()):
            _come_as(served, page, who)
            if who == "tam" and "intake" not in places:
                places |= bring_files(served, page, places)
            assert _faults(served, page, [address.format(**places) for address in PAGES[who].split()]) == []


def test_the_pages_where_nothing_is_yet(serve, new_phone, new_desktop, complaints):
    served = serve(world=False)
    complaints.forgive("/no-such-page")
    nobody = alone_in_an_empty_house()
    for page in (new_phone(), new_desktop()):
        served.sit_at_desk(page.context, nobody)
        assert _faults(served, page, PAGES["nobody"].split()) == []


def test_the_doors_of_the_demo(serve, new_phone, new_desktop):
    served = serve(world=False)
    prepare_demo()
    served.restart()
    for page in (new_phone(), new_desktop()):
        assert _faults(served, page, PAGES["demo"].split()) == []


def _come_as(served: Served, page: Page, who: str) -> None:
    if who in served.world.entries:
        served.come_in(page.context, served.world.entries[who])
    elif who != "anyone":
        served.sit_at_desk(page.context, served.world.people[who])


def _faults(served: Served, page: Page, addresses: list[str]) -> list[str]:
    return [f"{address}: {fault}" for address in addresses for fault in _faults_of(served, page, address)]


def _faults_of(served: Served, page: Page, address: str) -> list[str]:
    answer = page.goto(served.url + address)
    assert answer is not None
    assert page.viewport_size is not None
    widest = page.evaluate("document.documentElement.scrollWidth")
    faults = axe(page)
    if answer.status >= 400 and address not in NOTHING_THERE:
        faults.append(f"answers {answer.status}")
    if page.url.split("#")[0] != served.url + ON_THE_PLAYING_PAGE.sub("", address):
        faults.append(f"sends on to {page.url}")
    if widest > page.viewport_size["width"]:
        faults.append(f"is {widest} wide")
    if page.locator("h1:visible").count() != 1:
        faults.append(f"has {page.locator('h1:visible').count()} h1")
    if not re.match(r"\w.* · Hội Thi$", page.title()) and address != "/":
        faults.append(f"is titled {page.title()!r}")
    return faults


def _paths() -> set[str]:
    return {route.path for router in ROUTERS for route in router.routes if "GET" in route.methods}


def _first_route(address: str) -> str | None:
    """The path of the route that would answer here."""
    path = PARAMETER.sub("x", address).split("?")[0]
    routes = (route for router in ROUTERS for route in router.routes if "GET" in route.methods)
    return next((route.path for route in routes if route.path_regex.fullmatch(path)), None)
