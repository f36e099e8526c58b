"""Every page, on a phone and on a desktop, full and empty: it fits, it can be read by everybody, nothing complains.

A new page needs its line in PAGES (who looks at which address), or a reason in NO_PAGE; a new form its line in REFUSED.
"""

import re

import pytest
from playwright.sync_api import Page

from quiz.demo.starting import prepare_demo
from quiz.routes import ROUTERS
from tests.browser.axe import axe, axe_in_the_dark
from tests.browser.crowd import alone_in_an_empty_house, bring_files, fill
from tests.browser.leaving import leaving
from tests.browser.server import Served

NO_PAGE = {
    "/healthz": "a word for machines",
    "/readyz": "a word for machines",
    "/contests/{contest_id}/calendar.ics": "a file",
    "/contests/{contest_id}/regulations.pdf": "a file",
    "/contests/{contest_id}/registration/units": "a part of the registration form",
    "/play/card/qr.png": "a picture",
    "/play/legs/{leg_id}/share-card.png": "a picture",
    "/bank/questions.{format}": "a file",
    "/bank/template.xlsx": "a file",
    "/bank/pictures/{picture}.webp": "a picture",
    "/play/attempts/{attempt_id}/pictures/{picture}.webp": "a picture",
    "/organise/legs/{leg_id}/results.xlsx": "a file",
    "/watch/legs/{leg_id}/revisions/{revision}/results.{format}": "a file",
    "/organise/legs/{leg_id}/revisions/{revision}/results.{format}": "a file",
    "/organise/legs/{leg_id}/revisions/{revision}/keys.json": "a file",
    "/organise/contests/{contest_id}/results/{revision}/results.{format}": "a file",
    "/watch/contests/{contest_id}/results/{revision}/results.{format}": "a file",
    "/watch/contests/{contest_id}/results/{revision}": "the page of the newest, with an earlier result on it",
    "/organise/contests/{contest_id}/entries.xlsx": "a file",
    "/organise/contests/{contest_id}/rosters/template.xlsx": "a file",
    "/organise/contests/{contest_id}/registrations.xlsx": "a file",
    "/organise/contests/{contest_id}/slips.pdf": "a file",
    "/organise/contests/{contest_id}/grants.pdf": "a file",
    "/contests/{contest_id}/rounds/{round_id}/questions/pictures/{picture}.webp": "a picture",
    "/organise/units/head-counts.xlsx": "a file",
    "/organise/units/template.xlsx": "a file",
    "/play/legs/{leg_id}/state": "told to a script",
    "/play/attempts/{attempt_id}/state": "told to a script",
    "/play/attempts/{attempt_id}/answers.json": "a file",
    "/judge/legs/{leg_id}/events": "a stream",
    "/judge/legs/{leg_id}/board/events": "a stream",
    "/watch/legs/{leg_id}/events": "a stream",
    "/judge/legs/{leg_id}/seats": "a part of the control page",
    "/judge/legs/{leg_id}/board/rows": "a part of a board",
    "/watch/legs/{leg_id}/rows": "a part of a board",
    "/watch/legs/{leg_id}/units/rows": "a part of a board",
    "/watch/legs/{leg_id}/screen/rows": "a part of the hall's screen",
    "/organise/rounds/{round_id}/blueprint/rows": "a part of the blueprint's page",
    "/bank/intakes/{intake_id}/comparison": "a part of the intake's page",
    "/bank/intakes/{intake_id}/acceptance": "a part of the intake's page",
    "/bank/intakes/{intake_id}/rows/{row_id}/line": "a part of the intake's page",
    "/bank/intakes/{intake_id}/rows/{row_id}/form": "a part of the intake's page",
    "/organise/contests/{contest_id}/entries/{entry_id}/restoration": "as the withdrawal's, of who has withdrawn",
    **dict.fromkeys(
        (
            f"{ties}/{what}"
            for ties in ("/organise/legs/{leg_id}/ties", "/organise/contests/{contest_id}/overall/ties")
            for what in ("jury", "lots", "undoing")
        ),
        "as the correction's of a key, of a tie: tests/routes/test_ties.py",
    ),
    "/bank/tables/{table_id}/columns": "a part of the table's page",
}
PAGES = {
    "anyone": """
        /  /contests/{contest}  /contests/{contest}/regulations  /sign-in  /join  /join/{slip}
        /invitations/{invitation}  /join/nobodys  /watch/legs/{leg}  /watch/legs/{past_leg}  /watch/legs/{coming_leg}
        /watch/legs/{leg}/units  /watch/legs/{past_leg}/units  /watch/legs/{leg}/draw  /watch/legs/{past_leg}/draw
        /watch/legs/{past_leg}/revisions/1  /watch/contests/{contest}/results
        /check  /check/{number}  /check/{number}?digest=000000000000
        /watch/rounds/{round}/list
        /watch/legs/{leg}/screen  /watch/legs/{past_leg}/screen  /watch/legs/{coming_leg}/screen
        /contests/{contest}/registration  /contests/{contest}/registration/codes
        /contests/{contest}/rounds/{round}/questions
    """,
    "duong": """
        /play  /play/legs/{leg}  /play/legs/{coming_leg}  /play/legs/{past_leg}  /play/legs/{coming_leg}/check
        /play/attempts/{working}  /play/attempts/{working}/questions/1  /play/attempts/{working}/questions/4
        /play/attempts/{working}/sheet  /play/card
        /play/attempts/{uncontested}/receipt  /play/attempts/{uncontested}/complaints
    """,
    "khanh": """
        /play/attempts/{submitted}/receipt  /play/attempts/{played}/receipt  /play/attempts/{played}/review
        /play/attempts/{played}/complaints  /play/attempts/{submitted}/complaints
        /watch/legs/{past_leg}
    """,
    "ha": """
        /bank  /bank?q=zzz  /bank/export  /bank/export?q=zzz  /bank?q=otp&difficulty=1&used=yes
        /bank?expiry=expired&author=me
        /bank/questions/new  /bank/questions/new?kind=true_false
        /bank/questions/new?kind=multiple_choice  /bank/questions/new?kind=judge_post
        /bank/questions/new?kind=classify  /bank/questions/{question}  /bank/questions/{question}/preview
        /bank/questions/{question}/edit  /bank/questions/{question}/analysis
        /bank/questions/{revised}  /bank/proposals/{proposal}
    """,
    "thu": """
        /bank  /bank/questions/{revised}  /bank/proposals  /bank/proposals/{proposal}  /bank/proposals/{written}
        /bank/proposals/approval  /bank/proposals?author=nobody  /bank/decisions  /bank/reviewing
    """,
    "binh": """
        /judge  /judge/receipts  /judge/receipts?code=NONE-SUCH&digest=12ab
        /judge/receipts?code={receipt}
        /judge/legs/{leg}  /judge/legs/{coming_leg}  /judge/legs/{past_leg}  /judge/legs/{leg}/closing
        /judge/legs/{leg}/time  /judge/legs/{leg}/time?reach=room  /judge/legs/{leg}/time/pause?reach=room
        /judge/legs/{leg}/time/reopening?reach=unit  /judge/legs/{leg}/time/close-time
        /judge/legs/{leg}/extension  /judge/legs/{leg}/messages  /judge/legs/{leg}/board
        /judge/legs/{leg}/entries/{entry}  /organise/legs/{leg}/preview  /play/attempts/{preview}
        /organise/legs/{past_leg}/keys  /organise/legs/{past_leg}/keys/{version}
        /organise/legs/{past_leg}/keys/{version}/correction?what=drop
        /organise/legs/{past_leg}/results  /organise/legs/{past_leg}/ties  /organise/rounds/{round}/analysis
        /organise/rounds/{past_round}/analysis
    """,
    "tam": """
        /organise  /organise/contests/new  /organise/contests/{contest}  /organise/contests/{contest}/description
        /organise/contests/{contest}/page  /organise/contests/{contest}/postponement
        /organise/contests/{contest}/cancellation  /organise/contests/{contest}/copy
        /organise/contests/{contest}/deletion  /organise/contests/{draft}  /organise/contests/{draft}/deletion
        /organise/contests/{draft}/entries  /organise/rounds/{draft_round}  /organise/rounds/{draft_round}/blueprint
        /organise/legs/{draft_leg}  /organise/legs/{draft_leg}/results  /judge/legs/{draft_leg}
        /organise/rounds/{round}  /organise/rounds/{round}/copy  /organise/rounds/{round}/deletion
        /organise/rounds/{round}/blueprint  /organise/rounds/{round}/reservations
        /organise/rounds/{draft_round}/ranking  /organise/rounds/{round}/advancing
        /organise/rounds/{round}/parts  /organise/rounds/{draft_round}/parts
        /organise/rounds/{round}/mock-questions  /organise/legs/{coming_leg}/blueprint
        /organise/rounds/{draft_round}/reservations  /organise/legs/{leg}  /organise/legs/{coming_leg}
        /organise/legs/{leg}/results  /organise/attempts/{working}  /organise/attempts/{submitted}
        /organise/attempts/{submitted}/disqualification
        /organise/staff  /organise/staff/{person}  /organise/units  /organise/units?q=zzz  /organise/units/new
        /organise/units/intakes  /organise/units/{unit}  /organise/units/head-counts
        /organise/contests/{contest}/entries  /organise/contests/{contest}/entries?q=zzz
        /organise/contests/{contest}/entries/new  /organise/contests/{contest}/entries/{entry}
        /organise/contests/{contest}/entries/{entry}/disqualification  /organise/contests/{contest}/entries/{entry}/unit
        /organise/contests/{contest}/regulations  /organise/contests/{contest}/regulations/advance
        /organise/contests/{contest}/regulations/eligibility  /organise/contests/{contest}/regulations/registration
        /organise/contests/{contest}/regulations/overall  /organise/contests/{contest}/regulations/units
        /organise/contests/{contest}/regulations/prizes  /organise/contests/{contest}/regulations/publication
        /organise/contests/{contest}/prizes  /organise/contests/{contest}/prizes?source=live
        /organise/contests/{contest}/complaints  /organise/contests/{contest}/complaints/{complaint}
        /organise/contests/{draft}/complaints  /organise/contests/{draft}/prizes  /organise/contests/{contest}/divisions
        /organise/contests/{contest}/overall  /organise/contests/{draft}/overall
        /organise/contests/{contest}/overall/ties
        /organise/contests/{contest}/unit-rankings  /organise/contests/{draft}/unit-rankings
        /organise/contests/{contest}/registrations  /organise/contests/{contest}/registrations?q=zzz
        /organise/contests/{contest}/publications  /organise/contests/{draft}/publications
        /organise/contests/{contest}/results  /organise/contests/{draft}/results
        /organise/contests/{contest}/grants  /organise/contests/{contest}/insiders
        /organise/contests/{contest}/entries/{entry}/placing  /organise/contests/{contest}/entries/{entry}/withdrawal
        /organise/contests/{contest}/duplicates  /organise/contests/{draft}/registrations
        /organise/contests/{draft}/duplicates
        /organise/contests/{contest}/rosters  /organise/contests/{contest}/rosters/{roster}
        /organise/contests/{contest}/rosters/{roster}/rows/3
        /bank/intakes  /bank/intakes/new  /bank/intakes/{intake}  /bank/intakes/{accepted}
        /bank/reviewing
        /bank/intakes/{intake}/file  /bank/intakes/{accepted}/undoing  /bank/intakes/{intake}/rows/{row}
        /bank/tables/{table}  /bank/intakes/pasted
        /bank/intakes/{intake}/rows/{row}/look-alikes  /bank/look-alikes  /bank/look-alikes?dismissed=1
        /bank/look-alikes/{pair}  /bank/changes  /bank/changes/{change}  /bank/changes/new?act=topic&all=1
        /bank/changes/new?act=retire&all=1&topic=zzz
    """,
    "nobody": """
        /  /organise  /organise/units  /organise/staff  /bank  /bank/intakes
        /bank/look-alikes  /bank/changes  /bank/proposals  /bank/decisions
        /bank/reviewing  /judge  /no-such-page
    """,
    "demo": """
        /demo  /demo/contestant  /demo/past-contestant  /demo/judge  /demo/organiser  /demo/writer  /demo/reviewer
    """,
}
"""By who looks. "nobody" organises an installation in which there is nothing yet."""

