"""The least that registering could be: a plain route, one row, one durable commit. It checks nothing.

The yardstick of benchmarks/registering.py. Run with BARE_DATABASE naming an SQLite file.
"""

import os
from typing import Annotated

from fastapi import FastAPI, Form
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine
from starlette.responses import Response

engine = create_engine(f"sqlite:///{os.environ['BARE_DATABASE']}", connect_args={"timeout": 30})
event.listen(engine, "connect", lambda raw, _: raw.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"))


class BarePerson(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    birth: str
    phone: str
    unit: str


app = FastAPI(openapi_url=None, telemetry={"auto_configure": False})


@app.post("/registration")
def register(
    name: Annotated[str, Form()], birth: Annotated[str, Form()], phone: Annotated[str, Form()],
    unit: Annotated[str, Form()],
) -> Response:  # fmt: skip
    with Session(engine) as session:
        session.add(BarePerson(name=name, birth=birth, phone=phone, unit=unit))
        session.commit()
    return Response(status_code=204)
