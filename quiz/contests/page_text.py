"""The text of a public page: Markdown from people, made into HTML that can do no harm. Pure."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "ul", "ol", "li", "blockquote", "a",
    "code", "pre", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}


@lru_cache(maxsize=256)
def to_html(markdown: str) -> Markup:
    """Headings begin at the second level, under the page's own; raw HTML stays text; pictures are left out."""
    tokens = _reader().parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + 1)}"
    html = _reader().renderer.render(tokens, _reader().options, {})
    return Markup(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))


def summary_of(markdown: str, most: int = 160) -> str:
    """The first words, without marks, for a preview in a chat."""
    words = " ".join(nh3.clean(str(to_html(markdown)), tags=set()).split())
    text = str(Markup(words).unescape())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("js-default").disable("image")
