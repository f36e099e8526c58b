"""What a format of others has no place for, carried beside the question as one line of JSON, and taken back. Pure.

GIFT has it in a comment, `// hoithi: {…}`; Moodle XML in an element of its own, `<hoithi>`; Moodle passes over both.
Only what differs from what the question itself says is written, and never words that the format has a place for: who
changes these in the file is not overruled. Only the spaces between such words are kept, where the format loses them.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from question_bank.draft import Draft, Picture, SourceNote
from question_bank.keys import key_text
from question_bank.kinds import KINDS
from question_bank.kinds.judge_post import VERDICTS
from question_bank.letters import TRUE_WORDS, are_true_and_false
from question_bank.outcomes import OUTCOMES
from question_bank.pictures import ALT_MAX, OF_QUESTION_MAX, PLACES, is_base64, turned
from question_bank.text import cleaned, fold

TEXTS = ("kind", "topic", "difficulty", "valid_from", "valid_to", "external_id", "rule", *OUTCOMES)
FLAGS = ("case_matters", "tones_ignored")
IN_GIFT = re.compile(r"\s*//\s{0,5}hoithi:\s{0,5}(?=\{)")
LONGEST = 10_000_000  # with pictures in it
POST = "\n[BÀI TẬP · chưa kiểm chứng]\n"
"""Between a question and the post that it is about, where a format has one place for both."""
CONCLUSIONS = [f"Kết luận: {verdict}" for verdict in VERDICTS.values()]
"""The first choices of a judge_post where a format has only choices of which several are right; its signs follow."""
SOURCES_MAX = 50
UNREAD = "phần “hoithi” đi kèm trong tệp không đọc được nên nguồn, độ khó, thời hạn của câu có thể thiếu."


def asked(draft: Draft) -> str:
    """The question with its post."""
    return f"{draft.stem}{POST}{draft.post}" if draft.post else draft.stem


def beside(draft: Draft, read: Draft, pictures: Sequence[Picture] = ()) -> str:
    """What `read`, which the format alone brought back, lacks of the draft; "" where it lacks nothing.

    `pictures` are those of the draft for which the format has no place.
    """
    said: dict[str, Any] = {
        field: getattr(draft, field) for field in (*TEXTS, *FLAGS) if getattr(draft, field) != getattr(read, field)
    }
    if draft.explanation and not read.explanation:
        said["explanation"] = draft.explanation
    if draft.post:
        said["post"] = True
    if of_post := sum(picture.at == "post" for picture in draft.pictures):
        said["pictures_of_post"] = of_post
    if draft.kind == "true_false" and draft.choices != read.choices:
        said["choices"] = draft.choices
    if draft.sources != read.sources:
        said["sources"] = [{name: value for name, value in asdict(source).items() if value} for source in draft.sources]
    if spaced := {field: text for field, text in _texts_of(draft).items() if _is_respaced(read, field, text)}:
        said["spaced"] = spaced
    if pictures:
        said["pictures"] = [{"at": each.at, "alt": each.alt, "data": each.data} for each in pictures]
    return json.dumps(said, ensure_ascii=False) if said else ""


def _texts_of(draft: Draft) -> dict[str, str]:
    """Each text, by where a format has it."""
    choices = [*CONCLUSIONS, *draft.choices] if draft.kind == "judge_post" else draft.choices
    texts = {f"choice_{place}": text for place, text in enumerate(choices)}
    return {"stem": asked(draft), "explanation": draft.explanation} | texts


def _is_respaced(draft: Draft, field: str, text: str) -> bool:
    """The same words stand there with other spaces or lines between them."""
    found = _text_at(draft, field)
    return found != text and "".join(found.split()) == "".join(text.split())


def _text_at(draft: Draft, field: str) -> str:
    name, _, place = field.partition("_")
    if name != "choice":
        return {"stem": draft.stem, "explanation": draft.explanation}.get(field, "")
    return draft.choices[int(place)] if place.isdecimal() and int(place) < len(draft.choices) else ""


def take_beside(draft: Draft, said: str) -> None:
    """Put it back into the draft. It comes from a file: only texts where texts belong, and only what we know."""
    try:
        values = json.loads(said) if len(said) <= LONGEST else None
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        draft.note("stem", UNREAD)
        return
    for field in TEXTS:
        if isinstance(value := values.get(field), str) and (field != "kind" or value in KINDS):
            setattr(draft, field, cleaned(value))
    for field in FLAGS:
        if isinstance(value := values.get(field), bool):
            setattr(draft, field, value)
    _space(draft, values.get("spaced"))
    if values.get("post") is True and POST in draft.stem:
        draft.stem, _, draft.post = draft.stem.partition(POST)
        _give_to_post(draft, values.get("pictures_of_post"))
    if isinstance(value := values.get("explanation"), str) and not draft.explanation:
        draft.explanation = cleaned(value)
    if draft.kind == "judge_post":
        _judge(draft)
    choices = _texts(values.get("choices"))
    if draft.kind == "true_false" and are_true_and_false(choices):
        _turn(draft, choices)
    if isinstance(sources := values.get("sources"), list):
        draft.sources = [_source(source) for source in sources[:SOURCES_MAX] if isinstance(source, dict)]
    if isinstance(pictures := values.get("pictures"), list):
        draft.pictures += [each for said in pictures[:OF_QUESTION_MAX] if (each := _picture(said))]


def _space(draft: Draft, texts: Any) -> None:
    """The spaces and lines of texts whose words are still the same."""
    for field, text in texts.items() if isinstance(texts, dict) else ():
        if not isinstance(text, str) or not _is_respaced(draft, field, text := cleaned(text)):
            continue
        if field.startswith("choice_"):
            draft.choices[int(field.removeprefix("choice_"))] = text
        else:
            setattr(draft, field, text)


def _picture(said: Any) -> Picture | None:
    """Its bytes are looked at by whoever draws it anew."""
    if not isinstance(said, dict):
        return None
    at, alt, data = (_text(said.get(name)) for name in ("at", "alt", "data"))
    if not PLACES.fullmatch(at) or not data or not is_base64(data):
        return None
    return Picture(at, data, "ảnh", alt[:ALT_MAX])


def _give_to_post(draft: Draft, count: Any) -> None:
    """The last of the question's pictures belong to its post."""
    of_stem = [picture for picture in draft.pictures if picture.at == "stem"]
    for picture in of_stem[-count:] if isinstance(count, int) and 0 < count <= len(of_stem) else ():
        picture.at = "post"


