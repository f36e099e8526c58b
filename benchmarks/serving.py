"""Our site for a benchmark's own uvicorn, on the database in QUIZ_DATA_DIR."""

from fastapi import FastAPI

from quiz import database
from quiz.app import create_app
from quiz.settings import Settings


def _make() -> FastAPI:
    settings = Settings()
    database.connect(settings.url, settings.threads)
    return create_app(settings)


ours = _make()
