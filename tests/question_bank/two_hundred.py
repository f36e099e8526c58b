"""A Word file of two hundred questions, put together by five people with five habits; nine slips among them."""

from functools import cache

from question_bank.content import load_all
from tests.question_bank.word_files import numbered, numbering, paragraph, run, table, word_file

PART = 40
LETTERS = "ABCD"
SLIPS = {7: "no key", 33: "two keys", 58: "one choice", 77: "no key", 96: "no key", 121: "key unknown", 149: "no stem",
         166: "twice a choice", 190: "no key"}  # fmt: skip
"""Number of the question → what is wrong with it."""

UNDERLINED = '<w:u w:val="single"/>'
RED_AND_BOLD = '<w:b/><w:color w:val="FF0000"/>'
HIGHLIGHTED = '<w:highlight w:val="yellow"/>'


@cache
def _asked():
    """Two hundred questions of the shipped bank: (stem, choices, place of the right one)."""
    plain = [draft for draft in load_all() if draft.kind == "single_choice" and len(draft.choices) == 4]
    return [(draft.stem, draft.choices, LETTERS.index(draft.key)) for draft in plain[: 5 * PART]]


def stem_of(number):
    return "" if SLIPS.get(number) == "no stem" else _asked()[number - 1][0]


def choices_of(number):
    texts = _asked()[number - 1][1]
    if SLIPS.get(number) == "one choice":
        return texts[:1]
    return [*texts[:3], texts[0]] if SLIPS.get(number) == "twice a choice" else texts


def right_of(number):
    """The places that the file marks."""
    place = _asked()[number - 1][2]
    slip = SLIPS.get(number)
    return [] if slip == "no key" else sorted({place, (place + 1) % 4}) if slip == "two keys" else [place]


def two_hundred():
    parts = [_underlined(1), _tabbed(41), _counted_by_word(81), _told_below(121), _table_at_the_end(161)]
    return word_file("".join(parts), numbering=numbering([("decimal", "Câu %1."), ("upperLetter", "%2.")]))


def _underlined(first):
    """Each choice on a line of its own, the right letter underlined."""
    out = paragraph(run("I. KIẾN THỨC CHUNG", "<w:b/>"))
    for number in range(first, first + PART):
        out += paragraph(run(f"Câu {number}: ", "<w:b/>"), run(stem_of(number)))
        for place, text in enumerate(choices_of(number)):
            out += paragraph(
                run(f"{LETTERS[place]}.", UNDERLINED if place in right_of(number) else ""), run(f" {text}")
            )
    return out


def _tabbed(first):
    """All choices on one line, the right one red and bold."""
    out = ""
    for number in range(first, first + PART):
        out += paragraph(f"Câu {number}. {stem_of(number)}")
        runs = [
            run(f"{LETTERS[place]}) {text}", RED_AND_BOLD if place in right_of(number) else "") + "<w:r><w:tab/></w:r>"
            for place, text in enumerate(choices_of(number))
        ]
        out += paragraph(*runs)
    return out


def _counted_by_word(first):
    """No number and no letter is in the text: Word counts. The right one is highlighted."""
    out = ""
    for number in range(first, first + PART):
        out += numbered(stem_of(number), 1)
        for place, text in enumerate(choices_of(number)):
            out += numbered(text, 1, level=1, marks=HIGHLIGHTED if place in right_of(number) else "")
    return out


def _told_below(first):
    """The key and why, in words."""
    out = ""
    for number in range(first, first + PART):
        out += paragraph(f"Câu hỏi {number}: {stem_of(number)}")
        for place, text in enumerate(choices_of(number)):
            out += paragraph(f"{LETTERS[place].lower()}. {text}")
        said = "E" if SLIPS.get(number) == "key unknown" else LETTERS[right_of(number)[0]]
        out += paragraph(f"Đáp án: {said}") + paragraph(f"Giải thích: Cách này đúng với hướng dẫn ở câu {number}.")
    return out


def _table_at_the_end(first):
    """Choices bare of any sign; the keys stand in a table of two rows behind them all."""
    numbers = range(first, first + PART)
    out = ""
    for number in numbers:
        out += paragraph(f"{number}. {stem_of(number)}")
        for place, text in enumerate(choices_of(number)):
            out += paragraph(f"{LETTERS[place]}. {text}")
    told = [number for number in numbers if right_of(number)]
    rows = []
    for start in range(0, len(told), 10):
        some = told[start : start + 10]
        rows += [["Câu", *map(str, some)], ["Đáp án", *(LETTERS[right_of(number)[0]] for number in some)]]
    return out + paragraph(run("BẢNG ĐÁP ÁN", "<w:b/>")) + table(*rows)
