"""What many people look at is rendered once and kept until it changes. Only for what is the same for everybody."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from markupsafe import Markup

from quiz import clock, language
from quiz.web.pages import environment

Own = TypeVar("Own")
KEPT = 256
KEPT_OWN = 4096
FRESH_S = 10.0
"""Even unchanged it is rendered again after this long: a corrected name is seen soon."""


@dataclass(frozen=True)
class _Kept:
    stamp: str
    since: float
    html: Markup


_kept: OrderedDict[Hashable, _Kept] = OrderedDict()
_own: OrderedDict[Hashable, tuple[str, float, Any]] = OrderedDict()
_own_lock = threading.Lock()
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


def own_once(key: Hashable, stamp: str, find: Callable[[], Own]) -> Own:
    """What is one person's own, found again after `stamp` changed. Those found longest ago make room for others."""
    now = time.monotonic()
    with _own_lock:
        kept = _own.get(key)
    if kept is not None and kept[0] == stamp and now - kept[1] <= FRESH_S:
        own: Own = kept[2]
        return own
    found = find()
    with _own_lock:
        _own[key] = (stamp, now, found)
        _own.move_to_end(key)
        while len(_own) > KEPT_OWN:
            _own.popitem(last=False)
    return found


def forget_everything() -> None:
    _kept.clear()
    _own.clear()


def _render(template: str, context: dict[str, Any]) -> Markup:
    shared = {"language": language.current(), "now": clock.now()}
    return Markup(environment().get_template(template).render(shared | context))


def _forget_the_oldest() -> None:
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
