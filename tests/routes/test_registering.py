"""Anyone registers for an open contest by themselves: once, with consent, by the rules; on both engines."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from quiz import database
from quiz.contests.conditions import Window
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry
from quiz.contests.registering import registration_window
from quiz.contests.registrant import Note, Registrant
from quiz.contests.round import Leg, Round
from quiz.contests.staff_link import StaffLink
from quiz.people.limiting import Limit
from quiz.people.person import Person
from quiz.people.sign_in import SignIn
from quiz.people.unit import Unit
from tests.conftest import NOON
from tests.world import HOUR, World, allow, go_by

PHONE = "0912345678"


def open_registration(world: World, eligibility: dict[str, object] | None = None, **registration: object) -> None:
    go_by(world, registration={"mode": "open"} | registration, eligibility=eligibility or {})


@pytest.fixture
def opened(world: World) -> World:
    open_registration(world)
    return world


def page_of(world: World) -> str:
    return f"/contests/{world.contest.public_id}/registration"


def filled(world: World, **changed: str) -> dict[str, str]:
    return {
        "name": "Hồ Thị Mai", "birth": "02/09/2003", "phone": PHONE, "unit": world.units["tan-trai"].public_id,
        "consent": "1", "declared": "1", "form": "a-form-with-a-name-of-its-own",
    } | changed  # fmt: skip


def register(browser: TestClient, world: World, **changed: str):
    return browser.post(page_of(world), data=filled(world, **changed))


def registered(world: World) -> list[tuple[Entry, Person, Registrant]]:
    with database.transaction(writing=False) as session:
        found = select(Entry, Person, Registrant).where(Entry.person_id == Person.id, Registrant.entry_id == Entry.id)
        return [tuple(row) for row in session.exec(found.order_by(Entry.id))]


def change(row, **values):
    with database.transaction() as session:
        kept = session.get_one(type(row), row.id)
        for name, value in values.items():
            setattr(kept, name, value)
        session.add(kept)


def test_what_one_agreed_to_is_kept_in_vietnamese(opened, browser):
    browser.cookies.set("language", "en")
    assert register(browser, opened).status_code == 303

    ((_entry, person, _registrant),) = registered(opened)
    assert person.purpose.startswith("Tổ chức cuộc thi “")


def test_registration_without_a_close_stays_open_while_a_leg_has_none(opened):
    leap_day = datetime(2028, 2, 29, 5, tzinfo=UTC)

    def window():
        with database.transaction(writing=False) as session:
            return registration_window(session, session.get_one(Contest, opened.contest.id), leap_day)

    assert window() == Window.OVER
    change(opened.leg, closes_at=None)
    assert window() == Window.OPEN

    change(opened.leg, closed_at=leap_day)
    with database.transaction() as session:
        final = Round(contest_id=opened.contest.id, position=2, name="Chung kết")
        session.add(final)
        session.flush()
        session.add(Leg(round_id=final.id, position=1))
    assert window() == Window.OPEN
    allow(opened, advance={"kind": "top_n", "count": 5})  # the final is for whoever is sent on
    assert window() == Window.OVER


def test_whoever_registers_is_in_gets_a_code_and_is_signed_in_on_this_phone(browser, opened):
    answer = register(browser, opened)

    assert (answer.status_code, answer.headers["location"]) == (303, "/play/card")
    [(entry, person, registrant)] = registered(opened)
    assert (person.name, person.birth_date, person.phone) == ("Hồ Thị Mai", date(2003, 9, 2), PHONE)
    assert (entry.number, entry.unit_name, registrant.registered_at) == ("VL-003", "Chi đoàn thôn Tân Trại", NOON)
    assert (person.consent_at, person.keep_until) == (NOON, date(2027, 12, 31))
    assert "trao giải" in person.purpose
    card = browser.get("/play/card").text
    for said in ("Hồ Thị Mai", f"{entry.personal_code[:4]} {entry.personal_code[4:]}", opened.contest.code):
        assert said in card
    assert browser.get("/play").status_code == 200


def test_the_form_asks_for_consent_unticked_with_purpose_and_date_and_for_no_identity_number(browser, opened):
    form = browser.get(page_of(opened)).text

    assert 'name="consent"' in form
    assert "checked" not in form
    assert "31/12/2027" in form
    assert "nhận diện thí sinh" in form
    assert 'name="identity' not in form


def test_a_double_tap_or_the_same_form_sent_again_is_one_registration(browser, opened, site):
    other = TestClient(site, follow_redirects=False, base_url="http://localhost")
    answers = [register(browser, opened), register(browser, opened), register(other, opened)]

    assert [answer.status_code for answer in answers] == [303] * 3
    assert len(registered(opened)) == 1


def test_going_back_to_register_somebody_else_is_another_registration(browser, opened):
    register(browser, opened)
    register(browser, opened, name="Hồ Văn Nam", birth="05/05/2005")

    assert [person.name for _, person, _ in registered(opened)] == ["Hồ Thị Mai", "Hồ Văn Nam"]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"name": ""}, "name", "Hãy ghi họ và tên."),
        ({"name": "Mai"}, "name", "Hãy ghi đủ họ và tên"),
        ({"birth": "2003"}, "birth", "Hãy ghi đủ ngày, tháng, năm sinh"),
        ({"birth": "31/02/2003"}, "birth", "không phải là ngày có thật"),
        ({"phone": "12345"}, "phone", "Số điện thoại gồm mười chữ số"),
        ({"unit": ""}, "unit", "Hãy tìm và chọn đơn vị của bạn."),
        ({"unit": "khong-co"}, "unit", "không thuộc phạm vi cuộc thi"),
        ({"consent": ""}, "consent", "Cần sự đồng ý của bạn"),
        ({"declared": ""}, "declared", "cam đoan"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(browser, opened, changed, field, said):
    answer = register(browser, opened, **changed)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-error"' in answer.text
    kept = {name: value for name, value in filled(opened).items() if name in ("name", "birth", "phone", "form")}
    assert all(f'value="{value}"' in answer.text for name, value in kept.items() if name not in changed)
    assert registered(opened) == []


@pytest.mark.parametrize(
    ("field", "number"), [("phone", "045201001234"), ("name", "197312345"), ("birth", "045 201 001 234")]
)
def test_what_looks_like_an_identity_number_is_refused_kindly_and_not_even_shown_again(browser, opened, field, number):
    answer = register(browser, opened, **{field: number})

    assert answer.status_code == 422
    assert "không thu thập số này" in answer.text
    assert number not in answer.text


def test_a_phone_that_lost_its_zero_is_no_identity_number(browser, opened):
    assert register(browser, opened, phone="912 345 678").status_code == 303


def test_before_it_opens_and_after_it_closed_the_page_says_when_and_nothing_is_taken(browser, world):
    open_registration(world, opens_at=NOON + HOUR)
    early = browser.get(page_of(world))
    assert "13:00 26/11/2026" in early.text
    assert register(browser, world).status_code == 409

    open_registration(world, closes_at=NOON)
    assert "Đã hết hạn đăng ký." in browser.get(page_of(world)).text
    assert register(browser, world).status_code == 409

    open_registration(world, mode="closed")
    assert "Danh sách do các đơn vị lập" in browser.get(page_of(world)).text
    assert registered(world) == []


def test_without_a_close_of_its_own_registration_ends_with_the_last_leg(browser, opened):
    change(opened.leg, closes_at=NOON)

    assert register(browser, opened).status_code == 409


def test_a_draft_takes_nobody(browser, opened):
    change(opened.contest, state=ContestState.DRAFT)

    assert register(browser, opened).status_code == 404


def test_the_public_page_leads_to_registration_while_it_is_open(browser, world):
    public = f"/contests/{world.contest.public_id}"
    assert "/registration" not in browser.get(public).text

    open_registration(world, closes_at=NOON + HOUR)

    assert f'href="{public}/registration"' in browser.get(public).text
    assert "13:00 26/11/2026" in browser.get(public).text


def test_age_is_counted_on_the_day_that_the_rules_name(browser, world):
    open_registration(world, {"age_from": 16, "age_to": 30, "age_on": "2026-12-31"})

    too_young = register(browser, world, birth="01/01/2011")
    assert "Cuộc thi dành cho người từ 16 đến 30 tuổi, tính đến 31/12/2026" in too_young.text
    assert "bạn 15 tuổi" in too_young.text
    assert register(browser, world, birth="31/12/2010").status_code == 303


def test_the_quota_of_a_unit_counts_everybody_who_takes_part_in_it(browser, world):
    open_registration(world, {"quota_per_unit": 2})

    assert register(browser, world).status_code == 303
    full = register(browser, world, name="Hồ Văn Nam", phone="0912345679")

    assert full.status_code == 422
    assert "Chi đoàn thôn Tân Trại đã đủ 2 người theo thể lệ." in full.text
    assert register(browser, world, name="Hồ Văn Nam", phone="0912345679",
                    unit=world.units["hien-luong"].public_id).status_code == 303  # fmt: skip


def test_a_deputy_comes_only_where_the_post_is_vacant_and_the_organisers_are_told(browser, world):
    open_registration(world, {"positions": ["secretary"], "deputy_where_vacant": True})

    held = register(browser, world, position="Phó Bí thư")
    assert "Đơn vị này đã có Bí thư dự thi" in held.text

    change(world.entries["duong"], position="")
    assert register(browser, world, position="PBT").status_code == 303
    [(entry, _, registrant)] = registered(world)
    assert (entry.position, registrant.notes) == ("Phó Bí thư", [Note.DEPUTY])

    assert "Cuộc thi dành cho: Bí thư" in register(browser, world, position="Đoàn viên", phone="0912345679").text


def test_the_same_phone_and_name_are_told_plainly_and_another_name_learns_nothing(browser, opened, site):
    register(browser, opened)
    stranger = TestClient(site, follow_redirects=False, base_url="http://localhost")

    again = register(stranger, opened, birth="03/09/2003", form="another-form-altogether")
    sister = register(stranger, opened, name="Hồ Thị Lan", form="a-third-form-altogether")

    assert again.status_code == 422
    assert "đã đăng ký rồi" in again.text
    assert f'{page_of(opened)}/codes"' in again.text
    assert sister.status_code == 303
    assert len(registered(opened)) == 2


def test_phone_name_and_birth_date_together_are_proof_enough(browser, opened, site):
    register(browser, opened)
    phone = TestClient(site, follow_redirects=False, base_url="http://localhost")

    assert register(phone, opened, form="another-form-altogether").status_code == 303
    assert len(registered(opened)) == 1


def test_who_is_on_the_roster_is_sent_to_their_slip(browser, opened):
    change(opened.people["duong"], phone=PHONE)

    answer = register(browser, opened, name="Trần Thị Thùy Dương", birth="26/03/2001")

    assert "Bạn đã có trong danh sách do đơn vị lập." in answer.text
    assert registered(opened) == []


def test_a_lost_code_comes_back_with_phone_and_birth_date_and_guessing_ends(browser, opened, site):
    register(browser, opened)
    stranger = TestClient(site, follow_redirects=False, base_url="http://localhost")
    codes = f"{page_of(opened)}/codes"

    assert stranger.get(codes).status_code == 200
    wrong = stranger.post(codes, data={"phone": PHONE, "birth": "03/09/2003"})
    nobody = stranger.post(codes, data={"phone": "0987654321", "birth": "03/09/2003"})
    assert (wrong.status_code, nobody.status_code) == (422, 422)
    assert wrong.text.replace(PHONE, "") == nobody.text.replace("0987654321", "")
    right = stranger.post(codes, data={"phone": "912345678", "birth": "02092003"})
    assert right.headers["location"] == "/play/card"

    for _ in range(9):
        stranger.post(codes, data={"phone": PHONE, "birth": "04/09/2003"})
    assert stranger.post(codes, data={"phone": PHONE, "birth": "02/09/2003"}).status_code == 429


def test_whoever_is_known_as_staff_is_refused_where_the_rules_exclude_them(browser, opened):
    change(opened.people["ha"], phone=PHONE)

    answer = register(browser, opened, name="Lê Thu Hà")

    assert answer.status_code == 403
    assert "thành viên tổ ra đề, tổ thẩm định không dự thi" in answer.text
    assert registered(opened) == []


def test_hors_concours_staff_play_without_a_place_and_a_namesake_is_only_flagged(browser, world):
    open_registration(world, {"excluded": [{"group": "jury", "how": "hors_concours"}]})
    change(world.people["minh"], phone=PHONE)

    assert register(browser, world, name="Hoàng Minh").status_code == 303
    assert register(browser, world, name="Nguyễn Thị Lan", phone="0987654321").status_code == 303

    [(judge, _, known), (namesake, _, like)] = registered(world)
    assert (judge.hors_concours, known.notes) == (True, [Note.STAFF])
    assert (namesake.hors_concours, like.notes) == (False, [Note.STAFF_LIKE])
    with database.transaction(writing=False) as session:
        [link] = session.exec(select(StaffLink)).all()
        assert (link.entry_id, link.staff_id, link.is_same) == (judge.id, world.people["minh"].id, True)


def test_whoever_can_see_the_questions_begins_nothing_that_counts(browser, world):
    open_registration(world, {"excluded": []})
    change(world.people["ha"], phone=PHONE)
    register(browser, world, name="Lê Thu Hà")

    room = browser.get(f"/play/legs/{world.leg.public_id}")
    begun = browser.post(f"/play/legs/{world.leg.public_id}/attempt")

    assert "không dự thi tính điểm được" in room.text
    assert begun.status_code == 403


def test_units_are_found_by_part_of_their_name_with_and_without_a_script(browser, opened):
    with database.transaction() as session:
        session.add_all(
            Unit(code=f"thon-{n}", name=f"Chi đoàn thôn {n}", kind="branch", parent_id=opened.units["vinh-linh"].id)
            for n in range(40)
        )
    chosen = opened.units["tan-trai"].public_id

    plain = browser.post(f"{page_of(opened)}/units", data=filled(opened, unit="", unit_words="tan trai"))
    htmx = {"HX-Request": "true"}
    swapped = browser.get(f"{page_of(opened)}/units?unit_words=tân trại", headers=htmx)
    below = browser.get(f"{page_of(opened)}/units?under={opened.units['vinh-linh'].public_id}", headers=htmx)

    assert plain.status_code == 200
    assert 'value="Hồ Thị Mai"' in plain.text
    assert f'value="{chosen}"' in plain.text
    assert f'value="{chosen}"' in swapped.text
    assert "<html" not in swapped.text
    assert below.text.count('type="radio"') == 43
    assert registered(opened) == []
    assert "Cửa Tùng" not in browser.get(f"{page_of(opened)}/units?unit_words=cua tung", headers=htmx).text
    assert browser.get(f"{page_of(opened)}/units").headers["location"] == page_of(opened)


def test_a_school_behind_one_address_registers_and_a_robot_is_slowed(browser, opened, monkeypatch):
    monkeypatch.setattr("quiz.contests.registering.PER_SCHOOL", Limit("school", 3))

    answers = [register(browser, opened, phone=f"091234567{n}", form=f"form-number-{n}-of-them") for n in range(4)]

    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert "Hãy đợi 15 phút" in answers[3].text
    assert 'value="0912345673"' in answers[3].text


def test_where_the_rules_ask_a_code_is_sent_and_typed_back(browser, site, world, capsys):
    open_registration(world, verify="phone")
    site.state.settings.verifier = "console"

    asked = register(browser, world)
    code = capsys.readouterr().out.strip()[-6:]
    token = asked.text.split('name="verification" value="')[1].split('"')[0]
    wrong = browser.post(page_of(world), data=filled(world, verification=token, code="x"))
    assert registered(world) == []
    right = browser.post(page_of(world), data=filled(world, verification=token, code=code))

    assert asked.status_code == 200
    assert "Đã gửi mã sáu chữ số" in asked.text
    assert (wrong.status_code, "Mã chưa đúng" in wrong.text) == (422, True)
    assert right.headers["location"] == "/play/card"
    [(_, _, registrant)] = registered(world)
    assert registrant.verified_by == "phone"


def test_names_meant_to_do_harm_are_only_text(browser, opened):
    answer = register(browser, opened, name="<script>alert(1)</script>")

    assert "<script>alert" not in answer.text


def test_signing_in_again_ends_the_visit_before(browser, opened):
    register(browser, opened)
    register(browser, opened, name="Hồ Văn Nam", birth="05/05/2005")

    with database.transaction(writing=False) as session:
        assert [visit.ended_at is None for visit in session.exec(select(SignIn).order_by(SignIn.id))] == [False, True]
