"""What stands before every route."""

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from quiz.web.protection import is_cross_site


@pytest.mark.parametrize(
    ("method", "headers", "refused"),
    [
        ("GET", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"sec-fetch-site": "same-origin"}, False),
        ("POST", {"sec-fetch-site": "none"}, False),
        ("POST", {"sec-fetch-site": "cross-site"}, True),
        ("POST", {"sec-fetch-site": "same-site"}, True),
        ("POST", {"origin": "http://192.168.1.7:8000", "host": "192.168.1.7:8000"}, False),
        ("POST", {"origin": "http://evil.example", "host": "192.168.1.7:8000"}, True),
        ("POST", {"origin": "null", "host": "192.168.1.7:8000"}, True),
        ("DELETE", {"origin": "http://evil.example", "host": "thi.example.vn"}, True),
        ("POST", {"host": "thi.example.vn"}, False),  # no browser: browsers always say one or the other
    ],
)
def test_only_our_own_pages_may_send_forms(method: str, headers: dict[str, str], refused: bool) -> None:
    assert is_cross_site(method, Headers(headers)) is refused


def test_every_answer_says_what_browsers_may_do(browser: TestClient) -> None:
    for path in ("/", "/nowhere", "/static/css/tokens.css"):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in headers  # plain http in a hall


def test_a_form_from_another_site_is_refused(browser: TestClient) -> None:
    response = browser.post("/language", data={"language": "en"}, headers={"sec-fetch-site": "cross-site"})

    assert response.status_code == 403


def test_what_does_not_exist_is_a_page_in_vietnamese(browser: TestClient) -> None:
    response = browser.get("/nowhere")

    assert response.status_code == 404
    assert "Không có gì ở đây." in response.text
