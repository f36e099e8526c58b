"""What we write out, we take in again unchanged."""

import io
from fractions import Fraction

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.checking import check
from question_bank.draft import Draft, SourceNote
from question_bank.exporting import to_json, to_yaml
from question_bank.keys import key_text
from question_bank.kinds.classify import SORTS
from question_bank.kinds.numbers import number_text
from question_bank.layout import EXAMPLE
from question_bank.mending import typed
from question_bank.readers import xlsx, yaml
from question_bank.readers.book import clean
from question_bank.text import fold, same_reading
from question_bank.writers import xlsx as xlsx_writer
from tests.question_bank.drafts import shared_by

# Text as it stands in the bank: what `clean` would change never got in.
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Co", "Cn"))
ALPHABET = st.one_of(st.sampled_from("aăâđêôơưạéổ A1.,;=+-@()\n\t\"'"), LETTERS)
TEXTS = st.text(ALPHABET, min_size=1, max_size=25).map(lambda text: clean(text).text).filter(bool)
# Two documents in one cell stand one a line, and a lone dash is an empty place.
LINES = TEXTS.map(lambda text: " ".join(text.split())).filter(lambda text: text not in ("", "-"))
SOURCES = st.builds(
    SourceNote, title=LINES, number=LINES, issuer=st.one_of(st.just(""), LINES), article=LINES, url=LINES
)


@st.composite
def chosen(draw):
    choices = draw(st.lists(TEXTS, min_size=2, max_size=6, unique_by=lambda text: same_reading(text).rstrip(".;, ")))
    right = draw(st.lists(st.sampled_from(range(len(choices))), min_size=1, unique=True).map(sorted))
    kind = "multiple_choice" if len(right) > 1 else draw(st.sampled_from(["single_choice", "multiple_choice"]))
    rule = draw(st.sampled_from(["", "each", "shares"])) if kind == "multiple_choice" else ""
    worths = [] if rule != "shares" else draw(shared_by(right, len(choices)))
    return {"kind": kind, "choices": choices, "key": key_text(choices, right), "rule": rule, "worths": worths}


@st.composite
def typed_in(draw):
    texts = draw(st.lists(TEXTS, min_size=1, max_size=4))
    worths = draw(st.sampled_from([[], ["1", "1/3", "0.5", "-1"]]))
    flags = {name: draw(st.booleans()) for name in ("case_matters", "tones_ignored")}
    return {"kind": "short_text", "choices": texts, "worths": worths[: len(texts)], **flags}


@st.composite
def counted(draw):
    whole = st.integers(-(10**12), 10**12)
    numbers = draw(st.lists(whole.map(lambda number: number_text(Fraction(number, 1000))), min_size=1, max_size=3))
    tolerances = [number_text(Fraction(draw(st.integers(0, 500)), 100)) for _ in numbers]
    return {"kind": "numeric", "choices": numbers, "tolerances": draw(st.sampled_from([[], tolerances]))}


@st.composite
def paired(draw):
    lefts = draw(st.lists(TEXTS, min_size=2, max_size=9, unique_by=same_reading))
    pairs = [[left, draw(TEXTS)] for left in lefts]
    return {"kind": "matching", "pairs": pairs + draw(st.sampled_from([[], [["", "thừa = một"]]]))}


@st.composite
def judged(draw):
    signs = draw(st.lists(TEXTS, min_size=2, max_size=6, unique_by=lambda text: same_reading(text).rstrip(".;, ")))
    real = draw(st.lists(st.sampled_from(range(len(signs))), unique=True).map(sorted))
    verdict = draw(st.sampled_from(["fake", "real", "unclear"]))
    key = key_text(signs, real) if real else ""
    return {"kind": "judge_post", "post": draw(TEXTS), "verdict": verdict, "choices": signs, "key": key}


