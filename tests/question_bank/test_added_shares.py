"""Whatever a file gives each of several choices, an answer is worth here what the file's own program adds up."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.checking import check
from question_bank.kinds import KINDS
from question_bank.readers import gift, moodle_xml
from question_bank.readers.moodle_marks import GRADES
from tests.question_bank import qti_making as qti

IDS = "uvwxyz"
SHARES = st.lists(st.sampled_from(sorted(GRADES)), min_size=2, max_size=6).filter(
    lambda shares: sum(share for share in shares if share > 0) >= 1
)


def percent(share):
    return f"{float(share * 100):.5f}"


def in_moodle_xml(shares):
    answers = "".join(
        f'<answer fraction="{percent(share)}"><text>{id}</text></answer>'
        for id, share in zip(IDS, shares, strict=False)
    )
    text = "<questiontext><text>Hỏi?</text></questiontext><single>false</single>"
    return moodle_xml.read(f'<question type="multichoice">{text}{answers}</question>'.encode()).drafts[0]


def in_gift(shares):
    answers = " ".join(f"~%{percent(share)}%{id}" for id, share in zip(IDS, shares, strict=False))
    return gift.read(f"Hỏi? {{{answers}}}".encode()).drafts[0]


def in_qti2(shares):
    """All that is right brings a whole point at most, as `upperBound` says."""
    points = qti.mapped("0", 'lowerBound="0" upperBound="1"', **points_of(shares))
    inside = "".join(f'<simpleChoice identifier="{id}">{id}</simpleChoice>' for id in IDS[: len(shares)])
    return qti.read(qti.item(qti.declared(kind="multiple", mapping=points), qti.choice(inside, "0"), qti.MAP_RESPONSE))


def in_qti12(shares):
    added = [qti.when(qti.equal(id), points, "Add") for id, points in points_of(shares).items()]
    labels = "".join(qti.label(id, id) for id in IDS[: len(shares)])
    item = qti.old(qti.lid(labels, cardinality="Multiple"), "".join(added))
    return qti.read(item.replace("<decvar varname='SCORE'/>", "<decvar varname='SCORE' maxvalue='1'/>"))


def points_of(shares):
    return {id: f"{float(share):.10f}" for id, share in zip(IDS, shares, strict=False)}


@pytest.mark.parametrize("file", [in_moodle_xml, in_gift, in_qti12, in_qti2])
@settings(max_examples=30, deadline=None)
@given(SHARES, st.data())
def test_an_answer_is_worth_what_the_program_of_the_file_adds_up(file, shares, data):
    finding = check(file(shares))
    chosen = data.draw(st.lists(st.sampled_from(range(len(shares))), unique=True))
    added = Fraction(0)
    for place in chosen:
        added += shares[place]

    assert [str(problem) for problem in finding.problems] == []
    mark = KINDS["multiple_choice"].mark(finding.content, finding.key, {"choices": chosen})
    assert mark == (0 if added < 0 else 1 if added > 1 else added)
