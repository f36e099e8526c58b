"""A file that cannot be read, said to the person who brought it."""

from typing import Any


class UnreadableFile(Exception):
    """The sentence is in Vietnamese and says what to do."""


class UnknownColumns(UnreadableFile):
    """A table of which nobody knows yet which column is which. `book` holds its cells, as `Book.as_json` gives them."""

    def __init__(self, sentence: str, book: dict[str, Any]) -> None:
        super().__init__(sentence)
        self.book = book
