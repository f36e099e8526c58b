"""What many people look at is rendered once and kept until it changes. Only for what is the same for everybody."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from quiz import clock, language
from quiz.web.pages import environment

KEPT = 256
FRESH_S = 10.0
"""Even unchanged it is rendered again after this long: a corrected name is seen soon."""


@dataclass(frozen=True)
class _Kept:
    stamp: str
    since: float
    html: Markup


_kept: OrderedDict[Hashable, _Kept] = OrderedDict()
_locks = [threading.Lock() for _ in range(16)]


def rendered_once(
    key: tuple[Hashable, ...], stamp: str, template: str, context: Callable[[], dict[str, Any]]
) -> Markup:
    """The fragment under this key, in the reader's language; rendered by the first who asks after `stamp` changed.

    Whoever asks meanwhile waits for that one rendering, so a thousand watchers cost one.
    """
    place = (*key, language.current())
    with _locks[hash(place) % len(_locks)]:
        kept = _kept.get(place)
        if kept is None or kept.stamp != stamp or time.monotonic() - kept.since > FRESH_S:
            kept = _Kept(stamp, time.monotonic(), _render(template, context()))
            _kept[place] = kept
            _forget_the_oldest()
        return kept.html


def forget_everything() -> None:
    _kept.clear()


def _render(template: str, context: dict[str, Any]) -> Markup:
    shared = {"language": language.current(), "now": clock.now()}
    return Markup(environment().get_template(template).render(shared | context))


def _forget_the_oldest() -> None:
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
