"""Letters from before Unicode inside markup: what XML and HTML hold between their tags, some of it under a font. Pure.

Sites of the time kept what was typed with .VnTime or VNI-Times as it came: as letters, or as entities (`C&copy;u`).
"""

import html
import re
from collections.abc import Iterator

from question_bank.readers.old_letters import OldLetters, encoding_of_font

TAG = re.compile(r"(<[/!?]?[A-Za-z][^<>]*>)")
NAME = re.compile(r"<(/?)([A-Za-z][\w:.-]*)")
FONT = re.compile(r"(?:\bface\s*=|font-family\s*:)(?:\s|[\"']|&quot;)*([^\"';,>&]{1,60})", re.I)
SPOKEN = re.compile(r"((?:\balt|\btitle)\s*=\s*)(\"[^\"]*\"|'[^']*')", re.I)  # attributes that people read
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
DEPTH_MAX = 100


def texts_in(markup: str) -> list[str]:
    """What stands between the tags, as letters: of XML whose texts are HTML, too."""
    return [text for text in TAG.split(html.unescape(html.unescape(markup)))[::2] if text.strip()]


def font_in(tag: str) -> str:
    """The font that a tag (or the value of its `style`) names; "" where it names none."""
    found = FONT.search(tag)
    return found[1].strip() if found else ""


def names_old_font(markup: str) -> bool:
    return any(encoding_of_font(found[1]) for found in FONT.finditer(markup))


def in_unicode_markup(markup: str, letters: OldLetters, font: str = "", *, sure: bool = False) -> str:
    """The markup with its texts rewritten; `font` is what they stand in, `sure` says that all of them are old."""
    if letters.encoding is None and not encoding_of_font(font) and not names_old_font(markup):
        return markup
    return "".join(
        _text(part, letters, inside, sure) if is_text else _tag(part, letters, inside, sure)
        for part, inside, is_text in _parts(markup, font)
    )


def _parts(markup: str, font: str) -> Iterator[tuple[str, str, bool]]:
    """Each text and tag with the font it stands in."""
    opened: list[tuple[str, str]] = []
    for at, part in enumerate(TAG.split(markup)):
        inside = opened[-1][1] if opened else font
        yield part, inside, at % 2 == 0
        if at % 2 and (named := NAME.match(part)):
            name = named[2].lower()
            if named[1]:
                _close(opened, name)
            elif name not in VOID and not part.endswith("/>") and len(opened) < DEPTH_MAX:
                opened.append((name, font_in(part) or inside))


def _close(opened: list[tuple[str, str]], name: str) -> None:
    at = next((place for place in range(len(opened) - 1, -1, -1) if opened[place][0] == name), None)
    if at is not None:
        del opened[at:]


def _text(text: str, letters: OldLetters, font: str, sure: bool) -> str:
    """Entities that are letters of the West become letters; the others stay, and part what is rewritten."""
    whole = ENTITY.sub(_as_letter, text)
    said = [_rewritten(part, letters, font, sure) for part in _between_entities(whole)]
    return "".join(said) if "".join(said) != whole else text


def _rewritten(part: str, letters: OldLetters, font: str, sure: bool) -> str:
    return part if ENTITY.fullmatch(part) else letters.rewritten(part, font, sure=sure)


def _between_entities(text: str) -> Iterator[str]:
    at = 0
    for found in ENTITY.finditer(text):
        yield text[at : found.start()]
        yield found[0]
        at = found.end()
    yield text[at:]


def _as_letter(entity: re.Match[str]) -> str:
    letter = html.unescape(entity[0])
    return letter if len(letter) == 1 and ("\xa1" <= letter <= "\xff" or letter == "\u2212") else entity[0]


def _tag(tag: str, letters: OldLetters, font: str, sure: bool) -> str:
    return SPOKEN.sub(lambda found: found[1] + _text(found[2], letters, font, sure), tag)
