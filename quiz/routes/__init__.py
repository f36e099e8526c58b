"""The site map."""

from fastapi import APIRouter

from quiz.routes import (
    invitations,
    joining,
    public,
    signing_in,
)

ROUTERS: list[APIRouter] = [
    public.router,
    signing_in.router,
    invitations.router,
    joining.router,
]
