"""The record of a published board: anybody counts it again from it alone, and learns no key from it."""

import hashlib
import hmac
import json
import zlib
from fractions import Fraction

from quiz import ledger
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.standings.evidence import Evidence
from quiz.standings.keeping import digest_of, record_bytes
from quiz.standings.publishing import publish
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import HOUR

AFTER = NOON + 2 * HOUR


def published(session, world, at=AFTER, state="provisional", **rules):
    round = session.get_one(Round, world.round.id)
    round.take_rules(RoundRules(**rules))
    played(session, world, world.entries["duong"], RIGHT, RIGHT, WRONG, seconds=67)
    played(session, world, world.entries["khanh"], RIGHT, seconds=30)
    played(session, world, enter(session, world, "Lê Văn Tám"), WRONG, WRONG, RIGHT, seconds=31)
    played(session, world, enter(session, world, "Ngoài Cuộc", hors_concours=True), RIGHT, RIGHT, RIGHT)
    by = Decider(world.people["lan"].id, "organiser", at)
    return publish(session, world.contest, round, world.leg, state=state, note="", by=by)


def bytes_of(session, snapshot):
    session.expire_all()
    return record_bytes(snapshot, session.get_one(Evidence, snapshot.id))


def sealed_in(session, snapshot):
    return json.loads(zlib.decompress(session.get_one(Evidence, snapshot.id).sealed))


def test_the_digest_is_the_sha_256_of_the_file(session, world):
    snapshot = published(session, world)

    assert hashlib.sha256(bytes_of(session, snapshot)).hexdigest() == snapshot.digest
    [decision] = ledger.decisions_on(session, world.contest.id, "publish_board")
    assert decision.body["digest"] == snapshot.digest


def test_the_places_follow_from_the_sheets_alone(session, world):
    told = json.loads(bytes_of(session, published(session, world, minus_wrong="0.5")))

    for sheet in told["sheets"]:
        points = sum(Fraction(each) for each in sheet["brought"] if each is not None)
        assert max(points, 0) * 10_000 == sheet["points"]
    ranked = [sheet for sheet in told["sheets"] if sheet["ranked"] and sheet["stands"]]
    ranked.sort(key=lambda sheet: (-sheet["points"], sheet["elapsed_s"], sheet["submitted_at"]))
    assert [sheet["entry"] for sheet in ranked] == [line["entry"] for line in told["board"]["standings"]]
    assert len(told["sheets"]) == 4
    assert told["rules"]["rules"]["ranking"] == ["score", "elapsed", "submitted"]


def test_nothing_in_the_record_tells_a_key_or_a_number_of_the_database(session, world):
    snapshot = published(session, world)
    told = json.loads(bytes_of(session, snapshot))

    assert "dung" not in json.dumps({name: told[name] for name in ("sheets", "questions", "corrections")})
    assert not any(version.public_id in json.dumps(told) for version in world.versions)
    assert "entry_id" not in json.dumps(told)
    plain = {hashlib.sha256(json.dumps(version.key).encode()).hexdigest() for version in world.versions}
    assert not plain & {each["key"] for each in told["questions"]}


def test_what_is_sealed_opens_the_digests_of_the_record(session, world):
    snapshot = published(session, world)
    told, sealed = json.loads(bytes_of(session, snapshot)), sealed_in(session, snapshot)

    def canonical(value):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    assert hashlib.sha256(canonical(sealed)).hexdigest() == told["sealed"]
    for each in told["questions"]:
        key = canonical(sealed["keys"][each["question"]])
        assert hmac.new(bytes.fromhex(sealed["salt"]), key, hashlib.sha256).hexdigest() == each["key"]
    assert {key["version"] for key in sealed["keys"].values()} == {version.public_id for version in world.versions}


def test_while_people_work_a_frozen_board_carries_no_sheets(session, world):
    told = json.loads(bytes_of(session, published(session, world, at=NOON, board="live")))

    assert (told["sheets"], told["questions"]) == ([], [])
    assert len(told["board"]["standings"]) == 3


def test_a_changed_sheet_changes_the_digest(session, world):
    snapshot = published(session, world)
    evidence = session.get_one(Evidence, snapshot.id)
    told = json.loads(zlib.decompress(evidence.sheets))
    told["sheets"][0]["elapsed_s"] += 1
    forged = Evidence(snapshot_id=snapshot.id, sheets=zlib.compress(json.dumps(told).encode()), sealed=evidence.sealed)

    assert digest_of(snapshot, forged) != snapshot.digest
