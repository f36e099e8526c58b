"""Our own format, in YAML or JSON: how content is shipped, and how a bank is exported whole.

    topic: {slug, name, name_en, group}            one for the file, or `topic` (a name) at each question
    sources: [{id, title, issuer, number, issued, kind, url}]
    questions: [{id, kind, stem, post, verdict, choices, key, explanation, difficulty, sources: [ids], article,
                 valid_from, valid_to}]

`post`, of any kind: the post, message or rumour that the question is about, word for word; it is shown with a
watermark. A judge_post needs `post` and `verdict` (fake, real, unclear; or giả, thật, chưa đủ căn cứ); its `choices`
are the signs to tick, and `key` names those that are grounds (left out where none of them is). A classify has no
`choices`, and its `key` is a sort: Sai bối cảnh, Gây hiểu lầm, Bịa đặt, Mạo danh, Châm biếm (or false_context,
misleading, fabricated, impersonation, satire). A next_step has `choices` and a `key`, as a single_choice; the `choices`
of a next_steps, as of an ordering, stand in their right order.
`key` is a letter, a list of letters, or true/false; of a short_text or a numeric without `choices`, what is accepted.
Beside `choices`: worths, tolerances, feedback (as long as it), rule ("each", or "shares": `worths` are what each of
several brings or takes), case_matters, tones_ignored; `otherwise`, said to whoever types anything else; `pairs` of a
matching: [[left, right]], the left one blank where there is a right one too many. Where one is chosen, `worths` say
what those are worth that are not the `key`: 1/2, 0.5 or 50%. Of any kind: `when_right`, `when_partly` and `when_wrong`
are said to all who were so.
`pictures`: [{at, alt, data}], at "stem", "post", "choice_0", "feedback_0", "otherwise", "explanation" or "when_right"
…, with the file's bytes in base64.
`article` belongs to the first source, or is a list, one a source.
"""

import json
from typing import Any

import yaml

from question_bank.draft import Draft, Picture, Reading, SourceNote
from question_bank.kinds.cells import item_text
from question_bank.outcomes import OUTCOMES
from question_bank.pictures import PLACES
from question_bank.readers.book import clean
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import insist_few_enough

