"""Questions of every kind with the text that gives formats trouble, for Hypothesis."""

from fractions import Fraction

from hypothesis import strategies as st

from question_bank.checking import check
from question_bank.draft import Draft, SourceNote
from question_bank.kinds.classify import SORTS
from question_bank.kinds.numbers import number_text
from question_bank.kinds.worths import worth_in
from question_bank.outcomes import OUTCOMES
from question_bank.readers.book import clean
from question_bank.text import same_reading

# Text as it stands in the bank: what `clean` would change never got in.
SIGNS = [
    "=", "~", "#", "{", "}", ":", "\\", "%", "*", "->", "]]>", "<", ">", "&", "&lt;", "<br>", "<b>đậm</b>", "[plain]",
    "[html]", "%50%", "//", "::", "####", "$CATEGORY: a", "A. ", "B) ", "Câu 2. ", "Câu 3: ", "Đáp án: B",
    "Giải thích: ", "Nguồn: ", "Phần I. ", "1A 2B 3C", "\n", "\n\n", "\t", "  ", "1.250,5", "3,14", "[id:x]",
    "[tag:y]", "hoithi: {", "_____", "☐", "(Đ)", "Hết", "Trang 1", "ANSWER: A", "\u00a0", "\u200b", "**đậm**",
    "\\n", "=SUM(A1)",
]  # fmt: skip
WORDS = ["Đoàn", "Hoà", "hòa", "nghị quyết", "57-NQ/TW", "a", "B", "đúng", "Sai", "10", "ở", "ẵ", "😀", "’", "“ngoặc”"]
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Co", "Cn"))
PARTS = st.one_of(st.sampled_from(SIGNS), st.sampled_from(WORDS), st.text(LETTERS, max_size=3), st.just(" "))
TEXTS = st.lists(PARTS, min_size=1, max_size=4).map("".join).map(lambda text: clean(text).text).filter(bool)
# A lone dash in a cell is an empty place.
LINES = TEXTS.map(lambda text: " ".join(text.split())).filter(lambda text: text not in ("", "-"))
SOURCES = st.builds(
    SourceNote, title=LINES, number=LINES, issuer=st.one_of(st.just(""), LINES), article=LINES, url=LINES,
    issued_on=st.sampled_from(["", "2025-01"]), kind=st.sampled_from(["", "official"]),
)  # fmt: skip


def unlike(text: str) -> str:
    return same_reading(text).rstrip(".;, ")


@st.composite
def shared_by(draw, right, count):
    """What each of so many choices brings; those that are right bring all, or more."""
    unequal = {1: ["1"], 2: ["3/4", "25%"], 3: ["1/2", "0.3", "1/5"], 4: ["1/4"] * 4, 5: ["1/5"] * 5, 6: ["1/6"] * 6}[
        len(right)
    ]
    wrong = draw(st.lists(st.sampled_from(["0", "-1/2", "−1", "-33.33333%"]), min_size=count, max_size=count))
    return [unequal[right.index(place)] if place in right else wrong[place] for place in range(count)]


@st.composite
def chosen(draw):
    choices = draw(st.lists(TEXTS, min_size=2, max_size=5, unique_by=unlike))
    right = draw(st.lists(st.sampled_from(range(len(choices))), min_size=1, unique=True).map(sorted))
    one = st.sampled_from(["single_choice", "next_step", "multiple_choice"])
    kind = draw(one) if len(right) == 1 else "multiple_choice"
    rule = draw(st.sampled_from(["", "each", "shares"])) if kind == "multiple_choice" else ""
    said = draw(st.sampled_from([[], draw(st.lists(TEXTS, min_size=len(choices), max_size=len(choices)))]))
    key = ", ".join("ABCDEF"[place] for place in right)
    parts = draw(st.sampled_from([[], ["1/2", "0", "1/3", "-0.25", "20%"][: len(choices)]]))
    worths = parts if kind != "multiple_choice" else draw(shared_by(right, len(choices))) if rule == "shares" else []
    return {"kind": kind, "choices": choices, "key": key, "rule": rule, "feedback": said, "worths": worths}


@st.composite
def spoken_to(draw, texts):
    """What is said to whoever typed each of these, and to all others."""
    said = draw(st.sampled_from([[], ["", "Gần đúng #1.", "%50% ~ =", "[html]"]]))
    return {"feedback": said[: len(texts)], "otherwise": draw(st.one_of(st.just(""), TEXTS))}