REFUSED = {
    "anyone": [
        ("/sign-in", "password", {"login": "ai-do"}),
        ("/join", "birth_year", {"contest_code": "VL26", "personal_code": "K7M2P9QX", "birth_year": "19x9"}),
        ("/invitations/{invitation}", "password", {"login": "phuong-nghiem"}),
        ("/contests/{contest}/registration", "birth", {"name": "Hồ Thị Mai", "phone": "0912345678", "birth": "2003"}),
        ("/contests/{contest}/registration/codes", "phone", {"birth": "02/09/2003"}),
    ],
    "ha": [
        ("/bank/questions/new", "stem", {"choice_0": "Có", "explanation": "Theo văn bản hiện hành."}),
        ("/bank/questions/new", "choice_1", {"stem": "Mã OTP là gì?", "choice_0": "Mã", "choice_1": "Mã"}),
        ("/bank/questions/new?kind=true_false", "stem", {"explanation": "Theo văn bản hiện hành."}),
        (
            "/bank/questions/new?kind=judge_post",
            "post",
            {"stem": "Thật hay giả?", "choice_0": "Giục", "verdict": "fake"},
        ),
        ("/bank/questions/new?kind=judge_post", "verdict", {"stem": "Thật hay giả?", "post": "Tặng 5 triệu!"}),
    ],
    "duong": [
        ("/play/attempts/{uncontested}/complaints", "text", {"text": " "}),
    ],
    "thu": [
        ("/bank/proposals/{proposal}", "why", {}),
        ("/bank/questions/{revised}", "text", {}),
    ],
    "binh": [
        ("/judge/legs/{leg}/time/pause", "reason", {}),
        ("/judge/legs/{leg}/time/close-time", "closes_at", {"reason": "Vào muộn", "closes_at": ""}),
        ("/judge/legs/{leg}/closing", "reason", {}),
        ("/judge/legs/{leg}/extension", "minutes", {"minutes": "nhiều", "reason": "Mất điện."}),
        ("/judge/legs/{leg}/messages", "text", {}),
        ("/judge/legs/{leg}/board", "reason", {}),
        ("/judge/legs/{leg}/board", "plan_reason", {}),
        ("/organise/legs/{past_leg}/keys/{version}", "what", {}),
        ("/organise/legs/{past_leg}/keys/{version}/correction?what=give_all", "reason", {}),
        ("/organise/legs/{past_leg}/results", "reason", {}),
        ("/organise/legs/{past_leg}/results", "note", {}),
        ("/organise/contests/{contest}/complaints/{complaint}", "answer", {"upheld": "yes", "answer": ""}),
    ],
    "tam": [
        ("/organise/contests/new", "unit", {"title": "Hội thi Ánh sáng thời đại"}),
        ("/organise/contests/{contest}/description", "title", {"title": "", "slogan": "Tuổi trẻ Vĩnh Linh"}),
        ("/organise/contests/{contest}/postponement", "opens_at", {"opens_at": "", "reason": "Bão số 4."}),
        ("/organise/contests/{contest}/cancellation", "reason", {}),
        ("/organise/contests/{contest}/copy", "title", {"title": ""}),
        ("/organise/contests/{draft}/deletion", "sure", {}),
        ("/organise/rounds/{round}", "name", {"name": "", "reason": "Đặt lại tên."}),
        ("/organise/rounds/{draft_round}/ranking", "minus_wrong", {"minus_wrong": "nhiều"}),
        ("/organise/rounds/{draft_round}/parts", "name", {"name": "", "minutes": "5"}),
        ("/organise/legs/{coming_leg}", "opens_at", {"opens_at": "", "reason": "Bão số 4."}),
        ("/organise/legs/{coming_leg}", "cancellation_reason", {}),
        ("/organise/rounds/{round}/mock-questions", "count", {"count": "0"}),
        ("/organise/staff", "roles", {"name": "Trần Thị Hồng Vân"}),
        ("/organise/staff/{person}", "roles", {"unit": "vinh-linh"}),
        ("/organise/units/new", "name", {"code": "tan-ky"}),
        ("/organise/units/{unit}", "name", {"name": "", "code": "tan-ky"}),
        ("/organise/units/intakes", "file", {}),
        ("/organise/units/head-counts", "list", {"list": "Chi đoàn nào đó; 42", "as_of": "2026-06-30"}),
        ("/organise/units/{unit}", "members", {"members_on": "2026-06-30"}),
        ("/organise/contests/{contest}/regulations/prizes", "cap_percent", {"cap_percent": "một nửa"}),
        ("/organise/contests/{contest}/regulations/advance", "percent-1", {"percent-1": "một nửa"}),
        ("/organise/contests/{contest}/divisions", "name", {"name": "", "reason": "Tách bảng."}),
        ("/organise/contests/{contest}/prizes", "number-0", {"number-0": "nhiều"}),
        ("/organise/contests/{contest}/entries/new", "unit", {"name": "Hồ Văn Lâm", "birth": "31/12/2001"}),
        ("/organise/contests/{contest}/entries/{entry}", "name", {"name": "", "position": "Phó Bí thư"}),
        ("/organise/contests/{contest}/entries/{entry}/withdrawal", "reason", {}),
        ("/organise/contests/{contest}/entries/{entry}/disqualification", "reason", {}),
        ("/organise/contests/{contest}/entries/{entry}/placing", "reason", {}),
        ("/organise/attempts/{submitted}/disqualification", "reason", {}),
        ("/organise/contests/{contest}/entries/{entry}", "percent", {"percent": "nhiều", "extra_reason": "x"}),
        ("/organise/contests/{contest}/duplicates", "reason", {}),
        ("/organise/contests/{contest}/rosters", "file", {}),
        ("/bank/reviewing", "reason", {}),
        ("/bank/changes/new?act=topic&all=1", "topic_to", {"reason": "Xếp lại kho."}),
        ("/bank/intakes/new", "file", {}),
        ("/bank/intakes/pasted", "text", {"text": "Kính gửi các đồng chí"}),
        ("/bank/intakes/{intake}/file", "file", {}),
        ("/bank/intakes/{intake}/rows/{row}", "stem", {"stem": "", "choice_0": "Bộ Công an"}),
    ],
}
"""By who sends: the page, the field that is refused, what was typed. A browser that checks nothing sends it."""

