"""Questions as Moodle's XML. What it has no place for goes into an element of its own, which our reader takes back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from question_bank.beside import asked, beside
from question_bank.draft import Draft, Picture
from question_bank.kinds import KINDS
from question_bank.letters import TRUE_WORDS
from question_bank.outcomes import OUTCOMES
from question_bank.pictures import turned
from question_bank.readers import moodle_xml
from question_bank.readers.moodle_questions import COMBINED
from question_bank.text import fold
from question_bank.writers.faithful import NotWritable, right_of
from question_bank.writers.moodle_marks import category, judged, numbers, shares, worths

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
NAME_MAX = 60
WITH_OUTCOMES = ("multichoice", "matching", "ordering")
"""The types of question in which Moodle says something to all who were right, in part or wrong."""


def file_of(drafts: Iterable[tuple[Draft, str]], remarks: Iterable[str]) -> bytes:
    """Settled drafts, each with its `question`, behind what names their topics."""
    parts, heading = [f"<!-- {' '.join(remark.split()).replace('--', '–')} -->\n" for remark in remarks], ""
    for draft, said in drafts:
        if heading != (heading := _heading(draft)):
            parts.append(heading)
        parts.append(said)
    return f"{HEAD}{''.join(parts)}</quiz>\n".encode()


def question(draft: Draft) -> str:
    """A settled draft as an element; raises NotWritable with the reason where that cannot be."""
    if draft.kind not in ANSWERS:
        raise NotWritable("loại câu này")
    type, answers = ANSWERS[draft.kind]
    inner = "".join([
        _element("name", " ".join(draft.stem.split())[:NAME_MAX]),
        _field(draft, "questiontext", "stem", asked(draft)),
        _field(draft, "generalfeedback", "explanation", draft.explanation),
        "<defaultgrade>1</defaultgrade>",
        f"<idnumber>{escape(draft.external_id)}</idnumber>" if draft.external_id else "",
        answers(draft),
        *(_field(draft, name, field, getattr(draft, field)) for field, name in _outcomes_of(type, draft).items()),
        f"<tags>{''.join(_element('tag', tag) for tag in draft.tags)}</tags>" if draft.tags else "",
    ])  # fmt: skip
    (read,) = moodle_xml.read_text(f"<quiz>{_heading(draft)}{_question(type, inner)}</quiz>").drafts
    homeless = [picture for picture in draft.pictures if picture.at in OUTCOMES and type not in WITH_OUTCOMES]
    carried = beside(draft, read, homeless)
    return _question(type, inner + (f"<hoithi>{escape(carried)}</hoithi>" if carried else ""))


def _outcomes_of(type: str, draft: Draft) -> dict[str, str]:
    """Field → element, of those that say something and have a place in this type of question."""
    pictured = {picture.at for picture in draft.pictures}
    said = {field: name for field, name in COMBINED.items() if getattr(draft, field) or field in pictured}
    return said if type in WITH_OUTCOMES else {}


def _question(type: str, inner: str) -> str:
    return f'<question type="{type}">{inner}</question>\n'


def _heading(draft: Draft) -> str:
    path = escape(category(draft.topic))
    return f'<question type="category"><category><text>{path}</text></category></question>\n'


def _element(name: str, text: str) -> str:
    return f"<{name}><text>{escape(text)}</text></{name}>"


def _field(draft: Draft, name: str, field: str, text: str) -> str:
    """A text, with its pictures beside it where it has any: only then it is HTML."""
    pictures = [picture for picture in draft.pictures if picture.at == field]
    pictures += [picture for picture in draft.pictures if picture.at == "post" and field == "stem"]
    attributes, inner = _inner(text, pictures)
    return f"<{name} {attributes}>{inner}</{name}>"


def _inner(text: str, pictures: list[Picture]) -> tuple[str, str]:
    if not pictures:
        return 'format="plain_text"', f"<text>{escape(text)}</text>"
    names = [f"{number}-{picture.name or 'anh.png'}".replace("/", "-") for number, picture in enumerate(pictures, 1)]
    images = "".join(
        f"<p><img src={quoteattr('@@PLUGINFILE@@/' + quote(name))} alt={quoteattr(picture.alt)}></p>"
        for name, picture in zip(names, pictures, strict=True)
    )
    html = escape(text).replace("\n", "<br>") + images
    files = "".join(
        f'<file name={quoteattr(name)} path="/" encoding="base64">{picture.data}</file>'
        for name, picture in zip(names, pictures, strict=True)
    )
    return 'format="html"', f"<text>{escape(html)}</text>{files}"


def _answer(draft: Draft, place: int, fraction: str, text: str, more: str = "") -> str:
    pictures = [picture for picture in draft.pictures if picture.at == f"choice_{place}"]
    attributes, inner = _inner(text, pictures)
    said = draft.feedback[place] if draft.feedback and KINDS[draft.kind].keeps_feedback else ""
    told = _told(said, [picture for picture in draft.pictures if picture.at == f"feedback_{place}"])
    return f'<answer fraction="{fraction}" {attributes}>{inner}{more}{told}</answer>'


def _told(feedback: str, pictures: Sequence[Picture] = ()) -> str:
    attributes, inner = _inner(feedback, list(pictures))
    return f"<feedback {attributes}>{inner}</feedback>" if feedback or pictures else ""


def _any_other(draft: Draft) -> str:
    """What is said to whoever typed nothing of all that: Moodle has a star for it."""
    told = _told(draft.otherwise, [picture for picture in draft.pictures if picture.at == "otherwise"])
    return f'<answer fraction="0"><text>*</text>{told}</answer>' if told else ""


def _one(draft: Draft) -> str:
    return "<single>true</single>" + _choices(draft)


def _several(draft: Draft) -> str:
    return "<single>false</single>" + _choices(draft)


def _choices(draft: Draft) -> str:
    return _lettered("true") + _answers(draft, shares(draft), draft.choices)


def _judged(draft: Draft) -> str:
    """The conclusions stay above the signs."""
    whole, worths = judged(draft)
    return "<single>false</single>" + _lettered("false") + _answers(whole, worths, whole.choices)


def _lettered(shuffled: str) -> str:
    return f"<shuffleanswers>{shuffled}</shuffleanswers><answernumbering>ABCD</answernumbering>"


def _truth(draft: Draft) -> str:
    true = any(fold(draft.choices[place]) in TRUE_WORDS for place in right_of(draft))
    return _answers(_true_first(draft), ["100", "0"] if true else ["0", "100"], ["true", "false"])


def _true_first(draft: Draft) -> Draft:
    if fold(draft.choices[0]) in TRUE_WORDS:
        return draft
    pictures = turned(draft.pictures)
    return replace(draft, choices=draft.choices[::-1], feedback=draft.feedback[::-1], pictures=pictures)


def _forms(draft: Draft) -> str:
    forms = [text.replace("*", "\\*") for text in draft.choices]
    return f"<usecase>{int(draft.case_matters)}</usecase>{_answers(draft, worths(draft), forms)}{_any_other(draft)}"


def _answers(draft: Draft, fractions: list[str], texts: list[str]) -> str:
    return "".join(_answer(draft, place, *each) for place, each in enumerate(zip(fractions, texts, strict=True)))


def _numbers(draft: Draft) -> str:
    return "".join(
        _answer(draft, place, worth, number, f"<tolerance>{within}</tolerance>")
        for place, (worth, (number, within)) in enumerate(zip(worths(draft), numbers(draft), strict=True))
    ) + _any_other(draft)


def _pairs(draft: Draft) -> str:
    return "<shuffleanswers>true</shuffleanswers>" + "".join(
        f'<subquestion format="plain_text"><text>{escape(left)}</text>{_element("answer", right)}</subquestion>'
        for left, right in draft.pairs
    )


def _steps(draft: Draft) -> str:
    """The share of each is its place in the order, as Moodle's own ordering has it."""
    count = len(draft.choices)
    shown = f"<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>{count}</selectcount>"
    marked = "<gradingtype>ALL_OR_NOTHING</gradingtype><showgrading>SHOW</showgrading>"
    return shown + marked + _answers(draft, [str(place + 1) for place in range(count)], draft.choices)


def _essay(draft: Draft) -> str:
    return "<responseformat>editor</responseformat>"


ANSWERS = {
    "single_choice": ("multichoice", _one), "next_step": ("multichoice", _one), "classify": ("multichoice", _one),
    "multiple_choice": ("multichoice", _several), "judge_post": ("multichoice", _judged),
    "true_false": ("truefalse", _truth),
    "short_text": ("shortanswer", _forms), "numeric": ("numerical", _numbers), "matching": ("matching", _pairs),
    "ordering": ("ordering", _steps), "next_steps": ("ordering", _steps), "essay": ("essay", _essay),
}  # fmt: skip
