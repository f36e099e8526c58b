"""A file that cannot be read, said to the person who brought it."""


class UnreadableFile(Exception):
    """The sentence is in Vietnamese and says what to do."""
