"""Questions as GIFT. What GIFT has no place for goes into a comment before each, which our reader takes back.

A text with pictures is HTML, the pictures in it as `data:` addresses; every other text is plain.
"""

import base64
import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from question_bank.beside import asked, beside
from question_bank.draft import Draft, Picture
from question_bank.letters import TRUE_WORDS
from question_bank.pictures import media_type
from question_bank.readers import gift
from question_bank.readers.decoding import MOJIBAKE
from question_bank.readers.gift_grammar import FORMAT, NO_CHARACTERS, SIGNS, WEIGHT
from question_bank.readers.moodle_text import PICTURE_CHARACTERS_MAX, TAGS
from question_bank.text import fold
from question_bank.writers.faithful import NotWritable, right_of
from question_bank.writers.moodle_marks import category, judged, numbers, shares, worths

ARROW = "->"
SIGNED = re.compile("[" + re.escape(SIGNS.replace("n", "")) + "]")
SIMPLE_NAME = re.compile(r"[^\]\\\x00-\x1f]{1,200}")
SIMPLE_TAG = re.compile(r"[^\]\\<>`\x00-\x1f]{1,200}")
# A step is a line as it stands, without any escape: HTML has another name for each of these.
UNLINED = re.compile(r"[{}\\\n]|#(?=###)|^/(?=/)|^0$")


def file_of(drafts: Iterable[tuple[Draft, str]], remarks: Iterable[str]) -> bytes:
    """Settled drafts, each with its `question`, under headings that name their topics."""
    parts, heading = ["".join(f"// {' '.join(remark.split())}\n" for remark in remarks).rstrip()], ""
    for draft, said in drafts:
        if heading != (heading := _heading(draft)):
            parts.append(heading)
        parts.append(said)
    return "\n\n".join(part for part in parts if part).encode() + b"\n"


def question(draft: Draft) -> str:
    """A settled draft as GIFT; raises NotWritable with the reason where that cannot be."""
    if any(len(picture.data) > PICTURE_CHARACTERS_MAX for picture in draft.pictures):
        raise NotWritable("có ảnh quá lớn")
    names, body = _names(draft), _body(draft)
    if _is_odd(f"{_heading(draft)}\n{names}{body}"):
        raise NotWritable("có ký tự mà tệp GIFT không giữ được")
    (read,) = gift.read(f"{_heading(draft)}\n\n{names}{body}\n".encode()).drafts
    carried = beside(draft, read, [picture for picture in draft.pictures if not _has_place(draft, picture)])
    if _is_odd(carried):
        carried = json.dumps(json.loads(carried))  # without any letter but ASCII
    return f"{names}{f'// hoithi: {carried}' if carried else ''}".rstrip() + f"\n{body}" if names or carried else body


def _is_odd(text: str) -> bool:
    """It would be taken for a file in another encoding, or holds what the reader uses itself."""
    return bool(MOJIBAKE.search(text) or NO_CHARACTERS.search(text))


def _heading(draft: Draft) -> str:
    return f"$CATEGORY: {_escaped(category(draft.topic))}"


def _names(draft: Draft) -> str:
    names = [f"[id:{draft.external_id}]"] if SIMPLE_NAME.fullmatch(draft.external_id) else []
    names += [f"[tag:{tag}]" for tag in draft.tags if SIMPLE_TAG.fullmatch(tag)]
    return f"// {' '.join(names)}\n" if names else ""


def _has_place(draft: Draft, picture: Picture) -> bool:
    """Steps leave no room for an explanation; true and false, and what is typed, have words alone."""
    name, _, _ = picture.at.partition("_")
    if name in ("explanation", "feedback", "otherwise"):
        return draft.kind not in LINED
    return picture.at in ("stem", "post") or (name == "choice" and draft.kind in PICTURED)


def _body(draft: Draft) -> str:
    if draft.kind not in ANSWERS:
        raise NotWritable("loại câu này")
    pictures = [*_at(draft, "stem"), *_at(draft, "post")]
    if pictures or (draft.kind in LINED and re.search("[{}]", asked(draft))):
        said = _Said("html", f"[html]{_escaped(_html(asked(draft), pictures))}")
    else:
        said = _Said("plain", f"[plain]{_escaped(asked(draft))}")
    explained = draft.explanation or _at(draft, "explanation")
    general = f" ####{said.text(draft.explanation, _at(draft, 'explanation'))}" if explained else ""
    return f"{said.asked} {{{ANSWERS[draft.kind](said, draft)}{'' if draft.kind in LINED else general}}}"


def _at(draft: Draft, field: str) -> list[Picture]:
    return [picture for picture in draft.pictures if picture.at == field]


def _html(text: str, pictures: list[Picture]) -> str:
    images = "".join(f"<p>{_image(picture)}</p>" for picture in pictures)
    return html.escape(text, quote=False).replace("{", "&#123;").replace("}", "&#125;").replace("\n", "<br>") + images


def _image(picture: Picture) -> str:
    address = f"data:{media_type(picture.bytes)};base64,{base64.b64encode(picture.bytes).decode()}"
    return f'<img src="{address}" alt="{html.escape(" ".join(picture.alt.split()))}">'


