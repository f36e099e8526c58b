"""Anyone registers for an open contest by themselves; whoever did, and lost their code, asks for it again."""

from dataclasses import dataclass, field, replace
from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.admitting import admit, insist_may_come_in
from quiz.contests.conditions import POSITION_OF_WORDS, Window, positions_told
from quiz.contests.contest import Contest, public_contest
from quiz.contests.divisions import divisions_of
from quiz.contests.eligibility import asked_birth, asked_phone, asked_position
from quiz.contests.entry import Entry
from quiz.contests.filled_form import Typed, looks_like_identity_number, read
from quiz.contests.registering import (
    AlreadyThere,
    Sender,
    entry_reminded_of,
    insist_open,
    keep_until,
    purpose_of,
    register,
    registration_window,
    usual_declaration,
)
from quiz.contests.roster.cells import UnreadableCell, born_in, phone_in
from quiz.language import gettext as _
from quiz.people.directory import Directory, Place, directory_of
from quiz.people.verifying import (
    CannotSend,
    Recipient,
    Verification,
    Verifier,
    new_verification,
    spend_code,
    verifier_named,
)
from quiz.refusals import Invalid, Problems, TooMany
from quiz.tokens import new_secret
from quiz.web.contestant import signed_in_contestant
from quiz.web.forms import Posted, PostedForm
from quiz.web.pages import fragment, page, redirect, wants_fragment
from quiz.web.sign_in_cookie import set_sign_in_cookie
from quiz.web.together import Together
from quiz.web.transactions import Transactions
from quiz.web.visitors import address_of, device_of

router = APIRouter(prefix="/contests/{contest_id}/registration")
FIELDS = ("name", "birth", "phone", "email", "unit", "position", "consent", "declared", "form", "division")
FIELD_MOST = 200
CARD = "/play/card"
NO_ERRORS: dict[str, str] = {}


@dataclass(frozen=True)
class Choice:
    """What is on offer in the field of the unit: the whole of a small area, or what was looked for."""

    directory: Directory
    words: str = ""
    under: Place | None = None
    chosen: Place | None = None
    found: list[Place] = field(default_factory=list)
    count: int = 0

    @property
    def is_search(self) -> bool:
        return bool(self.words.strip()) and self.under is None


@dataclass(frozen=True)
class Asking:
    """Who fills in which form."""

    request: Request
    contest: Contest
    directory: Directory
    session: Session


@router.get("")
async def show_form(request: Request, contest_id: str, transact: Transactions) -> HTMLResponse:
    def show(session: Session) -> HTMLResponse:
        signed_in_contestant(request, session)
        asking = _asking(request, session, contest_id)
        window = registration_window(session, asking.contest, clock.now())
        if window != Window.OPEN:
            return page(request, "registering/closed.html", contest=asking.contest, window=window)
        return _form(asking, Typed(form=new_secret()), _choice(asking.directory))

    return await transact(show, writing=False)


@router.get("/units")
async def find_units(
    request: Request, contest_id: str, transact: Transactions, unit_words: str = "", under: str = "", unit: str = ""
) -> Response:
    """The field of the unit alone, for a browser that changes it in place."""
    if not wants_fragment(request):
        return redirect(request, f"/contests/{contest_id}/registration")

    def show(session: Session) -> Response:
        asking = _asking(request, session, contest_id)
        insist_open(session, asking.contest, clock.now())
        choice = _choice(asking.directory, unit_words[:FIELD_MOST], under, unit)
        required = asking.contest.rules.registration.unit == "required"
        return fragment(
            request, "registering/_unit.html", contest=asking.contest, choice=choice, required=required, errors={}
        )

    return await transact(show, writing=False)


@router.post("/units")
async def find_units_in_form(
    request: Request, contest_id: str, posted: PostedForm, transact: Transactions
) -> HTMLResponse:
    """The same without a script: the form comes back as it was, with the units that were found. Nothing is kept."""

    def show(session: Session) -> HTMLResponse:
        asking = _asking(request, session, contest_id)
        insist_open(session, asking.contest, clock.now())
        typed = _typed(posted)
        return _form(asking, typed, _choice_typed(asking.directory, posted, typed, looking=True))

    return await transact(show, writing=False)


