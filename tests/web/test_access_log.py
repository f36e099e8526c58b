import logging

from quiz.web.access_log import RedactTokens, configure_logging


def logged(line, *parts):
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, line, parts, None)
    RedactTokens().filter(record)
    return record.getMessage()


def test_links_that_open_a_door_are_not_written_down():
    line = '%s - "%s %s HTTP/%s" %d'

    assert (
        logged(line, "10.0.0.1", "GET", "/join/sEcr-et_1?x=1", "1.1", 200)
        == '10.0.0.1 - "GET /join/***?x=1 HTTP/1.1" 200'
    )
    assert "sEcr-et_1" not in logged(line, "10.0.0.1", "POST", "/invitations/sEcr-et_1", "1.1", 303)


def test_other_addresses_are_written_as_they_are():
    assert logged("%s", "/contests/abc/join") == "/contests/abc/join"
    assert logged("%s", "/join?c=ABC") == "/join?c=ABC"


def test_setting_it_up_twice_filters_once():
    configure_logging()
    configure_logging()

    filters = [kept for kept in logging.getLogger("uvicorn.access").filters if isinstance(kept, RedactTokens)]
    assert len(filters) == 1
