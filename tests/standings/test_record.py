"""The record of a published board: anybody counts it again from it alone, and learns no key from it."""

import hashlib
import hmac
import json
import zlib
from fractions import Fraction

from sqlmodel import select

from quiz import ledger
from quiz.attempts.attempt import PaperRow
from quiz.contests.round import Mixing, Part, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.standings.counting import count_attempt
from quiz.standings.evidence import Evidence
from quiz.standings.explaining import explain, formula_of
from quiz.standings.keeping import digest_of, record_bytes
from quiz.standings.publishing import publish
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, play, played
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


def test_points_mixed_by_per_cent_follow_from_the_sheets_too(session, world):
    round = session.get_one(Round, world.round.id)
    round.mixing = Mixing.PERCENT
    second = Part(round_id=world.round.id, position=2, name="Tình huống", weight_percent=40)
    session.get_one(Part, world.part.id).weight_percent = 60
    session.add(second)
    session.flush()
    made = play(session, world, enter(session, world, "Hai Phần"), RIGHT, WRONG, RIGHT)
    last = session.exec(select(PaperRow).where(PaperRow.attempt_id == made.id, PaperRow.number == 3)).one()
    last.part_id = second.id
    session.flush()
    count_attempt(session, made)

    told = json.loads(bytes_of(session, published(session, world)))

    weights = told["rules"]["mixing"]["weights"]
    [sheet] = [each for each in told["sheets"] if 2 in each["parts"]]
    brought: dict[int, list[Fraction]] = {}
    for question, points, part in zip(sheet["asked"], sheet["brought"], sheet["parts"], strict=True):
        most = Fraction(told["questions"][question]["most"])
        before = brought.get(part, [Fraction(0), Fraction(0)])
        brought[part] = [before[0] + Fraction(points), before[1] + most]
    mixed = sum(weights[str(part)] * points / most for part, (points, most) in brought.items())
    assert mixed * 10_000 == sheet["points"] == 70 * 10_000
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


def test_why_a_mixed_attempt_is_worth_what_it_is_shows_each_part(session, world):
    round = session.get_one(Round, world.round.id)
    second = Part(round_id=world.round.id, position=2, name="Tình huống", weight_percent=40)
    first = session.get_one(Part, world.part.id)
    first.weight_percent, first.coefficient = 60, 3
    session.add(second)
    session.flush()
    made = play(session, world, world.entries["duong"], RIGHT, WRONG, RIGHT)
    session.exec(select(PaperRow).where(PaperRow.attempt_id == made.id, PaperRow.number == 3)).one().part_id = second.id

    round.mixing = Mixing.PERCENT
    session.flush()
    assert formula_of(explain(session, round, made), round.rules) == (
        "Kiến thức 1 ÷ 2 × 60 + Tình huống 1 ÷ 1 × 40 = 70"
    )
    round.mixing = Mixing.COEFFICIENTS
    session.flush()
    assert formula_of(explain(session, round, made), round.rules) == "Kiến thức 1 × 3 + Tình huống 1 × 1 = 4"
