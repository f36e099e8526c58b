"""Wait for the page that a form leads to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, Response


@contextmanager
def leaving(page: Page) -> Iterator[Any]:
    """`with leaving(page) as answer: press the button`. To go elsewhere before the next page is there would take the
    form back. Playwright's own `expect_navigation` is content with less: htmx writes into the history of the page that
    is being left, whenever a part of it has come.
    """
    page.wait_for_load_state()
    with page.expect_response(_is_a_page) as answer, page.expect_event("load"):
        yield answer


def _is_a_page(response: Response) -> bool:
    return response.request.is_navigation_request() and not 300 <= response.status < 400
