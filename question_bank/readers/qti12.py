"""Items of QTI 1.2 (and 1.1), as Canvas, Blackboard, Brightspace and their like export them."""

from collections.abc import Callable
from typing import NamedTuple

from question_bank.draft import Draft
from question_bank.readers import qti12_answers as answers
from question_bank.readers.qti12_answers import Asked
from question_bank.readers.qti12_feedback import feedback_of
from question_bank.readers.qti12_scoring import Rules
from question_bank.readers.qti12_text import RESPONSES, said_in
from question_bank.readers.qti_feedback import TYPED, put_feedback, spelt_as
from question_bank.readers.qti_text import GAP, Fetch, tell
from question_bank.readers.tree import Node

# What exporters call their kinds, where the responses alone would mislead.
LABELS = ("question_type", "cc_profile", "qmd_questiontype", "qmd_itemtype", "bbmd_questiontype")
NOT_OURS = (
    "calculated", "formula", "hot_spot", "hotspot", "hot spot", "file_upload", "file upload", "categorization",
    "text_only", "jumbled", "arithmetic", "significant figures", "opinion scale", "likert", "quiz bowl",
)  # fmt: skip
LEVELS = {
    "very easy": "1", "easy": "2", "beginner": "2", "medium": "3", "moderate": "3", "intermediate": "3",
    "difficult": "4", "hard": "4", "advanced": "4", "very difficult": "5", "very hard": "5",
}  # fmt: skip


def read_item(item: Node, draft: Draft, fetch: Fetch) -> None:
    """Fill the draft."""
    presentation = item.first("presentation") or Node("presentation", {}, 0)
    responses = list(presentation.within(*RESPONSES))
    said = labels_of(item)
    draft.stem = _stem(presentation, responses, draft, fetch)
    draft.difficulty = LEVELS.get(said.get("qmd_levelofdifficulty", "").lower(), "")
    kind = next((said[label].lower() for label in LABELS if said.get(label)), "")
    draft.kind = _kind_that_is_not_ours(item, responses, kind)
    if responses and not draft.kind:
        _read_responses(item, responses, draft, kind, fetch)


def labels_of(node: Node) -> dict[str, str]:
    """The metadata beside an item or an assessment, in both of the forms that are in use."""
    found = {}
    for metadata in node.nodes("itemmetadata", "qtimetadata"):
        for field in metadata.within():
            label = field.first("fieldlabel")
            if field.name == "qtimetadatafield" and label:
                entry = field.first("fieldentry")
                found[label.text().lower()] = entry.text() if entry else ""
            elif field.name.startswith(("qmd_", "bbmd_")):
                found[field.name] = field.text()
    return found


def _stem(presentation: Node, responses: list[Node], draft: Draft, fetch: Fetch) -> str:
    markup = said_in(presentation, f" {GAP} ")
    stem = tell(draft, "stem", markup, fetch)
    stem = stem.removesuffix(GAP).rstrip() if stem.count(GAP) == 1 else stem
    if len(responses) != 1:
        return stem
    asked = tell(draft, "stem", said_in(responses[0]), fetch)
    # Canvas names the gap by its own word, which stands in the text already.
    return stem if not asked or f"[{asked}]" in stem else f"{stem}\n{asked}".strip()


def _kind_that_is_not_ours(item: Node, responses: list[Node], kind: str) -> str:
    if any(name in kind for name in NOT_OURS):
        return kind
    if any(True for _ in item.within("calculated")):
        return "calculated"
    names = {response.name for response in responses}
    if "response_xy" in names or any(True for _ in item.within("render_hotspot")):
        return "hotspot (response_xy)"
    if "response_extension" in names:
        return "response_extension"
    if any(True for _ in item.within("render_slider")):
        return "slider (render_slider)"
    return "" if responses else kind or "description"


class Shape(NamedTuple):
    """When a reader is the right one."""

    fits: Callable[[list[Node], str], bool]
    read: Callable[[Asked], list[str]]


def _read_responses(item: Node, responses: list[Node], draft: Draft, kind: str, fetch: Fetch) -> None:
    several = {node.get("ident") for node in responses if node.get("rcardinality").lower() in ("multiple", "ordered")}
    rules = Rules(item, several)
    asked = Asked(draft, responses, rules, kind, fetch)
    ids = next(shape.read for shape in SHAPES if shape.fits(responses, kind))(asked)
    if rules.strange and draft.kind != "essay":
        draft.note("key", f"điều kiện chấm “{rules.strange[0][:60]}” trong tệp không hiểu được; hãy xem lại đáp án.")
    choices = None if draft.kind in TYPED else ids
    said = feedback_of(item, responses[0].get("ident"), choices, spelt_as(draft.kind))
    put_feedback(draft, said, ids, fetch)


def _one(name: str) -> Callable[[list[Node], str], bool]:
    return lambda responses, kind: [response.name for response in responses] == [name]


SHAPES = [
    Shape(lambda responses, kind: any(node.name == "response_grp" for node in responses), answers.read_group),
    Shape(answers.is_matching, answers.read_matching),
    Shape(lambda responses, kind: len(responses) > 1, answers.name_composite),
    Shape(answers.is_single_blank, answers.read_blank),
    Shape(answers.is_ordering, answers.read_order),
    Shape(_one("response_lid"), answers.read_choice),
    Shape(lambda responses, kind: True, answers.read_typed),
]