FIELDS_OF_SOURCE = ("title", "issuer", "number", "kind", "url")
OPENING = (
    yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken, yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken,
)  # fmt: skip
CLOSING = (yaml.BlockEndToken, yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
DEPTH_MAX = 40
UNSHAPED = "Tệp không đúng dạng của kho câu hỏi: cần danh sách “questions”."


def read(data: bytes) -> Reading:
    return _reading(plain(data), "yaml")


def read_json(data: bytes) -> Reading:
    try:
        return _reading(json.loads(data), "json")
    except (ValueError, RecursionError):
        raise UnreadableFile("Tệp JSON bị hỏng.") from None


def plain(data: bytes) -> Any:
    """Every scalar as its text: no date, no `no` that means False, no tag that makes an object."""
    try:
        text = data.decode("utf-8-sig")
        _insist_flat(text)
        return yaml.load(text, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError):
        raise UnreadableFile("Tệp YAML bị hỏng.") from None


def _insist_flat(text: str) -> None:
    """Without aliases, and not so deep that libyaml, which goes down by recursion, falls through the stack."""
    depth = 0
    for token in yaml.scan(text, Loader=yaml.CBaseLoader):
        depth += isinstance(token, OPENING) - isinstance(token, CLOSING)
        if isinstance(token, yaml.AliasToken):
            raise UnreadableFile("Tệp YAML dùng tham chiếu (*), hãy viết đầy đủ.")
        if depth > DEPTH_MAX:
            raise UnreadableFile(UNSHAPED)


def topic_in(data: bytes) -> dict[str, str]:
    """The topic that a file of content is about."""
    topic = plain(data).get("topic", {})
    return {name: _text(topic.get(name)) for name in ("slug", "name", "name_en", "group")}


def _reading(whole: Any, format: str) -> Reading:
    if not isinstance(whole, dict) or not isinstance(whole.get("questions"), list):
        raise UnreadableFile(UNSHAPED)
    topic = whole.get("topic")
    name = _text(topic.get("name")) if isinstance(topic, dict) else _text(topic)
    sources = {_text(source.get("id")): source for source in _dicts(whole.get("sources", []))}
    reading = Reading(format)
    for number, question in enumerate(_dicts(whole["questions"]), 1):
        reading.drafts.append(_draft(number, question, name, sources))
        insist_few_enough(reading)
    return reading


def _dicts(items: Any) -> list[dict[str, Any]]:
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise UnreadableFile(UNSHAPED)
    return items


def _draft(number: int, question: dict[str, Any], topic: str, sources: dict[str, dict[str, Any]]) -> Draft:
    id = _text(question.get("id"))
    draft = Draft(place=f"Câu {number} ({id})" if id else f"Câu {number}", external_id=id)
    for field in ("kind", "stem", "post", "verdict", "rule", "otherwise", *OUTCOMES, "explanation", "difficulty",
                  "valid_from", "valid_to"):  # fmt: skip
        setattr(draft, field, _text(question.get(field)))
    draft.topic = _text(question.get("topic")) or topic
    for field in ("choices", "worths", "tolerances", "feedback"):
        setattr(draft, field, [_text(each) for each in _list(question.get(field))])
    for field in ("worths", "tolerances", "feedback"):
        if getattr(draft, field) and len(getattr(draft, field)) != len(draft.choices):
            setattr(draft, field, [])
            draft.ask("key", f"“{field}” cần dài bằng “choices”")
    draft.pairs = [[_text(side) for side in _list(pair)] for pair in _list(question.get("pairs"))]
    if any(len(pair) != 2 for pair in draft.pairs):
        draft.pairs = []
        draft.ask("pairs", "mỗi cặp cần hai vế: [vế trái, vế phải]")
    draft.case_matters, draft.tones_ignored = (
        _text(question.get(field)) == "true" for field in ("case_matters", "tones_ignored")
    )
    draft.pictures = [_picture(draft, picture) for picture in _dicts(question.get("pictures", []))]
    _read_key(draft, [_text(each) for each in _list(question.get("key"))])
    draft.sources = _sources(question, sources, draft)
    return draft


def _picture(draft: Draft, picture: dict[str, Any]) -> Picture:
    at = _text(picture.get("at")) or "stem"
    if not PLACES.fullmatch(at):
        draft.note("stem", f"không biết ảnh đứng ở “{at[:60]}”; ảnh được đặt ở câu hỏi.")
        at = "stem"
    return Picture(at, str(picture.get("data") or ""), name=_text(picture.get("name")), alt=_text(picture.get("alt")))


def _read_key(draft: Draft, said: list[str]) -> None:
    """The letters of choices; where there are none, the answers that are accepted."""
    if draft.kind in ("short_text", "numeric") and not draft.choices and len(said) > 1:
        draft.key = "; ".join(item_text(each, "") for each in said)
    else:
        draft.key = ", ".join(said)


def _sources(question: dict[str, Any], sources: dict[str, dict[str, Any]], draft: Draft) -> list[SourceNote]:
    articles = [_text(article) for article in _list(question.get("article"))]
    notes = []
    for place, id in enumerate(_text(id) for id in _list(question.get("sources"))):
        if id not in sources:
            draft.unread["source_title"] = f"nguồn “{id}” không có trong danh sách “sources”"
            continue
        source = {name: " ".join(_text(sources[id].get(name)).split()) for name in FIELDS_OF_SOURCE}
        issued = _text(sources[id].get("issued"))
        notes.append(SourceNote(**source, issued_on=issued, article=articles[place] if place < len(articles) else ""))
    return notes


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def _text(value: Any) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return clean(str(value)).text
