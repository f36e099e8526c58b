"""Which language the person reads. Vietnamese is the language of the source; English is a catalogue beside it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from quiz.settings import resource

VIETNAMESE, ENGLISH = "vi", "en"
LANGUAGES = {VIETNAMESE: "Tiếng Việt", ENGLISH: "English"}

_current: ContextVar[str] = ContextVar("language", default=VIETNAMESE)


def current() -> str:
    return _current.get()


def speak(language: str) -> None:
    """Use this language for the rest of the request; an unknown one means Vietnamese."""
    _current.set(language if language in LANGUAGES else VIETNAMESE)


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """This language for a while: what is printed and signed is in one, whoever asks for it."""
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)


def gettext(message: str) -> str:
    return catalogue(current()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    return catalogue(current()).ngettext(one, many, count)


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """The translations of one language, compiled from its .po when first asked for."""
    path = resource("locale") / language / "LC_MESSAGES" / "messages.po"
    if language == VIETNAMESE or not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        messages = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)