@router.post("")
async def register_oneself(request: Request, contest_id: str, posted: PostedForm, transact: Transactions) -> Response:
    """Once, however often it is tapped. Where the rules ask for it, a code goes out first, after the commit."""
    verifier = verifier_named(request.app.state.settings.verifier)
    typed = _typed(posted)

    def take(session: Session) -> "Response | ToSend":
        asking = _asking(request, session, contest_id)
        insist_open(session, asking.contest, clock.now())
        try:
            return _take(asking, session, typed, posted, verifier)
        except AlreadyThere as refusal:
            return _form(asking, typed, _choice_typed(asking.directory, posted, typed), refusal.errors, remind=True)
        except Invalid as refusal:
            return _form(asking, typed, _choice_typed(asking.directory, posted, typed), refusal.errors)
        except TooMany as refusal:
            choice = _choice_typed(asking.directory, posted, typed)
            return _form(asking, typed, choice, {"form": refusal.text}, status=refusal.status)

    together: Together = request.app.state.together
    taken = await together(take)
    if isinstance(taken, Response):
        return taken
    try:
        await transact.work(taken.verifier.send, taken.to, taken.code, taken.about)
    except CannotSend as refusal:
        return _code_page(request, taken.contest, typed, taken.to, "", {"form": refusal.text}, status=refusal.status)
    return _code_page(request, taken.contest, typed, taken.to, taken.verification.token, NO_ERRORS)


@router.get("/codes")
async def show_reminder(request: Request, contest_id: str, transact: Transactions) -> HTMLResponse:
    def show(session: Session) -> HTMLResponse:
        return _reminder(request, public_contest(session, contest_id), NO_ERRORS)

    return await transact(show, writing=False)


@router.post("/codes")
async def remind(request: Request, contest_id: str, posted: PostedForm, transact: Transactions) -> Response:
    """With the phone and the birth date they registered with. Nobody learns whether others are there."""
    typed = {name: posted.text(name)[:FIELD_MOST] for name in ("name", "phone", "birth")}

    def look(session: Session) -> Response:
        contest, at = public_contest(session, contest_id), clock.now()
        try:
            phone, born = _proof(typed, clock.day_of(at))
            entry = entry_reminded_of(session, contest, typed["name"], phone, born, address_of(request), at)
        except Invalid as refusal:
            return _reminder(request, contest, refusal.errors, typed)
        except TooMany as refusal:
            return _reminder(request, contest, {"form": refusal.text}, typed, refusal.status)
        return _come_in(request, session, entry)

    return await transact(look)


@dataclass(frozen=True)
class ToSend:
    """A code that is committed, and goes out now."""

    verifier: Verifier
    to: Recipient
    code: str
    about: str
    verification: Verification
    contest: Contest


def _take(
    asking: Asking, session: Session, typed: Typed, posted: Posted, verifier: Verifier | None
) -> "Response | ToSend":
    request, contest, at = asking.request, asking.contest, clock.now()
    today, channel = clock.day_of(at), contest.rules.registration.verify
    verified_by = ""
    if channel != "none" and verifier is not None:
        filled = read(contest.rules, asking.directory, typed, today)
        to = Recipient(channel, (filled.phone or "") if channel == "phone" else filled.email)
        token = posted.text("verification")
        if not token or "again" in posted:
            verification, code = new_verification(session, to, at)
            return ToSend(verifier, to, code, contest.title, verification, contest)
        try:
            spend_code(session, token, to, posted.text("code")[:FIELD_MOST], at)
        except Invalid as refusal:
            return _code_page(request, contest, typed, to, token, refusal.errors, status=refusal.status)
        verified_by = channel
    sender = Sender(address_of(request), verified_by)
    entry = register(session, contest, asking.directory, typed, sender, today, at)
    return _come_in(request, session, entry)


def _come_in(request: Request, session: Session, entry: Entry) -> Response:
    """On this phone, from now on."""
    insist_may_come_in(session, entry)
    contestant = signed_in_contestant(request, session)
    sign_in = admit(session, entry, contestant.sign_in if contestant else None, device_of(request), clock.now())
    response = redirect(request, CARD)
    set_sign_in_cookie(request, response, sign_in)
    return response


