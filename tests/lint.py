"""What the linters do not know: rules of our own about the files of this project. `make lint` runs it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOT = r"\."
HOSTS = re.compile(rf"pypi{DOT}org|pythonhosted{DOT}org|npmjs{DOT}(org|com)|deb{DOT}debian{DOT}org|yarnpkg{DOT}com")
LOCK_FILES = {"uv.lock", "package-lock.json", "poetry.lock", "yarn.lock"}
# The policy forbids inline style and script, and htmx features that need eval.
FORBIDDEN_IN_TEMPLATES = {
    "an inline style": re.compile(r"\sstyle\s*="),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>"),
    "an inline event handler": re.compile(r"\son[a-z]+\s*=|hx-on"),
    "htmx code that the policy blocks": re.compile(r"hx-vals=['\"]js:|hx-trigger=['\"][^'\"]*\["),
}


def tracked(*patterns: str) -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def problems() -> Iterator[str]:
    for path in tracked():
        if path.name in LOCK_FILES:
            yield f"{path.relative_to(ROOT)}: a lock file that records download addresses"
        if path.suffix in {".woff2", ".ttf", ".png", ".webp", ".xlsx", ".gz", ".ico"}:
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if HOSTS.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: names a package host"
    for path in tracked("templates/*.html", "templates/**/*.html"):
        text = path.read_text("utf-8")
        for what, pattern in FORBIDDEN_IN_TEMPLATES.items():
            for match in pattern.finditer(text):
                yield f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}: {what}"
    for path in tracked("quiz/*.py", "quiz/**/*.py"):
        for number in sentences_in_f_strings(path.read_text("utf-8")):
            yield f"{path.relative_to(ROOT)}:{number}: a sentence in an f-string, which the catalogue misses"


def sentences_in_f_strings(code: str) -> Iterator[int]:
    """The lines of calls of gettext inside f-strings: Babel finds none of them."""
    for joined in ast.walk(ast.parse(code)):
        for node in ast.walk(joined) if isinstance(joined, ast.JoinedStr) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                yield node.lineno


def main() -> int:
    found = list(problems())
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
