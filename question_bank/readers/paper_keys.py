"""Which options a paper says are right: by marks on them, by words, by a list. Pure.

Nothing is guessed: where two of these differ, or a mark is on most of the options, a person is asked.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from question_bank.keys import NotAKey, right_places
from question_bank.letters import letter_of
from question_bank.readers.paper_asked import Asked, Told
from question_bank.readers.paper_line import Line, covering
from question_bank.readers.paper_signs import RIGHT_END, SEVERAL, TRUTH, TRUTH_END, TRUTHS
from question_bank.text import fold

NAMES = {
    "underline": "gạch chân",
    "highlight": "tô nền",
    "colour": "chữ màu",
    "bold": "chữ đậm",
    "star": "dấu cạnh phương án",
    "box": "ô đánh dấu",
}
SOFT = ("underline", "highlight", "colour", "bold")
JUDGED_FROM = 8  # questions before a habit of the whole paper is told from chance
SENSIBLE = 0.5  # of them must agree with what is said in words
LETTERS_SAID = re.compile(r"[A-Za-zĐ](?:(?:\s?(?:,|;|/|&|\+|và|\s)\s?)[A-Za-z])*")

Places = frozenset[int]


@dataclass(slots=True)
class Signals:
    """What each sign says of one question."""

    found: dict[str, Places] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)  # what was seen but tells nothing
    truths: bool = False  # each option is a statement that is true or false


def signals_of(asked: Asked, choices: list[str], places: list[int]) -> Signals:
    """`places` says where each option of the paper stands among the choices."""
    signals = Signals()
    several = _asks_for_several(asked)
    for sign, marked in _marks(asked).items():
        _weigh(signals, sign, marked, places, several)
    _weigh_stars(signals, asked, places, several)
    for told in asked.told:
        _weigh_words(signals, told, asked, choices)
    return signals


def _asks_for_several(asked: Asked) -> bool:
    return asked.kind == "multiple_choice" or any(SEVERAL.search(line.text) for line in asked.stem)


def _marks(asked: Asked) -> dict[str, set[int]]:
    """Sign → the options that carry it, looked at by letter and by text: "A." may be bold in all of them."""
    by_sign: dict[str, set[int]] = defaultdict(set)
    for order, option in enumerate(asked.options):
        for sign in covering(option.lines):
            by_sign[f"{sign}|text"].add(order)
        if option.label is not None:
            for sign in covering([option.label]):
                by_sign[f"{sign}|label"].add(order)
    return by_sign


def _weigh(signals: Signals, sign: str, marked: set[int], places: list[int], several: bool) -> None:
    """A mark tells something where few options carry it."""
    name = sign.partition("|")[0].partition(" ")[0]
    count = len(places)
    if len(marked) == count or not marked or count < 2:
        return
    if len(marked) * 2 > count and not several:
        signals.hints.append(f"{NAMES[name]} ở {len(marked)} trong {count} phương án nên không rõ đáp án")
        return
    right = frozenset(places[order] for order in marked)
    if len(right) > 1 and not several:
        signals.doubts.append(f"{NAMES[name]} ở cả {_letters(right)}, hãy xác nhận các phương án đúng")
    known = signals.found.get(name)
    if known is not None and known != right:
        signals.doubts.append(f"{NAMES[name]} ở cả {_letters(known)} và {_letters(right)}")
    signals.found[name] = right


def _weigh_stars(signals: Signals, asked: Asked, places: list[int], several: bool) -> None:
    truths = [_take_truth(option.lines) for option in asked.options]
    if any(truth == "s" for truth in truths) and all(truths):
        signals.truths = True
        signals.found["star"] = frozenset(place for place, truth in zip(places, truths, strict=True) if truth == "đ")
        return
    starred = {
        order
        for order, (option, truth) in enumerate(zip(asked.options, truths, strict=True))
        if option.starred | _take_sign(option.lines) or truth == "đ"
    }
    if not starred:
        return
    name = "box" if asked.options[0].style == "box" else "star"
    if len(starred) == len(asked.options):
        signals.doubts.append(f"{NAMES[name]} có ở mọi phương án")
    else:
        signals.found[name] = frozenset(places[order] for order in starred)
        if len(starred) * 2 > len(asked.options) and not several:
            signals.doubts.append(f"{NAMES[name]} có ở {len(starred)} phương án, hãy xác nhận các phương án đúng")


def _take_truth(lines: list[Line]) -> str:
    """ "(Đ)" or "(S)" behind a statement; it is taken off."""
    last = lines[-1]
    found = TRUTH_END.search(last.text)
    if not found or (found[2] and last.text[: found.start()].rstrip()[-1:] not in (".", "…", "")):
        return ""
    lines[-1] = last.part(0, found.start())
    return "đ" if fold(found[1] or found[2])[0] == "d" else "s"


def _take_sign(lines: list[Line]) -> bool:
    """ "*" or "(đ)" behind an option; it is taken off."""
    found = RIGHT_END.search(lines[-1].text)
    if found:
        lines[-1] = lines[-1].part(0, found.start())
    return found is not None


def _weigh_words(signals: Signals, told: Told, asked: Asked, choices: list[str]) -> None:
    text = told.text.strip().strip("*_ ").rstrip(".")
    if asked.options and TRUTHS.match(text) and len(truths := _truths(text)) == len(asked.options):
        signals.truths = True
        right = frozenset(place for place, truth in enumerate(truths) if truth)
    elif asked.options and (by_letter := _statements(text)) and len(by_letter) == len(asked.options):
        signals.truths = True
        right = frozenset(place for place, truth in enumerate(by_letter) if truth)
    elif asked.options:
        try:
            _insist_labels_tell(text, asked)
            right = frozenset(right_places(text.strip("()[] "), choices))
        except NotAKey as why:
            signals.doubts.append(
                _doubted(f"{told.where} ghi “{_short(text)}”", text.strip("()[] "), str(why).rstrip("."))
            )
            return
    else:
        return
    known = signals.found.get(told.where)
    if known is not None and known != right:
        signals.doubts.append(f"{told.where} ghi cả {_letters(known)} và {_letters(right)}")
    signals.found[told.where] = right


def _doubted(where: str, said: str, why: str) -> str:
    """What is said once is not named a second time: "ghi “D”, không phải là một phương án"."""
    again = f"'{said}' ".casefold()
    return f"{where}, {why[len(again) :]}" if why.casefold().startswith(again) else f"{where}: {why}"


def _truths(text: str) -> list[bool]:
    """ "ĐSSĐ" """
    return [fold(letter) == "d" for letter in text if letter.isalpha()]


def _statements(text: str) -> list[bool]:
    """ "a) Đúng, b) Sai, c) Đ" """
    pairs = re.findall(r"([a-hA-H])\s?[.):\-–]?\s?(đúng|sai|[đĐSs])(?!\w)", text, re.I)
    in_order = [letter.lower() for letter, _ in pairs] == [chr(ord("a") + place) for place in range(len(pairs))]
    return [fold(truth)[0] == "d" for _, truth in pairs] if len(pairs) > 1 and in_order else []


def _insist_labels_tell(text: str, asked: Asked) -> None:
    """Letters mean places; where the paper's own letters are not A, B, C in order, some of them tell nothing."""
    labels = asked.letters()
    if asked.options[0].style[0] not in "Aa" or not LETTERS_SAID.fullmatch(text) or len(labels) == len(set(labels)):
        return
    for letter in (letter.upper() for letter in re.findall(r"[A-Za-z](?!\w)", text)):
        if labels.count(letter) != 1 or labels.index(letter) != ord(letter) - ord("A"):
            raise NotAKey(f"chữ của các phương án bị lặp ({', '.join(labels)})")


