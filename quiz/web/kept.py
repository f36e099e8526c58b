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
KEPT_PAGES = 128
FRESH_S = 10.0
"""Even unchanged it is rendered again after this long: a corrected name is seen soon."""
FRESH_OWN_S = 60.0
"""What is one's own is found again less often, for there are as many as people."""


@dataclass(frozen=True)
class _Kept:
    stamp: str
    since: float
    html: Markup


class _Store:
    """So many at most; those found longest ago make room for others."""

    def __init__(self, most: int, fresh_s: float) -> None:
        self._most = most
        self._fresh_s = fresh_s
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, tuple[Hashable, float, Any]] = OrderedDict()

    def once(self, key: Hashable, stamp: Hashable, find: Callable[[], Own]) -> Own:
        now = time.monotonic()
        with self._lock:
            kept = self._found.get(key)
        if kept is not None and kept[0] == stamp and now - kept[1] <= self._fresh_s:
            own: Own = kept[2]
            return own
        found = find()
        with self._lock:
            self._found[key] = (stamp, now, found)
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return found

    def clear(self) -> None:
        self._found.clear()


_kept: OrderedDict[Hashable, _Kept] = OrderedDict()
_own, _pages = _Store(KEPT_OWN, FRESH_OWN_S), _Store(KEPT_PAGES, FRESH_S)
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


def own_once(key: Hashable, stamp: Hashable, find: Callable[[], Own]) -> Own:
    """What is one person's own, found again after `stamp` changed."""
    return _own.once(key, stamp, find)


def page_once(key: Hashable, stamp: Hashable, find: Callable[[], Own]) -> Own:
    """What is around what is one's own, or is known of it; found again after `stamp` changed."""
    return _pages.once(key, stamp, find)


def forget_everything() -> None:
    for each in (_kept, _own, _pages):
        each.clear()


def _render(template: str, context: dict[str, Any]) -> Markup:
    shared = {"language": language.current(), "now": clock.now()}
    return Markup(environment().get_template(template).render(shared | context))


def _forget_the_oldest() -> None:
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
