"""One <question> of Moodle's XML as a draft: each of its types, and what all of them have."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, tostring

from question_bank.draft import Draft
from question_bank.readers.book import clean
from question_bank.readers.markup import plain
from question_bank.readers.moodle_marks import add_form, add_number, rule_of, told_at, worth_of
from question_bank.readers.moodle_text import ANSWERS_MAX, FORMATS, Text, new_draft, put, tell
from question_bank.text import fold

# What Moodle itself fills in, in English or Vietnamese: nobody wrote it for this question.
STOCK = {
    "your answer is correct", "your answer is partially correct", "your answer is incorrect",
    "cau tra loi cua ban dung", "cau tra loi cua ban la dung", "cau tra loi cua ban dung mot phan",
    "cau tra loi cua ban sai", "cau tra loi cua ban la sai", "cau tra loi cua ban khong dung",
    "cau tra loi cua ban chua dung",
}  # fmt: skip
COMBINED = {
    "when_right": "correctfeedback", "when_partly": "partiallycorrectfeedback", "when_wrong": "incorrectfeedback",
}  # fmt: skip
"""Field of a draft → what Moodle calls it."""
NO, YES = {"0", "false"}, {"1", "true"}
TRUTHS = {"true": "Đúng", "false": "Sai"}
Read = Callable[[Element, Draft], None]


def draft_of(question: Element, line: int, number: int) -> Draft:
    type = clean(question.get("type") or "").text[:60]
    draft = new_draft(number, line, text_in(question.find("name")).said)
    draft.stem = put(draft, "stem", text_in(question.find("questiontext"), "html"))
    kind, read = TYPES.get(type.lower(), ("", _nothing))
    draft.kind = kind or UNKNOWN.get(type.lower()) or f"{type or 'không ghi loại'} (Moodle)"
    draft.explanation = put(draft, "explanation", text_in(question.find("generalfeedback"), _format(question)))
    draft.external_id = clean(_said(question, "idnumber")).text
    draft.tags = [tag for element in question.findall("tags/tag") if (tag := clean(text_in(element).said).text)]
    read(question, draft)
    if not any(draft.feedback):
        draft.feedback = []
    _tell_the_rest(question, draft)
    return draft


def text_in(element: Element | None, format: str = "plain") -> Text:
    """What an element with a <text> says, in its own format or else in this one, with the files that lie beside it."""
    if element is None:
        return Text()
    inner = element.find("text")
    holder = element if inner is None else inner
    format = FORMATS.get((element.get("format") or "").lower(), format)
    if inner is not None and len(inner):  # markup that should have been in CDATA
        said = (inner.text or "") + "".join(tostring(child, encoding="unicode") for child in inner)
        return Text(said, "html", _files(element))
    return Text((holder.text or "").strip(), format, _files(element))


def _files(element: Element) -> dict[str, str]:
    return {_path(file): (file.text or "").strip() for file in element.findall("file")}


def _path(file: Element) -> str:
    folder = (file.get("path") or "").strip("/")
    return f"{folder}/{file.get('name') or ''}".lstrip("/")


def _format(question: Element) -> str:
    return text_in(question.find("questiontext"), "html").format


def _said(element: Element, name: str) -> str:
    """What a simple element says, whether or not in a <text> of its own."""
    found = element.find(name)
    return "" if found is None else text_in(found).said


def _choice(question: Element, draft: Draft) -> None:
    if _said(question, "single").lower() in NO:
        draft.kind = "multiple_choice"
    _read_answers(question, draft)
    if _said(question, "shuffleanswers").lower() in NO:
        tell(draft, "choices", "trong tệp, các phương án không được trộn thứ tự; ở đây đề thi có thể trộn.")
    if draft.kind == "multiple_choice" and "key" not in draft.unread:
        draft.rule = rule_of(draft.worths)


def _truth(question: Element, draft: Draft) -> None:
    """Old files do not name the two answers: the first is true."""
    _read_answers(question, draft)
    named = [TRUTHS.get(choice.lower(), "") for choice in draft.choices]
    if len(named) != 2 or (any(named) and set(named) != {"Đúng", "Sai"}):
        draft.ask("choice_0", "câu đúng hay sai phải có hai câu trả lời “true” và “false”")
        return
    if not any(named):
        draft.note("choice_0", "hai câu trả lời không mang tên “true” và “false”; câu đầu được đọc là Đúng.")
    draft.choices = named if any(named) else ["Đúng", "Sai"]


def _read_answers(question: Element, draft: Draft) -> None:
    for place, answer in enumerate(_parts(question, draft, "answer")):
        draft.choices.append(put(draft, f"choice_{place}", text_in(answer, _format(question))))
        draft.worths.append(worth_of(answer.get("fraction") or "0", draft, place))
        draft.feedback.append(_feedback(question, answer, draft, f"feedback_{place}"))


def _parts(question: Element, draft: Draft, name: str) -> list[Element]:
    parts = question.findall(name)
    if len(parts) > ANSWERS_MAX:
        draft.ask("choice_0", f"có {len(parts)} câu trả lời")
    return parts[:ANSWERS_MAX]


def _feedback(question: Element, answer: Element, draft: Draft, field: str) -> str:
    return put(draft, field, text_in(answer.find("feedback"), _format(question)))


def _short(question: Element, draft: Draft) -> None:
    draft.case_matters = _said(question, "usecase") in YES
    for place, answer in enumerate(_parts(question, draft, "answer")):
        said = put(draft, f"choice_{len(draft.choices)}", Text(text_in(answer).said, "plain"))
        worth = worth_of(answer.get("fraction") or "0", draft, place)
        add_form(draft, said, worth, _feedback(question, answer, draft, told_at(draft, said, worth)))


def _number(question: Element, draft: Draft) -> None:
    for place, answer in enumerate(_parts(question, draft, "answer")):
        worth = worth_of(answer.get("fraction") or "0", draft, place)
        number, tolerance = text_in(answer).said, _said(answer, "tolerance")
        feedback = _feedback(question, answer, draft, told_at(draft, number, worth))
        add_number(draft, number, tolerance, worth, feedback)
    units = [clean(_said(unit, "unit_name")).text for unit in question.findall("units/unit")]
    if units:
        tell(draft, "key", f"đơn vị ({', '.join(units)[:200]}) không được giữ: ở đây chỉ trả lời bằng số.")


def _matching(question: Element, draft: Draft) -> None:
    for sub in _parts(question, draft, "subquestion"):
        left = put(draft, "pairs", text_in(sub, _format(question)))
        right = put(draft, "pairs", text_in(sub.find("answer")))
        draft.pairs.append([left, right])


def _ordering(question: Element, draft: Draft) -> None:
    """The share of each answer is its place in the order."""
    answers = sorted(_parts(question, draft, "answer"), key=lambda answer: _place(answer.get("fraction") or ""))
    draft.choices = [
        put(draft, f"choice_{place}", text_in(answer, _format(question))) for place, answer in enumerate(answers)
    ]


def _place(fraction: str) -> float:
    try:
        return float(fraction)
    except ValueError:
        return 0.0


def _essay(question: Element, draft: Draft) -> None:
    if plain(_said(question, "graderinfo")).text:
        tell(draft, "explanation", "hướng dẫn chấm (graderinfo) trong tệp không được giữ.")
    if plain(_said(question, "responsetemplate")).text:
        tell(draft, "stem", "mẫu bài làm (responsetemplate) trong tệp không được giữ.")


def _nothing(question: Element, draft: Draft) -> None:
    """A type that we do not have: its text is enough to say so."""


def _tell_the_rest(question: Element, draft: Draft) -> None:
    """What Moodle keeps beside a question, and what it would mean to lose it."""
    grade = _said(question, "defaultgrade")
    if _place(grade) not in (0.0, 1.0):
        tell(draft, "stem", f"câu này được {_place(grade):g} điểm trong tệp; ở đây điểm của câu do đề thi quy định.")
    hints = [hint for element in question.findall("hint") if (hint := clean(text_in(element).said).text)]
    if hints:
        tell(draft, "explanation", f"{len(hints)} gợi ý và phần điểm trừ khi dùng gợi ý không được giữ.")
    for field, name in COMBINED.items():
        setattr(draft, field, _said_to_all(question, name, field, draft))
    if _said(question, "hidden") in YES:
        tell(draft, "stem", "câu này bị ẩn trong Moodle.")
    if _said(question, "image_base64") or _said(question, "image"):
        draft.ask(
            "stem", "ảnh của câu nằm ở dạng Moodle 1.x, không đọc được; hãy thêm ảnh, hoặc xuất lại từ Moodle mới"
        )


def _said_to_all(question: Element, name: str, field: str, draft: Draft) -> str:
    """Of those who were right, in part or wrong. What Moodle fills in by itself is passed over."""
    said = text_in(question.find(name), _format(question))
    if fold(plain(said.said).text).strip().rstrip(".!") in STOCK:
        return ""
    return put(draft, field, said)


TYPES: dict[str, tuple[str, Read]] = {
    "multichoice": ("single_choice", _choice),
    "truefalse": ("true_false", _truth),
    "shortanswer": ("short_text", _short),
    "numerical": ("numeric", _number),
    "matching": ("matching", _matching),
    "match": ("matching", _matching),
    "ordering": ("ordering", _ordering),
    "essay": ("essay", _essay),
    "description": ("description", _nothing),
}
UNKNOWN = {"cloze": "cloze", "multianswer": "cloze"} | {
    name: name
    for name in (
        "calculated", "calculatedmulti", "calculatedsimple", "coderunner", "ddimageortext", "ddmarker", "ddmatch",
        "ddwtos", "gapselect", "multichoiceset", "random", "randomsamatch", "stack",
    )
}  # fmt: skip
