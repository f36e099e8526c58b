"""Ask axe-core whether people with poor sight, no mouse or a screen reader can use a page."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).resolve().parent.parent / "vendor/axe.min.js").read_text("utf-8")


def axe(page: Page) -> list[str]:
    """What axe finds wrong, a line for each kind of fault: `assert axe(page) == []`."""
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run()).violations")
    return [f"{fault['id']}: {fault['help']} → {[node['target'] for node in fault['nodes']][:5]}" for fault in found]