def _asking(request: Request, session: Session, contest_id: str) -> Asking:
    contest = public_contest(session, contest_id)
    tops = contest.rules.eligibility.unit_ids or (contest.unit_id,)
    return Asking(request, contest, directory_of(session, tops, clock.day_of(clock.now())), session)


def _typed(posted: Posted) -> Typed:
    return Typed(**{name: posted.text(name)[:FIELD_MOST] for name in FIELDS})


def _choice_typed(directory: Directory, posted: Posted, typed: Typed, *, looking: bool = False) -> Choice:
    """Who has chosen is no longer looking, unless they ask."""
    if directory.named(typed.unit) and not looking:
        return _choice(directory, unit=typed.unit)
    return _choice(directory, posted.text("unit_words")[:FIELD_MOST], posted.text("under"), typed.unit)


def _choice(directory: Directory, words: str = "", under: str = "", unit: str = "") -> Choice:
    chosen, above = directory.named(unit), directory.named(under)
    if directory.is_small:
        return Choice(directory, chosen=chosen, found=list(directory.places.values()), count=len(directory.places))
    if above is not None:
        found = directory.below(above)
        return Choice(directory, words, above, chosen, found, len(found))
    if words.strip():
        found, count = directory.search(words)
        return Choice(directory, words, None, chosen, found, count)
    found = [] if chosen else directory.top
    return Choice(directory, "", None, chosen, found, len(found))


def _form(
    asking: Asking, typed: Typed, choice: Choice, errors: dict[str, str] = NO_ERRORS, *,
    remind: bool = False, status: int | None = None,
) -> HTMLResponse:  # fmt: skip
    contest, rules = asking.contest, asking.contest.rules
    for name in ("name", "birth", "phone", "position"):
        if looks_like_identity_number(name, getattr(typed, name)):
            typed = replace(typed, **{name: ""})
    return page(
        asking.request, "registering/form.html", status or (422 if errors else 200), contest=contest, typed=typed,
        divisions=[(one.id, one.name) for one in divisions_of(asking.session, contest)],
        choice=choice, errors=errors, registration=rules.registration, phone_asked=asked_phone(rules.registration),
        birth_asked=asked_birth(rules.registration, rules.eligibility), remind=remind,
        position_asked=asked_position(rules.registration, rules.eligibility),
        positions=positions_told(rules.eligibility), known_positions=list(POSITION_OF_WORDS),
        purpose=purpose_of(contest), until=keep_until(contest, clock.day_of(clock.now())),
        declaration=rules.registration.declaration or usual_declaration(), eligibility=rules.eligibility,
    )  # fmt: skip


def _code_page(
    request: Request, contest: Contest, typed: Typed, to: Recipient, token: str, errors: dict[str, str],
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    return page(
        request, "registering/code.html", status, contest=contest, typed=typed, fields=FIELDS, to=to, token=token,
        errors=errors,
    )  # fmt: skip


def _reminder(
    request: Request, contest: Contest, errors: dict[str, str], typed: dict[str, str] | None = None, status: int = 0
) -> HTMLResponse:
    typed = {"name": "", "phone": "", "birth": ""} | (typed or {})
    status = status or (422 if errors else 200)
    return page(request, "registering/reminder.html", status, contest=contest, errors=errors, typed=typed)


def _proof(typed: dict[str, str], today: date) -> tuple[str, date]:
    problems, phone, born = Problems(), "", None
    try:
        phone, _note = phone_in(typed["phone"])
    except UnreadableCell:
        phone = ""
    if not phone:
        problems["phone"] = _("Hãy ghi số điện thoại mà bạn đã đăng ký.")
    try:
        born = born_in(typed["birth"], today).on
    except UnreadableCell as why:
        problems["birth"] = str(why)
    if born is None:
        problems.setdefault("birth", _("Hãy ghi đủ ngày, tháng, năm sinh, ví dụ 26/03/2001."))
    problems.refuse()
    assert born is not None
    return phone, born