def _judge(draft: Draft) -> None:
    """Several choices become a verdict, whichever conclusion is worth anything, and the signs that follow it."""
    count = len(CONCLUSIONS)
    if [fold(choice) for choice in draft.choices[:count]] != [fold(said) for said in CONCLUSIONS]:
        draft.ask("verdict", "ba phương án đầu phải là ba kết luận, như khi tệp được xuất")
        return
    right = [not worth.startswith(("0", "-")) for worth in draft.worths]
    concluded = [verdict for verdict, is_right in zip(VERDICTS, right, strict=False) if is_right]
    draft.verdict = concluded[0] if len(concluded) == 1 else ""
    draft.choices, draft.feedback, draft.worths = draft.choices[count:], draft.feedback[count:], []
    draft.feedback = draft.feedback if any(draft.feedback) else []
    draft.notes.pop("choices", None)  # that they are not shuffled: that was for the conclusions
    signs = [place for place, is_right in enumerate(right[count:]) if is_right]
    draft.key = key_text(draft.choices, signs) if signs else ""
    for picture in draft.pictures:
        if picture.at.startswith("choice_"):
            picture.at = f"choice_{max(int(picture.at[7:]) - count, 0)}"


def _turn(draft: Draft, choices: list[str]) -> None:
    """The two choices as they were named and ordered, each with what it is worth."""
    worths = {fold(choice) in TRUE_WORDS: worth for choice, worth in zip(draft.choices, draft.worths, strict=False)}
    said = dict(zip((fold(choice) in TRUE_WORDS for choice in draft.choices), draft.feedback, strict=False))
    if draft.choices and (fold(draft.choices[0]) in TRUE_WORDS) is not (fold(choices[0]) in TRUE_WORDS):
        draft.pictures = turned(draft.pictures)
    draft.choices = choices
    draft.worths = [worths.get(fold(choice) in TRUE_WORDS, "0") for choice in choices]
    draft.feedback = [said.get(fold(choice) in TRUE_WORDS, "") for choice in choices] if said else []


def _texts(values: Any) -> list[str]:
    return [cleaned(value) for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _source(said: dict[str, Any]) -> SourceNote:
    return SourceNote(**{name: _text(said.get(name)) for name in asdict(SourceNote())})


def _text(value: Any) -> str:
    return cleaned(value) if isinstance(value, str) else ""
