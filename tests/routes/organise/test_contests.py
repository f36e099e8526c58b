"""A contest made, looked over, decided about, by the people who may."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from quiz import database
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry
from quiz.contests.round import BlueprintRow, Leg, Round
from quiz.ledger import LedgerEntry, breaks
from quiz.people.role import Role, RoleName
from tests.world import HOUR, grant, sit_at_desk


@pytest.fixture
def lan(world, browser):
    """Lan, who organises for the whole installation, at her desk."""
    with database.transaction() as session:
        grant(session, world.people["lan"], RoleName.ORGANISER, None, world.contest.created_at)
    sit_at_desk(browser, world.people["lan"])
    return browser


def home(world):
    return f"/organise/contests/{world.contest.public_id}"


def kept(world) -> Contest:
    with database.transaction(writing=False) as session:
        return session.get_one(Contest, world.contest.id)


def decisions(contest_id):
    with database.transaction(writing=False) as session:
        assert list(breaks(session)) == []
        told = select(LedgerEntry).where(LedgerEntry.contest_id == contest_id).order_by(col(LedgerEntry.seq))
        return [(entry.decision, entry.reason) for entry in session.exec(told)]


def new_contest(world, **typed):
    form = {"shape": "weekly_quiz", "title": "Tìm hiểu chuyển đổi số", "unit": world.units["vinh-linh"].public_id,
            "starts_at": "2026-12-07T08:00", "weeks": "3"}  # fmt: skip
    return form | typed


def test_the_organisers_home_shows_their_contests_and_only_theirs(world, browser):
    sit_at_desk(browser, world.people["lan"])
    page = browser.get("/organise").text

    assert world.contest.title in page
    assert "Hội thi khác" not in page


def test_the_first_thing_an_organiser_of_nothing_sees_is_how_to_begin(world, browser):
    with database.transaction() as session:
        session.delete(session.exec(select(Role).where(Role.person_id == world.people["lan"].id)).one())
        role = Role(person_id=world.people["lan"].id, name=RoleName.ORGANISER, unit_id=world.units["hien-luong"].id,
                    starts_at=world.contest.created_at - HOUR)  # fmt: skip
        session.add(role)
    sit_at_desk(browser, world.people["lan"])
    page = browser.get("/organise").text

    assert "Chưa có cuộc thi nào" in page
    assert "/organise/contests/new" in page


def test_a_weekly_contest_is_made_with_its_legs_a_week_apart(world, lan):
    response = lan.post("/organise/contests", data=new_contest(world))

    assert response.status_code == 303
    with database.transaction(writing=False) as session:
        made = session.exec(select(Contest).where(Contest.title == "Tìm hiểu chuyển đổi số")).one()
        legs = session.exec(
            select(Leg).join(Round, Round.id == Leg.round_id).where(Round.contest_id == made.id).order_by(Leg.position)
        ).all()
    assert [leg.name for leg in legs] == ["Tuần 1", "Tuần 2", "Tuần 3"]
    assert legs[1].opens_at - legs[0].opens_at == timedelta(weeks=1)
    assert made.state == ContestState.DRAFT
    assert lan.get(response.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "  ", "Hãy đặt tên cho cuộc thi."),
        ("unit", "khong-co", "Hãy chọn đơn vị tổ chức."),
        ("starts_at", "hôm nào đó", "Ngày giờ chưa đúng"),
        ("weeks", "40", "Từ 1 đến 26 tuần."),
        ("shape", "khac", "Hãy chọn một trong các kiểu."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_the_rest_is_kept(world, lan, field, value, said):
    response = lan.post("/organise/contests", data=new_contest(world, slogan="x", **{field: value}))

    assert response.status_code == 422
    assert said in response.text
    if field != "title":
        assert "Tìm hiểu chuyển đổi số" in response.text


def test_all_that_is_wrong_with_a_new_contest_is_said_at_once(world, lan):
    wrong = {"title": " ", "unit": "", "starts_at": "", "weeks": "40"}
    response = lan.post("/organise/contests", data=new_contest(world, **wrong))

    for said in ("Hãy đặt tên cho cuộc thi.", "Hãy chọn đơn vị tổ chức.", "Hãy chọn ngày và giờ.", "Từ 1 đến 26 tuần."):
        assert said in response.text


def test_all_that_is_wrong_with_a_name_a_postponement_or_a_copy_is_said_at_once(world, lan):
    home = f"/organise/contests/{world.contest.public_id}"
    wrong = {"title": " ", "slogan": "x" * 201, "unit": "khong-co", "reason": ""}
    described = lan.post(f"{home}/description", data=wrong).text
    postponed = lan.post(f"{home}/postponement", data={"opens_at": "", "reason": ""}).text
    copied = lan.post(f"{home}/copy", data={"title": "", "opens_at": "mai"}).text

    for said in ("Hãy đặt tên cho cuộc thi.", "Dài quá 200 chữ.", "Hãy chọn đơn vị tổ chức.", "Hãy ghi lý do"):
        assert said in described
    assert "Hãy chọn ngày và giờ." in postponed
    assert "Hãy ghi lý do" in postponed
    assert "Hãy đặt tên cho cuộc thi." in copied
    assert "Ngày giờ chưa đúng" in copied


def test_a_unit_outside_ones_reach_is_no_choice(world, browser):
    with database.transaction() as session:
        role = Role(person_id=world.people["son"].id, name=RoleName.ORGANISER, unit_id=world.units["cua-tung"].id,
                    starts_at=world.contest.created_at - HOUR)  # fmt: skip
        session.add(role)
    sit_at_desk(browser, world.people["son"])

    assert "Đoàn xã Cửa Tùng" in browser.get("/organise/contests/new").text
    assert browser.post("/organise/contests", data=new_contest(world)).status_code == 422
    assert browser.get(home(world)).status_code == 404, "nor is a contest of another unit"


def test_an_organiser_of_one_contest_makes_no_other(world, browser):
    sit_at_desk(browser, world.people["lan"])

    assert browser.get("/organise/contests/new").status_code == 403
    assert browser.post("/organise/contests", data=new_contest(world)).status_code == 403


def test_what_is_made_beside_the_demo_is_a_demo_too(world, lan):
    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).is_demo = True

    assert lan.post("/organise/contests", data=new_contest(world)).status_code == 303

    with database.transaction(writing=False) as session:
        assert session.exec(select(Contest).where(Contest.title == new_contest(world)["title"])).one().is_demo


def test_a_change_of_name_after_the_announcement_needs_a_reason(world, lan):
    typed = {"title": "Tên mới", "slogan": "", "unit": world.units["vinh-linh"].public_id}
    assert "Hãy ghi lý do" in lan.post(f"{home(world)}/description", data=typed).text
    assert kept(world).title != "Tên mới"

    lan.post(f"{home(world)}/description", data=typed | {"reason": "Sai tên"})

    assert kept(world).title == "Tên mới"
    assert ("describe_contest", "Sai tên") in decisions(world.contest.id)


def test_the_text_of_the_public_page_can_do_no_harm_and_is_kept_as_written(world, lan):
    text = "# Chào\n\n<script>alert(1)</script> [x](javascript:alert(1)) **đậm** ![a](https://x.vn/a.png)"
    preview = lan.post(f"{home(world)}/page/preview", data={"page_markdown": text}).text
    lan.post(f"{home(world)}/page", data={"page_markdown": text})
    page = lan.get(f"/contests/{world.contest.public_id}").text

    for shown in (preview, page):
        assert "<strong>đậm</strong>" in shown
        assert "<h2>Chào</h2>" in shown
        assert "<script>alert" not in shown
        assert 'href="javascript:' not in shown
        assert "<img" not in shown
    assert kept(world).page_markdown == text


def test_a_preview_without_javascript_saves_nothing(world, lan):
    response = lan.post(f"{home(world)}/page", data={"page_markdown": "**thử**", "act": "preview"})

    assert "<strong>thử</strong>" in response.text
    assert kept(world).page_markdown == ""


def test_announcing_is_refused_while_a_red_one_stands_and_done_once_it_is_mended(world, lan):
    made = lan.post("/organise/contests", data=new_contest(world)).headers["location"]
    refused = lan.post(f"{made}/announcement")
    assert refused.status_code == 409
    assert "Kho thiếu" in refused.text
    with database.transaction() as session:
        newest = session.exec(select(Contest).order_by(col(Contest.id).desc()).limit(1)).one()
        rows = select(BlueprintRow).order_by(col(BlueprintRow.id).desc()).limit(1)
        session.exec(rows).one().count = 3

    assert lan.post(f"{made}/announcement").status_code == 303

    with database.transaction(writing=False) as session:
        assert session.get_one(Contest, newest.id).state == ContestState.ANNOUNCED
    assert "announce" in [name for name, _reason in decisions(newest.id)]
    assert newest.title in lan.get("/").text


def test_a_postponement_moves_what_has_not_begun_and_says_why_to_everyone(world, lan, browser):
    response = lan.post(f"{home(world)}/postponement", data={"opens_at": "2026-11-27T08:00", "reason": "Bão số 9"})

    assert response.status_code == 303
    with database.transaction(writing=False) as session:
        leg = session.get_one(Leg, world.leg.id)
    assert leg.closes_at - leg.opens_at == 2 * HOUR
    assert f"{leg.opens_at:%d}" == "27"
    page = browser.get(f"/contests/{world.contest.public_id}").text
    assert "08:00 27/11/2026" in page
    assert "Bão số 9" in page
    assert "lịch thi đã dời" in browser.get("/").text
    assert ("postpone", "Bão số 9") in decisions(world.contest.id)


@pytest.mark.parametrize(("opens_at", "reason"), [("2026-11-20T08:00", "Bão"), ("2026-11-27T08:00", " "), ("", "Bão")])
def test_a_postponement_needs_a_later_moment_and_a_reason(world, lan, opens_at, reason):
    response = lan.post(f"{home(world)}/postponement", data={"opens_at": opens_at, "reason": reason})

    assert response.status_code == 422
    with database.transaction(writing=False) as session:
        assert session.get_one(Leg, world.leg.id).opens_at == world.leg.opens_at


def test_a_cancelled_contest_stays_to_be_seen_with_its_reason_and_opens_for_nobody(world, lan):
    assert lan.post(f"{home(world)}/cancellation", data={"reason": ""}).status_code == 422
    lan.post(f"{home(world)}/cancellation", data={"reason": "Không đủ thí sinh"})

    assert kept(world).state == ContestState.CANCELLED
    assert "Không đủ thí sinh" in lan.get(f"/contests/{world.contest.public_id}").text
    assert "Không đủ thí sinh" in lan.get("/").text
    with database.transaction(writing=False) as session:
        assert session.get_one(Leg, world.leg.id).cancelled_at is not None


def test_the_archive_takes_a_contest_off_the_front_page_and_gives_it_back(world, lan):
    assert lan.post(f"{home(world)}/archive").status_code == 409, "not while a leg is open"
    with database.transaction() as session:
        session.get_one(Leg, world.leg.id).closes_at = world.leg.opens_at + HOUR / 2

    lan.post(f"{home(world)}/archive")
    assert world.contest.title not in lan.get("/").text
    assert lan.get(f"/contests/{world.contest.public_id}").status_code == 200

    lan.post(f"{home(world)}/restoration")
    assert kept(world).state == ContestState.ANNOUNCED


def test_a_copy_brings_rules_and_questions_and_gives_everyone_a_new_code(world, lan):
    response = lan.post(
        f"{home(world)}/copy", data={"title": "Lần hai", "opens_at": "2026-12-01T08:00", "with_roster": "1"}
    )

    with database.transaction(writing=False) as session:
        copy = session.exec(select(Contest).where(Contest.title == "Lần hai")).one()
        entries = session.exec(select(Entry).where(Entry.contest_id == copy.id)).all()
        leg = session.exec(select(Leg).join(Round, Round.id == Leg.round_id).where(Round.contest_id == copy.id)).one()
    assert response.headers["location"] == f"/organise/contests/{copy.public_id}"
    assert {entry.person_id for entry in entries} == {world.people["duong"].id, world.people["khanh"].id}
    old = {entry.personal_code for entry in world.entries.values()} | {
        entry.link_token for entry in world.entries.values()
    }
    assert not old & {code for entry in entries for code in (entry.personal_code, entry.link_token)}
    assert leg.closes_at - leg.opens_at == 2 * HOUR
    assert copy.state == ContestState.DRAFT


def test_a_copy_without_its_roster_has_nobody(world, lan):
    lan.post(f"{home(world)}/copy", data={"title": "Lần hai"})

    with database.transaction(writing=False) as session:
        copy = session.exec(select(Contest).where(Contest.title == "Lần hai")).one()
        assert session.exec(select(Entry).where(Entry.contest_id == copy.id)).all() == []


def test_a_round_is_copied_into_its_contest_or_into_a_new_one(world, lan):
    here = f"/organise/rounds/{world.round.public_id}/copy"
    lan.post(here, data={"into": "here", "name": "Vòng hai"})
    lan.post(here, data={"into": "new", "title": "Chỉ vòng loại", "with_roster": "1"})

    with database.transaction(writing=False) as session:
        names = session.exec(
            select(Round.name).where(Round.contest_id == world.contest.id).order_by(Round.position)
        ).all()
        copy = session.exec(select(Contest).where(Contest.title == "Chỉ vòng loại")).one()
        people = session.exec(select(Entry).where(Entry.contest_id == copy.id)).all()
    assert names == ["Vòng loại trực tuyến", "Vòng hai"]
    assert len(people) == 2


def test_a_contest_that_nobody_played_goes_only_when_one_is_sure(world, lan):
    assert lan.post(f"{home(world)}/deletion").status_code == 422
    response = lan.post(f"{home(world)}/deletion", data={"sure": "1"})

    assert response.headers["location"] == "/organise"
    with database.transaction(writing=False) as session:
        assert session.get(Contest, world.contest.id) is None
        assert session.exec(select(Entry)).all() == []
        held = session.exec(select(Role).where(Role.contest_id == world.contest.id)).all()
        assert all(role.ends_at is not None for role in held)


def test_what_was_played_is_never_deleted(world, lan, start_attempt):
    start_attempt("duong")

    response = lan.post(f"{home(world)}/deletion", data={"sure": "1"})

    assert response.status_code == 409
    assert kept(world) is not None


def test_a_new_contest_never_takes_the_number_of_a_deleted_one(world, lan, session_of_reading):
    made = lan.post("/organise/contests", data=new_contest(world)).headers["location"]
    with session_of_reading() as session:
        first = session.exec(select(Contest.id).order_by(col(Contest.id).desc()).limit(1)).one()
    lan.post(f"{made}/deletion", data={"sure": "1"})
    lan.post("/organise/contests", data=new_contest(world))

    with session_of_reading() as session:
        second = session.exec(select(Contest.id).order_by(col(Contest.id).desc()).limit(1)).one()
    assert second > first


def test_a_stranger_finds_no_contest_to_change(world, browser):
    sit_at_desk(browser, world.people["son"])
    for path in ("", "/page", "/description", "/copy", "/deletion", "/cancellation", "/postponement"):
        assert browser.get(home(world) + path).status_code == 404
    for path in ("/announcement", "/page", "/archive", "/deletion", "/copy", "/cancellation"):
        assert browser.post(home(world) + path, data={"sure": "1"}).status_code == 404
