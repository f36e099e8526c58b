"""Wait for the page that a form leads to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page


@contextmanager
def leaving(page: Page) -> Iterator[Any]:
    """`with leaving(page): press the button`. To go elsewhere before the next page is there would take the form back.

    htmx writes into the history as it starts, which looks like a navigation: the page must be done loading first.
    """
    page.wait_for_load_state()
    with page.expect_navigation() as navigation:
        yield navigation
