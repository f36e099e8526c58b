"""Ask axe-core whether people with poor sight, no mouse or a screen reader can use a page."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).resolve().parent.parent / "vendor/axe.min.js").read_text("utf-8")


def axe(page: Page) -> list[str]:
    """What axe finds wrong, a line for each kind of fault: `assert axe(page) == []`."""
    page.evaluate(AXE)
    return _violations(page, "{}")


def axe_in_the_dark(page: Page) -> list[str]:
    """After `axe(page)`: whether the words can also be read on a dark ground."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = _violations(page, "{runOnly: ['color-contrast']}")
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return [f"in the dark: {fault}" for fault in found]


def _violations(page: Page, options: str) -> list[str]:
    found = page.evaluate(f"async () => (await axe.run({options})).violations")
    return [f"{fault['id']}: {fault['help']} → {[node['target'] for node in fault['nodes']][:5]}" for fault in found]
