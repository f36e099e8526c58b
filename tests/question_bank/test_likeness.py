"""Two questions that ask the same are found alike, and two that only sound so are not: on pairs judged by people."""

import random
from itertools import combinations
from pathlib import Path

from question_bank import content
from question_bank.checking import check
from question_bank.draft import Draft
from question_bank.likeness import ALIKE_FROM, Said, Shelf, likeness, said, said_by, said_in

VERDICTS = ("alike", "apart")
PAIRS = Path(__file__).with_name("look_alikes.txt")


def judged(verdict: str) -> list[tuple[Said, Said]]:
    """The pairs of which people said so."""
    lines = [line.split(" | ") for line in PAIRS.read_text("utf-8").splitlines() if line.startswith(verdict)]
    return [(said(a, [x]), said(b, [y])) for _, a, x, b, y in lines]


def shipped() -> list[Said]:
    drafts = content.load_all()
    findings = map(check, drafts)
    return [said_in(d, each.kind, each.content, each.key) for d, each in zip(drafts, findings, strict=True)]


def reworded(chance: random.Random, one: Said) -> Said:
    """A word left out, one added, one mistyped."""
    words = one.asked.split()
    words.pop(chance.randrange(len(words)))
    words.insert(0, chance.choice(["trong", "hien", "nay"]))
    at = chance.randrange(len(words))
    words[at] = words[at][::-1]
    return said(" ".join(words), [one.right])


def test_pairs_judged_by_people_are_told_apart():
    """Those apart are the hardest that were met: of any two questions, next to none are so close."""
    alike, apart = ([pair for pair in judged(verdict) if likeness(*pair) >= ALIKE_FROM] for verdict in VERDICTS)

    assert len(alike) / len(judged("alike")) >= 0.9
    assert len(alike) / (len(alike) + len(apart)) >= 0.85, apart


def test_few_of_the_shipped_questions_look_alike():
    """They were written not to repeat each other: what is found among them would mostly be a false alarm."""
    pairs = [1 for one, other in combinations(shipped(), 2) if likeness(one, other) >= ALIKE_FROM]

    assert len(pairs) <= len(shipped()) * 0.05


def test_a_shelf_finds_what_comparing_with_all_finds():
    chance, questions = random.Random(1), shipped()
    shelf = Shelf()
    for id, each in enumerate(questions):
        shelf.put(id, each)
    wanted = found = 0
    for id, each in enumerate(questions):
        asked = reworded(chance, each)
        expected = {
            other for other, text in enumerate(questions) if likeness(asked, text) >= ALIKE_FROM and other != id
        }
        expected |= {id} if likeness(asked, each) >= ALIKE_FROM else set()
        wanted += len(expected)
        found += len(expected & {other for other, _ in shelf.like(asked)})

    assert wanted > len(questions) * 0.8
    assert found == wanted


def test_a_shelf_forgets_what_is_taken_or_replaced():
    shelf = Shelf()
    one, other = said("Mã OTP dùng để làm gì?", ["Xác thực"]), said("Ngày thành lập Đoàn?", ["26/3"])
    shelf.put(1, one)
    assert shelf.like(one) == [(1, 100)]
    assert shelf.like(one, but=1) == []

    shelf.put(1, other)
    assert (shelf.like(one), shelf.like(other)) == ([], [(1, 100)])
    shelf.take(1)
    assert (shelf.like(other), len(shelf)) == ([], 0)


def test_the_most_alike_stands_first_and_marks_tell_nothing_apart():
    shelf = Shelf()
    shelf.put(1, said("Đoàn Thanh niên thành lập ngày tháng năm nào ở đâu?", ["26/3/1931"]))
    shelf.put(2, said("Đoàn Thanh niên thành lập ngày tháng năm nào?", ["26/3/1931"]))

    assert [id for id, _ in shelf.like(said("DOAN THANH NIEN THANH LAP NGAY THANG NAM NAO", ["26/3/1931"]))] == [2, 1]


def test_a_question_of_nothing_but_leading_words_is_compared_by_them():
    assert likeness(said("Là gì?", []), said("là gì", [])) == 100
    assert likeness(said("", []), said("", [])) in (0, 100)


def test_a_row_that_cannot_be_understood_is_compared_by_its_words():
    draft = Draft("Dòng 2", kind="hotspot", stem="Mã OTP dùng để làm gì?")
    finding = check(draft)

    assert (
        likeness(said_in(draft, finding.kind, finding.content, finding.key), said("Mã OTP dùng để làm gì", ["x"]))
        == 100
    )


def test_what_is_kept_otherwise_than_its_kind_expects_stops_nobody():
    for kind, key in (("no_such_kind", {"right": ["a"]}), ("short_text", {"right": ["a"]}), ("matching", {"pairs": 3})):
        assert said_by(kind, {"stem": "Mã OTP là gì?"}, key) == said("Mã OTP là gì?", [])