NOTHING_THERE = {"/no-such-page", "/join/nobodys"}
"""Looked at for what they say of it."""
ON_THE_PLAYING_PAGE = re.compile(r"(?<=\w)/(questions/\d+|sheet)$")
"""Where a script runs, it shows these in one page."""
REFUSAL_OF = """
field => {
    const tells = (id) => [...document.querySelectorAll(`[aria-describedby~="${id}"]`)]
        .some((about) => about.name === field || about.querySelector(`[name="${field}"]`));
    const said = [...document.querySelectorAll(".field__error[id]")].find((said) => tells(said.id));
    if (!said) return "says nothing of it";
    const { top, bottom } = said.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight ? "in sight" : `says it out of sight, at ${Math.round(top)}`;
}
"""
"""Whether the sentence that a screen reader reads with this field is there to be seen, without scrolling."""
NARROW = 360
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


@pytest.mark.parametrize("people", [["anyone", "duong", "khanh"], ["ha", "thu", "binh"], ["tam"]], ids=" ".join)
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


def test_what_is_refused_says_why_beside_it_and_keeps_what_was_typed(serve, new_phone):
    served = serve(board="live", release_score="submitted")
    places = fill(served.world)
    faults: list[str] = []
    for who, forms in REFUSED.items():
        phone = new_phone(color_scheme="dark")
        _come_as(served, phone, who)
        if who == "tam":
            places |= bring_files(served, phone, places)
        for address, field, typed in forms:
            faults += _faults_when_refused(served, phone, address.format(**places), field, typed)
    assert faults == []


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
    if page.viewport_size["width"] > NARROW:
        faults += axe_in_the_dark(page)  # the colours are the same on a phone
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


