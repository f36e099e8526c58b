"""What a route may ask for. The lookup is the permission: what is not yours does not exist."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Annotated, Any, TypeVar

import anyio
import anyio.to_thread
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from itsdangerous import BadSignature, Signer
from sqlalchemy import bindparam
from sqlmodel import Session, col, select
from starlette.responses import Response

from quiz import clock, database
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.files import Files
from quiz.language import gettext
from quiz.ledger import Decider
from quiz.people.person import Person
from quiz.people.role import HOLDERS, Power, Role, acting_role, roles_of, roles_with, units_within
from quiz.people.sign_in import LASTS, Door, SignIn, lasting, sign_in_of
from quiz.refusals import NotAllowed, NotFound, NotSignedIn
from quiz.turns import WritersTurn
from quiz.web.pages import is_https
from quiz.web.protection import SAFE_METHODS

LONG_WORKS = 2
"""How many files may be read at once: each waits in a thread of its own, which pages do not need."""

COOKIES_KEPT = 20_000
"""As many as papers at hand; some 300 bytes each."""

TIMES_AHEAD = 3

P = TypeVar("P")
T = TypeVar("T")


class Turns:
    """How many requests may hold a database connection at once, in this process.

    A request passes through several threads; were it to wait for one while others wait for its lock, all would stand
    still. So it takes its turn before it begins: as many readers as there are threads, and one writer on SQLite.
    """

    def __init__(self, threads: int) -> None:
        self._readers = anyio.Semaphore(threads)
        self._writer = WritersTurn() if database.is_sqlite() else None
        self.long_work = anyio.CapacityLimiter(LONG_WORKS)

    def of(self, *, writing: bool) -> WritersTurn | anyio.Semaphore:
        return self._writer if writing and self._writer else self._readers

    def of_the_journal(self) -> AbstractContextManager[None]:
        return self._writer.first() if self._writer else nullcontext()


async def open_transaction(request: Request) -> AsyncIterator[Session]:
    """One transaction for the request: reading for GET, writing for the rest."""
    writing = request.method not in SAFE_METHODS
    turns: Turns = request.app.state.turns
    async with turns.of(writing=writing):
        with database.opened(writing=writing) as session:
            try:
                yield session
            except BaseException:
                await run_in_threadpool(database.roll_back, session)
                raise
            await run_in_threadpool(database.commit, session)


# scope="function": commit before the response leaves, so "Đã lưu" is never said too early.
Database = Annotated[Session, Depends(open_transaction, scope="function")]


class Transact:
    """For a route that works long between two looks at the database, as over an uploaded file.

    `Database` would hold SQLite's one lock for writers from the guard's first question to the end of the work, and no
    answer of a contestant could be kept meanwhile. Such a route is `async`, opens a short transaction for each look,
    and does its work in a thread beside those that serve pages.
    """

    def __init__(self, request: Request) -> None:
        self._turns: Turns = request.app.state.turns

    async def __call__(self, do: Callable[[Session], T], *, writing: bool = True) -> T:
        """Do this in a transaction of its own, committed when it returns."""

        def inside() -> T:
            with database.transaction(writing=writing) as session:
                return do(session)

        async with self._turns.of(writing=writing):
            return await run_in_threadpool(inside)

    async def ahead(self, prepare: Callable[[Session], P], write: Callable[[Session, P | None], T]) -> T:
        """Work for as long as it takes on what is committed, then write shortly what came out.

        Where others changed meanwhile what it was worked out from (MovedOn), it is worked out again; after some times
        with nothing prepared, while everybody waits.
        """
        apart = await run_in_threadpool(database.Apart)
        try:
            for _ in range(TIMES_AHEAD):
                prepared = await self.work(apart.read, prepare)
                try:
                    return await self._write(apart, partial(_given, write, prepared))
                except database.MovedOn:
                    continue
            return await self._write(apart, partial(_given, write, None))
        finally:
            await run_in_threadpool(apart.close)

    async def _write(self, apart: database.Apart, do: Callable[[Session], T]) -> T:
        async with self._turns.of(writing=True):
            return await run_in_threadpool(apart.write, do)

    @property
    def waiting(self) -> int:
        """How many works wait for their turn."""
        return self._turns.long_work.statistics().tasks_waiting

    async def work(self, do: Callable[..., T], *given: Any) -> T:
        """Do this without the database, for as long as it takes."""
        return await anyio.to_thread.run_sync(do, *given, limiter=self._turns.long_work)


def _given(write: Callable[[Session, P | None], T], prepared: P | None, session: Session) -> T:
    return write(session, prepared)


Transactions = Annotated[Transact, Depends()]


def kept_pictures(request: Request) -> Files:
    kept: Files = request.app.state.pictures
    return kept


Pictures = Annotated[Files, Depends(kept_pictures)]
"""Where the bytes of questions' pictures are."""


