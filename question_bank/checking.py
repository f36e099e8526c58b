"""What an editor must put right in a draft, each with its place. Pure: one place judges for every reader and form."""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from question_bank.draft import Draft
from question_bank.keys import NotAKey, right_places
from question_bank.kinds import BY_CHOOSING, BY_PEOPLE, KINDS, WITH_RIGHT_CHOICES
from question_bank.kinds.choosing import CHOICES_MAX, CHOICES_MIN
from question_bank.kinds.kind import Complaint, Content, Key, Understood
from question_bank.kinds.multiple_choice import RULE_NAMES, RULES, SHARES
from question_bank.kinds.worths import percent_told, worth_in
from question_bank.layout import HEADERS
from question_bank.letters import FALSE_WORDS, LETTERS, STATEMENTS, TRUE_WORDS, are_true_and_false
from question_bank.naming import DIFFICULTY_BY_DEFAULT, DIFFICULTY_NAMES, KIND_NAMES, UNSORTED_NAME
from question_bank.outcomes import OUTCOMES, outcomes_in
from question_bank.pictures import OF_QUESTION_MAX, Placed, identity, lost_among, placed
from question_bank.text import fold, same_reading

STEM_MAX, CHOICE_MAX, EXPLANATION_MAX = 4_000, 1_000, 6_000
LABELS = [re.compile(rf"\(?{letter}[.):]\s+(?=\S)") for letter in LETTERS]
LOST_ACCENTS = re.compile(r"[^\W\d_]\?[^\W\d_]|\ufffd")
TURNED_AROUND = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Problem:
    place: str  # "Dòng 7, cột Đáp án"
    text: str
    field: str = ""  # which field of the form mends it

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"

    def as_json(self) -> dict[str, str]:
        return {"place": self.place, "text": self.text, "field": self.field}


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
    return _Checker(draft).finding(topics)


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
            finding.warnings.append(_at(draft, "stem", "kho đã có câu với nội dung này."))
        first.setdefault(stem, place)
    return findings


def _tell_twice(draft: Draft, finding: Finding, earlier: Draft, earlier_finding: Finding) -> None:
    """The same question twice is a slip. "Which of these is true?" over other choices, or pictures, is not."""
    here, there = (
        ({same_reading(choice) for choice in each.choices}, {identity(picture) for _, picture in each.pictures})
        for each in (finding, earlier_finding)
    )
    if here == there:
        finding.problems.append(_at(draft, "stem", f"câu này trùng với câu ở {_lower(earlier.place)}."))
    else:
        differs = "phương án" if here[0] != there[0] else "ảnh"
        text = f"câu dẫn giống câu ở {_lower(earlier.place)} nhưng khác {differs}."
        finding.warnings.append(_at(draft, "stem", text))


def _lower(place: str) -> str:
    return place[:1].lower() + place[1:]


def _at(draft: Draft, field: str, text: str) -> Problem:
    column = draft.cells.get(field) or _default_cell(field)
    return Problem(f"{draft.place}, {column}" if column else draft.place, text, field)


def _default_cell(field: str) -> str:
    if field == "choices":
        return ""
    return f"cột {HEADERS[field]}" if field in HEADERS else ""


