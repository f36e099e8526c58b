"""What was posted with a question's form, read back into the fields of a draft."""

from sqlmodel import Session

from question_bank.keys import key_text
from question_bank.kinds import KINDS, WITH_RIGHT_CHOICES
from question_bank.kinds.choosing import CHOICES_MAX
from question_bank.kinds.classify import SORTS
from question_bank.letters import STATEMENTS, are_true_and_false, letter_of
from question_bank.writing import add_topic
from quiz.routes.bank.picturing import settled, words_for
from quiz.web.forms import Posted

ROWS_MAX = 10  # of whatever a kind has rows for
CHOICE_FIELDS = [f"choice_{place}" for place in range(ROWS_MAX)]
BESIDE = ("worth", "tolerance", "feedback")


def fields_in(posted: Posted) -> dict[str, str]:
    """What `mended` and `typed` take. Choices left blank are no choices; the marks beside them become the key."""
    if "right" not in posted and posted.text("kind") in KINDS and posted.text("kind") not in WITH_RIGHT_CHOICES:
        return _fields_of_rows(posted)
    texts = [posted.text(name) or words_for(posted, name) for name in CHOICE_FIELDS]
    if posted.text("kind") == "true_false" and not is_reshaped(posted):
        texts = _statements(texts)
    elif posted.text("kind") == "classify" and not is_reshaped(posted):
        texts = list(SORTS)
    right = sorted({int(place) for place in posted.texts("right") if place.isdigit() and int(place) < len(texts)})
    filled = [place for place, text in enumerate(texts) if text.strip()]
    places = {f"choice_{place}": f"choice_{place}" for place in filled}
    none_is_right = "verdict" in posted and posted.text("kind") == "judge_post"
    key = ", ".join(map(letter_of, right)) or ("" if none_is_right else posted.text("key_written"))
    if right and set(right) <= set(filled):
        texts = [texts[place] for place in filled]
        key = key_text(texts, [filled.index(place) for place in right])
        places = {f"choice_{place}": f"choice_{to}" for to, place in enumerate(filled)}
    fields = {name: posted.text(name) for name in posted.fields} | {"key": key}
    fields |= {name: (texts[place] if place < len(texts) else "") for place, name in enumerate(CHOICE_FIELDS)}
    for beside in BESIDE:
        if any(f"{beside}_{place}" in posted for place in range(CHOICES_MAX)):
            fields |= {
                to.replace("choice", beside): posted.text(at.replace("choice", beside)) for at, to in places.items()
            }
    return settled(fields, places) | _new_topic(posted)


def _statements(texts: list[str]) -> list[str]:
    """The two of a statement, in the order in which they were shown."""
    filled = [text for text in texts if text.strip()]
    return filled if are_true_and_false(filled) else list(STATEMENTS)


def _fields_of_rows(posted: Posted) -> dict[str, str]:
    """Of a kind whose answers stand in rows: those left blank are left out, with what stands beside them."""
    fields = {name: posted.text(name) for name in posted.fields} | {"key": posted.text("key_written")}
    rows = [(place, name) for place, name in enumerate(CHOICE_FIELDS) if posted.text(name).strip()]
    fields |= dict.fromkeys(CHOICE_FIELDS, "") | {
        f"choice_{to}": posted.text(name) for to, (_at, name) in enumerate(rows)
    }
    for beside in BESIDE:
        if any(f"{beside}_{place}" in posted for place in range(ROWS_MAX)):
            fields |= {f"{beside}_{to}": posted.text(f"{beside}_{place}") for to, (place, _name) in enumerate(rows)}
    if posted.text("kind") == "short_text":
        fields |= {name: posted.text(name) for name in ("case_matters", "tones_ignored")}
    places = {name: f"choice_{to}" for to, (_at, name) in enumerate(rows)}
    return settled(fields, places) | _new_topic(posted)


def _new_topic(posted: Posted) -> dict[str, str]:
    return {"topic": posted.text("new_topic")} if posted.text("new_topic").strip() else {}


def is_reshaped(posted: Posted) -> bool:
    """Another kind was chosen, or more rows are wanted, and nothing else is to be done yet."""
    return "reshape" in posted


def rows_wanted(posted: Posted) -> int:
    """How many rows a form should show whose "more rows" was pressed; 0 where it decides by itself."""
    more = posted.text("reshape").removeprefix("more-")
    return min(int(more), ROWS_MAX) if more.isdecimal() and posted.text("reshape") != "1" else 0


def make_new_topic(session: Session, posted: Posted) -> bool:
    """The topic that was typed beside the list, if one was."""
    name = posted.text("new_topic").strip()
    if name:
        add_topic(session, name)
    return bool(name)