@dataclass(frozen=True)
class DoorLink:
    """An entry of the desk's navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Staff:
    """A signed-in member of staff, with the roles they hold now."""

    person: Person
    sign_in: SignIn
    roles: tuple[Role, ...]

    @property
    def id(self) -> int:
        assert self.person.id is not None
        return self.person.id

    def may(self, power: Power, contest_id: int | None = None) -> bool:
        return bool(roles_with(list(self.roles), power, contest_id))

    def may_somewhere(self, power: Power) -> bool:
        return any(role.name in HOLDERS[power] for role in self.roles)

    def acting_as(self, power: Power, contest_id: int | None = None) -> str:
        return acting_role(list(self.roles), power, contest_id)

    def acting_somewhere_as(self, power: Power) -> str:
        """The role under which a decision is taken that concerns no single contest."""
        return next((role.name.value for role in self.roles if role.name in HOLDERS[power]), "")

    def deciding(self, power: Power, contest_id: int | None = None) -> Decider:
        return Decider(self.id, self.acting_as(power, contest_id), clock.now())

    def reaches(self, session: Session, power: Power, contest: Contest) -> bool:
        """A role in the contest itself, or one in the installation that covers the unit which organises it."""
        roles = roles_with(list(self.roles), power, contest.id)
        if any(role.contest_id is not None for role in roles):
            return True
        units = units_within(session, roles) if roles else set()
        return units is None or contest.unit_id in units


def set_sign_in_cookie(request: Request, response: Response, sign_in: SignIn) -> None:
    response.set_cookie(
        sign_in.door.value,
        Signer(request.app.state.key, salt="sign-in").sign(sign_in.token).decode(),
        max_age=int(LASTS[sign_in.door].total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_https(request),
    )


def token_in_cookie(request: Request, door: Door) -> str | None:
    cookie = request.cookies.get(door.value)
    if not cookie:
        return None
    try:
        return _signed(request.app.state.key, cookie)
    except BadSignature:
        return None


@lru_cache(COOKIES_KEPT)
def _signed(key: str, cookie: str) -> str:
    """A phone sends the same cookie with every answer. What is not ours raises, and is not kept.

    Whether the visit it names still stands, the database says each time.
    """
    return Signer(key, salt="sign-in").unsign(cookie).decode()


def signed_in_staff(request: Request, database: Database) -> Staff | None:
    """Who sits at the desk, if anyone."""
    token = token_in_cookie(request, Door.DESK)
    found = sign_in_of(database, Door.DESK, token, clock.now()) if token else None
    if found is None:
        return None
    sign_in, person = found
    assert person.id is not None
    staff = Staff(person, sign_in, tuple(roles_of(database, person.id, clock.now())))
    request.state.person = person
    request.state.doors = _doors(staff, request.url.path)
    return staff


MaybeStaff = Annotated[Staff | None, Depends(signed_in_staff)]


def some_staff(staff: MaybeStaff) -> Staff:
    if staff is None:
        raise NotSignedIn(Door.DESK)
    return staff


SomeStaff = Annotated[Staff, Depends(some_staff)]


def staff_with(*powers: Power) -> Callable[[Staff], Staff]:
    """A guard for a whole door: someone who has one of the powers in any contest or in the installation."""

    def guard(staff: SomeStaff) -> Staff:
        if not any(map(staff.may_somewhere, powers)):
            raise NotAllowed
        return staff

    return guard


Organiser = Annotated[Staff, Depends(staff_with(Power.ORGANISE))]
Writer = Annotated[Staff, Depends(staff_with(Power.WRITE))]
KeySeer = Annotated[Staff, Depends(staff_with(Power.SEE_KEYS))]
Reviewer = Annotated[Staff, Depends(staff_with(Power.REVIEW))]
BankReader = Annotated[Staff, Depends(staff_with(Power.WRITE, Power.REVIEW))]
Controller = Annotated[Staff, Depends(staff_with(Power.CONTROL))]


async def writer_before_work(request: Request, transact: Transactions) -> Staff:
    """The `Writer` guard of a route with `Transactions`: it lets go of the database before the work begins."""
    staff = await transact(lambda session: signed_in_staff(request, session), writing=False)
    return staff_with(Power.WRITE)(some_staff(staff))


WriterBeforeWork = Annotated[Staff, Depends(writer_before_work)]


def contest_to(power: Power) -> Callable[..., Contest]:
    """The contest named in the address, for someone with the power in it."""

    def find(contest_id: str, staff: SomeStaff, database: Database) -> Contest:
        contest = database.exec(select(Contest).where(Contest.public_id == contest_id)).first()
        if contest is None or not staff.reaches(database, power, contest):
            raise NotFound
        return contest

    return find


def round_to(power: Power) -> Callable[..., tuple[Contest, Round]]:
    """The round named in the address, with its contest."""

    def find(round_id: str, staff: SomeStaff, database: Database) -> tuple[Contest, Round]:
        found = database.exec(
            select(Contest, Round).where(Round.contest_id == Contest.id, Round.public_id == round_id)
        ).first()
        if found is None or not staff.reaches(database, power, found[0]):
            raise NotFound
        return found[0], found[1]

    return find


def leg_to(power: Power) -> Callable[..., tuple[Contest, Round, Leg]]:
    """The leg named in the address, with its round and contest."""

    def find(leg_id: str, staff: SomeStaff, database: Database) -> tuple[Contest, Round, Leg]:
        found = database.exec(
            select(Contest, Round, Leg).where(
                Round.contest_id == Contest.id, Leg.round_id == Round.id, Leg.public_id == leg_id
            )
        ).first()
        if found is None or not staff.reaches(database, power, found[0]):
            raise NotFound
        return found[0], found[1], found[2]

    return find


@dataclass(frozen=True)
class Contestant:
    """A contestant who came in with a slip: the entry, the person, this device's visit."""

    entry: Entry
    person: Person
    contest: Contest
    sign_in: SignIn

    @property
    def person_name(self) -> str:
        return self.person.name

    @property
    def unit_name(self) -> str:
        return self.entry.unit_name


