from datetime import timedelta

import pytest
from sqlmodel import select

from quiz.ledger import INSTALLATION, decisions_on
from quiz.people.enrolling import (
    Grant,
    InvitationOver,
    LastOrganiser,
    accept_invitation,
    create_organiser,
    give_role,
    invite,
    open_invitation,
    reset_access,
    revoke_invitation,
    withdraw_role,
)
from quiz.people.person import Credential, Person
from quiz.people.role import RoleName, roles_of
from quiz.people.signing_in import check_password
from quiz.refusals import Invalid, NotFound

PASSWORD = "rừng xanh lá đỏ"


@pytest.fixture
def chief(session, noon):
    """The first organiser of the installation, who has come in."""
    invitation = create_organiser(session, "Nguyễn Thị Lan", noon)
    return accept_invitation(session, invitation.token, "lan", PASSWORD, noon)


def names_of(session, person, at):
    return [role.name for role in roles_of(session, person.id, at)]


def decisions(session):
    return [entry.decision for entry in decisions_on(session, INSTALLATION)]


def test_who_accepts_an_invitation_comes_in_by_the_chosen_password(session, chief, noon):
    assert check_password(session, " LAN ", PASSWORD, "10.0.0.1", noon) == chief
    assert names_of(session, chief, noon) == [RoleName.ORGANISER]


def test_another_password_and_an_unknown_login_come_in_nowhere(session, chief, noon):
    assert check_password(session, "lan", "rừng xanh", "10.0.0.1", noon) is None
    assert check_password(session, "nobody", PASSWORD, "10.0.0.1", noon) is None


def test_the_password_itself_is_not_kept(session, chief):
    kept = session.get_one(Credential, chief.id).password_hash

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_invitation_works_once(session, noon, chief):
    token = invite(session, "Lê Thu Hà", [Grant(RoleName.REVIEWER)], chief, noon).token
    accept_invitation(session, token, "ha", PASSWORD, noon)

    with pytest.raises(InvitationOver):
        accept_invitation(session, token, "ha2", PASSWORD, noon)


def test_an_invitation_lasts_seven_days(session, noon, chief):
    token = invite(session, "Lê Thu Hà", [Grant(RoleName.REVIEWER)], chief, noon).token

    open_invitation(session, token, noon + timedelta(days=7, seconds=-1))
    with pytest.raises(InvitationOver):
        open_invitation(session, token, noon + timedelta(days=7))


def test_a_guessed_invitation_does_not_exist(session, noon):
    with pytest.raises(NotFound):
        open_invitation(session, "guessed", noon)


def test_a_revoked_invitation_takes_its_roles_back(session, noon, chief):
    invitation = invite(session, "Lê Thu Hà", [Grant(RoleName.REVIEWER)], chief, noon)
    ha = session.get_one(Person, invitation.person_id)

    revoke_invitation(session, ha, chief, noon)

    assert names_of(session, ha, noon) == []
    with pytest.raises(InvitationOver):
        open_invitation(session, invitation.token, noon)


def test_one_person_may_hold_several_roles_each_once(session, noon, chief):
    for name in (RoleName.JUDGE, RoleName.SECRETARY, RoleName.JUDGE):
        give_role(session, chief, Grant(name), chief, noon)

    assert names_of(session, chief, noon) == [RoleName.ORGANISER, RoleName.JUDGE, RoleName.SECRETARY]


def test_the_last_organiser_who_can_come_in_stays(session, noon, chief):
    invite(session, "Chưa vào bao giờ", [Grant(RoleName.ORGANISER)], chief, noon)
    (role,) = roles_of(session, chief.id, noon)

    with pytest.raises(LastOrganiser):
        withdraw_role(session, role, chief, noon)


def test_one_of_two_organisers_may_go(session, noon, chief):
    second = invite(session, "Lê Thu Hà", [Grant(RoleName.ORGANISER)], chief, noon)
    accept_invitation(session, second.token, "ha", PASSWORD, noon)
    (role,) = roles_of(session, chief.id, noon)

    withdraw_role(session, role, chief, noon)

    assert names_of(session, chief, noon) == []


def test_after_a_reset_the_old_password_is_dead_and_the_new_link_works(session, noon, chief):
    invitation = reset_access(session, chief, None, noon)

    assert check_password(session, "lan", PASSWORD, "10.0.0.1", noon) is None
    assert check_password(session, "lan", "", "10.0.0.1", noon) is None
    accept_invitation(session, invitation.token, "lan", "một câu khác hẳn", noon)
    assert check_password(session, "lan", "một câu khác hẳn", "10.0.0.1", noon) == chief


@pytest.mark.parametrize(
    ("login", "password", "field"),
    [
        ("a", PASSWORD, "login"),
        ("hà lê", PASSWORD, "login"),
        ("lan", PASSWORD, "login"),
        ("thuha", "ngắn quá", "password"),
        ("thuha-le-thu", "Thuha-le-thu", "password"),
        ("thuha", "aaaaaaaaaaaa", "password"),
        ("thuha", "dài" * 100, "password"),
    ],
)
def test_a_poor_login_or_password_is_refused_at_its_field(session, noon, chief, login, password, field):
    invitation = invite(session, "Lê Thu Hà", [Grant(RoleName.REVIEWER)], chief, noon)

    with pytest.raises(Invalid) as refusal:
        accept_invitation(session, invitation.token, login, password, noon)

    assert list(refusal.value.errors) == [field]
    assert open_invitation(session, invitation.token, noon)


def test_an_invitation_needs_a_name_and_a_role(session, noon):
    with pytest.raises(Invalid) as refusal:
        invite(session, "  ", [], None, noon)

    assert set(refusal.value.errors) == {"name", "roles"}
    assert not session.exec(select(Person)).all()


def test_every_change_is_a_decision(session, noon, chief):
    ha = invite(session, "Lê Thu Hà", [Grant(RoleName.REVIEWER)], chief, noon)
    person = session.get_one(Person, ha.person_id)
    reset_access(session, person, chief, noon)
    revoke_invitation(session, person, chief, noon)

    assert decisions(session) == [
        "give_role", "invite", "accept_invitation",
        "give_role", "invite", "reset_access", "invite", "revoke_invitation", "withdraw_role",
    ]  # fmt: skip
