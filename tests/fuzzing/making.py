"""What the readers are given: for each format its samples mangled, its grammar's pieces strung together, and bytes."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzzing.samples import PIECES, SAMPLES

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
SAMPLE_MAX = 40_000
OFTEN = (2, 40, 2_000, 20_000)
"""Times one piece is repeated, to find what takes the square of it, or goes down by recursion."""
REPEATED_MAX = 50_000
SUFFIXES = {"pasted": "txt", "table": "csv", "people": "xlsx"}
ENCODINGS = ["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1258", "latin-1"]
Bytes = st.SearchStrategy[bytes]


def samples_of(name: str) -> list[bytes]:
    """Our own, and the cases of others where they are at hand; a file may come under any reader's name."""
    suffix = SUFFIXES.get(name, name)
    found = list(SAMPLES[suffix]())
    if CASES.is_dir() and not os.environ.get("FUZZ_OWN_SAMPLES"):
        paths = sorted(path for path in CASES.rglob(f"*.{suffix}") if path.stat().st_size < SAMPLE_MAX)
        found += [path.read_bytes() for path in paths[:200] if "bomb" not in path.name]
    return found


def inputs(name: str) -> Bytes:
    samples, pieces = samples_of(name), PIECES[SUFFIXES.get(name, name)]
    mangled = st.builds(_edited, st.sampled_from(samples), st.lists(_edit(pieces), min_size=1, max_size=6))
    if samples[0].startswith(b"PK"):
        inner = st.builds(
            _inner_edited, st.sampled_from(samples), st.integers(0, 40), st.lists(_edit(pieces), max_size=6)
        )
        return st.one_of(inner, inner, inner, mangled, st.binary(max_size=300))
    return st.one_of(mangled, mangled, _strung(pieces), st.binary(max_size=300))


def _strung(pieces: list[str]) -> Bytes:
    piece = st.one_of(st.sampled_from(pieces), st.text(max_size=6), _repeated(pieces))
    texts = st.lists(piece, max_size=60).map("".join)
    return st.builds(lambda text, encoding: text.encode(encoding, "replace"), texts, st.sampled_from(ENCODINGS))


def _repeated(pieces: list[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda piece, times: piece * min(times, REPEATED_MAX // max(len(piece), 1)),
        st.sampled_from(pieces), st.sampled_from(OFTEN),
    )  # fmt: skip


Edit = Callable[[bytes], bytes]


def _edit(pieces: list[str]) -> st.SearchStrategy[Edit]:
    at, length = st.floats(0, 1), st.integers(1, 300)
    piece = st.one_of(st.sampled_from(pieces), _repeated(pieces), st.text(max_size=4)).map(
        lambda text: text.encode("utf-8", "replace")
    )
    return st.one_of(
        st.builds(_without, at, length),
        st.builds(_with, at, piece),
        st.builds(_with, at, st.binary(min_size=1, max_size=3)),
        st.builds(_twice, at, length, st.integers(1, 60)),
        st.builds(_moved, at, at, length),
        st.builds(_shorter, at),
    )


def _without(at: float, length: int) -> Edit:
    return lambda data: data[: int(at * len(data))] + data[int(at * len(data)) + length :]


def _with(at: float, piece: bytes) -> Edit:
    return lambda data: data[: int(at * len(data))] + piece + data[int(at * len(data)) :]


def _twice(at: float, length: int, times: int) -> Edit:
    def edit(data: bytes) -> bytes:
        start = int(at * len(data))
        return data[:start] + data[start : start + length] * times + data[start:]

    return edit


def _moved(at: float, to: float, length: int) -> Edit:
    def edit(data: bytes) -> bytes:
        start = int(at * len(data))
        rest = data[:start] + data[start + length :]
        place = int(to * len(rest))
        return rest[:place] + data[start : start + length] + rest[place:]

    return edit


def _shorter(at: float) -> Edit:
    return lambda data: data[: int(at * len(data))]


def _edited(sample: bytes, edits: list[Edit]) -> bytes:
    for edit in edits:
        sample = edit(sample)
    return sample[: SAMPLE_MAX * 2]


def _inner_edited(sample: bytes, which: int, edits: list[Edit]) -> bytes:
    """One part of a package edited, and packed again."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(sample)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            names = [name for name in package.namelist() if package.getinfo(name).file_size < SAMPLE_MAX * 5]
            parts = [name for name in names if name.endswith((".xml", ".rels"))] or names
            for name in names:
                data = package.read(name)
                made.writestr(name, _edited(data, edits) if parts and name == parts[which % len(parts)] else data)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return sample
    return out.getvalue()


NAMES = ["txt", "csv", "xlsx", "docx", "gift", "aiken", "xml", "zip", "yaml", "json", "table", "people", "pasted"]
INPUTS: dict[str, Bytes] = {name: st.deferred(lambda name=name: inputs(name)) for name in NAMES}  # type: ignore[misc]