class _Checker:
    def __init__(self, draft: Draft) -> None:
        self.written = draft
        self.draft = copy(draft)  # `replace` would ask for each of its thirty fields
        self.draft.unread = dict(draft.unread)
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def finding(self, topics: Topics | None) -> Finding:
        named = self._kind_named()
        if named is not None:
            self.draft = KINDS[named or "single_choice"].settled(self.draft)
        self._tell_unread()
        self._tell_feedback(named)
        self._check_text("stem", self.draft.stem, STEM_MAX, "chưa có nội dung câu hỏi.")
        kind, choices, right = self._answer(named)
        understood = self._understood(kind, choices, right)
        pictures = self._pictures(kind, understood.content)
        return Finding(
            kind=kind,
            draft=self.draft,
            choices=choices,
            right=right,
            content=understood.content,
            key=understood.key,
            pictures=pictures,
            difficulty=self._difficulty(),
            topic=self._topic(topics),
            valid_from=self._day("valid_from"),
            valid_to=self._day("valid_to"),
            problems=self._with_dates_in_order(),
            warnings=[*self.warnings, *(_at(self.draft, where, note) for where, note in self.draft.notes.items())],
        )

    def _complain(self, field: str, text: str) -> None:
        """One complaint a field is enough where the cell could not even be read."""
        if field not in self.draft.unread:
            self.problems.append(_at(self.draft, field, text))

    def _tell_unread(self) -> None:
        for where, why in self.draft.unread.items():
            self.problems.append(_at(self.draft, where, f"{why}."))

    def _tell_feedback(self, named: str | None) -> None:
        """What a file says to whoever answered this or that, where the kind has no room for it."""
        for place, text in enumerate(self.draft.feedback):
            self._check_text(f"feedback_{place}", text, EXPLANATION_MAX, "")
        for where in ("otherwise", *OUTCOMES):
            self._check_text(where, getattr(self.draft, where), EXPLANATION_MAX, "")
        if outcomes_in(self.draft) and named in BY_PEOPLE:
            text = "câu do người chấm không giữ lời nhắn khi đúng, khi sai; hãy chép ý cần giữ vào giải thích."
            self.warnings.append(_at(self.draft, next(iter(outcomes_in(self.draft))), text))
        if any(self.draft.feedback) and named and not KINDS[named].keeps_feedback:
            text = "loại câu này không giữ lời nhận xét riêng cho từng câu trả lời; hãy chép ý cần giữ vào giải thích."
            self.warnings.append(_at(self.draft, "feedback", text))
        if self.draft.otherwise and named is not None and not KINDS[named or "single_choice"].keeps_otherwise:
            text = "loại câu này không giữ lời nhận xét cho mọi câu trả lời khác; hãy chép ý cần giữ vào giải thích."
            self.warnings.append(_at(self.draft, "otherwise", text))

    def _pictures(self, kind: str, content: Content) -> list[Placed]:
        """Those that the kind has room for. Each needs words for whoever cannot see it."""
        if not self.written.pictures:
            return []
        is_typed = _is_typed(kind)
        choices = self.draft.choices if is_typed else without_labels(self.written.choices)
        spoken_to = is_typed or kind in BY_CHOOSING
        found = placed(self.written, choices, content, spoken_to=spoken_to, otherwise=is_typed)
        if len(found) > OF_QUESTION_MAX:
            self._complain("pictures", f"có {len(found)} ảnh; mỗi câu có nhiều nhất {OF_QUESTION_MAX} ảnh.")
        if kind in KINDS:
            self._tell_lost([picture.at for picture in lost_among(self.written.pictures, found)], content)
        silent = [picture.at for _, picture in found if not picture.alt.strip()]
        for where in dict.fromkeys(silent):
            self.warnings.append(
                _at(self.draft, where, "chưa có mô tả ảnh: người không xem được ảnh sẽ không hiểu câu này.")
            )
        return found

    def _tell_lost(self, places: list[str], content: Content) -> None:
        """A picture beside words that are still missing waits for them; where the kind has no room, there is none."""
        for where in dict.fromkeys(places):
            if "choices" in content and where.startswith("choice_"):
                self._complain(
                    "pictures", "có ảnh ở một phương án mà phương án đó chưa có chữ; ghi vài chữ gọi tên ảnh."
                )
            else:
                text = "loại câu này không có chỗ cho ảnh ở đây, nên ảnh không được giữ."
                self.warnings.append(_at(self.draft, where, text))

    def _check_text(self, field: str, text: str, longest: int, missing: str) -> None:
        if not text and missing:
            self._complain(field, missing)
        if len(text) > longest:
            self._complain(field, f"dài {len(text)} ký tự, nhiều nhất là {longest}.")
        if (
            ("?" in text or "\ufffd" in text)
            and LOST_ACCENTS.search(text)
            and any("/" not in word and LOST_ACCENTS.search(word) for word in text.split())
        ):
            self.warnings.append(_at(self.draft, field, "có “?” giữa chữ: có thể đã mất dấu tiếng Việt."))
        if TURNED_AROUND.search(text):
            self.warnings.append(_at(self.draft, field, "có ký tự ẩn làm đảo chiều chữ."))

    def _answer(self, named: str | None) -> tuple[str, list[str], list[int]]:
        draft = self.draft
        if draft.rule not in RULES:
            self._complain("rule", f"chưa có cách chấm '{draft.rule[:60]}' cho loại câu này.")
        choices = draft.choices if _is_typed(named) else without_labels(draft.choices)
        if not any(choices) and (named == "true_false" or (named == "" and _is_truth(draft.key))):
            choices = list(STATEMENTS)
        for place, choice in enumerate(choices):
            self._check_text(f"choice_{place}", choice, CHOICE_MAX, "")
        self._check_text("post", draft.post, STEM_MAX, "")
        self._check_text("explanation", draft.explanation, EXPLANATION_MAX, "")
        for place, pair in enumerate(draft.pairs):
            self._check_text(f"pair_{place}", max(pair, key=len), CHOICE_MAX, "")
        if named is None:
            return draft.kind, choices, []
        if named in BY_PEOPLE:
            self.warnings.append(_at(draft, "kind", "câu tự luận do người chấm, nên không vào đề thi trực tuyến."))
        if named and named not in WITH_RIGHT_CHOICES:
            return named, choices, []
        right = self._right(named, choices)
        return named or inferred_kind(choices, right), choices, right

    def _understood(self, kind: str, choices: list[str], right: list[int]) -> Understood:
        if kind not in KINDS:
            return Understood({}, {}, [])
        understood = KINDS[kind].understand(self.draft, choices, right)
        if kind not in BY_PEOPLE and (said := outcomes_in(self.draft)):
            understood = understood._replace(key=understood.key | {"outcomes": said})
        self._warn_of_parts(kind, right)
        if self.draft.verdict and "verdict" not in understood.key:
            text = f"loại câu “{KINDS[kind].label}” không có kết luận; kết luận này không được dùng."
            self.warnings.append(_at(self.draft, "verdict", text))
        if not self.draft.unread:
            for complaint in understood.complaints:
                self._take(complaint)
        return understood

    def _take(self, complaint: Complaint) -> None:
        if complaint.mild:
            self.warnings.append(_at(self.draft, complaint.field, complaint.text))
        else:
            self._complain(complaint.field, complaint.text)

    def _kind_named(self) -> str | None:
        """The kind that the draft names, "" where it leaves it to us, None where we have no such kind."""
        said = self.draft.kind.strip()
        if said in KINDS:
            return said
        if not said and fold(self.draft.rule) in RULE_NAMES:
            return "multiple_choice"
        name = KIND_NAMES.get(fold(said).replace("-", " ").replace("_", " "))
        if name == "" and self.draft.post and self.draft.verdict:
            return "judge_post"
        if name is None:
            known = ", ".join(kind.label for kind in KINDS.values())
            self._complain("kind", f"chưa có loại câu '{said[:60]}'. Các loại đã có: {known}.")
        return name

    def _right(self, kind: str, choices: list[str]) -> list[int]:
        if self.draft.worths and not self.draft.key:
            return self._right_by_worths(kind, choices)
        if not self.draft.key and kind and KINDS[kind].none_may_be_right:
            return []
        try:
            return right_places(self.draft.key, choices)
        except NotAKey as why:
            if any(choices) or not self.draft.key:
                self._complain("key", str(why))
            return []

    def _right_by_worths(self, kind: str, choices: list[str]) -> list[int]:
        """Of a multiple choice whatever brings points, of the others only what brings all of them."""
        worths = [worth for worth in map(worth_in, self.draft.worths) if worth is not None]
        if len(worths) != len(self.draft.worths) or len(worths) != len(choices):
            self._complain("key", "phần điểm của các phương án không đọc được; hãy chọn lại đáp án.")
            return []
        right = [place for place, worth in enumerate(worths) if worth == 1 or (kind == "multiple_choice" and worth > 0)]
        if not right:
            self._complain("key", "chưa có đáp án: không phương án nào được trọn điểm.")
        if kind == "multiple_choice" and self.draft.rule != SHARES:
            self._warn_of_unequal([worths[place] for place in right])
        return right

    def _warn_of_parts(self, kind: str, right: list[int]) -> None:
        """Of wrong choices, what will not count as the file has it. Of several right ones more is said elsewhere."""
        if kind not in BY_CHOOSING or kind == "multiple_choice":
            return
        for place, worth in enumerate(map(worth_in, self.draft.worths)):
            if place in right or not worth:
                continue
            if worth < 0:
                text = (
                    f"phương án này bị trừ {percent_told(-worth)} số điểm trong tệp; ở đây chọn sai không bị trừ điểm."
                )
            elif worth == 1:
                text = "phương án này ghi là trọn điểm mà không phải là đáp án; ở đây nó là phương án sai."
            elif not KINDS[kind].keeps_parts:
                text = f"phương án này được {percent_told(worth)} số điểm trong tệp; ở đây nó là phương án sai."
            else:
                continue
            self.warnings.append(_at(self.draft, f"choice_{place}", text))

    def _warn_of_unequal(self, worths: list[Fraction]) -> None:
        if len(set(worths)) > 1:
            text = "các phương án đúng có phần điểm khác nhau trong tệp; ở đây chúng được tính như nhau."
            self.warnings.append(_at(self.draft, "key", text))

    def _difficulty(self) -> int:
        said = fold(self.draft.difficulty)
        if said in DIFFICULTY_NAMES:
            return DIFFICULTY_NAMES[said]
        if re.fullmatch(r"[1-5]", said):
            return int(said)
        if said:
            text = f"'{self.draft.difficulty[:60]}' không phải là độ khó. Ghi từ 1 đến 5, hoặc Dễ, Trung bình, Khó."
            self._complain("difficulty", text)
        return DIFFICULTY_BY_DEFAULT

    def _topic(self, topics: Topics | None) -> str:
        said = " ".join(self.draft.topic.split())
        if not said:
            return UNSORTED_NAME
        if topics is None:
            return said
        known = topics.get(fold(said))
        if known is None:
            self._complain("topic", f"chưa có chủ đề '{said[:60]}'. Chọn chủ đề đã có, hoặc tạo chủ đề này trước.")
        return known or said

    def _day(self, field: str) -> date | None:
        said = str(getattr(self.draft, field))
        if not said:
            return None
        try:
            return day_in(said)
        except ValueError:
            self._complain(field, f"'{said[:60]}' không phải là ngày. Ghi như 31/12/2026.")
            return None

    def _with_dates_in_order(self) -> list[Problem]:
        try:
            first, last = (day_in(said) if said else None for said in (self.draft.valid_from, self.draft.valid_to))
        except ValueError:
            return self.problems
        if first and last and last < first:
            self._complain("valid_to", "ngày hết hiệu lực đứng trước ngày có hiệu lực.")
        return self.problems


def inferred_kind(choices: list[str], right: list[int]) -> str:
    if are_true_and_false(choices):
        return "true_false"
    return "multiple_choice" if len(right) > 1 else "single_choice"


def without_labels(choices: list[str]) -> list[str]:
    """ "A. Xác thực" is "Xác thực" where every choice carries its own letter: once shuffled, it would mislead."""
    filled = [place for place, choice in enumerate(choices) if choice]
    if not CHOICES_MIN <= len(filled) <= len(choices) <= CHOICES_MAX:
        return list(choices)
    labels = {}
    for place in filled:
        labels[place] = LABELS[place].match(choices[place])
        if labels[place] is None:
            return list(choices)
    bare = [choice[label.end() :] if (label := labels.get(place)) else choice for place, choice in enumerate(choices)]
    return without_labels(bare)


def _is_typed(kind: str | None) -> bool:
    return kind in ("short_text", "numeric")


def _is_truth(key: str) -> bool:
    return fold(key).rstrip(".") in (TRUE_WORDS | FALSE_WORDS) - {"d", "f"} or key.strip() in ("Đ", "đ")


def day_in(said: str) -> date:
    """31/12/2026, 31-12-2026 or 2026-12-31."""
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", said.strip()):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return date.fromisoformat(said.strip())
