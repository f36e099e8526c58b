"""What stands before every route."""

from collections.abc import Iterator

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from quiz.web.forms import BODY_MAX, BODY_OF_UPLOAD_MAX
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


TOO_LARGE = "Nội dung gửi lên quá lớn."
TYPED = "application/x-www-form-urlencoded"


def test_a_body_that_says_it_is_too_large_is_refused_in_words(browser: TestClient) -> None:
    response = browser.post("/language", content=b"a" * (BODY_MAX + 1), headers={"content-type": TYPED})

    assert response.status_code == 413
    assert TOO_LARGE in response.text
    assert "content-security-policy" in response.headers


def test_a_body_that_does_not_say_how_large_it_is_is_refused_as_well(browser: TestClient) -> None:
    response = browser.post("/sign-in", content=in_pieces(BODY_MAX + 1), headers={"content-type": TYPED})

    assert "content-length" not in response.request.headers
    assert response.status_code in (400, 413)  # the form's own limits may come first
    assert "<h1>" in response.text
    assert "exceeded" not in response.text


def test_where_files_are_taken_the_limit_is_that_of_files(browser: TestClient) -> None:
    file = {"file": ("units.csv", b"a" * (BODY_OF_UPLOAD_MAX + 1))}
    response = browser.post("/organise/units/intakes", files=file)

    assert response.status_code == 413
    assert TOO_LARGE in response.text


def test_a_script_is_told_in_json_and_in_its_language(browser: TestClient) -> None:
    browser.cookies.set("language", "en")
    headers = {"content-type": TYPED, "accept": "application/json"}
    response = browser.post("/play/attempts/x/questions/1", content=b"a" * (BODY_MAX + 1), headers=headers)

    assert response.status_code == 413
    assert response.json() == {"message": "What was sent is too large."}


def test_a_field_of_endless_length_is_refused_in_words(browser: TestClient) -> None:
    response = browser.post("/sign-in", data={"login": "a" * 2_000_000, "password": "b"})

    assert response.status_code == 400
    assert "có ô quá dài" in response.text


def in_pieces(size: int) -> Iterator[bytes]:
    for _ in range(0, size, 65536):
        yield b"a" * 65536