@dataclass
class _Said:
    """What is said in one question. The format of its stem is that of every text which names no other."""

    format: str
    asked: str

    def text(self, text: str, pictures: list[Picture] | None = None) -> str:
        """Behind a sign; what looks like the name of a format is text too."""
        if pictures:
            return f"[html]{_escaped(_html(text, pictures))}"
        return f"[plain]{_escaped(text)}" if self.format != "plain" or FORMAT.match(text) else _escaped(text)

    def told(self, feedback: str, pictures: list[Picture] | None = None) -> str:
        return f"#{self.text(feedback, pictures)}" if feedback or pictures else ""

    def answers(self, draft: Draft, signs: list[tuple[str, str]], texts: list[str]) -> str:
        """Each with its sign, its weight, and what is said to whoever gave it."""
        return " ".join(
            f"{sign}{_weight(sign, weight, text)}{self.text(text, self._pictures(draft, place))}"
            + self.told(feedback, _at(draft, f"feedback_{place}"))
            for place, ((sign, weight), text, feedback) in enumerate(
                zip(signs, texts, draft.feedback or [""] * len(texts), strict=True)
            )
        )

    @staticmethod
    def _pictures(draft: Draft, place: int) -> list[Picture]:
        return _at(draft, f"choice_{place}") if draft.kind in PICTURED else []


def _one(said: _Said, draft: Draft) -> str:
    signs = [("=", "") if share == "100" else ("~", "" if share == "0" else share) for share in shares(draft)]
    return said.answers(draft, signs, draft.choices)


def _several(said: _Said, draft: Draft) -> str:
    return said.answers(draft, [("~", share) for share in shares(draft)], draft.choices)


def _judged(said: _Said, draft: Draft) -> str:
    whole, worths = judged(draft)
    return said.answers(whole, [("~", worth) for worth in worths], whole.choices)


def _steps(said: _Said, draft: Draft) -> str:
    """As Moodle's own ordering has it: every line is a step, so that an explanation has no place here."""
    steps = [_line(step, _at(draft, f"choice_{place}")) for place, step in enumerate(draft.choices)]
    return f">{len(steps)} ALL VERTICAL ALL_OR_NOTHING SHOW\n" + "".join(f"{step}\n" for step in steps)


def _line(step: str, pictures: list[Picture]) -> str:
    """Moodle shows it as text in which tags and entities count."""
    if not (pictures or UNLINED.search(step) or TAGS.search(step) or html.unescape(step) != step):
        return step
    marked = " ".join([html.escape(step, quote=False), *map(_image, pictures)])
    return UNLINED.sub(lambda found: _entity(found[0]), marked)


def _entity(sign: str) -> str:
    return "<br>" if sign == "\n" else f"&#{ord(sign)};"


def _truth(said: _Said, draft: Draft) -> str:
    """What is said to whoever is wrong stands first."""
    (right,) = right_of(draft)
    truth = "TRUE" if fold(draft.choices[right]) in TRUE_WORDS else "FALSE"
    pictures = [_at(draft, f"feedback_{place}") for place in (1 - right, right)]
    if any(draft.feedback) or any(pictures):
        wrong, ok = ((draft.feedback or ["", ""])[place] for place in (1 - right, right))
        truth += f"#{said.text(wrong, pictures[0])}#{said.text(ok, pictures[1])}"
    return truth


def _forms(said: _Said, draft: Draft) -> str:
    if any(ARROW in text for text in draft.choices):
        raise NotWritable("đáp án có dấu ->")
    forms = [text.replace("*", "\\*") for text in draft.choices]
    signs = [("=", worth if worth != "100" else "") for worth in worths(draft)]
    told = said.told(draft.otherwise, _at(draft, "otherwise"))
    return said.answers(draft, signs, forms) + (f" =%0%*{told}" if told else "")


def _numbers(said: _Said, draft: Draft) -> str:
    told = draft.feedback or [""] * len(draft.choices)
    each = [
        f"=%{worth}%{number}:{within}{said.told(text, _at(draft, f'feedback_{place}'))}"
        for place, (worth, (number, within), text) in enumerate(zip(worths(draft), numbers(draft), told, strict=True))
    ]
    any_other = said.told(draft.otherwise, _at(draft, "otherwise"))
    return "#" + " ".join([*each, f"~{any_other}"] if any_other else each)


def _pairs(said: _Said, draft: Draft) -> str:
    return " ".join(f"={_left(said, left)} -> {_escaped(right)}" for left, right in draft.pairs)


def _left(said: _Said, text: str) -> str:
    """The first arrow parts a pair: one that belongs to the text is written as HTML writes it."""
    if ARROW not in text:
        return said.text(text)
    return f"[html]{_escaped(html.escape(text, quote=False).replace(chr(10), '<br>'))}"


def _essay(said: _Said, draft: Draft) -> str:
    return ""


def _weight(sign: str, weight: str, text: str) -> str:
    """One that is not needed keeps a text that begins like one from being read as such."""
    if not weight and WEIGHT.match(text):
        weight = "100" if sign == "=" else "0"
    return f"%{weight}%" if weight else ""


def _escaped(text: str) -> str:
    return SIGNED.sub(r"\\\g<0>", text).replace("\n", "\\n")


LINED = {"ordering", "next_steps"}
PICTURED = {"single_choice", "next_step", "classify", "multiple_choice", "judge_post", *LINED}
ANSWERS = {
    "single_choice": _one, "next_step": _one, "classify": _one, "multiple_choice": _several, "true_false": _truth,
    "judge_post": _judged, "ordering": _steps, "next_steps": _steps,
    "short_text": _forms, "numeric": _numbers, "matching": _pairs, "essay": _essay,
}  # fmt: skip
