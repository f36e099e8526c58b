"""Put the site together."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import Depends, FastAPI
from sqlmodel import Session, col, exists, select
from starlette.datastructures import State
from starlette.middleware.gzip import GZipMiddleware

from quiz import clock, database
from quiz.attempts import papers
from quiz.attempts.journal import Journal
from quiz.attempts.known_papers import KnownPapers
from quiz.attempts.starting import start_together
from quiz.collecting import spare_the_collector
from quiz.contests.contest import Contest
from quiz.files import pictures_in
from quiz.housekeeping import keep_boards_frozen, keep_house, keep_papers_drawn, keep_tidy
from quiz.keys import secret_key
from quiz.likening import keep_likening
from quiz.people import directory
from quiz.people.verifying import INSTALLED
from quiz.routes import ROUTERS
from quiz.routes.freezing_first import freeze_first
from quiz.routes.play.opening import open_papers
from quiz.routes.play.shortcut import Shortcut
from quiz.settings import Settings, resource
from quiz.web.access_log import configure_logging
from quiz.web.error_pages import add_error_pages
from quiz.web.forms import BODY_MAX
from quiz.web.limits import BodyLimit
from quiz.web.protection import Protection
from quiz.web.static_files import VersionedFiles
from quiz.web.together import Lists, Together
from quiz.web.transactions import Turns

FORM_LIMITS: Any = {"max_files": 4, "max_fields": 2000, "max_part_size": 1024 * 1024}


POOL_LOOKED_AT_S = 1.0
"""See papers.looked_at_for_s."""
UNITS_LOOKED_AT_S = 60.0
"""See directory.kept_for_s."""
SWITCH_S = 0.0005
"""How long a thread may keep the interpreter from the others. The journal's comes back from the disk several times a
batch, and a hall waits for it; at Python's five milliseconds each time the slowest answers took three times as long."""


def create_app(settings: Settings) -> FastAPI:
    """The site on the database that is connected."""
    app = assemble()
    furnish(app, settings)
    return app


def assemble() -> FastAPI:
    """Its routes and its doors, which know of no database."""
    app = FastAPI(
        openapi_url=None,
        lifespan=lifespan,
        form_limits=FORM_LIMITS,
        telemetry={"auto_configure": False},
    )
    add_error_pages(app)
    for router in ROUTERS:
        staff_only = router.prefix.startswith(("/judge", "/organise"))
        app.include_router(router, dependencies=[Depends(freeze_first)] if staff_only else None)
    app.mount("/static", VersionedFiles(directory=resource("static")), name="static")
    app.add_middleware(BodyLimit, most=BODY_MAX)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    app.add_middleware(Shortcut)
    app.add_middleware(Protection)
    return app


def furnish(app: FastAPI, settings: Settings) -> None:
    """What it needs to serve, and nothing of what it served before."""
    configure_logging()
    app.state = State()
    app.state.settings = settings
    INSTALLED.name = settings.verifier
    app.state.key = secret_key(settings.data_dir)
    app.state.turns = Turns(settings.threads)
    app.state.together = Together(app.state.turns)
    app.state.looking_together = Together(app.state.turns, writing=False)
    app.state.starts = Lists(app.state.turns, lambda session, starts: start_together(session, starts, clock.now()))
    app.state.papers = Lists(
        app.state.turns, lambda session, asked: open_papers(session, asked, clock.now()), writing=False
    )
    app.state.journal = Journal(app.state.turns.of_the_journal)
    app.state.known_papers = KnownPapers()
    app.state.pictures = pictures_in(settings.data_dir)
    app.state.demo = _is_demo()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """While serving: threads as many as connections, the news of other processes, housekeeping, look-alikes."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = app.state.settings.threads
    papers.looked_at_for_s = POOL_LOOKED_AT_S
    directory.kept_for_s = UNITS_LOOKED_AT_S
    sys.setswitchinterval(SWITCH_S)
    spare_the_collector()
    stop = threading.Event()
    listener = threading.Thread(target=database.listen_for_news, args=(stop,), daemon=True)
    if not database.is_sqlite():
        listener.start()
    housekeepers = [
        asyncio.create_task(keep_house(app.state.turns)),
        asyncio.create_task(keep_boards_frozen(app.state.turns)),
        asyncio.create_task(keep_papers_drawn(app.state.turns)),
        asyncio.create_task(keep_likening(app.state.turns)),
        asyncio.create_task(keep_tidy(app.state.pictures, app.state.turns)),
    ]
    yield
    for housekeeper in housekeepers:
        housekeeper.cancel()
    stop.set()


def _is_demo() -> bool:
    with database.transaction(writing=False) as session:
        return _has_demo_contest(session)


def _has_demo_contest(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(col(Contest.is_demo)))))
