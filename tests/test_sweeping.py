"""Pictures that nothing shows go, in time; none that a version or a row of a file shows, however old."""

import os
from datetime import timedelta

import pytest

from question_bank.draft import Draft, Picture, Reading
from question_bank.importing import take_again, take_in
from question_bank.intake import Intake
from question_bank.question import QuestionMedia
from quiz import database
from quiz.files import Files
from quiz.sweeping import KEPT_FOR, sweep
from tests.conftest import NOON

LATER = NOON + KEPT_FOR + timedelta(hours=1)


@pytest.fixture
def pictures(tmp_path):
    return Files(tmp_path / "pictures", ".webp")


def kept(pictures, data, at=NOON):
    name = pictures.keep(data)
    for path in pictures._folder.rglob(f"{name}*"):
        os.utime(path, (at.timestamp(), at.timestamp()))
    return name


def test_what_a_version_shows_stays_and_what_nothing_shows_goes(world, pictures):
    shown, forgotten, new = kept(pictures, b"shown"), kept(pictures, b"forgotten"), kept(pictures, b"new", LATER)
    with database.transaction() as session:
        session.add(QuestionMedia(version_id=world.versions[0].id, number=1, sha256=shown))

    assert sweep(pictures, NOON + timedelta(days=1)) == 0
    assert sweep(pictures, LATER) == 1
    assert [pictures.read(name) for name in (shown, forgotten, new)] == [b"shown", None, b"new"]


def test_rows_of_a_file_hold_theirs_until_another_file_takes_their_place(database_url, pictures):
    name = kept(pictures, b"of a row")
    reading = Reading("docx", [Draft("Câu 1", stem="Hình gì?", pictures=[Picture("stem", file=name)])])
    with database.transaction() as session:
        intake_id = take_in(session, "de.docx", reading, by="ha", at=NOON).id

    assert sweep(pictures, LATER) == 0
    with database.transaction() as session:
        take_again(session, session.get_one(Intake, intake_id), "de-2.docx", Reading("docx", [Draft("Câu 1")]))
    assert sweep(pictures, LATER) == 1


def test_one_that_is_kept_again_at_that_moment_stays(tmp_path, pictures):
    name = kept(pictures, b"back again")
    old = list(pictures.old(LATER.timestamp()))
    kept(pictures, b"back again", LATER)

    assert old == [name]
    assert not pictures.remove_old(name, LATER.timestamp() - 1)
    assert pictures.read(name) == b"back again"


def test_a_name_that_is_none_reads_nothing(pictures, tmp_path):
    (tmp_path / "secret.webp").write_bytes(b"secret")

    assert pictures.read("../secret") is None
    assert pictures.read("0" * 64) is None
    assert list(pictures.old(LATER.timestamp())) == []
