"""The options of each question put in order; and those that carry no letters found. Pure."""

import re
from collections import Counter

from question_bank.readers.paper_asked import Asked, Option
from question_bank.readers.paper_line import Line, covering, joined
from question_bank.text import fold

TRUTH_LINE = re.compile(r"[-–•+*\s]*(đúng|sai)\s?[.;]?$", re.I)
ITEMS_MAX = 8
ALIKE = 0.7  # of the questions must have as many lines, for these to be options
DAMAGED_MIN = 3  # a whole paper came twice; two questions may be alike by chance
WITHOUT = 0.8  # of the questions have no options: a paper of short answers


def find_unlabelled(questions: list[Asked]) -> None:
    """Options behind numbers or dashes, or on lines of their own, where a question has no lettered ones."""
    for asked in questions:
        if not asked.options and asked.kind != "essay":
            _from_items(asked) or _from_truth_lines(asked)
    _from_plain_lines(questions)


def _from_items(asked: Asked) -> bool:
    count = len(asked.items)
    if not 2 <= count <= ITEMS_MAX or asked.state not in ("stem", "key", "explanation"):
        return False
    first = asked.items[0][0]
    after = asked.stem[asked.items[-1][0] + 1 :]
    if first == 0 or any(line.text[-1:] in "?:" for line in after):
        return False
    bounds = [place for place, _ in asked.items] + [len(asked.stem)]
    for order, (place, line) in enumerate(asked.items):
        more = asked.stem[place + 1 : bounds[order + 1]]
        _add(asked, [line, *more])
    asked.stem = asked.stem[:first]
    return True


def _from_truth_lines(asked: Asked) -> bool:
    """ "Đúng" and "Sai" on the last two lines."""
    last = asked.stem[-2:]
    found = {fold(match[1]) for line in last if (match := TRUTH_LINE.match(line.text))}
    if len(asked.stem) < 3 or found != {"dung", "sai"}:
        return False
    asked.stem = asked.stem[:-2]
    for line in last:
        _add(asked, [line])
    return True


def _from_plain_lines(questions: list[Asked]) -> None:
    """Where nearly all questions of the paper have the same few lines below them, these are options."""
    bare = [asked for asked in questions if not asked.options and asked.kind != "essay"]
    if len(bare) < 2 or len(bare) < len(questions):
        return
    below, count = Counter(len(_texts(asked)) - 1 for asked in bare).most_common(1)[0]
    if (
        not 2 <= below <= 6
        or count < len(bare) * ALIKE
        or (below < 3 and not any(_told_by_marks(asked) for asked in bare))
    ):
        return
    for asked in bare:
        lines = _texts(asked)
        if len(lines) == below + 1 and lines[0].text[-1:] in "?:.…":
            asked.stem = [line for line in asked.stem if line is lines[0] or not line.text]
            for line in lines[1:]:
                _add(asked, [line])
            asked.notes.append(("stem", f"{below} dòng sau câu dẫn không có chữ A, B, C; đã đọc thành phương án."))


def _texts(asked: Asked) -> list[Line]:
    return [line for line in asked.stem if line.text]


def _told_by_marks(asked: Asked) -> bool:
    return sum(bool(covering([line])) for line in _texts(asked)[1:]) == 1


def _add(asked: Asked, lines: list[Line]) -> None:
    letter = chr(ord("A") + len(asked.options))
    asked.places[f"choice_{len(asked.options)}"] = lines[0].number
    asked.options.append(Option(letter, "-", lines))


def find_short_answers(questions: list[Asked]) -> None:
    """In a paper without options, what stands below the question is its answer."""
    bare = [asked for asked in questions if not asked.options and not asked.told and asked.kind != "essay"]
    if len(bare) < 2 or len(bare) < len(questions) * WITHOUT:
        return
    for asked in bare:
        start = _answer_start(asked.stem)
        if start:
            answer = joined(asked.stem[start:])
            asked.stem = asked.stem[:start]
            asked.kind = "short_text"
            asked.answer = answer
            asked.notes.append(("stem", "câu không có phương án; đoạn cuối được đọc là đáp án."))


