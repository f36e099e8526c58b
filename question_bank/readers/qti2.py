"""Items of QTI 2.0, 2.1, 2.2 and 3.0. What this platform cannot ask keeps its own name and is not imported."""

from collections import Counter
from functools import partial

from question_bank.draft import Draft
from question_bank.readers.qti2_feedback import feedback_of
from question_bank.readers.qti2_interactions import READERS, Asked
from question_bank.readers.qti2_points import points_by_rules
from question_bank.readers.qti2_scoring import response_of, scoring_of
from question_bank.readers.qti_feedback import TYPED, put_feedback, spelt_as
from question_bank.readers.qti_text import GAP, Fetch, for_candidates, markup_of, tell
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.tree import Node, parsed

NAMES = {
    name.lower(): name
    for name in (
        "associateInteraction", "choiceInteraction", "customInteraction", "portableCustomInteraction",
        "drawingInteraction", "endAttemptInteraction", "extendedTextInteraction", "gapMatchInteraction",
        "graphicAssociateInteraction", "graphicGapMatchInteraction", "graphicOrderInteraction", "hotspotInteraction",
        "hottextInteraction", "inlineChoiceInteraction", "matchInteraction", "mediaInteraction", "orderInteraction",
        "positionObjectInteraction", "selectPointInteraction", "sliderInteraction", "textEntryInteraction",
        "uploadInteraction",
    )
}  # fmt: skip
CHOICES = ("simplechoice", "inlinechoice", "simpleassociablechoice", "gaptext", "gapimg", "simplematchset")


def read_item(item: Node, draft: Draft, fetch: Fetch) -> None:
    """Fill the draft."""
    body = item.first("itembody") or Node("itembody", {}, 0)
    asking = [node for node in body.within() if node.name.endswith("interaction")]
    draft.stem = tell(draft, "stem", _stimulus(item, draft, fetch) + _stem(body), fetch)
    draft.kind = _kind_that_is_not_ours(item, asking)
    if asking and not draft.kind:
        _read_interaction(item, body, asking[0], draft, fetch)


def _kind_that_is_not_ours(item: Node, asking: list[Node]) -> str:
    """Its name, "" where this platform may ask it."""
    if not asking:
        return "description"
    if item.nodes("templatedeclaration", "templateprocessing"):
        return "item template: câu có số ngẫu nhiên (templateProcessing)"
    if item.get("adaptive").lower() == "true":
        return "adaptive: câu thích ứng nhiều bước"
    counts = Counter(node.name for node in asking)
    if len(asking) == 1:
        return "" if asking[0].name in READERS else NAMES.get(asking[0].name, asking[0].name)
    names = sorted(counts, key=lambda name: name in READERS)  # what is least known first: the name may be cut
    return "nhiều ô trả lời: " + ", ".join(NAMES.get(name, name) for name in names)


def _stem(body: Node) -> str:
    gaps = {id(gap): number for number, gap in enumerate(body.within("gap"), 1)}

    def replaced(node: Node) -> str | None:
        if node.name in ("textentryinteraction", "inlinechoiceinteraction"):
            return GAP
        if node.name == "gap":
            return f"[{gaps[id(node)]}]"
        return "[…]" if node.name == "printedvariable" else None

    return markup_of(body, replaced, CHOICES)


def _stimulus(item: Node, draft: Draft, fetch: Fetch) -> str:
    """The text that several items share, which stands in a file of its own."""
    said = []
    for reference in item.nodes("assessmentstimulusref"):
        data = fetch(reference.get("href"))
        try:
            body = parsed(data).first("stimulusbody") if data else None
        except UnreadableFile:
            body = None
        if body is None:
            draft.note("stem", f"không lấy được đoạn văn dùng chung “{reference.get('href')[:80]}”.")
        else:
            said.append(f"<div>{markup_of(body)}</div>")
    return "".join(said)


def _read_interaction(item: Node, body: Node, node: Node, draft: Draft, fetch: Fetch) -> None:
    identifier = node.get("responseidentifier")
    response = response_of(item, identifier)
    points = partial(points_by_rules, item, identifier, response)
    asked = Asked(draft, node, response, scoring_of(item, identifier), fetch, points)
    ids = READERS[node.name](asked)
    _tell_oddities(asked, identifier)
    _explain_by_rubrics(draft, body, fetch)
    said = feedback_of(item, body, identifier, None if draft.kind in TYPED else ids, spelt_as(draft.kind))
    put_feedback(draft, said, ids, fetch)


def _tell_oddities(asked: Asked, identifier: str) -> None:
    draft, response, scoring = asked.draft, asked.response, asked.scoring
    if response.misspelt:
        draft.note("key", f"mã câu trả lời trong tệp có dấu cách thừa; đã hiểu là “{identifier[:60]}”.")
    if not response.declared:
        draft.note("key", f"tệp không khai báo câu trả lời “{identifier[:60]}”.")
    if scoring.strange:
        draft.note("key", f"phần chấm điểm có phần tử lạ “{scoring.strange[0][:60]}”; chỉ đọc đáp án đã khai báo.")
    if scoring.otherwise and draft.kind != "essay":
        draft.note("key", "tệp cho điểm theo cách riêng (responseProcessing); ở đây chỉ đọc đáp án đã khai báo.")


def _explain_by_rubrics(draft: Draft, body: Node, fetch: Fetch) -> None:
    """What markers are told is no part of the question."""
    rubrics = [rubric for rubric in body.within("rubricblock") if not for_candidates(rubric)]
    told = [tell(draft, "explanation", markup_of(rubric), fetch) for rubric in rubrics]
    draft.explanation = "\n".join(filter(None, [draft.explanation, *told]))
