"""The site map."""

from fastapi import APIRouter

from quiz.routes import (
    invitations,
    joining,
    public,
    signing_in,
)
from quiz.routes.judge import entries as judge_entries
from quiz.routes.judge import legs as judge_legs
from quiz.routes.organise import (
    staff,
)

ROUTERS: list[APIRouter] = [
    public.router,
    signing_in.router,
    invitations.router,
    joining.router,
    judge_legs.router,
    judge_entries.router,
    staff.router,
]
