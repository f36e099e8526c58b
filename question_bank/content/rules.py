"""What every shipped question keeps to, by itself: sourced, in force, explained, clean, naming nobody. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from statistics import mean
from urllib.parse import urlsplit

from question_bank.content.shelf import File, Raw, Record, listed
from question_bank.draft import SourceNote
from question_bank.kinds import BY_ORDERING
from question_bank.remarks import Problem
from question_bank.topic import GROUPS

SOURCE_KINDS = ("official", "press", "law-library", "elsewhere")
CHOICES = {
    "single_choice": (4,), "next_step": (4,), "classify": (5,), "multiple_choice": (4, 5), "judge_post": (3, 4, 5, 6),
}  # fmt: skip
RIGHT = {"single_choice": (1,), "next_step": (1,), "classify": (1,), "multiple_choice": (2, 3)}
PARTS = range(3, 7)  # steps of an ordering, pairs of a matching
TIMES, CHARACTERS = 2.5, 25  # choices are alike: none so many times as long as another, nor so much longer
TIMES_RIGHT, CHARACTERS_RIGHT = 1.6, 12  # nor do the right ones differ so much from the wrong ones on the whole
CAPITALS = "".join(letter for letter in map(chr, range(ord("A"), ord("Ỹ") + 1)) if letter.isupper())
SENTENCE_END = re.compile(rf"(?<!\bTP)[.!?](?=[”’)]?(?:\s+[“‘(]?[{CAPITALS}0-9]|\s*$))")
VIETNAMESE = re.compile(r"[ăâđêôơưà-ỹ]")
ADDRESS = re.compile(r"https?://[\w.-]*[\w-]\.[\w-]*[a-z]\.?(?::\d+)?/")
ISSUED = re.compile(r"\d{4}(-\d\d){0,2}")  # a year or a month is all that some pages tell
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
FINE = re.compile(r"\bphạt\b", re.I)
# In a statement, or in a post that is true: a share, a day, a year, the number of a document, an amount of money.
FIGURE = re.compile(r"\d\s*%|\d/\d|\bnăm \d{4}\b|\d/[A-ZĐ]|\d-[A-ZĐ]{2}|\d\s*(?:triệu|tỷ|tỉ|nghìn|đồng)\b")
PERSON = re.compile(
    r"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Bb]ác sĩ|Tổng Bí thư|Bộ trưởng|Thủ tướng|Chủ tịch)"
    rf" (?!Chính phủ|Quốc hội|UBND|Ủy ban|Hội đồng)[{CAPITALS}]\w+"
)


def problems_of_file(file: File) -> Iterator[Problem]:
    """Of its topic and its sources."""
    if file.unread:
        yield Problem(file.name, file.unread)
        return
    missing = [name for name in ("slug", "name", "name_en", "group") if not file.topic.get(name)]
    if missing:
        yield Problem(file.name, f"“topic” thiếu {', '.join(missing)}.")
    elif file.topic["group"] not in GROUPS:
        yield Problem(file.name, f"nhóm “{file.topic['group']}” không có; chọn {', '.join(GROUPS)}.")
    used = {name for record in file.records for name in listed(record.raw.get("sources"))}
    seen: set[str] = set()
    for source in file.sources:
        name = str(source.get("id", ""))
        place = f"{file.name}, nguồn {name or '(không có id)'}"
        yield from (Problem(place, why) for why in doubts_about_source(source))
        if name in seen:
            yield Problem(place, "trùng id với một nguồn khác.")
        if name not in used:
            yield Problem(place, "không câu nào dùng.")
        seen.add(name)


def doubts_about_source(source: Raw) -> Iterator[str]:
    """Can anybody look it up?"""
    missing = [name for name in ("id", "title", "issuer", "kind", "url") if not source.get(name)]
    if missing:
        yield f"thiếu {', '.join(missing)}."
    if source.get("kind") and source["kind"] not in SOURCE_KINDS:
        yield f"loại nguồn “{source['kind']}” không có; chọn {', '.join(SOURCE_KINDS)}."
    if source.get("url") and not ADDRESS.match(source["url"]):
        yield f"địa chỉ “{source['url'][:80]}” không phải là một trang http(s)."
    if source.get("issued") and not ISSUED.fullmatch(source["issued"]):
        yield f"ngày “{source['issued'][:40]}”: ghi 2026, 2026-11 hoặc 2026-11-23."


def problems_of_question(record: Record, on: date) -> Iterator[Problem]:
    """Every rule that this question breaks by itself, on that day."""
    yield from (Problem(record.file + ", " + found.place, found.text) for found in record.finding.problems)
    for rule in RULES:
        yield from (Problem(record.place, why) for why in rule(record))
    yield from (Problem(record.place, why) for why in _dates(record, on))


def _named(record: Record) -> Iterator[str]:
    if not record.draft.external_id:
        yield "chưa có id."
    if not record.draft.difficulty:
        yield "chưa có difficulty (1–5)."
    if not record.draft.topic:
        yield "chưa có chủ đề."


def _sourced(record: Record) -> Iterator[str]:
    """Figures need an official page, or two sites that say the same. A skill may rest on one newspaper."""
    sources = record.draft.sources
    if not sources:
        yield "chưa có nguồn."
    elif rests_on_figures(record) and not can_be_relied_on(sources):
        yield "hỏi số liệu, ngày tháng hoặc mức phạt: cần một nguồn chính thức, hoặc hai trang khác nhau."
    elif not can_be_relied_on(sources) and all(source.kind != "press" for source in sources):
        yield "chỉ có một nguồn, không chính thức và không phải báo chí: cần thêm một nguồn ở trang khác."


def rests_on_figures(record: Record) -> bool:
    stated = record.draft.stem if record.kind == "true_false" else ""
    if record.kind == "judge_post" and record.finding.key.get("verdict") == "real":
        stated = record.draft.post
    return (
        record.kind == "numeric"
        or bool(FINE.search(record.draft.stem))
        or bool(FIGURE.search(stated))
        or any(re.search(r"\d", text) for text in record.answers)
    )


def can_be_relied_on(sources: list[SourceNote]) -> bool:
    """An official page, or at least two sites that say the same."""
    official = any(source.kind == "official" for source in sources)
    return official or len({urlsplit(source.url).hostname for source in sources}) >= 2


def _explained(record: Record) -> Iterator[str]:
    sentences = len(SENTENCE_END.findall(record.draft.explanation))
    if not 2 <= sentences <= 4:
        yield f"giải thích có {sentences} câu; cần từ hai đến bốn."


def _clean(record: Record) -> Iterator[str]:
    for text in record.texts():
        if text != unicodedata.normalize("NFC", text):
            yield f"chữ không ở dạng NFC: “{text[:40]}”."
        if any(line != " ".join(line.split()) for line in text.strip("\n").split("\n")):
            yield f"thừa khoảng trắng: “{text[:40]}”."
    if not VIETNAMESE.search(record.draft.stem):
        yield "câu dẫn không phải tiếng Việt có dấu."


def _nameless(record: Record) -> Iterator[str]:
    for text in record.texts():
        if found := PERSON.search(text):
            yield f"nêu tên người: “{found[0]}”."


def _shaped(record: Record) -> Iterator[str]:
    """As many choices as its kind has, alike in length: neither may tell the right one."""
    choices, right = len(record.finding.choices), len(record.finding.right)
    if record.kind in CHOICES and choices not in CHOICES[record.kind]:
        yield f"có {choices} phương án; loại câu này cần {_either(CHOICES[record.kind])}."
    if record.kind in RIGHT and right not in RIGHT[record.kind]:
        yield f"có {right} phương án đúng; loại câu này cần {_either(RIGHT[record.kind])}."
    parts = len(record.finding.draft.pairs) if record.kind == "matching" else choices
    if record.kind in (*BY_ORDERING, "matching") and parts not in PARTS:
        yield f"có {parts} bước hoặc cặp; cần từ {PARTS[0]} đến {PARTS[-1]}."
    if record.kind in CHOICES and record.kind != "classify" and len(record.wrong) >= 1 and right:
        yield from _lengths(record)


def _lengths(record: Record) -> Iterator[str]:
    lengths = [len(text) for text in record.finding.choices]
    if _differ(max(lengths), min(lengths), TIMES, CHARACTERS):
        yield f"phương án dài ngắn quá khác nhau: {_listed(lengths)} ký tự."
    right, wrong = (mean(map(len, texts)) for texts in (record.right, record.wrong))
    if _differ(max(right, wrong), min(right, wrong), TIMES_RIGHT, CHARACTERS_RIGHT):
        yield f"độ dài làm lộ đáp án: đúng trung bình {right:.0f} ký tự, sai {wrong:.0f}."


def _differ(longer: float, shorter: float, times: float, characters: float) -> bool:
    return longer > times * shorter and longer - shorter > characters


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _either(counts: tuple[int, ...]) -> str:
    return " hoặc ".join(map(str, counts)) if len(counts) < 3 else f"từ {counts[0]} đến {counts[-1]}"


def _dates(record: Record, on: date) -> Iterator[str]:
    if record.finding.valid_from and record.finding.valid_from > on:
        yield f"chưa có hiệu lực: từ {record.finding.valid_from:%d/%m/%Y}."
    if record.finding.valid_to and record.finding.valid_to < on and not YEAR.search(record.asked):
        yield f"đã hết hiệu lực ngày {record.finding.valid_to:%d/%m/%Y} mà câu dẫn không nói đang hỏi năm nào."


RULES: tuple[Callable[[Record], Iterator[str]], ...] = (_named, _sourced, _explained, _clean, _nameless, _shaped)