def _faults_when_refused(served: Served, page: Page, address: str, field: str, typed: dict[str, str]) -> list[str]:
    page.goto(served.url + address)
    form = page.locator("main form").filter(has=page.locator(f'[name="{field}"]'))
    form.evaluate("form => form.noValidate = true")
    for name, value in typed.items():
        control = form.locator(f'[name="{name}"]')
        if control.first.get_attribute("type") == "radio":
            form.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            control.fill(value)
    with leaving(page) as answer:
        form.evaluate("form => form.requestSubmit(form.querySelector('[type=submit]'))")
    faults = axe(page)
    if answer.value.status != 422:
        faults.append(f"answers {answer.value.status}")
    seen = page.evaluate(REFUSAL_OF, field)
    if seen != "in sight":
        faults.append(seen)
    for name, value in typed.items():
        kept = page.locator(f'main form [name="{name}"]').and_(page.locator(":checked, :not([type=radio])"))
        if kept.input_value() != value:
            faults.append(f"{name} has become {kept.input_value()!r}")
    return [f"{address} without {field}: {fault}" for fault in faults]


def _paths() -> set[str]:
    return {route.path for router in ROUTERS for route in router.routes if "GET" in route.methods}


def _first_route(address: str) -> str | None:
    """The path of the route that would answer here."""
    path = PARAMETER.sub("x", address).split("?")[0]
    routes = (route for router in ROUTERS for route in router.routes if "GET" in route.methods)
    return next((route.path for route in routes if route.path_regex.fullmatch(path)), None)
