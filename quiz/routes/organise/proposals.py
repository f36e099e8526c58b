"""A decision about results, on a page of its own: what it would change, then applied with a reason, or left alone.

The page has an address that can be opened again, and passed on. It hands out a seal of what it showed; only with that,
and while what it showed is still so, is the decision taken. All decisions that move places come through here.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from fastapi import Request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.language import gettext as _
from quiz.ledger import Decider, lock_ledger
from quiz.refusals import Invalid
from quiz.routes.judge.log import Line, lines_told
from quiz.standings.basis import Basis, NotSeen, Overtaken, Since, changed_since, insist_still_so
from quiz.standings.deciding_ahead import Decided, decide_ahead, write_decided
from quiz.standings.foreseeing import Foreseen, foresee
from quiz.standings.points import mean_shown, shown
from quiz.web.pages import page, redirect
from quiz.web.transactions import Transact

MOVES_SHOWN = 100
TRIED_OUT = "–"
"""The reason of a decision that is only tried out."""

Deciding = Callable[[Session, str, Decider], object]
"""Takes the decision, with its reason."""


@dataclass(frozen=True)
class Proposal:
    """A decision that may be taken. `deciding`: None while something is still to be chosen.

    `url`: its address, with all that was chosen; `back`: where one goes once it is decided, and `done` is said;
    `cancel`: where else one goes who leaves it alone. `foretold`: False where nobody may know before what comes out.
    `options`: the units to choose from, `chosen` the one that was; `listed`: people in an order, with their numbers.
    `crumbs`: the pages above, where it is not about somebody; `more`: what its own template needs beside.
    """

    contest: Contest
    name: str
    about: str
    heading: str
    told: str
    done: Callable[[Session], str]
    url: str
    back: str
    by: Decider
    deciding: Deciding | None
    reason_hint: str = ""
    reason_required: bool = True
    foretold: bool = True
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    cancel: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    chosen: str = ""
    listed: list[tuple[str, str]] = field(default_factory=list)
    template: str = "organise/correction.html"
    more: Callable[[Session], dict[str, Any]] | None = None


Find = Callable[[Session], Proposal]
"""With the guard of its page: whoever may not decide it finds nothing."""


@dataclass(frozen=True)
class Answer:
    """What was sent and not taken: the reason as it was typed, what is wrong, and what changed since the preview."""

    reason: str
    errors: dict[str, str]
    status: int
    since: Since | None = None
    lines: list[Line] = field(default_factory=list)


def always(told: str) -> Callable[[Session], str]:
    return lambda _session: told


async def show_proposal(request: Request, transact: Transact, find: Find, answer: Answer | None = None) -> HTMLResponse:
    """Nothing is decided, and nobody waits."""
    one = await transact(find, writing=False)
    foreseen, basis = await _seen(transact, one)
    more = await transact(one.more, writing=False) if one.more else {}
    errors = {name: _(problem) for name, problem in answer.errors.items()} if answer else {}
    return page(
        request, one.template, answer.status if answer else 200, contest=one.contest, one=one, foreseen=foreseen,
        seal=_sealer(request).dumps({"of": one.url, **asdict(basis)}) if basis else "", basis=basis,
        reason=answer.reason if answer else "", errors=errors, since=answer.since if answer else None,
        lines=answer.lines if answer else [], limit=MOVES_SHOWN, points=shown, mean_shown=mean_shown, **more,
    )  # fmt: skip


async def decide_proposal(request: Request, transact: Transact, find: Find, reason: str, seal: str) -> Response:
    """Worked out while nobody waits, then written shortly; unless something changed since it was seen."""

    def again(session: Session, *, for_good: bool) -> tuple[Proposal, Deciding]:
        one = find(session)
        if one.deciding is None:
            raise Invalid({"unit": _("Hãy chọn đơn vị đúng.")})
        if for_good:
            lock_ledger(session, one.contest.id)
        insist_still_so(session, one.contest, _unsealed(request, one, seal))
        return one, one.deciding

    def prepare(session: Session) -> Decided:
        one, deciding = again(session, for_good=False)
        return decide_ahead(session, one.contest.id or 0, lambda work: deciding(work, reason, one.by))

    def write(session: Session, decided: Decided | None) -> tuple[str, str]:
        one, deciding = again(session, for_good=True)
        if decided is not None:
            write_decided(session, one.contest.id or 0, decided)
        else:
            deciding(session, reason, one.by)
        return one.back, one.done(session)

    try:
        back, done = await transact.ahead(prepare, write)
    except (Invalid, NotSeen, Overtaken) as refusal:
        errors = refusal.errors if isinstance(refusal, Invalid) else {"form": refusal.text}
        since, lines = await transact(lambda session: _since(request, session, find, seal), writing=False)
        return await show_proposal(request, transact, find, Answer(reason, errors, refusal.status, since, lines))
    return redirect(request, back, ("saved", done))


async def _seen(transact: Transact, one: Proposal) -> tuple[Foreseen | None, Basis | None]:
    """It is tried out in any case: what would be refused is refused before anybody writes a reason."""
    if one.deciding is None:
        return None, None
    deciding = one.deciding
    foreseen = await transact.work(
        foresee, one.contest.id or 0, lambda session: deciding(session, TRIED_OUT, one.by), clock.now()
    )
    return foreseen if one.foretold else None, foreseen.basis


def _sealer(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.key, salt="proposal")


def _unsealed(request: Request, one: Proposal, seal: str) -> Basis:
    """What was shown of this very decision."""
    try:
        told = _sealer(request).loads(seal)
    except BadSignature:
        raise NotSeen from None
    if told.pop("of") != one.url:
        raise NotSeen
    return Basis(**told)


def _since(request: Request, session: Session, find: Find, seal: str) -> tuple[Since | None, list[Line]]:
    one = find(session)
    try:
        since = changed_since(session, one.contest, _unsealed(request, one, seal))
    except NotSeen:
        return None, []
    return since, lines_told(session, since.decisions)