@st.composite
def typed_in(draw):
    texts = draw(st.lists(TEXTS, min_size=1, max_size=4))
    worths = draw(st.sampled_from([[], ["1", "1/3", "0.5", "-1"]]))
    flags = {name: draw(st.booleans()) for name in ("case_matters", "tones_ignored")}
    return {"kind": "short_text", "choices": texts, "worths": worths[: len(texts)], **flags} | draw(spoken_to(texts))


@st.composite
def counted(draw):
    whole = st.integers(-(10**12), 10**12)
    numbers = draw(st.lists(whole.map(lambda number: number_text(Fraction(number, 1000))), min_size=1, max_size=3))
    tolerances = [number_text(Fraction(draw(st.integers(0, 500)), 100)) for _ in numbers]
    worths = draw(st.sampled_from([[], ["1", "1/2", "0"]]))
    said = draw(st.sampled_from([[], tolerances]))
    counting = {"kind": "numeric", "choices": numbers, "tolerances": said, "worths": worths[: len(numbers)]}
    return counting | draw(spoken_to(numbers))


@st.composite
def paired(draw):
    lefts = draw(st.lists(TEXTS, min_size=2, max_size=4, unique_by=same_reading))
    pairs = [[left, draw(TEXTS)] for left in lefts]
    return {"kind": "matching", "pairs": pairs + draw(st.sampled_from([[], [["", "thừa = một"]]]))}


@st.composite
def judged(draw):
    signs = draw(st.lists(TEXTS, min_size=2, max_size=4, unique_by=unlike))
    real = draw(st.lists(st.sampled_from(range(len(signs))), unique=True).map(sorted))
    key = ", ".join("ABCDEF"[place] for place in real)
    verdict = draw(st.sampled_from(["fake", "real", "unclear"]))
    return {"kind": "judge_post", "post": draw(TEXTS), "verdict": verdict, "choices": signs, "key": key}


STEPS = st.lists(TEXTS, min_size=2, max_size=5, unique_by=same_reading)
ANSWERS = st.one_of(
    chosen(), typed_in(), counted(), paired(), st.just({"kind": "essay"}),
    st.builds(lambda kind, steps: {"kind": kind, "choices": steps}, st.sampled_from(["ordering", "next_steps"]), STEPS),
    judged(),
    st.sampled_from("ABCDE").map(lambda letter: {"kind": "classify", "choices": list(SORTS), "key": letter}),
    st.builds(lambda key, choices, said: {"kind": "true_false", "choices": choices, "key": key, "feedback": said},
              st.sampled_from("AB"), st.sampled_from([["Đúng", "Sai"], ["Sai", "Đúng"]]),
              st.sampled_from([[], ["Nhớ kỹ.", "Chưa đúng."], ["", "Xem lại #1."]])),
)  # fmt: skip


@st.composite
def drafts(draw, answers=ANSWERS):
    """A draft that the checker lets through, as the bank would write it. Any kind may show a post."""
    answer = draw(answers)
    if answer["kind"] != "essay":
        to_all = st.sampled_from(["", "", "Đúng rồi.", "#1 ~ =", "[html]", "Xem lại\nbài 3: khi sai"])
        answer = answer | {name: draw(to_all) for name in OUTCOMES}
    return Draft(
        place="Câu 1", stem=draw(TEXTS), explanation=draw(st.one_of(st.just(""), TEXTS)),
        topic=draw(st.one_of(st.just(""), LINES)), difficulty=str(draw(st.integers(1, 5))),
        valid_from=draw(st.one_of(st.just(""), st.dates().map(str))), sources=draw(st.lists(SOURCES, max_size=2)),
        external_id=draw(st.one_of(st.just(""), LINES)),
        **{"post": draw(st.one_of(st.just(""), st.just(""), TEXTS)), **answer},
    )  # fmt: skip


READY = drafts().filter(lambda draft: check(draft).problems == [])


def said(draft: Draft):
    """Everything that counts in a draft once it is understood. "0.5" and "1/2" are worth the same."""
    finding = check(draft)
    key = {
        name: list(map(_worth_exactly, value)) if isinstance(value, list) else value
        for name, value in finding.key.items()
    }
    return (
        [problem.text for problem in finding.problems], finding.kind, draft.stem, draft.post, finding.content, key,
        draft.explanation, finding.topic, finding.difficulty, finding.valid_from, finding.valid_to,
        draft.sources, draft.external_id,
    )  # fmt: skip


def _worth_exactly(each):
    return each | {"worth": worth_in(each["worth"])} if isinstance(each, dict) and "worth" in each else each