STEPS = st.lists(TEXTS, min_size=2, max_size=10, unique_by=same_reading)
ANSWERS = st.one_of(
    chosen(), typed_in(), counted(), paired(), st.just({"kind": "essay"}),
    st.builds(lambda kind, steps: {"kind": kind, "choices": steps}, st.sampled_from(["ordering", "next_steps"]), STEPS),
    judged(), st.builds(lambda key, post: {"kind": "classify", "choices": list(SORTS), "key": key, "post": post},
                        st.sampled_from("ABCDE"), st.one_of(st.just(""), TEXTS)),
)  # fmt: skip


@st.composite
def in_the_bank(draw):
    """A draft that the checker has let through, as the bank would write it."""
    return Draft(
        place="Câu 1",
        **draw(ANSWERS),
        stem=draw(TEXTS.filter(lambda stem: fold(stem) != fold(EXAMPLE["stem"]))),
        explanation=draw(st.one_of(st.just(""), TEXTS)),
        when_partly=draw(st.one_of(st.just(""), TEXTS)),
        topic=draw(st.one_of(st.just(""), LINES)),
        difficulty=str(draw(st.integers(1, 5))),
        valid_from=draw(st.one_of(st.just(""), st.dates().map(str))),
        sources=draw(st.lists(SOURCES, max_size=3)),
        external_id=draw(st.one_of(st.just(""), LINES)),
    )


def said(draft):
    """Everything that counts in a draft once it is understood."""
    finding = check(draft)
    return (
        [problem.text for problem in finding.problems], finding.kind, draft.stem, finding.content, finding.key,
        draft.post, draft.explanation, finding.topic, finding.difficulty, finding.valid_from, finding.valid_to,
        draft.sources, draft.external_id,
    )  # fmt: skip


ready = in_the_bank().filter(lambda draft: check(draft).problems == [] and check(draft).choices == draft.choices)


@settings(max_examples=30, deadline=None)
@given(st.lists(ready, min_size=1, max_size=3))
def test_a_sheet_of_ours_comes_back_as_it_was(drafts):
    reading = xlsx.read(xlsx_writer.questions(drafts, ["Chủ đề"]))

    assert [said(draft) for draft in reading.drafts] == [said(draft) for draft in drafts]


@settings(max_examples=30, deadline=None)
@given(st.lists(ready, min_size=1, max_size=3))
def test_yaml_and_json_of_ours_come_back_as_they_were(drafts):
    assert [said(draft) for draft in yaml.read(to_yaml(drafts)).drafts] == [said(draft) for draft in drafts]
    assert [said(draft) for draft in yaml.read_json(to_json(drafts)).drafts] == [said(draft) for draft in drafts]


def test_text_that_begins_like_a_formula_stays_text():
    drafts = [
        Draft("Câu 1", "single_choice", stem, ["=1+1", "@b"], "A")
        for stem in ("=HYPERLINK(1)", "+84", "-5 + 3", "@ai", "http://a.vn")
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_writer.questions(drafts, [])))["Câu hỏi"]

    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} == {"s"}
    assert [cell.value for cell in sheet["B"][1:]] == [draft.stem for draft in drafts]
    assert all(cell.quotePrefix for cell in sheet["B"][1:5])


def test_the_template_is_a_sheet_of_which_only_the_example_is_left_out():
    reading = xlsx.read(xlsx_writer.template(["An toàn"]))

    assert reading.drafts == []
    assert reading.warnings == ["Dòng 2 là câu ví dụ của mẫu nên được bỏ qua."]


def test_the_example_of_the_template_is_itself_a_good_question():
    assert check(typed(EXAMPLE)).problems == []


def test_the_template_offers_its_lists():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_writer.template(["An toàn", "Pháp luật"])))
    lists = book["Danh mục"]

    assert lists.sheet_state == "hidden"
    assert [cell.value for cell in lists["B"] if cell.value] == ["An toàn", "Pháp luật", "Chưa phân loại"]
    assert len(book["Câu hỏi"].data_validations.dataValidation) == 5
