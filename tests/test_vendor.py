"""What we took from others is exactly what they released: every copied file matches its recorded sum.

Taken from the npm packages htmx.org 4.0.1 (dist/htmx.min.js, dist/ext/hx-sse.min.js), axe-core 4.14.1 (tests only),
@expo-google-fonts/be-vietnam-pro 0.4.1 and @expo-google-fonts/tinos 0.4.2 (printed papers only). To renew one: unpack
the package, copy the files, run `sha256sum` in the folder, say so in CHANGELOG.md.
"""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("static/vendor", "tests/vendor", "documents/fonts")


def recorded(folder: Path) -> dict[str, str]:
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_taken_from_others_is_the_one_recorded(folder):
    place = ROOT / folder
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in place.iterdir()
        if path.name != "SHA256SUMS"
    }

    assert found == recorded(place)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_taken_from_others_stands_beside_its_licence(folder):
    assert any("LICENSE" in name or "OFL" in name for name in recorded(ROOT / folder))