def _answer_start(lines: list[Line]) -> int:
    """The last paragraph behind a gap; without one the last line behind a question mark."""
    for place in range(len(lines) - 1, 0, -1):
        if lines[place].after_gap:
            return place
    return len(lines) - 1 if len(lines) > 1 and lines[-2].text[-1:] == "?" else 0


def in_order(asked: Asked) -> tuple[list[Option], list[int]]:
    """The options and their places: by their letters where these tell them apart, else as they stand."""
    options = asked.options
    letters = asked.letters()
    plain = all(option.style[0] in "Aa" for option in options) and all("A" <= letter <= "Z" for letter in letters)
    places = list(range(len(options)))
    if not plain or letters == [chr(ord("A") + place) for place in places]:
        return options, places
    if len(set(letters)) < len(letters):
        asked.notes.append(("stem", f"chữ của các phương án bị lặp ({', '.join(letters[:10])}); đã đọc theo thứ tự."))
        return options, places
    if len(letters) > 1 and min(letters) > "A" and _neighbours(letters):
        asked.notes.append(("stem", f"phương án mang chữ {letters[0]}–{letters[-1]}; đã đọc theo thứ tự thành A, B, …"))
        return options, places
    ranked = sorted(options, key=lambda option: option.letter)
    return ranked, [ord(option.letter) - ord("A") for option in ranked]


def _neighbours(letters: list[str]) -> bool:
    return [ord(letter) - ord(letters[0]) for letter in letters] == list(range(len(letters)))


def drop_copies(questions: list[Asked]) -> tuple[list[Asked], list[str]]:
    """A paper that stands in the file twice: as questions and again with its solutions, or with letters lost."""
    firsts: dict[str, list[Asked]] = {}
    again: list[Asked] = []
    damaged: list[tuple[Asked, Asked]] = []  # the damaged one, and its whole copy
    for asked in questions:
        twins = firsts.setdefault(asked.number, []) if asked.number else []
        same = next((other for other in twins[-3:] if _content(other) == _content(asked)), None)
        if same is not None:
            same.twins.append(asked)
            again.append(asked)
            continue
        alike = next((other for other in twins[-3:] if _lost_letters(other, asked)), None)
        if alike is not None:
            damaged.append((alike, asked) if len(_content(alike)) < len(_content(asked)) else (asked, alike))
        twins.append(asked)
    lost = [bad for bad, _ in damaged] if len(damaged) >= DAMAGED_MIN else []
    warnings = [f"Câu {_shown(again)} đứng hai lần trong tệp như nhau; đã đọc thành một câu."] if again else []
    if lost:
        warnings.append(f"Câu {_shown(lost)} đứng hai lần, một lần bị mất chữ; đã bỏ bản mất chữ. Hãy xem lại.")
    dropped = {id(asked) for asked in (*again, *lost)}
    return [asked for asked in questions if id(asked) not in dropped], warnings


def _lost_letters(one: Asked, other: Asked) -> bool:
    """The same question, in one of them with some letters lost; never with other figures."""
    short, long = sorted((_content(one), _content(other)), key=len)
    if not short or len(short) < len(long) * ALIKE or len(one.options) != len(other.options):
        return False
    if _digits(short) != _digits(long):
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


def _digits(text: str) -> list[str]:
    return [letter for letter in text if letter.isdigit()]


def _content(asked: Asked) -> str:
    lines = [*asked.stem, *(line for option in asked.options for line in option.lines)]
    return "".join(letter for line in lines for letter in line.text.lower() if letter.isalnum())


def _shown(questions: list[Asked]) -> str:
    numbers = [asked.number for asked in questions]
    return ", ".join(numbers[:12]) + (f" và {len(numbers) - 12} câu khác" if len(numbers) > 12 else "")
