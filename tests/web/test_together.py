"""Small writes that arrive together: each is kept or refused by itself, and told only once it is kept."""

import asyncio

import pytest
from sqlmodel import select

from quiz import database
from quiz.people.person import Person
from quiz.refusals import Refusal
from quiz.web.together import Lists, Together
from quiz.web.transactions import Turns
from tests.conftest import NOON


class NotYou(Refusal):
    message = "no"


def adding(name: str):
    def do(session) -> str:
        session.add(Person(name=name, created_at=NOON))
        session.flush()
        if name.startswith("no"):
            raise NotYou
        return name

    return do


def kept() -> set[str]:
    with database.transaction(writing=False) as session:
        return set(session.exec(select(Person.name)))


def run(*names: str) -> list[object]:
    async def all_at_once() -> list[object]:
        together = Together(Turns(4))
        return await asyncio.gather(*(together(adding(name)) for name in names), return_exceptions=True)

    return asyncio.run(all_at_once())


def test_what_is_refused_is_undone_alone_and_the_others_are_kept(database_url):
    names = [f"{'no ' if number % 3 == 0 else ''}{number}" for number in range(40)]

    told = run(*names)

    good = {name for name in names if not name.startswith("no")}
    assert kept() == good
    assert [one for one in told if isinstance(one, str)] == [name for name in names if name in good]
    assert sum(isinstance(one, NotYou) for one in told) == len(names) - len(good)


def test_a_commit_that_fails_is_told_to_everybody_and_the_next_goes_on(database_url, monkeypatch):
    commit, failures = database.commit, iter([True])

    def failing(session):
        if next(failures, False):
            raise OSError("the disk is full")
        commit(session)

    monkeypatch.setattr(database, "commit", failing)

    assert all(isinstance(one, OSError) for one in run("a", "b"))
    assert run("c") == ["c"]
    assert kept() == {"c"}


@pytest.mark.parametrize("leaves", [True, False])
def test_who_leaves_while_waiting_does_not_hold_up_the_others(database_url, leaves):
    async def one_leaves() -> str:
        together = Together(Turns(4))
        first = asyncio.ensure_future(together(adding("a")))
        second = asyncio.ensure_future(together(adding("b")))
        await asyncio.sleep(0)
        if leaves:
            first.cancel()
        return await second

    assert asyncio.run(one_leaves()) == "b"


def test_looks_that_come_together_share_a_transaction_which_cannot_write(database_url, monkeypatch):
    monkeypatch.setattr("quiz.web.together.LASTS_S", 60)  # on a busy machine, too

    def look(session) -> int:
        return id(session)

    async def all_at_once() -> list[object]:
        together = Together(Turns(4), writing=False)
        looks = (together(do) for do in (look, adding("a"), look))
        return await asyncio.gather(*looks, return_exceptions=True)

    first, refused, last = asyncio.run(all_at_once())
    assert isinstance(first, int)
    assert first == last
    assert isinstance(refused, Exception)
    assert kept() == set()


def test_what_comes_while_a_crowd_comes_is_done_in_few_lists(database_url):
    sizes = []

    def note(session, given):
        sizes.append(len(given))
        return given

    async def crowd() -> list[int | None]:
        lists = Lists(Turns(4), note)

        async def one(number: int) -> int | None:
            await asyncio.sleep(number / 1000)
            return await lists(number)

        return await asyncio.gather(*(one(number // 2) for number in range(200)))

    assert asyncio.run(crowd()) == [number // 2 for number in range(200)]
    assert sum(sizes) == 200
    assert len(sizes) < 20


def test_a_list_that_fails_is_done_one_by_one(database_url):
    def fail(session, given):
        raise OSError("the disk is full")

    async def ask():
        lists = Lists(Turns(4), fail)
        return await asyncio.gather(*(lists(number) for number in range(5)))

    assert asyncio.run(ask()) == [None] * 5