VISITOR: Any = (
    select(Entry, Person, Contest, SignIn)
    .join(SignIn, col(SignIn.entry_id) == Entry.id)
    .join(Person, col(Person.id) == SignIn.person_id)
    .join(Contest, col(Contest.id) == Entry.contest_id)
    .where(*lasting(Door.PLAY, bindparam("token"), bindparam("at")))
)
"""Put together once, like others that every request of a phone asks: that takes longer than to be answered."""


def signed_in_contestant(request: Request, database: Database) -> Contestant | None:
    found = contestant_with(request, database)
    return found[0] if found else None


def contestant_with(
    request: Request, session: Session, asked: Any = VISITOR, **given: Any
) -> tuple[Contestant, Sequence[Any]] | None:
    """Whose phone this is, and what `asked`, which is VISITOR and more, finds beside: in one look."""
    token = token_in_cookie(request, Door.PLAY)
    found = session.execute(asked, {"token": token, "at": clock.now(), **given}).first() if token else None
    if found is None:
        return None
    contestant = Contestant(*found[:4])
    request.state.entry = contestant
    return contestant, found[4:]


MaybeContestant = Annotated[Contestant | None, Depends(signed_in_contestant)]


def some_contestant(contestant: MaybeContestant) -> Contestant:
    if contestant is None:
        raise NotSignedIn(Door.PLAY)
    return contestant


SomeContestant = Annotated[Contestant, Depends(some_contestant)]


def _doors(staff: Staff, path: str) -> list[DoorLink]:
    links = [
        ((Power.ORGANISE,), gettext("Tổ chức"), "/organise"),
        ((Power.WRITE, Power.REVIEW), gettext("Kho câu hỏi"), "/bank"),
        ((Power.CONTROL,), gettext("Điều hành"), "/judge"),
    ]
    return [
        DoorLink(label, url, path.startswith(url))
        for powers, label, url in links
        if any(map(staff.may_somewhere, powers))
    ]
