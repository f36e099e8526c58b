"""The look keeps its word: readable in light and dark, light enough for a phone, and every drawing there is."""

import gzip
import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).resolve().parent.parent
CSS = ROOT / "static/css"
TEXTS_ON = {  # ground: every text that may stand on it
    "page": "ink ink-soft accent saved danger",
    "surface": "ink ink-soft accent accent-strong saved waiting danger",
    "sunk": "ink ink-soft",
    "accent": "accent-ink",
    "accent-strong": "accent-ink",
    "accent-soft": "ink ink-soft accent-deep",
    "saved-soft": "ink-soft saved",
    "waiting-soft": "ink-soft waiting",
    "danger-soft": "ink-soft danger",
    "bar": "bar-ink bar-soft",
    "ink": "surface",
}
PAIRS = [(text, ground) for ground, texts in TEXTS_ON.items() for text in texts.split()]


def colours(scheme: str) -> dict[str, str]:
    text = (CSS / "tokens.css").read_text("utf-8")
    light, dark = text.split("@media screen and (prefers-color-scheme: dark)")
    named = dict(re.findall(r"--([\w-]+): ([^;]+);", light.split("/* Reset")[0]))
    if scheme == "dark":
        named |= dict(re.findall(r"--([\w-]+): ([^;]+);", dark.split("/* Reset")[0]))
    return named


def shade(named: dict[str, str], name: str) -> str:
    value = named[name]
    reference = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return shade(named, reference[1]) if reference else value


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_is_readable_on_its_ground(scheme, text, ground):
    named = colours(scheme)

    assert contrast(shade(named, text), shade(named, ground)) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_control_can_be_seen(scheme):
    named = colours(scheme)

    assert contrast(shade(named, "line-strong"), shade(named, "surface")) >= 3


def test_the_css_of_a_phone_weighs_at_most_eight_kilobytes_compressed():
    assert sum(len(gzip.compress((CSS / name).read_bytes(), 9)) for name in ("tokens.css", "phone.css")) <= 8000


def test_every_icon_a_template_asks_for_is_drawn():
    templates = ROOT / "templates"
    environment = Environment(loader=FileSystemLoader(templates), undefined=StrictUndefined, autoescape=True)
    drawn = environment.get_template("_icons.html").module.drawings
    asked = {
        name for path in templates.rglob("*.html") for name in re.findall(r'icon\("([\w-]+)"', path.read_text("utf-8"))
    }

    assert asked <= set(drawn)
