"""What an editor must put right in a draft, each with its place. Pure: one place judges for every reader and form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from question_bank.checking_answers import answer_in, is_typed, kind_named, understood, without_labels
from question_bank.draft import Draft
from question_bank.kinds import BY_CHOOSING, BY_PEOPLE, KINDS
from question_bank.kinds.kind import Content, Key
from question_bank.naming import DIFFICULTY_BY_DEFAULT, DIFFICULTY_NAMES, UNSORTED_NAME
from question_bank.outcomes import OUTCOMES, outcomes_in
from question_bank.pictures import OF_QUESTION_MAX, Placed, identity, lost_among, placed
from question_bank.remarks import EXPLANATION_MAX, STEM_MAX, Problem, Remarks, problem_at
from question_bank.text import fold, same_reading


@dataclass
class Finding:
    """A draft understood as far as it can be: what it is, what must be put right, what should be looked at."""

    kind: str
    draft: Draft  # with the answers where its kind keeps them
    choices: list[str]
    right: list[int] = field(default_factory=list)
    content: Content = field(default_factory=dict)  # both as the kind understands the draft: with places for ids
    key: Key = field(default_factory=dict)
    pictures: list[Placed] = field(default_factory=list)
    difficulty: int = DIFFICULTY_BY_DEFAULT
    topic: str = UNSORTED_NAME
    valid_from: date | None = None
    valid_to: date | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


Topics = Mapping[str, str]  # folded name or slug → name


def problems_in(draft: Draft, topics: Topics | None = None) -> list[Problem]:
    return check(draft, topics).problems


def check(draft: Draft, topics: Topics | None = None) -> Finding:
    """Judge one draft by itself. Without `topics` (no bank at hand) any topic will do."""
    remarks = Remarks(draft)
    named = kind_named(remarks)
    if named is not None:
        remarks.draft = KINDS[named or "single_choice"].settled(remarks.draft)
    _tell_unread(remarks)
    _tell_feedback(remarks, named)
    remarks.check_text("stem", remarks.draft.stem, STEM_MAX, "chưa có nội dung câu hỏi.")
    kind, choices, right = answer_in(remarks, named)
    meant = understood(remarks, kind, choices, right)
    pictures = _pictures(remarks, draft, kind, meant.content)
    return Finding(
        kind=kind,
        draft=remarks.draft,
        choices=choices,
        right=right,
        content=meant.content,
        key=meant.key,
        pictures=pictures,
        difficulty=_difficulty(remarks),
        topic=_topic(remarks, topics),
        valid_from=_day(remarks, "valid_from"),
        valid_to=_day(remarks, "valid_to"),
        problems=_with_dates_in_order(remarks),
        warnings=[*remarks.warnings, *(problem_at(remarks.draft, *note) for note in remarks.draft.notes.items())],
    )


def asking(stem: str, post: str) -> str:
    """A question by its words, the same for two spellings of one: the post that it is about is part of it."""
    return same_reading(f"{stem}\n{post}")


def check_all(drafts: list[Draft], topics: Topics | None, in_bank: set[str]) -> list[Finding]:
    """Judge the drafts of one file, beside each other and beside the bank (its questions as `asking`)."""
    findings = [check(draft, topics) for draft in drafts]
    first: dict[str, int] = {}
    for place, (draft, finding) in enumerate(zip(drafts, findings, strict=True)):
        stem = asking(draft.stem, draft.post) if len(draft.stem) + len(draft.post) <= STEM_MAX else ""
        if not stem:
            continue
        if stem in first:
            _tell_twice(draft, finding, drafts[first[stem]], findings[first[stem]])
        elif stem in in_bank:
            finding.warnings.append(problem_at(draft, "stem", "kho đã có câu với nội dung này."))
        first.setdefault(stem, place)
    return findings


def _tell_twice(draft: Draft, finding: Finding, earlier: Draft, earlier_finding: Finding) -> None:
    """The same question twice is a slip. "Which of these is true?" over other choices, or pictures, is not."""
    here, there = (
        ({same_reading(choice) for choice in each.choices}, {identity(picture) for _, picture in each.pictures})
        for each in (finding, earlier_finding)
    )
    if here == there:
        finding.problems.append(problem_at(draft, "stem", f"câu này trùng với câu ở {_lower(earlier.place)}."))
    else:
        differs = "phương án" if here[0] != there[0] else "ảnh"
        text = f"câu dẫn giống câu ở {_lower(earlier.place)} nhưng khác {differs}."
        finding.warnings.append(problem_at(draft, "stem", text))


def _lower(place: str) -> str:
    return place[:1].lower() + place[1:]


def _tell_unread(remarks: Remarks) -> None:
    for where, why in remarks.draft.unread.items():
        remarks.problems.append(problem_at(remarks.draft, where, f"{why}."))


def _tell_feedback(remarks: Remarks, named: str | None) -> None:
    """What a file says to whoever answered this or that, where the kind has no room for it."""
    for place, text in enumerate(remarks.draft.feedback):
        remarks.check_text(f"feedback_{place}", text, EXPLANATION_MAX, "")
    for where in ("otherwise", *OUTCOMES):
        remarks.check_text(where, getattr(remarks.draft, where), EXPLANATION_MAX, "")
    if outcomes_in(remarks.draft) and named in BY_PEOPLE:
        text = "câu do người chấm không giữ lời nhắn khi đúng, khi sai; hãy chép ý cần giữ vào giải thích."
        remarks.warn(next(iter(outcomes_in(remarks.draft))), text)
    if any(remarks.draft.feedback) and named and not KINDS[named].keeps_feedback:
        text = "loại câu này không giữ lời nhận xét riêng cho từng câu trả lời; hãy chép ý cần giữ vào giải thích."
        remarks.warn("feedback", text)
    if remarks.draft.otherwise and named is not None and not KINDS[named or "single_choice"].keeps_otherwise:
        text = "loại câu này không giữ lời nhận xét cho mọi câu trả lời khác; hãy chép ý cần giữ vào giải thích."
        remarks.warn("otherwise", text)


def _pictures(remarks: Remarks, written: Draft, kind: str, content: Content) -> list[Placed]:
    """Those that the kind has room for. Each needs words for whoever cannot see it."""
    if not written.pictures:
        return []
    typed = is_typed(kind)
    choices = remarks.draft.choices if typed else without_labels(written.choices)
    spoken_to = typed or kind in BY_CHOOSING
    found = placed(written, choices, content, spoken_to=spoken_to, otherwise=typed)
    if len(found) > OF_QUESTION_MAX:
        remarks.complain("pictures", f"có {len(found)} ảnh; mỗi câu có nhiều nhất {OF_QUESTION_MAX} ảnh.")
    if kind in KINDS:
        _tell_lost(remarks, [picture.at for picture in lost_among(written.pictures, found)], content)
    silent = [picture.at for _, picture in found if not picture.alt.strip()]
    for where in dict.fromkeys(silent):
        remarks.warn(where, "chưa có mô tả ảnh: người không xem được ảnh sẽ không hiểu câu này.")
    return found


def _tell_lost(remarks: Remarks, places: list[str], content: Content) -> None:
    """A picture beside words that are still missing waits for them; where the kind has no room, there is none."""
    for where in dict.fromkeys(places):
        if "choices" in content and where.startswith("choice_"):
            remarks.complain("pictures", "có ảnh ở một phương án mà phương án đó chưa có chữ; ghi vài chữ gọi tên ảnh.")
        else:
            text = "loại câu này không có chỗ cho ảnh ở đây, nên ảnh không được giữ."
            remarks.warn(where, text)


def _difficulty(remarks: Remarks) -> int:
    said = fold(remarks.draft.difficulty)
    if said in DIFFICULTY_NAMES:
        return DIFFICULTY_NAMES[said]
    if re.fullmatch(r"[1-5]", said):
        return int(said)
    if said:
        text = f"'{remarks.draft.difficulty[:60]}' không phải là độ khó. Ghi từ 1 đến 5, hoặc Dễ, Trung bình, Khó."
        remarks.complain("difficulty", text)
    return DIFFICULTY_BY_DEFAULT


def _topic(remarks: Remarks, topics: Topics | None) -> str:
    said = " ".join(remarks.draft.topic.split())
    if not said:
        return UNSORTED_NAME
    if topics is None:
        return said
    known = topics.get(fold(said))
    if known is None:
        remarks.complain("topic", f"chưa có chủ đề '{said[:60]}'. Chọn chủ đề đã có, hoặc tạo chủ đề này trước.")
    return known or said


def _day(remarks: Remarks, field: str) -> date | None:
    said = str(getattr(remarks.draft, field))
    if not said:
        return None
    try:
        return day_in(said)
    except ValueError:
        remarks.complain(field, f"'{said[:60]}' không phải là ngày. Ghi như 31/12/2026.")
        return None


def _with_dates_in_order(remarks: Remarks) -> list[Problem]:
    try:
        first, last = (day_in(said) if said else None for said in (remarks.draft.valid_from, remarks.draft.valid_to))
    except ValueError:
        return remarks.problems
    if first and last and last < first:
        remarks.complain("valid_to", "ngày hết hiệu lực đứng trước ngày có hiệu lực.")
    return remarks.problems


def day_in(said: str) -> date:
    """31/12/2026, 31-12-2026 or 2026-12-31."""
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", said.strip()):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return date.fromisoformat(said.strip())