def habits(all_signals: list[Signals]) -> set[str]:
    """The marks that mean something else in this paper: where words say the key, they mostly differ."""
    senseless = set()
    for name in SOFT:
        both = [
            (signals.found[name], said)
            for signals in all_signals
            if name in signals.found
            and (said := next((places for where, places in signals.found.items() if where not in NAMES), None))
        ]
        agreed = sum(marked == said for marked, said in both)
        if len(both) >= JUDGED_FROM and agreed < len(both) * SENSIBLE:
            senseless.add(name)
    return senseless


def agreed(signals: Signals) -> tuple[Places, str]:
    """What all signs say, or why a person must tell."""
    if signals.doubts or (signals.hints and not signals.found):
        return frozenset(), "; ".join(dict.fromkeys(signals.doubts or signals.hints))
    said: dict[Places, list[str]] = defaultdict(list)
    for name, places in signals.found.items():
        said[places].append(NAMES.get(name, name))
    if len(said) > 1:
        return frozenset(), "; ".join(
            f"{', '.join(names)}: {_letters(places) or 'không có'}" for places, names in said.items()
        )
    return next(iter(said), frozenset()), ""


def truth_of(asked: Asked) -> str:
    """Of a statement without options: "Đúng" or "Sai" where its end or its key says so, "" where neither does."""
    texts = [told.text.strip().rstrip(".") for told in asked.told]
    found = TRUTH_END.search(asked.stem[-1].text) if asked.stem else None
    if found and not (found[2] and re.search(r"đúng\W*$", asked.stem[-1].text[: found.start()], re.I)):
        asked.stem[-1] = asked.stem[-1].part(0, found.start())
        texts.append(found[1] or found[2])
    truths = {
        "Đúng" if fold(text)[0] in "dt" else "Sai"
        for text in texts
        if TRUTH.match(text) and text != "D" and text != "d"
    }
    if len(truths) > 1:
        asked.doubts.append(("key", "chỗ ghi Đúng, chỗ ghi Sai"))
    return truths.pop() if len(truths) == 1 and len(texts) else ""


def _letters(places: Places) -> str:
    return ", ".join(letter_of(place) for place in sorted(places))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
