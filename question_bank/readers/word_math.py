"""Formulas of a Word file written in one line: 30/40, x^2, √(a+b). Never silently: whoever uses it says so."""

import re

SIMPLE = re.compile(r"[\w.,%]{1,40}$")
DROPPED = {"m:deg"}


class Formula:
    """Built while the elements of one m:oMath begin and end."""

    def __init__(self) -> None:
        self._open: list[tuple[str, list[str]]] = [("", [])]

    def start(self, name: str) -> None:
        self._open.append((name, []))

    def text(self, text: str) -> None:
        self._open[-1][1].append(text)

    def end(self) -> None:
        name, parts = self._open.pop()
        text = "".join(parts)
        if name == "m:den":
            text = f"/{_closed(text)}"
        elif name == "m:num":
            text = _closed(text)
        elif name in ("m:sup", "m:sub"):
            text = f"{'^' if name == 'm:sup' else '_'}{_closed(text)}" if text else ""
        elif name == "m:rad":
            text = f"√{_closed(text)}"
        elif name == "m:d":
            text = f"({text})"
        elif name in DROPPED:
            text = ""
        if self._open:
            self._open[-1][1].append(text)

    def whole(self) -> str:
        return "".join("".join(parts) for _, parts in self._open)


def _closed(text: str) -> str:
    return text if SIMPLE.match(text) else f"({text})"
