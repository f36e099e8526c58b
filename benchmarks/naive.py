"""What most people would write to save one answer: a plain route, an ORM session, one commit an answer.

The yardstick of benchmarks/answers.py. It checks the owner and the deadline, and commits durably before it replies.
Run with NAIVE_DATABASE naming an SQLite file.
"""

import os
from typing import Annotated

from fastapi import Cookie, FastAPI, Form, HTTPException
from itsdangerous import BadSignature, Signer
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine
from starlette.responses import Response

from quiz import clock

SIGNER = Signer("a benchmark keeps no secret")
engine = create_engine(f"sqlite:///{os.environ['NAIVE_DATABASE']}", connect_args={"timeout": 30})
event.listen(engine, "connect", lambda raw, _: raw.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"))


class NaiveAttempt(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    person_id: int
    ends_at: float


class NaiveAnswer(SQLModel, table=True):
    attempt_id: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    given: str
    tap: int


app = FastAPI(openapi_url=None, telemetry={"auto_configure": False})


@app.post("/attempts/{attempt_id}/answers/{number}")
def answer(
    attempt_id: int,
    number: int,
    given: Annotated[str, Form()],
    tap: Annotated[int, Form()],
    person: Annotated[str, Cookie()] = "",
) -> Response:
    with Session(engine) as session:
        attempt = session.get(NaiveAttempt, attempt_id)
        if attempt is None or attempt.person_id != _signed(person) or attempt.ends_at <= clock.now().timestamp():
            raise HTTPException(409)
        kept = session.get(NaiveAnswer, (attempt_id, number))
        kept = kept or NaiveAnswer(attempt_id=attempt_id, number=number, given="", tap=0)
        kept.given, kept.tap = given, tap
        session.add(kept)
        session.commit()
    return Response(status_code=204)


def _signed(cookie: str) -> int:
    try:
        return int(SIGNER.unsign(cookie))
    except BadSignature:
        raise HTTPException(401) from None
