"""What a line says of a question beside its words: the letters of a key, a source. Pure."""

import re

from question_bank.draft import SourceNote
from question_bank.readers.paper_line import Line

SOLVED = re.compile(
    r"(?:ta\s)?(?:chọn\s)?(?:đáp\sán|phương\sán|chọn|đa|trả\slời)?(?:\sđúng)?(?:\slà)?\s?:?\s{0,3}"
    r"(?:đáp\sán\s|phương\sán\s|câu\s)?"
    r"(?P<key>(?-i:[A-H])(?:\s?(?:,|;|và|&)\s?(?-i:[A-H]))*|(?-i:[a-h])(?=\s?(?:[.)]?$|[.)]\s|\())|(?:đúng|sai)(?=\s?[.]?$))(?!\w)"
    r"(?!\s?[.):\-]\s?(?:[đs]|đúng|sai)(?!\w))\s{0,3}(?P<rest>$|[.:;,)\-–(].*|(?:vì|do|bởi|theo|là)\s.*)$",
    re.I | re.S,
)
BEHIND_KEY = re.compile(r"[\s.:;,)\-–]*(?:(?:giải\sthích|vì|hướng\sdẫn\sgiải|lời\sgiải)\s{0,3}:\s{0,3})?", re.I)
NUMBER_OF_DOCUMENT = re.compile(
    r"\b\d{1,4}(?:/\d{4})?/[A-ZĐ]{1,6}\d{0,2}(?:-[A-ZĐ]{1,8}){0,3}\b|\b\d{1,3}-[A-ZĐ]{2,4}/[A-ZĐ]{2,4}\b"
)
ARTICLE = re.compile(r"(?:(?:điểm\s\w{1,2}|khoản\s\d{1,2})\s?,?\s?){0,3}điều\s\d{1,3}", re.I)
ADDRESS = re.compile(r"https?://[^\s()<>“”\"]{3,500}")


def key_and_more(line: Line) -> tuple[str, Line | None]:
    """The letters of "B. Giải thích: vì …", and what follows them; all of it where these are no letters."""
    key, more = solved(line)
    return (key, more) if key else (line.text, None)


def solved(line: Line) -> tuple[str, Line | None]:
    """The letters that an explanation begins with, as "Chọn C vì …" does, and the rest."""
    found = SOLVED.match(line.text)
    if not found:
        return "", line
    rest = line.part(found.start("rest"))
    lead = BEHIND_KEY.match(rest.text)
    return found["key"], rest.part(lead.end() if lead else 0)


def source_in(text: str) -> SourceNote:
    """A line that names its source: its address, the number of the document, the article."""
    address = ADDRESS.search(text)
    title = text.replace(address[0], "") if address else text
    title = title.strip(" .;,–-[]" if title.count("(") else " .;,–-[]()")
    number, article = NUMBER_OF_DOCUMENT.search(title), ARTICLE.search(title)
    return SourceNote(
        title=" ".join(title.split()),
        number=number[0] if number else "",
        article=article[0] if article else "",
        url=address[0].rstrip(".,;") if address else "",
    )
