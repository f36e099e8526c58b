"""What questions ask, in whatever spelling: whether the bank asks it already."""

from sqlmodel import Session, col, select

from question_bank.checking import Finding, asking
from question_bank.draft import Draft
from question_bank.kinds import BY_ORDERING, KINDS
from question_bank.kinds.kind import Content, Key
from question_bank.pictures import NOT_SENT, identity
from question_bank.question import QuestionVersion
from question_bank.text import same_reading
from question_bank.writing import named_parts

Asked = tuple[str, frozenset[str], tuple[str, ...], frozenset[str]]


def stems_in_bank(session: Session) -> set[str]:
    asks = (QuestionVersion.content[name].as_string() for name in ("stem", "post"))
    here = (col(QuestionVersion.is_current), QuestionVersion.state != "retired")
    return {asking(stem, post or "") for stem, post in session.exec(select(*asks).where(*here))}


def asked_in_bank(session: Session) -> set[Asked]:
    here = (col(QuestionVersion.is_current), QuestionVersion.state != "retired")
    contents = select(QuestionVersion.kind, QuestionVersion.content, QuestionVersion.key).where(*here)
    return {
        _asked(content["stem"], content.get("post", ""), kind, dict(content), dict(key))
        for kind, content, key in session.exec(contents)
    }


def asked_by(draft: Draft, finding: Finding) -> Asked:
    pictures = [{"file": identity(picture)} for at, picture in finding.pictures if at not in NOT_SENT]
    content = finding.content | ({"pictures": pictures} if pictures else {})
    return _asked(draft.stem, draft.post, finding.kind, content, finding.key)


def _asked(stem: str, post: str, kind: str, content: Content, key: Key) -> Asked:
    """What two questions share that ask the same, in whatever spelling, and order where that is not what is asked."""
    right = [same_reading(text) for text in KINDS[kind].key_told(content, key)]
    choices = frozenset(same_reading(part["text"]) for part in named_parts(content))
    pictures = frozenset(picture["file"] for picture in content.get("pictures", []))
    return asking(stem, post), choices, tuple(right if kind in BY_ORDERING else sorted(right)), pictures
