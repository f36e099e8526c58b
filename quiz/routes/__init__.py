"""The site map."""

from fastapi import APIRouter

from quiz.routes import public

ROUTERS: list[APIRouter] = [public.router]
