"""What shipped questions keep to together: none is asked twice, no letter or length is a good guess. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from rapidfuzz import fuzz, process

from question_bank.checking import asking
from question_bank.content.shelf import File, Record
from question_bank.kinds import BY_PEOPLE, KINDS
from question_bank.letters import LETTERS, letter_of
from question_bank.remarks import Problem
from question_bank.text import fold

QUESTIONS_MIN = 400  # of the bank we ship, and of these
MISINFORMATION_MIN = 150
KINDS_SHIPPED = [name for name in KINDS if name not in BY_PEOPLE]
KIND_MIN = 8

LETTERED = ("single_choice", "next_step")
ALIKE = 88  # of 100: stems that a person should look at side by side
LETTER_OFF = 0.05  # of all questions: how far a letter may be from its even share
LETTER_OFF_FILE = 0.12
TRUTH_OFF = 0.2
VERDICT_MAX, SORT_MAX = 0.65, 0.5
STANDING_OUT_MAX = 0.35  # a quarter would be chance
FEW = 12  # fewer than these show no share
EACH_DIFFICULTY = 2


def problems_together(files: list[File]) -> Iterator[Problem]:
    records = [record for file in files for record in file.records]
    yield from _names(records)
    yield from _asked_twice(records)
    for file in files:
        yield from (Problem(file.name, why) for why in _doubts(file.records, LETTER_OFF_FILE))
        yield from (Problem(file.name, why) for why in _drawable(file))
    yield from (Problem("Cả bộ", why) for why in _doubts(records, LETTER_OFF))
    yield from (Problem("Cả bộ", why) for why in _standing_out(records))


def problems_of_size(files: list[File]) -> Iterator[Problem]:
    """Of the bank we ship: what it promises to hold."""
    groups, kinds = by_group(files), Counter(record.kind for file in files for record in file.records)
    if groups.total() < QUESTIONS_MIN:
        yield Problem("Cả bộ", f"có {groups.total()} câu; cần ít nhất {QUESTIONS_MIN}.")
    if groups["misinformation"] < MISINFORMATION_MIN:
        text = f"có {groups['misinformation']} câu về tin giả, lừa đảo, an toàn; cần ít nhất {MISINFORMATION_MIN}."
        yield Problem("Cả bộ", text)
    for kind in KINDS_SHIPPED:
        if kinds[kind] < KIND_MIN:
            yield Problem("Cả bộ", f"có {kinds[kind]} câu loại {kind}; cần ít nhất {KIND_MIN}.")


def look_alikes(records: list[Record]) -> list[tuple[int, Record, Record]]:
    """Pairs of questions that ask nearly the same words, the most alike first: 0 to 100."""
    texts = [fold(record.asked) for record in records]
    found = []
    for place, text in enumerate(texts):
        later = process.extract(text, texts[place + 1 :], scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=None)
        found += [(round(score), records[place], records[place + 1 + index]) for _, score, index in later]
    return sorted(found, key=lambda pair: -pair[0])


def by_group(files: list[File]) -> Counter[str]:
    groups: Counter[str] = Counter()
    for file in files:
        groups[str(file.topic.get("group", ""))] += len(file.records)
    return groups


def letters(records: Iterable[Record]) -> Counter[str]:
    """Which letter is right, of the questions where one of four is."""
    return Counter(
        letter_of(record.finding.right[0]) for record in records if record.kind in LETTERED and record.finding.right
    )


def truths(records: Iterable[Record]) -> Counter[str]:
    return Counter(fold(text) for record in records if record.kind == "true_false" for text in record.right)


def verdicts(records: Iterable[Record]) -> Counter[str]:
    return Counter(str(record.finding.key.get("verdict")) for record in records if record.kind == "judge_post")


def sorts(records: Iterable[Record]) -> Counter[str]:
    return Counter(
        letter_of(place) for record in records if record.kind == "classify" for place in record.finding.right
    )


def standing_out(records: Iterable[Record], longest: bool) -> list[Record]:
    """Where a right choice is longer (or shorter) than every wrong one."""
    most: Callable[[Iterable[int]], int] = max if longest else min
    sign = 1 if longest else -1
    return [
        record
        for record in records
        if may_stand_out(record)
        and sign * most(map(len, record.right)) > sign * most(map(len, record.wrong))
    ]  # fmt: skip


def may_stand_out(record: Record) -> bool:
    return record.kind in (*LETTERED, "multiple_choice") and bool(record.right and record.wrong)


def _names(records: list[Record]) -> Iterator[Problem]:
    first: dict[str, Record] = {}
    for record in records:
        name = record.draft.external_id
        if name and name in first:
            yield Problem(record.place, f"id trùng với {first[name].place}.")
        first.setdefault(name, record)


def _asked_twice(records: list[Record]) -> Iterator[Problem]:
    first: dict[str, Record] = {}
    for record in records:
        asked = asking(record.draft.stem, record.draft.post)
        if asked and asked in first:
            yield Problem(record.place, f"hỏi đúng như {first[asked].place}.")
        first.setdefault(asked, record)


def _doubts(records: list[Record], off: float) -> Iterator[str]:
    right = letters(records)
    allowed = max(2.0, off * right.total())
    uneven = [letter for letter in LETTERS[:4] if abs(right[letter] - right.total() / 4) > allowed]
    if uneven:
        yield f"đáp án lệch về một chữ: {_told(right, LETTERS[:4])} (mỗi chữ lệch nhiều nhất {allowed:.0f} câu)."
    truth = truths(records)
    if abs(truth["dung"] - truth["sai"]) > max(2.0, TRUTH_OFF * truth.total()):
        yield f"câu đúng sai lệch một bên: Đúng {truth['dung']}, Sai {truth['sai']}."
    said = verdicts(records)
    if said.total() >= FEW and max(said.values()) > VERDICT_MAX * said.total():
        yield f"kết luận về bài đăng lệch một bên: {_told(said)}; nhiều nhất {VERDICT_MAX:.0%} một loại."
    sorted_as = sorts(records)
    if sorted_as.total() >= FEW and max(sorted_as.values()) > SORT_MAX * sorted_as.total():
        yield f"câu phân loại lệch về một loại: {_told(sorted_as)}; nhiều nhất {SORT_MAX:.0%} một loại."


def _drawable(file: File) -> Iterator[str]:
    """A blueprint can draw two of each common difficulty."""
    levels = Counter(record.finding.difficulty for record in file.records)
    few = [str(level) for level in (1, 2, 3) if levels[level] < EACH_DIFFICULTY]
    if few and not file.unread:
        yield f"chưa đủ {EACH_DIFFICULTY} câu ở độ khó {', '.join(few)}."


def _standing_out(records: list[Record]) -> Iterator[str]:
    measured = sum(map(may_stand_out, records))
    for longest, word in ((True, "dài nhất"), (False, "ngắn nhất")):
        found = standing_out(records, longest)
        if measured and len(found) > max(2.0, STANDING_OUT_MAX * measured):
            names = ", ".join(record.draft.external_id for record in found)
            yield f"phương án đúng {word} ở {len(found)}/{measured} câu, nhiều nhất {STANDING_OUT_MAX:.0%}: {names}."


def _told(counts: Counter[str], names: Iterable[str] | None = None) -> str:
    return ", ".join(f"{name} {counts[name]}" for name in (names or sorted(counts)))
