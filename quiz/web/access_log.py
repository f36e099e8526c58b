"""Links that open a door stay out of the logs."""

import logging
import re
from typing import Any

TOKEN = re.compile(r"/(join|invitations)/[^/?\s\"']+")
LOGGERS = ("uvicorn.access", "uvicorn.error", "quiz")


class RedactTokens(logging.Filter):
    """/join/<token> is written as /join/***."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redacted(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(redacted(part) for part in record.args)
        return True


def redacted(part: Any) -> Any:
    return TOKEN.sub(r"/\1/***", part) if isinstance(part, str) else part


def configure_logging() -> None:
    """Safe to call again; call it before serving."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(kept, RedactTokens) for kept in logger.filters):
            logger.addFilter(RedactTokens())
